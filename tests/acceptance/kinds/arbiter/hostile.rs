//! Hostile texts in a ledger: the server's own log tells what reached it.

use std::collections::BTreeSet;

use super::Pair;
use crate::support::cluster::Database;
use crate::support::log;

/// What is in the database; each ledger says something else in the place of `1`.
const LIVE: &str = "
CREATE FUNCTION burn(x integer) RETURNS integer LANGUAGE plpgsql IMMUTABLE AS 'BEGIN RAISE LOG ''burnt''; RETURN x; END';
CREATE EXTENSION hstore;
CREATE TABLE other (id integer);
CREATE TABLE item (id integer, at hstore, CONSTRAINT late CHECK (at @> 'a=>1'));
CREATE TABLE secret (id integer);
CREATE VIEW seen AS SELECT i.id FROM item i JOIN other o ON o.id = i.id WHERE at @> 'a=>1';
";

const HOSTILE: [&str; 12] = [
    "at @> 'a=>1'); DROP TABLE item; --",
    "at @> 'a=>1' AND burn(1) = 1",
    r"at @> 'a=>1' AND '\'' <> '); DROP TABLE item; --'",
    r"at @> E'a=>1\'; DROP TABLE item; --'",
    "at @> 'a=>1' /* ; */ -- ;",
    "at @> $1",
    "at @> :now",
    "at @> 'a=>1' AND EXISTS (SELECT 1 FROM secret)",
    "at @> 'a=>1' AND pg_sleep(1) IS NULL",
    "at @> 'a=>1' AND repeat('x', 900000000) <> ''",
    "at @> $x$a=>1'); DROP TABLE item; --$x$",
    "at @> 'a=>1' AND set_config('search_path', 'x', false) = ''",
];

/// What reaches the server where the ledger says `hostile`.
fn logged(hostile: &str) -> Vec<String> {
    let ledger = LIVE.replace("at @> 'a=>1'", hostile);
    let pair = Pair::of(&ledger, LIVE);
    log::all(&pair.database);
    pair.report(&pair.database, &[]);
    // How a statement came (simple, prepared, or told with its error) is of no interest.
    let ways = ["statement: ", "execute <unnamed>: ", "STATEMENT:  "];
    let text = |entry: &String| {
        let mut texts = ways.iter().filter_map(|way| entry.split_once(way));
        texts.next().map(|(_, text)| text.to_owned())
    };
    log::statements(&pair.database)
        .iter()
        .filter_map(text)
        .collect()
}

/// A text without its strings.
fn without_strings(text: &str) -> String {
    text.split('\'').step_by(2).collect()
}

#[test]
fn nothing_of_a_hostile_text_reaches_the_server_but_one_explain() {
    let database = Database::create();
    log::name_databases(&database);
    let is_question = |one: &String| one.starts_with("EXPLAIN (VERBOSE, COSTS OFF) ");
    let plain: BTreeSet<String> = logged("at @> 'a=>1'").into_iter().collect();
    assert!(plain.iter().any(is_question), "nothing was asked at all");
    let mut asked = 0;
    for hostile in HOSTILE {
        let statements = logged(hostile);
        assert!(statements.len() > 10, "{statements:#?}");
        let (questions, others): (Vec<_>, Vec<_>) = statements.into_iter().partition(is_question);
        let strange: Vec<_> = others.iter().filter(|one| !plain.contains(*one)).collect();
        assert!(strange.is_empty(), "{hostile}: {strange:#?}");
        for text in &questions {
            let code = without_strings(text);
            for forbidden in [
                "DROP",
                "burn",
                "pg_sleep",
                "repeat",
                "secret",
                "set_config",
                "$",
                ";",
                "--",
                "/*",
            ] {
                assert!(!code.contains(forbidden), "{hostile}: {text}");
            }
        }
        asked += questions.len();
    }
    assert!(asked > 0, "no text was asked in its harmless form");
}
