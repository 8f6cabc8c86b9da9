//! Histories that released versions wrote, read, told and gone on with by this one.
//!
//! `tests/upgrade/make` wrote each; none is ever written anew.

use std::fs;
use std::path::{Path, PathBuf};

use crate::support::cli::{Outcome, Tool};

/// A release, its runs in the order of the list with their errors, and the seal of the newest.
struct Release {
    version: &'static str,
    runs: &'static [(u32, usize)],
    seal: &'static str,
}

const RELEASES: [Release; 1] = [Release {
    version: "0.1.0",
    runs: &[
        (9, 1),
        (8, 1),
        (7, 7),
        (6, 0),
        (5, 3),
        (4, 1),
        (2, 0),
        (1, 2),
    ],
    seal: "sha256:603f3ec859d8e87883427c059c949ea6ba0411683afc8bb073e134f12c6f74cb",
}];

/// What the program prints of a stored run.
const FORMATS: [&str; 9] = [
    "text",
    "markdown",
    "html",
    "junit",
    "sarif",
    "github",
    "slack",
    "teams",
    "openmetrics",
];

/// The README's example, with the history that a release left behind.
fn upgraded(release: &Release) -> Tool {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let snapshot = root.join("ledgers/incident.snapshot.json");
    let tool = Tool::new(
        &format!("snapshot:{}", snapshot.display()),
        &root.join("ledgers"),
    );
    fs::create_dir(tool.dir().join(".reconcile")).expect("a folder");
    fs::copy(kept(release), tool.history()).expect("a history");
    tool
}

fn kept(release: &Release) -> PathBuf {
    let name = format!("history-{}.sqlite3", release.version);
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/upgrade")
        .join(name)
}

fn told(outcome: &Outcome, status: i32, wanted: &str) {
    assert_eq!(
        (outcome.status, outcome.stderr.as_str()),
        (Some(status), ""),
        "{}",
        outcome.stdout
    );
    assert!(
        outcome.stdout.contains(wanted),
        "{wanted}\n{}",
        outcome.stdout
    );
}

#[test]
fn each_run_is_listed_and_shown_in_each_format() {
    for release in &RELEASES {
        let tool = upgraded(release);
        let listed = tool.run_plain(&["runs", "--format", "json"]);
        let listed: serde_json::Value = serde_json::from_str(&listed.stdout).expect("JSON");
        let listed: Vec<u64> = (listed.as_array().expect("runs").iter())
            .map(|run| run["id"].as_u64().expect("a number"))
            .collect();
        let due: Vec<u64> = (release.runs.iter())
            .map(|(id, _)| u64::from(*id))
            .collect();
        assert_eq!(listed, due);
        for (id, errors) in release.runs {
            let run = id.to_string();
            let shown = tool.run_plain(&["show", &run, "--format", "json"]);
            let alarms = shown.report(0).alarms();
            assert_eq!(alarms.len(), *errors, "run {id}: {alarms:#?}");
            for format in FORMATS {
                let shown = tool.run_plain(&["show", &run, "--format", format]);
                told(&shown, 0, "");
                assert!(!shown.stdout.is_empty(), "run {id} as {format}");
            }
        }
        assert_eq!(
            fs::read(kept(release)).expect("a history"),
            fs::read(tool.history()).expect("a history"),
            "reading changes nothing"
        );
    }
}

#[test]
fn the_next_run_goes_on_where_the_old_release_ended() {
    for release in &RELEASES {
        let tool = upgraded(release);
        let newest = release.runs[0].0;
        let all = tool.report(&["--fail-on", "new"], 0);
        assert_eq!(all.value()["run"]["id"], newest + 1);
        assert_eq!(all.value()["run"]["previous"], 7);
        assert_eq!(
            all.value()["run"]["new"]["findings"],
            serde_json::json!([]),
            "{:#}",
            all.value()["run"]
        );
        let since = tool.run_plain(&["show", "7", "--format", "json"]);
        let since: serde_json::Value = serde_json::from_str(&since.stdout).expect("JSON");
        for finding in all.findings() {
            assert_eq!(finding["first_seen"], since["run"]["started_at"]);
        }
        let diff = tool.run_plain(&["diff", "7", "10"]);
        told(&diff, 0, "no new finding, 7 persisting");
    }
}

#[test]
fn the_seals_hold_over_a_new_run_and_over_pruning() {
    for release in &RELEASES {
        let tool = upgraded(release);
        let anchor = tool.dir().join("anchor");
        fs::write(
            &anchor,
            format!("reconcile anchor: run 9 {}\n", release.seal),
        )
        .expect("an anchor");
        let verify = ["verify", "--anchor", "anchor"];
        told(&tool.run_plain(&verify), 0, "8 runs sealed");
        tool.report(&[], 1);
        told(&tool.run_plain(&verify), 0, "9 runs sealed");
        let prune = ["prune", "--keep-last", "1", "--keep-weekly", "0"];
        told(&tool.run_plain(&prune), 0, "3 runs went: 4, 7 and 8");
        told(&tool.run_plain(&verify), 0, "6 runs sealed");
    }
}

#[test]
fn every_job_of_the_history_reads_it() {
    for release in &RELEASES {
        let tool = upgraded(release);
        told(&tool.run_plain(&["status"]), 1, "tenant_b");
        let audit = ["report", "--since", "2026-11-30", "--format", "markdown"];
        told(&tool.run_plain(&audit), 0, "tenant_b");
        told(
            &tool.run_plain(&["diff", "4", "5"]),
            1,
            "shop_product_price_check",
        );
        told(&tool.run_plain(&["explain", "e71d8289"]), 0, "left_at");
        told(&tool.run(&["repair"]), 1, "left_at");
        told(&tool.run_plain(&["dashboard", "--output", "pages"]), 1, "");
        let page = fs::read_to_string(tool.dir().join("pages/index.html")).expect("a page");
        assert!(page.contains("tenant_b"));
    }
}
