//! The rows of the catalog, by a fixed number of queries in the one transaction.

use std::collections::{BTreeMap, BTreeSet};

use foldhash::HashMap;

use postgres::Transaction;
use postgres::types::{ToSql, Type};

use super::column::{Columns, OfTypes, RawColumn};
use super::index::{KeyColumns, OpclassRow, Opclasses, RawIndex, Referred};
use super::present::Present;
use super::print::{Alike, Place};
use super::query::{self, DecodeError, Query, RowReader};
use super::relation::Relations;
use crate::catalog::CatalogError;
use crate::catalog::rows::{
    AttributeRow, CatalogRows, CollationRow, ColumnPropertyRow, ColumnRow, CommentRow,
    ConstraintKind, ConstraintRow, DomainCheckRow, ExtensionRow, FunctionRow, IndexRow, NamedRow,
    NamespaceRow, OtherRow, PolicyRow, PropertyRows, Qualified, SequenceRow, ServerRow,
    StatisticsRow, TriggerRow, TypeRow, UserTypeRow, ViewRow, cell,
};
use crate::threads::beside;

/// Reads all rows, each list in the order of its oids. The long ones are put in order here: the server's sort would copy
/// each row.
pub(super) fn read(tx: &mut Transaction<'_>, version: i32) -> Result<CatalogRows, CatalogError> {
    let mut asked = Asked { tx, version };
    let there = asked.one(&query::PRESENT, Present::decode)?;
    let mut relations = Relations::new(asked.all(&query::RELATIONS, Relations::decode)?);
    let mut sequences = asked.all(&query::SEQUENCES, SequenceRow::decode)?;
    sequences.retain(|row| relations.has(row.relation));
    sequences.sort_unstable_by_key(|row| row.relation);
    let mut constraints = asked.all(&query::CONSTRAINTS, RawConstraint::decode)?;
    constraints.sort_unstable_by_key(|it| it.row.oid);
    let composites = there.composites;
    let attributes = asked.where_any(composites, &query::ATTRIBUTES, AttributeRow::decode)?;
    let raw = raw(
        &mut asked,
        &mut relations,
        constraints,
        &sequences,
        &attributes,
    )?;
    // What was read is put together while the server is asked for the rest.
    let complete = || (raw.complete(), relations.complete());
    let (complete, rest) = beside(complete, || rest(&mut asked, &there));
    let (parts, (relations, of_relations)) = complete;
    let mut rows = rest?;
    rows.properties.columns = parts.of_columns;
    rows.properties.relations = of_relations;
    Ok(CatalogRows {
        types: parts.types,
        relations,
        columns: parts.columns,
        constraints: parts.constraints,
        indexes: parts.indexes,
        sequences,
        attributes,
        ..rows
    })
}

/// What refers to nothing else that is read.
fn rest(asked: &mut Asked<'_, '_>, there: &Present) -> Result<CatalogRows, CatalogError> {
    let types = there.types || there.composites;
    Ok(CatalogRows {
        namespaces: asked.all(&query::NAMESPACES, NamespaceRow::decode)?,
        extensions: asked.all(&query::EXTENSIONS, ExtensionRow::decode)?,
        triggers: asked.where_any(there.triggers, &query::TRIGGERS, TriggerRow::decode)?,
        policies: asked.where_any(there.policies, &query::POLICIES, PolicyRow::decode)?,
        views: asked.unlocking(there.rules, &query::VIEWS, ViewRow::decode)?,
        functions: asked.unlocking(there.functions, &query::FUNCTIONS, FunctionRow::decode)?,
        user_types: asked.where_any(types, &query::USER_TYPES, UserTypeRow::decode)?,
        domain_checks: asked.where_any(
            there.types,
            &query::DOMAIN_CHECKS,
            DomainCheckRow::decode,
        )?,
        collations: asked.where_any(there.collations, &query::COLLATIONS, CollationRow::decode)?,
        others: asked.where_any(there.others, &query::OTHERS, OtherRow::decode)?,
        named: asked.unlocking(
            there.rules || there.statistics,
            &query::NAMED,
            NamedRow::decode,
        )?,
        comments: asked.all(&query::COMMENTS, CommentRow::decode)?,
        properties: properties(asked, there)?,
        unmodelled: unmodelled(asked, there.unmodelled)?,
        ..CatalogRows::default()
    })
}

/// The transaction, and the version of its server.
struct Asked<'a, 't> {
    tx: &'a mut Transaction<'t>,
    version: i32,
}

