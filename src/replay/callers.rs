//! What goes with a function that it calls.

use super::Replay;
use super::readers::tables;
use crate::name::{Name, QualifiedName};
use crate::schema::{Aspect, Check, ConstraintBody, Expression, Index, KeyItem, ObjectKey, Table};

/// The parts of one table that call a function.
#[derive(Default)]
struct Calling {
    defaults: Vec<Name>,
    generated: Vec<Name>,
    checks: Vec<Name>,
    indexes: Vec<Name>,
    policies: Vec<Name>,
}

impl Replay {
    /// A CASCADE of a function takes the defaults, generated columns, checks, indexes and policies along
    /// that call it; without CASCADE, a server before 14 takes the generated columns still. Where several
    /// functions share its name, which of them is called is not told.
    pub(super) fn forget_callers(&mut self, function: &ObjectKey, cascade: bool) {
        if self.is_overloaded(function) {
            return;
        }
        let names = [function.name.to_string(), full_name(function)];
        let mut naming = self.schema.mentioning(&names[0]);
        naming.extend(self.schema.mentioning(&names[1]));
        for table in tables(&naming) {
            let Some(mut calling) = self.schema.tables.get(&table).map(|it| calling(it, &names))
            else {
                continue;
            };
            if !cascade {
                calling = Calling {
                    generated: std::mem::take(&mut calling.generated),
                    ..Calling::default()
                };
            }
            self.forget_calling(&table, calling, function);
        }
    }

    /// Whether another function has the same name, in whatever schema: which of them an expression
    /// calls is not told by its text.
    pub(super) fn is_overloaded(&self, function: &ObjectKey) -> bool {
        let mut called = self.schema.called(&function.name);
        called.any(|key| key.kind == function.kind && key != function)
    }

    fn forget_calling(&mut self, table: &QualifiedName, calling: Calling, under: &ObjectKey) {
        for column in calling.defaults {
            if let Ok(column) = self.column_mut(table, &column) {
                column.default = None;
                let id = column.id;
                self.set_by(id, Aspect::Default);
            }
        }
        for check in calling.checks {
            self.forget_constraint(table, &check, Some(under));
        }
        for index in calling.indexes {
            self.forget_index(table, &index, Some(under));
        }
        for policy in calling.policies {
            self.forget_policy(table, &policy, Some(under));
        }
        for column in calling.generated {
            // What a CASCADE drops is never refused.
            let _ = self.drop_column(table, &column, true, true);
        }
    }
}

/// As `effect::expression` writes the name of a function.
pub(super) fn full_name(key: &ObjectKey) -> String {
    match &key.schema {
        Some(schema) => format!("{schema}.{}", key.name),
        None => key.name.to_string(),
    }
}

fn calling(table: &Table, names: &[String]) -> Calling {
    let calls = |it: &Expression| it.calls().iter().any(|call| names.contains(call));
    let columns = |such: &dyn Fn(&crate::schema::Column) -> bool| {
        let columns = table.columns.iter().filter(|column| such(column));
        columns.map(|column| column.name.clone()).collect()
    };
    let checks = table.constraints.iter();
    let checks = checks.filter(|(_, it)| match &it.body {
        ConstraintBody::Check(Check { expression, .. }) => calls(expression),
        ConstraintBody::Exclude(exclusion) => index_calls(&exclusion.index, &calls),
        _ => false,
    });
    let indexes = table.indexes.iter();
    let indexes = indexes.filter(|(_, it)| index_calls(it, &calls));
    let policies = table.policies.iter();
    let policies = policies.filter(|(_, it)| it.expressions().any(&calls));
    Calling {
        defaults: columns(&|it| it.default.as_ref().is_some_and(calls)),
        generated: columns(&|it| {
            it.generated
                .as_ref()
                .is_some_and(|it| calls(&it.expression))
        }),
        checks: checks.map(|(name, _)| name.clone()).collect(),
        indexes: indexes.map(|(name, _)| name.clone()).collect(),
        policies: policies.map(|(name, _)| name.clone()).collect(),
    }
}

fn index_calls(index: &Index, calls: &dyn Fn(&Expression) -> bool) -> bool {
    let key = |item: &KeyItem| matches!(item, KeyItem::Expression(it) if calls(it));
    index.predicate.as_ref().is_some_and(calls) || index.keys.iter().any(|it| key(&it.item))
}
