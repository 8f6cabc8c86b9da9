//! What the server keeps for free: which transaction wrote a record and which its objects, in which
//! order tables were made, what a table has lost, who else recorded a migration.
//!
//! A [`Observation`] is what was seen; what it suggests is [`super::causes`]' business.

mod alone;
mod needed;
mod observation;
mod rows;
mod tables;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::Case;
use super::effect_check::{EffectCheck, Judged, Status};
use crate::compare::{OtherDatabase, Whereabouts};
use crate::migration::MigrationKey;
use crate::name::QualifiedName;
use crate::record::{Record, is_after, is_of_run};
use crate::schema::{ObjectId, ObjectKey, ObjectKind};
use crate::threads::beside;

use needed::Needed;
pub(super) use observation::Observation;
use rows::Touched;
use tables::{Abroad, Tables};

/// The past of one live table, as far as rows of catalogs keep it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trace {
    /// The transaction that last wrote the table's own row.
    pub written: u32,
    /// The earliest of the transactions that last wrote the rows of its parts: it is at least as old.
    pub created_in: u32,
    /// The lowest and highest oid of the table, its sequences, indexes and constraints.
    pub oids: (u32, u32),
    /// The transactions that last wrote its own row and those of its columns, each once.
    pub writers: Vec<u32>,
    /// How many columns were dropped since it was made; none where that is not known.
    pub dropped: Option<u16>,
}

/// What rows of catalogs and of `django_migrations` keep of the past.
#[derive(Debug, Clone)]
pub struct Traces {
    /// The transaction that wrote each row of `django_migrations`.
    pub records: BTreeMap<MigrationKey, u32>,
    /// The table that holds those rows.
    pub recorder: QualifiedName,
    /// What the `django_migrations` of other databases record.
    pub abroad: BTreeMap<Whereabouts, BTreeSet<MigrationKey>>,
    /// The other databases that hold most of what is here as well.
    pub copies: BTreeSet<OtherDatabase>,
    /// What is the same for every schema of the database.
    pub past: Arc<Past>,
}

/// What rows of catalogs keep of the past of a whole database.
#[derive(Debug, Default)]
pub struct Past {
    /// The transaction that last wrote each table and column on the live side.
    pub objects: BTreeMap<ObjectId, u32>,
    /// The past of each live table.
    pub tables: BTreeMap<QualifiedName, Trace>,
    /// The oids of live relations, indexes and constraints, in ascending order.
    pub oids: Vec<u32>,
    /// What each `django_migrations` records.
    pub beside: BTreeMap<Whereabouts, BTreeSet<MigrationKey>>,
    /// The first of the live tables that each transaction wrote.
    left: BTreeMap<u32, QualifiedName>,
}

impl Past {
    /// The past of each live table.
    #[must_use]
    pub fn of_tables(tables: BTreeMap<QualifiedName, Trace>) -> Self {
        let mut left = BTreeMap::new();
        for (table, trace) in &tables {
            #[cfg(test)]
            crate::steps::count(1);
            for transaction in [trace.written, trace.created_in] {
                left.entry(transaction).or_insert_with(|| table.clone());
            }
        }
        Self {
            tables,
            left,
            ..Self::default()
        }
    }
}

impl Traces {
    /// Whether the database has no other `django_migrations` than this one.
    pub(super) fn is_alone(&self) -> bool {
        self.past.beside.len() < 2
    }

    /// Whether every row was written by one transaction, as by a restored dump or by hand. Transactions
    /// tell nothing then.
    fn is_restored(&self) -> bool {
        let mut transactions = self.records.values();
        let first = transactions.next();
        self.records.len() > 1 && transactions.all(|other| Some(other) == first)
    }

    /// Whether a part of the catalog was written by the transaction of the rows or a later one, as a dump
    /// does, which brings foreign keys behind the data.
    fn is_built_around_rows(&self) -> bool {
        let Some(&rows) = self.records.values().next() else {
            return false;
        };
        let mut objects = self.past.objects.values();
        objects.any(|&object| object == rows || is_after(object, rows))
    }
}

/// Looks at what is left of the past, for one migration after the other.
pub(super) struct Witness<'a> {
    case: &'a Case<'a>,
    touched: Touched<'a>,
    tables: Tables<'a>,
    /// The recorded migrations by the `id` of their rows.
    rows: Vec<&'a Record>,
    /// Where the row of each stands among them.
    places: BTreeMap<&'a MigrationKey, usize>,
    /// What the times of the rows tell, of each.
    out_of_order: Vec<Option<Observation>>,
    together: Vec<Option<Observation>>,
    abroad: Abroad<'a>,
    /// What tells that the records stand apart from all tables.
    alone: Option<Observation>,
    needed: Needed<'a>,
    restored: bool,
}

