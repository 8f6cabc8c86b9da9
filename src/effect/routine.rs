//! `CREATE` and `ALTER` of functions and procedures: their arguments, what they return, their options.

use sqlparser::ast;
use sqlparser::tokenizer::Token;

use super::action::Action;
use super::setting::SettingChange;
use super::vocabulary::{
    Effect, NewParameter, NewReturned, NewRoutine, RoutineOptions, RoutineTarget, RoutineType,
};
use super::{data_type, expression, names};
use crate::name::Name;
use crate::schema::{
    Attribute, DataType, ParallelSafety, ParameterMode, Routine, RoutineBody, RoutineKind,
};
use crate::sql;
use crate::sql::reader::{Read, Reader, is_word};

/// `CREATE ... FUNCTION`, `CREATE ... PROCEDURE`, after `CREATE [OR REPLACE]`.
pub(super) fn create(r: &mut Reader<'_>, or_replace: bool) -> Read<Vec<Action>> {
    let procedure = r.take("PROCEDURE");
    if !procedure {
        r.expect("FUNCTION")?;
    }
    let name = names::take_reference(r)?;
    let mut parameters = NewParameter::take_list(r)?;
    let returns = r.after("RETURNS", |r| take_returned(r, &mut parameters))?;
    let mut said = Said::take(r)?;
    let body = said.body(&name.name);
    let values = &mut said.options.values;
    if procedure {
        values.kind = RoutineKind::Procedure;
    }
    values.language = said.language.unwrap_or_else(|| Name::exact("sql"));
    values.body = body;
    let create = Effect::CreateRoutine(Box::new(NewRoutine {
        name,
        or_replace,
        parameters,
        returns,
        options: said.options,
    }));
    let create = Action::Effect(create);
    Ok(std::iter::once(create).chain(said.opaque).collect())
}

/// What an `ALTER FUNCTION` and its like say beside what is common to all kinds.
pub(super) fn alter(r: &mut Reader<'_>, target: RoutineTarget) -> Read<Vec<Action>> {
    let said = Said::take(r)?;
    r.take("RESTRICT");
    let mut actions = said.opaque;
    if said.options != RoutineOptions::default() {
        let alter = Effect::AlterRoutine(target, Box::new(said.options));
        actions.push(Action::Effect(alter));
    }
    Ok(actions)
}

/// What of a body in SQL or PL/pgSQL means something: the text without comments, each stretch of white space as one space; strings and quoted names
/// stay as they are.
#[must_use]
pub fn squeezed(text: &str) -> String {
    sql::without_comments(text)
}

/// A body that is SQL itself.
#[must_use]
pub fn sql_body(text: &str) -> RoutineBody {
    match returned(text.trim()) {
        Some(value) => RoutineBody::Return(Box::new(expression::read(value))),
        None => RoutineBody::Atomic(text.to_owned()),
    }
}

/// The expression of a body that is `RETURN expression`.
fn returned(body: &str) -> Option<&str> {
    let (word, rest) = body.split_at_checked("RETURN".len())?;
    let separate = rest.starts_with(|c: char| c.is_whitespace() || c == '(');
    (word.eq_ignore_ascii_case("RETURN") && separate).then(|| rest.trim().trim_end_matches(';'))
}

/// What the options say, in whatever order. PostgreSQL refuses two of one kind.
#[derive(Debug, Default)]
struct Said {
    options: RoutineOptions,
    /// `LANGUAGE`, in lower case.
    language: Option<Name>,
    body: Option<Body>,
    /// What of them is not modelled.
    opaque: Vec<Action>,
}

#[derive(Debug)]
enum Body {
    /// `AS 'body'`, or `AS 'object file', 'symbol'`.
    As(String, Option<String>),
    /// `RETURN expression` or `BEGIN ATOMIC ... END`: the text.
    Sql(String),
}

impl Said {
    /// All that follow.
    fn take(r: &mut Reader<'_>) -> Read<Self> {
        let mut said = Self::default();
        while !matches!(r.peek(), Token::EOF) && !r.sees("RESTRICT") {
            if !said.options.take_keyword(r) {
                said.take_option(r)?;
            }
        }
        Ok(said)
    }

    /// A C function without a symbol has its own name for one. A body that is SQL itself is in no other language.
    fn body(&self, name: &Name) -> RoutineBody {
        let is_c = self.language.as_ref().is_some_and(|it| it.as_str() == "c");
        match &self.body {
            Some(Body::As(body, None)) if !is_c => RoutineBody::Source(body.clone()),
            Some(Body::As(file, symbol)) => RoutineBody::Linked {
                file: file.clone(),
                symbol: symbol.clone().unwrap_or_else(|| name.to_string()),
            },
            Some(Body::Sql(text)) => sql_body(text),
            None => RoutineBody::default(),
        }
    }

