//! The judge is SQLite itself: what is read of a statement is what its pragmas say of what the statement makes.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use rusqlite::Connection;

use super::super::{Stored, declared, stored};
use crate::effect::vocabulary::{New, SqliteChange};
use crate::name::Name;
use crate::schema::{ConstraintBody, ForeignKey, Generated, GeneratedKind, Table};
use crate::sql::sqlite::Reader;

pub(super) fn memory() -> Connection {
    Connection::open_in_memory().unwrap()
}

/// The rows of a query, each value as text.
pub(super) fn rows(db: &Connection, sql: &str) -> Vec<Vec<Option<String>>> {
    let mut statement = db.prepare(sql).unwrap();
    let width = statement.column_count();
    let rows = statement.query_map([], |row| {
        (0..width)
            .map(|at| {
                let value: rusqlite::types::Value = row.get(at)?;
                Ok(match value {
                    rusqlite::types::Value::Null => None,
                    rusqlite::types::Value::Integer(number) => Some(number.to_string()),
                    rusqlite::types::Value::Text(text) => Some(text),
                    other => panic!("{other:?}"),
                })
            })
            .collect()
    });
    rows.unwrap().map(Result::unwrap).collect()
}

pub(super) fn text(value: Option<&String>) -> &str {
    value.map_or("", String::as_str)
}

/// What `sqlite_schema` holds of the object, read.
pub(super) fn of_file(db: &Connection, kind: &str) -> Stored {
    let found = rows(
        db,
        &format!("SELECT sql FROM sqlite_schema WHERE type = '{kind}' AND sql IS NOT NULL"),
    );
    let sql = text(found[0][0].as_ref()).to_owned();
    stored(&sql).unwrap_or_else(|reason| panic!("{reason}: {sql}"))
}

fn table_of(read: &Stored) -> (&Name, &Table) {
    match &read.change {
        SqliteChange::CreateTable(New { name, object, .. }) => (name, object),
        other => panic!("{other:?}"),
    }
}

/// A text without comments, and with one space where there were some.
fn plain(text: &str) -> String {
    let r = Reader::new(text).unwrap();
    r.text_between(0, r.end())
}

fn held_against_pragmas(db: &Connection, sql: &str) {
    let read = of_file(db, "table");
    let (_, table) = table_of(&read);
    let said = rows(
        db,
        "SELECT name, type, \"notnull\", dflt_value, pk, hidden FROM pragma_table_xinfo('t') ORDER BY cid",
    );
    assert_eq!(said.len(), table.columns.len(), "{sql}");
    let mut key = BTreeMap::new();
    for (column, said) in table.columns.iter().zip(&said) {
        assert_eq!(
            column.name,
            Name::of_sqlite(text(said[0].as_ref())),
            "{sql}"
        );
        let declared = declared(text(said[1].as_ref())).expect("a type");
        assert_eq!(column.data_type, declared, "{sql}");
        assert_eq!(
            column.not_null,
            text(said[2].as_ref()) != "0",
            "{sql}: {column:?}"
        );
        let default = column.default.as_ref().map(|it| it.text.clone());
        assert_eq!(default, said[3].as_deref().map(plain), "{sql}");
        let hidden = match &column.generated {
            None => "0",
            Some(Generated {
                kind: GeneratedKind::Virtual,
                ..
            }) => "2",
            Some(_) => "3",
        };
        assert_eq!(text(said[5].as_ref()), hidden, "{sql}");
        if text(said[4].as_ref()) != "0" {
            key.insert(text(said[4].as_ref()).to_owned(), column.name.clone());
        }
    }
    let key: Vec<Name> = key.into_values().collect();
    assert_eq!(table.primary_key(), key, "{sql}");
    let said = rows(db, "SELECT wr, strict FROM pragma_table_list('t')");
    assert_eq!(
        text(said[0][0].as_ref()) == "1",
        table.without_rowid,
        "{sql}"
    );
    assert_eq!(text(said[0][1].as_ref()) == "1", table.strict, "{sql}");
    unique(db, table, sql);
    foreign_keys(db, table, sql);
}

