//! The audit report over a period, out of the history alone.

mod changed;
mod written;

use std::collections::{BTreeMap, BTreeSet, btree_map};
use std::path::{Path, PathBuf};
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

use self::written::{gone, written};
use super::error::{Fault, HistoryError, Problem};
use super::rows::{self, Found, natural};
use super::standing::timed;
use super::verify::Verification;
use super::{Anchor, History, Mode, RunSelector};
use crate::report::audit::{Audit, AuditRun, Document, Entry, NotMeasured, Owner, Period, Section};
use crate::report::change::Since;
use crate::report::trend::{day, last_day};
use crate::report::{Finding, Report, Scope, Tool, WaiverUse, whole_days};

/// How files are named on a command line.
#[derive(Clone, Debug, Default)]
pub struct Named {
    /// The history.
    pub history: Option<PathBuf>,
    /// The seals that were kept elsewhere.
    pub anchor: Option<PathBuf>,
}

/// What an audit report is to be over.
#[derive(Clone, Debug)]
pub struct AuditRequest {
    /// From when to when.
    pub period: Period,
    /// How often a run is expected, if that is known.
    pub every: Option<SignedDuration>,
    /// When the report is written.
    pub written_at: Timestamp,
    /// This program.
    pub tool: Tool,
    /// What it is called.
    pub document: Document,
    /// Who answers for what.
    pub owners: Vec<Owner>,
    /// The history and the anchor as they are named on a command line; none where they need no name.
    pub named: Named,
    /// The seals that were kept elsewhere, and that the history must hold; why there are none where some were to be
    /// read; none where none were given.
    pub anchors: Option<Result<Vec<Anchor>, String>>,
}

/// A run of one database, schema and scope.
#[derive(Clone, Debug)]
struct Head {
    id: u64,
    at: Timestamp,
    exit_status: u8,
    records: String,
    files: String,
    /// Whether it was of every app.
    whole: bool,
    /// The ids of its findings.
    findings: BTreeSet<String>,
}

impl History {
    /// What the history in a file tells of a period. Where it is so far from what was written that it cannot be read,
    /// the report says that alone.
    ///
    /// # Errors
    ///
    /// Where it is no history of this release, or cannot be read for a reason that lies outside of it.
    pub fn audit_file(
        path: &Path,
        wait: Duration,
        request: &AuditRequest,
    ) -> Result<Audit, HistoryError> {
        let told = Self::open(path, Mode::Inspect, wait).and_then(|history| history.audit(request));
        told.or_else(|error| {
            let kept = request.anchors.iter().flatten().flatten().next();
            let none = matches!(
                error.problem,
                Problem::NotThere | Problem::NotSqlite | Problem::Foreign
            );
            if none && kept.is_some() {
                return Ok(gone(request, path, false));
            }
            let found = Verification {
                fault: Some(error.fault()?),
                ..Verification::default()
            };
            Ok(written(request, &found, Vec::new()))
        })
    }

    fn audit(&self, request: &AuditRequest) -> Result<Audit, HistoryError> {
        let mut found = self.verify()?;
        if let Some(fault @ Fault::Layout { .. }) = found.fault {
            return self.attempt(|_| Err(fault.into()));
        }
        if let Some(Ok(anchors)) = &request.anchors {
            let empty = found.fault.is_none() && found.runs + found.pruned == 0;
            if empty && !anchors.is_empty() {
                return Ok(gone(request, &self.path, true));
            }
            found = found.anchored(anchors);
        }
        match self.sections(request) {
            Ok(sections) => Ok(written(request, &found, sections)),
            // What is known to be altered need not be readable.
            Err(_) if found.fault.is_some() => Ok(written(request, &found, Vec::new())),
            Err(error) => Err(error),
        }
    }

    fn sections(&self, request: &AuditRequest) -> Result<Vec<Section>, HistoryError> {
        let groups = self.attempt(|history| history.groups(request.period))?;
        let mut sections = Vec::new();
        for heads in groups {
            sections.extend(self.section(request, &heads)?);
        }
        sections.sort_by_key(|section| {
            std::cmp::Reverse(section.runs.last().map(|run| run.started_at))
        });
        Ok(sections)
    }

    /// The runs before the end of the period of each database, schema and scope that was looked at in it, or that has a run
    /// before it; first the one that tells of the earliest time, so that an old snapshot which was read late is not what is
    /// known at the end.
    fn groups(&self, period: Period) -> Found<Vec<Vec<Head>>> {
        type Run = (
            i64,
            Timestamp,
            u8,
            String,
            String,
            String,
            String,
            String,
            String,
        );
        let sql =
            "SELECT id, started_at, exit_status, records, files, identity, schema_name, scope, body
             FROM run ORDER BY id";
        let mut groups: BTreeMap<(String, String, String), Vec<Head>> = BTreeMap::new();
        let mut runs = rows::all::<Run>(&self.connection, sql, [])?;
        let told = timed(self.summaries(None)?).into_iter();
        let moments: BTreeMap<u64, Timestamp> = told.map(|(at, run)| (run.id, at)).collect();
        runs.sort_by_key(|run| moments.get(&natural(run.0)).copied());
        for (id, at, exit_status, records, files, identity, schema, scope, body) in runs {
            if at >= period.until {
                continue;
            }
            let Scope { apps, .. } = serde_json::from_str(&scope).map_err(|_| Problem::Damaged)?;
            let findings = self.told(&body)?;
            let head = Head {
                id: natural(id),
                at,
                exit_status,
                records,
                files,
                whole: apps.is_empty(),
                findings: findings.ids().into_iter().map(str::to_owned).collect(),
            };
            let group = (identity, schema, scope);
            groups.entry(group).or_default().push(head);
        }
        Ok(groups.into_values().collect())
    }

