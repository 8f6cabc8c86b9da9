//! A plan as one file for psql.

use std::fmt::Write as _;

use super::lines::{comment, line_of, title, whole};
use super::plan::{self, Elsewhere, Plan, Rerun};
use super::question::Question;
use super::sqlite::file as sqlite;
use super::{Phase, Piece, Step};
use super::{alike, size};
use crate::engine::Engine;
use crate::report::Command;
use crate::report::words::{count, list};

/// How long a statement waits for a lock, so that nobody waits behind it.
const LOCK_TIMEOUT: &str = "5s";

/// How long a statement takes that keeps others out, at most: then nothing of its transaction is done.
const STATEMENT_TIMEOUT: &str = "5min";

/// Expressions stand in a plan as the server prints them with this on; a database or a role may have it off.
pub(super) const STRINGS: &str = "standard_conforming_strings";

/// What is said above a plan.
pub struct Head {
    /// Which database it is for, when it was made and by what: a sentence each.
    pub lines: Vec<String>,
    /// The findings that were asked for and are closed already.
    pub closed: Vec<String>,
}

/// The file.
#[must_use]
pub fn render(head: &Head, plans: &[Plan]) -> String {
    let mut out = String::new();
    for line in &head.lines {
        comment(&mut out, line);
    }
    if !head.closed.is_empty() {
        comment(&mut out, &format!("closed already: {}", list(&head.closed)));
    }
    if plans.iter().any(|plan| !plan.steps.is_empty()) {
        if plans.iter().any(|plan| plan.engine == Engine::Sqlite) {
            sqlite::head(&mut out);
        } else {
            comment(
                &mut out,
                "to be run by: psql -X -v ON_ERROR_STOP=1 -f FILE DATABASE",
            );
        }
    }
    comment(&mut out, &alike::overview(plans).join("\n"));
    let mut first = 1;
    for plan in plans {
        out.push('\n');
        for line in summary(plan) {
            comment(&mut out, &line);
        }
        run_of(&mut out, plan, first);
        first += plan.steps.len();
        out.push_str(&questions(plan));
    }
    out
}

/// What the plan does, what it leaves and what it costs, a line each.
#[must_use]
pub fn summary(plan: &Plan) -> Vec<String> {
    let schema = &plan.schema;
    if let Some(first) = &plan.like {
        return vec![format!("schema {schema}: as in {first}")];
    }
    let mut lines = vec![if plan.steps.is_empty() {
        format!("schema {schema}: nothing is done without a decision")
    } else {
        format!("schema {schema}: {}", plan.done())
    }];
    for (number, what) in [
        (plan.questions.len(), "asked about, and not touched"),
        (plan.elsewhere.len(), "mended elsewhere than here"),
        (plan.waived, "waived, and not touched"),
    ] {
        if number > 0 {
            lines.push(format!("{} {what}", count(number as u64, "finding")));
        }
    }
    if let Some(rerun) = &plan.rerun {
        let number = count(rerun.migrations.len() as u64, "migration");
        let of = count(rerun.findings.len() as u64, "finding");
        lines.push(format!(
            "or by Django: nothing of {number} is there; `migrate` closes {of}, see the end"
        ));
    }
    let risks = plan::risks(&plan.steps).into_iter();
    let risks: Vec<String> = risks
        .map(|(risk, number)| format!("{number} {}", risk.as_str()))
        .collect();
    if !risks.is_empty() {
        lines.push(format!("risk: {}", list(&risks)));
        lines.extend(size::total(&plan.steps));
        if plan.engine == Engine::PostgreSql {
            let again = "each step looks whether it is still needed, so that it may be run again";
            lines.push(again.to_owned());
        }
    }
    lines
}

/// What a person decides, or does elsewhere, as lines that run nothing.
#[must_use]
pub fn questions(plan: &Plan) -> String {
    let mut out = String::new();
    for question in &plan.questions {
        ask(&mut out, question);
        with_it(&mut out, plan, &question.finding);
    }
    for one in &plan.elsewhere {
        elsewhere(&mut out, one);
        with_it(&mut out, plan, &one.finding);
    }
    if let Some(rerun) = &plan.rerun {
        instead(&mut out, rerun);
    }
    out
}

