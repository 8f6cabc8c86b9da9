//! The live side under the names that it should have: where a schema, type, collation or label has not
//! its expected name, that is one finding, and not one for each column and expression that names it.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::answer::{Found, Presence};
use crate::name::{Name, QualifiedName};
use crate::replay::Expected;
use crate::schema::{DataType, Label, ObjectKey, ObjectKind, Schema, TypeBody, TypeName, UserType};

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
    let is_type = |key: &&ObjectKey| matches!(key.kind, ObjectKind::Type | ObjectKind::Domain);
    let former = expected.origins.former(of.id).filter(is_type);
    if let Some(former) = former.map(ObjectKey::qualified).find(&free) {
        let presence = if former.schema == name.schema {
            Presence::unrenamed(ObjectKey::standalone(&former, of.kind()))
        } else {
            Presence::Elsewhere(vec![Found::whole(&former.schema)])
        };
        return Some((former, presence));
    }
    let namesakes = live.types.keys().filter(|other| other.name == name.name);
    let places: Vec<&QualifiedName> = namesakes.filter(|other| free(other)).collect();
    let best = (*places.first()?).clone();
    let places = places.into_iter().map(|it| Found::whole(&it.schema));
    Some((best, Presence::Elsewhere(places.collect())))
}

/// The type below a domain, however deep; any other type is itself. What the server prints of an
/// expression names that one.
pub(super) fn below(schema: &Schema, data_type: &DataType) -> DataType {
    let mut current = data_type.clone();
    // A file may hold domains that lead round in a circle.
    for _ in 0..schema.types.len() {
        let name = current.base.qualified().filter(|_| !current.array);
        match name.and_then(|name| schema.types.get(&name)?.domain()) {
            Some(domain) => current = domain.base.clone(),
            None => break,
        }
    }
    current
}

/// Whether a text is a label of an enum type.
pub(super) fn is_label(schema: &Schema, data_type: &DataType, text: &str) -> bool {
    let types = schema.types.iter();
    let mut meant = types.filter(|(name, _)| data_type.base.means(name));
    meant.any(|(_, of)| match &of.body {
        TypeBody::Enum(labels) => labels.iter().any(|label| label.text == text),
        _ => false,
    })
}

/// The live schema with schemas whose recorded rename did not happen under their expected names.
pub(super) fn namespaces<'a>(expected: &Expected, live: &'a Schema) -> Cow<'a, Schema> {
    let mut followed = Cow::Borrowed(live);
    for (name, id) in &expected.schema.namespaces {
        if live.namespaces.contains_key(name) {
            continue;
        }
        let free = |former: &&Name| {
            live.namespaces.contains_key(*former)
                && !expected.schema.namespaces.contains_key(*former)
        };
        let former = expected.origins.former(*id);
        let former = former.filter(|key| key.kind == ObjectKind::Schema);
        if let Some(former) = former.map(|key| &key.name).find(free) {
            followed.to_mut().rename_namespace(former, name);
        }
    }
    followed
}

/// The live schema with every mention of a type, collation or label under its expected name.
pub(super) fn mentions<'a>(
    expected: &Expected,
    live: Cow<'a, Schema>,
    pairs: &TypePairs,
) -> Cow<'a, Schema> {
    let mut followed = live;
    for (name, of) in &expected.schema.types {
        let Some((found, presence)) = pairs.of(name) else {
            continue;
        };
        let renamed = match (&of.body, followed.types.get(found).map(|live| &live.body)) {
            (TypeBody::Enum(expected), Some(TypeBody::Enum(live))) => relabelled(expected, live),
            _ => Vec::new(),
        };
        for (from, to) in renamed {
            followed.to_mut().follow_label(found, &from, &to);
        }
        if presence != &Presence::Here {
            let to = TypeName::from(name.clone());
            let mut follow = renaming(found, &to);
            followed.to_mut().for_each_type_name(&mut follow);
            let from = TypeName::from(found.clone());
            followed.to_mut().follow_type_of_routines(&from, &to);
        }
    }
    for (found, name) in collations(expected, &followed) {
        let to = TypeName::from(name);
        let mut follow = renaming(&found, &to);
        followed.to_mut().for_each_collation_name(&mut follow);
    }
    followed
}

fn renaming(found: &QualifiedName, to: &TypeName) -> impl FnMut(&mut TypeName) {
    move |mention| {
        if mention.schema.is_some() && mention.means(found) {
            mention.clone_from(to);
        }
    }
}

/// `(live, expected)` labels that stand at the same place in lists of the same length.
fn relabelled(expected: &[Label], live: &[Label]) -> Vec<(String, String)> {
    if expected.len() != live.len() {
        return Vec::new();
    }
    let has = |labels: &[Label], text: &str| labels.iter().any(|label| label.text == text);
    let pairs = expected.iter().zip(live);
    pairs
        .filter(|(wanted, there)| !has(live, &wanted.text) && !has(expected, &there.text))
        .map(|(wanted, there)| (there.text.clone(), wanted.text.clone()))
        .collect()
}

/// `(live, expected)` names of collations that stand elsewhere or under their former name.
fn collations(expected: &Expected, live: &Schema) -> Vec<(QualifiedName, QualifiedName)> {
    let free = |name: &QualifiedName| {
        live.collations.contains_key(name) && !expected.schema.collations.contains_key(name)
    };
    let wanted = expected.schema.collations.iter();
    let missing = wanted.filter(|(name, _)| !live.collations.contains_key(*name));
    let found = missing.filter_map(|(name, collation)| {
        let former = expected.origins.former(collation.id);
        let former = former.filter(|key| key.kind == ObjectKind::Collation);
        let mut former = former.map(ObjectKey::qualified);
        let there = live.collations.keys();
        let mut namesakes = there.filter(|other| other.name == name.name);
        let found = former.find(&free);
        let found = found.or_else(|| namesakes.find(|other| free(other)).cloned())?;
        Some((found, name.clone()))
    });
    found.collect()
}