    /// None where the newest run is older than the period and nothing was expected.
    fn section(
        &self,
        request: &AuditRequest,
        heads: &[Head],
    ) -> Result<Option<Section>, HistoryError> {
        let since = request.period.since;
        let first = heads.iter().position(|head| head.at >= since);
        let first = first.unwrap_or(heads.len());
        let (before, within) = heads.split_at(first);
        let Some(last) = heads.last() else {
            return Ok(None);
        };
        let every = request.every.filter(|_| is_expected(heads));
        if within.is_empty() && every.is_none() {
            return Ok(None);
        }
        let report = self.load(RunSelector::Id(last.id))?;
        let mut reports = BTreeMap::from([(last.id, report.clone())]);
        let ages = self.attempt(|history| history.ages(last.id, &report))?;
        let findings = report.findings.iter();
        let mut open: Vec<Entry> = findings
            .map(|finding| entry(ages.of(finding), finding, &report, request))
            .collect();
        open.sort_by_key(Entry::gravest_first);
        let line = &heads[first.saturating_sub(1)..];
        let resolved = self.resolved(line, &mut reports)?;
        let mut run = |head| self.run(head, &mut reports);
        let runs = within.iter().map(&mut run).collect::<Result<Vec<_>, _>>()?;
        let baseline = before.last().map(run).transpose()?;
        let period = Period {
            until: request.period.until.min(request.written_at),
            ..request.period
        };
        let counted = || {
            let counted = baseline.iter().chain(&runs).filter(|run| run.measured);
            counted.map(|run| (run.id, run.started_at))
        };
        let schedule = every.map(|every| self.schedule(every, period, counted()));
        Ok(Some(Section {
            schedule: schedule.transpose()?,
            unscheduled: request.every.is_some() && every.is_none(),
            trend: self.trend(last.id, request.period.until)?,
            ledger_changes: self.attempt(|history| history.ledger_changes(line))?,
            record_changes: self.attempt(|history| history.record_changes(line))?,
            coverage: report.summary.coverage,
            waivers: waivers(report.waivers, heads),
            target: report.target,
            scope: report.scope,
            ledger: report.ledger,
            runs,
            baseline,
            open,
            resolved,
        }))
    }

    fn report<'a>(
        &self,
        run: u64,
        known: &'a mut BTreeMap<u64, Report>,
    ) -> Result<&'a Report, HistoryError> {
        Ok(match known.entry(run) {
            btree_map::Entry::Occupied(held) => held.into_mut(),
            btree_map::Entry::Vacant(free) => free.insert(self.load_undated(RunSelector::Id(run))?),
        })
    }

    fn run(
        &self,
        head: &Head,
        known: &mut BTreeMap<u64, Report>,
    ) -> Result<AuditRun, HistoryError> {
        let report = self.report(head.id, known)?;
        Ok(AuditRun {
            id: head.id,
            started_at: head.at,
            by: report.run.by.clone(),
            verdicts: report.summary.verdicts.clone(),
            findings: report.summary.findings,
            waived: report.summary.findings.without(report.open()),
            exit_status: head.exit_status,
            measured: report.is_measured_in_part(),
            not_measured: not_measured(report),
        })
    }
}

/// Those that are about what was found there at any time, or may be.
fn waivers(mut all: Vec<WaiverUse>, heads: &[Head]) -> Vec<WaiverUse> {
    let ids = || heads.iter().flat_map(|head| &head.findings);
    all.retain(|one| one.concerns(ids().map(String::as_str)));
    all
}

/// The schemas of a run over several in which nothing was measured.
fn not_measured(report: &Report) -> Vec<NotMeasured> {
    let parts = report.parts.iter().filter_map(|part| {
        Some(NotMeasured {
            schema: part.schema.clone(),
            reason: part.not_measured.clone()?,
        })
    });
    parts.collect()
}

/// Whether the schedule is that of these runs: of all apps, or of some that were looked at more than once.
fn is_expected(heads: &[Head]) -> bool {
    heads.len() > 1 || heads.iter().any(|head| head.whole)
}

/// A finding of the last run, since when it is told, and what is known of its migration.
fn entry(told: Since, finding: &Finding, of: &Report, request: &AuditRequest) -> Entry {
    let Period { since, until } = request.period;
    let owner = Owner::of(&request.owners, finding);
    let due = owner.and_then(|owner| owner.due(finding.severity, day(told.started_at)));
    let key = finding.migration.as_ref();
    let mut migrations = of.migrations.iter();
    let migration = migrations.find(|one| key == Some(&one.key()) && one.schema == finding.schema);
    Entry {
        finding: finding.clone(),
        first_seen: told.run,
        since: told.started_at,
        days: whole_days(told.started_at, until),
        new: told.started_at >= since,
        owner: owner.map(|owner| owner.owner.clone()),
        due,
        overdue: finding.waived.is_none() && due.is_some_and(|due| due < last_day(until)),
        evidence: migration.map_or_else(Vec::new, |one| one.evidence.clone()),
        causes: migration.map_or_else(Vec::new, |one| one.causes.clone()),
    }
}
