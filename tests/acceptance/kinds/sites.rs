//! One pair of expressions at every place that holds an expression: the answer is one, whether a server may
//! be asked or not.

use std::collections::{BTreeMap, BTreeSet};

use super::arbiter::Pair;
use crate::support::cluster::Database;
use crate::support::report::Report;

/// What is said of a pair.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Said {
    /// Nothing.
    Same,
    Different,
    /// Whatever it is, at every place: without a server it may be left open.
    AsElsewhere,
}

use Said::{AsElsewhere, Different, Same};

const TYPES: &str = "CREATE EXTENSION citext; CREATE TYPE mood AS ENUM ('sad', 'ok', 'happy');
    CREATE DOMAIN role_name AS text; CREATE DOMAIN inner_role AS role_name;
    CREATE DOMAIN short AS varchar(10);
    CREATE FUNCTION nothing() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
    CREATE TABLE t (id bigint NOT NULL, d role_name, dd inner_role, e short, m mood, s varchar(20), x text,
        i integer, n numeric(10,2), f double precision, w timestamptz, z date, c citext);";

/// The column, its type, the ledger's condition on it (`@`), and the database's.
const CONDITIONS: &[(&str, &str, &str, &str, Said)] = &[
    (
        "d",
        "role_name",
        "@ = 'admin'",
        "@ = 'anonymous'",
        Different,
    ),
    ("d", "role_name", "@ = 'admin'", "@ IN ('admin')", Same),
    (
        "d",
        "role_name",
        "@ IN ('a', 'b')",
        "@ IN ('a', 'c')",
        Different,
    ),
    ("d", "role_name", "@ IN ('a', 'b')", "@ IN ('a', 'b')", Same),
    ("d", "role_name", "@ LIKE 'a%'", "@ LIKE 'b%'", Different),
    (
        "dd",
        "inner_role",
        "@ = 'admin'",
        "@ = 'anonymous'",
        Different,
    ),
    ("dd", "inner_role", "lower(@) <> ''", "lower(@) <> ''", Same),
    (
        "e",
        "short",
        "@ IN ('a', 'b')",
        "@ IN ('a', 'c')",
        Different,
    ),
    ("e", "short", "@ <> ''", "@ <> ''", Same),
    ("m", "mood", "@ = 'ok'", "@ = 'sad'", Different),
    ("m", "mood", "@ = 'ok'", "@ = 'ok'::mood", Same),
    (
        "m",
        "mood",
        "@ IN ('ok', 'sad')",
        "@ IN ('ok', 'happy')",
        Different,
    ),
    (
        "m",
        "mood",
        "@ IN ('ok', 'sad')",
        "@ IN ('sad', 'ok')",
        Same,
    ),
    (
        "m",
        "mood",
        "@ BETWEEN 'sad' AND 'ok'",
        "@ BETWEEN 'sad' AND 'happy'",
        Different,
    ),
    (
        "s",
        "varchar(20)",
        "@ IN ('a', 'b')",
        "@ IN ('a', 'c')",
        Different,
    ),
    (
        "s",
        "varchar(20)",
        "@ IN ('a', 'b')",
        "@::text = ANY (ARRAY['a', 'b'])",
        Same,
    ),
    ("s", "varchar(20)", "@ LIKE 'a%'", "@ LIKE 'b%'", Different),
    ("s", "varchar(20)", "@ LIKE 'a%'", "@ ILIKE 'a%'", Different),
    ("x", "text", "lower(@) = 'x'", "upper(@) = 'x'", Different),
    (
        "x",
        "text",
        "length(@) > 3",
        "char_length(@) > 3",
        AsElsewhere,
    ),
    (
        "i",
        "integer",
        "@ BETWEEN 1 AND 5",
        "@ BETWEEN 1 AND 6",
        Different,
    ),
    (
        "i",
        "integer",
        "@ BETWEEN 1 AND 5",
        "@ >= 1 AND @ <= 5",
        Same,
    ),
    ("i", "integer", "NOT (@ = 1)", "@ <> 1", AsElsewhere),
    (
        "i",
        "integer",
        "@::text = '1'",
        "@::varchar(3) = '1'",
        AsElsewhere,
    ),
    ("n", "numeric(10,2)", "@ > 1", "@ > 2", Different),
    ("n", "numeric(10,2)", "@ > 1", "@ > 1.0", Same),
    ("f", "double precision", "@ > 0.5", "@ > 0.25", Different),
    (
        "w",
        "timestamptz",
        "@ > '2020-01-01 00:00:00+00'",
        "@ > '2021-01-01 00:00:00+00'",
        Different,
    ),
    (
        "z",
        "date",
        "@ > '2020-01-01'",
        "@ > '2020-01-02'",
        Different,
    ),
    ("c", "citext", "@ = 'a'", "@ = 'b'", AsElsewhere),
    ("c", "citext", "@ <> ''", "@ <> ''", Same),
];

