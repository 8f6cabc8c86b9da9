//! `reconcile explain`: that every query which it prints runs in psql as it stands, and shows there
//! what the finding says.

use std::io::Write;
use std::process::{Command, Stdio};

use reconcile::report::{ObjectKind, Report, explain};
use serde_json::{Value, json};

use crate::faults::{FAULTS, PREPARED};
use crate::support::cli::{Outcome, Tool};
use crate::support::cluster::Database;
use crate::support::incident::{ledger, state_a};
use crate::tenants;

/// What psql prints for these lines, on a terminal that a person pastes them into.
pub(crate) fn psql(database: &Database, script: &str) -> String {
    let mut psql = Command::new("psql")
        .args([
            "--no-psqlrc",
            "--set=ON_ERROR_STOP=1",
            "--no-align",
            "--tuples-only",
        ])
        .args(["--username=postgres", "--host"])
        .arg(database.socket())
        .arg(database.name())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("psql");
    let mut input = psql.stdin.take().expect("a pipe");
    input
        .write_all(script.as_bytes())
        .expect("to write to psql");
    drop(input);
    let out = psql.wait_with_output().expect("psql");
    let said = String::from_utf8_lossy(&out.stderr);
    assert!(out.status.success() && said.is_empty(), "{said}\n{script}");
    String::from_utf8(out.stdout).expect("UTF-8")
}

/// The one explanation of a finding's id.
pub(crate) fn explained(tool: &Tool, id: &str) -> Value {
    let outcome = tool.run_plain(&["explain", id, "--format", "json"]);
    assert_eq!((outcome.status, outcome.stderr.as_str()), (Some(0), ""));
    let mut all: Value = serde_json::from_str(&outcome.stdout).expect("JSON");
    let all = all.as_array_mut().expect("a list");
    assert_eq!(all.len(), 1);
    all.remove(0)
}

pub(crate) fn queries(explained: &Value) -> String {
    let checks = explained["checks"].as_array().expect("checks").iter();
    let lines: Vec<&str> = checks
        .map(|check| check["sql"].as_str().expect("SQL"))
        .collect();
    lines.join("\n")
}

/// A fault, the kind of its finding, what the queries show of it, and what they do not.
const SHOWN: &[(&str, &str, &str, &str)] = &[
    (
        "CREATE SCHEMA away; ALTER TABLE shop_author SET SCHEMA away",
        "misplaced",
        "away|shop_author|r",
        "public|shop_author",
    ),
    (
        "DROP TABLE shop_book CASCADE",
        "missing",
        "shop|0003_rename",
        "public|shop_book",
    ),
    (
        "ALTER TABLE shop_book ALTER title TYPE varchar(200)",
        "different",
        "public|title|character varying(200)|t",
        "character varying(300)",
    ),
    (
        "ALTER TABLE shop_book ALTER price SET DEFAULT 0",
        "different",
        "public|price|numeric(8,2)|t|0|",
        "numeric(8,2)|t||",
    ),
    (
        "COMMENT ON COLUMN shop_book.price IS 'in euro'",
        "different",
        "|in euro",
        "\nin euro",
    ),
    (
        "ALTER TABLE shop_book ADD COLUMN old text",
        "surviving",
        "public|old|text|f",
        "public|old|text|t",
    ),
    (
        "CREATE TABLE shop_legacy (id integer)",
        "surviving",
        "public|shop_legacy|r",
        "away|",
    ),
    (
        "UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'volume_cheap'::regclass",
        "invalid",
        "WHERE (price < (5)::numeric)|f",
        "(5)::numeric)|t",
    ),
    (
        "ALTER TABLE shop_book DISABLE TRIGGER ALL",
        "invalid",
        "|D\n",
        "shop_book|never",
    ),
    (
        "ALTER TABLE shop_book ADD COLUMN extra integer",
        "unexpected",
        "public|extra|integer|f",
        "public|extra|integer|t",
    ),
];

#[test]
fn the_queries_show_what_the_finding_says() {
    for (fault, kind, shown, absent) in SHOWN {
        let database = Database::from_template(&PREPARED.database);
        database.execute(fault);
        let tool = Tool::new(&database.url(), PREPARED.ledger.path());
        let report = Outcome::of(
            tool.command(&["--fail-on", "never", "--format", "json"])
                .env("TZ", "UTC"),
        )
        .report(0);
        let mut of_kind = report.findings().filter(|finding| finding["kind"] == *kind);
        let finding = of_kind
            .next()
            .unwrap_or_else(|| panic!("no {kind}: {fault}"));
        let id = finding["id"].as_str().expect("an id");
        let explained = explained(&tool, &id[..8]);
        assert_eq!(&explained["finding"], finding);
        let out = psql(&database, &queries(&explained));
        assert!(out.contains(shown), "{fault}\n{out}\nshows no {shown}");
        assert!(!out.contains(absent), "{fault}\n{out}\nshows {absent}");
    }
}

#[test]
fn every_query_for_every_fault_runs() {
    for (fault, status, _) in FAULTS {
        let database = Database::from_template(&PREPARED.database);
        database.execute(fault);
        let tool = Tool::new(&database.url(), PREPARED.ledger.path());
        for finding in tool.report(&[], *status).findings() {
            let script = queries(&explained(&tool, finding["id"].as_str().expect("an id")));
            assert!(script.contains("SELECT"), "{finding}");
            psql(&database, &script);
        }
    }
}

