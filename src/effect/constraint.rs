//! Table and column constraints.

use std::collections::BTreeMap;

use sqlparser::ast::{
    self, ColumnOption, ConstraintCharacteristics, ConstraintReferenceMatchKind, DeferrableInitial,
    ExcludeConstraintOperator, Ident, NullsDistinctOption, TableConstraint,
};

use super::clause::ClauseKind;
use super::property::NewProperties;
use super::vocabulary::{KeyKind, NewConstraint, NewConstraintBody, NewForeignKey, NewKey};
use super::{expression, index, names};
use crate::name::Name;
use crate::schema::{Deferral, Exclusion, Index, MatchType, ObjectId, ReferentialAction};

/// A table constraint, or why it is none that PostgreSQL has.
pub(super) fn table<'a>(
    parsed: &TableConstraint,
    not_valid: bool,
    clauses: impl Iterator<Item = &'a ClauseKind>,
) -> Result<NewConstraint, String> {
    let (name, body, characteristics) = table_body(parsed)?;
    let enforced = match parsed {
        TableConstraint::Check(check) => check.enforced,
        _ => None,
    };
    let mut constraint = assemble(name, body, characteristics, enforced);
    constraint.validated &= !not_valid;
    for clause in clauses {
        apply(&mut constraint, clause);
    }
    Ok(constraint)
}

type Parts<'a> = (
    Option<&'a Ident>,
    NewConstraintBody,
    Option<&'a ConstraintCharacteristics>,
);

fn table_body(parsed: &TableConstraint) -> Result<Parts<'_>, String> {
    use TableConstraint as T;
    Ok(match parsed {
        T::Unique(unique) => (
            unique.name.as_ref(),
            NewConstraintBody::Unique(NewKey {
                nulls_not_distinct: unique.nulls_distinct == NullsDistinctOption::NotDistinct,
                ..key(&unique.columns, &unique.include)?
            }),
            unique.characteristics.as_ref(),
        ),
        T::PrimaryKey(primary) => (
            primary.name.as_ref(),
            NewConstraintBody::PrimaryKey(key(&primary.columns, &primary.include)?),
            primary.characteristics.as_ref(),
        ),
        T::ForeignKey(foreign) => (
            foreign.name.as_ref(),
            foreign_key(foreign, names::list(&foreign.columns)),
            foreign.characteristics.as_ref(),
        ),
        T::Check(check) => (check.name.as_ref(), check_body(check), None),
        T::PrimaryKeyUsingIndex(using) | T::UniqueUsingIndex(using) => (
            using.name.as_ref(),
            NewConstraintBody::UsingIndex(
                match parsed {
                    T::PrimaryKeyUsingIndex(_) => KeyKind::Primary,
                    _ => KeyKind::Unique,
                },
                names::name(&using.index_name),
            ),
            using.characteristics.as_ref(),
        ),
        T::Exclude(exclude) => (
            exclude.name.as_ref(),
            exclusion(exclude),
            exclude.characteristics.as_ref(),
        ),
        T::Index(_) | T::FulltextOrSpatial(_) => {
            return Err("an index inside CREATE TABLE is not PostgreSQL's".to_owned());
        }
    })
}

/// A constraint that stands in the definition of `column`; `None` for other options.
pub(super) fn column(
    column: &Name,
    name: Option<&Ident>,
    option: &ColumnOption,
) -> Option<NewConstraint> {
    let own = || NewKey {
        columns: vec![column.clone()],
        ..NewKey::default()
    };
    let (body, characteristics, enforced) = match option {
        ColumnOption::PrimaryKey(primary) => (
            NewConstraintBody::PrimaryKey(own()),
            primary.characteristics.as_ref(),
            None,
        ),
        ColumnOption::Unique(unique) => (
            NewConstraintBody::Unique(NewKey {
                nulls_not_distinct: unique.nulls_distinct == NullsDistinctOption::NotDistinct,
                ..own()
            }),
            unique.characteristics.as_ref(),
            None,
        ),
        ColumnOption::ForeignKey(foreign) => (
            foreign_key(foreign, vec![column.clone()]),
            foreign.characteristics.as_ref(),
            None,
        ),
        ColumnOption::Check(check) => (check_body(check), None, check.enforced),
        _ => return None,
    };
    Some(assemble(name, body, characteristics, enforced))
}

fn assemble(
    name: Option<&Ident>,
    body: NewConstraintBody,
    characteristics: Option<&ConstraintCharacteristics>,
    enforced: Option<bool>,
) -> NewConstraint {
    let enforced = characteristics
        .and_then(|c| c.enforced)
        .or(enforced)
        .unwrap_or(true);
    NewConstraint {
        name: name.map(names::name),
        body,
        deferral: characteristics.map_or(Deferral::NotDeferrable, |c| {
            deferral(
                c.deferrable,
                c.initially == Some(DeferrableInitial::Deferred),
            )
        }),
        // An unenforced constraint is never validated (processCASbits of gram.y).
        validated: enforced,
        enforced,
        index: NewProperties::default(),
    }
}

