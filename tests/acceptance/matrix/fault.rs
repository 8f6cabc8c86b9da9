//! The faults that the catalog offers, which of them are tried, and which at once.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use serde_json::Value;

use crate::support::cli::Tool;
use crate::support::cluster::Database;
use crate::support::django::project;

/// What the queries of faults read.
const OWN: &str = include_str!("faults/own.sql");

/// Queries of faults.
const PARTS: &[&str] = &[
    include_str!("faults/tables.sql"),
    include_str!("faults/columns.sql"),
    include_str!("faults/constraints.sql"),
    include_str!("faults/indexes.sql"),
    include_str!("faults/rules.sql"),
    include_str!("faults/relations.sql"),
    include_str!("faults/code.sql"),
    include_str!("faults/others.sql"),
    include_str!("faults/comments.sql"),
];

/// How many faults of each sort are tried.
const SAMPLE: &str = "RECONCILE_MATRIX_FAULTS";

/// How many faults one database takes. Each costs a line of a report, each database a second.
const AT_ONCE: usize = 16;

/// What a finding names: kind, type, schema, table, name, aspect. Text that is not there is empty.
pub(super) type Named = [String; 6];

pub(super) struct Fault {
    pub(super) sort: String,
    pub(super) damage: String,
    /// What it does, by the names in the database.
    pub(super) live: Named,
    /// The finding that it must be, by the names of the ledger.
    pub(super) named: Named,
}

impl Fault {
    /// The table that it damages, or what stands alone.
    fn ground(&self) -> (&str, &str) {
        let [_, _, schema, table, name, _] = &self.live;
        (schema, if table.is_empty() { name } else { table })
    }
}

/// Live names of what the ledger calls otherwise (`capture_gap`), by table: what a finding says.
fn twins(database: &Database, ledger: &Path) -> BTreeMap<(String, String), String> {
    let tool = Tool::new(&database.url(), ledger);
    let report = tool.report(&["--no-history", "--fail-on", "never"], 0);
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let named = report
        .findings()
        .filter(|finding| finding["aspect"] == "name");
    named
        .map(|finding| {
            let object = &finding["object"];
            let live = (text(&object["table"]), text(&finding["actual"]));
            (live, text(&object["name"]))
        })
        .collect()
}

/// Every fault of the matrix, sorted.
pub(super) fn all() -> Vec<Fault> {
    of(&project().database(), project().ledger())
}

/// Every fault that a database offers, sorted.
pub(super) fn of(database: &Database, ledger: &Path) -> Vec<Fault> {
    let twins = twins(database, ledger);
    let mut client = database.connect();
    let parts = PARTS.join("UNION ALL ");
    let faults = format!("{OWN} SELECT * FROM ({parts}) AS faults (sort, damage) ORDER BY 1, 2");
    let rows = client.query(&faults, &[]).expect("the faults");
    let text =
        |row: &postgres::Row, at: usize| row.get::<_, Option<String>>(at).unwrap_or_default();
    let fault = |row: &postgres::Row| {
        let live: Named = std::array::from_fn(|at| text(row, at + 2));
        let mut named = live.clone();
        if let Some(name) = twins.get(&(named[3].clone(), named[4].clone())) {
            named[4].clone_from(name);
        }
        Fault {
            sort: text(row, 0),
            damage: text(row, 1),
            live,
            named,
        }
    };
    let faults = rows.iter().map(fault);
    faults.filter(|fault| !leaves_nothing(fault)).collect()
}

/// What the ledger calls otherwise is known by what it is about. If that is damaged it is missing,
/// and something unexpected is there.
fn leaves_nothing(fault: &Fault) -> bool {
    let about = ["columns", "references", "expression", "method"];
    fault.live[4] != fault.named[4] && about.contains(&fault.live[5].as_str())
}

/// How many of each sort are asked for; none where all are.
pub(super) fn wanted() -> Option<usize> {
    let wanted = std::env::var(SAMPLE).unwrap_or_else(|_| "1".to_owned());
    let number = wanted.parse().ok();
    assert!(
        number.is_some() || wanted == "all",
        "{SAMPLE} is a number or `all`"
    );
    number
}

/// The same number of each sort, spread over the objects.
pub(super) fn sample() -> Vec<Fault> {
    let Some(wanted) = wanted() else {
        return all();
    };
    let mut sorts: BTreeMap<String, Vec<Fault>> = BTreeMap::new();
    for fault in all() {
        sorts.entry(fault.sort.clone()).or_default().push(fault);
    }
    let chosen = sorts.into_values().flat_map(|list| {
        let step = (list.len() / wanted).max(1);
        // From the middle of each stretch: the first objects are all of one app.
        list.into_iter().skip(step / 2).step_by(step).take(wanted)
    });
    chosen.collect()
}

/// Faults that one database can take: of sorts of their own, on tables of their own.
#[derive(Default)]
struct Batch<'a> {
    faults: Vec<&'a Fault>,
    sorts: BTreeSet<&'a str>,
    grounds: BTreeSet<(&'a str, &'a str)>,
}

impl<'a> Batch<'a> {
    fn takes(&self, fault: &Fault) -> bool {
        self.faults.len() < AT_ONCE
            && !self.sorts.contains(fault.sort.as_str())
            && !self.grounds.contains(&fault.ground())
    }

    fn add(&mut self, fault: &'a Fault) {
        self.sorts.insert(&fault.sort);
        self.grounds.insert(fault.ground());
        self.faults.push(fault);
    }
}

/// All of them, in as many databases as it needs.
pub(super) fn batches(faults: &[Fault]) -> Vec<Vec<&Fault>> {
    let mut batches: Vec<Batch<'_>> = Vec::new();
    for fault in faults {
        if let Some(batch) = batches.iter_mut().find(|batch| batch.takes(fault)) {
            batch.add(fault);
        } else {
            let mut batch = Batch::default();
            batch.add(fault);
            batches.push(batch);
        }
    }
    batches.into_iter().map(|batch| batch.faults).collect()
}
