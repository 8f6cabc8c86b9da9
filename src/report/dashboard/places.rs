//! The rows of the databases: one for the newest run of each database, schema and scope.

use jiff::Timestamp;

use super::model::{Dashboard, Place, State};
use super::told::{self, Mood, Told};
use crate::report::age::whole_days;
use crate::report::audit::Schedule;
use crate::report::coverage::Coverage;
use crate::report::page::{Block, Line, Row, Table, Tone, own};
use crate::report::target::Reach;
use crate::report::trend::sparkline;
use crate::report::words::{count, list, minute, some};

pub(super) fn table(dashboard: &Dashboard, told: &[Told<'_>]) -> Vec<Block> {
    let now = dashboard.written_at;
    if told.is_empty() {
        return Vec::new();
    }
    let several = dashboard.sources.len() > 1;
    let rows = told.iter().map(|told| row(told, several, now));
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
    let number = told::databases(told, now).len();
    let title = match told.len() {
        rows if rows == number => format!("Databases ({number})"),
        rows => format!("Databases ({number}, in {})", count(rows as u64, "row")),
    };
    vec![Block::Heading(2, own(title)), table]
}

fn row(told: &Told<'_>, several: bool, now: Timestamp) -> Row {
    let place = told.place;
    let never = own("").strong("none");
    let good = place.last_success.map(|at| own(when(at, now)));
    Row {
        class: Some(class(told.mood(now))),
        cells: vec![
            state(told, now),
            database(told, several),
            own("").picture(sparkline(&place.trend)),
            good.unwrap_or(never),
            newest(place, now),
            measured(place),
        ],
        ..Row::default()
    }
}

/// The class of a row. What agreed once is green only while nothing speaks against it.
pub(super) const fn class(mood: Mood) -> &'static str {
    match mood {
        Mood::Errors | Mood::NotMeasured => "error",
        Mood::Good => "agrees",
        Mood::Doubtful | Mood::Disproved | Mood::Replaced | Mood::Late => "warning",
    }
}

fn state(told: &Told<'_>, now: Timestamp) -> Line {
    let Place {
        state,
        since,
        words: (verdict, rest),
        ..
    } = told.place;
    let doubt = match told.mood(now) {
        Mood::Disproved => Some(("NO LONGER SO", "")),
        Mood::Replaced => Some(("WAS REPLACED", "")),
        Mood::Late => Some(("NOT LOOKED AT", " for too long")),
        Mood::Errors | Mood::NotMeasured | Mood::Doubtful | Mood::Good => None,
    };
    let line = match doubt {
        Some((word, more)) => {
            let line = own("").toned(Tone::Doubtful, word).own(more);
            line.own("; then it agreed ").text(rest)
        }
        None => own("").toned(state.tone(), verdict).own(" ").text(rest),
    };
    let line = since_told(told).iter().fold(line, |line, words| {
        line.line_break().toned(Tone::Doubtful, words)
    });
    let days = age(*since, now);
    let since = since.strftime("%Y-%m-%d");
    line.line_break().dim(format!("so since {since}{days}"))
}

/// What later runs say beside it.
fn since_told(told: &Told<'_>) -> Vec<String> {
    let found = [State::Errors, State::NotMeasured, State::Doubtful];
    let worse = found.into_iter().filter_map(|state| {
        let names = told.worse.iter().filter(|(_, worst)| **worst == state);
        let names: Vec<&str> = names.map(|(name, _)| *name).collect();
        (!names.is_empty()).then(|| newer(state, &some(&names)))
    });
    let replaced = "a later run met another database of this name at this address";
    worse
        .chain(told.is_replaced.then(|| replaced.to_owned()))
        .collect()
}

/// What newer runs found in schemas.
pub(super) fn newer(state: State, names: &str) -> String {
    match state {
        State::Errors => format!("newer runs found errors in {names}"),
        State::NotMeasured => format!("newer runs could not measure {names}"),
        State::Doubtful | State::Agrees => format!("newer runs found warnings in {names}"),
    }
}

fn database(told: &Told<'_>, several: bool) -> Line {
    let Place { target, scope, .. } = told.place;
    let line = own("").strong(format!("{}.{}", target.database, told.place.pattern()));
    let alias = match &target.reach {
        Reach::Alias(alias) => Some(alias),
        Reach::Default | Reach::Never => None,
    };
    let apps = (!scope.apps.is_empty()).then(|| list(&scope.apps));
    let beside = [
        ("alias", alias.cloned()),
        ("at", target.address.clone()),
        (
            "identity",
            told.is_ambiguous.then(|| target.identity.clone()),
        ),
        ("only", apps),
        ("from", several.then(|| told.source.name.clone())),
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

/// `2026-01-14 20:52 UTC, 3 days ago`.
fn when(at: Timestamp, now: Timestamp) -> String {
    let days = u64::try_from(whole_days(at, now)).unwrap_or_default();
    match days {
        0 => minute(at),
        days => format!("{}, {} ago", minute(at), count(days, "day")),
    }
}

/// ` (3 days)`.
pub(super) fn age(at: Timestamp, now: Timestamp) -> String {
    match u64::try_from(whole_days(at, now)).unwrap_or_default() {
        0 => String::new(),
        days => format!(" ({})", count(days, "day")),
    }
}
