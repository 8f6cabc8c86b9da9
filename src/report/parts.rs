//! A run over several schemas: one part each, and the schemas that agree on their findings together.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use super::coverage::Coverage;
use super::finding::{Finding, fingerprint, fingerprint_within};
use super::migration::Migration;
use super::model::{Equivalent, Part, Report, SchemaGroup, Summary};
use super::text::Detail;
use super::vocabulary::Severity;
use super::words::count;

/// The run of one schema.
pub struct SchemaRun {
    /// The schema.
    pub schema: String,
    /// The apps that live in another schema.
    pub elsewhere: Vec<String>,
    /// What was found, or why nothing was measured.
    pub outcome: Result<Outcome, String>,
}

/// What was found in one schema.
#[derive(Default)]
pub struct Outcome {
    /// Every migration in scope, in replay order.
    pub migrations: Vec<Migration>,
    /// What a person should know, in the order of the migrations.
    pub findings: Vec<Finding>,
    /// What is written differently on both sides and means the same.
    pub equivalents: Vec<Equivalent>,
    /// What was measured.
    pub coverage: Coverage,
}

/// The runs of all schemas together.
#[derive(Default)]
pub struct SchemaRuns {
    /// One part a schema.
    pub parts: Vec<Part>,
    /// Schemas with the same findings: the gravest first, then the smallest; those without any last.
    pub groups: Vec<SchemaGroup>,
    /// Everything that was found.
    pub outcome: Outcome,
    alike: BTreeMap<BTreeSet<String>, Alike>,
}

/// Schemas with one set of findings.
struct Alike {
    gravest: Option<Severity>,
    parts: Vec<usize>,
    findings: Vec<String>,
}

impl SchemaRuns {
    /// Puts the schema runs together.
    #[must_use]
    pub fn of(schema_runs: impl IntoIterator<Item = SchemaRun>) -> Self {
        let mut all = Self::default();
        for schema_run in schema_runs {
            all.add(schema_run);
        }
        all.group();
        all
    }

    fn add(&mut self, schema_run: SchemaRun) {
        let SchemaRun {
            schema,
            elsewhere,
            outcome,
        } = schema_run;
        let (outcome, reason) = match outcome {
            Ok(outcome) => (outcome, None),
            Err(reason) => (Outcome::default(), Some(reason)),
        };
        let Outcome {
            mut migrations,
            mut findings,
            equivalents,
            coverage,
        } = outcome;
        let counted = Coverage {
            opaque_statements: Vec::new(),
            ..coverage.clone()
        };
        let summary = Summary::count(&migrations, &findings, counted);
        let checked = migrations.iter().any(Migration::is_checked);
        let not_measured = reason.or_else(|| {
            let nothing = "no migration that is recorded there has a stored output";
            (!checked).then(|| nothing.to_owned())
        });
        let signatures = findings.iter().map(|one| signature(&schema, one));
        let signatures: BTreeSet<String> = signatures.collect();
        belong(&schema, &mut migrations, &mut findings);
        if not_measured.is_none() || !findings.is_empty() {
            let alike = self.alike.entry(signatures).or_insert_with(|| Alike {
                gravest: findings.iter().map(|one| one.severity).max(),
                parts: Vec::new(),
                findings: findings.iter().map(|one| one.id.clone()).collect(),
            });
            alike.parts.push(self.parts.len());
        }
        self.parts.push(Part {
            schema,
            summary,
            not_measured,
            elsewhere,
            group: None,
        });
        let all = &mut self.outcome;
        all.migrations.extend(migrations);
        all.findings.extend(findings);
        all.equivalents.extend(equivalents);
        all.coverage.add(coverage);
    }

    fn group(&mut self) {
        let mut alike: Vec<Alike> = std::mem::take(&mut self.alike).into_values().collect();
        alike.sort_by_key(|one| (Reverse(one.gravest), one.parts.len(), one.parts.clone()));
        for (number, one) in (0..).zip(alike) {
            let mut schemas = Vec::new();
            for part in one.parts {
                self.parts[part].group = Some(number);
                schemas.push(self.parts[part].schema.clone());
            }
            self.groups.push(SchemaGroup {
                schemas,
                findings: one.findings,
            });
        }
    }
}

