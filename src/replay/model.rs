//! The expected schema while it is made. It is read like any other; it is changed through these doors
//! alone, so that the table of dependencies is never behind.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Deref;

use super::dependencies::{Dependencies, On, Touched, mentioned};
use super::readers::{Reads, is_view};
use crate::name::{Name, QualifiedName};
use crate::schema::{
    Collation, ConstraintBody, Definition, Extension, InSchema, ObjectId, ObjectKey, ObjectKind,
    Other, Properties, Routine, Schema, Sequence, Standalone, Statistics, Table, TypeName,
    UserType, View, Visit, VisitParts, carry, rename,
};

/// The expected schema, what its views read, and what depends on what in it.
#[derive(Debug, Clone, Default)]
pub(super) struct Model {
    schema: Schema,
    reads: BTreeMap<ObjectKey, Reads>,
    dependencies: Dependencies,
}

impl Deref for Model {
    type Target = Schema;

    fn deref(&self) -> &Schema {
        &self.schema
    }
}

/// What is asked of dependencies.
impl Model {
    /// The objects that may depend on it, in order; of what is recorded when it is made.
    pub(super) fn on(&self, on: &On) -> Vec<QualifiedName> {
        let keys = self.dependencies.on(on).into_iter();
        keys.map(ObjectKey::qualified).collect()
    }

    /// How many may depend on it, of what is recorded when it is made.
    pub(super) fn count(&self, on: &On) -> usize {
        self.dependencies.count(on)
    }

    /// The objects that may depend on what is about to change, or to go, in order.
    pub(super) fn dependents(&mut self, on: &On) -> Vec<ObjectKey> {
        self.read_changed();
        self.dependencies.take(on)
    }

    /// The objects in which this name stands, with its schema or without one, in order.
    pub(super) fn naming(&mut self, name: &QualifiedName) -> Vec<ObjectKey> {
        let mut naming = self.mentioning(name.name.as_str());
        let on = On::Named(Some(name.schema.clone()), name.name.to_string());
        naming.extend(self.dependents(&on));
        naming.sort();
        naming.dedup();
        naming
    }

    /// The objects in which this word stands for something, in order.
    pub(super) fn mentioning(&mut self, word: &str) -> Vec<ObjectKey> {
        self.dependents(&On::Named(None, word.to_owned()))
    }

    /// The objects in a text of which this word stands, in order.
    pub(super) fn with_text(&mut self, word: &Name) -> Vec<ObjectKey> {
        self.dependents(&On::Text(word.clone()))
    }

    /// The objects that have this name in whatever schema.
    pub(super) fn called(&self, name: &Name) -> impl Iterator<Item = &ObjectKey> {
        self.dependencies.called(name)
    }

    /// What each view reads.
    pub(super) fn reads(&self) -> &BTreeMap<ObjectKey, Reads> {
        &self.reads
    }

    fn read_changed(&mut self) {
        for (id, key) in self.dependencies.take_changed() {
            let mut found = BTreeSet::new();
            self.schema.walk_object(&key, &mut |mention| {
                mentioned(mention, &mut found);
            });
            if let Some(reads) = self.reads.get(&key) {
                found.extend(reads.words.iter().cloned().map(On::Word));
                found.extend(reads.relations.iter().copied().map(On::Read));
            }
            for on in found {
                self.dependencies.add(on, id);
            }
        }
    }

    /// Visits what the parts of an object mention.
    pub(super) fn walk_parts(&mut self, key: &ObjectKey, visit: &mut VisitParts<'_>) {
        self.schema.walk_parts(key, visit);
    }

    /// Visits what an object mentions, to be changed.
    pub(super) fn walk(&mut self, key: &ObjectKey, visit: &mut Visit<'_>) {
        if let Some(id) = self.id_of(key) {
            self.dependencies.change(id);
        }
        self.schema.walk_object(key, visit);
    }
}

/// Who watches what is done.
impl Model {
    pub(super) fn watch(&mut self) {
        self.dependencies.watch();
    }

    pub(super) fn take_touched(&mut self) -> Touched {
        self.dependencies.take_touched()
    }

    /// What an object that stands by itself is called.
    pub(super) fn key_of(&self, id: ObjectId) -> Option<&ObjectKey> {
        self.dependencies.key_of(id)
    }
}

/// Tables, and what hangs on them or on views.
impl Model {
    pub(super) fn put_table(&mut self, name: QualifiedName, table: Table) {
        self.dependencies.enter(table.id, ObjectKey::table(&name));
        for on in structure(&table) {
            self.dependencies.add(on, table.id);
        }
        self.schema.tables.insert(name, table);
    }

