//! What a table of a page says of a finding.

use maud::{Markup, html};

use super::plain;
use crate::report::finding::Finding;

/// Its kind, object and sentence, and under them what was seen and who waived it.
pub(in crate::report) fn cell(finding: &Finding) -> Markup {
    let object = finding.object.as_ref();
    let object = object.map(|object| {
        let kind = object.object_type.words();
        let table = object.table.as_ref().filter(|table| **table != object.name);
        let table = table.map(|table| format!("{table}.")).unwrap_or_default();
        format!(" {kind} {table}{}", object.name)
    });
    html! {
        b { (finding.kind) (plain(&object.unwrap_or_default())) }
        @if let Some(schema) = &finding.schema { " of schema " (plain(schema)) }
        @if let Some(aspect) = &finding.aspect { " [" (plain(aspect)) "]" }
        br;
        (plain(&finding.message))
        @if let Some(root) = &finding.root_cause {
            br;
            span.dim { "follows from " (root) }
        }
        @for one in &finding.evidence { br; span.dim { "seen: " (plain(&one.text)) } }
        @if let Some(waiver) = &finding.waived {
            br;
            span.dim {
                "waived: " (plain(&waiver.reason))
                @if let Some(owner) = &waiver.owner { ", by " (plain(owner)) }
                @if let Some(day) = &waiver.expires { ", until " (day) }
            }
        }
        br;
        code.digest { (finding.id) }
    }
}

/// Its severity, as a class of the row; a waived one has a class of its own.
pub(in crate::report) fn class(finding: &Finding) -> &'static str {
    match finding.waived {
        Some(_) => "waived",
        None => finding.severity.as_str(),
    }
}

/// The migration that it is laid at.
pub(in crate::report) fn migration(finding: &Finding) -> String {
    let key = finding.migration.as_ref();
    key.map_or_else(|| "none".to_owned(), ToString::to_string)
}

/// The file and line that it comes from.
pub(in crate::report) fn place(finding: &Finding) -> String {
    let place = finding.place.as_ref();
    place.map(ToString::to_string).unwrap_or_default()
}
