//! Schemas: what is made in them, renamed with them, dropped with them.

use super::{Outcome, Problem, Replay};
use crate::effect::{Reference, Step};
use crate::name::{Name, QualifiedName};
use crate::schema::{ObjectId, ObjectKey, ObjectKind, Schema};

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
        let inside = self.inside(name);
        if let (Some(by), false) = (inside.first(), cascade) {
            return Err(Problem::Needed {
                what: key.to_string(),
                by: by.to_string(),
            });
        }
        let known = self.expected.schema.namespaces.remove(name).is_some();
        if !known && inside.is_empty() {
            return Err(Problem::NoObject {
                what: key.to_string(),
            });
        }
        for object in inside {
            self.drop_with(&object, &key)?;
        }
        let held = |extension: &crate::schema::Extension| extension.schema.as_ref() == Some(name);
        let extensions = &mut self.expected.schema.extensions;
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
        tombstones.retain(|absent, tombstone| {
            absent.schema.as_ref() != Some(name) || tombstone.under.is_some() || absent == &key
        });
        self.gone(key, None);
        Ok(())
    }

    /// What stands in a schema by itself: types after the tables that are of them.
    fn inside(&self, name: &Name) -> Vec<ObjectKey> {
        let Schema {
            namespaces: _,
            extensions: _,
            tables,
            sequences,
            types,
            collations,
            routines: _,
            views: _,
            statistics: _,
            others: _,
            others_unread: _,
            named,
            properties: _,
        } = &self.expected.schema;
        let here = |of: &QualifiedName| &of.schema == name;
        let tables = tables.keys().filter(|of| here(of)).map(ObjectKey::table);
        let named = named.keys().filter(|key| key.schema.as_ref() == Some(name));
        let sequences = sequences.keys().filter(|of| here(of));
        let sequences = sequences.map(|of| ObjectKey::standing(of, ObjectKind::Sequence));
        let types = types.iter().filter(|(of, _)| here(of));
        let types = types.map(|(of, made)| ObjectKey::standing(of, made.kind()));
        let collations = collations.keys().filter(|of| here(of));
        let collations = collations.map(|of| ObjectKey::standing(of, ObjectKind::Collation));
        tables
            .chain(named.cloned())
            .chain(sequences)
            .chain(types)
            .chain(collations)
            .collect()
    }

    /// What an earlier object took along is gone already.
    fn drop_with(&mut self, key: &ObjectKey, under: &ObjectKey) -> Outcome {
        let Some(schema) = key.schema.clone() else {
            return Ok(());
        };
        let name = QualifiedName::new(schema.clone(), key.name.clone());
        match key.kind {
            ObjectKind::Table if !self.expected.schema.tables.contains_key(&name) => {}
            ObjectKind::Table => {
                let reference = Reference {
                    schema: Some(schema),
                    name: key.name.clone(),
                };
                self.drop_table(&reference, true)?;
            }
            ObjectKind::Sequence if self.expected.schema.sequences.contains_key(&name) => {
                self.forget_sequence(&name, None);
            }
            ObjectKind::Type | ObjectKind::Domain => self.forget_type(&name, None),
            ObjectKind::Collation => self.forget_collation(&name, None),
            ObjectKind::Function if self.expected.schema.named.contains_key(key) => {
                self.drop_routine(key, true)?;
            }
            ObjectKind::View | ObjectKind::MaterializedView => {
                self.drop_view(key, Some(under), true);
            }
            _ if self.expected.schema.named.contains_key(key) => self.forget_named(key),
            _ => {}
        }
        self.dropped_by_cascade(key, under);
        Ok(())
    }

    /// `ALTER SCHEMA ... RENAME TO`: everything in it keeps to it.
    pub(super) fn rename_namespace(&mut self, from: &Name, to: &Name) -> Outcome {
        let inside = self.inside(from);
        let id = self.expected.schema.namespaces.remove(from);
        if id.is_none() && inside.is_empty() {
            return Err(Problem::NoObject {
                what: ObjectKey::namespace(from).to_string(),
            });
        }
        if self.expected.schema.namespaces.contains_key(to) {
            return Err(Problem::Exists {
                what: ObjectKey::namespace(to).to_string(),
            });
        }
        for key in &inside {
            if let Some(id) = self.id_of(key) {
                self.expected.origins.carried(id, self.place, key.clone());
            }
        }
        let id = id.unwrap_or_else(|| self.expected.origins.born(self.place, false));
        self.expected.schema.namespaces.insert(to.clone(), id);
        self.expected.schema.rename_namespace(from, to);
        self.directory.rename_namespace(from, to);
        self.links.rename_namespace(from, to);
        self.expected.origins.follow_namespace(from, to);
        let reads = std::mem::take(&mut self.expected.reads).into_iter();
        self.expected.reads = reads
            .map(|(key, reads)| (key.carried(from, to), reads))
            .collect();
        // What was in a schema of this name before is told by nothing any more.
        let tombstones = &mut self.expected.tombstones;
        tombstones.retain(|absent, _| absent.schema.as_ref() != Some(to));
        self.carry_tombstones(from, to);
        self.renamed(ObjectKey::namespace(from), ObjectKey::namespace(to), id);
        Ok(())
    }

    fn id_of(&self, key: &ObjectKey) -> Option<ObjectId> {
        let schema = &self.expected.schema;
        let name = QualifiedName::new(key.schema.clone()?, key.name.clone());
        match key.kind {
            ObjectKind::Table => schema.tables.get(&name).map(|table| table.id),
            ObjectKind::Sequence => schema.sequences.get(&name).map(|sequence| sequence.id),
            ObjectKind::Type | ObjectKind::Domain => schema.types.get(&name).map(|of| of.id),
            ObjectKind::Collation => schema.collations.get(&name).map(|of| of.id),
            _ => schema.named.get(key).copied(),
        }
    }

    fn carry_tombstones(&mut self, from: &Name, to: &Name) {
        let tombstones = std::mem::take(&mut self.expected.tombstones).into_iter();
        self.expected.tombstones = tombstones
            .map(|(key, mut tombstone)| {
                tombstone.under = tombstone.under.map(|key| key.carried(from, to));
                tombstone.renamed_to = tombstone.renamed_to.map(|key| key.carried(from, to));
                (key.carried(from, to), tombstone)
            })
            .collect();
    }
}
