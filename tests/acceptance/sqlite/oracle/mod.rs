//! The oracle: the same DDL given to SQLite and to `replay` makes the same schema.
//!
//! Sequences are generated. A statement that SQLite refuses for a reason that replay can know must be refused by replay
//! too, and is left out on both sides. The sequences are always the same: `RECONCILE_ORACLE_SEED` asks for those of
//! another number, `RECONCILE_ORACLE_SEQUENCES` for so many.

mod ddl;

use std::path::Path;

use proptest::test_runner::{Config, TestCaseError, TestError, TestRng, TestRunner};
use reconcile::rooms::catalog::assemble::{Catalog, assemble};
use reconcile::rooms::catalog::{self, ReadOptions, Source};
use reconcile::rooms::compare::{self, Answer, Presence, Surroundings};
use reconcile::rooms::effect::Reading;
use reconcile::rooms::engine::Engine;
use reconcile::rooms::migration::MigrationKey;
use reconcile::rooms::name::{Name, QualifiedName};
use reconcile::rooms::replay::{Expected, Replay};
use rusqlite::Connection;
use tempfile::TempDir;

/// What SQLite says of names that are not there, or are there already: replay knows the same.
const KNOWABLE: [&str; 7] = [
    "no such table:",
    "no such index:",
    "no such view:",
    "no such trigger:",
    "already exists",
    "duplicate column name:",
    "there is already another table or index",
];

const BEFORE: &str = "PRAGMA foreign_keys = OFF; CREATE TABLE django_migrations (id integer PRIMARY KEY, app text, name text, applied datetime)";

/// Gives each statement to SQLite, and to replay what SQLite took.
fn run(database: &Connection, statements: &[String]) -> Result<Expected, String> {
    let mut replay = Replay::new(vec![Name::exact("main")]);
    let key = MigrationKey::new("oracle", "0001");
    for statement in statements {
        let reading = Reading::of_sqlite(&key, "oracle/0001.sql", statement);
        let mut tried = replay.clone();
        for read in &reading.statements {
            tried.apply(&read.location, read.steps());
        }
        let complaints = |replay: &Replay| replay.clone().finish().complaints;
        let refused = complaints(&tried).len() > complaints(&replay).len();
        match (database.execute_batch(statement), refused) {
            (Ok(()), false) => replay = tried,
            (Ok(()), true) => {
                let complaint = complaints(&tried).pop();
                let complaint = complaint.map(|it| it.problem.to_string());
                return Err(format!("only replay refuses {statement}: {complaint:?}"));
            }
            (Err(error), false) if is_knowable(&error.to_string()) => {
                return Err(format!("only SQLite refuses {statement}: {error}"));
            }
            (Err(_), _) => {}
        }
    }
    Ok(replay.finish())
}

/// What is wrong with a view or a trigger, SQLite finds by looking into it.
fn is_knowable(error: &str) -> bool {
    !error.starts_with("error in ") && KNOWABLE.iter().any(|known| error.contains(known))
}

fn live(file: &Path) -> Catalog {
    let source = Source::Sqlite(file.to_owned());
    let reading = catalog::read(&source, &ReadOptions::default());
    assemble(&reading.expect("a catalog").rows)
}

/// Everything in which the two sides are not the same.
fn differences(expected: &Expected, catalog: &Catalog) -> Vec<String> {
    let main = Name::exact("main");
    let records = QualifiedName::new(main.clone(), Name::exact("django_migrations"));
    let surroundings = Surroundings {
        home: [main].into(),
        own: [records].into(),
        inherited: catalog.inherited.clone(),
        engine: Engine::Sqlite,
        ..Surroundings::default()
    };
    let comparison = compare::compare(expected, &catalog.schema, &surroundings);
    let mut lines: Vec<String> = Vec::new();
    for object in &comparison.objects {
        if object.presence != Presence::Here {
            lines.push(format!("{}: {:?}", object.key, object.presence));
        }
        // What a rename made of a text may be undecided.
        let unequal = object
            .attributes
            .iter()
            .filter(|it| !matches!(it.answer, Answer::Equivalent(_)));
        lines.extend(unequal.map(|answer| format!("{}: {answer:?}", object.key)));
    }
    let surviving = comparison.surviving.iter();
    lines.extend(surviving.map(|key| format!("{key}: still there")));
    let surplus = comparison.unexpected.iter().chain(&comparison.unmanaged);
    lines.extend(surplus.map(|key| format!("{key}: unexpected")));
    let unmeasured = catalog.unmeasured.values();
    lines.extend(unmeasured.map(|reason| format!("not measured: {reason}")));
    lines
}

fn check(statements: &[String]) -> Result<(), String> {
    let dir = TempDir::new().expect("a temporary folder");
    let file = dir.path().join("db.sqlite3");
    let database = Connection::open(&file).expect("a database");
    database.execute_batch(BEFORE).expect("the records");
    let expected = run(&database, statements)?;
    drop(database);
    let differences = differences(&expected, &live(&file));
    if differences.is_empty() {
        return Ok(());
    }
    Err(differences.join("\n"))
}

fn asked(variable: &str) -> Option<u64> {
    let text = std::env::var(variable).ok()?;
    Some(text.parse().expect(variable))
}

fn runner(usual: u64) -> TestRunner {
    let cases = asked("RECONCILE_ORACLE_SEQUENCES").unwrap_or(usual);
    let config = Config {
        cases: u32::try_from(cases).expect("a number of sequences"),
        max_shrink_iters: 2000,
        failure_persistence: None,
        ..Config::default()
    };
    let mut seed = [0; 32];
    let number = asked("RECONCILE_ORACLE_SEED").unwrap_or_default();
    seed[..8].copy_from_slice(&number.to_le_bytes());
    let algorithm = config.rng_algorithm;
    TestRunner::new_with_rng(config, TestRng::from_seed(algorithm, &seed))
}

#[test]
fn the_same_ddl_makes_the_same_schema() {
    let outcome = runner(300).run(&ddl::sequence(), |statements| {
        check(&statements).map_err(TestCaseError::fail)
    });
    if let Err(TestError::Fail(reason, statements)) = outcome {
        panic!("{reason}\nafter\n{};", statements.join(";\n"));
    }
    outcome.expect("the generator");
}

/// What once failed stays: one sequence a paragraph, one statement a line.
#[test]
fn what_once_differed_is_the_same() {
    for paragraph in include_str!("kept.sql").split("\n\n") {
        let lines = paragraph.lines().filter(|line| !line.starts_with("--"));
        let statements: Vec<String> = lines.map(str::to_owned).collect();
        if let Err(reason) = check(&statements) {
            panic!("{reason}\nafter\n{paragraph}");
        }
    }
}
