//! A finding, its stable name, and the small records that it is made of.

use std::fmt::{self, Write as _};

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::json::seconds_or_null;
use super::vocabulary::{
    CauseCode, Caution, DoubtReason, EvidenceCode, Hidden, Kind, NotInForce, ObjectKind, Privilege,
    Severity,
};
use crate::migration;

pub use super::command::Command;
pub use crate::migration::MigrationKey;

/// What a finding is about. A column, index, constraint or trigger names its table in `table`; for
/// a table, `table` and `name` are the same.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Object {
    /// The sort of object.
    #[serde(rename = "type")]
    pub object_type: ObjectKind,
    /// The schema where it is expected (or, for what nobody expects, found); none where the object
    /// lives outside schemas.
    pub schema: Option<String>,
    /// The table that it belongs to.
    pub table: Option<String>,
    /// Its own name.
    pub name: String,
    /// The types of a function's input arguments, which tell overloads apart; only functions,
    /// procedures and aggregates have it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub arguments: Option<String>,
}

/// Where in the ledger an object, attribute or statement comes from.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct SourceLocation {
    /// The stored output, relative to the ledger.
    pub file: String,
    /// The line on which the statement begins, counted from 1.
    pub line: u64,
    /// Django's comment above the statement, such as `Create model StreamConfig`.
    pub operation: Option<String>,
}

/// `table user_profile_stream_config`, `column teams_teammembership.left_at`, `function slug(text)`.
impl fmt::Display for Object {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ", self.object_type.words())?;
        match (&self.arguments, &self.table) {
            (Some(arguments), _) => write!(f, "{}({arguments})", self.name),
            (None, Some(table)) if *table != self.name => write!(f, "{table}.{}", self.name),
            (None, _) => f.write_str(&self.name),
        }
    }
}

impl From<&migration::SourceLocation> for SourceLocation {
    fn from(place: &migration::SourceLocation) -> Self {
        Self {
            file: place.file.clone(),
            line: place.line.into(),
            operation: place.operation.as_deref().map(str::to_owned),
        }
    }
}

impl fmt::Display for SourceLocation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.file, self.line)?;
        match &self.operation {
            Some(operation) => write!(f, " ({operation})"),
            None => Ok(()),
        }
    }
}

/// Something that was seen, and only then what it suggests.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evidence {
    /// A stable word for this sort of evidence.
    pub code: EvidenceCode,
    /// One sentence for a person.
    pub text: String,
}

/// What most likely happened, as far as what was seen suggests it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cause {
    /// The stable word.
    pub code: CauseCode,
    /// One sentence for a person.
    pub text: String,
    /// The codes of the evidence that suggests it.
    pub evidence: Vec<EvidenceCode>,
}

/// Why an absence may be lawful.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Doubt {
    /// What makes it doubtful.
    pub reason: DoubtReason,
    /// The migration that may have removed or changed the object.
    pub migration: MigrationKey,
    /// The operation of it, as Django's comment describes it, where that is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub operation: Option<String>,
}

/// A decision, taken by a person, that a finding shall not gate.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Waiver {
    /// Why.
    pub reason: String,
    /// Who answers for it.
    pub owner: Option<String>,
    /// The last day on which it holds.
    pub expires: Option<Date>,
}

/// Why it does not gate, who says so, and until when: `known, by Ann, until 2027-01-01`.
impl fmt::Display for Waiver {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.reason)?;
        if let Some(owner) = &self.owner {
            write!(f, ", by {owner}")?;
        }
        match &self.expires {
            Some(day) => write!(f, ", until {day}"),
            None => Ok(()),
        }
    }
}

/// How much of a misplaced object's definition matches at one place where it was found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FoundMatch {
    /// The entry of `found_in` that this is about.
    pub place: String,
    /// Parts (columns, indexes, constraints ...) that match there.
    pub matching: u64,
    /// Parts that the ledger expects.
    pub of: u64,
    /// The schema there.
    #[serde(default)]
    pub schema: String,
    /// The alias or name of the other database; none where it is the one that was measured.
    #[serde(default)]
    pub database: Option<String>,
}

