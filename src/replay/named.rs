//! Schemas, extensions, and what is known by its key.

use super::readers::{is_view, qualified};
use super::{Outcome, Problem, Replay};
use crate::effect::{Effect, Reference};
use crate::name::{Name, QualifiedName};
use crate::schema::{Aspect, Extension, ObjectKey, ObjectKind};

impl Replay {
    /// A schema or an extension.
    pub(super) fn create_named(&mut self, effect: &Effect) -> Outcome {
        match effect {
            Effect::CreateNamespace {
                name,
                if_not_exists,
            } => self.create_namespace(name, *if_not_exists),
            Effect::CreateExtension {
                name,
                schema,
                version,
                if_not_exists,
            } => self.create_extension(name, schema.as_ref(), version.as_ref(), *if_not_exists),
            _ => Ok(()),
        }
    }

    fn create_namespace(&mut self, name: &Name, if_not_exists: bool) -> Outcome {
        if let Some(id) = self.expected.schema.namespaces.get(name).copied() {
            return self.already(id, if_not_exists, || format!("the schema {name}"));
        }
        let id = self.born(&ObjectKey::namespace(name));
        self.expected.schema.namespaces.insert(name.clone(), id);
        Ok(())
    }

    fn create_extension(
        &mut self,
        name: &Name,
        schema: Option<&Name>,
        version: Option<&String>,
        if_not_exists: bool,
    ) -> Outcome {
        if let Some(extension) = self.expected.schema.extensions.get(name) {
            let id = extension.id;
            return self.already(id, if_not_exists, || format!("the extension {name}"));
        }
        let id = self.born(&ObjectKey::extension(name));
        let extension = Extension {
            id,
            schema: schema.cloned(),
            version: version.cloned(),
        };
        self.expected
            .schema
            .extensions
            .insert(name.clone(), extension);
        Ok(())
    }

    /// `ALTER EXTENSION ... UPDATE` without a version goes to whatever is newest on the server.
    pub(super) fn update_extension(&mut self, name: &Name, version: Option<&String>) -> Outcome {
        let Some(extension) = self.expected.schema.extensions.get_mut(name) else {
            return Err(Problem::NoObject {
                what: format!("the extension {name}"),
            });
        };
        extension.version = version.cloned();
        let id = extension.id;
        self.set_by(id, Aspect::Version);
        Ok(())
    }

    pub(super) fn already(
        &mut self,
        id: crate::schema::ObjectId,
        if_not_exists: bool,
        what: impl Fn() -> String,
    ) -> Outcome {
        if !self.tolerates(if_not_exists) {
            return Err(Problem::Exists { what: what() });
        }
        self.ensured(id);
        Ok(())
    }

    pub(super) fn drop_named(
        &mut self,
        kind: ObjectKind,
        name: &Reference,
        table: Option<&Reference>,
        cascade: bool,
    ) -> Outcome {
        match (kind, table) {
            (ObjectKind::Trigger, Some(table)) => return self.drop_trigger(table, &name.name),
            (ObjectKind::Rule, Some(table)) => return self.drop_rule(table, &name.name),
            (ObjectKind::Policy, Some(table)) => return self.drop_policy(table, &name.name),
            (ObjectKind::Extension, _) => {
                let key = ObjectKey::extension(&name.name);
                if self.expected.schema.extensions.remove(&name.name).is_none() {
                    return Err(Problem::NoObject {
                        what: key.to_string(),
                    });
                }
                self.gone(key, None);
            }
            _ => {
                let key = self.must_find_named(kind, name)?;
                if is_view(kind) {
                    self.drop_view(&key, None, cascade);
                } else {
                    self.forget_named(&key);
                }
            }
        }
        Ok(())
    }

    pub(super) fn must_find_named(
        &self,
        kind: ObjectKind,
        name: &Reference,
    ) -> Result<ObjectKey, Problem> {
        let schemas = match &name.schema {
            Some(schema) => std::slice::from_ref(schema),
            None => self.search_path.as_slice(),
        };
        schemas
            .iter()
            .map(|schema| QualifiedName::new(schema.clone(), name.name.clone()))
            .map(|name| ObjectKey::standing(&name, kind))
            .find(|key| self.expected.schema.named.contains_key(key))
            .ok_or_else(|| Problem::NoObject {
                what: format!("the {} {}", kind.as_str(), super::problem::written(name)),
            })
    }

