//! Explanations as text.

use super::writer::{self as style, BOLD, COMMAND, DIM, Page, Span};
use super::{Detail, Options, finding};
use crate::report::explain::{Check, Explained, Sort, Topic};
use crate::report::finding::Finding;
use crate::report::groups::{Following, Group};
use crate::report::model::Report;
use crate::report::vocabulary::Engine;

/// The list of all that can be explained by a word.
#[must_use]
pub fn index(topics: &[Topic], options: Options) -> String {
    let mut page = Page::of(options);
    for sort in Sort::ALL {
        page.heading(heading(sort));
        for topic in topics.iter().filter(|topic| topic.sort == sort) {
            let severity = topic.severity.map(|severity| format!("{severity}: "));
            let brief = format!("{}{}", severity.unwrap_or_default(), brief(topic));
            page.item(
                2,
                &[Span::new(BOLD, topic.word), Span::plain(prose(&brief))],
            );
        }
    }
    page.gap();
    page.text(0, "`reconcile explain WORD` says more of one of them, and `reconcile explain ID` of one finding: its id stands beside it in every report. docs/glossary.md holds the same words.");
    page.finish()
}

/// What words mean.
#[must_use]
pub fn topics(topics: &[Topic], options: Options) -> String {
    let mut page = Page::of(options);
    for topic in topics {
        page.gap();
        title(&mut page, topic);
        meaning(&mut page, topic);
        lines(&mut page, "Check by hand", topic.text.check);
        if topic.sort == Sort::Word {
            page.text(2, prose(&sentence(topic.text.act)));
        } else {
            paragraph(&mut page, "Do", topic.text.act);
        }
    }
    page.finish()
}

/// Findings of one report, each at length.
#[must_use]
pub fn findings(report: &Report, explained: &[Explained<'_>], options: Options) -> String {
    let mut page = Page::of(options);
    for one in explained {
        page.gap();
        origin(&mut page, report, one);
        whole(&mut page, report, one);
        following(&mut page, report, one);
        page.gap();
        title(&mut page, &one.kind);
        meaning(&mut page, &one.kind);
        for cause in &one.causes {
            page.gap();
            title(&mut page, cause);
            page.text(2, prose(cause.text.act));
        }
        checks(&mut page, report.target.engine, one);
        paragraph(&mut page, "Do", one.kind.text.act);
        for command in &one.commands {
            page.line(2, COMMAND, command);
        }
    }
    page.finish()
}

/// Which run and which database it is about: the history may hold several.
fn origin(page: &mut Page, report: &Report, one: &Explained<'_>) {
    let target = &report.target;
    let schema = one.finding.schema.as_ref().unwrap_or(&target.schema);
    let at = report.run.started_at.strftime("%Y-%m-%d %H:%M:%S UTC");
    let run = match report.run.id {
        Some(id) => format!("run {id}, {at}: "),
        None => format!("{at}: "),
    };
    let what = format!("{run}{}, schema {schema}", target.database);
    page.item(0, &[Span::new(DIM, what)]);
}

/// The finding as `-v` prints it, under its migration with all that was seen of that.
fn whole(page: &mut Page, report: &Report, one: &Explained<'_>) {
    let group = Group {
        key: one.finding.migration.clone(),
        migration: one.migration,
        findings: vec![one.finding],
        shared: Vec::new(),
        said: std::collections::BTreeSet::new(),
    };
    let following = Following::of(report);
    finding::group(page, report, &group, &following, Detail::Verbose);
}

/// What it follows from by its id, and what follows from it.
fn following(page: &mut Page, report: &Report, one: &Explained<'_>) {
    if let Some(root) = &one.finding.root_cause {
        page.field(
            4,
            "repair",
            format!("finding {root} first: this one follows from it"),
        );
    }
    for id in &one.follows {
        let found = report.findings.iter().find(|other| other.id == *id);
        page.field(4, "leads to", found.map_or_else(String::new, named));
    }
}

fn named(finding: &Finding) -> String {
    let object = finding.object.as_ref().map(ToString::to_string);
    let object = object.unwrap_or_default();
    format!("{} {object} ({})", finding.kind, finding.id)
}

fn checks(page: &mut Page, engine: Engine, one: &Explained<'_>) {
    page.heading(match engine {
        Engine::Postgresql => "Check by hand, in psql",
        Engine::Sqlite => "Check by hand, in what runs SQL",
    });
    if one.checks.is_empty() && one.finding.object.is_some() {
        page.text(2, NOT_SAFE);
    }
    for Check { asks, sql } in &one.checks {
        page.line(2, DIM, &format!("-- {asks}"));
        for line in sql.lines() {
            page.line(2, COMMAND, line);
        }
    }
}

const NOT_SAFE: &str = "No query is shown, because a name holds characters that a terminal acts on or does not show: it \
                        could not be copied as it stands.";

fn title(page: &mut Page, topic: &Topic) {
    let sort = format!("({})", topic.sort.as_str());
    let mut spans = vec![Span::new(BOLD, topic.word), Span::plain(sort)];
    if let Some(severity) = topic.severity {
        spans.push(Span::new(style::of_severity(severity), severity.as_str()));
    }
    page.item(0, &spans);
}

fn meaning(page: &mut Page, topic: &Topic) {
    let means = match topic.sort {
        Sort::Verdict => format!("The verdict on a migration when {}.", topic.text.means),
        Sort::Kind | Sort::Cause | Sort::Evidence | Sort::Word => sentence(topic.text.means),
    };
    page.text(2, prose(&means));
    if let Some(usually) = topic.text.usually {
        page.text(2, format!("Usually: {}", prose(&lower(usually))));
    }
}

fn paragraph(page: &mut Page, heading: &str, text: &str) {
    page.heading(heading);
    page.text(2, prose(&sentence(text)));
}

fn lines(page: &mut Page, heading: &str, lines: &[&str]) {
    if lines.is_empty() {
        return;
    }
    page.heading(heading);
    for line in lines {
        page.line(2, COMMAND, line);
    }
}

const fn heading(sort: Sort) -> &'static str {
    match sort {
        Sort::Kind => "Kinds of findings",
        Sort::Verdict => "Verdicts on migrations",
        Sort::Cause => "Causes: what most likely happened",
        Sort::Evidence => "Evidence: what was seen",
        Sort::Word => "Words of the reports",
    }
}

/// The first sentence of a kind; the others have one.
fn brief(topic: &Topic) -> String {
    let text = topic.text.means;
    match (topic.sort, text.split_once(". ")) {
        (Sort::Kind, Some((first, _))) => format!("{first}."),
        _ => text.to_owned(),
    }
}

/// Begins with a capital letter and ends with a full stop.
fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().map(|first| first.to_uppercase().to_string());
    let stop = if text.ends_with(['.', '?']) { "" } else { "." };
    format!("{}{}{stop}", first.unwrap_or_default(), letters.as_str())
}

/// As it goes on after a colon.
fn lower(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().map(|first| first.to_ascii_lowercase());
    first.into_iter().chain(letters).collect()
}

/// A terminal needs no marks around what is typed.
fn prose(text: &str) -> String {
    text.replace('`', "")
}
