//! What the rows of `django_migrations` tell beside what they record, and what was written to the catalog after them.

use std::collections::BTreeSet;

use foldhash::{HashMap, HashSet};

use jiff::{SignedDuration, Timestamp};

use super::Observation;
use super::tables::Tables;
use crate::migration::MigrationKey;
use crate::name::QualifiedName;
use crate::record::{Record, Role, is_after};
use crate::replay::LocationId;
use crate::schema::{ConstraintBody, ObjectId, ObjectKey, ObjectKind};
use crate::verdict::Case;
use crate::verdict::effect_check::{EffectCheck, Status};

/// Rows of several migrations that were written within so short a time had hardly any DDL to wait
/// for.
const AT_ONCE_MS: i128 = 20;

/// For each row, how many neighbours were written within a few milliseconds of each other. Small
/// migrations that ran are as fast, so it counts only where nothing is there of any of them.
pub(super) fn together(
    rows: &[&Record],
    is_gone: impl Fn(&Record) -> bool,
) -> Vec<Option<Observation>> {
    let at_once = |one: &&Record, other: &&Record| match (one.applied, other.applied) {
        (Some(one), Some(other)) => {
            (one.as_nanosecond() - other.as_nanosecond()).abs() <= AT_ONCE_MS * 1_000_000
        }
        _ => false,
    };
    let observations = rows.chunk_by(at_once).flat_map(|cluster| {
        #[cfg(test)]
        crate::steps::count(cluster.len());
        let told = cluster.len() > 1 && cluster.iter().all(|row| is_gone(row));
        let observation = told.then_some(Observation::RecordedTogether {
            rows: cluster.len(),
        });
        std::iter::repeat_n(observation, cluster.len())
    });
    observations.collect()
}

/// Hosts whose clocks differ by more do not migrate one database.
const CLOCKS: SignedDuration = SignedDuration::from_hours(1);

/// For each row, the nearest row before it that tells a later time.
pub(super) fn out_of_order(rows: &[&Record]) -> Vec<Option<Observation>> {
    // The times of rows before, falling: one that a nearer row exceeds is nearest to none any more.
    let mut falling: Vec<(Timestamp, &Record)> = Vec::new();
    let observations = rows.iter().map(|row| {
        let applied = row.applied?;
        let later = falling.partition_point(|(time, _)| {
            #[cfg(test)]
            crate::steps::count(1);
            time.duration_since(applied) > CLOCKS
        });
        let observation = falling[..later]
            .last()
            .map(|(_, row)| Observation::OutOfOrder {
                before: row.migration.clone(),
            });
        while falling.pop_if(|(time, _)| *time <= applied).is_some() {}
        falling.push((applied, row));
        observation
    });
    observations.collect()
}

/// What the time at which a row was committed says, where that is another one than it tells.
pub(super) fn committed(row: &Record) -> Option<Observation> {
    let applied = row.applied?;
    let apart = |committed: &Timestamp| committed.duration_since(applied).abs() > CLOCKS;
    let committed = row.committed.filter(apart)?;
    Some(Observation::CommittedAt { applied, committed })
}

/// For each expected table the last record among the migrations that touched it.
pub(super) struct Touched<'a> {
    case: &'a Case<'a>,
    last: HashMap<QualifiedName, u32>,
    /// Tables that an unrecorded migration touched.
    unknown: HashSet<QualifiedName>,
}

/// By whom something was last set, as its record tells.
#[derive(Clone, Copy)]
enum Setter {
    /// The transaction of the record.
    Recorded(u32),
    /// A migration without a record.
    Unrecorded,
    /// One of which no transaction is known.
    Untold,
}

impl<'a> Touched<'a> {
    pub(super) fn of(case: &'a Case<'a>) -> Self {
        let mut touched = Self {
            case,
            last: HashMap::default(),
            unknown: HashSet::default(),
        };
        if !case.traces.is_restored() {
            touched.collect();
        }
        touched
    }

    fn collect(&mut self) {
        let expected = self.case.expected;
        let makers = expected.origins.makers();
        let setters = makers.keys().iter().map(|key| self.case.setter(key));
        let setters: Vec<Setter> = setters.collect();
        let setter = |location: LocationId| setters[makers.number(location)];
        let mut last = None;
        for object in &self.case.comparison.objects {
            let Some(origin) = expected.origins.of(object.id) else {
                continue;
            };
            let renamed = Some(origin.named).filter(|named| *named != origin.created);
            let others = origin.attributes.values().copied().chain(renamed);
            for table in self.tables_of(&object.key) {
                for location in others.clone().chain([origin.created]) {
                    // What was made with its table touches it once.
                    let touch = (table.clone(), location);
                    if last.as_ref() != Some(&touch) {
                        self.touch(&table, setter(location));
                        last = Some(touch);
                    }
                }
            }
        }
        for (key, absence) in &expected.tombstones {
            if let Some(table) = key.table_name() {
                self.touch(&table, setter(absence.location));
            }
        }
    }

