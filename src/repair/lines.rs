//! The lines of a plan's file.

use super::{Step, title};
use crate::report::escape;

/// Without the semicolon that may end it.
#[must_use]
pub fn whole(text: &str) -> &str {
    text.trim_end().trim_end_matches(';')
}

pub(super) fn line_of(out: &mut String, statement: &str) {
    out.push_str(whole(statement));
    out.push_str(";\n");
}

/// What a step is for, and what it costs.
pub(super) fn title(out: &mut String, number: usize, step: &Step) {
    out.push('\n');
    comment(out, &format!("{number}. {}", title::told(step)));
    comment(out, &format!("   {}", title::because(step)));
    comment(out, &format!("   risk: {}", step.cost()));
    if let Some(first) = title::first(step) {
        comment(out, &format!("   {first}"));
    }
}

/// A line that is no SQL, whatever stands in it.
pub(super) fn comment(out: &mut String, text: &str) {
    for line in text.lines() {
        out.push_str("-- ");
        out.push_str(escape(line).trim_end());
        out.push('\n');
    }
}
