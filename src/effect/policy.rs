//! `CREATE POLICY`, `ALTER POLICY`.

use sqlparser::ast::{
    AlterPolicy, AlterPolicyOperation, CreatePolicy, CreatePolicyCommand, CreatePolicyType, Expr,
    Owner,
};

use super::vocabulary::{Effect, Target};
use super::{expression, names};
use crate::name::Name;
use crate::schema::{Attribute, ObjectId, ObjectKind, Policy, PolicyCommand};

/// What a statement says of a policy.
#[derive(Debug, Clone, PartialEq)]
pub struct PolicyTerms {
    /// The values.
    pub values: Policy,
    /// Which of them it says.
    pub said: Vec<Attribute>,
}

/// The effect of a `CREATE POLICY`.
pub(super) fn create(parsed: &CreatePolicy) -> Effect {
    let policy = Policy {
        permissive: !matches!(parsed.policy_type, Some(CreatePolicyType::Restrictive)),
        command: command(parsed.command.as_ref()),
        ..terms(
            parsed.to.as_deref(),
            parsed.using.as_ref(),
            parsed.with_check.as_ref(),
        )
        .values
    };
    let table = names::reference(&parsed.table_name);
    Effect::CreatePolicy(table, names::name(&parsed.name), Box::new(policy))
}

/// The effect of an `ALTER POLICY`.
pub(super) fn alter(parsed: &AlterPolicy) -> Effect {
    let table = names::reference(&parsed.table_name);
    let name = names::name(&parsed.name);
    match &parsed.operation {
        AlterPolicyOperation::Rename { new_name } => Effect::Rename {
            target: Target::Part(ObjectKind::Policy, table, name),
            if_exists: false,
            to: names::name(new_name),
        },
        AlterPolicyOperation::Apply {
            to,
            using,
            with_check,
        } => {
            let terms = terms(to.as_deref(), using.as_ref(), with_check.as_ref());
            Effect::AlterPolicy(table, name, Box::new(terms))
        }
    }
}

fn terms(to: Option<&[Owner]>, using: Option<&Expr>, check: Option<&Expr>) -> PolicyTerms {
    let said = [
        (to.is_some(), Attribute::Roles),
        (using.is_some(), Attribute::Using),
        (check.is_some(), Attribute::Check),
    ];
    let said = said.into_iter().filter(|(said, _)| *said);
    PolicyTerms {
        values: Policy {
            id: ObjectId::default(),
            permissive: true,
            command: PolicyCommand::All,
            roles: to.map_or_else(|| Some(everybody()), roles),
            owner: None,
            using: using.map(expression::expression),
            check: check.map(expression::expression),
        },
        said: said.map(|(_, attribute)| attribute).collect(),
    }
}

fn command(parsed: Option<&CreatePolicyCommand>) -> PolicyCommand {
    match parsed {
        Some(CreatePolicyCommand::Select) => PolicyCommand::Select,
        Some(CreatePolicyCommand::Insert) => PolicyCommand::Insert,
        Some(CreatePolicyCommand::Update) => PolicyCommand::Update,
        Some(CreatePolicyCommand::Delete) => PolicyCommand::Delete,
        Some(CreatePolicyCommand::All) | None => PolicyCommand::All,
    }
}

fn everybody() -> Vec<Name> {
    vec![Name::exact("public")]
}

fn roles(parsed: &[Owner]) -> Option<Vec<Name>> {
    let named = |owner: &Owner| match owner {
        Owner::Ident(ident) => Some(names::name(ident)),
        Owner::CurrentRole | Owner::CurrentUser | Owner::SessionUser => None,
    };
    // Beside PUBLIC the server ignores all others (policy_role_list_to_array).
    if parsed
        .iter()
        .any(|owner| named(owner).is_some_and(|name| name.as_str() == "public"))
    {
        return Some(everybody());
    }
    let mut roles = parsed.iter().map(named).collect::<Option<Vec<Name>>>()?;
    roles.sort();
    Some(roles)
}
