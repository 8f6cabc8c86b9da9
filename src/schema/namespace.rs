//! A schema under another name: everything in it keeps to it.

use std::collections::BTreeMap;

use super::{ConstraintBody, Expr, ObjectKey, ObjectKind, Schema, Statistics, TypeName};
use crate::name::{Name, QualifiedName};

impl ObjectKey {
    /// The key of what a renamed schema holds; the schema's own is left as it is.
    #[must_use]
    pub fn carried(mut self, from: &Name, to: &Name) -> Self {
        if self.kind != ObjectKind::Schema && self.schema.as_ref() == Some(from) {
            self.schema = Some(to.clone());
        }
        self
    }
}

impl QualifiedName {
    /// The name of what a renamed schema holds.
    #[must_use]
    pub fn carried(self, from: &Name, to: &Name) -> Self {
        if &self.schema == from {
            return Self::new(to.clone(), self.name);
        }
        self
    }
}

impl Schema {
    /// Carries what is in the schema called `from` over to `to`, and follows it wherever it is named;
    /// the list of schemas itself is left to the caller.
    pub fn rename_namespace(&mut self, from: &Name, to: &Name) {
        let schema = self;
        schema.tables = rekeyed(std::mem::take(&mut schema.tables), from, to);
        schema.sequences = rekeyed(std::mem::take(&mut schema.sequences), from, to);
        schema.types = rekeyed(std::mem::take(&mut schema.types), from, to);
        schema.collations = rekeyed(std::mem::take(&mut schema.collations), from, to);
        let named = std::mem::take(&mut schema.named).into_iter();
        schema.named = named.map(|(key, id)| (key.carried(from, to), id)).collect();
        let routines = std::mem::take(&mut schema.routines).into_iter();
        let carry = |(key, routine): (ObjectKey, _)| (key.carried(from, to), routine);
        schema.routines = routines.map(carry).collect();
        let statistics = std::mem::take(&mut schema.statistics).into_iter();
        let carry = |(key, mut of): (ObjectKey, Statistics)| {
            of.table = of.table.carried(from, to);
            (key.carried(from, to), of)
        };
        schema.statistics = statistics.map(carry).collect();
        let views = std::mem::take(&mut schema.views).into_iter();
        schema.views = views
            .map(|(key, view)| (key.carried(from, to), view))
            .collect();
        let others = std::mem::take(&mut schema.others).into_iter();
        schema.others = others
            .map(|(key, other)| (key.carried(from, to), other))
            .collect();
        let move_name = |name: &mut TypeName| {
            if name.schema.as_ref() == Some(from) {
                name.schema = Some(to.clone());
            }
        };
        schema.for_each_type_name(&mut |name| move_name(name));
        schema.for_each_collation_name(&mut |name| move_name(name));
        schema.for_each_function_name(&mut |name| move_name(name));
        let moved = |name: &mut QualifiedName| {
            if &name.schema == from {
                name.schema = to.clone();
            }
        };
        schema.for_each_expression(&mut |expression| {
            expression.change(&mut |node| {
                if let Expr::Relation(name) = node {
                    moved(name);
                }
            });
        });
        for owner in schema
            .sequences
            .values_mut()
            .filter_map(|s| s.owner.as_mut())
        {
            moved(&mut owner.table);
        }
        let tables = schema.tables.values_mut();
        tables
            .flat_map(|table| &mut table.inheritance.parents)
            .for_each(moved);
        let tables = schema.tables.values_mut();
        for constraint in tables.flat_map(|table| table.constraints.values_mut()) {
            if let ConstraintBody::ForeignKey(foreign) = &mut constraint.body {
                moved(&mut foreign.table);
            }
        }
        for extension in schema.extensions.values_mut() {
            if extension.schema.as_ref() == Some(from) {
                extension.schema = Some(to.clone());
            }
        }
    }
}

/// The same map, with what is in the schema under the schema's new name.
#[must_use]
pub fn rekeyed<V>(
    map: BTreeMap<QualifiedName, V>,
    from: &Name,
    to: &Name,
) -> BTreeMap<QualifiedName, V> {
    let rekey = |(mut name, value): (QualifiedName, V)| {
        if &name.schema == from {
            name.schema = to.clone();
        }
        (name, value)
    };
    map.into_iter().map(rekey).collect()
}
