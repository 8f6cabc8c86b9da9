//! Who set what, as a real server saw it after each migration (`tests/django/owners.py`).

use std::collections::{BTreeMap, BTreeSet};

use super::fault::Named;
use crate::support::django::project;

/// A row of `owners.py`: type, schema, table, name, aspect, migrations.
type OwnersRow = (
    String,
    Option<String>,
    Option<String>,
    String,
    String,
    BTreeSet<String>,
);

/// The migrations that may have set each aspect of each object.
pub(super) struct Owners(BTreeMap<[String; 5], BTreeSet<String>>);

impl Owners {
    pub(super) fn read() -> Self {
        let rows: Vec<OwnersRow> = serde_json::from_str(&project().owners()).expect("the owners");
        let rows = rows
            .into_iter()
            .map(|(kind, schema, table, name, aspect, owners)| {
                let key = [
                    kind,
                    schema.unwrap_or_default(),
                    table.unwrap_or_default(),
                    name,
                    aspect,
                ];
                (key, owners)
            });
        Self(rows.collect())
    }

    /// Whether the migration set it. What nobody set has no migration.
    pub(super) fn hold(&self, named: &Named, migration: &str) -> bool {
        let [kind, object, schema, table, name, aspect] = named;
        if kind == "unexpected" {
            return migration.is_empty();
        }
        let of = |aspect: &str| {
            let key = [object, schema, table, name].map(Clone::clone);
            let [object, schema, table, name] = key;
            self.0
                .get(&[object, schema, table, name, aspect.to_owned()])
        };
        let owners = of(aspect).or_else(|| of(""));
        owners.is_some_and(|owners| owners.contains(migration))
    }

    /// Who may have set it, for a person.
    pub(super) fn shown(&self, named: &Named) -> String {
        let [_, object, schema, table, name, aspect] = named.clone();
        let key = [object, schema, table, name, aspect];
        format!("{:?}", self.0.get(&key))
    }
}
