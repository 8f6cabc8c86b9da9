//! What more than one page says in the same words: of a finding in a table, and of what was measured.

use super::coverage::Coverage;
use super::finding::Finding;
use super::page::{Block, Line, own, text};
use super::words::count;

/// What a table says of a finding: its kind, object and sentence, and under them what was seen and who waived it.
pub(super) fn finding_cell(finding: &Finding) -> Line {
    let object = finding.object.as_ref().map(|object| format!(" {object}"));
    let line = Line::default().strong(format!("{}{}", finding.kind, object.unwrap_or_default()));
    let line = line
        .with_some(finding.schema.as_ref(), |line, schema| {
            line.own(" of schema ").text(schema)
        })
        .with_some(finding.aspect.as_ref(), |line, aspect| {
            line.own(" [").text(aspect).own("]")
        })
        .line_break()
        .text(&finding.message);
    let follows = finding
        .root_cause
        .iter()
        .map(|root| format!("follows from {root}"));
    let seen = finding
        .evidence
        .iter()
        .map(|one| format!("seen: {}", one.text));
    let waived = finding
        .waived
        .iter()
        .map(|waiver| format!("waived: {waiver}"));
    let below = follows.chain(seen).chain(waived);
    let line = below.fold(line, |line, told| line.line_break().dim(told));
    line.line_break().digest(&finding.id)
}

/// The migration that it is laid at.
pub(super) fn finding_owner(finding: &Finding) -> Line {
    match &finding.migration {
        Some(key) => text(key),
        None => own("none"),
    }
}

/// Its severity, as a class of the row; a waived one has a class of its own.
pub(super) fn finding_class(finding: &Finding) -> &'static str {
    match finding.waived {
        Some(_) => "waived",
        None => finding.severity.as_str(),
    }
}

/// How much was held against the catalog, and what was not, with the reasons.
pub(super) fn coverage(it: &Coverage) -> Vec<Block> {
    let (checked, statements) = (
        count(it.checked, "effect"),
        count(it.statements, "statement"),
    );
    let counts = format!(
        "{checked} of {} held against the catalog, {} of them undecided; {statements}: {} modelled, {} data only, {} \
         opaque, {} unreadable.",
        it.effects, it.undecided, it.modelled, it.data, it.opaque, it.unreadable
    );
    let gaps = it.gaps();
    let title = own(format!("Not measured ({})", gaps.len()));
    let gaps: Vec<Line> = gaps
        .iter()
        .map(|(what, reason)| text(what).own(": ").text(reason))
        .collect();
    let gaps = (!gaps.is_empty()).then_some(Block::Details(title, gaps));
    std::iter::once(Block::paragraph(own(counts)))
        .chain(gaps)
        .collect()
}
