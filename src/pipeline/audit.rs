//! The schema runs of a run, made into one report.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Mutex;

use super::arbiter::Asked;
use super::lost::SchemasThere;
use super::parts::{self, Chosen};
use super::repair::Mendings;
use super::schema_run::{Facts, Judged};
use super::siblings::SiblingSearch;
use super::{
    Measured, PipelineError, Progress, Proof, Purpose, Request, inputs, reach, rerun, rest,
    self_check,
};
use crate::catalog::postgres::arbiter::Arbiter;
use crate::catalog::{Reading, Target};
use crate::compare::{CANONICALISER, Comparison};
use crate::history::{self, Answers, Inputs};
use crate::ledger::Ledger;
use crate::record::Record;
use crate::record::read::{Elsewhere, RecordRow};
use crate::repair::Sizes;
use crate::repair::django::Leaves;
use crate::replay::Expected;
use crate::report::{
    self, FORMAT, Outcome, Reach, Report, Run, SchemaRun, SchemaRuns, Scope, Summary, Tool,
};
use crate::threads::each;

/// Makes the schema runs.
pub(super) struct Auditor<'a> {
    pub(super) request: &'a Request,
    pub(super) ledger: &'a Ledger,
    pub(super) reading: &'a Reading,
    pub(super) facts: Facts<'a>,
    pub(super) sibling_search: SiblingSearch<'a>,
    pub(super) arbiter: Option<Mutex<Arbiter>>,
    /// What earlier runs were told.
    pub(super) known: &'a Answers,
}

/// What is measured, whether the schema was changed while the server was asked, and what the only schema was judged by.
type Audited = (Measured, bool, Option<(Expected, Comparison)>);

/// What schema runs give beside what is told of each schema.
#[derive(Default)]
struct Beside {
    asked: Asked,
    /// What each schema would be told after the proposed statements.
    proofs: Vec<(String, Proof)>,
    /// What mends the findings of each schema.
    mendings: BTreeMap<String, Mendings>,
}

impl Beside {
    /// Takes in what the run of a schema gave.
    fn take(&mut self, schema: &str, judged: Judged) -> Outcome {
        self.asked.add(judged.asked);
        self.mendings.insert(schema.to_owned(), judged.mendings);
        let proof = judged.proof.map(|proof| (schema.to_owned(), proof));
        self.proofs.extend(proof);
        judged.outcome
    }
}

impl<'a> Auditor<'a> {
    /// The same, which also says what would be told after these statements; what it was told is known.
    pub(super) fn proving<'b>(self, text: &'b str, known: &'b Answers) -> Auditor<'b>
    where
        'a: 'b,
    {
        let facts = Facts {
            proposed: Some(text),
            ..self.facts
        };
        Auditor {
            facts,
            known,
            ..self
        }
    }
}

