//! What statements would close, told before anybody runs them.

use std::collections::BTreeSet;
use std::io::{self, Read as _};
use std::path::Path;

use serde::Serialize;

use super::error::CliError;
use crate::pipeline::{Difference, Doubt, Measured};
use crate::regular_file::{self, Unfit};
use crate::report::words::{count, list};
use crate::report::{Finding, Kind, ObjectKind};

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

/// By which lines doubtful statements are told.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Lines {
    /// Those of the statements.
    Own,
    /// The same, moved down by what is told above them.
    Below,
    /// None: who reads it has the statements in another form.
    Nowhere,
}

/// What the proposed statements would make of the findings.
pub(super) fn told(measured: &Measured, by: Lines) -> Told {
    let all = measured.proofs.iter();
    let all = all.map(|(schema, proof)| (schema.as_str(), proof.against(&measured.report, schema)));
    let all: Vec<(&str, Difference<'_>)> = all.collect();
    let doubts = doubts(measured);
    let is_closed = |it: &Difference<'_>| it.left.is_empty() && it.new.is_empty();
    let is_whole = all.iter().all(|(_, it)| is_closed(it));
    let mut lines = vec![sum(&all)];
    for (schema, it) in &all {
        let of = match all.len() {
            1 => String::new(),
            _ => format!(" in schema {schema}"),
        };
        lines.extend(sentences(it, &of));
    }
    let one_each = doubts.iter().map(|it| it.reason.lines().count());
    let above = lines.iter().map(|it| it.lines().count()).chain(one_each);
    let above: usize = above.sum();
    let sure = doubts.is_empty();
    lines.extend(doubts.into_iter().map(|it| {
        let at = match by {
            Lines::Own => format!(", by line {}", it.line),
            Lines::Below => format!(", by line {}", u64::from(it.line) + above as u64),
            Lines::Nowhere => String::new(),
        };
        format!("not sure{at}: {}", it.reason)
    }));
    Told {
        lines,
        is_whole: is_whole && sure,
    }
}

/// The same for a program, by the ids of findings.
#[derive(Serialize)]
pub(super) struct Page<'a> {
    closed: Vec<&'a str>,
    left: Vec<&'a str>,
    new: Vec<New<'a>>,
    doubts: Vec<&'a str>,
}

#[derive(Serialize)]
struct New<'a> {
    schema: &'a str,
    kind: Kind,
    message: &'a str,
    covered_by: Option<&'a str>,
}

/// The closed finding on its table that said nothing of what is in it: that is no damage of the statements.
fn covering<'a>(it: &Difference<'a>, new: &Finding) -> Option<&'a Finding> {
    let object = new.object.as_ref()?;
    let is_over = |closed: &&&'a Finding| {
        let of = closed.object.as_ref();
        let hides = matches!(closed.kind, Kind::Missing | Kind::Misplaced);
        hides
            && of.is_some_and(|of| {
                let is_whole = of.object_type == ObjectKind::Table && of.table == object.table;
                of.schema == object.schema && (is_whole || of == object)
            })
    };
    it.closed.iter().find(is_over).copied()
}

/// What the proposed statements would make of the findings.
pub(super) fn page(measured: &Measured) -> Page<'_> {
    let mut page = Page {
        closed: Vec::new(),
        left: Vec::new(),
        new: Vec::new(),
        doubts: doubts(measured).iter().map(|it| &*it.reason).collect(),
    };
    for (schema, proof) in &measured.proofs {
        let it = proof.against(&measured.report, schema);
        page.closed.extend(it.closed.iter().map(|it| &*it.id));
        page.left.extend(it.left.iter().map(|it| &*it.id));
        page.new.extend(it.new.iter().map(|new| New {
            schema,
            kind: new.kind,
            message: &new.message,
            covered_by: covering(&it, new).map(|it| &*it.id),
        }));
    }
    page
}

/// The statements of which it is not known what they do: what is not understood is that in every schema.
fn doubts(measured: &Measured) -> Vec<&Doubt> {
    let all = measured.proofs.iter().flat_map(|(_, proof)| &proof.doubts);
    let mut told = BTreeSet::new();
    let mut doubts: Vec<&Doubt> = all
        .filter(|it| told.insert((it.line, &it.reason)))
        .collect();
    doubts.sort_by_key(|it| it.line);
    doubts
}

/// How many findings there are and would be.
fn sum(all: &[(&str, Difference<'_>)]) -> String {
    let number = |of: fn(&Difference<'_>) -> usize| all.iter().map(|(_, it)| of(it)).sum::<usize>();
    let is_covered = |it: &Difference<'_>, new: &&&Finding| covering(it, new).is_some();
    let (left, new) = (number(|it| it.left.len()), number(|it| it.new.len()));
    let covered = all
        .iter()
        .flat_map(|(_, it)| it.new.iter().filter(move |new| is_covered(it, new)));
    let covered = covered.count();
    let before = count((left + number(|it| it.closed.len())) as u64, "finding");
    let said = |number, what| match number {
        0 => String::new(),
        number => format!(", and {number} {what}"),
    };
    let covered_too = said(covered, "that they covered");
    let new = said(new - covered, "new");
    let of = match all.len() {
        1 => String::new(),
        schemas => format!(" in {schemas} schemas"),
    };
    format!("after this: {left} of {before} left{covered_too}{new}{of}")
}

/// Which are left, and what is new.
fn sentences(it: &Difference<'_>, of: &str) -> Vec<String> {
    let mut lines = Vec::new();
    if !it.left.is_empty() {
        let short = it.left.iter().map(|it| it.id.get(..8).unwrap_or(&it.id));
        let named = list(&short.collect::<Vec<_>>());
        lines.push(format!("left{of}: {named}"));
    }
    let new = it.new.iter().take(MOST);
    lines.extend(new.map(|new| {
        let (kind, message) = (new.kind.as_str(), &new.message);
        match covering(it, new).map(|it| it.id.get(..8).unwrap_or(&it.id)) {
            Some(id) => format!("covered by {id} till then{of}: {kind}: {message}"),
            None => format!("new{of}: {kind}: {message}"),
        }
    }));
    if let Some(more) = it.new.len().checked_sub(MOST).filter(|more| *more > 0) {
        lines.push(format!("and {more} more that would be new{of}"));
    }
    lines
}
