//! Objects as `ruleutils.c` prints them, by their attributes; and the names, types and lists in them.

use std::collections::BTreeMap;

use super::definition_match::{ANY_OPERATOR_SCHEMA, ANY_SCHEMA};
use crate::name::{Name, QualifiedName};
use crate::schema::described::{Described, Object, Style, Value, in_brackets};
use crate::schema::{
    Bound, Constraint, ConstraintBody, DataType, Exclusion, IndexKey, Inheritance, KeyItem,
    PartitionKey, Routine, RoutineKind, RowType, TriggerState, TypeName,
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

/// Writes all that the model knows of an object, in lines.
pub(super) fn write_lines(text: &mut String, object: &dyn Object) {
    let printed = whole(object);
    for line in printed.lines().filter(|line| !line.is_empty()) {
        text.push_str(line);
        text.push('\n');
    }
}

/// The attributes of an object, one after the other.
pub(super) fn print(object: &dyn Object, names: Names<'_>, extent: Extent) -> String {
    let mut text = String::new();
    write(&mut text, object, names, extent);
    text
}

/// The same, behind what is written already: a history has every object of a database written.
pub(super) fn write(text: &mut String, object: &dyn Object, names: Names<'_>, extent: Extent) {
    let begin = text.len();
    object.each_attribute(&mut |Described { print, value, .. }| {
        let template = match print.strip_prefix('+') {
            Some(_) if extent == Extent::Server => return,
            Some(template) => template,
            None => print,
        };
        // A template that begins with a line break begins a line.
        let template = match template.strip_prefix('\n') {
            Some(rest) if text.len() == begin || text.ends_with('\n') => rest,
            _ => template,
        };
        fill(text, template, &value, names);
    });
}

/// Writes a template with a value where it wants it; nothing where nothing is written of the value. What is put in is
/// not looked at again.
fn fill(text: &mut String, mut template: &str, value: &Value<'_>, names: Names<'_>) {
    let begin = text.len();
    let mut is_there = None;
    while let Some((before, rest)) = template.split_once('{') {
        let (word, after) = rest.split_once('}').unwrap_or((rest, ""));
        text.push_str(before);
        match word {
            "name" => text.push_str(names.name),
            "table" => text.push_str(names.table),
            _ => is_there = Some(put(text, value)),
        }
        template = after;
    }
    text.push_str(template);
    let is_there = is_there.unwrap_or_else(|| {
        // It is a word of the template: only whether there is one counts.
        let end = text.len();
        let is_there = put(text, value);
        text.truncate(end);
        is_there
    });
    if !is_there {
        text.truncate(begin);
    }
}

/// Writes the value; tells whether anything is written of it.
fn put(text: &mut String, value: &Value<'_>) -> bool {
    let begin = text.len();
    match value {
        Value::Word(word, _) => return word.as_deref().map(|it| text.push_str(it)).is_some(),
        Value::InForce(is, [_, no]) | Value::Complete(is, [_, no]) => {
            return (!is).then(|| text.push_str(no)).is_some();
        }
        Value::Fires(TriggerState::Origin) | Value::Roles(None, _) => return false,
        Value::Fires(state) => text.push_str(state.as_str()),
        Value::Names(names) => listed(text, names.iter(), Name::quote),
        Value::Type(of) => text.push_str(&data_type(of)),
        Value::Object(name, _) | Value::Collation(name) => {
            return name.map(|it| text.push_str(&object_name(it))).is_some();
        }
        Value::Expression(expression, _) => {
            return expression.map(|it| text.push_str(&it.text)).is_some();
        }
        Value::Expressions(all) => listed(text, all.iter(), |it, text| text.push_str(&it.text)),
        Value::Keys(keys, method) => {
            listed(text, keys.iter(), |key, text| write_key(text, key, method));
            return true;
        }
        Value::Options(options) => text.push_str(&assignments(options)),
        Value::Literal(it, _) => return it.map(|it| text.push_str(&literal(it))).is_some(),
        Value::RangeOpclass(opclass) => {
            let Some(opclass) = opclass else { return false };
            text.push_str(&any_schema(&opclass.name.name));
            text.push_str(if opclass.default { " (default)" } else { "" });
        }
        Value::Roles(Some(roles), _) => {
            listed(text, roles.iter(), Name::quote);
            return true;
        }
        Value::Generated(generated) => {
            return generated.map(|it| text.push_str(&it.words())).is_some();
        }
        Value::Written(write, _) => {
            return write(&Definition).map(|it| text.push_str(&it)).is_some();
        }
    }
    text.len() > begin
}

/// Writes things with commas between them.
fn listed<T>(
    text: &mut String,
    all: impl Iterator<Item = T>,
    mut write: impl FnMut(T, &mut String),
) {
    for (at, one) in all.enumerate() {
        if at > 0 {
            text.push_str(", ");
        }
        write(one, text);
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
fn write_key(text: &mut String, key: &IndexKey, method: &str) {
    match &key.item {
        KeyItem::Column(name) => name.quote(text),
        KeyItem::Expression(expression) => text.push_str(&expression.text),
    }
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
}

fn key_text(key: &IndexKey, method: &str) -> String {
    let mut text = String::new();
    write_key(&mut text, key, method);
    text
}

pub(super) fn constraint(constraint: &Constraint, extent: Extent) -> String {
    let mut text = String::new();
    write_constraint(&mut text, constraint, extent);
    text
}

/// Writes a constraint, without its name.
pub(super) fn write_constraint(text: &mut String, constraint: &Constraint, extent: Extent) {
    let (head, body): (&str, &dyn Object) = match &constraint.body {
        ConstraintBody::PrimaryKey(key) => ("PRIMARY KEY ", key),
        ConstraintBody::Unique(key) => ("UNIQUE ", key),
        ConstraintBody::Exclude(exclusion) => {
            text.push_str(&exclude(exclusion, extent));
            return write(text, constraint, Names::default(), extent);
        }
        ConstraintBody::Check(check) => ("", check),
        ConstraintBody::ForeignKey(foreign) => ("", foreign),
    };
    text.push_str(head);
    write(text, body, Names::default(), extent);
    write(text, constraint, Names::default(), extent);
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
    let mut text = String::new();
    listed(&mut text, names.iter(), Name::quote);
    text
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

/// `format_type` with modifiers; of SQLite, where a type is words and no object, as it was declared.
pub(super) fn data_type(data_type: &DataType) -> String {
    if data_type.base.is_builtin() || data_type.base.schema.is_none() {
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
