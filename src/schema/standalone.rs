//! Sequences, extended statistics, and objects that are known by a name and a few words: casts, operators,
//! conversions, languages, text search objects, publications ...

use std::collections::{BTreeMap, BTreeSet};

use super::described::{Style, Value, in_brackets, object};
use super::{
    Attribute, DataType, Expression, ObjectId, ObjectKey, ObjectKind, Routine, Schema, View, Visit,
    Walk,
};
use crate::name::{Name, QualifiedName};

object! {
    /// A sequence.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct Sequence {
        /// Its identity on this side.
        id: ObjectId => _ "identities are never compared";
        /// `smallint`, `integer` or `bigint`.
        data_type: DataType as Type => Type "AS {}";
        /// Start, increment and limits.
        bounds: SequenceBounds => Bounds " {}" = |it| Value::text(it.bounds.words());
        /// The column it belongs to.
        owner: Option<SequenceOwner> as Relation => OwnedBy "\nOWNED BY {}" = |it| Value::written("no column", |style| Some(it.owner.as_ref()?.written(style)));
    }
}

/// The column that a sequence belongs to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SequenceOwner {
    /// The column's table.
    pub table: QualifiedName,
    /// The column.
    pub column: Name,
    /// Whether it stands behind an identity column (`pg_depend` type `i`, else `a`).
    pub identity: bool,
}

/// A sequence's own parameters (`pg_sequence`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SequenceBounds {
    /// `START`.
    pub start: i64,
    /// `INCREMENT`.
    pub increment: i64,
    /// `MINVALUE`.
    pub min: i64,
    /// `MAXVALUE`.
    pub max: i64,
    /// `CACHE`.
    pub cache: i64,
    /// `CYCLE`.
    pub cycle: bool,
}

impl SequenceOwner {
    /// The owning column, as it is written.
    fn written(&self, style: &dyn Style) -> String {
        let (table, column) = (style.relation(&self.table), style.name(&self.column));
        let identity = if self.identity && style.is_definition() {
            " AS ITS IDENTITY"
        } else {
            ""
        };
        format!("{table}.{column}{identity}")
    }
}

impl SequenceBounds {
    /// How they are written.
    #[must_use]
    pub fn words(&self) -> String {
        let Self {
            start,
            increment,
            min,
            max,
            cache,
            cycle,
        } = self;
        let cycle = if *cycle { "CYCLE" } else { "NO CYCLE" };
        format!(
            "START {start} INCREMENT {increment} MINVALUE {min} MAXVALUE {max} CACHE {cache} {cycle}"
        )
    }

    /// What `init_params` of `sequence.c` takes where nothing is said, for an ascending sequence of
    /// the built-in type called `type_name`.
    #[must_use]
    pub fn ascending(type_name: &str) -> Self {
        Self {
            start: 1,
            increment: 1,
            min: 1,
            max: Self::type_max(type_name),
            cache: 1,
            cycle: false,
        }
    }

    /// A limit that was the old type's own becomes the new type's (`init_params` of `sequence.c`).
    pub fn follow_type(&mut self, old: &DataType, new: &DataType) {
        let old = Self::type_max(old.base.name.as_str());
        let new = Self::type_max(new.base.name.as_str());
        if self.max == old {
            self.max = new;
        }
        if self.min == -old - 1 {
            self.min = -new - 1;
        }
    }

    /// The largest value of `smallint`, `integer`, or (anything else) `bigint`.
    #[must_use]
    pub fn type_max(type_name: &str) -> i64 {
        match type_name {
            "smallint" => i64::from(i16::MAX),
            "integer" => i64::from(i32::MAX),
            _ => i64::MAX,
        }
    }
}

object! {
    /// An extended statistics object (`pg_statistic_ext`). How much it collects is a property.
    #[derive(Debug, Clone, PartialEq)]
    pub struct Statistics {
        /// What it collects, in the words of `CREATE STATISTICS`; statistics of expressions come unasked.
        kinds: BTreeSet<String> => Kinds "STATISTICS {} ON" = |it| Value::text(in_brackets(it.kinds.iter()));
        /// The columns; their order means nothing.
        columns: BTreeSet<Name> => Columns " {}" = |it| Value::Names(it.columns.iter().cloned().collect());
        /// The expressions, in order.
        expressions: Vec<Expression> as Expression => Expression " {}";
        /// The table or materialized view that it is about.
        table: QualifiedName as Relation => References "\nFROM {}";
    }
}

impl Statistics {
    /// Whether a column is among its columns or in its expressions.
    #[must_use]
    pub fn uses(&self, column: &Name) -> bool {
        let mut expressions = self.expressions.iter();
        self.columns.contains(column) || expressions.any(|it| it.columns().contains(column))
    }

    /// Follows a renamed column of the table.
    pub fn rename_column(&mut self, from: &Name, to: &Name) {
        if self.columns.remove(from) {
            self.columns.insert(to.clone());
        }
        for expression in &mut self.expressions {
            expression.rename_column(from, to);
        }
    }
}

/// What stands by itself under a key of its own.
#[derive(Debug, Clone, PartialEq)]
pub struct Standalone {
    /// Its identity on this side.
    pub id: ObjectId,
    /// What is known of it.
    pub definition: Definition,
}

macro_rules! definitions {
    ($($(#[$doc:meta])* $kind:ident, $get:ident, $get_mut:ident;)+) => {
        /// What is known of an object that stands by itself.
        #[derive(Debug, Clone, PartialEq)]
        pub enum Definition {
            /// It is not read.
            Unread,
            $($(#[$doc])* $kind(Box<$kind>),)+
        }

        $(impl From<$kind> for Definition {
            fn from(it: $kind) -> Self {
                Self::$kind(Box::new(it))
            }
        })+

        impl Schema {
            $(
                $(#[$doc])*
                #[must_use]
                pub fn $get(&self, key: &ObjectKey) -> Option<&$kind> {
                    match &self.named.get(key)?.definition {
                        Definition::$kind(it) => Some(it.as_ref()),
                        _ => None,
                    }
                }

                /// The same, to be changed.
                pub fn $get_mut(&mut self, key: &ObjectKey) -> Option<&mut $kind> {
                    match &mut self.named.get_mut(key)?.definition {
                        Definition::$kind(it) => Some(it.as_mut()),
                        _ => None,
                    }
                }
            )+
        }

        impl Walk for Definition {
            fn walk(&mut self, visit: &mut Visit<'_>) {
                match self {
                    Self::Unread => {}
                    $(Self::$kind(it) => it.walk(visit),)+
                }
            }
        }
    };
}

definitions! {
    /// A function, procedure or aggregate.
    Routine, routine, routine_mut;
    /// A view or materialized view.
    View, view, view_mut;
    /// An extended statistics object.
    Statistics, statistics, statistics_mut;
    /// A cast, operator, language ...
    Other, other, other_mut;
}

impl Schema {
    /// Every view and materialized view of which more than the name is known, in order.
    pub fn views(&self) -> impl Iterator<Item = (&ObjectKey, &View)> {
        let keys = self.named.keys();
        keys.filter_map(|key| Some((key, self.view(key)?)))
    }

    /// Every function, procedure and aggregate of which more than the name is known, in order.
    pub fn routines(&self) -> impl Iterator<Item = (&ObjectKey, &Routine)> {
        let keys = self.named.keys();
        keys.filter_map(|key| Some((key, self.routine(key)?)))
    }
}

/// What is known of such an object.
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
