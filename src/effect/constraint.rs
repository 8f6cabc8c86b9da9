//! Table and column constraints.

use std::collections::BTreeMap;

use sqlparser::ast::{
    self, ColumnOption, ConstraintReferenceMatchKind, DeferrableInitial, ExcludeConstraintOperator,
    Ident, NullsDistinctOption, TableConstraint,
};

use super::clause::ClauseKind;
use super::property::NewProperties;
use super::vocabulary::{KeyKind, NewConstraint, NewConstraintBody, NewForeignKey};
use super::{expression, index, names};
use crate::name::Name;
use crate::schema::{
    Check, Deferral, Exclusion, Index, Key, MatchType, ObjectId, ReferentialAction,
};

/// A table constraint, or why it is none that PostgreSQL has.
pub(super) fn table<'a>(
    parsed: &TableConstraint,
    not_valid: bool,
    clauses: impl Iterator<Item = &'a ClauseKind>,
) -> Result<NewConstraint, String> {
    let mut constraint = read(parsed)?;
    constraint.validated &= !not_valid;
    for clause in clauses {
        apply(&mut constraint, clause);
    }
    Ok(constraint)
}

/// A constraint without the clauses that sqlparser did not see.
fn read(parsed: &TableConstraint) -> Result<NewConstraint, String> {
    use TableConstraint as T;
    let (name, body, characteristics, enforced) = match parsed {
        T::Unique(it) => {
            let body = NewConstraintBody::Unique(Key {
                nulls_not_distinct: it.nulls_distinct == NullsDistinctOption::NotDistinct,
                ..key(&it.columns, &it.include)?
            });
            (&it.name, body, it.characteristics, None)
        }
        T::PrimaryKey(it) => {
            let body = NewConstraintBody::PrimaryKey(key(&it.columns, &it.include)?);
            (&it.name, body, it.characteristics, None)
        }
        T::ForeignKey(it) => (&it.name, foreign_key(it), it.characteristics, None),
        T::Check(it) => {
            let body = NewConstraintBody::Check(Check {
                expression: expression::expression(&it.expr),
                no_inherit: it.no_inherit,
            });
            (&it.name, body, None, it.enforced)
        }
        T::PrimaryKeyUsingIndex(it) | T::UniqueUsingIndex(it) => {
            let kind = match parsed {
                T::PrimaryKeyUsingIndex(_) => KeyKind::Primary,
                _ => KeyKind::Unique,
            };
            let body = NewConstraintBody::UsingIndex(kind, names::name(&it.index_name));
            (&it.name, body, it.characteristics, None)
        }
        T::Exclude(it) => (&it.name, exclusion(it), it.characteristics, None),
        T::Index(_) | T::FulltextOrSpatial(_) => {
            return Err("an index inside CREATE TABLE is not PostgreSQL's".to_owned());
        }
    };
    let said = characteristics.unwrap_or_default();
    let enforced = said.enforced.or(enforced).unwrap_or(true);
    Ok(NewConstraint {
        name: name.as_ref().map(names::name),
        body,
        deferral: deferral(
            said.deferrable,
            said.initially == Some(DeferrableInitial::Deferred),
        ),
        // An unenforced constraint is never validated (processCASbits of gram.y).
        validated: enforced,
        enforced,
        index: NewProperties::default(),
    })
}

/// A constraint that stands in the definition of a column, which is left out of it; `None` for other options.
pub(super) fn column(name: Option<&Ident>, option: &ColumnOption) -> Option<NewConstraint> {
    let parsed = match option {
        ColumnOption::PrimaryKey(it) => TableConstraint::PrimaryKey(it.clone()),
        ColumnOption::Unique(it) => TableConstraint::Unique(it.clone()),
        ColumnOption::ForeignKey(it) => TableConstraint::ForeignKey(it.clone()),
        ColumnOption::Check(it) => TableConstraint::Check(it.clone()),
        _ => return None,
    };
    let mut constraint = read(&parsed).ok()?;
    constraint.name = name.map(names::name);
    Some(constraint)
}

/// `INITIALLY DEFERRED` alone implies `DEFERRABLE` (`gram.y`).
pub(super) fn deferral(deferrable: Option<bool>, initially_deferred: bool) -> Deferral {
    match (deferrable, initially_deferred) {
        (_, true) => Deferral::InitiallyDeferred,
        (Some(true), false) => Deferral::InitiallyImmediate,
        (Some(false) | None, false) => Deferral::NotDeferrable,
    }
}

fn key(columns: &[ast::IndexColumn], include: &[Ident]) -> Result<Key, String> {
    let columns: Option<Vec<Name>> = columns.iter().map(key_column).collect();
    Ok(Key {
        columns: columns.ok_or("a key holds an expression")?,
        include: names::list(include),
        nulls_not_distinct: false,
        without_overlaps: false,
        index_valid: true,
    })
}

fn key_column(column: &ast::IndexColumn) -> Option<Name> {
    match &column.column.expr {
        ast::Expr::Identifier(ident) => Some(names::name(ident)),
        _ => None,
    }
}

fn foreign_key(foreign: &ast::ForeignKeyConstraint) -> NewConstraintBody {
    NewConstraintBody::ForeignKey(NewForeignKey {
        columns: names::list(&foreign.columns),
        table: names::reference(&foreign.foreign_table),
        referenced: names::list(&foreign.referred_columns),
        period: false,
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
        (ClauseKind::Period, NewConstraintBody::ForeignKey(foreign)) => foreign.period = true,
        (ClauseKind::IndexParameters(options), NewConstraintBody::Exclude(exclusion)) => {
            exclusion.index.options.clone_from(options);
        }
        (ClauseKind::IndexTablespace(name), _) => constraint.index.tablespace = Some(name.clone()),
        (ClauseKind::IndexParameters(options), _) => constraint.index.options.clone_from(options),
        _ => {}
    }
}
