//! The run before, and what it already knew.
//!
//! What two runs are compared by is the ids of their findings, and no id depends on a text. Where another
//! release made the run before, its rules may have said otherwise of the same two texts: that is no change
//! of the database, and so nothing new.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use serde::Deserialize;

use super::error::{HistoryError, Problem};
use super::rows::{self, Found, integer, natural};
use super::sightings::moment;
use super::standing::timed;
use super::{History, shared};
use crate::report::{
    Equivalent, Finding, Kind, NewFindings, Object, Report, Severity, fingerprint,
};

/// The run that a new one is compared with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PreviousRun {
    /// Its number.
    pub id: u64,
    /// The ids of its findings.
    pub findings: BTreeSet<String>,
    /// Those of them that were waived.
    pub waived: BTreeSet<String>,
    /// Those of them that were errors.
    pub errors: BTreeSet<String>,
    /// The run whose findings these are, and when it began; none where no run measured anything.
    measured: Option<(u64, Timestamp)>,
    /// What it proved to be the same, where other rules than this program's did so.
    reread: Option<Proved>,
}

/// What catalog texts a run took for the same as the ledger's, by object and aspect.
type Proved = BTreeMap<(Object, Option<String>), String>;

impl PreviousRun {
    /// A run with these findings, all of them errors, that was made by the rules of this program.
    #[must_use]
    pub fn new(id: u64, findings: BTreeSet<String>) -> Self {
        Self {
            id,
            errors: findings.clone(),
            findings,
            waived: BTreeSet::new(),
            measured: None,
            reread: None,
        }
    }

    /// What a report tells that the run did not know; none where it measured nothing.
    fn new_findings(&self, report: &Report) -> Option<NewFindings> {
        let (since, started_at) = self.measured?;
        let new = report.findings.iter().filter(|one| !self.knows(one));
        Some(NewFindings {
            since,
            started_at,
            findings: new.map(|one| one.id.clone()).collect(),
        })
    }

    /// Whether a finding that it knows weighs more now: nobody waives it any more, or it has become an error.
    #[must_use]
    pub fn took_lighter(&self, finding: &Finding) -> bool {
        let Some(id) = self.id_of(finding) else {
            return false;
        };
        let unwaived = self.waived.contains(&id) && finding.waived.is_none();
        let graver = finding.severity == Severity::Error && !self.errors.contains(&id);
        // Another word of other rules is no change of the database.
        unwaived || (graver && id == finding.id)
    }

    /// Whether what a finding tells was so when the run was made.
    #[must_use]
    pub fn knows(&self, finding: &Finding) -> bool {
        let reread = |proved| self.has_other_word_for(finding) || is_proved(proved, finding);
        self.findings.contains(&finding.id) || self.reread.as_ref().is_some_and(reread)
    }

    /// Whether other rules called the same thing undecided, or different.
    fn has_other_word_for(&self, finding: &Finding) -> bool {
        other_word(finding).is_some_and(|id| self.findings.contains(&id))
    }

    /// The id under which the run holds what a finding tells; none where it holds it as proved, or not.
    pub(super) fn id_of(&self, finding: &Finding) -> Option<String> {
        if self.findings.contains(&finding.id) {
            return Some(finding.id.clone());
        }
        let other = other_word(finding).filter(|_| self.reread.is_some());
        other.filter(|id| self.findings.contains(id))
    }
}

/// The id of a finding where other rules than those that told it say undecided for different, or the
/// other way round.
pub(super) fn other_word(finding: &Finding) -> Option<String> {
    let other = match finding.kind {
        Kind::Different => Kind::Undecided,
        Kind::Undecided => Kind::Different,
        _ => return None,
    };
    let (object, aspect) = (finding.object.as_ref(), finding.aspect.as_deref());
    Some(fingerprint(
        other,
        object,
        aspect,
        finding.migration.as_ref(),
    ))
}

/// Whether other rules took the very text that the catalog still holds for the ledger's.
fn is_proved(proved: &Proved, finding: &Finding) -> bool {
    if !matches!(finding.kind, Kind::Different | Kind::Undecided) {
        return false;
    }
    let Some(object) = finding.object.clone() else {
        return false;
    };
    let held = proved.get(&(object, finding.aspect.clone()));
    held.is_some_and(|actual| finding.actual.as_ref() == Some(actual))
}

/// What of a stored body is looked at.
#[derive(Deserialize)]
struct Then {
    equivalents: Vec<Equivalent>,
}

