//! Commands that are recognised by their leading words, and not taken apart.

use sqlparser::tokenizer::TokenWithSpan;

use super::action::Action;
use super::calls::{self, Functions};
use super::property::{self, PropertyChange};
use super::vocabulary::Effect;
use crate::sql;

use crate::sql::reader::{Reader, is_word};

/// The commands that are never taken apart, as PostgreSQL's manual names them.
pub(super) const COMMANDS: [&str; 67] = [
    "ALTER DATABASE",
    "ALTER DEFAULT PRIVILEGES",
    "ALTER GROUP",
    "ALTER ROLE",
    "ALTER SUBSCRIPTION",
    "ALTER SYSTEM",
    "ALTER USER MAPPING",
    "ALTER USER",
    "ANALYZE",
    "CALL",
    "CHECKPOINT",
    "CLOSE",
    "CLUSTER",
    "COPY",
    "CREATE ACCESS METHOD",
    "CREATE CAST",
    "CREATE CONVERSION",
    "CREATE DATABASE",
    "CREATE EVENT TRIGGER",
    "CREATE FOREIGN DATA WRAPPER",
    "CREATE GROUP",
    "CREATE LANGUAGE",
    "CREATE OPERATOR CLASS",
    "CREATE OPERATOR FAMILY",
    "CREATE OPERATOR",
    "CREATE PUBLICATION",
    "CREATE ROLE",
    "CREATE SERVER",
    "CREATE SUBSCRIPTION",
    "CREATE TABLESPACE",
    "CREATE TEXT SEARCH CONFIGURATION",
    "CREATE TEXT SEARCH DICTIONARY",
    "CREATE TEXT SEARCH PARSER",
    "CREATE TEXT SEARCH TEMPLATE",
    "CREATE TRANSFORM",
    "CREATE USER MAPPING",
    "CREATE USER",
    "DEALLOCATE",
    "DECLARE",
    "DISCARD",
    "DROP OWNED",
    "EXECUTE",
    "EXPLAIN",
    "FETCH",
    "GRANT",
    "IMPORT FOREIGN SCHEMA",
    "LISTEN",
    "LOAD",
    "LOCK",
    "MOVE",
    "NOTIFY",
    "PRAGMA",
    "PREPARE TRANSACTION",
    "PREPARE",
    "REASSIGN OWNED",
    "REFRESH MATERIALIZED VIEW",
    "REINDEX",
    "REVOKE",
    "SECURITY LABEL",
    "SET ROLE",
    "SET SESSION AUTHORIZATION",
    "SHOW",
    "TRUNCATE",
    "UNLISTEN",
    "VACUUM",
    "COMMIT PREPARED",
    "ROLLBACK PREPARED",
];

/// The commands that are not taken apart where sqlparser does not read them.
pub(super) const FALLBACK: [&str; 18] = [
    "ALTER POLICY",
    "ABORT",
    "BEGIN",
    "COMMIT",
    "DELETE",
    "END",
    "INSERT",
    "MERGE",
    "RELEASE",
    "RESET",
    "ROLLBACK",
    "SAVEPOINT",
    "SELECT",
    "START TRANSACTION",
    "TABLE",
    "UPDATE",
    "VALUES",
    "WITH",
];

