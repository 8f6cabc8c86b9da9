//! The schemas that the newest runs did not measure: what is found in the others says nothing of them.

use std::collections::BTreeSet;

use super::model::{AuditRun, NotMeasured, Section};
use crate::report::page::{Block, Item, Line, Tone, own};
use crate::report::words::{count, some};

/// Their names; where the report is of several databases, with the database.
pub(super) fn schemas(sections: &[Section]) -> BTreeSet<String> {
    let databases: BTreeSet<_> = sections.iter().map(|one| &one.target.identity).collect();
    let named = sections.iter().flat_map(|section| {
        let database = (databases.len() > 1).then_some(&section.target.database);
        section
            .not_measured()
            .iter()
            .map(move |one| match database {
                Some(database) => format!("{database}/{}", one.schema),
                None => one.schema.clone(),
            })
    });
    named.collect()
}

/// `2 schemas not measured`; none where all were.
pub(super) fn number(sections: &[Section]) -> Option<String> {
    match schemas(sections).len() as u64 {
        0 => None,
        number => Some(format!("{} not measured", count(number, "schema"))),
    }
}

/// `2 schemas not measured: a and b`, of many the first ones and how many more.
pub(super) fn named(sections: &[Section]) -> Option<String> {
    let schemas: Vec<String> = schemas(sections).into_iter().collect();
    number(sections).map(|number| format!("{number}: {}", some(&schemas)))
}

/// `run 3 of 2026-05-01, before the period`: which run tells what was so last, where it is before the period.
pub(super) fn before(section: &Section) -> Option<String> {
    let run = section.told_before()?;
    let day = run.started_at.strftime("%Y-%m-%d");
    Some(format!("run {} of {day}, before the period", run.id))
}

/// That figures are not known, and which were known last.
pub(super) fn last_known(sections: &[Section], figure: &str) -> Option<Line> {
    let runs: Vec<String> = sections.iter().filter_map(before).collect();
    (!runs.is_empty()).then(|| own(format!("last known: {figure} ({})", some(&runs))))
}

/// That what follows is not known.
pub(super) fn warning(section: &Section) -> Option<Block> {
    let told = match before(section) {
        Some(run) => format!("Nothing was measured in this period. What is told here is of {run}."),
        None if section.is_unknown() => {
            "The newest run measured nothing: what it lists is not all that may be open.".to_owned()
        }
        None => return None,
    };
    Some(Block::Paragraph(Tone::Bad, own(told)))
}

/// The same of one run, as a note to it.
pub(super) fn of_run(run: &AuditRun) -> Option<Line> {
    let names: Vec<&str> = run
        .not_measured
        .iter()
        .map(|it| it.schema.as_str())
        .collect();
    match (run.measured, names.is_empty()) {
        (true, true) => None,
        (false, _) => Some(own("").strong("measured nothing")),
        (true, false) => Some(
            own("")
                .strong("measured in part")
                .own(", not: ")
                .text(some(&names)),
        ),
    }
}

/// Each with the reason.
pub(super) fn reasons(schemas: &[NotMeasured]) -> Option<Block> {
    let each = schemas.iter().map(|one| {
        own("")
            .name(&one.schema)
            .own(": ")
            .strong("not measured")
            .own(": ")
            .text(&one.reason)
    });
    (!schemas.is_empty()).then(|| Block::List(each.map(Item::from).collect()))
}
