//! Objects that are known by a name and a few words: casts, operators, conversions, languages, text
//! search objects, publications ...

use std::collections::{BTreeMap, BTreeSet};

use super::{Attribute, DataType, ObjectId, ObjectKind};
use crate::name::Name;

/// What is known of such an object. Its identity is in [`Schema::named`].
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Other {
    /// Its written name; a transform's language; empty for a cast.
    pub plain: Option<Name>,
    /// The types in its name: source and target of a cast, both sides of an operator (`None` is no
    /// operand), the type of a transform.
    pub types: Vec<Option<DataType>>,
    /// The access method of an operator class or family.
    pub method: Option<Name>,
    /// What is known of its definition; what it has not is left out.
    pub attributes: BTreeMap<Attribute, AttributeValue>,
}

/// One thing that is known of a definition.
#[derive(Debug, Clone, PartialEq)]
pub enum AttributeValue {
    /// A word.
    Text(String),
    /// Another object, by its name: names follow renames.
    Name(ObjectKind, Name),
    /// Keys and values: options, mappings, functions by what they are for.
    Pairs(BTreeMap<String, String>),
    /// Tables, by their identity on this side.
    Relations(BTreeSet<ObjectId>),
    /// Not known on this side, and why.
    Unmeasured(&'static str),
}

impl Other {
    /// The name that tells it from others of its kind.
    #[must_use]
    pub fn name(&self, kind: ObjectKind) -> Name {
        let plain = self.plain.as_ref().map_or("", Name::as_str);
        let types: Vec<String> = self.types.iter().map(Option::as_ref).map(operand).collect();
        let method = self.method.as_ref().map_or("", Name::as_str);
        Name::exact(&match kind {
            ObjectKind::Cast => types.join(" AS "),
            ObjectKind::Operator => format!("{plain}({})", types.join(", ")),
            ObjectKind::Transform => format!("{} LANGUAGE {plain}", types.join("")),
            ObjectKind::OperatorClass | ObjectKind::OperatorFamily => {
                format!("{plain} USING {method}")
            }
            _ => return self.plain.clone().unwrap_or_else(|| Name::exact("")),
        })
    }
}

/// A type as names tell it: without its schema, which a ledger may leave out.
fn operand(of: Option<&DataType>) -> String {
    of.map_or("none".to_owned(), |of| {
        format!("{}{}", of.base.name, if of.array { "[]" } else { "" })
    })
}

impl AttributeValue {
    /// The value for people, and as it is compared.
    #[must_use]
    pub fn words(&self) -> String {
        match self {
            Self::Text(text) => text.clone(),
            Self::Name(_, name) => name.to_string(),
            Self::Pairs(pairs) => {
                let pairs: Vec<String> = pairs.iter().map(|(k, v)| format!("{k} {v}")).collect();
                pairs.join(", ")
            }
            Self::Relations(_) | Self::Unmeasured(_) => String::new(),
        }
    }
}
