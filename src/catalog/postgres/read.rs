//! Everything of one database, in one transaction.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::time::Duration;

use postgres::Transaction;
use postgres::types::Type;

use super::access;
use super::arbiter::Arbiter;
use super::cells::Cells;
use super::connect::{ConnectSettings, connect};
use super::decode::definition::definition;
use super::decode::index::{KeyColumns, Opclasses, RawIndex};
use super::decode::relation::CollatedColumn;
use super::decode::types::UsedType;
use super::decode::{
    constraint, function, index, other, policy, property, relation, standing, types, user_type,
};
use super::moment;
use super::query;
use super::session::{self, Session};
use crate::catalog::definition::Definitions;
use crate::catalog::rows::{CatalogRows, ColumnRow, IndexRow, PropertyRows, Qualified};
use crate::catalog::{Access, CatalogError, Engine, ReadOptions, Reading, Target, Visit};
use crate::record::read::{self as record, Records};

/// Reads records and catalog of a live server, and keeps its session for questions.
///
/// # Errors
/// [`CatalogError`]: no connection, no records, a refused query, a server that is too old.
pub fn open(
    settings: &ConnectSettings,
    options: &ReadOptions,
) -> Result<(Reading, Arbiter), CatalogError> {
    let mut connected = connect(settings)?;
    let (session, read, moment) = moment::read(
        &mut connected.client,
        options.statement_timeout,
        connected.search_path.as_deref(),
        |tx, session| everything(tx, session, options),
    )?;
    let version = session.version_num;
    let target = target(session, read.records.schema.clone(), connected.address);
    let arbiter = Arbiter::new(connected.client, version, options.statement_timeout, moment);
    let reading = Reading {
        target,
        records: read.records,
        rows: read.rows,
        definitions: read.definitions,
        access: read.access,
    };
    Ok((reading, arbiter))
}

/// What one transaction reads.
struct Everything {
    records: Records,
    rows: CatalogRows,
    definitions: Option<Definitions>,
    access: Option<Access>,
}

fn everything(
    tx: &mut Transaction<'_>,
    session: &Session,
    options: &ReadOptions,
) -> Result<Everything, CatalogError> {
    let wanted = record::Wanted {
        schema: options.schema.as_deref(),
        all: options.all_records,
    };
    let version = session.version_num;
    let records = record::read(tx, wanted, &session.search_path, &session.role)?;
    let rows = catalog(tx, version)?;
    let definitions = options
        .definitions
        .then(|| query::DEFINITIONS.read_unlocking(tx, version, definition))
        .transpose()?;
    let access = options.application.as_ref();
    let access = access
        .map(|wanted| access::read(tx, session, wanted))
        .transpose()?;
    Ok(Everything {
        records,
        rows,
        definitions: definitions.map(|list| list.into_iter().flatten().collect()),
        access,
    })
}

/// Reads a database beside the one that is measured.
///
/// # Errors
/// [`CatalogError`]: no connection, a refused query, a server that is too old.
pub fn visit(
    settings: &ConnectSettings,
    statement_timeout: Duration,
) -> Result<Visit, CatalogError> {
    let mut connected = connect(settings)?;
    let (session, (records, rows), _) = moment::read(
        &mut connected.client,
        statement_timeout,
        connected.search_path.as_deref(),
        |tx, session| {
            let records = record::read_all(tx, &session.role)?;
            Ok((records, catalog(tx, session.version_num)?))
        },
    )?;
    Ok(Visit {
        target: target(session, String::new(), connected.address),
        records,
        rows,
    })
}

/// The other databases of the server that the role may connect to, by name; the one that Django makes
/// for tests comes first.
///
/// # Errors
/// [`CatalogError`]: no connection, a refused query.
pub fn siblings(
    settings: &ConnectSettings,
    statement_timeout: Duration,
) -> Result<Vec<String>, CatalogError> {
    let mut connected = connect(settings)?;
    let mut tx = session::begin(&mut connected.client, statement_timeout)?;
    let session = session::open(&mut tx, connected.search_path.as_deref())?;
    let names = query::SIBLINGS.read(&mut tx, session.version_num, &[], |row| {
        Cells::new(row).take::<String>()
    })?;
    Ok(names)
}

fn target(session: Session, schema: String, address: String) -> Target {
    Target {
        engine: Engine::PostgreSql,
        server_version: session.version,
        server_version_num: session.version_num,
        database: session.database,
        schema,
        search_path: session.search_path,
        role: session.role,
        address,
        identity: session.identity,
        standby: session.standby,
    }
}

