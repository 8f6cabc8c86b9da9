//! Labels of enums.

use std::collections::BTreeSet;

use super::Scope;
use crate::schema::{DataType, Expr, Literal};

/// The literals that are labels of an enum: two texts are two of them.
pub(super) fn in_trees(trees: [&Expr; 2], scope: &Scope<'_>) -> BTreeSet<(DataType, String)> {
    let mut labels = BTreeSet::new();
    for tree in trees {
        tree.for_each(&mut |node| {
            if let Expr::Cast(inner, data_type) = node
                && let Expr::Literal(Literal::Text(text)) = inner.as_ref()
                && !data_type.array
                && !data_type.base.is_builtin()
                && (scope.label)(data_type, text)
            {
                labels.insert((data_type.clone(), text.clone()));
            }
        });
    }
    labels
}
