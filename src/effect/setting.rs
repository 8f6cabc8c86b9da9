//! `SET` and `RESET` clauses, and lists of `word = value`.

use std::collections::BTreeMap;

use sqlparser::tokenizer::Token;

use crate::schema::setting_name;
use crate::sql;

/// One `SET` or `RESET` clause.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SettingChange {
    /// `SET name TO value, ...`.
    Set(String, Vec<String>),
    /// `SET name FROM CURRENT`: the value is the session's.
    FromCurrent(String),
    /// `RESET name`, `SET name TO DEFAULT`.
    Reset(String),
    /// `RESET ALL`.
    ResetAll,
}

/// Reads `SET name { TO | = } value, ...`, `SET name FROM CURRENT`, `RESET name`; none where it is
/// something else.
pub(super) fn read(text: &str) -> Option<SettingChange> {
    let tokens = tokens(text)?;
    let (first, rest) = tokens.split_first()?;
    if word(first)?.eq_ignore_ascii_case("reset") {
        return Some(match name(rest)?.0.as_str() {
            "all" => SettingChange::ResetAll,
            one => SettingChange::Reset(one.to_owned()),
        });
    }
    if let [time, zone, values @ ..] = rest
        && word(time)?.eq_ignore_ascii_case("time")
        && word(zone).is_some_and(|zone| zone.eq_ignore_ascii_case("zone"))
    {
        return Some(set("timezone".to_owned(), &values_of(values)?));
    }
    let (name, rest) = name(rest)?;
    let (sign, values) = rest.split_first()?;
    match (sign, word(sign)) {
        (Token::Eq, _) => Some(set(name, &values_of(values)?)),
        (_, Some(to)) if to.eq_ignore_ascii_case("to") => Some(set(name, &values_of(values)?)),
        (_, Some(from)) if from.eq_ignore_ascii_case("from") => {
            Some(SettingChange::FromCurrent(name))
        }
        _ => None,
    }
}

/// `DEFAULT` takes the setting away. Of several values only a list of names keeps each apart
/// (`flatten_set_variable_args` of `guc_funcs.c`).
fn set(name: String, values: &[Value]) -> SettingChange {
    match values {
        [Value::Default] => SettingChange::Reset(name),
        values => {
            let texts: Vec<String> = values.iter().map(Value::text).collect();
            let names = crate::schema::list_elements(&name, "a,b").len() > 1;
            let value = if names { texts } else { vec![texts.join(", ")] };
            SettingChange::Set(name, value)
        }
    }
}

enum Value {
    Default,
    Text(String),
}

impl Value {
    fn text(&self) -> String {
        match self {
            Self::Default => "default".to_owned(),
            Self::Text(text) => text.clone(),
        }
    }
}

fn values_of(tokens: &[Token]) -> Option<Vec<Value>> {
    tokens
        .split(|token| *token == Token::Comma)
        .map(value)
        .collect()
}

fn value(tokens: &[Token]) -> Option<Value> {
    Some(Value::Text(match tokens {
        [Token::Word(word)] if word.quote_style.is_some() => word.value.clone(),
        [Token::Word(word)] if word.value.eq_ignore_ascii_case("default") => {
            return Some(Value::Default);
        }
        [Token::Word(word)] => word.value.to_ascii_lowercase(),
        [Token::SingleQuotedString(text) | Token::EscapedStringLiteral(text)] => text.clone(),
        [Token::DollarQuotedString(quoted)] => quoted.value.clone(),
        [Token::Number(number, _)] => number.clone(),
        [Token::Minus, Token::Number(number, _)] => format!("-{number}"),
        _ => return None,
    }))
}

/// A setting's name, perhaps with a dot in it.
fn name(tokens: &[Token]) -> Option<(String, &[Token])> {
    let (first, rest) = tokens.split_first()?;
    let mut name = setting_name(word(first)?);
    match rest {
        [Token::Period, second, rest @ ..] => {
            name.push('.');
            name.push_str(&setting_name(word(second)?));
            Some((name, rest))
        }
        rest => Some((name, rest)),
    }
}

fn word(token: &Token) -> Option<&str> {
    match token {
        Token::Word(word) => Some(&word.value),
        _ => None,
    }
}

fn tokens(text: &str) -> Option<Vec<Token>> {
    let tokens = sql::tokens(text).ok()?;
    let significant = |token: &Token| !matches!(token, Token::Whitespace(_));
    Some(tokens.into_iter().filter(significant).collect())
}

/// `word = value, ...` and bare words, as the definition of an aggregate has them; words folded, a
/// bare one has an empty value.
pub(super) fn pairs(text: &str) -> Option<BTreeMap<String, String>> {
    let tokens = tokens(text)?;
    let pair = |tokens: &[Token]| {
        let (first, rest) = tokens.split_first()?;
        let value = match rest.split_first() {
            None => String::new(),
            Some((Token::Eq, value)) => text_of(value),
            Some(_) => return None,
        };
        Some((word(first)?.to_ascii_lowercase(), value))
    };
    top_level(&tokens).into_iter().map(pair).collect()
}

fn text_of(tokens: &[Token]) -> String {
    let one = |token: &Token| match token {
        Token::SingleQuotedString(text) => text.clone(),
        Token::Word(word) if word.quote_style.is_none() => word.value.to_ascii_lowercase(),
        Token::Word(word) => word.value.clone(),
        other => other.to_string(),
    };
    let words: Vec<String> = tokens.iter().map(one).collect();
    words.join(if tokens.contains(&Token::Period) {
        ""
    } else {
        " "
    })
}

fn top_level(tokens: &[Token]) -> Vec<&[Token]> {
    let mut depth = 0_i32;
    tokens
        .split(|token| {
            depth += i32::from(*token == Token::LParen) - i32::from(*token == Token::RParen);
            depth == 0 && *token == Token::Comma
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clause_is_read_as_the_server_stores_it() {
        let set = |name: &str, values: &[&str]| {
            let values = values.iter().map(ToString::to_string).collect();
            Some(SettingChange::Set(name.to_owned(), values))
        };
        assert_eq!(
            read("SET search_path TO Public, \"My Schema\", 'pg_temp'"),
            set("search_path", &["public", "My Schema", "pg_temp"])
        );
        assert_eq!(read("SET search_path = ''"), set("search_path", &[""]));
        assert_eq!(read("SET TIME ZONE 'UTC'"), set("timezone", &["UTC"]));
        assert_eq!(
            read("SET DateStyle = iso, mdy"),
            set("datestyle", &["iso, mdy"])
        );
        assert_eq!(read("SET app.user_id TO -1"), set("app.user_id", &["-1"]));
        let reset = |name: &str| Some(SettingChange::Reset(name.to_owned()));
        assert_eq!(read("RESET work_mem"), reset("work_mem"));
        assert_eq!(read("SET work_mem TO DEFAULT"), reset("work_mem"));
        assert_eq!(read("RESET ALL"), Some(SettingChange::ResetAll));
    }

    #[test]
    fn the_definition_of_an_aggregate_is_a_list_of_pairs() {
        let pairs = pairs("SFUNC = app.add, stype = numeric(10, 2), INITCOND = '0', HYPOTHETICAL");
        let expected = [
            ("hypothetical", ""),
            ("initcond", "0"),
            ("sfunc", "app.add"),
            ("stype", "numeric ( 10 , 2 )"),
        ];
        let expected = expected.map(|(word, value)| (word.to_owned(), value.to_owned()));
        assert_eq!(pairs, Some(BTreeMap::from(expected)));
    }
}
