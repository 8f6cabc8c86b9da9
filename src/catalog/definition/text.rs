//! Names, types and lists as `ruleutils.c` writes them.

use super::definition_match::{ANY_OPERATOR_SCHEMA, ANY_SCHEMA};
use crate::name::{Name, QualifiedName};
use crate::schema::{DataType, TypeName};

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
pub(super) fn type_name(name: &TypeName) -> String {
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
pub(super) fn literal(text: &str) -> String {
    let escape = if text.contains('\\') { "E" } else { "" };
    let doubled = text.replace('\\', "\\\\").replace('\'', "''");
    format!("{escape}'{doubled}'")
}
