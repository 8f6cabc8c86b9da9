//! What later migrations that ran could not have run without.

use std::collections::{BTreeMap, BTreeSet};

use super::Observation;
use crate::compare::Presence;
use crate::migration::MigrationKey;
use crate::schema::ObjectKey;
use crate::verdict::Case;
use crate::verdict::effect_check::{EffectCheck, Status};
use crate::verdict::needs::needs;

/// For each object that is nowhere, the last migration that needed it and ran.
#[derive(Default)]
pub(super) struct Needed<'a> {
    by: BTreeMap<ObjectKey, Need<'a>>,
}

struct Need<'a> {
    /// The place of its row.
    row: usize,
    migration: &'a MigrationKey,
    made: String,
}

impl<'a> Needed<'a> {
    /// Notes what a migration needs that ran, as `made`, which its run made, shows. Django records what ran to its end:
    /// what of it is missing was done too.
    pub(super) fn note(
        &mut self,
        case: &Case<'_>,
        nowhere: &BTreeSet<&ObjectKey>,
        (row, migration): (usize, &'a MigrationKey),
        checks: &[EffectCheck<'_>],
        made: &str,
    ) {
        let gone = |check: &&EffectCheck<'_>| check.status == Status::Missing && !check.ensured;
        for check in checks.iter().filter(gone) {
            let table = check
                .object
                .table_name()
                .map(|name| ObjectKey::table(&name));
            let own = std::iter::once(check.object.clone());
            let needed = needs(case.expected, check.object).into_iter();
            for key in needed.chain(table).chain(own) {
                if nowhere.contains(&key) && !is_made_by(case, &key, migration) {
                    self.by.entry(key).or_insert_with(|| Need {
                        row,
                        migration,
                        made: made.to_owned(),
                    });
                }
            }
        }
    }

    /// What tells of the migration of a row that it ran: one whose row came later needed what is missing.
    pub(super) fn of(&self, row: usize, checks: &[EffectCheck<'_>]) -> Option<Observation> {
        let missing = checks.iter().filter(|check| {
            check.status == Status::Missing && check.attribute.is_none() && !check.ensured
        });
        let mut needs =
            missing.filter_map(|check| Some((check.object, self.by.get(check.object)?)));
        let (needed, need) = needs.find(|(_, need)| need.row > row)?;
        Some(Observation::NeededBy {
            migration: need.migration.clone(),
            made: need.made.clone(),
            needed: needed.clone(),
        })
    }
}

/// The objects that are in no place.
pub(super) fn nowhere<'a>(case: &'a Case<'_>) -> BTreeSet<&'a ObjectKey> {
    let objects = case.comparison.objects.iter();
    let nowhere = objects.filter(|object| matches!(object.presence, Presence::Nowhere));
    nowhere.map(|object| &object.key).collect()
}

fn is_made_by(case: &Case<'_>, key: &ObjectKey, migration: &MigrationKey) -> bool {
    let origins = &case.expected.origins;
    let id = case.expected.schema.id_of(key);
    let origin = id.and_then(|id| origins.of(id));
    origin.is_some_and(|origin| origins.at(origin.created).migration == *migration)
}
