//! A database with a schema a tenant, as django-tenants makes it.

mod several;

use std::fs;
use std::path::PathBuf;
use std::sync::LazyLock;

use serde_json::{Value, json};

use crate::support::cli::Tool;
use crate::support::cluster::{Cluster, Database};
use crate::support::django::make_tenants;
use crate::support::report::Report;

/// What `settings.py` of the project calls `SHARED_APPS` and `TENANT_APPS`.
const APPS: &str = r#"[apps]
shared = ["django_tenants", "customers", "contenttypes", "auth", "sessions"]
tenant = ["contenttypes", "shop"]
"#;

/// The tenant in which the last migration was recorded by `--fake`.
const FAKED: &str = "tenant_23";

struct Made {
    database: Database,
    ledger: PathBuf,
}

/// Fifty tenants; in one of them a migration is faked.
static MADE: LazyLock<Made> = LazyLock::new(|| {
    let database = Database::create();
    let ledger = Cluster::get().dir().join("tenants-ledger");
    let args = ["50", "--fake", FAKED, "shop", "0003", "0002"];
    make_tenants(&database, &ledger, &args);
    Made { database, ledger }
});

pub(crate) fn copy() -> Database {
    Database::from_template(&MADE.database)
}

/// The tool in a folder whose settings say which app lives where.
pub(crate) fn tool(database: &Database) -> Tool {
    let tool = Tool::new(&database.url(), &MADE.ledger);
    fs::write(tool.dir().join("reconcile.toml"), APPS).expect("settings");
    tool
}

/// Kind, schema, object and migration of every finding.
fn told(report: &Report) -> Vec<String> {
    let word = |value: &Value| value.as_str().unwrap_or("-").to_owned();
    report
        .findings()
        .map(|finding| {
            let (object, migration) = (&finding["object"], &finding["migration"]);
            let words = [
                &finding["kind"],
                &object["schema"],
                &object["name"],
                &migration["name"],
            ];
            words.map(word).join(" ")
        })
        .collect()
}

#[test]
fn each_schema_answers_for_the_apps_that_live_in_it() {
    let tool = tool(&MADE.database);
    let public = tool.report(&["--schema", "public"], 0);
    assert_eq!(told(&public), Vec::<String>::new());
    assert_eq!(public.value()["summary"]["recorded"], 17);
    let tenant = tool.report(&["--schema", "tenant_01"], 0);
    assert_eq!(told(&tenant), Vec::<String>::new());
    assert_eq!(tenant.value()["summary"]["recorded"], 5);
    assert_eq!(tenant.value()["summary"]["verdicts"]["verified"], 5);
    assert_eq!(public.value()["scope"]["elsewhere"], json!(["shop"]));
    let text = tool.run(&["--schema", "tenant_01"]).stdout;
    assert!(
        text.contains("auth, customers and sessions live in another schema"),
        "{text}"
    );
}

#[test]
fn a_table_that_every_other_tenant_has_is_missing_and_not_misplaced() {
    let report = tool(&MADE.database).report(&["--schema", FAKED], 1);
    assert_eq!(
        told(&report),
        [
            format!("missing {FAKED} shop_receipt 0003_receipt"),
            format!("missing {FAKED} shop_open 0003_receipt"),
        ]
    );
    assert_eq!(report.verdict("shop.0003_receipt"), "faked");
}

#[test]
fn a_table_that_landed_where_its_app_does_not_live_is_misplaced() {
    let database = copy();
    database.execute(
        "ALTER TABLE tenant_07.shop_item SET SCHEMA public;
         ALTER TABLE public.customers_domain SET SCHEMA tenant_07",
    );
    let tool = tool(&database);
    let tenant = tool.report(&["--schema", "tenant_07"], 1);
    let found = |report: &crate::support::report::Report| -> Vec<String> {
        let misplaced = report.findings().filter(|it| it["kind"] == "misplaced");
        misplaced
            .map(|it| format!("{} {}", it["object"]["name"], it["found_in"]))
            .collect()
    };
    assert_eq!(found(&tenant), [r#""shop_item" ["public"]"#]);
    let public = tool.report(&["--schema", "public"], 1);
    assert_eq!(found(&public), [r#""customers_domain" ["tenant_07"]"#]);
}

#[test]
fn a_key_to_another_shared_table_than_the_recorded_one_is_different() {
    let database = copy();
    database.execute(
        r#"ALTER TABLE tenant_02.shop_order
               DROP CONSTRAINT "shop_order_buyer_id_cffd21d9_fk_auth_user_id",
               ADD CONSTRAINT "shop_order_buyer_id_cffd21d9_fk_auth_user_id"
                   FOREIGN KEY (buyer_id) REFERENCES public.auth_group (id) DEFERRABLE INITIALLY DEFERRED"#,
    );
    let report = tool(&database).report(&["--schema", "tenant_02"], 1);
    assert_eq!(
        told(&report),
        ["different tenant_02 shop_order_buyer_id_cffd21d9_fk_auth_user_id 0001_initial"]
    );
}
