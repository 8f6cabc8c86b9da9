//! Each fault that SQL can do to each object of the project on SQLite: found, as one finding, at the migration that a look
//! after each migration saw set it.
//!
//! `tests/sqlite/faults.py` makes the faults and damages copies. By default one of each sort is tried;
//! `RECONCILE_MATRIX_FAULTS` is how many of each, or `all`.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::sync::Mutex;

use serde_json::Value;
use tempfile::TempDir;

use super::built::{project, report, succeed, usual};
use crate::support::django::python_on_file;
use crate::support::report::Report;

const SAMPLE: &str = "RECONCILE_MATRIX_FAULTS";

/// Kind, type, schema, table, name, aspect. Text that is not there is empty.
type Named = [String; 6];

pub(super) struct Fault {
    pub(super) sort: String,
    pub(super) damage: Value,
    /// The finding that it must be.
    named: Named,
    /// What it means besides.
    also: Vec<Named>,
    pub(super) file: String,
    pub(super) refused: bool,
}

/// By type, schema, table, name and aspect, the migrations of which one set it.
type Owners = BTreeMap<[String; 5], BTreeSet<String>>;

fn texts<const N: usize>(value: &Value) -> [String; N] {
    std::array::from_fn(|at| value[at].as_str().unwrap_or_default().to_owned())
}

/// The faults, and in a folder a damaged copy for each that SQLite did not refuse.
pub(super) fn faults(copies: &Path) -> Vec<Fault> {
    let built = usual();
    let wanted = std::env::var(SAMPLE).unwrap_or_else(|_| "1".to_owned());
    let mut command = python_on_file(built.release, &built.database()).expect("the usual Python");
    command
        .arg(project().join("faults.py"))
        .args([&built.database(), copies]);
    if wanted != "all" {
        command.args(["--each", &wanted]);
    }
    let told: Vec<Value> = serde_json::from_str(&succeed(&mut command)).expect("JSON");
    let fault = |value: Value| Fault {
        sort: value["sort"].as_str().expect("a sort").to_owned(),
        named: texts(&value["named"]),
        also: value["also"]
            .as_array()
            .expect("a list")
            .iter()
            .map(texts)
            .collect(),
        file: value["file"].as_str().expect("a file").to_owned(),
        refused: !value["refused"].is_null(),
        damage: value["damage"].clone(),
    };
    told.into_iter().map(fault).collect()
}

fn owners() -> Owners {
    let text = fs::read_to_string(usual().owners()).expect("the owners");
    let rows: Vec<Value> = serde_json::from_str(&text).expect("JSON");
    let migrations = |row: &Value| {
        let names = row[5].as_array().expect("a list").iter();
        let names = names.map(|name| name.as_str().expect("a name").to_owned());
        names.collect()
    };
    rows.iter()
        .map(|row| (texts(row), migrations(row)))
        .collect()
}

/// Each finding of weight that follows from no other, and its migration.
fn told(report: &Report) -> Vec<(Named, String)> {
    let findings = report.findings();
    let findings = findings.filter(|it| it["severity"] != "info" && it["root_cause"].is_null());
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    findings
        .map(|finding| {
            let (object, migration) = (&finding["object"], &finding["migration"]);
            let named = [
                &finding["kind"],
                &object["type"],
                &object["schema"],
                &object["table"],
                &object["name"],
                &finding["aspect"],
            ];
            let name = if migration.is_null() {
                String::new()
            } else {
                format!("{}.{}", text(&migration["app"]), text(&migration["name"]))
            };
            (named.map(text), name)
        })
        .collect()
}

/// What cannot be proved different may be undecided: it is told all the same.
fn is_meant(fault: &Fault, named: &Named) -> bool {
    let undecided = fault.named[0] == "different" && named[0] == "undecided";
    (fault.named[0] == named[0] || undecided) && fault.named[1..] == named[1..]
}

/// A rename leaves what is missing under the old name, and what is too much under the new.
fn is_other_half(fault: &Fault, named: &Named) -> bool {
    fault.sort.starts_with("rename") && named[0] == "unexpected" && named[4].contains("zz_other")
}

/// What is wrong with what is told, if anything is.
fn complaint(fault: &Fault, copies: &Path, owners: &Owners) -> Option<String> {
    let report = report(&copies.join(&fault.file), &usual().ledger(), &[]);
    let mut told = told(&report);
    told.retain(|(named, _)| !is_other_half(fault, named) && !fault.also.contains(named));
    let place: [String; 5] = std::array::from_fn(|at| fault.named[at + 1].clone());
    let owner = owners.get(&place);
    let exact = match &told[..] {
        [(named, migration)] => {
            let attributed = fault.named[0] == "unexpected"
                || owner.is_some_and(|owner| owner.contains(migration));
            is_meant(fault, named) && attributed
        }
        _ => false,
    };
    (!exact).then(|| {
        format!(
            "{}: {}\n  wanted {:?} of {owner:?}\n  told   {told:?}",
            fault.sort, fault.damage, fault.named
        )
    })
}

#[test]
fn each_fault_is_one_finding_at_its_migration() {
    let copies = TempDir::new().expect("a temporary folder");
    let (faults, owners) = (faults(copies.path()), owners());
    let done: Vec<&Fault> = faults.iter().filter(|fault| !fault.refused).collect();
    let next = Mutex::new(done.iter());
    let complaints = Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                while let Some(fault) = { next.lock().expect("a queue").next() } {
                    let found = complaint(fault, copies.path(), &owners);
                    complaints.lock().expect("complaints").extend(found);
                }
            });
        }
    });
    let complaints = complaints.into_inner().expect("complaints");
    let refused = faults.len() - done.len();
    let wrong = complaints.len();
    println!(
        "{} faults done, {refused} refused, {wrong} told otherwise",
        done.len()
    );
    assert!(done.len() > 60, "{}", done.len());
    assert!(complaints.is_empty(), "{}", complaints.join("\n"));
}
