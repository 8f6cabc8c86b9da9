//! Publications.

use std::collections::BTreeMap;

use super::clauses::{self, Create, Said, clause, inside};
use super::{OtherChange, setting};
use crate::effect::Reference;
use crate::schema::{Attribute, Facet};

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

const PARTS: Facet =
    Facet::Unmeasured("columns, conditions and schemas of a publication are not compared");

/// Columns, conditions and schemas are not taken apart.
fn parts() -> BTreeMap<Attribute, Facet> {
    [Attribute::Tables, Attribute::Schemas, Attribute::Condition]
        .map(|attribute| (attribute, PARTS))
        .into()
}

pub(super) fn create(parsed: &Create, said: &mut Said) -> Option<()> {
    if clause(parsed, "FOR ALL TABLES").is_some() {
        said.facets
            .insert(Attribute::Kind, Facet::Text("all tables".to_owned()));
    }
    if let Some(text) = clause(parsed, "FOR") {
        match tables(text) {
            Some(tables) => said.tables = tables,
            None => said.facets.extend(parts()),
        }
    }
    let with = match clause(parsed, "WITH") {
        Some(text) => setting::pairs(inside(text)?)?,
        None => BTreeMap::new(),
    };
    options(&with, said);
    let all = || Facet::Text("delete, insert, truncate, update".to_owned());
    said.facets.entry(Attribute::Publish).or_insert_with(all);
    Some(())
}

fn options(with: &BTreeMap<String, String>, said: &mut Said) {
    let mut others = BTreeMap::new();
    for (word, value) in with {
        if word == "publish" {
            let mut words: Vec<String> = value
                .split(',')
                .map(|word| word.trim().to_lowercase())
                .collect();
            words.retain(|word| !word.is_empty());
            words.sort();
            said.facets
                .insert(Attribute::Publish, Facet::Text(words.join(", ")));
        } else if !["false", "off", "none", "0"].contains(&value.as_str()) {
            let on = ["", "true", "on", "1"].contains(&value.as_str());
            others.insert(
                word.clone(),
                if on { "true".to_owned() } else { value.clone() },
            );
        }
    }
    said.facets.insert(Attribute::Options, Facet::Pairs(others));
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

pub(super) fn change(text: &str) -> Option<OtherChange> {
    let (word, rest) = text.trim().split_once(char::is_whitespace)?;
    let word = word.to_ascii_uppercase();
    if let (Some(settings), "SET") = (inside(rest), word.as_str()) {
        let mut said = Said::default();
        options(&setting::pairs(settings)?, &mut said);
        if !said.facets.contains_key(&Attribute::Publish) || settings.contains("publish_") {
            said.facets.insert(
                Attribute::Options,
                Facet::Unmeasured("changed options of a publication are not compared"),
            );
        } else {
            said.facets.remove(&Attribute::Options);
        }
        return Some(OtherChange::Facets(said.facets));
    }
    let Some(tables) = tables(rest) else {
        return Some(OtherChange::Facets(parts()));
    };
    Some(OtherChange::Publication(match word.as_str() {
        "ADD" => PublicationChange::Add(tables),
        "DROP" => PublicationChange::Drop(tables),
        "SET" => PublicationChange::Set(tables),
        _ => return None,
    }))
}