impl Auditor<'_> {
    pub(super) fn audit(&self, progress: &dyn Progress) -> Result<Audited, PipelineError> {
        match self.request.connection.schemas.pattern() {
            None => self.one(progress),
            Some(pattern) => self.several(pattern, progress),
        }
    }

    fn one(&self, progress: &dyn Progress) -> Result<Audited, PipelineError> {
        let target = &self.reading.target;
        let records = self.reading.records.records();
        self.check_apps(&records)?;
        progress.stage("replaying and comparing");
        let scope = Scope {
            elsewhere: self.left_to_others(target),
            ..Scope::of(self.request.apps.clone())
        };
        let mut judged = self.schema_run(target, &records);
        let made = judged.made.take();
        let mut beside = Beside::default();
        let outcome = beside.take(&target.schema, judged);
        let target = report::Target {
            reach: self.reach(&records),
            ..inputs::target(target)
        };
        let report = self.report(target, scope, outcome, &beside.asked);
        let moved = beside.asked.moved;
        let measured = self.measured(report, inputs::rows(None, &records), beside);
        Ok((measured, moved, made))
    }

    fn several(&self, pattern: &str, progress: &dyn Progress) -> Result<Audited, PipelineError> {
        let namespaces = self.facts.live_view.namespaces();
        let schemas = &self.request.connection.schemas;
        let chosen = parts::choose(schemas, self.reading, namespaces)?;
        let readable = chosen
            .iter()
            .filter_map(|one| Some((&*one.target.schema, records(one.rows.ok()?))));
        let readable: Vec<(&str, Vec<Record>)> = readable.collect();
        let all = readable.iter().flat_map(|(_, records)| records);
        self.check_apps(&all.cloned().collect::<Vec<_>>())?;
        let kept = readable
            .iter()
            .flat_map(|(schema, records)| inputs::rows(Some(schema), records));
        let kept: Vec<history::RecordRow> = kept.collect();
        let (schema_runs, beside) = self.schema_runs(&chosen, progress);
        let SchemaRuns {
            parts,
            groups,
            outcome,
            ..
        } = SchemaRuns::of(schema_runs);
        let scope = Scope {
            schemas: Some(pattern.to_owned()),
            ..Scope::of(self.request.apps.clone())
        };
        let target = report::Target {
            schema: pattern.to_owned(),
            reach: Reach::Never,
            ..inputs::target(&self.reading.target)
        };
        let mut report = self.report(target, scope, outcome, &beside.asked);
        (report.parts, report.groups) = (parts, groups);
        let moved = beside.asked.moved;
        Ok((self.measured(report, kept, beside), moved, None))
    }

    /// Each schema that is concerned, judged; several at a time.
    fn schema_runs(
        &self,
        chosen: &[Chosen<'_>],
        progress: &dyn Progress,
    ) -> (Vec<SchemaRun>, Beside) {
        let concerned = chosen.iter().filter(|one| self.concerns(&one.target));
        let concerned: Vec<&Chosen<'_>> = concerned.collect();
        let number = concerned.len();
        let judged = each(&concerned, |at, one| {
            let at = at + 1;
            progress.stage(&format!("replaying and comparing: schema {at} of {number}"));
            let rows = one.rows.map_err(str::to_owned)?;
            let judged = self.schema_run(&one.target, &records(rows));
            Ok(Judged {
                made: None,
                ..judged
            })
        });
        let mut beside = Beside::default();
        let runs = concerned.into_iter().zip(judged).map(|(one, judged)| {
            let schema = one.target.schema.clone();
            SchemaRun {
                elsewhere: self.left_to_others(&one.target),
                outcome: judged.map(|judged| beside.take(&schema, judged)),
                schema,
            }
        });
        let runs = runs.collect();
        (runs, beside)
    }

    fn schema_run(&self, target: &Target, records: &[Record]) -> Judged {
        let plan = inputs::plan(records, self.ledger);
        let arbiter = self.arbiter.as_ref();
        let facts = &self.facts;
        let mut judged = facts.judge(plan, target, arbiter, self.known, &self.sibling_search);
        if self.request.purpose == Purpose::Repair && facts.proposed.is_none() {
            self.with_other_records(target, records, &mut judged);
        }
        judged
    }

    /// What is left of migrations without a row, and what Django can run.
    fn with_other_records(&self, target: &Target, records: &[Record], judged: &mut Judged) {
        let facts = &self.facts;
        let judge = |records: &[Record]| {
            let plan = inputs::plan(records, self.ledger);
            let judged = facts.judge(plan, target, None, self.known, &self.sibling_search);
            (judged.outcome, judged.mendings)
        };
        let told = &judged.outcome;
        let rest = rest::look(records, told, judge);
        judged.mendings.rest = rest.map(Box::new);
        let reach = self.reach(records);
        let is_sure = reach != Reach::Never && facts.layout.is_none();
        if let Some(manifest) = self.ledger.manifest.as_ref().filter(|_| is_sure) {
            let nodes = inputs::nodes(manifest);
            let outcome = |records: &[Record]| judge(records).0;
            judged.mendings.rerun =
                rerun::look((&nodes, records, &reach), facts.readings, told, outcome);
        }
    }

    /// How `migrate` gets to a run over one schema.
    fn reach(&self, records: &[Record]) -> Reach {
        let manifest = self.ledger.manifest.as_ref();
        let nodes = manifest.map(inputs::nodes).unwrap_or_default();
        reach::of(&self.request.connection, &nodes, records)
    }

    /// The apps that have migrations and are asked for, and live in another schema.
    fn left_to_others(&self, target: &Target) -> Vec<String> {
        let stored: BTreeSet<&String> = self.ledger.entries.keys().map(|key| &key.app).collect();
        let elsewhere = self.facts.elsewhere(&target.schema).into_iter();
        elsewhere
            .filter(|app| self.facts.wants(app) && stored.contains(app))
            .collect()
    }

    /// Whether any app that is asked for lives in the schema.
    fn concerns(&self, target: &Target) -> bool {
        let elsewhere = self.facts.elsewhere(&target.schema);
        let apps = &self.facts.apps;
        apps.is_empty() || apps.iter().any(|app| !elsewhere.contains(app))
    }

    /// An app that neither the ledger nor the records know is a slip of the pen, not a clean app.
    fn check_apps(&self, records: &[Record]) -> Result<(), PipelineError> {
        let recorded = records.iter().map(|record| &record.migration.app);
        let stored = self.ledger.entries.keys().map(|key| &key.app);
        let known: BTreeSet<&String> = recorded.chain(stored).collect();
        let unknown = self.request.apps.iter().find(|app| !known.contains(app));
        match unknown {
            None => Ok(()),
            Some(app) => Err(PipelineError::UnknownApp {
                app: app.clone(),
                known: known.into_iter().cloned().collect(),
            }),
        }
    }

    fn report(
        &self,
        target: report::Target,
        scope: Scope,
        outcome: Outcome,
        asked: &Asked,
    ) -> Report {
        let Outcome {
            migrations,
            findings,
            equivalents,
            mut coverage,
        } = outcome;
        coverage.self_check = self.facts.self_check.as_ref().map(self_check::counts);
        coverage.settled.asked = asked.count;
        let beside = &self.reading.records.elsewhere;
        let unread = beside.iter().filter(|other| other.rows.is_none());
        let unread = unread.map(|other| other.schema.clone());
        coverage.unread.splice(0..0, unread);
        coverage.refused_records = beside.iter().filter_map(Elsewhere::refusal).collect();
        Report {
            format: FORMAT,
            tool: tool(),
            run: Run {
                id: None,
                started_at: self.request.started_at,
                duration_ms: 0,
                previous: None,
                new: None,
                by: None,
            },
            target,
            scope,
            ledger: report::Ledger {
                path: self.request.ledger.display().to_string(),
                migrations: self.ledger.entries.len() as u64,
                digest: self.ledger.digest.clone(),
            },
            summary: Summary::count(&migrations, &findings, coverage),
            migrations,
            findings,
            equivalents,
            parts: Vec::new(),
            groups: Vec::new(),
            waivers: Vec::new(),
        }
    }

    fn measured(
        &self,
        report: Report,
        records: Vec<history::RecordRow>,
        beside: Beside,
    ) -> Measured {
        Measured {
            report,
            inputs: Inputs {
                answers: beside.asked.answers,
                ..inputs::of(records, self.ledger)
            },
            proofs: beside.proofs,
            schemas: SchemasThere::of(
                self.request,
                self.reading,
                self.facts.live_view.namespaces(),
            ),
            mendings: beside.mendings,
            leaves: Leaves::new(),
            sizes: Sizes::new(),
            rest: None,
        }
    }
}

/// This program, with the version of the rules by which it compares.
#[must_use]
pub fn tool() -> Tool {
    Tool::current(CANONICALISER)
}

fn records(rows: &[RecordRow]) -> Vec<Record> {
    rows.iter().map(RecordRow::record).collect()
}
