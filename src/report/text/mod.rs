//! The report as text, for a person under stress: what is wrong, where it should be and where it
//! is, which migration, what to run next.
//!
//! The first screen holds the answer, what is wrong by weight, and what is to be typed. Then come the findings by
//! migration in ledger order, which is the order of a repair; what follows from a finding is counted under it. Then
//! comes what was not measured, and the last line is the answer again.

pub mod captured;
pub mod change;
mod coverage;
pub mod explain;
mod finding;
mod head;
mod room;
mod schemas;
pub mod story;
mod writer;

use self::head::Next;
use self::room::Room;
use self::writer::{COMMAND, DIM, Page, Span};
use super::finding::Finding;
use super::groups::{Following, groups, leave_out};
use super::mistake::{Mistake, mistake};
use super::model::Report;
use super::overview::{self, Problem, moves, problems};
use super::parts::told;

/// How much is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Detail {
    /// The summary line, one line for what is wrong in one way, and what is not applied.
    Quiet,
    /// Everything that needs a person.
    Normal,
    /// Every migration's verdict, evidence and equivalents too.
    Verbose,
}

/// Whether colours are used. Nothing is said by colour alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Colour {
    /// Words only.
    Never,
    /// ANSI colours.
    Always,
}

/// How the text is laid out.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// Columns of the terminal or log file.
    pub width: usize,
    /// Whether colours are used.
    pub colour: Colour,
    /// How much is printed.
    pub detail: Detail,
}

/// The columns that are used where there is no terminal to ask.
pub const DEFAULT_WIDTH: usize = 100;

/// The report as text, ending in a line feed. No character of it can act on a terminal but the
/// colours that `options` asks for.
#[must_use]
pub fn render(report: &Report, options: Options) -> String {
    let mut page = Page::of(options);
    head::headline(&mut page, report);
    if report.parts.is_empty() {
        of_one_schema(&mut page, report, options.detail);
    } else {
        of_several(&mut page, report, options.detail);
    }
    page.finish()
}

fn of_one_schema(page: &mut Page, report: &Report, detail: Detail) {
    let following = Following::of(report);
    let problems = problems(report, &following);
    let mistake = mistake(report);
    if detail == Detail::Quiet {
        if let Some(mistake) = &mistake {
            page.item(0, &[Span::plain(&mistake.says)]);
        }
        head::problem_lines(page, &problems);
        head::not_applied(page, report, detail, 0);
        return;
    }
    head::facts(page, report, detail);
    let (moves, next) = first(page, mistake.as_ref(), &problems, detail);
    head::overview(page, report, &problems, next);
    let room = Room::of(&problems, detail, mistake.is_some());
    body(page, report, &room, detail);
    coverage::render(page, report, detail);
    all_moves(page, &moves);
    let typed = |it: &Finding| !it.next.is_empty() && room.holds(it);
    let typed = report.findings.iter().any(typed);
    closing(page, report, &problems, typed);
}

/// A mistake that is to be ruled out first; the moves, and what is typed.
fn first(
    page: &mut Page,
    mistake: Option<&Mistake>,
    problems: &[Problem<'_>],
    detail: Detail,
) -> (Vec<String>, Next) {
    if let Some(mistake) = mistake {
        head::mistaken(page, mistake, detail);
    }
    let moves = match mistake {
        Some(_) if detail != Detail::Verbose => Vec::new(),
        _ => block(problems, detail),
    };
    let next = match mistake {
        Some(_) => Next::Nothing,
        None => Next::besides(&moves),
    };
    (moves, next)
}

fn of_several(page: &mut Page, report: &Report, detail: Detail) {
    let following = Following::of(report);
    let problems = problems(report, &following);
    let mistake = mistake(report);
    if detail == Detail::Quiet {
        if let Some(mistake) = &mistake {
            page.item(0, &[Span::plain(&mistake.says)]);
        }
        schemas::not_measured(page, report, detail, 0);
        head::problem_lines(page, &problems);
        head::not_applied(page, report, detail, 0);
        return;
    }
    head::facts(page, report, detail);
    schemas::not_measured(page, report, detail, 2);
    let (moves, next) = first(page, mistake.as_ref(), &problems, detail);
    head::overview_of_several(page, report, &problems, next, detail);
    schemas::matrix(page, report, detail);
    for (title, one) in told(report, detail) {
        page.heading(format!("== {title}"));
        let following = Following::of(&one);
        let of_part = overview::problems(&one, &following);
        let room = Room::of(&of_part, detail, mistake.is_some());
        body(page, &one, &room, detail);
    }
    coverage::render(page, report, detail);
    all_moves(page, &moves);
    closing(page, report, &problems, true);
}

/// The findings by migration; of a person who asks for it, every migration and equivalent too.
fn body(page: &mut Page, report: &Report, room: &Room<'_>, detail: Detail) {
    let following = Following::of(report);
    let mut groups = groups(report);
    let suffering = match detail {
        Detail::Verbose => Vec::new(),
        Detail::Quiet | Detail::Normal => leave_out(&mut groups, &following),
    };
    for mut group in groups {
        group.findings.retain(|one| room.holds(one));
        if !group.findings.is_empty() || detail == Detail::Verbose {
            finding::group(page, report, &group, &following, detail);
        }
    }
    room.left(page);
    finding::affected(page, &suffering);
    if detail == Detail::Verbose {
        coverage::migrations(page, report);
        coverage::equivalents(page, report);
    }
}

/// More moves than that are printed only for who asks for all.
const MOVES: usize = 25;

/// Every move in one block, to be run whole or not at all.
fn block(problems: &[Problem<'_>], detail: Detail) -> Vec<String> {
    let mut moves = moves(problems);
    if moves.len() > MOVES && detail != Detail::Verbose {
        moves.clear();
    }
    moves
}

fn all_moves(page: &mut Page, moves: &[String]) {
    if !moves.is_empty() {
        page.heading("All moves at once");
    }
    for line in moves {
        page.line(2, COMMAND, line);
    }
}

/// What to do when everything above has been dealt with, where there is something to type; the last line is the answer
/// again.
fn closing(page: &mut Page, report: &Report, problems: &[Problem<'_>], typed: bool) {
    let found = report.summary.findings;
    if found.error + found.warning == 0 {
        return;
    }
    page.gap();
    if typed {
        page.paragraph(0, 0, &[Span::new(
            DIM,
            "Look at each command before you run it. Then run reconcile again: what is repaired is gone.",
        )]);
    }
    let first = problems.first().map(Problem::first);
    let further = first.map_or_else(String::new, |first| further(report, first));
    head::last_line(page, report, further);
}

/// Where more is said. A run that was not kept holds no finding that could be asked for.
fn further(report: &Report, first: &Finding) -> String {
    let kind = first.kind;
    match (report.run.id, first.subject()) {
        (Some(_), Some(what)) => {
            format!(
                "`reconcile explain {}` says more of {what}.",
                first.short_id()
            )
        }
        (_, _) => format!("`reconcile explain {kind}` says what {kind} means."),
    }
}

#[cfg(test)]
mod tests;
