//! The ledger's expression against the one that the server prints back.
//!
//! PostgreSQL stores the parse tree of what the statement said, after parse analysis: casts that the
//! types ask for, literals of a type, names resolved. Both sides are brought to one normal form by the
//! same rules. Equal normal forms are a proof of sameness; trees that differ even where casts and
//! spellings are overlooked are a proof of difference; all else is undecided.

mod compound;
mod functions;
mod literal;
mod logic;
mod matching;
mod normal;
mod operators;
mod reread;
#[cfg(test)]
mod tests;
mod typed;
mod types;

use std::cell::Cell;

use logic::{Logic, Truths};
use matching::{Matcher, Overlooked};

use super::answer::Answer;
use crate::name::Name;
use crate::schema::{DataType, Expr, Expression};

/// The version of these rules. Whoever changes what they say of two texts makes it one more: then nothing
/// that only they see otherwise is taken for a change of the database.
pub const CANONICALISER: u32 = 4;

/// What is known about two expressions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sameness {
    /// The same tree.
    Exact,
    /// Another spelling of the same expression; the reason.
    Equivalent(&'static str),
    /// What another Django release writes for the same; the reason.
    Skew(&'static str),
    /// Not the same expression.
    Different,
    /// Neither could be proved; the reason.
    Undecided(&'static str),
}

impl Sameness {
    /// What is noted of it; nothing where both sides are exactly the same.
    pub(super) fn noted(self) -> Option<Answer> {
        Some(match self {
            Self::Exact => return None,
            Self::Equivalent(reason) => Answer::Equivalent(reason),
            Self::Skew(reason) => Answer::Skew(reason),
            Self::Different => Answer::Different,
            Self::Undecided(reason) => Answer::Undecided(reason),
        })
    }

    /// Of what has to be the same in all, what is least so: the first of those.
    pub(super) fn worst(all: impl IntoIterator<Item = Self>) -> Self {
        let all = all.into_iter();
        let worse = |worst: Self, one: Self| {
            if one.rank() > worst.rank() {
                one
            } else {
                worst
            }
        };
        all.reduce(worse).unwrap_or(Self::Exact)
    }

    /// Of what has to be the same in one, what is most so.
    pub(super) fn best(all: impl IntoIterator<Item = Self>) -> Self {
        let all = all.into_iter();
        all.min_by_key(Self::rank).unwrap_or(Self::Different)
    }

    fn rank(&self) -> usize {
        match self {
            Self::Exact => 0,
            Self::Equivalent(_) => 1,
            Self::Skew(_) => 2,
            Self::Undecided(_) => 3,
            Self::Different => 4,
        }
    }
}

/// What an expression stands among.
#[derive(Clone)]
pub struct Scope<'a> {
    /// The data type of a column of the table, as the catalog holds it; `None` where there is no such column.
    pub column_type: &'a dyn Fn(&Name) -> Option<DataType>,
    /// Whether a text is a label of an enum type, as the catalog holds it.
    pub label: &'a dyn Fn(&DataType, &str) -> bool,
    /// The type that the value is assigned to: the column's for a default or a generated column,
    /// `boolean` for a check or a predicate, `None` for an index key.
    pub result: Option<DataType>,
}

/// Holds the ledger's expression against the server's. Both are read as `effect::expression` reads
/// them; `live` is what `pg_get_expr` printed with an empty `search_path`.
#[must_use]
pub(super) fn compare(expected: &Expression, live: &Expression, scope: &Scope<'_>) -> Sameness {
    if expected.tree == live.tree {
        return Sameness::Exact;
    }
    if matching::same_text(&expected.text, &live.text) {
        return Sameness::Equivalent("the text is the same");
    }
    let reread = reread::reread(expected, scope);
    let expected = reread.as_ref().unwrap_or(&expected.tree);
    let stored = as_stored(expected, &live.tree);
    let older = stored.is_some();
    let expected = stored.as_ref().unwrap_or(expected);
    let [first, second] = [expected, &live.tree].map(|tree| normal::normal(tree, scope));
    let mut strict = Matcher {
        scope: Some(scope),
        ..Matcher::default()
    };
    if strict.matches(&first, &second) {
        return Sameness::Equivalent(if older {
            "servers before 14 store EXTRACT as date_part"
        } else {
            "the server's spelling of the same expression"
        });
    }
    if in_other_words(&first, &second, scope) {
        return Sameness::Equivalent("the same condition in other words");
    }
    if expected.has_opaque() || live.tree.has_opaque() {
        return Sameness::Undecided("a part of the expression could not be read");
    }
    differing(&first, &second, scope)
}

fn differing(expected: &Expr, live: &Expr, scope: &Scope<'_>) -> Sameness {
    let mut matcher = loose(expected, live, scope);
    let overlooked = if matcher.matches(expected, live) {
        matcher.overlooked.first().copied()
    } else {
        match perhaps_in_other_words(expected, live, scope) {
            Ok(overlooked) => Some(overlooked),
            Err(sameness) => return sameness,
        }
    };
    Sameness::Undecided(match overlooked {
        Some(Overlooked::Literal) => "only the server can tell whether two literals are one value",
        Some(Overlooked::Function) => "two functions may be one",
        Some(Overlooked::Collation) => "a collation stands on one side only",
        Some(Overlooked::Operator) => "two operators may mean one thing",
        Some(Overlooked::Evaluation) => {
            "the tests are made in another order, or another number of times"
        }
        Some(Overlooked::Cast) | None => "a cast stands on one side only, or casts to another type",
    })
}

/// Holds both sides over casts, and over the text of literals.
fn loose<'a>(expected: &Expr, live: &Expr, scope: &'a Scope<'a>) -> Matcher<'a> {
    Matcher {
        loose: true,
        scope: Some(scope),
        labels: matching::labels([expected, live], scope),
        ..Matcher::default()
    }
}

/// How many nodes of two conditions are looked at to settle both.
const MOST_SETTLED: usize = 50_000;

/// Whether both are proved to be one condition in other words.
fn in_other_words(expected: &Expr, live: &Expr, scope: &Scope<'_>) -> bool {
    let logic = Logic {
        scope,
        bold: false,
        steps: &Cell::new(MOST_SETTLED),
    };
    let (expected, live) = (logic.settled(expected), logic.settled(live));
    let mut matcher = Matcher {
        logic: Some(logic),
        scope: Some(scope),
        ..Matcher::default()
    };
    !logic.is_spent()
        && (matcher.matches(&expected, &live)
            || logic::held(&mut matcher, logic, &expected, &live) == Truths::Same)
}

/// What has to be overlooked for both to be one condition in other words, where they may be; else the answer.
fn perhaps_in_other_words(
    expected: &Expr,
    live: &Expr,
    scope: &Scope<'_>,
) -> Result<Overlooked, Sameness> {
    let logic = Logic {
        scope,
        bold: true,
        steps: &Cell::new(MOST_SETTLED),
    };
    let (expected, live) = (logic.settled(expected), logic.settled(live));
    if logic.is_spent() {
        return Err(Sameness::Undecided(TOO_LONG));
    }
    let mut matcher = loose(&expected, &live, scope);
    matcher.logic = Some(logic);
    let found = |matcher: &Matcher<'_>| matcher.overlooked.first().copied();
    if matcher.matches(&expected, &live) {
        return Ok(found(&matcher).unwrap_or(Overlooked::Operator));
    }
    matcher.overlooked.clear();
    match logic::held(&mut matcher, logic, &expected, &live) {
        Truths::Same => Ok(found(&matcher).unwrap_or(Overlooked::Evaluation)),
        Truths::Different => Err(Sameness::Different),
        Truths::Open => Err(Sameness::Undecided(TOO_LONG)),
    }
}

const TOO_LONG: &str = "the conditions are too long to be held against each other in other words";

/// The ledger's tree as a server before 14 stored it (`gram.y` up to 13: EXTRACT is `date_part`),
/// where the live tree shows that one did: a database may since have been upgraded.
fn as_stored(expected: &Expr, live: &Expr) -> Option<Expr> {
    let calls = |tree: &Expr, name: &str| {
        tree.has(&|node| matches!(node, Expr::Call(called, _) if called == name))
    };
    let older = calls(live, "date_part") && !calls(live, "extract") && calls(expected, "extract");
    older.then(|| {
        let mut stored = expected.clone();
        stored.for_each_mut(&mut |node| {
            if let Expr::Call(name, _) = node
                && name == "extract"
            {
                "date_part".clone_into(name);
            }
        });
        stored
    })
}
