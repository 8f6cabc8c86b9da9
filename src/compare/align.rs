//! Which live table stands for which expected one.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use super::answer::{Found, ObjectComparison, Presence};
use super::follow::TypePairs;
use super::memo::Memo;
use crate::engine::Engine;
use crate::name::{Name, QualifiedName};
use crate::replay::Expected;
use crate::schema::{Column, DataType, ObjectId, ObjectKey, ObjectKind, Schema, Table, TypeName};

/// Both sides, and the live counterparts of what is expected.
pub(super) struct Alignment<'a> {
    pub(super) expected: &'a Expected,
    pub(super) live: &'a Schema,
    tables: BTreeMap<QualifiedName, Counterpart<'a>>,
    /// The expected name of a live table that stands elsewhere or under its former name.
    aliases: BTreeMap<QualifiedName, QualifiedName>,
    /// The expected name of a live table that seems to be a missing one under another name.
    supposed: BTreeMap<QualifiedName, QualifiedName>,
    /// The live counterparts of the expected types.
    pub(super) types: TypePairs,
    /// Live tables by their bare name.
    by_name: BTreeMap<&'a Name, Vec<&'a QualifiedName>>,
    /// Schemas that hold most of the tables that are here as well: copies, and tenants that lost their records. What
    /// they hold says nothing of where a migration went.
    pub(super) copies: BTreeSet<&'a Name>,
    /// What was found of pairs of expressions.
    pub(super) memo: Memo,
    /// By whose rules both sides are compared.
    pub(super) engine: Engine,
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
    pub(super) fn new(
        expected: &'a Expected,
        live: &'a Schema,
        types: TypePairs,
        engine: Engine,
    ) -> Self {
        let mut by_name: BTreeMap<&Name, Vec<&QualifiedName>> = BTreeMap::new();
        for name in live.tables.keys() {
            by_name.entry(&name.name).or_default().push(name);
        }
        let mut alignment = Self {
            expected,
            live,
            tables: BTreeMap::new(),
            aliases: BTreeMap::new(),
            supposed: BTreeMap::new(),
            types,
            copies: copies(expected, live, &by_name),
            by_name,
            memo: Memo::default(),
            engine,
        };
        for (name, table) in &expected.schema.tables {
            if let Some(counterpart) = alignment.counterpart(name, table) {
                if &counterpart.name != name {
                    let found = counterpart.name.clone();
                    alignment.aliases.insert(found, name.clone());
                }
                alignment.tables.insert(name.clone(), counterpart);
            }
        }
        alignment.suppose_tables();
        alignment
    }

    /// A missing table may have been renamed by hand: where exactly one table of the same schema,
    /// which nothing else accounts for, has all its columns, what points at it does not differ too.
    fn suppose_tables(&mut self) {
        let missing = self.expected.schema.tables.iter();
        for (name, table) in missing.filter(|(name, _)| !self.tables.contains_key(*name)) {
            if let Some(other) = self.renamed_by_hand(name, table) {
                self.supposed.insert(other.clone(), name.clone());
            }
        }
    }

    /// The one table of the same schema that nothing else accounts for and that has all its columns.
    fn renamed_by_hand(&self, name: &QualifiedName, table: &Table) -> Option<&'a QualifiedName> {
        let has_all = |other: &Table| {
            let mut columns = table.columns.iter();
            columns.all(|column| other.column(&column.name).is_some())
        };
        let mut alike = self.live.tables.iter().filter(|(other, candidate)| {
            other.schema == name.schema
                && other.name.as_str() != "django_migrations"
                && !self.expected.schema.tables.contains_key(other)
                && !self.aliases.contains_key(other)
                && has_all(candidate)
        });
        match (alike.next(), alike.next()) {
            (Some((other, _)), None) => Some(other),
            _ => None,
        }
    }

    /// Whether a missing table is more like one of its own schema under another name than like what stands elsewhere.
    fn is_rather_here(&self, name: &QualifiedName, table: &Table, elsewhere: &Presence) -> bool {
        let Presence::Elsewhere(places) = elsewhere else {
            return false;
        };
        let best = places.iter().map(|it| it.matching).max();
        let here = self.renamed_by_hand(name, table);
        here.is_some_and(|other| Some(found(table, self.live, other).matching) > best)
    }

    fn counterpart(&self, name: &QualifiedName, table: &Table) -> Option<Counterpart<'a>> {
        let (found, presence) = if self.live.tables.contains_key(name) {
            (name.clone(), Presence::Here)
        } else {
            let elsewhere = || {
                let found = self.elsewhere(name, table)?;
                (!self.is_rather_here(name, table, &found.1)).then_some(found)
            };
            self.former(name, table).or_else(elsewhere)?
        };
        let mut aligned = Cow::Borrowed(self.live.tables.get(&found)?);
        let unrenamed = align_columns(self.expected, table, &mut aligned);
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
    fn former(&self, name: &QualifiedName, table: &Table) -> Option<(QualifiedName, Presence)> {
        let former = self.expected.origins.former(table.id);
        let mut former = former.filter_map(ObjectKey::table_name);
        let former = former.find(|former| self.is_free(former))?;
        let presence = if former.schema == name.schema {
            Presence::unrenamed(ObjectKey::table(&former))
        } else {
            Presence::Elsewhere(vec![found(table, self.live, &former)])
        };
        Some((former, presence))
    }

    fn elsewhere(&self, name: &QualifiedName, table: &Table) -> Option<(QualifiedName, Presence)> {
        let free = self.strangers(&name.name).filter(|it| self.is_free(it));
        let mut places: Vec<Found> = free.map(|it| found(table, self.live, it)).collect();
        places.sort_by(|a, b| {
            let better = b.matching.cmp(&a.matching);
            better.then_with(|| a.place.cmp(&b.place))
        });
        let best = places.first()?.place.schema.clone();
        let best = QualifiedName::new(best, name.name.clone());
        Some((best, Presence::Elsewhere(places)))
    }

    /// Whether a live table has a name that no expected one has.
    fn is_free(&self, name: &QualifiedName) -> bool {
        self.live.tables.contains_key(name) && !self.expected.schema.tables.contains_key(name)
    }

    /// An expected object that stands by itself: whether it is there.
    pub(super) fn standalone(&self, key: ObjectKey, id: ObjectId) -> ObjectComparison {
        let live = self.live.id_of(&key);
        let presence = match live {
            Some(_) => Presence::Here,
            None => self.standalone_elsewhere(&key, id),
        };
        ObjectComparison::new(key, id, live, presence)
    }

    fn standalone_elsewhere(&self, key: &ObjectKey, id: ObjectId) -> Presence {
        let has = |schema: &Schema, key: &ObjectKey| schema.id_of(key).is_some();
        let free = |key: &ObjectKey| has(self.live, key) && !has(&self.expected.schema, key);
        let mut former = self.expected.origins.former(id);
        if let Some(former) = former.find(|key| free(key)) {
            return Presence::unrenamed(former.clone());
        }
        if key.schema.is_none() || key.kind == ObjectKind::Schema {
            return Presence::Nowhere;
        }
        let schemas = self.live.namespaces.keys();
        let own = schemas.filter(|schema| !self.copies.contains(schema));
        let places = own.filter(|schema| free(&key.in_schema(schema)));
        Presence::in_places(places.map(Found::whole).collect())
    }

    /// Live tables of this bare name, in any schema.
    pub(super) fn namesakes(&self, name: &Name) -> impl Iterator<Item = &'a QualifiedName> {
        self.by_name.get(name).into_iter().flatten().copied()
    }

    /// Those of them that may be where a migration went.
    pub(super) fn strangers(&self, name: &Name) -> impl Iterator<Item = &'a QualifiedName> {
        self.namesakes(name)
            .filter(|other| !self.copies.contains(&other.schema))
    }

    /// The counterpart of an expected table.
    pub(super) fn of(&self, name: &QualifiedName) -> Option<&Counterpart<'a>> {
        self.tables.get(name)
    }

    /// The expected name of a table that something on the live side points at.
    pub(super) fn target<'b>(&'b self, live: &'b QualifiedName) -> &'b QualifiedName {
        let supposed = self.supposed.get(live);
        supposed.unwrap_or_else(|| self.expected_name(live))
    }

    /// The live table that a missing one seems to have been renamed to.
    pub(super) fn supposed(&self, name: &QualifiedName) -> Option<&QualifiedName> {
        let mut supposed = self.supposed.iter();
        let found = supposed.find(|(_, expected)| *expected == name);
        found.map(|(live, _)| live)
    }

    /// Whether a live table stands for an expected one.
    pub(super) fn stands_for(&self, live: &TypeName, expected: &TypeName) -> bool {
        let live = live.qualified();
        live.is_some_and(|live| &TypeName::from(self.expected_name(&live).clone()) == expected)
    }

    /// A live type, under the expected name where it stands elsewhere or under its former name. A
    /// table's row type goes by the table's name.
    pub(super) fn expected_type(&self, live: &DataType) -> DataType {
        let mut expected = live.clone();
        if let Some(name) = live.base.qualified() {
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

fn copies<'a>(
    expected: &Expected,
    live: &Schema,
    by_name: &BTreeMap<&'a Name, Vec<&'a QualifiedName>>,
) -> BTreeSet<&'a Name> {
    let expected = &expected.schema.tables;
    let here = expected
        .keys()
        .filter(|name| live.tables.contains_key(*name));
    let here: Vec<&QualifiedName> = here.collect();
    let mut there: BTreeMap<&Name, usize> = BTreeMap::new();
    for name in &here {
        let namesakes = by_name.get(&name.name).into_iter().flatten();
        for other in namesakes.filter(|other| !expected.contains_key(*other)) {
            *there.entry(&other.schema).or_default() += 1;
        }
    }
    let most = there
        .into_iter()
        .filter(|(_, number)| number * 2 > here.len());
    most.map(|(schema, _)| schema).collect()
}

