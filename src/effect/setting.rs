//! `SET` and `RESET`: what decides where later statements make things, and the clauses of functions; and lists of
//! `word = value`.

use std::collections::BTreeMap;

use sqlparser::ast::{self, Expr, Reset};
use sqlparser::tokenizer::{Token, TokenWithSpan};

use super::action::Action;
use super::names;
use super::vocabulary::Effect;
use crate::name::Name;
use crate::sql::reader::{Read, Reader};

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

impl SettingChange {
    /// Takes `SET name { TO | = } value, ...`, `SET name FROM CURRENT` or `RESET name`.
    pub(super) fn take(r: &mut Reader<'_>) -> Read<Self> {
        if r.take("RESET") {
            return Ok(match take_name(r)?.as_str() {
                "all" => Self::ResetAll,
                one => Self::Reset(one.to_owned()),
            });
        }
        r.expect("SET")?;
        let name = if r.take("TIME ZONE") {
            "timezone".to_owned()
        } else {
            let name = take_name(r)?;
            if r.take("FROM CURRENT") {
                return Ok(Self::FromCurrent(name));
            }
            if !r.take_token(&Token::Eq) {
                r.expect("TO")?;
            }
            name
        };
        let values = r.separated(take_value)?;
        Ok(Self::set(name, values))
    }

    /// `DEFAULT` takes the setting away. Of several values only a list of names keeps each apart
    /// (`flatten_set_variable_args` of `guc_funcs.c`).
    fn set(name: String, values: Vec<Option<String>>) -> Self {
        if values == [None] {
            return Self::Reset(name);
        }
        let texts = values.into_iter();
        let texts = texts.map(|text| text.unwrap_or_else(|| "default".to_owned()));
        let texts: Vec<String> = texts.collect();
        let names = list_elements(&name, "a,b").len() > 1;
        Self::Set(name, if names { texts } else { vec![texts.join(", ")] })
    }
}

/// A setting's name, perhaps with a dot in it.
fn take_name(r: &mut Reader<'_>) -> Read<String> {
    let name = r.name()?;
    let parts = name.0.iter().filter_map(ast::ObjectNamePart::as_ident);
    let parts: Vec<String> = parts.map(|part| setting_name(&part.value)).collect();
    Ok(parts.join("."))
}

/// One value; `DEFAULT` is none.
fn take_value(r: &mut Reader<'_>) -> Read<Option<String>> {
    if let Ok(text) = r.string() {
        return Ok(Some(text));
    }
    let minus = if r.take_token(&Token::Minus) { "-" } else { "" };
    let value = match r.peek() {
        Token::Word(word) if word.quote_style.is_some() => Some(word.value.clone()),
        Token::Word(word) => Some(word.value.to_ascii_lowercase()).filter(|it| it != "default"),
        Token::Number(number, _) => Some(format!("{minus}{number}")),
        _ => return r.refuse("the value of a setting"),
    };
    r.skip()?;
    Ok(value)
}

/// The settings that decide where later statements make things.
pub(super) const PLACES: [&str; 3] = [
    "search_path",
    "default_tablespace",
    "default_table_access_method",
];

/// What a `SET` of the session means.
pub(super) fn set(set: &ast::Set, text: &str) -> Vec<Action> {
    let ast::Set::SingleAssignment {
        variable, values, ..
    } = set
    else {
        return Vec::new();
    };
    let name = names::reference(variable).name;
    let Some(effect) = effect(name.as_str()) else {
        return Vec::new();
    };
    let values: Option<Vec<Name>> = values.iter().map(value).collect();
    vec![match values {
        Some(values) => {
            let default = matches!(values.as_slice(), [one] if one.as_str() == "default");
            Action::Effect(effect((!default).then_some(values)))
        }
        None => Action::Opaque(format!("the {name} of {text} is not read")),
    }]
}

/// What a `RESET` of the session means.
pub(super) fn reset(reset: &Reset) -> Vec<Action> {
    let effects: Vec<OfValues> = match reset {
        Reset::ALL => PLACES.iter().filter_map(|name| effect(name)).collect(),
        Reset::ConfigurationParameter(name) => {
            let effect = effect(names::reference(name).name.as_str());
            effect.into_iter().collect()
        }
        Reset::SessionAuthorization => Vec::new(),
    };
    let actions = effects.into_iter();
    actions.map(|effect| Action::Effect(effect(None))).collect()
}

