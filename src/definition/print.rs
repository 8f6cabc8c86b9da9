//! Objects as `ruleutils.c` prints them, by their attributes; and the names, types and lists in them.

use std::collections::BTreeMap;

use super::definition_match::{ANY_OPERATOR_SCHEMA, ANY_SCHEMA};
use crate::name::{Name, QualifiedName};
use crate::schema::described::{Described, Object, Style, Value, in_brackets};
use crate::schema::{
    Bound, Constraint, ConstraintBody, DataType, Exclusion, Generated, IndexKey, Inheritance,
    KeyItem, PartitionKey, Routine, RoutineKind, RowType, TriggerState, TypeName,
};

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
        // A template that begins with a line break begins a line.
        let template = match template.strip_prefix('\n') {
            Some(rest) if text.is_empty() || text.ends_with('\n') => rest,
            _ => template,
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
        Value::Object(name, _) | Value::Collation(name) => name.map(object_name),
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

    fn data_type(&self, of: &DataType) -> String {
        data_type(of)
    }

    fn is_definition(&self) -> bool {
        true
    }
}

/// Functions and procedures as `pg_get_functiondef` prints them; none for an aggregate, which the server does not print.
pub(super) fn routine(name: &QualifiedName, routine: &Routine) -> Option<String> {
    let names = Names {
        name: &name.quoted(),
        table: "",
    };
    let printed = routine.kind != RoutineKind::Aggregate;
    printed.then(|| print(routine, names, Extent::Server))
}

/// `INCLUDE`, if there is any.
fn included(columns: &[Name]) -> String {
    if columns.is_empty() {
        String::new()
    } else {
        format!(" INCLUDE ({})", list(columns))
    }
}

/// `get_reloptions`: a value that could stand as a name is written plainly, any other as a string.
pub(super) fn assignments(options: &BTreeMap<String, String>) -> String {
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
fn key_text(key: &IndexKey, method: &str) -> String {
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

pub(super) fn constraint(constraint: &Constraint, extent: Extent) -> String {
    let part = |object: &dyn Object| print(object, Names::default(), extent);
    let body = match &constraint.body {
        ConstraintBody::PrimaryKey(key) => format!("PRIMARY KEY {}", part(key)),
        ConstraintBody::Unique(key) => format!("UNIQUE {}", part(key)),
        ConstraintBody::Exclude(exclusion) => exclude(exclusion, extent),
        ConstraintBody::Check(check) => part(check),
        ConstraintBody::ForeignKey(foreign) => part(foreign),
    };
    body + &part(constraint)
}

fn exclude(exclusion: &Exclusion, extent: Extent) -> String {
    let index = &exclusion.index;
    let mut operators = exclusion.operators.iter();
    let elements = index.keys.iter().map(|key| {
        let with = operators.next().map(String::as_str).unwrap_or_default();
        format!(
            "{} WITH {}",
            key_text(key, index.method.as_str()),
            operator(with)
        )
    });
    let elements = elements.collect::<Vec<_>>().join(", ");
    let mut text = format!("EXCLUDE USING {} ({elements})", index.method.quoted());
    text.push_str(&included(&index.include));
    if !index.options.is_empty() {
        text.extend([" WITH (", &assignments(&index.options), ")"]);
    }
    if let Some(predicate) = &index.predicate {
        text.extend([" WHERE (", predicate.text.as_str(), ")"]);
    }
    if extent == Extent::Whole && !index.valid {
        text.push_str(" INVALID");
    }
    text
}

pub(super) fn of_inheritance(inheritance: &Inheritance) -> Vec<String> {
    let Inheritance {
        key,
        bound,
        parents,
        of_type,
        unknown_columns: _,
    } = inheritance;
    let mut lines: Vec<String> = parents
        .iter()
        .map(|name| format!("INHERITS {}", qualified(name)))
        .collect();
    lines.extend(bound.iter().map(of_bound));
    lines.extend(key.iter().map(|PartitionKey { strategy, keys }| {
        let keys = in_brackets(keys.iter().map(|key| key_text(key, "")));
        format!("PARTITION BY {} {keys}", strategy.as_str())
    }));
    if let RowType::Of(name) = of_type {
        lines.push(format!("OF {}", object_name(name)));
    }
    lines
}

fn of_bound(bound: &Bound) -> String {
    match bound {
        Bound::Default => "DEFAULT PARTITION".to_owned(),
        other => other.to_string(),
    }
}

/// `quote_qualified_identifier`.
pub(super) fn qualified(name: &QualifiedName) -> String {
    name.quoted()
}

/// Names with commas between them.
pub(super) fn list(names: &[Name]) -> String {
    let names: Vec<String> = names.iter().map(Name::quoted).collect();
    names.join(", ")
}

/// The name of something that the model may know without its schema.
fn type_name(name: &TypeName) -> String {
    match &name.schema {
        Some(_) if name.is_builtin() => name.name.as_str().to_owned(),
        Some(schema) => format!("{}.{}", schema.quoted(), name.name.quoted()),
        None => any_schema(&name.name),
    }
}

/// The name of a collation or function: `pg_catalog` is written as any schema is.
pub(super) fn object_name(name: &TypeName) -> String {
    match &name.schema {
        Some(schema) if !name.is_builtin() => {
            format!("{}.{}", schema.quoted(), name.name.quoted())
        }
        _ => any_schema(&name.name),
    }
}

/// A name whose schema the model does not hold.
pub(super) fn any_schema(name: &Name) -> String {
    format!("{ANY_SCHEMA}{}", name.quoted())
}

/// An operator whose schema the model does not hold.
pub(super) fn operator(name: &str) -> String {
    format!("{ANY_OPERATOR_SCHEMA}{name}")
}

/// `format_type` with modifiers.
pub(super) fn data_type(data_type: &DataType) -> String {
    if data_type.base.is_builtin() {
        return data_type.to_string();
    }
    let array = if data_type.array { "[]" } else { "" };
    format!(
        "{}{}{array}",
        type_name(&data_type.base),
        data_type.modifiers
    )
}

/// A string constant, as `simple_quote_literal` writes it.
pub fn literal(text: &str) -> String {
    let escape = if text.contains('\\') { "E" } else { "" };
    let doubled = text.replace('\\', "\\\\").replace('\'', "''");
    format!("{escape}'{doubled}'")
}
