//! The first screen: the answer, what was measured, what is not applied, and what is wrong by weight.

use super::Detail;
use super::finding::id;
use super::writer::{self as style, BOLD, Page, Span, of_tone};
use crate::report::facts::{self, Answer, answer, besides, database, verdicts, warnings};
use crate::report::mistake::Mistake;
use crate::report::model::Report;
use crate::report::overview::Problem;
use crate::report::page::{Line, own};
use crate::report::pending::pending;
use crate::report::words::{count, minute};

/// One line: the answer.
pub(super) fn headline(page: &mut Page, report: &Report) {
    page.item(0, &spans(report, ""));
}

/// The answer again, with where more is said.
pub(super) fn last_line(page: &mut Page, report: &Report, further: String) {
    let mut spans = spans(report, ".");
    spans.push(Span::plain(further));
    page.item(0, &spans);
}

fn spans(report: &Report, stop: &str) -> Vec<Span> {
    let Answer {
        tone,
        verdict,
        rest,
    } = answer(report);
    vec![
        Span::new(BOLD, format!("{}:", report.target.database)),
        Span::new(of_tone(tone), verdict),
        Span::plain(rest + stop),
    ]
}

/// What was measured, against what, and how it went.
pub(super) fn facts(page: &mut Page, report: &Report, detail: Detail) {
    if detail == Detail::Verbose {
        for field in facts::facts(report).into_iter().chain(warnings(report)) {
            page.field(2, field.label, field.line.words());
        }
        not_applied(page, report, detail, 2);
        return;
    }
    let ledger = &report.ledger;
    let outputs = count(ledger.migrations, "stored output");
    let database = database(report).own("; ").name(&ledger.path);
    plain(page, &database.own(" holds ").own(outputs));
    let of_apps = Line::names(&report.scope.apps);
    let recorded = own(format!(
        "{}{} recorded",
        kept(report),
        report.summary.recorded
    ))
    .with_some(of_apps, |line, apps| line.own(" of ").and(apps));
    plain(page, &recorded.own(verdicts(report)));
    for field in besides(report).into_iter().chain(warnings(report)) {
        page.field(2, field.label, field.line.words());
    }
    not_applied(page, report, detail, 2);
}

/// `run 17, 2026-01-14 20:52 UTC: `; nothing of a run that was not kept.
fn kept(report: &Report) -> String {
    let run = &report.run;
    let Some(id) = run.id else {
        return String::new();
    };
    // In a history of several databases or scopes it is not the first of all.
    let first = match (run.previous, id) {
        (None, 1) => " (the first)",
        (None, _) => " (the first of this database and scope)",
        (Some(_), _) => "",
    };
    format!("run {id}{first}, {}: ", minute(run.started_at))
}

fn plain(page: &mut Page, line: &Line) {
    page.item(2, &[Span::plain(line.words())]);
}

/// What is stored and not recorded, and what applies it.
pub(super) fn not_applied(page: &mut Page, report: &Report, detail: Detail, indent: usize) {
    let Some(pending) = pending(report, detail) else {
        return;
    };
    let spans = [
        Span::new(BOLD, "not applied here:"),
        Span::plain(pending.line.words()),
    ];
    page.item(indent, &spans);
    if let Some(command) = &pending.command {
        page.typed(indent + 2, command);
    }
}

/// What looks like a mistake in what was compared.
pub(super) fn mistaken(page: &mut Page, mistake: &Mistake, detail: Detail) {
    page.heading("Look at this first");
    page.text(2, &mistake.says);
    for command in &mistake.tries {
        page.typed(4, command);
    }
    if detail != Detail::Verbose {
        page.text(
            2,
            "If all that is right, -v prints what mends each finding.",
        );
    }
}

/// So many findings need no overview where each is wrong in its own way, and so many where some are alike.
const FEW: usize = 5;
const FEW_ALIKE: usize = 3;
/// So many ways in which schemas are wrong are told.
const WAYS: usize = 4;
/// So many lines tell what is wrong to who wants few.
const LINES: usize = 20;
/// So many commands stand under what is wrong in one way.
const COMMANDS: usize = 1;

