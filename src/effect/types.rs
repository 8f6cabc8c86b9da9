//! `CREATE TYPE`, `CREATE DOMAIN`, `ALTER TYPE`, `ALTER DOMAIN`.

use sqlparser::ast::{
    ObjectName, UserDefinedTypeCompositeAttributeDef as Definition,
    UserDefinedTypeRangeOption as RangeOption, UserDefinedTypeRepresentation as Representation,
};

use super::alter::Action;
use super::new_type::{NewAttribute, NewDomain, NewRange, NewType, NewTypeBody, TypeChange};
use super::vocabulary::Effect;
use super::{data_type, expression, names};
use crate::schema::{DataType, TypeName};
use crate::sql::grammar::{AlterDomain, AlterType, CreateDomain, DomainAction, TypeAction};

/// What a `CREATE TYPE` means.
pub(super) fn create(name: &ObjectName, representation: Option<&Representation>) -> Vec<Action> {
    let made = |body| {
        Action::Effect(Effect::CreateType(Box::new(NewType {
            name: names::reference(name),
            body,
        })))
    };
    match representation {
        Some(Representation::Enum { labels }) => {
            let labels = labels.iter().map(|label| label.value.clone()).collect();
            vec![made(NewTypeBody::Enum(labels))]
        }
        Some(Representation::Composite { attributes }) => {
            let attributes = attributes.iter().map(attribute).collect();
            vec![made(NewTypeBody::Composite(attributes))]
        }
        Some(Representation::Range { options }) => match range(options) {
            Some(range) => vec![made(NewTypeBody::Range(range))],
            None => vec![Action::Opaque("a range type without a subtype".to_owned())],
        },
        Some(Representation::SqlDefinition { .. }) | None => vec![made(NewTypeBody::Base)],
    }
}

fn attribute(parsed: &Definition) -> NewAttribute {
    NewAttribute {
        name: names::name(&parsed.name),
        data_type: data_type::read(&parsed.data_type),
        collation: parsed.collation.as_ref().map(type_name),
    }
}

fn range(options: &[RangeOption]) -> Option<NewRange> {
    let subtype = options.iter().find_map(|option| match option {
        RangeOption::Subtype(subtype) => Some(data_type::read(subtype)),
        _ => None,
    })?;
    let mut range = NewRange {
        subtype,
        opclass: None,
        collation: None,
        canonical: None,
        diff: None,
        multirange: None,
    };
    for option in options {
        match option {
            RangeOption::Subtype(_) => {}
            RangeOption::SubtypeOpClass(name) => range.opclass = Some(type_name(name)),
            RangeOption::Collation(name) => range.collation = Some(type_name(name)),
            RangeOption::Canonical(name) => range.canonical = Some(type_name(name)),
            RangeOption::SubtypeDiff(name) => range.diff = Some(type_name(name)),
            RangeOption::MultirangeTypeName(name) => {
                range.multirange = Some(names::reference(name));
            }
        }
    }
    Some(range)
}

fn type_name(name: &ObjectName) -> TypeName {
    let reference = names::reference(name);
    TypeName {
        schema: reference.schema,
        name: reference.name,
    }
}

/// The effect of a `CREATE DOMAIN`.
pub(super) fn create_domain(parsed: &CreateDomain) -> Effect {
    let checks = parsed.checks.iter().map(|(name, check)| {
        let name = name.as_ref().map(names::name);
        (name, expression::expression(check))
    });
    let body = NewTypeBody::Domain(NewDomain {
        base: data_type::read(&parsed.data_type),
        collation: parsed.collation.as_ref().map(type_name),
        default: parsed.default.as_ref().map(expression::expression),
        not_null: parsed.not_null == Some(true),
        not_null_name: parsed.not_null_name.as_ref().map(names::name),
        checks: checks.collect(),
    });
    Effect::CreateType(Box::new(NewType {
        name: names::reference(&parsed.name),
        body,
    }))
}

/// What an `ALTER DOMAIN` means.
pub(super) fn alter_domain(parsed: &AlterDomain) -> Action {
    let change = match &parsed.action {
        DomainAction::Default(value) => {
            TypeChange::Default(value.as_ref().map(expression::expression))
        }
        DomainAction::NotNull(not_null) => TypeChange::NotNull(*not_null),
        DomainAction::AddConstraint {
            name,
            expression,
            not_valid,
        } => TypeChange::AddCheck {
            name: name.as_ref().map(names::name),
            expression: expression::expression(expression),
            validated: !not_valid,
        },
        DomainAction::AddNotNull(name) => TypeChange::AddNotNull(name.as_ref().map(names::name)),
        DomainAction::DropConstraint {
            name,
            if_exists,
            cascade: _,
        } => TypeChange::DropConstraint {
            name: names::name(name),
            if_exists: *if_exists,
        },
        DomainAction::RenameConstraint(from, to) => TypeChange::RenameConstraint {
            from: names::name(from),
            to: names::name(to),
        },
        DomainAction::ValidateConstraint(name) => TypeChange::ValidateConstraint(names::name(name)),
    };
    altered(&parsed.name, true, change)
}

/// What an `ALTER TYPE` means, action by action.
pub(super) fn alter_type(parsed: &AlterType) -> Vec<Action> {
    let one = |action: &TypeAction| match type_change(action) {
        Some(change) => altered(&parsed.name, false, change),
        None => Action::Opaque("the properties of base types are not compared".to_owned()),
    };
    parsed.actions.iter().map(one).collect()
}

fn altered(name: &ObjectName, domain: bool, change: TypeChange) -> Action {
    Action::Effect(Effect::AlterType {
        name: names::reference(name),
        domain,
        change: Box::new(change),
    })
}

fn type_change(action: &TypeAction) -> Option<TypeChange> {
    let attribute = |name, parsed, collation: &Option<ObjectName>| NewAttribute {
        name: names::name(name),
        data_type: read(parsed),
        collation: collation.as_ref().map(type_name),
    };
    Some(match action {
        TypeAction::AddValue {
            if_not_exists,
            value,
            neighbour,
        } => TypeChange::AddValue {
            label: value.clone(),
            if_not_exists: *if_not_exists,
            neighbour: neighbour.clone(),
        },
        TypeAction::RenameValue(from, to) => TypeChange::RenameValue {
            from: from.clone(),
            to: to.clone(),
        },
        TypeAction::RenameAttribute(from, to) => TypeChange::RenameAttribute {
            from: names::name(from),
            to: names::name(to),
        },
        TypeAction::AddAttribute {
            name,
            data_type,
            collation,
        } => TypeChange::AddAttribute(attribute(name, data_type, collation)),
        TypeAction::DropAttribute { name, if_exists } => TypeChange::DropAttribute {
            name: names::name(name),
            if_exists: *if_exists,
        },
        TypeAction::AlterAttribute {
            name,
            data_type,
            collation,
        } => TypeChange::AlterAttribute(attribute(name, data_type, collation)),
        TypeAction::SetProperties(_) => return None,
    })
}

fn read(parsed: &sqlparser::ast::DataType) -> DataType {
    data_type::read(parsed)
}
