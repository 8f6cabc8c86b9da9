//! What the effects of statements do not tell: the rows of `django_migrations`, transactions, other databases, and the
//! commands of psql.

use crate::sql::{self, Statement};

/// Of these words, what begins with one leaves the rows and the definition of a table alone.
const HARMLESS: [&str; 7] = [
    "select", "comment", "lock", "analyze", "vacuum", "grant", "revoke",
];

const ROLLED_BACK: &str = "a ROLLBACK may undo what stands before it";

/// What of a text is not told by its effects: on which line, and why.
#[must_use]
pub fn doubts(text: &str) -> Vec<(u32, String)> {
    let mut all = Vec::new();
    let mut open = None;
    for statement in sql::read(text).statements {
        let words = sql::identifiers(&statement.text);
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        let line = statement.line;
        let mut doubt = |reason: &str| all.push((line, reason.to_owned()));
        if records(&statement, &words) {
            doubt("it may change which migrations are recorded");
        }
        if matches!(words.as_slice(), ["drop" | "alter", "database", ..]) {
            doubt("it changes a database as a whole");
        }
        if let (true, Some(begun)) = (stands_alone(&words), open) {
            doubt(&format!(
                "it cannot run in the transaction that begins on line {begun}"
            ));
        }
        if is_block(&words) && mentions(&statement, "concurrently") {
            doubt("what is CONCURRENTLY cannot run in a DO block");
        }
        match words.as_slice() {
            ["begin", ..] | ["start", "transaction", ..] => open = Some(line),
            ["commit" | "end", rest @ ..] if !chains(rest) => open = None,
            ["prepare", "transaction", ..] => {
                doubt("a prepared transaction does nothing until it is committed");
                open = None;
            }
            ["rollback" | "abort", rest @ ..] if !rest.contains(&"to") => {
                doubt(ROLLED_BACK);
                open = open.filter(|_| chains(rest));
            }
            _ => {}
        }
    }
    let psql = sql::lines_of_psql(text).into_iter();
    let psql = psql.map(|line| (line, sql::OF_PSQL.to_owned()));
    let unfinished = "no COMMIT ends the transaction that begins here";
    let unfinished = open.map(|line| (line, unfinished.to_owned()));
    all.extend(psql.chain(unfinished));
    all
}

/// Whether it may change what `django_migrations` holds, or the table itself.
fn records(statement: &Statement, words: &[&str]) -> bool {
    const TABLE: &str = "django_migrations";
    if is_block(words) {
        return mentions(statement, TABLE);
    }
    // All that is in a schema, or is of a role.
    if matches!(
        words,
        ["drop", "schema", .., "cascade"] | ["drop", "owned", ..]
    ) {
        return true;
    }
    let first = words.first();
    words.contains(&TABLE) && !first.is_some_and(|first| HARMLESS.contains(first))
}

fn is_block(words: &[&str]) -> bool {
    words.first() == Some(&"do")
}

fn mentions(statement: &Statement, word: &str) -> bool {
    statement.text.to_lowercase().contains(word)
}

/// Whether the server refuses it in a transaction (`PreventInTransactionBlock`).
fn stands_alone(words: &[&str]) -> bool {
    match words {
        ["refresh", ..] => false,
        ["reindex", rest @ ..] if rest.iter().any(|it| WIDE.contains(it)) => true,
        ["vacuum", ..]
        | ["alter", "system", ..]
        | [
            "create" | "drop",
            "database" | "tablespace" | "subscription",
            ..,
        ] => true,
        _ => words.contains(&"concurrently"),
    }
}

/// What `REINDEX` is of, where it is more than one table.
const WIDE: [&str; 3] = ["database", "schema", "system"];

/// Whether another transaction begins where one ends.
fn chains(rest: &[&str]) -> bool {
    rest.contains(&"chain") && !rest.contains(&"no")
}
