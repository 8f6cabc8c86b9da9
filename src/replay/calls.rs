//! The functions that expressions call, when these are renamed or moved.

use super::Replay;
use super::readers::unread;
use crate::schema::{Expr, ObjectKey, ObjectKind};

impl Replay {
    /// Calls follow a function to its new name. Where several functions share the old one, which of
    /// them is called is not told by the text.
    pub(super) fn follow_calls(&mut self, from: &ObjectKey, to: &ObjectKey) {
        if from.kind != ObjectKind::Function {
            return;
        }
        let schema = &mut self.expected.schema;
        let mut keys = schema.named.keys();
        let shared = keys.any(|key| key.kind == from.kind && key != to && key.name == from.name);
        for routine in schema.routines.values_mut().filter(|_| !shared) {
            routine.body.for_each_name(&mut |name| {
                let home = name.schema.as_ref();
                if name.name == from.name && home.is_none_or(|it| Some(it) == from.schema.as_ref())
                {
                    name.schema.clone_from(&to.schema);
                    name.name.clone_from(&to.name);
                }
            });
        }
        let (plain, full) = (from.name.as_str(), full_name(from));
        let called = full_name(to);
        schema.for_each_expression(&mut |expression| {
            let mut calls = false;
            expression.tree.for_each_mut(&mut |node| {
                if let Expr::Call(name, _) = node
                    && (name == plain || *name == full)
                {
                    name.clone_from(&called);
                    calls = true;
                }
            });
            if calls && shared {
                *expression = unread(expression);
            }
        });
    }
}

/// As `effect::expression` writes the name of a function.
pub(super) fn full_name(key: &ObjectKey) -> String {
    match &key.schema {
        Some(schema) => format!("{schema}.{}", key.name),
        None => key.name.to_string(),
    }
}