    pub(super) fn take_table(&mut self, name: &QualifiedName) -> Option<Table> {
        let table = self.schema.tables.remove(name)?;
        self.dependencies.leave(table.id);
        for on in structure(&table) {
            self.dependencies.remove(&on, table.id);
        }
        Some(table)
    }

    pub(super) fn table_mut(&mut self, name: &QualifiedName) -> Option<&mut Table> {
        let table = self.schema.tables.get_mut(name)?;
        self.dependencies.change(table.id);
        Some(table)
    }

    /// The table has a foreign key to `target`.
    pub(super) fn references(&mut self, table: &QualifiedName, target: &QualifiedName) {
        if let Some(table) = self.schema.tables.get(table) {
            self.dependencies
                .add(On::Referenced(target.clone()), table.id);
        }
    }

    /// The table inherits from `parent`, or is a partition of it.
    pub(super) fn inherits(&mut self, table: &QualifiedName, parent: &QualifiedName) {
        if let Some(table) = self.schema.tables.get(table) {
            self.dependencies.add(On::Parent(parent.clone()), table.id);
        }
    }

    /// The table is no child of `parent` any more.
    pub(super) fn leaves(&mut self, table: &QualifiedName, parent: &QualifiedName) {
        if let Some(table) = self.schema.tables.get(table) {
            self.dependencies
                .remove(&On::Parent(parent.clone()), table.id);
        }
    }

    /// What hangs on a relation follows its new name.
    pub(super) fn follow_relation(&mut self, from: &QualifiedName, to: &QualifiedName) {
        let hanging = [On::Referenced, On::Parent, On::Owner, On::Statistics];
        for on in hanging {
            let (on, after) = (on(from.clone()), on(to.clone()));
            let keys: Vec<ObjectKey> = self.dependencies.on(&on).into_iter().cloned().collect();
            for key in keys {
                self.walk(&key, &mut |mention| mention.follow_relation(from, to));
            }
            self.dependencies.rename(&on, after);
        }
    }
}

/// The other tables that a table hangs on.
fn structure(table: &Table) -> Vec<On> {
    let parents = table.inheritance.parents.iter().cloned().map(On::Parent);
    let constraints = table.constraints.values();
    let targets = constraints.filter_map(|constraint| match &constraint.body {
        ConstraintBody::ForeignKey(foreign) => Some(On::Referenced(foreign.table.clone())),
        _ => None,
    });
    parents.chain(targets).collect()
}

/// Sequences, types and collations.
impl Model {
    pub(super) fn put_sequence(&mut self, name: QualifiedName, sequence: Sequence) {
        let key = ObjectKey::standalone(&name, ObjectKind::Sequence);
        self.dependencies.enter(sequence.id, key);
        if let Some(owner) = &sequence.owner {
            self.dependencies
                .add(On::Owner(owner.table.clone()), sequence.id);
        }
        self.schema.sequences.insert(name, sequence);
    }

    pub(super) fn take_sequence(&mut self, name: &QualifiedName) -> Option<Sequence> {
        let sequence = self.schema.sequences.remove(name)?;
        self.dependencies.leave(sequence.id);
        if let Some(owner) = &sequence.owner {
            self.dependencies
                .remove(&On::Owner(owner.table.clone()), sequence.id);
        }
        Some(sequence)
    }

    pub(super) fn put_type(&mut self, name: QualifiedName, of: UserType) {
        let key = ObjectKey::standalone(&name, of.kind());
        self.dependencies.enter(of.id, key);
        if let Some(multirange) = of.multirange() {
            self.dependencies.also_called(of.id, &multirange.name);
        }
        self.schema.types.insert(name, of);
    }

    pub(super) fn take_type(&mut self, name: &QualifiedName) -> Option<UserType> {
        let of = self.schema.types.remove(name)?;
        self.dependencies.leave(of.id);
        Some(of)
    }

    /// The type that a name means; of several, one without a schema means the first.
    pub(super) fn type_meant(&self, name: &TypeName) -> Option<&UserType> {
        let types = &self.schema.types;
        let of = |schema: &Name| QualifiedName::new(schema.clone(), name.name.clone());
        let called = self.called(&name.name).map(ObjectKey::qualified);
        let first = || called.filter(|it| types.contains_key(it)).min();
        types.get(&name.schema.as_ref().map(of).or_else(first)?)
    }

    pub(super) fn type_mut(&mut self, name: &QualifiedName) -> Option<&mut UserType> {
        let of = self.schema.types.get_mut(name)?;
        self.dependencies.change(of.id);
        Some(of)
    }
}

impl Model {
    pub(super) fn put_collation(&mut self, name: QualifiedName, collation: Collation) {
        let key = ObjectKey::standalone(&name, ObjectKind::Collation);
        self.dependencies.enter(collation.id, key);
        self.schema.collations.insert(name, collation);
    }

