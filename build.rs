//! Tells the program which commit it is built from, and of which day.
//!
//! The commit is that of the repository whose root this package is, else what `cargo package` noted; a
//! package inside of another repository is not that repository's. The day is `SOURCE_DATE_EPOCH`'s,
//! else the commit's, so that the same sources make the same program. Without either the version
//! stands alone.

use std::path::Path;
use std::process::Command;

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-env-changed=SOURCE_DATE_EPOCH");
    let noted = commit().or_else(packaged);
    let (commit, day) = noted.unwrap_or_default();
    let day = source_date().unwrap_or(day);
    let words: Vec<String> = [commit, day.clone()]
        .into_iter()
        .filter(|word| !word.is_empty())
        .collect();
    let version = std::env::var("CARGO_PKG_VERSION").unwrap_or_default();
    let version = match words.as_slice() {
        [] => version,
        words => format!("{version} ({})", words.join(" ")),
    };
    println!("cargo::rustc-env=RECONCILE_VERSION={version}");
    println!("cargo::rustc-env=RECONCILE_DAY={day}");
}

/// The commit, and its day in UTC.
fn commit() -> Option<(String, String)> {
    // What stands in a folder of another repository has nothing to do with its commits.
    if !git(&["rev-parse", "--show-prefix"])?.is_empty() {
        return None;
    }
    // HEAD changes with a branch, its log with each commit. A file that is not there must not be
    // named: cargo would run this again each time.
    for name in ["HEAD", "logs/HEAD"] {
        let path = git(&["rev-parse", "--git-path", name])?;
        if Path::new(&path).exists() {
            println!("cargo::rerun-if-changed={path}");
        }
    }
    let shown = git(&[
        "log",
        "--max-count=1",
        "--no-show-signature",
        "--abbrev=7",
        "--date=format-local:%Y-%m-%d",
        "--format=%h %cd",
    ])?;
    let (commit, day) = shown.split_once(' ')?;
    Some((commit.to_owned(), day.to_owned()))
}

fn git(arguments: &[&str]) -> Option<String> {
    let out = Command::new("git")
        .args(arguments)
        .env("TZ", "UTC")
        .output()
        .ok()?;
    let text = String::from_utf8(out.stdout).ok()?;
    out.status.success().then(|| text.trim_end().to_owned())
}

/// `{"git": {"sha1": "..."}}` of a package from a registry.
fn packaged() -> Option<(String, String)> {
    let text = std::fs::read_to_string(".cargo_vcs_info.json").ok()?;
    let (_, after) = text.split_once("\"sha1\"")?;
    let commit: String = after.split('"').nth(1)?.chars().take(7).collect();
    let is_commit = commit.len() == 7 && commit.bytes().all(|byte| byte.is_ascii_hexdigit());
    is_commit.then_some((commit, String::new()))
}

/// See <https://reproducible-builds.org/specs/source-date-epoch/>.
fn source_date() -> Option<String> {
    let seconds: i64 = std::env::var("SOURCE_DATE_EPOCH").ok()?.parse().ok()?;
    let at = jiff::Timestamp::from_second(seconds).ok()?;
    Some(at.strftime("%Y-%m-%d").to_string())
}
