//! What runs measured, and so may judge: since when a finding is told, and why one that is no longer reported may be
//! there all the same.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;

use crate::history::History;
use crate::history::body::Told;
use crate::history::error::Problem;
use crate::history::previous::other_word;
use crate::history::rows::{self, Found, integer, natural};
use crate::report::change::Since;
use crate::report::{
    Finding, Kind, Migration, MigrationKey, Object, ObjectKind, Report, Verdict, whole_days,
};

/// Since when each finding of a run is told, by its id.
pub(in crate::history) struct Ages {
    own: Since,
    first: BTreeMap<String, Since>,
}

impl Ages {
    pub(in crate::history) fn of(&self, finding: &Finding) -> Since {
        self.first.get(&finding.id).copied().unwrap_or(self.own)
    }
}

impl History {
    /// Since when each finding of the stored run `now` is told.
    pub(in crate::history) fn ages(&self, run: u64, now: &Report) -> Found<Ages> {
        let at = now.run.started_at;
        Ok(Ages {
            own: since(run, at, at),
            first: self.first_told(integer(run), now)?,
        })
    }

    /// Gives each finding of a report the time since when it is told.
    pub(in crate::history) fn date(&self, report: &mut Report) -> Found<()> {
        let newest = report.run.id.map_or(i64::MAX, integer);
        let first = self.first_told(newest, report)?;
        let now = report.run.started_at;
        for finding in &mut report.findings {
            let earlier = first.get(&finding.id);
            finding.date(earlier.map_or(now, |since| since.started_at), now);
        }
        Ok(())
    }

    /// Walks from the run `newest` back along the runs of the same database, schema and scope as `now`.
    fn first_told(&self, newest: i64, now: &Report) -> Found<BTreeMap<String, Since>> {
        type Step = (i64, Timestamp, String, String, u32);
        let sql = "SELECT id, started_at, body, tool_version, canonicaliser FROM run
             WHERE identity = ? AND schema_name = ? AND scope = ? AND id <= ? ORDER BY id DESC";
        let scope = serde_json::to_string(&now.scope).map_err(Problem::NotWritten)?;
        let of = (&now.target.identity, &now.target.schema, &scope, newest);
        let mut open: Vec<&Finding> = now.findings.iter().collect();
        let at = now.run.started_at;
        let mut first = BTreeMap::new();
        for (step, started_at, body, release, rules) in
            rows::all::<Step>(&self.connection, sql, of)?
        {
            if open.is_empty() {
                break;
            }
            let told = self.told(&body)?;
            let ids = told.ids();
            let same_rules = (&release, rules) == (&now.tool.version, now.tool.canonicaliser);
            open.retain(|finding| {
                let held = ids.contains(finding.id.as_str())
                    || !same_rules
                        && other_word(finding).is_some_and(|id| ids.contains(id.as_str()));
                if held {
                    let since = since(natural(step), started_at, at);
                    first.insert(finding.id.clone(), since);
                }
                held || !looked_for(&told, finding)
            });
        }
        Ok(first)
    }
}

/// What the run did not measure it does not tell: that is no break.
fn looked_for(told: &Told, finding: &Finding) -> bool {
    let blind = |key| finding.kind != Kind::NoLedger && told.is_blind_to(key);
    let schema = finding.schema.as_deref();
    told.is_measured()
        && !schema.is_some_and(|schema| told.is_blind_in(schema))
        && !finding.migration.as_ref().is_some_and(blind)
}

fn since(run: u64, started_at: Timestamp, now: Timestamp) -> Since {
    Since {
        run,
        started_at,
        days: whole_days(started_at, now),
    }
}

/// What of a run counts for what it does not tell.
pub(in crate::history) struct Measured<'a> {
    now: &'a Report,
    /// Migrations of which the run could read less than the one before.
    unreadable: BTreeSet<&'a MigrationKey>,
    had_sight: bool,
}

