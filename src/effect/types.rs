//! `CREATE TYPE`, `CREATE DOMAIN`, `ALTER TYPE`, `ALTER DOMAIN`.

use sqlparser::ast::{
    ObjectName, UserDefinedTypeCompositeAttributeDef as Definition,
    UserDefinedTypeRangeOption as RangeOption, UserDefinedTypeRepresentation as Representation,
};

use sqlparser::tokenizer::Token;

use super::action::{Action, Common};
use super::names::type_name;
use super::object::take_cascade;
use super::vocabulary::Effect;
use super::vocabulary::{Neighbour, NewDomain, NewType, NewTypeBody, Target, TypeChange};
use super::{data_type, expression, names};
use crate::kind::ObjectKind;
use crate::name::Name;
use crate::schema::{CompositeAttribute, Expression, ObjectId, RangeOpclass, RangeType};
use crate::sql::reader::{Read, Reader};

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
            None => vec![Action::opaque("a range type without a subtype")],
        },
        Some(Representation::SqlDefinition { .. }) | None => vec![made(NewTypeBody::Base)],
    }
}

fn attribute(parsed: &Definition) -> CompositeAttribute {
    CompositeAttribute {
        id: ObjectId::default(),
        name: names::name(&parsed.name),
        data_type: data_type::read(&parsed.data_type),
        collation: parsed.collation.as_ref().map(type_name),
    }
}

fn range(options: &[RangeOption]) -> Option<RangeType> {
    let subtype = options.iter().find_map(|option| match option {
        RangeOption::Subtype(subtype) => Some(data_type::read(subtype)),
        _ => None,
    })?;
    let mut range = RangeType {
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
            RangeOption::SubtypeOpClass(name) => {
                range.opclass = Some(RangeOpclass {
                    name: type_name(name),
                    default: false,
                });
            }
            RangeOption::Collation(name) => range.collation = Some(type_name(name)),
            RangeOption::Canonical(name) => range.canonical = Some(type_name(name)),
            RangeOption::SubtypeDiff(name) => range.diff = Some(type_name(name)),
            RangeOption::MultirangeTypeName(name) => range.multirange = Some(type_name(name)),
        }
    }
    Some(range)
}

/// `CREATE DOMAIN`, after these words.
pub(super) fn create_domain(r: &mut Reader<'_>) -> Read<Vec<Action>> {
    let name = names::take_reference(r)?;
    r.take("AS");
    let mut domain = NewDomain {
        base: data_type::take(r)?,
        collation: None,
        default: None,
        not_null: false,
        not_null_name: None,
        checks: Vec::new(),
    };
    while *r.peek() != Token::EOF {
        domain.take_part(r)?;
    }
    let body = NewTypeBody::Domain(domain);
    let effect = Effect::CreateType(Box::new(NewType { name, body }));
    Ok(vec![Action::Effect(effect)])
}

impl NewDomain {
    fn take_part(&mut self, r: &mut Reader<'_>) -> Read<()> {
        let name = r.after("CONSTRAINT", names::take)?;
        if r.take("COLLATE") {
            self.collation = Some(names::take_type_name(r)?);
        } else if r.take("DEFAULT") {
            self.default = Some(default(r)?);
        } else if r.take("NOT NULL") {
            self.not_null = true;
            self.not_null_name = name;
        } else if r.take("NULL") {
            self.not_null = false;
        } else {
            r.expect("CHECK")?;
            let check = r.parenthesized(expression::take)?;
            self.checks.push((name, check));
        }
        Ok(())
    }
}

/// The expression after `DEFAULT`, which ends before a constraint.
fn default(r: &mut Reader<'_>) -> Read<Expression> {
    let first = r.index();
    while *r.peek() != Token::EOF
        && !["NOT NULL", "NULL", "CONSTRAINT", "CHECK", "COLLATE"]
            .iter()
            .any(|words| r.index() > first && r.sees(words))
    {
        r.skip()?;
    }
    let mut inner = Reader::over(r.text, r.tokens(first, r.index()));
    let value = expression::take(&mut inner)?;
    inner.expect_end()?;
    Ok(value)
}

