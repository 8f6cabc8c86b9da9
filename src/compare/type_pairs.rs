//! Which live type stands for which expected one.

use std::collections::BTreeMap;

use super::answer::{Found, Presence};
use crate::name::QualifiedName;
use crate::replay::Expected;
use crate::schema::{DataType, ObjectKey, ObjectKind, Schema, TypeBody, TypeName, UserType};

/// The live counterparts of the expected types.
#[derive(Default)]
pub(super) struct TypePairs {
    pairs: BTreeMap<QualifiedName, (QualifiedName, Presence)>,
    /// The expected name of a live type that stands elsewhere or under its former name.
    aliases: BTreeMap<QualifiedName, QualifiedName>,
}

impl TypePairs {
    pub(super) fn new(expected: &Expected, live: &Schema) -> Self {
        let mut pairs = Self::default();
        for (name, of) in &expected.schema.types {
            let Some((found, presence)) = counterpart(expected, live, name, of) else {
                continue;
            };
            if &found != name {
                pairs.aliases.insert(found.clone(), name.clone());
            }
            pairs.pairs.insert(name.clone(), (found, presence));
        }
        pairs
    }

    /// The live name of an expected type, and whether it is where it is expected.
    pub(super) fn of(&self, name: &QualifiedName) -> Option<&(QualifiedName, Presence)> {
        self.pairs.get(name)
    }

    /// The expected name of a live type.
    pub(super) fn expected_name(&self, live: &QualifiedName) -> Option<&QualifiedName> {
        self.aliases.get(live)
    }
}

fn counterpart(
    expected: &Expected,
    live: &Schema,
    name: &QualifiedName,
    of: &UserType,
) -> Option<(QualifiedName, Presence)> {
    if live.types.contains_key(name) {
        return Some((name.clone(), Presence::Here));
    }
    let free = |other: &QualifiedName| {
        live.types.contains_key(other) && !expected.schema.types.contains_key(other)
    };
    let origin = expected.origins.of(of.id)?;
    let former = origin.former.iter().rev().filter_map(standing_name);
    if let Some(former) = former.into_iter().find(&free) {
        let presence = if former.schema == name.schema {
            Presence::Unrenamed(ObjectKey::standing(&former, of.kind()))
        } else {
            Presence::Elsewhere(vec![found(&former)])
        };
        return Some((former, presence));
    }
    let namesakes = live.types.keys().filter(|other| other.name == name.name);
    let places: Vec<&QualifiedName> = namesakes.filter(|other| free(other)).collect();
    let best = (*places.first()?).clone();
    let places = places.into_iter().map(found).collect();
    Some((best, Presence::Elsewhere(places)))
}

fn standing_name(key: &ObjectKey) -> Option<QualifiedName> {
    let schema = key.schema.clone()?;
    matches!(key.kind, ObjectKind::Type | ObjectKind::Domain)
        .then(|| QualifiedName::new(schema, key.name.clone()))
}

fn found(name: &QualifiedName) -> Found {
    Found::here(&name.schema, 1, 1)
}

/// The type below a domain, however deep; any other type is itself. What the server prints of an
/// expression names that one.
pub(super) fn below(schema: &Schema, data_type: &DataType) -> DataType {
    let mut current = data_type.clone();
    // A file may hold domains that lead round in a circle.
    for _ in 0..schema.types.len() {
        let domain = named(&current.base)
            .filter(|_| !current.array)
            .and_then(|name| schema.types.get(&name)?.domain());
        match domain {
            Some(domain) => current = domain.base.clone(),
            None => break,
        }
    }
    current
}

/// Whether a text is a label of an enum type.
pub(super) fn is_label(schema: &Schema, data_type: &DataType, text: &str) -> bool {
    let mut enums = schema
        .types
        .iter()
        .filter(|(name, _)| data_type.base.means(name));
    enums.any(|(_, of)| match &of.body {
        TypeBody::Enum(labels) => labels.iter().any(|label| label.text == text),
        _ => false,
    })
}

pub(super) fn named(name: &TypeName) -> Option<QualifiedName> {
    let schema = name.schema.clone()?;
    Some(QualifiedName::new(schema, name.name.clone()))
}
