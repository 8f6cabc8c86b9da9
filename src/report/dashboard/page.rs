//! The page of a dashboard: the answer, then every database with what asks for a person first, then the schemas of runs
//! over several, one small row each.

use jiff::Timestamp;
use maud::html;

use super::model::{Dashboard, Place, Schema, Source, State};
use crate::report::age::whole_days;
use crate::report::audit::Schedule;
use crate::report::coverage::Coverage;
use crate::report::html::{Head, Script, blocks, document_with};
use crate::report::model::FindingCounts;
use crate::report::page::{Block, Field, Item, Line, Row, Table, Tone, own, text};
use crate::report::target::Reach;
use crate::report::trend::sparkline;
use crate::report::words::{count, count_as, list, minute, some};

/// The name of the page below its folder.
pub const PAGE: &str = "index.html";

/// The dashboard as one HTML page, ending in a line feed.
#[must_use]
pub fn html(dashboard: &Dashboard) -> String {
    let (tone, answer) = answer(dashboard);
    let mut page = vec![
        Block::Heading(1, own("Schema health: ").toned(tone, &answer)),
        Block::Paragraph(Tone::Dim, own(written(dashboard))),
        old(dashboard),
    ];
    page.extend(dashboard.sources.iter().filter_map(fault));
    page.extend(newest_runs(dashboard));
    page.extend(schemas(dashboard));
    page.extend(reports(dashboard));
    page.extend(meanings());
    let head = Head {
        generator: "reconcile dashboard",
        refresh: Some(dashboard.refresh),
    };
    let title = format!("Schema health: {answer}");
    document_with(&head, &title, Script::Tables, &blocks(&page))
}

/// Whether all is well, and how many are not.
fn answer(dashboard: &Dashboard) -> (Tone, String) {
    let now = dashboard.written_at;
    let number = |is: &dyn Fn(&Place) -> bool| dashboard.places().filter(|it| is(it)).count();
    let of = |state: State| number(&|place| place.state == state);
    let sources = |is: &dyn Fn(&Source) -> bool| {
        let sources = dashboard.sources.iter();
        sources.filter(|source| is(source)).count()
    };
    let empty = |source: &Source| source.places.as_ref().is_ok_and(Vec::is_empty);
    let late = |place: &Place| place.state == State::Agrees && !place.is_good(now);
    let bad = [
        databases(of(State::Errors), "with errors"),
        databases(of(State::NotMeasured), "not all measured"),
        histories(sources(&|it| it.places.is_err()), "that cannot be read"),
        histories(sources(&empty), "without a run"),
    ];
    let doubtful = [
        databases(of(State::Doubtful), "with warnings"),
        databases(number(&late), "not looked at for too long"),
    ];
    let good = databases(number(&|place| place.is_good(now)), "as it should be");
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

fn histories(number: usize, which: &str) -> Vec<String> {
    let number = Some(number as u64).filter(|number| *number > 0);
    let words = number.map(|number| count_as(number, "history", "histories") + " " + which);
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
    let why = source.places.as_ref().err()?;
    let line = text(why).own(". Nothing is known of what it should tell.");
    Some(Block::Paragraph(Tone::Bad, line))
}

fn newest_runs(dashboard: &Dashboard) -> Vec<Block> {
    let now = dashboard.written_at;
    let sources = dashboard.sources.iter();
    let told =
        sources.flat_map(|source| source.places.iter().flatten().map(move |it| (source, it)));
    let mut told: Vec<(&Source, &Place)> = told.collect();
    told.sort_by_key(|(_, place)| place.rank(now));
    if told.is_empty() {
        return Vec::new();
    }
    let several = dashboard.sources.len() > 1;
    let rows = told.iter().map(|(source, place)| {
        let named = several.then_some(source.name.as_str());
        place_row(place, named, now)
    });
    let table = Block::Table(Table {
        caption: "Databases",
        filter: Some("databases"),
        head: vec![
            "State",
            "Database",
            "Last 12 weeks",
            "Last good run",
            "Newest run",
            "Measured",
        ],
        rows: rows.collect(),
    });
    let title = format!("Databases ({})", told.len());
    vec![Block::Heading(2, own(title)), table]
}

fn place_row(place: &Place, source: Option<&str>, now: Timestamp) -> Row {
    let never = own("").strong("none");
    let good = place.last_success.map(|at| own(when(at, now)));
    Row {
        class: Some(class(place.is_good(now), place.state)),
        cells: vec![
            state(place, now),
            database(place, source),
            own("").picture(sparkline(&place.trend)),
            good.unwrap_or(never),
            newest(place, now),
            measured(place),
        ],
        ..Row::default()
    }
}

/// The class of a row. What agreed once is not green when it is too long ago.
const fn class(is_good: bool, state: State) -> &'static str {
    match state {
        State::Errors | State::NotMeasured => "error",
        State::Agrees if is_good => "agrees",
        State::Doubtful | State::Agrees => "warning",
    }
}

fn state(place: &Place, now: Timestamp) -> Line {
    let (verdict, rest) = &place.words;
    let line = if place.state == State::Agrees && place.is_overdue(now) {
        own("")
            .toned(Tone::Doubtful, "NOT LOOKED AT")
            .own(" for too long; then it agreed ")
            .text(rest)
    } else {
        own("")
            .toned(place.state.tone(), verdict)
            .own(" ")
            .text(rest)
    };
    let days = age(place.since, now);
    let since = place.since.strftime("%Y-%m-%d");
    line.line_break().dim(format!("so since {since}{days}"))
}

