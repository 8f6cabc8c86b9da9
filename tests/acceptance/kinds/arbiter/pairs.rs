//! Pairs of expressions whose sameness is known, and expressions of every kind.

use std::collections::BTreeMap;

use reconcile::rooms::catalog::postgres::arbiter::{Arbiter, Reply};
use reconcile::rooms::catalog::postgres::connect::ConnectSettings;
use reconcile::rooms::catalog::{self, ReadOptions, Source};
use reconcile::rooms::effect::explain::{self, Scope};
use reconcile::rooms::name::{Name, QualifiedName};
use serde_json::Value;

use super::{Pair, RECORDS};
use crate::support::cluster::Database;

const TYPES: &str = "CREATE EXTENSION citext; CREATE EXTENSION hstore;
    CREATE TYPE mood AS ENUM ('sad', 'ok', 'happy');
    CREATE DOMAIN posint AS integer CHECK (VALUE > 0); CREATE DOMAIN tag AS varchar(10);";

fn fixture(name: &str) -> String {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/expressions/");
    std::fs::read_to_string(format!("{folder}{name}")).expect("a fixture")
}

fn arbiter() -> (Database, Arbiter) {
    let database = Database::create();
    database.execute(RECORDS);
    database.execute(TYPES);
    let columns: BTreeMap<String, String> =
        serde_json::from_str(&fixture("columns.json")).expect("columns");
    let columns: Vec<String> = columns
        .iter()
        .map(|(name, data_type)| format!("{} {data_type}", Name::exact(name).quoted()))
        .collect();
    database.execute(&format!("CREATE TABLE t ({})", columns.join(", ")));
    let settings = ConnectSettings::resolve(Some(&database.url()), &|_| None).expect("settings");
    let opened = catalog::open(
        &Source::Live(Box::new(settings)),
        &ReadOptions::default(),
        &|_, _| {},
        |_| (),
    );
    let (_, (), arbiter) = opened.expect("a catalog");
    (database, arbiter.expect("a server"))
}

/// Every pair of a fixture to which the server says `wanted`, as text.
fn said(name: &str, wanted: &Reply) -> (usize, Vec<String>) {
    let table = QualifiedName::new(Name::exact("public"), Name::exact("t"));
    let text = fixture(name);
    let cases = text
        .lines()
        .map(|line| serde_json::from_str(line).expect("a case"));
    let mut questions = Vec::new();
    // What the texts decide is never asked.
    let open = |case: &Value| case["undecided"] == true && case["kind"] != "default";
    for case in cases.filter(open) {
        let ledger = case["ledger"].as_str().expect("a text").to_owned();
        for live in case["live"].as_array().expect("texts") {
            let live = live.as_str().expect("a text");
            let scope = Scope::Row(table.clone());
            if let Ok(question) = explain::expressions(&scope, None, &[&ledger], &[live]) {
                questions.push((format!("{ledger} | {live}"), question));
            }
        }
    }
    let (_database, mut arbiter) = arbiter();
    let asked: Vec<_> = questions.iter().map(|(_, question)| question).collect();
    let replies = arbiter.ask(&asked);
    let pairs = questions.iter().zip(replies);
    let like = pairs.filter(|(_, reply)| reply == wanted);
    (
        questions.len(),
        like.map(|((text, _), _)| text.clone()).collect(),
    )
}

#[test]
fn no_other_expression_is_planned_alike() {
    let (asked, same) = said("other.jsonl", &Reply::Same);
    assert!(asked > 200, "{asked}");
    // A cast that leaves a constant as it is is no other expression; all is NULL beside NULL; 13 has no
    // date_part of a date but that of a timestamp.
    let same_there = [
        "'::varchar(2)",
        "= NULL",
        "EXTRACT('year' FROM d::timestamp)",
    ];
    let folded = |text: &String| same_there.iter().any(|part| text.contains(part));
    let same: Vec<_> = same.into_iter().filter(|text| !folded(text)).collect();
    assert!(
        same.is_empty(),
        "{} of {asked}:\n{}",
        same.len(),
        same.join("\n")
    );
}

#[test]
fn what_a_server_stored_is_planned_alike() {
    let (asked, apart) = said("same.jsonl", &Reply::Apart);
    assert!(asked > 0, "{asked}");
    assert!(
        apart.is_empty(),
        "{} of {asked}:\n{}",
        apart.len(),
        apart.join("\n")
    );
}

