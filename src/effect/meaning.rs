//! One statement to what it means. "Means nothing for the schema" and "not understood" never mix.

use std::collections::BTreeSet;

use sqlparser::ast::{SetExpr, Statement as Sql};

use super::action::{Action, Syntax};
use super::calls::{self, Functions};
use super::vocabulary::{Effect, Meaning, Reach, Step};
use super::{grammar, guarded, policy, setting, table, types, whole};
use crate::sql::{self, DoBlock, Guarded, Statement};

/// What a statement means for the schema, where nothing is known of the ledger that it stands in.
#[must_use]
pub fn read(statement: &Statement) -> Meaning {
    read_among(statement, &Functions::default())
}

/// What a statement of a ledger that makes these functions means for the schema.
pub(super) fn read_among(statement: &Statement, functions: &Functions) -> Meaning {
    sql::contain(|| understand(statement, functions))
        .unwrap_or_else(|reason| Meaning::Unreadable { reason })
}

fn understand(statement: &Statement, functions: &Functions) -> Meaning {
    let text = &statement.text;
    match grammar::read(statement) {
        Ok(Syntax::Parsed(parsed)) => parsed_statement(&parsed, text, functions),
        Ok(Syntax::Ours(actions)) => collect(actions, functions),
        Ok(Syntax::Whole(command)) => collect(whole::actions(command, text, functions), functions),
        Ok(Syntax::Do(block)) => of_block(&block, functions),
        Err(reason) => Meaning::Unreadable { reason },
    }
}

/// Several actions become one meaning: the worst of them, with every effect that was understood.
fn collect(actions: Vec<Action>, functions: &Functions) -> Meaning {
    // Without room for more: a ledger keeps tens of thousands of these.
    let mut steps = Vec::with_capacity(actions.len());
    let mut reasons = Reasons::default();
    for action in actions {
        match action {
            Action::Effect(effect) => steps.push(effect.into()),
            Action::Opaque(reason) => drop(reasons.schema.insert(reason)),
            Action::Calls(reason) => drop(reasons.rows.insert(reason)),
            Action::Query(query) => reasons.rows.extend(calls::in_tree(&query, functions)),
            Action::Inside { schema, element } => {
                let (inside, reason) = match read(&element) {
                    Meaning::Schema(steps) => (steps, None),
                    Meaning::Opaque { reason, steps, .. } => (steps, Some(reason)),
                    Meaning::Unreadable { reason } => (Vec::new(), Some(reason)),
                    Meaning::Data | Meaning::Transaction => (Vec::new(), None),
                };
                let effect = Effect::InNamespace {
                    name: schema,
                    steps: inside,
                };
                steps.push(effect.into());
                reasons.schema.extend(reason);
            }
        }
    }
    conclude(steps, reasons)
}

/// Why a statement is not understood, by how far it reaches.
#[derive(Default)]
struct Reasons {
    schema: BTreeSet<String>,
    rows: BTreeSet<String>,
}

fn conclude(steps: Vec<Step>, reasons: Reasons) -> Meaning {
    let Reasons { schema, rows } = reasons;
    let reach = if schema.is_empty() {
        Reach::Rows
    } else {
        Reach::Schema
    };
    let reasons: Vec<String> = schema.into_iter().chain(rows).collect();
    if !reasons.is_empty() {
        return Meaning::Opaque {
            reason: reasons.join("; "),
            steps,
            reach,
        };
    }
    if steps.is_empty() {
        return Meaning::Data;
    }
    Meaning::Schema(steps)
}

