//! Rows of objects that belong to no table.

use serde::{Deserialize, Serialize};

use super::describe::{DecodeError, RowReader, cell, row};
use super::{NamedKind, Qualified, is_default};
use crate::schema::{
    CollationProvider, ParallelSafety, ParameterMode, RoutineKind, TriggerState, Volatility,
};

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
        /// Not `relispopulated`: a materialized view that cannot be read.
        unpopulated => unpopulated: bool = default;
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

fn definition(row: &RowReader<'_>) -> Result<Option<FunctionDefinition>, DecodeError> {
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
fn parameters(row: &RowReader<'_>) -> Result<Vec<ParameterRow>, DecodeError> {
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

fn rule(row: &RowReader<'_>) -> Result<Option<RuleDetails>, DecodeError> {
    let is_rule = cell::<Option<String>>(row, "definition")?.is_some();
    is_rule.then(|| RuleDetails::decode(row)).transpose()
}

row! {
    /// One row of `pg_type` that a user made.
    UserTypeRow {
        oid => oid: u32;
        xmin => xmin: u32;
        nspname => schema: String;
        typname => name: String;
        /// And what belongs to it.
        #[serde(flatten)]
        typtype by shape => shape: TypeShape;
    }
}

/// What kind of type it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum TypeShape {
    /// `e`
    Enum {
        /// The labels, in order.
        labels: Vec<String>,
    },
    /// `d`
    Domain {
        /// The oid of the type below.
        base: u32,
        /// Its modifier.
        modifier: i32,
        /// Whether it refuses NULL.
        not_null: bool,
        /// Its default.
        default: Option<String>,
        /// The collation, where that is not the one of the type below.
        #[serde(default, skip_serializing_if = "is_default")]
        collation: Option<Qualified>,
    },
    /// `c`
    Composite,
    /// `r`
    Range {
        /// The oid of the subtype.
        subtype: u32,
        /// The rest.
        #[serde(default, skip_serializing_if = "is_default")]
        rest: Option<RangeRow>,
    },
    /// `b`, and the shell of one.
    Base,
}

fn shape(row: &RowReader<'_>) -> Result<TypeShape, DecodeError> {
    Ok(match cell::<String>(row, "typtype")?.as_str() {
        "e" => TypeShape::Enum {
            labels: cell(row, "labels")?,
        },
        "d" => TypeShape::Domain {
            base: cell(row, "below")?,
            modifier: cell(row, "typtypmod")?,
            not_null: cell(row, "typnotnull")?,
            default: cell(row, "default_expression")?,
            collation: cell(row, "collation")?,
        },
        "r" => TypeShape::Range {
            subtype: cell(row, "below")?,
            rest: range(row)?,
        },
        "b" => TypeShape::Base,
        _ => TypeShape::Composite,
    })
}

row! {
    /// The rest of a row of `pg_range`.
    RangeRow {
        opclass => opclass: Qualified;
        /// Whether it is what is taken when none is named.
        opcdefault => opclass_default: bool;
        /// Where that is not the subtype's own.
        collation => collation: Option<Qualified> = default;
        rngcanonical => canonical: Option<Qualified> = default;
        rngsubdiff => diff: Option<Qualified> = default;
        rngmultitypid => multirange: Option<Qualified> = default;
    }
}

fn range(row: &RowReader<'_>) -> Result<Option<RangeRow>, DecodeError> {
    let is_range = cell::<Option<Qualified>>(row, "opclass")?.is_some();
    is_range.then(|| RangeRow::decode(row)).transpose()
}

row! {
    /// An attribute of a composite type.
    AttributeRow {
        /// The composite type.
        reltype => of: u32;
        attname => name: String;
        #[serde(rename = "type")]
        atttypid => type_oid: u32;
        atttypmod => modifier: i32;
        /// Where that is not its type's own.
        collation => collation: Option<Qualified> = default;
    }
}

row! {
    /// A check of a domain.
    DomainCheckRow {
        /// The domain.
        contypid => of: u32;
        oid => oid: u32;
        conname => name: String;
        expression => expression: String;
        not_valid => not_valid: bool = default;
    }
}

row! {
    /// One row of `pg_collation`.
    CollationRow {
        oid => oid: u32;
        xmin => xmin: u32;
        nspname => schema: String;
        collname => name: String;
        collprovider => provider: CollationProvider;
        collcollate => collate: Option<String> = default;
        collctype => ctype: Option<String> = default;
        /// `colliculocale` before 17.
        colllocale => locale: Option<String> = default;
        collicurules => rules: Option<String> = default;
        /// Whether different strings may be equal.
        nondeterministic => nondeterministic: bool = default;
    }
}

row! {
    /// One object that is known by a name and a few words.
    OtherRow {
        /// What it is, in the words of the report.
        kind => kind: String;
        oid => oid: u32;
        /// Of what stands in one.
        nspname => schema: Option<String> = default;
        /// A transform's language; empty for a cast.
        name => name: String = default;
        /// The types in its name: an array's ends in `[]`.
        type_names by types => types: Vec<Option<Qualified>> = default;
        /// The access method in its name.
        method => method: Option<String> = default;
        /// An attribute and what it says.
        words by words => words: Vec<(String, String)> = default;
        /// `key=value`: options, mappings.
        pairs => pairs: Vec<String> = default;
        /// The tables of a publication.
        relations => relations: Vec<u32> = default;
    }
}

fn types(row: &RowReader<'_>) -> Result<Vec<Option<Qualified>>, DecodeError> {
    let schemas: Vec<Option<String>> = cell(row, "type_schemas")?;
    let names: Vec<Option<String>> = cell(row, "type_names")?;
    let pairs = schemas.into_iter().zip(names);
    Ok(pairs
        .map(|(schema, name)| Some(Qualified(schema?, name?)))
        .collect())
}

fn words(row: &RowReader<'_>) -> Result<Vec<(String, String)>, DecodeError> {
    let words: Vec<Option<String>> = cell(row, "words")?;
    let pairs = words.chunks_exact(2).filter_map(|pair| match pair {
        [Some(attribute), Some(text)] if !text.is_empty() => {
            Some((attribute.clone(), text.clone()))
        }
        _ => None,
    });
    Ok(pairs.collect())
}
