//! Smaller statements: `SET CONSTRAINTS`, `CREATE STATISTICS`, `CREATE RULE`, `CREATE AGGREGATE`.

use sqlparser::ast::{Expr, Ident, ObjectName};
use sqlparser::tokenizer::Token;

use super::Argument;
use super::clause::folded;
use crate::sql::reader::{Read, Reader};

/// `SET CONSTRAINTS { ALL | name, ... } { DEFERRED | IMMEDIATE }`: no effect on the schema.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SetConstraints {
    /// The constraints; empty is `ALL`.
    pub names: Vec<ObjectName>,
    /// `DEFERRED` or `IMMEDIATE`.
    pub deferral: Deferral,
}

/// When constraints are checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Deferral {
    /// `DEFERRED`.
    Deferred,
    /// `IMMEDIATE`.
    Immediate,
}

/// `CREATE STATISTICS [IF NOT EXISTS] [name] [(kinds)] ON keys FROM table`.
#[derive(Debug, Clone, PartialEq)]
pub struct CreateStatistics {
    /// `IF NOT EXISTS`.
    pub if_not_exists: bool,
    /// Its name; the server chooses one where there is none (16).
    pub name: Option<ObjectName>,
    /// `ndistinct`, `dependencies`, `mcv`, in lower case; empty is all.
    pub kinds: Vec<String>,
    /// Columns and expressions.
    pub keys: Vec<Expr>,
    /// The table.
    pub table: ObjectName,
}

/// `CREATE [OR REPLACE] RULE name AS ON event TO table [WHERE condition] DO [ALSO | INSTEAD] ...`.
#[derive(Debug, Clone, PartialEq)]
pub struct CreateRule {
    /// `OR REPLACE`.
    pub or_replace: bool,
    /// Its name.
    pub name: Ident,
    /// `select`, `insert`, `update` or `delete`.
    pub event: String,
    /// The table.
    pub table: ObjectName,
    /// `WHERE`.
    pub condition: Option<Expr>,
    /// `INSTEAD`.
    pub instead: bool,
    /// The text after `DO [ALSO | INSTEAD]`.
    pub action: String,
}

/// `CREATE [OR REPLACE] AGGREGATE name (arguments) (definition)`.
#[derive(Debug, Clone, PartialEq)]
pub struct CreateAggregate {
    /// `OR REPLACE`.
    pub or_replace: bool,
    /// Its name.
    pub name: ObjectName,
    /// Its direct and aggregated arguments; none for `(*)` and for the old syntax.
    pub arguments: Option<Vec<Argument>>,
    /// How many of them are direct, where some stand after `ORDER BY`.
    pub direct: Option<usize>,
    /// The text of the definition, between the parentheses.
    pub definition: String,
}

/// `CREATE EXTENSION [IF NOT EXISTS] name [WITH] ...`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CreateExtension {
    /// `IF NOT EXISTS`.
    pub if_not_exists: bool,
    /// Its name.
    pub name: Ident,
    /// `SCHEMA schema`.
    pub schema: Option<Ident>,
    /// `VERSION version`.
    pub version: Option<String>,
    /// `CASCADE`: installs what it requires, too.
    pub cascade: bool,
}

/// `CREATE EXTENSION`, after these words.
pub(super) fn create_extension(r: &mut Reader<'_>) -> Read<CreateExtension> {
    let if_not_exists = r.take("IF NOT EXISTS");
    let mut extension = CreateExtension {
        if_not_exists,
        name: r.ident()?,
        schema: None,
        version: None,
        cascade: false,
    };
    r.take("WITH");
    while let Some(word) = r.take_one_of(&["SCHEMA", "VERSION", "CASCADE"]) {
        match word {
            "SCHEMA" => extension.schema = Some(r.ident()?),
            "VERSION" => {
                let text = r.string().or_else(|_| r.ident().map(|ident| ident.value))?;
                extension.version = Some(text);
            }
            _ => extension.cascade = true,
        }
    }
    Ok(extension)
}

/// `SET CONSTRAINTS`, after these words.
pub(super) fn set_constraints(r: &mut Reader<'_>) -> Read<SetConstraints> {
    let names = if r.take("ALL") {
        Vec::new()
    } else {
        r.separated(Reader::name)?
    };
    let deferral = match r.take_one_of(&["DEFERRED", "IMMEDIATE"]) {
        Some("DEFERRED") => Deferral::Deferred,
        Some(_) => Deferral::Immediate,
        None => return r.refuse("DEFERRED or IMMEDIATE"),
    };
    Ok(SetConstraints { names, deferral })
}

/// `CREATE STATISTICS`, after these words.
pub(super) fn create_statistics(r: &mut Reader<'_>) -> Read<CreateStatistics> {
    let if_not_exists = r.take("IF NOT EXISTS");
    let unnamed = r.sees("ON") || *r.peek() == Token::LParen;
    let name = (!unnamed).then(|| r.name()).transpose()?;
    let listed = *r.peek() == Token::LParen;
    let kinds = listed.then(|| r.idents()).transpose()?.unwrap_or_default();
    r.expect("ON")?;
    let keys = r.separated(Reader::expr)?;
    r.expect("FROM")?;
    Ok(CreateStatistics {
        if_not_exists,
        name,
        kinds: kinds.iter().map(folded).collect(),
        keys,
        table: r.name()?,
    })
}

/// `CREATE [OR REPLACE] RULE`, after these words.
pub(super) fn create_rule(r: &mut Reader<'_>, or_replace: bool) -> Read<CreateRule> {
    let name = r.ident()?;
    r.expect("AS ON")?;
    let Some(event) = r.take_one_of(&["SELECT", "INSERT", "UPDATE", "DELETE"]) else {
        return r.refuse("SELECT, INSERT, UPDATE or DELETE");
    };
    r.expect("TO")?;
    let table = r.name()?;
    let condition = r.take("WHERE").then(|| r.expr()).transpose()?;
    r.expect("DO")?;
    let instead = r.take_one_of(&["INSTEAD", "ALSO"]) == Some("INSTEAD");
    Ok(CreateRule {
        or_replace,
        name,
        event: event.to_lowercase(),
        table,
        condition,
        instead,
        action: r.rest(),
    })
}

/// `CREATE [OR REPLACE] AGGREGATE`, after these words.
pub(super) fn create_aggregate(r: &mut Reader<'_>, or_replace: bool) -> Read<CreateAggregate> {
    let name = r.name()?;
    let first = r.index();
    r.skip()?;
    let old_syntax = *r.peek() != Token::LParen;
    r.back(first);
    let any = *r.peek_nth(1) == Token::Mul;
    let (arguments, direct) = match (!old_syntax).then(|| Argument::ordered(r)).transpose()? {
        Some((arguments, direct)) => (Some(arguments), direct),
        None => (None, None),
    };
    Ok(CreateAggregate {
        or_replace,
        name,
        arguments: arguments.filter(|_| !any),
        direct,
        definition: r.text_in_parentheses()?,
    })
}
