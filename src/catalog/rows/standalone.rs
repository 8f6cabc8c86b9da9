//! Rows of objects that belong to no table.

use postgres::Row;

use super::cell::{DecodeError, cell};
use super::describe::row;
use super::{NamedKind, Qualified, is_default};
use crate::schema::{ParallelSafety, ParameterMode, RoutineKind, TriggerState, Volatility};

row! {
    /// One row of `pg_namespace`.
    NamespaceRow {
        oid => oid: u32;
        nspname => name: String;
    }
}

row! {
    /// One row of `pg_extension`.
    ExtensionRow {
        oid => oid: u32;
        extname => name: String;
        /// The schema that holds its objects.
        nspname => schema: String;
        extversion => version: String;
    }
}

row! {
    /// The text of a view or materialized view.
    ViewRow {
        oid => relation: u32;
        /// `pg_get_viewdef`.
        definition => definition: Option<String>;
    }
}

row! {
    /// One row of `pg_proc`.
    FunctionRow {
        oid => oid: u32;
        xmin => xmin: u32;
        nspname => schema: String;
        proname => name: String;
        prokind => kind: RoutineKind = default;
        /// `pg_get_function_identity_arguments`.
        arguments => arguments: String;
        lanname => language: String;
        /// The rest of the row.
        prosrc by definition => definition: Option<FunctionDefinition> = default;
    }
}

fn definition(row: &Row) -> Result<Option<FunctionDefinition>, DecodeError> {
    FunctionDefinition::decode(row).map(Some)
}

row! {
    /// What a row of `pg_proc` says of a function beside its name. Types are oids.
    FunctionDefinition {
        /// Output ones too.
        argument_types by parameters => parameters: Vec<ParameterRow> = default;
        prorettype => returns: u32;
        proretset => returns_set: bool = default;
        provolatile => volatility: Volatility;
        proisstrict => strict: bool = default;
        prosecdef => security_definer: bool = default;
        proleakproof => leakproof: bool = default;
        proparallel => parallel: ParallelSafety;
        procost => cost: String;
        prorows => rows: String;
        support => support: Option<Qualified> = default;
        /// `name=value`.
        proconfig => settings: Vec<String> = default;
        prosrc => source: String;
        probin => binary: Option<String> = default;
        /// `pg_get_function_sqlbody`, where the body is SQL itself.
        prosqlbody => sql: Option<String> = default;
        /// What `pg_aggregate` says, as `word=value` of `CREATE AGGREGATE`.
        aggregate => aggregate: Vec<String> = default;
    }
}

/// One argument of a function.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct ParameterRow {
    /// An element of `proargmodes`.
    pub mode: ParameterMode,
    /// Its name; empty where it has none.
    #[serde(default, skip_serializing_if = "is_default")]
    pub name: String,
    /// The oid of its type.
    #[serde(rename = "type")]
    pub type_oid: u32,
    /// Its default.
    #[serde(default, skip_serializing_if = "is_default")]
    pub default: Option<String>,
}

/// Four arrays side by side; those that say nothing are NULL.
fn parameters(row: &Row) -> Result<Vec<ParameterRow>, DecodeError> {
    let types: Vec<u32> = cell(row, "argument_types")?;
    let modes: Vec<ParameterMode> = cell(row, "proargmodes")?;
    let names: Vec<String> = cell(row, "proargnames")?;
    let defaults: Vec<Option<String>> = cell(row, "argument_defaults")?;
    let rows = types.into_iter().enumerate();
    Ok(rows
        .map(|(at, type_oid)| ParameterRow {
            mode: modes.get(at).copied().unwrap_or(ParameterMode::In),
            name: names.get(at).cloned().unwrap_or_default(),
            type_oid,
            default: defaults.get(at).cloned().flatten(),
        })
        .collect())
}

row! {
    /// A rule, or an object of which only the name is read.
    NamedRow {
        kind => kind: NamedKind;
        oid => oid: u32;
        /// Of a rule that of its table.
        nspname => schema: String;
        name => name: String;
        /// The table it belongs to; 0 for none.
        relation => relation: u32 = default;
        /// What a rule does.
        definition by rule => rule: Option<RuleDetails> = default;
    }
}

row! {
    /// What a row of `pg_rewrite` says beside its name.
    RuleDetails {
        ev_enabled => state: TriggerState = default;
        /// `pg_get_ruledef`.
        definition => definition: String;
    }
}

fn rule(row: &Row) -> Result<Option<RuleDetails>, DecodeError> {
    let is_rule = cell::<Option<String>>(row, "definition")?.is_some();
    is_rule.then(|| RuleDetails::decode(row)).transpose()
}
