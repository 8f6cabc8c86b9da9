//! The sections of a difference, for the renderings that are pages.

use super::unified::{self, Line};
use super::{ChangedFinding, Difference, Way, field, migration};
use crate::report::finding::Finding;

/// A heading and what stands below it.
pub(super) struct Section {
    pub(super) title: &'static str,
    pub(super) rows: Vec<Row>,
    /// Whether it is nothing new, and is folded where a page can fold.
    pub(super) folded: bool,
}

/// One entry. Every text in it may come from outside.
pub(super) struct Row {
    /// A severity, or which way something changed.
    pub(super) mark: &'static str,
    pub(super) text: String,
    pub(super) details: Vec<String>,
    pub(super) diff: Vec<Line>,
}

impl Row {
    fn new(mark: &'static str, text: String) -> Self {
        Self {
            mark,
            text,
            details: Vec::new(),
            diff: Vec::new(),
        }
    }
}

/// The sections that hold something, in the order in which they are read.
pub(super) fn sections(found: &Difference) -> Vec<Section> {
    let all = [
        ("New", new(found), false),
        ("Resolved", resolved(found), false),
        (
            "No longer told, and not proved to be resolved",
            lapsed(found),
            false,
        ),
        ("Changed", changed(found), false),
        ("Persisting", persisting(found), true),
        ("Verdicts", verdicts(found), false),
        ("Rows of django_migrations", records(found), false),
        ("Stored outputs", ledger(found), false),
        ("Objects", objects(found), false),
    ];
    let told = all.into_iter().filter(|(_, rows, _)| !rows.is_empty());
    told.map(|(title, rows, folded)| Section {
        title,
        rows,
        folded,
    })
    .collect()
}

fn new(found: &Difference) -> Vec<Row> {
    found.findings.new.iter().map(told).collect()
}

fn resolved(found: &Difference) -> Vec<Row> {
    found.findings.resolved.iter().map(told).collect()
}

fn lapsed(found: &Difference) -> Vec<Row> {
    let all = found.findings.lapsed.iter();
    all.map(|one| Row {
        details: vec![format!("because {}", one.why)],
        ..told(&one.finding)
    })
    .collect()
}

fn changed(found: &Difference) -> Vec<Row> {
    found.findings.changed.iter().map(otherwise).collect()
}

fn otherwise(one: &ChangedFinding) -> Row {
    let details = match &one.old {
        None => vec!["the old run's rules held the two texts for the same".to_owned()],
        Some(old) => {
            let fields = one.fields.iter().map(|name| {
                let [was, is] = [old, &one.new].map(|finding| field(finding, name));
                format!("{}: {was} -> {is}", name.replace('_', " "))
            });
            fields.collect()
        }
    };
    let text = format!("{}, {}", title(&one.new), one.since.words());
    Row {
        details,
        ..Row::new(one.new.severity.as_str(), text)
    }
}

fn persisting(found: &Difference) -> Vec<Row> {
    let all = found.findings.persisting.iter();
    all.map(|one| {
        let text = format!("{}, {}", title(&one.finding), one.since.words());
        Row::new(one.finding.severity.as_str(), text)
    })
    .collect()
}

fn told(finding: &Finding) -> Row {
    let text = match finding.message.as_str() {
        "" => title(finding),
        message => format!("{}: {message}", title(finding)),
    };
    Row::new(finding.severity.as_str(), text)
}

/// `missing column shop_book.title (shop.0001_initial)`.
fn title(finding: &Finding) -> String {
    let mut text = finding.kind.to_string();
    if let Some(object) = &finding.object {
        text = format!("{text} {object}");
    }
    if let Some(aspect) = &finding.aspect {
        text = format!("{text} [{aspect}]");
    }
    text = format!("{text} ({})", finding.owner());
    if let Some(schema) = &finding.schema {
        text = format!("{text} in {schema}");
    }
    if finding.waived.is_some() {
        text += ", waived";
    }
    text
}

fn verdicts(found: &Difference) -> Vec<Row> {
    let all = found.verdicts.iter();
    all.map(|one| {
        let name = migration(one.schema.as_deref(), &one.app, &one.name);
        let way = Way::of(one.old.is_some(), one.new.is_some());
        Row::new(way.word(), format!("{name}: {}", one.words()))
    })
    .collect()
}

fn records(found: &Difference) -> Vec<Row> {
    let all = found.records.iter();
    all.map(|one| {
        let name = migration(one.schema.as_deref(), &one.app, &one.name);
        Row::new(one.way().word(), format!("{name} ({})", one.words()))
    })
    .collect()
}

fn ledger(found: &Difference) -> Vec<Row> {
    let all = found.ledger.iter();
    all.map(|one| Row::new(one.way().word(), format!("{}/{}.sql", one.app, one.name)))
        .collect()
}

fn objects(found: &Difference) -> Vec<Row> {
    let all = found.objects.changed.iter();
    all.map(|one| Row {
        diff: unified::lines(one),
        ..Row::new(one.way().word(), one.key.clone())
    })
    .collect()
}
