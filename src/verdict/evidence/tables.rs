//! The past of tables: when they were made, what they lost, whether there is room for what is
//! missing, and what other databases hold of them.

use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet};

use super::{Observation, Trace, is_column};
use crate::compare::databases::places;
use crate::compare::{OtherDatabase, Presence, Whereabouts};
use crate::name::QualifiedName;
use crate::record::{Record, is_after, is_of_run, may_be_of_run};
use crate::schema::{ConstraintBody, ObjectId, ObjectKey, ObjectKind, Table};
use crate::verdict::Case;
use crate::verdict::effect_check::{EffectCheck, Judged, Status};

/// A table's own oid, and those of its two types.
const TABLE_OIDS: u32 = 3;
/// The triggers behind a foreign key.
const FOREIGN_KEY_OIDS: u32 = 4;

/// Live tables as the effect checks see them.
pub(super) struct Tables<'a> {
    case: &'a Case<'a>,
    /// The live name of each expected table that is somewhere.
    names: BTreeMap<QualifiedName, QualifiedName>,
    /// Where what is not in its place was found.
    places: BTreeMap<&'a ObjectKey, &'a Whereabouts>,
    /// The live identity of each expected object, by the expected one, once somebody asks.
    live: OnceCell<BTreeMap<ObjectId, ObjectId>>,
    /// The transactions of the rows, by their `id`; that of the table itself comes first.
    written: BTreeMap<i64, u32>,
    /// What recorded runs made, by the `id` of their rows: lowest and highest oid.
    made: BTreeMap<i64, (u32, u32)>,
    /// The highest oid of what runs made up to the row of that `id`.
    highest: BTreeMap<i64, u32>,
    /// The lowest oid of what each run made, with the `id` of its row.
    lowest: BTreeSet<(u32, i64)>,
    /// How many columns of each table migrations dropped.
    dropped: BTreeMap<QualifiedName, u16>,
    /// How many columns each table should have and has not.
    lacked: BTreeMap<QualifiedName, u16>,
    /// The recorded migrations that lack something, by the `id` of their rows.
    lacking: BTreeSet<i64>,
}

impl<'a> Tables<'a> {
    pub(super) fn of(case: &'a Case<'a>, judged: &Judged<'_>, rows: &[&Record]) -> Self {
        let objects = &case.comparison.objects;
        let names = objects.iter().filter(|object| object.key.is_table());
        let names = names.filter_map(|object| {
            let name = object.key.table_name()?;
            let live = match &object.presence {
                Presence::Here => name.clone(),
                Presence::Elsewhere(found) => {
                    let mut here = found.iter().filter(|one| one.place.database.is_none());
                    QualifiedName::new(here.next()?.place.schema.clone(), name.name.clone())
                }
                Presence::Unrenamed(former) => former.table_name()?,
                Presence::Variant(_) | Presence::Hanging { .. } | Presence::Nowhere => return None,
            };
            Some((name, live))
        });
        let mut tables = Self {
            case,
            names: names.collect(),
            places: places(case.comparison),
            live: OnceCell::new(),
            written: BTreeMap::new(),
            made: BTreeMap::new(),
            highest: BTreeMap::new(),
            lowest: BTreeSet::new(),
            dropped: BTreeMap::new(),
            lacked: BTreeMap::new(),
            lacking: BTreeSet::new(),
        };
        tables.look_back();
        let written = rows.iter().filter_map(|row| Some((row.id, row.xmin?)));
        let recorder = tables.recorder().map(|xmin| (i64::MIN, xmin));
        tables.written = recorder.into_iter().chain(written).collect();
        for row in rows {
            let checks = judged.effect_checks_of(&row.migration);
            if checks.iter().any(|check| tables.is_absent(check)) {
                tables.lacking.insert(row.id);
            }
            if let Some(made) = tables.made_by(row, checks) {
                let before = tables.highest.last_key_value().map_or(0, |(_, oid)| *oid);
                tables.highest.insert(row.id, made.1.max(before));
                tables.lowest.insert((made.0, row.id));
                tables.made.insert(row.id, made);
            }
        }
        tables
    }