fn parsed_statement(parsed: &Sql, text: &str, functions: &Functions) -> Meaning {
    let actions = match parsed {
        Sql::StartTransaction { .. } | Sql::Commit { .. } => return Meaning::Transaction,
        Sql::Rollback {
            savepoint: None, ..
        } => vec![Action::opaque("a ROLLBACK may undo what stands before it")],
        Sql::CreatePolicy(parsed) => vec![Action::Effect(policy::create(parsed))],
        Sql::AlterPolicy(parsed) => vec![Action::Effect(policy::alter(parsed))],
        Sql::CreateType {
            name,
            representation,
        } => types::create(name, representation.as_ref()),
        Sql::Set(set) => setting::set(set, text),
        Sql::Reset(parsed) => setting::reset(&parsed.reset),
        other if is_data(other) => data(other, functions),
        _ => vec![Action::Opaque(format!(
            "{} is not modelled",
            leading_words(text)
        ))],
    };
    collect(actions, functions)
}

fn is_data(statement: &Sql) -> bool {
    matches!(
        statement,
        Sql::Insert(_)
            | Sql::Update { .. }
            | Sql::Delete(_)
            | Sql::Merge { .. }
            | Sql::Query(_)
            | Sql::Copy { .. }
            | Sql::Truncate { .. }
            | Sql::Grant { .. }
            | Sql::Revoke { .. }
            | Sql::Analyze { .. }
            | Sql::Vacuum { .. }
            | Sql::Savepoint { .. }
            | Sql::ReleaseSavepoint { .. }
            | Sql::LISTEN { .. }
            | Sql::NOTIFY { .. }
            | Sql::UNLISTEN { .. }
            | Sql::Discard { .. }
            | Sql::CreateRole { .. }
            | Sql::AlterRole { .. }
            | Sql::Lock { .. }
    )
}

/// Rows, and what is called on the way. A query is run for what it calls where that is not built in;
/// other statements are run for their rows.
fn data(statement: &Sql, functions: &Functions) -> Vec<Action> {
    let calls = calls::in_tree(statement, functions).into_iter();
    let Sql::Query(query) = statement else {
        return calls.map(Action::Calls).collect();
    };
    if let Some(made) = table::select_into(query) {
        let calls = calls.map(Action::Calls);
        return made.into_iter().chain(calls).collect();
    }
    let changes_rows = matches!(
        *query.body,
        SetExpr::Insert(_) | SetExpr::Update(_) | SetExpr::Delete(_) | SetExpr::Merge(_)
    );
    let action = if changes_rows {
        Action::Calls
    } else {
        Action::Opaque
    };
    calls.map(action).collect()
}

fn leading_words(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().take(2).collect();
    words.join(" ").to_uppercase()
}

/// A `DO` block: what it can be read to ensure.
fn of_block(block: &DoBlock, functions: &Functions) -> Meaning {
    let mut steps = Vec::new();
    let unread = block.unread.iter().map(|unread| unread.reason.clone());
    let expressions = block.expressions.iter();
    let called = expressions.flat_map(|text| calls::in_text(text, functions));
    let mut reasons = Reasons {
        schema: unread.chain(called).collect(),
        rows: BTreeSet::new(),
    };
    for statement in &block.statements {
        match guarded_statement(statement, functions) {
            Ok(read) => steps.extend(read),
            Err((Reach::Schema, reason)) => drop(reasons.schema.insert(reason)),
            Err((Reach::Rows, reason)) => drop(reasons.rows.insert(reason)),
        }
    }
    conclude(steps, reasons)
}

fn guarded_statement(
    statement: &Guarded,
    functions: &Functions,
) -> Result<Vec<Step>, (Reach, String)> {
    let steps = match read_among(&statement.statement, functions) {
        Meaning::Schema(steps) => steps,
        Meaning::Data | Meaning::Transaction => return Ok(Vec::new()),
        Meaning::Opaque { reason, reach, .. } => return Err((reach, reason)),
        Meaning::Unreadable { reason } => return Err((Reach::Schema, reason)),
    };
    for guard in &statement.guards {
        guarded::understood(guard).map_err(|reason| (Reach::Schema, reason))?;
    }
    let unless = statement.guards.iter().find_map(guarded::unless);
    let guarded = !statement.guards.is_empty();
    Ok(steps
        .into_iter()
        .map(|step| Step {
            guarded: guarded || step.guarded,
            unless: unless.clone().map(Box::new).or(step.unless),
            ..step
        })
        .collect())
}
