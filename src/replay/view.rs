//! Views and materialized views.

use std::collections::BTreeMap;

use super::directory::Relation;
use super::{Outcome, Problem, Replay};
use crate::effect::Reference;
use crate::effect::view::NewView;
use crate::effect::vocabulary::TableChange;
use crate::name::{Name, QualifiedName};
use crate::schema::{Aspect, Expr, Expression, ObjectKey, View};

impl Replay {
    pub(super) fn create_view(&mut self, new: &NewView) -> Outcome {
        let name = self.creation(&new.name);
        let key = ObjectKey::standing(&name, new.kind);
        let view = View {
            query: self.settle_query(&new.view.query),
            ..new.view.clone()
        };
        if let Some(id) = self.expected.schema.named.get(&key).copied() {
            if self.guarded || !new.or_replace {
                return self.already(id, new.if_not_exists, || key.to_string());
            }
            self.expected.origins.replaced(id, self.place);
        } else {
            self.must_be_free(&name)?;
            self.directory.insert(name, Relation::View(new.kind));
            let id = self.born(&key);
            self.expected.schema.named.insert(key.clone(), id);
        }
        self.mentions.insert(key.clone(), new.mentions.clone());
        self.expected.schema.views.insert(key, view);
        Ok(())
    }

    /// Relations are looked for where the path leads. One that nothing made leaves the query unread.
    fn settle_query(&self, query: &Expression) -> Expression {
        let mut settled = query.clone();
        let mut unknown = false;
        settled.tree.for_each_mut(&mut |node| {
            if let Expr::Relation(name) = node
                && name.schema.as_str().is_empty()
            {
                let reference = Reference {
                    schema: None,
                    name: name.name.clone(),
                };
                match self.find(&reference) {
                    Some((found, _)) => *name = found,
                    None => unknown = true,
                }
            }
        });
        if unknown { unread(query) } else { settled }
    }

    pub(super) fn find_view(&self, name: &Reference) -> Option<ObjectKey> {
        match self.find(name)? {
            (found, Relation::View(kind)) => Some(ObjectKey::standing(&found, kind)),
            _ => None,
        }
    }

    /// `ALTER TABLE` and `ALTER VIEW` on a view: only columns can be renamed.
    pub(super) fn alter_view(&mut self, key: &ObjectKey, change: &TableChange) -> Outcome {
        let TableChange::RenameColumn { from, to } = change else {
            return Ok(());
        };
        let schema = &mut self.expected.schema;
        let (Some(&id), Some(view)) = (schema.named.get(key), schema.views.get_mut(key)) else {
            return Ok(());
        };
        let Some(columns) = &mut view.columns else {
            return Ok(());
        };
        let Some(column) = columns.iter_mut().find(|column| *column == from) else {
            return Err(Problem::NoColumn {
                table: QualifiedName::new(
                    key.schema.clone().unwrap_or_else(|| Name::exact("")),
                    key.name.clone(),
                ),
                column: from.clone(),
            });
        };
        *column = to.clone();
        self.set_by(id, Aspect::Columns);
        self.forget_queries_mentioning(&key.name, Some(from));
        Ok(())
    }

    pub(super) fn set_view_options(
        &mut self,
        name: &Reference,
        options: &BTreeMap<String, Option<String>>,
    ) -> Outcome {
        let key = self
            .find_view(name)
            .ok_or_else(|| Problem::no_relation(name))?;
        let schema = &mut self.expected.schema;
        let (Some(&id), Some(view)) = (schema.named.get(&key), schema.views.get_mut(&key)) else {
            return Ok(());
        };
        for (option, value) in options {
            match value {
                Some(value) => view.options.insert(option.clone(), value.clone()),
                None => view.options.remove(option),
            };
        }
        self.set_by(id, Aspect::Options);
        Ok(())
    }

    /// A query follows what is renamed below it; its text does not. It is no longer compared.
    pub(super) fn forget_queries_mentioning(&mut self, relation: &Name, part: Option<&Name>) {
        for (key, words) in &self.mentions {
            if words.contains(relation)
                && part.is_none_or(|part| words.contains(part))
                && let Some(view) = self.expected.schema.views.get_mut(key)
            {
                view.query = unread(&view.query);
            }
        }
    }
}

fn unread(query: &Expression) -> Expression {
    Expression {
        text: query.text.clone(),
        tree: Expr::Opaque(query.text.clone()),
    }
}
