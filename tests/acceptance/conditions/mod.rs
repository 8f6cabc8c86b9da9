//! Generated conditions in pairs: of two that are called the same, the server makes no difference on any row.
//!
//! `RECONCILE_ORACLE_SEED` asks for other pairs, `RECONCILE_ORACLE_PAIRS` for so many.

mod columns;
mod condition;
mod generator;

use std::collections::{BTreeMap, BTreeSet};
use std::env;
use std::fmt::Write as _;

use postgres::Client;
use reconcile::rooms::catalog::assemble::assemble;
use reconcile::rooms::catalog::postgres::connect::ConnectSettings;
use reconcile::rooms::catalog::{self, ReadOptions, Source};
use reconcile::rooms::compare::{self, Answer, Presence, Surroundings};
use reconcile::rooms::effect::Reading;
use reconcile::rooms::migration::MigrationKey;
use reconcile::rooms::name::Name;
use reconcile::rooms::replay::Replay;

use crate::support::cluster::Database;
use columns::{COLUMNS, Column};
use condition::Condition;
use generator::Chance;

/// How many pairs are tried where nothing else is asked for: some seconds of them.
const PAIRS: u64 = 3_000;

/// So many pairs are the checks of one table, and are asked about at once.
const AT_ONCE: usize = 100;

const TYPES: &str = "CREATE TYPE mood AS ENUM ('sad', 'ok'); CREATE DOMAIN whole AS integer;";

const RECORDS: &str =
    "CREATE TABLE django_migrations (id bigint, app text, name text, applied timestamptz)";

struct Pair {
    ledger: String,
    live: String,
    columns: BTreeSet<&'static str>,
    /// Nothing but the words was changed.
    respelled: bool,
}

fn asked(variable: &str, usual: u64) -> u64 {
    env::var(variable).map_or(usual, |text| text.parse().expect(variable))
}

fn pair(chance: &mut Chance) -> Pair {
    let among: Vec<_> = (0..3)
        .map(|_| &COLUMNS[chance.below(COLUMNS.len())])
        .collect();
    let depth = chance.below(4);
    let ledger = generator::condition(chance, &among, depth);
    let respelled = chance.below(3) == 0;
    let mut live: Condition = if respelled {
        ledger.clone()
    } else {
        generator::changed(chance, &ledger, &among)
    };
    for _ in 0..=chance.below(2) {
        live = generator::respelled(chance, &live);
    }
    let mut columns = BTreeSet::new();
    ledger.columns(&mut columns);
    live.columns(&mut columns);
    Pair {
        ledger: ledger.sql(),
        live: live.sql(),
        columns,
        respelled,
    }
}

/// The tables, each with the conditions of some pairs as its checks.
fn ddl(pairs: &[Pair], condition: fn(&Pair) -> &str) -> String {
    let columns: Vec<String> = COLUMNS
        .iter()
        .map(|column| format!("{} {}", column.0, column.1))
        .collect();
    let mut ddl = TYPES.to_owned();
    for (at, some) in pairs.chunks(AT_ONCE).enumerate() {
        write!(ddl, "CREATE TABLE t{at} ({}", columns.join(", ")).expect("text");
        for (number, pair) in some.iter().enumerate() {
            let number = at * AT_ONCE + number;
            write!(ddl, ",\nCONSTRAINT c{number} CHECK ({})", condition(pair)).expect("text");
        }
        ddl.push_str(");\n");
    }
    ddl
}

