//! The oracle: the same DDL given to PostgreSQL and to `replay` makes the same schema.
//!
//! Sequences are generated. A statement that PostgreSQL refuses for a reason that replay can know
//! must be refused by replay too, and is left out on both sides. The sequences are always the same:
//! `RECONCILE_ORACLE_SEED` asks for those of another number, `RECONCILE_ORACLE_SEQUENCES` for so many.

mod ddl;
mod grammar;
mod proposed;
mod wide;

use std::collections::BTreeSet;
use std::sync::{LazyLock, Mutex, PoisonError};

use postgres::Client;
use proptest::test_runner::{Config, TestCaseError, TestError, TestRng, TestRunner};
use reconcile::rooms::catalog::assemble::{Catalog, assemble};
use reconcile::rooms::catalog::postgres::connect::ConnectSettings;
use reconcile::rooms::catalog::{self, ReadOptions, Source};
use reconcile::rooms::compare::{self, Answer, Comparison, Presence, Surroundings};
use reconcile::rooms::effect::Reading;
use reconcile::rooms::migration::MigrationKey;
use reconcile::rooms::name::Name;
use reconcile::rooms::replay::{Expected, Replay};

use crate::support::cluster::Database;

/// The schemas that a sequence works in; the first is its `search_path`.
const SCHEMAS: [&str; 2] = ["main", "side"];

/// What PostgreSQL says of names that are not there, or are there already, and of what hangs on
/// something: replay knows the same. Other refusals (types, rows) are the server's own.
const KNOWABLE: &[&str] = &[
    "42P01", "42703", "42P07", "42701", "42710", "2BP01", "42P16",
];

static DATABASE: LazyLock<Database> = LazyLock::new(|| {
    let database = Database::create();
    database.execute(
        "CREATE TABLE django_migrations (id bigint, app text, name text, applied timestamptz)",
    );
    database
});

/// Every sequence works in the same two schemas.
static ALONE: Mutex<()> = Mutex::new(());

/// Gives each statement to the server, and to replay what the server took.
fn run(client: &mut Client, statements: &[String]) -> Result<Expected, String> {
    for schema in SCHEMAS {
        let fresh = format!("DROP SCHEMA IF EXISTS {schema} CASCADE; CREATE SCHEMA {schema}");
        client
            .batch_execute(&fresh)
            .map_err(|error| error.to_string())?;
    }
    client
        .batch_execute("SET search_path = main")
        .map_err(|error| error.to_string())?;
    let mut replay = Replay::new(vec![Name::from(SCHEMAS[0])]);
    let key = MigrationKey::new("oracle", "0001");
    for statement in statements {
        let reading = Reading::of(&key, "oracle/0001.sql", statement);
        let mut tried = replay.clone();
        for read in &reading.statements {
            tried.apply(&read.location, read.steps());
        }
        let complaints = |replay: &Replay| replay.clone().finish().complaints.len();
        let refused = complaints(&tried) > complaints(&replay);
        match (client.batch_execute(statement), refused) {
            (Ok(()), false) => replay = tried,
            (Ok(()), true) => {
                let complaint = tried
                    .finish()
                    .complaints
                    .pop()
                    .map(|it| it.problem.to_string());
                return Err(format!("only replay refuses {statement}: {complaint:?}"));
            }
            (Err(error), false) if is_knowable(&error) => {
                return Err(format!("only the server refuses {statement}: {error:?}"));
            }
            (Err(_), _) => {}
        }
    }
    Ok(replay.finish())
}

fn is_knowable(error: &postgres::Error) -> bool {
    error
        .code()
        .is_some_and(|code| KNOWABLE.contains(&code.code()))
}

fn live() -> Catalog {
    let settings = ConnectSettings::resolve(Some(&DATABASE.url()), &|_| None).expect("settings");
    let reading = catalog::read(&Source::Live(Box::new(settings)), &ReadOptions::default());
    assemble(&reading.expect("a catalog").rows)
}

