//! The answer of an audit report, in a title, in a sentence, and in a status.

use std::collections::BTreeSet;

use super::model::{Audit, Entry, Seal, Section};
use super::schedule::Schedule;
use super::unmeasured;
use crate::report::model::FindingCounts;
use crate::report::vocabulary::Severity;
use crate::report::words::{count, list};

impl Audit {
    /// The answer, in as few words as a title has.
    pub(super) fn headline(&self) -> String {
        if self.seal.gone.is_some() {
            return "the history of the runs is not there".to_owned();
        }
        if self.seal.fault.is_some() {
            return "the record was altered".to_owned();
        }
        if !self.sections.iter().any(Section::is_measured) {
            return "nothing was measured".to_owned();
        }
        match state(&self.sections) {
            State::Unknown => "it is not known what the database holds".to_owned(),
            State::Partial(left) => left,
            State::Agrees => "the database holds what was recorded".to_owned(),
            State::Accepted(_) => "nothing is open but what was accepted".to_owned(),
            State::Open(open) => match unmeasured::number(&self.sections) {
                Some(left) => format!("{open}, {left}"),
                None => open,
            },
        }
    }

    /// Whether it may be relied on, and what is left to do with it.
    pub(super) fn status(&self) -> &'static str {
        match &self.seal {
            Seal { gone: Some(_), .. } => "not to be relied on: the history is not there",
            Seal { fault: Some(_), .. } => "not to be relied on: the record was altered",
            Seal {
                not_anchored: Some(_),
                ..
            } => "to be checked: the record was held against nothing that was kept elsewhere",
            _ if self.written_at < self.period.until => "provisional: the period is not over",
            _ => "to be read and signed",
        }
    }

    /// The answer, in one sentence, from everything else.
    #[must_use]
    pub fn conclude(sections: &[Section], seal: &Seal) -> String {
        if let Some(gone) = &seal.gone {
            return format!("Nothing is known: {gone}.");
        }
        let answer = Self::answer(sections);
        let unsure = seal.not_anchored.as_ref().map(|reason| {
            format!("The history was held against no seal that was kept elsewhere ({reason}). ")
        });
        let unsure = unsure.unwrap_or_default();
        match &seal.fault {
            Some(fault) if sections.is_empty() => {
                format!(
                    "The history is NOT as it was written: {fault}. Nothing that it holds is told here."
                )
            }
            Some(fault) => {
                format!(
                    "The history is NOT as it was written: {fault}. As it stands, it says: {answer}"
                )
            }
            None => unsure + &answer,
        }
    }

    /// What the runs say.
    fn answer(sections: &[Section]) -> String {
        let made: u64 = sections.iter().map(|one| one.runs.len() as u64).sum();
        let runs = || sections.iter().flat_map(|section| &section.runs);
        let looked = runs().filter(|run| run.measured).count() as u64;
        if looked == 0 {
            let made = match made {
                0 => "Nothing was measured in this period".to_owned(),
                _ => format!(
                    "{} made in this period, and none measured anything",
                    were(made, "run")
                ),
            };
            return made + ": nothing is known of the database.";
        }
        let mut parts = vec![format!(
            "{} looked, and at the end of the period {}",
            count(looked, "run"),
            end(sections)
        )];
        if looked < made {
            parts.push(format!(
                "{} could measure nothing",
                count(made - looked, "run")
            ));
        }
        let partial = runs().filter(|run| run.is_partial()).count() as u64;
        if partial > 0 {
            parts.push(format!("{partial} measured in part"));
        }
        if let Some(left) = unmeasured::named(sections) {
            parts.push(format!("at the end {left}"));
        }
        let schedules = sections.iter().filter_map(|one| one.schedule.as_ref());
        let missed: u64 = schedules.map(Schedule::missed).sum();
        if missed > 0 {
            parts.push(format!("{} missed", were(missed, "expected run")));
        }
        parts.join("; ") + "."
    }
}

/// What was so when a period ended.
enum State {
    /// The newest run measured nothing, or none was made.
    Unknown,
    /// Nothing is open in what was measured: `2 schemas not measured`.
    Partial(String),
    Agrees,
    /// Nothing is open but this, which is waived.
    Accepted(String),
    /// `1 error is open`.
    Open(String),
}

fn state(sections: &[Section]) -> State {
    let blind = sections.iter().any(Section::is_unknown);
    let open = found(sections, false);
    let partial = unmeasured::number(sections);
    if let Some(left) = partial.filter(|_| open.is_empty() && !blind) {
        return State::Partial(left);
    }
    match (open.as_str(), blind, found(sections, true)) {
        ("", true, _) => State::Unknown,
        ("", false, waived) if waived.is_empty() => State::Agrees,
        ("", false, waived) => State::Accepted(waived),
        (open, _, _) if open.starts_with("1 ") && !open.contains(" and ") => {
            State::Open(format!("{open} is open"))
        }
        (open, _, _) => State::Open(format!("{open} are open")),
    }
}

/// What was so when the period ended, in a part of a sentence.
fn end(sections: &[Section]) -> String {
    match state(sections) {
        State::Unknown if !sections.iter().any(Section::is_blind) => {
            "it was not known what each database held, as not all were measured in it".to_owned()
        }
        State::Unknown => {
            "it was not known any more what the database held, as the newest run measured nothing"
                .to_owned()
        }
        State::Partial(_) => "nothing was open in what was measured".to_owned(),
        State::Agrees => {
            "the database held what django_migrations says, as far as it was measured".to_owned()
        }
        State::Accepted(waived) => format!("nothing was open but what is waived: {waived}"),
        State::Open(open) => open + &since(sections),
    }
}

/// How much of what is open came in the period, and how long the oldest is open: ` (1 new, the oldest since
/// 2026-05-03)`.
fn since(sections: &[Section]) -> String {
    let entries = sections.iter().flat_map(|section| &section.open);
    let open: Vec<&Entry> = entries.filter(|entry| entry.is_told()).collect();
    let (new, old): (Vec<&Entry>, Vec<&Entry>) = open.into_iter().partition(|entry| entry.new);
    let new = if new.is_empty() {
        "none".to_owned()
    } else {
        new.len().to_string()
    };
    match old.iter().map(|entry| entry.since).min() {
        None => " (all new)".to_owned(),
        Some(at) => format!(" ({new} new, the oldest since {})", at.strftime("%Y-%m-%d")),
    }
}

/// How many errors and warnings are open or waived; a finding of several scopes counts once.
fn found(sections: &[Section], waived: bool) -> String {
    let open = sections.iter().flat_map(|section| {
        let identity = &section.target.identity;
        section
            .open
            .iter()
            .map(move |entry| (identity, &entry.finding))
    });
    let open = open.filter(|(_, one)| one.waived.is_some() == waived);
    let of = |severity: Severity| {
        let open = open.clone().filter(|(_, one)| one.severity == severity);
        let ids: BTreeSet<_> = open
            .map(|(identity, one)| (identity, &one.schema, &one.id))
            .collect();
        ids.len() as u64
    };
    let found = FindingCounts {
        error: of(Severity::Error),
        warning: of(Severity::Warning),
        info: 0,
    };
    list(&found.words())
}

fn were(number: u64, one: &str) -> String {
    let verb = if number == 1 { "was" } else { "were" };
    format!("{} {verb}", count(number, one))
}
