use super::*;
use crate::sql::Unread;

/// The block, with what of its statements cannot be read among what could not be read of it.
fn block(text: &str) -> DoBlock {
    let mut block = match one(text) {
        Ok(Syntax::Do(block)) => block,
        other => panic!("{text}: {other:?}"),
    };
    let DoBlock {
        statements, unread, ..
    } = &mut block;
    statements.retain(|guarded| match grammar::read(&guarded.statement) {
        Ok(_) => true,
        Err(reason) => {
            let line = guarded.statement.line;
            unread.push(Unread { line, reason });
            false
        }
    });
    unread.sort_by_key(|unread| unread.line);
    block
}

/// Each statement with its line and its guards, in short.
fn told(block: &DoBlock) -> Vec<String> {
    let all = block.statements.iter().map(|guarded| {
        let guards = guarded.guards.iter().map(short);
        let path: Vec<String> = guards.chain([guarded.statement.text.clone()]).collect();
        format!("{}: {}", guarded.statement.line, path.join(" > "))
    });
    all.collect()
}

fn short(guard: &Guard) -> String {
    match guard {
        Guard::IfExists { condition } => format!("exists {condition}"),
        Guard::IfNotExists { condition } => format!("not exists {condition}"),
        Guard::If { condition } => format!("if {condition}"),
        Guard::Else(guard) => format!("else of {}", short(guard)),
        Guard::Handled { conditions } => format!("handled {conditions}"),
        Guard::Handler { conditions } => format!("after {conditions}"),
    }
}

#[test]
fn conditions_guard_their_statements() {
    let text = "DO $$\nBEGIN\n  IF NOT EXISTS (SELECT 1 FROM pg_class WHERE relname = ')') THEN\n    CREATE TABLE a (b int);\n    \
                RAISE NOTICE 'made; %', 1;\n  ELSIF x > 1 THEN\n    DROP TABLE c;\n  ELSE\n    DROP TABLE d;\n  END IF;\n  \
                ALTER TABLE e ADD f int;\nEND\n$$;";
    let block = block(text);
    let none = "not exists SELECT 1 FROM pg_class WHERE relname = ')'";
    assert_eq!(
        told(&block),
        [
            format!("4: {none} > CREATE TABLE a (b int)"),
            format!("7: else of {none} > if x > 1 > DROP TABLE c"),
            format!("9: else of {none} > else of if x > 1 > DROP TABLE d"),
            "11: ALTER TABLE e ADD f int".to_owned(),
        ]
    );
    assert_eq!(block.unread, []);
}

#[test]
fn every_form_of_exists_is_seen() {
    for (condition, expected) in [
        ("EXISTS (SELECT 1)", "exists SELECT 1"),
        ("exists(SELECT 1)", "exists SELECT 1"),
        ("(NOT EXISTS (SELECT 1))", "not exists SELECT 1"),
        ("NOT (EXISTS (SELECT 1))", "not exists SELECT 1"),
        (
            "NOT EXISTS (SELECT 1) AND true",
            "if NOT EXISTS (SELECT 1) AND true",
        ),
        (
            "EXISTS (SELECT 1) OR (true)",
            "if EXISTS (SELECT 1) OR (true)",
        ),
        ("CASE WHEN a THEN b END", "if CASE WHEN a THEN b END"),
        ("NOT found", "if NOT found"),
    ] {
        let block = block(&format!(
            "DO $$ BEGIN IF {condition} THEN DROP TABLE t; END IF; END $$"
        ));
        assert_eq!(told(&block), [format!("1: {expected} > DROP TABLE t")]);
    }
}

