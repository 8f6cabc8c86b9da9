//! `explain NAME` on SQLite: Django alters a table by making it anew, which takes nothing away.

use std::path::Path;

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
