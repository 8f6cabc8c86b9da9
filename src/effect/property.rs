//! What the server keeps of tables, columns and indexes beside their definitions: storage parameters,
//! tablespaces, access methods, statistics targets ...

use std::collections::BTreeMap;

use sqlparser::tokenizer::Token;

use super::names;
use crate::name::Name;
use crate::sql::reader::{Read, Reader};

/// Parameters that are set, and (without a value) taken away.
pub type Parameters = BTreeMap<String, Option<String>>;

/// Sets what has a value, and takes away what has none.
pub fn set_parameters(parameters: &mut BTreeMap<String, String>, change: &Parameters) {
    for (key, value) in change {
        match value {
            Some(value) => parameters.insert(key.clone(), value.clone()),
            None => parameters.remove(key),
        };
    }
}

/// A change of a table, materialized view or index.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PropertyChange {
    /// `SET (...)`, `RESET (...)`.
    Options(Parameters),
    /// `SET TABLESPACE`.
    Tablespace(Name),
    /// `SET ACCESS METHOD`; `DEFAULT` is none.
    AccessMethod(Option<Name>),
    /// `REPLICA IDENTITY`.
    ReplicaIdentity(ReplicaIdentity),
    /// `CLUSTER ON`; `SET WITHOUT CLUSTER` is none.
    ClusterOn(Option<Name>),
    /// `ALTER COLUMN`.
    Column(Name, ColumnProperty),
    /// `ALTER COLUMN n SET STATISTICS` of an index; -1 is none.
    KeyTarget(u64, Option<i64>),
}

/// `REPLICA IDENTITY`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ReplicaIdentity {
    /// `DEFAULT`: the primary key.
    Default,
    /// `FULL`.
    Full,
    /// `NOTHING`.
    Nothing,
    /// `USING INDEX`.
    Index(Name),
}

/// A property of a column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ColumnProperty {
    /// `SET STORAGE`, in lower case; `DEFAULT` is none.
    Storage(Option<String>),
    /// `SET COMPRESSION`; `DEFAULT` is none.
    Compression(Option<String>),
    /// `SET STATISTICS`; `DEFAULT` and -1 are none.
    Target(Option<i64>),
    /// `SET (...)`, `RESET (...)`.
    Options(Parameters),
}

/// What `CREATE TABLE` and its like say beside the definition.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NewProperties {
    /// `WITH (...)`.
    pub options: BTreeMap<String, String>,
    /// `TABLESPACE`.
    pub tablespace: Option<Name>,
    /// `USING`.
    pub method: Option<Name>,
}

/// What a `NOT NULL` says of the constraint that PostgreSQL 18 keeps for it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NewNotNull {
    /// Its name; the server chooses one where none is given.
    pub name: Option<Name>,
    /// `NO INHERIT`.
    pub no_inherit: bool,
    /// `NOT VALID`.
    pub not_valid: bool,
}

/// Takes what follows `REPLICA IDENTITY`.
pub(super) fn take_replica_identity(r: &mut Reader<'_>) -> Read<ReplicaIdentity> {
    Ok(match r.take_one_of(&["DEFAULT", "FULL", "NOTHING"]) {
        Some("DEFAULT") => ReplicaIdentity::Default,
        Some("FULL") => ReplicaIdentity::Full,
        Some(_) => ReplicaIdentity::Nothing,
        None => {
            r.expect("USING INDEX")?;
            ReplicaIdentity::Index(names::take(r)?)
        }
    })
}

/// Takes the word of `STORAGE` or `COMPRESSION`, in lower case; `DEFAULT` is none.
pub(super) fn take_word(r: &mut Reader<'_>) -> Read<Option<String>> {
    let word = r.ident()?.value.to_ascii_lowercase();
    Ok((word != "default").then_some(word))
}

/// Takes what follows `SET TABLESPACE`.
pub(super) fn take_tablespace(r: &mut Reader<'_>) -> Read<Name> {
    let tablespace = names::take(r)?;
    r.take("NOWAIT");
    Ok(tablespace)
}

/// What follows `SET STATISTICS`: `-1` and `DEFAULT` are the server's default, and none.
pub(super) fn take_target(r: &mut Reader<'_>) -> Read<Option<i64>> {
    if r.take("DEFAULT") {
        return Ok(None);
    }
    Ok(Some(r.integer()?).filter(|target| *target >= 0))
}

/// Takes a list of parameters, as the catalog keeps them: a name without value is `true`.
pub(super) fn take_parameters(r: &mut Reader<'_>) -> Read<BTreeMap<String, String>> {
    let list = r.parenthesized(|r| r.separated(parameter))?;
    Ok(list.into_iter().collect())
}

/// Takes `SET ( name = value, ... )` or `RESET ( name, ... )`.
pub(super) fn take_parameter_change(r: &mut Reader<'_>) -> Read<Parameters> {
    if r.take("RESET") {
        let list = r.parenthesized(|r| r.separated(parameter_name))?;
        return Ok(list.into_iter().map(|name| (name, None)).collect());
    }
    r.expect("SET")?;
    let set = take_parameters(r)?.into_iter();
    Ok(set.map(|(name, value)| (name, Some(value))).collect())
}

fn parameter(r: &mut Reader<'_>) -> Read<(String, String)> {
    let name = parameter_name(r)?;
    let value = if r.take_token(&Token::Eq) {
        parameter_value(r)?
    } else {
        "true".to_owned()
    };
    Ok((name, value))
}

/// The name, perhaps qualified (`toast.fillfactor`).
fn parameter_name(r: &mut Reader<'_>) -> Read<String> {
    let mut parts = vec![names::as_stored(&r.ident()?)];
    while r.take_token(&Token::Period) {
        parts.push(names::as_stored(&r.ident()?));
    }
    Ok(parts.join("."))
}

/// The value as the catalog keeps it, without quotes.
fn parameter_value(r: &mut Reader<'_>) -> Read<String> {
    if let Ok(text) = r.string() {
        return Ok(text);
    }
    let first = r.index();
    if !r.take_token(&Token::Minus) {
        r.take_token(&Token::Plus);
    }
    r.skip()?;
    while r.take_token(&Token::Period) {
        r.skip()?;
    }
    // defGetString of define.c: words are folded, numbers lose their plus.
    let text = r.text_from(first).to_ascii_lowercase();
    Ok(text.trim_start_matches('+').trim_start().to_owned())
}
