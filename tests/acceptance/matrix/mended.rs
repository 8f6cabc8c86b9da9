//! What a finding suggests as SQL is run, and the finding is gone.

use serde_json::Value;

use super::fault::{self, Fault};
use crate::support::cli::Tool;
use crate::support::cluster::Database;
use crate::support::django::project;
use crate::support::report::Report;

/// What did not do what it says.
fn complaints(batch: &[&Fault]) -> Vec<String> {
    let database = project().database();
    for fault in batch {
        // What the server refuses damages nothing.
        let _ = database.connect().batch_execute(&fault.damage);
    }
    let before = report(&database);
    let mut complaints = Vec::new();
    let mut mended: Vec<&Value> = Vec::new();
    for finding in before.findings() {
        let statements = statements(finding);
        if statements.is_empty() {
            continue;
        }
        mended.push(finding);
        let mut client = database.connect();
        for statement in statements {
            if let Err(error) = client.batch_execute(&statement) {
                let error = error.as_db_error().map(|it| it.message().to_owned());
                complaints.push(format!("{}\n  {statement}\n  {error:?}", told(finding)));
            }
        }
    }
    let after = report(&database);
    for finding in mended {
        if after.findings().any(|one| one["id"] == finding["id"]) {
            let statements = statements(finding).join("\n  ");
            complaints.push(format!("still there: {}\n  {statements}", told(finding)));
        }
    }
    complaints
}

fn report(database: &Database) -> Report {
    let tool = Tool::new(&database.url(), project().ledger());
    tool.report(&["--no-history", "--fail-on", "never"], 0)
}

/// What changes something: a look changes nothing.
fn statements(finding: &Value) -> Vec<String> {
    let next = finding["next"].as_array().into_iter().flatten();
    let sql = next.filter(|it| it["in"] == "sql");
    let texts = sql.filter_map(|it| it["run"].as_str());
    texts
        .filter(|text| !text.starts_with("SHOW "))
        .map(str::to_owned)
        .collect()
}

fn told(finding: &Value) -> String {
    let texts = ["kind", "message"].map(|field| finding[field].as_str().unwrap_or_default());
    texts.join(": ")
}

#[test]
fn what_is_suggested_as_sql_mends_the_finding() {
    let faults = fault::sample();
    let all = super::complaints_of(fault::batches(&faults), |batch| complaints(&batch));
    assert!(all.is_empty(), "{}", all.join("\n"));
}
