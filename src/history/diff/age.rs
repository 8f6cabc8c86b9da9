//! Since when a finding is told.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use rusqlite::Row;

use crate::history::previous::other_word;
use crate::history::read::{self, natural, parsed};
use crate::history::write::integer;
use crate::history::{History, blob, body};
use crate::report::change::Since;
use crate::report::{Finding, Kind, Report};

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

/// A run on the way back.
struct Step {
    run: u64,
    started_at: Timestamp,
    body: String,
    /// Release and version of the rules.
    rules: (String, i64),
}

/// What a body tells, and of which migrations and schemas it can tell nothing.
#[derive(Default)]
struct Told {
    ids: BTreeSet<String>,
    blind: BTreeSet<(String, String)>,
    blind_schemas: BTreeSet<String>,
    measured: bool,
}

impl History {
    /// Walks from the run `now` back along the runs of its database, schema and scope.
    pub(in crate::history) fn ages(&self, run: u64, now: &Report) -> rusqlite::Result<Ages> {
        let mut open: Vec<&Finding> = now.findings.iter().collect();
        let at = now.run.started_at;
        let mut ages = Ages {
            own: since(run, at, at),
            first: BTreeMap::new(),
        };
        let mut bodies: BTreeMap<String, Told> = BTreeMap::new();
        for step in self.steps_back(run)? {
            if open.is_empty() {
                break;
            }
            if !bodies.contains_key(&step.body) {
                let told = self.told_of(&step.body, now.parts.is_empty())?;
                bodies.insert(step.body.clone(), told);
            }
            let Some(told) = bodies.get(&step.body) else {
                continue;
            };
            let tool = &now.tool;
            let same_rules = step.rules == (tool.version.clone(), tool.canonicaliser.into());
            open.retain(|finding| {
                let held = told.holds(finding, same_rules);
                if held {
                    let since = since(step.run, step.started_at, at);
                    ages.first.insert(finding.id.clone(), since);
                }
                held || !told.looked_for(finding)
            });
        }
        Ok(ages)
    }

    fn steps_back(&self, run: u64) -> rusqlite::Result<Vec<Step>> {
        let mut statement = self.connection.prepare(
            "SELECT run.id, run.started_at, run.body, run.tool_version, run.canonicaliser
             FROM run JOIN run AS it
                 ON run.identity = it.identity AND run.schema_name = it.schema_name
                 AND run.scope = it.scope
             WHERE it.id = ?1 AND run.id <= ?1 ORDER BY run.id DESC",
        )?;
        let step = |row: &Row<'_>| {
            Ok(Step {
                run: natural(row.get(0)?),
                started_at: parsed(1, &row.get::<_, String>(1)?)?,
                body: row.get(2)?,
                rules: (row.get(3)?, row.get(4)?),
            })
        };
        statement.query_map([integer(run)], step)?.collect()
    }

    fn told_of(&self, body: &str, one_schema: bool) -> rusqlite::Result<Told> {
        let text = blob::get(&self.connection, body)?;
        let found = body::Told::read(&text);
        let mut told = Told {
            measured: found.is_measured(),
            ..Told::default()
        };
        let blind = found.migrations.into_iter();
        let blind = blind.filter(|one| one.verdict == "no_ledger");
        told.blind = blind.map(|one| (one.app, one.name)).collect();
        told.ids = found.findings.into_iter().map(|one| one.id).collect();
        if !one_schema {
            let blind = body::unmeasured(&text);
            told.blind_schemas = blind.map_err(|error| read::unfit(0, Box::new(error)))?;
        }
        Ok(told)
    }
}

impl Told {
    fn holds(&self, finding: &Finding, same_rules: bool) -> bool {
        let other = || other_word(finding).is_some_and(|id| self.ids.contains(&id));
        self.ids.contains(&finding.id) || (!same_rules && other())
    }

    /// What the run did not measure it does not tell: that is no break.
    fn looked_for(&self, finding: &Finding) -> bool {
        let key = finding.migration.as_ref();
        let key = key.map(|key| (key.app.clone(), key.name.clone()));
        let blind = key.is_some_and(|key| self.blind.contains(&key));
        let schema = finding.schema.as_ref();
        let blind_schema = schema.is_some_and(|schema| self.blind_schemas.contains(schema));
        self.measured && !blind_schema && (!blind || finding.kind == Kind::NoLedger)
    }
}

fn since(run: u64, started_at: Timestamp, now: Timestamp) -> Since {
    Since {
        run,
        started_at,
        days: now.duration_since(started_at).as_hours() / 24,
    }
}
