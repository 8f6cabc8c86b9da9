//! Commands that are recognised by their leading words, and not taken apart.

use sqlparser::tokenizer::TokenWithSpan;

use crate::sql::reader::{Reader, is_word};

/// A statement that is recognised by its leading words only.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Whole {
    /// The command as PostgreSQL's manual names it, for example `CREATE EVENT TRIGGER`, `GRANT`.
    pub command: &'static str,
}

/// The commands that are always a [`Whole`].
pub const COMMANDS: [&str; 67] = [
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

/// The commands that are a [`Whole`] where sqlparser does not read them.
pub const FALLBACK: [&str; 18] = [
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
pub(super) fn always(r: &Reader<'_>) -> Option<Whole> {
    if r.sees("ALTER TABLE ALL IN TABLESPACE")
        || r.sees("ALTER INDEX ALL IN TABLESPACE")
        || r.sees("ALTER MATERIALIZED VIEW ALL IN TABLESPACE")
    {
        return Some(Whole {
            command: "ALTER ... ALL IN TABLESPACE",
        });
    }
    let respelled = RESPELLED.iter().find(|(words, _)| r.sees(words));
    respelled
        .map(|(_, command)| Whole { command })
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
pub(in crate::sql) fn fallback(r: &Reader<'_>) -> Option<Whole> {
    let whole = find(r, &FALLBACK)?;
    let query = matches!(whole.command, "SELECT" | "WITH");
    (!query || !makes_table(&r.tokens(r.index(), r.end()))).then_some(whole)
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

fn find(r: &Reader<'_>, commands: &[&'static str]) -> Option<Whole> {
    let command = commands.iter().find(|words| r.sees(words));
    command.map(|command| Whole { command })
}
