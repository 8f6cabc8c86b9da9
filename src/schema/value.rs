//! The values of attributes, and how names and constants in them are written.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::{
    DataType, Expression, Generated, IndexKey, KeyItem, RangeOpclass, TriggerState, TypeName,
};
use crate::name::{Name, QualifiedName};

/// The value of an attribute. How two are compared and how one is printed goes by what kind of value it is; the
/// words of a variant say what having none, or a no, is called.
pub enum Value<'a> {
    /// A word or text.
    Word(Option<Cow<'a, str>>, &'static str),
    /// Whether it is in force, and what each is called: what came into force later contradicts nothing.
    InForce(bool, [&'static str; 2]),
    /// Whether an index is built, or a materialized view filled, and what each is called: one that the ledger left
    /// incomplete may be complete.
    Complete(bool, [&'static str; 2]),
    /// When a trigger or rule fires at all.
    Fires(TriggerState),
    /// Names in order.
    Names(Cow<'a, [Name]>),
    /// A data type.
    Type(&'a DataType),
    /// The name of an object, whose schema the ledger may leave out.
    Object(Option<&'a TypeName>, &'static str),
    /// The name of a collation; none is the type's own.
    Collation(Option<&'a TypeName>),
    /// An expression.
    Expression(Option<&'a Expression>, &'static str),
    /// Expressions in order.
    Expressions(&'a [Expression]),
    /// The keys of an index by this access method, in order.
    Keys(&'a [IndexKey], &'a str),
    /// Storage parameters.
    Options(&'a BTreeMap<String, String>),
    /// A text that is written as a string.
    Literal(Option<&'a str>, &'static str),
    /// The operator class of a range.
    RangeOpclass(Option<&'a RangeOpclass>),
    /// Whom a policy is for; none where only the session knew. With them the owner of the table, where that is known.
    Roles(Option<&'a [Name]>, Option<&'a Name>),
    /// How a column is computed.
    Generated(Option<&'a Generated>),
    /// What names are in, in the style that is asked for.
    Written(Written<'a>, &'static str),
}

/// Writes a value in a style; nothing where there is none.
pub type Written<'a> = Box<dyn Fn(&dyn Style) -> Option<String> + 'a>;

/// How names and constants are written.
pub trait Style {
    /// A name.
    fn name(&self, name: &Name) -> String;
    /// The name of a table.
    fn relation(&self, name: &QualifiedName) -> String;
    /// A string.
    fn literal(&self, text: &str) -> String;
    /// A type.
    fn data_type(&self, data_type: &DataType) -> String {
        data_type.to_string()
    }
    /// Whether it is a definition, as `ruleutils.c` writes one; else it is for people.
    fn is_definition(&self) -> bool;

    /// Names with commas between them.
    fn names(&self, names: &[Name]) -> String {
        let names: Vec<String> = names.iter().map(|name| self.name(name)).collect();
        names.join(", ")
    }
}

/// As people read it: without quotes.
pub struct Plain;

impl Style for Plain {
    fn name(&self, name: &Name) -> String {
        name.to_string()
    }

    fn relation(&self, name: &QualifiedName) -> String {
        name.to_string()
    }

    fn literal(&self, text: &str) -> String {
        text.to_owned()
    }

    fn is_definition(&self) -> bool {
        false
    }
}

/// All that people read, with every name in quotes: what is another value is never written alike, and what means
/// nothing (the order of a trigger's columns) always is. Values are compared so.
pub struct Quoted;

impl Style for Quoted {
    fn name(&self, name: &Name) -> String {
        name.quoted()
    }

    fn relation(&self, name: &QualifiedName) -> String {
        name.quoted()
    }

    fn literal(&self, text: &str) -> String {
        format!("'{}'", text.replace('\'', "''"))
    }

    fn is_definition(&self) -> bool {
        false
    }
}

impl<'a> Value<'a> {
    /// A word that every such object has.
    #[must_use]
    pub fn word(word: &'a str) -> Self {
        Self::Word(Some(Cow::Borrowed(word)), "")
    }

    /// A yes or no, where each is a word of the definition.
    #[must_use]
    pub fn either(is: bool, [yes, no]: [&'static str; 2]) -> Self {
        Self::word(if is { yes } else { no })
    }

    /// A yes or no, where a no is not written.
    #[must_use]
    pub fn flag(is: bool, [yes, no]: [&'static str; 2]) -> Self {
        Self::Word(is.then_some(Cow::Borrowed(yes)), no)
    }

    /// A text made for the purpose.
    #[must_use]
    pub fn text(text: String) -> Self {
        Self::Word(Some(Cow::Owned(text)), "")
    }

    /// A value that is written in a style.
    pub fn written(
        absent: &'static str,
        write: impl Fn(&dyn Style) -> Option<String> + 'a,
    ) -> Self {
        Self::Written(Box::new(write), absent)
    }

    /// The value for people.
    #[must_use]
    pub fn words(&self) -> String {
        match self {
            Self::Word(word, absent) => word.as_deref().unwrap_or(absent).to_owned(),
            Self::InForce(is, [yes, no]) | Self::Complete(is, [yes, no]) => {
                (if *is { yes } else { no }).to_string()
            }
            Self::Fires(state) => state.as_str().to_owned(),
            Self::Names(names) => in_brackets(names.iter()),
            Self::Type(data_type) => data_type.to_string(),
            Self::Object(name, absent) => {
                name.map_or_else(|| (*absent).to_owned(), ToString::to_string)
            }
            Self::Collation(name) => name.map_or_else(|| "default".to_owned(), ToString::to_string),
            Self::Expression(expression, absent) => {
                expression.map_or_else(|| (*absent).to_owned(), |it| it.text.clone())
            }
            Self::Expressions(all) => in_brackets(all.iter().map(|it| &it.text)),
            Self::Keys(keys, _) => in_brackets(keys.iter().map(|key| key.item.words())),
            Self::Options(options) => in_brackets(
                options
                    .iter()
                    .map(|(name, value)| format!("{name}={value}")),
            ),
            Self::Generated(generated) => {
                generated.map_or_else(|| "not generated".to_owned(), Generated::words)
            }
            Self::Literal(text, absent) => text.unwrap_or(absent).to_owned(),
            Self::RangeOpclass(opclass) => {
                opclass.map_or_else(|| "the default one".to_owned(), |it| it.name.to_string())
            }
            Self::Roles(None, _) => "CURRENT_USER".to_owned(),
            Self::Roles(Some(roles), _) => in_brackets(roles.iter()),
            Self::Written(write, absent) => write(&Plain).unwrap_or_else(|| (*absent).to_owned()),
        }
    }

    /// The expressions in it, in order.
    #[must_use]
    pub fn expressions(&self) -> Vec<&'a Expression> {
        match self {
            Self::Expression(expression, _) => expression.iter().copied().collect(),
            Self::Expressions(all) => all.iter().collect(),
            Self::Generated(generated) => generated.iter().map(|it| &it.expression).collect(),
            Self::Keys(keys, _) => keys.iter().filter_map(IndexKey::expression).collect(),
            _ => Vec::new(),
        }
    }
}

impl IndexKey {
    /// The expression that it reads, if it reads no column.
    #[must_use]
    pub fn expression(&self) -> Option<&Expression> {
        match &self.item {
            KeyItem::Column(_) => None,
            KeyItem::Expression(expression) => Some(expression),
        }
    }
}

/// A list for people.
pub(crate) fn in_brackets<T: ToString>(items: impl Iterator<Item = T>) -> String {
    let items: Vec<String> = items.map(|item| item.to_string()).collect();
    format!("({})", items.join(", "))
}

macro_rules! values {
    ($($type:ty: $it:ident => $value:expr,)+) => {
        $(impl<'a> From<&'a $type> for Value<'a> {
            fn from($it: &'a $type) -> Self {
                $value
            }
        })+
    };
}

values! {
    Name: name => Self::word(name.as_str()),
    String: text => Self::word(text),
    Vec<Name>: names => Self::Names(Cow::Borrowed(names)),
    TriggerState: state => Self::Fires(*state),
    DataType: data_type => Self::Type(data_type),
    TypeName: name => Self::Object(Some(name), ""),
    Option<TypeName>: name => Self::Object(name.as_ref(), "none"),
    QualifiedName: name => Self::written("", |style| Some(style.relation(name))),
    Expression: expression => Self::Expression(Some(expression), ""),
    Option<Expression>: expression => Self::Expression(expression.as_ref(), "none"),
    Vec<Expression>: expressions => Self::Expressions(expressions),
    BTreeMap<String, String>: options => Self::Options(options),
}