/// Everything in which the two sides are not the same.
fn differences(expected: &Expected, catalog: &Catalog) -> Vec<String> {
    let surroundings = Surroundings {
        home: SCHEMAS.into_iter().map(Name::from).collect(),
        own: BTreeSet::new(),
        inherited: catalog.inherited.clone(),
        ..Surroundings::default()
    };
    let comparison = compare::compare(expected, &catalog.schema, &surroundings);
    let Comparison {
        objects,
        surviving,
        unexpected,
        explained: _,
        unmanaged,
        shadowed: _,
        looked: _,
        copies: _,
    } = comparison;
    let mut lines: Vec<String> = Vec::new();
    for object in objects {
        if object.presence != Presence::Here {
            lines.push(format!("{}: {:?}", object.key, object.presence));
        }
        let unequal = object
            .attributes
            .into_iter()
            .filter(|answer| !matches!(answer.answer, Answer::Equivalent(_)));
        lines.extend(unequal.map(|answer| format!("{}: {answer:?}", object.key)));
    }
    lines.extend(surviving.iter().map(|key| format!("{key}: still there")));
    lines.extend(
        unexpected
            .iter()
            .chain(&unmanaged)
            .map(|key| format!("{key}: unexpected")),
    );
    let sequences = catalog.schema.sequences.keys();
    let own = sequences.filter(|name| SCHEMAS.contains(&name.schema.as_str()));
    let extra = own.filter(|name| !expected.schema.sequences.contains_key(name));
    lines.extend(extra.map(|name| format!("sequence {name}: unexpected")));
    lines
}

fn check(statements: &[String]) -> Result<(), String> {
    let _alone = ALONE.lock().unwrap_or_else(PoisonError::into_inner);
    let mut client = DATABASE.connect();
    let expected = run(&mut client, statements)?;
    drop(client);
    let differences = differences(&expected, &live());
    if differences.is_empty() {
        return Ok(());
    }
    Err(differences.join("\n"))
}

/// As many sequences as usual, and always the same, where the environment does not ask for others.
fn runner(usual: u32) -> TestRunner {
    let config = Config {
        cases: u32::try_from(asked("RECONCILE_ORACLE_SEQUENCES").unwrap_or(usual.into()))
            .expect("a number of sequences"),
        max_shrink_iters: 400,
        failure_persistence: None,
        ..Config::default()
    };
    let algorithm = config.rng_algorithm;
    TestRunner::new_with_rng(config, TestRng::from_seed(algorithm, &seed()))
}

fn asked(variable: &str) -> Option<u64> {
    let text = std::env::var(variable).ok()?;
    Some(text.parse().expect(variable))
}

fn seed() -> [u8; 32] {
    let mut seed = [0; 32];
    let number = asked("RECONCILE_ORACLE_SEED").unwrap_or_default();
    seed[..8].copy_from_slice(&number.to_le_bytes());
    seed
}

#[test]
fn the_same_ddl_makes_the_same_schema() {
    let outcome = runner(40).run(&ddl::sequence(), |statements| {
        check(&statements).map_err(TestCaseError::fail)
    });
    if let Err(TestError::Fail(reason, statements)) = outcome {
        panic!("{reason}\nafter\n{};", statements.join(";\n"));
    }
    outcome.expect("the generator");
}

/// One statement a line.
fn statements(paragraph: &str) -> Vec<String> {
    let lines = paragraph.lines().filter(|line| !line.starts_with("--"));
    lines
        .map(|line| line.trim_end_matches(';').to_owned())
        .collect()
}

/// What once failed stays: one sequence a paragraph.
#[test]
fn what_once_differed_is_the_same() {
    let kept = include_str!("kept.sql");
    for paragraph in kept.split("\n\n") {
        if let Err(reason) = check(&statements(paragraph)) {
            panic!("{reason}\nafter\n{paragraph}");
        }
    }
}
