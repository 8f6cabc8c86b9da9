//! Where a missing object went: other schemas, the other databases of the settings, the siblings on
//! the server.

use std::fs;

use serde_json::{Value, json};

use crate::support::cli::Tool;
use crate::support::cluster::{Cluster, Database};
use crate::support::incident::{ledger, state_c, state_c_in};
use crate::support::report::Report;

const TABLE: &str = "user_profile_stream_config";

/// The incident's database with everything in place, but one table that is in no schema of it; another
/// database has its like.
struct Lost {
    database: Database,
    other: Database,
}

impl Lost {
    fn new(other: Database) -> Self {
        Self::of(state_c(), other)
    }

    fn of(database: Database, other: Database) -> Self {
        database.execute(&format!("DROP TABLE {TABLE} CASCADE"));
        Self { database, other }
    }

    fn tool(&self, settings: &str) -> Tool {
        let tool = Tool::new(&self.database.url(), &ledger());
        fs::write(tool.dir().join("reconcile.toml"), settings).expect("settings");
        tool
    }

    fn alias(&self, more: &str) -> String {
        format!("[databases.media]\nurl = \"{}\"\n{more}", self.other.url())
    }
}

fn of_table(report: &Report) -> &Value {
    let mut findings = report.findings();
    findings
        .find(|finding| finding["object"]["name"] == TABLE)
        .expect("a finding on the table")
}

fn searched(report: &Report) -> &Value {
    &report.value()["summary"]["coverage"]["searched"]
}

#[test]
fn a_table_in_a_database_of_the_settings_is_misplaced_there() {
    let other = Database::create();
    other.execute(&format!(
        "CREATE SCHEMA media; CREATE TABLE media.{TABLE} (id bigint PRIMARY KEY)"
    ));
    let lost = Lost::new(other);
    let report = lost.tool(&lost.alias("")).report(&[], 1);
    let finding = of_table(&report);
    assert_eq!(finding["kind"], "misplaced");
    assert_eq!(finding["found_in"], json!(["media/media"]));
    assert_eq!(finding["actual"], "media/media");
    let found = &finding["matches"][0];
    assert_eq!(
        (&found["database"], &found["schema"]),
        (&json!("media"), &json!("media"))
    );
    assert!(found["matching"].as_u64() < found["of"].as_u64(), "{found}");
    let migration = finding["migration"]["name"].as_str().expect("a migration");
    assert_eq!(
        report.verdict(&format!("user_profile.{migration}")),
        "misrouted"
    );
    assert_eq!(
        searched(&report),
        &json!([{"kind": "alias", "name": "media", "not_searched": null}])
    );
}

#[test]
fn the_best_match_comes_first_wherever_it_is() {
    let lost = Lost::new(state_c());
    lost.database.execute(&format!(
        "CREATE SCHEMA attic; CREATE TABLE attic.{TABLE} (id bigint)"
    ));
    let report = lost.tool(&lost.alias("")).report(&[], 1);
    let finding = of_table(&report);
    assert_eq!(finding["found_in"], json!(["media/public", "attic"]));
    assert_eq!(
        finding["matches"][0]["matching"],
        finding["matches"][0]["of"]
    );
}

#[test]
fn siblings_are_searched_where_they_are_asked_for_and_the_test_database_first() {
    // A server of its own: no more than a hundred databases of one are looked into.
    let server: &'static Cluster = Box::leak(Box::new(Cluster::start()));
    let of_state_c = || {
        let database = server.create("template0");
        state_c_in(&database);
        database
    };
    let lost = Lost::of(of_state_c(), of_state_c());
    let tests = lost
        .database
        .create_beside(&format!("test_{}", lost.database.name()));
    tests.execute(&format!("CREATE TABLE {TABLE} (id bigint)"));
    let tool = lost.tool("");
    let report = tool.report(&[], 1);
    assert_eq!(of_table(&report)["kind"], "missing");
    assert_eq!(searched(&report), &json!([]));
    let report = tool.report(&["--search-siblings"], 1);
    let found = &of_table(&report)["found_in"];
    let places: Vec<&str> = found
        .as_array()
        .expect("places")
        .iter()
        .filter_map(Value::as_str)
        .collect();
    let whole = format!("{}/public", lost.other.name());
    assert!(places.contains(&&*whole), "{places:?}");
    assert_eq!(searched(&report)[0]["name"], tests.name());
    assert_eq!(places.last(), Some(&&*format!("{}/public", tests.name())));
}

