//! What the ledger alone knows of an object or a migration: all of it is replayed, recorded or not, and each
//! statement is asked what it did to what is meant. No server is asked.

mod inventory;
mod moment;
mod unknown;
mod watch;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use self::inventory::Sought;
use self::moment::{Moment, moments};
use self::unknown::{MOST, mentioned, unstored};
use self::watch::{Born, Watch};
use super::inputs::plan;
use super::{PipelineError, Readings, readings_of};
use crate::engine::Engine;
use crate::history::RecordRow;
use crate::ledger::Ledger;
use crate::migration::MigrationKey;
use crate::name::Name;
use crate::record::{Record, Step, StepState};
use crate::replay::{Replay, Touched};
use crate::report::explain::question::{Question, Wanted, WantedMigration};
use crate::report::explain::story::{Act, Deed, Known, Subject};
use crate::report::words::nearest;
use crate::report::{Object, ObjectKind};
use crate::schema::{ObjectId, ObjectKey};
use crate::verdict::object;

/// What is asked, and by which records.
pub struct Ask<'a> {
    /// The folder of stored outputs.
    pub ledger: &'a Path,
    /// The schema that migrations are expected to land in.
    pub schema: &'a str,
    /// The rows of `django_migrations`; none where nobody knows them.
    pub records: Option<&'a [RecordRow]>,
    /// What findings of the run name, and may be meant.
    pub seen: Vec<Object>,
    /// What is meant.
    pub question: &'a Question,
}

/// What the ledger knows of it.
#[derive(Debug, Default)]
pub struct Told {
    /// Everything that may be meant, migrations first.
    pub known: Vec<Known>,
    /// Where nothing is: what is called nearly so.
    pub near: Vec<String>,
    /// Where nothing is: the lines of stored outputs in which the name stands all the same.
    pub mentioned: Vec<String>,
    /// Where nothing is: recorded migrations of the app that the name begins with, of which no output is stored.
    pub unstored: Vec<MigrationKey>,
}

/// Asks the ledger.
///
/// # Errors
///
/// Where the ledger cannot be used.
pub fn tell(ask: &Ask<'_>) -> Result<Told, PipelineError> {
    let ledger = Ledger::open(ask.ledger)?;
    let engine = ledger.engine().unwrap_or_default();
    let readings = readings_of(&ledger, engine);
    let plan = plan(&records(ask), &ledger);
    let unstored = unstored(ask.question, &plan.steps);
    let steps = steps(ask, plan.steps);
    let teller = Teller {
        readings: &readings,
        path: match engine {
            Engine::PostgreSql => path(ask.schema),
            Engine::Sqlite => vec![Name::exact("main")],
        },
        steps,
        replaced: plan.replaced,
    };
    let mut known: Vec<Known> = Vec::new();
    for wanted in &ask.question.migrations {
        known.extend(teller.migrations(wanted));
    }
    known.extend(teller.objects(&ask.question.objects));
    also(&mut known, &ask.seen);
    if known.is_empty() {
        // `column t.c does not exist`: the query may have called the table so.
        let anywhere: Vec<Wanted> = ask.question.objects.iter().filter_map(elsewhere).collect();
        known.extend(teller.objects(&anywhere));
    }
    if !known.is_empty() {
        return Ok(Told {
            known,
            ..Told::default()
        });
    }
    Ok(Told {
        known,
        near: teller.near(ask.question),
        mentioned: mentioned(&ledger, ask.question),
        unstored,
    })
}

/// What a run saw, and nothing stored makes.
fn also(known: &mut Vec<Known>, seen: &[Object]) {
    for object in seen {
        let is_it = |one: &Object| {
            let names = |it: &Object| (it.object_type, it.table.clone(), it.name.clone());
            names(one) == names(object)
        };
        let is_known = |one: &Known| matches!(&one.subject, Subject::Object(one) if is_it(one));
        if !known.iter().any(is_known) {
            known.push(Known {
                subject: Subject::Object(object.clone()),
                deeds: Vec::new(),
                stood_for_by: Vec::new(),
            });
        }
    }
}

fn elsewhere(wanted: &Wanted) -> Option<Wanted> {
    let is_column = wanted.kinds == [ObjectKind::Column] && wanted.table.is_some();
    is_column.then(|| Wanted {
        table: None,
        ..wanted.clone()
    })
}

