//! One statement to what it means. "Means nothing for the schema" and "not understood" never mix.

use std::collections::BTreeSet;

use sqlparser::ast::{SetExpr, Statement as Sql};

use super::alter::{self, Action};
use super::calls::{self, Functions};
use super::property::{self, PropertyChange};
use super::vocabulary::{Effect, Meaning, Reach, Step};
use super::{
    aggregate, collation, comment, guarded, index, names, namespace, object, other, policy, query,
    routine, rule, session, statistics, table, trigger, types, view,
};
use crate::name::Name;
use crate::sql::grammar::Whole;
use crate::sql::{self, Extra, Statement, Syntax};

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
    match &statement.syntax {
        Syntax::Parsed(parsed) => parsed_statement(parsed, &statement.text, functions),
        Syntax::Extra(extra) => collect(extra_statement(extra, &statement.text, functions)),
        Syntax::Do(block) => guarded::of_block(block, functions),
        Syntax::Unreadable { reason } => Meaning::Unreadable {
            reason: reason.clone(),
        },
    }
}

/// Several actions become one meaning: the worst of them, with every effect that was understood.
fn collect(actions: Vec<Action>) -> Meaning {
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
            Action::Nothing => {}
            Action::Opaque(reason) => drop(reasons.schema.insert(reason)),
            Action::Calls(reason) => drop(reasons.rows.insert(reason)),
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

fn extra_statement(extra: &Extra, text: &str, functions: &Functions) -> Vec<Action> {
    match extra {
        Extra::CreateTable(parsed) => match table::create(parsed) {
            Ok(Some(effect)) => {
                let calls = calls::in_tree(&parsed.ast.query, functions);
                let calls = calls.into_iter().map(Action::Calls);
                std::iter::once(Action::Effect(effect))
                    .chain(calls)
                    .collect()
            }
            Ok(None) => vec![Action::Nothing],
            Err(reason) => vec![
                Action::Opaque(reason),
                unknown_columns(&parsed.ast.name, false, parsed.ast.if_not_exists),
            ],
        },
        Extra::CreateForeignTable(parsed) => vec![
            Action::Opaque("foreign tables are not modelled".to_owned()),
            unknown_columns(&parsed.name, true, parsed.if_not_exists),
        ],
        Extra::CreateIndex(parsed) => vec![Action::Effect(index::create(parsed))],
        Extra::CreateView(parsed) => view::create(parsed),
        Extra::CreateSequence(parsed) => vec![object::create_sequence(parsed)],
        Extra::CreateRoutine(parsed) => routine::create(parsed),
        Extra::CreateTrigger(parsed) => vec![trigger::create(parsed)],
        Extra::CreateExtension(parsed) => vec![Action::Effect(Effect::CreateExtension {
            name: names::name(&parsed.name),
            schema: parsed.schema.as_ref().map(names::name),
            version: parsed.version.clone(),
            if_not_exists: parsed.if_not_exists,
        })],
        Extra::CreateDomain(parsed) => vec![Action::Effect(types::create_domain(parsed))],
        Extra::CreateSchema(parsed) => namespace::create(parsed),
        Extra::CreateRule(parsed) if parsed.event == "select" => {
            let reason = "a rule ON SELECT makes a view of its table";
            vec![Action::Opaque(reason.to_owned())]
        }
        Extra::CreateRule(parsed) => vec![Action::Effect(Effect::CreateRule(Box::new(
            rule::create(parsed),
        )))],
        Extra::CreateStatistics(parsed) => vec![statistics::create(parsed)],
        Extra::CreateAggregate(parsed) => aggregate::create(parsed),
        Extra::AlterTable(parsed) => alter::table(parsed),
        Extra::AlterIndex(parsed) => vec![alter::index(parsed)],
        Extra::AlterSequence(parsed) => vec![object::alter_sequence(parsed)],
        Extra::AlterDomain(parsed) => vec![types::alter_domain(parsed)],
        Extra::AlterType(parsed) => types::alter_type(parsed),
        Extra::AlterObject(parsed) => object::alter(parsed),
        Extra::CreateOther(parsed) => other::create(parsed),
        Extra::Drop(parsed) => object::drop(parsed),
        Extra::Comment(parsed) => vec![comment::read(parsed)],
        Extra::SetConstraints(_) => vec![Action::Nothing],
        Extra::Whole(parsed) => whole(parsed, text, functions),
    }
}

/// A table of which only the name is known.
fn unknown_columns(
    name: &sqlparser::ast::ObjectName,
    foreign: bool,
    if_not_exists: bool,
) -> Action {
    Action::Effect(Effect::UnknownColumns {
        name: names::reference(name),
        foreign,
        if_not_exists,
    })
}

fn whole(parsed: &Whole, text: &str, functions: &Functions) -> Vec<Action> {
    const NOTHING: &[&str] = &[
        "ALTER DATABASE",
        "ALTER SUBSCRIPTION",
        "ALTER SYSTEM",
        "ALTER USER MAPPING",
        "COMMIT PREPARED",
        "CREATE DATABASE",
        "CREATE SUBSCRIPTION",
        "CREATE TABLESPACE",
        "CREATE USER MAPPING",
        "SET ROLE",
        "SET SESSION AUTHORIZATION",
        "GRANT",
        "REVOKE",
        "ALTER DEFAULT PRIVILEGES",
        "SECURITY LABEL",
        "REASSIGN OWNED",
        "VACUUM",
        "ANALYZE",
        "REINDEX",
        "CLUSTER",
        "LOCK",
        "REFRESH MATERIALIZED VIEW",
        "COPY",
        "TRUNCATE",
        "NOTIFY",
        "LISTEN",
        "UNLISTEN",
        "DISCARD",
        "RESET",
        "SET",
        "SHOW",
        "CHECKPOINT",
        "CALL",
        "EXPLAIN",
        "DECLARE",
        "FETCH",
        "CLOSE",
        "MOVE",
        "PRAGMA",
        "PREPARE",
        "EXECUTE",
        "DEALLOCATE",
        "LOAD",
        "CREATE ROLE",
        "ALTER ROLE",
        "CREATE USER",
        "ALTER USER",
        "CREATE GROUP",
        "ALTER GROUP",
        "SELECT",
        "INSERT",
        "UPDATE",
        "DELETE",
        "MERGE",
        "VALUES",
        "TABLE",
        "WITH",
    ];
    if parsed.command == "CLUSTER"
        && let Some((name, index)) = property::clustered(text)
    {
        return vec![Action::Effect(Effect::Property {
            name,
            if_exists: false,
            only: false,
            change: PropertyChange::ClusterOn(Some(index)),
        })];
    }
    if NOTHING.contains(&parsed.command) {
        calls_of_whole(parsed, text, functions)
    } else {
        let reason = format!("{} is not modelled", parsed.command);
        vec![Action::Opaque(reason)]
    }
}

/// What a command runs that is known by its leading words only.
fn calls_of_whole(parsed: &Whole, text: &str, functions: &Functions) -> Vec<Action> {
    let rows = ["COPY", "INSERT", "UPDATE", "DELETE", "MERGE"].contains(&parsed.command);
    let runs = [
        "CALL", "DECLARE", "EXECUTE", "EXPLAIN", "PREPARE", "SELECT", "VALUES", "WITH",
    ];
    if !rows && !runs.contains(&parsed.command) {
        return Vec::new();
    }
    let (_, rest) = sql::split_first_word(text);
    // Parentheses after the name of a statement or of a table call nothing.
    let rest = match parsed.command {
        "COPY" | "EXECUTE" | "PREPARE" => {
            rest.find('(').and_then(|at| rest.get(at..)).unwrap_or("")
        }
        _ => rest,
    };
    let calls = calls::in_text(rest, functions).into_iter();
    calls
        .map(if rows { Action::Calls } else { Action::Opaque })
        .collect()
}

/// The identifiers of a text, by their look: enough to know what a definition may depend on.
pub(super) fn words(text: &str) -> Vec<Name> {
    let found: BTreeSet<Name> = text
        .split(|c: char| !(c.is_alphanumeric() || c == '_'))
        .filter(|word| !word.is_empty())
        .flat_map(|word| [Name::exact(word), Name::folded(word)])
        .collect();
    found.into_iter().collect()
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
        } => collect(types::create(name, representation.as_ref())),
        Sql::CreateCollation(parsed) => collect(collation::create(parsed)),
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
        return collect(calls.map(Action::Calls).collect());
    };
    if let Some(made) = query::select_into(query) {
        let calls = calls.map(Action::Calls);
        return collect(std::iter::once(made).chain(calls).collect());
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
    collect(calls.map(action).collect())
}

fn leading_words(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().take(2).collect();
    words.join(" ").to_uppercase()
}
