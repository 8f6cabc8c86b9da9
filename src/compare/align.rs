//! Which live table stands for which expected one.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::answer::{Found, Presence};
use super::site::Columns;
use super::type_pairs::{TypePairs, named};
use crate::name::{Name, QualifiedName};
use crate::replay::Expected;
use crate::schema::{Column, DataType, ObjectKey, ObjectKind, Schema, Table, TypeName};

/// The live counterparts of the expected tables.
pub(super) struct Alignment<'a> {
    tables: BTreeMap<QualifiedName, Counterpart<'a>>,
    /// The expected name of a live table that stands elsewhere or under its former name.
    aliases: BTreeMap<QualifiedName, QualifiedName>,
    /// The expected name of a live table that seems to be a missing one under another name.
    supposed: BTreeMap<QualifiedName, QualifiedName>,
    /// The live counterparts of the expected types.
    pub(super) types: TypePairs,
    live: &'a Schema,
    /// Live tables by their bare name.
    by_name: BTreeMap<&'a Name, Vec<&'a QualifiedName>>,
}

/// The live table that stands for an expected one.
pub(super) struct Counterpart<'a> {
    /// Its name on the live side.
    pub(super) name: QualifiedName,
    /// The table, with the columns under their expected names where a rename did not happen.
    pub(super) table: Cow<'a, Table>,
    /// `(live, expected)` names of columns whose rename did not happen.
    pub(super) unrenamed: Vec<(Name, Name)>,
    /// `(live, expected)` names of a column that seems to have been renamed by hand. The column
    /// itself is told as missing; what reads it is compared as if it had its expected name.
    pub(super) supposed: Vec<(Name, Name)>,
    /// Whether it is where it is expected.
    pub(super) presence: Presence,
}

impl<'a> Alignment<'a> {
    pub(super) fn new(expected: &'a Expected, live: &'a Schema, types: TypePairs) -> Self {
        let mut by_name: BTreeMap<&Name, Vec<&QualifiedName>> = BTreeMap::new();
        for name in live.tables.keys() {
            by_name.entry(&name.name).or_default().push(name);
        }
        let mut alignment = Self {
            tables: BTreeMap::new(),
            aliases: BTreeMap::new(),
            supposed: BTreeMap::new(),
            types,
            live,
            by_name,
        };
        for (name, table) in &expected.schema.tables {
            if let Some(counterpart) = alignment.counterpart(expected, live, name, table) {
                if &counterpart.name != name {
                    alignment
                        .aliases
                        .insert(counterpart.name.clone(), name.clone());
                }
                alignment.tables.insert(name.clone(), counterpart);
            }
        }
        alignment.suppose_tables(expected, live);
        alignment
    }

    /// A missing table may have been renamed by hand: where exactly one table of the same schema,
    /// which nothing else accounts for, has all its columns, what points at it does not differ too.
    fn suppose_tables(&mut self, expected: &Expected, live: &Schema) {
        let missing = expected.schema.tables.iter();
        for (name, table) in missing.filter(|(name, _)| !self.tables.contains_key(*name)) {
            let mut alike = live.tables.iter().filter(|(other, candidate)| {
                other.schema == name.schema
                    && other.name.as_str() != "django_migrations"
                    && !expected.schema.tables.contains_key(other)
                    && !self.aliases.contains_key(other)
                    && table
                        .columns
                        .iter()
                        .all(|column| candidate.column(&column.name).is_some())
            });
            if let (Some((other, _)), None) = (alike.next(), alike.next()) {
                self.supposed.insert(other.clone(), name.clone());
            }
        }
    }

