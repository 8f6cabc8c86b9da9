//! What the query of a view tells: what its columns are called (`transformTargetList` of `parse_target.c`), as far as
//! the tables below it need not tell; and the columns that it hangs on, as a CASCADE of one of them takes the view along.
//!
//! What a query calls a column of its own is none of those, and a `*` stands for the columns of what
//! it is the star of (`find_expr_references_walker` of `dependency.c`).

use std::collections::BTreeSet;
use std::ops::ControlFlow;

use sqlparser::ast::{
    CreateView, Expr, Join, JoinConstraint, JoinOperator, Query, Select, SelectItem,
    SelectItemQualifiedWildcardKind, SetExpr, TableAlias, TableFactor, TableWithJoins, Visit,
    Visitor,
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
pub(super) fn columns(parsed: &CreateView) -> ViewColumns {
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

/// What a query reads, by the names that stand where columns are read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ColumnReads {
    /// The columns that it names, of whatever relation.
    pub names: BTreeSet<Name>,
    /// The relations that are read with all the columns that they have at that moment.
    pub whole: Vec<Reference>,
    /// All of the query's relations are.
    pub everything: bool,
}

/// What a query reads.
pub(super) fn reads(query: &Query) -> ColumnReads {
    let mut search = Search::default();
    let _ = query.visit(&mut search);
    let stars = std::mem::take(&mut search.stars);
    for (known, relation) in search.relations {
        if stars.contains(&known) {
            search.found.whole.push(relation);
        }
    }
    search.found
}

#[derive(Default)]
struct Search {
    found: ColumnReads,
    /// The relations, each by the name that the query has for it.
    relations: Vec<(Name, Reference)>,
    /// The names before a `.*`.
    stars: BTreeSet<Name>,
}

impl Visitor for Search {
    type Break = ();

    fn pre_visit_select(&mut self, select: &Select) -> ControlFlow<()> {
        for item in &select.projection {
            self.item(item, select);
        }
        for join in select.from.iter().flat_map(|from| &from.joins) {
            self.join(join);
        }
        ControlFlow::Continue(())
    }

    fn pre_visit_table_factor(&mut self, factor: &TableFactor) -> ControlFlow<()> {
        match factor {
            TableFactor::Table { name, alias, .. } => {
                let relation = names::reference(name);
                self.relation(relation, alias.as_ref());
            }
            TableFactor::NestedJoin {
                table_with_joins, ..
            } => {
                for join in &table_with_joins.joins {
                    self.join(join);
                }
            }
            _ => {}
        }
        ControlFlow::Continue(())
    }

    fn pre_visit_expr(&mut self, expr: &Expr) -> ControlFlow<()> {
        match expr {
            Expr::Identifier(name) => {
                self.found.names.insert(names::name(name));
            }
            // Before the first dot stands what the column is of.
            Expr::CompoundIdentifier(parts) => {
                let parts = parts.iter().skip(1);
                self.found.names.extend(parts.map(names::name));
            }
            _ => {}
        }
        ControlFlow::Continue(())
    }
}

impl Search {
    fn relation(&mut self, relation: Reference, alias: Option<&TableAlias>) {
        // Its columns go by other names here.
        if alias.is_some_and(|alias| !alias.columns.is_empty()) {
            self.found.whole.push(relation.clone());
        }
        let known = alias.map_or_else(|| relation.name.clone(), |alias| names::name(&alias.name));
        self.relations.push((known, relation));
    }

    fn item(&mut self, item: &SelectItem, select: &Select) {
        match item {
            SelectItem::Wildcard(_) => {
                for from in &select.from {
                    self.star(from);
                }
            }
            SelectItem::QualifiedWildcard(SelectItemQualifiedWildcardKind::ObjectName(name), _) => {
                self.stars.insert(names::reference(name).name);
            }
            SelectItem::QualifiedWildcard(SelectItemQualifiedWildcardKind::Expr(_), _) => {
                self.found.everything = true;
            }
            _ => {}
        }
    }

    fn star(&mut self, from: &TableWithJoins) {
        let joined = from.joins.iter().map(|join| &join.relation);
        for factor in std::iter::once(&from.relation).chain(joined) {
            match factor {
                TableFactor::Table { name, .. } => self.found.whole.push(names::reference(name)),
                TableFactor::NestedJoin {
                    table_with_joins, ..
                } => self.star(table_with_joins),
                _ => {}
            }
        }
    }

    fn join(&mut self, join: &Join) {
        let (JoinOperator::Join(on)
        | JoinOperator::Inner(on)
        | JoinOperator::Left(on)
        | JoinOperator::LeftOuter(on)
        | JoinOperator::Right(on)
        | JoinOperator::RightOuter(on)
        | JoinOperator::FullOuter(on)
        | JoinOperator::CrossJoin(on)) = &join.join_operator
        else {
            return;
        };
        match on {
            JoinConstraint::Using(columns) => {
                let columns = columns.iter().map(|column| names::reference(column).name);
                self.found.names.extend(columns);
            }
            JoinConstraint::Natural => self.found.everything = true,
            JoinConstraint::On(_) | JoinConstraint::None => {}
        }
    }
}
