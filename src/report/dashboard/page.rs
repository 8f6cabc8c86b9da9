//! The page of a dashboard: the answer, then every database with what asks for a person first, then the schemas of runs
//! over several, one small row each.

use maud::html;

use super::model::{Dashboard, Sort, Source};
use super::told::{self, Mood, Told, told};
use super::{places, schemas};
use crate::report::html::{Head, Script, blocks, document_with};
use crate::report::page::{Block, Field, Item, Tone, own, text};
use crate::report::words::{count, count_as, list, minute};

/// The name of the page below its folder.
pub const PAGE: &str = "index.html";

/// The dashboard as one HTML page, ending in a line feed.
#[must_use]
pub fn html(dashboard: &Dashboard) -> String {
    let told = told(dashboard);
    let (tone, answer) = answer(dashboard, &told);
    let mut page = vec![
        Block::Heading(1, own("Schema health: ").toned(tone, &answer)),
        Block::Paragraph(Tone::Dim, own(written(dashboard))),
        old(dashboard),
    ];
    page.extend(dashboard.sources.iter().filter_map(fault));
    page.extend(places::table(dashboard, &told));
    page.extend(schemas::table(dashboard, &told));
    page.extend(reports(dashboard));
    page.extend(meanings());
    let head = Head {
        generator: "reconcile dashboard",
        refresh: Some(dashboard.refresh),
    };
    let title = format!("Schema health: {answer}");
    document_with(&head, &title, Script::Tables, &blocks(&page))
}

/// Whether all is well, and how many are not: a database counts once, as the worst that is told of it.
fn answer(dashboard: &Dashboard, told: &[Told<'_>]) -> (Tone, String) {
    let moods = told::databases(told, dashboard.written_at);
    let of = |mood: Mood| moods.iter().filter(|it| **it == mood).count();
    let sources = |is: &dyn Fn(&Source) -> bool| {
        let sources = dashboard.sources.iter();
        sources.filter(|source| is(source)).count()
    };
    let silent = |sort: Sort| {
        sources(&|it| {
            it.places
                .as_ref()
                .is_err_and(|silence| silence.sort == sort)
        })
    };
    let bad = [
        databases(of(Mood::Errors), "with errors"),
        databases(of(Mood::NotMeasured), "not all measured"),
        histories(silent(Sort::Altered), "", " not as written"),
        histories(silent(Sort::Damaged), "damaged ", ""),
        histories(silent(Sort::Missing), "missing ", ""),
        histories(silent(Sort::Unreadable), "", " that cannot be read"),
        histories(sources(&is_empty), "", " without a run"),
    ];
    let doubtful = [
        databases(of(Mood::Doubtful), "with warnings"),
        databases(of(Mood::Disproved), "no longer as it should be"),
        databases(of(Mood::Replaced), "replaced by another"),
        databases(of(Mood::Late), "not looked at for too long"),
    ];
    let good = databases(of(Mood::Good), "as it should be");
    let [bad, doubtful, good] = [&bad[..], &doubtful, &[good]].map(<[Vec<String>]>::concat);
    let tone = match (bad.is_empty(), doubtful.is_empty(), good.is_empty()) {
        (true, true, false) => Tone::Good,
        (true, false, _) => Tone::Doubtful,
        _ => Tone::Bad,
    };
    match [bad, doubtful, good].concat().as_slice() {
        [] => (tone, "nothing is known, as there is no history".to_owned()),
        words => (tone, list(words)),
    }
}

/// `2 databases with errors`; nothing where there is none.
fn databases(number: usize, which: &str) -> Vec<String> {
    let number = Some(number as u64).filter(|number| *number > 0);
    let words = number.map(|number| format!("{} {which}", count(number, "database")));
    words.into_iter().collect()
}

fn histories(number: usize, before: &str, after: &str) -> Vec<String> {
    let number = Some(number as u64).filter(|number| *number > 0);
    let (one, many) = (format!("{before}history"), format!("{before}histories"));
    let words = number.map(|number| count_as(number, &one, &many) + after);
    words.into_iter().collect()
}

fn written(dashboard: &Dashboard) -> String {
    let (at, tool) = (minute(dashboard.written_at), &dashboard.tool);
    format!("Written {at} by {} {}.", tool.name, tool.version)
}

/// What only a reader's clock can tell: that nobody writes the page any more.
fn old(dashboard: &Dashboard) -> Block {
    const UNSCHEDULED: i64 = 2 * 24 * 60 * 60;
    let every = dashboard.every.map_or(UNSCHEDULED, |it| it.as_secs());
    let limit = every.saturating_mul(3) / 2;
    let at = dashboard.written_at.strftime("%Y-%m-%dT%H:%M:%SZ");
    let words = "This page is old: what it says may not be so any more.";
    Block::Picture {
        picture: html! {
            p.conclusion.bad-text hidden data-written=(at) data-old-after=(limit) { (words) }
        },
        words: String::new(),
    }
}

/// Why a history tells nothing.
fn fault(source: &Source) -> Option<Block> {
    let line = match &source.places {
        Ok(places) if places.is_empty() => own("the history ")
            .text(&source.name)
            .own(" holds no run yet"),
        Ok(_) => return None,
        Err(silence) => text(&silence.why),
    };
    let line = line.own(". Nothing is known of what it should tell.");
    Some(Block::Paragraph(Tone::Bad, line))
}

fn is_empty(source: &Source) -> bool {
    source.places.as_ref().is_ok_and(Vec::is_empty)
}

/// The report over the last days of each history.
fn reports(dashboard: &Dashboard) -> Vec<Block> {
    let items = dashboard.sources.iter().filter_map(|source| {
        let line = own("").link(source.page.as_ref()?, "the last 7 days");
        Some(Item::from(line.own(" of ").text(&source.name)))
    });
    let items: Vec<Item> = items.collect();
    if items.is_empty() {
        return Vec::new();
    }
    vec![Block::Heading(2, own("Reports")), Block::List(items)]
}

/// The words of the page, for whoever sees it first.
fn meanings() -> Vec<Block> {
    let meanings = [
        (
            "agrees",
            "the newest run found what django_migrations says was done, as far as it was measured",
        ),
        (
            "errors",
            "something that django_migrations says was done is not there, elsewhere, or otherwise",
        ),
        (
            "not measured",
            "nobody knows: a run that could not look says nothing, and is never green",
        ),
        (
            "missed",
            "runs that were expected by [report] every of the settings, and were not made",
        ),
    ];
    let fields = meanings.map(|(word, meaning)| Field::new(word, own(meaning)));
    vec![
        Block::Heading(2, own("What the words mean")),
        Block::Fields(fields.into()),
    ]
}
