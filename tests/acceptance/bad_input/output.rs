//! Outputs that take nothing, and command lines that say nothing.

use std::fs::{self, OpenOptions};
use std::io::pipe;

use super::{UNMEASURED, assert_plain, assert_refused, healthy};

#[test]
fn a_full_disk_is_told() {
    let (_database, tool) = healthy();
    let full = OpenOptions::new()
        .write(true)
        .open("/dev/full")
        .expect("/dev/full");
    let outcome = tool.run_into(&[], full);
    assert_eq!(outcome.status, UNMEASURED, "{outcome:#?}");
    assert_plain(&outcome, &["standard output"]);
    let outcome = tool.run(&["--output", "/dev/full"]);
    assert_refused(&outcome, &["/dev/full"]);
}

#[test]
fn a_reader_that_went_away_is_no_error() {
    let (_database, tool) = healthy();
    for format in ["text", "json"] {
        let (reader, writer) = pipe().expect("a pipe");
        drop(reader);
        let outcome = tool.run_into(&["--format", format], writer);
        assert_eq!((outcome.status, outcome.stderr.as_str()), (Some(0), ""));
    }
    let next = tool.report(&[], 0);
    assert!(
        next.value()["run"]["previous"].is_u64(),
        "the run was not stored"
    );
}

#[test]
fn an_output_that_cannot_be_made_is_named() {
    let (_database, tool) = healthy();
    assert_refused(
        &tool.run(&["-o", "/proc/nowhere/report.txt"]),
        &[
            "/proc/nowhere/report.txt",
            "no such file or folder",
            "-o FILE",
        ],
    );
}

#[test]
fn bad_usage_is_told_with_its_own_status() {
    let (_database, tool) = healthy();
    for args in [
        &["--format", "nonsense"][..],
        &["--fail-on", "often"],
        &["frobnicate"],
        &["--app"],
    ] {
        let outcome = tool.run(args);
        assert_eq!(outcome.status, UNMEASURED, "{outcome:#?}");
        assert_eq!(outcome.stdout, "");
        assert!(!outcome.stderr.is_empty());
    }
}

#[test]
fn a_report_is_not_written_over_the_history() {
    let (_database, tool) = healthy();
    tool.report(&[], 0);
    let kept = fs::read(tool.history()).expect("the history");
    let outcome = tool.run(&["-o", ".reconcile/history.sqlite3"]);
    assert_refused(&outcome, &["is the history", "-o FILE"]);
    let seal = tool.run(&["--anchor", ".reconcile/history.sqlite3"]);
    assert_refused(&seal, &["cannot read the anchor"]);
    for job in ["show", "runs", "status", "verify"] {
        let outcome = tool.run_plain(&[job, "-o", "./.reconcile/history.sqlite3"]);
        assert_refused(&outcome, &["is the history", "-o FILE"]);
    }
    assert_eq!(fs::read(tool.history()).expect("the history"), kept);
}

#[test]
fn no_answer_is_written_over_the_settings() {
    let (_database, tool) = healthy();
    let settings = tool.dir().join("reconcile.toml");
    fs::write(&settings, "# ours\n").expect("the settings");
    tool.report(&[], 0);
    for args in [
        &["-o", "./reconcile.toml"][..],
        &[
            "--format",
            "text",
            "--format",
            "json",
            "-o",
            "reconcile.toml",
        ],
    ] {
        assert_refused(&tool.run(args), &["holds the settings", "-o FILE"]);
    }
    for args in [
        &["show", "-o", "reconcile.toml"][..],
        &["waive", "abcd", "--reason", "r", "-o", "reconcile.toml"],
    ] {
        assert_refused(&tool.run_plain(args), &["holds the settings", "-o FILE"]);
    }
    let kept = fs::read_to_string(&settings).expect("the settings");
    assert_eq!(kept, "# ours\n");
}
