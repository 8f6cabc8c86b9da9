//! Columns and data types.

use super::align::Alignment;
use super::answer::{Answer, AttributeAnswer, Attributes};
use super::attributes::{At, Rule, SETTLED};
use super::site::Site;
use crate::name::QualifiedName;
use crate::schema::{
    Attribute, Column, ConstraintBody, DataType, Expr, Expression, Identity, Schema, Table,
    TypeName,
};

/// What surrounds a column on both sides.
pub(super) struct Context<'a> {
    pub(super) schema: &'a Schema,
    pub(super) alignment: &'a Alignment<'a>,
    pub(super) expected: &'a Table,
    pub(super) live: &'a Table,
    pub(super) sequences: &'a Schema,
}

pub(super) fn compare(
    expected: &Column,
    live: &Column,
    context: &Context<'_>,
) -> Vec<AttributeAnswer> {
    let mut attributes = Attributes::default();
    let columns = context.alignment.columns(context.live);
    let at = At::site(Site::row(columns, Some(live.data_type.clone())));
    let both = expected.generated.as_ref().zip(live.generated.as_ref());
    let same_kind = both.filter(|(one, other)| one.kind == other.kind);
    let skew = identity_skew(&mut attributes, expected, live, context);
    at.compare_but(
        expected,
        live,
        &mut attributes,
        |attribute| match attribute {
            Attribute::Type => Rule::Own(data_type(&expected.data_type, live, context)),
            Attribute::Identity | Attribute::Default if skew => SETTLED,
            Attribute::Default => {
                default_rule(expected.default.as_ref(), live.default.as_ref(), context)
            }
            Attribute::Generated if same_kind.is_some() => SETTLED,
            _ => Rule::ByValue,
        },
    );
    if let Some((one, other)) = same_kind {
        let pair = [Some(&one.expression), Some(&other.expression)];
        at.site
            .hold(&mut attributes, Attribute::Generated, pair, "");
    }
    attributes.0
}

fn data_type(expected: &DataType, live: &Column, context: &Context<'_>) -> Option<Answer> {
    let actual = context.alignment.expected_type(&live.data_type);
    if expected == &live.data_type || expected == &actual {
        return None;
    }
    Some(if same_type(expected, &actual) {
        Answer::Equivalent("the ledger does not name the type's schema")
    } else if follows_its_key(live, context) {
        Answer::CaptureGap(
            "the foreign key column has the type of the key that it points at, which a later \
             migration of another app changed",
        )
    } else {
        Answer::Different
    })
}

/// The same type, or a type whose schema the ledger does not tell.
pub(super) fn same_type(expected: &DataType, actual: &DataType) -> bool {
    let DataType {
        base,
        modifiers,
        array,
    } = expected;
    modifiers == &actual.modifiers && array == &actual.array && same_name(base, &actual.base)
}

pub(super) fn same_name(expected: &TypeName, actual: &TypeName) -> bool {
    let TypeName { schema, name } = expected;
    name == &actual.name && (schema.is_none() || schema == &actual.schema)
}

/// Blind spot 1 of `sqlmigrate`: a primary key changed its type, and `migrate` changed the foreign key
/// columns that point at it in apps of which the printed migration knew nothing. Its signature: the
/// column's live type is the live type of the key, and not the expected one.
fn follows_its_key(live: &Column, context: &Context<'_>) -> bool {
    context.expected.constraints.values().any(|constraint| {
        let ConstraintBody::ForeignKey(foreign) = &constraint.body else {
            return false;
        };
        let position = foreign
            .columns
            .iter()
            .position(|column| column == &live.name);
        let referenced = position.and_then(|position| foreign.referenced.get(position));
        let target = context.alignment.of(&foreign.table);
        match (referenced, target) {
            (Some(referenced), Some(target)) => target
                .table
                .column(referenced)
                .is_some_and(|key| key.data_type == live.data_type),
            _ => false,
        }
    })
}

fn default_rule(
    expected: Option<&Expression>,
    live: Option<&Expression>,
    context: &Context<'_>,
) -> Rule {
    match (expected, live) {
        (None, Some(actual)) if actual.is_null() => {
            Rule::Own(Some(Answer::Equivalent("a default of NULL is none")))
        }
        (Some(expected), Some(actual)) if same_sequence(expected, actual, context) => SETTLED,
        _ => Rule::ByValue,
    }
}

/// The sequence that `nextval('...'::regclass)` reads, if that is all that the default does.
fn sequence(default: &Expression) -> Option<&QualifiedName> {
    match &default.tree {
        Expr::Call(name, args) if name == "nextval" => match args.as_slice() {
            [Expr::Relation(sequence)] => Some(sequence),
            _ => None,
        },
        _ => None,
    }
}

/// A serial column of a table that stands elsewhere reads the sequence beside the table.
fn same_sequence(expected: &Expression, live: &Expression, context: &Context<'_>) -> bool {
    let owner = |schema: &Schema, name: &QualifiedName| {
        schema
            .sequences
            .get(name)
            .and_then(|sequence| sequence.owner.clone())
    };
    let (Some(expected), Some(live)) = (sequence(expected), sequence(live)) else {
        return false;
    };
    if expected == live {
        return true;
    }
    match (
        owner(context.sequences, expected),
        owner(context.schema, live),
    ) {
        (Some(expected), Some(live)) => {
            &expected.table == context.alignment.expected_name(&live.table)
                && expected.column == live.column
        }
        _ => false,
    }
}

/// Django up to 4.0 writes `serial`, 4.1 and later `GENERATED BY DEFAULT AS IDENTITY`: the same column.
fn identity_skew(
    attributes: &mut Attributes,
    expected: &Column,
    live: &Column,
    context: &Context<'_>,
) -> bool {
    let serial = |column: &Column, schema: &Schema| {
        let name = column.default.as_ref().and_then(sequence);
        let owner = name.and_then(|name| schema.sequences.get(name)?.owner.as_ref());
        column.identity.is_none() && owner.is_some_and(|owner| owner.column == column.name)
    };
    let identity =
        |column: &Column| column.identity == Some(Identity::ByDefault) && column.default.is_none();
    let skew = (identity(expected) && serial(live, context.schema))
        || (serial(expected, context.sequences) && identity(live));
    if skew {
        let text = |column: &Column| column.identity.map_or("serial", Identity::as_str);
        let answer =
            Answer::Skew("Django writes serial up to 4.0, and an identity column since 4.1");
        attributes.push(Attribute::Identity, answer, text(expected), text(live));
    }
    skew
}
