//! `reconcile explain NAME`: a table, a migration or the message of an error, by the ledger and the history.

use std::fs;

use serde_json::Value;

use crate::explain::psql;
use crate::faults::PREPARED;
use crate::support::cli::Tool;
use crate::support::cluster::Database;
use crate::support::incident::{ledger, state_a};

/// The stories of what is asked for, of a tool that reads this ledger.
fn stories(tool: &Tool, asked: &[&str]) -> Vec<Value> {
    let outcome = tool.run_plain(&[&["explain"], asked, &["--format", "json"]].concat());
    assert_eq!(
        (outcome.status, outcome.stderr.as_str()),
        (Some(0), ""),
        "{asked:?}"
    );
    let all: Value = serde_json::from_str(&outcome.stdout).expect("JSON");
    all.as_array().expect("a list").clone()
}

/// The only one.
fn story(tool: &Tool, asked: &[&str]) -> Value {
    let mut all = stories(tool, asked);
    assert_eq!(all.len(), 1, "{all:#?}");
    all.remove(0)
}

fn code(story: &Value) -> &str {
    story["answer"]["code"].as_str().expect("a word")
}

/// A tool in whose folder settings name the database and the ledger: `explain` reads them as people do.
fn tool(database: &Database) -> Tool {
    let tool = Tool::bare();
    let ledger = PREPARED.ledger.path().display();
    let settings = format!(
        "ledger = \"{ledger}\"\n[databases.default]\nurl = \"{}\"\n",
        database.url()
    );
    fs::write(tool.dir().join("reconcile.toml"), settings).expect("the settings");
    tool
}

fn run(tool: &Tool, status: i32) {
    assert_eq!(tool.run_plain(&["-q"]).status, Some(status));
}

#[test]
fn the_message_of_psql_leads_to_the_migration_that_was_not_applied() {
    let database = Database::from_template(&PREPARED.database);
    let tool = tool(&database);
    // As a deployment leaves it whose last migration did not run.
    psql(
        &database,
        "DELETE FROM django_migrations WHERE name = '0003_rename';
         ALTER TABLE shop_book RENAME page_count TO pages; ALTER TABLE shop_book ADD old text;
         ALTER TABLE shop_book RENAME TO shop_volume; CREATE TABLE shop_legacy (id serial PRIMARY KEY, note text);",
    );
    run(&tool, 0);
    let message = "ERROR:  relation \"shop_book\" does not exist\nLINE 1: SELECT * FROM shop_book;\n                      ^";
    let told = story(&tool, &[message]);
    assert_eq!(code(&told), "not_recorded");
    assert_eq!(told["complaint"], "not_there");
    let does = "renames table shop_volume to shop_book";
    let ledger = told["ledger"].as_array().expect("deeds");
    let rename = ledger
        .iter()
        .find(|deed| deed["does"] == does)
        .expect("the rename");
    assert_eq!(rename["recorded"], false);
    assert_eq!(rename["place"]["file"], "shop/0003_rename.sql");
    assert_eq!(ledger[0]["does"], "creates table shop_volume");
    assert_eq!(
        told["do"][0]["run"],
        "python manage.py migrate shop 0003_rename"
    );
    // The old name is what is there.
    assert_eq!(code(&story(&tool, &["shop_volume"])), "fine");
    assert_eq!(code(&story(&tool, &["shop_legacy"])), "fine");
    let column = story(&tool, &["column shop_book.page_count does not exist"]);
    assert_eq!(code(&column), "not_recorded");
    let migration = story(&tool, &["shop", "0003"]);
    assert_eq!(
        (code(&migration), &migration["verdict"]),
        ("not_recorded", &"pending".into())
    );
}

