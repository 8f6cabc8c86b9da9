//! Generated conditions, what means the same as they do, and what only looks so.

use super::columns::{Column, FIXED, column};
use super::condition::Condition as C;

/// Numbers that follow from the first one (`SplitMix64`).
pub(super) struct Chance(pub(super) u64);

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    pub(super) fn below(&mut self, end: usize) -> usize {
        let end = u64::try_from(end).expect("a number");
        usize::try_from(self.next() % end).expect("a small number")
    }

    fn one<T: Copy>(&mut self, of: &[T]) -> T {
        of[self.below(of.len())]
    }

    fn shuffle<T>(&mut self, list: &mut [T]) {
        for at in (1..list.len()).rev() {
            list.swap(at, self.below(at + 1));
        }
    }
}

const COMPARISONS: &[&str] = &["=", "<>", "<", "<=", ">", ">="];
const WORDS: &[&str] = &[
    "TRUE",
    "NOT TRUE",
    "FALSE",
    "NOT FALSE",
    "UNKNOWN",
    "NOT UNKNOWN",
];

fn turned(op: &str) -> &'static str {
    match op {
        "<" => ">",
        "<=" => ">=",
        ">" => "<",
        ">=" => "<=",
        "=" => "=",
        _ => "<>",
    }
}

fn denied(op: &str) -> &'static str {
    match op {
        "<" => ">=",
        "<=" => ">",
        ">" => "<=",
        ">=" => "<",
        "=" => "<>",
        _ => "=",
    }
}

fn is_integer(name: &str) -> bool {
    matches!(name, "s" | "i" | "j" | "l" | "p")
}

