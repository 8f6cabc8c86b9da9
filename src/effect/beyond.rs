//! What the effects of statements do not tell: rows that go, the rows of `django_migrations`, transactions, other databases,
//! other roles, and the commands of psql.

use super::setting::PLACES;
use crate::sql::{self, Statement};

/// Of these words, what begins with one leaves the rows and the definition of a table alone.
const HARMLESS: [&str; 7] = [
    "select", "comment", "lock", "analyze", "vacuum", "grant", "revoke",
];

/// What nobody sees in a schema.
pub const ROWS_GO: &str = "rows go, of which no finding tells";

const VALUES_GO: &str = "values of rows go, of which no finding tells";

const COUNTS_ANEW: &str = "a sequence begins anew, of which no finding tells";

const ROLLED_BACK: &str = "a ROLLBACK may undo what stands before it";

const ROLE: &str = "what another role may do, and whose is what it makes, is not known";

const READS_ALONE: &str =
    "what only reads changes nothing: the statements behind it may be refused";

const LOCAL: &str = "SET LOCAL does nothing outside of a transaction";

/// What of a text is not told by its effects: on which line, and why.
#[must_use]
pub fn doubts(text: &str) -> Vec<(u32, String)> {
    let mut all = Vec::new();
    let mut open = None;
    let mut path = LocalPath::default();
    for statement in sql::read(text).statements {
        let words = sql::identifiers(&statement.text);
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        let line = statement.line;
        let mut doubt = |reason: &str| all.push((line, reason.to_owned()));
        if records(&statement, &words) {
            doubt("it may change which migrations are recorded");
        } else if removes_rows(&statement, &words) {
            doubt(ROWS_GO);
        }
        if takes_role(&words) {
            doubt(ROLE);
        }
        if empties_values(&words) {
            doubt(VALUES_GO);
        }
        if begins_anew(&words) {
            doubt(COUNTS_ANEW);
        }
        if reads_alone(&words) {
            doubt(READS_ALONE);
        }
        if let Some(reason) = path.after(&words, open.is_some()) {
            doubt(reason);
        }
        if matches!(words.as_slice(), ["drop" | "alter", "database", ..]) {
            doubt("it changes a database as a whole");
        }
        if stands_alone(&words) && open.is_some() {
            doubt("it cannot run in a transaction, and one is open there");
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

/// Until when names are looked up by a `SET LOCAL`. What is replayed goes by it to the end.
#[derive(Default)]
struct LocalPath {
    /// One holds in the transaction that is open.
    holds: bool,
    /// One held in a transaction that has ended, and nothing was said since.
    is_over: bool,
}

impl LocalPath {
    /// Why a statement may not mean what it is replayed as.
    fn after(&mut self, words: &[&str], is_in_transaction: bool) -> Option<&'static str> {
        match words {
            ["set", "local", of, ..] if PLACES.contains(of) => {
                self.holds = is_in_transaction;
                self.is_over = false;
                (!is_in_transaction).then_some(LOCAL)
            }
            ["set" | "reset" | "discard", ..] => {
                self.is_over &= !words.iter().any(|it| PLACES.contains(it) || *it == "all");
                None
            }
            ["commit" | "end", ..] => {
                self.is_over |= self.holds;
                self.holds = false;
                None
            }
            ["begin" | "start" | "rollback" | "abort", ..] => None,
            _ if self.is_over => {
                self.is_over = false;
                Some("names are looked up otherwise: SET LOCAL ended with its transaction")
            }
            _ => None,
        }
    }
}

/// Whether rows are taken away by it, or what they hold.
fn removes_rows(statement: &Statement, words: &[&str]) -> bool {
    match words {
        ["truncate", ..] => true,
        ["do", ..] => block_removes_rows(statement),
        [
            "delete" | "with" | "merge" | "explain" | "prepare" | "copy",
            ..,
        ] => deletes(words),
        ["create", rest @ ..] => makes_table(rest) && deletes(words),
        ["alter", ..] => words.windows(2).any(|it| it == ["using", "null"]),
        _ => false,
    }
}

/// Whether columns are set to NULL or their default, or large objects go.
fn empties_values(words: &[&str]) -> bool {
    let sets = |words: &[&str]| {
        let set = words.iter().position(|it| *it == "set");
        let values = set.and_then(|at| words.get(at..)).unwrap_or_default();
        let end = values
            .iter()
            .position(|it| ["where", "from", "returning"].contains(it));
        let values = values.get(..end.unwrap_or(values.len()));
        values.is_some_and(|it| it.contains(&"null") || it.contains(&"default"))
    };
    match words {
        ["update" | "with" | "merge" | "insert", ..] => sets(words),
        ["select", ..] => words.contains(&"lo_unlink"),
        _ => false,
    }
}

/// Whether a sequence goes back to its first number, or to one that is given.
fn begins_anew(words: &[&str]) -> bool {
    match words {
        ["alter", "sequence", rest @ ..] => rest.contains(&"restart"),
        ["alter", "table", rest @ ..] => {
            // A column may be called so.
            const BEFORE_A_NAME: [&str; 7] =
                ["table", "add", "alter", "column", "drop", "rename", "to"];
            let mut pairs = rest.windows(2);
            pairs.any(|it| matches!(it, [before, "restart"] if !BEFORE_A_NAME.contains(before)))
        }
        _ => false,
    }
}

fn deletes(words: &[&str]) -> bool {
    let mut pairs = words.windows(2);
    pairs.any(|it| matches!(it, ["delete", "from"] | ["then", "delete"]))
}

/// Whether it is a table that is made: what makes a function or a rule runs nothing of it.
fn makes_table(rest: &[&str]) -> bool {
    const KINDS: [&str; 5] = ["global", "local", "temp", "temporary", "unlogged"];
    let mut rest = rest.iter().filter(|it| !KINDS.contains(it));
    rest.next() == Some(&"table")
}

/// What a block runs may stand in strings that it puts together: so all of it counts, but what it makes and does not run.
fn block_removes_rows(block: &Statement) -> bool {
    let mut rest = block.text.to_lowercase();
    if let Some(Ok(read)) = sql::do_block(block) {
        for own in read.statements {
            let text = own.statement.text.to_lowercase();
            let words = sql::identifiers(&text);
            let words: Vec<&str> = words.iter().map(String::as_str).collect();
            if matches!(words.as_slice(), ["create", rest @ ..] if !makes_table(rest)) {
                rest = rest.replace(&text, " ");
            }
        }
    }
    mentions_removal(&rest)
}

/// A trigger is made `BEFORE TRUNCATE`, and a privilege is called so.
fn mentions_removal(text: &str) -> bool {
    const OTHERS: [&str; 5] = ["before", "after", "or", "grant", "revoke"];
    let words = text.split(|c: char| !c.is_alphanumeric() && c != '_');
    let words: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
    words.windows(2).any(|pair| match pair {
        [before, "truncate"] => !OTHERS.contains(before),
        pair => matches!(pair, ["delete", "from"] | ["using", "null"]),
    })
}

fn takes_role(words: &[&str]) -> bool {
    let ["set" | "reset", rest @ ..] = words else {
        return false;
    };
    let mut named = rest.iter().filter(|it| !["local", "session"].contains(it));
    let of_role = ["role", "authorization", "session_authorization"];
    named.next().is_some_and(|it| of_role.contains(it))
}

/// Whether statements behind it may change nothing.
fn reads_alone(words: &[&str]) -> bool {
    let is_mode = words.windows(2).any(|it| it == ["read", "only"]);
    match words {
        ["begin" | "start", ..] | ["set", "transaction" | "session" | "local", ..] if is_mode => {
            true
        }
        ["set", ..] => words.iter().any(|it| {
            matches!(
                *it,
                "default_transaction_read_only" | "transaction_read_only"
            )
        }),
        _ => false,
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_made_and_not_run_removes_nothing() {
        for (text, is_told) in [
            (
                "DO $x$ BEGIN CREATE FUNCTION f() RETURNS void LANGUAGE sql AS $$ DELETE FROM t; TRUNCATE t $$; END $x$",
                false,
            ),
            (
                "DO $x$ BEGIN IF true THEN CREATE RULE r AS ON DELETE TO t DO ALSO DELETE  FROM u; END IF; END $x$",
                false,
            ),
            (
                "DO $x$ BEGIN CREATE MATERIALIZED VIEW v AS SELECT 'truncate it' AS a, 'delete from' AS b; END $x$",
                false,
            ),
            (
                "DO $x$ BEGIN CREATE TRIGGER r BEFORE TRUNCATE ON t EXECUTE FUNCTION f(); END $x$",
                false,
            ),
            (
                "CREATE FUNCTION f() RETURNS void BEGIN ATOMIC DELETE FROM t; END",
                false,
            ),
            ("CREATE TABLE x AS SELECT 1", false),
            ("ALTER TABLE t ALTER a TYPE text USING a::text", false),
            ("DO $x$ BEGIN DELETE  FROM t; END $x$", true),
            ("DO $x$ BEGIN EXECUTE 'TRUNCATE ' || 't'; END $x$", true),
            (
                "DO $x$ BEGIN CREATE VIEW v AS SELECT 1; DELETE FROM t; END $x$",
                true,
            ),
            (
                "DO $x$ BEGIN CREATE TABLE x AS WITH d AS (DELETE FROM t RETURNING id) SELECT * FROM d; END $x$",
                true,
            ),
            (
                "CREATE TEMP TABLE x AS WITH d AS (DELETE FROM t RETURNING id) SELECT * FROM d",
                true,
            ),
            ("COPY (DELETE FROM t RETURNING id) TO STDOUT", true),
            ("ALTER TABLE t ALTER a TYPE text USING NULL", true),
            ("ALTER TABLE t ALTER a TYPE text USING (NULL::text)", true),
        ] {
            let told = doubts(text).iter().any(|(_, reason)| reason == ROWS_GO);
            assert_eq!(told, is_told, "{text}");
        }
    }

    #[test]
    fn what_rows_and_sequences_lose_is_told() {
        for (text, expected) in [
            ("UPDATE t SET a = NULL WHERE b = 1", Some(VALUES_GO)),
            ("UPDATE t SET a = 1, b = DEFAULT", Some(VALUES_GO)),
            (
                "INSERT INTO t VALUES (1) ON CONFLICT (id) DO UPDATE SET a = NULL",
                Some(VALUES_GO),
            ),
            ("UPDATE t SET a = 1 WHERE b IS NULL", None),
            ("INSERT INTO t VALUES (NULL)", None),
            ("SELECT lo_unlink(picture) FROM t", Some(VALUES_GO)),
            ("ALTER SEQUENCE s RESTART", Some(COUNTS_ANEW)),
            ("ALTER TABLE t ALTER id RESTART WITH 5", Some(COUNTS_ANEW)),
            (
                "ALTER TABLE t ALTER id SET INCREMENT BY 1 RESTART",
                Some(COUNTS_ANEW),
            ),
            ("ALTER TABLE t ADD restart integer", None),
            ("ALTER TABLE t RENAME a TO restart", None),
        ] {
            let told: Vec<String> = doubts(text).into_iter().map(|(_, it)| it).collect();
            let expected: Vec<&str> = expected.into_iter().collect();
            assert_eq!(told, expected, "{text}");
        }
    }
}
