use std::time::Duration;

use rusqlite::Connection;

use super::*;
use crate::catalog::Source;
use crate::catalog::rows::CatalogRows;

/// What SQLite itself makes of these statements, read from its file.
fn rows(sql: &str) -> Vec<SqliteRow> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("db.sqlite3");
    Connection::open(&path).unwrap().execute_batch(sql).unwrap();
    let visit = crate::catalog::visit(&Source::Sqlite(path), Duration::from_secs(20));
    visit.unwrap().rows.sqlite
}

/// Each object that is not measured, with the reason.
fn doubts(catalog: &Catalog) -> Vec<String> {
    let mut doubts = Vec::new();
    let mut tell = |what: String, id: ObjectId| {
        if let Some(reason) = catalog.unmeasured.get(&id) {
            doubts.push(format!("{what}: {reason}"));
        }
    };
    let schema = &catalog.schema;
    for (name, table) in &schema.tables {
        tell(name.name.to_string(), table.id);
        for (_, part, id) in table.parts() {
            tell(format!("{}.{part}", name.name), id);
        }
    }
    for (key, it) in &schema.named {
        tell(key.name.to_string(), it.id);
        for (_, part, id) in schema.view(key).into_iter().flat_map(|it| it.parts.parts()) {
            tell(format!("{}.{part}", key.name), id);
        }
    }
    doubts
}

#[test]
fn what_sqlite_made_of_a_statement_is_what_it_says() {
    for sql in [
        "CREATE TABLE t (a)",
        "CREATE TABLE T (A INTEGER PRIMARY KEY AUTOINCREMENT, \"B c\" VarChar( 30 ) NOT NULL DEFAULT 'it''s', [d] decimal(10, 2) NULL)",
        "CREATE TABLE t (a int DEFAULT 1, b DEFAULT -1, c DEFAULT (1 + 2), d DEFAULT CURRENT_TIMESTAMP, e DEFAULT word, f DEFAULT \"x\",
            g DEFAULT +1.5e3, h DEFAULT x'00', i DEFAULT (-(1)), j DEFAULT NULL, k DEFAULT TRUE, l DEFAULT ((1)+(2)), m DEFAULT ( 'a b' ))",
        "CREATE TABLE t (a text COLLATE nocase UNIQUE, b text CHECK (b <> ''), UNIQUE (a, b), CONSTRAINT n UNIQUE (b))",
        "CREATE TABLE t (a integer, b, PRIMARY KEY (b, a)) WITHOUT ROWID",
        "CREATE TABLE t (a integer PRIMARY KEY, b text) STRICT, WITHOUT ROWID",
        "CREATE TABLE t (a int PRIMARY KEY, b any, c integer) STRICT",
        "CREATE TABLE t (a, b, PRIMARY KEY (a), UNIQUE (a), UNIQUE (a, b), UNIQUE (a, b))",
        "CREATE TABLE t (a integer PRIMARY KEY UNIQUE, b integer UNIQUE)",
        "CREATE TABLE t (a bigint PRIMARY KEY, b DOUBLE  precision, d LONG   INTEGER UNSIGNED)",
        "CREATE TABLE t (a, b GENERATED ALWAYS AS (a + 1), c int AS (a * 2) STORED, d text GENERATED ALWAYS AS ('x') VIRTUAL)",
        "CREATE TABLE p (id integer PRIMARY KEY, a, b, UNIQUE (a, b));
         CREATE TABLE t (p integer REFERENCES p, q integer NOT NULL REFERENCES \"P\" (\"ID\") ON DELETE SET NULL ON UPDATE CASCADE
            DEFERRABLE INITIALLY DEFERRED, x, y, FOREIGN KEY (x, y) REFERENCES p (a, b) ON DELETE RESTRICT, FOREIGN KEY (x) REFERENCES gone)",
        "CREATE TABLE t (a, b, c text COLLATE nocase); CREATE INDEX i ON t (a, b DESC); CREATE UNIQUE INDEX j ON t (c);
         CREATE INDEX k ON t (c COLLATE binary, lower(c) COLLATE rtrim, a + b) WHERE a > 1 AND c IS NOT NULL; CREATE INDEX L ON T ('a')",
        "CREATE TABLE t (a); CREATE VIEW v (x) AS SELECT a FROM t; CREATE TRIGGER g AFTER INSERT ON t WHEN new.a > 1 BEGIN DELETE FROM t; END;
         CREATE TRIGGER h INSTEAD OF UPDATE OF x ON v BEGIN SELECT 1; END",
        "CREATE VIRTUAL TABLE s USING fts5(a, b); CREATE VIRTUAL TABLE r USING rtree(id, a, b); CREATE TABLE s_other (a)",
        "CREATE TABLE old (a, b); ALTER TABLE old RENAME TO \"new one\"; ALTER TABLE \"new one\" RENAME COLUMN a TO \"c d\";
         ALTER TABLE \"new one\" ADD COLUMN e int NOT NULL DEFAULT 3; ALTER TABLE \"new one\" DROP COLUMN b",
        "CREATE TABLE \"order\" (\"select\" int /* a */ NOT NULL, -- b
            `group` text)",
    ] {
        let catalog = super::assemble(&rows(sql));
        assert_eq!(doubts(&catalog), Vec::<String>::new(), "{sql}");
    }
}