/// Aspects that a query reads only where a finding is about them, by the sort of object.
const ASPECTS: &[(&str, &[&str])] = &[
    (
        "table",
        &[
            "persistence",
            "options",
            "row_security",
            "force_row_security",
            "partition_key",
            "partition",
            "bound",
            "inherits",
            "of_type",
            "tablespace",
            "method",
            "replica_identity",
            "clustered_on",
        ],
    ),
    (
        "column",
        &["storage", "statistics_target", "options", "not_null_name"],
    ),
    ("index", &["statistics_target", "tablespace", "options"]),
    ("constraint", &["enabled"]),
];

/// What evidence is looked at by.
const EVIDENCE: [&str; 6] = [
    "made_by_its_run",
    "no_trace",
    "lost_columns",
    "room_for_tables",
    "recorded_together",
    "recorded_elsewhere",
];

#[test]
fn every_sort_of_object_has_queries_that_run_whatever_its_name() {
    let database = Database::from_template(&PREPARED.database);
    let tool = Tool::new(&database.url(), PREPARED.ledger.path());
    let report = tool.report(&[], 0).value().clone();
    for object in ObjectKind::ALL {
        let special = ASPECTS.iter().find(|(of, _)| *of == object.as_str());
        let special = special.map_or(&[][..], |(_, aspects)| aspects);
        for aspect in ["comment"].iter().chain(special) {
            let script = script(&report, object.as_str(), aspect);
            psql(&database, &script);
        }
    }
}

/// The queries for a finding of a name that SQL could take for something else.
fn script(report: &Value, object: &str, aspect: &str) -> String {
    let hostile = "a'b\"c\\d {name}; :x \\! $$";
    let evidence = EVIDENCE.map(|code| json!({"code": code, "text": ""}));
    let mut report = report.clone();
    report["findings"] = json!([{
        "id": "0123456789abcdef", "kind": "shadowed", "severity": "warning", "waived": null,
        "object": {"type": object, "schema": "public", "table": hostile, "name": hostile},
        "aspect": aspect, "expected": null, "actual": null, "found_in": ["public"], "matches": [], "covers": 0,
        "migration": {"app": "shop", "name": hostile}, "place": null, "root_cause": null, "doubt": null,
        "evidence": evidence, "message": "",
    }]);
    let report: Report = serde_json::from_value(report).expect("a report");
    let explained = explain::explain(&report, "0123456789abcdef");
    let checks = explained[0].checks.iter();
    let lines: Vec<&str> = checks.map(|check| check.sql.as_str()).collect();
    lines.join("\n")
}

#[test]
fn the_evidence_of_the_incident_can_be_looked_at() {
    let database = state_a();
    let tool = Tool::new(&database.url(), &ledger());
    let report = tool.report(&[], 1);
    for finding in report.findings() {
        let script = queries(&explained(&tool, finding["id"].as_str().expect("an id")));
        let out = psql(&database, &script);
        let name = finding["migration"]["name"].as_str().unwrap_or_default();
        assert!(out.contains(name), "{name} is not in\n{out}");
    }
}

#[test]
fn a_finding_is_named_by_the_beginning_of_its_id_and_its_newest_run_counts() {
    let database = state_a();
    let tool = Tool::new(&database.url(), &ledger());
    let id = tool.report(&[], 1).findings().next().expect("a finding")["id"].clone();
    let id = id.as_str().expect("an id");
    tool.report(&[], 1);
    let outcome = tool.run_plain(&["explain", id]);
    assert_eq!((outcome.status, outcome.stderr.as_str()), (Some(0), ""));
    assert!(outcome.stdout.starts_with("run 2, "), "{}", outcome.stdout);
    let older = tool.run_plain(&["explain", id, "--run", "1"]);
    assert!(older.stdout.starts_with("run 1, "), "{}", older.stdout);
    assert!(outcome.stdout.contains(&format!("id         {id}")));
    let text = tool.run(&["--fail-on", "never"]).stdout;
    assert!(text.contains("`reconcile explain "), "{text}");
}

#[test]
fn a_finding_of_one_tenant_is_checked_by_the_records_of_that_tenant() {
    let database = tenants::copy();
    let tool = tenants::tool(&database);
    let report = tool.report(&["--all-schemas"], 1);
    let mut errors = report.findings().filter(|one| one["severity"] == "error");
    let finding = errors
        .next()
        .expect("a tenant in which a migration was faked");
    let schema = finding["schema"].as_str().expect("a schema");
    let explained = explained(&tool, finding["id"].as_str().expect("an id"));
    assert_eq!(explained["migration"]["schema"], schema);
    let script = queries(&explained);
    assert!(
        script.contains(&format!("\"{schema}\".\"django_migrations\"")),
        "{script}"
    );
    let name = finding["migration"]["name"].as_str().expect("a name");
    assert!(psql(&database, &script).contains(name));
}

#[test]
fn what_cannot_be_explained_is_said_with_what_can() {
    let database = state_a();
    let tool = Tool::new(&database.url(), &ledger());
    tool.report(&[], 1);
    for (what, said) in [
        (&["explain", "misplacd"][..], "did you mean misplaced?"),
        (
            &["explain", "kind:xyzzy"],
            "the words are missing, misplaced, ",
        ),
        (&["explain", "xyzzy"], "no ledger at ledgers"),
        (
            &["explain", "0000"],
            "holds no finding whose id begins with 0000",
        ),
        (&["explain", "0000", "--run", "77"], "holds no run 77"),
    ] {
        let outcome = tool.run_plain(what);
        assert_eq!(
            (outcome.status, outcome.stdout.as_str()),
            (Some(2), ""),
            "{what:?}"
        );
        assert!(outcome.stderr.contains(said), "{}", outcome.stderr);
    }
}
