//! The three figures: recall, precision, attribution.

use std::collections::BTreeMap;
use std::fmt;

use super::Outcome;

#[derive(Default)]
pub(super) struct Figures {
    refused: usize,
    judged: usize,
    found: usize,
    others: usize,
    attributed: usize,
    complaints: Vec<String>,
    /// Judged faults of each sort.
    sorts: BTreeMap<String, usize>,
}

impl Figures {
    pub(super) fn add(&mut self, sort: &str, outcome: Outcome) {
        let Outcome::Judged(judged) = outcome else {
            self.refused += 1;
            return;
        };
        *self.sorts.entry(sort.to_owned()).or_default() += 1;
        self.judged += 1;
        self.found += usize::from(judged.found);
        self.attributed += usize::from(judged.attributed);
        self.others += judged.others;
        self.complaints.extend(judged.complaint);
    }

    pub(super) fn judged(&self) -> usize {
        self.judged
    }

    pub(super) fn is_perfect(&self) -> bool {
        self.complaints.is_empty()
    }

    pub(super) fn complaints(&self) -> String {
        self.complaints.join("\n")
    }
}

impl fmt::Display for Figures {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            refused,
            judged,
            found,
            others,
            attributed,
            sorts,
            ..
        } = self;
        writeln!(
            f,
            "faults      {judged} judged, of {} sorts; the server refused {refused}",
            sorts.len()
        )?;
        writeln!(f, "recall      {found} of {judged} found")?;
        writeln!(
            f,
            "precision   {found} of {} findings were the fault",
            found + others
        )?;
        write!(
            f,
            "attribution {attributed} of {found} at the migration that set it"
        )
    }
}