/// SQLite makes one index for several keys over the same columns.
fn unique(db: &Connection, table: &Table, sql: &str) {
    let said = rows(
        db,
        "SELECT i.name, x.name FROM pragma_index_list('t') AS i, pragma_index_info(i.name) AS x WHERE i.origin = 'u' ORDER BY i.name, x.seqno",
    );
    let mut keys: BTreeMap<String, Vec<Name>> = BTreeMap::new();
    for row in said {
        let column = Name::of_sqlite(text(row[1].as_ref()));
        keys.entry(text(row[0].as_ref()).to_owned())
            .or_default()
            .push(column);
    }
    let said: BTreeSet<Vec<Name>> = keys.into_values().collect();
    let read = table.constraints.values().filter_map(|it| match &it.body {
        ConstraintBody::Unique(key) => Some(key.columns.clone()),
        _ => None,
    });
    let read: BTreeSet<Vec<Name>> = read.collect();
    // What is the primary key too needs no index of its own.
    let besides: BTreeSet<Vec<Name>> = read
        .iter()
        .filter(|columns| columns.as_slice() != table.primary_key())
        .cloned()
        .collect();
    assert!(
        said.is_subset(&read) && besides.is_subset(&said),
        "{sql}: {said:?} {read:?}"
    );
}

type Said = (String, Vec<Name>, Vec<Name>, String, String);

fn foreign_keys(db: &Connection, table: &Table, sql: &str) {
    let said = rows(
        db,
        "SELECT id, \"table\", \"from\", \"to\", on_update, on_delete FROM pragma_foreign_key_list('t') ORDER BY id, seq",
    );
    let mut keys: BTreeMap<String, Said> = BTreeMap::new();
    for row in &said {
        let at = |index: usize| text(row[index].as_ref()).to_owned();
        let key = keys.entry(at(0)).or_insert_with(|| {
            let table = at(1).to_ascii_lowercase();
            (table, Vec::new(), Vec::new(), at(4), at(5))
        });
        key.1.push(Name::of_sqlite(&at(2)));
        key.2.extend(row[3].as_deref().map(Name::of_sqlite));
    }
    let mut said: Vec<Said> = keys.into_values().collect();
    let of = |foreign: &ForeignKey| {
        (
            foreign.table.name.to_string(),
            foreign.columns.clone(),
            foreign.referenced.clone(),
            foreign.on_update.as_str().to_owned(),
            foreign.on_delete.as_str().to_owned(),
        )
    };
    let read = table.constraints.values().filter_map(|it| match &it.body {
        ConstraintBody::ForeignKey(foreign) => Some(of(foreign)),
        _ => None,
    });
    let mut read: Vec<Said> = read.collect();
    read.sort();
    said.sort();
    assert_eq!(read, said, "{sql}");
}

