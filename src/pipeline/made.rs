//! What is made of the rows of a catalog, while the server is asked whether anything changed.

use super::{Request, inputs, repair};
use crate::catalog::assemble::{Catalog, assemble};
use crate::catalog::rows::CatalogRows;
use crate::engine::Engine;
use crate::history::Definition;
use crate::repair::Sizes;

pub(super) struct Made {
    pub(super) catalog: Catalog,
    pub(super) sizes: Sizes,
    /// As a history keeps them.
    pub(super) objects: Vec<Definition>,
}

impl Made {
    pub(super) fn of(rows: CatalogRows, request: &Request) -> Self {
        let catalog = assemble(&rows);
        let sizes = repair::sizes(&rows, request.purpose);
        let engine = match rows.sqlite.as_slice() {
            [] => Engine::PostgreSql,
            _ => Engine::Sqlite,
        };
        // They weigh as much as the catalog that is made of them.
        drop(rows);
        Self {
            objects: inputs::objects(&catalog.schema, engine, request.keep_objects),
            catalog,
            sizes,
        }
    }
}
