//! The audit report over a period: what was run, what was found, what became of it, and whether the
//! record of it holds. Pure data and its renderings; the history fills it.

mod conclusion;
mod figures;
mod front;
mod glossary;
mod model;
mod owner;
mod page;
mod schedule;
mod seal;
mod unmeasured;

use super::html::{Script, blocks, document, plain};
use super::markdown::blocks as markdown_blocks;

pub use model::{
    Audit, AuditRun, Changes, Document, Entry, LedgerChange, NotMeasured, Reproduction, Resolved,
    Seal, Section,
};
pub use owner::{Owned, Owner};
pub use schedule::{Beat, Gap, Period, Schedule};

/// The report as one HTML file, ending in a line feed.
#[must_use]
pub fn html(audit: &Audit) -> String {
    let title = plain(&front::title(audit));
    document(&title, Script::Tables, &blocks(&page::page(audit)))
}

/// The report as Markdown, for a wiki or a ticket.
#[must_use]
pub fn markdown(audit: &Audit) -> String {
    markdown_blocks(&page::page(audit))
}

#[cfg(test)]
mod tests;
