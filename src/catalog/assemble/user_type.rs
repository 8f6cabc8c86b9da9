//! Types and collations that users made.

use std::collections::BTreeMap;

use super::lookup::{Lookup, named, object_id, qualified, type_name};
use crate::catalog::rows::{CatalogRows, CollationRow, RangeRow, TypeShape, UserTypeRow};
use crate::effect::expression;
use crate::name::{Name, QualifiedName};
use crate::schema::{
    Collation, CollationDefinition, CollationProvider, CompositeAttribute, DataType, Domain,
    DomainCheck, Label, ObjectId, ObjectKind, RangeOpclass, RangeType, Schema, TypeBody, UserType,
};

pub(super) fn add(rows: &CatalogRows, lookup: &Lookup<'_>, schema: &mut Schema) {
    let mut parts = Parts::new(rows, lookup);
    for row in &rows.user_types {
        if let Some(body) = body(row, lookup, &mut parts) {
            let id = object_id(ObjectKind::Type, row.oid, 0);
            let name = qualified(&row.schema, &row.name);
            schema.types.insert(name, UserType { id, body });
        }
    }
    for row in &rows.collations {
        let (name, collation) = collation(row);
        schema.collations.insert(name, collation);
    }
}

/// What types are made of, by the oid of the type.
struct Parts {
    attributes: BTreeMap<u32, Vec<CompositeAttribute>>,
    checks: BTreeMap<u32, BTreeMap<Name, DomainCheck>>,
    not_nulls: BTreeMap<u32, Name>,
}

impl Parts {
    fn new(rows: &CatalogRows, lookup: &Lookup<'_>) -> Self {
        let mut parts = Self {
            attributes: BTreeMap::new(),
            checks: BTreeMap::new(),
            not_nulls: rows
                .properties
                .domain_not_nulls
                .iter()
                .map(|(domain, name)| (*domain, Name::exact(name)))
                .collect(),
        };
        for row in &rows.attributes {
            let Some(data_type) = lookup.data_type(row.type_oid, row.modifier) else {
                continue;
            };
            parts
                .attributes
                .entry(row.of)
                .or_default()
                .push(CompositeAttribute {
                    id: ObjectId::default(),
                    name: Name::exact(&row.name),
                    data_type,
                    collation: named(row.collation.as_ref()),
                });
        }
        for row in &rows.domain_checks {
            let check = DomainCheck {
                id: object_id(ObjectKind::Constraint, row.oid, 0),
                expression: expression::read(&row.expression),
                validated: !row.not_valid,
            };
            let checks = parts.checks.entry(row.of).or_default();
            checks.insert(Name::exact(&row.name), check);
        }
        parts
    }
}

fn body(row: &UserTypeRow, lookup: &Lookup<'_>, parts: &mut Parts) -> Option<TypeBody> {
    Some(match &row.shape {
        TypeShape::Enum { labels } => {
            let labels = labels.iter().map(|text| Label {
                id: ObjectId::default(),
                text: text.clone(),
            });
            TypeBody::Enum(labels.collect())
        }
        TypeShape::Composite => {
            TypeBody::Composite(parts.attributes.remove(&row.oid).unwrap_or_default())
        }
        TypeShape::Range { subtype, rest } => {
            TypeBody::Range(range(lookup.data_type(*subtype, -1)?, rest.as_ref()))
        }
        TypeShape::Domain {
            base,
            modifier,
            not_null,
            default,
            collation,
        } => TypeBody::Domain(Domain {
            base: lookup.data_type(*base, *modifier)?,
            collation: named(collation.as_ref()),
            default: default.as_deref().map(expression::read),
            not_null: *not_null,
            not_null_name: parts.not_nulls.remove(&row.oid),
            checks: parts.checks.remove(&row.oid).unwrap_or_default(),
        }),
        TypeShape::Base => TypeBody::Base,
    })
}

fn range(subtype: DataType, rest: Option<&RangeRow>) -> RangeType {
    RangeType {
        subtype,
        opclass: rest.map(|rest| RangeOpclass {
            name: type_name(&rest.opclass.0, &rest.opclass.1),
            default: rest.opclass_default,
        }),
        collation: rest.and_then(|rest| named(rest.collation.as_ref())),
        canonical: rest.and_then(|rest| named(rest.canonical.as_ref())),
        diff: rest.and_then(|rest| named(rest.diff.as_ref())),
        multirange: rest.and_then(|rest| named(rest.multirange.as_ref())),
    }
}

/// Servers before 15 keep the locale of ICU as both categories of the C library.
fn collation(row: &CollationRow) -> (QualifiedName, Collation) {
    let provider = row.provider;
    let libc = provider == CollationProvider::Libc;
    let definition = CollationDefinition {
        provider,
        collate: row.collate.clone().filter(|_| libc),
        ctype: row.ctype.clone().filter(|_| libc),
        locale: row
            .locale
            .clone()
            .or_else(|| row.collate.clone().filter(|_| !libc)),
        rules: row.rules.clone(),
        deterministic: !row.nondeterministic,
    };
    let collation = Collation {
        id: object_id(ObjectKind::Collation, row.oid, 0),
        definition: Some(definition),
    };
    (qualified(&row.schema, &row.name), collation)
}
