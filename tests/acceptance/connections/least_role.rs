//! The role that docs/connections.md makes, by its own lines: nothing but CONNECT, USAGE, and SELECT on
//! `django_migrations`.

use std::fs;
use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};

use serde_json::Value;

use super::lasting;
use crate::support::cli::Tool;
use crate::support::cluster::{Cluster, Database};
use crate::support::django::project;
use crate::support::incident::{ledger, state_a, state_c};

/// What everybody has unasked, and the role must not need.
const TAKEN_BACK: &str =
    "REVOKE ALL ON DATABASE shop FROM PUBLIC; REVOKE ALL ON SCHEMA public FROM PUBLIC;
     REVOKE ALL ON ALL TABLES IN SCHEMA public FROM PUBLIC;
     REVOKE EXECUTE ON FUNCTION pg_control_system() FROM PUBLIC;";

fn page(name: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(name)).expect(name)
}

/// The first SQL below a heading of a page.
fn sql_below(heading: &str, page: &str) -> String {
    let (_, section) = page.split_once(heading).expect(heading);
    let (_, sql) = section.split_once("```sql\n").expect("SQL");
    let (sql, _) = sql.split_once("```").expect("the end of the SQL");
    sql.to_owned()
}

static ALONE: Mutex<()> = Mutex::new(());

/// The lines that make the role stand below it.
const ROLE: &str = "## Least-privileged role";

/// A copy of a database, called as in the documents, with their role; one at a time.
struct Stage {
    database: Database,
    _alone: MutexGuard<'static, ()>,
}

impl Stage {
    fn of(template: &Database) -> Self {
        let alone = ALONE.lock().unwrap_or_else(PoisonError::into_inner);
        let database = Cluster::get().create_named("shop", template.name());
        database.execute(TAKEN_BACK);
        database.execute(&sql_below(ROLE, &page("docs/connections.md")));
        Self {
            database,
            _alone: alone,
        }
    }

    /// What the role reads, and what the superuser does. The role may not read the cluster's own identifier.
    fn reports(&self, ledger: &Path, args: &[&str], status: i32) -> [Value; 2] {
        let reports = ["auditor", "postgres"].map(|role| {
            let tool = Tool::new(&self.database.url_as(role), ledger);
            lasting(&tool.report(args, status))
        });
        let [role, superuser] = reports.each_ref().map(|it| &it["target"]["identity"]);
        assert_ne!(role, superuser);
        reports.map(|mut report| {
            report["target"]["identity"] = Value::Null;
            report
        })
    }
}

impl Drop for Stage {
    fn drop(&mut self) {
        self.database
            .execute("DROP OWNED BY auditor; DROP ROLE auditor");
    }
}

/// The migration that makes `kinds_totals`.
const OF_TOTALS: &str = "0007_materialized_views";

/// Takes out what the role could not measure, which `says` must tell; the rest is to be the same.
fn take_out_unmeasured(role: &mut Value, superuser: &mut Value, says: &[&str]) {
    let coverage = &mut role["summary"]["coverage"];
    let unmeasured = coverage["opaque_statements"].take();
    let unmeasured: Vec<Value> = serde_json::from_value(unmeasured).expect("a list");
    let is_told = |entry: &&Value| {
        entry["reason"]
            .as_str()
            .is_some_and(|it| it.contains("(SELECT)"))
    };
    let told: Vec<&str> = unmeasured
        .iter()
        .filter(is_told)
        .filter_map(|it| it["reason"].as_str())
        .collect();
    assert_eq!(told, says);
    for (report, verdict) in [(role, "undecided"), (superuser, "verified")] {
        let mut migrations = report["migrations"]
            .as_array_mut()
            .expect("a list")
            .iter_mut();
        let found = migrations.find(|it| it["app"] == "kinds" && it["name"] == OF_TOTALS);
        let of_totals = found.expect("the migration");
        assert_eq!(of_totals["verdict"].take(), verdict);
        of_totals["effects"] = Value::Null;
        report["summary"]["verdicts"] = Value::Null;
        report["summary"]["coverage"] = Value::Null;
        let equivalents = report["equivalents"].as_array_mut().expect("a list");
        equivalents.retain(|one| one["object"]["name"] != "kinds_totals");
    }
}

#[test]
fn the_role_of_the_readme_is_enough() {
    let stage = Stage::of(&project().database());
    let [mut role, mut superuser] = stage.reports(project().ledger(), &["--verbose"], 0);
    let reason = "materialized view public.kinds_totals: the body was not compared: the server could decide it, but the \
                  role may not read what it names (SELECT)";
    take_out_unmeasured(&mut role, &mut superuser, &[reason]);
    assert_eq!(role, superuser);
}

#[test]
fn the_role_needs_no_right_in_the_schema_where_objects_went_astray() {
    let [role, superuser] = Stage::of(&state_a()).reports(&ledger(), &["--verbose"], 1);
    assert_eq!(role, superuser);
}

#[test]
fn where_there_are_tenants_the_page_prints_the_lines_for_each() {
    let database = state_c();
    database.execute(
        r#"CREATE SCHEMA "Tenant 1";
           CREATE TABLE "Tenant 1".django_migrations (LIKE public.django_migrations INCLUDING ALL);
           INSERT INTO "Tenant 1".django_migrations SELECT * FROM public.django_migrations"#,
    );
    let stage = Stage::of(&database);
    let unread = Tool::new(&stage.database.url_as("auditor"), &ledger());
    let unread = unread.run(&["--all-schemas"]);
    assert!(unread.stdout.contains("not measured"), "{unread:#?}");

    let printed = sql_below(
        "Where there is a schema a tenant",
        &page("docs/connections.md"),
    );
    let rows = stage.database.connect().query(&printed, &[]);
    for row in rows.expect("the lines of every schema") {
        let [usage, select]: [String; 2] = [row.get(0), row.get(1)];
        stage.database.execute(&format!("{usage}; {select}"));
    }
    let [role, superuser] = stage.reports(&ledger(), &["--all-schemas"], 1);
    assert_eq!(role["parts"].as_array().map(Vec::len), Some(2), "{role:#}");
    assert_eq!(role, superuser);
}