impl<'a> Measured<'a> {
    pub(in crate::history) fn new(then: &Report, now: &'a Report) -> Self {
        let unreadable = |report: &'a Report| {
            let findings = report.findings.iter();
            findings.filter(|one| one.kind == Kind::Unreadable)
        };
        let known: BTreeSet<&str> = then.findings.iter().map(|one| one.id.as_str()).collect();
        let fresh = unreadable(now).filter(|one| !known.contains(one.id.as_str()));
        Self {
            now,
            unreadable: fresh.filter_map(|one| one.migration.as_ref()).collect(),
            had_sight: then.summary.coverage.sight.is_some(),
        }
    }

    /// Why the run does not prove that this is resolved; none where it looked for it.
    pub(in crate::history) fn why_not_resolved(&self, finding: &Finding) -> Option<String> {
        if !self.now.is_measured() && self.now.parts.is_empty() {
            return Some("nothing was measured".to_owned());
        }
        if finding.kind == Kind::Edited {
            return Some("it is told once, by the run after the change".to_owned());
        }
        self.schema_not_measured(finding)
            .or_else(|| self.out_of_scope(finding))
            .or_else(|| self.not_read(finding))
            .or_else(|| self.unseen(finding))
            .or_else(|| self.told_with_its_table(finding))
    }

    fn schema_not_measured(&self, finding: &Finding) -> Option<String> {
        let schema = finding.schema.as_ref()?;
        let part = self.now.parts.iter().find(|part| part.schema == *schema);
        let Some(part) = part else {
            return Some(format!("the schema {schema} is not in the run"));
        };
        let why = part.not_measured.as_ref()?;
        Some(format!("the schema {schema} was not measured: {why}"))
    }

    fn out_of_scope(&self, finding: &Finding) -> Option<String> {
        let app = &finding.migration.as_ref()?.app;
        let scope = &self.now.scope;
        let outside = !scope.apps.is_empty() && !scope.apps.contains(app);
        (outside || scope.elsewhere.contains(app))
            .then(|| format!("the app {app} is not in the scope of the run"))
    }

    /// A finding follows from stored outputs: where one cannot be read any more, it cannot be told.
    fn not_read(&self, finding: &Finding) -> Option<String> {
        let key = finding.migration.as_ref()?;
        if self.unreadable.contains(key) {
            return Some(format!(
                "a part of the stored output of {key} could not be read"
            ));
        }
        let is_it = |one: &&Migration| one.key() == *key && one.schema == finding.schema;
        match self.now.migrations.iter().find(is_it) {
            Some(one) if one.verdict == Verdict::NoLedger => {
                Some(format!("{key} has no stored output any more"))
            }
            None if finding.kind == Kind::Unrecorded => {
                Some(format!("{key} has no stored output any more"))
            }
            Some(_) | None => None,
        }
    }

    fn unseen(&self, finding: &Finding) -> Option<String> {
        let sight = self.now.summary.coverage.sight.as_ref();
        let blind = sight.is_none_or(|sight| sight.not_measured.is_some());
        (finding.kind == Kind::Shadowed && self.had_sight && blind)
            .then(|| "the run did not look with the eyes of the role".to_owned())
    }

    /// What hangs on a table that is gone is counted under the table.
    fn told_with_its_table(&self, finding: &Finding) -> Option<String> {
        let object = finding.object.as_ref()?;
        let table = object
            .table
            .as_ref()
            .filter(|table| **table != object.name)?;
        let is_it = |other: &Object| {
            other.object_type == ObjectKind::Table
                && other.name == *table
                && other.schema == object.schema
        };
        let gone = self.now.findings.iter().any(|other| {
            matches!(other.kind, Kind::Missing | Kind::Misplaced)
                && other.schema == finding.schema
                && other.object.as_ref().is_some_and(is_it)
        });
        gone.then(|| format!("it is counted under the table {table}, which is not there"))
    }
}