#[test]
fn what_a_recorded_migration_dropped_or_renamed_is_said_so() {
    let database = Database::from_template(&PREPARED.database);
    let tool = tool(&database);
    run(&tool, 0);
    for (asked, is, by) in [
        (
            "relation \"shop_legacy\" does not exist",
            "dropped",
            "shop.0003_rename, which drops table shop_legacy",
        ),
        (
            "relation \"shop_volume\" does not exist",
            "renamed",
            "which renames table shop_volume to shop_book",
        ),
        (
            "column \"old\" of relation \"shop_book\" does not exist",
            "dropped",
            "drops column shop_book.old",
        ),
        (
            "relation \"shop_book\" does not exist",
            "fine",
            "its search_path leads elsewhere",
        ),
        (
            "relation \"shop_book\" already exists",
            "fine",
            "makes it a second time",
        ),
        (
            "relation \"volume_cheap\" already exists",
            "fine",
            "index shop_book.volume_cheap",
        ),
    ] {
        let told = story(&tool, &[asked]);
        assert_eq!(code(&told), is, "{told:#}");
        let text = told["answer"]["text"].as_str().expect("a text");
        assert!(text.contains(by), "{text}");
    }
}

#[test]
fn a_story_tells_in_which_runs_it_was_wrong() {
    let database = Database::from_template(&PREPARED.database);
    let tool = tool(&database);
    run(&tool, 0);
    run(&tool, 0);
    database.execute("DROP TABLE shop_author CASCADE");
    run(&tool, 1);
    let told = story(&tool, &["shop_author"]);
    assert_eq!(code(&told), "wrong");
    let runs = told["runs"].as_array().expect("runs").iter();
    let runs: Vec<String> = runs
        .map(|one| format!("{} {} {}", one["from"], one["to"], one["state"]))
        .collect();
    assert_eq!(runs, ["1 2 \"fine\"", "3 3 \"wrong\""]);
    assert_eq!(told["findings"][0]["kind"], "missing");
    // A column of a missing table is no better than the table.
    assert_eq!(code(&story(&tool, &["shop_author.email"])), "wrong");
    // The run is chosen as everywhere.
    assert_eq!(code(&story(&tool, &["shop_author", "--run", "2"])), "fine");
    let text = tool.run_plain(&["explain", "shop_author"]).stdout;
    for part in [
        "table shop_author\n  answer",
        "In the ledger",
        "runs 1 to 2, ",
        "nothing wrong",
        "missing",
    ] {
        assert!(text.contains(part), "{part}\n{text}");
    }
}

#[test]
fn the_newest_run_answers_that_judged_what_is_asked_about() {
    let database = Database::from_template(&PREPARED.database);
    let tool = tool(&database);
    database.execute(
        "DROP TABLE shop_author CASCADE;
         INSERT INTO django_migrations (app, name, applied) VALUES ('auth', '0001_initial', now())",
    );
    run(&tool, 1);
    tool.run_plain(&["-q", "--app", "auth"]);
    for asked in ["relation \"shop_author\" does not exist", "shop.0001"] {
        let told = story(&tool, &[asked]);
        assert_eq!((code(&told), &told["run"]["id"]), ("wrong", &1.into()));
        let newer = &told["run"]["newer"];
        assert_eq!(newer, &serde_json::json!({"id": 2, "apps": ["auth"]}));
        let text = told["answer"]["text"].as_str().expect("a text");
        let newer = "(Run 2, newer, looked at auth alone.)";
        assert!(text.ends_with(newer), "{text}");
    }
    // A run that is named answers, whatever it looked at.
    let named = story(&tool, &["shop_author", "--run", "2"]);
    assert_eq!(code(&named), "not_judged");
    database.execute("CREATE TABLE shop_author (id integer)");
    run(&tool, 1);
    let told = story(&tool, &["shop_author"]);
    assert_eq!(told["run"]["id"], 3);
    assert_eq!(told["run"]["newer"], Value::Null);
}

