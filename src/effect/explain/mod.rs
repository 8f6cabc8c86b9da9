//! Questions that only a server can answer, as the text that it is asked: `EXPLAIN` of one side, and of
//! the other. Nothing is ever executed.
//!
//! The planner brings both sides to one form and prints them with one deparser (`ruleutils.c`,
//! `explain.c`), so that equal plans are the same expression. What a plan does not show is held side by
//! side here, before anything is asked ([`shape`]).
//!
//! This is the only door to the server for text from outside. A text passes as one single expression or
//! query that is printed anew from its tree, and that names nothing but what the other side names too
//! ([`words`]): planning folds immutable functions over constants (`eval_const_expressions` of
//! `clauses.c`; stable ones for estimates), so no function runs that the database does not use already. Who
//! made those, the question does not know: it says what it may reach ([`Reach`]).

mod reach;
mod shape;
mod single;
mod walk;
mod words;

pub use reach::Reach;
use words::Single;

use crate::name::{Name, QualifiedName};
use crate::schema::DataType;

/// The version of the questions: a release that asks otherwise, or reads the plans otherwise, has a higher
/// one, so that it takes no answer from before.
pub const FORM: u32 = 1;

/// A statement that plans and does not execute. Only this module makes one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Explain(String);

impl Explain {
    /// The statement.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.0
    }
}

/// The two statements whose plans are held against each other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    /// The ledger's side.
    pub expected: Explain,
    /// The server's own print.
    pub live: Explain,
    /// Whether the answer stays as long as nothing changes in the database: not where the clock or a time
    /// zone has a say. Of queries it never does: their plans depend on more than their texts tell.
    pub lasting: bool,
    /// What planning them may reach.
    pub reach: Reach,
}

/// What expressions stand among.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Scope {
    /// The columns of a table.
    Row(QualifiedName),
    /// The old and the new row of a table.
    Rows(QualifiedName),
    /// The `VALUE` of a domain over this type.
    Value(DataType),
    /// The arguments of a function.
    Arguments(Vec<(Name, DataType)>),
    /// Nothing: defaults.
    Nothing,
}

/// Why a question is not asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// It is not one expression or query that could be printed anew.
    Unread,
    /// One side names what the other does not.
    Names,
    /// The two are built differently.
    Shape,
    /// A plan would not show whether they are the same.
    Hidden,
}

impl Refusal {
    /// Why, for people.
    #[must_use]
    pub fn reason(self) -> &'static str {
        match self {
            Self::Unread => "it could not be put to the server as one plain expression",
            Self::Names => "the two sides do not name the same things",
            Self::Shape => "the two sides are not built alike",
            Self::Hidden => "the server's plan does not show all of it",
        }
    }
}

/// The question whether lists of expressions are pairwise the same. Values that are assigned (defaults,
/// generated columns) are brought to `result` first, as an assignment would.
///
/// # Errors
///
/// Why it cannot be asked.
pub fn expressions(
    scope: &Scope,
    result: Option<&DataType>,
    expected: &[&str],
    live: &[&str],
) -> Result<Question, Refusal> {
    if expected.len() != live.len() {
        return Err(Refusal::Shape);
    }
    let mut sides = [Vec::new(), Vec::new()];
    let mut lasting = true;
    for (expected, live) in expected.iter().zip(live) {
        let (first, second) = (single::expression(expected)?, single::expression(live)?);
        comparable(&first, &second, &names(scope))?;
        lasting &= words::is_lasting(&first) && words::is_lasting(&second);
        sides[0].push(first);
        sides[1].push(second);
    }
    let reach = Reach::of(sides.iter().flatten()).within(scope, result);
    let result = match result {
        Some(result) => Some(assigned(result).ok_or(Refusal::Unread)?),
        None => None,
    };
    let from = from(scope)?;
    let [expected, live] = sides.map(|side| selected(&side, result.as_deref(), &from));
    Ok(Question {
        expected,
        live,
        lasting,
        reach,
    })
}

/// The question whether two queries are the same.
///
/// # Errors
///
/// Why it cannot be asked.
pub fn queries(expected: &str, live: &str) -> Result<Question, Refusal> {
    let (expected, live) = (single::query(expected)?, single::query(live)?);
    comparable(&expected, &live, &[])?;
    let explain = |query: &Single| Explain(format!("{PREFIX} {}", query.text));
    Ok(Question {
        expected: explain(&expected),
        live: explain(&live),
        lasting: false,
        reach: Reach::of([&expected, &live].into_iter()),
    })
}

/// The unquoted and quoted words of a text, and those of its strings, in lower case: what it may depend on.
pub fn mentions(text: &str) -> impl Iterator<Item = String> {
    words::runs(text)
}

