//! Views and materialized views.

use std::collections::HashMap;

use super::index;
use super::lookup::{Lookup, qualified};
use crate::catalog::rows::{CatalogRows, RelationKind};
use crate::effect::view;
use crate::name::Name;
use crate::schema::{ObjectKey, ObjectKind, Schema, View};

pub(super) fn add(rows: &CatalogRows, lookup: &Lookup<'_>, schema: &mut Schema) {
    let mut columns: HashMap<u32, Vec<Name>> = HashMap::new();
    for row in &rows.columns {
        let is_view = lookup.relation_row(row.relation).is_some_and(|relation| {
            matches!(
                relation.kind,
                RelationKind::View | RelationKind::MaterializedView
            )
        });
        if is_view {
            let names = columns.entry(row.relation).or_default();
            names.push(Name::exact(&row.name));
        }
    }
    for row in &rows.views {
        let Some(relation) = lookup.relation_row(row.relation) else {
            continue;
        };
        let kind = match relation.kind {
            RelationKind::MaterializedView => ObjectKind::MaterializedView,
            _ => ObjectKind::View,
        };
        let view = View {
            columns: columns.remove(&row.relation),
            options: index::options(&relation.options),
            query: view::read(row.definition.as_deref().unwrap_or_default()),
        };
        let name = qualified(&relation.schema, &relation.name);
        schema.views.insert(ObjectKey::standing(&name, kind), view);
    }
}
