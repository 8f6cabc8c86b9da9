//! Extended statistics.

use std::collections::BTreeSet;

use super::Expression;
use crate::name::{Name, QualifiedName};

/// An extended statistics object (`pg_statistic_ext`). How much it collects is a property.
#[derive(Debug, Clone, PartialEq)]
pub struct Statistics {
    /// The table or materialized view that it is about.
    pub table: QualifiedName,
    /// What it collects, in the words of `CREATE STATISTICS`; statistics of expressions come unasked.
    pub kinds: BTreeSet<String>,
    /// The columns; their order means nothing.
    pub columns: BTreeSet<Name>,
    /// The expressions, in order.
    pub expressions: Vec<Expression>,
}

impl Statistics {
    /// Whether a column is among its columns or in its expressions.
    #[must_use]
    pub fn uses(&self, column: &Name) -> bool {
        let mut expressions = self.expressions.iter();
        self.columns.contains(column) || expressions.any(|it| it.columns().contains(column))
    }

    /// Follows a renamed column of the table.
    pub fn rename_column(&mut self, from: &Name, to: &Name) {
        if self.columns.remove(from) {
            self.columns.insert(to.clone());
        }
        for expression in &mut self.expressions {
            expression.rename_column(from, to);
        }
    }
}
