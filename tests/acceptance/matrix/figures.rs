//! The three figures: recall, precision, attribution.
//!
//! Where `RECONCILE_FIGURES_DIR` names a folder, they are also written there as `matrix-15.json`, by
//! the server's major version:
//!
//! ```json
//! {
//!   "format": 1,
//!   "server_version": "15.18",
//!   "per_sort": 5,
//!   "sorts": 45,
//!   "objects": 150,
//!   "refused": 2,
//!   "unmeasured": 0,
//!   "judged": 203,
//!   "found": 203,
//!   "undecided": 1,
//!   "findings": 205,
//!   "attributed": 198,
//!   "recall": 1.0,
//!   "precision": 0.9902,
//!   "attribution": 0.9754,
//!   "by_sort": {"drop a table": {"judged": 5, "found": 5, "undecided": 0, "findings": 5, "attributed": 5}}
//! }
//! ```
//!
//! `per_sort` is `"all"` where every fault was tried. `refused` were no faults: the server does not do
//! them. `unmeasured` were not judged: the report says of the very thing that it was not compared. `objects` is how many objects were damaged, or got something that belongs to nobody. Recall is
//! `found / judged`, precision `found / findings`, attribution `attributed / found`.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use serde_json::{Value, json};

use super::fault::Fault;
use super::judge::{Judged, Outcome};
use crate::support::figures;

#[derive(Default, Clone, Copy)]
struct Count {
    judged: u32,
    found: u32,
    undecided: u32,
    findings: u32,
    attributed: u32,
}

impl Count {
    fn add(&mut self, judged: &Judged) {
        self.judged += 1;
        self.found += u32::from(judged.found);
        self.undecided += u32::from(judged.undecided);
        self.findings += u32::from(judged.found) + judged.others;
        self.attributed += u32::from(judged.attributed);
    }

    fn json(self) -> Value {
        let Self {
            judged,
            found,
            undecided,
            findings,
            attributed,
        } = self;
        json!({"judged": judged, "found": found, "undecided": undecided, "findings": findings, "attributed": attributed})
    }
}

#[derive(Default)]
pub(super) struct Figures {
    refused: u32,
    unmeasured: u32,
    total: Count,
    sorts: BTreeMap<String, Count>,
    objects: BTreeSet<[String; 4]>,
    complaints: usize,
}

impl Figures {
    pub(super) fn add(&mut self, fault: &Fault, outcome: Outcome) {
        let judged = match outcome {
            Outcome::Refused => {
                self.refused += 1;
                return;
            }
            Outcome::Unmeasured => {
                self.unmeasured += 1;
                return;
            }
            Outcome::Judged(judged) => judged,
        };
        self.total.add(&judged);
        self.sorts
            .entry(fault.sort.clone())
            .or_default()
            .add(&judged);
        self.objects
            .insert([1, 2, 3, 4].map(|at| fault.live[at].clone()));
        if let Some(complaint) = judged.complaint {
            // At once: a long run tells on the way.
            println!("{complaint}");
            self.complaints += 1;
        }
    }

    pub(super) fn judged(&self) -> usize {
        self.total.judged as usize
    }

    pub(super) fn is_perfect(&self) -> bool {
        self.complaints == 0
    }

    /// Writes the figures where the environment asks for them.
    pub(super) fn keep(&self, server: &str, per_sort: Option<usize>) {
        figures::keep("matrix", server, &self.json(server, per_sort));
    }

    fn json(&self, server: &str, per_sort: Option<usize>) -> Value {
        let total = self.total;
        let by_sort: BTreeMap<&String, Value> = self
            .sorts
            .iter()
            .map(|(sort, count)| (sort, count.json()))
            .collect();
        let mut value = json!({
            "format": 1,
            "server_version": server,
            "per_sort": per_sort.map_or_else(|| json!("all"), |number| json!(number)),
            "sorts": self.sorts.len(),
            "objects": self.objects.len(),
            "refused": self.refused,
            "unmeasured": self.unmeasured,
            "recall": share(total.found, total.judged),
            "precision": share(total.found, total.findings),
            "attribution": share(total.attributed, total.found),
            "by_sort": by_sort,
        });
        if let (Some(whole), Value::Object(part)) = (value.as_object_mut(), total.json()) {
            whole.extend(part);
        }
        value
    }
}

/// Four digits after the point; never rounded up to one.
fn share(part: u32, whole: u32) -> f64 {
    (f64::from(part) / f64::from(whole) * 10_000.0).floor() / 10_000.0
}

impl fmt::Display for Figures {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Count {
            judged,
            found,
            undecided,
            findings,
            attributed,
        } = self.total;
        let (sorts, objects) = (self.sorts.len(), self.objects.len());
        writeln!(
            f,
            "faults      {judged} judged, of {sorts} sorts, on {objects} objects; the server refused {}, {} are said to be not compared",
            self.refused, self.unmeasured
        )?;
        writeln!(
            f,
            "recall      {found} of {judged} found, {undecided} of them as undecided"
        )?;
        writeln!(
            f,
            "precision   {found} of {findings} findings were the fault"
        )?;
        write!(
            f,
            "attribution {attributed} of {found} at the migration that set it"
        )
    }
}
