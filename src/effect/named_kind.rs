//! The words of `DROP`, `ALTER` and `COMMENT ON` for a kind of object.

use crate::kind::{Kept, NamedBy, ObjectKind, Within};
use crate::sql::reader::Reader;

/// The kinds of object that `DROP`, `ALTER` and `COMMENT ON` name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum NamedKind {
    /// A kind that findings can name; `PROCEDURE` and `ROUTINE` are functions.
    Object(ObjectKind),
    /// `AGGREGATE`: a function, but for its options.
    Aggregate,
    /// `FOREIGN TABLE`.
    ForeignTable,
    /// What is of no schema, or of the whole cluster, by its words: `ROLE`, `USER MAPPING` ...
    Outside(&'static str),
}

impl NamedKind {
    /// What has other words than its kind.
    const SYNONYMS: [(&'static str, ObjectKind); 3] = [
        ("PROCEDURAL LANGUAGE", ObjectKind::Language),
        ("PROCEDURE", ObjectKind::Function),
        ("ROUTINE", ObjectKind::Function),
    ];

    const OUTSIDE: [&'static str; 8] = [
        "DATABASE",
        "GROUP",
        "LARGE OBJECT",
        "ROLE",
        "SUBSCRIPTION",
        "TABLESPACE",
        "USER MAPPING",
        "USER",
    ];

    /// Takes the words of a kind, if they come next.
    pub(super) fn take(r: &mut Reader<'_>) -> Option<Self> {
        if let Some((_, kind)) = Self::SYNONYMS.iter().find(|(words, _)| r.take(words)) {
            return Some(Self::Object(*kind));
        }
        if r.take("AGGREGATE") {
            return Some(Self::Aggregate);
        }
        if r.take("FOREIGN TABLE") {
            return Some(Self::ForeignTable);
        }
        if let Some(words) = r.take_one_of(&Self::OUTSIDE) {
            return Some(Self::Outside(words));
        }
        // `OPERATOR` begins like `OPERATOR CLASS`.
        let kinds = ObjectKind::ALL.iter().filter(|kind| r.sees(kind.sql()));
        let kind = *kinds.max_by_key(|kind| kind.sql().len())?;
        r.take(kind.sql()).then_some(Self::Object(kind))
    }

    /// How the kind is written in SQL.
    pub(super) const fn words(self) -> &'static str {
        match self {
            Self::Object(kind) => kind.sql(),
            Self::Aggregate => "AGGREGATE",
            Self::ForeignTable => "FOREIGN TABLE",
            Self::Outside(words) => words,
        }
    }

    /// The kind, where findings can name it.
    pub(super) const fn object(self) -> Option<ObjectKind> {
        match self {
            Self::Object(kind) => Some(kind),
            Self::Aggregate => Some(ObjectKind::Function),
            Self::ForeignTable | Self::Outside(_) => None,
        }
    }

    pub(super) fn named_by(self) -> NamedBy {
        match self {
            Self::Object(kind) => kind.named_by(),
            Self::Aggregate => NamedBy::Arguments,
            Self::Outside("LARGE OBJECT" | "USER MAPPING") => NamedBy::More,
            Self::ForeignTable | Self::Outside(_) => NamedBy::Name,
        }
    }

    /// Whether `ON table` follows the name.
    pub(super) fn is_on_table(self) -> bool {
        self.object().is_some_and(|kind| {
            kind.within() == Within::Table
                && !matches!(kind, ObjectKind::Column | ObjectKind::Index)
        })
    }

    /// The kind of what a statement names by a name, perhaps of a table.
    pub(super) fn by_name(self) -> Option<ObjectKind> {
        self.object().filter(|kind| {
            kind.kept() == Kept::Whole
                && kind.named_by() == NamedBy::Name
                && !matches!(kind, ObjectKind::Column | ObjectKind::Constraint)
        })
    }
}
