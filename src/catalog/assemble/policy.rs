//! Row security policies.

use super::lookup::Lookup;
use super::{Catalog, object_id};
use crate::catalog::rows::{CatalogRows, PolicyRow};
use crate::effect::expression;
use crate::name::Name;
use crate::schema::{ObjectKind, Policy};

pub(super) fn add(rows: &CatalogRows, lookup: &Lookup<'_>, catalog: &mut Catalog) {
    for row in &rows.policies {
        let table = lookup.table(row.relation);
        if let Some(table) = table.and_then(|name| catalog.schema.tables.get_mut(&name)) {
            table.policies.insert(Name::exact(&row.name), policy(row));
        }
    }
}

fn policy(row: &PolicyRow) -> Policy {
    let mut roles: Vec<Name> = row.roles.iter().map(|role| Name::exact(role)).collect();
    roles.sort();
    Policy {
        id: object_id(ObjectKind::Policy, row.oid, 0),
        permissive: !row.restrictive,
        command: row.command,
        roles: Some(roles),
        owner: row.owner.as_deref().map(Name::exact),
        using: row.using.as_deref().map(expression::read),
        check: row.check.as_deref().map(expression::read),
    }
}