/// A type, the ledger's value of it, and the database's.
const VALUES: &[(&str, &str, &str, Said)] = &[
    ("role_name", "'admin'", "'anonymous'", Different),
    ("inner_role", "'admin'", "'admin'", Same),
    ("short", "'a'", "'b'", Different),
    ("mood", "'ok'", "'sad'", Different),
    ("mood", "'ok'", "'ok'", Same),
    ("varchar(20)", "'a'", "'b'", Different),
    ("numeric(10,2)", "1", "1.00", Same),
    ("numeric(10,2)", "1", "1.01", Different),
    ("integer", "1", "'1'", Same),
    ("date", "'2020-01-01'", "'2020-01-02'", Different),
    ("boolean", "'t'", "true", Same),
    ("boolean", "true", "false", Different),
];

/// A condition at every place that holds one: what is made there is called after the place and the pair.
fn condition(number: usize, column: &str, data_type: &str, text: &str, is_new: bool) -> String {
    let row = text.replace('@', column);
    let change = text.replace('@', &format!("new.{column}"));
    let value = text.replace('@', "VALUE");
    let newer = format!(
        "CREATE STATISTICS statistics_{number} ON ({row}), id FROM t;
         CREATE FUNCTION body_{number}({column} {data_type}) RETURNS boolean LANGUAGE sql RETURN {row};"
    );
    format!(
        "ALTER TABLE t ADD CONSTRAINT check_{number} CHECK ({row});
         ALTER TABLE t ADD COLUMN generated_{number} boolean GENERATED ALWAYS AS ({row}) STORED;
         CREATE INDEX predicate_{number} ON t (id) WHERE {row};
         CREATE INDEX key_{number} ON t (({row}));
         ALTER TABLE t ADD CONSTRAINT excluded_{number} EXCLUDE USING btree (id WITH =) WHERE ({row});
         ALTER TABLE t ADD CONSTRAINT exclusion_{number} EXCLUDE USING btree (({row}) WITH =);
         CREATE POLICY using_{number} ON t USING ({row});
         CREATE POLICY withcheck_{number} ON t FOR INSERT WITH CHECK ({row});
         CREATE TRIGGER when_{number} BEFORE INSERT ON t FOR EACH ROW WHEN ({change})
             EXECUTE FUNCTION nothing();
         CREATE RULE where_{number} AS ON INSERT TO t WHERE {change} DO ALSO NOTHING;
         CREATE TABLE partitioned_{number} ({column} {data_type}) PARTITION BY LIST (({row}));
         CREATE DOMAIN domain{number} AS {data_type} CONSTRAINT domain_{number} CHECK ({value});
         {}",
        if is_new { newer.as_str() } else { "" }
    )
}

/// A value at every place that holds one.
fn value(number: usize, data_type: &str, text: &str) -> String {
    format!(
        "ALTER TABLE t ADD COLUMN default_{number} {data_type} DEFAULT {text};
         CREATE DOMAIN domaindefault_{number} AS {data_type} DEFAULT {text};
         CREATE FUNCTION argument_{number}(a {data_type} DEFAULT {text}) RETURNS integer LANGUAGE sql AS 'SELECT 1';
         CREATE TABLE below{number} (a {data_type}) PARTITION BY LIST (a);
         CREATE TABLE bound_{number} PARTITION OF below{number} FOR VALUES IN ({text});
         CREATE TABLE above{number} (a {data_type}) PARTITION BY RANGE (a);
         CREATE TABLE limit_{number} PARTITION OF above{number} FOR VALUES FROM ({text}) TO (MAXVALUE);
         CREATE VIEW view_{number} AS SELECT id, NULL::{data_type} AS a FROM t;
         ALTER VIEW view_{number} ALTER a SET DEFAULT {text};"
    )
}

/// What a report says of each place, by the number of the pair.
fn said(report: &Report) -> BTreeMap<usize, BTreeMap<String, String>> {
    let mut said: BTreeMap<usize, BTreeMap<String, String>> = BTreeMap::new();
    for finding in report.findings() {
        let name = finding["object"]["name"].as_str().unwrap_or_default();
        let (place, number) = name.rsplit_once('_').expect("a place and a pair");
        let number = number.parse().unwrap_or_else(|_| panic!("{finding:#}"));
        let kind = finding["kind"].as_str().unwrap_or_default().to_owned();
        said.entry(number)
            .or_default()
            .insert(place.to_owned(), kind);
    }
    said
}