/// What a finding is about, whichever of the schemas it was found in.
pub(super) fn signature(schema: &str, finding: &Finding) -> String {
    let mut object = finding.object.clone();
    if let Some(object) = &mut object {
        object.schema = object.schema.take().filter(|own| own != schema);
    }
    let aspect = finding.aspect.as_deref();
    fingerprint(
        finding.kind,
        object.as_ref(),
        aspect,
        finding.migration.as_ref(),
    )
}

/// Says of everything whose it is. Where the id of a finding does not tell (it is of no object of the
/// schema), it gets one that does.
fn belong(schema: &str, migrations: &mut [Migration], findings: &mut [Finding]) {
    let mut renamed: BTreeMap<String, String> = BTreeMap::new();
    for finding in findings.iter_mut() {
        let object = finding.object.as_ref();
        if object.and_then(|object| object.schema.as_deref()) != Some(schema) {
            let id = fingerprint_within(&finding.id, schema);
            renamed.insert(std::mem::replace(&mut finding.id, id.clone()), id);
        }
        finding.schema = Some(schema.to_owned());
    }
    let roots = findings.iter_mut().filter_map(|it| it.root_cause.as_mut());
    for migration in migrations.iter_mut() {
        migration.schema = Some(schema.to_owned());
    }
    let listed = migrations.iter_mut().flat_map(|it| &mut it.findings);
    for id in roots.chain(listed) {
        if let Some(own) = renamed.get(id) {
            id.clone_from(own);
        }
    }
}

/// So many groups are told; more are counted.
pub(super) const fn groups_told(detail: Detail) -> usize {
    match detail {
        Detail::Verbose => usize::MAX,
        Detail::Quiet | Detail::Normal => 12,
    }
}

/// What a group has in common, as the report of its first schema.
pub(super) fn first_of(report: &Report, group: &SchemaGroup) -> Report {
    let first = group.schemas.first().map(String::as_str);
    of(report, first)
}

/// What the report says of one schema, or of none.
fn of(report: &Report, schema: Option<&str>) -> Report {
    let part = report
        .parts
        .iter()
        .find(|part| Some(&*part.schema) == schema);
    let migrations = report.migrations.iter();
    let findings = report.findings.iter();
    let equivalents = report.equivalents.iter();
    Report {
        format: report.format,
        tool: report.tool.clone(),
        run: report.run.clone(),
        target: report.target.clone(),
        scope: report.scope.clone(),
        ledger: report.ledger.clone(),
        summary: part.map_or_else(|| report.summary.clone(), |part| part.summary.clone()),
        migrations: migrations
            .filter(|it| it.schema.as_deref() == schema)
            .cloned()
            .collect(),
        findings: findings
            .filter(|it| it.schema.as_deref() == schema)
            .cloned()
            .collect(),
        equivalents: equivalents
            .filter(|it| it.object.schema.as_deref() == schema)
            .cloned()
            .collect(),
        parts: Vec::new(),
        groups: Vec::new(),
        waivers: Vec::new(),
    }
}

/// The reports whose findings are told at length, each with its title: one a group, and what is of no
/// schema.
pub(super) fn told(report: &Report, detail: Detail) -> Vec<(String, Report)> {
    let shown = groups_told(detail);
    // Who asks for every verdict asks for those of the schemas that agree too.
    let wanted = |it: &&SchemaGroup| detail == Detail::Verbose || !it.findings.is_empty();
    let groups = report.groups.iter().filter(wanted);
    let mut told: Vec<(String, Report)> = groups
        .take(shown)
        .map(|group| (title(group), first_of(report, group)))
        .collect();
    let of_none = of(report, None);
    if !of_none.findings.is_empty() {
        told.push(("Of no schema".to_owned(), of_none));
    }
    told
}

