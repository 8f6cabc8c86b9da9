//! `CREATE POLICY`, `ALTER POLICY`.

use sqlparser::ast::{
    AlterPolicy, AlterPolicyOperation, CreatePolicy, CreatePolicyCommand, CreatePolicyType, Owner,
};

use super::vocabulary::Effect;
use super::{Reference, expression, names};
use crate::name::Name;
use crate::schema::{Expression, ObjectId, ObjectKind, Policy, PolicyCommand};

/// What is done to a policy.
#[derive(Debug, Clone, PartialEq)]
pub enum PolicyEffect {
    /// `CREATE`.
    Create {
        /// Its table.
        table: Reference,
        /// Its name.
        name: Name,
        /// What it is, without an identity and an owner.
        policy: Policy,
    },
    /// `ALTER`.
    Alter {
        /// Its table.
        table: Reference,
        /// Its name.
        name: Name,
        /// What is set anew.
        terms: PolicyTerms,
    },
}

/// What a statement says of a policy; what it does not say is `None`.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct PolicyTerms {
    /// `TO`; roles that only the session knows (`CURRENT_USER`) make it `Some(None)`.
    #[expect(clippy::option_option, reason = "not said, said to be none, said")]
    pub roles: Option<Option<Vec<Name>>>,
    /// `USING`.
    pub using: Option<Expression>,
    /// `WITH CHECK`.
    pub check: Option<Expression>,
}

/// The effect of a `CREATE POLICY`.
pub(super) fn create(parsed: &CreatePolicy) -> Effect {
    Effect::Policy(Box::new(PolicyEffect::Create {
        table: names::reference(&parsed.table_name),
        name: names::name(&parsed.name),
        policy: Policy {
            id: ObjectId::default(),
            permissive: !matches!(parsed.policy_type, Some(CreatePolicyType::Restrictive)),
            command: command(parsed.command.as_ref()),
            roles: parsed
                .to
                .as_deref()
                .map_or_else(|| Some(everybody()), roles),
            owner: None,
            using: parsed.using.as_ref().map(expression::expression),
            check: parsed.with_check.as_ref().map(expression::expression),
        },
    }))
}

/// The effect of an `ALTER POLICY`.
pub(super) fn alter(parsed: &AlterPolicy) -> Effect {
    let (name, table) = (
        names::name(&parsed.name),
        names::reference(&parsed.table_name),
    );
    match &parsed.operation {
        AlterPolicyOperation::Rename { new_name } => Effect::Rename {
            kind: ObjectKind::Policy,
            name: Reference::unqualified(&name),
            table: Some(table),
            if_exists: false,
            to: names::name(new_name),
        },
        AlterPolicyOperation::Apply {
            to,
            using,
            with_check,
        } => Effect::Policy(Box::new(PolicyEffect::Alter {
            table,
            name,
            terms: PolicyTerms {
                roles: to.as_deref().map(roles),
                using: using.as_ref().map(expression::expression),
                check: with_check.as_ref().map(expression::expression),
            },
        })),
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
