//! Runs over several schemas.

use std::fs;

use serde_json::{Value, json};

use super::{APPS, MADE, copy, told, tool};
use crate::repair::psql;
use crate::support::cli::Tool;
use crate::support::cluster::Database;
use crate::support::report::Report;

/// Breaks two tenants more, each in its own way.
fn broken() -> Database {
    let database = copy();
    database.execute(
        "DROP TABLE tenant_07.shop_receipt;
         ALTER TABLE tenant_41.shop_item ALTER price TYPE bigint",
    );
    database
}

fn groups(report: &Report) -> Vec<(usize, String, usize)> {
    let groups = report.value()["groups"].as_array().expect("groups");
    let group = |group: &Value| {
        let schemas = group["schemas"].as_array().expect("schemas");
        let first = schemas[0].as_str().expect("a schema").to_owned();
        let findings = group["findings"].as_array().expect("findings").len();
        (schemas.len(), first, findings)
    };
    groups.iter().map(group).collect()
}

#[test]
fn three_broken_tenants_of_fifty_stand_first_and_all_others_agree() {
    let report = tool(&broken()).report(&["--all-schemas"], 1);
    assert_eq!(
        told(&report),
        [
            "missing tenant_07 shop_receipt 0003_receipt",
            "missing tenant_23 shop_receipt 0003_receipt",
            "missing tenant_23 shop_open 0003_receipt",
            "different tenant_41 price 0002_item_price",
        ]
    );
    assert_eq!(
        groups(&report),
        [
            (1, "tenant_07".to_owned(), 1),
            (1, "tenant_23".to_owned(), 2),
            (1, "tenant_41".to_owned(), 1),
            (48, "public".to_owned(), 0),
        ]
    );
    let value = report.value();
    assert_eq!(value["target"]["schema"], "*");
    assert_eq!(value["summary"]["recorded"], 17 + 50 * 5);
    let parts = value["parts"].as_array().expect("parts");
    assert_eq!(parts.len(), 51);
    assert!(parts.iter().all(|part| part["not_measured"].is_null()));
    assert_eq!(parts[0]["elsewhere"], json!(["shop"]));
    assert_eq!(
        parts[1]["elsewhere"],
        json!(["auth", "customers", "sessions"])
    );
    let verdict = |schema: &str, name: &str| {
        let all = value["migrations"].as_array().expect("migrations");
        let own = all
            .iter()
            .find(|it| it["schema"] == schema && it["name"] == name);
        own.expect("a migration")["verdict"].clone()
    };
    assert_eq!(verdict("tenant_07", "0003_receipt"), "partial");
    assert_eq!(verdict("tenant_23", "0003_receipt"), "faked");
    assert_eq!(verdict("tenant_41", "0002_item_price"), "drifted");
    assert_eq!(verdict("tenant_42", "0002_item_price"), "verified");
}

#[test]
fn tenants_that_all_agree_give_silence() {
    let database = copy();
    database.execute("DROP SCHEMA tenant_23 CASCADE");
    let tool = tool(&database);
    let report = tool.report(&["--all-schemas"], 0);
    assert_eq!(told(&report), Vec::<String>::new());
    assert_eq!(groups(&report), [(50, "public".to_owned(), 0)]);
    let quiet = tool.run(&["--all-schemas", "-q"]).stdout;
    assert_eq!(quiet.lines().count(), 1, "{quiet}");
    let text = tool.run(&["--all-schemas"]).stdout;
    assert!(!text.contains("What is wrong"), "{text}");
    let verbose = tool.run(&["--all-schemas", "-v"]).stdout;
    assert!(
        verbose.contains("In public, and alike in 49 others"),
        "{verbose}"
    );
    assert!(verbose.contains("customers.0002_plan_price"), "{verbose}");
    assert!(
        text.contains("agree: 50 schemas: public, tenant_01, tenant_02 and 47 more"),
        "{text}"
    );
}

/// What of an output fits the first screen, as one line.
fn first_screen(text: &str) -> String {
    let lines: Vec<&str> = text.lines().take(24).collect();
    flat(&lines.join("\n"))
}

/// The words of a text, wherever its lines end.
fn flat(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    words.join(" ")
}

