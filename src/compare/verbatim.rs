//! Expressions of a database that keeps their text as it was written: SQLite. It prints nothing anew, so that what is not
//! read can be held against it word by word.

use std::cmp::Ordering;

use super::expression::{self, Sameness, Scope};
use crate::effect::sqlite::same_words;
use crate::schema::{Expr, Expression, Literal};

/// Holds the ledger's expression against the one in the database. No column has a type there that says what it holds.
pub(super) fn compare(expected: &Expression, live: &Expression) -> Sameness {
    let scope = Scope {
        column_type: &|_| None,
        label: &|_, _| false,
        result: None,
    };
    if expected.tree != live.tree && same_words(&expected.text, &live.text) == Some(true) {
        return Sameness::Equivalent("the same words in other quotes");
    }
    if expected.tree != live.tree && in_order(&expected.tree) == in_order(&live.tree) {
        return Sameness::Equivalent("the constants of an IN stand in another order");
    }
    match expression::compare(expected, live, &scope) {
        Sameness::Undecided(_) if has_opaque([expected, live]) => by_words(expected, live),
        Sameness::Exact => Sameness::Exact,
        // SQLite has laws of its own: a text may be a number, and 2 is true.
        Sameness::Equivalent(_) => {
            Sameness::Undecided("it is written in other words, which may mean the same")
        }
        Sameness::Different | Sameness::Undecided(_) if is_skew(&expected.tree, &live.tree) => {
            Sameness::Skew("Django writes a boolean column as `= 1` up to 3.2, and bare since 4.0")
        }
        sameness => sameness,
    }
}

/// The constants of each IN in one order: Django makes some of a set, whose order is chance.
fn in_order(tree: &Expr) -> Expr {
    let mut tree = tree.clone();
    tree.for_each_mut(&mut |node| {
        let Expr::Any(_, _, list, _) = node else {
            return;
        };
        if let Expr::Array(values) = &mut **list
            && values.iter().all(|it| matches!(it, Expr::Literal(_)))
        {
            values.sort_by(|one, other| one.partial_cmp(other).unwrap_or(Ordering::Equal));
        }
    });
    tree
}

/// Whether they differ in nothing but how a column is asked for its truth. To SQLite that is not the same where a column
/// holds what is no boolean.
fn is_skew(expected: &Expr, live: &Expr) -> bool {
    let [mut one, mut other] = [expected.clone(), live.clone()];
    asked(&mut one);
    asked(&mut other);
    one == other
}

/// Columns that are conditions, as comparisons.
fn asked(condition: &mut Expr) {
    let compared = |column: &Expr, value: &str| {
        let value = Expr::Literal(Literal::Number(value.to_owned()));
        Expr::infix("=", column.clone(), value)
    };
    match condition {
        Expr::Column(_) => *condition = compared(condition, "1"),
        Expr::Not(inner) => match &mut **inner {
            Expr::Column(_) => *condition = compared(inner, "0"),
            inner => asked(inner),
        },
        Expr::And(all) | Expr::Or(all) => all.iter_mut().for_each(asked),
        _ => {}
    }
}

fn has_opaque(both: [&Expression; 2]) -> bool {
    both.iter().any(|it| it.tree.has_opaque())
}

/// What was renamed stands in other quotes afterwards.
fn by_words(expected: &Expression, live: &Expression) -> Sameness {
    match same_words(&expected.text, &live.text) {
        Some(true) => Sameness::Equivalent("the same words in other quotes"),
        Some(false) => Sameness::Different,
        None => Sameness::Undecided("what stands in double quotes may be a name or a string"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::name::Name;

    fn is_in(values: &[&str]) -> Expression {
        let texts = values
            .iter()
            .map(|it| Expr::Literal(Literal::Text((*it).to_owned())));
        let column = Expr::Column(Name::from("a"));
        let list = Box::new(Expr::Array(texts.collect()));
        let tree = Expr::Any(Box::new(column), "=".to_owned(), list, false);
        Expression::new(format!("a IN {values:?}"), tree)
    }

    #[test]
    fn the_constants_of_an_in_are_a_set() {
        let one = is_in(&["null", "true", "false"]);
        let other = is_in(&["true", "false", "null"]);
        assert!(matches!(compare(&one, &other), Sameness::Equivalent(_)));
        let less = is_in(&["true", "false", "none"]);
        assert!(!matches!(
            compare(&one, &less),
            Sameness::Exact | Sameness::Equivalent(_)
        ));
    }
}