/// `INITIALLY DEFERRED` alone implies `DEFERRABLE` (`gram.y`).
pub(super) fn deferral(deferrable: Option<bool>, initially_deferred: bool) -> Deferral {
    match (deferrable, initially_deferred) {
        (_, true) => Deferral::InitiallyDeferred,
        (Some(true), false) => Deferral::InitiallyImmediate,
        (Some(false) | None, false) => Deferral::NotDeferrable,
    }
}

fn key(columns: &[ast::IndexColumn], include: &[Ident]) -> Result<NewKey, String> {
    let columns: Option<Vec<Name>> = columns.iter().map(key_column).collect();
    Ok(NewKey {
        columns: columns.ok_or("a key holds an expression")?,
        include: names::list(include),
        ..NewKey::default()
    })
}

fn key_column(column: &ast::IndexColumn) -> Option<Name> {
    match &column.column.expr {
        ast::Expr::Identifier(ident) => Some(names::name(ident)),
        _ => None,
    }
}

fn check_body(check: &ast::CheckConstraint) -> NewConstraintBody {
    NewConstraintBody::Check {
        expression: expression::expression(&check.expr),
        no_inherit: check.no_inherit,
    }
}

fn foreign_key(foreign: &ast::ForeignKeyConstraint, columns: Vec<Name>) -> NewConstraintBody {
    NewConstraintBody::ForeignKey(NewForeignKey {
        columns,
        table: names::reference(&foreign.foreign_table),
        referenced: names::list(&foreign.referred_columns),
        match_type: match foreign.match_kind {
            Some(ConstraintReferenceMatchKind::Full) => MatchType::Full,
            _ => MatchType::Simple,
        },
        on_delete: action(foreign.on_delete),
        on_update: action(foreign.on_update),
        on_delete_columns: Vec::new(),
    })
}

fn action(parsed: Option<ast::ReferentialAction>) -> ReferentialAction {
    match parsed {
        None | Some(ast::ReferentialAction::NoAction) => ReferentialAction::NoAction,
        Some(ast::ReferentialAction::Restrict) => ReferentialAction::Restrict,
        Some(ast::ReferentialAction::Cascade) => ReferentialAction::Cascade,
        Some(ast::ReferentialAction::SetNull) => ReferentialAction::SetNull,
        Some(ast::ReferentialAction::SetDefault) => ReferentialAction::SetDefault,
    }
}

fn exclusion(exclude: &ast::ExcludeConstraint) -> NewConstraintBody {
    let operators = exclude
        .elements
        .iter()
        .map(|element| match &element.operator {
            ExcludeConstraintOperator::Token(text) => text.clone(),
            ExcludeConstraintOperator::PGOperator(parts) => {
                parts.last().cloned().unwrap_or_default()
            }
        });
    let keys = exclude
        .elements
        .iter()
        .map(|element| index::key(&element.column));
    NewConstraintBody::Exclude(Box::new(Exclusion {
        operators: operators.collect(),
        index: Index {
            id: ObjectId::default(),
            unique: false,
            method: exclude
                .index_method
                .as_ref()
                .map_or_else(index::default_method, names::name),
            keys: keys.collect(),
            include: names::list(&exclude.include),
            nulls_not_distinct: false,
            options: BTreeMap::new(),
            predicate: exclude.where_clause.as_deref().map(expression::expression),
            valid: true,
        },
    }))
}

/// Adds a clause that our grammar took out before sqlparser read the constraint.
pub(super) fn apply(constraint: &mut NewConstraint, clause: &ClauseKind) {
    match (clause, &mut constraint.body) {
        (ClauseKind::OnDeleteColumns(columns), NewConstraintBody::ForeignKey(foreign)) => {
            foreign.on_delete_columns.clone_from(columns);
        }
        (
            ClauseKind::NullsDistinct(distinct),
            NewConstraintBody::Unique(key) | NewConstraintBody::PrimaryKey(key),
        ) => key.nulls_not_distinct = !distinct,
        (
            ClauseKind::WithoutOverlaps,
            NewConstraintBody::Unique(key) | NewConstraintBody::PrimaryKey(key),
        ) => key.without_overlaps = true,
        (ClauseKind::IndexTablespace(name), _) => constraint.index.tablespace = Some(name.clone()),
        (ClauseKind::IndexParameters(options), _) => constraint.index.options.clone_from(options),
        _ => {}
    }
}