impl Asked<'_, '_> {
    fn all<T>(
        &mut self,
        query: &Query,
        decode: impl Fn(&RowReader<'_>) -> Result<T, DecodeError>,
    ) -> Result<Vec<T>, CatalogError> {
        query.read(self.tx, self.version, &[], decode)
    }

    /// Asks where there is any.
    fn where_any<T>(
        &mut self,
        any: bool,
        query: &Query,
        decode: impl Fn(&RowReader<'_>) -> Result<T, DecodeError>,
    ) -> Result<Vec<T>, CatalogError> {
        if any {
            self.all(query, decode)
        } else {
            Ok(Vec::new())
        }
    }

    /// The same with a query that locks the tables that it prints.
    fn unlocking<T>(
        &mut self,
        any: bool,
        query: &Query,
        decode: impl Fn(&RowReader<'_>) -> Result<T, DecodeError>,
    ) -> Result<Vec<T>, CatalogError> {
        if any {
            query.read_unlocking(self.tx, self.version, decode)
        } else {
            Ok(Vec::new())
        }
    }

    /// The one row of a query.
    fn one<T>(
        &mut self,
        query: &Query,
        decode: impl Fn(&RowReader<'_>) -> Result<T, DecodeError>,
    ) -> Result<T, CatalogError> {
        let rows = self.all(query, decode)?;
        rows.into_iter().next().ok_or_else(|| query.no_row())
    }
}

/// What refers to each other by oid.
struct Parts {
    types: Vec<TypeRow>,
    columns: Vec<ColumnRow>,
    of_columns: Vec<ColumnPropertyRow>,
    constraints: Vec<ConstraintRow>,
    indexes: Vec<IndexRow>,
}

/// The same as it comes, with what it refers to.
struct Raw {
    columns: Columns,
    constraints: Vec<RawConstraint>,
    indexes: Vec<RawIndex>,
    types: Vec<(TypeRow, u32)>,
    of_types: OfTypes,
    keys: KeyColumns,
    prints: HashMap<Place, String>,
    opclasses: Opclasses,
    collations: HashMap<u32, Qualified>,
}

/// The columns and indexes, and what they refer to.
fn raw(
    asked: &mut Asked<'_, '_>,
    relations: &mut Relations,
    constraints: Vec<RawConstraint>,
    sequences: &[SequenceRow],
    attributes: &[AttributeRow],
) -> Result<Raw, CatalogError> {
    let mut columns = asked.all(&query::COLUMNS, RawColumn::decode)?;
    columns.sort_unstable_by_key(RawColumn::place);
    let columns = Columns::new(columns, relations.rows());
    let mut indexes = asked.all(&query::INDEXES, RawIndex::decode)?;
    indexes.sort_unstable_by_key(RawIndex::oid);
    for index in &indexes {
        index.note(relations);
    }
    let attributes = attributes.iter().map(|row| (row.type_oid, row.modifier));
    let sequences = sequences.iter().map(|row| (row.type_oid, -1));
    let used = columns.types().chain(attributes).chain(sequences);
    let types = types(asked, &used.collect())?;
    let of_types = OfTypes::new(&types);
    let keys = columns.keys();
    let mut wanted = BTreeSet::new();
    columns.collect_collations(&of_types, &mut wanted);
    for index in &indexes {
        index.collect_collations(&keys, &mut wanted);
    }
    Ok(Raw {
        prints: prints(asked, &columns, &constraints, &indexes)?,
        opclasses: Opclasses::new(asked.all(&query::OPCLASSES, OpclassRow::decode)?),
        collations: collation_names(asked, wanted)?,
        columns,
        constraints,
        indexes,
        types,
        of_types,
        keys,
    })
}

impl Raw {
    /// The rows, each with what it refers to.
    fn complete(self) -> Parts {
        let mut columns = self.columns;
        let mut prints = self.prints;
        let constraints = self.constraints.into_iter();
        let constraints: Vec<_> = constraints.map(|it| it.complete(&mut prints)).collect();
        let own = constraints.iter().filter(|row| {
            use ConstraintKind::{Exclusion, PrimaryKey, Unique};
            matches!(row.kind, PrimaryKey | Unique | Exclusion)
        });
        let mut referred = Referred {
            columns: &self.keys,
            opclasses: self.opclasses,
            collations: self.collations,
            options: columns.key_options().collect(),
            owners: own.map(|row| (row.index, row.oid)).collect(),
            prints: &mut prints,
        };
        let indexes = self.indexes.into_iter();
        let indexes = indexes.map(|index| index.complete(&mut referred)).collect();
        let (columns, of_columns) = columns.complete(&self.of_types, &referred.collations);
        Parts {
            types: self.types.into_iter().map(|(row, _)| row).collect(),
            columns,
            of_columns,
            constraints,
            indexes,
        }
    }
}

/// The conditions of checks and indexes.
fn prints(
    asked: &mut Asked<'_, '_>,
    columns: &Columns,
    constraints: &[RawConstraint],
    indexes: &[RawIndex],
) -> Result<HashMap<Place, String>, CatalogError> {
    let checks = constraints.iter().filter_map(RawConstraint::condition);
    let predicates = indexes.iter().filter_map(RawIndex::condition);
    let alike = Alike::new(checks.chain(predicates), |table| columns.names(table));
    let (checks, predicates) = alike.wanted();
    let parameters: [(&(dyn ToSql + Sync), Type); 2] =
        [(&checks, Type::OID_ARRAY), (&predicates, Type::OID_ARRAY)];
    let printed = query::PRINTS.read(asked.tx, asked.version, &parameters, Place::decode)?;
    let printed = printed.into_iter();
    let printed = printed.filter_map(|(place, text)| Some((place, text?)));
    Ok(alike.told(&printed.collect()))
}

/// A row of `pg_constraint` as the query brings it.
struct RawConstraint {
    row: ConstraintRow,
    /// What tells its condition from others; empty where it has none.
    stored: Vec<u8>,
}

impl RawConstraint {
    fn decode(row: &RowReader<'_>) -> Result<Self, DecodeError> {
        let stored = cell(row, "stored")?;
        let row = ConstraintRow::decode(row)?;
        Ok(Self { row, stored })
    }

    /// Its condition, where it has one: with its table, and what tells it from others.
    fn condition(&self) -> Option<(Place, u32, &[u8])> {
        let place = Place::Check(self.row.oid);
        (!self.stored.is_empty()).then_some((place, self.row.relation, &*self.stored))
    }

    fn complete(mut self, prints: &mut HashMap<Place, String>) -> ConstraintRow {
        self.row.expression = prints.remove(&Place::Check(self.row.oid));
        self.row
    }
}

/// The types and modifiers in use, with their collations.
fn types(
    asked: &mut Asked<'_, '_>,
    used: &BTreeSet<(u32, i32)>,
) -> Result<Vec<(TypeRow, u32)>, CatalogError> {
    let (types, modifiers): (Vec<u32>, Vec<i32>) = used.iter().copied().unzip();
    let parameters: [(&(dyn ToSql + Sync), Type); 2] =
        [(&types, Type::OID_ARRAY), (&modifiers, Type::INT4_ARRAY)];
    query::TYPES.read(asked.tx, asked.version, &parameters, |row| {
        Ok((TypeRow::decode(row)?, cell(row, "typcollation")?))
    })
}

/// Collations are asked for by name only where a column, or a key of an index, names one.
fn collation_names(
    asked: &mut Asked<'_, '_>,
    wanted: BTreeSet<u32>,
) -> Result<HashMap<u32, Qualified>, CatalogError> {
    let wanted: Vec<u32> = wanted.into_iter().collect();
    let parameters: [(&(dyn ToSql + Sync), Type); 1] = [(&wanted, Type::OID_ARRAY)];
    let names = query::COLLATION_NAMES.read(asked.tx, asked.version, &parameters, |row| {
        let name = Qualified(cell(row, "nspname")?, cell(row, "collname")?);
        Ok((cell(row, "oid")?, name))
    })?;
    Ok(names.into_iter().collect())
}

/// What the server keeps beside the definitions of objects, but of relations and columns.
fn properties(asked: &mut Asked<'_, '_>, there: &Present) -> Result<PropertyRows, CatalogError> {
    let not_nulls = &query::DOMAIN_NOT_NULLS;
    Ok(PropertyRows {
        server: asked.one(&query::SERVER, ServerRow::decode)?,
        statistics: asked.where_any(there.statistics, &query::STATISTICS, StatisticsRow::decode)?,
        domain_not_nulls: asked.where_any(there.types, not_nulls, |row| {
            Ok((cell(row, "contypid")?, cell(row, "conname")?))
        })?,
        ..PropertyRows::default()
    })
}

/// How many objects have no place in the model.
fn unmodelled(asked: &mut Asked<'_, '_>, any: bool) -> Result<BTreeMap<String, i64>, CatalogError> {
    let counts = asked.where_any(any, &query::UNMODELLED, |row| {
        Ok((cell(row, "kind")?, cell(row, "count")?))
    })?;
    Ok(counts.into_iter().collect())
}
