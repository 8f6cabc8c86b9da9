//! Schemas, extensions, and what is known by its key: made, renamed, moved, dropped.

use super::outcome::IfThere;
use super::readers::is_view;
use super::{Outcome, Problem, Replay};
use crate::effect::{Reference, Step};
use crate::name::{Name, QualifiedName};
use crate::schema::{Attribute, Definition, Extension, ObjectKey, ObjectKind, carry, names_in};

impl Replay {
    pub(super) fn create_namespace(&mut self, name: &Name, if_not_exists: bool) -> Outcome {
        let key = ObjectKey::namespace(name);
        if let Some(id) = self.create_object(&key, IfThere::keep(if_not_exists))? {
            self.schema.namespaces_mut().insert(name.clone(), id);
        }
        Ok(())
    }

    pub(super) fn create_extension(
        &mut self,
        name: &Name,
        schema: Option<&Name>,
        version: Option<&String>,
        if_not_exists: bool,
    ) -> Outcome {
        let key = ObjectKey::extension(name);
        if let Some(id) = self.create_object(&key, IfThere::keep(if_not_exists))? {
            let extension = Extension {
                id,
                schema: schema.cloned(),
                version: version.cloned(),
            };
            self.schema.extensions_mut().insert(name.clone(), extension);
        }
        Ok(())
    }

    pub(super) fn alter_extension(
        &mut self,
        name: &Name,
        attribute: Attribute,
        change: impl FnOnce(&mut Extension),
    ) -> Outcome {
        let extension = self.schema.extensions_mut().get_mut(name);
        let absent = || Problem::absent(&ObjectKey::extension(name));
        let extension = extension.ok_or_else(absent)?;
        change(extension);
        let id = extension.id;
        self.set_by(id, attribute);
        Ok(())
    }

    pub(super) fn drop_named(
        &mut self,
        kind: ObjectKind,
        name: &Reference,
        cascade: bool,
    ) -> Outcome {
        let key = self.must_find(kind, name)?;
        if key.kind == ObjectKind::Extension {
            let extension = self.schema.extensions_mut().remove(&name.name);
            self.dropped(key, None);
            if cascade {
                let schema = extension.and_then(|it| it.schema);
                self.drop_with_extension(&name.name, schema.as_ref());
            }
        } else if key.kind != kind {
            return Err(Problem::NoObject(format!("the {} {name}", kind.words())));
        } else if is_view(kind) {
            self.drop_view(&key, None, cascade);
        } else {
            self.forget_named(&key);
        }
        Ok(())
    }

    pub(super) fn forget_named(&mut self, key: &ObjectKey) {
        let taken = self.schema.take_named(key);
        if key.kind == ObjectKind::Statistics {
            self.directory.remove_statistics(&key.qualified());
        }
        if is_view(key.kind) {
            let name = key.qualified();
            if let Some(Definition::View(view)) = taken.map(|it| it.definition) {
                self.directory.remove_parts(&name, &view.parts);
            }
            self.directory.remove(&name);
            self.forget_tombstones_of(&name);
            self.forget_statistics(&name, None, key);
        }
        self.dropped(key.clone(), None);
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
            return Err(Problem::NoObject(key.to_string()));
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
            self.dropped(ObjectKey::extension(&extension), Some(key.clone()));
        }
        // Once the schema is gone, what was dropped from it before says nothing any more.
        let tombstones = &mut self.expected.tombstones;
        let own: Vec<ObjectKey> = names_in(tombstones, name).cloned().collect();
        for absent in own.into_iter().filter(|absent| absent != &key) {
            if tombstones.get(&absent).is_some_and(|it| it.under.is_none()) {
                tombstones.remove(&absent);
            }
        }
        self.dropped(key, None);
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
            ObjectKind::Type | ObjectKind::Domain => self.forget_whole(key, under),
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
            return Err(Problem::NoObject(ObjectKey::namespace(from).to_string()));
        }
        if self.schema.namespaces.contains_key(to) {
            return Err(Problem::Exists(ObjectKey::namespace(to).to_string()));
        }
        for key in &inside {
            if let Some(id) = self.schema.id_of(key) {
                self.expected
                    .origins
                    .carried(id, self.location, key.clone());
            }
        }
        let id = id.unwrap_or_else(|| self.expected.origins.created(self.location, false));
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