#[test]
fn the_first_screen_of_fifty_tenants_holds_the_answer_what_is_wrong_and_what_to_type() {
    let database = broken();
    let tool = tool(&database);
    let text = tool.run(&["--all-schemas"]).stdout;
    let first = first_screen(&text);
    for wanted in [
        "DOES NOT AGREE with django_migrations in 3 of 51 schemas: 4 errors",
        "What is wrong",
        "error: tenant_07: table shop_receipt is missing (shop.0003_receipt)",
        "error: tenant_23: 1 table and 1 view are missing: shop.0003_receipt",
        "error: tenant_41: type of column shop_item.price differs from the ledger",
        r#"sql ALTER TABLE "tenant_41"."shop_item" ALTER COLUMN "price" TYPE integer;"#,
    ] {
        assert!(first.contains(wanted), "{wanted}: {text}");
    }
    let matrix = text.find("51 schemas\n").expect("a matrix");
    for group in ["  tenant_07\n", "  tenant_23\n", "  tenant_41\n"] {
        assert!(text[matrix..].contains(group), "{text}");
    }
    let (_, end) = text.rsplit_once("is gone.\n").expect("a last paragraph");
    assert!(
        flat(end).contains("in 3 of 51 schemas: 4 errors. `reconcile explain"),
        "{text}"
    );
    let quiet = tool.run(&["--all-schemas", "-q"]);
    assert_eq!(quiet.status, Some(1), "{quiet:#?}");
    assert!(quiet.stdout.lines().count() <= 8, "{}", quiet.stdout);
    assert!(quiet.stdout.contains("error: tenant_41: "), "{quiet:#?}");
}

#[test]
fn what_is_new_in_one_tenant_stands_first_and_is_marked() {
    let database = copy();
    for number in 10..20 {
        database.execute(&format!("DROP INDEX tenant_{number}.item_state_price"));
    }
    let tool = tool(&database);
    tool.run(&["--schema", "tenant_??"]);
    database.execute("ALTER TABLE tenant_41.shop_item ALTER price TYPE bigint");
    let text = tool.run(&["--schema", "tenant_??"]).stdout;
    let first = first_screen(&text);
    let new = first.find("error: tenant_41: type of column shop_item.price differs");
    let old = first.find("error: 10 of 50 schemas (tenant_10, tenant_11 and 8 more): index");
    assert!(new.is_some() && new < old, "{text}");
    assert!(first.contains("1 of them new since run 1"), "{text}");
    assert_eq!(text.matches("NEW id").count(), 3, "{text}");
}

#[test]
fn every_way_of_a_report_says_what_schemas_have_in_common() {
    let database = copy();
    for number in 10..20 {
        database.execute(&format!("DROP INDEX tenant_{number}.item_state_price"));
    }
    let tool = tool(&database);
    let told = |format: &str| {
        let args = ["--all-schemas", "--format", format];
        let text = tool.run(&args).stdout.replace('`', "");
        assert!(text.contains("What is wrong"), "{format}: {text}");
        assert!(
            text.contains("10 of 51 schemas (tenant_10, tenant_11 and 8 more): "),
            "{format}: {text}"
        );
    };
    for format in ["text", "markdown", "html"] {
        told(format);
    }
}

#[test]
fn apps_that_live_in_one_schema_are_asked_about_before_all_that_is_missing() {
    let tool = Tool::new(&MADE.database.url(), &MADE.ledger);
    for format in ["text", "markdown", "html"] {
        let text = tool
            .run(&["--all-schemas", "--format", format])
            .stdout
            .replace(['`', '\n'], " ");
        let asked = text.find("Which app lives");
        assert!(asked.is_some(), "{format}: {text}");
        assert!(asked < text.find("What is wrong"), "{format}: {text}");
    }
}

#[test]
fn what_many_tenants_lack_is_told_once() {
    let database = copy();
    for number in 10..20 {
        database.execute(&format!("DROP INDEX tenant_{number}.item_state_price"));
    }
    let outcome = tool(&database).run(&["--schema", "tenant_1?"]);
    assert_eq!(outcome.status, Some(1), "{outcome:#?}");
    assert!(outcome.stdout.contains("(10 alike)"), "{}", outcome.stdout);
    assert!(
        outcome
            .stdout
            .contains("In tenant_10, and alike in 9 others")
    );
    assert_eq!(
        outcome.stdout.matches("error: missing index").count(),
        2,
        "{}",
        outcome.stdout
    );
}

