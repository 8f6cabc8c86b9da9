//! The live side under the names that it should have: where a schema, type, collation or label has not
//! its expected name, that is one finding, and not one for each column and expression that names it.

use std::borrow::Cow;

use super::answer::Presence;
use super::type_pairs::TypePairs;
use crate::name::{Name, QualifiedName};
use crate::replay::Expected;
use crate::schema::{Label, ObjectId, ObjectKey, ObjectKind, Schema, TypeBody, TypeName};

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
        let former = former(expected, *id, ObjectKind::Schema);
        if let Some(former) = former.iter().map(|key| &key.name).find(free) {
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
            followed.to_mut().for_each_type_name(&mut |mention| {
                if mention.schema.is_some() && mention.means(found) {
                    *mention = to.clone();
                }
            });
            let from = TypeName::from(found.clone());
            followed.to_mut().follow_type_of_routines(&from, &to);
        }
    }
    for (found, name) in collations(expected, &followed) {
        let to = TypeName::from(name);
        followed.to_mut().for_each_collation_name(&mut |mention| {
            if mention.schema.is_some() && mention.means(&found) {
                *mention = to.clone();
            }
        });
    }
    followed
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
    let missing = expected.schema.collations.iter();
    missing
        .filter(|(name, _)| !live.collations.contains_key(*name))
        .filter_map(|(name, collation)| {
            let former = former(expected, collation.id, ObjectKind::Collation);
            let mut former = former
                .into_iter()
                .filter_map(|key| Some(QualifiedName::new(key.schema.clone()?, key.name.clone())));
            let mut namesakes = live
                .collations
                .keys()
                .filter(|other| other.name == name.name);
            let found = former
                .find(&free)
                .or_else(|| namesakes.find(|other| free(other)).cloned())?;
            Some((found, name.clone()))
        })
        .collect()
}

/// The names that an object had before, the last first.
fn former(expected: &Expected, id: ObjectId, kind: ObjectKind) -> Vec<&ObjectKey> {
    let origin = expected.origins.of(id);
    let former = origin
        .into_iter()
        .flat_map(|origin| origin.former.iter().rev());
    former.filter(|key| key.kind == kind).collect()
}
