//! `--as-role`: whether the application finds what is there, and may read it.

use std::path::Path;

use serde_json::Value;
use tempfile::TempDir;

use crate::explain::{explained, psql, queries};
use crate::faults::{PREPARED, store};
use crate::support::cli::{Outcome, Tool};
use crate::support::cluster::Database;
use crate::support::django::project;
use crate::support::report::Report;
use crate::tenants;

/// A database with its migrations, and a role of its own that may do nothing.
struct Stage {
    database: Database,
    role: String,
}

impl Stage {
    /// Runs `sql`, in which `APP` is the role.
    fn new(sql: &str) -> Self {
        Self::of(Database::from_template(&PREPARED.database), sql)
    }

    fn of(database: Database, sql: &str) -> Self {
        let role = format!("app_of_{}", database.name());
        database.execute(&format!("CREATE ROLE {role} LOGIN"));
        let stage = Self { database, role };
        stage.execute(sql);
        stage
    }

    fn execute(&self, sql: &str) {
        let sql = sql.replace("APP", &self.role);
        self.database
            .execute(&sql.replace("DATABASE_NAME", self.database.name()));
    }

    fn tool(&self) -> Tool {
        Tool::new(&self.database.url(), PREPARED.ledger.path())
    }

    fn report(&self, more: &[&str]) -> Report {
        self.tool()
            .report(&[&["--as-role", &self.role], more].concat(), 0)
    }

    fn sight(&self, more: &[&str]) -> Value {
        self.report(more).value()["summary"]["coverage"]["sight"].clone()
    }
}

const READABLE: &str = "GRANT SELECT ON ALL TABLES IN SCHEMA public TO APP;";

/// What was done to the role of an application that could read everything, and what is told of it.
const FAULTS: &[(&str, &[&str])] = &[
    ("", &[]),
    (
        "ALTER ROLE APP SET search_path = elsewhere, pg_catalog",
        &["warning shadowed schema public (search_path) < -"],
    ),
    (
        "ALTER DATABASE DATABASE_NAME SET search_path = elsewhere",
        &["warning shadowed schema public (search_path) < -"],
    ),
    // What is set for the role outranks what is set for the database, and both together outrank that.
    (
        "ALTER DATABASE DATABASE_NAME SET search_path = elsewhere; ALTER ROLE APP SET search_path = public",
        &[],
    ),
    (
        "ALTER ROLE APP SET search_path = elsewhere; \
         ALTER ROLE APP IN DATABASE DATABASE_NAME SET search_path = elsewhere, \"public\"",
        &[],
    ),
    (
        "CREATE SCHEMA early; CREATE TABLE early.shop_book (id integer); GRANT USAGE ON SCHEMA early TO APP; \
         ALTER ROLE APP SET search_path = early, public",
        &["warning shadowed table shop_book (search_path) < shop.0003_rename"],
    ),
    (
        "CREATE SCHEMA early; CREATE TABLE early.t (id integer); CREATE INDEX shop_book ON early.t (id); \
         GRANT USAGE ON SCHEMA early TO APP; ALTER ROLE APP SET search_path = early, public",
        &["warning shadowed table shop_book (search_path) < shop.0003_rename"],
    ),
    // A schema that may not be used is passed over.
    (
        "CREATE SCHEMA early; CREATE TABLE early.shop_book (id integer); \
         ALTER ROLE APP SET search_path = early, public",
        &[],
    ),
    (
        "CREATE SCHEMA late; CREATE TABLE late.shop_book (id integer); GRANT USAGE ON SCHEMA late TO APP; \
         ALTER ROLE APP SET search_path = public, late",
        &[],
    ),
    // The server's own path begins with a schema that is called as the role is.
    (
        "CREATE SCHEMA APP AUTHORIZATION APP; CREATE TABLE APP.shop_author (id integer)",
        &["warning shadowed table shop_author (search_path) < shop.0001_initial"],
    ),
    (
        "REVOKE SELECT ON shop_book FROM APP",
        &["warning shadowed table shop_book (privileges) < shop.0003_rename"],
    ),
    (
        "REVOKE SELECT ON shop_book FROM APP; GRANT SELECT (id, title) ON shop_book TO APP",
        &["warning shadowed table shop_book (privileges) < shop.0003_rename"],
    ),
    (
        "REVOKE SELECT ON shop_book FROM APP; \
         GRANT SELECT (id, title, page_count, state, author_id, price) ON shop_book TO APP",
        &[],
    ),
    (
        "REVOKE SELECT ON ALL TABLES IN SCHEMA public FROM APP",
        &["warning shadowed schema public (privileges) < -"],
    ),
    (
        "REVOKE USAGE ON SCHEMA public FROM PUBLIC",
        &["warning shadowed schema public (privileges) < -"],
    ),
    (
        "REVOKE SELECT ON ALL TABLES IN SCHEMA public FROM APP; CREATE ROLE readers_APP; \
         GRANT SELECT ON ALL TABLES IN SCHEMA public TO readers_APP; GRANT readers_APP TO APP",
        &[],
    ),
    (
        "REVOKE SELECT ON ALL TABLES IN SCHEMA public FROM APP; CREATE ROLE readers_APP; ALTER ROLE APP NOINHERIT; \
         GRANT SELECT ON ALL TABLES IN SCHEMA public TO readers_APP; GRANT readers_APP TO APP",
        &["warning shadowed schema public (privileges) < -"],
    ),
    (
        "REVOKE SELECT ON ALL TABLES IN SCHEMA public FROM APP; REVOKE USAGE ON SCHEMA public FROM PUBLIC; \
         ALTER ROLE APP SUPERUSER",
        &[],
    ),
    (
        "REVOKE SELECT ON ALL TABLES IN SCHEMA public FROM APP; ALTER TABLE shop_book OWNER TO APP; \
         GRANT SELECT ON shop_author TO PUBLIC",
        &[],
    ),
];

