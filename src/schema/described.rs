//! Objects described once: a line says of each attribute what it is called where it differs, how it is
//! printed, and what its value is. Comparing, printing and asking all go by that line.

pub(crate) use super::value::in_brackets;
pub use super::value::{Quoted, Style, Value};
use super::{Attribute, ObjectId};

/// One attribute of one object.
pub struct Described<'a> {
    /// What it is called where it differs.
    pub attribute: Attribute,
    /// How it stands in a printed definition: `{}` is its value, `{name}` the object, `{table}` what that hangs on.
    /// What the server itself leaves out of its print (`pg_get_indexdef` and the like) begins with `+`.
    pub print: &'static str,
    /// Its value.
    pub value: Value<'a>,
}

/// What has an identity.
pub trait HasId {
    /// Its identity on its side.
    fn id(&self) -> ObjectId;
}

/// What is described by attributes.
pub trait Object {
    /// Every attribute, in the order in which it is printed.
    fn each_attribute<'a>(&'a self, each: &mut dyn FnMut(Described<'a>));

    /// Every attribute with its values on both sides.
    fn each_pair<'a>(&'a self, other: &'a Self, each: &mut dyn FnMut(Attribute, [Value<'a>; 2]))
    where
        Self: Sized;

    /// Takes one attribute over from another object.
    fn assign(&mut self, attribute: Attribute, from: &Self)
    where
        Self: Sized;
}

/// Describes an object: its struct, and of each field which attribute it is.
///
/// ```text
/// object! {
///     /// An index.
///     pub struct Index {
///         /// Its identity on this side.
///         id: ObjectId => _ "identities are never compared";
///         /// The INCLUDE columns, in order.
///         include: Vec<Name> => Include " INCLUDE ({})";               // field: type => attribute, print
///         /// The WHERE of a partial index.
///         predicate: Option<Expression> as Expression => Predicate " WHERE {}";
///         /// Whether it is unique.
///         unique: bool => Unique "UNIQUE " = |it| Value::flag(it.unique, ["UNIQUE", "not unique"]);   // = value
///     }
/// }
/// ```
///
/// A name of something else, or what holds such names, says as which [`Mention`](super::Mention) it is walked.
/// A field without an attribute says why, so that none is forgotten; one whose type is no [`Value`] says how it
/// is made one, or breaks the build.
macro_rules! object {
    ($(#[$meta:meta])* pub struct $name:ident {
        $($(#[$doc:meta])* $field:ident: $type:ty $(as $mention:ident)?
            => $attribute:tt $print:literal $(= $value:expr)?;)+
    }) => {
        $(#[$meta])*
        pub struct $name {
            $($(#[$doc])* pub $field: $type,)+
        }

        object!(@id $name $($field)+);

        impl $crate::schema::Walk for $name {
            fn walk(&mut self, visit: &mut $crate::schema::Visit<'_>) {
                $(object!(@walk self visit $field $($mention)?);)+
            }
        }

        impl $crate::schema::described::Object for $name {
            fn each_attribute<'a>(
                &'a self,
                each: &mut dyn FnMut($crate::schema::described::Described<'a>),
            ) {
                $(object!(@attribute self each $attribute $field $print $($value)?);)+
            }

            fn each_pair<'a>(
                &'a self,
                other: &'a Self,
                each: &mut dyn FnMut($crate::schema::Attribute, [$crate::schema::described::Value<'a>; 2]),
            ) {
                $(object!(@pair self other each $attribute $field $($value)?);)+
            }

            fn assign(&mut self, attribute: $crate::schema::Attribute, from: &Self) {
                $(object!(@assign self attribute from $attribute $field);)+
            }
        }
    };
    (@id $name:ident id $($rest:ident)*) => {
        impl $crate::schema::described::HasId for $name {
            fn id(&self) -> $crate::schema::ObjectId {
                self.id
            }
        }
    };
    (@id $name:ident $($rest:ident)*) => {};
    (@walk $it:ident $visit:ident $field:ident) => {
        $crate::schema::Walk::walk(&mut $it.$field, $visit)
    };
    (@walk $it:ident $visit:ident $field:ident Plain) => {
        $visit($crate::schema::Mention::Plain($it.$field.as_str()))
    };
    (@walk $it:ident $visit:ident $field:ident $mention:ident) => {
        $crate::schema::walk::mentions(
            &mut $it.$field,
            |held| $crate::schema::Mention::$mention(held),
            $visit,
        )
    };
    (@attribute $it:ident $each:ident _ $($rest:tt)*) => {};
    (@attribute $it:ident $each:ident $attribute:ident $field:ident $print:literal $($value:expr)?) => {
        $each($crate::schema::described::Described {
            attribute: $crate::schema::Attribute::$attribute,
            print: $print,
            value: object!(@value $it $field $($value)?),
        });
    };
    (@pair $it:ident $other:ident $each:ident _ $($rest:tt)*) => {};
    (@pair $it:ident $other:ident $each:ident $attribute:ident $field:ident $($value:expr)?) => {
        $each(
            $crate::schema::Attribute::$attribute,
            [object!(@value $it $field $($value)?), object!(@value $other $field $($value)?)],
        );
    };
    (@assign $it:ident $said:ident $from:ident _ $field:ident) => {};
    (@assign $it:ident $said:ident $from:ident $attribute:ident $field:ident) => {
        if $said == $crate::schema::Attribute::$attribute {
            $it.$field.clone_from(&$from.$field);
        }
    };
    (@value $it:ident $field:ident) => { $crate::schema::described::Value::from(&$it.$field) };
    (@value $it:ident $field:ident $value:expr) => {{
        let value: fn(&Self) -> $crate::schema::described::Value<'_> = $value;
        value($it)
    }};
}

/// What is one of a few words.
pub trait Words: Copy + 'static {
    /// Every one.
    const ALL: &'static [Self];

    /// How it is written.
    fn word(self) -> &'static str;
}

/// Describes an enum whose values are words of the definition.
macro_rules! words {
    ($($(#[$meta:meta])* pub enum $name:ident {
        $($(#[$doc:meta])* $variant:ident = $word:literal,)+
    })+) => { $(
        $(#[$meta])*
        pub enum $name {
            $($(#[$doc])* $variant,)+
        }

        impl $name {
            /// How it is written.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $word,)+
                }
            }
        }

        impl $crate::schema::described::Words for $name {
            const ALL: &'static [Self] = &[$(Self::$variant,)+];

            fn word(self) -> &'static str {
                self.as_str()
            }
        }
    )+ };
}

pub(super) use {object, words};
