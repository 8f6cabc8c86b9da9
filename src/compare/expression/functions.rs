//! Built-in functions: what their arguments become, and what they give (`pg_proc.dat`), and what of a condition
//! may be evaluated twice instead of once, or not at all, and nobody can tell. Only those that indexes, checks
//! and defaults use; the arguments of any other function are left alone.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use super::Scope;
use super::types::{self, named};
use crate::schema::{DataType, Expr};

/// How the arguments and the result of a call are typed.
#[derive(Default)]
pub(super) struct Signature {
    /// The type that each argument becomes; `None` leaves it alone. The last one goes for all that follow.
    pub(super) arguments: Vec<Option<DataType>>,
    /// The type of the result, where it is known.
    pub(super) result: Option<DataType>,
}

impl Signature {
    fn new<const N: usize>(arguments: [Option<DataType>; N], result: Option<DataType>) -> Self {
        Self {
            arguments: arguments.into(),
            result,
        }
    }
}

/// What is known of a function by its name alone.
struct Function {
    arguments: Vec<&'static str>,
    result: Option<&'static str>,
    note: &'static str,
}

static FUNCTIONS: LazyLock<BTreeMap<&str, Function>> = LazyLock::new(|| {
    let lines = include_str!("functions.txt").lines();
    let rows = lines.filter(|line| !line.starts_with('#'));
    rows.flat_map(|row| {
        let mut cells = row.split('|').map(str::trim);
        let names = cells.next().unwrap_or_default();
        let [arguments, result, note] = [(); 3].map(|()| cells.next().unwrap_or_default());
        let function = move || Function {
            arguments: arguments.split_whitespace().collect(),
            result: Some(result).filter(|result| !["", "any"].contains(result)),
            note,
        };
        names.split(' ').map(move |name| (name, function()))
    })
    .collect()
});

/// The signature of a call, where the function and the types that it depends on are known.
pub(super) fn signature(name: &str, given: &[Option<DataType>]) -> Option<Signature> {
    let by_name = || FUNCTIONS.get(name).filter(|it| !it.arguments.is_empty());
    overloaded(name, given).or_else(|| Some(tabled(by_name()?, given)))
}

/// Whether the server's own functions hold this name, as far as they are known here.
pub(super) fn is_known(name: &str) -> bool {
    FUNCTIONS.contains_key(name)
}

/// Whether it is known to give another value each time.
pub(super) fn is_volatile(name: &str) -> bool {
    FUNCTIONS.get(name).is_some_and(|it| it.note == "volatile")
}

/// Whether a function or an operator refuses some of its arguments, so that people guard the call.
fn refuses(name: &str) -> bool {
    matches!(name, "/" | "%" | "^") || FUNCTIONS.get(name).is_some_and(|it| it.note == "fails")
}

fn tabled(function: &Function, given: &[Option<DataType>]) -> Signature {
    let mut words = function.arguments.as_slice();
    // to_tsvector(text) takes no configuration.
    if let (["regconfig", rest @ ..], [_]) = (words, given) {
        words = rest;
    }
    let last = words.last().copied().unwrap_or("any");
    let arguments = given.iter().enumerate();
    let arguments = arguments
        .map(|(at, given)| argument(words.get(at).copied().unwrap_or(last), given.as_ref()));
    Signature {
        arguments: arguments.collect(),
        result: function.result.map(of_words),
    }
}

/// A type whose words are joined by `_`.
fn of_words(words: &str) -> DataType {
    named(&words.replace('_', " "))
}

fn argument(word: &str, given: Option<&DataType>) -> Option<DataType> {
    match word {
        "any" => None,
        // VARIADIC "any" takes every type as it is; a literal without a type becomes text.
        "display" => {
            let unknown = given.filter(|given| **given == types::unknown());
            unknown.map(|_| named("text"))
        }
        other => Some(of_words(other)),
    }
}

/// The functions whose result, or whose choice, follows from the arguments.
fn overloaded(name: &str, given: &[Option<DataType>]) -> Option<Signature> {
    let first = given.first().cloned().flatten();
    match name {
        "round" | "trunc" if given.len() == 2 => {
            let arguments = [named("numeric"), named("integer")];
            Some(Signature::new(arguments.map(Some), Some(named("numeric"))))
        }
        "round" | "trunc" | "ceil" | "ceiling" | "floor" | "sqrt" => Some(one_number(first)),
        "abs" => Some(Signature::new([None], first.map(|it| types::plain(&it)))),
        "mod" | "power" => two_numbers(name, given),
        "substring" | "substr" => Some(substring(given)),
        "date_trunc" => Some(date_trunc(given)),
        "timezone" => Some(timezone(given)),
        _ if is_range_bound(name, first.as_ref()) => Some(Signature::new([None], None)),
        _ => None,
    }
}