/// The steps, numbered from `first` on.
fn run_of(out: &mut String, plan: &Plan, first: usize) {
    let numbered: Vec<(usize, &Step)> = (first..).zip(&plan.steps).collect();
    if plan.engine == Engine::Sqlite {
        return sqlite::transaction(out, &numbered);
    }
    let is_one = |a: &Step, b: &Step| a.phase == b.phase && !b.is_alone();
    for steps in numbered.chunk_by(|(_, a), (_, b)| is_one(a, b)) {
        match steps[0].1.phase {
            Phase::Before | Phase::Apart => apart(out, steps),
            _ => transaction(out, steps),
        }
    }
}

/// All of a phase at once, or nothing of it.
fn transaction(out: &mut String, steps: &[(usize, &Step)]) {
    let first = steps[0].1;
    out.push_str("\nBEGIN;\n");
    for line in settings(first) {
        line_of(out, &line);
    }
    if has_backslash(steps.iter().map(|(_, step)| *step)) {
        line_of(out, &format!("SET LOCAL {STRINGS} = on"));
    }
    let mut path = None;
    for (number, step) in steps {
        title(out, *number, step);
        if first.phase == Phase::Together {
            let needed = step.path.as_deref();
            if path.replace(needed) != Some(needed) {
                line_of(out, &local_path(needed));
            }
        }
        for text in blocks(&step.pieces) {
            line_of(out, &text);
        }
    }
    out.push_str("COMMIT;\n");
}

/// Whether a string would be read otherwise where the server takes a backslash for more than itself.
#[must_use]
pub fn has_backslash<'a>(steps: impl IntoIterator<Item = &'a Step>) -> bool {
    let pieces = steps.into_iter().flat_map(|step| &step.pieces);
    let mut texts = pieces.flat_map(|it| [Some(&it.sql), it.when.as_ref()]);
    texts.any(|text| text.is_some_and(|it| it.contains('\\')))
}

/// How long a lock is waited for.
#[must_use]
pub fn lock_timeout() -> String {
    format!("SET LOCAL lock_timeout = '{LOCK_TIMEOUT}'")
}

/// What a function calls may come after it.
#[must_use]
pub fn unchecked_bodies() -> String {
    "SET LOCAL check_function_bodies = off".to_owned()
}

/// What holds for a transaction that begins with a step. What locks others out ends after a time; what only reads rows takes as long
/// as it takes.
fn settings(first: &Step) -> Vec<String> {
    let limit = |time| format!("SET LOCAL statement_timeout = '{time}'");
    let path = || "SET LOCAL search_path = pg_catalog".to_owned();
    let own = match first.phase {
        Phase::Together => [limit(STATEMENT_TIMEOUT), unchecked_bodies()],
        Phase::Checked if first.is_alone() => [limit(STATEMENT_TIMEOUT), path()],
        Phase::Checked | Phase::Built | Phase::Before | Phase::Apart => [limit("0"), path()],
    };
    [lock_timeout()].into_iter().chain(own).collect()
}

/// `SET LOCAL search_path`: only the system's own names where a step needs no others.
fn local_path(needed: Option<&str>) -> String {
    let text = needed.unwrap_or("SET search_path = pg_catalog");
    text.replacen("SET ", "SET LOCAL ", 1)
}

/// What cannot be in a transaction.
fn apart(out: &mut String, steps: &[(usize, &Step)]) {
    out.push('\n');
    comment(
        out,
        "Outside of transactions: psql must not be told --single-transaction.",
    );
    comment(
        out,
        if steps[0].1.phase == Phase::Before {
            "What the transaction below uses is committed before it."
        } else {
            "This waits for those that are open, and locks nobody out; ended before its time it would leave an invalid index."
        },
    );
    line_of(out, "SET lock_timeout = 0");
    line_of(out, "SET statement_timeout = 0");
    let has_backslash = has_backslash(steps.iter().map(|(_, step)| *step));
    if has_backslash {
        line_of(out, &format!("SET {STRINGS} = on"));
    }
    for (number, step) in steps {
        title(out, *number, step);
        line_of(
            out,
            step.path
                .as_deref()
                .unwrap_or("SET search_path = pg_catalog"),
        );
        for piece in &step.pieces {
            line_of(out, &piece.sql);
        }
    }
    line_of(out, "RESET lock_timeout");
    line_of(out, "RESET statement_timeout");
    line_of(out, "RESET search_path");
    if has_backslash {
        line_of(out, &format!("RESET {STRINGS}"));
    }
}

