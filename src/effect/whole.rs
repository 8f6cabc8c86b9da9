//! Commands that are recognised by their leading words, and not taken apart.

use std::sync::LazyLock;

use sqlparser::tokenizer::{Token, TokenWithSpan};

use super::action::{Action, Command, Runs};
use super::calls::{self, Functions};
use super::names;
use super::property::PropertyChange;
use super::vocabulary::{Altered, Effect, Reference};
use crate::name::Name;
use crate::sql;
use crate::sql::reader::{Read, Reader, is_word};

/// Commands, with commas between them, by what they run.
type Lists = [(Runs, &'static str); 4];

/// The commands that are never taken apart.
static ALWAYS: LazyLock<Vec<Command>> = LazyLock::new(|| {
    taken_apart([
        (
            Runs::Nothing,
            "ALTER DATABASE, ALTER DEFAULT PRIVILEGES, ALTER GROUP, ALTER ROLE, ALTER SUBSCRIPTION, ALTER SYSTEM,
            ALTER USER, ALTER USER MAPPING, ANALYZE, CHECKPOINT, CLOSE, CLUSTER, COMMIT PREPARED, CREATE DATABASE,
            CREATE GROUP, CREATE ROLE, CREATE SUBSCRIPTION, CREATE TABLESPACE, CREATE USER, CREATE USER MAPPING,
            DEALLOCATE, DISCARD, FETCH, GRANT, LISTEN, LOAD, LOCK, MOVE, NOTIFY, PRAGMA, REASSIGN OWNED,
            REINDEX, REVOKE, SECURITY LABEL, SET ROLE, SET SESSION AUTHORIZATION, SHOW,
            TRUNCATE, UNLISTEN, VACUUM",
        ),
        (Runs::Rows, "COPY"),
        (
            Runs::Functions,
            "CALL, DECLARE, EXECUTE, EXPLAIN, PREPARE",
        ),
        (
            Runs::Unknown,
            "CREATE ACCESS METHOD, CREATE CAST, CREATE CONVERSION, CREATE EVENT TRIGGER, CREATE FOREIGN DATA WRAPPER,
            CREATE LANGUAGE, CREATE OPERATOR, CREATE OPERATOR CLASS, CREATE OPERATOR FAMILY, CREATE PUBLICATION,
            CREATE SERVER, CREATE TEXT SEARCH CONFIGURATION, CREATE TEXT SEARCH DICTIONARY, CREATE TEXT SEARCH PARSER,
            CREATE TEXT SEARCH TEMPLATE, CREATE TRANSFORM, DROP OWNED, IMPORT FOREIGN SCHEMA, PREPARE TRANSACTION,
            ROLLBACK PREPARED",
        ),
    ])
});

/// The commands that are not taken apart where sqlparser does not read them.
static FALLBACK: LazyLock<Vec<Command>> = LazyLock::new(|| {
    taken_apart([
        (Runs::Nothing, "RESET, TABLE"),
        (Runs::Rows, "DELETE, INSERT, MERGE, UPDATE"),
        (Runs::Functions, "SELECT, VALUES, WITH"),
        (
            Runs::Unknown,
            "ABORT, ALTER POLICY, BEGIN, COMMIT, END, RELEASE, ROLLBACK, SAVEPOINT, START TRANSACTION",
        ),
    ])
});

/// The lists, taken apart once: every statement is held against them.
fn taken_apart(lists: Lists) -> Vec<Command> {
    let commands = lists.into_iter().flat_map(|(runs, list)| {
        let words = list.split(',').map(str::trim);
        words.map(move |words| Command { words, runs })
    });
    commands.collect()
}

/// The command that is never taken apart, if one comes next.
pub(super) fn always(r: &Reader<'_>) -> Option<Command> {
    if r.sees("ALTER TABLE ALL IN TABLESPACE")
        || r.sees("ALTER INDEX ALL IN TABLESPACE")
        || r.sees("ALTER MATERIALIZED VIEW ALL IN TABLESPACE")
    {
        return Some(Command {
            words: "ALTER ... ALL IN TABLESPACE",
            runs: Runs::Unknown,
        });
    }
    // Most statements are of these, and no command begins so.
    let common = [
        "CREATE TABLE",
        "CREATE INDEX",
        "CREATE UNIQUE INDEX",
        "ALTER TABLE",
    ];
    if common.iter().any(|words| r.sees(words)) {
        return None;
    }
    let respelled = RESPELLED.iter().find(|(words, _)| r.sees(words));
    match respelled {
        Some((_, words)) => Some(Command {
            words,
            runs: Runs::Unknown,
        }),
        None => find(r, &ALWAYS),
    }
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
pub(super) fn fallback(r: &Reader<'_>) -> Option<Command> {
    let command = find(r, &FALLBACK)?;
    let query = matches!(command.words, "SELECT" | "WITH");
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

/// The longest one that comes next: `ALTER USER` begins like `ALTER USER MAPPING`.
fn find(r: &Reader<'_>, commands: &[Command]) -> Option<Command> {
    let seen = commands.iter().filter(|command| r.sees(command.words));
    seen.max_by_key(|command| command.words.len()).copied()
}

/// What such a command means, whose text this is.
pub(super) fn actions(command: Command, text: &str, functions: &Functions) -> Vec<Action> {
    if command.words == "CLUSTER"
        && let Some((name, index)) = clustered(text)
    {
        let change = PropertyChange::ClusterOn(Some(index));
        return vec![Action::Effect(Effect::Property(
            Altered::named(name, false),
            change,
        ))];
    }
    let action = match command.runs {
        Runs::Nothing => return Vec::new(),
        Runs::Unknown => {
            let reason = format!("{} is not modelled", command.words);
            return vec![Action::Opaque(reason)];
        }
        Runs::Rows => Action::Calls,
        Runs::Functions => Action::Opaque,
    };
    let (_, rest) = sql::split_first_word(text);
    // Parentheses after the name of a statement or of a table call nothing.
    let rest = match command.words {
        "COPY" | "EXECUTE" | "PREPARE" => {
            rest.find('(').and_then(|at| rest.get(at..)).unwrap_or("")
        }
        _ => rest,
    };
    let calls = calls::in_text(rest, functions).into_iter();
    calls.map(action).collect()
}

/// `CLUSTER table USING index`: the table stays clustered on it. None where the statement chooses no
/// index.
fn clustered(text: &str) -> Option<(Reference, Name)> {
    take_clustered(&mut Reader::new(text).ok()?).ok()
}

fn take_clustered(r: &mut Reader<'_>) -> Read<(Reference, Name)> {
    r.expect("CLUSTER")?;
    if *r.peek() == Token::LParen {
        r.skip()?;
    }
    r.take("VERBOSE");
    let first = names::take_reference(r)?;
    // The form of before 8.3.
    if r.take("ON") {
        return Ok((names::take_reference(r)?, first.name));
    }
    r.expect("USING")?;
    Ok((first, names::take_reference(r)?.name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cluster_statement_chooses_an_index_only_where_it_names_one() {
        let chosen = |text: &str| {
            let (table, index) = clustered(text)?;
            let schema = table.schema.map(|name| format!("{name}."));
            Some(format!(
                "{}{} {index}",
                schema.unwrap_or_default(),
                table.name
            ))
        };
        let wanted = Some("shop.item item_idx".to_owned());
        assert_eq!(chosen("CLUSTER shop.Item USING item_idx;"), wanted);
        assert_eq!(chosen("CLUSTER (VERBOSE) shop.item USING item_idx"), wanted);
        assert_eq!(chosen("CLUSTER VERBOSE item_idx ON shop.item"), wanted);
        assert_eq!(chosen("CLUSTER item"), None);
        assert_eq!(chosen("CLUSTER"), None);
        assert_eq!(chosen("CLUSTER VERBOSE"), None);
    }
}