fn title(group: &SchemaGroup) -> String {
    let first = group.schemas.first().map_or("", String::as_str);
    match group.schemas.len() {
        0 | 1 => format!("In {first}"),
        number => {
            let others = count(number as u64 - 1, "other");
            format!("In {first}, and alike in {others}")
        }
    }
}

impl Report {
    /// Counts the verdicts anew, of each part too.
    pub fn count_verdicts(&mut self) {
        let counted = |schema: Option<&String>| {
            let migrations = self.migrations.iter();
            let of = migrations.filter(|one| schema.is_none_or(|_| one.schema.as_ref() == schema));
            let mut verdicts = BTreeMap::new();
            for migration in of {
                *verdicts.entry(migration.verdict).or_default() += 1;
            }
            verdicts
        };
        let parts: Vec<BTreeMap<_, u64>> = self
            .parts
            .iter()
            .map(|part| counted(Some(&part.schema)))
            .collect();
        self.summary.verdicts = counted(None);
        for (part, verdicts) in self.parts.iter_mut().zip(parts) {
            part.summary.verdicts = verdicts;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::{Kind, sample};

    fn schema_run(schema: &str, lost: &[&str]) -> SchemaRun {
        let mut report = sample::clean();
        let finding = |name: &&str| {
            let mut object = sample::contract().findings[0].object.clone().unwrap();
            object.schema = Some(schema.to_owned());
            (*name).clone_into(&mut object.name);
            let migration = report.migrations.first().map(Migration::key);
            Finding::new(Kind::Missing, Some(object), None, migration)
        };
        let findings: Vec<Finding> = lost.iter().map(finding).collect();
        report.migrations[0].findings = findings.iter().map(|it| it.id.clone()).collect();
        SchemaRun {
            schema: schema.to_owned(),
            elsewhere: Vec::new(),
            outcome: Ok(Outcome {
                migrations: report.migrations,
                findings,
                ..Outcome::default()
            }),
        }
    }

    fn schemas(all: &SchemaRuns) -> Vec<String> {
        all.groups.iter().map(|it| it.schemas.join(" ")).collect()
    }

    #[test]
    fn schemas_that_lack_the_same_stand_together_and_outliers_first() {
        let all = SchemaRuns::of([
            schema_run("a", &[]),
            schema_run("b", &["x"]),
            schema_run("c", &["y"]),
            schema_run("d", &["x"]),
            schema_run("e", &[]),
        ]);
        assert_eq!(schemas(&all), ["c", "b d", "a e"]);
        assert_eq!(all.parts[3].group, Some(1));
        assert_eq!(all.groups[2].findings, Vec::<String>::new());
    }

    #[test]
    fn a_schema_that_could_not_be_read_is_in_no_group() {
        let closed = SchemaRun {
            schema: "b".to_owned(),
            elsewhere: Vec::new(),
            outcome: Err("closed".to_owned()),
        };
        let all = SchemaRuns::of([schema_run("a", &[]), closed]);
        assert_eq!(schemas(&all), ["a"]);
        assert_eq!(all.parts[1].group, None);
        assert_eq!(all.parts[1].not_measured.as_deref(), Some("closed"));
    }

    #[test]
    fn what_is_of_no_object_has_another_id_in_each_schema() {
        let gap = |schema: &str| {
            let mut schema_run = schema_run(schema, &[]);
            let outcome = schema_run.outcome.as_mut().ok().unwrap();
            let key = outcome.migrations[0].key();
            let finding = Finding::new(Kind::NoLedger, None, None, Some(key));
            outcome.migrations[0].findings = vec![finding.id.clone()];
            outcome.findings.push(finding);
            schema_run
        };
        let all = SchemaRuns::of([gap("a"), gap("b")]);
        let ids: Vec<&String> = all.outcome.findings.iter().map(|it| &it.id).collect();
        assert_ne!(ids[0], ids[1]);
        let migrations = &all.outcome.migrations;
        let second = migrations
            .iter()
            .find(|it| it.schema.as_deref() == Some("b"));
        assert_eq!(second.unwrap().findings, [ids[1].clone()]);
        assert_eq!(schemas(&all), ["a b"]);
    }
}
