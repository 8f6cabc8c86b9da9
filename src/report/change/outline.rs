//! A difference in words: its sections in the order in which they are read, for every medium.

use jiff::Timestamp;

use super::unified::{self, Line};
use super::{ChangedFinding, Difference, RecordChange, RunHead, Since, VerdictChange, Way};
use crate::report::finding::Finding;
use crate::report::model::FindingCounts;
use crate::report::vocabulary::Verdict;
use crate::report::words::{count, list};

/// A heading and what stands below it.
pub(in crate::report) struct Section<'a> {
    pub(in crate::report) title: &'static str,
    pub(in crate::report) rows: Vec<Row<'a>>,
    /// Whether it is nothing new, and is folded where a page can fold.
    pub(in crate::report) folded: bool,
    /// Whether its findings are those of the old run alone, so that nothing is to be done about them.
    pub(super) past: bool,
}

/// One entry. Every text in it may come from outside.
pub(in crate::report) struct Row<'a> {
    pub(in crate::report) subject: Subject<'a>,
    pub(in crate::report) details: Vec<Detail<'a>>,
    pub(in crate::report) diff: Vec<Line>,
}

/// What an entry is about.
pub(in crate::report) enum Subject<'a> {
    /// A finding that one run tells.
    Told(&'a Finding),
    /// A finding of both runs.
    Since(&'a Finding, Since),
    Verdict(&'a VerdictChange),
    /// What came, went or is another.
    Thing(Way, String),
}

/// What stands below an entry.
pub(in crate::report) enum Detail<'a> {
    /// Why a finding is not proved to be resolved.
    Because(&'a str),
    /// The old run had other rules.
    OtherRules,
    /// A field of a finding that says something else.
    Field(String),
}

/// Why a finding may be one of the new run alone.
pub(in crate::report) const OTHER_RULES: &str =
    "the old run's rules held the two texts for the same";

impl<'a> Section<'a> {
    fn of<T>(title: &'static str, all: &'a [T], row: impl Fn(&'a T) -> Row<'a>) -> Self {
        Self {
            title,
            rows: all.iter().map(row).collect(),
            folded: false,
            past: false,
        }
    }
}

impl<'a> Row<'a> {
    fn of(subject: Subject<'a>) -> Self {
        Self {
            subject,
            details: Vec::new(),
            diff: Vec::new(),
        }
    }

    /// A severity, or which way something changed.
    pub(super) fn mark(&self) -> &'static str {
        match &self.subject {
            Subject::Told(finding) | Subject::Since(finding, _) => finding.severity.as_str(),
            Subject::Verdict(one) => Way::of(one.old.is_some(), one.new.is_some()).word(),
            Subject::Thing(way, _) => way.word(),
        }
    }

    /// The entry behind its mark.
    pub(in crate::report) fn text(&self) -> String {
        match &self.subject {
            Subject::Told(finding) if finding.message.is_empty() => title(finding),
            Subject::Told(finding) => format!("{}: {}", title(finding), finding.message),
            Subject::Since(finding, since) => format!("{}, {}", title(finding), since.words()),
            Subject::Verdict(one) => {
                let name = migration(one.schema.as_deref(), &one.app, &one.name);
                format!("{name}: {}", one.words())
            }
            Subject::Thing(_, text) => text.clone(),
        }
    }

    /// What stands below it, a text each.
    pub(super) fn details(&self) -> impl Iterator<Item = String> {
        self.details.iter().map(|one| match one {
            Detail::Because(why) => format!("because {why}"),
            Detail::OtherRules => OTHER_RULES.to_owned(),
            Detail::Field(text) => text.clone(),
        })
    }
}

/// The sections that hold something, in the order in which they are read.
pub(in crate::report) fn sections(found: &Difference) -> Vec<Section<'_>> {
    let all = &found.findings;
    let mut sections = vec![
        Section::of("New", &all.new, |one| Row::of(Subject::Told(one))),
        Section {
            past: true,
            ..Section::of("Resolved", &all.resolved, |one| Row::of(Subject::Told(one)))
        },
        Section {
            past: true,
            ..Section::of(
                "No longer told, and not proved to be resolved",
                &all.lapsed,
                |one| Row {
                    details: vec![Detail::Because(&one.why)],
                    ..Row::of(Subject::Told(&one.finding))
                },
            )
        },
        Section::of("Changed", &all.changed, |one| Row {
            details: otherwise(one),
            ..Row::of(Subject::Since(&one.new, one.since))
        }),
        Section {
            folded: true,
            ..Section::of("Persisting", &all.persisting, |one| {
                Row::of(Subject::Since(&one.finding, one.since))
            })
        },
        Section::of("Verdicts", &found.verdicts, |one| {
            Row::of(Subject::Verdict(one))
        }),
        Section::of("Rows of django_migrations", &found.records, |one| {
            Row::of(Subject::Thing(one.way(), one.words()))
        }),
        Section::of("Stored outputs", &found.ledger, |one| {
            let file = format!("{}/{}.sql", one.app, one.name);
            Row::of(Subject::Thing(one.way(), file))
        }),
        Section::of("Objects", &found.objects.changed, |one| Row {
            diff: unified::lines(one),
            ..Row::of(Subject::Thing(one.way(), one.key.clone()))
        }),
    ];
    sections.retain(|section| !section.rows.is_empty());
    sections
}

fn otherwise(one: &ChangedFinding) -> Vec<Detail<'_>> {
    let Some(old) = &one.old else {
        return vec![Detail::OtherRules];
    };
    let fields = one.fields.iter().map(|name| {
        let [was, is] = [old, &one.new].map(|finding| field(finding, name));
        Detail::Field(format!("{}: {was} -> {is}", name.replace('_', " ")))
    });
    fields.collect()
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

impl RunHead {
    /// `run 17`.
    pub(in crate::report) fn name(&self) -> String {
        let id = self.run.id.map(|id| id.to_string());
        format!("run {}", id.unwrap_or_default())
    }

    /// `run 17, 2026-01-14 20:52:03 UTC, shop schema public, all apps`.
    pub(in crate::report) fn words(&self) -> String {
        let at = self.run.started_at.strftime("%Y-%m-%d %H:%M:%S UTC");
        let target = &self.target;
        let apps = match self.scope.apps.as_slice() {
            [] => "all apps".to_owned(),
            apps => list(apps),
        };
        format!(
            "{}, {at}, {}, schema {}, {apps}",
            self.name(),
            target.database,
            target.schema
        )
    }
}

impl Difference {
    /// The answer in one sentence: how many findings are new, resolved and so on.
    pub(in crate::report) fn headline(&self) -> String {
        let findings = &self.findings;
        let mut parts = vec![match FindingCounts::of(&findings.new) {
            new if new.total() == 0 => "no new finding".to_owned(),
            new => format!("{} new ({})", new.total(), new.words().join(", ")),
        }];
        for (number, word) in [
            (findings.resolved.len(), "resolved"),
            (findings.lapsed.len(), "no longer told"),
            (findings.changed.len(), "changed"),
            (findings.persisting.len(), "persisting"),
        ] {
            if number > 0 {
                parts.push(format!("{number} {word}"));
            }
        }
        parts.join(", ")
    }

    /// What could not be compared, and what else than the database may have made a difference: one
    /// sentence each.
    pub(in crate::report) fn caveats(&self) -> Vec<String> {
        let mut found: Vec<String> = Vec::new();
        for head in [&self.old, &self.new] {
            if !head.measured {
                let what =
                    "could not be measured as a whole, and what it does not tell is not proved";
                found.push(format!("{} {what}", head.name()));
            }
        }
        let new = self.new.name();
        found.extend(self.unlike.iter().map(|what| format!("in {new} {what}")));
        let not_kept = self.objects.not_kept.iter().map(|run| format!("run {run}"));
        let not_kept: Vec<String> = not_kept.collect();
        if !not_kept.is_empty() {
            let runs = list(&not_kept);
            found.push(format!(
                "{runs} kept no definitions of objects: they could not be compared"
            ));
        }
        found
    }
}

impl Since {
    /// `since run 3, 12 days`.
    pub(in crate::report) fn words(self) -> String {
        let days = u64::try_from(self.days).unwrap_or(0);
        format!("since run {}, {}", self.run, count(days, "day"))
    }
}

impl VerdictChange {
    /// `verified -> misrouted`.
    #[must_use]
    pub fn words(&self) -> String {
        let [old, new] =
            [self.old, self.new].map(|verdict| verdict.map_or("not listed", Verdict::called));
        format!("{old} -> {new}")
    }
}

impl RecordChange {
    /// Whose rows they are, and their times before and after.
    fn words(&self) -> String {
        let name = migration(self.schema.as_deref(), &self.app, &self.name);
        match self.way() {
            Way::Added => format!("{name} ({})", times(&self.new)),
            Way::Removed => format!("{name} ({})", times(&self.old)),
            Way::Changed => format!("{name} ({} -> {})", times(&self.old), times(&self.new)),
        }
    }
}

fn times(times: &[Option<Timestamp>]) -> String {
    let times = times.iter().map(|time| match time {
        Some(time) => time.to_string(),
        None => "no time".to_owned(),
    });
    times.collect::<Vec<_>>().join(", ")
}

/// The field of a finding, for a person.
fn field(finding: &Finding, field: &str) -> String {
    let text = |text: &Option<String>| text.clone().unwrap_or_else(|| "nothing".to_owned());
    match field {
        "kind" => finding.kind.to_string(),
        "severity" => finding.severity.to_string(),
        "waived" => match &finding.waived {
            Some(waiver) => format!("waived: {}", waiver.reason),
            None => "not waived".to_owned(),
        },
        "expected" => text(&finding.expected),
        "actual" => text(&finding.actual),
        "found_in" if finding.found_in.is_empty() => "nowhere".to_owned(),
        "found_in" => list(&finding.found_in),
        "matches" => {
            let places = finding.matches.iter();
            let places = places.map(|at| format!("{}: {} of {}", at.place, at.matching, at.of));
            places.collect::<Vec<_>>().join(", ")
        }
        "covers" => finding.covers.to_string(),
        "root_cause" => text(&finding.root_cause),
        "doubt" => match &finding.doubt {
            Some(doubt) => format!("{} ({})", doubt.reason, doubt.migration),
            None => "none".to_owned(),
        },
        _ => String::new(),
    }
}

/// `app.name`, with the schema of whose records it is, where there are several.
fn migration(schema: Option<&str>, app: &str, name: &str) -> String {
    match schema {
        Some(schema) => format!("{app}.{name} in {schema}"),
        None => format!("{app}.{name}"),
    }
}