/// A difference or a gap that a person should know.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// The stable fingerprint: see [`fingerprint`].
    pub id: String,
    /// The schema in whose account it was found; none where the run was over one schema.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub schema: Option<String>,
    /// What is wrong.
    pub kind: Kind,
    /// How much it matters, doubt considered.
    pub severity: Severity,
    /// The waiver in force, if one is.
    pub waived: Option<Waiver>,
    /// What it is about; none where it is about a stored output as a whole.
    pub object: Option<Object>,
    /// The one attribute that differs.
    pub aspect: Option<String>,
    /// What the ledger says.
    pub expected: Option<String>,
    /// What the catalog says.
    pub actual: Option<String>,
    /// The lines in which they differ, as a unified diff, where they are long.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub diff: Vec<String>,
    /// Where else it was found.
    pub found_in: Vec<String>,
    /// The name of what is there and is the same but for the name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub alike: Option<String>,
    /// For each place of `found_in`, how much of the definition matches there.
    pub matches: Vec<FoundMatch>,
    /// How many parts (columns, indexes, constraints) share the object's fate under this finding.
    pub covers: u64,
    /// The migration behind it.
    pub migration: Option<MigrationKey>,
    /// The statement behind it.
    pub place: Option<SourceLocation>,
    /// The id of the finding that this one follows from.
    pub root_cause: Option<String>,
    /// Why the absence may be lawful.
    pub doubt: Option<Doubt>,
    /// What else was seen.
    pub evidence: Vec<Evidence>,
    /// When the first of the unbroken row of runs began that have it; none without a history.
    #[serde(default, serialize_with = "seconds_or_null")]
    pub first_seen: Option<Timestamp>,
    /// Whole days from then to the run.
    #[serde(default)]
    pub age_days: Option<i64>,
    /// One sentence for a person.
    pub message: String,
    /// What to look at or decide before the first command of `next`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub caution: Option<Caution>,
    /// What to run next, in this order: what mends it, else the shortest way to see what does.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub next: Vec<Command>,
}

impl Finding {
    /// A finding with its fingerprint, the severity of its kind, and everything else empty.
    ///
    /// `object`, `aspect` and `migration` are part of the fingerprint and must not change
    /// afterwards.
    #[must_use]
    pub fn new(
        kind: Kind,
        object: Option<Object>,
        aspect: Option<&str>,
        migration: Option<MigrationKey>,
    ) -> Self {
        Self {
            id: fingerprint(kind, object.as_ref(), aspect, migration.as_ref()),
            schema: None,
            kind,
            severity: kind.severity(),
            waived: None,
            object,
            aspect: aspect.map(str::to_owned),
            expected: None,
            actual: None,
            diff: Vec::new(),
            found_in: Vec::new(),
            alike: None,
            matches: Vec::new(),
            covers: 0,
            migration,
            place: None,
            root_cause: None,
            doubt: None,
            evidence: Vec::new(),
            first_seen: None,
            age_days: None,
            message: String::new(),
            caution: None,
            next: Vec::new(),
        }
    }

    /// What it is about: its object, else its migration.
    pub(super) fn subject(&self) -> Option<String> {
        let object = self.object.as_ref().map(ToString::to_string);
        object.or_else(|| self.migration.as_ref().map(ToString::to_string))
    }

    /// The first digits of its id, by which every command finds it.
    pub(crate) fn short_id(&self) -> &str {
        self.id.get(..8).unwrap_or(&self.id)
    }

    /// The migration that answers for it, in words.
    pub(super) fn owner(&self) -> String {
        let key = self.migration.as_ref();
        key.map_or_else(|| "no migration".to_owned(), ToString::to_string)
    }

    /// `error`, `error (waived)`.
    pub(super) fn severity_words(&self) -> String {
        let waived = self.waived.as_ref().map_or("", |_| " (waived)");
        format!("{}{waived}", self.severity)
    }

