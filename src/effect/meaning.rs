//! One statement to what it means. "Means nothing for the schema" and "not understood" never mix.

use std::collections::BTreeSet;

use sqlparser::ast::Statement as Sql;

use super::alter::{self, Action};
use super::property::{self, PropertyChange};
use super::vocabulary::{Effect, Meaning, Step};
use super::{
    aggregate, collation, comment, index, mentioned, names, namespace, object, other, policy,
    query, routine, rule, session, statistics, table, trigger, types, view,
};
use crate::name::Name;
use crate::sql::grammar::Whole;
use crate::sql::{DoBlock, Extra, Guard, Guarded, Statement, Syntax};

/// What a statement means for the schema.
#[must_use]
pub fn read(statement: &Statement) -> Meaning {
    match &statement.syntax {
        Syntax::Parsed(parsed) => parsed_statement(parsed, &statement.text),
        Syntax::Extra(extra) => collect(extra_statement(extra, &statement.text)),
        Syntax::Do(block) => do_block(block),
        Syntax::Unreadable { reason } => Meaning::Unreadable {
            reason: reason.clone(),
        },
    }
}

/// Several actions become one meaning: the worst of them, with every effect that was understood.
fn collect(actions: Vec<Action>) -> Meaning {
    // Without room for more: a ledger keeps tens of thousands of these.
    let mut steps = Vec::with_capacity(actions.len());
    let mut reasons = BTreeSet::new();
    for action in actions {
        match action {
            Action::Effect(effect) => steps.push(Step {
                effect,
                guarded: false,
                unless: None,
            }),
            Action::Nothing => {}
            Action::Opaque(reason) => {
                reasons.insert(reason);
            }
        }
    }
    conclude(steps, reasons)
}

fn conclude(steps: Vec<Step>, reasons: BTreeSet<String>) -> Meaning {
    if !reasons.is_empty() {
        let reasons: Vec<String> = reasons.into_iter().collect();
        return Meaning::Opaque {
            reason: reasons.join("; "),
            steps,
        };
    }
    if steps.is_empty() {
        return Meaning::Data;
    }
    Meaning::Schema(steps)
}

fn extra_statement(extra: &Extra, text: &str) -> Vec<Action> {
    match extra {
        Extra::CreateTable(parsed) => match table::create(parsed) {
            Ok(Some(effect)) => vec![Action::Effect(effect)],
            Ok(None) => vec![Action::Nothing],
            Err(reason) => vec![
                Action::Opaque(reason),
                veil(&parsed.ast.name, false, parsed.ast.if_not_exists),
            ],
        },
        Extra::CreateForeignTable(parsed) => vec![
            Action::Opaque("foreign tables are not modelled".to_owned()),
            veil(&parsed.name, true, parsed.if_not_exists),
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
        Extra::Whole(parsed) => vec![whole(parsed, text)],
    }
}

/// A table of which only the name is known.
fn veil(name: &sqlparser::ast::ObjectName, foreign: bool, if_not_exists: bool) -> Action {
    Action::Effect(Effect::Veil {
        name: names::reference(name),
        foreign,
        if_not_exists,
    })
}

fn whole(parsed: &Whole, text: &str) -> Action {
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
        return Action::Effect(Effect::Property {
            name,
            if_exists: false,
            only: false,
            change: PropertyChange::ClusterOn(Some(index)),
        });
    }
    if NOTHING.contains(&parsed.command) {
        Action::Nothing
    } else {
        Action::Opaque(format!("{} is not modelled", parsed.command))
    }
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

fn parsed_statement(parsed: &Sql, text: &str) -> Meaning {
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
        other if is_data(other) => data(other),
        _ => opaque(&format!("{} is not modelled", leading_words(text))),
    }
}

fn opaque(reason: &str) -> Meaning {
    Meaning::Opaque {
        reason: reason.to_owned(),
        steps: Vec::new(),
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

/// A query that calls a function of its own may change the schema; `set_config` may move the path.
fn data(statement: &Sql) -> Meaning {
    let Sql::Query(query) = statement else {
        return Meaning::Data;
    };
    if let Some(made) = query::select_into(query) {
        return collect(vec![made]);
    }
    let text = query.to_string().to_ascii_lowercase();
    if text.contains("set_config") && text.contains("search_path") {
        return opaque("set_config() of search_path is not read");
    }
    Meaning::Data
}

fn leading_words(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().take(2).collect();
    words.join(" ").to_uppercase()
}

/// A `DO` block: what it can be read to ensure.
fn do_block(block: &DoBlock) -> Meaning {
    let mut steps = Vec::new();
    let mut reasons: BTreeSet<String> = block
        .unread
        .iter()
        .map(|unread| unread.reason.clone())
        .collect();
    for guarded in &block.statements {
        match guarded_statement(guarded) {
            Ok(read) => steps.extend(read),
            Err(reason) => {
                reasons.insert(reason);
            }
        }
    }
    conclude(steps, reasons)
}

fn guarded_statement(guarded: &Guarded) -> Result<Vec<Step>, String> {
    let steps = match read(&guarded.statement) {
        Meaning::Schema(steps) => steps,
        Meaning::Data | Meaning::Transaction => return Ok(Vec::new()),
        Meaning::Opaque { reason, .. } | Meaning::Unreadable { reason } => return Err(reason),
    };
    for guard in &guarded.guards {
        understood(guard)?;
    }
    let unless = guarded.guards.iter().find_map(mentioned::unless);
    let guarded = !guarded.guards.is_empty();
    Ok(steps
        .into_iter()
        .map(|step| Step {
            guarded: guarded || step.guarded,
            unless: unless.clone().map(Box::new).or(step.unless),
            ..step
        })
        .collect())
}

/// Whether a guard says no more than "where it is not so already".
fn understood(guard: &Guard) -> Result<(), String> {
    match guard {
        Guard::IfExists { condition } | Guard::IfNotExists { condition } => {
            if reads_the_catalog(condition) {
                Ok(())
            } else {
                Err(format!("whether it runs depends on rows: {condition}"))
            }
        }
        Guard::If { condition } if reads_the_catalog(condition) => Ok(()),
        Guard::If { condition } => Err(format!("whether it runs depends on {condition}")),
        Guard::Else(inner) => understood(inner),
        Guard::Handled { .. } => Ok(()),
        Guard::Handler { conditions } => Err(format!("it runs only after the error {conditions}")),
    }
}

fn reads_the_catalog(condition: &str) -> bool {
    let condition = condition.to_ascii_lowercase();
    ["information_schema", "pg_", "to_regclass", "to_regtype"]
        .iter()
        .any(|word| condition.contains(word))
}
