//! The past of tables: when they were made, what they lost, and whether there is room for what is
//! missing.

use std::collections::{BTreeMap, BTreeSet};

use super::{Observation, Trace, is_column};
use crate::compare::databases::places;
use crate::compare::{OtherDatabase, Presence, Whereabouts};
use crate::name::QualifiedName;
use crate::record::{Record, is_after, is_of_run, may_be_of_run};
use crate::schema::{ConstraintBody, ObjectId, ObjectKey, ObjectKind, Table};
use crate::verdict::Case;
use crate::verdict::counts::Judged;
use crate::verdict::effect_check::{EffectCheck, Status};

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
    /// The live identity of each expected object.
    live: BTreeMap<&'a ObjectKey, ObjectId>,
    /// The transactions of the rows, by their `id`; that of the table itself comes first.
    written: BTreeMap<i64, u32>,
    /// What recorded runs made, by the `id` of their rows: lowest and highest oid.
    made: BTreeMap<i64, (u32, u32)>,
    /// The highest oid of what runs made up to the row of that `id`.
    highest: BTreeMap<i64, u32>,
    /// The lowest oid of what each run made, with the `id` of its row.
    lowest: BTreeSet<(u32, i64)>,
    /// The first of the live tables that each transaction wrote.
    left: BTreeMap<u32, &'a QualifiedName>,
    /// How many columns of each table migrations dropped.
    dropped: BTreeMap<QualifiedName, u16>,
    /// The recorded migrations that lack something, by the `id` of their rows.
    lacking: BTreeSet<i64>,
}

impl<'a> Tables<'a> {
    pub(super) fn of(case: &'a Case<'a>, judged: &Judged, rows: &[&Record]) -> Self {
        let objects = &case.comparison.objects;
        let live = objects
            .iter()
            .filter_map(|object| Some((&object.key, object.live?)));
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
            live: live.collect(),
            written: BTreeMap::new(),
            made: BTreeMap::new(),
            highest: BTreeMap::new(),
            lowest: BTreeSet::new(),
            left: BTreeMap::new(),
            dropped: BTreeMap::new(),
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
        for (table, trace) in &self.case.traces.past.tables {
            #[cfg(test)]
            crate::steps::count(1);
            for transaction in [trace.written, trace.born] {
                self.left.entry(transaction).or_insert(table);
            }
        }
        for (key, absence) in &self.case.expected.tombstones {
            #[cfg(test)]
            crate::steps::count(1);
            let dropped = key.kind == ObjectKind::Column && absence.renamed_to.is_none();
            if let Some(table) = key.table_name().filter(|_| dropped) {
                let count = self.dropped.entry(table).or_default();
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
        own.filter_map(|it| self.left.get(&it).copied()).min()
    }

    fn trace(&self, table: &QualifiedName) -> Option<&'a Trace> {
        self.case.traces.past.tables.get(self.names.get(table)?)
    }

    /// The oids of the tables that a migration's run made.
    fn made_by(&self, row: &Record, checks: &[EffectCheck]) -> Option<(u32, u32)> {
        let record = *self.case.traces.records.get(&row.migration)?;
        let tables = checks
            .iter()
            .filter(|check| is_table(check) && check.is_there());
        let traces = tables.filter_map(|check| self.trace(&check.object.table_name()?));
        let previous = self.before(row.id);
        let own = traces.filter(|trace| is_of_run(trace.born, record, previous));
        own.map(|trace| trace.oids)
            .reduce(|all, oids| (all.0.min(oids.0), all.1.max(oids.1)))
    }

    /// The transaction that made what an effect check is about, as far as rows tell: of a table, or of a
    /// column.
    pub(super) fn born(&self, check: &EffectCheck) -> Option<u32> {
        if check.attribute.is_some() {
            return None;
        }
        if is_table(check) {
            return self
                .trace(&check.object.table_name()?)
                .map(|trace| trace.born);
        }
        let id = self.live.get(&check.object).filter(|_| is_column(check))?;
        self.case.traces.past.objects.get(id).copied()
    }

    /// The transaction that wrote the row before this one, or made `django_migrations` before the first.
    pub(super) fn before(&self, row: i64) -> Option<u32> {
        self.written.range(..row).next_back().map(|(_, xmin)| *xmin)
    }

    /// The transaction that made `django_migrations`.
    fn recorder(&self) -> Option<u32> {
        let traces = self.case.traces;
        let trace = traces.past.tables.get(&traces.recorder)?;
        Some(trace.born)
    }

    /// Whether a late table is older than it looks: only its own row is late.
    pub(super) fn moved(&self, record: u32, checks: &[EffectCheck]) -> bool {
        let tables = checks
            .iter()
            .filter(|check| is_table(check) && check.is_there());
        let mut traces = tables
            .filter_map(|check| self.trace(&check.object.table_name()?))
            .filter(|trace| is_after(trace.written, record))
            .peekable();
        traces.peek().is_some() && traces.all(|trace| !is_after(trace.born, record))
    }

    /// Where the objects of the effect checks are, if not where they belong.
    pub(super) fn found_in(&self, checks: &[EffectCheck]) -> BTreeSet<&'a Whereabouts> {
        let misplaced = checks
            .iter()
            .filter(|check| check.status == Status::Misplaced);
        misplaced
            .filter_map(|check| self.places.get(&check.object).copied())
            .collect()
    }