impl<'a> Witness<'a> {
    pub(super) fn of(case: &'a Case<'a>, judged: &Judged<'_>) -> Self {
        let mut rows: Vec<&Record> = case.plan.recorded().collect();
        rows.sort_by_key(|record| record.id);
        let (touched, tables) = beside(|| Touched::of(case), || Tables::of(case, judged, &rows));
        let is_gone = |row: &Record| tables.is_gone(judged.effect_checks_of(&row.migration));
        let places = rows.iter().enumerate();
        let restored = case.traces.is_restored();
        let mut witness = Self {
            alone: alone::look(case, &tables, restored),
            needed: Needed::default(),
            together: rows::together(&rows, is_gone),
            out_of_order: rows::out_of_order(&rows),
            places: places.map(|(at, row)| (&row.migration, at)).collect(),
            abroad: Abroad::of(case, judged, &tables),
            case,
            touched,
            tables,
            rows,
            restored,
        };
        witness.note_needs(judged);
        witness
    }

    /// Notes what those needed that ran, as their transactions tell.
    fn note_needs(&mut self, judged: &Judged<'_>) {
        if self.restored {
            return;
        }
        let nowhere = needed::nowhere(self.case);
        for (at, row) in self.rows.iter().enumerate().rev() {
            let checks = judged.effect_checks_of(&row.migration);
            let lacks = checks.iter().any(|check| check.status == Status::Missing);
            let record = self.case.traces.records.get(&row.migration);
            let Some(&record) = record.filter(|_| lacks && !row.follows_aborted) else {
                continue;
            };
            let seen = self.seen(record, self.tables.before(row.id), checks);
            if let Some(Observation::MadeByItsRun { objects }) = seen.first() {
                let made = objects.first().map_or("", String::as_str);
                let ran = (at, &row.migration);
                self.needed.note(self.case, &nowhere, ran, checks, made);
            }
        }
    }

