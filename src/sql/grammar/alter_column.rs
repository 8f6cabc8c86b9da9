//! `ALTER TABLE ... ALTER COLUMN`.

use sqlparser::ast::{DataType, Expr, Ident, ObjectName};
use sqlparser::tokenizer::Token;

use super::{AlterAction, Parameter, SequenceSettings, alter_table};
use crate::sql::reader::{Read, Reader};

/// A change of one column that sqlparser does not read.
#[derive(Debug, Clone, PartialEq)]
pub enum ColumnChange {
    /// `[SET DATA] TYPE type [COLLATE collation] [USING expression]`.
    SetType {
        /// The new type.
        data_type: DataType,
        /// The new collation.
        collation: Option<ObjectName>,
        /// `USING`.
        using: Option<Expr>,
    },
    /// `ADD GENERATED { ALWAYS | BY DEFAULT } AS IDENTITY [(options)]`.
    AddIdentity {
        /// `ALWAYS`.
        always: bool,
        /// The options of the sequence.
        settings: SequenceSettings,
    },
    /// `SET GENERATED ...`, `SET sequence option`, `RESTART`, in one list.
    SetIdentity {
        /// `SET GENERATED ALWAYS` is true, `BY DEFAULT` is false.
        always: Option<bool>,
        /// The options of the sequence.
        settings: SequenceSettings,
    },
    /// `DROP IDENTITY [IF EXISTS]`.
    DropIdentity {
        /// `IF EXISTS`.
        if_exists: bool,
    },
    /// `SET EXPRESSION AS (expression)` (17).
    SetExpression(Expr),
    /// `DROP EXPRESSION [IF EXISTS]`.
    DropExpression {
        /// `IF EXISTS`.
        if_exists: bool,
    },
    /// `SET STATISTICS n`; `DEFAULT` (17) and -1 are none.
    SetStatistics(Option<i64>),
    /// `SET STORAGE { PLAIN | EXTERNAL | EXTENDED | MAIN | DEFAULT }`.
    SetStorage(Ident),
    /// `SET COMPRESSION method`.
    SetCompression(Ident),
    /// `SET (attribute = value, ...)`.
    SetParameters(Vec<Parameter>),
    /// `RESET (attribute, ...)`.
    ResetParameters(Vec<String>),
    /// `OPTIONS (...)` of a foreign table's column: its text.
    ForeignOptions(String),
}

/// `ALTER [COLUMN] column ...`; sqlparser reads what is left to it.
pub(super) fn read(r: &mut Reader<'_>) -> Read<AlterAction> {
    let first = r.index();
    r.expect("ALTER")?;
    r.take("COLUMN");
    let column = r.ident()?;
    if let Some(change) = column_change(r)? {
        let change = Box::new(change);
        return Ok(AlterAction::AlterColumn { column, change });
    }
    r.back(first);
    alter_table::sqlparsers(r)
}

fn column_change(r: &mut Reader<'_>) -> Read<Option<ColumnChange>> {
    if r.take_one_of(&["SET DATA TYPE", "TYPE"]).is_some() {
        return set_type(r).map(Some);
    }
    Ok(Some(if r.take("ADD GENERATED") {
        let always = always(r)?;
        r.expect("AS IDENTITY")?;
        let listed = *r.peek() == Token::LParen;
        let settings = listed.then(|| r.parenthesized(SequenceSettings::read));
        ColumnChange::AddIdentity {
            always,
            settings: settings.transpose()?.unwrap_or_default(),
        }
    } else if r.take("DROP IDENTITY") {
        let if_exists = r.take("IF EXISTS");
        ColumnChange::DropIdentity { if_exists }
    } else if r.take("DROP EXPRESSION") {
        let if_exists = r.take("IF EXISTS");
        ColumnChange::DropExpression { if_exists }
    } else if r.take("SET EXPRESSION AS") {
        ColumnChange::SetExpression(r.parenthesized(Reader::expr)?)
    } else if r.take("SET STATISTICS") {
        ColumnChange::SetStatistics(statistics(r)?)
    } else if r.take("SET STORAGE") {
        ColumnChange::SetStorage(r.ident()?)
    } else if r.take("SET COMPRESSION") {
        ColumnChange::SetCompression(r.ident()?)
    } else if r.sees("SET") && *r.peek_nth(1) == Token::LParen {
        r.expect("SET")?;
        ColumnChange::SetParameters(Parameter::list(r)?)
    } else if r.sees("RESET") && *r.peek_nth(1) == Token::LParen {
        r.expect("RESET")?;
        ColumnChange::ResetParameters(Parameter::names(r)?)
    } else if r.take("OPTIONS") {
        ColumnChange::ForeignOptions(options(r)?)
    } else {
        return set_identity(r);
    }))
}

fn set_type(r: &mut Reader<'_>) -> Read<ColumnChange> {
    let data_type = r.data_type()?;
    let collation = r.take("COLLATE").then(|| r.name()).transpose()?;
    let using = r.take("USING").then(|| r.expr()).transpose()?;
    Ok(ColumnChange::SetType {
        data_type,
        collation,
        using,
    })
}

/// `SET GENERATED ...`, `SET sequence option` and `RESTART`, in any number.
fn set_identity(r: &mut Reader<'_>) -> Read<Option<ColumnChange>> {
    let mut kind = None;
    let mut settings = SequenceSettings::default();
    let mut any = false;
    loop {
        if r.take("SET GENERATED") {
            kind = Some(always(r)?);
        } else if r.sees("RESTART") {
            settings.option(r)?;
        } else if r.sees("SET") && !r.sees("SET DEFAULT") && !r.sees("SET NOT") {
            r.expect("SET")?;
            if !settings.option(r)? {
                return r.refuse("a sequence option");
            }
        } else {
            break;
        }
        any = true;
    }
    Ok(any.then_some(ColumnChange::SetIdentity {
        always: kind,
        settings,
    }))
}

fn always(r: &mut Reader<'_>) -> Read<bool> {
    match r.take_one_of(&["ALWAYS", "BY DEFAULT"]) {
        Some(word) => Ok(word == "ALWAYS"),
        None => r.refuse("ALWAYS or BY DEFAULT"),
    }
}

/// `-1` and `DEFAULT` are the server's default.
pub(super) fn statistics(r: &mut Reader<'_>) -> Read<Option<i64>> {
    if r.take("DEFAULT") {
        return Ok(None);
    }
    Ok(Some(r.integer()?).filter(|target| *target >= 0))
}

pub(super) fn options(r: &mut Reader<'_>) -> Read<String> {
    let first = r.index();
    r.skip()?;
    Ok(r.text_from(first))
}
