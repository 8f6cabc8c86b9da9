//! The four figures of the first page: runs, what is open, what was resolved, and how much was looked at.

use std::collections::BTreeMap;

use super::model::{Entry, Resolved, Section};
use super::schedule::Schedule;
use super::unmeasured;
use crate::report::page::{Block, Figure, Line, own};
use crate::report::vocabulary::Severity;
use crate::report::words::count;

pub(super) fn figures(sections: &[Section]) -> Block {
    Block::Figures(vec![
        runs(sections),
        open(sections),
        resolved(sections),
        coverage(sections),
    ])
}

fn figure(label: &'static str, value: String, notes: Vec<Line>) -> Figure {
    Figure {
        label,
        value: own(value),
        notes,
    }
}

fn runs(sections: &[Section]) -> Figure {
    let runs = || sections.iter().flat_map(|section| &section.runs);
    let (made, blind) = (
        runs().count(),
        runs().filter(|run| !run.measured).count() as u64,
    );
    let schedules = || sections.iter().filter_map(|one| one.schedule.as_ref());
    let missed: u64 = schedules().map(Schedule::missed).sum();
    let (value, first) = if schedules().next().is_none() {
        let note = if sections.iter().any(|one| one.unscheduled) {
            "made; the schedule counts none of them"
        } else {
            "made; no schedule is set, so it is not known how many were expected"
        };
        (made.to_string(), note.to_owned())
    } else {
        let expected: u64 = schedules().map(|one| one.expected).sum();
        let in_time: u64 = sections.iter().map(in_time).sum();
        let note = format!("expected runs; {made} made in all");
        (format!("{in_time} of {expected}"), note)
    };
    let rest = |pruned: bool| {
        let these = sections.iter().filter(|one| is_pruned(one) == pruned);
        these.map(unsettled).sum::<u64>()
    };
    let late = Some(rest(false)).filter(|late| *late > 0);
    let late = late.map(|late| own(format!("{late} not yet late")));
    let pruned = Some(rest(true)).filter(|pruned| *pruned > 0);
    let pruned = pruned.map(|pruned| own(format!("{pruned} not known, as runs were pruned")));
    let missed = (missed > 0).then(|| Line::default().strong(format!("{missed} missed")));
    let blind = (blind > 0).then(|| Line::default().strong(format!("{blind} measured nothing")));
    let partial = runs().filter(|run| run.is_partial()).count();
    let partial =
        (partial > 0).then(|| Line::default().strong(format!("{partial} measured in part")));
    let notes = std::iter::once(own(first));
    let notes = notes.chain(missed).chain(late).chain(pruned);
    let notes = notes.chain(blind).chain(partial);
    figure("Runs", value, notes.collect())
}

/// How many of the runs that were expected were made.
fn in_time(section: &Section) -> u64 {
    let measured = section.runs.iter().filter(|run| run.measured).count() as u64;
    let schedule = section.schedule.as_ref();
    schedule.map_or(0, |it| {
        it.expected.saturating_sub(it.missed()).min(measured)
    })
}

/// Of how many that were expected it is not said that they were made or missed: a run may be late, or was pruned.
fn unsettled(section: &Section) -> u64 {
    let schedule = section.schedule.as_ref();
    schedule.map_or(0, |it| {
        it.expected.saturating_sub(it.missed() + in_time(section))
    })
}

fn is_pruned(section: &Section) -> bool {
    let schedule = section.schedule.as_ref();
    schedule.is_some_and(|it| it.pruned > 0)
}

fn open(sections: &[Section]) -> Figure {
    let mut all: BTreeMap<_, &Entry> = BTreeMap::new();
    for section in sections {
        all.extend(section.open.iter().map(|one| {
            let finding = &one.finding;
            let id = (&section.target.identity, &finding.schema, &finding.id);
            (id, one)
        }));
    }
    let (accepted, open): (Vec<&Entry>, Vec<&Entry>) =
        all.into_values().partition(|entry| entry.is_accepted());
    let of = |severity: Severity, word: &str| {
        let open = open.iter().filter(|one| one.finding.severity == severity);
        let days: Vec<i64> = open.map(|one| one.days).collect();
        let oldest = days.iter().max()?;
        let number = days.len() as u64;
        let number = match severity {
            // It asks nothing of anybody, and so is not among what the figure counts.
            Severity::Info => format!("besides {number} {word}"),
            Severity::Error | Severity::Warning => count(number, word),
        };
        Some(format!("{number}, the oldest open for {}", lasted(*oldest)))
    };
    let severities = [
        of(Severity::Error, "error"),
        of(Severity::Warning, "warning"),
        of(Severity::Info, "info"),
    ];
    let overdue = open.iter().filter(|one| one.overdue).count();
    let overdue = (overdue > 0).then(|| Line::default().strong(format!("{overdue} overdue")));
    let accepted = (!accepted.is_empty()).then(|| own(format!("{} accepted", accepted.len())));
    let severities = severities.into_iter().flatten();
    if sections.iter().all(Section::is_unknown) {
        let told = severities.collect::<Vec<_>>().join("; ");
        let told = if told.is_empty() { "nothing" } else { &told };
        let notes = unmeasured::last_known(sections, told);
        return not_known("Open findings", notes);
    }
    let looked = !sections.iter().any(Section::is_unknown);
    let blind = (!looked)
        .then(|| Line::default().strong("the newest run measured nothing, so more may be open"));
    let partial = unmeasured::number(sections);
    let partial =
        partial.map(|left| Line::default().strong(format!("{left}, so more may be open there")));
    let looked = looked && partial.is_none();
    let counted = open.iter().filter(|entry| entry.is_told()).count();
    let value = match (counted, looked) {
        (0, false) => "not known".to_owned(),
        (number, _) => number.to_string(),
    };
    let notes = severities
        .map(own)
        .chain(overdue)
        .chain(accepted)
        .chain(blind)
        .chain(partial);
    figure("Open findings", value, notes.collect())
}

