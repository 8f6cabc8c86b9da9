//! What an object is called across both sides, and what stands in one schema.

use std::collections::BTreeMap;
use std::fmt;

use super::{ObjectKind, Schema};
use crate::name::{Name, QualifiedName};

/// The identity of an object on its own side; survives renames, is never compared across sides.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct ObjectId(pub u64);

/// The name of an object, comparable across sides.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ObjectKey {
    /// The schema; for a schema itself, its own name; for an extension, nothing.
    pub schema: Option<Name>,
    /// The table that a column, constraint, index or trigger belongs to.
    pub table: Option<Name>,
    /// What it is.
    pub kind: ObjectKind,
    /// Its own name.
    pub name: Name,
    /// The types of a function's input arguments, which tell overloads apart; none for other kinds.
    pub arguments: Option<Box<str>>,
}

impl ObjectKey {
    /// A schema.
    #[must_use]
    pub fn namespace(name: &Name) -> Self {
        Self {
            schema: Some(name.clone()),
            table: None,
            kind: ObjectKind::Schema,
            name: name.clone(),
            arguments: None,
        }
    }

    /// An extension.
    #[must_use]
    pub fn extension(name: &Name) -> Self {
        Self {
            schema: None,
            table: None,
            kind: ObjectKind::Extension,
            name: name.clone(),
            arguments: None,
        }
    }

    /// A table.
    #[must_use]
    pub fn table(name: &QualifiedName) -> Self {
        Self::part(name, ObjectKind::Table, name.name.clone())
    }

    /// A column, constraint, index or trigger of `table`.
    #[must_use]
    pub fn part(table: &QualifiedName, kind: ObjectKind, name: Name) -> Self {
        Self {
            schema: Some(table.schema.clone()),
            table: Some(table.name.clone()),
            kind,
            name,
            arguments: None,
        }
    }

    /// An object of its own in a schema: a sequence, view, function, type ...
    #[must_use]
    pub fn standalone(name: &QualifiedName, kind: ObjectKind) -> Self {
        Self {
            schema: Some(name.schema.clone()),
            table: None,
            kind,
            name: name.name.clone(),
            arguments: None,
        }
    }

    /// A function, procedure or aggregate, with the types of its input arguments.
    #[must_use]
    pub fn routine(name: &QualifiedName, arguments: String) -> Self {
        Self {
            arguments: Some(arguments.into()),
            ..Self::standalone(name, ObjectKind::Function)
        }
    }

    /// The same in another schema.
    #[must_use]
    pub fn in_schema(&self, schema: &Name) -> Self {
        Self {
            schema: Some(schema.clone()),
            ..self.clone()
        }
    }

    /// Its schema and name; what stands in no schema is in one without a name.
    #[must_use]
    pub fn qualified(&self) -> QualifiedName {
        let schema = self.schema.clone().unwrap_or_else(|| Name::exact(""));
        QualifiedName::new(schema, self.name.clone())
    }

    /// The table it belongs to, or is.
    #[must_use]
    pub fn table_name(&self) -> Option<QualifiedName> {
        match (&self.schema, &self.table) {
            (Some(schema), Some(table)) => Some(QualifiedName::new(schema.clone(), table.clone())),
            _ => None,
        }
    }

    /// Whether another object belongs to the same table, or to none.
    #[must_use]
    pub fn is_of_table_of(&self, other: &Self) -> bool {
        (&self.schema, &self.table) == (&other.schema, &other.table)
    }

    /// The key of the same object under another name.
    #[must_use]
    pub fn renamed(&self, to: &Name) -> Self {
        let own = self.table.clone().filter(|_| !self.is_table());
        Self {
            table: own.or_else(|| self.is_table().then(|| to.clone())),
            name: to.clone(),
            ..self.clone()
        }
    }

    /// The key of the same object in another schema.
    #[must_use]
    pub fn moved(&self, to: &Name) -> Self {
        Self {
            schema: Some(to.clone()),
            ..self.clone()
        }
    }

    /// Whether it is a table itself.
    #[must_use]
    pub fn is_table(&self) -> bool {
        self.kind == ObjectKind::Table
    }
}

impl fmt::Display for ObjectKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ", self.kind.words())?;
        if let (Some(schema), Some(arguments)) = (&self.schema, &self.arguments) {
            return write!(f, "{schema}.{}({arguments})", self.name);
        }
        match (&self.schema, &self.table, self.kind) {
            (_, _, ObjectKind::Schema | ObjectKind::Extension) | (None, _, _) => {
                write!(f, "{}", self.name)
            }
            (Some(schema), Some(table), ObjectKind::Column) => {
                write!(f, "{schema}.{table}.{}", self.name)
            }
            (Some(schema), Some(_), ObjectKind::Table | ObjectKind::Index)
            | (Some(schema), None, _) => write!(f, "{schema}.{}", self.name),
            (Some(schema), Some(table), _) => {
                write!(f, "{} of {schema}.{table}", self.name)
            }
        }
    }
}

/// The name of what stands in a schema. What stands in one schema stands together in the order of keys.
pub trait InSchema: Ord + Clone {
    /// The schema.
    fn schema(&self) -> Option<&Name>;

    /// What comes before all that stands in the schema.
    fn first_of(schema: &Name) -> Self;

    /// The name of what a renamed schema holds.
    #[must_use]
    fn carried(self, from: &Name, to: &Name) -> Self;
}

impl InSchema for ObjectKey {
    fn schema(&self) -> Option<&Name> {
        self.schema.as_ref()
    }

