//! Which database, schema and ledger a run is about: options, environment, `reconcile.toml`, libpq.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Command;

use crate::support::cli::{Outcome, Tool};
use crate::support::cluster::{Cluster, Database};
use crate::support::incident::{ledger, state_a, state_a_in, state_c};

fn ledger_text() -> String {
    ledger().to_str().expect("a plain path").to_owned()
}

/// A bare command for JSON about the example ledger; the test says where the database is.
fn json(tool: &Tool) -> Command {
    tool.command(&["--format", "json", "--ledger", &ledger_text()])
}

fn database_of(command: &mut Command, status: i32) -> String {
    let report = Outcome::of(command).report(status);
    report.value()["target"]["database"]
        .as_str()
        .expect("a name")
        .to_owned()
}

fn configure(tool: &Tool, text: &str) {
    fs::write(tool.dir().join("reconcile.toml"), text).expect("settings");
}

#[test]
fn the_environment_names_the_database() {
    let database = state_c();
    let tool = Tool::bare();
    let mut command = json(&tool);
    assert_eq!(
        database_of(command.env("DATABASE_URL", database.url()), 0),
        database.name()
    );
}

#[test]
fn an_option_outranks_the_environment_and_that_the_settings() {
    let (chosen, other) = (state_c(), Database::create());
    let tool = Tool::bare();
    configure(
        &tool,
        &format!("[databases.default]\nurl = \"{}\"\n", other.url()),
    );
    let mut command = json(&tool);
    assert_eq!(
        database_of(command.env("DATABASE_URL", chosen.url()), 0),
        chosen.name()
    );
    let mut command = json(&tool);
    command
        .args(["--database-url", &chosen.url()])
        .env("DATABASE_URL", other.url());
    assert_eq!(database_of(&mut command, 0), chosen.name());
}

#[test]
fn a_database_is_chosen_by_its_alias() {
    let (healthy, damaged) = (state_c(), state_a());
    let tool = Tool::bare();
    let [default, replica] = [&healthy, &damaged].map(Database::url);
    configure(
        &tool,
        &format!(
            "[databases.default]\nurl = \"{default}\"\n[databases.replica]\nurl = \"{replica}\"\n"
        ),
    );
    assert_eq!(database_of(&mut json(&tool), 0), healthy.name());
    assert_eq!(
        database_of(json(&tool).args(["--database", "replica"]), 1),
        damaged.name()
    );
    let outcome = Outcome::of(json(&tool).args(["--database", "elsewhere"]));
    assert_eq!((outcome.status, outcome.stdout.as_str()), (Some(2), ""));
    assert!(outcome.stderr.contains("elsewhere"), "{}", outcome.stderr);
}

#[test]
fn the_variables_of_libpq_are_understood() {
    let database = state_c();
    let mut command = json(&Tool::bare());
    command
        .env("PGHOST", Cluster::get().socket())
        .env("PGDATABASE", database.name())
        .env("PGUSER", "postgres")
        .current_dir("/tmp");
    command.arg("--no-history");
    assert_eq!(database_of(&mut command, 0), database.name());
}

#[test]
fn a_key_value_address_is_understood() {
    let database = state_c();
    let host = Cluster::get().socket();
    let address = format!(
        "host={} user=postgres dbname={}",
        host.display(),
        database.name()
    );
    let report = Tool::new(&address, &ledger()).report(&[], 0);
    assert_eq!(report.value()["target"]["database"], database.name());
}

#[test]
fn a_password_comes_from_the_password_file() {
    let database = state_c();
    database.execute("GRANT SELECT ON django_migrations TO keyed");
    let tool = Tool::new(&database.url_as("keyed"), &ledger());
    let file = tool.dir().join(".pgpass");
    fs::write(&file, "*:*:*:keyed:right-horse\n").expect("a password file");
    fs::set_permissions(&file, fs::Permissions::from_mode(0o600)).expect("a closed file");
    let outcome = tool.run(&["--format", "json"]);
    assert!(!outcome.stdout.contains("right-horse"));
    assert_eq!(
        outcome.report(0).value()["target"]["database"],
        database.name()
    );
}

#[test]
fn each_tenant_is_read_in_its_own_schema() {
    let database = state_c();
    database.execute(
        "CREATE SCHEMA tenant;
         CREATE TABLE tenant.django_migrations (LIKE public.django_migrations INCLUDING ALL);
         INSERT INTO tenant.django_migrations SELECT * FROM public.django_migrations
         WHERE app = 'accounts' AND name = '0001_initial'",
    );
    let tool = Tool::new(&database.url(), &ledger());
    assert_eq!(tool.report(&[], 0).value()["target"]["schema"], "public");
    let tenant = tool.report(&["--schema", "tenant"], 1);
    assert_eq!(tenant.value()["target"]["schema"], "tenant");
    assert_eq!(tenant.value()["summary"]["recorded"], 1);
    // The table of that name in public is the one that public's own records account for.
    assert_eq!(tenant.verdict("accounts.0001_initial"), "faked");
    database.execute("DELETE FROM public.django_migrations WHERE app = 'accounts'");
    let tenant = tool.report(&["--schema", "tenant"], 1);
    assert_eq!(tenant.verdict("accounts.0001_initial"), "misrouted");
}

#[test]
fn the_schema_is_the_one_that_the_search_path_finds_first() {
    let database = state_c();
    database.execute("ALTER SCHEMA public RENAME TO shop");
    let address = database.url() + "&options=-c%20search_path%3Dshop";
    let report = Tool::new(&address, &ledger()).report(&["--app", "accounts"], 0);
    assert_eq!(report.value()["target"]["schema"], "shop");
}

#[test]
fn the_audited_database_is_not_written_to() {
    let next_transaction = "SELECT pg_snapshot_xmax(pg_current_snapshot())::text";
    // Transactions are counted for a whole cluster, so this one has to be alone in its own.
    let alone: &'static Cluster = Box::leak(Box::new(Cluster::start()));
    let database = alone.create("template0");
    state_a_in(&database);
    let before = database.texts(next_transaction);
    Tool::new(&database.url(), &ledger()).report(&[], 1);
    assert_eq!(database.texts(next_transaction), before);
}

#[test]
fn the_repository_s_own_settings_show_the_incident_without_a_server() {
    let tool = Tool::bare();
    let history = tool.history();
    let mut command = tool.command(&["--format", "json", "--app", "user_profile", "--history"]);
    command
        .arg(history)
        .current_dir(Path::new(env!("CARGO_MANIFEST_DIR")));
    let report = Outcome::of(&mut command).report(1);
    assert_eq!(report.alarms().len(), 6);
}