/// How many parts of an expected table a live one has, by name.
pub(super) fn found(table: &Table, live: &Schema, name: &QualifiedName) -> Found {
    let other = live.tables.get(name);
    let counted = |kind: &ObjectKind| {
        use ObjectKind as K;
        matches!(kind, K::Column | K::Constraint | K::Index)
    };
    let parts = || table.parts().filter(|(kind, ..)| counted(kind));
    let has = |other: &Table| {
        let there = parts().filter(|(kind, name, _)| other.part(*kind, name).is_some());
        1 + there.count()
    };
    Found::here(&name.schema, other.map_or(0, has), 1 + parts().count())
}

/// Columns that still have the name from before a recorded rename take their expected name here, so
/// that one rename that did not happen is one finding, and not one for each index that reads it.
fn align_columns(
    expected: &Expected,
    table: &Table,
    aligned: &mut Cow<'_, Table>,
) -> Vec<(Name, Name)> {
    let live = aligned.clone();
    let mut unrenamed = Vec::new();
    let columns = table.columns.iter();
    for column in columns.filter(|column| live.column(&column.name).is_none()) {
        let former = expected.origins.former(column.id);
        let former = former.filter(|key| key.kind == ObjectKind::Column);
        let mut former = former.map(|key| &key.name);
        let found = former.find(|it| live.column(it).is_some() && table.column(it).is_none());
        if let Some(former) = found {
            let table = aligned.to_mut();
            table.follow_renamed_column(former, &column.name);
            if let Some(live) = table.column_mut(former) {
                live.name = column.name.clone();
            }
            unrenamed.push((former.clone(), column.name.clone()));
        }
    }
    unrenamed
}

