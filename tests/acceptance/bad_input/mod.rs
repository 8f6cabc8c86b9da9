//! What cannot be measured is exit status 2 and one clear sentence: no panic, no secret, no
//! half-written run.

mod connection;
mod history;
mod ledger;
mod output;

use crate::support::cli::{Outcome, Tool};
use crate::support::cluster::Database;
use crate::support::incident;

pub(super) const UNMEASURED: Option<i32> = Some(2);

pub(super) fn tool(database_url: &str) -> Tool {
    Tool::new(database_url, &incident::ledger())
}

/// Status 2, nothing on stdout, and a short message that holds `words`.
pub(super) fn assert_refused(outcome: &Outcome, words: &[&str]) {
    assert_eq!(outcome.status, UNMEASURED, "{outcome:#?}");
    assert_eq!(outcome.stdout, "", "{outcome:#?}");
    assert_plain(outcome, words);
}

/// A message for people: short, without the insides of the program.
pub(super) fn assert_plain(outcome: &Outcome, words: &[&str]) {
    let said = &outcome.stderr;
    assert!((1..=8).contains(&said.lines().count()), "{said}");
    for inside in [
        "Error {",
        "Err(",
        "kind:",
        "os error",
        "backtrace",
        "\x1b",
        "/.reconcile-",
        "/.history-",
    ] {
        assert!(!said.contains(inside), "{inside} in {said}");
    }
    for word in words {
        assert!(said.contains(word), "{word} is not in {said}");
    }
}

/// The ledger of the incident on a database that agrees with it.
pub(super) fn healthy() -> (Database, Tool) {
    let database = incident::state_c();
    let tool = tool(&database.url());
    (database, tool)
}
