//! Everything of one database, in one transaction.

use std::collections::{BTreeSet, HashMap};
use std::time::Duration;

use postgres::types::{ToSql, Type};
use postgres::{Row, Transaction};

use super::arbiter::Arbiter;
use super::connect::{ConnectSettings, connect};
use super::index::{KeyColumns, KeyOptions, OpclassRow, Opclasses, RawIndex, Referred};
use super::query::{DecodeError, RowReader};
use super::session::{self, Session};
use super::{access, moment, query};
use crate::catalog::assemble::object_id;
use crate::catalog::rows::{
    AttributeRow, CatalogRows, CollationRow, ColumnPropertyRow, ColumnRow, CommentRow,
    ConstraintKind, ConstraintRow, DomainCheckRow, ExtensionRow, FunctionRow, IndexRow, NamedRow,
    NamespaceRow, OtherRow, PolicyRow, PropertyRows, Qualified, RelationPropertyRow, RelationRow,
    SequenceRow, ServerRow, StatisticsRow, TriggerRow, TypeRow, UserTypeRow, ViewRow, cell,
};
use crate::catalog::{Access, CatalogError, Engine, ReadOptions, Reading, Target, Visit};
use crate::definition::Definitions;
use crate::record::read as record;
use crate::record::read::Records;
use crate::schema::{ObjectId, ObjectKind};

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
        RowReader::new(row).take::<String>()
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
        taken_at: None,
    }
}

fn catalog(tx: &mut Transaction<'_>, version: i32) -> Result<CatalogRows, CatalogError> {
    let (columns, properties, key_columns) = columns(tx, version)?;
    let attributes = query::ATTRIBUTES.read(tx, version, &[], AttributeRow::decode)?;
    let constraints = query::CONSTRAINTS.read(tx, version, &[], ConstraintRow::decode)?;
    let (indexes, key_properties) = indexes(tx, version, &key_columns, &constraints)?;
    Ok(CatalogRows {
        namespaces: query::NAMESPACES.read(tx, version, &[], NamespaceRow::decode)?,
        extensions: query::EXTENSIONS.read(tx, version, &[], ExtensionRow::decode)?,
        types: types(tx, version, &columns, &attributes)?,
        relations: query::RELATIONS.read(tx, version, &[], RelationRow::decode)?,
        columns,
        constraints,
        indexes,
        sequences: query::SEQUENCES.read(tx, version, &[], SequenceRow::decode)?,
        triggers: query::TRIGGERS.read(tx, version, &[], TriggerRow::decode)?,
        policies: query::POLICIES.read(tx, version, &[], PolicyRow::decode)?,
        views: query::VIEWS.read_unlocking(tx, version, ViewRow::decode)?,
        functions: query::FUNCTIONS.read_unlocking(tx, version, FunctionRow::decode)?,
        user_types: query::USER_TYPES.read(tx, version, &[], UserTypeRow::decode)?,
        attributes,
        domain_checks: query::DOMAIN_CHECKS.read(tx, version, &[], DomainCheckRow::decode)?,
        collations: query::COLLATIONS.read(tx, version, &[], CollationRow::decode)?,
        others: query::OTHERS.read(tx, version, &[], OtherRow::decode)?,
        named: query::NAMED.read_unlocking(tx, version, NamedRow::decode)?,
        comments: query::COMMENTS.read(tx, version, &[], CommentRow::decode)?,
        properties: rest_of_properties(tx, version, properties, key_properties)?,
        unmodelled: query::UNMODELLED
            .read(tx, version, &[], |row| {
                Ok((cell(row, "kind")?, cell(row, "count")?))
            })?
            .into_iter()
            .collect(),
    })
}

fn rest_of_properties(
    tx: &mut Transaction<'_>,
    version: i32,
    columns: Vec<ColumnPropertyRow>,
    keys: Vec<ColumnPropertyRow>,
) -> Result<PropertyRows, CatalogError> {
    let server = query::SERVER.read(tx, version, &[], ServerRow::decode)?;
    let relations = &query::RELATION_PROPERTIES;
    let not_nulls = &query::DOMAIN_NOT_NULLS;
    let mut columns = [columns, keys].concat();
    columns.sort_by_key(|row| (row.relation, row.num));
    Ok(PropertyRows {
        server: server.into_iter().next().unwrap_or_default(),
        columns,
        relations: relations.read(tx, version, &[], RelationPropertyRow::decode)?,
        statistics: query::STATISTICS.read(tx, version, &[], StatisticsRow::decode)?,
        domain_not_nulls: not_nulls.read(tx, version, &[], |row| {
            Ok((cell(row, "contypid")?, cell(row, "conname")?))
        })?,
    })
}