    pub(super) fn forget_named(&mut self, key: &ObjectKey) {
        self.expected.schema.named.remove(key);
        self.expected.schema.routines.remove(key);
        self.expected.schema.others.remove(key);
        let view = self.expected.schema.views.remove(key);
        if self.expected.schema.statistics.remove(key).is_some() {
            self.directory.remove_statistics(&qualified(key));
        }
        self.expected.reads.remove(key);
        if is_view(key.kind) {
            let name = qualified(key);
            for index in view.iter().flat_map(|view| view.parts.indexes.keys()) {
                self.directory.remove(&name.sibling(index.clone()));
            }
            self.directory.remove(&name);
            self.forget_tombstones_of(&name);
            self.forget_statistics(&name, None, key);
        }
        self.gone(key.clone(), None);
    }

    pub(super) fn rename_named(
        &mut self,
        kind: ObjectKind,
        name: &Reference,
        table: Option<&Reference>,
        to: &Name,
    ) -> Outcome {
        match (kind, table) {
            (ObjectKind::Trigger, Some(table)) => {
                return self.rename_trigger(table, &name.name, to);
            }
            (ObjectKind::Policy, Some(table)) => return self.rename_policy(table, &name.name, to),
            (ObjectKind::Rule, Some(table)) => return self.rename_rule(table, &name.name, to),
            _ => {}
        }
        match kind {
            ObjectKind::Schema => return self.rename_namespace(&name.name, to),
            ObjectKind::Type | ObjectKind::Domain => {
                return self.rename_type(kind, name, |from| from.sibling(to.clone()));
            }
            ObjectKind::Collation => {
                return self.rename_collation(name, |from| from.sibling(to.clone()));
            }
            _ => {}
        }
        let from = self.must_find_named(kind, name)?;
        let target = ObjectKey {
            name: to.clone(),
            ..from.clone()
        };
        self.rename_key(from, target)
    }

    pub(super) fn rename_key(&mut self, from: ObjectKey, to: ObjectKey) -> Outcome {
        let Some(id) = self.expected.schema.named.remove(&from) else {
            return Err(Problem::NoObject {
                what: from.to_string(),
            });
        };
        self.expected.schema.named.insert(to.clone(), id);
        if let Some(view) = self.expected.schema.views.remove(&from) {
            self.expected.schema.views.insert(to.clone(), view);
        }
        if let Some(of) = self.expected.schema.statistics.remove(&from) {
            self.expected.schema.statistics.insert(to.clone(), of);
            self.directory.remove_statistics(&qualified(&from));
            self.directory.add_statistics(qualified(&to));
        }
        if let Some(routine) = self.expected.schema.routines.remove(&from) {
            self.expected.schema.routines.insert(to.clone(), routine);
        }
        if let Some(other) = self.expected.schema.others.remove(&from) {
            self.expected.schema.others.insert(to.clone(), other);
        }
        if let Some(reads) = self.expected.reads.remove(&from) {
            self.expected.reads.insert(to.clone(), reads);
        }
        if is_view(from.kind) {
            self.follow_view(&qualified(&from), &qualified(&to));
        }
        self.renamed(from, to, id);
        Ok(())
    }

    pub(super) fn move_named(&mut self, kind: ObjectKind, name: &Reference, to: &Name) -> Outcome {
        if kind == ObjectKind::Extension {
            let Some(extension) = self.expected.schema.extensions.get_mut(&name.name) else {
                return Err(Problem::NoObject {
                    what: format!("the extension {}", name.name),
                });
            };
            extension.schema = Some(to.clone());
            let id = extension.id;
            self.set_by(id, Aspect::Schema);
            return Ok(());
        }
        let target = |from: &QualifiedName| QualifiedName::new(to.clone(), from.name.clone());
        match kind {
            ObjectKind::Type | ObjectKind::Domain => return self.rename_type(kind, name, target),
            ObjectKind::Collation => return self.rename_collation(name, target),
            _ => {}
        }
        let from = self.must_find_named(kind, name)?;
        let target = ObjectKey {
            schema: Some(to.clone()),
            ..from.clone()
        };
        if target == from {
            return Ok(());
        }
        self.rename_key(from, target)
    }
}
