//! The incident: what one run must say about a week of repairs.

use std::fs;
use std::path::Path;

use crate::support::cli::Tool;
use crate::support::cluster::{Cluster, Database};
use crate::support::incident::{ledger, print_ledger_to, state_a, state_a_in, state_b, state_c};
use crate::support::report::Report;

const MISPLACED: [&str; 6] = [
    "error misplaced table user_profile_about_item < user_profile.0032_add_profile_about_item",
    "error misplaced table user_profile_endorsement_opportunity < user_profile.0037_p0_skill_endorsements",
    "error misplaced table user_profile_highlight_clip < user_profile.0034_p0_media_models",
    "error misplaced table user_profile_pinned_highlight < user_profile.0034_p0_media_models",
    "error misplaced table user_profile_skill_endorsement < user_profile.0037_p0_skill_endorsements",
    "error misplaced table user_profile_stream_config < user_profile.0034_p0_media_models",
];
const NEVER_ADDED: &str =
    "error missing column teams_teammembership.left_at < teams.0021_add_left_at_field";
const NEVER_REPAIRED: [&str; 2] = [
    "error missing column teams_teammembership.left_at < teams.0024_repair_teammembership_left_at",
    "error missing index teams_teammembership.teams_member_left_at_idx < teams.0024_repair_teammembership_left_at",
];
const MISROUTED: [&str; 4] = [
    "user_profile.0032_add_profile_about_item",
    "user_profile.0034_p0_media_models",
    "user_profile.0037_p0_skill_endorsements",
    "user_profile.0038_skillendorsement_bounty",
];

fn tool(database: &Database) -> Tool {
    Tool::new(&database.url(), &ledger())
}

fn sorted(groups: &[&[&str]]) -> Vec<String> {
    let mut lines: Vec<String> = groups.concat().into_iter().map(String::from).collect();
    lines.sort();
    lines
}

fn assert_judged(report: &Report, verdicts: &[&str], migrations: &[&str]) {
    let expected = migrations.iter().map(ToString::to_string).collect();
    assert_eq!(report.judged(verdicts), expected, "{verdicts:?}");
}

#[test]
fn state_a_shows_all_the_damage_at_once() {
    let report = tool(&state_a()).report(&[], 1);
    assert_eq!(report.alarms(), sorted(&[&MISPLACED, &[NEVER_ADDED]]));
    assert_eq!(report.value()["summary"]["findings"]["error"], 7);
    assert_eq!(report.value()["summary"]["recorded"], 25);
    assert_judged(&report, &["misrouted"], &MISROUTED);
    assert_judged(&report, &["faked"], &["teams.0021_add_left_at_field"]);
    assert_judged(
        &report,
        &["partial", "drifted", "undecided", "no_ledger", "unrecorded"],
        &[],
    );
    let dropped = report.verdict("teams.0023_remove_teammembership_teams_member_left_at_idx");
    assert!(
        ["superseded", "verified"].contains(&dropped.as_str()),
        "{dropped}"
    );
    assert_eq!(report.verdict("teams.0022_backfill_left_at_data"), "opaque");
    assert_eq!(
        report.verdict("user_profile.0033_alter_userprofile_visibility"),
        "state_only"
    );
    assert_eq!(
        report.verdict("user_profile.0035_bounty_expiry_index"),
        "verified"
    );
}

#[test]
fn repairs_that_nobody_ran_are_pending_and_no_finding() {
    let report = tool(&state_a()).report(&[], 1);
    assert_judged(
        &report,
        &["pending"],
        &[
            "teams.0024_repair_teammembership_left_at",
            "user_profile.0060_repair_about_item_table",
            "user_profile.0061_repair_stream_config_table",
            "user_profile.0062_repair_skill_endorsement_tables",
        ],
    );
}

