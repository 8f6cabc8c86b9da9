//! One word for each migration, by the first row of the table that holds.

use std::collections::BTreeSet;

use super::Case;
use super::counts::Judged;
use crate::effect::vocabulary::Meaning;
use crate::migration::MigrationKey;
use crate::record::Role;
use crate::report::{EffectCounts, Verdict};

/// The verdict on a migration that is recorded, or that a recorded one stands on.
pub(super) fn recorded(
    case: &Case<'_>,
    judged: &Judged,
    complained: &BTreeSet<&MigrationKey>,
    key: &MigrationKey,
) -> Verdict {
    match case.plan.role(key) {
        Some(Role::StoodForBy(_)) => return Verdict::Superseded,
        Some(Role::NoLedger) | None => return Verdict::NoLedger,
        Some(Role::Replayed | Role::Candidate) => {}
    }
    let reading = match case.readings.get(key) {
        None => return Verdict::NoLedger,
        Some(Err(_)) => return Verdict::Undecided,
        Some(Ok(reading)) => reading,
    };
    if reading.is_empty() {
        return Verdict::StateOnly;
    }
    let unreadable = reading
        .statements
        .iter()
        .any(|statement| matches!(statement.meaning, Meaning::Unreadable { .. }));
    by_effects(judged.counts(key))
        .or_else(|| (unreadable || complained.contains(key)).then_some(Verdict::Undecided))
        .or_else(|| (!reading.has_effects()).then_some(Verdict::Opaque))
        .unwrap_or_else(|| match judged.counts(key).total {
            0 => Verdict::Superseded,
            // Beside what is there, it may have done what nothing was held against.
            _ if reading.may_reach_further() => Verdict::Undecided,
            _ => Verdict::Verified,
        })
}

fn by_effects(counts: EffectCounts) -> Option<Verdict> {
    let EffectCounts {
        total,
        present: _,
        misplaced,
        missing,
        different,
        surviving,
        invalid,
        undecided,
        unmeasured,
    } = counts;
    if misplaced > 0 {
        Some(Verdict::Misrouted)
    } else if missing > 0 && missing == total {
        Some(Verdict::Faked)
    } else if missing > 0 {
        Some(Verdict::Partial)
    } else if different + surviving + invalid > 0 {
        Some(Verdict::Drifted)
    } else if undecided + unmeasured > 0 {
        Some(Verdict::Undecided)
    } else {
        None
    }
}

/// The migrations of which a statement could not be applied.
pub(super) fn complained<'a>(case: &Case<'a>) -> BTreeSet<&'a MigrationKey> {
    let expected = case.expected;
    let complaints = expected.complaints.iter();
    complaints
        .map(|complaint| &expected.origins.at(complaint.location).migration)
        .collect()
}
