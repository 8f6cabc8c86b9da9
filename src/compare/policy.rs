//! Row security policies.

use super::answer::{Answer, AspectAnswer, Aspects, flag, list};
use super::site::{Columns, Site};
use crate::schema::{Aspect, Policy};

pub(super) fn compare(expected: &Policy, live: &Policy, columns: Columns<'_>) -> Vec<AspectAnswer> {
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
    let site = Site::policy(columns);
    let usings = [using.as_ref(), live.using.as_ref()];
    site.hold(&mut aspects, Aspect::Using, usings, "none");
    let checks = [check.as_ref(), live.check.as_ref()];
    site.hold(&mut aspects, Aspect::Check, checks, "none");
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