#[test]
fn a_run_over_several_schemas_is_one_run_of_the_history() {
    let database = broken();
    let tool = tool(&database);
    let first = tool.report(&["--all-schemas"], 1);
    tool.report(&["--schema", "tenant_0?"], 1);
    let again = tool.report(&["--all-schemas", "--fail-on", "new"], 0);
    assert_eq!(again.value()["run"]["previous"], first.value()["run"]["id"]);
    database.execute("DROP TABLE tenant_30.shop_receipt");
    tool.report(&["--all-schemas", "--fail-on", "new"], 1);
    let shown = tool.run_plain(&["show", "1", "--format", "json"]).report(0);
    assert_eq!(shown.value()["groups"], first.value()["groups"]);
    assert_eq!(told(&shown), told(&first));
    let one = tool.report(&["--schema", "tenant_07"], 1);
    let ids = |report: &Report| -> Vec<Value> {
        let own = report.findings();
        let own = own.filter(|it| it["object"]["schema"] == "tenant_07");
        own.map(|it| it["id"].clone()).collect()
    };
    assert_eq!(ids(&one), ids(&first));
}

#[test]
fn a_schema_that_cannot_be_measured_is_never_green() {
    let database = copy();
    database.execute(
        "DROP SCHEMA tenant_23 CASCADE; CREATE SCHEMA tenant_99;
         GRANT USAGE ON SCHEMA public, tenant_01, tenant_02 TO keyed;
         GRANT SELECT ON public.django_migrations, tenant_01.django_migrations TO keyed",
    );
    let reason = |report: &Report, at: usize| report.value()["parts"][at]["not_measured"].clone();
    let tool = tool(&database);
    let report = tool.report(&["--schema", "tenant_*"], 2);
    assert_eq!(reason(&report, 49), "it has no django_migrations");
    let outcome = tool.run(&["--schema", "tenant_*"]);
    assert!(
        outcome.stdout.contains("NOT ALL WAS CHECKED"),
        "{}",
        outcome.stdout
    );
    let tool = Tool::new(&database.url_as("keyed:right-horse"), &MADE.ledger);
    fs::write(tool.dir().join("reconcile.toml"), APPS).expect("settings");
    let report = tool.report(&["--schema", "tenant_0?"], 2);
    assert_eq!(reason(&report, 0), Value::Null);
    assert_eq!(
        reason(&report, 1),
        "its django_migrations could not be read"
    );
}

#[test]
fn a_table_that_ran_for_one_tenant_and_landed_in_another_is_misplaced_and_unrecorded() {
    let database = copy();
    database.execute(
        "DROP TABLE tenant_07.shop_receipt; DROP VIEW tenant_07.shop_open;
         DELETE FROM tenant_08.django_migrations WHERE app = 'shop' AND name = '0003_receipt'",
    );
    let report = tool(&database).report(&["--all-schemas"], 1);
    let of = |schema: &str| -> Vec<String> {
        let findings = report.findings().filter(|it| it["schema"] == schema);
        findings
            .map(|it| format!("{} {}", it["kind"], it["found_in"]))
            .collect()
    };
    assert_eq!(
        of("tenant_07"),
        [
            r#""misplaced" ["tenant_08"]"#,
            r#""missing" []"#,
            // Its key points at the orders of the other tenant.
            r#""different" []"#,
        ]
    );
    assert_eq!(of("tenant_08").len(), 1, "{:?}", of("tenant_08"));
    assert!(of("tenant_08")[0].contains("unrecorded"));
}

#[test]
fn a_tenant_that_lags_behind_is_no_finding() {
    let database = copy();
    database.execute(
        "DROP SCHEMA tenant_23 CASCADE;
         DROP TABLE tenant_09.shop_receipt; DROP VIEW tenant_09.shop_open;
         DELETE FROM tenant_09.django_migrations
         WHERE (app, name) IN (('shop', '0003_receipt'), ('customers', '0002_plan_price'))",
    );
    let report = tool(&database).report(&["--all-schemas"], 0);
    assert_eq!(told(&report), Vec::<String>::new());
    assert_eq!(report.value()["summary"]["verdicts"]["pending"], 1);
}

#[test]
fn a_shared_app_is_asked_for_in_the_shared_schema_alone() {
    let report = tool(&MADE.database).report(&["--all-schemas", "--app", "customers"], 0);
    let parts = report.value()["parts"].as_array().expect("parts");
    assert_eq!(parts.len(), 1);
    assert_eq!(parts[0]["schema"], "public");
    assert_eq!(report.value()["summary"]["recorded"], 2);
}

