//! What a ledger makes that calls a function where it is used, without that the function is named there:
//! views, operators, casts and triggers.

use std::collections::BTreeSet;

use super::{Functions, text};
use crate::effect::vocabulary::{Effect, Meaning, Reach, Step};
use crate::effect::{Reference, expression, names};
use crate::name::Name;
use crate::schema::Expr;
use crate::sql::Statement;

/// Something that calls a function wherever it is used.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Hidden {
    sign: Sign,
    /// What it is, for people.
    what: String,
}

/// How it shows that a statement may use it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Sign {
    /// The name of a view, or of a type that is cast.
    Name(Name),
    /// The symbol of an operator.
    Symbol(String),
    /// The name of a table whose rows it changes.
    Rows(Name),
}

/// The commands that change rows.
const CHANGES: [&str; 6] = ["insert", "update", "delete", "merge", "copy", "truncate"];

/// Operators of `pg_catalog` by which no own one of the same name is told apart, and that every query uses.
const COMMON: [&str; 17] = [
    "=", "<>", "!=", "<", ">", "<=", ">=", "+", "-", "*", "/", "%", "||", "->", "->>", "&&", "@>",
];

impl Hidden {
    /// Whether only the migration that makes it is asked: a trigger fires for all that ever changes rows, and few
    /// triggers change a schema.
    pub(in crate::effect) fn is_of_its_migration(&self) -> bool {
        matches!(self.sign, Sign::Rows(_))
    }

    /// Whether a statement of these words may use it.
    fn is_used(&self, statement: &str, words: &BTreeSet<Name>, changes: bool) -> bool {
        match &self.sign {
            Sign::Name(name) => words.contains(name),
            Sign::Symbol(symbol) => statement.contains(symbol.as_str()),
            Sign::Rows(table) => changes && words.contains(table),
        }
    }
}

/// What of that a statement makes.
pub(in crate::effect) fn made(
    statement: &Statement,
    meaning: &Meaning,
    functions: &Functions,
) -> Vec<Hidden> {
    let hidden = |sign, what: String| Hidden { sign, what };
    let words = statement.text.split_whitespace().map(str::to_uppercase);
    let words: Vec<String> = words.take(3).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["CREATE", "OPERATOR", "CLASS" | "FAMILY"] => {}
        ["CREATE", "OPERATOR", ..] => {
            let symbol = operator(&statement.text).into_iter();
            let of =
                |symbol: String| hidden(Sign::Symbol(symbol.clone()), format!("operator {symbol}"));
            return symbol.map(of).collect();
        }
        ["CREATE", "CAST", ..] => {
            let types = cast(&statement.text).into_iter();
            let of =
                |name: Name| hidden(Sign::Name(name.clone()), format!("a cast of type {name}"));
            return types.map(of).collect();
        }
        _ => {}
    }
    let steps: &[Step] = match meaning {
        Meaning::Schema(steps) | Meaning::Opaque { steps, .. } => steps,
        Meaning::Data | Meaning::Transaction | Meaning::Unreadable { .. } => &[],
    };
    let of = |step: &Step| match &step.effect {
        Effect::CreateView(view) if !text::in_text(&statement.text, functions).is_empty() => {
            let name = view.name.name.clone();
            let what = format!("view {name}");
            Some(hidden(Sign::Name(name), what))
        }
        Effect::CreateTrigger(trigger) => {
            let function = &trigger.definition.function;
            let called = Reference {
                schema: function.schema.clone(),
                name: function.name.clone(),
            };
            let what = format!("trigger {} of {}", trigger.name, trigger.table.name);
            (!functions.is_harmless(&called))
                .then(|| hidden(Sign::Rows(trigger.table.name.clone()), what))
        }
        _ => None,
    };
    steps.iter().filter_map(of).collect()
}

/// What a statement that means nothing for the schema means where it uses some of these.
pub(in crate::effect) fn used<'a>(
    statement: &str,
    hidden: impl Iterator<Item = &'a Hidden>,
) -> Option<Meaning> {
    let mut hidden = hidden.peekable();
    hidden.peek()?;
    let words: BTreeSet<Name> = names::words(statement).into_iter().collect();
    let mut changes = CHANGES.iter().map(|word| Name::exact(word));
    let changes = changes.any(|word| words.contains(&word));
    let used: BTreeSet<&str> = hidden
        .filter(|one| one.is_used(statement, &words, changes))
        .map(|one| one.what.as_str())
        .collect();
    let used: Vec<&str> = used.into_iter().collect();
    (!used.is_empty()).then(|| Meaning::Opaque {
        reason: format!(
            "it uses {}, which calls a function that may change the schema",
            used.join(", ")
        ),
        steps: Vec::new(),
        reach: if changes { Reach::Rows } else { Reach::Schema },
    })
}

/// The symbol of a `CREATE OPERATOR [schema.]symbol (...)`, unless every query uses it.
fn operator(text: &str) -> Option<String> {
    let (before, _) = text.split_once('(')?;
    let symbol = before.split_whitespace().last()?;
    let symbol = symbol.rsplit_once('.').map_or(symbol, |(_, last)| last);
    (!COMMON.contains(&symbol)).then(|| symbol.to_owned())
}

/// The types of a `CREATE CAST (source AS target) WITH FUNCTION ...` that are not built in.
fn cast(text: &str) -> Vec<Name> {
    let inside = text.split_once('(').map_or("", |(_, rest)| rest);
    let upper = inside.to_ascii_uppercase();
    let Some((types, _)) = upper
        .find(") WITH FUNCTION")
        .and_then(|at| inside.split_at_checked(at))
    else {
        return Vec::new();
    };
    let sides = types
        .to_ascii_uppercase()
        .find(" AS ")
        .map_or((types, ""), |at| {
            (
                types.get(..at).unwrap_or(""),
                types.get(at + 4..).unwrap_or(""),
            )
        });
    [sides.0, sides.1]
        .into_iter()
        .filter_map(
            |side| match expression::read(&format!("NULL::{side}")).tree {
                Expr::Cast(_, data_type) if !data_type.base.is_builtin() => {
                    Some(data_type.base.name)
                }
                _ => None,
            },
        )
        .collect()
}
