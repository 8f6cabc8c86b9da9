//! What faulty effects of recorded migrations are as an earlier one left: that tells that the migration never
//! ran, or was undone.

use std::collections::BTreeMap;

use super::candidate::Effect;
use crate::migration::MigrationKey;
use crate::report::{Evidence, EvidenceCode};
use crate::schema::{Attribute, ObjectKey};

/// For each migration the effects that the catalog has as an earlier migration left them, and which one.
#[derive(Debug, Clone, Default)]
pub struct Former {
    left_by: BTreeMap<MigrationKey, BTreeMap<Effect, MigrationKey>>,
}

impl Former {
    /// `left_by` left what `migration` was to change.
    pub fn add(&mut self, migration: &MigrationKey, effect: Effect, left_by: MigrationKey) {
        let of = self.left_by.entry(migration.clone()).or_default();
        of.insert(effect, left_by);
    }

    /// What `migration` was to change and is as it was before.
    pub(super) fn of(
        &self,
        migration: &MigrationKey,
    ) -> impl Iterator<Item = (&Effect, &MigrationKey)> {
        self.left_by.get(migration).into_iter().flatten()
    }

    /// What is to be said of a finding on one effect.
    pub(super) fn evidence(
        &self,
        migration: &MigrationKey,
        object: &ObjectKey,
        attribute: Option<Attribute>,
    ) -> Option<Evidence> {
        let effects = self.left_by.get(migration)?;
        let of = |attribute| effects.get(&(object.clone(), attribute));
        let left_by = of(attribute).or_else(|| of(None))?;
        Some(Evidence {
            code: EvidenceCode::AsBefore,
            text: format!(
                "it is as {left_by} left it: nothing of it tells that {migration} ever ran"
            ),
        })
    }
}
