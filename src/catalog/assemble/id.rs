//! Identities on the live side, made of oids.

use crate::schema::{ObjectId, ObjectKind};

/// The identity of an object. Oids are unique in one system catalog only: `kind` is [`ObjectKind::Table`] for every
/// relation, [`ObjectKind::Type`] for a domain. `column` is 0, but for a column.
#[must_use]
pub fn object_id(kind: ObjectKind, oid: u32, column: i16) -> ObjectId {
    let column = u64::from(column.cast_unsigned());
    ObjectId((kind as u64) << 48 | u64::from(oid) << 16 | column)
}