/// Holds what is said against the pairs; tells what is not as wanted.
fn wrong(
    report: &Report,
    places: &BTreeMap<usize, usize>,
    wanted: &[(String, Said)],
) -> Vec<String> {
    let said = said(report);
    let mut wrong = Vec::new();
    for (number, (pair, wanted)) in wanted.iter().enumerate() {
        let found = said.get(&number).cloned().unwrap_or_default();
        let kinds: BTreeSet<&str> = found.values().map(String::as_str).collect();
        let one = kinds.len() == 1 && found.len() == places[&number];
        let right = match wanted {
            Same => found.is_empty(),
            Different => one && kinds.contains("different"),
            AsElsewhere => found.is_empty() || one,
        };
        if !right {
            wrong.push(format!("{pair}: {found:?}"));
        }
    }
    wrong
}

#[test]
fn one_pair_has_one_answer_everywhere() {
    let database = Database::create();
    let version = database.texts("SHOW server_version_num");
    let is_new = version[0].parse::<u32>().expect("a version") >= 140_000;
    let (mut ledger, mut live) = (TYPES.to_owned(), TYPES.to_owned());
    let (mut wanted, mut places) = (Vec::new(), BTreeMap::new());
    for (number, (column, data_type, expected, actual, said)) in CONDITIONS.iter().enumerate() {
        ledger.push_str(&condition(number, column, data_type, expected, is_new));
        live.push_str(&condition(number, column, data_type, actual, is_new));
        wanted.push((format!("{expected} | {actual} ({data_type})"), *said));
        places.insert(number, if is_new { 14 } else { 12 });
    }
    for (data_type, expected, actual, said) in VALUES {
        let number = wanted.len();
        ledger.push_str(&value(number, data_type, expected));
        live.push_str(&value(number, data_type, actual));
        wanted.push((format!("{expected} | {actual} ({data_type})"), *said));
        places.insert(number, 6);
    }
    let pair = Pair::of(&ledger, &live);
    let online = pair.report(&pair.database, &[]);
    let offline = pair.report(&pair.database, &["--no-server-arbiter"]);
    let wrong = [online, offline].map(|report| wrong(&report, &places, &wanted));
    assert_eq!(wrong, [Vec::<String>::new(), Vec::new()], "{wrong:#?}");
}

/// The fields of the model that hold an expression, and the place that holds one of each above.
const FIELDS: &[(&str, &str)] = &[
    ("column.rs default", "default"),
    ("column.rs expression", "generated"),
    ("constraint.rs expression", "check"),
    ("index.rs predicate", "predicate"),
    ("index.rs Expression", "key"),
    ("inheritance.rs List", "bound"),
    ("inheritance.rs Value", "limit"),
    ("trigger.rs using", "using"),
    ("trigger.rs check", "withcheck"),
    ("routine.rs default", "argument"),
    ("routine.rs Return", "body"),
    ("trigger.rs condition", "where"),
    // A whole statement, as the text of a view is.
    ("trigger.rs actions", ""),
    // The statements of a trigger of SQLite.
    ("trigger.rs body", ""),
    ("standalone.rs expressions", "statistics"),
    ("trigger.rs condition", "when"),
    ("user_type.rs default", "domaindefault"),
    ("user_type.rs expression", "domain"),
    ("table.rs query", ""),
    ("table.rs defaults", "view"),
];

#[test]
fn every_field_that_holds_an_expression_is_a_place_here() {
    let made = condition(0, "a", "text", "@ = ''", true) + &value(0, "text", "''");
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/src/schema");
    let mut fields = BTreeSet::new();
    for entry in std::fs::read_dir(folder).expect("the model") {
        let entry = entry.expect("a file");
        let file = entry.file_name().to_string_lossy().into_owned();
        let text = std::fs::read_to_string(entry.path()).unwrap_or_default();
        let held = text.lines().filter_map(|line| field(line.trim()));
        fields.extend(held.map(|field| format!("{file} {field}")));
    }
    let known: BTreeSet<String> = FIELDS
        .iter()
        .map(|(field, _)| (*field).to_owned())
        .collect();
    assert_eq!(fields, known);
    for (field, place) in FIELDS {
        assert!(
            place.is_empty() || made.contains(&format!("{place}_0")),
            "{field}"
        );
    }
}

/// The name of a field, or of a variant, that holds an expression.
fn field(line: &str) -> Option<&str> {
    // A line of `object!` goes on with how it is walked, and what it is called where it differs.
    let described = line.split_once(" => ").map(|(declared, _)| declared);
    let described = described.and_then(|declared| declared.split(" as ").next());
    let declared = described.or_else(|| line.strip_suffix(','))?;
    let (name, held) = declared
        .strip_suffix(')')
        .and_then(|variant| variant.split_once('('))
        .or_else(|| declared.split_once(": "))?;
    let name = name.strip_prefix("pub ").unwrap_or(name);
    let is_name = name.chars().all(|c| c.is_alphanumeric() || c == '_');
    let holds = held
        .split(['<', '>', ' ', ','])
        .any(|word| word == "Expression");
    // What only refers to an expression, or says how one is reached, holds none.
    let refers = held.contains(['&', '=']);
    (is_name && holds && !refers).then_some(name)
}