/// What stands under what is wrong.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Next {
    /// Something else is to be looked at first.
    Nothing,
    Commands,
    /// All moves stand in one block at the end of the page.
    CommandsAndMoves,
}

impl Next {
    /// The commands, and the moves where there is a block of them.
    pub(super) const fn besides(moves: &[String]) -> Self {
        if moves.is_empty() {
            Self::Commands
        } else {
            Self::CommandsAndMoves
        }
    }
}

/// What is wrong by weight, where that is more than a few findings.
pub(super) fn overview(page: &mut Page, report: &Report, problems: &[Problem<'_>], next: Next) {
    let findings: usize = problems.iter().map(|one| one.findings.len()).sum();
    let few = if problems.len() < findings {
        FEW_ALIKE
    } else {
        FEW
    };
    if findings <= few {
        return;
    }
    wrong(page, report, problems, next);
}

/// The same over several schemas, where it is what they have in common; of many ways only so many fit the first screen.
pub(super) fn overview_of_several(
    page: &mut Page,
    report: &Report,
    problems: &[Problem<'_>],
    next: Next,
    detail: Detail,
) {
    let most = match detail {
        Detail::Verbose => usize::MAX,
        Detail::Quiet | Detail::Normal => WAYS,
    };
    if problems.is_empty() {
        return;
    }
    wrong(page, report, &problems[..problems.len().min(most)], next);
    others(page, 2, problems, most);
}

fn wrong(page: &mut Page, report: &Report, problems: &[Problem<'_>], next: Next) {
    page.heading("What is wrong");
    for problem in problems {
        summary(page, 2, problem);
        if let Some(likely) = problem.likely() {
            page.field(4, "likely", likely);
        }
        if next != Next::Nothing {
            todo(page, report, problem, next);
        }
    }
}

/// One line for each way in which something is wrong.
pub(super) fn problem_lines(page: &mut Page, problems: &[Problem<'_>]) {
    for problem in problems.iter().take(LINES) {
        summary(page, 0, problem);
    }
    others(page, 0, problems, LINES);
}

/// How many findings are wrong in more ways than so many.
fn others(page: &mut Page, indent: usize, problems: &[Problem<'_>], told: usize) {
    let left = problems.iter().skip(told);
    let left: usize = left.map(|one| one.findings.len()).sum();
    if left > 0 {
        let left = count(left as u64, "more finding");
        page.text(indent, format!("and {left} in other ways (-v lists them)"));
    }
}

fn summary(page: &mut Page, indent: usize, problem: &Problem<'_>) {
    let first = problem.first();
    let words = format!("{}:", first.severity_words());
    let mut spans = vec![
        Span::new(style::of_severity(first.severity), words),
        Span::plain(problem.headline().words()),
    ];
    spans.extend(problem.news().map(|new| Span::new(BOLD, new)));
    match problem.findings.as_slice() {
        [only] => spans.push(id(only)),
        _ if problem.is_told_by_its_sentence() => spans.push(Span::plain("(-v lists them)")),
        _ => {}
    }
    page.item(indent, &spans);
}

fn todo(page: &mut Page, report: &Report, problem: &Problem<'_>, next: Next) {
    let moves = problem.moves();
    if moves > 1 {
        let text = match next {
            Next::CommandsAndMoves => {
                format!("the {moves} moves at the end of this report, in one transaction")
            }
            Next::Nothing | Next::Commands => format!("{moves} moves, which -v prints"),
        };
        return page.field(4, "sql", text);
    }
    let commands = problem.commands(report);
    for command in commands.iter().take(COMMANDS) {
        match command.text.lines().count() {
            0 | 1 => page.typed(4, command),
            lines => page.field(
                4,
                command.prompt.as_str(),
                format!("the {lines} lines that stand below"),
            ),
        }
    }
    let left = commands.len().saturating_sub(COMMANDS);
    if left > 0 {
        page.field(4, "", format!("and {left} more like it"));
    }
}
