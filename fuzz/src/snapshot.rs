//! Snapshot files, through the whole program.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::Duration;

use reconcile::pipeline::{
    self, CompareAs, Connection, Measured, Places, Progress, Purpose, Request, Schemas, Source,
};
use reconcile::report::openmetrics::{self, Metrics};
use reconcile::report::text::{Colour, Detail, Options};
use reconcile::report::{
    Report, chat, github, html, is_hostile, json, junit, markdown, sarif, text,
};
use reconcile::rooms::catalog::Snapshot;
use reconcile::rooms::catalog::assemble::assemble;
use reconcile::rooms::definition::{self, whole};
use reconcile::rooms::engine::Engine;
use reconcile::rooms::history::Answers;

use crate::files::folder;

struct Silent;

impl Progress for Silent {
    fn stage(&self, _: &str) {}
}

/// A snapshot that is read is written and read again as it was. What is made of it is printed, and no character of it
/// reaches a terminal that could act on it.
pub fn snapshot(input: &str) {
    let path = folder().path().join("snapshot.json");
    std::fs::write(&path, input).expect("a file");
    let Ok(snapshot) = Snapshot::load(&path) else {
        return;
    };
    let mut again = Vec::new();
    snapshot.write(&mut again).expect("it is written");
    let copy = folder().path().join("again.json");
    std::fs::write(&copy, &again).expect("a file");
    assert_eq!(Snapshot::load(&copy).as_ref(), Ok(&snapshot), "read again");
    let schema = assemble(&snapshot.catalog).schema;
    let _ = definition::check(&schema, &BTreeMap::new());
    let _ = whole::print(&schema, Engine::PostgreSql);
    if let Some(measured) = reconciled(&path) {
        printed(&measured.report);
    }
}

/// A snapshot against the ledger of the README's example; none where it could not be measured.
pub fn reconciled(snapshot: &Path) -> Option<Measured> {
    let request = Request {
        connection: Connection {
            source: Source::Snapshot(snapshot.to_owned()),
            schemas: Schemas::Found,
            alias: None,
            statement_timeout: Duration::from_secs(1),
        },
        ledger: example("ledgers"),
        apps: Vec::new(),
        places: Places::default(),
        layout: None,
        application: None,
        arbiter: false,
        compare_as: CompareAs::Auto,
        stand_ins: std::collections::BTreeMap::new(),
        keep_objects: true,
        started_at: "1970-01-01T00:00:00Z".parse().expect("a time"),
        self_check: false,
        proposed: None,
        purpose: Purpose::Report,
    };
    pipeline::run(&request, &Answers::default(), &Silent).ok()
}

/// A file of the repository.
pub fn example(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(path)
}

fn printed(report: &Report) {
    for detail in [Detail::Quiet, Detail::Normal, Detail::Verbose] {
        let options = Options {
            width: text::DEFAULT_WIDTH,
            colour: Colour::Never,
            detail,
        };
        harmless(&text::render(report, options));
    }
    harmless(&html::render(report));
    harmless(&markdown::render(report));
    harmless(&junit::render(report));
    harmless(&github::render(report));
    harmless(&chat::slack(report));
    harmless(&chat::teams(report));
    harmless(&openmetrics::render(&Metrics::of(report)));
    let rendered = json::render(report).expect("it is written");
    harmless(&rendered);
    let again: Report = serde_json::from_str(&rendered).expect("it is read again");
    // JSON keeps no parts of a second.
    assert_eq!(json::render(&again).ok(), Some(rendered));
    harmless(&sarif::render(report).expect("it is written"));
}

fn harmless(printed: &str) {
    let found = printed.chars().find(|c| is_hostile(*c) && *c != '\n');
    assert_eq!(found, None, "in {printed:?}");
}
