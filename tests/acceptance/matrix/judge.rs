//! What the tool makes of a damaged database.

use serde_json::Value;

use super::fault::{Fault, Named};
use super::owners::Owners;
use crate::support::cli::Tool;
use crate::support::cluster::Database;
use crate::support::django::project;

/// What one fault came to.
pub(super) enum Outcome {
    /// The server refused the damage.
    Refused,
    /// Not told, and the report says that it was not compared.
    Unmeasured,
    Judged(Judged),
}

impl Outcome {
    fn is_exact(&self) -> bool {
        match self {
            Self::Judged(judged) => judged.is_exact(),
            Self::Refused | Self::Unmeasured => false,
        }
    }
}

pub(super) struct Judged {
    /// Whether the finding that was asked for is there.
    pub(super) found: bool,
    /// Whether it was told as what cannot be proved equal or different.
    pub(super) undecided: bool,
    /// How many others are there.
    pub(super) others: u32,
    /// Whether it stands at the migration that set it.
    pub(super) attributed: bool,
    /// What was wrong, for a person.
    pub(super) complaint: Option<String>,
}

impl Judged {
    fn is_exact(&self) -> bool {
        self.found && self.attributed && self.others == 0
    }
}

/// A finding and its migration.
type Told = (Named, String);

/// Judges faults in one database; where they are not told exactly, each half in its own.
pub(super) fn judge<'a>(faults: &[&'a Fault], owners: &Owners) -> Vec<(&'a Fault, Outcome)> {
    let database = project().database();
    let (done, refused): (Vec<&Fault>, Vec<&Fault>) = faults
        .iter()
        .partition(|fault| database.connect().batch_execute(&fault.damage).is_ok());
    if let ([], [fault]) = (&done[..], &refused[..]) {
        return vec![(fault, Outcome::Refused)];
    }
    let Said {
        mut told,
        unmeasured,
    } = said(&database);
    let mut outcomes = Vec::new();
    for fault in &done {
        told.retain(|(named, _)| !is_other_half(fault, named));
        let hit = told.iter().position(|(named, _)| is_meant(fault, named));
        let hit = hit.map(|at| told.swap_remove(at));
        let skipped = hit.is_none() && unmeasured.iter().any(|reason| is_about(fault, reason));
        outcomes.push((*fault, hit, skipped));
    }
    let others = if let [_] = faults { &told[..] } else { &[] };
    let outcomes: Vec<(&Fault, Outcome)> = outcomes
        .into_iter()
        .map(|(fault, hit, skipped)| {
            let outcome = if skipped && others.is_empty() {
                Outcome::Unmeasured
            } else {
                Outcome::Judged(compared(fault, hit.as_ref(), others, owners))
            };
            (fault, outcome)
        })
        .collect();
    let exact = told.is_empty() && outcomes.iter().all(|(_, outcome)| outcome.is_exact());
    if !exact && faults.len() > 1 {
        let (one, other) = faults.split_at(faults.len() / 2);
        let mut apart = judge(one, owners);
        apart.extend(judge(other, owners));
        return apart;
    }
    // One may have been in the way of another.
    let again = refused.iter().flat_map(|fault| judge(&[*fault], owners));
    outcomes.into_iter().chain(again).collect()
}

/// What the tool says of a database.
struct Said {
    told: Vec<Told>,
    /// What it did not compare, and why.
    unmeasured: Vec<String>,
}

/// What the tool says of the database.
fn said(database: &Database) -> Said {
    let tool = Tool::new(&database.url(), project().ledger());
    let report = tool.report(&["--no-history", "--fail-on", "never"], 0);
    let statements = &report.value()["summary"]["coverage"]["opaque_statements"];
    let reasons = statements.as_array().into_iter().flatten();
    let reasons = reasons.filter_map(|statement| statement["reason"].as_str());
    let unmeasured = reasons.flat_map(|text| text.split("; ").map(str::to_owned));
    let findings = report.findings();
    let told = findings
        .filter(|finding| finding["severity"] != "info" && finding["root_cause"].is_null())
        .map(|finding| (named(finding), migration(finding)))
        .collect();
    Said {
        told,
        unmeasured: unmeasured.collect(),
    }
}

/// Whether the report says that it did not compare what was damaged.
fn is_about(fault: &Fault, reason: &str) -> bool {
    let [_, of, schema, table, name, aspect] = &fault.named;
    let wanted = format!("{of} {schema}.{table}.{name}: the {aspect} was not compared");
    reason.starts_with(&wanted)
}

fn compared(fault: &Fault, hit: Option<&Told>, others: &[Told], owners: &Owners) -> Judged {
    // What the ledger calls otherwise was made by a migration whose print does not tell of it.
    let untold = fault.live != fault.named;
    let attributed =
        hit.is_some_and(|(_, migration)| untold || owners.hold(&fault.live, migration));
    let mut judged = Judged {
        found: hit.is_some(),
        undecided: hit.is_some_and(|(named, _)| named[0] == "undecided"),
        others: u32::try_from(others.len()).expect("a number of findings"),
        attributed,
        complaint: None,
    };
    if !judged.is_exact() {
        judged.complaint = Some(format!(
            "{}: {}\n  wanted {:?} of {}\n  told   {hit:?}\n  others {others:?}",
            fault.sort,
            fault.damage,
            fault.named,
            owners.shown(&fault.live),
        ));
    }
    judged
}

/// An expression that cannot be proved different may be undecided: it is told all the same.
fn is_meant(fault: &Fault, told: &Named) -> bool {
    let wanted = &fault.named;
    let undecided = wanted[0] == "different" && told[0] == "undecided";
    (wanted[0] == told[0] || undecided) && wanted[1..] == told[1..]
}

/// A rename leaves what is missing under the old name, and what is too much under the new.
fn is_other_half(fault: &Fault, named: &Named) -> bool {
    let kind = |named: &Named| [1, 2, 3].map(|at| named[at].clone());
    fault.sort.starts_with("rename")
        && named[0] == "unexpected"
        && named[4].starts_with("zz_other")
        && kind(&fault.named) == kind(named)
}

fn named(finding: &Value) -> Named {
    let object = &finding["object"];
    [
        &finding["kind"],
        &object["type"],
        &object["schema"],
        &object["table"],
        &object["name"],
        &finding["aspect"],
    ]
    .map(|value| value.as_str().unwrap_or_default().to_owned())
}

fn migration(finding: &Value) -> String {
    let migration = &finding["migration"];
    match (migration["app"].as_str(), migration["name"].as_str()) {
        (Some(app), Some(name)) => format!("{app}.{name}"),
        _ => String::new(),
    }
}
