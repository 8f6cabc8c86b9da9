//! One statement to what it means. "Means nothing for the schema" and "not understood" never mix.

use std::collections::BTreeSet;

use sqlparser::ast::{SetExpr, Statement as Sql};

use super::action::Action;
use super::calls::{self, Functions};
use super::syntax::{self, Syntax};
use super::vocabulary::{Meaning, Reach, Step};
use super::{collation, guarded, policy, session, table, types, whole};
use crate::sql::{self, Statement};

/// What a statement means for the schema, where nothing is known of the ledger that it stands in.
#[must_use]
pub fn read(statement: &Statement) -> Meaning {
    read_among(statement, &Functions::default())
}

/// What a statement of a ledger that makes these functions means for the schema.
pub(super) fn read_among(statement: &Statement, functions: &Functions) -> Meaning {
    sql::panics::contain(|| understand(statement, functions))
        .unwrap_or_else(|reason| Meaning::Unreadable { reason })
}

fn understand(statement: &Statement, functions: &Functions) -> Meaning {
    let text = &statement.text;
    match syntax::read(statement) {
        Ok(Syntax::Parsed(parsed)) => parsed_statement(&parsed, text, functions),
        Ok(Syntax::Ours(actions)) => collect(actions, functions),
        Ok(Syntax::Whole(command)) => collect(whole::actions(command, text, functions), functions),
        Ok(Syntax::Do(block)) => guarded::of_block(&block, functions),
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
            Action::Effect(effect) => steps.push(Step {
                effect,
                guarded: false,
                unless: None,
            }),
            Action::Opaque(reason) => drop(reasons.schema.insert(reason)),
            Action::Calls(reason) => drop(reasons.rows.insert(reason)),
            Action::Query(query) => reasons.rows.extend(calls::in_tree(&query, functions)),
        }
    }
    conclude(steps, reasons)
}

/// Why a statement is not understood, by how far it reaches.
#[derive(Default)]
pub(super) struct Reasons {
    pub(super) schema: BTreeSet<String>,
    pub(super) rows: BTreeSet<String>,
}

pub(super) fn conclude(steps: Vec<Step>, reasons: Reasons) -> Meaning {
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
    let one = |effect| {
        Meaning::Schema(vec![Step {
            effect,
            guarded: false,
            unless: None,
        }])
    };
    match parsed {
        Sql::StartTransaction { .. } | Sql::Commit { .. } => Meaning::Transaction,
        Sql::Rollback {
            savepoint: None, ..
        } => opaque("a ROLLBACK may undo what stands before it"),
        Sql::CreatePolicy(parsed) => one(policy::create(parsed)),
        Sql::AlterPolicy(parsed) => one(policy::alter(parsed)),
        Sql::CreateType {
            name,
            representation,
        } => collect(types::create(name, representation.as_ref()), functions),
        Sql::CreateCollation(parsed) => collect(collation::create(parsed), functions),
        Sql::Set(set) => session::set(set, text),
        Sql::Reset(parsed) => session::reset(&parsed.reset),
        other if is_data(other) => data(other, functions),
        _ => opaque(&format!("{} is not modelled", leading_words(text))),
    }
}

fn opaque(reason: &str) -> Meaning {
    Meaning::Opaque {
        reason: reason.to_owned(),
        steps: Vec::new(),
        reach: Reach::Schema,
    }
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
fn data(statement: &Sql, functions: &Functions) -> Meaning {
    let calls = calls::in_tree(statement, functions).into_iter();
    let Sql::Query(query) = statement else {
        return collect(calls.map(Action::Calls).collect(), functions);
    };
    if let Some(made) = table::select_into(query) {
        let calls = calls.map(Action::Calls);
        return collect(made.into_iter().chain(calls).collect(), functions);
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
    collect(calls.map(action).collect(), functions)
}

fn leading_words(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().take(2).collect();
    words.join(" ").to_uppercase()
}
