//! The server's own prints.

use postgres::Row;

use super::row_reader::{DecodeError, RowReader};
use crate::catalog::assemble::object_id;
use crate::schema::{ObjectId, ObjectKind};

/// An object and its print; none where it went away meanwhile.
pub(super) fn definition(row: &Row) -> Result<Option<(ObjectId, String)>, DecodeError> {
    let mut reader = RowReader::new(row);
    let class = reader.letter(|letter| match letter {
        'i' => Some(ObjectKind::Table),
        'c' => Some(ObjectKind::Constraint),
        't' => Some(ObjectKind::Trigger),
        'f' => Some(ObjectKind::Function),
        _ => None,
    })?;
    let id = object_id(class, reader.take()?, 0);
    Ok(reader.take::<Option<String>>()?.map(|text| (id, text)))
}
