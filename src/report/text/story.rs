//! The story of an object or a migration as text.

use super::writer::{BOLD, COMMAND, DIM, Page, Span};
use super::{Detail, Options, finding};
use crate::report::explain::story::{Deed, State, Story, Stretch, Subject};
use crate::report::groups::{Following, Group};
use crate::report::model::Report;
use crate::report::words::{count, minute};

/// So many statements of the ledger are told of one thing; with `-v` all of them.
const TOLD: usize = 24;

/// The stories of all that may be meant.
#[must_use]
pub fn stories(stories: &[Story<'_>], options: Options) -> String {
    let mut page = Page::of(options);
    if stories.len() > 1 {
        let things = count(stories.len() as u64, "thing");
        page.text(0, format!("{things} may be meant:"));
        for story in stories {
            page.item(2, &[Span::plain(title(&story.about))]);
        }
    }
    for story in stories {
        page.gap();
        one(&mut page, story);
    }
    page.finish()
}

fn title(about: &Subject) -> String {
    match about {
        Subject::Object(object) => object.to_string(),
        Subject::Migration(key) => format!("migration {key}"),
    }
}

fn one(page: &mut Page, story: &Story<'_>) {
    page.item(0, &[Span::new(BOLD, title(&story.about))]);
    page.field(2, "answer", &story.answer.text);
    match story.report {
        // Each finding comes with what mends it.
        Some(report) if !story.findings.is_empty() => wrong(page, report, story),
        _ => todo(page, story),
    }
    ledger(page, story);
    runs(page, story);
}

fn todo(page: &mut Page, story: &Story<'_>) {
    for caution in &story.cautions {
        page.field(2, "first", caution.words());
    }
    for command in &story.commands {
        page.verbatim(2, command.prompt.as_str(), COMMAND, &command.text);
    }
}

/// What stored migrations do to it: one paragraph a migration, or, of a migration, one a statement.
fn ledger(page: &mut Page, story: &Story<'_>) {
    let deeds = joined(&story.ledger, matches!(story.about, Subject::Object(_)));
    if deeds.is_empty() {
        return;
    }
    page.heading("In the ledger");
    let shown = deeds.len().min(TOLD);
    for deed in &deeds[..shown] {
        told(page, deed, &story.about);
    }
    if deeds.len() > shown {
        let more = count((deeds.len() - shown) as u64, "more");
        page.text(
            2,
            format!(
                "and {}, which `--format json` lists",
                more.trim_end_matches('s')
            ),
        );
    }
}

/// What follows in one migration, or on one line, in one.
fn joined(deeds: &[Deed], by_migration: bool) -> Vec<Deed> {
    let mut all: Vec<Deed> = Vec::new();
    for deed in deeds {
        match all.last_mut() {
            Some(last)
                if last.migration == deed.migration
                    && (by_migration || last.place.line == deed.place.line) =>
            {
                if !last.does.is_empty() && !deed.does.is_empty() {
                    last.does.push_str("; ");
                }
                last.does.push_str(&deed.does);
            }
            _ => all.push(deed.clone()),
        }
    }
    all
}

/// `orders.0008_order (not recorded) creates table shop_order`, and where that stands.
fn told(page: &mut Page, deed: &Deed, about: &Subject) {
    let place = Span::new(DIM, deed.place.to_string());
    match about {
        Subject::Object(_) => {
            let mut spans = vec![Span::new(BOLD, deed.migration.to_string())];
            spans.extend((deed.recorded == Some(false)).then(|| Span::plain("(not recorded)")));
            spans.push(place);
            page.item(2, &spans);
            page.text(4, &*deed.does);
        }
        Subject::Migration(_) => {
            page.item(2, &[place]);
            if !deed.does.is_empty() {
                page.text(4, &*deed.does);
            }
        }
    }
}

fn runs(page: &mut Page, story: &Story<'_>) {
    let (Some(run), false) = (&story.run, story.runs.is_empty()) else {
        return;
    };
    page.heading(format!("In the history of {}", run.place()));
    for stretch in &story.runs {
        page.text(2, format!("{}: {}", when(stretch), state(stretch.state)));
    }
}

fn when(stretch: &Stretch) -> String {
    let (since, until) = (minute(stretch.since), minute(stretch.until));
    if stretch.from == stretch.to {
        format!("run {}, {since}", stretch.from)
    } else {
        format!(
            "runs {} to {}, {since} to {until}",
            stretch.from, stretch.to
        )
    }
}

const fn state(state: State) -> &'static str {
    match state {
        State::Wrong => "wrong",
        State::Fine => "nothing wrong",
        State::Dropped => "dropped by then",
        State::NotRecorded => "not applied",
        State::NotJudged => "not judged",
    }
}

/// The findings as the report tells them, each under its migration.
fn wrong(page: &mut Page, report: &Report, story: &Story<'_>) {
    if let Some(run) = &story.run {
        page.heading(format!("What run {} found", run.id));
    }
    let following = Following::of(report);
    let mut keys: Vec<_> = story.findings.iter().map(|one| &one.migration).collect();
    keys.dedup();
    for key in keys {
        let own = story.findings.iter().filter(|one| one.migration == *key);
        let group = Group {
            key: key.clone(),
            migration: report.migrations.iter().find(|one| Some(one.key()) == *key),
            findings: own.copied().collect(),
            shared: Vec::new(),
            said: std::collections::BTreeSet::new(),
        };
        finding::group(page, report, &group, &following, Detail::Normal);
    }
    let ids: Vec<&str> = story.findings.iter().map(|one| one.short_id()).collect();
    let Some(first) = ids.first() else {
        return;
    };
    page.gap();
    let so = if ids.iter().any(|id| id != first) {
        " of the first, and so on with each id"
    } else {
        ""
    };
    page.text(2, format!("`reconcile explain {first}` says more{so}."));
}
