//! Domains and their checks.

use super::answer::{Answer, AspectAnswer, Aspects, ObjectComparison, Presence, flag};
use super::column::{NO_DEFAULT, compare_collation};
use super::constraint::in_force;
use super::site::Site;
use super::user_type::{Walk, own_collation};
use crate::name::is_generated_not_null;
use crate::schema::{Aspect, DataType, Domain, DomainCheck, ObjectKey, ObjectKind};

pub(super) fn compare(walk: &Walk<'_>, expected: &Domain, live: &Domain) -> Vec<AspectAnswer> {
    let Domain {
        base,
        collation,
        default,
        not_null,
        not_null_name,
        checks: _,
    } = expected;
    let mut aspects = Aspects::default();
    if !walk.same_data_type(base, &live.base) {
        let (expected, actual) = (base.to_string(), live.base.to_string());
        aspects.push(Aspect::Type, Answer::Different, expected, actual);
    }
    compare_collation(
        &mut aspects,
        Aspect::Collation,
        own_collation(collation.as_ref()),
        live.collation.as_ref(),
    );
    aspects.same(Aspect::Nullable, not_null, &live.not_null, |not_null| {
        flag(*not_null, "NOT NULL", "NULL")
    });
    // Servers before 17 keep no name; a generated one may have been chosen anew by a restore.
    if let (Some(expected), Some(live)) = (not_null_name, &live.not_null_name)
        && !is_generated_not_null(live.as_str())
    {
        aspects.same(Aspect::NotNullName, expected, live, ToString::to_string);
    }
    let site = Site::domain(walk.live, &live.base, live.base.clone());
    let defaults = [default.as_ref(), live.default.as_ref()];
    site.hold(&mut aspects, Aspect::Default, defaults, NO_DEFAULT);
    aspects.0
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
        let aspects = found.map(|found| check_aspects(walk, live, check, found));
        parts.push(ObjectComparison {
            key: ObjectKey::part(walk.name, ObjectKind::Constraint, name.clone()),
            id: check.id,
            live: found.map(|found| found.id),
            presence,
            aspects: aspects.unwrap_or_default(),
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
            aspects: Vec::new(),
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

fn check_aspects(
    walk: &Walk<'_>,
    domain: &Domain,
    expected: &DomainCheck,
    live: &DomainCheck,
) -> Vec<AspectAnswer> {
    let DomainCheck {
        id: _,
        expression,
        validated,
    } = expected;
    let mut aspects = Aspects::default();
    let site = Site::domain(walk.live, &domain.base, DataType::builtin("boolean"));
    let pair = [Some(expression), Some(&live.expression)];
    site.hold(&mut aspects, Aspect::Expression, pair, "");
    let words = ["validated", "NOT VALID"];
    in_force(
        &mut aspects,
        Aspect::Validated,
        *validated,
        live.validated,
        words,
    );
    aspects.0
}