/// `lower(range)` and `upper(range)` are not the functions of text.
fn is_range_bound(name: &str, first: Option<&DataType>) -> bool {
    matches!(name, "lower" | "upper")
        && first.is_none_or(|first| first.base.name.as_str().contains("range"))
}

/// Integers go to `double precision`, the preferred of the numbers; `numeric` stays.
fn one_number(first: Option<DataType>) -> Signature {
    let becomes = first.map(|first| {
        if types::number_rank(&first).is_some() && !first.is_builtin("numeric") {
            named("double precision")
        } else {
            types::plain(&first)
        }
    });
    Signature::new([becomes.clone()], becomes)
}

fn two_numbers(name: &str, given: &[Option<DataType>]) -> Option<Signature> {
    let [Some(left), Some(right)] = given else {
        return None;
    };
    let meets = types::operator_type(left, right)?;
    let meets = if name == "power" && types::is_integer(&meets) {
        named("double precision")
    } else {
        meets
    };
    let arguments = [Some(meets.clone()), Some(meets.clone())];
    Some(Signature::new(arguments, Some(meets)))
}

/// `substring(text, int, int)`, `substring(text, pattern)`; of bytea and bit strings it gives their own.
fn substring(given: &[Option<DataType>]) -> Signature {
    let text = |given: &Option<DataType>, is: &dyn Fn(&DataType) -> bool| {
        given.as_ref().filter(|it| is(it)).map(|_| named("text"))
    };
    let becomes = |it: &DataType| types::is_text(it) || types::widens(it, &named("text"));
    let textual = given.first().and_then(|first| text(first, &becomes));
    let bare = |it: &DataType| *it == types::unknown() || types::is_text(it);
    let rest = given.iter().skip(1).map(|other| text(other, &bare));
    Signature {
        arguments: std::iter::once(textual.clone()).chain(rest).collect(),
        result: textual,
    }
}

/// A date goes to `timestamp with time zone`, the preferred of its kind.
fn date_trunc(given: &[Option<DataType>]) -> Signature {
    let moment = given.get(1).and_then(Option::as_ref).map(|moment| {
        if moment.is_builtin("date") {
            named("timestamp with time zone")
        } else {
            types::plain(moment)
        }
    });
    let arguments = [Some(named("text")), moment.clone(), Some(named("text"))];
    Signature::new(arguments, moment)
}

/// `timezone(zone, moment)` turns each kind of timestamp into the other.
fn timezone(given: &[Option<DataType>]) -> Signature {
    const KINDS: [&str; 2] = ["timestamp without time zone", "timestamp with time zone"];
    let zone = given.first().and_then(Option::as_ref);
    let zone = zone.filter(|zone| !zone.is_builtin("interval"));
    let moment = given.get(1).and_then(Option::as_ref);
    let [without, with] = KINDS;
    let kinds = moment.map(|moment| {
        if moment.is_builtin(without) {
            [without, with]
        } else {
            [with, without]
        }
    });
    let [moment, result] = [0, 1].map(|at| kinds.map(|kinds| named(kinds[at])));
    Signature::new([zone.map(|_| named("text")), moment], result)
}

/// Whether a node gives one value however often it is evaluated. Of functions that are not the server's
/// own nobody here knows.
pub(super) fn is_steady(node: &Expr) -> bool {
    !node.has(&|part| match part {
        Expr::Call(name, _) => !is_known(name) || is_volatile(name),
        Expr::Opaque(_) => true,
        _ => false,
    })
}

/// Whether evaluating it may fail where another test, made first, would have kept it from that:
/// a division, or a cast of text.
pub(super) fn may_fail(node: &Expr, scope: Option<&Scope<'_>>) -> bool {
    node.has(&|part| match part {
        Expr::Binary(name, ..) | Expr::Call(name, _) => refuses(name),
        Expr::Cast(inner, to) => !types::is_string(to) && gives_text(inner, scope),
        _ => false,
    })
}

/// Whether this is text, and none that stands in the condition itself.
fn gives_text(node: &Expr, scope: Option<&Scope<'_>>) -> bool {
    match node {
        Expr::Column(name) => scope
            .and_then(|scope| (scope.column_type)(name))
            .is_some_and(|it| types::is_string(&it)),
        Expr::Binary(op, ..) => matches!(op.as_str(), "->>" | "#>>" | "||"),
        Expr::Cast(_, data_type) => types::is_string(data_type),
        Expr::Call(name, _) => signature(name, &[])
            .and_then(|signature| signature.result)
            .is_some_and(|it| types::is_string(&it)),
        _ => false,
    }
}