#[test]
fn a_misplaced_table_says_where_it_is_and_what_hangs_on_it() {
    let report = tool(&state_a()).report(&[], 1);
    for finding in report
        .findings()
        .filter(|finding| finding["kind"] == "misplaced")
    {
        assert_eq!(finding["found_in"], serde_json::json!(["test_schema"]));
        assert_eq!(finding["expected"], "public");
        assert_eq!(finding["actual"], "test_schema");
        assert!(finding["covers"].as_u64() > Some(4), "{finding:#}");
    }
}

#[test]
fn a_column_added_later_is_counted_under_its_misplaced_table() {
    let report = tool(&state_a()).report(&[], 1);
    let table = report
        .findings()
        .find(|finding| finding["object"]["name"] == "user_profile_skill_endorsement")
        .expect("a finding on the table");
    let later = report.migration("user_profile.0038_skillendorsement_bounty");
    assert_eq!(later["findings"], serde_json::json!([table["id"]]));
    let effects = &later["effects"];
    assert_eq!(effects["present"], 0);
    assert_eq!(effects["misplaced"], effects["total"]);
}

#[test]
fn the_run_of_one_app_shows_that_app_and_still_replays_the_others() {
    let report = tool(&state_a()).report(&["--app", "user_profile"], 1);
    assert_eq!(report.alarms(), sorted(&[&MISPLACED]));
    assert_eq!(
        report.value()["scope"]["apps"],
        serde_json::json!(["user_profile"])
    );
    assert!(
        report
            .verdicts()
            .keys()
            .all(|name| name.starts_with("user_profile."))
    );
}

#[test]
fn the_text_of_state_a_names_tables_schema_and_migrations() {
    let outcome = tool(&state_a()).run(&[]);
    assert_eq!(outcome.status, Some(1), "{outcome:#?}");
    assert_eq!(outcome.stderr, "");
    for wanted in [
        "user_profile_about_item",
        "user_profile_stream_config",
        "user_profile_highlight_clip",
        "user_profile_pinned_highlight",
        "user_profile_skill_endorsement",
        "user_profile_endorsement_opportunity",
        "test_schema",
        "left_at",
        "0021_add_left_at_field",
        "0032_add_profile_about_item",
        "0034_p0_media_models",
        "0037_p0_skill_endorsements",
        "0038_skillendorsement_bounty",
    ] {
        assert!(
            outcome.stdout.contains(wanted),
            "{wanted} is not in\n{}",
            outcome.stdout
        );
    }
    assert!(
        !outcome.stdout.contains('\x1b'),
        "colour in a pipe\n{}",
        outcome.stdout
    );
    assert!(
        // It is named only as what the waiting repair would make.
        !outcome.stdout.contains("missing index"),
        "{}",
        outcome.stdout
    );
}

#[test]
fn state_b_sees_through_the_repair_that_never_ran() {
    let report = tool(&state_b()).report(&[], 1);
    assert_eq!(
        report.alarms(),
        sorted(&[&MISPLACED, &[NEVER_ADDED], &NEVER_REPAIRED])
    );
    assert_judged(
        &report,
        &["faked"],
        &[
            "teams.0021_add_left_at_field",
            "teams.0024_repair_teammembership_left_at",
        ],
    );
    assert_judged(&report, &["misrouted"], &MISROUTED);
    // It is one column that is not there: the repair's follows from the other.
    let column = |migration: &str| {
        let mut columns = report
            .findings()
            .filter(|it| it["object"]["name"] == "left_at");
        let of = columns.find(|it| it["migration"]["name"] == migration);
        of.expect("a finding").clone()
    };
    let [first, repair] = [
        "0021_add_left_at_field",
        "0024_repair_teammembership_left_at",
    ]
    .map(column);
    assert_eq!(repair["root_cause"], first["id"]);
    assert!(
        first["root_cause"].is_null() && repair["next"].is_null(),
        "{repair:#}"
    );
}