    /// The privilege that the application's role lacks, where that hides the object.
    pub(super) fn lacks(&self) -> Option<Privilege> {
        let hidden = self.aspect.as_deref() == Some(Hidden::Privileges.as_str());
        let expected = self.expected.as_deref().filter(|_| hidden)?;
        let mut known = Privilege::ALL.iter().copied();
        known.find(|it| expected.starts_with(it.as_str()))
    }

    /// Why the constraint is not in force; none where that is another reason, or another aspect.
    #[must_use]
    pub fn not_in_force(&self) -> Option<NotInForce> {
        let actual = self.actual.as_deref()?;
        let mut known = NotInForce::ALL.iter().copied();
        known.find(|it| it.as_str() == actual)
    }

    /// Whether this finding gates when everything at or above `severity` does. A waived one never
    /// gates.
    #[must_use]
    pub fn gates_at(&self, severity: Severity) -> bool {
        self.waived.is_none() && self.severity >= severity
    }
}

/// The id of a finding: the first 16 hexadecimal digits of a SHA-256 over what it is about.
///
/// The same finding has the same id in every run, on every machine and in every release within
/// format 1: severity, place, wording and values are left out. Each field is written with its
/// length before it, and an absent one differs from an empty one, so that no two different
/// inputs share an encoding.
#[must_use]
pub fn fingerprint(
    kind: Kind,
    object: Option<&Object>,
    aspect: Option<&str>,
    migration: Option<&MigrationKey>,
) -> String {
    let fields = [
        Some(kind.as_str()),
        object.map(|object| object.object_type.as_str()),
        object.and_then(|object| object.schema.as_deref()),
        object.and_then(|object| object.table.as_deref()),
        object.map(|object| object.name.as_str()),
        aspect,
        migration.map(|migration| migration.app.as_str()),
        migration.map(|migration| migration.name.as_str()),
    ];
    // Only functions have arguments: every other object's fingerprint does without the field.
    let arguments = object.and_then(|object| object.arguments.as_deref());
    let mut hash = Sha256::new();
    for field in fields.into_iter().chain(arguments.map(Some)) {
        match field {
            Some(text) => {
                hash.update([1]);
                hash.update((text.len() as u64).to_be_bytes());
                hash.update(text);
            }
            None => hash.update([0]),
        }
    }
    hex(&hash.finalize()[..8])
}

/// The id of a finding of one of several schemas, where `id` is the same in all of them.
#[must_use]
pub(super) fn fingerprint_within(id: &str, schema: &str) -> String {
    let mut hash = Sha256::new();
    hash.update(id);
    hash.update([0]);
    hash.update(schema);
    hex(&hash.finalize()[..8])
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut out, byte| {
        // Writing into a String cannot fail.
        let _ = write!(out, "{byte:02x}");
        out
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn column(table: &str, name: &str) -> Object {
        Object {
            object_type: ObjectKind::Column,
            schema: Some("public".into()),
            table: Some(table.into()),
            name: name.into(),
            arguments: None,
        }
    }

    #[test]
    fn a_fingerprint_never_changes_between_releases() {
        let migration = MigrationKey {
            app: "teams".into(),
            name: "0021_add".into(),
        };
        let object = column("teams_teammembership", "left_at");
        let id = fingerprint(Kind::Missing, Some(&object), None, Some(&migration));
        insta::assert_snapshot!(id, @"607e41b6297aac38");
    }

    #[test]
    fn fields_that_run_together_have_different_fingerprints() {
        let one = fingerprint(Kind::Missing, Some(&column("ab", "c")), None, None);
        let two = fingerprint(Kind::Missing, Some(&column("a", "bc")), None, None);
        assert_ne!(one, two);
    }

    #[test]
    fn an_absent_aspect_is_not_an_empty_one() {
        let object = column("a", "b");
        let absent = fingerprint(Kind::Different, Some(&object), None, None);
        let empty = fingerprint(Kind::Different, Some(&object), Some(""), None);
        assert_ne!(absent, empty);
    }
}
