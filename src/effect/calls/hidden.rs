//! What a ledger makes that calls a function where it is used, without that the function is named there:
//! views, operators, casts and triggers.

use std::collections::BTreeSet;

use super::{Functions, text};
use crate::effect::other::NewOther;
use crate::effect::vocabulary::{Effect, Meaning, Reach, Step};
use crate::effect::{Reference, names};
use crate::name::Name;
use crate::schema::{Attribute, ObjectKind};
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
    let steps: &[Step] = match meaning {
        Meaning::Schema(steps) | Meaning::Opaque { steps, .. } => steps,
        Meaning::Data | Meaning::Transaction | Meaning::Unreadable { .. } => &[],
    };
    let of = |step: &Step| -> Vec<Hidden> {
        match &step.effect {
            Effect::CreateView(view) if !text::in_text(&statement.text, functions).is_empty() => {
                let name = view.name.name.clone();
                let what = format!("view {name}");
                vec![hidden(Sign::Name(name), what)]
            }
            Effect::CreateTrigger(trigger) => {
                let mut called = trigger.definition.function.iter().cloned();
                if called.all(|it| functions.is_harmless(&Reference::from(it))) {
                    return Vec::new();
                }
                let what = format!("trigger {} of {}", trigger.name, trigger.table.name);
                vec![hidden(Sign::Rows(trigger.table.name.clone()), what)]
            }
            Effect::CreateOther(new) => of_other(new),
            _ => Vec::new(),
        }
    };
    steps.iter().flat_map(of).collect()
}

/// An operator that not every query uses, and the types of a cast by a function that are not built in.
fn of_other(new: &NewOther) -> Vec<Hidden> {
    let target = &new.target;
    match target.kind {
        ObjectKind::Operator if !COMMON.contains(&target.name.name.as_str()) => {
            let symbol = target.name.name.to_string();
            let what = format!("operator {symbol}");
            vec![Hidden {
                sign: Sign::Symbol(symbol),
                what,
            }]
        }
        ObjectKind::Cast if new.attributes.contains_key(&Attribute::Function) => {
            let types = target.types.iter().flatten().map(|it| &it.base);
            let own = types.filter(|base| !base.is_builtin()).map(|base| Hidden {
                sign: Sign::Name(base.name.clone()),
                what: format!("a cast of type {}", base.name),
            });
            own.collect()
        }
        _ => Vec::new(),
    }
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