    /// What was seen of one migration.
    pub(super) fn observations(
        &self,
        key: &MigrationKey,
        checks: &[EffectCheck<'_>],
    ) -> Vec<Observation> {
        let Some(&at) = self.places.get(key) else {
            return self.of_unrecorded(checks);
        };
        let mut observations = Vec::new();
        let faulty = checks.iter().any(|check| check.status > Status::Undecided);
        if faulty {
            observations.extend(self.alone.clone().filter(|it| it.explains(checks)));
            observations.extend(self.needed.of(at, checks));
            observations.extend(self.abroad.observations(&key.app, checks, &self.tables));
            observations.extend(self.beside(key, checks));
        }
        if self.restored {
            observations.extend(faulty.then_some(Observation::Restored {
                rows: self.rows.len(),
                lacks: self.alone.is_none()
                    && checks.iter().any(is_missing_table)
                    && self.case.traces.is_built_around_rows(),
            }));
        } else if let Some(&record) = self.case.traces.records.get(key) {
            observations.extend(self.transactions(at, record, checks, faulty));
        }
        if faulty {
            observations.extend(self.as_before(key, checks));
            observations.extend(self.tables.lost_columns(checks));
            if !self.restored {
                observations.extend(self.out_of_order[at].clone());
                observations.extend(rows::committed(self.rows[at]));
            }
            // Only tables take their time: what is small is as fast where it ran.
            if checks.iter().any(EffectCheck::is_table) {
                observations.extend(self.together[at].clone());
            }
        }
        observations
    }

    /// What of its effects is as an earlier migration left it.
    fn as_before(&self, key: &MigrationKey, checks: &[EffectCheck<'_>]) -> Option<Observation> {
        let former: BTreeMap<_, _> = self.case.former.of(key).collect();
        let (_, left_by) = former.first_key_value()?;
        let told = checks.iter().filter(|check| !check.ensured);
        let whole = told
            .filter(|check| !former.contains_key(&(check.object.clone(), check.attribute)))
            .all(|check| check.status == Status::Missing);
        Some(Observation::AsBefore {
            objects: former.keys().map(|(key, _)| key.to_string()).collect(),
            left_by: (*left_by).clone(),
            whole,
        })
    }

    /// What the transaction ids say.
    fn transactions(
        &self,
        at: usize,
        record: u32,
        checks: &[EffectCheck<'_>],
        faulty: bool,
    ) -> Vec<Observation> {
        let mut observations = Vec::new();
        let late = self.touched.late(record, checks, &self.tables);
        if !late.is_empty() {
            let moved = self.tables.moved(record, checks);
            observations.push(Observation::WrittenAfter {
                migration: self.rows[at].migration.clone(),
                objects: late,
                moved,
            });
        }
        if !faulty {
            return observations;
        }
        let previous = self.tables.before(self.rows[at].id);
        let seen = self.seen(record, previous, checks);
        if self.rows[at].follows_aborted {
            observations.push(Observation::Aborted);
        }
        observations.extend(self.nothing_left(record, previous, checks, &seen));
        observations.extend(seen);
        observations.extend(self.tables.room(self.rows[at], checks));
        observations
    }

    /// The objects that are there: made by the run that was recorded, or before it.
    fn seen(
        &self,
        record: u32,
        previous: Option<u32>,
        checks: &[EffectCheck<'_>],
    ) -> Vec<Observation> {
        let (mut own, mut before) = (BTreeSet::new(), BTreeSet::new());
        for check in checks.iter().filter(|check| check.is_proof()) {
            let Some(created_in) = self.tables.created_in(check) else {
                continue;
            };
            if is_of_run(created_in, record, previous) {
                own.insert(check.object);
            } else if previous.is_some_and(|previous| is_after(previous, created_in)) {
                before.insert(check.object);
            }
        }
        let (own, before) = (named(&own), named(&before));
        let own = (!own.is_empty()).then_some(Observation::MadeByItsRun { objects: own });
        let before = (!before.is_empty()).then_some(Observation::MadeBefore { objects: before });
        own.into_iter().chain(before).collect()
    }

    /// Where nothing of it is there: what else its transactions left, or that they left nothing.
    fn nothing_left(
        &self,
        record: u32,
        previous: Option<u32>,
        checks: &[EffectCheck<'_>],
        seen: &[Observation],
    ) -> Option<Observation> {
        if !self.tables.is_gone(checks) || !seen.is_empty() {
            return None;
        }
        let touched = checks
            .iter()
            .flat_map(|check| self.touched.tables_of(check.object));
        let own = touched.filter(|table| self.tables.is_written_by(table, record, previous));
        let any = || self.tables.left_by_run(record, previous).cloned();
        let (table, touched) = match own.min() {
            Some(own) => (Some(own), true),
            None => (any(), false),
        };
        Some(
            table.map_or(Observation::NoTrace, |table| Observation::LeftTrace {
                table,
                touched,
            }),
        )
    }

    /// The schemas, and the databases, that hold its objects and record it too.
    fn beside(&self, key: &MigrationKey, checks: &[EffectCheck<'_>]) -> Vec<Observation> {
        let traces = self.case.traces;
        let found = self.tables.found_in(checks);
        let holds = |place: &Whereabouts| match &place.database {
            None => found.contains(place),
            // There, the records need not be in the schema of the objects.
            Some(database) => found
                .iter()
                .any(|at| at.database.as_ref() == Some(database)),
        };
        let beside = traces.past.beside.iter().chain(&traces.abroad);
        let recorded = beside.filter(|(place, records)| holds(place) && records.contains(key));
        let places = recorded.map(|(place, _)| place.clone());
        places
            .map(|place| Observation::RecordedBeside { place })
            .collect()
    }

    /// A migration without a row, whose effects are there.
    fn of_unrecorded(&self, checks: &[EffectCheck<'_>]) -> Vec<Observation> {
        if self.restored {
            return Vec::new();
        }
        let there = checks.iter().filter(|check| check.is_proof());
        let transactions = there.filter_map(|check| self.tables.created_in(check));
        match transactions.collect::<BTreeSet<u32>>().len() {
            0 => Vec::new(),
            1 => vec![Observation::OneTransaction],
            several => vec![Observation::SeveralTransactions { several }],
        }
    }
}

/// Whether what was seen shows that what is missing was there.
pub(super) fn show_that_it_was(observations: &[Observation]) -> bool {
    observations.iter().any(Observation::shows_that_it_was)
}

/// The objects in words; a column goes without saying where its table is named.
fn named(objects: &BTreeSet<&ObjectKey>) -> BTreeSet<String> {
    let tables = objects.iter().filter(|key| key.is_table());
    let tables: BTreeSet<_> = tables.filter_map(|key| key.table_name()).collect();
    let is_part = |key: &ObjectKey| key.table_name().is_some_and(|it| tables.contains(&it));
    let said = objects.iter().filter(|key| key.is_table() || !is_part(key));
    said.map(ToString::to_string).collect()
}

fn is_missing_table(check: &EffectCheck<'_>) -> bool {
    check.is_table() && check.status == Status::Missing
}

/// Whether the object is a part of a table, which the table's own trace says nothing of.
fn is_column(check: &EffectCheck<'_>) -> bool {
    check.object.kind == ObjectKind::Column
}
