//! The answers that comparing gives.

use std::fmt;

use crate::name::Name;
use crate::schema::{Attribute, ObjectId, ObjectKey};

/// One expected object, compared.
#[derive(Debug, Clone)]
pub struct ObjectComparison {
    /// Its key in the expected schema.
    pub key: ObjectKey,
    /// Its identity in the expected schema.
    pub id: ObjectId,
    /// The object it was compared with, on the live side.
    pub live: Option<ObjectId>,
    /// Whether it is there.
    pub presence: Presence,
    /// The attributes that are not exactly the same.
    pub attributes: Vec<AttributeAnswer>,
    /// A live object that no migration accounts for and that is the same but for its name.
    pub alike: Option<Box<ObjectKey>>,
}

/// Whether an expected object is there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Presence {
    /// Where it is expected.
    Here,
    /// The same thing under another generated name.
    Variant(Variant),
    /// Under the name that it had before a recorded migration renamed it.
    Unrenamed(Box<ObjectKey>),
    /// Only in other schemas or databases, the best match first.
    Elsewhere(Vec<Found>),
    /// Nowhere.
    Nowhere,
    /// Its table is not where it is expected; the flag tells whether the part is with the table.
    Hanging {
        /// The table.
        on: Box<ObjectKey>,
        /// Whether it is there, with the table.
        there: bool,
    },
}

/// An object of the same definition under another generated name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Variant {
    /// Its name on the live side.
    pub name: Name,
    /// Why the names differ.
    pub naming: Naming,
}

/// Why two generated names of one thing differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Naming {
    /// Each holds another hash.
    Hashed,
    /// The same, and a rename lies between: the printed name is a known blind spot of `sqlmigrate`.
    Renamed,
    /// One holds none: the server made it, a first release of Django, or South; or the table was renamed
    /// by hand.
    Generated,
}

/// A place where a missing object was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// Where.
    pub place: Whereabouts,
    /// How many of its parts match there, itself included.
    pub matching: usize,
    /// How many parts it should have, itself included.
    pub total: usize,
}

/// A schema, of this database or of another one.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Whereabouts {
    /// The other database; none for the one that is measured.
    pub database: Option<OtherDatabase>,
    /// The schema there.
    pub schema: Name,
}

/// A database beside the one that is measured.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum OtherDatabase {
    /// One that the settings name, by its alias.
    Alias(String),
    /// Another database of the same server, by its name.
    Sibling(String),
}

impl Found {
    /// In a schema of the database that is measured.
    pub(super) fn here(schema: &Name, matching: usize, total: usize) -> Self {
        Self {
            place: Whereabouts::here(schema),
            matching,
            total,
        }
    }

    /// What has no parts, in a schema of the database that is measured.
    pub(super) fn whole(schema: &Name) -> Self {
        Self::here(schema, 1, 1)
    }
}

impl Whereabouts {
    /// A schema of the database that is measured.
    #[must_use]
    pub fn here(schema: &Name) -> Self {
        Self {
            database: None,
            schema: schema.clone(),
        }
    }
}

impl OtherDatabase {
    /// The alias, or the name.
    #[must_use]
    pub fn name(&self) -> &str {
        match self {
            Self::Alias(name) | Self::Sibling(name) => name,
        }
    }
}

/// `schema`, or `database/schema`.
impl fmt::Display for Whereabouts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.database {
            Some(database) => write!(f, "{}/{}", database.name(), self.schema),
            None => self.schema.fmt(f),
        }
    }
}

/// One attribute that is not exactly the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AttributeAnswer {
    /// The attribute.
    pub attribute: Attribute,
    /// How the two sides differ.
    pub answer: Answer,
    /// The expected side, for people.
    pub expected: String,
    /// The live side, for people.
    pub actual: String,
    /// What the reason of the answer is about, for people.
    pub because: Option<String>,
}

/// How two sides of one attribute differ. What is exactly the same has no answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// The same in other words.
    Equivalent(&'static str),
    /// The same thing as another Django release writes it.
    Skew(&'static str),
    /// A known blind spot of `sqlmigrate` explains it.
    CaptureGap(&'static str),
    /// It is there and the same, but not in force.
    NotInForce,
    /// Not the same.
    Different,
    /// Neither can be proved.
    Undecided(&'static str),
    /// Not held side by side; why. No finding: it is told among what was not measured.
    Unmeasured(&'static str),
}

impl ObjectComparison {
    /// One of which no attribute is compared yet.
    pub(super) fn new(
        key: ObjectKey,
        id: ObjectId,
        live: Option<ObjectId>,
        presence: Presence,
    ) -> Self {
        Self {
            key,
            id,
            live,
            presence,
            attributes: Vec::new(),
            alike: None,
        }
    }
}

impl Presence {
    /// In some places other than its own, or nowhere.
    pub(super) fn in_places(places: Vec<Found>) -> Self {
        if places.is_empty() {
            Self::Nowhere
        } else {
            Self::Elsewhere(places)
        }
    }

    /// Not there, as what it hangs on is not.
    pub(super) fn dropped_with(on: ObjectKey) -> Self {
        Self::hanging(on, false)
    }

    /// Where what it hangs on is.
    pub(super) fn hanging(on: ObjectKey, there: bool) -> Self {
        let on = Box::new(on);
        Self::Hanging { on, there }
    }

    /// Under the name that it had before.
    pub(super) fn unrenamed(former: ObjectKey) -> Self {
        Self::Unrenamed(Box::new(former))
    }

    /// Whether it is where it is expected, under whatever generated name.
    #[must_use]
    pub fn is_in_place(&self) -> bool {
        matches!(self, Self::Here | Self::Variant(_))
    }
}

impl AttributeAnswer {
    /// What is not held side by side, and why.
    pub(super) fn unmeasured(attribute: Attribute, reason: &'static str) -> Self {
        Self::new(attribute, Answer::Unmeasured(reason), "", "")
    }

    /// An answer, with both sides in words.
    #[must_use]
    pub fn new(
        attribute: Attribute,
        answer: Answer,
        expected: impl Into<String>,
        actual: impl Into<String>,
    ) -> Self {
        Self {
            attribute,
            answer,
            expected: expected.into(),
            actual: actual.into(),
            because: None,
        }
    }
}