    /// The other database that what an effect check is about is in.
    pub(super) fn database(&self, check: &EffectCheck) -> Option<&'a OtherDatabase> {
        let misplaced = check.status == Status::Misplaced;
        let place = self.places.get(&check.object).filter(|_| misplaced)?;
        place.database.as_ref()
    }

    /// Whether it is not in this database.
    pub(super) fn is_absent(&self, check: &EffectCheck) -> bool {
        check.status == Status::Missing || self.database(check).is_some()
    }

    /// Whether it had effects, and none is in this database.
    pub(super) fn is_gone(&self, checks: &[EffectCheck]) -> bool {
        !checks.is_empty() && checks.iter().all(|check| self.is_absent(check))
    }

    /// Tables of missing columns that have lost more columns than migrations dropped.
    pub(super) fn lost_columns(&self, checks: &[EffectCheck]) -> Vec<Observation> {
        let missing = checks
            .iter()
            .filter(|check| is_column(check) && self.is_absent(check));
        let tables: BTreeSet<QualifiedName> = missing
            .filter_map(|check| check.object.table_name())
            .collect();
        let lost = tables.into_iter().filter_map(|table| {
            let dropped = self.trace(&table)?.dropped?;
            let lost =
                dropped.checked_sub(self.dropped.get(&table).copied().unwrap_or_default())?;
            (lost > 0).then(|| Observation::LostColumns {
                table: ObjectKey::table(&table),
                lost,
            })
        });
        lost.collect()
    }

    /// Whether there are oids left for the tables that a migration should have made in its turn.
    pub(super) fn room(&self, row: &Record, checks: &[EffectCheck]) -> Option<Observation> {
        let missing = checks.iter().filter(|check| is_table(check));
        let missing: Vec<&EffectCheck> = missing.filter(|check| self.is_absent(check)).collect();
        let needed: u32 = missing
            .iter()
            .filter_map(|check| {
                self.case
                    .expected
                    .schema
                    .tables
                    .get(&check.object.table_name()?)
            })
            .map(oids_of)
            .sum();
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

pub(super) fn is_table(check: &EffectCheck) -> bool {
    check.object.is_table() && check.attribute.is_none()
}

/// How many oids PostgreSQL takes for a table and what hangs on it, at least: long values may need a
/// table of their own, which is not counted (`heap_create_with_catalog`, `index_create`).
fn oids_of(table: &Table) -> u32 {
    let foreign = table
        .constraints
        .values()
        .filter(|constraint| matches!(constraint.body, ConstraintBody::ForeignKey(_)));
    let parts = table.indexes.len() + table.constraints.len();
    let keys = table.constraints.values().filter(|constraint| {
        matches!(
            constraint.body,
            ConstraintBody::PrimaryKey(_) | ConstraintBody::Unique(_)
        )
    });
    let parts = u32::try_from(parts + keys.count()).unwrap_or(u32::MAX);
    let foreign = u32::try_from(foreign.count()).unwrap_or(u32::MAX);
    TABLE_OIDS + parts + FOREIGN_KEY_OIDS * foreign
}