type OfValues = fn(Option<Vec<Name>>) -> Effect;

fn effect(setting: &str) -> Option<OfValues> {
    Some(match setting {
        "search_path" => Effect::SearchPath,
        "default_tablespace" => |values| Effect::DefaultTablespace(first(values)),
        "default_table_access_method" => |values| Effect::DefaultAccessMethod(first(values)),
        _ => return None,
    })
}

fn first(values: Option<Vec<Name>>) -> Option<Name> {
    values?.into_iter().next()
}

fn value(value: &Expr) -> Option<Name> {
    match value {
        Expr::Identifier(ident) => Some(names::name(ident)),
        Expr::Value(value) => value
            .value
            .clone()
            .into_string()
            .map(|text| Name::exact(&text)),
        _ => None,
    }
}

/// `word = value, ...` and bare words, as the definition of an aggregate has them; words folded, a
/// bare one has an empty value.
pub(super) fn pairs(text: &str) -> Option<BTreeMap<String, String>> {
    let mut r = Reader::new(text).ok()?;
    let pairs = r.separated(pair).ok()?;
    r.expect_end().ok()?;
    Some(pairs.into_iter().collect())
}

fn pair(r: &mut Reader<'_>) -> Read<(String, String)> {
    let word = r.ident()?.value.to_ascii_lowercase();
    if !r.take_token(&Token::Eq) {
        return Ok((word, String::new()));
    }
    let first = r.index();
    while !matches!(r.peek(), Token::EOF | Token::Comma) {
        r.skip()?;
    }
    Ok((word, text_of(&r.tokens(first, r.index()))))
}

fn text_of(tokens: &[TokenWithSpan]) -> String {
    let one = |token: &TokenWithSpan| match &token.token {
        Token::SingleQuotedString(text) => text.clone(),
        Token::Word(word) if word.quote_style.is_none() => word.value.to_ascii_lowercase(),
        Token::Word(word) => word.value.clone(),
        other => other.to_string(),
    };
    let words: Vec<String> = tokens.iter().map(one).collect();
    let dotted = tokens.iter().any(|token| token.token == Token::Period);
    words.join(if dotted { "" } else { " " })
}

/// The name of a setting as it is compared: PostgreSQL folds it (`guc_name_compare`).
#[must_use]
pub fn setting_name(name: &str) -> String {
    name.to_ascii_lowercase()
}

/// The settings whose value is a list of names in quotes (`GUC_LIST_QUOTE` of `guc_tables.c`).
const NAME_LISTS: [&str; 6] = [
    "search_path",
    "temp_tablespaces",
    "session_preload_libraries",
    "shared_preload_libraries",
    "local_preload_libraries",
    "unix_socket_directories",
];

/// A setting's stored value as its elements: a list of names is taken apart
/// (`SplitIdentifierString`), every other value is one.
#[must_use]
pub fn list_elements(name: &str, value: &str) -> Vec<String> {
    if !NAME_LISTS.contains(&name) {
        return vec![value.to_owned()];
    }
    let mut elements = vec![String::new()];
    let mut quoted = false;
    for c in value.chars() {
        match c {
            '"' => quoted = !quoted,
            ',' if !quoted => elements.push(String::new()),
            c if c.is_whitespace() && !quoted => {}
            c => {
                if let Some(last) = elements.last_mut() {
                    last.push(c);
                }
            }
        }
    }
    elements
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Option<SettingChange> {
        SettingChange::take(&mut Reader::new(text).ok()?).ok()
    }

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

    #[test]
    fn a_search_path_is_a_list_of_names_and_other_settings_are_not() {
        assert_eq!(
            list_elements("search_path", "public, \"My Schema\",pg_temp"),
            ["public", "My Schema", "pg_temp"]
        );
        assert_eq!(list_elements("search_path", "\"\""), [""]);
        assert_eq!(list_elements("datestyle", "iso, mdy"), ["iso, mdy"]);
    }
}
