//! Indexes as `pg_get_indexdef` prints them.

use std::collections::BTreeMap;

use super::text::{any_schema, list, literal, object_name, qualified};
use crate::name::{Name, QualifiedName};
use crate::schema::{Index, IndexKey, KeyItem, Table};

/// The whole statement.
pub(super) fn print(name: &Name, on: &QualifiedName, table: &Table, index: &Index) -> String {
    let unique = if index.unique { "UNIQUE " } else { "" };
    // A partitioned index is printed without those of the partitions.
    let only = if table.inheritance.key.is_some() {
        "ONLY "
    } else {
        ""
    };
    let mut text = format!(
        "CREATE {unique}INDEX {} ON {only}{} USING {} ({})",
        name.quoted(),
        qualified(on),
        index.method.quoted(),
        keys(index, |key| key_text(key, index.method.as_str()))
    );
    text.push_str(&included(&index.include));
    if index.nulls_not_distinct {
        text.push_str(" NULLS NOT DISTINCT");
    }
    text.push_str(&with(&index.options));
    if let Some(predicate) = &index.predicate {
        text.push_str(" WHERE ");
        text.push_str(&predicate.text);
    }
    text
}

pub(super) fn keys(index: &Index, each: impl Fn(&IndexKey) -> String) -> String {
    index.keys.iter().map(each).collect::<Vec<_>>().join(", ")
}

pub(super) fn included(columns: &[Name]) -> String {
    if columns.is_empty() {
        String::new()
    } else {
        format!(" INCLUDE ({})", list(columns))
    }
}

fn with(options: &BTreeMap<String, String>) -> String {
    if options.is_empty() {
        return String::new();
    }
    format!(" WITH ({})", assignments(options))
}

/// `get_reloptions`: a value that could stand as a name is written plainly, any other as a string.
fn assignments(options: &BTreeMap<String, String>) -> String {
    const KEYWORDS: [&str; 3] = ["true", "false", "on"];
    let options = options.iter().map(|(name, value)| {
        let letter = |c: char| c.is_ascii_lowercase() || c == '_';
        let plain = value.starts_with(letter)
            && value.chars().all(|c| letter(c) || c.is_ascii_digit())
            && !KEYWORDS.contains(&value.as_str());
        let value = if plain { value.clone() } else { literal(value) };
        format!("{}={value}", Name::exact(name).quoted())
    });
    options.collect::<Vec<_>>().join(", ")
}

/// One key with all that is not its default. Only `btree` orders (`amcanorder`).
pub(super) fn key_text(key: &IndexKey, method: &str) -> String {
    let mut text = match &key.item {
        KeyItem::Column(name) => name.quoted(),
        KeyItem::Expression(expression) => expression.text.clone(),
    };
    if let Some(collation) = &key.collation {
        text.push_str(" COLLATE ");
        text.push_str(&object_name(collation));
    }
    if let Some(opclass) = &key.opclass {
        if !opclass.default || !opclass.parameters.is_empty() {
            text.push(' ');
            text.push_str(&any_schema(&opclass.name));
        }
        if !opclass.parameters.is_empty() {
            text.extend([" (", assignments(&opclass.parameters).as_str(), ")"]);
        }
    }
    if method == "btree" {
        text.push_str(match (key.descending, key.nulls_first) {
            (false, false) => "",
            (false, true) => " NULLS FIRST",
            (true, true) => " DESC",
            (true, false) => " DESC NULLS LAST",
        });
    }
    text
}