fn catalog(tx: &mut Transaction<'_>, version: i32) -> Result<CatalogRows, CatalogError> {
    let collated = collated(tx, version)?;
    Ok(CatalogRows {
        namespaces: query::NAMESPACES.read(tx, version, &[], standing::namespace)?,
        extensions: query::EXTENSIONS.read(tx, version, &[], standing::extension)?,
        types: collated.types.into_iter().map(|used| used.row).collect(),
        of_types: true,
        relations: query::RELATIONS.read(tx, version, &[], relation::relation)?,
        columns: collated.columns,
        constraints: query::CONSTRAINTS.read(tx, version, &[], constraint::constraint)?,
        indexes: collated.indexes,
        sequences: query::SEQUENCES.read(tx, version, &[], relation::sequence)?,
        triggers: query::TRIGGERS.read(tx, version, &[], relation::trigger)?,
        policies: query::POLICIES.read(tx, version, &[], policy::policy)?,
        views: query::VIEWS.read_unlocking(tx, version, standing::view)?,
        functions: query::FUNCTIONS.read_unlocking(tx, version, function::function)?,
        user_types: query::USER_TYPES.read(tx, version, &[], user_type::user_type)?,
        attributes: query::ATTRIBUTES.read(tx, version, &[], user_type::attribute)?,
        domain_checks: query::DOMAIN_CHECKS.read(tx, version, &[], user_type::domain_check)?,
        collations: query::COLLATIONS.read(tx, version, &[], user_type::collation)?,
        others: Some(query::OTHERS.read(tx, version, &[], other::other)?),
        named: query::NAMED.read_unlocking(tx, version, standing::named)?,
        comments: query::COMMENTS.read(tx, version, &[], property::comment)?,
        properties: Some(properties(tx, version)?),
        unmodelled: query::UNMODELLED
            .read(tx, version, &[], standing::count)?
            .into_iter()
            .collect(),
    })
}

fn properties(tx: &mut Transaction<'_>, version: i32) -> Result<PropertyRows, CatalogError> {
    let server = query::SERVER.read(tx, version, &[], property::server)?;
    let not_nulls = &query::DOMAIN_NOT_NULLS;
    Ok(PropertyRows {
        server: server.into_iter().next().unwrap_or_default(),
        columns: query::COLUMN_PROPERTIES.read(tx, version, &[], property::column)?,
        relations: query::RELATION_PROPERTIES.read(tx, version, &[], property::relation)?,
        statistics: query::STATISTICS.read(tx, version, &[], property::statistics)?,
        domain_not_nulls: not_nulls.read(tx, version, &[], property::domain_not_null)?,
    })
}

/// What refers to collations: they are asked for by name only where one is not its type's or
/// column's own.
struct Collated {
    types: Vec<UsedType>,
    columns: Vec<ColumnRow>,
    indexes: Vec<IndexRow>,
}

fn collated(tx: &mut Transaction<'_>, version: i32) -> Result<Collated, CatalogError> {
    let types = query::TYPES.read(tx, version, &[], types::used_type)?;
    let columns = query::COLUMNS.read(tx, version, &[], relation::column)?;
    let indexes = query::INDEXES.read(tx, version, &[], index::index)?;
    let opclasses = query::OPCLASSES.read(tx, version, &[], index::opclass)?;
    let parameters = query::KEY_OPTIONS.read(tx, version, &[], index::key_options)?;

    let key_columns = key_columns(&columns);
    let own: HashMap<u32, u32> = types.iter().map(|t| (t.row.oid, t.collation)).collect();
    let mut wanted: BTreeSet<u32> = columns
        .iter()
        .filter(|column| is_named(column, &own))
        .map(|column| column.collation)
        .collect();
    for index in &indexes {
        index.collect_collations(&key_columns, &mut wanted);
    }
    let names = collation_names(tx, version, wanted)?;
    Ok(Collated {
        columns: columns
            .into_iter()
            .map(|column| with_collation(column, &own, &names))
            .collect(),
        indexes: complete(
            indexes,
            &key_columns,
            &Opclasses::new(opclasses),
            &names,
            parameters.into_iter().collect(),
        ),
        types,
    })
}

fn complete(
    indexes: Vec<RawIndex>,
    columns: &KeyColumns,
    opclasses: &Opclasses,
    names: &HashMap<u32, Qualified>,
    mut parameters: BTreeMap<(u32, i16), Vec<String>>,
) -> Vec<IndexRow> {
    indexes
        .into_iter()
        .map(|index| index.complete(columns, opclasses, names, &mut parameters))
        .collect()
}

fn key_columns(columns: &[CollatedColumn]) -> KeyColumns {
    columns
        .iter()
        .map(|CollatedColumn { row, collation }| {
            ((row.relation, row.num), (row.type_oid, *collation))
        })
        .collect()
}

fn is_named(column: &CollatedColumn, own: &HashMap<u32, u32>) -> bool {
    column.collation != 0 && own.get(&column.row.type_oid) != Some(&column.collation)
}

fn with_collation(
    mut column: CollatedColumn,
    own: &HashMap<u32, u32>,
    names: &HashMap<u32, Qualified>,
) -> ColumnRow {
    if is_named(&column, own) {
        column.row.collation = names.get(&column.collation).cloned();
    }
    column.row
}

fn collation_names(
    tx: &mut Transaction<'_>,
    version: i32,
    wanted: BTreeSet<u32>,
) -> Result<HashMap<u32, Qualified>, CatalogError> {
    let wanted: Vec<u32> = wanted.into_iter().collect();
    let parameters: [(&(dyn postgres::types::ToSql + Sync), Type); 1] =
        [(&wanted, Type::OID_ARRAY)];
    let names = query::COLLATION_NAMES.read(tx, version, &parameters, standing::collation_name)?;
    Ok(names.into_iter().collect())
}
