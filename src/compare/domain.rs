//! Domains and their checks.

use super::answer::{Answer, AspectAnswer, Aspects, ObjectComparison, Presence, flag};
use super::column::{compare_collation, push_sameness};
use super::constraint::in_force;
use super::expression::{self, Sameness, Scope};
use super::type_pairs::below;
use super::user_type::{Walk, own_collation};
use crate::name::{Name, is_generated_not_null};
use crate::schema::{
    Aspect, DataType, Domain, DomainCheck, Expression, ObjectKey, ObjectKind, Schema,
};

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
    let words = |default: &Option<Expression>| {
        let text = default.as_ref().map(|default| default.text.clone());
        text.unwrap_or_else(|| "no default".to_owned())
    };
    match (default, &live.default) {
        (None, None) => {}
        (Some(expected), Some(actual)) => {
            let result = below(walk.live, &live.base);
            let sameness = held(walk.live, live, expected, actual, result);
            push_sameness(&mut aspects, Aspect::Default, sameness, expected, actual);
        }
        (expected, actual) => {
            let (expected, actual) = (words(expected), words(actual));
            aspects.push(Aspect::Default, Answer::Different, expected, actual);
        }
    }
    aspects.0
}

/// Compares two expressions over `VALUE`.
fn held(
    schema: &Schema,
    domain: &Domain,
    expected: &Expression,
    live: &Expression,
    result: DataType,
) -> Sameness {
    let value = below(schema, &domain.base);
    let column_type = |name: &Name| (name.as_str() == "value").then(|| value.clone());
    let scope = Scope {
        column_type: &column_type,
        result: Some(result),
    };
    expression::compare(expected, live, &scope)
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
    let result = DataType::builtin("boolean");
    let actual = &live.expression;
    let sameness = held(walk.live, domain, expression, actual, result);
    push_sameness(
        &mut aspects,
        Aspect::Expression,
        sameness,
        expression,
        actual,
    );
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