/// What is said of each pair: the same, different, or neither.
fn said(database: &Database, ledger: &str) -> BTreeMap<usize, &'static str> {
    let mut replay = Replay::new(vec![Name::from("public")]);
    let reading = Reading::of(&MigrationKey::new("shop", "0001"), "shop/0001.sql", ledger);
    for read in &reading.statements {
        replay.apply(&read.location, read.steps());
    }
    let expected = replay.finish();
    assert!(expected.complaints.is_empty(), "{:?}", expected.complaints);
    let settings = ConnectSettings::resolve(Some(&database.url()), &|_| None).expect("settings");
    let reading = catalog::read(&Source::Live(Box::new(settings)), &ReadOptions::default());
    let catalog = assemble(&reading.expect("a catalog").rows);
    let surroundings = Surroundings {
        home: BTreeSet::from([Name::from("public")]),
        own: BTreeSet::new(),
        inherited: catalog.inherited.clone(),
        ..Surroundings::default()
    };
    let comparison = compare::compare(&expected, &catalog.schema, &surroundings);
    let checks = comparison.objects.iter().filter_map(|object| {
        let number = object.key.name.as_str().strip_prefix('c')?.parse().ok()?;
        object.key.table.as_ref()?;
        let all = |test: fn(&Answer) -> bool| object.attributes.iter().all(|it| test(&it.answer));
        let same = object.presence == Presence::Here
            && all(|answer| matches!(answer, Answer::Equivalent(_)));
        let neither = all(|answer| matches!(answer, Answer::Equivalent(_) | Answer::Undecided(_)));
        Some(match (same, neither) {
            (true, _) => (number, "the same"),
            (false, true) => (number, "undecided"),
            (false, false) => (number, "different"),
        })
    });
    checks.collect()
}

/// The values that are tried in each column, each in a table of one column.
fn fill(client: &mut Client) {
    for column in COLUMNS {
        let Column(name, kind, values) = column;
        let rows = values.join("), (");
        client
            .batch_execute(&format!(
                "CREATE TABLE v_{name} ({name} {kind}); INSERT INTO v_{name} VALUES (NULL), ({rows})"
            ))
            .expect(name);
    }
}

/// For each pair, whether there is a row on which they differ.
fn differing(client: &mut Client, pairs: &[Pair]) -> Vec<bool> {
    let mut found = Vec::new();
    for some in pairs.chunks(AT_ONCE) {
        let asked = some.iter().map(|pair| {
            let tables: Vec<String> = pair.columns.iter().map(|it| format!(", v_{it}")).collect();
            let tables = tables.concat();
            let (ledger, live) = (&pair.ledger, &pair.live);
            format!("EXISTS (SELECT FROM (SELECT) one{tables} WHERE ({ledger}) IS DISTINCT FROM ({live}))")
        });
        let asked: Vec<String> = asked.collect();
        let answer = client.query_one(&format!("SELECT ARRAY[{}]", asked.join(",\n")), &[]);
        found.extend(answer.expect("an answer").get::<_, Vec<bool>>(0));
    }
    found
}

#[test]
fn conditions_that_are_called_the_same_are_the_same_on_every_row() {
    let mut chance = Chance(asked("RECONCILE_ORACLE_SEED", 1));
    let pairs: Vec<Pair> = (0..asked("RECONCILE_ORACLE_PAIRS", PAIRS))
        .map(|_| pair(&mut chance))
        .collect();
    let database = Database::create();
    database.execute(RECORDS);
    database.execute(&ddl(&pairs, |pair| &pair.live));
    let said = said(&database, &ddl(&pairs, |pair| &pair.ledger));
    assert_eq!(said.len(), pairs.len(), "each pair is held side by side");
    let mut client = database.connect();
    fill(&mut client);
    let differing = differing(&mut client, &pairs);
    let mut shares: BTreeMap<(bool, bool, &str), usize> = BTreeMap::new();
    let mut wrong = Vec::new();
    for (at, (pair, differs)) in pairs.iter().zip(differing).enumerate() {
        let said = said[&at];
        *shares.entry((pair.respelled, differs, said)).or_default() += 1;
        if differs && (said == "the same" || pair.respelled) {
            wrong.push(format!("{said}: {} | {}", pair.ledger, pair.live));
        }
    }
    for ((respelled, differs, said), count) in &shares {
        let what = if *respelled {
            "in other words"
        } else {
            "changed"
        };
        let server = if *differs { "differ" } else { "are one" };
        eprintln!("{what}, on the server they {server}: {said}: {count}");
    }
    assert!(
        wrong.is_empty(),
        "{} of {}:\n{}",
        wrong.len(),
        pairs.len(),
        wrong.join("\n")
    );
    let proved = shares
        .get(&(true, false, "the same"))
        .copied()
        .unwrap_or_default();
    assert!(proved > 0, "something is proved");
}
