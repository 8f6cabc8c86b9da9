//! What the columns of a view are called (`transformTargetList` of `parse_target.c`): as far as the
//! query tells, and what the tables below it have to tell.

use sqlparser::ast::{
    CreateView, Expr, JoinConstraint, JoinOperator, Query, Select, SelectItem,
    SelectItemQualifiedWildcardKind, SetExpr, TableFactor, TableWithJoins,
};

use super::expression::lower;
use super::{Reference, names};
use crate::name::Name;
use crate::schema;

/// The columns of a view, in order, as a statement writes them.
#[derive(Debug, Clone, PartialEq)]
pub struct ViewColumns {
    /// The names that the view gives to the first of them.
    pub own: Vec<Name>,
    /// The items of its query's first list.
    pub items: Vec<ViewItem>,
    /// What `*` stands for; none where it cannot be told.
    pub from: Option<Vec<FromItem>>,
}

/// One item of a query's list.
#[derive(Debug, Clone, PartialEq)]
pub enum ViewItem {
    /// A column with a name of its own.
    Named(Name),
    /// An expression without one.
    Value(schema::Expr),
    /// `*`, `relation.*`.
    Star(Option<Name>),
    /// What is not read.
    Unknown,
}

/// A relation that a query reads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FromItem {
    /// What it is called in the query.
    pub alias: Name,
    /// The relation.
    pub relation: Reference,
}

/// The columns of what is to be made.
pub(super) fn read(parsed: &CreateView) -> ViewColumns {
    let own = parsed.columns.iter();
    let (items, from) = items(&parsed.query);
    ViewColumns {
        own: own.map(|column| names::name(&column.name)).collect(),
        items,
        from,
    }
}

/// The first list of a query names the columns of all of it.
fn items(query: &Query) -> (Vec<ViewItem>, Option<Vec<FromItem>>) {
    let mut body = query.body.as_ref();
    loop {
        match body {
            SetExpr::SetOperation { left, .. } => body = left,
            SetExpr::Query(inner) => body = inner.body.as_ref(),
            SetExpr::Select(select) => return (listed(select), from(query, select)),
            SetExpr::Values(values) => {
                let width = values.rows.first().map_or(0, |row| row.len());
                let numbered = (1..=width).map(|at| Name::exact(&format!("column{at}")));
                return (numbered.map(ViewItem::Named).collect(), None);
            }
            _ => return (vec![ViewItem::Unknown], None),
        }
    }
}

fn listed(select: &Select) -> Vec<ViewItem> {
    let item = |item: &SelectItem| match item {
        SelectItem::ExprWithAlias { alias, .. } => ViewItem::Named(names::name(alias)),
        SelectItem::UnnamedExpr(value) => unnamed(value),
        SelectItem::Wildcard(_) => ViewItem::Star(None),
        SelectItem::QualifiedWildcard(SelectItemQualifiedWildcardKind::ObjectName(name), _) => {
            ViewItem::Star(Some(names::reference(name).name))
        }
        SelectItem::QualifiedWildcard(..) | SelectItem::ExprWithAliases { .. } => ViewItem::Unknown,
    };
    select.projection.iter().map(item).collect()
}

/// A function gives its name, whatever else is not read of the call; a subquery its column's.
fn unnamed(value: &Expr) -> ViewItem {
    match value {
        Expr::Nested(inner) => unnamed(inner),
        Expr::Function(function) => ViewItem::Named(names::reference(&function.name).name),
        Expr::Exists { .. } => ViewItem::Named(Name::exact("exists")),
        Expr::Subquery(query) => match items(query).0.as_slice() {
            [ViewItem::Star(_)] | [] => ViewItem::Unknown,
            [first, ..] => first.clone(),
        },
        other => ViewItem::Value(lower(other)),
    }
}

/// The relations of a list of plain ones: no subquery, no WITH, no join that merges columns.
fn from(query: &Query, select: &Select) -> Option<Vec<FromItem>> {
    let mut found = Vec::new();
    for table in &select.from {
        joined(table, &mut found)?;
    }
    query.with.is_none().then_some(found)
}

fn joined(table: &TableWithJoins, found: &mut Vec<FromItem>) -> Option<()> {
    found.push(plain(&table.relation)?);
    for join in &table.joins {
        let (JoinOperator::Join(constraint)
        | JoinOperator::Inner(constraint)
        | JoinOperator::Left(constraint)
        | JoinOperator::LeftOuter(constraint)
        | JoinOperator::Right(constraint)
        | JoinOperator::RightOuter(constraint)
        | JoinOperator::FullOuter(constraint)
        | JoinOperator::CrossJoin(constraint)) = &join.join_operator
        else {
            return None;
        };
        if !matches!(constraint, JoinConstraint::On(_) | JoinConstraint::None) {
            return None;
        }
        found.push(plain(&join.relation)?);
    }
    Some(())
}

fn plain(factor: &TableFactor) -> Option<FromItem> {
    let TableFactor::Table {
        name,
        alias,
        args: None,
        ..
    } = factor
    else {
        return None;
    };
    let relation = names::reference(name);
    let alias = match alias {
        None => relation.name.clone(),
        Some(alias) if alias.columns.is_empty() => names::name(&alias.name),
        Some(_) => return None,
    };
    Some(FromItem { alias, relation })
}