/// `ALTER TYPE`, `ALTER DOMAIN`, after these words.
pub(super) fn alter(r: &mut Reader<'_>, kind: ObjectKind) -> Read<Vec<Action>> {
    let name = names::take_reference(r)?;
    if let Some(common) = Common::take(r)? {
        let action = common.of(Target::Named(kind, name), false);
        return Ok(action.into_iter().collect());
    }
    let domain = kind == ObjectKind::Domain;
    let changes = if domain {
        vec![Some(domain_change(r)?)]
    } else {
        r.separated(type_change)?
    };
    let one = |change: Option<TypeChange>| match change {
        Some(change) => Action::Effect(Effect::AlterType {
            name: name.clone(),
            domain,
            change: Box::new(change),
        }),
        None => Action::opaque("the properties of base types are not compared"),
    };
    Ok(changes.into_iter().map(one).collect())
}

fn domain_change(r: &mut Reader<'_>) -> Read<TypeChange> {
    Ok(if r.take("SET DEFAULT") {
        TypeChange::Default(Some(expression::take(r)?))
    } else if r.take("DROP DEFAULT") {
        TypeChange::Default(None)
    } else if let Some(words) = r.take_one_of(&["SET NOT NULL", "DROP NOT NULL"]) {
        TypeChange::NotNull(words == "SET NOT NULL")
    } else if r.take("DROP CONSTRAINT") {
        let if_exists = r.take("IF EXISTS");
        let name = names::take(r)?;
        take_cascade(r);
        TypeChange::DropConstraint { name, if_exists }
    } else if r.take("RENAME CONSTRAINT") {
        let from = names::take(r)?;
        r.expect("TO")?;
        TypeChange::RenameConstraint {
            from,
            to: names::take(r)?,
        }
    } else if r.take("VALIDATE CONSTRAINT") {
        TypeChange::ValidateConstraint(names::take(r)?)
    } else {
        r.expect("ADD")?;
        let name = r.after("CONSTRAINT", names::take)?;
        if r.take("NOT NULL") {
            return Ok(TypeChange::AddNotNull(name));
        }
        r.expect("CHECK")?;
        TypeChange::AddCheck {
            name,
            expression: r.parenthesized(expression::take)?,
            validated: !r.take("NOT VALID"),
        }
    })
}

/// One action of `ALTER TYPE`; none for what a base type alone has.
fn type_change(r: &mut Reader<'_>) -> Read<Option<TypeChange>> {
    let change = if r.take("ADD VALUE") {
        return add_value(r).map(Some);
    } else if r.take("RENAME VALUE") {
        let from = r.string()?;
        r.expect("TO")?;
        TypeChange::RenameValue {
            from,
            to: r.string()?,
        }
    } else if r.take("RENAME ATTRIBUTE") {
        let from = names::take(r)?;
        r.expect("TO")?;
        TypeChange::RenameAttribute {
            from,
            to: names::take(r)?,
        }
    } else if r.take("ADD ATTRIBUTE") {
        let name = names::take(r)?;
        TypeChange::AddAttribute(take_attribute(r, name)?)
    } else if r.take("DROP ATTRIBUTE") {
        let if_exists = r.take("IF EXISTS");
        TypeChange::DropAttribute {
            name: names::take(r)?,
            if_exists,
        }
    } else if r.take("ALTER ATTRIBUTE") {
        let name = names::take(r)?;
        r.take("SET DATA");
        r.expect("TYPE")?;
        TypeChange::AlterAttribute(take_attribute(r, name)?)
    } else {
        r.expect("SET")?;
        r.skip()?;
        take_cascade(r);
        return Ok(None);
    };
    take_cascade(r);
    Ok(Some(change))
}

fn add_value(r: &mut Reader<'_>) -> Read<TypeChange> {
    let if_not_exists = r.take("IF NOT EXISTS");
    let label = r.string()?;
    let neighbour = match r.take_one_of(&["BEFORE", "AFTER"]) {
        Some("BEFORE") => Some(Neighbour::Before(r.string()?)),
        Some(_) => Some(Neighbour::After(r.string()?)),
        None => None,
    };
    Ok(TypeChange::AddValue {
        label,
        if_not_exists,
        neighbour,
    })
}

/// `type [COLLATE collation]`.
fn take_attribute(r: &mut Reader<'_>, name: Name) -> Read<CompositeAttribute> {
    Ok(CompositeAttribute {
        id: ObjectId::default(),
        name,
        data_type: data_type::take(r)?,
        collation: r.after("COLLATE", names::take_type_name)?,
    })
}
