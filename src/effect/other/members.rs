//! What has members: the tables of publications, the mappings and options of text search.

use std::collections::BTreeMap;

use super::clauses::{self, Attributes, Clauses, called, inside};
use super::{NewOther, OtherChange, setting};
use crate::effect::Reference;
use crate::schema::{Attribute, AttributeValue, ObjectKind};

/// What an `ALTER PUBLICATION` does to the list of tables.
#[derive(Debug, Clone, PartialEq)]
pub enum PublicationChange {
    /// `ADD TABLE`.
    Add(Vec<Reference>),
    /// `DROP TABLE`.
    Drop(Vec<Reference>),
    /// `SET TABLE`.
    Set(Vec<Reference>),
}

const PARTS: AttributeValue =
    AttributeValue::Unmeasured("columns, conditions and schemas of a publication are not compared");

/// Columns, conditions and schemas are not taken apart.
fn parts() -> Attributes {
    [Attribute::Tables, Attribute::Schemas, Attribute::Condition]
        .map(|attribute| (attribute, PARTS))
        .into()
}

pub(super) fn publication(clauses: &Clauses, new: &mut NewOther) -> Option<()> {
    if clauses.has("FOR ALL TABLES") {
        new.attributes.insert(
            Attribute::Kind,
            AttributeValue::Text("all tables".to_owned()),
        );
    }
    if let Some(text) = clauses.get("FOR") {
        match tables(text) {
            Some(tables) => new.tables = tables,
            None => new.attributes.extend(parts()),
        }
    }
    let with = match clauses.get("WITH") {
        Some(text) => setting::pairs(inside(text)?)?,
        None => BTreeMap::new(),
    };
    published(&with, &mut new.attributes);
    let all = || AttributeValue::Text("delete, insert, truncate, update".to_owned());
    new.attributes.entry(Attribute::Publish).or_insert_with(all);
    Some(())
}

fn published(with: &BTreeMap<String, String>, attributes: &mut Attributes) {
    let mut others = BTreeMap::new();
    for (word, value) in with {
        if word == "publish" {
            let mut words: Vec<String> = value
                .split(',')
                .map(|word| word.trim().to_lowercase())
                .collect();
            words.retain(|word| !word.is_empty());
            words.sort();
            attributes.insert(Attribute::Publish, AttributeValue::Text(words.join(", ")));
        } else if !["false", "off", "none", "0"].contains(&value.as_str()) {
            let on = ["", "true", "on", "1"].contains(&value.as_str());
            others.insert(
                word.clone(),
                if on { "true".to_owned() } else { value.clone() },
            );
        }
    }
    attributes.insert(Attribute::Options, AttributeValue::Pairs(others));
}

/// `TABLE a, b, TABLE c`: plain tables only.
fn tables(text: &str) -> Option<Vec<Reference>> {
    let rest = text.trim();
    let head = rest.get(..6)?;
    if !head.eq_ignore_ascii_case("TABLE ") {
        return None;
    }
    clauses::list(rest.get(6..)?)
}

pub(super) fn changed_publication(text: &str) -> Option<OtherChange> {
    let (word, rest) = text.trim().split_once(char::is_whitespace)?;
    let word = word.to_ascii_uppercase();
    if let (Some(settings), "SET") = (inside(rest), word.as_str()) {
        let mut attributes = Attributes::new();
        published(&setting::pairs(settings)?, &mut attributes);
        if !attributes.contains_key(&Attribute::Publish) || settings.contains("publish_") {
            attributes.insert(
                Attribute::Options,
                AttributeValue::Unmeasured("changed options of a publication are not compared"),
            );
        } else {
            attributes.remove(&Attribute::Options);
        }
        return Some(OtherChange::Attributes(attributes));
    }
    let Some(tables) = tables(rest) else {
        return Some(OtherChange::Attributes(parts()));
    };
    Some(OtherChange::Publication(match word.as_str() {
        "ADD" => PublicationChange::Add(tables),
        "DROP" => PublicationChange::Drop(tables),
        "SET" => PublicationChange::Set(tables),
        _ => return None,
    }))
}

pub(super) fn configuration(clauses: &Clauses, new: &mut NewOther) -> Option<()> {
    let definition = clauses.definition()?;
    if let Some(parser) = definition.get("parser") {
        new.name(Attribute::Parser, ObjectKind::TextSearchParser, parser)?;
    }
    if let Some(text) = definition.get("copy") {
        new.copied = Some(clauses::reference(text)?);
    }
    Some(())
}

pub(super) fn dictionary(clauses: &Clauses, new: &mut NewOther) -> Option<()> {
    let mut definition = clauses.definition()?;
    let template = definition.remove("template")?;
    new.name(
        Attribute::Template,
        ObjectKind::TextSearchTemplate,
        &template,
    )?;
    new.attributes
        .insert(Attribute::Options, AttributeValue::Pairs(definition));
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
    let clauses = clauses::clauses(text, &words)?.0;
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