/// A missing column and one that nothing accounts for, alike in all but the name, and the only ones of
/// their type: a rename by hand.
fn suppose_column(table: &Table, live: &mut Cow<'_, Table>) -> Vec<(Name, Name)> {
    let without = |columns: &[Column], other: &Table| -> Vec<Column> {
        let columns = columns.iter();
        let lacking = columns.filter(|it| other.column(&it.name).is_none());
        lacking.cloned().collect()
    };
    let missing = without(&table.columns, live);
    let surplus = without(&live.columns, table);
    let mut supposed = Vec::new();
    for column in &missing {
        let alike = |other: &&Column| {
            other.data_type == column.data_type && other.not_null == column.not_null
        };
        let mut candidates = surplus.iter().filter(alike);
        let rivals = missing.iter().filter(alike).count();
        if let (Some(only), None, 1) = (candidates.next(), candidates.next(), rivals) {
            let live = live.to_mut();
            live.follow_renamed_column(&only.name, &column.name);
            supposed.push((only.name.clone(), column.name.clone()));
        }
    }
    supposed
}

impl Counterpart<'_> {
    /// The expected name of a live column that something points at.
    pub(super) fn column_target<'b>(&'b self, live: &'b Name) -> &'b Name {
        let mut pairs = self.unrenamed.iter().chain(&self.supposed);
        let found = pairs.find(|(name, _)| name == live);
        found.map_or(live, |(_, expected)| expected)
    }
}