#[test]
fn a_database_that_cannot_be_searched_is_said() {
    let lost = Lost::new(state_c());
    let settings = "[databases.gone]\nurl = \"postgres://me:s3cret@127.0.0.1:1/gone\"\n";
    let tool = lost.tool(settings);
    let report = tool.report(&[], 1);
    assert_eq!(of_table(&report)["kind"], "missing");
    let said = &searched(&report)[0];
    assert_eq!(said["name"], "gone");
    assert!(
        said["not_searched"]
            .as_str()
            .expect("a reason")
            .contains("127.0.0.1:1"),
        "{said}"
    );
    let text = tool.run(&[]).stdout;
    assert!(text.contains("not looked into: gone: "), "{text}");
    assert!(!text.contains("s3cret"), "{text}");
}

#[test]
fn nothing_is_searched_where_nothing_is_missing_or_the_settings_forbid_it() {
    let settings = "[databases.gone]\nurl = \"postgres://127.0.0.1:1/gone\"\n";
    let healthy = Lost {
        database: state_c(),
        other: Database::create(),
    };
    let report = healthy.tool(settings).report(&["--search-siblings"], 0);
    assert_eq!(searched(&report), &json!([]));
    let lost = Lost::new(state_c());
    let report = lost.tool(&lost.alias("search = false\n")).report(&[], 1);
    assert_eq!(of_table(&report)["kind"], "missing");
    assert_eq!(searched(&report), &json!([]));
}

#[test]
fn a_role_that_may_not_connect_is_not_sent_to_a_sibling() {
    let lost = Lost::new(Database::create());
    let name = lost.other.name();
    lost.database
        .execute(&format!("REVOKE CONNECT ON DATABASE {name} FROM PUBLIC"));
    lost.database.execute(
        "CREATE ROLE places_reader LOGIN; GRANT SELECT ON django_migrations TO places_reader",
    );
    let tool = Tool::new(&lost.database.url_as("places_reader"), &ledger());
    let report = tool.report(&["--search-siblings"], 1);
    let names: Vec<&Value> = searched(&report)
        .as_array()
        .expect("a list")
        .iter()
        .map(|one| &one["name"])
        .collect();
    assert!(
        !names.is_empty() && !names.contains(&&json!(name)),
        "{names:?}"
    );
}

#[test]
fn records_that_may_not_be_read_are_said_once() {
    let lost = Lost::new(Database::create());
    lost.database.execute(
        "CREATE SCHEMA closed; CREATE TABLE closed.django_migrations (LIKE django_migrations);
         CREATE ROLE places_blind LOGIN; GRANT SELECT ON django_migrations TO places_blind",
    );
    let tool = Tool::new(&lost.database.url_as("places_blind"), &ledger());
    let report = tool.report(&[], 1);
    assert_eq!(
        report.value()["summary"]["coverage"]["unread"],
        json!(["closed"])
    );
    let text = tool.run(&[]).stdout;
    assert_eq!(
        text.matches("django_migrations of closed").count(),
        1,
        "{text}"
    );
}

#[test]
fn a_column_that_ran_on_another_database_is_found_there() {
    let lost = Lost {
        database: state_c(),
        other: state_c(),
    };
    lost.database
        .execute(&format!("ALTER TABLE {TABLE} DROP COLUMN id CASCADE"));
    let report = lost.tool(&lost.alias("")).report(&[], 1);
    let column = report
        .findings()
        .find(|one| one["object"]["type"] == "column")
        .expect("a column");
    assert_eq!(
        (&column["kind"], &column["found_in"]),
        (&json!("misplaced"), &json!(["media/public"]))
    );
}