/// A condition over these columns, so many levels deep at most.
pub(super) fn condition(chance: &mut Chance, among: &[&'static Column], depth: usize) -> C {
    if depth == 0 || chance.below(5) == 0 {
        return leaf(chance, among);
    }
    let list = |chance: &mut Chance| {
        let parts = 2 + chance.below(2);
        (0..parts)
            .map(|_| condition(chance, among, depth - 1))
            .collect()
    };
    match chance.below(8) {
        0 => C::Not(Box::new(condition(chance, among, depth - 1))),
        1 => {
            let word = chance.one(WORDS);
            C::Is(Box::new(condition(chance, among, depth - 1)), word)
        }
        2..=4 => C::All(list(chance)),
        _ => C::Either(list(chance)),
    }
}

fn leaf(chance: &mut Chance, among: &[&'static Column]) -> C {
    let &Column(name, kind, values) = chance.one(among);
    let value = |chance: &mut Chance| chance.one(values).to_owned();
    let yes = chance.below(2) == 0;
    match chance.below(10) {
        0 => C::Null(name, yes),
        1 | 2 => C::Listed(
            name,
            yes,
            (0..=chance.below(3)).map(|_| value(chance)).collect(),
        ),
        3 => C::Between(name, yes, value(chance), value(chance)),
        4 => {
            let fixed = chance.one(FIXED);
            let here = |column: &&str| among.iter().any(|one| one.0 == *column);
            if fixed.1.iter().all(here) {
                C::Text(fixed.0, fixed.1)
            } else {
                leaf(chance, among)
            }
        }
        5 if kind == "boolean" => C::Column(name),
        6 => {
            let other = chance.one(among);
            let numbers = |name: &str| is_integer(name) || matches!(name, "n" | "f");
            if numbers(name) && numbers(other.0) {
                C::Compared(name.to_owned(), chance.one(COMPARISONS), other.0.to_owned())
            } else {
                leaf(chance, among)
            }
        }
        _ => C::Compared(name.to_owned(), chance.one(COMPARISONS), value(chance)),
    }
}

/// The same condition, in other words here and there.
pub(super) fn respelled(chance: &mut Chance, node: &C) -> C {
    let node = match node {
        C::Not(inner) => C::Not(Box::new(respelled(chance, inner))),
        C::Is(inner, word) => C::Is(Box::new(respelled(chance, inner)), word),
        C::All(list) => C::All(list.iter().map(|one| respelled(chance, one)).collect()),
        C::Either(list) => C::Either(list.iter().map(|one| respelled(chance, one)).collect()),
        other => other.clone(),
    };
    match chance.below(8) {
        0 => C::Not(Box::new(C::Not(Box::new(node)))),
        1 if chance.below(4) == 0 => C::All(vec![node.clone(), node]),
        2 if chance.below(4) == 0 => {
            C::Either(vec![C::All(vec![node.clone(), C::Column("o")]), node])
        }
        3 | 4 => node,
        _ => otherwise(chance, node),
    }
}

fn otherwise(chance: &mut Chance, node: C) -> C {
    let not = |node: C| C::Not(Box::new(node));
    match node {
        C::All(mut list) | C::Either(mut list) if list.is_empty() => {
            C::All(std::mem::take(&mut list))
        }
        C::All(list) => match chance.below(3) {
            0 => not(C::Either(list.into_iter().map(not).collect())),
            1 => distributed(list),
            _ => C::All(shuffled(chance, list)),
        },
        C::Either(list) => match chance.below(3) {
            0 => not(C::All(list.into_iter().map(not).collect())),
            _ => C::Either(shuffled(chance, list)),
        },
        C::Compared(left, op, right) => compared(chance, left, op, right),
        C::Listed(name, not, values) => {
            let op = if not { "<>" } else { "=" };
            let test = |value: String| C::Compared(name.to_owned(), op, value);
            let tests = shuffled(chance, values).into_iter().map(test).collect();
            if not { C::All(tests) } else { C::Either(tests) }
        }
        C::Between(name, denied, low, high) => {
            let test = |op, value| C::Compared(name.to_owned(), op, value);
            let both = C::All(vec![test("<=", high), test(">=", low)]);
            if denied { not(both) } else { both }
        }
        C::Column(name) => match chance.below(3) {
            0 => C::Compared(name.to_owned(), "=", "true".to_owned()),
            1 => not(C::Compared(name.to_owned(), "=", "false".to_owned())),
            _ => C::Compared("false".to_owned(), "<>", name.to_owned()),
        },
        C::Null(name, denied) => not(C::Null(name, !denied)),
        C::Is(inner, word) => match word.strip_prefix("NOT ") {
            Some(bare) => not(C::Is(inner, word_of(bare))),
            None => not(C::Is(inner, word_of(&format!("NOT {word}")))),
        },
        other => other,
    }
}

fn word_of(text: &str) -> &'static str {
    WORDS.iter().find(|word| **word == text).expect("a word")
}

fn shuffled<T>(chance: &mut Chance, mut list: Vec<T>) -> Vec<T> {
    chance.shuffle(&mut list);
    list
}

/// `x AND (a OR b)` as `(x AND a) OR (x AND b)`.
fn distributed(mut list: Vec<C>) -> C {
    let Some(at) = list.iter().position(|one| matches!(one, C::Either(_))) else {
        return C::All(list);
    };
    let C::Either(alternatives) = list.remove(at) else {
        return C::All(list);
    };
    let each = alternatives.into_iter().map(|one| {
        let mut all = list.clone();
        all.push(one);
        C::All(all)
    });
    C::Either(each.collect())
}

fn compared(chance: &mut Chance, left: String, op: &'static str, right: String) -> C {
    let step = |by: i64| {
        right
            .parse::<i64>()
            .ok()
            .and_then(|value| value.checked_add(by))
    };
    let whole = is_integer(&left);
    match chance.below(3) {
        0 => C::Compared(right, turned(op), left),
        1 => C::Not(Box::new(C::Compared(left, denied(op), right))),
        _ => match (op, whole, step(-1), step(1)) {
            (">=", true, Some(less), _) => C::Compared(left, ">", less.to_string()),
            ("<", true, Some(less), _) => C::Compared(left, "<=", less.to_string()),
            ("<=", true, _, Some(more)) => C::Compared(left, "<", more.to_string()),
            (">", true, _, Some(more)) => C::Compared(left, ">=", more.to_string()),
            _ => C::Compared(left, op, right),
        },
    }
}

/// Something else in its place, at one point or at several.
pub(super) fn changed(chance: &mut Chance, node: &C, among: &[&'static Column]) -> C {
    match node {
        C::All(list) | C::Either(list) => {
            let mut list = list.clone();
            let at = chance.below(list.len());
            match chance.below(5) {
                0 if list.len() > 1 => {
                    list.remove(at);
                }
                1 => {
                    return if matches!(node, C::All(_)) {
                        C::Either(list)
                    } else {
                        C::All(list)
                    };
                }
                2 => list.push(leaf(chance, among)),
                _ => list[at] = changed(chance, &list[at].clone(), among),
            }
            if matches!(node, C::All(_)) {
                C::All(list)
            } else {
                C::Either(list)
            }
        }
        C::Not(inner) if chance.below(2) == 0 => (**inner).clone(),
        C::Not(inner) => C::Not(Box::new(changed(chance, inner, among))),
        C::Is(inner, _) if chance.below(3) == 0 => (**inner).clone(),
        C::Is(inner, _) => C::Is(inner.clone(), chance.one(WORDS)),
        C::Compared(left, op, right) => match chance.below(3) {
            0 => C::Compared(left.clone(), turned(op), right.clone()),
            1 => C::Compared(left.clone(), chance.one(COMPARISONS), right.clone()),
            _ => moved(chance, left, op, right),
        },
        C::Listed(name, not, values) => {
            let mut values = values.clone();
            match chance.below(3) {
                0 if values.len() > 1 => {
                    values.remove(0);
                }
                1 => values.push("NULL".to_owned()),
                _ => return C::Listed(name, !not, values),
            }
            C::Listed(name, *not, values)
        }
        C::Between(name, not, low, high) => C::Between(name, *not, high.clone(), low.clone()),
        C::Null(name, not) => C::Null(name, !not),
        C::Column(name) => C::Is(Box::new(C::Column(name)), chance.one(WORDS)),
        C::Text(..) => leaf(chance, among),
    }
}

/// One step further, where that is another condition.
fn moved(chance: &mut Chance, left: &str, op: &'static str, right: &str) -> C {
    let values = column(left).map_or(&[][..], |column| column.2);
    let fresh = match right.parse::<i64>() {
        Ok(value) if value.unsigned_abs() < 10 => (value - 1).to_string(),
        _ if values.is_empty() => right.to_owned(),
        _ => chance.one(values).to_owned(),
    };
    let op = if chance.below(2) == 0 {
        op
    } else {
        match op {
            ">=" => ">",
            "<=" => "<",
            ">" => ">=",
            "<" => "<=",
            other => other,
        }
    };
    C::Compared(left.to_owned(), op, fresh)
}
