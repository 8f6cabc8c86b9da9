//! The cells of a row, one after the other, as Rust values.

use std::error::Error;

use postgres::Row;
use postgres::types::{FromSql, Type};

/// A value of the catalog that could not be read.
#[derive(Debug)]
pub(super) struct Unread {
    pub(super) column: String,
    pub(super) reason: String,
}

/// A transaction id; the driver has no type for it.
pub(super) struct Xid(pub(super) u32);

impl<'a> FromSql<'a> for Xid {
    fn from_sql(_: &Type, raw: &'a [u8]) -> Result<Self, Box<dyn Error + Sync + Send>> {
        Ok(Self(u32::from_be_bytes(raw.try_into()?)))
    }

    fn accepts(wanted: &Type) -> bool {
        *wanted == Type::XID
    }
}

pub(super) struct Cells<'a> {
    row: &'a Row,
    next: usize,
}

impl<'a> Cells<'a> {
    pub(super) fn new(row: &'a Row) -> Self {
        Self { row, next: 0 }
    }

    /// The next cell.
    pub(super) fn take<T: FromSql<'a>>(&mut self) -> Result<T, Unread> {
        let at = self.next;
        self.next += 1;
        self.row.try_get(at).map_err(|error| {
            let reason = error
                .source()
                .map_or(error.to_string(), ToString::to_string);
            self.unread(at, reason)
        })
    }

    /// The next cell, a transaction id.
    pub(super) fn xid(&mut self) -> Result<u32, Unread> {
        self.take::<Xid>().map(|xid| xid.0)
    }

    /// The next cell, an array whose NULL means empty.
    pub(super) fn list<T: FromSql<'a>>(&mut self) -> Result<Vec<T>, Unread> {
        Ok(self.take::<Option<Vec<T>>>()?.unwrap_or_default())
    }

    /// The next cell, a number whose NULL means 0.
    pub(super) fn number<T: FromSql<'a> + Default>(&mut self) -> Result<T, Unread> {
        Ok(self.take::<Option<T>>()?.unwrap_or_default())
    }

    /// The next cell, a letter of type `"char"` that must mean something.
    pub(super) fn letter<T>(&mut self, meaning: impl Fn(char) -> Option<T>) -> Result<T, Unread> {
        let at = self.next;
        let letter = char::from(self.take::<i8>()?.cast_unsigned());
        meaning(letter).ok_or_else(|| {
            let reason = format!("`{}` is unknown here", letter.escape_default());
            self.unread(at, reason)
        })
    }

    /// The next cell, a letter of type `"char"` whose zero byte means none.
    pub(super) fn optional_letter<T>(
        &mut self,
        meaning: impl Fn(char) -> Option<T>,
    ) -> Result<Option<T>, Unread> {
        let at = self.next;
        if self.take::<i8>()? == 0 {
            return Ok(None);
        }
        self.next = at;
        self.letter(meaning).map(Some)
    }

    fn unread(&self, at: usize, reason: String) -> Unread {
        let name = self.row.columns().get(at).map(postgres::Column::name);
        Unread {
            column: name.unwrap_or_default().to_owned(),
            reason,
        }
    }
}
