//! The command of psql that shows an object.

use crate::kind::{NamedBy, ObjectKind, Within};
use crate::report::explain::quoted;
use crate::report::finding::Object;

/// psql's own description of the object's table, or of the object where it has none; of a function whose
/// `aspect` is its body, the body. The name is quoted, as a pattern that is folded and has wildcards else.
/// None where psql shows no such object.
pub(super) fn describe(object: &Object, aspect: Option<&str>) -> Option<String> {
    let name = || quoted(&object.name);
    let qualified = || {
        Some(format!(
            "{}.{}",
            quoted(object.schema.as_deref()?)?,
            name()?
        ))
    };
    let kind = object.object_type;
    let described = match (kind.within(), kind.named_by()) {
        _ if kind.psql().is_empty() => return None,
        (Within::Table, _) | (_, NamedBy::Name) if kind.psql() == "\\d" => {
            let relation = quoted(object.table.as_deref().unwrap_or(&object.name))?;
            format!("{}.{relation}", quoted(object.schema.as_deref()?)?)
        }
        (_, NamedBy::Arguments) if aspect == Some("body") => {
            let arguments = object.arguments.as_deref().unwrap_or_default();
            let hostile = crate::report::is_hostile;
            if arguments.chars().any(hostile) {
                return None;
            }
            return Some(format!("\\sf {}({arguments})", qualified()?));
        }
        // psql takes no name of these that tells them apart.
        (_, NamedBy::More) if kind == ObjectKind::Operator => {
            format!("{}.*", quoted(object.schema.as_deref()?)?)
        }
        (_, NamedBy::More) => return Some(kind.psql().to_owned()),
        (Within::Database, _) => name()?,
        (Within::Schema | Within::Table, _) => qualified()?,
    };
    Some(format!("{} {described}", kind.psql()))
}