#[test]
fn everything_is_in_the_model() {
    let sql = "CREATE TABLE Shop (id integer PRIMARY KEY, name text UNIQUE); CREATE INDEX By_Name ON shop (\"NAME\");
        CREATE VIEW v AS SELECT 1; CREATE TRIGGER on_table AFTER DELETE ON shop BEGIN SELECT 1; END;
        CREATE TRIGGER on_view INSTEAD OF DELETE ON v BEGIN SELECT 1; END; CREATE VIRTUAL TABLE s USING fts5(a)";
    let catalog = super::assemble(&rows(sql));
    let schema = &catalog.schema;
    let names: Vec<&str> = schema
        .tables
        .keys()
        .map(|name| name.name.as_str())
        .collect();
    assert_eq!(names, ["s", "shop"]);
    let shop = &schema.tables[&qualified("shop")];
    let parts: Vec<&str> = shop.parts().map(|(_, name, _)| name.as_str()).collect();
    for part in [
        "id",
        "name",
        "PRIMARY KEY",
        "UNIQUE (name)",
        "by_name",
        "on_table",
    ] {
        assert!(parts.contains(&part), "{part}: {parts:?}");
    }
    let key = ObjectKey::standalone(&qualified("v"), ObjectKind::View);
    let view = schema.view(&key).unwrap();
    assert!(view.parts.triggers.contains_key(&Name::exact("on_view")));
    assert!(schema.namespaces.contains_key(&Name::exact("main")));
    let mut ids: Vec<ObjectId> = shop.parts().map(|(_, _, id)| id).collect();
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), parts.len());
}

#[test]
fn tables_of_a_module_that_is_not_known_are_not_measured() {
    let mut rows = rows("CREATE TABLE s_chunks (a); CREATE TABLE other (a)");
    rows.push(SqliteRow {
        kind: "table".into(),
        name: "s".into(),
        table: "s".into(),
        sql: Some("CREATE VIRTUAL TABLE s USING vec0(a float[3])".into()),
        ..SqliteRow::default()
    });
    let catalog = super::assemble(&rows);
    let doubts = doubts(&catalog);
    assert_eq!(
        doubts[0],
        "s_chunks: it may be what the virtual table s keeps its rows in"
    );
    assert!(
        doubts.iter().all(|it| it.starts_with("s_chunks")),
        "{doubts:?}"
    );
}

