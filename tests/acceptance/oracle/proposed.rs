//! What is told of a statement before anybody runs it, on what the catalog holds by then, is what the server then does: one that it
//! refuses was in doubt, and of any other the foretold schema is the one that is there.

use std::sync::PoisonError;
use std::sync::atomic::{AtomicUsize, Ordering};

use proptest::test_runner::{TestCaseError, TestError};
use reconcile::rooms::effect::{Meaning, Reading};
use reconcile::rooms::migration::MigrationKey;
use reconcile::rooms::name::Name;
use reconcile::rooms::replay::{Expected, Replay};

use super::{ALONE, DATABASE, SCHEMAS, ddl, differences, live, runner, statements};

/// How many sequences are tried where nothing else is asked for.
const SEQUENCES: u32 = 8;

/// How many statements were taken as foretold, refused as doubted, and taken though in doubt.
static FORETOLD: AtomicUsize = AtomicUsize::new(0);
static REFUSED: AtomicUsize = AtomicUsize::new(0);
static DOUBTED: AtomicUsize = AtomicUsize::new(0);

/// What a statement would make of what is there, and whether that is sure.
fn foretold(statement: &str) -> (Expected, bool) {
    let reading = Reading::of(&MigrationKey::new("oracle", "0001"), "", statement);
    let understood =
        |meaning: &Meaning| !matches!(meaning, Meaning::Opaque { .. } | Meaning::Unreadable { .. });
    let mut all = reading.statements.iter();
    let understood = all.all(|it| understood(&it.meaning));
    let path = vec![Name::from(SCHEMAS[0])];
    let made = Replay::on(live().schema, path).then(&reading);
    let sure = understood && made.complaints.is_empty();
    (made, sure)
}

fn check(statements: &[String]) -> Result<(), String> {
    let _alone = ALONE.lock().unwrap_or_else(PoisonError::into_inner);
    let mut client = DATABASE.connect();
    for schema in SCHEMAS {
        let fresh = format!("DROP SCHEMA IF EXISTS {schema} CASCADE; CREATE SCHEMA {schema}");
        client.batch_execute(&fresh).expect("a schema");
    }
    client
        .batch_execute("SET search_path = main")
        .expect("a path");
    for statement in statements {
        let (made, sure) = foretold(statement);
        let count = match client.batch_execute(statement) {
            Ok(()) if sure => {
                let unlike = differences(&made, &live());
                if !unlike.is_empty() {
                    return Err(format!("after {statement}: {}", unlike.join("\n")));
                }
                &FORETOLD
            }
            Ok(()) => &DOUBTED,
            Err(error) if sure && !is_of_rows(&error) => {
                return Err(format!("sure of {statement}: {error:?}"));
            }
            Err(_) => &REFUSED,
        };
        count.fetch_add(1, Ordering::Relaxed);
    }
    Ok(())
}

/// Rows are not looked at: values that do not fit, and that break a rule.
fn is_of_rows(error: &postgres::Error) -> bool {
    let code = error.code().map(|it| it.code().to_owned());
    code.is_some_and(|code| code.starts_with("22") || code.starts_with("23"))
}

#[test]
fn what_is_foretold_of_a_statement_is_what_the_server_does() {
    let outcome = runner(SEQUENCES).run(&ddl::sequence(), |statements| {
        check(&statements).map_err(TestCaseError::fail)
    });
    if let Err(TestError::Fail(reason, statements)) = &outcome {
        panic!("{reason}\nafter\n{};", statements.join(";\n"));
    }
    let counts = [&FORETOLD, &REFUSED, &DOUBTED].map(|count| count.load(Ordering::Relaxed));
    let [foretold, refused, doubted] = counts;
    let told =
        format!("{foretold} foretold, {refused} refused as doubted, {doubted} doubted and taken");
    eprintln!("{told}");
    assert!(foretold > 4 * doubted, "{told}");
    outcome.expect("the generator");
}

/// What once was sure and refused, or was foretold otherwise: one sequence a paragraph.
#[test]
fn what_was_foretold_otherwise_once_is_doubted() {
    for paragraph in include_str!("proposed.sql").split("\n\n") {
        if let Err(reason) = check(&statements(paragraph)) {
            panic!("{reason}\nafter\n{paragraph}");
        }
    }
}
