//! Whether a statement leaves names to the search path: whoever types it may have another one, on which somebody else's
//! function or table stands first.

use crate::schema::described::Object;
use crate::schema::{
    Column, ConstraintBody, Expr, Expression, Index, ObjectKey, ObjectKind, Schema, Table,
};

/// Whether what makes an object, with what hangs on it, names anything without its schema.
pub(super) fn is_needed(expected: &Schema, key: &ObjectKey) -> bool {
    let table = key.table_name().and_then(|name| expected.relation(&name));
    match (key.kind, table) {
        (ObjectKind::Table, Some(table)) => of_table(table),
        (ObjectKind::Column, Some(table)) => {
            let column = table.column(&key.name).is_some_and(of_column);
            let constraints = table.constraints.values().filter(|it| it.uses(&key.name));
            let indexes = table.indexes.values().filter(|it| it.uses(&key.name));
            column
                || constraints.map(|it| &it.body).any(of_body)
                || indexes.into_iter().any(|it| of_index(it))
        }
        (ObjectKind::Index, Some(table)) => {
            table.indexes.get(&key.name).is_some_and(|it| of_index(it))
        }
        (ObjectKind::Constraint, Some(table)) => {
            let constraint = table.constraints.get(&key.name);
            constraint.is_some_and(|it| of_body(&it.body))
        }
        (ObjectKind::Schema | ObjectKind::Extension | ObjectKind::Sequence, _) => false,
        _ => true,
    }
}

fn of_table(table: &Table) -> bool {
    table.columns.iter().any(of_column)
        || table.constraints.values().any(|it| of_body(&it.body))
        || table.indexes.values().any(|it| of_index(it))
        || !(table.triggers.is_empty() && table.policies.is_empty() && table.rules.is_empty())
}

fn of_column(column: &Column) -> bool {
    column.data_type.base.schema.is_none() || computes(column)
}

/// An operator class is looked up there too, and a collation that is called without its schema.
fn of_index(index: &Index) -> bool {
    let keys = index.keys.iter();
    let mut looked_up = keys.filter(|it| {
        let collation = it.collation.as_ref();
        it.opclass.as_ref().is_some_and(|it| !it.default)
            || collation.is_some_and(|it| it.schema.is_none())
    });
    looked_up.next().is_some() || computes(index)
}

fn of_body(body: &ConstraintBody) -> bool {
    match body {
        ConstraintBody::Check(check) => computes(check),
        ConstraintBody::Exclude(_) => true,
        ConstraintBody::PrimaryKey(_)
        | ConstraintBody::Unique(_)
        | ConstraintBody::ForeignKey(_) => false,
    }
}

/// Whether it holds more than constants. An operator is looked for on the path, too.
fn computes(object: &dyn Object) -> bool {
    let mut computes = false;
    object.each_attribute(&mut |described| {
        let expressions = described.value.expressions();
        computes |= expressions
            .into_iter()
            .any(|it: &Expression| !is_constant(&it.tree));
    });
    computes
}

fn is_constant(tree: &Expr) -> bool {
    match tree {
        Expr::Literal(_) | Expr::Keyword(_) => true,
        Expr::Cast(inner, to) => to.base.is_builtin() && is_constant(inner),
        Expr::Call(name, arguments) => {
            name == "nextval" && matches!(arguments.as_slice(), [Expr::Relation(_)])
        }
        _ => false,
    }
}
