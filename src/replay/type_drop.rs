//! Types and collations that go, and what goes along.

use super::readers::tables;
use super::{Outcome, Problem, Replay};
use crate::effect::Reference;
use crate::name::{Name, QualifiedName};
use crate::schema::{KeyItem, ObjectKey, ObjectKind, Table, TypeBody, TypeName, UserType};

/// What needs a type or a collation.
enum Dependent {
    Column(QualifiedName, Name),
    Index(QualifiedName, Name),
    Attribute(QualifiedName, Name),
    Type(QualifiedName),
    Table(QualifiedName),
}

impl Dependent {
    fn words(&self) -> String {
        match self {
            Self::Column(table, column) => format!("the column {table}.{column}"),
            Self::Index(table, index) => format!("the index {index} of {table}"),
            Self::Attribute(of, attribute) => format!("the attribute {attribute} of {of}"),
            Self::Type(name) => format!("the type {name}"),
            Self::Table(name) => format!("the table {name}"),
        }
    }
}

impl Replay {
    pub(super) fn drop_type(
        &mut self,
        kind: ObjectKind,
        name: &Reference,
        cascade: bool,
    ) -> Outcome {
        let name = self.must_find_type(kind, name)?;
        let needed = self.needing_type(&name);
        if let (Some(by), false) = (needed.first(), cascade) {
            return Err(Problem::Needed {
                what: format!("the type {name}"),
                by: by.words(),
            });
        }
        self.forget_type(&name, None);
        if cascade {
            self.forget_views_mentioning(&name.name);
        }
        Ok(())
    }

    /// Takes a type away, and everything that is of it.
    pub(super) fn forget_type(&mut self, name: &QualifiedName, under: Option<&ObjectKey>) {
        let Some(of) = self.schema.types.get(name) else {
            return;
        };
        let key = ObjectKey::standing(name, of.kind());
        self.forget_checks(name, &key);
        let needed = self.needing_type(name);
        self.schema.take_type(name);
        self.gone(key.clone(), under.cloned());
        self.forget_routines_of_type(name);
        self.forget_others_of_type(name, &key);
        self.forget_dependents(needed, &key);
    }

    fn forget_dependents(&mut self, needed: Vec<Dependent>, under: &ObjectKey) {
        for dependent in needed {
            match dependent {
                Dependent::Column(table, column) => {
                    // What a CASCADE drops is never refused.
                    let _ = self.drop_column(&table, &column, true, true);
                    let key = Self::part(&table, ObjectKind::Column, &column);
                    self.dropped_by_cascade(&key, under);
                }
                Dependent::Index(table, index) => self.forget_index(&table, &index, Some(under)),
                Dependent::Attribute(of, attribute) => {
                    let _ = self.drop_attribute(&of, &attribute, true);
                }
                Dependent::Type(name) => self.forget_type(&name, Some(under)),
                Dependent::Table(name) => {
                    let _ = self.drop_with_children(&name, true);
                    self.dropped_by_cascade(&ObjectKey::table(&name), under);
                }
            }
        }
    }

    pub(super) fn dropped_by_cascade(&mut self, key: &ObjectKey, under: &ObjectKey) {
        if let Some(tombstone) = self.expected.tombstones.get_mut(key) {
            tombstone.under = Some(under.clone());
        }
    }

    fn needing_type(&mut self, name: &QualifiedName) -> Vec<Dependent> {
        let types = &self.schema.types;
        let multirange = types.get(name).and_then(UserType::multirange).cloned();
        let mut naming = self.schema.naming(name);
        if let Some(multirange) = &multirange {
            let schema = multirange.schema.as_ref().unwrap_or(&name.schema);
            let multirange = QualifiedName::new(schema.clone(), multirange.name.clone());
            naming.extend(self.schema.naming(&multirange));
            naming.sort();
            naming.dedup();
        }
        let is_of = |other: &TypeName| {
            (other.schema.is_some() && other.means(name)) || Some(other) == multirange.as_ref()
        };
        let mut needed = self.columns_where(&naming, |column| is_of(&column.data_type.base));
        let tables = self.tables_of(name).into_iter();
        needed.extend(tables.map(Dependent::Table));
        for (other, of) in self.types_among(&naming) {
            match &of.body {
                TypeBody::Composite(attributes) => {
                    let of_it = attributes.iter().filter(|a| is_of(&a.data_type.base));
                    let named = of_it.map(|a| Dependent::Attribute(other.clone(), a.name.clone()));
                    needed.extend(named);
                }
                TypeBody::Range(range) if is_of(&range.subtype.base) => {
                    needed.push(Dependent::Type(other.clone()));
                }
                TypeBody::Domain(domain) if is_of(&domain.base.base) => {
                    needed.push(Dependent::Type(other.clone()));
                }
                _ => {}
            }
        }
        needed
    }

