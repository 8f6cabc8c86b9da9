//! A database that one Django release migrated, and a ledger that another one printed.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use crate::support::cli::Tool;
use crate::support::cluster::{Cluster, Database};
use crate::support::django::{print_ledger, print_ledger_by, print_ledger_by_newer};
use crate::support::report::Report;

/// 3.2 loses the foreign key of a many-to-many table whose target gets a larger key. That is no other
/// spelling: rows without a target can be written.
const LOST_KEY: &str = "shelf_book_tags_tag_id_e58a28d7_fk";

/// What a release made of the project.
struct Made {
    database: Database,
    ledger: PathBuf,
}

static OLDEST: LazyLock<Made> = LazyLock::new(|| made("3.2"));
static OLD: LazyLock<Made> = LazyLock::new(|| made("4.2"));
static NEW: LazyLock<Made> = LazyLock::new(|| made("new"));

/// Those that need a newer Python than the other tests, where there is one.
static NEWER: LazyLock<Vec<Made>> = LazyLock::new(|| {
    let made = ["6.0", "6.1"].into_iter().filter_map(|release| {
        let (project, database, ledger) = facts(release);
        print_ledger_by_newer(release, &database, &project, &ledger)
            .then_some(Made { database, ledger })
    });
    made.collect()
});

/// The project, an empty database, and where the ledger of a release goes.
fn facts(release: &str) -> (PathBuf, Database, PathBuf) {
    let ledgers = Cluster::get().dir();
    (
        Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/releases"),
        Database::create(),
        ledgers.join(format!("releases-ledger-{release}")),
    )
}

fn made(release: &str) -> Made {
    let (project, database, ledger) = facts(release);
    if release == "new" {
        print_ledger(&database, &project, &ledger, &[]);
    } else {
        print_ledger_by(release, &database, &project, &ledger);
    }
    Made { database, ledger }
}

fn report(migrated: &Made, printed: &Made, status: i32) -> Report {
    Tool::new(&migrated.database.url(), &printed.ledger).report(&[], status)
}

/// The kinds and aspects of what is no alarm.
fn known(report: &Report) -> BTreeSet<String> {
    let told = report
        .findings()
        .filter(|finding| finding["severity"] == "info");
    told.map(|finding| format!("{} {}", finding["kind"], finding["aspect"]))
        .collect()
}

/// The alarms: none but that of the key that 3.2 lost, where there is one.
fn alarms_beside_the_lost_key(report: &Report) -> (usize, Vec<String>) {
    let alarms = report.alarms();
    let (lost, others): (Vec<_>, Vec<_>) = alarms
        .into_iter()
        .partition(|alarm| alarm.contains(LOST_KEY));
    (lost.len(), others)
}

#[test]
fn what_one_release_migrated_and_printed_is_at_peace() {
    for one in [&*OLDEST, &*OLD, &*NEW].into_iter().chain(&*NEWER) {
        let report = report(one, one, 0);
        assert_eq!(report.findings().count(), 0, "{:#}", report.value());
    }
}

#[test]
fn releases_since_4_2_do_not_differ() {
    let newer = NEWER
        .iter()
        .flat_map(|newer| [(newer, &*NEW), (&*OLD, newer)]);
    for (migrated, printed) in [(&*OLD, &*NEW), (&*NEW, &*OLD)].into_iter().chain(newer) {
        let report = report(migrated, printed, 0);
        assert_eq!(report.findings().count(), 0, "{:#}", report.value());
    }
}

#[test]
fn serial_and_identity_are_known_as_two_releases() {
    let skew = [r#""version_skew" "identity""#, r#""version_skew" "type""#];
    let skew = BTreeSet::from(skew.map(str::to_owned));
    for newer in [&*OLD, &*NEW] {
        for (migrated, printed, status) in [(&*OLDEST, newer, 1), (newer, &*OLDEST, 0)] {
            let report = report(migrated, printed, status);
            assert_eq!(
                alarms_beside_the_lost_key(&report),
                (1, Vec::new()),
                "{:#}",
                report.value()
            );
            assert_eq!(known(&report), skew, "{:#}", report.value());
        }
    }
}