    fn first_of(schema: &Name) -> Self {
        // The first of the kinds.
        let first = QualifiedName::first_of(schema);
        Self::standalone(&first, ObjectKind::Table)
    }

    /// The schema's own key is left as it is.
    fn carried(mut self, from: &Name, to: &Name) -> Self {
        if self.kind != ObjectKind::Schema && self.schema.as_ref() == Some(from) {
            self.schema = Some(to.clone());
        }
        self
    }
}

impl InSchema for QualifiedName {
    fn schema(&self) -> Option<&Name> {
        Some(&self.schema)
    }

    fn first_of(schema: &Name) -> Self {
        Self::new(schema.clone(), Name::exact(""))
    }

    fn carried(self, from: &Name, to: &Name) -> Self {
        if &self.schema == from {
            return Self::new(to.clone(), self.name);
        }
        self
    }
}

/// The names of a map that stand in the schema, in order.
pub fn names_in<'a, K: InSchema, V>(
    map: &'a BTreeMap<K, V>,
    schema: &'a Name,
) -> impl Iterator<Item = &'a K> {
    let names = map.range(K::first_of(schema)..).map(|(name, _)| name);
    names.take_while(move |name| name.schema() == Some(schema))
}

/// Puts what is called `from` under another name.
pub fn rename<K: Ord, V>(map: &mut BTreeMap<K, V>, from: &K, to: K) {
    if let Some(value) = map.remove(from) {
        map.insert(to, value);
    }
}

/// Brings what is in the schema called `from` under the schema's new name.
pub fn carry<K: InSchema, V>(map: &mut BTreeMap<K, V>, from: &Name, to: &Name) {
    let names: Vec<K> = names_in(map, from).cloned().collect();
    for name in names {
        rename(map, &name, name.clone().carried(from, to));
    }
}

impl Schema {
    /// Everything in a schema, in order of what of it goes first: types after the tables that are of them.
    #[must_use]
    pub fn inside(&self, name: &Name) -> Vec<ObjectKey> {
        let standing = |kind| move |of: &QualifiedName| ObjectKey::standalone(of, kind);
        let tables = names_in(&self.tables, name).map(ObjectKey::table);
        let named = names_in(&self.named, name).cloned();
        let sequences = names_in(&self.sequences, name).map(standing(ObjectKind::Sequence));
        let types = names_in(&self.types, name);
        let types = types.filter_map(|of| Some(standing(self.types.get(of)?.kind())(of)));
        let collations = names_in(&self.collations, name).map(standing(ObjectKind::Collation));
        tables
            .chain(named)
            .chain(sequences)
            .chain(types)
            .chain(collations)
            .collect()
    }

    /// The identity of what stands by itself, or of a part of a table or view.
    #[must_use]
    pub fn id_of(&self, key: &ObjectKey) -> Option<ObjectId> {
        if let Some(table) = key.table_name().filter(|_| !key.is_table()) {
            return self.relation(&table)?.part(key.kind, &key.name);
        }
        let name = key.qualified();
        match key.kind {
            ObjectKind::Table => self.tables.get(&name).map(|table| table.id),
            ObjectKind::Sequence => self.sequences.get(&name).map(|sequence| sequence.id),
            ObjectKind::Type | ObjectKind::Domain => self.types.get(&name).map(|of| of.id),
            ObjectKind::Collation => self.collations.get(&name).map(|of| of.id),
            ObjectKind::Schema => self.namespaces.get(&key.name).copied(),
            ObjectKind::Extension => self.extensions.get(&key.name).map(|of| of.id),
            _ => self.named.get(key).map(|it| it.id),
        }
    }

    /// Puts what stands by itself under another name, and follows it nowhere.
    pub fn rename_object(&mut self, from: &ObjectKey, to: &ObjectKey) {
        let (old, new) = (from.qualified(), to.qualified());
        match from.kind {
            ObjectKind::Table => rename(&mut self.tables, &old, new),
            ObjectKind::Sequence => rename(&mut self.sequences, &old, new),
            ObjectKind::Type | ObjectKind::Domain => rename(&mut self.types, &old, new),
            ObjectKind::Collation => rename(&mut self.collations, &old, new),
            _ => rename(&mut self.named, from, to.clone()),
        }
    }

    /// Carries what is in the schema called `from` over to `to`, and follows it wherever it is named;
    /// the list of schemas itself is left to the caller.
    pub fn rename_namespace(&mut self, from: &Name, to: &Name) {
        self.walk(&mut |mention| mention.carry(from, to));
        self.carry_objects(from, to);
    }

    /// Carries what is in the schema called `from` over to `to`, and follows it nowhere.
    pub fn carry_objects(&mut self, from: &Name, to: &Name) {
        carry(&mut self.tables, from, to);
        carry(&mut self.sequences, from, to);
        carry(&mut self.types, from, to);
        carry(&mut self.collations, from, to);
        carry(&mut self.named, from, to);
        let extensions = self.extensions.values_mut();
        for extension in extensions.filter(|it| it.schema.as_ref() == Some(from)) {
            extension.schema = Some(to.clone());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_in_a_schema_comes_before_its_first() {
        let schema = Name::exact("s");
        for kind in ObjectKind::ALL {
            let name = QualifiedName::new(schema.clone(), Name::exact("a"));
            for key in [
                ObjectKey::standalone(&name, *kind),
                ObjectKey::part(&name, *kind, name.name.clone()),
            ] {
                let map = BTreeMap::from([(key.clone(), 1)]);
                assert_eq!(names_in(&map, &schema).next(), Some(&key));
            }
        }
    }
}
