//! What earlier runs saw of migrations of which something is wrong now.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::body::MigrationTold;
use super::edited::{Key, digests};
use super::error::HistoryError;
use super::rows::{Found, Json, natural};
use super::{History, Inputs, LedgerFile, shared};
use crate::report::{EffectCounts, Migration, MigrationKey, Report, Target, Verdict};

/// The newest run that saw of a migration what is not there, or not so, any more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sighting {
    /// The run, and of which time it tells.
    pub seen: (u64, Timestamp),
    /// Whether it saw all of it.
    pub whole: bool,
    /// The first run after it that did not, and of which time it tells; none where no stored one is.
    pub missed: Option<(u64, Timestamp)>,
}

/// What earlier runs saw, by migration, and by schema where a run is over several.
pub type Sightings = BTreeMap<Key, Sighting>;

/// What is wrong now, and what was found of it on the way back.
struct Open<'a> {
    now: &'a Migration,
    schema: &'a str,
    digest: Option<&'a String>,
    missed: Option<(u64, Timestamp)>,
}

/// What a run says of the database that it looked at.
#[derive(serde::Deserialize)]
pub(super) struct Head {
    pub(super) target: Target,
}

/// The time that a run tells of: a snapshot is of when it was taken, a standby of what it had replayed.
pub(super) fn moment(started_at: Timestamp, target: &Target) -> Timestamp {
    let replayed = target.standby.and_then(|standby| standby.replayed);
    target.taken_at.or(replayed).unwrap_or(started_at)
}

impl History {
    /// What earlier runs saw of the migrations of a report that are not as they should be: runs of the same database
    /// and schema, of whatever scope, that held the same stored output against it.
    ///
    /// # Errors
    ///
    /// Where the file cannot be read.
    pub fn sightings(&self, report: &Report, inputs: &Inputs) -> Result<Sightings, HistoryError> {
        let files = digests(&inputs.files);
        let wrong = report.migrations.iter().filter(|one| is_wrong(one.verdict));
        let open = wrong.map(|now| {
            let schema = now.schema.as_ref().unwrap_or(&report.target.schema);
            let found = Open {
                now,
                schema,
                digest: files.get(&now.key()),
                missed: None,
            };
            ((now.schema.clone(), now.key()), found)
        });
        let open = open.collect();
        self.attempt(|history| history.look_back(report, open))
    }

    fn look_back(&self, report: &Report, mut open: BTreeMap<Key, Open<'_>>) -> Found<Sightings> {
        type Row = (i64, Timestamp, String, Json<Head>, String, String);
        let sql = "SELECT id, started_at, schema_name, report, body, files FROM run
             WHERE identity = ? ORDER BY id DESC";
        let now = moment(report.run.started_at, &report.target);
        let mut ledgers: BTreeMap<String, BTreeMap<MigrationKey, String>> = BTreeMap::new();
        let mut seen = Sightings::new();
        let mut statement = self.connection.prepare(sql)?;
        let runs = statement.query_map([&report.target.identity], |row| Row::try_from(row))?;
        for run in runs {
            if open.is_empty() {
                break;
            }
            let (id, started_at, schema, Json(head), body, files) = run?;
            let at = moment(started_at, &head.target);
            if at > now {
                continue;
            }
            if !ledgers.contains_key(&files) {
                let list: Vec<LedgerFile> = shared::get_json(&self.connection, &files)?;
                ledgers.insert(files.clone(), digests(&list));
            }
            let told = self.told(&body)?;
            let ledger = &ledgers[&files];
            open.retain(|key, open| {
                let then = told.migrations.iter().find(|one| {
                    one.key() == key.1 && one.schema.as_ref().unwrap_or(&schema) == open.schema
                });
                // A row of another time is of another run of the migration.
                let same_row = |then: &&MigrationTold| {
                    let [then, now] = [then.recorded_at, open.now.recorded_at];
                    then.map(Timestamp::as_second) == now.map(Timestamp::as_second)
                };
                let then = then.filter(same_row);
                let then = then.filter(|_| open.digest == ledger.get(&key.1));
                match then.and_then(|then| sees(then, open.now)) {
                    None => true,
                    Some(Sees::Nothing) => {
                        open.missed = Some((natural(id), at));
                        true
                    }
                    Some(sight) => {
                        let sighting = Sighting {
                            seen: (natural(id), at),
                            whole: sight == Sees::All,
                            missed: open.missed,
                        };
                        seen.insert(key.clone(), sighting);
                        false
                    }
                }
            });
        }
        Ok(seen)
    }
}

/// Whether an earlier run may tell more of a migration with this verdict.
const fn is_wrong(verdict: Verdict) -> bool {
    matches!(
        verdict,
        Verdict::Faked
            | Verdict::Removed
            | Verdict::Partial
            | Verdict::Drifted
            | Verdict::Misrouted
    )
}

/// What a run saw of a migration.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Sees {
    All,
    Some,
    Nothing,
}

/// What a run saw of what is wrong now; none where it could not tell. Of effects that it counted otherwise it does not
/// say which they were.
fn sees(then: &MigrationTold, now: &Migration) -> Option<Sees> {
    let counts = then.effects?;
    if counts.total < now.effects.total || now.effects.total == 0 {
        return None;
    }
    let gone = matches!(now.verdict, Verdict::Faked | Verdict::Removed);
    match then.verdict.as_str() {
        "verified" => Some(Sees::All),
        "faked" | "removed" => Some(Sees::Nothing),
        "partial" | "drifted" | "misrouted" if !gone => Some(Sees::Nothing),
        "partial" | "drifted" | "misrouted" if counts.total == now.effects.total => {
            Some(if there(counts) > 0 {
                Sees::Some
            } else {
                Sees::Nothing
            })
        }
        // It could not decide all, and saw what it counts as there.
        "undecided" if counts.present == counts.total => Some(Sees::All),
        "undecided" if gone && counts.total == now.effects.total && there(counts) > 0 => {
            Some(Sees::Some)
        }
        _ => None,
    }
}

/// How many effects were there, in whatever shape and place.
const fn there(counts: EffectCounts) -> u64 {
    let EffectCounts {
        total: _,
        present,
        misplaced,
        missing: _,
        different,
        surviving: _,
        invalid,
        undecided: _,
        unmeasured,
    } = counts;
    present + misplaced + different + invalid + unmeasured
}
