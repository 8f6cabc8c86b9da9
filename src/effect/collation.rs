//! `CREATE COLLATION`.

use std::collections::BTreeMap;

use super::action::Action;
use super::vocabulary::Effect;
use super::vocabulary::{CollationSource, NewCollation};
use super::{Reference, names, setting};
use crate::schema::{CollationDefinition, CollationProvider};
use crate::sql::reader::{Read, Reader};

/// `CREATE COLLATION`, after these words.
pub(super) fn create(r: &mut Reader<'_>) -> Read<Vec<Action>> {
    let if_not_exists = r.take("IF NOT EXISTS");
    let name = names::take_reference(r)?;
    let mut actions = Vec::new();
    let source = if r.take("FROM") {
        let from = names::take_reference(r)?;
        let known = of_the_server(from.name.as_str()).filter(|_| is_of_the_server(&from));
        if known.is_none() && is_of_the_server(&from) && looks_like_a_locale(from.name.as_str()) {
            let reason = format!("what the server's collation {} is, is not known", from.name);
            actions.push(Action::Opaque(reason));
        }
        known.map_or_else(|| CollationSource::Copied(from), CollationSource::Given)
    } else {
        let options = setting::pairs(&r.text_in_parentheses()?);
        let definition = options.map_or_else(
            || Err("the definition of this collation is not read".to_owned()),
            definition,
        );
        match definition {
            Ok(definition) => CollationSource::Given(definition),
            Err(reason) => return Ok(vec![Action::Opaque(reason)]),
        }
    };
    let collation = NewCollation {
        name,
        if_not_exists,
        source,
    };
    actions.push(Action::Effect(Effect::CreateCollation(Box::new(collation))));
    Ok(actions)
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
    if let Some(locale) = name.strip_suffix("-x-icu") {
        return Some(CollationDefinition {
            provider: CollationProvider::Icu,
            locale: Some(locale.to_owned()),
            ..nothing_said()
        });
    }
    let told = ["C", "POSIX"].contains(&name) || name.contains('.');
    told.then(|| CollationDefinition {
        collate: Some(name.to_owned()),
        ctype: Some(name.to_owned()),
        ..nothing_said()
    })
}

/// What a collation is where nothing is said of it.
fn nothing_said() -> CollationDefinition {
    CollationDefinition {
        provider: CollationProvider::Libc,
        collate: None,
        ctype: None,
        locale: None,
        rules: None,
        deterministic: true,
    }
}

/// `DefineCollation` of `collationcmds.c`: `LOCALE` stands for both categories of the C library.
fn definition(options: BTreeMap<String, String>) -> Result<CollationDefinition, String> {
    let mut definition = nothing_said();
    for (key, value) in options {
        set(&mut definition, &key, value)?;
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

fn set(definition: &mut CollationDefinition, key: &str, value: String) -> Result<(), String> {
    let unknown = || format!("the option {key} = {value} of a collation is not modelled");
    match key {
        "locale" => definition.locale = Some(value),
        "lc_collate" => definition.collate = Some(value),
        "lc_ctype" => definition.ctype = Some(value),
        "rules" => definition.rules = Some(value),
        // What pg_dump --binary-upgrade writes: the version is no part of the definition.
        "version" => {}
        "provider" => {
            definition.provider = match value.to_ascii_lowercase().as_str() {
                "libc" => CollationProvider::Libc,
                "icu" => CollationProvider::Icu,
                "builtin" => CollationProvider::Builtin,
                _ => return Err(unknown()),
            };
        }
        "deterministic" => {
            definition.deterministic = match value.to_ascii_lowercase().as_str() {
                "true" | "on" | "1" => true,
                "false" | "off" | "0" => false,
                _ => return Err(unknown()),
            };
        }
        _ => return Err(unknown()),
    }
    Ok(())
}