#[test]
fn state_c_is_at_peace_and_remembers_what_was_done_by_hand() {
    let report = tool(&state_c()).report(&[], 0);
    assert_eq!(report.alarms(), Vec::<String>::new());
    assert_judged(
        &report,
        &[
            "misrouted",
            "faked",
            "partial",
            "drifted",
            "undecided",
            "no_ledger",
            "unrecorded",
            "pending",
        ],
        &[],
    );
    for repaired in [
        "teams.0024_repair_teammembership_left_at",
        "user_profile.0060_repair_about_item_table",
        "user_profile.0061_repair_stream_config_table",
        "user_profile.0062_repair_skill_endorsement_tables",
    ] {
        assert_eq!(report.verdict(repaired), "verified", "{repaired}");
    }
    for moved in MISROUTED {
        let evidence = report.migration(moved)["evidence"].to_string();
        assert!(evidence.contains("after"), "{moved}: {evidence}");
    }
}

#[test]
fn a_state_judged_twice_gives_the_same_findings_by_the_same_ids() {
    let database = state_a();
    let tool = tool(&database);
    let ids = |report: &Report| -> Vec<_> {
        report
            .findings()
            .map(|finding| finding["id"].clone())
            .collect()
    };
    let (first, second) = (tool.report(&[], 1), tool.report(&[], 1));
    assert_eq!(ids(&first), ids(&second));
    assert_eq!(
        second.value()["run"]["previous"],
        first.value()["run"]["id"]
    );
}

#[test]
fn a_snapshot_is_judged_like_the_database_it_was_made_of() {
    let database = state_a();
    let live = tool(&database);
    let file = live.dir().join("state_a.json");
    let outcome = write_snapshot(&live, &database, &file);
    assert_eq!(outcome, (Some(0), String::new()));
    let address = format!("snapshot:{}", file.display());
    // Each with a history of its own, they would tell since when.
    let (stored, live) = (
        Tool::new(&address, &ledger()).report(&["--no-history"], 1),
        live.report(&["--no-history"], 1),
    );
    assert_eq!(stored.alarms(), live.alarms());
    assert_eq!(stored.verdicts(), live.verdicts());
    assert_eq!(stored.value()["findings"], live.value()["findings"]);
}

#[test]
fn the_stored_snapshot_still_shows_state_a() {
    let file = ledger().join("incident.snapshot.json");
    let address = format!("snapshot:{}", file.display());
    let report = Tool::new(&address, &ledger()).report(&[], 1);
    assert_eq!(report.alarms(), sorted(&[&MISPLACED, &[NEVER_ADDED]]));
    assert_eq!(report.value()["target"]["address"], "db.internal:5432");
    let text = fs::read_to_string(&file).expect("the snapshot");
    assert!(!text.contains("/tmp"), "a path of the machine that made it");
}

#[test]
#[ignore = "writes into the repository: run tests/incident/make_ledger"]
fn the_example_ledger_is_written() {
    print_ledger_to(&ledger());
}

#[test]
#[ignore = "writes into the repository: run tests/incident/make_snapshot"]
fn the_snapshot_of_state_a_is_written() {
    let database = Cluster::get().create_named("shop", "template0");
    state_a_in(&database);
    let file = ledger().join("incident.snapshot.json");
    let outcome = write_snapshot(&tool(&database), &database, &file);
    assert_eq!(outcome, (Some(0), String::new()));
    let text = fs::read_to_string(&file).expect("the snapshot");
    let socket = Cluster::get().socket();
    let neutral = text.replace(&format!("{}:5432", socket.display()), "db.internal:5432");
    assert_ne!(neutral, text, "the address is not in the snapshot");
    fs::write(&file, neutral).expect("the snapshot");
}

fn write_snapshot(tool: &Tool, database: &Database, file: &Path) -> (Option<i32>, String) {
    let file = file.to_str().expect("a plain path");
    let outcome = tool.run_plain(&[
        "snapshot",
        "--output",
        file,
        "--database-url",
        &database.url(),
    ]);
    (outcome.status, outcome.stderr)
}