#[test]
fn what_is_half_there_without_a_record_is_not_told_to_be_migrated() {
    let database = Database::from_template(&PREPARED.database);
    let tool = tool(&database);
    database.execute(
        "DELETE FROM django_migrations WHERE name = '0003_rename';
         ALTER TABLE shop_book RENAME TO shop_volume",
    );
    run(&tool, 1);
    let message = "relation \"shop_book\" does not exist";
    let told = story(&tool, &[message]);
    assert_eq!(code(&told), "unrecorded");
    let answer = told["answer"]["text"].as_str().expect("a text");
    let half = "is unrecorded: some of its effects are there";
    assert!(answer.contains(half), "{answer}");
    assert_eq!(told["runs"][0]["state"], "wrong");
    let finding = &told["findings"][0];
    assert_eq!(finding["kind"], "unrecorded");
    assert_eq!(told["do"], finding["next"]);
    assert_eq!(told["cautions"][0], finding["caution"]);
    let next = finding["next"][0]["run"].as_str().expect("a command");
    assert!(!next.contains(" migrate "), "{next}");
    let text = tool.run_plain(&["explain", message]).stdout;
    assert_eq!(text.matches(next).count(), 1, "{text}");
    let id = &finding["id"].as_str().expect("an id")[..8];
    let more = format!("`reconcile explain {id}` says more");
    assert!(text.contains(&more), "{text}");
}

#[test]
fn what_a_finding_names_is_known_though_no_stored_migration_makes_it() {
    let database = Database::from_template(&PREPARED.database);
    let tool = tool(&database);
    database.execute(
        "ALTER TABLE shop_author ADD extra integer; CREATE TABLE shop_shelf (id integer);
         INSERT INTO django_migrations (app, name, applied) VALUES ('shop', '0004_more', now())",
    );
    tool.run_plain(&["-q"]);
    for (asked, kind) in [
        ("shop_author.extra", "unexpected"),
        (
            "column \"extra\" of relation \"shop_author\" already exists",
            "unexpected",
        ),
        ("shop_shelf", "unmanaged"),
        ("relation \"shop_shelf\" already exists", "unmanaged"),
    ] {
        let told = story(&tool, &[asked]);
        assert_eq!(code(&told), "wrong", "{told:#}");
        assert_eq!(told["findings"][0]["kind"], kind);
        let text = told["answer"]["text"].as_str().expect("a text");
        assert!(text.contains("no stored migration makes it"), "{text}");
    }
    // A run of one app names less, and the one before it is asked.
    tool.run_plain(&["-q", "--app", "auth"]);
    assert_eq!(story(&tool, &["shop_shelf"])["run"]["id"], 1);
    // Nor does one know what a newer run of all apps does not find.
    database.execute("DROP TABLE shop_shelf");
    tool.run_plain(&["-q"]);
    tool.run_plain(&["-q", "--app", "auth"]);
    assert_eq!(tool.run_plain(&["explain", "shop_shelf"]).status, Some(2));
    for asked in ["relation \"shop_crate\" does not exist", "shop.0004"] {
        let outcome = tool.run_plain(&["explain", asked]);
        assert_eq!(outcome.status, Some(2));
        let stderr = outcome.stderr;
        for said in [
            "shop.0004_more is recorded and has no stored output",
            "`reconcile capture`",
        ] {
            assert!(stderr.contains(said), "{stderr}");
        }
    }
}

#[test]
fn the_message_of_an_inconsistent_history_names_both_migrations() {
    let database = Database::from_template(&PREPARED.database);
    let tool = tool(&database);
    run(&tool, 0);
    let message = "django.db.migrations.exceptions.InconsistentMigrationHistory: Migration shop.0002_grow is applied \
                   before its dependency shop.0001_initial on database 'default'.";
    let all = stories(&tool, &[message]);
    let all = all.iter().map(|one| &one["about"]["migration"]["name"]);
    assert_eq!(all.collect::<Vec<_>>(), ["0002_grow", "0001_initial"]);
}

#[test]
fn nothing_that_belongs_to_a_wrong_migration_is_called_fine() {
    let database = state_a();
    let tool = Tool::new(&database.url(), &ledger());
    tool.report(&[], 1);
    let ledger = ledger();
    let asked = |what: &str| story(&tool, &[what, "--ledger", ledger.to_str().expect("a path")]);
    let table = asked("relation \"user_profile_stream_config\" does not exist");
    assert_eq!(code(&table), "wrong");
    assert_eq!(table["do"][0]["in"], "sql");
    assert_eq!(
        code(&asked("user_profile_skill_endorsement_id_seq")),
        "maker_wrong"
    );
    assert_eq!(code(&asked("user_profile.0038")), "wrong");
    assert_eq!(code(&asked("user_profile 0060")), "not_recorded");
    assert_eq!(code(&asked("teams_member_left_at_idx")), "not_recorded");
}