/// The command that is never taken apart, if one comes next.
pub(super) fn always(r: &Reader<'_>) -> Option<&'static str> {
    if r.sees("ALTER TABLE ALL IN TABLESPACE")
        || r.sees("ALTER INDEX ALL IN TABLESPACE")
        || r.sees("ALTER MATERIALIZED VIEW ALL IN TABLESPACE")
    {
        return Some("ALTER ... ALL IN TABLESPACE");
    }
    let respelled = RESPELLED.iter().find(|(words, _)| r.sees(words));
    respelled
        .map(|(_, command)| *command)
        .or_else(|| find(r, &COMMANDS))
}

/// Commands that may begin with other words than their name.
const RESPELLED: [(&str, &str); 7] = [
    ("CREATE OR REPLACE LANGUAGE", "CREATE LANGUAGE"),
    ("CREATE OR REPLACE TRUSTED", "CREATE LANGUAGE"),
    ("CREATE OR REPLACE PROCEDURAL", "CREATE LANGUAGE"),
    ("CREATE TRUSTED", "CREATE LANGUAGE"),
    ("CREATE PROCEDURAL", "CREATE LANGUAGE"),
    ("CREATE OR REPLACE TRANSFORM", "CREATE TRANSFORM"),
    ("CREATE DEFAULT CONVERSION", "CREATE CONVERSION"),
];

/// The command whose kind is known though sqlparser cannot read it. A query that makes a table
/// (`SELECT ... INTO`) is none.
pub(super) fn fallback(r: &Reader<'_>) -> Option<&'static str> {
    let command = find(r, &FALLBACK)?;
    let query = matches!(command, "SELECT" | "WITH");
    (!query || !makes_table(&r.tokens(r.index(), r.end()))).then_some(command)
}

fn makes_table(tokens: &[TokenWithSpan]) -> bool {
    tokens.windows(2).any(|pair| {
        let [before, into] = pair else {
            return false;
        };
        let written = ["INSERT", "MERGE"]
            .iter()
            .any(|word| is_word(&before.token, word));
        is_word(&into.token, "INTO") && !written
    })
}

fn find(r: &Reader<'_>, commands: &[&'static str]) -> Option<&'static str> {
    commands.iter().find(|words| r.sees(words)).copied()
}

/// What such a command means, whose text this is.
pub(super) fn actions(command: &str, text: &str, functions: &Functions) -> Vec<Action> {
    const NOTHING: &[&str] = &[
        "ALTER DATABASE",
        "ALTER SUBSCRIPTION",
        "ALTER SYSTEM",
        "ALTER USER MAPPING",
        "COMMIT PREPARED",
        "CREATE DATABASE",
        "CREATE SUBSCRIPTION",
        "CREATE TABLESPACE",
        "CREATE USER MAPPING",
        "SET ROLE",
        "SET SESSION AUTHORIZATION",
        "GRANT",
        "REVOKE",
        "ALTER DEFAULT PRIVILEGES",
        "SECURITY LABEL",
        "REASSIGN OWNED",
        "VACUUM",
        "ANALYZE",
        "REINDEX",
        "CLUSTER",
        "LOCK",
        "REFRESH MATERIALIZED VIEW",
        "COPY",
        "TRUNCATE",
        "NOTIFY",
        "LISTEN",
        "UNLISTEN",
        "DISCARD",
        "RESET",
        "SET",
        "SHOW",
        "CHECKPOINT",
        "CALL",
        "EXPLAIN",
        "DECLARE",
        "FETCH",
        "CLOSE",
        "MOVE",
        "PRAGMA",
        "PREPARE",
        "EXECUTE",
        "DEALLOCATE",
        "LOAD",
        "CREATE ROLE",
        "ALTER ROLE",
        "CREATE USER",
        "ALTER USER",
        "CREATE GROUP",
        "ALTER GROUP",
        "SELECT",
        "INSERT",
        "UPDATE",
        "DELETE",
        "MERGE",
        "VALUES",
        "TABLE",
        "WITH",
    ];
    if command == "CLUSTER"
        && let Some((name, index)) = property::clustered(text)
    {
        return vec![Action::Effect(Effect::Property {
            name,
            if_exists: false,
            only: false,
            change: PropertyChange::ClusterOn(Some(index)),
        })];
    }
    if NOTHING.contains(&command) {
        calls(command, text, functions)
    } else {
        let reason = format!("{command} is not modelled");
        vec![Action::Opaque(reason)]
    }
}

/// What a command runs that is known by its leading words only.
fn calls(command: &str, text: &str, functions: &Functions) -> Vec<Action> {
    let rows = ["COPY", "INSERT", "UPDATE", "DELETE", "MERGE"].contains(&command);
    let runs = [
        "CALL", "DECLARE", "EXECUTE", "EXPLAIN", "PREPARE", "SELECT", "VALUES", "WITH",
    ];
    if !rows && !runs.contains(&command) {
        return Vec::new();
    }
    let (_, rest) = sql::split_first_word(text);
    // Parentheses after the name of a statement or of a table call nothing.
    let rest = match command {
        "COPY" | "EXECUTE" | "PREPARE" => {
            rest.find('(').and_then(|at| rest.get(at..)).unwrap_or("")
        }
        _ => rest,
    };
    let calls = calls::in_text(rest, functions).into_iter();
    calls
        .map(if rows { Action::Calls } else { Action::Opaque })
        .collect()
}
