//! Domains and their checks.

use super::answer::{AttributeAnswer, Attributes, ObjectComparison, Presence};
use super::attributes::{Rule, SETTLED};
use super::site::Site;
use super::user_type::Walk;
use crate::name::is_generated_not_null;
use crate::schema::{Attribute, DataType, Domain, DomainCheck, ObjectKey, ObjectKind};

pub(super) fn compare(walk: &Walk<'_>, expected: &Domain, live: &Domain) -> Vec<AttributeAnswer> {
    let mut attributes = Attributes::default();
    let at = walk.at(Site::domain(walk.live, &live.base, live.base.clone()));
    at.compare_but(
        expected,
        live,
        &mut attributes,
        |attribute| match attribute {
            Attribute::NotNullName => not_null_name(expected, live),
            _ => Rule::ByValue,
        },
    );
    attributes.0
}

/// Servers before 17 keep no name; a generated one may have been chosen anew by a restore.
fn not_null_name(expected: &Domain, live: &Domain) -> Rule {
    match (&expected.not_null_name, &live.not_null_name) {
        (Some(_), Some(live)) if !is_generated_not_null(live.as_str()) => Rule::ByValue,
        _ => SETTLED,
    }
}

pub(super) fn checks(
    walk: &Walk<'_>,
    expected: &Domain,
    live: &Domain,
    presence: &Presence,
    parts: &mut Vec<ObjectComparison>,
) {
    for (name, check) in &expected.checks {
        let found = live.checks.get(name);
        let presence = match (presence, found) {
            (Presence::Here | Presence::Unrenamed(_), None) => {
                former(walk, expected, live, check).map_or(Presence::Nowhere, Presence::Unrenamed)
            }
            (presence, found) => walk.with_the_type(presence, found.is_some()),
        };
        let attributes = found.map(|found| check_attributes(walk, live, check, found));
        parts.push(ObjectComparison {
            key: ObjectKey::part(walk.name, ObjectKind::Constraint, name.clone()),
            id: check.id,
            live: found.map(|found| found.id),
            presence,
            attributes: attributes.unwrap_or_default(),
            alike: None,
        });
    }
}

pub(super) fn absent_checks(walk: &Walk<'_>, expected: &Domain, parts: &mut Vec<ObjectComparison>) {
    for (name, check) in &expected.checks {
        parts.push(ObjectComparison {
            key: ObjectKey::part(walk.name, ObjectKind::Constraint, name.clone()),
            id: check.id,
            live: None,
            presence: walk.with_the_type(&Presence::Nowhere, false),
            attributes: Vec::new(),
            alike: None,
        });
    }
}

/// The name that a check had before a recorded rename, if it still has it.
fn former(
    walk: &Walk<'_>,
    expected: &Domain,
    live: &Domain,
    check: &DomainCheck,
) -> Option<ObjectKey> {
    let origin = walk.expected.origins.of(check.id)?;
    let mut former = origin.former.iter().rev().map(|key| &key.name);
    let name = former
        .find(|name| live.checks.contains_key(*name) && !expected.checks.contains_key(*name))?;
    Some(ObjectKey::part(
        walk.name,
        ObjectKind::Constraint,
        name.clone(),
    ))
}

fn check_attributes(
    walk: &Walk<'_>,
    domain: &Domain,
    expected: &DomainCheck,
    live: &DomainCheck,
) -> Vec<AttributeAnswer> {
    let mut attributes = Attributes::default();
    let site = Site::domain(walk.live, &domain.base, DataType::builtin("boolean"));
    walk.at(site).compare(expected, live, &mut attributes);
    attributes.0
}