    /// What is asked of each migration, looked up once.
    fn look_back(&mut self) {
        for (key, absence) in &self.case.expected.tombstones {
            #[cfg(test)]
            crate::steps::count(1);
            let dropped = key.kind == ObjectKind::Column && absence.renamed_to.is_none();
            if let Some(table) = key.table_name().filter(|_| dropped) {
                let count = self.dropped.entry(table).or_default();
                *count = count.saturating_add(1);
            }
        }
        for object in &self.case.comparison.objects {
            #[cfg(test)]
            crate::steps::count(1);
            let column = object.key.kind == ObjectKind::Column;
            let lacks = column && matches!(object.presence, Presence::Nowhere);
            if let Some(table) = object.key.table_name().filter(|_| lacks) {
                let count = self.lacked.entry(table).or_default();
                *count = count.saturating_add(1);
            }
        }
    }

    /// The first of the live tables that the run of a row may have written.
    pub(super) fn left_by_run(
        &self,
        record: u32,
        previous: Option<u32>,
    ) -> Option<&'a QualifiedName> {
        let own = may_be_of_run(record).filter(|it| is_of_run(*it, record, previous));
        let left = &self.case.traces.past.left;
        own.filter_map(|it| left.get(&it)).min()
    }

    /// Whether the run of a row may have written the table's own row, or made it.
    pub(super) fn is_written_by(
        &self,
        table: &QualifiedName,
        record: u32,
        previous: Option<u32>,
    ) -> bool {
        let trace = self.trace(table);
        trace.is_some_and(|trace| {
            let mut written = [trace.written, trace.created_in].into_iter();
            written.any(|it| is_of_run(it, record, previous))
        })
    }

    /// The past of a table, by what it is expected as.
    pub(super) fn trace_of_key(&self, key: &ObjectKey) -> Option<&'a Trace> {
        self.trace(&key.table_name()?)
    }

    fn trace(&self, table: &QualifiedName) -> Option<&'a Trace> {
        self.case.traces.past.tables.get(self.names.get(table)?)
    }

    fn trace_of(&self, check: &EffectCheck<'_>) -> Option<&'a Trace> {
        self.trace(&check.object.table_name()?)
    }

    /// The past of the tables that are there.
    fn traces(&self, checks: &[EffectCheck<'_>]) -> impl Iterator<Item = &'a Trace> {
        let tables = checks.iter().filter(|it| it.is_table() && it.is_there());
        tables.filter_map(|check| self.trace_of(check))
    }

    /// The oids of the tables that a migration's run made.
    fn made_by(&self, row: &Record, checks: &[EffectCheck<'_>]) -> Option<(u32, u32)> {
        let record = *self.case.traces.records.get(&row.migration)?;
        let previous = self.before(row.id);
        let own = self
            .traces(checks)
            .filter(|trace| is_of_run(trace.created_in, record, previous));
        own.map(|trace| trace.oids)
            .reduce(|all, oids| (all.0.min(oids.0), all.1.max(oids.1)))
    }

    /// The transaction that made what an effect check is about, as far as rows tell: of a table, or of a
    /// column.
    pub(super) fn created_in(&self, check: &EffectCheck<'_>) -> Option<u32> {
        if check.attribute.is_some() {
            return None;
        }
        if check.is_table() {
            return Some(self.trace_of(check)?.created_in);
        }
        check
            .id
            .filter(|_| is_column(check))
            .and_then(|id| self.written_by(id))
    }

    /// The transaction that last wrote what an object is on the live side.
    pub(super) fn written_by(&self, expected: ObjectId) -> Option<u32> {
        let live = self.live.get_or_init(|| live_objects(self.case));
        let id = live.get(&expected)?;
        self.case.traces.past.objects.get(id).copied()
    }

    /// Whether something of a table may have been written after both of these transactions; of what is no table that is
    /// not known.
    pub(super) fn may_be_written_after(&self, table: &QualifiedName, both: [u32; 2]) -> bool {
        self.trace(table).is_none_or(|trace| {
            let mut writers = trace.writers.iter();
            writers.any(|writer| both.iter().all(|it| is_after(*writer, *it)))
        })
    }

    /// The transaction that wrote the row before this one, or made `django_migrations` before the first.
    pub(super) fn before(&self, row: i64) -> Option<u32> {
        self.written.range(..row).next_back().map(|(_, xmin)| *xmin)
    }

    /// The transaction that made `django_migrations`.
    pub(super) fn recorder(&self) -> Option<u32> {
        let traces = self.case.traces;
        let trace = traces.past.tables.get(&traces.recorder)?;
        Some(trace.created_in)
    }

    /// Whether a late table is older than it looks: only its own row is late.
    pub(super) fn moved(&self, record: u32, checks: &[EffectCheck<'_>]) -> bool {
        let traces = self.traces(checks);
        let late = traces.filter(|trace| is_after(trace.written, record));
        let mut traces = late.peekable();
        traces.peek().is_some() && traces.all(|trace| !is_after(trace.created_in, record))
    }

    /// Where the objects of the effect checks are, if not where they belong.
    pub(super) fn found_in(&self, checks: &[EffectCheck<'_>]) -> BTreeSet<&'a Whereabouts> {
        let misplaced = checks.iter().filter(|it| it.status == Status::Misplaced);
        let places = misplaced.filter_map(|check| self.places.get(&check.object));
        places.copied().collect()
    }

    /// The other database that what an effect check is about is in.
    pub(super) fn database(&self, check: &EffectCheck<'_>) -> Option<&'a OtherDatabase> {
        let misplaced = check.status == Status::Misplaced;
        let place = self.places.get(&check.object).filter(|_| misplaced)?;
        place.database.as_ref()
    }

    /// Whether it is not in this database.
    pub(super) fn is_absent(&self, check: &EffectCheck<'_>) -> bool {
        check.status == Status::Missing || self.database(check).is_some()
    }

    /// Whether it had effects, and none is in this database.
    pub(super) fn is_gone(&self, checks: &[EffectCheck<'_>]) -> bool {
        !checks.is_empty() && checks.iter().all(|check| self.is_absent(check))
    }

    /// Tables of missing columns that have lost more columns than migrations dropped.
    pub(super) fn lost_columns(&self, checks: &[EffectCheck<'_>]) -> Vec<Observation> {
        let missing = checks
            .iter()
            .filter(|it| is_column(it) && self.is_absent(it));
        let tables = missing.filter_map(|check| check.object.table_name());
        let tables: BTreeSet<QualifiedName> = tables.collect();
        let lost = tables.into_iter().filter_map(|table| {
            let told = self.dropped.get(&table).copied().unwrap_or_default();
            let lost = self.trace(&table)?.dropped?.checked_sub(told)?;
            let missing = self.lacked.get(&table).copied().unwrap_or(1);
            (lost > 0).then(|| Observation::LostColumns {
                table: ObjectKey::table(&table),
                lost,
                missing,
            })
        });
        lost.collect()
    }

    /// Whether there are oids left for the tables that a migration should have made in its turn.
    pub(super) fn room(&self, row: &Record, checks: &[EffectCheck<'_>]) -> Option<Observation> {
        let expected = &self.case.expected.schema.tables;
        let missing = checks
            .iter()
            .filter(|it| it.is_table() && self.is_absent(it));
        let missing = missing.filter_map(|check| expected.get(&check.object.table_name()?));
        let needed: u32 = missing.map(oids_of).sum();
        let (_, &low) = self.highest.range(..row.id).next_back()?;
        let (next, high) = self.next(row, low)?;
        let oids = &self.case.traces.past.oids;
        let [from, to] = [low + 1, high].map(|oid| oids.partition_point(|known| *known < oid));
        let taken = u32::try_from(to.checked_sub(from)?).ok()?;
        let free = high.checked_sub(low + 1)?.checked_sub(taken)?;
        let previous = self.made.range(..row.id).next_back().map(|(id, _)| *id)?;
        let mut others = self.lacking.range(previous + 1..next);
        let alone = others.all(|id| *id == row.id);
        if needed == 0 {
            None
        } else if free < needed {
            Some(Observation::NoRoom { needed, free })
        } else if alone && free <= 3 * needed + 16 {
            Some(Observation::Room { needed, free })
        } else {
            None
        }
    }

    /// The first oid that was made after a migration's turn, and the `id` of the row whose run made it.
    fn next(&self, row: &Record, low: u32) -> Option<(i64, u32)> {
        let mut above = self.lowest.range((low.checked_add(1)?, i64::MIN)..);
        let later = above.find(|(_, id)| {
            #[cfg(test)]
            crate::steps::count(1);
            *id > row.id
        });
        later.map(|(oid, id)| (*id, *oid))
    }
}

/// The live identity of each expected object.
fn live_objects(case: &Case<'_>) -> BTreeMap<ObjectId, ObjectId> {
    let objects = case.comparison.objects.iter();
    let live = objects.filter_map(|object| Some((object.id, object.live?)));
    live.collect()
}

/// How many oids PostgreSQL takes for a table and what hangs on it, at least: long values may need a
/// table of their own, which is not counted (`heap_create_with_catalog`, `index_create`).
fn oids_of(table: &Table) -> u32 {
    let constraints = table.constraints.values();
    let of_constraints = constraints.map(|constraint| match constraint.body {
        ConstraintBody::PrimaryKey(_) | ConstraintBody::Unique(_) => 2,
        ConstraintBody::ForeignKey(_) => 1 + FOREIGN_KEY_OIDS,
        ConstraintBody::Check(_) | ConstraintBody::Exclude(_) => 1,
    });
    let indexes = u32::try_from(table.indexes.len()).unwrap_or(u32::MAX);
    TABLE_OIDS + indexes + of_constraints.sum::<u32>()
}

/// Apps and databases that lie apart.
pub(super) struct Abroad<'a> {
    case: &'a Case<'a>,
    /// The one configured database that holds all tables of an app, none of which is here.
    apps: BTreeMap<&'a str, &'a OtherDatabase>,
}

impl<'a> Abroad<'a> {
    pub(super) fn of(case: &'a Case<'a>, judged: &Judged<'_>, tables: &Tables<'a>) -> Self {
        let mut places: BTreeMap<&str, BTreeSet<Option<&OtherDatabase>>> = BTreeMap::new();
        for record in case.plan.recorded() {
            let checks = judged.effect_checks_of(&record.migration).iter();
            let databases = checks.filter(|check| check.is_table());
            let databases = databases.map(|check| tables.database(check));
            let all = places.entry(&record.migration.app).or_default();
            all.extend(databases);
        }
        let alone = |databases: BTreeSet<Option<&'a OtherDatabase>>| {
            let mut databases = databases.into_iter();
            let first = databases.next()??;
            let configured = matches!(first, OtherDatabase::Alias(_));
            (databases.next().is_none() && configured).then_some(first)
        };
        let apps = places.into_iter();
        Self {
            case,
            apps: apps
                .filter_map(|(app, all)| Some((app, alone(all)?)))
                .collect(),
        }
    }

    /// What was seen of a migration whose objects are in another database.
    pub(super) fn observations(
        &self,
        app: &str,
        checks: &[EffectCheck<'_>],
        tables: &Tables<'a>,
    ) -> Vec<Observation> {
        let databases = checks.iter().filter_map(|check| tables.database(check));
        let databases: BTreeSet<&OtherDatabase> = databases.collect();
        let known = &self.case.traces.copies;
        let copies = databases.iter().copied().filter(|it| known.contains(it));
        let copies = copies
            .cloned()
            .map(|database| Observation::Copy { database });
        let app_abroad = self.apps.get(app).filter(|_| !databases.is_empty());
        let app_abroad = app_abroad.map(|database| Observation::AppAbroad {
            app: app.to_owned(),
            database: (*database).clone(),
        });
        copies.chain(app_abroad).collect()
    }
}