#[test]
fn handlers_guard_what_they_catch_and_what_they_do() {
    let block = block(
        "DO $$ BEGIN DROP TABLE a; BEGIN CREATE TYPE b AS ENUM ('x'); EXCEPTION WHEN duplicate_object THEN NULL; \
         WHEN undefined_table OR others THEN DROP TYPE c; END; END; $$ LANGUAGE plpgsql",
    );
    let caught = "duplicate_object OR undefined_table OR others";
    assert_eq!(
        told(&block),
        [
            "1: DROP TABLE a".to_owned(),
            format!("1: handled {caught} > CREATE TYPE b AS ENUM ('x')"),
            "1: after undefined_table OR others > DROP TYPE c".to_owned(),
        ]
    );
}

#[test]
fn constant_strings_are_executed() {
    let block = block(
        "DO LANGUAGE plpgsql $x$\nBEGIN\nEXECUTE 'DROP TABLE ''a''' || $q$; DROP\nTABLE b$q$;\nEXECUTE $q$DROP TABLE \"c\"$q$;\n\
         EXECUTE 'DO $$ BEGIN DROP TABLE d; END $$';\nEND $x$",
    );
    assert_eq!(block.unread.len(), 1, "'a' is no name of a table");
    assert_eq!(block.unread[0].line, 3);
    let texts: Vec<_> = block
        .statements
        .iter()
        .map(|guarded| (guarded.statement.line, guarded.statement.text.as_str()))
        .collect();
    assert_eq!(texts[..2], [(3, "DROP\nTABLE b"), (5, "DROP TABLE \"c\"")]);
    assert!(
        matches!(grammar::read(&block.statements[2].statement), Ok(Syntax::Do(inner)) if inner.statements.len() == 1)
    );
}

#[test]
fn what_depends_on_data_is_unread_and_its_neighbours_are_read() {
    let block = block(
        "DO $$\nDECLARE\n  r record; n int := 1;\nBEGIN\n  n := n + 1;\n  SELECT count(*) INTO n FROM t;\n  DROP TABLE a;\n  \
         FOR r IN SELECT 1 LOOP\n    EXECUTE 'DROP TABLE ' || r.x;\n    IF true THEN LOOP EXIT; END LOOP; END IF;\n  END LOOP;\n  \
         EXECUTE format('DROP TABLE %I', n);\n  PERFORM f();\n  DROP TABLE b;\n  FROBNICATE;\nEND $$",
    );
    assert_eq!(told(&block), ["7: DROP TABLE a", "14: DROP TABLE b"]);
    let unread: Vec<_> = block
        .unread
        .iter()
        .map(|unread| (unread.line, unread.reason.as_str()))
        .collect();
    assert_eq!(
        unread.iter().map(|(line, _)| *line).collect::<Vec<_>>(),
        [8, 12, 15]
    );
    assert!(unread[0].1.starts_with("FOR"));
    assert!(
        unread[1].1.contains("format('DROP TABLE %I', n)"),
        "{}",
        unread[1].1
    );
}

#[test]
fn data_in_a_block_is_kept() {
    let block = block(
        "DO $$ BEGIN UPDATE t SET a = 1; INSERT INTO t VALUES (1) RETURNING a INTO n; END $$",
    );
    assert_eq!(block.statements.len(), 2);
    assert_eq!(block.unread, []);
}

#[test]
fn a_body_may_be_a_plain_string() {
    let block = block("DO 'BEGIN EXECUTE ''DROP TABLE a''; END'");
    assert_eq!(told(&block), ["1: DROP TABLE a"]);
}

#[test]
fn other_languages_and_broken_bodies_are_unread() {
    for text in [
        "DO LANGUAGE plpython3u $$ x $$",
        "DO $$ BEGIN IF x THEN DROP TABLE a; END $$",
        "DO $$ nonsense $$",
    ] {
        assert_eq!(block(text).unread.len(), 1, "{text}");
    }
    assert_eq!(
        told(&block("DO $$ BEGIN DROP TABLE a; IF x THEN $$")),
        ["1: DROP TABLE a"]
    );
}

#[test]
fn deep_blocks_are_unread() {
    let deep = format!("DO $$ {} $$", "BEGIN IF a THEN ".repeat(50_000));
    assert_eq!(block(&deep).unread.len(), 1);
}
