//! Types as SQL that can be run: the words of `format_type` where they are a type's own syntax, else
//! quoted names.

use crate::schema::DataType;

/// The type that a value is assigned to, without modifiers: to cast to `varchar(2)` would cut what an
/// assignment refuses. `bit` and `character` without modifiers mean a length of one (`gram.y`), hence
/// their names in `pg_type`.
pub(super) fn assigned(data_type: &DataType) -> Option<String> {
    let name = data_type.base.name.as_str();
    let base = match name {
        "bit" | "bpchar" if data_type.base.is_builtin() => format!("pg_catalog.\"{name}\""),
        "character" if data_type.base.is_builtin() => "pg_catalog.bpchar".to_owned(),
        _ => base(data_type)?,
    };
    Some(array(base, data_type))
}

/// The type with its modifiers.
pub(super) fn whole(data_type: &DataType) -> Option<String> {
    let plain = |c: char| c.is_ascii_digit() || matches!(c, '(' | ')' | ',' | ' ' | '-');
    if data_type.modifiers.is_empty() {
        return assigned(data_type);
    }
    let base = base(data_type)?;
    if !data_type.modifiers.chars().all(plain) {
        return None;
    }
    // The modifier stands inside the words of the time types.
    let base = match base.split_once(' ') {
        Some((head @ ("timestamp" | "time"), tail)) => {
            format!("{head}{} {tail}", data_type.modifiers)
        }
        _ => format!("{base}{}", data_type.modifiers),
    };
    Some(array(base, data_type))
}

fn array(base: String, data_type: &DataType) -> String {
    if data_type.array { base + "[]" } else { base }
}

fn base(data_type: &DataType) -> Option<String> {
    let name = data_type.base.name.as_str();
    if data_type.base.is_builtin() {
        let word = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_' || c == ' ';
        return (!name.is_empty() && name.chars().all(word)).then(|| name.to_owned());
    }
    let schema = data_type.base.schema.as_ref()?;
    Some(format!(
        "{}.{}",
        schema.quoted(),
        data_type.base.name.quoted()
    ))
}
