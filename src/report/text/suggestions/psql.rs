//! The command of psql that shows an object.

use crate::report::explain::quoted;
use crate::report::finding::Object;
use crate::report::vocabulary::ObjectType;

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
    let command = match object.object_type {
        ObjectType::Table
        | ObjectType::Column
        | ObjectType::Index
        | ObjectType::Constraint
        | ObjectType::Trigger
        | ObjectType::Policy
        | ObjectType::Rule
        | ObjectType::Sequence
        | ObjectType::View
        | ObjectType::MaterializedView => {
            let schema = quoted(object.schema.as_deref()?)?;
            let relation = quoted(object.table.as_deref().unwrap_or(&object.name))?;
            format!("\\d {schema}.{relation}")
        }
        ObjectType::Function if aspect == Some("body") => {
            let arguments = object.arguments.as_deref().unwrap_or_default();
            let hostile = crate::report::is_hostile;
            if arguments.chars().any(hostile) {
                return None;
            }
            format!("\\sf {}({arguments})", qualified()?)
        }
        ObjectType::Function => format!("\\df {}", qualified()?),
        ObjectType::Type => format!("\\dT+ {}", qualified()?),
        ObjectType::Domain => format!("\\dD+ {}", qualified()?),
        ObjectType::Collation => format!("\\dO+ {}", qualified()?),
        ObjectType::Statistics => format!("\\dX {}", qualified()?),
        ObjectType::Conversion => format!("\\dc+ {}", qualified()?),
        ObjectType::TextSearchConfiguration => format!("\\dF+ {}", qualified()?),
        ObjectType::TextSearchDictionary => format!("\\dFd+ {}", qualified()?),
        ObjectType::TextSearchParser => format!("\\dFp+ {}", qualified()?),
        ObjectType::TextSearchTemplate => format!("\\dFt+ {}", qualified()?),
        ObjectType::Schema => format!("\\dn+ {}", name()?),
        ObjectType::Extension => format!("\\dx+ {}", name()?),
        ObjectType::AccessMethod => format!("\\dA+ {}", name()?),
        ObjectType::EventTrigger => format!("\\dy+ {}", name()?),
        ObjectType::ForeignDataWrapper => format!("\\dew+ {}", name()?),
        ObjectType::Language => format!("\\dL+ {}", name()?),
        ObjectType::Publication => format!("\\dRp+ {}", name()?),
        ObjectType::Server => format!("\\des+ {}", name()?),
        // These are called by more than a name that psql takes.
        ObjectType::Operator => format!("\\do+ {}.*", quoted(object.schema.as_deref()?)?),
        ObjectType::OperatorClass => "\\dAc+".to_owned(),
        ObjectType::OperatorFamily => "\\dAf+".to_owned(),
        ObjectType::Cast => "\\dC+".to_owned(),
        ObjectType::Transform | ObjectType::Comment => return None,
    };
    Some(command)
}