#[test]
fn without_a_run_the_ledger_alone_answers_and_says_so() {
    let database = Database::from_template(&PREPARED.database);
    let tool = tool(&database);
    let told = story(&tool, &["shop_book"]);
    assert_eq!(code(&told), "no_run");
    assert_eq!(told["ledger"][0]["recorded"], Value::Null);
    assert_eq!(told["do"][0]["run"], "reconcile");
}

#[test]
fn a_name_of_several_things_is_listed() {
    let database = Database::from_template(&PREPARED.database);
    let tool = tool(&database);
    run(&tool, 0);
    let all = stories(&tool, &["shop.000"]);
    assert_eq!(all.len(), 3);
    let ids = stories(&tool, &["id"]);
    assert!(ids.len() > 1, "{ids:#?}");
    let text = tool.run_plain(&["explain", "id"]).stdout;
    assert!(
        text.starts_with(&format!("{} things may be meant:\n", ids.len())),
        "{text}"
    );
    // The sort in front tells them apart, and words of the report come first.
    assert_eq!(stories(&tool, &["column:shop_author.id"]).len(), 1);
    assert!(
        tool.run_plain(&["explain", "missing"])
            .stdout
            .starts_with("missing (kind)")
    );
    assert_eq!(
        tool.run_plain(&["explain", "table:missing"]).status,
        Some(2)
    );
    let verdict = tool.run_plain(&["explain", "verdict:undecided"]).stdout;
    assert!(
        verdict.contains("(verdict)") && !verdict.contains("(kind)"),
        "{verdict}"
    );
}

#[test]
fn what_nobody_knows_is_said_with_what_is_called_nearly_so() {
    let database = Database::from_template(&PREPARED.database);
    let tool = tool(&database);
    for (asked, said) in [
        ("shop_bok", "did you mean shop_book"),
        (
            "relation \"shop_boook\" does not exist",
            "no stored migration makes \"shop_boook\"\nhint: did you mean shop_book? If not, what",
        ),
        ("shop.0004", "no stored migration is or makes \"shop.0004\""),
        (
            "column \"colour\" does not exist",
            "not written (`makemigrations`)",
        ),
        (
            "current transaction is aborted",
            "no message of an error that names something",
        ),
        ("relation \"a\u{1b}[31mb\" does not exist", "a\\u{1b}[31mb"),
        (
            "current transaction is aborted",
            "hint: name the table or the migration; `reconcile explain` lists the words\n",
        ),
        ("beef", "does not exist yet"),
    ] {
        let outcome = tool.run_plain(&["explain", asked]);
        assert_eq!(
            (outcome.status, outcome.stdout.as_str()),
            (Some(2), ""),
            "{asked}"
        );
        assert!(outcome.stderr.contains(said), "{}", outcome.stderr);
        assert!(!outcome.stderr.contains('\u{1b}'));
    }
}

#[test]
fn every_migration_that_touched_a_view_is_told() {
    let tool = Tool::bare();
    let ledger = tool.dir().join("ledgers/shop");
    fs::create_dir_all(&ledger).expect("the ledger");
    for (name, sql) in [
        (
            "0001_a",
            "CREATE TABLE t (id bigint); CREATE MATERIALIZED VIEW m AS SELECT id FROM t; CREATE VIEW v AS SELECT id FROM t;",
        ),
        (
            "0002_b",
            "REFRESH MATERIALIZED VIEW m WITH NO DATA; ALTER VIEW v ALTER COLUMN id SET DEFAULT 1;",
        ),
        (
            "0003_c",
            "ALTER MATERIALIZED VIEW m RENAME COLUMN id TO number; ALTER VIEW v RENAME COLUMN id TO number;",
        ),
    ] {
        fs::write(ledger.join(format!("{name}.sql")), sql).expect("a stored output");
    }
    for view in ["m", "v"] {
        let told = tool.run_plain(&["explain", view]);
        for migration in ["0001_a", "0002_b", "0003_c"] {
            assert!(told.stdout.contains(migration), "{migration}\n{told:#?}");
        }
    }
}