/// Statements as they are run: what stands behind one condition in one block.
#[must_use]
pub fn blocks(pieces: &[Piece]) -> Vec<String> {
    let mut blocks: Vec<(Option<&str>, Vec<&str>)> = Vec::new();
    for piece in pieces {
        match blocks.last_mut() {
            Some((when, texts)) if when.is_some() && *when == piece.when.as_deref() => {
                texts.push(&piece.sql);
            }
            _ => blocks.push((piece.when.as_deref(), vec![&piece.sql])),
        }
    }
    blocks
        .into_iter()
        .flat_map(|(when, texts)| match when {
            Some(when) => vec![guarded(when, &texts)],
            None => texts.into_iter().map(str::to_owned).collect(),
        })
        .collect()
}

fn guarded(when: &str, texts: &[&str]) -> String {
    let mut lines = String::new();
    for text in texts {
        // Writing into a String cannot fail.
        let _ = writeln!(lines, "    {};", whole(text));
    }
    let body = format!("BEGIN\n  IF {when} THEN\n{lines}  END IF;\nEND");
    let mut tag = "$reconcile$".to_owned();
    while body.contains(&tag) {
        tag.insert(tag.len() - 1, '_');
    }
    format!("DO {tag} {body} {tag}")
}

fn ask(out: &mut String, question: &Question) {
    out.push('\n');
    let id = question.finding.get(..8).unwrap_or(&question.finding);
    comment(
        out,
        &format!("question: {} (finding {id})", question.message),
    );
    comment(out, &format!("   {}", question.why));
    for line in &question.sides {
        comment(out, &format!("   {line}"));
    }
    commented(out, "look:", &question.looks);
    commented(out, "what would mend it:", &question.alternatives);
}

/// What is open as long as another finding is.
fn with_it(out: &mut String, plan: &Plan, id: &str) {
    let short = |id: &str| id.get(..8).unwrap_or(id).to_owned();
    let all: Vec<String> = plan.following(id).into_iter().map(short).collect();
    if !all.is_empty() {
        comment(out, &format!("   with it: {}", list(&all)));
    }
}

fn elsewhere(out: &mut String, one: &Elsewhere) {
    out.push('\n');
    let id = one.finding.get(..8).unwrap_or(&one.finding);
    comment(out, &format!("elsewhere: {} (finding {id})", one.message));
    if let Some(caution) = one.caution {
        comment(out, &format!("   first: {}", caution.words()));
    }
    let word = if one.after_steps {
        "when the steps of this finding are done:"
    } else {
        "next:"
    };
    commented(out, word, &one.commands);
}

/// What Django would do, where nothing of the file has run yet.
fn instead(out: &mut String, rerun: &Rerun) {
    out.push('\n');
    let ids = rerun.findings.iter().map(|id| id.get(..8).unwrap_or(id));
    let ids = list(&ids.collect::<Vec<_>>());
    comment(out, &format!("instead of what closes {ids}, by Django:"));
    let all: Vec<String> = rerun.migrations.iter().map(ToString::to_string).collect();
    let said = format!(
        "   nothing of {} is there, and nothing else that is recorded depends on it",
        list(&all)
    );
    comment(out, &said);
    commented(out, "next:", &rerun.commands);
}

/// Commands that nobody runs by running the file.
fn commented(out: &mut String, word: &str, commands: &[Command]) {
    if commands.is_empty() {
        return;
    }
    comment(out, &format!("   {word}"));
    for line in commands.iter().flat_map(|it| it.text.lines()) {
        comment(out, &format!("     {line}"));
    }
}
