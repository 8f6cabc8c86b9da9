//! Objects as `ruleutils.c` prints them, by their attributes.

use std::collections::BTreeMap;

use super::text::{any_schema, data_type, list, literal, object_name, qualified};
use crate::name::{Name, QualifiedName};
use crate::schema::described::{Described, Object, Style, Value};
use crate::schema::{Generated, IndexKey, KeyItem, TriggerState};

/// Who prints.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Extent {
    /// What the server prints of such an object (`pg_get_indexdef` and the like).
    Server,
    /// All that the model knows.
    Whole,
}

/// How the object, and what it hangs on, are written.
#[derive(Clone, Copy, Default)]
pub(super) struct Names<'a> {
    pub(super) name: &'a str,
    pub(super) table: &'a str,
}

/// All that the model knows of an object.
pub(super) fn whole(object: &dyn Object) -> String {
    print(object, Names::default(), Extent::Whole)
}

/// All that the model knows of an object, in lines.
pub(super) fn lines(object: &dyn Object) -> Vec<String> {
    let lines = whole(object);
    let lines = lines.lines().filter(|line| !line.is_empty());
    lines.map(str::to_owned).collect()
}

/// The attributes of an object, one after the other.
pub(super) fn print(object: &dyn Object, names: Names<'_>, extent: Extent) -> String {
    let mut text = String::new();
    object.each_attribute(&mut |Described { print, value, .. }| {
        let template = match print.strip_prefix('+') {
            Some(_) if extent == Extent::Server => return,
            Some(template) => template,
            None => print,
        };
        if let Some(value) = written(&value) {
            fill(&mut text, template, &value, names);
        }
    });
    text
}

/// Puts a value where its template wants it. What is put in is not looked at again.
fn fill(text: &mut String, mut template: &str, value: &str, names: Names<'_>) {
    while let Some((before, rest)) = template.split_once('{') {
        let (word, after) = rest.split_once('}').unwrap_or((rest, ""));
        text.push_str(before);
        text.push_str(match word {
            "name" => names.name,
            "table" => names.table,
            _ => value,
        });
        template = after;
    }
    text.push_str(template);
}

/// The value; nothing where nothing is written of it.
fn written(value: &Value<'_>) -> Option<String> {
    let listed = |text: String| (!text.is_empty()).then_some(text);
    match value {
        Value::Word(word, _) => word.as_deref().map(str::to_owned),
        Value::InForce(is, [_, no]) | Value::Complete(is, [_, no]) => {
            (!is).then(|| (*no).to_owned())
        }
        Value::Fires(state) => (*state != TriggerState::Origin).then(|| state.as_str().to_owned()),
        Value::Names(names) => listed(list(names)),
        Value::Type(of) => Some(data_type(of)),
        Value::Object(name, _) => name.map(object_name),
        Value::Expression(expression, _) => expression.map(|it| it.text.clone()),
        Value::Expressions(all) => {
            let texts: Vec<&str> = all.iter().map(|one| one.text.as_str()).collect();
            listed(texts.join(", "))
        }
        Value::Keys(keys, method) => {
            let keys: Vec<String> = keys.iter().map(|key| key_text(key, method)).collect();
            Some(keys.join(", "))
        }
        Value::Options(options) => listed(assignments(options)),
        Value::Literal(text, _) => text.map(literal),
        Value::RangeOpclass(opclass) => opclass.map(|opclass| {
            let default = if opclass.default { " (default)" } else { "" };
            format!("{}{default}", any_schema(&opclass.name.name))
        }),
        Value::Roles(roles, _) => roles.map(list),
        Value::Generated(generated) => generated.map(Generated::words),
        Value::Written(write, _) => write(&Definition),
    }
}

/// Names as `ruleutils.c` writes them.
struct Definition;

impl Style for Definition {
    fn name(&self, name: &Name) -> String {
        name.quoted()
    }

    fn relation(&self, name: &QualifiedName) -> String {
        qualified(name)
    }

    fn literal(&self, text: &str) -> String {
        literal(text)
    }

    fn is_definition(&self) -> bool {
        true
    }
}

/// `INCLUDE`, if there is any.
pub(super) fn included(columns: &[Name]) -> String {
    if columns.is_empty() {
        String::new()
    } else {
        format!(" INCLUDE ({})", list(columns))
    }
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
