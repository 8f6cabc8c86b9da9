//! The columns that a query hangs on: a CASCADE of one of them takes the view along.
//!
//! What a query calls a column of its own is none of them, and a `*` stands for the columns of what
//! it is the star of (`find_expr_references_walker` of `dependency.c`).

use std::collections::BTreeSet;
use std::ops::ControlFlow;

use sqlparser::ast::{
    Expr, Join, JoinConstraint, JoinOperator, Query, Select, SelectItem,
    SelectItemQualifiedWildcardKind, TableAlias, TableFactor, TableWithJoins, Visit, Visitor,
};

use super::{Reference, names};
use crate::name::Name;

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
pub(super) fn of(query: &Query) -> ColumnReads {
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
