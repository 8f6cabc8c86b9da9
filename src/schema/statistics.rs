//! Extended statistics.

use std::collections::BTreeSet;

use super::Expression;
use super::described::{Value, in_brackets, object};
use crate::name::{Name, QualifiedName};

object! {
    /// An extended statistics object (`pg_statistic_ext`). How much it collects is a property.
    #[derive(Debug, Clone, PartialEq)]
    pub struct Statistics {
        /// What it collects, in the words of `CREATE STATISTICS`; statistics of expressions come unasked.
        kinds: BTreeSet<String> => Kinds "STATISTICS {} ON" = |it| Value::text(in_brackets(it.kinds.iter()));
        /// The columns; their order means nothing.
        columns: BTreeSet<Name> => Columns " {}" = |it| Value::Names(it.columns.iter().cloned().collect());
        /// The expressions, in order.
        expressions: Vec<Expression> as Expression => Expression " {}";
        /// The table or materialized view that it is about.
        table: QualifiedName as Relation => References "\nFROM {}";
    }
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
