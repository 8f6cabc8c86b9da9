//! `CREATE COLLATION`.

use sqlparser::ast::{CreateCollation, CreateCollationDefinition, Expr, SqlOption, Value};

use super::action::Action;
use super::new_type::{CollationSource, NewCollation};
use super::vocabulary::Effect;
use super::{Reference, names};
use crate::schema::{CollationDefinition, CollationProvider};

/// What a `CREATE COLLATION` means.
pub(super) fn create(parsed: &CreateCollation) -> Vec<Action> {
    let mut actions = Vec::new();
    let source = match &parsed.definition {
        CreateCollationDefinition::From(name) => {
            let from = names::reference(name);
            match (is_of_the_server(&from), of_the_server(from.name.as_str())) {
                (true, Some(definition)) => CollationSource::Given(definition),
                (true, None) if looks_like_a_locale(from.name.as_str()) => {
                    let reason = format!("what the server's collation {name} is, is not known");
                    actions.push(Action::Opaque(reason));
                    CollationSource::Copied(from)
                }
                (true, None) | (false, _) => CollationSource::Copied(from),
            }
        }
        CreateCollationDefinition::Options(options) => match definition(options) {
            Ok(definition) => CollationSource::Given(definition),
            Err(reason) => return vec![Action::Opaque(reason)],
        },
    };
    actions.push(Action::Effect(Effect::CreateCollation(Box::new(
        NewCollation {
            name: names::reference(&parsed.name),
            if_not_exists: parsed.if_not_exists,
            source,
        },
    ))));
    actions
}

fn is_of_the_server(name: &Reference) -> bool {
    let schema = name.schema.as_ref();
    schema.is_none_or(|schema| schema.as_str() == "pg_catalog")
}

/// Whether the server made a collation of this name: its own, or one of the C library (`de_DE`).
fn looks_like_a_locale(name: &str) -> bool {
    let country = |(language, country): (&str, &str)| {
        (2..=3).contains(&language.len()) && country.starts_with(|c: char| c.is_ascii_uppercase())
    };
    ["default", "ucs_basic", "unicode", "pg_c_utf8"].contains(&name)
        || name.split_once('_').is_some_and(country)
}

/// The collations whose names tell what they are: `C` and `POSIX` (`pg_collation.dat`), and what
/// `pg_import_system_collations` of `collationcmds.c` makes of ICU's locales (`de-x-icu`) and of the
/// C library's that name their encoding (`de_DE.utf8`).
fn of_the_server(name: &str) -> Option<CollationDefinition> {
    let plain = CollationDefinition {
        provider: CollationProvider::Libc,
        collate: Some(name.to_owned()),
        ctype: Some(name.to_owned()),
        locale: None,
        rules: None,
        deterministic: true,
    };
    if let Some(locale) = name.strip_suffix("-x-icu") {
        return Some(CollationDefinition {
            provider: CollationProvider::Icu,
            collate: None,
            ctype: None,
            locale: Some(locale.to_owned()),
            ..plain
        });
    }
    (["C", "POSIX"].contains(&name) || name.contains('.')).then_some(plain)
}

/// `DefineCollation` of `collationcmds.c`: `LOCALE` stands for both categories of the C library.
fn definition(options: &[SqlOption]) -> Result<CollationDefinition, String> {
    let mut definition = CollationDefinition {
        provider: CollationProvider::Libc,
        collate: None,
        ctype: None,
        locale: None,
        rules: None,
        deterministic: true,
    };
    for option in options {
        set(&mut definition, option)?;
    }
    let CollationDefinition {
        provider,
        collate,
        ctype,
        locale,
        ..
    } = &mut definition;
    match provider {
        CollationProvider::Libc => {
            let both = locale.take();
            *collate = collate.take().or_else(|| both.clone());
            *ctype = ctype.take().or(both);
        }
        // Servers before 15 took LC_COLLATE for ICU's locale.
        CollationProvider::Icu | CollationProvider::Builtin | CollationProvider::Database => {
            let given = collate.take();
            *ctype = None;
            *locale = locale.take().or(given);
        }
    }
    Ok(definition)
}

fn set(definition: &mut CollationDefinition, option: &SqlOption) -> Result<(), String> {
    let unknown = || format!("the option {option} of a collation is not modelled");
    let SqlOption::KeyValue { key, value } = option else {
        return Err(unknown());
    };
    let word = text(value).ok_or_else(unknown)?;
    match names::name(key).as_str() {
        "locale" => definition.locale = Some(word),
        "lc_collate" => definition.collate = Some(word),
        "lc_ctype" => definition.ctype = Some(word),
        "rules" => definition.rules = Some(word),
        // What pg_dump --binary-upgrade writes: the version is no part of the definition.
        "version" => {}
        "provider" => {
            definition.provider = match word.to_ascii_lowercase().as_str() {
                "libc" => CollationProvider::Libc,
                "icu" => CollationProvider::Icu,
                "builtin" => CollationProvider::Builtin,
                _ => return Err(unknown()),
            };
        }
        "deterministic" => {
            definition.deterministic = match word.to_ascii_lowercase().as_str() {
                "true" | "on" | "1" => true,
                "false" | "off" | "0" => false,
                _ => return Err(unknown()),
            };
        }
        _ => return Err(unknown()),
    }
    Ok(())
}

/// A value of a definition (`defGetString`): a string, a word, a number.
fn text(value: &Expr) -> Option<String> {
    match value {
        Expr::Identifier(ident) => Some(names::name(ident).to_string()),
        Expr::Value(value) => match &value.value {
            Value::Boolean(flag) => Some(flag.to_string()),
            Value::Number(digits, _) => Some(digits.clone()),
            other => other.clone().into_string(),
        },
        _ => None,
    }
}
