//! What statements would close, told before anybody runs them.

use std::io::{self, Read as _};
use std::path::Path;

use super::error::CliError;
use crate::pipeline::{Difference, Doubt, Measured};
use crate::regular_file::{self, Unfit};
use crate::report::Finding;
use crate::report::words::{count, list};

/// More of a file of statements is not read, in bytes.
const LIMIT: u64 = regular_file::LARGE;

/// So many new findings are told by their sentences.
const MOST: usize = 20;

/// The statements of a file; `-` is standard input.
pub(super) fn statements(path: &Path) -> Result<String, CliError> {
    let read = if path == Path::new("-") {
        standard_input()
    } else {
        regular_file::read_text(path, LIMIT)
    };
    read.map_err(|source| CliError::Statements {
        path: path.to_owned(),
        source,
    })
}

fn standard_input() -> io::Result<String> {
    let mut text = String::new();
    io::stdin()
        .lock()
        .take(LIMIT + 1)
        .read_to_string(&mut text)?;
    let size = text.len() as u64;
    if size > LIMIT {
        let limit = LIMIT;
        return Err(io::Error::other(Unfit::TooLarge { size, limit }));
    }
    Ok(text)
}

/// What is told after statements that are proposed.
pub(super) struct Told {
    /// A sentence a line.
    pub(super) lines: Vec<String>,
    /// Whether nothing would be left or new, and every statement is understood.
    pub(super) is_whole: bool,
}

/// What the proposed statements would make of the findings. Where the lines are put `above` the statements, these move
/// down.
pub(super) fn told(measured: &Measured, above: bool) -> Told {
    let several = measured.proofs.len() > 1;
    let mut lines = Vec::new();
    let mut doubts: Vec<&Doubt> = Vec::new();
    let mut is_whole = true;
    for (schema, proof) in &measured.proofs {
        let it = proof.against(&measured.report, schema);
        lines.extend(sentences(&it, several, schema));
        is_whole &= it.left.is_empty() && it.new.is_empty();
        // What is not understood is not understood in whatever schema.
        doubts.extend(
            proof
                .doubts
                .iter()
                .filter(|it| !doubts.contains(it))
                .collect::<Vec<_>>(),
        );
    }
    let shift = if above { lines.len() + doubts.len() } else { 0 };
    let sure = doubts.is_empty();
    lines.extend(doubts.into_iter().map(|it| {
        let line = u64::from(it.line) + shift as u64;
        format!("not sure, by line {line}: {}", it.reason)
    }));
    Told {
        lines,
        is_whole: is_whole && sure,
    }
}

fn sentences(it: &Difference<'_>, several: bool, schema: &str) -> Vec<String> {
    let all = count((it.closed.len() + it.left.len()) as u64, "finding");
    let of = if several {
        format!(" in schema {schema}")
    } else {
        String::new()
    };
    let new = match it.new.len() as u64 {
        0 => String::new(),
        number => format!(", and {number} new"),
    };
    let mut lines = vec![format!(
        "after this: {} of {all} left{new}{of}",
        it.left.len()
    )];
    let named = |findings: &[&Finding]| {
        let short = findings.iter().map(|it| it.id.get(..8).unwrap_or(&it.id));
        list(&short.collect::<Vec<_>>())
    };
    if !it.left.is_empty() {
        lines.push(format!("left: {}", named(&it.left)));
    }
    let new = it.new.iter().take(MOST);
    lines.extend(new.map(|it| format!("new: {}: {}", it.kind.as_str(), it.message)));
    if let Some(more) = it.new.len().checked_sub(MOST).filter(|more| *more > 0) {
        lines.push(format!("and {more} more that would be new"));
    }
    lines
}
