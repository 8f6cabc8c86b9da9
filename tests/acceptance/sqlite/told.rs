//! `explain NAME` on SQLite: Django alters a table by making it anew, which takes nothing away; and SQLite's errors.

use std::path::Path;

use rusqlite::Connection;
use serde_json::Value;

use super::built::{tool, usual};
use crate::support::cli::Tool;

/// A tool whose history holds a run on the project as Django left it.
fn measured() -> Tool {
    let built = usual();
    let tool = tool(&built.database(), &built.ledger());
    tool.report(&[], 0);
    tool
}

fn ledger() -> String {
    let ledger = usual().ledger();
    Path::to_str(&ledger).expect("a plain path").to_owned()
}

/// The only thing that is told of what is asked for.
fn story(tool: &Tool, asked: &str) -> Value {
    let ledger = ledger();
    let args = ["explain", asked, "--ledger", &ledger, "--format", "json"];
    let outcome = tool.run_plain(&args);
    assert_eq!(outcome.status, Some(0), "{asked}: {outcome:#?}");
    let all: Value = serde_json::from_str(&outcome.stdout).expect("JSON");
    let all = all.as_array().expect("a list");
    assert_eq!(all.len(), 1, "{all:#?}");
    all[0].clone()
}

fn code(story: &Value) -> &str {
    story["answer"]["code"].as_str().expect("a word")
}

/// `migration: what it does` of each deed.
fn deeds(story: &Value) -> Vec<String> {
    let word = |value: &Value| value.as_str().expect("a word").to_owned();
    let deeds = story["ledger"].as_array().expect("deeds").iter();
    deeds
        .map(|deed| {
            let migration = word(&deed["migration"]["name"]);
            format!("{migration}: {}", word(&deed["does"]))
        })
        .collect()
}

#[test]
fn a_table_that_django_makes_anew_is_there() {
    let tool = measured();
    let told = story(&tool, "table shelf_author");
    assert_eq!(code(&told), "fine", "{told:#}");
    let deeds = deeds(&told);
    let column = "0003_fields: makes table shelf_author anew and adds column rank";
    assert!(deeds.iter().any(|it| it == column), "{deeds:#?}");
    let passing = |it: &String| it.contains("drops table") || it.contains("new__");
    assert!(!deeds.iter().any(passing), "{deeds:#?}");
}

#[test]
fn what_is_of_a_table_made_anew_is_there() {
    let tool = measured();
    for (asked, is, does) in [
        (
            "column shelf_author.country",
            "fine",
            &["0002_options: creates column shelf_author.country"][..],
        ),
        (
            "column shelf_author.rank",
            "fine",
            &[
                "0003_fields: creates column shelf_author.rank",
                "0003_fields: changes column shelf_author.rank",
            ],
        ),
        (
            "index author_born_name",
            "fine",
            &["0002_options: creates index shelf_author.author_born_name"],
        ),
        (
            "column shelf_everything.slug_alone",
            "dropped",
            &[
                "0001_initial: creates column shelf_everything.slug_alone",
                "0003_fields: drops column shelf_everything.slug_alone",
            ],
        ),
    ] {
        let told = story(&tool, asked);
        assert_eq!(code(&told), is, "{told:#}");
        assert_eq!(deeds(&told), does, "{asked}");
    }
}

#[test]
fn a_migration_tells_which_tables_it_makes_anew() {
    let told = story(&measured(), "shelf.0003");
    let deeds = deeds(&told);
    let unique = "0003_fields: makes table shelf_textkey anew; creates constraint shelf_textkey.UNIQUE (note)";
    assert!(deeds.iter().any(|it| it == unique), "{deeds:#?}");
    assert!(!deeds.iter().any(|it| it.contains("new__")), "{deeds:#?}");
}

/// What SQLite says to a statement on the project's database.
fn refusal(database: &Connection, sql: &str) -> String {
    let error = database.execute_batch(sql).expect_err(sql);
    match error {
        rusqlite::Error::SqliteFailure(_, Some(message)) => message,
        rusqlite::Error::SqlInputError { msg, .. } => msg,
        other => other.to_string(),
    }
}

#[test]
fn what_sqlite_says_leads_to_what_it_means() {
    let tool = measured();
    let copy = usual().copy();
    let database = Connection::open(&copy.file).expect("a database");
    for (sql, is, about) in [
        (
            "SELECT * FROM main.shelf_passing",
            "dropped",
            "table shelf_passing",
        ),
        (
            "SELECT shelf_author.passing FROM shelf_author",
            "dropped",
            "column shelf_author.passing",
        ),
        (
            "INSERT INTO shelf_author (passing) VALUES (1)",
            "dropped",
            "column shelf_author.passing",
        ),
        (
            "CREATE TABLE shelf_author (id integer)",
            "fine",
            "table shelf_author",
        ),
        (
            "CREATE INDEX author_died ON shelf_author (id)",
            "fine",
            "index shelf_author.author_died",
        ),
        (
            "ALTER TABLE shelf_author ADD saying text",
            "fine",
            "column shelf_author.saying",
        ),
        (
            "INSERT INTO shelf_bigger_key (id) VALUES (1)",
            "fine",
            "column shelf_bigger_key.title",
        ),
    ] {
        let message = refusal(&database, sql);
        let told = story(
            &tool,
            &format!("django.db.utils.OperationalError: {message}"),
        );
        let object = &told["about"]["object"];
        let word = |key: &str| object[key].as_str().unwrap_or_default();
        let (kind, name) = (word("type"), word("name"));
        let named = match kind {
            "table" => format!("table {name}"),
            _ => format!("{kind} {}.{name}", word("table")),
        };
        assert_eq!(
            (code(&told), named.as_str()),
            (is, about),
            "{message}: {told:#}"
        );
    }
}

#[test]
fn what_became_of_an_index_is_told_in_words_of_sqlite() {
    let built = usual();
    let copy = built.copy();
    let tool = tool(&copy.file, &built.ledger());
    tool.report(&[], 0);
    copy.run("CREATE INDEX by_hand ON shelf_author (born DESC) WHERE active");
    tool.report(&["--fail-on", "never"], 0);
    let said = tool.run_plain(&["diff", "--fail-on", "never"]).stdout;
    let index = "CREATE INDEX \"by_hand\" ON \"shelf_author\" (\"born\" DESC) WHERE active";
    let words: Vec<&str> = said.split_whitespace().collect();
    assert!(words.join(" ").contains(index), "{said}");
    assert!(!said.contains("USING"), "{said}");
}

#[test]
fn a_foreign_key_that_failed_is_said_to_name_nothing() {
    let copy = usual().copy();
    let database = Connection::open(&copy.file).expect("a database");
    let key = "PRAGMA foreign_keys = on; PRAGMA defer_foreign_keys = on; BEGIN; \
               INSERT INTO django_admin_log (action_time, object_repr, action_flag, change_message, user_id) \
               VALUES ('2026-01-01', '', 1, '', 7); COMMIT";
    let message = refusal(&database, key);
    let outcome = measured().run_plain(&["explain", &message]);
    assert_eq!(outcome.status, Some(2), "{message}: {outcome:#?}");
    assert!(
        outcome
            .stderr
            .contains("names neither the table nor the foreign key"),
        "{outcome:#?}"
    );
    assert!(
        outcome.stderr.contains("PRAGMA foreign_key_check"),
        "{outcome:#?}"
    );
}
