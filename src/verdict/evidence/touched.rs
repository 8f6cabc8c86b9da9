//! What was written to the catalog after every migration that touches it had been recorded.

use std::collections::{BTreeMap, BTreeSet};

use crate::migration::MigrationKey;
use crate::name::QualifiedName;
use crate::record::{Role, is_after};
use crate::schema::{ConstraintBody, ObjectId, ObjectKey, ObjectKind};
use crate::verdict::Case;
use crate::verdict::effect_check::{EffectCheck, Status};

/// For each expected table the last record among the migrations that touched it.
pub(super) struct Touched<'a> {
    case: &'a Case<'a>,
    last: BTreeMap<QualifiedName, u32>,
    /// Tables that an unrecorded migration touched.
    unknown: BTreeSet<QualifiedName>,
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
            unknown: BTreeSet::new(),
            live: live.collect(),
        };
        if !case.traces.is_restored() {
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
                .attributes
                .values()
                .chain([&origin.created, &origin.named]);
            for location in places {
                let migration = &expected.origins.at(*location).migration;
                for table in self.tables_of(&object.key) {
                    self.touch(table, migration);
                }
            }
        }
        for (key, absence) in &expected.tombstones {
            if let Some(table) = key.table_name() {
                self.touch(table, &expected.origins.at(absence.location).migration);
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
        // When one without a row wrote to the table, nobody knows.
        if matches!(self.case.plan.role(migration), Some(Role::Candidate)) {
            self.unknown.insert(table);
        } else if let Some(&record) = self.case.traces.records.get(migration) {
            let last = self.last.entry(table).or_insert(record);
            if is_after(record, *last) {
                *last = record;
            }
        }
    }

    /// The objects of these effect checks that are there and were written late.
    pub(super) fn late(&self, record: u32, checks: &[EffectCheck]) -> BTreeSet<String> {
        let there = checks.iter().filter(|check| {
            !check.ensured && !matches!(check.status, Status::Missing | Status::Surviving)
        });
        let late = there.filter_map(|check| self.late_object(&check.object, record));
        late.map(|object| object.to_string()).collect()
    }

    /// The object itself, if it was written late, else its table, if that was.
    fn late_object(&self, object: &ObjectKey, record: u32) -> Option<ObjectKey> {
        let name = object.table_name()?;
        let last = *self
            .last
            .get(&name)
            .filter(|_| !self.unknown.contains(&name))?;
        let candidates = [object.clone(), ObjectKey::table(&name)];
        candidates.into_iter().find(|candidate| {
            let id = self.live.get(candidate);
            let written = id.and_then(|id| self.case.traces.past.objects.get(id));
            written.is_some_and(|&written| is_after(written, last) && is_after(written, record))
        })
    }
}