    /// A foreign key writes the catalog row of the table that it points at, too.
    pub(super) fn tables_of(&self, key: &ObjectKey) -> Vec<QualifiedName> {
        let Some(table) = key.table_name() else {
            return Vec::new();
        };
        if key.kind != ObjectKind::Constraint {
            return vec![table];
        }
        let definition = self.case.expected.schema.tables.get(&table);
        let constraint = definition.and_then(|it| it.constraints.get(&key.name));
        match constraint.map(|constraint| &constraint.body) {
            Some(ConstraintBody::ForeignKey(foreign)) => vec![table, foreign.table.clone()],
            _ => vec![table],
        }
    }

    fn touch(&mut self, table: &QualifiedName, setter: Setter) {
        match setter {
            // When one without a row wrote to the table, nobody knows.
            Setter::Unrecorded => drop(self.unknown.insert(table.clone())),
            Setter::Recorded(record) => match self.last.get_mut(table) {
                Some(last) if is_after(record, *last) => *last = record,
                Some(_) => {}
                None => drop(self.last.insert(table.clone(), record)),
            },
            Setter::Untold => {}
        }
    }

    /// The objects of these effect checks that are there and were written late.
    pub(super) fn late(
        &self,
        record: u32,
        checks: &[EffectCheck<'_>],
        tables: &Tables<'_>,
    ) -> BTreeSet<String> {
        let is_there = |check: &&EffectCheck<'_>| {
            !check.ensured && !matches!(check.status, Status::Missing | Status::Surviving)
        };
        let mut late = BTreeSet::new();
        // Most tables have nothing that is late.
        for own in checks.chunk_by(|one, other| one.object.is_of_table_of(other.object)) {
            let name = own.first().and_then(|check| check.object.table_name());
            let last = name.and_then(|name| self.last_written(name, record, tables));
            let Some((name, last)) = last else {
                continue;
            };
            let there = own.iter().filter(is_there);
            let objects =
                there.filter_map(|check| self.late_object(check, &name, [record, last], tables));
            late.extend(objects.map(|object| object.to_string()));
        }
        late
    }

    /// The last record among those of a table, where something of it may have been written after that.
    fn last_written(
        &self,
        table: QualifiedName,
        record: u32,
        tables: &Tables<'_>,
    ) -> Option<(QualifiedName, u32)> {
        let last = self
            .last
            .get(&table)
            .filter(|_| !self.unknown.contains(&table));
        let last = last
            .copied()
            .filter(|last| tables.may_be_written_after(&table, [record, *last]))?;
        Some((table, last))
    }

    /// The object itself, if it was written late, else its table, if that was.
    fn late_object(
        &self,
        check: &EffectCheck<'_>,
        table: &QualifiedName,
        both: [u32; 2],
        tables: &Tables<'_>,
    ) -> Option<ObjectKey> {
        let is_late = |id: ObjectId| {
            let written = tables.written_by(id);
            written.is_some_and(|written| both.iter().all(|it| is_after(written, *it)))
        };
        if check.id.is_some_and(is_late) {
            return Some(check.object.clone());
        }
        let of = self.case.expected.schema.tables.get(table)?;
        is_late(of.id).then(|| ObjectKey::table(table))
    }
}

impl Case<'_> {
    fn setter(&self, migration: &MigrationKey) -> Setter {
        if matches!(self.plan.role(migration), Some(Role::Candidate)) {
            return Setter::Unrecorded;
        }
        let record = self.traces.records.get(migration);
        record.map_or(Setter::Untold, |record| Setter::Recorded(*record))
    }
}

#[cfg(test)]
mod tests {
    use jiff::Span;

    use super::*;

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
        let before = MigrationKey::new("a", (2 * HOUR + 1).to_string());
        let told = [None, None, Some(Observation::OutOfOrder { before })];
        assert_eq!(out_of_order(&rows), told);
        let committed = [0, 1, 2].map(|at| committed(rows[at]).is_some());
        assert_eq!(committed, [false, false, true]);
    }

    #[test]
    fn a_cluster_of_rows_ends_where_time_passed() {
        let rows = rows(&[0, 900, 905, 911, 2000]);
        let rows: Vec<&Record> = rows.iter().collect();
        let three = Some(Observation::RecordedTogether { rows: 3 });
        let told = together(&rows, |_| true);
        assert_eq!(told, [None, three.clone(), three.clone(), three, None]);
        assert_eq!(together(&rows, |row| row.id > 900), vec![None; 5]);
    }
}
