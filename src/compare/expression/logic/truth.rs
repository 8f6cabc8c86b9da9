//! Whether two conditions are one function of their tests.
//!
//! Values are given to one test after the other, and both conditions are made shorter by them, until they
//! are one or differ. A test that only ever stands with NOT, or only ever without, need not be tried with
//! NULL: whether a condition is true depends on whether that test is true alone, and whether it is false
//! on whether the test is false, so NULL tells nothing that true and false have not told.

use std::collections::BTreeSet;

use super::Logic;
use crate::compare::expression::functions::{is_steady, may_fail};
use crate::compare::expression::matching::Matcher;
use crate::schema::{Expr, Literal};

/// So many different tests are told apart, at most.
const MOST_TESTS: usize = 2_000;

/// So many parts of conditions are looked at, at most.
const MOST_STEPS: usize = 50_000;

/// What is known of two conditions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::compare::expression) enum Truths {
    /// True, false and NULL together, whatever their tests are.
    Same,
    /// Some outcome of the tests makes one of them true and not the other, or false and not the other.
    Different,
    /// Too long to be tried.
    Open,
}

/// Holds two settled conditions against each other.
pub(in crate::compare::expression) fn held<'a>(
    matcher: &mut Matcher<'a>,
    logic: Logic<'a>,
    expected: &Expr,
    live: &Expr,
) -> Truths {
    let lists = |node: &Expr| matches!(node, Expr::And(_) | Expr::Or(_));
    if !lists(expected) && !lists(live) {
        return Truths::Different;
    }
    let mut tests = Tests {
        matcher,
        logic,
        known: Vec::new(),
    };
    let (Some(first), Some(second)) = (tests.read(expected, EXPECTED), tests.read(live, LIVE))
    else {
        return Truths::Open;
    };
    let steady = |test: &Expr| is_steady(test) && !may_fail(test, Some(logic.scope));
    let mut known = tests.known.iter().flatten().flatten();
    if !logic.bold && !known.all(|test| steady(test)) {
        return Truths::Open;
    }
    let mut signs = [BTreeSet::new(), BTreeSet::new()];
    first.signs(&mut signs);
    second.signs(&mut signs);
    let [plain, denied] = signs;
    let mut search = Search {
        mixed: plain.intersection(&denied).copied().collect(),
        steps: MOST_STEPS,
    };
    search.run(&first, &second)
}

/// A test that is on both sides, or on one.
type Pair<'e> = [Option<&'e Expr>; 2];

/// The ledger's side of a pair, and the catalog's.
const EXPECTED: usize = 0;
const LIVE: usize = 1;

/// The tests of both sides, numbered: those that are one have one number.
struct Tests<'m, 'a, 'e> {
    matcher: &'m mut Matcher<'a>,
    logic: Logic<'a>,
    known: Vec<Pair<'e>>,
}

impl<'e> Tests<'_, '_, 'e> {
    fn read(&mut self, node: &'e Expr, side: usize) -> Option<Truth> {
        Some(match node {
            Expr::And(list) => Truth::list(true, self.each(list, side)?),
            Expr::Or(list) => Truth::list(false, self.each(list, side)?),
            Expr::Literal(Literal::Bool(value)) => Truth::Constant(Some(*value)),
            Expr::Not(inner) => Truth::Test(self.number(inner, side)?, true),
            test => Truth::Test(self.number(test, side)?, false),
        })
    }

    fn each(&mut self, list: &'e [Expr], side: usize) -> Option<Vec<Truth>> {
        list.iter().map(|one| self.read(one, side)).collect()
    }

    /// A test is another of its own side only where nothing is overlooked.
    fn number(&mut self, test: &'e Expr, side: usize) -> Option<usize> {
        let logic = Logic {
            bold: false,
            ..self.logic
        };
        let mut strict = Matcher {
            logic: Some(logic),
            ..Matcher::default()
        };
        let mut again = |one: &Expr| one == test || strict.matches(one, test);
        let mut known = self.known.iter();
        let mut found = known.position(|pair| pair[side].is_some_and(&mut again));
        if side == LIVE && found.is_none() {
            let free = |pair: &Pair<'e>| pair[EXPECTED].filter(|_| pair[LIVE].is_none());
            let mut known = self.known.iter();
            found = known.position(|pair| free(pair).is_some_and(&mut again));
            let mut known = self.known.iter();
            let mut likely = |one: &Expr| self.matcher.matches(one, test);
            found = found.or_else(|| known.position(|it| free(it).is_some_and(&mut likely)));
        }
        let at = found.unwrap_or(self.known.len());
        if at == self.known.len() {
            self.known.push([None; 2]);
        }
        self.known[at][side].get_or_insert(test);
        (at < MOST_TESTS).then_some(at)
    }
}