fn database(place: &Place, source: Option<&str>) -> Line {
    let Place { target, scope, .. } = place;
    let schema = scope.schemas.as_deref().unwrap_or(&target.schema);
    let line = own("").strong(format!("{}.{schema}", target.database));
    let alias = match &target.reach {
        Reach::Alias(alias) => Some(alias),
        Reach::Default | Reach::Never => None,
    };
    let apps = (!scope.apps.is_empty()).then(|| list(&scope.apps));
    let beside = [
        ("alias", alias.cloned()),
        ("at", target.address.clone()),
        ("only", apps),
        ("from", source.map(str::to_owned)),
    ];
    let beside = beside
        .into_iter()
        .filter_map(|(word, value)| Some((word, value?)));
    beside.fold(line, |line, (word, value)| {
        line.line_break().dim(format!("{word} {value}"))
    })
}

fn newest(place: &Place, now: Timestamp) -> Line {
    let run = format!("run {}", place.run);
    let line = own("")
        .link(&place.page, run)
        .own(", ")
        .own(when(place.at, now));
    match place.schedule.as_ref().map(Schedule::missed) {
        None => line.line_break().dim("no schedule set"),
        Some(0) => line.line_break().dim("none missed in 7 days"),
        Some(missed) => {
            let missed = format!("{} missed in 7 days", count(missed, "run"));
            line.line_break().toned(Tone::Doubtful, &missed)
        }
    }
}

/// `9,098 of 9,100 effects`, and what of it nobody knows.
fn measured(place: &Place) -> Line {
    let Coverage {
        checked,
        effects,
        opaque,
        unreadable,
        ..
    } = &place.coverage;
    let mut line = own(format!("{checked} of {}", count(*effects, "effect")));
    let left = opaque + unreadable;
    if left > 0 {
        let left = format!("{} not measured", count(left, "statement"));
        line = line.line_break().dim(left);
    }
    let blind = place.schemas.iter().filter(|it| it.not_measured.is_some());
    let blind: Vec<&str> = blind.map(|it| it.name.as_str()).collect();
    if !blind.is_empty() {
        let told = format!("nothing in {}", some(&blind));
        line = line.line_break().toned(Tone::Bad, &told);
    }
    line
}

fn schemas(dashboard: &Dashboard) -> Vec<Block> {
    let now = dashboard.written_at;
    let places = dashboard.places();
    let all = places.flat_map(|place| place.schemas.iter().map(move |schema| (place, schema)));
    let mut all: Vec<(&Place, &Schema)> = all.collect();
    // Those of one run are sorted already.
    all.sort_by_key(|(_, schema)| schema.state);
    if all.is_empty() {
        return Vec::new();
    }
    let rows = all
        .iter()
        .map(|(place, schema)| schema_row(place, schema, now));
    let table = Block::Table(Table {
        caption: "Schemas",
        filter: Some("schemas"),
        head: vec!["State", "Schema", "Open since", "Measured"],
        rows: rows.collect(),
    });
    let title = format!("Schemas of runs over several ({})", all.len());
    vec![Block::Heading(2, own(title)), table]
}

fn schema_row(place: &Place, schema: &Schema, now: Timestamp) -> Row {
    let is_good = schema.state == State::Agrees && !place.is_overdue(now);
    let since = schema
        .since
        .map(|at| format!("{}{}", at.strftime("%Y-%m-%d"), age(at, now)));
    let (checked, effects) = schema.checked;
    let measured = match &schema.not_measured {
        Some(why) => text(why),
        None => own(format!("{checked} of {effects}")),
    };
    Row {
        class: Some(class(is_good, schema.state)),
        cells: vec![
            own(found(schema)),
            text(&place.target.database).own(".").text(&schema.name),
            own(since.unwrap_or_default()),
            measured,
        ],
        ..Row::default()
    }
}

/// `2 errors and 1 warning, 1 waived`.
fn found(schema: &Schema) -> String {
    let told = match schema.state {
        State::NotMeasured => "not measured".to_owned(),
        State::Agrees => "agrees".to_owned(),
        State::Errors | State::Doubtful => {
            let open = FindingCounts {
                info: 0,
                ..schema.open
            };
            list(&open.words())
        }
    };
    let waived = count_as(schema.waived.total(), "waived", "waived");
    let told = [told, waived].into_iter();
    let told = told.filter(|it| !it.is_empty() && !it.starts_with("0 "));
    told.collect::<Vec<_>>().join(", ")
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

/// `2026-01-14 20:52 UTC, 3 days ago`.
fn when(at: Timestamp, now: Timestamp) -> String {
    let days = u64::try_from(whole_days(at, now)).unwrap_or_default();
    match days {
        0 => minute(at),
        days => format!("{}, {} ago", minute(at), count(days, "day")),
    }
}

/// ` (3 days)`.
fn age(at: Timestamp, now: Timestamp) -> String {
    match u64::try_from(whole_days(at, now)).unwrap_or_default() {
        0 => String::new(),
        days => format!(" ({})", count(days, "day")),
    }
}