    fn counterpart(
        &self,
        expected: &Expected,
        live: &'a Schema,
        name: &QualifiedName,
        table: &Table,
    ) -> Option<Counterpart<'a>> {
        let (found, presence) = if live.tables.contains_key(name) {
            (name.clone(), Presence::Here)
        } else {
            Self::former(expected, live, name, table)
                .or_else(|| self.elsewhere(expected, live, name, table))?
        };
        let (mut aligned, unrenamed) = align_columns(expected, table, live.tables.get(&found)?);
        let supposed = suppose_column(table, &mut aligned);
        Some(Counterpart {
            name: found,
            table: aligned,
            unrenamed,
            supposed,
            presence,
        })
    }

    /// Under the name that it had before a rename or a move.
    fn former(
        expected: &Expected,
        live: &Schema,
        name: &QualifiedName,
        table: &Table,
    ) -> Option<(QualifiedName, Presence)> {
        let origin = expected.origins.of(table.id)?;
        let former = origin
            .former
            .iter()
            .rev()
            .filter_map(ObjectKey::table_name)
            .find(|former| {
                live.tables.contains_key(former) && !expected.schema.tables.contains_key(former)
            })?;
        let presence = if former.schema == name.schema {
            Presence::Unrenamed(ObjectKey::table(&former))
        } else {
            Presence::Elsewhere(vec![found(table, live, &former)])
        };
        Some((former, presence))
    }

    fn elsewhere(
        &self,
        expected: &Expected,
        live: &Schema,
        name: &QualifiedName,
        table: &Table,
    ) -> Option<(QualifiedName, Presence)> {
        let mut places: Vec<Found> = self
            .namesakes(&name.name)
            .filter(|other| !expected.schema.tables.contains_key(other))
            .map(|other| found(table, live, other))
            .collect();
        places.sort_by(|a, b| {
            b.matching
                .cmp(&a.matching)
                .then_with(|| a.place.cmp(&b.place))
        });
        let best = places.first()?.place.schema.clone();
        Some((
            QualifiedName::new(best, name.name.clone()),
            Presence::Elsewhere(places),
        ))
    }

    /// Live tables of this bare name, in any schema.
    pub(super) fn namesakes(&self, name: &Name) -> impl Iterator<Item = &'a QualifiedName> {
        self.by_name.get(name).into_iter().flatten().copied()
    }

    /// The counterpart of an expected table.
    pub(super) fn of(&self, name: &QualifiedName) -> Option<&Counterpart<'a>> {
        self.tables.get(name)
    }

    /// The expected name of a table that something on the live side points at.
    pub(super) fn target<'b>(&'b self, live: &'b QualifiedName) -> &'b QualifiedName {
        self.supposed
            .get(live)
            .unwrap_or_else(|| self.expected_name(live))
    }

    /// The live table that a missing one seems to have been renamed to.
    pub(super) fn supposed(&self, name: &QualifiedName) -> Option<&QualifiedName> {
        let mut supposed = self.supposed.iter();
        supposed
            .find(|(_, expected)| *expected == name)
            .map(|(live, _)| live)
    }

    /// Whether a live table stands for an expected one.
    pub(super) fn stands_for(&self, live: &TypeName, expected: &TypeName) -> bool {
        let Some(schema) = live.schema.clone() else {
            return false;
        };
        let live = QualifiedName::new(schema, live.name.clone());
        &TypeName::from(self.expected_name(&live).clone()) == expected
    }

    /// The columns of a live table.
    pub(super) fn columns<'b>(&'b self, table: &'b Table) -> Columns<'b> {
        Columns {
            table,
            schema: self.live,
        }
    }

    /// A live type, under the expected name where it stands elsewhere or under its former name. A
    /// table's row type goes by the table's name.
    pub(super) fn expected_type(&self, live: &DataType) -> DataType {
        let mut expected = live.clone();
        if let Some(name) = named(&live.base) {
            let alias = self.types.expected_name(&name);
            if let Some(alias) = alias.or_else(|| self.aliases.get(&name)) {
                expected.base = TypeName::from(alias.clone());
            }
        }
        expected
    }

    /// The expected name of a live table.
    pub(super) fn expected_name<'b>(&'b self, live: &'b QualifiedName) -> &'b QualifiedName {
        self.aliases.get(live).unwrap_or(live)
    }
}

/// How many parts of an expected table a live one has, by name.
pub(super) fn found(table: &Table, live: &Schema, name: &QualifiedName) -> Found {
    let other = live.tables.get(name);
    let has = |other: &Table| {
        let columns = table
            .columns
            .iter()
            .filter(|c| other.column(&c.name).is_some())
            .count();
        let constraints = table.constraints.keys();
        let constraints = constraints
            .filter(|n| other.constraints.contains_key(*n))
            .count();
        let indexes = table
            .indexes
            .keys()
            .filter(|n| other.indexes.contains_key(*n))
            .count();
        1 + columns + constraints + indexes
    };
    let total = 1 + table.columns.len() + table.constraints.len() + table.indexes.len();
    Found::here(&name.schema, other.map_or(0, has), total)
}

/// Columns that still have the name from before a recorded rename take their expected name here, so
/// that one rename that did not happen is one finding, and not one for each index that reads it.
fn align_columns<'a>(
    expected: &Expected,
    table: &Table,
    live: &'a Table,
) -> (Cow<'a, Table>, Vec<(Name, Name)>) {
    let mut aligned = Cow::Borrowed(live);
    let mut unrenamed = Vec::new();
    for column in table
        .columns
        .iter()
        .filter(|column| live.column(&column.name).is_none())
    {
        let Some(origin) = expected.origins.of(column.id) else {
            continue;
        };
        let former = origin
            .former
            .iter()
            .rev()
            .filter(|key| key.kind == ObjectKind::Column)
            .map(|key| &key.name)
            .find(|name| live.column(name).is_some() && table.column(name).is_none());
        if let Some(former) = former {
            let table = aligned.to_mut();
            table.follow_renamed_column(former, &column.name);
            if let Some(live) = table.column_mut(former) {
                live.name = column.name.clone();
            }
            unrenamed.push((former.clone(), column.name.clone()));
        }
    }
    (aligned, unrenamed)
}

/// A missing column and one that nothing accounts for, alike in all but the name, and the only ones of
/// their type: a rename by hand.
fn suppose_column(table: &Table, live: &mut Cow<'_, Table>) -> Vec<(Name, Name)> {
    let missing: Vec<&Column> = table
        .columns
        .iter()
        .filter(|column| live.column(&column.name).is_none())
        .collect();
    let surplus: Vec<Column> = live
        .columns
        .iter()
        .filter(|column| table.column(&column.name).is_none())
        .cloned()
        .collect();
    let mut supposed = Vec::new();
    for column in &missing {
        let alike = |other: &&Column| {
            other.data_type == column.data_type && other.not_null == column.not_null
        };
        let mut candidates = surplus.iter().filter(alike);
        let rivals = missing
            .iter()
            .filter(|other| alike(&&(***other).clone()))
            .count();
        if let (Some(only), None, 1) = (candidates.next(), candidates.next(), rivals) {
            live.to_mut()
                .follow_renamed_column(&only.name, &column.name);
            supposed.push((only.name.clone(), column.name.clone()));
        }
    }
    supposed
}

impl Counterpart<'_> {
    /// The expected name of a live column that something points at.
    pub(super) fn column_target<'b>(&'b self, live: &'b Name) -> &'b Name {
        let mut pairs = self.unrenamed.iter().chain(&self.supposed);
        pairs
            .find(|(name, _)| name == live)
            .map_or(live, |(_, expected)| expected)
    }
}
