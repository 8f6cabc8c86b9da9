//! Whether two conditions are one function of their tests, tried in every combination.

use crate::compare::expression::matching::Matcher;
use crate::schema::{Expr, Literal};

/// So many different tests are tried in every combination of true, false and NULL, at most.
const MOST_TESTS: usize = 6;

/// Whether two settled conditions are true, false and NULL together, whatever their tests are.
pub(in crate::compare::expression) fn same_truth(
    matcher: &mut Matcher<'_>,
    expected: &Expr,
    live: &Expr,
) -> bool {
    let lists = |node: &Expr| matches!(node, Expr::And(_) | Expr::Or(_));
    if !lists(expected) && !lists(live) {
        return false;
    }
    let mut tests = Vec::new();
    let mut known = |node| Truth::of(node, matcher, &mut tests);
    let (Some(first), Some(second)) = (known(expected), known(live)) else {
        return false;
    };
    let mut values = vec![Some(false); tests.len()];
    loop {
        if first.value(&values) != second.value(&values) {
            return false;
        }
        // The next combination; after the last one all are false again.
        let carry = values.iter_mut().find_map(|value| {
            *value = match value {
                Some(false) => None,
                None => Some(true),
                Some(true) => Some(false),
            };
            (*value != Some(false)).then_some(())
        });
        if carry.is_none() {
            return true;
        }
    }
}

/// A condition over numbered tests.
enum Truth {
    Test(usize),
    Constant(bool),
    Not(Box<Truth>),
    All(Vec<Truth>),
    Either(Vec<Truth>),
}

impl Truth {
    fn of<'e>(
        node: &'e Expr,
        matcher: &mut Matcher<'_>,
        tests: &mut Vec<&'e Expr>,
    ) -> Option<Self> {
        let mut each = |list: &'e [Expr]| {
            let list = list.iter().map(|one| Self::of(one, matcher, tests));
            list.collect::<Option<Vec<_>>>()
        };
        Some(match node {
            Expr::And(list) => Self::All(each(list)?),
            Expr::Or(list) => Self::Either(each(list)?),
            Expr::Literal(Literal::Bool(value)) => Self::Constant(*value),
            Expr::Not(inner) => Self::Not(Box::new(Self::of(inner, matcher, tests)?)),
            test => {
                let known = tests.iter().position(|one| matcher.matches(one, test));
                if known.is_none() {
                    tests.push(test);
                }
                let at = known.unwrap_or(tests.len() - 1);
                (at < MOST_TESTS).then_some(Self::Test(at))?
            }
        })
    }

    /// True, false, or NULL.
    fn value(&self, values: &[Option<bool>]) -> Option<bool> {
        // The value that decides a list, else NULL where one is NULL.
        let list = |list: &[Self], decides: bool| {
            let mut outcome = Some(!decides);
            for one in list {
                match one.value(values) {
                    Some(value) if value == decides => return Some(decides),
                    None => outcome = None,
                    Some(_) => {}
                }
            }
            outcome
        };
        match self {
            Self::Test(at) => values.get(*at).copied().flatten(),
            Self::Constant(value) => Some(*value),
            Self::Not(inner) => inner.value(values).map(|value| !value),
            Self::All(all) => list(all, false),
            Self::Either(either) => list(either, true),
        }
    }
}
