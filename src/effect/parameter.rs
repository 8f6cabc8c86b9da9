//! The arguments of functions, procedures and aggregates, and what they return.

use sqlparser::ast;
use sqlparser::tokenizer::Token;

use super::vocabulary::{NewParameter, NewReturned, RoutineType};
use super::{data_type, expression, names};
use crate::schema::{DataType, ParameterMode};
use crate::sql::reader::{Read, Reader, is_word};

impl NewParameter {
    /// `( argument, ... )`; `(*)` and `(a ORDER BY b)` of aggregates are read too.
    pub(super) fn take_list(r: &mut Reader<'_>) -> Read<Vec<Self>> {
        Ok(Self::take_ordered(r)?.0)
    }

    /// The same, and how many arguments stand before `ORDER BY`; none where there is no such.
    pub(super) fn take_ordered(r: &mut Reader<'_>) -> Read<(Vec<Self>, Option<usize>)> {
        r.parenthesized(|r| {
            let mut all = Vec::new();
            let mut direct = None;
            r.take_token(&Token::Mul);
            while *r.peek() != Token::RParen {
                if r.take("ORDER BY") {
                    direct = Some(all.len());
                }
                all.push(Self::take(r)?);
                if !r.take_token(&Token::Comma) && !r.sees("ORDER BY") {
                    break;
                }
            }
            Ok((all, direct))
        })
    }

    /// `[mode] [name] [mode] type [DEFAULT expression]` (`func_arg` of gram.y).
    fn take(r: &mut Reader<'_>) -> Read<Self> {
        let mut mode = take_mode(r);
        let name = Self::is_named(r).then(|| names::take(r)).transpose()?;
        if mode.is_none() {
            mode = take_mode(r);
        }
        let data_type = take_type(r)?.data_type;
        let default =
            r.take("DEFAULT") || r.take_token(&Token::Eq) || r.take_token(&Token::Assignment);
        Ok(Self {
            mode: mode.unwrap_or(ParameterMode::In),
            name,
            data_type,
            default: default.then(|| expression::take(r)).transpose()?,
        })
    }

    /// Whether a name stands before the type: a second word that cannot belong to the first.
    fn is_named(r: &Reader<'_>) -> bool {
        let Token::Word(_) = r.peek() else {
            return false;
        };
        let types_of_words = "DOUBLE CHARACTER CHAR BIT NATIONAL TIMESTAMP TIME INTERVAL";
        let may_be_type = types_of_words.split(' ').any(|word| r.sees(word));
        let goes_on = "PRECISION VARYING WITH WITHOUT CHARACTER CHAR DEFAULT YEAR MONTH DAY HOUR MINUTE SECOND ARRAY ORDER";
        let second = r.peek_nth(1);
        match second {
            Token::Word(_) if is_word(second, "DEFAULT") || is_word(second, "ORDER") => false,
            Token::Word(_) if may_be_type => !goes_on.split(' ').any(|word| is_word(second, word)),
            Token::Word(_) => !is_word(second, "ARRAY"),
            _ => false,
        }
    }
}

fn take_mode(r: &mut Reader<'_>) -> Option<ParameterMode> {
    let modes = ["IN OUT", "INOUT", "IN", "OUT", "VARIADIC"];
    r.take_one_of(&modes).map(|words| match words {
        "IN" => ParameterMode::In,
        "OUT" => ParameterMode::Out,
        "VARIADIC" => ParameterMode::Variadic,
        _ => ParameterMode::InOut,
    })
}

/// What follows `RETURNS`. The columns of `RETURNS TABLE` are output arguments too.
pub(super) fn take_returned(
    r: &mut Reader<'_>,
    parameters: &mut Vec<NewParameter>,
) -> Read<NewReturned> {
    if !(r.sees("TABLE") && *r.peek_nth(1) == Token::LParen) {
        return take_type(r);
    }
    r.expect("TABLE")?;
    let columns = NewParameter::take_list(r)?;
    let data_type = match columns.as_slice() {
        [only] => only.data_type.clone(),
        _ => RoutineType::Named(DataType::builtin("record")),
    };
    parameters.extend(columns.into_iter().map(|column| NewParameter {
        mode: ParameterMode::Table,
        ..column
    }));
    Ok(NewReturned {
        set: true,
        data_type,
    })
}

/// `[SETOF] type`, or `table.column%TYPE`.
fn take_type(r: &mut Reader<'_>) -> Read<NewReturned> {
    let set = r.take("SETOF");
    let parsed = r.data_type()?;
    let of_column = r.take_token(&Token::Mod);
    if of_column {
        r.expect("TYPE")?;
    }
    let data_type = match parsed {
        ast::DataType::Custom(mut table, _) if of_column => {
            let column = table.0.pop();
            let column = column.as_ref().and_then(|part| part.as_ident());
            let name = column.map_or_else(|| crate::name::Name::exact(""), names::name);
            RoutineType::OfColumn(names::reference(&table), name)
        }
        other => RoutineType::Named(DataType {
            modifiers: String::new(),
            ..data_type::read(&other)
        }),
    };
    Ok(NewReturned { set, data_type })
}