fn path(schema: &str) -> Vec<Name> {
    let mut path = vec![Name::exact(schema), Name::exact("public")];
    path.dedup();
    path
}

/// A stored migration in its place.
struct Stored {
    migration: MigrationKey,
    recorded: Option<bool>,
}

fn records(ask: &Ask<'_>) -> Vec<Record> {
    let record = |row: &RecordRow| Record {
        id: row.id,
        migration: MigrationKey::new(&*row.app, &*row.name),
        applied: row.applied,
        xmin: None,
        follows_aborted: false,
        committed: None,
    };
    let is_own = |row: &&RecordRow| {
        let schema = row.schema.as_deref();
        schema.is_none_or(|schema| schema == ask.schema)
    };
    let rows = ask.records.unwrap_or_default().iter();
    rows.filter(is_own).map(record).collect()
}

/// All that is stored, in replay order; where a squash stands for others, or others for it, those are no steps.
fn steps(ask: &Ask<'_>, steps: Vec<Step>) -> Vec<Stored> {
    let steps = steps.into_iter();
    let stored = steps.filter(|step| step.state != StepState::NoLedger);
    stored
        .map(|step| Stored {
            recorded: ask.records.map(|_| step.state == StepState::Replayed),
            migration: step.migration,
        })
        .collect()
}

/// What there is after a moment of a migration, or after all of it.
struct After<'a> {
    step: usize,
    moment: Option<Moment<'a>>,
    replay: &'a Replay,
    /// What the moment or migration touched.
    touched: &'a Touched,
}

struct Teller<'a> {
    readings: &'a Readings,
    path: Vec<Name>,
    steps: Vec<Stored>,
    /// Those that are no steps, and what stands for each.
    replaced: BTreeMap<MigrationKey, Vec<MigrationKey>>,
}

