//! What the rows of `django_migrations` tell beside what they record.

use jiff::{SignedDuration, Timestamp};

use super::Sight;
use crate::record::Record;

/// Rows of several migrations that were written within so short a time had hardly any DDL to wait
/// for.
const AT_ONCE_MS: i128 = 20;

/// How many neighbours of the row at `at` were written within a few milliseconds of each other. Small
/// migrations that ran are as fast, so it counts only where nothing is there of any of them.
pub(super) fn together(
    rows: &[&Record],
    at: usize,
    is_gone: impl Fn(&Record) -> bool,
) -> Option<Sight> {
    let at_once = |one: &Record, other: &Record| match (one.applied, other.applied) {
        (Some(one), Some(other)) => {
            (one.as_nanosecond() - other.as_nanosecond()).abs() <= AT_ONCE_MS * 1_000_000
        }
        _ => false,
    };
    let pairs = rows.windows(2);
    let close: Vec<bool> = pairs.map(|pair| at_once(pair[0], pair[1])).collect();
    let before = close[..at].iter().rev().take_while(|close| **close).count();
    let after = close[at..].iter().take_while(|close| **close).count();
    let cluster = &rows[at - before..=at + after];
    let told = cluster.len() > 1 && cluster.iter().all(|row| is_gone(row));
    told.then_some(Sight::RecordedTogether {
        rows: cluster.len(),
    })
}

/// Hosts whose clocks differ by more do not migrate one database.
const CLOCKS: SignedDuration = SignedDuration::from_hours(1);

/// What the time of the row at `at` says of how it was written.
pub(super) fn times(rows: &[&Record], at: usize) -> Vec<Sight> {
    let Some(applied) = rows[at].applied else {
        return Vec::new();
    };
    let earlier = rows[..at].iter().rev();
    let mut later = earlier.filter(|row| {
        row.applied
            .is_some_and(|other| other.duration_since(applied) > CLOCKS)
    });
    let order = later.next().map(|row| Sight::OutOfOrder {
        before: row.migration.clone(),
    });
    let apart = |committed: &Timestamp| committed.duration_since(applied).abs() > CLOCKS;
    let committed = rows[at].committed.filter(apart);
    let committed = committed.map(|committed| Sight::CommittedAt { applied, committed });
    order.into_iter().chain(committed).collect()
}

#[cfg(test)]
mod tests {
    use jiff::Span;

    use super::*;
    use crate::migration::MigrationKey;

    fn rows(at_ms: &[i64]) -> Vec<Record> {
        let record = |ms: &i64| Record {
            id: *ms,
            migration: MigrationKey::new("a", &*ms.to_string()),
            applied: Timestamp::UNIX_EPOCH
                .checked_add(Span::new().milliseconds(*ms))
                .ok(),
            xmin: None,
            follows_aborted: false,
            committed: None,
        };
        at_ms.iter().map(record).collect()
    }

    #[test]
    fn a_row_with_an_old_date_is_told_and_clocks_may_differ() {
        const HOUR: i64 = 3_600_000;
        let mut rows = rows(&[3 * HOUR, 2 * HOUR + 1, HOUR]);
        rows[1].committed = rows[0].applied;
        rows[2].committed = rows[0].applied;
        let rows: Vec<&Record> = rows.iter().collect();
        assert_eq!(times(&rows, 0), []);
        assert_eq!(times(&rows, 1), []);
        let codes: Vec<&str> = times(&rows, 2)
            .iter()
            .map(|sight| sight.code().as_str())
            .collect();
        assert_eq!(codes, ["applied_out_of_order", "committed_at_another_time"]);
    }

    #[test]
    fn a_cluster_of_rows_ends_where_time_passed() {
        let rows = rows(&[0, 900, 905, 911, 2000]);
        let rows: Vec<&Record> = rows.iter().collect();
        let told = [0, 1, 2, 3, 4].map(|at| together(&rows, at, |_| true).is_some());
        assert_eq!(told, [false, true, true, true, false]);
        assert_eq!(
            together(&rows, 2, |_| true),
            Some(Sight::RecordedTogether { rows: 3 })
        );
        assert_eq!(together(&rows, 2, |row| row.id > 900), None);
    }
}