/// The columns, what of them is not the default of their type, and what indexes have to know of them.
fn columns(
    tx: &mut Transaction<'_>,
    version: i32,
) -> Result<(Vec<ColumnRow>, Vec<ColumnPropertyRow>, KeyColumns), CatalogError> {
    let mut keys = KeyColumns::new();
    let mut properties = Vec::new();
    let read = query::COLUMNS.read(tx, version, &[], |row| {
        let collation: u32 = cell(row, "attcollation")?;
        let property = ColumnPropertyRow::decode(row)?;
        Ok((ColumnRow::decode(row)?, property, collation))
    })?;
    let columns = read.into_iter().map(|(row, property, collation)| {
        keys.insert((row.relation, row.num), (row.type_oid, collation));
        properties.extend(Some(property).filter(ColumnPropertyRow::says_something));
        row
    });
    let columns = columns.collect();
    Ok((columns, properties, keys))
}

/// The types and modifiers in use.
fn types(
    tx: &mut Transaction<'_>,
    version: i32,
    columns: &[ColumnRow],
    attributes: &[AttributeRow],
) -> Result<Vec<TypeRow>, CatalogError> {
    let columns = columns.iter().map(|row| (row.type_oid, row.modifier));
    let attributes = attributes.iter().map(|row| (row.type_oid, row.modifier));
    let used: BTreeSet<(u32, i32)> = columns.chain(attributes).collect();
    let (types, modifiers): (Vec<u32>, Vec<i32>) = used.into_iter().unzip();
    let parameters: [(&(dyn ToSql + Sync), Type); 2] =
        [(&types, Type::OID_ARRAY), (&modifiers, Type::INT4_ARRAY)];
    query::TYPES.read(tx, version, &parameters, TypeRow::decode)
}

/// The indexes, and what of their columns is not the default.
fn indexes(
    tx: &mut Transaction<'_>,
    version: i32,
    columns: &KeyColumns,
    constraints: &[ConstraintRow],
) -> Result<(Vec<IndexRow>, Vec<ColumnPropertyRow>), CatalogError> {
    let indexes = query::INDEXES.read(tx, version, &[], RawIndex::decode)?;
    let opclasses = query::OPCLASSES.read(tx, version, &[], OpclassRow::decode)?;
    let properties = query::KEY_PROPERTIES.read(tx, version, &[], |row| {
        let options: Vec<String> = cell(row, "opclass_options")?;
        Ok((ColumnPropertyRow::decode(row)?, options))
    })?;
    let options = properties.iter().filter(|(_, options)| !options.is_empty());
    let options = options.map(|(row, options)| ((row.relation, row.num), options.clone()));
    let options: KeyOptions = options.collect();
    let mut wanted = BTreeSet::new();
    for index in &indexes {
        index.collect_collations(columns, &mut wanted);
    }
    let own = constraints.iter().filter(|row| {
        use ConstraintKind::{Exclusion, PrimaryKey, Unique};
        matches!(row.kind, PrimaryKey | Unique | Exclusion)
    });
    let mut referred = Referred {
        columns,
        opclasses: Opclasses::new(opclasses),
        collations: collation_names(tx, version, wanted)?,
        options,
        owners: own.map(|row| (row.index, row.oid)).collect(),
    };
    let indexes = indexes.into_iter();
    let indexes = indexes.map(|index| index.complete(&mut referred)).collect();
    let properties = properties.into_iter().map(|(row, _)| row);
    let properties = properties.filter(ColumnPropertyRow::says_something);
    Ok((indexes, properties.collect()))
}

/// Collations are asked for by name only where a key of an index names one.
fn collation_names(
    tx: &mut Transaction<'_>,
    version: i32,
    wanted: BTreeSet<u32>,
) -> Result<HashMap<u32, Qualified>, CatalogError> {
    let wanted: Vec<u32> = wanted.into_iter().collect();
    let parameters: [(&(dyn ToSql + Sync), Type); 1] = [(&wanted, Type::OID_ARRAY)];
    let names = query::COLLATION_NAMES.read(tx, version, &parameters, |row| {
        let name = Qualified(cell(row, "nspname")?, cell(row, "collname")?);
        Ok((cell(row, "oid")?, name))
    })?;
    Ok(names.into_iter().collect())
}

/// An object and its print; none where it went away meanwhile.
pub(super) fn definition(row: &Row) -> Result<Option<(ObjectId, String)>, DecodeError> {
    let mut reader = RowReader::new(row);
    let class = reader.letter(|letter| match letter {
        'i' => Some(ObjectKind::Table),
        'c' => Some(ObjectKind::Constraint),
        't' => Some(ObjectKind::Trigger),
        'f' => Some(ObjectKind::Function),
        _ => None,
    })?;
    let id = object_id(class, reader.take()?, 0);
    Ok(reader.take::<Option<String>>()?.map(|text| (id, text)))
}
