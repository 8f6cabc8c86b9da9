//! Rules.

use super::lookup::Lookup;
use super::view::relation;
use super::{Catalog, object_id};
use crate::catalog::rows::{CatalogRows, NamedKind};
use crate::effect::rule;
use crate::name::Name;
use crate::schema::{ObjectKind, Rule, TriggerState};

pub(super) fn add(rows: &CatalogRows, lookup: &Lookup<'_>, catalog: &mut Catalog) {
    for row in rows.named.iter().filter(|row| row.kind == NamedKind::Rule) {
        let Some(table) = relation(&mut catalog.schema, lookup, row.relation) else {
            continue;
        };
        let details = row.rule.as_ref();
        let rule = Rule {
            id: object_id(ObjectKind::Rule, row.oid, 0),
            state: details.map_or(TriggerState::Origin, |details| details.state),
            definition: details.and_then(|details| rule::read(&details.definition)),
        };
        table.rules.insert(Name::exact(&row.name), rule);
    }
}