/// Each kind of expression in words that the texts alone leave undecided.
const KINDS: &str = "
CREATE EXTENSION hstore;
CREATE TYPE mood AS ENUM ('sad', 'ok');
CREATE TABLE item (
    id integer PRIMARY KEY,
    name varchar(20),
    at timestamptz,
    price numeric(10, 2) DEFAULT '1.50',
    bits bit varying DEFAULT '101',
    pairs hstore DEFAULT 'a=>1',
    mood mood DEFAULT 'ok',
    due timestamptz DEFAULT '2020-01-01 00:00+02',
    wait interval DEFAULT 'PT90M',
    doubled numeric GENERATED ALWAYS AS (price::numeric(10, 2) * 2) STORED,
    CONSTRAINT due_check CHECK (at > '2020-01-01 00:00+02'),
    CONSTRAINT pairs_check CHECK (pairs @> 'a=>1'),
    CONSTRAINT wait_check CHECK (wait < 'PT90M')
);
CREATE INDEX item_due ON item (id) WHERE at > '2020-01-01 00:00+02';
CREATE INDEX item_wait ON item ((wait + 'PT90M'), (lower(name)));
CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE TRIGGER touched BEFORE UPDATE ON item FOR EACH ROW
    WHEN (OLD.wait <> 'PT90M' AND NEW.at > '2020-01-01 00:00+02') EXECUTE FUNCTION touch();
ALTER TABLE item ENABLE ROW LEVEL SECURITY;
CREATE POLICY late ON item USING (at > '2020-01-01 00:00+02') WITH CHECK (wait < 'PT90M');
CREATE DOMAIN span AS interval DEFAULT 'PT90M' CONSTRAINT short CHECK (VALUE < 'PT90M');
";

/// A change of each kind of expression that the texts alone leave undecided, and what it is.
const CHANGES: [(&str, &str); 16] = [
    ("ALTER TABLE item ALTER price SET DEFAULT 1.51", "column item.price (default)"),
    ("ALTER TABLE item ALTER bits SET DEFAULT B'100'", "column item.bits (default)"),
    ("ALTER TABLE item ALTER pairs SET DEFAULT 'a=>2'", "column item.pairs (default)"),
    ("ALTER TABLE item ALTER mood SET DEFAULT 'sad'", "column item.mood (default)"),
    ("ALTER TABLE item ALTER due SET DEFAULT '2020-01-01 00:00+01'", "column item.due (default)"),
    ("ALTER TABLE item ALTER wait SET DEFAULT '91 minutes'", "column item.wait (default)"),
    (
        "ALTER TABLE item DROP doubled, ADD doubled numeric GENERATED ALWAYS AS (price::numeric(10, 1) * 2) STORED",
        "column item.doubled (generated)",
    ),
    (
        "ALTER TABLE item DROP CONSTRAINT due_check, ADD CONSTRAINT due_check CHECK (at > '2020-01-01 00:00+01')",
        "constraint item.due_check (expression)",
    ),
    (
        "ALTER TABLE item DROP CONSTRAINT pairs_check, ADD CONSTRAINT pairs_check CHECK (pairs @> 'a=>2')",
        "constraint item.pairs_check (expression)",
    ),
    (
        "DROP INDEX item_due; CREATE INDEX item_due ON item (id) WHERE at > '2020-01-01 00:00+01'",
        "index item.item_due (predicate)",
    ),
    (
        "DROP INDEX item_wait; CREATE INDEX item_wait ON item ((wait + '91 minutes'), (lower(name)))",
        "index item.item_wait (expression)",
    ),
    (
        "DROP TRIGGER touched ON item; CREATE TRIGGER touched BEFORE UPDATE ON item FOR EACH ROW
         WHEN (OLD.wait <> '90 minutes' AND OLD.at > '2020-01-01 00:00+02') EXECUTE FUNCTION touch()",
        "trigger item.touched (condition)",
    ),
    ("ALTER POLICY late ON item USING (at > '2020-01-01 00:00+01')", "policy item.late (using)"),
    ("ALTER POLICY late ON item WITH CHECK (wait < '91 minutes')", "policy item.late (check)"),
    ("ALTER DOMAIN span SET DEFAULT '91 minutes'", "domain span (default)"),
    (
        "ALTER DOMAIN span DROP CONSTRAINT short, ADD CONSTRAINT short CHECK (VALUE < '91 minutes')",
        "constraint span.short (expression)",
    ),
];

#[test]
fn every_kind_of_expression_in_other_words_is_silent() {
    let pair = Pair::same(KINDS);
    let report = pair.report(&pair.database, &[]);
    assert_eq!(report.alarms(), [""; 0]);
    let without = pair.report(&pair.database, &["--no-server-arbiter"]);
    let without = without.alarms();
    assert!(without.len() > 4, "{without:?}");
    assert!(
        without.iter().all(|line| line.contains(" undecided ")),
        "{without:?}"
    );
}

#[test]
fn every_kind_of_expression_that_is_changed_is_found() {
    let pair = Pair::same(KINDS);
    for (change, what) in CHANGES {
        let change = change.replace(
            "DROP CONSTRAINT short, ADD",
            "DROP CONSTRAINT short; ALTER DOMAIN span ADD",
        );
        let alarms = pair.after(&change);
        let [line] = alarms.as_slice() else {
            panic!("{change}: {alarms:?}");
        };
        assert!(
            line.contains(what) && line.ends_with("< app.0001_make"),
            "{change}: {line}"
        );
    }
}
