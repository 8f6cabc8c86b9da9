//! How queries are built: all of it that a plan does not show, or that planning takes away.
//!
//! `EXPLAIN` prints neither the number of a LIMIT nor the rows of VALUES; before 17 not what a subquery is
//! compared with, before 18 no window (`explain.c`, `ruleutils.c`). The planner drops an ORDER BY that
//! something else fulfils, a join that changes nothing, a condition that always holds. The server prints
//! a query as it was built (`get_query_def` of `ruleutils.c`), so that both sides can be held together.

use sqlparser::ast::{Expr, ObjectName, OrderByExpr, OrderBySort};

use super::Refusal;
use crate::effect::expression::lower;
use crate::effect::names;
use crate::schema;

/// A part of how a query is built.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Item {
    /// In words.
    Word(String),
    /// A column, with its qualification where it has one.
    Column(Option<String>, String),
    /// What no plan shows and no text proves the same: without its casts and qualifications.
    Unclear(String),
}

/// Whether two texts are built alike.
pub(super) fn alike(expected: &[Item], live: &[Item]) -> Result<(), Refusal> {
    let same = |(expected, live): (&Item, &Item)| match (expected, live) {
        (Item::Column(first, name), Item::Column(second, other)) => {
            let named = |(first, second): (&String, &String)| is_numbered(first, second);
            name == other && first.as_ref().zip(second.as_ref()).is_none_or(named)
        }
        (expected, live) => expected == live,
    };
    if expected.len() != live.len() || !expected.iter().zip(live).all(same) {
        return Err(Refusal::Shape);
    }
    let unclear = |item: &Item| matches!(item, Item::Unclear(_));
    if expected.iter().any(unclear) {
        return Err(Refusal::Hidden);
    }
    Ok(())
}

/// Whether two names of a row are one: the server numbers those that stand for several rows
/// (`set_rtable_names` of `ruleutils.c`).
fn is_numbered(expected: &str, live: &str) -> bool {
    let rest = live.strip_prefix(expected);
    rest.is_some_and(|rest| {
        let number = rest.strip_prefix('_').unwrap_or("x");
        rest.is_empty() || number.chars().all(|c| c.is_ascii_digit())
    })
}

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