/// That nothing was measured, and what was known last.
fn not_known(label: &'static str, last: Option<Line>) -> Figure {
    let blind = Line::default().strong("nothing was measured at the end of the period");
    let notes = std::iter::once(blind).chain(last);
    figure(label, "not known".to_owned(), notes.collect())
}

fn resolved(sections: &[Section]) -> Figure {
    if !sections.iter().any(Section::is_measured) {
        return not_known("Resolved", None);
    }
    let mut all: BTreeMap<_, &Resolved> = BTreeMap::new();
    for section in sections {
        all.extend(section.resolved.iter().map(|one| {
            let finding = &one.finding;
            let id = (&section.target.identity, &finding.schema, &finding.id);
            (id, one)
        }));
    }
    let (proved, unsure): (Vec<&Resolved>, Vec<&Resolved>) =
        all.into_values().partition(|one| one.not_proved.is_none());
    let mut days: Vec<i64> = proved.iter().map(|one| one.days).collect();
    days.sort_unstable();
    let repair = days.last().map(|longest| {
        let (middle, longest) = (lasted(median(&days)), lasted(*longest));
        own(format!(
            "time to repair: median {middle}, longest {longest}"
        ))
    });
    let unsure = (!unsure.is_empty()).then(|| {
        let number = unsure.len();
        own(format!(
            "{number} more no longer reported, not proved to be resolved"
        ))
    });
    let notes = repair.into_iter().chain(unsure);
    figure("Resolved", proved.len().to_string(), notes.collect())
}

/// Of sorted days; of an even number of them the mean of those in the middle.
fn median(days: &[i64]) -> i64 {
    let upper = days.get(days.len() / 2).copied().unwrap_or(0);
    if days.len() % 2 == 1 {
        return upper;
    }
    let lower = days.get((days.len() / 2).saturating_sub(1)).copied();
    i64::midpoint(lower.unwrap_or(upper), upper)
}

/// `12 days`; what was shorter than one is less than that.
pub(super) fn lasted(days: i64) -> String {
    match days {
        0 => "less than a day".to_owned(),
        _ => count(days.unsigned_abs(), "day"),
    }
}

fn coverage(sections: &[Section]) -> Figure {
    let known = || sections.iter().filter(|one| !one.is_unknown());
    let all = known().next().is_none();
    let of = |number: fn(&Section) -> u64| {
        let counted = sections.iter().filter(|one| all || !one.is_unknown());
        counted.map(number).sum::<u64>()
    };
    let checked = of(|one| one.coverage.checked);
    let effects = of(|one| one.coverage.effects);
    let value = format!("{checked} of {effects}");
    if all {
        return not_known("Coverage", unmeasured::last_known(sections, &value));
    }
    let unknown = sections.len() - known().count();
    let unknown = (unknown > 0).then(|| {
        let all = sections.len();
        Line::default().strong(format!(
            "{unknown} of {all} not measured at the end, and not counted"
        ))
    });
    let left = of(|one| one.coverage.opaque + one.coverage.unreadable);
    let left = (left > 0).then(|| own(format!("{} not measured", count(left, "statement"))));
    let note = own("changes by migrations that were looked for in the database");
    let partial = unmeasured::named(sections).map(|left| Line::default().strong(left));
    let notes = std::iter::once(note).chain(left).chain(partial);
    figure("Coverage", value, notes.chain(unknown).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_is_in_the_middle() {
        assert_eq!(median(&[3]), 3);
        assert_eq!(median(&[0, 4]), 2);
        assert_eq!(median(&[0, 4, 40]), 4);
        assert_eq!(
            (lasted(0), lasted(1)),
            ("less than a day".into(), "1 day".into())
        );
    }
}
