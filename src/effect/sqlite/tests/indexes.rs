//! The judge is SQLite itself, of indexes.

use proptest::prelude::*;

use super::reality::{memory, of_file, one, perhaps, rows, text};
use crate::effect::vocabulary::{New, SqliteChange};
use crate::name::Name;
use crate::schema::{Index, KeyItem};

proptest! {
    #![proptest_config(ProptestConfig { cases: 1_000, max_global_rejects: 20_000, ..ProptestConfig::default() })]

    #[test]
    fn an_index_is_what_its_pragmas_say(sql in create_index()) {
        let db = memory();
        db.execute_batch("CREATE TABLE t (a, b COLLATE nocase, \"c d\", key)").unwrap();
        prop_assume!(db.execute_batch(&sql).is_ok());
        index_held_against_pragmas(&db, &sql);
    }
}

fn create_index() -> impl Strategy<Value = String> {
    let key = one(&[
        "a",
        "\"a\"",
        "[b]",
        "`c d`",
        "A DESC",
        "b COLLATE binary",
        "(a) COLLATE nocase DESC",
        "a ASC",
        "a + 1",
        "lower(b)",
        "(a COLLATE rtrim)",
        "'a'",
        "key",
        "b COLLATE nocase ASC",
        "(a, b)",
        "CASE WHEN a THEN b END DESC",
        "-a",
        "a COLLATE nocase COLLATE rtrim",
    ]);
    let keys = prop::collection::vec(key, 1..4);
    let filter = perhaps(&[
        " WHERE a IS NOT NULL",
        " WHERE \"c d\" = \"x\" AND t.a > 1",
        " WHERE b IN ('x', 'y')",
    ]);
    let create = one(&[
        "CREATE INDEX i ON t",
        "CREATE UNIQUE INDEX IF NOT EXISTS main.i ON \"T\"",
    ]);
    (create, keys, filter)
        .prop_map(|(create, keys, filter)| format!("{create} ({}){filter}", keys.join(", ")))
}

fn index_held_against_pragmas(db: &rusqlite::Connection, sql: &str) {
    let read = of_file(db, "index");
    let SqliteChange::CreateIndex(New {
        object: (on, index),
        ..
    }) = &read.change
    else {
        panic!("{read:?}");
    };
    assert_eq!(on.as_str(), "t", "{sql}");
    let said = rows(db, "SELECT \"unique\", partial FROM pragma_index_list('t')");
    assert_eq!(text(said[0][0].as_ref()) == "1", index.unique, "{sql}");
    assert_eq!(
        text(said[0][1].as_ref()) == "1",
        index.predicate.is_some(),
        "{sql}"
    );
    let said = rows(
        db,
        "SELECT name, \"desc\", coll, cid FROM pragma_index_xinfo('i') WHERE key ORDER BY seqno",
    );
    assert_eq!(said.len(), index.keys.len(), "{sql}");
    keys_held_against(index, &said, sql);
}

fn keys_held_against(index: &Index, said: &[Vec<Option<String>>], sql: &str) {
    for (key, said) in index.keys.iter().zip(said) {
        let column = match &key.item {
            KeyItem::Column(name) => Some(name.clone()),
            KeyItem::Expression(_) => None,
        };
        assert_eq!(column, said[0].as_deref().map(Name::of_sqlite), "{sql}");
        assert_eq!(text(said[3].as_ref()) == "-2", column.is_none(), "{sql}");
        assert_eq!(text(said[1].as_ref()) == "1", key.descending, "{sql}");
        let own = match column.as_ref().map(Name::as_str) {
            Some("b") => "nocase",
            // SQLite tells of an expression what it is made of.
            None => continue,
            _ => "binary",
        };
        let collation = key.collation.as_ref().map_or(own, |it| it.name.as_str());
        assert_eq!(
            text(said[2].as_ref()).to_ascii_lowercase(),
            collation,
            "{sql}"
        );
    }
}