impl Teller<'_> {
    /// Replays all, and calls back after each moment, and after each migration.
    fn replayed(&self, after: &mut dyn FnMut(&After<'_>)) {
        let mut replay = Replay::new(self.path.clone());
        replay.watch();
        for (at, step) in self.steps.iter().enumerate() {
            let Some(Ok(reading)) = self.readings.get(&step.migration) else {
                continue;
            };
            replay.begin_migration();
            let mut whole = Touched::default();
            for moment in moments(&reading.statements) {
                moment.happen(&mut replay);
                let touched = replay.take_touched();
                after(&After {
                    step: at,
                    moment: Some(moment),
                    replay: &replay,
                    touched: &touched,
                });
                whole.add(touched);
            }
            after(&After {
                step: at,
                moment: None,
                replay: &replay,
                touched: &whole,
            });
        }
    }

    /// Shows what each migration touched, as it is after it: all else is called as before.
    fn each_touched(&self, show: &mut dyn FnMut(usize, Sought<'_>)) {
        self.replayed(&mut |after| {
            if after.moment.is_none() {
                inventory::touched(after.replay, after.touched, &mut |sought| {
                    show(after.step, sought);
                });
            }
        });
    }

    fn objects(&self, wanted: &[Wanted]) -> Vec<Known> {
        let mut found: BTreeMap<ObjectId, ObjectKey> = BTreeMap::new();
        self.each_touched(&mut |_, sought| {
            if wanted.iter().any(|one| means(one, &sought)) {
                // The last name that is meant: a table may have been renamed under it.
                found.insert(sought.id, sought.key());
            }
        });
        if found.is_empty() {
            return Vec::new();
        }
        let mut born = self.births(&found);
        let mut watches: Vec<Watch> = found
            .into_iter()
            .filter_map(|(id, asked)| Some(Watch::new(id, asked, born.remove(&id)?)))
            .collect();
        self.watch(&mut watches);
        joined(watches)
    }

    /// Where each comes from, under whatever name.
    fn births(&self, found: &BTreeMap<ObjectId, ObjectKey>) -> BTreeMap<ObjectId, Born> {
        let mut born: BTreeMap<ObjectId, Born> = BTreeMap::new();
        self.each_touched(&mut |step, sought| {
            if found.contains_key(&sought.id) {
                let key = || sought.key();
                born.entry(sought.id)
                    .or_insert_with(|| Born { step, key: key() });
            }
        });
        born
    }

    /// Lets each look at what every moment did.
    fn watch(&self, watches: &mut [Watch]) {
        self.replayed(&mut |after| {
            if after.moment.is_some() {
                for watch in &mut *watches {
                    watch.look(after, self.steps[after.step].recorded);
                }
            }
        });
    }

    fn migrations(&self, wanted: &WantedMigration) -> Vec<Known> {
        let steps = self.steps.iter().map(|step| &step.migration);
        let all = steps.chain(self.replaced.keys());
        let own = all.filter(|key| key.app == wanted.app);
        let names: Vec<&str> = own.map(|key| &*key.name).collect();
        let meant: BTreeSet<MigrationKey> = wanted
            .among(&names)
            .into_iter()
            .map(|name| MigrationKey::new(&*wanted.app, name))
            .collect();
        let known = meant.into_iter().map(|key| Known {
            deeds: self.deeds(&key),
            stood_for_by: self.replaced.get(&key).cloned().unwrap_or_default(),
            subject: Subject::Migration(key),
        });
        known.collect()
    }

    /// What each moment of a migration makes and drops; of what it changes, the statement alone is told.
    fn deeds(&self, key: &MigrationKey) -> Vec<Deed> {
        let mut replay = Replay::new(self.path.clone());
        let mut deeds = Vec::new();
        for step in &self.steps {
            let Some(Ok(reading)) = self.readings.get(&step.migration) else {
                continue;
            };
            replay.begin_migration();
            let told = step.migration == *key;
            let mut before = told.then(|| inventory::all(replay.so_far()));
            for moment in moments(&reading.statements) {
                moment.happen(&mut replay);
                if let Some(before) = &mut before {
                    let after = inventory::all(replay.so_far());
                    deeds.push(Deed {
                        migration: key.clone(),
                        recorded: step.recorded,
                        place: moment.place().into(),
                        act: Act::Changes,
                        object: None,
                        does: inventory::difference(before, &after, moment.remade()),
                    });
                    *before = after;
                }
            }
            if told {
                deeds.extend(unwritten(step, reading));
                break;
            }
        }
        deeds
    }

    /// What is called nearly as what was asked for.
    fn near(&self, question: &Question) -> Vec<String> {
        let mut names: BTreeSet<String> = BTreeSet::new();
        self.each_touched(&mut |_, sought| {
            if !sought.is_inner() {
                names.insert(sought.name.to_owned());
            }
        });
        let migrations = self.steps.iter().map(|step| step.migration.to_string());
        let names: Vec<String> = names.into_iter().chain(migrations).collect();
        let known = || names.iter().map(String::as_str);
        let objects = question.objects.iter().map(|one| one.name.clone());
        let migrations = question.migrations.iter();
        let migrations = migrations.map(|one| format!("{}.{}", one.app, one.name));
        let mut near: Vec<String> = Vec::new();
        for asked in objects.chain(migrations) {
            let found = nearest(&asked, known());
            near.extend(found.into_iter().map(str::to_owned));
            let parts = known().filter(|name| asked.len() > 3 && name.contains(&*asked));
            near.extend(parts.take(MOST).map(str::to_owned));
        }
        near.sort();
        near.dedup();
        near.truncate(MOST);
        near
    }
}

/// Operations that Django could not write as SQL.
fn unwritten<'a>(
    step: &'a Stored,
    reading: &'a crate::effect::Reading,
) -> impl Iterator<Item = Deed> + 'a {
    let places = reading.unwritable.iter().chain(&reading.no_ops);
    places.map(|place| Deed {
        migration: step.migration.clone(),
        recorded: step.recorded,
        place: place.into(),
        act: Act::Changes,
        object: None,
        does: String::new(),
    })
}

fn means(wanted: &Wanted, sought: &Sought<'_>) -> bool {
    wanted.means(sought.kind, sought.schema, sought.table, sought.name)
}

/// What had the same name one after the other is one story.
fn joined(watches: Vec<Watch>) -> Vec<Known> {
    let mut all: Vec<(ObjectKey, Known)> = Vec::new();
    for watch in watches {
        let (key, deeds) = watch.told();
        if let Some((_, known)) = all.iter_mut().find(|(other, _)| *other == key) {
            known.deeds.extend(deeds);
            continue;
        }
        let known = Known {
            subject: Subject::Object(object(&key)),
            deeds,
            stood_for_by: Vec::new(),
        };
        all.push((key, known));
    }
    all.into_iter().map(|(_, known)| known).collect()
}