    fn columns_where(
        &self,
        among: &[ObjectKey],
        wanted: impl Fn(&crate::schema::Column) -> bool,
    ) -> Vec<Dependent> {
        let mut found = Vec::new();
        for (name, table) in self.tables_among(among) {
            let columns = table.columns.iter().filter(|column| wanted(column));
            found.extend(columns.map(|c| Dependent::Column(name.clone(), c.name.clone())));
        }
        found
    }

    fn tables_among(&self, keys: &[ObjectKey]) -> impl Iterator<Item = (QualifiedName, &Table)> {
        tables(keys).filter_map(|name| Some((name.clone(), self.schema.tables.get(&name)?)))
    }

    fn types_among(&self, keys: &[ObjectKey]) -> impl Iterator<Item = (QualifiedName, &UserType)> {
        let is_type = |key: &&ObjectKey| matches!(key.kind, ObjectKind::Type | ObjectKind::Domain);
        let types = keys.iter().filter(is_type).map(ObjectKey::qualified);
        let mut types: Vec<QualifiedName> = types.collect();
        types.sort();
        let types = types.into_iter();
        types.filter_map(|name| Some((name.clone(), self.schema.types.get(&name)?)))
    }

    pub(super) fn drop_collation(&mut self, name: &Reference, cascade: bool) -> Outcome {
        let name = self.must_find_collation(name)?;
        let needed = self.needing_collation(&name);
        if let (Some(by), false) = (needed.first(), cascade) {
            return Err(Problem::Needed {
                what: format!("the collation {name}"),
                by: by.words(),
            });
        }
        self.forget_collation(&name, None);
        Ok(())
    }

    /// Takes a collation away, and everything that compares by it.
    pub(super) fn forget_collation(&mut self, name: &QualifiedName, under: Option<&ObjectKey>) {
        let key = ObjectKey::standing(name, ObjectKind::Collation);
        let needed = self.needing_collation(name);
        self.schema.take_collation(name);
        self.gone(key.clone(), under.cloned());
        self.forget_dependents(needed, &key);
    }

    fn needing_collation(&mut self, name: &QualifiedName) -> Vec<Dependent> {
        let naming = self.schema.naming(name);
        let is_it = |other: Option<&TypeName>| {
            other.is_some_and(|other| other.schema.is_some() && other.means(name))
        };
        let mut needed = self.columns_where(&naming, |column| is_it(column.collation.as_ref()));
        for (table, definition) in self.tables_among(&naming) {
            let indexes = collated_indexes(definition, is_it);
            needed.extend(indexes.map(|index| Dependent::Index(table.clone(), index)));
        }
        for (other, of) in self.types_among(&naming) {
            match &of.body {
                TypeBody::Composite(attributes) => {
                    let by_it = attributes.iter().filter(|a| is_it(a.collation.as_ref()));
                    let named = by_it.map(|a| Dependent::Attribute(other.clone(), a.name.clone()));
                    needed.extend(named);
                }
                TypeBody::Range(range) if is_it(range.collation.as_ref()) => {
                    needed.push(Dependent::Type(other.clone()));
                }
                TypeBody::Domain(domain) if is_it(domain.collation.as_ref()) => {
                    needed.push(Dependent::Type(other.clone()));
                }
                _ => {}
            }
        }
        needed
    }
}

/// The indexes that compare by the collation, though their columns have another.
fn collated_indexes<'a>(
    table: &'a Table,
    is_it: impl Fn(Option<&TypeName>) -> bool + 'a,
) -> impl Iterator<Item = Name> + 'a {
    let column = |name: &Name| table.column(name).and_then(|c| c.collation.as_ref());
    let own = move |item: &KeyItem| match item {
        KeyItem::Column(name) => column(name),
        KeyItem::Expression(_) => None,
    };
    let found = table.indexes.iter().filter(move |(_, index)| {
        index
            .keys
            .iter()
            .any(|key| is_it(key.collation.as_ref()) && !is_it(own(&key.item)))
    });
    found.map(|(name, _)| name.clone())
}
