//! Schemas, extensions, and what is known by its key: made, renamed, moved, dropped.

use super::readers::is_view;
use super::{Outcome, Problem, Replay};
use crate::effect::{Effect, Reference, Step};
use crate::name::{Name, QualifiedName};
use crate::schema::{Attribute, Extension, ObjectKey, ObjectKind, carry, names_in};

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
        if let Some(id) = self.schema.namespaces.get(name).copied() {
            return self.already(id, if_not_exists, || format!("the schema {name}"));
        }
        let id = self.born(&ObjectKey::namespace(name));
        self.schema.namespaces_mut().insert(name.clone(), id);
        Ok(())
    }

    fn create_extension(
        &mut self,
        name: &Name,
        schema: Option<&Name>,
        version: Option<&String>,
        if_not_exists: bool,
    ) -> Outcome {
        if let Some(extension) = self.schema.extensions.get(name) {
            let id = extension.id;
            return self.already(id, if_not_exists, || format!("the extension {name}"));
        }
        let id = self.born(&ObjectKey::extension(name));
        let extension = Extension {
            id,
            schema: schema.cloned(),
            version: version.cloned(),
        };
        self.schema.extensions_mut().insert(name.clone(), extension);
        Ok(())
    }

    /// `ALTER EXTENSION ... UPDATE` without a version goes to whatever is newest on the server.
    pub(super) fn update_extension(&mut self, name: &Name, version: Option<&String>) -> Outcome {
        let Some(extension) = self.schema.extensions_mut().get_mut(name) else {
            return Err(Problem::NoObject {
                what: format!("the extension {name}"),
            });
        };
        extension.version = version.cloned();
        let id = extension.id;
        self.set_by(id, Attribute::Version);
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
                if self.schema.extensions_mut().remove(&name.name).is_none() {
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
            .find(|key| self.schema.named.contains_key(key))
            .ok_or_else(|| Problem::NoObject {
                what: format!("the {} {}", kind.as_str(), super::problem::written(name)),
            })
    }

    pub(super) fn forget_named(&mut self, key: &ObjectKey) {
        let view = self.schema.take_named(key);
        if key.kind == ObjectKind::Statistics {
            self.directory.remove_statistics(&key.qualified());
        }
        if is_view(key.kind) {
            let name = key.qualified();
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
        let Some(id) = self.schema.rename_named(&from, &to) else {
            return Err(Problem::NoObject {
                what: from.to_string(),
            });
        };
        if from.kind == ObjectKind::Statistics {
            self.directory.remove_statistics(&from.qualified());
            self.directory.add_statistics(to.qualified());
        }
        if is_view(from.kind) {
            self.follow_view(&from.qualified(), &to.qualified());
        }
        self.renamed(from, to, id);
        Ok(())
    }

    pub(super) fn move_named(&mut self, kind: ObjectKind, name: &Reference, to: &Name) -> Outcome {
        if kind == ObjectKind::Extension {
            let Some(extension) = self.schema.extensions_mut().get_mut(&name.name) else {
                return Err(Problem::NoObject {
                    what: format!("the extension {}", name.name),
                });
            };
            extension.schema = Some(to.clone());
            let id = extension.id;
            self.set_by(id, Attribute::Schema);
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

impl Replay {
    /// Elements of `CREATE SCHEMA` are made, and look for names, in the new schema first
    /// (`CreateSchemaCommand` of `schemacmds.c`).
    pub(super) fn in_namespace(&mut self, name: &Name, steps: &[Step]) -> Outcome {
        self.search_path.insert(0, name.clone());
        let outcome = steps.iter().try_for_each(|step| self.effect(&step.effect));
        self.search_path.remove(0);
        outcome
    }

    pub(super) fn drop_namespace(&mut self, name: &Name, cascade: bool) -> Outcome {
        let key = ObjectKey::namespace(name);
        let inside = self.schema.inside(name);
        if let (Some(by), false) = (inside.first(), cascade) {
            return Err(Problem::Needed {
                what: key.to_string(),
                by: by.to_string(),
            });
        }
        let known = self.schema.namespaces_mut().remove(name).is_some();
        if !known && inside.is_empty() {
            return Err(Problem::NoObject {
                what: key.to_string(),
            });
        }
        for object in inside {
            self.drop_with(&object, &key)?;
        }
        let held = |extension: &crate::schema::Extension| extension.schema.as_ref() == Some(name);
        let extensions = self.schema.extensions_mut();
        let gone: Vec<Name> = extensions
            .iter()
            .filter(|(_, extension)| held(extension))
            .map(|(name, _)| name.clone())
            .collect();
        extensions.retain(|_, extension| !held(extension));
        for extension in gone {
            self.gone(ObjectKey::extension(&extension), Some(key.clone()));
        }
        // Once the schema is gone, what was dropped from it before says nothing any more.
        let tombstones = &mut self.expected.tombstones;
        let own: Vec<ObjectKey> = names_in(tombstones, name).cloned().collect();
        for absent in own.into_iter().filter(|absent| absent != &key) {
            if tombstones.get(&absent).is_some_and(|it| it.under.is_none()) {
                tombstones.remove(&absent);
            }
        }
        self.gone(key, None);
        Ok(())
    }

    /// What an earlier object took along is gone already.
    fn drop_with(&mut self, key: &ObjectKey, under: &ObjectKey) -> Outcome {
        let Some(schema) = key.schema.clone() else {
            return Ok(());
        };
        let name = QualifiedName::new(schema.clone(), key.name.clone());
        match key.kind {
            ObjectKind::Table if !self.schema.tables.contains_key(&name) => {}
            ObjectKind::Table => {
                let reference = Reference {
                    schema: Some(schema),
                    name: key.name.clone(),
                };
                self.drop_table(&reference, true)?;
            }
            ObjectKind::Sequence if self.schema.sequences.contains_key(&name) => {
                self.forget_sequence(&name, None);
            }
            ObjectKind::Type | ObjectKind::Domain => self.forget_type(&name, None),
            ObjectKind::Collation => self.forget_collation(&name, None),
            ObjectKind::Function if self.schema.named.contains_key(key) => {
                self.drop_routine(key, true)?;
            }
            ObjectKind::View | ObjectKind::MaterializedView => {
                self.drop_view(key, Some(under), true);
            }
            _ if self.schema.named.contains_key(key) => self.forget_named(key),
            _ => {}
        }
        self.dropped_by_cascade(key, under);
        Ok(())
    }

    /// `ALTER SCHEMA ... RENAME TO`: everything in it keeps to it.
    pub(super) fn rename_namespace(&mut self, from: &Name, to: &Name) -> Outcome {
        let inside = self.schema.inside(from);
        let id = self.schema.namespaces_mut().remove(from);
        if id.is_none() && inside.is_empty() {
            return Err(Problem::NoObject {
                what: ObjectKey::namespace(from).to_string(),
            });
        }
        if self.schema.namespaces.contains_key(to) {
            return Err(Problem::Exists {
                what: ObjectKey::namespace(to).to_string(),
            });
        }
        for key in &inside {
            if let Some(id) = self.schema.id_of(key) {
                self.expected
                    .origins
                    .carried(id, self.location, key.clone());
            }
        }
        let id = id.unwrap_or_else(|| self.expected.origins.born(self.location, false));
        self.schema.namespaces_mut().insert(to.clone(), id);
        self.schema.rename_namespace(from, to);
        self.directory.rename_namespace(from, to);
        // What was in a schema of this name before is told by nothing any more.
        let tombstones = &mut self.expected.tombstones;
        let former: Vec<ObjectKey> = names_in(tombstones, to).cloned().collect();
        for absent in former {
            tombstones.remove(&absent);
        }
        carry(tombstones, from, to);
        self.renames.of_schema(from, to);
        self.renamed(ObjectKey::namespace(from), ObjectKey::namespace(to), id);
        Ok(())
    }
}
