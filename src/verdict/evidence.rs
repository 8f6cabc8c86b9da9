//! What the server keeps for free: which transaction wrote a record, and which its objects.

use std::collections::{BTreeMap, BTreeSet};

use super::Case;
use super::claim::{Claim, Status};
use crate::migration::MigrationKey;
use crate::name::QualifiedName;
use crate::report::Evidence;
use crate::schema::{ConstraintBody, ObjectId, ObjectKey, ObjectKind};

/// The transactions that wrote records and objects, as `xmin` tells them.
#[derive(Debug, Clone, Default)]
pub struct Clock {
    /// Of each row of `django_migrations`.
    pub records: BTreeMap<MigrationKey, u32>,
    /// Of each table and column on the live side.
    pub objects: BTreeMap<ObjectId, u32>,
}

impl Clock {
    /// Whether every row was written by one transaction: a restored dump. Transactions tell nothing
    /// then.
    fn is_restored(&self) -> bool {
        let mut transactions = self.records.values();
        let first = transactions.next();
        self.records.len() > 1 && transactions.all(|other| Some(other) == first)
    }
}

/// For each expected table the last record among the migrations that touched it.
pub(super) struct Touched<'a> {
    case: &'a Case<'a>,
    last: BTreeMap<QualifiedName, u32>,
    live: BTreeMap<&'a ObjectKey, ObjectId>,
}

impl<'a> Touched<'a> {
    pub(super) fn of(case: &'a Case<'a>) -> Self {
        let objects = &case.comparison.objects;
        let live = objects
            .iter()
            .filter_map(|object| Some((&object.key, object.live?)));
        let mut touched = Self {
            case,
            last: BTreeMap::new(),
            live: live.collect(),
        };
        if !case.clock.is_restored() {
            touched.collect();
        }
        touched
    }

    fn collect(&mut self) {
        let expected = self.case.expected;
        for object in &self.case.comparison.objects {
            let Some(origin) = expected.origins.of(object.id) else {
                continue;
            };
            let places = origin
                .aspects
                .values()
                .chain([&origin.created, &origin.named]);
            for place in places {
                let migration = &expected.origins.at(*place).migration;
                for table in self.tables_of(&object.key) {
                    self.touch(table, migration);
                }
            }
        }
        for (key, absence) in &expected.absences {
            if let Some(table) = key.table_name() {
                self.touch(table, &expected.origins.at(absence.place).migration);
            }
        }
    }

    /// A foreign key writes the catalog row of the table that it points at, too.
    fn tables_of(&self, key: &ObjectKey) -> Vec<QualifiedName> {
        let Some(table) = key.table_name() else {
            return Vec::new();
        };
        let definition = self.case.expected.schema.tables.get(&table);
        let constraint = definition
            .filter(|_| key.kind == ObjectKind::Constraint)
            .and_then(|definition| definition.constraints.get(&key.name));
        match constraint.map(|constraint| &constraint.body) {
            Some(ConstraintBody::ForeignKey(foreign)) => vec![table, foreign.table.clone()],
            _ => vec![table],
        }
    }

    fn touch(&mut self, table: QualifiedName, migration: &MigrationKey) {
        if let Some(&record) = self.case.clock.records.get(migration) {
            let last = self.last.entry(table).or_insert(record);
            if is_after(record, *last) {
                *last = record;
            }
        }
    }

    /// What the transactions say about a migration's tables and columns that are there.
    pub(super) fn evidence(&self, key: &MigrationKey, claims: &[Claim]) -> Vec<Evidence> {
        let Some(&record) = self.case.clock.records.get(key) else {
            return Vec::new();
        };
        let late: BTreeSet<String> = claims
            .iter()
            .filter(|claim| claim.status == Status::Present && !claim.ensured)
            .filter_map(|claim| self.late(&claim.object, record))
            .map(|object| object.to_string())
            .collect();
        let late: Vec<&String> = late.iter().collect();
        let Some(first) = late.first() else {
            return Vec::new();
        };
        let more = match late.len() {
            1 => String::new(),
            count => format!(" (and {} more)", count - 1),
        };
        vec![Evidence {
            code: "written_after_record".to_owned(),
            text: format!(
                "{first}{more} was written to the catalog by a later transaction than the record of \
                 {key} and of every migration that touches it: it was made, moved or altered after \
                 the migration had been recorded"
            ),
        }]
    }

    /// The object itself, if it was written late, else its table, if that was.
    fn late(&self, object: &ObjectKey, record: u32) -> Option<ObjectKey> {
        let name = object.table_name()?;
        let last = *self.last.get(&name)?;
        let candidates = [object.clone(), ObjectKey::table(&name)];
        candidates.into_iter().find(|candidate| {
            let id = self.live.get(candidate);
            let written = id.and_then(|id| self.case.clock.objects.get(id));
            written.is_some_and(|&written| is_after(written, last) && is_after(written, record))
        })
    }
}

/// Whether one transaction came after another, more than one later; ids wrap at 2^32
/// (`TransactionIdPrecedes` of `transam.c`). Ids below 3 are not ordinary transactions.
fn is_after(later: u32, earlier: u32) -> bool {
    let distance = later.wrapping_sub(earlier).cast_signed();
    later > 2 && earlier > 2 && distance > 0
}
