//! The server's own prints.

use postgres::Row;

use super::row_reader::{DecodeError, RowReader};
use crate::catalog::assemble::{Class, object_id};
use crate::schema::ObjectId;

/// An object and its print; none where it went away meanwhile.
pub(super) fn definition(row: &Row) -> Result<Option<(ObjectId, String)>, DecodeError> {
    let mut reader = RowReader::new(row);
    let class = reader.letter(|letter| match letter {
        'i' => Some(Class::Relation),
        'c' => Some(Class::Constraint),
        't' => Some(Class::Trigger),
        'f' => Some(Class::Function),
        _ => None,
    })?;
    let id = object_id(class, reader.take()?, 0);
    Ok(reader.take::<Option<String>>()?.map(|text| (id, text)))
}
