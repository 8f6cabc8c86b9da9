//! Which run answers: the newest that judged what is asked about. A run of some apps alone says nothing of others.

use std::rc::Rc;

use crate::cli::error::CliError;
use crate::history::{History, Past, RunSelector};
use crate::pipeline::story::Told;
use crate::report::explain::question::Question;
use crate::report::explain::story::{Known, called, findings, owner};

/// Runs that may be asked, the first before the others.
pub(super) struct Runs {
    pub(super) history: History,
    pub(super) selected: Vec<RunSelector>,
}

/// All that may be meant, and the first of the runs.
pub(super) struct Choice {
    pub(super) newest: Option<Rc<Past>>,
    pub(super) all: Vec<Chosen>,
}

/// One thing that may be meant, and the run that tells of it; none where none is stored.
pub(super) struct Chosen {
    pub(super) known: Known,
    pub(super) past: Option<Rc<Past>>,
}

/// All that may be meant, each by the newest run that judged it, else by the newest.
pub(super) fn chosen(
    asked: &str,
    question: &Question,
    runs: Option<&Runs>,
    tell: impl Fn(Option<&Past>) -> Result<Told, CliError>,
) -> Result<Choice, CliError> {
    let mut pasts = runs
        .into_iter()
        .flat_map(|runs| runs.selected.iter().map(|run| runs.history.past(*run)));
    let newest = pasts.next().transpose()?.map(Rc::new);
    let told = tell(newest.as_deref())?;
    let first = told.known.iter().cloned();
    let first = first.map(|known| Chosen {
        known,
        past: newest.clone(),
    });
    let mut all: Vec<Chosen> = first.collect();
    // What a run of all apps does not name, an older run knows no better.
    let mut is_whole = newest.as_deref().is_none_or(looked_at_all);
    while !is_whole && (all.is_empty() || !all.iter().all(is_judged)) {
        let Some(past) = pasts.next().transpose()?.map(Rc::new) else {
            break;
        };
        is_whole = looked_at_all(&past);
        for known in tell(Some(&past))?.known {
            let past = Some(Rc::clone(&past));
            put(&mut all, Chosen { known, past });
        }
    }
    if all.is_empty() {
        return Err(CliError::UnknownName {
            word: question.named().unwrap_or(asked).to_owned(),
            migration: !question.migrations.is_empty(),
            told: Box::new(told),
        });
    }
    Ok(Choice { newest, all })
}

fn looked_at_all(past: &Past) -> bool {
    past.report.scope.apps.is_empty()
}

/// What an older run judged, in place of what a newer one did not.
fn put(all: &mut Vec<Chosen>, one: Chosen) {
    if !is_judged(&one) {
        return;
    }
    let subject = &one.known.subject;
    match all.iter_mut().find(|it| it.known.subject == *subject) {
        Some(it) if is_judged(it) => {}
        Some(it) => *it = one,
        None => all.push(one),
    }
}

/// Whether the run looked at the app behind it, or has a finding about it.
fn is_judged(one: &Chosen) -> bool {
    let Some(past) = &one.past else {
        return true;
    };
    let apps = &past.report.scope.apps;
    let app = owner(&one.known).map(|key| key.app);
    match app {
        Some(app) => looked_at_all(past) || apps.iter().any(|one| **one == *app),
        None => called(&one.known).is_some() && has_finding(past, &one.known),
    }
}

fn has_finding(past: &Past, known: &Known) -> bool {
    let mut schemas = past.report.findings.iter().map(|one| one.schema.as_deref());
    schemas.any(|schema| !findings(&past.report, known, schema).is_empty())
}
