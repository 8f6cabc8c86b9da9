//! What may lawfully have changed an object without the ledger telling.

use std::cell::OnceCell;
use std::collections::BTreeMap;

use super::Case;
use super::late::{self, Late};
use super::unnamed::{self, Double};
use crate::compare::{Answer, ObjectComparison};
use crate::migration::{MigrationKey, SourceLocation};
use crate::name::QualifiedName;
use crate::record::StepState;
use crate::report::{Doubt, DoubtReason};
use crate::schema::{Attribute, ObjectKey, ObjectKind, RowType, Table};

/// The recorded migrations of each app that the ledger does not tell everything of, in replay order.
pub(super) struct Doubts<'a> {
    case: &'a Case<'a>,
    position: BTreeMap<MigrationKey, usize>,
    untold: BTreeMap<String, Vec<(usize, MigrationKey)>>,
    opaque: BTreeMap<String, Vec<(usize, MigrationKey)>>,
    /// See [`Doubts::late`].
    late: OnceCell<Vec<Late>>,
    made_anew: BTreeMap<QualifiedName, SourceLocation>,
    doubles: BTreeMap<MigrationKey, Double>,
}

impl<'a> Doubts<'a> {
    pub(super) fn of(case: &'a Case<'a>) -> Self {
        let mut doubts = Self {
            case,
            position: BTreeMap::new(),
            untold: BTreeMap::new(),
            opaque: BTreeMap::new(),
            late: OnceCell::new(),
            made_anew: made_anew(case),
            doubles: unnamed::doubles(case),
        };
        for (position, step) in case.plan.steps.iter().enumerate() {
            let key = step.migration.clone();
            doubts.position.insert(key.clone(), position);
            if step.state == StepState::Candidate {
                continue;
            }
            let list = match case.readings.get(&key) {
                None | Some(Err(_)) => &mut doubts.untold,
                Some(Ok(reading)) if reading.has_opaque() => &mut doubts.opaque,
                Some(Ok(_)) => continue,
            };
            list.entry(key.app.clone())
                .or_default()
                .push((position, key));
        }
        doubts
    }

    /// What was printed late, once somebody doubts.
    fn late(&self) -> &[Late] {
        self.late.get_or_init(|| late::all(self.case))
    }

    /// The doubt about an expected object and what `migration` made of it: that it may be a squash of what
    /// is replayed beside it; a later migration of the same
    /// app without a readable stored output; failing that, an operation that was printed too late, or
    /// that made its table anew; failing that, a later one that cannot be written as SQL.
    pub(super) fn about(
        &self,
        key: &ObjectKey,
        migration: &MigrationKey,
        is_missing: bool,
    ) -> Option<Doubt> {
        let position = *self.position.get(migration)?;
        if let Some(other) = self.double(key, migration, position) {
            return Some(of(DoubtReason::MaybeSquash, other, None));
        }
        let later = |list: &BTreeMap<String, Vec<(usize, MigrationKey)>>| {
            let list = list.get(&migration.app)?;
            let first = list.partition_point(|(other, _)| *other <= position);
            list.get(first).map(|(_, key)| key.clone())
        };
        let untold = later(&self.untold).map(|key| of(DoubtReason::LaterNoLedger, &key, None));
        let late = || {
            let late = self.late().iter().filter(|_| is_missing);
            let mut late = late.filter(|late| late.position > position);
            let late = late.find(|late| late.explains_missing(self.case, key))?;
            Some(at(DoubtReason::PrintedLate, &late.location))
        };
        let opaque = || Some(of(DoubtReason::LaterOpaque, &later(&self.opaque)?, None));
        untold
            .or_else(late)
            .or_else(|| self.made_anew(key))
            .or_else(opaque)
    }

    /// The migration that may stand for `migration`, or for which that may stand. The two sides make the
    /// same columns, and may call an index or a constraint differently.
    fn double(
        &self,
        key: &ObjectKey,
        migration: &MigrationKey,
        position: usize,
    ) -> Option<&MigrationKey> {
        if let Some(double) = self.doubles.get(migration) {
            return Some(&double.first);
        }
        let is_named = matches!(key.kind, ObjectKind::Index | ObjectKind::Constraint);
        let mut doubles = self.doubles.keys().filter(|_| is_named);
        doubles.find(|other| {
            let later = self.position.get(other).is_some_and(|at| *at > position);
            later && other.app == migration.app
        })
    }

