//! The rows of the schemas of runs over several: each schema once, as its newest run tells it.

use jiff::Timestamp;

use super::model::{Dashboard, Schema, State};
use super::places::{age, class, newer};
use super::told::Told;
use crate::report::model::FindingCounts;
use crate::report::page::{Block, Row, Table, own, text};
use crate::report::words::{count_as, list};

pub(super) fn table(dashboard: &Dashboard, told: &[Told<'_>]) -> Vec<Block> {
    let now = dashboard.written_at;
    let all = told
        .iter()
        .flat_map(|told| told.schemas.iter().map(move |it| (told, *it)));
    let mut all: Vec<(&Told<'_>, &Schema)> = all.collect();
    // Those of one run are sorted already.
    all.sort_by_key(|(told, schema)| told.mood_in(schema, now));
    if all.is_empty() {
        return Vec::new();
    }
    let rows = all.iter().map(|(told, schema)| row(told, schema, now));
    let table = Block::Table(Table {
        caption: "Schemas",
        filter: Some("schemas"),
        head: vec!["State", "Schema", "Open since", "Measured", "Run"],
        rows: rows.collect(),
    });
    let title = format!("Schemas of runs over several ({})", all.len());
    vec![Block::Heading(2, own(title)), table]
}

fn row(told: &Told<'_>, schema: &Schema, now: Timestamp) -> Row {
    let place = told.place;
    let since = schema
        .since
        .map(|at| format!("{}{}", at.strftime("%Y-%m-%d"), age(at, now)));
    let (checked, effects) = schema.checked;
    let measured = match &schema.not_measured {
        Some(why) => text(why),
        None => own(format!("{checked} of {effects}")),
    };
    let name = text(&place.target.database).own(".").text(&schema.name);
    let apps = Some(&place.scope.apps).filter(|apps| !apps.is_empty());
    let name = name.with_some(apps, |line, apps| line.own(" only ").text(list(apps)));
    let name = name.with_some(
        told.is_ambiguous.then_some(&place.target.identity),
        |line, it| line.own(" identity ").text(it),
    );
    let run = own("").link(&place.page, format!("run {}", place.run));
    Row {
        class: Some(class(told.mood_in(schema, now))),
        cells: vec![
            own(state(told, schema)),
            name,
            own(since.unwrap_or_default()),
            measured,
            run.own(place.at.strftime(", %Y-%m-%d")),
        ],
        ..Row::default()
    }
}

/// What is open in it, and what newer runs of another scope found.
fn state(told: &Told<'_>, schema: &Schema) -> String {
    let worse = told.worse.get(&*schema.name);
    let worse = worse.map(|it| newer(*it, "it"));
    let replaced = told.is_replaced.then(|| "was replaced".to_owned());
    let told = [Some(found(schema)), worse, replaced];
    told.into_iter().flatten().collect::<Vec<_>>().join("; ")
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
