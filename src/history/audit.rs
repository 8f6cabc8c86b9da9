//! The audit report over a period, out of the history alone.

use std::collections::{BTreeMap, BTreeSet, btree_map};
use std::path::Path;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

use super::diff::{Measured, other};
use super::edited::digests;
use super::error::{Fault, HistoryError, Problem};
use super::rows::{self, Found, natural};
use super::verify::Verification;
use super::{Anchor, History, LedgerFile, Mode, RunSelector, shared};
use crate::report::audit::{
    Audit, AuditRun, Beat, Changes, Document, Entry, LedgerChange, Period, Reproduction, Resolved,
    Schedule, Seal, Section,
};
use crate::report::change::Since;
use crate::report::{FORMAT, Finding, MigrationKey, Report, Scope, Tool, whole_days};

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
            let fault = match (&error.problem, kept) {
                // There were runs, and none is left.
                (Problem::NotThere | Problem::NotSqlite | Problem::Foreign, Some(anchor)) => {
                    Fault::NotAnchored {
                        run: anchor.run,
                        seal: anchor.seal.clone(),
                    }
                }
                _ => error.fault()?,
            };
            let found = Verification {
                fault: Some(fault),
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

    /// The runs before the end of the period, oldest first, of each database, schema and scope that was
    /// looked at in it, or that has a run before it.
    fn groups(&self, period: Period) -> Found<Vec<Vec<Head>>> {
        type Run = (i64, Timestamp, u8, String, String, String, String, String);
        let sql = "SELECT id, started_at, exit_status, files, identity, schema_name, scope, body
             FROM run ORDER BY id";
        let mut groups: BTreeMap<(String, String, String), Vec<Head>> = BTreeMap::new();
        let runs = rows::all::<Run>(&self.connection, sql, [])?;
        for (id, at, exit_status, files, identity, schema, scope, body) in runs {
            if at >= period.until {
                continue;
            }
            let Scope { apps, .. } = serde_json::from_str(&scope).map_err(|_| Problem::Damaged)?;
            let findings = self.told(&body)?;
            let head = Head {
                id: natural(id),
                at,
                exit_status,
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
            .map(|finding| entry(ages.of(finding), finding, &report, request.period))
            .collect();
        open.sort_by_key(|entry| {
            let follows = entry.finding.root_cause.is_some();
            let severity = std::cmp::Reverse(entry.finding.severity);
            (!entry.new, severity, follows, entry.first_seen)
        });
        let resolved = self.resolved(&heads[first.saturating_sub(1)..], &mut reports)?;
        let mut run = |head| self.run(head, &mut reports);
        let runs = within.iter().map(&mut run).collect::<Result<Vec<_>, _>>()?;
        let baseline = before.last().map(run).transpose()?;
        let schedule = every.map(|every| self.schedule(every, request, baseline.as_ref(), &runs));
        Ok(Some(Section {
            schedule: schedule.transpose()?,
            ledger_changes: self
                .attempt(|history| history.ledger_changes(&heads[first.saturating_sub(1)..]))?,
            coverage: report.summary.coverage,
            waivers: report.waivers,
            target: report.target,
            scope: report.scope,
            ledger: report.ledger,
            runs,
            baseline,
            open,
            resolved,
        }))
    }

    /// Runs that measured nothing do not count.
    fn schedule(
        &self,
        every: SignedDuration,
        request: &AuditRequest,
        before: Option<&AuditRun>,
        runs: &[AuditRun],
    ) -> Result<Schedule, HistoryError> {
        let pruned = self.attempt(Self::pruned)?;
        let counted = before.into_iter().chain(runs).filter(|run| run.measured);
        let mut last = 0;
        let mut earlier = None;
        let mut within = Vec::new();
        for run in counted {
            let after_pruned = pruned.range(last..run.id).next().is_some();
            let at = run.started_at;
            let beat = Beat { at, after_pruned };
            if before.is_some_and(|it| it.id == run.id) {
                earlier = Some(beat);
            } else {
                within.push(beat);
            }
            last = run.id;
        }
        let period = Period {
            until: request.period.until.min(request.written_at),
            ..request.period
        };
        Ok(Schedule::of(every, period, earlier, &within))
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
            exit_status: head.exit_status,
            measured: report.is_measured(),
        })
    }

    /// What a run had and the next one had not, unless the last run has it again.
    fn resolved(
        &self,
        heads: &[Head],
        known: &mut BTreeMap<u64, Report>,
    ) -> Result<Vec<Resolved>, HistoryError> {
        let Some(last) = heads.last() else {
            return Ok(Vec::new());
        };
        let mut gone: BTreeMap<&String, (u64, u64)> = BTreeMap::new();
        for pair in heads.windows(2) {
            let left = pair[0].findings.difference(&pair[1].findings);
            gone.extend(left.map(|id| (id, (pair[0].id, pair[1].id))));
        }
        let mut resolved = Vec::new();
        for (id, (last_seen, gone_in)) in gone {
            if last.findings.contains(id) {
                continue;
            }
            let now = self.report(gone_in, known)?.clone();
            let then = self.report(last_seen, known)?;
            let mut findings = then.findings.iter();
            if let Some(finding) = findings.find(|finding| &finding.id == id) {
                resolved.push(Resolved {
                    not_proved: Measured::new(then, &now).why_not_resolved(finding),
                    finding: finding.clone(),
                    last_seen,
                    gone_in,
                });
            }
        }
        resolved.sort_by_key(|one| (one.gone_in, std::cmp::Reverse(one.finding.severity)));
        Ok(resolved)
    }

    /// What changed from each run to the next: what was changed and changed back is told as well.
    fn ledger_changes(&self, heads: &[Head]) -> Found<Changes> {
        let files = |head: &Head| -> Found<BTreeMap<LedgerChange, String>> {
            let files: Vec<LedgerFile> = shared::get_json(&self.connection, &head.files)?;
            let digests = digests(&files).into_iter();
            let digests = digests
                .map(|(MigrationKey { app, name }, digest)| (LedgerChange { app, name }, digest));
            Ok(digests.collect())
        };
        let [mut added, mut removed, mut edited] = [const { BTreeSet::new() }; 3];
        for pair in heads.windows(2) {
            if pair[0].files == pair[1].files {
                continue;
            }
            for (key, old, new) in other(files(&pair[0])?, files(&pair[1])?) {
                match (old, new) {
                    (None, _) => added.insert(key),
                    (_, None) => removed.insert(key),
                    (Some(_), Some(_)) => edited.insert(key),
                };
            }
        }
        let [added, removed, edited] =
            [added, removed, edited].map(|set| set.into_iter().collect());
        Ok(Changes {
            added,
            removed,
            edited,
        })
    }
}

