//! The cells of a row, one after the other, as Rust values.

use postgres::Row;
use postgres::types::FromSql;

pub(super) use crate::catalog::rows::DecodeError;

pub(super) struct RowReader<'a> {
    row: &'a Row,
    next: usize,
}

impl<'a> RowReader<'a> {
    pub(super) fn new(row: &'a Row) -> Self {
        Self { row, next: 0 }
    }

    /// The next cell.
    pub(super) fn take<T: FromSql<'a>>(&mut self) -> Result<T, DecodeError> {
        let at = self.next;
        self.next += 1;
        self.row
            .try_get(at)
            .map_err(|error| DecodeError::of(self.column(at), &error))
    }

    /// The next cell, an array whose NULL means empty.
    pub(super) fn list<T: FromSql<'a>>(&mut self) -> Result<Vec<T>, DecodeError> {
        Ok(self.take::<Option<Vec<T>>>()?.unwrap_or_default())
    }

    /// The next cell, a letter of type `"char"` that must mean something.
    pub(super) fn letter<T>(
        &mut self,
        meaning: impl Fn(char) -> Option<T>,
    ) -> Result<T, DecodeError> {
        let at = self.next;
        let letter = char::from(self.take::<i8>()?.cast_unsigned());
        meaning(letter).ok_or_else(|| {
            let reason = format!("`{}` is unknown here", letter.escape_default());
            DecodeError::new(self.column(at), reason)
        })
    }

    fn column(&self, at: usize) -> &str {
        let columns = self.row.columns();
        columns.get(at).map_or("", postgres::Column::name)
    }
}
