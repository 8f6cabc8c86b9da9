//! The cells of a row, as Rust values.

use std::cell::Cell;
use std::error::Error;

use postgres::Row;
use postgres::types::{FromSql, Type};

/// A value of the catalog that could not be read.
#[derive(Debug)]
pub(in crate::catalog) struct DecodeError {
    pub(in crate::catalog) column: String,
    pub(in crate::catalog) reason: String,
}

impl DecodeError {
    pub(in crate::catalog) fn new(column: &str, reason: String) -> Self {
        let column = column.to_owned();
        Self { column, reason }
    }

    /// The driver's reason, without its own words around it.
    fn of(column: &str, error: &postgres::Error) -> Self {
        let reason = error
            .source()
            .map_or(error.to_string(), ToString::to_string);
        Self::new(column, reason)
    }
}

/// A row of a query, read cell by cell or by the names of its columns.
pub(in crate::catalog) struct RowReader<'a> {
    row: &'a Row,
    next: Cell<usize>,
}

impl<'a> RowReader<'a> {
    pub(in crate::catalog) fn new(row: &'a Row) -> Self {
        let next = Cell::new(0);
        Self { row, next }
    }

    /// The next cell.
    pub(in crate::catalog) fn take<T: FromSql<'a>>(&self) -> Result<T, DecodeError> {
        let at = self.next.get();
        self.get(at, self.column(at))
    }

    /// The next cell, an array whose NULL means empty.
    pub(in crate::catalog) fn list<T: FromSql<'a>>(&self) -> Result<Vec<T>, DecodeError> {
        Ok(self.take::<Option<Vec<T>>>()?.unwrap_or_default())
    }

    /// The next cell, a letter of type `"char"` that must mean something.
    pub(in crate::catalog) fn letter<T>(
        &self,
        meaning: impl Fn(char) -> Option<T>,
    ) -> Result<T, DecodeError> {
        let column = self.column(self.next.get());
        let letter = char::from(self.take::<i8>()?.cast_unsigned());
        meaning(letter).ok_or_else(|| {
            let reason = format!("`{}` is unknown here", letter.escape_default());
            DecodeError::new(column, reason)
        })
    }

    /// The cell of a column. Rows are described in the order of their queries, mostly: it is looked for from where the
    /// last one was.
    pub(super) fn named<T: FromSql<'a>>(&self, column: &str) -> Result<T, DecodeError> {
        let columns = self.row.columns();
        let next = self.next.get().min(columns.len());
        let is = |at: &usize| columns[*at].name() == column;
        let at = (next..columns.len()).find(is);
        let Some(at) = at.or_else(|| (0..next).find(is)) else {
            let reason = "the query does not bring it".to_owned();
            return Err(DecodeError::new(column, reason));
        };
        self.get(at, column)
    }

    fn get<T: FromSql<'a>>(&self, at: usize, column: &str) -> Result<T, DecodeError> {
        self.next.set(at + 1);
        let value = self.row.try_get(at);
        value.map_err(|error| DecodeError::of(column, &error))
    }

    fn column(&self, at: usize) -> &'a str {
        let columns = self.row.columns();
        columns.get(at).map_or("", postgres::Column::name)
    }
}

/// An oid, or a transaction id, which the driver has no type for.
pub(super) struct Id(pub(super) u32);

impl<'a> FromSql<'a> for Id {
    fn from_sql(_: &Type, raw: &'a [u8]) -> Result<Self, Box<dyn Error + Sync + Send>> {
        Ok(Self(u32::from_be_bytes(raw.try_into()?)))
    }

    fn accepts(wanted: &Type) -> bool {
        [Type::OID, Type::XID].contains(wanted)
    }
}

/// A letter or word that stands for something: text, or a `"char"`, whose zero byte is empty.
pub(super) struct Letter<'a>(pub(super) &'a str);

impl<'a> FromSql<'a> for Letter<'a> {
    fn from_sql(of: &Type, raw: &'a [u8]) -> Result<Self, Box<dyn Error + Sync + Send>> {
        match (of, raw) {
            (&Type::CHAR, [0]) => Ok(Self("")),
            _ => Ok(Self(str::from_utf8(raw)?)),
        }
    }

    fn accepts(wanted: &Type) -> bool {
        *wanted == Type::CHAR || <&str as FromSql>::accepts(wanted)
    }
}