    pub(super) fn take_collation(&mut self, name: &QualifiedName) -> Option<Collation> {
        let collation = self.schema.collations.remove(name)?;
        self.dependencies.leave(collation.id);
        Some(collation)
    }
}

/// What is known by its key.
impl Model {
    pub(super) fn put(&mut self, key: &ObjectKey, id: ObjectId, definition: impl Into<Definition>) {
        let definition = definition.into();
        self.dependencies.enter(id, key.clone());
        if let Definition::Statistics(statistics) = &definition {
            let on = On::Statistics(statistics.table.clone());
            self.dependencies.add(on, id);
        }
        self.schema
            .named
            .insert(key.clone(), Standalone { id, definition });
    }

    pub(super) fn put_view(&mut self, key: &ObjectKey, id: ObjectId, view: View, reads: Reads) {
        self.put(key, id, view);
        self.reads.insert(key.clone(), reads);
    }

    /// Takes away what is known by the key.
    pub(super) fn take_named(&mut self, key: &ObjectKey) -> Option<Standalone> {
        let taken = self.schema.named.remove(key)?;
        self.dependencies.leave(taken.id);
        self.reads.remove(key);
        Some(taken)
    }

    /// Puts what stands by itself under another key; tells the identity.
    pub(super) fn rename(&mut self, from: &ObjectKey, to: &ObjectKey) -> Option<ObjectId> {
        let id = self.id_of(from)?;
        self.schema.rename_object(from, to);
        rename(&mut self.reads, from, to.clone());
        self.dependencies.leave(id);
        self.dependencies.enter(id, to.clone());
        Some(id)
    }

    /// The types in a key changed.
    pub(super) fn rekey(&mut self, key: &ObjectKey) {
        if let Some(id) = self.schema.named.get(key).map(|it| it.id) {
            self.dependencies.leave(id);
            let key = self.schema.rekey(key);
            self.dependencies.enter(id, key);
        }
    }

    /// What is known by the key, to be changed.
    fn changed(&mut self, key: &ObjectKey) -> &mut Schema {
        if let Some(of) = self.schema.named.get(key) {
            self.dependencies.change(of.id);
        }
        &mut self.schema
    }

    pub(super) fn routine_mut(&mut self, key: &ObjectKey) -> Option<&mut Routine> {
        self.changed(key).routine_mut(key)
    }

    pub(super) fn view_mut(&mut self, key: &ObjectKey) -> Option<&mut View> {
        self.changed(key).view_mut(key)
    }

    /// A view, and what it reads.
    pub(super) fn reading_mut(&mut self, key: &ObjectKey) -> Option<(&mut View, &mut Reads)> {
        self.changed(key);
        Some((self.schema.view_mut(key)?, self.reads.get_mut(key)?))
    }

    pub(super) fn statistics_mut(&mut self, key: &ObjectKey) -> Option<&mut Statistics> {
        self.changed(key).statistics_mut(key)
    }

    pub(super) fn other_mut(&mut self, key: &ObjectKey) -> Option<&mut Other> {
        self.changed(key).other_mut(key)
    }
}

/// What depends on nothing, and the whole.
impl Model {
    pub(super) fn namespaces_mut(&mut self) -> &mut BTreeMap<Name, ObjectId> {
        &mut self.schema.namespaces
    }

    pub(super) fn extensions_mut(&mut self) -> &mut BTreeMap<Name, Extension> {
        &mut self.schema.extensions
    }

    pub(super) fn properties_mut(&mut self) -> &mut Properties {
        self.dependencies.touch_properties();
        &mut self.schema.properties
    }

    /// A schema is called otherwise: everything in it keeps to it.
    pub(super) fn rename_namespace(&mut self, from: &Name, to: &Name) {
        let inside = self.inside(from);
        for key in self.dependents(&On::Schema(from.clone())) {
            self.walk(&key, &mut |mention| mention.carry(from, to));
        }
        self.schema.carry_objects(from, to);
        carry(&mut self.reads, from, to);
        for old in inside {
            let key = old.clone().carried(from, to);
            if let Some(id) = self.id_of(&key) {
                self.dependencies.leave(id);
                self.dependencies.enter(id, key.clone());
            }
            if old.is_table() || is_view(old.kind) {
                let (old, new) = (old.qualified(), key.qualified());
                self.follow_relation(&old, &new);
            }
        }
    }

    /// The schema, and what each view reads.
    pub(super) fn finish(self) -> (Schema, BTreeMap<ObjectKey, Reads>) {
        (self.schema, self.reads)
    }
}
