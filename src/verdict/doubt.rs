//! What may lawfully have changed an object without the ledger telling.

use std::collections::BTreeMap;

use super::Case;
use crate::migration::MigrationKey;
use crate::record::Standing;
use crate::report::{Doubt, DoubtReason};

/// The recorded migrations of each app that the ledger does not tell everything of, in replay order.
pub(super) struct Doubts {
    position: BTreeMap<MigrationKey, usize>,
    untold: BTreeMap<String, Vec<(usize, MigrationKey)>>,
    opaque: BTreeMap<String, Vec<(usize, MigrationKey)>>,
}

impl Doubts {
    pub(super) fn of(case: &Case<'_>) -> Self {
        let mut doubts = Self {
            position: BTreeMap::new(),
            untold: BTreeMap::new(),
            opaque: BTreeMap::new(),
        };
        for (position, step) in case.plan.steps.iter().enumerate() {
            let key = step.migration.clone();
            doubts.position.insert(key.clone(), position);
            if step.standing == Standing::Candidate {
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

    /// The doubt about something that `migration` made: a later migration of the same app without a
    /// readable stored output; failing that, one with something that cannot be written as SQL.
    pub(super) fn about(&self, migration: &MigrationKey) -> Option<Doubt> {
        let position = *self.position.get(migration)?;
        let later = |list: &BTreeMap<String, Vec<(usize, MigrationKey)>>| {
            let list = list.get(&migration.app)?;
            list.iter()
                .find(|(other, _)| *other > position)
                .map(|(_, key)| key.into())
        };
        let untold = later(&self.untold).map(|migration| Doubt {
            reason: DoubtReason::LaterNoLedger,
            migration,
        });
        untold.or_else(|| {
            let migration = later(&self.opaque)?;
            Some(Doubt {
                reason: DoubtReason::LaterOpaque,
                migration,
            })
        })
    }

    /// A migration of the app that may have made something that nothing accounts for.
    pub(super) fn about_app(&self, app: &str) -> Option<Doubt> {
        let (_, key) = self.untold.get(app)?.first()?;
        Some(Doubt {
            reason: DoubtReason::LaterNoLedger,
            migration: key.into(),
        })
    }
}

/// Whether a doubt takes the proof away.
pub(super) fn lowers(doubt: Option<&Doubt>) -> bool {
    doubt.is_some_and(|doubt| doubt.reason == DoubtReason::LaterNoLedger)
}
