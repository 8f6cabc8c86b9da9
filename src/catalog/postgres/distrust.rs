//! What the arbiter does not trust: what planning would run with the rights of the role that asks, and that
//! neither a superuser nor this role made.

use postgres::{Row, Transaction};

use super::query;
use super::row_reader::{DecodeError, RowReader};
use crate::catalog::CatalogError;
use crate::effect::explain::Reach;

/// What no question may reach.
pub(super) struct Distrust(Vec<Distrusted>);

struct Distrusted {
    found_by: FoundBy,
    schema: String,
    name: String,
    /// The column of the table whose type it is.
    column: String,
    /// What it is, for people.
    because: String,
}

/// How a question reaches it.
enum FoundBy {
    /// By its name: a function, a type.
    Name,
    Operator,
    /// By its name, where there is a query.
    Relation,
    /// By the column of a table.
    Row,
    /// Always.
    Everything,
}

impl Distrust {
    /// Reads it.
    ///
    /// # Errors
    /// [`CatalogError`]: a refused query.
    pub(super) fn read(tx: &mut Transaction<'_>, version: i32) -> Result<Self, CatalogError> {
        let all = query::DISTRUSTED.read(tx, version, &[], distrusted)?;
        Ok(Self(all))
    }

    /// Why a question is not asked, for people; none where it may be.
    pub(super) fn of(&self, reach: &Reach) -> Option<String> {
        let found = self.0.iter().find(|one| one.is_reached(reach))?;
        Some(found.because.clone())
    }
}

impl Distrusted {
    fn is_reached(&self, reach: &Reach) -> bool {
        match self.found_by {
            FoundBy::Name => reach.has_name(&self.name),
            FoundBy::Operator => reach.has_operator(&self.name),
            FoundBy::Relation => reach.has_relation(&self.name),
            FoundBy::Row => reach.has_row(&self.schema, &self.name, &self.column),
            FoundBy::Everything => true,
        }
    }
}

fn distrusted(row: &Row) -> Result<Distrusted, DecodeError> {
    let mut reader = RowReader::new(row);
    Ok(Distrusted {
        found_by: match reader.take::<&str>()? {
            "name" => FoundBy::Name,
            "operator" => FoundBy::Operator,
            "relation" => FoundBy::Relation,
            "row" => FoundBy::Row,
            _ => FoundBy::Everything,
        },
        schema: reader.take()?,
        name: reader.take()?,
        column: reader.take()?,
        because: reader.take()?,
    })
}