    fn take_option(&mut self, r: &mut Reader<'_>) -> Read<()> {
        let options = &mut self.options;
        if r.take("LANGUAGE") {
            let name = r.string().or_else(|_| r.ident().map(|ident| ident.value))?;
            self.language = Some(Name::exact(&name.to_lowercase()));
        } else if r.take("AS") {
            let body = r.string()?;
            let comma = r.take_token(&Token::Comma);
            let symbol = comma.then(|| r.string()).transpose()?;
            self.body.get_or_insert(Body::As(body, symbol));
        } else if r.take("PARALLEL") {
            let word = r.ident()?.value.to_lowercase();
            options.say(Attribute::Parallel).parallel = parallel(&word);
        } else if r.take("COST") {
            options.say(Attribute::Cost).cost = float4(r)?;
        } else if r.take("ROWS") {
            options.say(Attribute::Rows).rows = float4(r)?;
        } else if r.take("SUPPORT") {
            options.say(Attribute::Support).support = Some(names::take_type_name(r)?);
        } else if r.take("TRANSFORM") {
            r.separated(|r| {
                r.expect("FOR TYPE")?;
                r.data_type()
            })?;
            self.opaque
                .push(Action::opaque("transforms are not modelled"));
        } else if r.sees("SET") || r.sees("RESET") {
            options.settings.push(SettingChange::take(r)?);
        } else if r.sees("RETURN") || r.sees("BEGIN ATOMIC") {
            let text = r.rest();
            self.body.get_or_insert(Body::Sql(text));
        } else {
            return r.refuse("an option of a function");
        }
        Ok(())
    }
}

impl RoutineOptions {
    /// The values, of which the statement says this one.
    pub(super) fn say(&mut self, attribute: Attribute) -> &mut Routine {
        self.said.push(attribute);
        &mut self.values
    }

    fn take_keyword(&mut self, r: &mut Reader<'_>) -> bool {
        if let Some(volatility) = names::take_word(r) {
            self.say(Attribute::Volatility).volatility = volatility;
            return true;
        }
        let words = r.take_one_of(&[
            "STRICT",
            "RETURNS NULL ON NULL INPUT",
            "CALLED ON NULL INPUT",
            "SECURITY DEFINER",
            "SECURITY INVOKER",
            "EXTERNAL SECURITY DEFINER",
            "EXTERNAL SECURITY INVOKER",
            "NOT LEAKPROOF",
            "LEAKPROOF",
            "WINDOW",
        ]);
        let Some(words) = words else {
            return false;
        };
        match words {
            "CALLED ON NULL INPUT" => self.say(Attribute::Strict).strict = false,
            "STRICT" | "RETURNS NULL ON NULL INPUT" => self.say(Attribute::Strict).strict = true,
            "NOT LEAKPROOF" | "LEAKPROOF" => {
                self.say(Attribute::Leakproof).leakproof = words == "LEAKPROOF";
            }
            "WINDOW" => self.values.kind = RoutineKind::Window,
            other => {
                self.say(Attribute::Security).security_definer = other.ends_with("DEFINER");
            }
        }
        true
    }
}

/// `PARALLEL`, in lower case.
pub(super) fn parallel(word: &str) -> ParallelSafety {
    match word {
        "safe" => ParallelSafety::Safe,
        "restricted" => ParallelSafety::Restricted,
        _ => ParallelSafety::Unsafe,
    }
}

/// A number as a `float4` column prints it.
fn float4(r: &mut Reader<'_>) -> Read<String> {
    let first = r.index();
    r.skip()?;
    let number = r.text_from(first);
    let value = number.replace('_', "").parse::<f32>();
    Ok(value.map_or(number, |value| value.to_string()))
}

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
fn take_returned(r: &mut Reader<'_>, parameters: &mut Vec<NewParameter>) -> Read<NewReturned> {
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
            let name = column.map_or_else(|| Name::exact(""), names::name);
            RoutineType::OfColumn(names::reference(&table), name)
        }
        other => RoutineType::Named(DataType {
            modifiers: String::new(),
            ..data_type::read(&other)
        }),
    };
    Ok(NewReturned { set, data_type })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_and_white_space_go_and_strings_stay() {
        let body = "BEGIN\r\n  -- why\n  x := 'a  -- b';/* c */ y := $$ d  e $$; \nEND";
        assert_eq!(squeezed(body), "BEGIN x := 'a  -- b'; y := $$ d  e $$; END");
    }
}