#[test]
fn what_the_application_does_not_see_is_told_and_nothing_else_is() {
    let mut wrong = Vec::new();
    for (sql, expected) in FAULTS {
        let stage = Stage::new(&format!("{READABLE}{sql}"));
        let alarms = stage.report(&[]).alarms();
        if alarms != *expected {
            wrong.push(format!(
                "{sql}\n  expected {expected:#?}\n  got {alarms:#?}"
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_schema_that_is_out_of_sight_is_one_finding_that_counts_its_tables() {
    let stage = Stage::new("REVOKE USAGE ON SCHEMA public FROM PUBLIC");
    let report = stage.report(&["--app", "shop"]);
    let finding = report.findings().next().expect("a finding");
    assert_eq!(finding["covers"], 2);
    assert_eq!(finding["actual"], "no USAGE on schema public");
    let text = stage.tool().run(&["--as-role", &stage.role]).stdout;
    assert!(text.contains("has no USAGE on schema public"), "{text}");
    assert!(text.contains("looked at 2 tables as app_of_"), "{text}");
}

#[test]
fn it_is_told_through_whose_eyes_and_by_which_path() {
    let stage = Stage::new(READABLE);
    let sight = stage.sight(&[]);
    assert_eq!(sight["tables"], 2);
    assert_eq!(sight["origin"], "server");
    assert_eq!(sight["search_path"], serde_json::json!(["public"]));
    assert!(sight["not_measured"].is_null());
    stage.execute("ALTER ROLE APP IN DATABASE DATABASE_NAME SET search_path = public");
    assert_eq!(stage.sight(&[])["origin"], "role in database");
    let sight = stage.sight(&["--search-path", "nowhere, \"public\", pg_catalog"]);
    assert_eq!(sight["origin"], "connection");
    assert_eq!(
        sight["search_path"],
        serde_json::json!(["public", "pg_catalog"])
    );
}

#[test]
fn a_path_that_the_connection_hides_is_not_measured_and_nothing_is_told_of_it() {
    let stage = Stage::new("GRANT SELECT ON shop_author TO APP");
    let address = stage.database.url() + "&options=-c%20search_path%3Dpublic";
    let tool = Tool::new(&address, PREPARED.ledger.path());
    let report = tool.report(&["--as-role", &stage.role], 0);
    assert_eq!(
        report.alarms(),
        ["warning shadowed table shop_book (privileges) < shop.0003_rename"]
    );
    let sight = &report.value()["summary"]["coverage"]["sight"];
    assert!(sight["search_path"].is_null());
    assert!(
        sight["not_measured"]
            .as_str()
            .is_some_and(|why| why.contains("hidden"))
    );
    let text = tool.run(&["--as-role", &stage.role]).stdout;
    assert!(text.contains("not measured as "), "{text}");
}

#[test]
fn the_role_comes_from_the_settings_too_and_its_path_counts_instead_of_the_connections_own() {
    let stage = Stage::new(
        "CREATE SCHEMA early; CREATE TABLE early.shop_book (id integer); GRANT SELECT ON shop_book, shop_author TO APP; \
         ALTER ROLE APP SET search_path = public; ALTER DATABASE DATABASE_NAME SET search_path = early, public",
    );
    let tool = stage.tool();
    // The connection itself looks behind the other table.
    assert_eq!(tool.report(&[], 0).alarms().len(), 1);
    let settings = format!("as_role = \"{}\"\n", stage.role);
    std::fs::write(tool.dir().join("reconcile.toml"), settings).expect("settings");
    assert_eq!(tool.report(&[], 0).alarms(), [""; 0]);
}

#[test]
fn what_belongs_to_a_parent_and_what_is_called_by_its_schema_need_no_more_than_that() {
    const SQL: &str = "CREATE TABLE shop_log (id integer, at date) PARTITION BY RANGE (at);\n\
        CREATE TABLE shop_log_1 PARTITION OF shop_log FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');\n\
        CREATE SCHEMA side;\nCREATE TABLE side.shop_note (id integer);\n\
        CREATE VIEW shop_view AS SELECT id FROM shop_log;";
    let database = Database::create();
    let ledger = TempDir::new().expect("a temporary folder");
    migrate(&database, ledger.path(), SQL);
    let stage = Stage::of(
        database,
        "GRANT USAGE ON SCHEMA side TO APP; GRANT SELECT ON shop_log, shop_view, side.shop_note TO APP",
    );
    let tool = Tool::new(&stage.database.url(), ledger.path());
    let report = tool.report(&["--as-role", &stage.role], 0);
    assert_eq!(report.alarms(), [""; 0]);
    stage.execute("REVOKE SELECT ON shop_view FROM APP; REVOKE USAGE ON SCHEMA side FROM APP");
    let report = tool.report(&["--as-role", &stage.role], 0);
    assert_eq!(
        report.alarms(),
        [
            "warning shadowed schema side (privileges) < -",
            "warning shadowed view shop_view (privileges) < shop.0001_initial",
        ]
    );
}

fn migrate(database: &Database, ledger: &Path, sql: &str) {
    store(ledger, "0001_initial", sql);
    database.execute(&format!(
        "CREATE TABLE django_migrations (id bigint PRIMARY KEY GENERATED BY DEFAULT AS IDENTITY, \
         app varchar(255) NOT NULL, name varchar(255) NOT NULL, applied timestamptz NOT NULL); {sql}
         INSERT INTO django_migrations (app, name, applied) VALUES ('shop', '0001_initial', now())"
    ));
}

#[test]
fn the_queries_of_an_explanation_show_it_and_its_command_mends_it() {
    let stage = Stage::new(
        "GRANT SELECT ON shop_author TO APP; REVOKE USAGE ON SCHEMA public FROM PUBLIC; \
         GRANT USAGE ON SCHEMA public TO APP; ALTER ROLE APP SET search_path = public",
    );
    let tool = stage.tool();
    let mended = |shown: &str| {
        let report = tool.report(&["--as-role", &stage.role], 0);
        let finding = report.findings().next().expect("a finding");
        let explained = explained(&tool, finding["id"].as_str().expect("an id"));
        let out = psql(&stage.database, &queries(&explained));
        assert!(out.contains(shown), "{out}");
        assert!(out.contains("{search_path=public}"), "{out}");
        let command = explained["do"][0].as_str().expect("a command").to_owned();
        psql(&stage.database, &command);
        command
    };
    let grant = format!(
        "GRANT SELECT ON \"public\".\"shop_book\" TO \"{}\";",
        stage.role
    );
    assert_eq!(mended("public|t|f|"), grant);
    stage.execute("REVOKE USAGE ON SCHEMA public FROM APP");
    let grant = format!("GRANT USAGE ON SCHEMA \"public\" TO \"{}\";", stage.role);
    assert_eq!(mended("public|f|3|2"), grant);
    assert_eq!(stage.report(&[]).alarms(), [""; 0]);
}

#[test]
fn a_role_that_is_not_there_is_refused_with_the_nearest_ones() {
    let stage = Stage::new(READABLE);
    let slip = stage.role.replace("app", "ap");
    let outcome = stage.tool().run(&["--as-role", &slip]);
    assert_eq!((outcome.status, outcome.stdout.as_str()), (Some(2), ""));
    assert!(
        outcome.stderr.contains(&format!("has no role '{slip}'")),
        "{}",
        outcome.stderr
    );
    assert!(
        outcome.stderr.contains("did you mean app_of_"),
        "{}",
        outcome.stderr
    );
}

#[test]
fn a_snapshot_has_no_roles() {
    let stage = Stage::new(READABLE);
    let tool = stage.tool();
    let file = tool.dir().join("s.json");
    let path = file.to_str().expect("a plain path");
    let taken = Outcome::of(&mut tool.plain(&[
        "snapshot",
        "-o",
        path,
        "--database-url",
        &stage.database.url(),
    ]));
    assert_eq!(taken.status, Some(0), "{}", taken.stderr);
    let snapshot = Tool::new(&format!("snapshot:{path}"), PREPARED.ledger.path());
    let outcome = snapshot.run(&["--as-role", &stage.role]);
    assert_eq!((outcome.status, outcome.stdout.as_str()), (Some(2), ""));
    assert!(
        outcome.stderr.contains("holds no roles"),
        "{}",
        outcome.stderr
    );
    let settings = format!("as_role = \"{}\"\n", stage.role);
    std::fs::write(snapshot.dir().join("reconcile.toml"), settings).expect("settings");
    let report = snapshot.report(&[], 0);
    let sight = &report.value()["summary"]["coverage"]["sight"];
    assert_eq!(sight["not_measured"], "a snapshot holds no privileges");
}

#[test]
fn a_search_path_without_a_role_is_refused() {
    let outcome = Stage::new("").tool().run(&["--search-path", "public"]);
    assert_eq!((outcome.status, outcome.stdout.as_str()), (Some(2), ""));
    assert!(outcome.stderr.contains("--as-role"), "{}", outcome.stderr);
}

/// Lets the role read everything that is not the server's own.
const ALL: &str = "DO $$ DECLARE of text; BEGIN \
    FOR of IN SELECT quote_ident(nspname) FROM pg_namespace WHERE nspname !~ '^pg_' AND nspname <> 'information_schema' LOOP \
        EXECUTE 'GRANT USAGE ON SCHEMA ' || of || ' TO APP'; \
        EXECUTE 'GRANT SELECT ON ALL TABLES IN SCHEMA ' || of || ' TO APP'; \
    END LOOP; END $$";

#[test]
fn nothing_that_django_made_is_out_of_the_sight_of_who_may_read_it() {
    let stage = Stage::of(project().database(), ALL);
    let tool = Tool::new(&stage.database.url(), project().ledger());
    let without = tool.report(&["--fail-on", "never"], 0);
    for role in [&*stage.role, "postgres"] {
        let report = tool.report(&["--fail-on", "never", "--as-role", role], 0);
        assert_eq!(report.alarms(), without.alarms(), "{role}");
        let sight = &report.value()["summary"]["coverage"]["sight"];
        assert!(sight["tables"].as_u64() > Some(100), "{sight}");
    }
}

#[test]
fn a_tenant_is_called_by_a_path_that_the_application_sets() {
    let stage = Stage::of(tenants::copy(), ALL);
    let tool = tenants::tool(&stage.database);
    let told = |more: &[&str]| {
        let role = ["--schema", "tenant_07", "--as-role", &stage.role];
        tool.report(&[&role, more].concat(), 0)
    };
    let report = told(&[]);
    assert_eq!(report.alarms(), [""; 0]);
    let sight = &report.value()["summary"]["coverage"]["sight"];
    assert!(
        sight["not_measured"]
            .as_str()
            .is_some_and(|why| why.contains("each tenant"))
    );
    assert_eq!(
        told(&["--search-path", "tenant_07, public"]).alarms(),
        [""; 0]
    );
    let wrong = told(&["--search-path", "public"]).alarms();
    assert_eq!(
        wrong,
        ["warning shadowed schema tenant_07 (search_path) < -"]
    );
    stage.execute("REVOKE USAGE ON SCHEMA tenant_07 FROM APP");
    let barred = told(&[]).alarms();
    assert_eq!(
        barred,
        ["warning shadowed schema tenant_07 (privileges) < -"]
    );
}
