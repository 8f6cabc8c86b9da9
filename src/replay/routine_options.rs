//! What `ALTER FUNCTION` sets.

use std::collections::BTreeMap;

use crate::effect::routine::RoutineOptions;
use crate::effect::setting::SettingChange;
use crate::schema::{Aspect, Routine};

pub(super) fn change_settings(
    settings: &mut BTreeMap<String, Option<Vec<String>>>,
    changes: &[SettingChange],
) {
    for change in changes {
        match change {
            SettingChange::Set(name, value) => {
                settings.insert(name.clone(), Some(value.clone()));
            }
            SettingChange::FromCurrent(name) => {
                settings.insert(name.clone(), None);
            }
            SettingChange::Reset(name) => {
                settings.remove(name);
            }
            SettingChange::ResetAll => settings.clear(),
        }
    }
}

/// Sets what is said; tells which aspects that were.
pub(super) fn set_options(routine: &mut Routine, options: &RoutineOptions) -> Vec<Aspect> {
    let RoutineOptions {
        volatility,
        strict,
        security_definer,
        leakproof,
        parallel,
        cost,
        rows,
        settings,
    } = options;
    change_settings(&mut routine.settings, settings);
    let changed = [
        put(
            &mut routine.volatility,
            volatility.as_ref(),
            Aspect::Volatility,
        ),
        put(&mut routine.strict, strict.as_ref(), Aspect::Strict),
        put(
            &mut routine.security_definer,
            security_definer.as_ref(),
            Aspect::Security,
        ),
        put(
            &mut routine.leakproof,
            leakproof.as_ref(),
            Aspect::Leakproof,
        ),
        put(&mut routine.parallel, parallel.as_ref(), Aspect::Parallel),
        put(&mut routine.cost, cost.as_ref(), Aspect::Cost),
        put(&mut routine.rows, rows.as_ref(), Aspect::Rows),
        (!settings.is_empty()).then_some(Aspect::Options),
    ];
    changed.into_iter().flatten().collect()
}

fn put<T: Clone>(field: &mut T, value: Option<&T>, aspect: Aspect) -> Option<Aspect> {
    field.clone_from(value?);
    Some(aspect)
}
