//! What the server keeps of an object beside its definition, each a word: comments, storage
//! parameters, tablespaces, statistics targets ...
//!
//! They hang on the identity of the object, so that renames and moves need not follow them, and they
//! are gone with it. What is not here is as the server has it where nothing is said.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{Attribute, ObjectId};
use crate::name::Name;

/// The properties of all objects of one side.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Properties {
    /// Shared, as many copies of a schema are made of which none changes them.
    words: Arc<BTreeMap<ObjectId, BTreeMap<PropertyKey, Property>>>,
    /// What is known of the server; only the live side knows it.
    pub server: Option<Server>,
}

/// Which property of an object: the attribute, and which of several where an object has more than one
/// (the name of a parameter, of a view's column); else nothing.
pub type PropertyKey = (Attribute, String);

/// The value of a property.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Property {
    /// A word or text.
    Word(String),
    /// An index, or the constraint that owns it.
    Index(ObjectId),
}

/// What of the server decides how properties compare.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Server {
    /// `server_version_num`
    pub version: i32,
    /// The tablespace of the database: being in it is being in none.
    pub tablespace: String,
    /// `default_tablespace`; none is the database's.
    pub default_tablespace: Option<String>,
    /// `default_table_access_method`
    pub default_access_method: String,
    /// Tables that have no TOAST table.
    pub untoasted: std::collections::BTreeSet<ObjectId>,
    /// `pg_type.typstorage` in words, of types in use.
    pub storage_of_types: BTreeMap<super::DataType, String>,
}

impl Property {
    /// A word.
    #[must_use]
    pub fn word(text: &str) -> Self {
        Self::Word(text.to_owned())
    }
}

impl Properties {
    /// Sets or takes away one property. Tells whether that changed anything.
    pub fn set(&mut self, id: ObjectId, key: PropertyKey, value: Option<Property>) -> bool {
        if value.is_none() && !self.words.contains_key(&id) {
            return false;
        }
        let all = Arc::make_mut(&mut self.words);
        let words = all.entry(id).or_default();
        let changed = words.get(&key) != value.as_ref();
        match value {
            Some(value) => drop(words.insert(key, value)),
            None => drop(words.remove(&key)),
        }
        if words.is_empty() {
            all.remove(&id);
        }
        changed
    }

    /// One property of an object.
    #[must_use]
    pub fn get(&self, id: ObjectId, attribute: Attribute, part: &str) -> Option<&Property> {
        self.words.get(&id)?.get(&(attribute, part.to_owned()))
    }

    /// One property of an object, where it is a word.
    #[must_use]
    pub fn text(&self, id: ObjectId, attribute: Attribute) -> Option<&str> {
        match self.get(id, attribute, "")? {
            Property::Word(text) => Some(text),
            Property::Index(_) => None,
        }
    }

    /// All properties of an object, in order.
    pub fn of(&self, id: ObjectId) -> impl Iterator<Item = (&PropertyKey, &Property)> {
        self.words.get(&id).into_iter().flatten()
    }

    /// Takes the properties of `attribute` that `goes` names away. Tells whether there were any.
    pub fn remove(
        &mut self,
        id: ObjectId,
        attribute: Attribute,
        goes: impl Fn(&str) -> bool,
    ) -> bool {
        let Some(words) = Arc::make_mut(&mut self.words).get_mut(&id) else {
            return false;
        };
        let before = words.len();
        words.retain(|(of, part), _| *of != attribute || !goes(part));
        before != words.len()
    }

    /// A part under another name: what is kept of it is kept of the new name.
    pub fn rename_part(&mut self, id: ObjectId, attribute: Attribute, from: &Name, to: &Name) {
        let Some(words) = Arc::make_mut(&mut self.words).get_mut(&id) else {
            return;
        };
        if let Some(value) = words.remove(&(attribute, from.to_string())) {
            words.insert((attribute, to.to_string()), value);
        }
    }

    /// Whatever stood on the index `from` stands on `to`.
    pub fn replace_index(&mut self, from: ObjectId, to: ObjectId) {
        let values = Arc::make_mut(&mut self.words)
            .values_mut()
            .flat_map(BTreeMap::values_mut);
        for value in values.filter(|value| **value == Property::Index(from)) {
            *value = Property::Index(to);
        }
    }

    /// Everything that `from` has, `to` has too.
    pub fn copy(&mut self, from: ObjectId, to: ObjectId, which: impl Fn(&PropertyKey) -> bool) {
        let copied: BTreeMap<PropertyKey, Property> = self
            .of(from)
            .filter(|(key, _)| which(key))
            .map(|(key, value)| (key.clone(), value.clone()))
            .collect();
        if !copied.is_empty() {
            Arc::make_mut(&mut self.words)
                .entry(to)
                .or_default()
                .extend(copied);
        }
    }
}