const PREFIX: &str = "EXPLAIN (VERBOSE, COSTS OFF)";

fn comparable(expected: &Single, live: &Single, known: &[String]) -> Result<(), Refusal> {
    if !words::alike(expected, live, known) {
        return Err(Refusal::Names);
    }
    shape::alike(&expected.shape, &live.shape)
}

/// The names that an expression may use to say where its columns are.
fn names(scope: &Scope) -> Vec<String> {
    match scope {
        Scope::Row(table) | Scope::Rows(table) => words::runs(table.schema.as_str())
            .chain(words::runs(table.name.as_str()))
            .collect(),
        Scope::Arguments(arguments) => {
            let names = arguments
                .iter()
                .flat_map(|(name, _)| words::runs(name.as_str()));
            names.collect()
        }
        Scope::Value(_) | Scope::Nothing => Vec::new(),
    }
}

/// A row of the table's own type, so that neither a right on the table nor a lock is needed. `OFFSET 0`
/// keeps the planner from putting the NULLs in the columns' places (`is_simple_subquery` of
/// `prepjointree.c`).
fn from(scope: &Scope) -> Result<String, Refusal> {
    let row = |table: &QualifiedName| format!("(SELECT (NULL::{}).* OFFSET 0)", table.quoted());
    Ok(match scope {
        Scope::Row(table) => format!(" FROM {} AS {}", row(table), table.name.quoted()),
        Scope::Rows(table) => format!(" FROM {0} AS old, {0} AS new", row(table)),
        Scope::Value(base) => {
            let base = whole(base).ok_or(Refusal::Unread)?;
            format!(" FROM (SELECT CAST(NULL AS {base}) AS value OFFSET 0) AS domain")
        }
        Scope::Arguments(arguments) => {
            let values: Option<Vec<String>> = arguments.iter().map(argument).collect();
            let values = values.ok_or(Refusal::Unread)?.join(", ");
            format!(" FROM (SELECT {values} OFFSET 0) AS arguments")
        }
        Scope::Nothing => String::new(),
    })
}

fn argument((name, data_type): &(Name, DataType)) -> Option<String> {
    let data_type = whole(data_type)?;
    Some(format!("CAST(NULL AS {data_type}) AS {}", name.quoted()))
}

fn selected(items: &[Single], result: Option<&str>, from: &str) -> Explain {
    let item = |single: &Single| match result {
        Some(result) => format!("CAST(({}) AS {result})", single.text),
        None => format!("({})", single.text),
    };
    let items: Vec<String> = items.iter().map(item).collect();
    Explain(format!("{PREFIX} SELECT {}{from}", items.join(", ")))
}

/// The type that a value is assigned to, as SQL that can be run, without modifiers: to cast to `varchar(2)` would cut what an
/// assignment refuses. `bit` and `character` without modifiers mean a length of one (`gram.y`), hence
/// their names in `pg_type`.
fn assigned(data_type: &DataType) -> Option<String> {
    let name = data_type.base.name.as_str();
    let base = match name {
        "bit" | "bpchar" if data_type.base.is_builtin() => format!("pg_catalog.\"{name}\""),
        "character" if data_type.base.is_builtin() => "pg_catalog.bpchar".to_owned(),
        _ => base(data_type)?,
    };
    Some(array(base, data_type))
}

/// The type with its modifiers.
fn whole(data_type: &DataType) -> Option<String> {
    let plain = |c: char| c.is_ascii_digit() || matches!(c, '(' | ')' | ',' | ' ' | '-');
    if data_type.modifiers.is_empty() {
        return assigned(data_type);
    }
    let base = base(data_type)?;
    if !data_type.modifiers.chars().all(plain) {
        return None;
    }
    // The modifier stands inside the words of the time types.
    let base = match base.split_once(' ') {
        Some((head @ ("timestamp" | "time"), tail)) => {
            format!("{head}{} {tail}", data_type.modifiers)
        }
        _ => format!("{base}{}", data_type.modifiers),
    };
    Some(array(base, data_type))
}

fn array(base: String, data_type: &DataType) -> String {
    if data_type.array { base + "[]" } else { base }
}

fn base(data_type: &DataType) -> Option<String> {
    let name = data_type.base.name.as_str();
    if data_type.base.is_builtin() {
        let word = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_' || c == ' ';
        return (!name.is_empty() && name.chars().all(word)).then(|| name.to_owned());
    }
    let schema = data_type.base.schema.as_ref()?;
    Some(format!(
        "{}.{}",
        schema.quoted(),
        data_type.base.name.quoted()
    ))
}

#[cfg(test)]
mod tests;
