//! Text search configurations and dictionaries.

use std::collections::BTreeMap;

use super::clauses::{self, Create, Said, called, definition};
use super::{OtherChange, setting};
use crate::schema::{Attribute, Facet, ObjectKind};

pub(super) fn configuration(parsed: &Create, said: &mut Said) -> Option<()> {
    let definition = definition(parsed)?;
    if let Some(parser) = definition.get("parser") {
        said.name(Attribute::Parser, ObjectKind::TextSearchParser, parser)?;
    }
    if let Some(text) = definition.get("copy") {
        said.copied = Some(clauses::reference(text)?);
    }
    Some(())
}

pub(super) fn dictionary(parsed: &Create, said: &mut Said) -> Option<()> {
    let mut definition = definition(parsed)?;
    let template = definition.remove("template")?;
    said.name(
        Attribute::Template,
        ObjectKind::TextSearchTemplate,
        &template,
    )?;
    said.facets
        .insert(Attribute::Options, Facet::Pairs(definition));
    Some(())
}

/// `key [= value], ...`: a key without a value is taken away.
pub(super) fn settings(text: &str) -> Option<BTreeMap<String, Option<String>>> {
    let pairs = setting::pairs(text)?.into_iter();
    Some(
        pairs
            .map(|(key, value)| (key, Some(value).filter(|it| !it.is_empty())))
            .collect(),
    )
}

/// `ADD MAPPING FOR tokens WITH dictionaries`, `ALTER MAPPING ...`, `DROP MAPPING ...`.
pub(super) fn mapping(text: &str) -> Option<OtherChange> {
    const WORDS: [&str; 6] = [
        "ADD MAPPING FOR",
        "ALTER MAPPING FOR",
        "ALTER MAPPING REPLACE",
        "DROP MAPPING IF EXISTS FOR",
        "DROP MAPPING FOR",
        "REPLACE",
    ];
    let mut words = WORDS.to_vec();
    words.push("WITH");
    let clauses = clauses::clauses(text, &words)?;
    let find = |word: &str| clauses.iter().find(|(it, _)| it.starts_with(word));
    let list = |text: &str| -> Option<Vec<String>> {
        let names = clauses::list(text)?.into_iter();
        Some(names.map(|reference| reference.name.to_string()).collect())
    };
    let (_, with) = find("WITH").map_or(("", ""), |(word, text)| (*word, text.as_str()));
    if let Some((_, old)) = clauses.iter().find(|(it, _)| it.ends_with("REPLACE")) {
        let tokens = find("ALTER MAPPING FOR").map(|(_, text)| list(text));
        let tokens = match tokens {
            Some(tokens) => Some(tokens?.into_iter().collect()),
            None => None,
        };
        let (old, new) = (called(old)?, called(with)?);
        return Some(OtherChange::Replace(
            tokens,
            old.to_string(),
            new.to_string(),
        ));
    }
    let dropped = find("DROP");
    let (_, tokens) = dropped.or(find("A"))?;
    let value = match dropped {
        Some(_) => None,
        None => Some(list(with)?.join(", ")),
    };
    let tokens = list(tokens)?.into_iter();
    let pairs = tokens.map(|token| (token, value.clone())).collect();
    Some(OtherChange::Pairs(Attribute::Mappings, pairs))
}
