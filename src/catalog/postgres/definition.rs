//! The server's own prints.

use postgres::Row;

use super::cells::{Cells, Unread};
use crate::catalog::assemble::{Class, object_id};
use crate::schema::ObjectId;

/// An object and its print; none where it went away meanwhile.
pub(super) fn definition(row: &Row) -> Result<Option<(ObjectId, String)>, Unread> {
    let mut cells = Cells::new(row);
    let class = cells.letter(|letter| match letter {
        'i' => Some(Class::Relation),
        'c' => Some(Class::Constraint),
        't' => Some(Class::Trigger),
        'f' => Some(Class::Function),
        _ => None,
    })?;
    let id = object_id(class, cells.take()?, 0);
    Ok(cells.take::<Option<String>>()?.map(|text| (id, text)))
}
