//! The statements of a `DO` block, and what stands before them.

use std::collections::BTreeSet;

use super::calls::{self, Functions};
use super::meaning::{Reasons, conclude, read_among};
use super::mentioned;
use super::vocabulary::{Meaning, Reach, Step};
use crate::sql::{DoBlock, Guard, Guarded};

/// A `DO` block: what it can be read to ensure.
pub(super) fn of_block(block: &DoBlock, functions: &Functions) -> Meaning {
    let mut steps = Vec::new();
    let unread = block.unread.iter().map(|unread| unread.reason.clone());
    let expressions = block.expressions.iter();
    let called = expressions.flat_map(|text| calls::in_text(text, functions));
    let mut reasons = Reasons {
        schema: unread.chain(called).collect(),
        rows: BTreeSet::new(),
    };
    for guarded in &block.statements {
        match guarded_statement(guarded, functions) {
            Ok(read) => steps.extend(read),
            Err((Reach::Schema, reason)) => drop(reasons.schema.insert(reason)),
            Err((Reach::Rows, reason)) => drop(reasons.rows.insert(reason)),
        }
    }
    conclude(steps, reasons)
}

fn guarded_statement(
    guarded: &Guarded,
    functions: &Functions,
) -> Result<Vec<Step>, (Reach, String)> {
    let steps = match read_among(&guarded.statement, functions) {
        Meaning::Schema(steps) => steps,
        Meaning::Data | Meaning::Transaction => return Ok(Vec::new()),
        Meaning::Opaque { reason, reach, .. } => return Err((reach, reason)),
        Meaning::Unreadable { reason } => return Err((Reach::Schema, reason)),
    };
    for guard in &guarded.guards {
        understood(guard).map_err(|reason| (Reach::Schema, reason))?;
    }
    let unless = guarded.guards.iter().find_map(mentioned::unless);
    let guarded = !guarded.guards.is_empty();
    Ok(steps
        .into_iter()
        .map(|step| Step {
            guarded: guarded || step.guarded,
            unless: unless.clone().map(Box::new).or(step.unless),
            ..step
        })
        .collect())
}

/// Whether a guard says no more than "where it is not so already".
fn understood(guard: &Guard) -> Result<(), String> {
    match guard {
        Guard::IfExists { condition } | Guard::IfNotExists { condition } => {
            if reads_the_catalog(condition) {
                Ok(())
            } else {
                Err(format!("whether it runs depends on rows: {condition}"))
            }
        }
        Guard::If { condition } if reads_the_catalog(condition) => Ok(()),
        Guard::If { condition } => Err(format!("whether it runs depends on {condition}")),
        Guard::Else(inner) => understood(inner),
        Guard::Handled { .. } => Ok(()),
        Guard::Handler { conditions } => Err(format!("it runs only after the error {conditions}")),
    }
}

fn reads_the_catalog(condition: &str) -> bool {
    let condition = condition.to_ascii_lowercase();
    ["information_schema", "pg_", "to_regclass", "to_regtype"]
        .iter()
        .any(|word| condition.contains(word))
}
