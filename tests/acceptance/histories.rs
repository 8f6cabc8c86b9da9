//! Databases that real Django migrated through a project that squashed and used the numbers again, held
//! against ledgers without a manifest.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::sync::LazyLock;

use tempfile::TempDir;

use crate::support::cli::Tool;
use crate::support::cluster::{Cluster, Database};
use crate::support::django::run_histories;
use crate::support::report::Report;

/// What was done to each database, and the generation of the project that it is held against
/// (`tests/squashes/histories.py`).
const HISTORIES: [(&str, &str); 18] = [
    ("g0:0002_a", "g1"),
    ("g1", "g1"),
    ("g0 g1", "g1"),
    ("g0 g1 g2", "g2"),
    ("g1:0002_d", "g2"),
    ("g0 g1 g2 g3 prune", "g3"),
    ("g3", "g3"),
    ("g3", "g4"),
    ("g3 g4", "g4"),
    ("g4", "g5"),
    ("g0 g1 g2 g3 prune", "g4"),
    ("g0 g1 g2 g3 g4 g5", "g5"),
    ("g0 g1 g2 g3 g4 g5 prune", "g5"),
    ("g5", "g5"),
    ("g0 g1 g2 g3 renumber", "g3"),
    ("g1 g2 g3 prune renumber", "g3"),
    ("g0 g1 g2 g3 g4 g5 renumber", "g5"),
    ("g0", "g0"),
];

/// A database, its history, what is printed of the generation that it is at, and what `migrate` would run.
struct Made {
    database: Database,
    history: &'static str,
    at: &'static str,
    next: BTreeSet<String>,
}

static MADE: LazyLock<Vec<Made>> = LazyLock::new(|| {
    let databases: Vec<Database> = HISTORIES.iter().map(|_| Database::create()).collect();
    let args = HISTORIES.iter().zip(&databases);
    let args: Vec<String> = args
        .map(|((steps, at), database)| format!("{}={steps} at:{at}", database.name()))
        .collect();
    let plans = run_histories(&databases[0], &ledgers(), &args);
    let plans: BTreeMap<String, BTreeSet<String>> = serde_json::from_str(&plans).expect("JSON");
    let made = HISTORIES.into_iter().zip(databases);
    made.map(|((history, at), database)| Made {
        next: plans[database.name()].clone(),
        database,
        history,
        at,
    })
    .collect()
});

fn ledgers() -> std::path::PathBuf {
    Cluster::get().dir().join("histories")
}

/// What was printed of every generation in one folder, as a ledger is that nobody ever tidied.
fn all() -> TempDir {
    LazyLock::force(&MADE);
    let all = TempDir::new().expect("a temporary folder");
    for generation in 0..6 {
        for app in ["shop", "desk"] {
            let folder = all.path().join(app);
            fs::create_dir_all(&folder).expect("a folder");
            let printed = ledgers().join(format!("g{generation}/{app}"));
            for file in fs::read_dir(printed).expect("a ledger") {
                let file = file.expect("a file");
                fs::copy(file.path(), folder.join(file.file_name())).expect("a copy");
            }
        }
    }
    all
}

fn report(database: &Database, ledger: &Path) -> Report {
    let outcome =
        Tool::new(&database.url(), ledger).run(&["--fail-on", "never", "--format", "json"]);
    assert_eq!(outcome.status, Some(0), "{outcome:#?}");
    Report::parse(&outcome.stdout)
}

#[test]
fn what_django_migrated_through_squashes_is_at_peace() {
    for made in &*MADE {
        let report = report(&made.database, &ledgers().join(made.at));
        assert_eq!(
            report.alarms(),
            Vec::<String>::new(),
            "{} at {}",
            made.history,
            made.at
        );
        let verdicts = report.verdicts().into_iter();
        let pending: BTreeSet<String> = verdicts
            .filter_map(|(migration, verdict)| (verdict == "pending").then_some(migration))
            .collect();
        assert_eq!(pending, made.next, "{} at {}", made.history, made.at);
    }
}

#[test]
fn old_files_beside_the_new_ones_are_no_alarm() {
    let all = all();
    for made in &*MADE {
        let report = report(&made.database, all.path());
        let mut alarms = report.alarms().into_iter();
        let other = alarms.find(|alarm| !alarm.starts_with("warning undecided "));
        assert_eq!(other, None, "{}: {:#}", made.history, report.value());
    }
}

#[test]
fn what_neither_rows_nor_files_tell_is_undecided_and_never_replayed() {
    let all = all();
    fs::remove_file(all.path().join("shop/0001_squashed_0004_c.sql")).expect("a file");
    let pruned = MADE.iter().find(|made| made.history == "g0 g1 g2 g3 prune");
    let report = report(&pruned.expect("it is made").database, all.path());
    let alarms = report.alarms();
    assert!(
        alarms.iter().all(|alarm| alarm.starts_with("warning ")),
        "{alarms:#?}"
    );
    let told = report
        .findings()
        .find(|finding| finding["kind"] == "undecided");
    let message = told.expect("it is told")["message"].to_string();
    for said in [
        "shop.0001_squashed_0004_c",
        "shop.0002_g",
        "reconcile capture",
    ] {
        assert!(message.contains(said), "{message}");
    }
}

#[test]
fn a_column_that_was_dropped_by_hand_is_missing_whatever_the_history() {
    // Where a migration is still to come that drops the column, it looks as if that had run.
    for made in MADE
        .iter()
        .filter(|made| !made.next.contains("shop.0004_c"))
    {
        let database = Database::from_template(&made.database);
        let last = "SELECT attname::text FROM pg_attribute WHERE attrelid = 'shop_pen'::regclass
                    AND attnum > 0 AND NOT attisdropped AND attname <> 'id' ORDER BY attname DESC LIMIT 1";
        let column = database.texts(last).remove(0);
        database.execute(&format!("ALTER TABLE shop_pen DROP COLUMN {column}"));
        let alarms = report(&database, &ledgers().join(made.at)).alarms();
        let found = format!("error missing column shop_pen.{column} < shop.000");
        assert!(
            alarms.len() == 1 && alarms[0].starts_with(&found),
            "{} at {}: {alarms:#?}",
            made.history,
            made.at
        );
    }
}
