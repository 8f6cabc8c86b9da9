use super::*;
use crate::sql::STACK;

#[test]
fn what_sqlparser_would_lose_is_not_read_by_it() {
    // An option that nothing of its tree holds.
    assert!(reason("ALTER TABLE t ADD COLUMN a int NONSENSE").contains("NONSENSE"));
    assert!(one("CREATE INDEX i ON t (a) NONSENSE").is_err());
}

#[test]
fn a_statement_must_end_where_its_grammar_ends() {
    for text in [
        "DROP TABLE a b",
        "COMMENT ON TABLE a IS 'x' y",
        "SET CONSTRAINTS ALL DEFERRED x",
        "ALTER TABLE a RENAME TO b c",
        "ALTER SEQUENCE s CACHE 3 nonsense",
    ] {
        assert!(
            reason(text).starts_with("expected the end of the statement"),
            "{text}"
        );
    }
}

#[test]
fn deep_nesting_is_refused_and_long_lists_are_not() {
    let chain = format!("SELECT {}1", "1 + ".repeat(100_000));
    assert!(matches!(one(&chain), Err(_) | Ok(Syntax::Whole(_))));
    let check = format!("ALTER TABLE t ADD CHECK (a = {}1)", "1 + ".repeat(100_000));
    assert_eq!(reason(&check), "it nests too deeply");
    for (open, close) in [
        ("(", ")"),
        ("NOT ", ""),
        ("- ", ""),
        ("ARRAY[", "]"),
        ("CASE WHEN ", " END"),
    ] {
        let nested = format!(
            "ALTER TABLE t ADD CHECK ({}1{})",
            open.repeat(20_000),
            close.repeat(20_000)
        );
        assert!(one(&nested).is_err(), "{open}");
    }
    let almost = format!("ALTER TABLE t ADD CHECK (a = {}1)", "1 + ".repeat(1_900));
    let read = std::thread::Builder::new().stack_size(STACK);
    let read = read.spawn(move || matches!(one(&almost), Ok(Syntax::Ours(_))));
    assert!(read.unwrap().join().unwrap());
    let rows = format!("INSERT INTO t VALUES (0){}", ", (1, 'x')".repeat(20_000));
    assert!(matches!(one(&rows), Ok(Syntax::Parsed(_))));
}

#[test]
fn what_nobody_knows_is_unreadable_and_spoils_no_neighbour() {
    let script = read("SELECT 1; FROBNICATE x; CREATE THING y; SELECT 2;");
    let unreadable: Vec<bool> = script
        .statements
        .iter()
        .map(|statement| syntax::read(statement).is_err())
        .collect();
    assert_eq!(unreadable, [false, true, true, false]);
}