#[test]
fn a_finding_of_one_tenant_is_explained_as_that_tenant_s() {
    let database = broken();
    let tool = tool(&database);
    let report = tool.report(&["--all-schemas"], 1);
    let own = report.findings().find(|it| it["schema"] == "tenant_23");
    let id = own.expect("a finding")["id"].clone();
    let outcome = tool.run_plain(&["explain", id.as_str().expect("an id")]);
    assert_eq!(outcome.status, Some(0), "{outcome:#?}");
    let text = &outcome.stdout;
    assert!(text.contains(", schema tenant_23"), "{text}");
    assert!(
        text.contains("\"tenant_23\".\"django_migrations\"")
            || text.contains("tenant_23.django_migrations"),
        "{text}"
    );
    assert!(text.contains("0003_receipt: faked"), "{text}");
}

#[test]
fn a_pattern_that_matches_nothing_says_what_there_is() {
    let outcome = tool(&MADE.database).run(&["--schema", "mandant_*"]);
    assert_eq!(outcome.status, Some(2));
    assert!(
        outcome
            .stderr
            .contains("no schema that matches 'mandant_*' has a django_migrations"),
        "{outcome:#?}"
    );
    assert!(outcome.stderr.contains("tenant_01"), "{outcome:#?}");
}

#[test]
fn a_snapshot_of_all_schemas_shows_what_the_database_shows() {
    let database = broken();
    let live = tool(&database);
    let expected = told(&live.report(&["--all-schemas"], 1));
    let file = live.dir().join("all.json");
    let path = file.to_str().expect("a plain path");
    let url = database.url();
    let made = live.run_plain(&[
        "snapshot",
        "--all-schemas",
        "--database-url",
        &url,
        "-o",
        path,
    ]);
    assert_eq!(made.status, Some(0), "{made:#?}");
    let stored = Tool::new(&format!("snapshot:{path}"), &MADE.ledger);
    fs::write(stored.dir().join("reconcile.toml"), APPS).expect("settings");
    assert_eq!(told(&stored.report(&["--all-schemas"], 1)), expected);
}

#[test]
fn without_apps_the_shared_ones_are_missing_in_every_tenant_and_the_settings_are_named() {
    let tool = Tool::new(&MADE.database.url(), &MADE.ledger);
    let report = tool.report(&["--schema", "tenant_0?"], 1);
    let groups = groups(&report);
    assert_eq!(groups.len(), 1, "{groups:?}");
    assert!(told(&report).contains(&"missing tenant_01 auth_user 0001_initial".to_owned()));
    let text = tool.run(&["--schema", "tenant_0?"]).stdout;
    assert!(text.contains("docs/tenants.md"), "{text}");
}

#[test]
fn several_tenants_are_repaired_by_one_file_that_says_so() {
    let database = copy();
    database.execute(
        "DROP INDEX tenant_07.item_state_price;
         DROP INDEX tenant_08.item_state_price;
         DROP INDEX tenant_09.item_state_price;
         ALTER TABLE tenant_41.shop_item ALTER price DROP NOT NULL",
    );
    let tool = tool(&database);
    let before = tool
        .report(&["--all-schemas", "--fail-on", "never"], 0)
        .findings()
        .count();
    let planned = tool.run(&["repair", "--all-schemas"]);
    let said = format!("-- after this: 0 of {before} findings left in 51 schemas\n");
    assert!(planned.stdout.contains(&said), "{}", planned.stdout);
    for said in [
        "-- 3 schemas alike, tenant_07, tenant_08 and tenant_09: 1 finding closed by 2 steps in each\n",
        "-- schema tenant_41: 1 finding closed by 1 step\n",
        "\n-- schema tenant_09: as in tenant_07\n",
    ] {
        assert!(planned.stdout.contains(said), "{}", planned.stdout);
    }
    let page = tool.run(&["repair", "--all-schemas", "--json"]).stdout;
    let page: Value = serde_json::from_str(&page).expect("JSON");
    let like = |place: usize| page["plans"][place]["like"].as_str();
    assert_eq!([like(0), like(1)], [None, Some("tenant_07")]);
    let ran = psql(&database, &planned.stdout);
    assert_eq!((ran.status, &*ran.stdout), (Some(0), ""), "{ran:#?}");
    assert_eq!(tool.report(&["--all-schemas"], 0).alarms(), [""; 0]);
}