/// Whether the schedule is that of these runs: of all apps, or of some that were looked at more than once.
fn is_expected(heads: &[Head]) -> bool {
    heads.len() > 1 || heads.iter().any(|head| head.whole)
}

/// A finding of the last run, since when it is told, and what is known of its migration.
fn entry(told: Since, finding: &Finding, of: &Report, Period { since, until }: Period) -> Entry {
    let key = finding.migration.as_ref();
    let mut migrations = of.migrations.iter();
    let migration = migrations.find(|one| key == Some(&one.key()) && one.schema == finding.schema);
    Entry {
        finding: finding.clone(),
        first_seen: told.run,
        since: told.started_at,
        days: whole_days(told.started_at, until),
        new: told.started_at >= since,
        evidence: migration.map_or_else(Vec::new, |one| one.evidence.clone()),
        causes: migration.map_or_else(Vec::new, |one| one.causes.clone()),
    }
}

/// The report of these sections.
fn written(request: &AuditRequest, found: &Verification, sections: Vec<Section>) -> Audit {
    let seal = seal(request, found, &sections);
    Audit {
        format: FORMAT,
        tool: request.tool.clone(),
        document: request.document.clone(),
        written_at: request.written_at,
        period: request.period,
        conclusion: Audit::conclude(&sections, &seal),
        reproduce: reproduce(&sections),
        sections,
        seal,
    }
}

fn seal(request: &AuditRequest, found: &Verification, sections: &[Section]) -> Seal {
    let kept = request.anchors.as_ref();
    let runs = sections.iter().flat_map(|section| &section.runs);
    let runs: BTreeSet<u64> = runs.map(|run| run.id).collect();
    let mut sealed = found
        .seals
        .iter()
        .filter_map(|(run, seal)| Some(((*run)?, seal.clone())))
        .filter(|(run, _)| runs.contains(run));
    let first = sealed.next();
    Seal {
        runs: found.runs,
        unsealed: 0,
        pruned: found.pruned,
        fault: found.fault.as_ref().map(ToString::to_string),
        anchors: kept.and_then(|it| Some(it.as_ref().ok()?.len() as u64)),
        not_anchored: kept.and_then(|it| it.as_ref().err().cloned()),
        last: sealed.next_back().or_else(|| first.clone()),
        first,
    }
}

fn reproduce(sections: &[Section]) -> Vec<Reproduction> {
    let one = |figure: &str, command: String| Reproduction {
        figure: figure.to_owned(),
        command,
    };
    let mut all = vec![
        one(
            "the runs, their verdicts and findings",
            "reconcile runs".to_owned(),
        ),
        one("the seals", "reconcile verify".to_owned()),
    ];
    for run in sections.iter().filter_map(|section| section.runs.last()) {
        let what = format!("the open findings and the coverage of run {}", run.id);
        all.push(one(
            &what,
            format!("reconcile show {} --format json", run.id),
        ));
    }
    all
}
