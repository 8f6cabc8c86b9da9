//! The stable name of a finding.

use std::fmt::Write as _;

use sha2::{Digest, Sha256};

use super::finding::{MigrationKey, Object};
use super::vocabulary::Kind;

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
    use crate::report::ObjectKind;

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
