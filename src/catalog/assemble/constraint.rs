//! Constraints of tables.

use super::index;
use super::lookup::Lookup;
use super::{Catalog, object_id};
use crate::catalog::rows::{CatalogRows, ConstraintKind, ConstraintRow};
use crate::effect::expression;
use crate::name::Name;
use crate::schema::{
    Check, Constraint, ConstraintBody, Deferral, Exclusion, ForeignKey, Key, ObjectKind,
};

pub(super) fn add(rows: &CatalogRows, lookup: &Lookup<'_>, catalog: &mut Catalog) {
    for row in &rows.constraints {
        let (Some(table), Some(body)) = (lookup.table(row.relation), body(row, lookup)) else {
            continue;
        };
        let constraint = Constraint {
            id: object_id(ObjectKind::Constraint, row.oid, 0),
            body,
            deferral: deferral(row),
            validated: !row.not_valid,
            enforced: !row.not_enforced,
        };
        if row.inherited {
            catalog.inherited.insert(constraint.id);
        }
        if let Some(table) = catalog.schema.tables.get_mut(&table) {
            table.constraints.insert(Name::exact(&row.name), constraint);
        }
    }
}

/// What it demands; NOT NULL is an attribute of its column.
fn body(row: &ConstraintRow, lookup: &Lookup<'_>) -> Option<ConstraintBody> {
    match row.kind {
        ConstraintKind::NotNull => None,
        ConstraintKind::PrimaryKey => key(row, lookup).map(ConstraintBody::PrimaryKey),
        ConstraintKind::Unique => key(row, lookup).map(ConstraintBody::Unique),
        ConstraintKind::Exclusion => exclusion(row, lookup).map(ConstraintBody::Exclude),
        ConstraintKind::ForeignKey => foreign_key(row, lookup).map(ConstraintBody::ForeignKey),
        ConstraintKind::Check => row.expression.as_deref().map(|text| {
            ConstraintBody::Check(Check {
                expression: expression::read(text),
                no_inherit: row.no_inherit,
            })
        }),
    }
}

fn key(row: &ConstraintRow, lookup: &Lookup<'_>) -> Option<Key> {
    let index = lookup.index(row.index)?;
    Some(Key {
        columns: lookup.columns(row.relation, &row.columns)?,
        include: lookup.columns(row.relation, &index.include)?,
        nulls_not_distinct: index.nulls_not_distinct,
        without_overlaps: row.period,
        index_valid: index::is_valid(index),
    })
}

fn exclusion(row: &ConstraintRow, lookup: &Lookup<'_>) -> Option<Exclusion> {
    let operators = row.operators.iter();
    Some(Exclusion {
        index: index::body(lookup.index(row.index)?, lookup)?,
        // No operator has a dot in it, so the last one ends the schema.
        operators: operators
            .map(|operator| operator.rsplit('.').next().unwrap_or_default().to_owned())
            .collect(),
    })
}

fn foreign_key(row: &ConstraintRow, lookup: &Lookup<'_>) -> Option<ForeignKey> {
    Some(ForeignKey {
        columns: lookup.columns(row.relation, &row.columns)?,
        table: lookup.relation(row.target)?,
        referenced: lookup.columns(row.target, &row.target_columns)?,
        match_type: row.match_type,
        on_delete: row.on_delete,
        on_update: row.on_update,
        on_delete_columns: lookup.columns(row.relation, &row.delete_columns)?,
        unchecked: row.unchecked,
        unguarded: row.unguarded,
    })
}

fn deferral(row: &ConstraintRow) -> Deferral {
    match (row.deferrable, row.deferred) {
        (false, _) => Deferral::NotDeferrable,
        (true, false) => Deferral::InitiallyImmediate,
        (true, true) => Deferral::InitiallyDeferred,
    }
}