/// One of these texts.
pub(super) fn one(texts: &[&'static str]) -> impl Strategy<Value = String> + use<> {
    prop::sample::select(texts.to_vec()).prop_map(str::to_owned)
}

/// Perhaps one of these texts.
pub(super) fn perhaps(texts: &[&'static str]) -> impl Strategy<Value = String> + use<> {
    let texts: Vec<&'static str> = texts.iter().copied().chain([""; 3]).collect();
    one(&texts)
}

const TYPES: [&str; 14] = [
    "",
    "integer",
    "INTEGER",
    "int",
    "text",
    "Text",
    "varchar(30)",
    "varchar ( 30 )",
    "decimal(10, +2)",
    "double  precision",
    "unsigned\nbig int",
    "\"My type\"",
    "blob",
    "integer /* x */ unsigned",
];

const DEFAULTS: [&str; 18] = [
    "DEFAULT 1",
    "DEFAULT -1",
    "DEFAULT + 1.5e3",
    "DEFAULT 'it''s'",
    "DEFAULT \"Word\"",
    "DEFAULT bare",
    "DEFAULT NULL",
    "DEFAULT (1 + 2)",
    "DEFAULT ( 'a' || -- b\n 'c' )",
    "DEFAULT CURRENT_TIMESTAMP",
    "DEFAULT x'0aFF'",
    "DEFAULT true",
    "DEFAULT 0x1F",
    "DEFAULT ((1))",
    "DEFAULT current_date",
    "DEFAULT (random())",
    "DEFAULT key",
    "CONSTRAINT d DEFAULT 5",
];

const REFERENCES: [&str; 8] = [
    "REFERENCES other",
    "REFERENCES \"Other\" (\"x\")",
    "REFERENCES [t](a) ON DELETE CASCADE",
    "REFERENCES other ON UPDATE SET NULL ON DELETE SET DEFAULT DEFERRABLE INITIALLY DEFERRED",
    "CONSTRAINT fk REFERENCES other(`y`) ON DELETE NO ACTION NOT DEFERRABLE",
    "REFERENCES 'quoted' (\"x\") ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE",
    "REFERENCES other MATCH FULL ON UPDATE CASCADE",
    "REFERENCES other ON INSERT CASCADE DEFERRABLE",
];

const OTHERS: [&str; 14] = [
    "NOT NULL",
    "NULL",
    "UNIQUE",
    "CHECK (a > 0)",
    "CONSTRAINT \"c 1\" CHECK (a IN (1, 2))",
    "COLLATE nocase",
    "COLLATE RTRIM",
    "NOT NULL ON CONFLICT IGNORE",
    "UNIQUE ON CONFLICT REPLACE",
    "CONSTRAINT u UNIQUE",
    "/* c */ NOT /* d */ NULL",
    "CONSTRAINT n NOT NULL",
    "CHECK (\"a\" <> \"no column\")",
    "COLLATE BINARY",
];

const KEYS: [&str; 5] = [
    "PRIMARY KEY",
    "PRIMARY KEY ASC",
    "PRIMARY KEY DESC",
    "PRIMARY KEY AUTOINCREMENT",
    "CONSTRAINT pk PRIMARY KEY ON CONFLICT FAIL",
];

const TABLE_CONSTRAINTS: [&str; 12] = [
    "PRIMARY KEY (a)",
    "PRIMARY KEY (\"b\", A)",
    "PRIMARY KEY (a DESC)",
    "UNIQUE (a, b)",
    "UNIQUE ([b] COLLATE nocase DESC)",
    "CONSTRAINT \"U\" UNIQUE ('a')",
    "CHECK (a < b) ON CONFLICT ABORT",
    "FOREIGN KEY (a) REFERENCES other",
    "FOREIGN KEY (b, a) REFERENCES other (x, y) ON DELETE CASCADE NOT DEFERRABLE INITIALLY IMMEDIATE",
    "CONSTRAINT f FOREIGN KEY (b) REFERENCES t(a) ON UPDATE RESTRICT DEFERRABLE",
    "UNIQUE (b)",
    "CONSTRAINT alone",
];

fn column(names: &[&'static str]) -> impl Strategy<Value = String> + use<> {
    let parts = prop::collection::vec(one(&OTHERS), 0..3);
    (
        one(names),
        one(&TYPES),
        perhaps(&DEFAULTS),
        parts,
        perhaps(&REFERENCES),
    )
        .prop_map(|(name, data_type, default, parts, references)| {
            format!(
                "{name} {data_type} {default} {} {references}",
                parts.join(" ")
            )
        })
}

fn create_table() -> impl Strategy<Value = String> {
    let key = perhaps(&KEYS);
    let generated = perhaps(&[
        ", g AS (a + 1)",
        ", g int GENERATED ALWAYS AS (abs(a)) STORED",
        ", g text NOT NULL AS (b || 'x') VIRTUAL",
        ", g generated always AS (1)",
    ]);
    let constraints = prop::collection::vec(one(&TABLE_CONSTRAINTS), 0..3);
    let between = one(&[", ", "\n"]);
    let options = perhaps(&[
        " WITHOUT ROWID",
        " STRICT",
        " without rowid, Strict",
        " STRICT, WITHOUT ROWID",
    ]);
    (
        one(&[
            "CREATE TABLE t",
            "create table IF NOT EXISTS main.\"t\"",
            "CREATE TABLE [t]",
        ]),
        column(&["a", "\"A\"", "[a]", "`a`", "'a'"]),
        key,
        column(&["b", "\"b\"", "B"]),
        generated,
        (constraints, between),
        options,
    )
        .prop_map(
            |(create, a, key, b, generated, (constraints, between), options)| {
                let comma = if constraints.is_empty() { "" } else { ", " };
                let constraints = constraints.join(&between);
                format!("{create} ({a} {key}, {b}{generated}{comma}{constraints}){options}")
            },
        )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1_000, max_global_rejects: 20_000, ..ProptestConfig::default() })]

    #[test]
    fn a_table_is_what_its_pragmas_say(sql in create_table()) {
        let db = memory();
        prop_assume!(db.execute_batch(&sql).is_ok());
        held_against_pragmas(&db, &sql);
    }
}