#[test]
fn what_is_not_modelled_or_understood_is_there_and_not_measured() {
    for (sql, there, doubt) in [
        (
            "CREATE TABLE t (a UNIQUE ON CONFLICT REPLACE)",
            "t.a",
            "t: ON CONFLICT REPLACE of UNIQUE is not modelled",
        ),
        (
            "CREATE TABLE t (a, b, PRIMARY KEY (a DESC))",
            "t.PRIMARY KEY",
            "t: DESC of a in a key is not modelled",
        ),
    ] {
        let catalog = super::assemble(&rows(sql));
        let doubts = doubts(&catalog);
        assert!(doubts.iter().any(|it| it == doubt), "{doubts:?}");
        assert!(doubts.iter().any(|it| it.starts_with(there)), "{doubts:?}");
    }
    let made = "CREATE TABLE t (a int NOT NULL, b text UNIQUE); CREATE INDEX i ON t (a DESC); CREATE VIEW v AS SELECT 1;
        CREATE TRIGGER g AFTER INSERT ON t BEGIN SELECT 1; END";
    let mut broken = rows(made);
    for row in &mut broken {
        row.sql = Some("CREATE ???".into());
    }
    let catalog = super::assemble(&broken);
    let doubts: Vec<String> = doubts(&catalog);
    let of = |what: &str| {
        doubts
            .iter()
            .any(|it| it.starts_with(what) && it.contains("is not understood"))
    };
    for what in ["t:", "t.a:", "t.b:", "t.UNIQUE (b):", "t.i:", "t.g:", "v:"] {
        assert!(of(what), "{what} {doubts:?}");
    }
    let table = &catalog.schema.tables[&qualified("t")];
    assert!(table.columns[0].not_null);
}

/// What is told otherwise.
type Change = fn(&mut SqliteRow);

#[test]
fn what_the_statement_and_the_pragmas_tell_differently_is_not_measured() {
    let made = "CREATE TABLE p (id integer PRIMARY KEY); CREATE TABLE t (a int NOT NULL DEFAULT 1, b text UNIQUE, c REFERENCES p ON DELETE CASCADE);
        CREATE INDEX i ON t (a DESC) WHERE a > 1";
    let changes: [(&str, &str, Change); 10] = [
        ("t.a:", "type", |row| {
            row.columns[0].data_type = "text".into();
        }),
        ("t.a:", "NOT NULL", |row| row.columns[0].not_null = false),
        ("t.a:", "default", |row| row.columns[0].default = None),
        ("t.a:", "generated", |row| row.columns[0].hidden = 2),
        ("t:", "columns", |row| row.columns[0].name = "other".into()),
        ("t:", "primary key", |row| row.columns[0].key = 1),
        ("t:", "unique", |row| row.indexes.clear()),
        ("t:", "foreign keys", |row| {
            row.foreign_keys[0].on_delete = "RESTRICT".into();
        }),
        ("t:", "WITHOUT ROWID", |row| row.without_rowid = true),
        ("t.i:", "columns", |row| {
            row.indexes
                .iter_mut()
                .for_each(|it| it.keys[0].descending = false);
        }),
    ];
    for (what, word, change) in changes {
        let mut rows = rows(made);
        change(&mut rows[1]);
        let doubts = doubts(&super::assemble(&rows));
        let of = |it: &String| it.starts_with(what) && it.contains(word);
        assert!(doubts.iter().any(of), "{what} {word}: {doubts:?}");
    }
}

#[test]
fn what_a_row_says_of_another_object_is_not_believed() {
    let mut other = rows("CREATE TABLE t (a); CREATE TABLE u (a)");
    other[0].sql = other[1].sql.clone();
    let catalog = super::assemble(&other);
    let doubts = doubts(&catalog);
    assert!(
        doubts.contains(&"t: its statement makes another one".to_owned()),
        "{doubts:?}"
    );
}

#[test]
fn a_snapshot_holds_the_same() {
    let rows = rows(
        "CREATE TABLE t (a int DEFAULT 1, b REFERENCES t (a)); CREATE UNIQUE INDEX i ON t (a DESC) WHERE a > 1",
    );
    let rows = CatalogRows {
        sqlite: rows,
        ..CatalogRows::default()
    };
    let text = serde_json::to_string(&rows).unwrap();
    let back: CatalogRows = serde_json::from_str(&text).unwrap();
    assert_eq!(back, rows);
}