    /// What may have made something on a table of the app that nothing accounts for.
    pub(super) fn about_unexpected(&self, key: &ObjectKey, app: &str) -> Option<Doubt> {
        let untold = self.untold.get(app).and_then(|list| list.first());
        let untold = untold.map(|(_, key)| of(DoubtReason::LaterNoLedger, key, None));
        let late = || {
            let mut late = self.late().iter();
            let late = late.find(|late| late.explains_unexpected(self.case, key))?;
            Some(at(DoubtReason::PrintedLate, &late.location))
        };
        untold.or_else(late).or_else(|| self.made_anew(key))
    }

    /// That the table of an object was made anew.
    fn made_anew(&self, key: &ObjectKey) -> Option<Doubt> {
        let location = self.made_anew.get(&key.table_name()?)?;
        Some(at(DoubtReason::MadeAnew, location))
    }
}

fn of(reason: DoubtReason, migration: &MigrationKey, operation: Option<String>) -> Doubt {
    Doubt {
        reason,
        migration: migration.clone(),
        operation,
    }
}

fn at(reason: DoubtReason, location: &SourceLocation) -> Doubt {
    of(
        reason,
        &location.migration,
        location.operation.as_deref().map(str::to_owned),
    )
}

/// The tables that are of a sort which no stored output gave them (a partition key, a parent, a row type,
/// an access method), where an operation that is not SQL of the migration that made them may have done
/// it. A partition key takes a table that is made anew: there a later operation of the app may have, too.
fn made_anew(case: &Case<'_>) -> BTreeMap<QualifiedName, SourceLocation> {
    let origins = &case.expected.origins;
    let tables = case.comparison.objects.iter();
    let tables = tables.filter(|object| object.key.is_table());
    let anew = tables.filter_map(|object| {
        let name = object.key.table_name()?;
        let table = case.expected.schema.tables.get(&name)?;
        let differs = |attribute| is_given(object, attribute, table);
        let keyed = differs(Attribute::PartitionKey);
        let others = [
            Attribute::Partition,
            Attribute::Inherits,
            Attribute::OfType,
            Attribute::Method,
        ];
        if !keyed && !others.into_iter().any(differs) {
            return None;
        }
        let maker = &origins.at(origins.of(object.id)?.created).migration;
        let own = unwritten(case, maker);
        let later = || {
            let steps = case.plan.steps.iter();
            let mut steps = steps.skip_while(|step| &step.migration != maker);
            steps.find_map(|step| {
                let same = step.migration.app == maker.app;
                let replayed = step.state == StepState::Replayed;
                unwritten(case, &step.migration).filter(|_| same && replayed)
            })
        };
        let location = own.or_else(|| keyed.then(later).flatten())?;
        Some((name, location))
    });
    anew.collect()
}

/// Whether an attribute differs that the stored outputs leave as it is for every table.
fn is_given(object: &ObjectComparison, attribute: Attribute, table: &Table) -> bool {
    let inheritance = &table.inheritance;
    let plain = match attribute {
        Attribute::PartitionKey => inheritance.key.is_none(),
        Attribute::Partition | Attribute::Inherits => inheritance.parents.is_empty(),
        Attribute::OfType => inheritance.of_type == RowType::Own,
        _ => true,
    };
    let mut attributes = object.attributes.iter();
    plain && attributes.any(|it| it.attribute == attribute && it.answer == Answer::Different)
}

/// The first operation of a migration that is not SQL, or not SQL that is modelled.
fn unwritten(case: &Case<'_>, migration: &MigrationKey) -> Option<SourceLocation> {
    let reading = case.readings.get(migration)?.as_ref().ok()?;
    let statements = reading.statements.iter();
    let opaque = statements.filter(|it| it.may_reach_further());
    let places = reading
        .unwritable
        .iter()
        .chain(opaque.map(|it| &*it.location));
    places.min_by_key(|location| location.line).cloned()
}

/// Whether a doubt takes the proof away.
pub(super) fn lowers(doubt: Option<&Doubt>) -> bool {
    doubt.is_some_and(|doubt| match doubt.reason {
        DoubtReason::LaterNoLedger
        | DoubtReason::PrintedLate
        | DoubtReason::MadeAnew
        | DoubtReason::MaybeSquash => true,
        DoubtReason::LaterOpaque => false,
    })
}