impl History {
    /// Notes in a report that is not stored yet what the runs before it tell: which of them is the one before, what
    /// is new since, and since when each finding is told.
    ///
    /// # Errors
    ///
    /// Where the file cannot be read.
    pub fn compare(&self, report: &mut Report) -> Result<Option<PreviousRun>, HistoryError> {
        let previous = self.previous(report)?;
        report.run.previous = previous.as_ref().map(|run| run.id);
        report.run.new = previous.as_ref().and_then(|run| run.new_findings(report));
        self.attempt(|history| history.date(report))?;
        Ok(previous)
    }

    /// The run of the same database, schema and scope as `report`'s that tells of the latest time before it, with what the
    /// last of them knew that measured something: one that measured nothing makes nothing new.
    ///
    /// # Errors
    ///
    /// Where the file cannot be read.
    pub(super) fn previous(&self, report: &Report) -> Result<Option<PreviousRun>, HistoryError> {
        self.attempt(|history| {
            let before = history.before(report)?;
            let Some(id) = before.first().copied() else {
                return Ok(None);
            };
            let measured = history.newest_that_measured(&before)?;
            let known = history.known(measured.unwrap_or(id), report)?;
            let began = |run| -> Found<(u64, Timestamp)> {
                let sql = "SELECT started_at FROM run WHERE id = ?";
                Ok((natural(run), rows::value(&history.connection, sql, [run])?))
            };
            Ok(Some(PreviousRun {
                id: natural(id),
                measured: measured.map(began).transpose()?,
                ..known
            }))
        })
    }

    /// The runs of the same database, schema and scope that tell of no later time, the latest first. A snapshot tells of
    /// when it was taken: an old one that is read late is not the run before the next one.
    fn before(&self, report: &Report) -> Found<Vec<i64>> {
        let scope = serde_json::to_string(&report.scope).map_err(Problem::NotWritten)?;
        let target = &report.target;
        let sql = "SELECT max(id) FROM run WHERE identity = ? AND schema_name = ? AND scope = ?";
        let of = (&target.identity, &target.schema, &scope);
        let Some(last) = rows::value::<Option<i64>>(&self.connection, sql, of)? else {
            return Ok(Vec::new());
        };
        let mut runs = timed(self.line_of(last)?);
        if target.taken_at.is_some() {
            let now = moment(report.run.started_at, target);
            runs.retain(|(at, _)| *at <= now);
        }
        runs.sort_by_key(|(at, _)| Reverse(*at));
        Ok(runs.into_iter().map(|(_, run)| integer(run.id)).collect())
    }

    /// Most runs found what the run before them found, so that few reports are read.
    fn newest_that_measured(&self, runs: &[i64]) -> Found<Option<i64>> {
        let mut blind = BTreeSet::new();
        for &run in runs {
            let sql = "SELECT body FROM run WHERE id = ?";
            let body: String = rows::value(&self.connection, sql, [run])?;
            if blind.contains(&body) {
                continue;
            }
            if self.told(&body)?.is_measured() {
                return Ok(Some(run));
            }
            blind.insert(body);
        }
        Ok(None)
    }

    /// What the run of this number knew, as far as it counts for the run `now`.
    pub(super) fn known(&self, id: i64, now: &Report) -> Found<PreviousRun> {
        let mut known = PreviousRun {
            errors: BTreeSet::new(),
            reread: self.proved_otherwise(id, now)?,
            ..PreviousRun::new(natural(id), BTreeSet::new())
        };
        let sql = "SELECT body FROM run WHERE id = ?";
        let body: String = rows::value(&self.connection, sql, [id])?;
        for finding in &self.told(&body)?.findings {
            if finding.severity == Severity::Error.as_str() {
                known.errors.insert(finding.id.clone());
            }
            if finding.is_waived() {
                known.waived.insert(finding.id.clone());
            }
            known.findings.insert(finding.id.clone());
        }
        Ok(known)
    }

    /// What the run proved to be the same; none where the same rules did it as in the run `now`. A stored
    /// report that cannot be read proves nothing.
    fn proved_otherwise(&self, id: i64, now: &Report) -> Found<Option<Proved>> {
        let sql = "SELECT tool_version, canonicaliser, ledger_digest, body FROM run WHERE id = ?";
        let run = rows::first::<(String, i64, String, String)>(&self.connection, sql, [id])?;
        let Some((version, canonicaliser, ledger, body)) = run else {
            return Ok(None);
        };
        let tool = &now.tool;
        if version == tool.version && canonicaliser == i64::from(tool.canonicaliser) {
            return Ok(None);
        }
        let text = shared::get_joined(&self.connection, &body)?;
        let then = serde_json::from_str::<Then>(&text).ok();
        let then = then.filter(|_| ledger == now.ledger.digest);
        let proved = then.into_iter().flat_map(|body| body.equivalents);
        let proved = proved.map(|one| ((one.object, one.aspect), one.actual));
        Ok(Some(proved.collect()))
    }
}
