//! Small parts of a tree, in the words by which two sides are held together.

use sqlparser::ast::{Expr, ObjectName, OrderByExpr, OrderBySort};

use crate::effect::expression::lower;
use crate::effect::names;
use crate::schema;

/// The direction, by what the server leaves out.
pub(super) fn ordered(one: &OrderByExpr) -> String {
    let descending = one.options.sort == Some(OrderBySort::Desc);
    let nulls_first = one.options.nulls_first.unwrap_or(descending);
    format!("order {descending} {nulls_first}")
}

/// How many conditions hold together.
pub(super) fn conjuncts(condition: Option<&Expr>) -> usize {
    match condition.map(lower) {
        None => 0,
        Some(schema::Expr::And(list)) => list.len(),
        Some(_) => 1,
    }
}

/// The expression without its casts.
pub(super) fn without_casts(expr: &Expr) -> schema::Expr {
    let mut tree = lower(expr);
    tree.for_each_mut(&mut |node| {
        while let schema::Expr::Cast(inner, _) = node {
            *node = (**inner).clone();
        }
    });
    tree
}

/// Whether it is a query in parentheses.
pub(super) fn is_query(expr: &Expr) -> bool {
    match expr {
        Expr::Nested(inner) => is_query(inner),
        other => matches!(other, Expr::Subquery(_)),
    }
}

/// A name without its qualification.
pub(super) fn last(name: &ObjectName) -> String {
    names::reference(name).name.to_string()
}