/// A condition over numbered tests.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Truth {
    /// True, false, or NULL.
    Constant(Option<bool>),
    /// A test, and whether NOT stands before it.
    Test(usize, bool),
    All(Vec<Truth>),
    Either(Vec<Truth>),
}

impl Truth {
    /// AND (`all`) or OR over some, in one order, without what changes nothing.
    fn list(all: bool, parts: Vec<Truth>) -> Self {
        let mut list = Vec::with_capacity(parts.len());
        for part in parts {
            match part {
                Self::Constant(Some(value)) if value == all => {}
                Self::Constant(Some(value)) => return Self::Constant(Some(value)),
                Self::All(inner) if all => list.extend(inner),
                Self::Either(inner) if !all => list.extend(inner),
                other => list.push(other),
            }
        }
        list.sort_unstable();
        list.dedup();
        match (list.len(), all) {
            (0, _) => Self::Constant(Some(all)),
            (1, _) => list.remove(0),
            (_, true) => Self::All(list),
            (_, false) => Self::Either(list),
        }
    }

    /// The tests that stand without NOT, and those that stand with it.
    fn signs(&self, signs: &mut [BTreeSet<usize>; 2]) {
        match self {
            Self::Constant(_) => {}
            Self::Test(at, denied) => {
                let [plain, with] = signs;
                let signs = if *denied { with } else { plain };
                signs.insert(*at);
            }
            Self::All(list) | Self::Either(list) => list.iter().for_each(|one| one.signs(signs)),
        }
    }

    /// What is left of it where a test has a value.
    fn given(&self, test: usize, value: Option<bool>, steps: &mut usize) -> Self {
        *steps = steps.saturating_sub(1);
        let mut each = |list: &[Self]| {
            let list = list.iter().map(|one| one.given(test, value, steps));
            list.collect::<Vec<_>>()
        };
        match self {
            Self::Test(at, denied) if *at == test => {
                Self::Constant(value.map(|value| value != *denied))
            }
            Self::All(list) => Self::list(true, each(list)),
            Self::Either(list) => Self::list(false, each(list)),
            Self::Constant(_) | Self::Test(..) => self.clone(),
        }
    }

    /// What it is where each test that stands with NOT in it is `value` after the NOT, and each other too.
    fn with_all(&self, value: bool) -> Option<bool> {
        let list = |list: &[Self], decides: bool| {
            let mut outcome = Some(!decides);
            for one in list {
                match one.with_all(value) {
                    Some(found) if found == decides => return Some(decides),
                    None => outcome = None,
                    Some(_) => {}
                }
            }
            outcome
        };
        match self {
            Self::Constant(constant) => *constant,
            Self::Test(..) => Some(value),
            Self::All(all) => list(all, false),
            Self::Either(either) => list(either, true),
        }
    }

    fn first_test(&self) -> Option<usize> {
        match self {
            Self::Constant(_) => None,
            Self::Test(at, _) => Some(*at),
            Self::All(list) | Self::Either(list) => list.iter().find_map(Self::first_test),
        }
    }
}

struct Search {
    /// Tests that stand with NOT and without.
    mixed: BTreeSet<usize>,
    steps: usize,
}

impl Search {
    fn run(&mut self, first: &Truth, second: &Truth) -> Truths {
        if first == second {
            return Truths::Same;
        }
        // Where no test stands with NOT and without, all may have one value at once.
        let differ = |value| first.with_all(value) != second.with_all(value);
        if self.mixed.is_empty() && (differ(false) || differ(true)) {
            return Truths::Different;
        }
        let Some(test) = between(first, second) else {
            return Truths::Different;
        };
        let mut outcome = Truths::Same;
        let values = [Some(true), Some(false), None];
        let tried = if self.mixed.contains(&test) { 3 } else { 2 };
        for value in values.into_iter().take(tried) {
            if self.steps == 0 {
                return Truths::Open;
            }
            let left = first.given(test, value, &mut self.steps);
            let right = second.given(test, value, &mut self.steps);
            match self.run(&left, &right) {
                Truths::Same => {}
                Truths::Different => return Truths::Different,
                Truths::Open => outcome = Truths::Open,
            }
        }
        outcome
    }
}

/// A test by which two conditions may differ: what both share is left for last.
fn between(first: &Truth, second: &Truth) -> Option<usize> {
    let apart = |list: &[Truth], other: &[Truth]| {
        let alone = list.iter().filter(|one| other.binary_search(one).is_err());
        alone.map(Truth::first_test).find_map(|test| test)
    };
    let found = match (first, second) {
        (Truth::All(a), Truth::All(b)) | (Truth::Either(a), Truth::Either(b)) => {
            apart(a, b).or_else(|| apart(b, a))
        }
        _ => None,
    };
    found
        .or_else(|| first.first_test())
        .or_else(|| second.first_test())
}
