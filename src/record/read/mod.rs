//! Rows of `django_migrations` as a server or a snapshot file holds them.

mod error;
mod tables;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

pub use error::{Obstacle, RecordError, ServerMessage};
pub use tables::{Wanted, read, read_all};

use crate::migration::MigrationKey;
use crate::record::Record;

/// One row of `django_migrations`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordRow {
    /// `id`, the order in which rows were written.
    pub id: i64,
    /// `app`, as stored.
    pub app: String,
    /// `name`, as stored.
    pub name: String,
    /// `applied`; none where it is NULL or no time of this calendar.
    pub applied: Option<Timestamp>,
    /// The transaction that wrote the row; none where the ids have wrapped.
    pub xmin: Option<u32>,
    /// Whether the transaction before `xmin` was rolled back, as far as the server still knows.
    #[serde(default, skip_serializing_if = "is_default")]
    pub follows_aborted: bool,
    /// When `xmin` committed, where the server keeps track (`track_commit_timestamp`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub committed: Option<Timestamp>,
}

impl RecordRow {
    /// The row as what it records.
    #[must_use]
    pub fn record(&self) -> Record {
        Record {
            id: self.id,
            migration: MigrationKey::new(&self.app, &self.name),
            applied: self.applied,
            xmin: self.xmin,
            follows_aborted: self.follows_aborted,
            committed: self.committed,
        }
    }
}

/// The rows of one `django_migrations`, and of the others in the same database.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Records {
    /// The schema that holds the table.
    pub schema: String,
    /// The rows by `id`.
    pub rows: Vec<RecordRow>,
    /// Every other schema with a table of this name, by name.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub elsewhere: Vec<Elsewhere>,
    /// How many of these schemas were not looked into, as there are too many.
    #[serde(default, skip_serializing_if = "is_default")]
    pub elsewhere_left_out: usize,
}

/// A `django_migrations` in another schema.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Elsewhere {
    /// The schema.
    pub schema: String,
    /// Its rows by `id`; none where the role may not read them, or they were not looked into.
    pub rows: Option<Vec<RecordRow>>,
    /// Why it is never looked into; none where it is an ordinary table.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub obstacle: Option<Obstacle>,
}

impl Elsewhere {
    /// Why it is never looked into, in words.
    #[must_use]
    pub fn refusal(&self) -> Option<String> {
        let obstacle = self.obstacle.as_ref()?;
        Some(format!("{}.django_migrations {obstacle}", self.schema))
    }
}

/// Whether a value is its type's default, and so stays out of a file.
fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

impl Records {
    /// The rows as what they record, in the order of `id`.
    #[must_use]
    pub fn records(&self) -> Vec<Record> {
        self.rows.iter().map(RecordRow::record).collect()
    }

    /// Every `django_migrations` of the database.
    #[must_use]
    pub fn everywhere(self) -> Vec<Elsewhere> {
        let own = Elsewhere {
            schema: self.schema,
            rows: Some(self.rows),
            obstacle: None,
        };
        std::iter::once(own).chain(self.elsewhere).collect()
    }

    /// The rows of one schema; none where it has no table, or its rows are not known.
    #[must_use]
    pub fn of(&self, schema: &str) -> Option<&[RecordRow]> {
        if self.schema == schema {
            return Some(&self.rows);
        }
        let mut others = self.elsewhere.iter();
        others.find(|other| other.schema == schema)?.rows.as_deref()
    }

    /// The same database seen from another schema; `None` where that has no readable
    /// `django_migrations`.
    #[must_use]
    pub fn seen_from(mut self, schema: &str) -> Option<Self> {
        if self.schema == schema {
            return Some(self);
        }
        let at = self
            .elsewhere
            .iter()
            .position(|other| other.schema == schema)?;
        let chosen = self.elsewhere[at].rows.take()?;
        self.elsewhere[at] = Elsewhere {
            schema: std::mem::replace(&mut self.schema, schema.to_owned()),
            rows: Some(std::mem::replace(&mut self.rows, chosen)),
            obstacle: None,
        };
        self.elsewhere.sort_by(|a, b| a.schema.cmp(&b.schema));
        Some(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(name: &str) -> RecordRow {
        RecordRow {
            id: 1,
            app: "a".into(),
            name: name.into(),
            applied: None,
            xmin: None,
            follows_aborted: false,
            committed: None,
        }
    }

    #[test]
    fn another_recorded_schema_can_be_chosen_and_the_first_is_then_elsewhere() {
        let records = Records {
            schema: "public".into(),
            rows: vec![record("0001")],
            elsewhere: vec![
                Elsewhere {
                    schema: "closed".into(),
                    rows: None,
                    obstacle: None,
                },
                Elsewhere {
                    schema: "test".into(),
                    rows: Some(vec![record("0002")]),
                    obstacle: None,
                },
            ],
            elsewhere_left_out: 0,
        };
        let seen = records.clone().seen_from("test").unwrap();
        assert_eq!(seen.rows, [record("0002")]);
        assert_eq!(seen.elsewhere[1].schema, "public");
        assert_eq!(seen.elsewhere[1].rows, Some(vec![record("0001")]));
        assert_eq!(records.clone().seen_from("closed"), None);
        assert_eq!(records.seen_from("nowhere"), None);
    }
}
