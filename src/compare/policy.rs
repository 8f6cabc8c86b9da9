//! Row security policies.

use super::answer::{Answer, AspectAnswer, Aspects, flag, list};
use super::expression::{self, Scope};
use super::routine::{measured, push_measured};
use crate::name::Name;
use crate::schema::{Aspect, DataType, Expression, Policy, Table};

pub(super) fn compare(expected: &Policy, live: &Policy, table: &Table) -> Vec<AspectAnswer> {
    let Policy {
        id: _,
        permissive,
        command,
        roles,
        owner: _,
        using,
        check,
    } = expected;
    let mut aspects = Aspects::default();
    aspects.same(Aspect::Kind, permissive, &live.permissive, |permissive| {
        flag(*permissive, "PERMISSIVE", "RESTRICTIVE")
    });
    aspects.same(Aspect::Events, command, &live.command, |command| {
        command.as_str().to_owned()
    });
    if roles.is_some() {
        aspects.same(Aspect::Roles, roles, &live.roles, |roles| {
            list(roles.as_deref().unwrap_or_default())
        });
    } else {
        aspects.0.push(session_roles(live));
    }
    condition(
        &mut aspects,
        Aspect::Using,
        using.as_ref(),
        live.using.as_ref(),
        table,
    );
    condition(
        &mut aspects,
        Aspect::Check,
        check.as_ref(),
        live.check.as_ref(),
        table,
    );
    aspects.0
}

/// `CURRENT_USER` was whoever ran the statement: only an owner of the table may, so a policy for the
/// owner alone is what the statement made.
fn session_roles(live: &Policy) -> AspectAnswer {
    let owner = live.owner.as_ref().map(std::slice::from_ref);
    let (answer, actual) = match (live.roles.as_deref(), owner) {
        (Some(roles), Some(owner)) if roles == owner => {
            let reason = "CURRENT_USER was the owner of the table";
            (Answer::Equivalent(reason), list(roles))
        }
        (roles, _) => {
            let reason = "who CURRENT_USER was only the session knew";
            (Answer::Unmeasured(reason), list(roles.unwrap_or_default()))
        }
    };
    AspectAnswer::new(Aspect::Roles, answer, "CURRENT_USER", actual)
}

fn condition(
    aspects: &mut Aspects,
    aspect: Aspect,
    expected: Option<&Expression>,
    live: Option<&Expression>,
    table: &Table,
) {
    let (Some(expected), Some(live)) = (expected, live) else {
        if expected.is_some() != live.is_some() {
            let text = |it: Option<&Expression>| it.map_or("none".to_owned(), |it| it.text.clone());
            aspects.push(aspect, Answer::Different, text(expected), text(live));
        }
        return;
    };
    let column_type = |name: &Name| table.column(name).map(|column| column.data_type.clone());
    let scope = Scope {
        column_type: &column_type,
        result: Some(DataType::builtin("boolean")),
    };
    let sameness = expression::compare(expected, live, &scope);
    let sameness = measured(sameness, expected, live, &column_type);
    push_measured(aspects, aspect, sameness, expected, live);
}
