//! What other databases tell: a whole app that is there and not here, or a copy of everything.

use std::collections::{BTreeMap, BTreeSet};

use super::Observation;
use super::tables::{Tables, is_table};
use crate::compare::OtherDatabase;
use crate::verdict::Case;
use crate::verdict::counts::Judged;
use crate::verdict::effect_check::EffectCheck;

/// Apps and databases that lie apart.
pub(super) struct Abroad<'a> {
    case: &'a Case<'a>,
    /// The one configured database that holds all tables of an app, none of which is here.
    apps: BTreeMap<&'a str, &'a OtherDatabase>,
}

impl<'a> Abroad<'a> {
    pub(super) fn of(case: &'a Case<'a>, judged: &Judged, tables: &Tables<'a>) -> Self {
        let mut places: BTreeMap<&str, BTreeSet<Option<&OtherDatabase>>> = BTreeMap::new();
        for record in case.plan.recorded() {
            let checks = judged.effect_checks_of(&record.migration).iter();
            let databases = checks.filter(|check| is_table(check));
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
        checks: &[EffectCheck],
        tables: &Tables<'a>,
    ) -> Vec<Observation> {
        let databases = checks.iter().filter_map(|check| tables.database(check));
        let databases: BTreeSet<&OtherDatabase> = databases.collect();
        let copies = databases
            .iter()
            .filter(|database| self.case.traces.copies.contains(database));
        let copies: Vec<Observation> = copies
            .map(|database| Observation::Copy {
                database: (*database).clone(),
            })
            .collect();
        let app_abroad = self.apps.get(app).filter(|_| !databases.is_empty());
        let app_abroad = app_abroad.map(|database| Observation::AppAbroad {
            app: app.to_owned(),
            database: (*database).clone(),
        });
        copies.into_iter().chain(app_abroad).collect()
    }
}
