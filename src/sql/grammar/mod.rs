//! Our own grammar, built on sqlparser's `Parser`, for what sqlparser refuses or would lose.
//!
//! One file a family. The types say what PostgreSQL's own grammar (`src/backend/parser/gram.y`)
//! says; identifiers, names, expressions, types and queries are sqlparser's.

pub mod alter_column;
pub mod alter_index;
pub mod alter_table;
pub mod clause;
pub mod create;
pub mod create_table;
pub mod misc;
pub mod object;
pub mod other;
pub mod routine;
pub mod schema;
pub mod sequence;
pub mod trigger;
pub mod types;
pub mod whole;

pub use alter_column::ColumnChange;
pub use alter_index::{AlterIndex, IndexAction};
pub use alter_table::{AlterAction, AlterTable, RelationKind};
pub use clause::{Clause, ClauseKind, ClauseOwner, NotNull, Parameter};
pub use create::{CreateIndex, CreateView};
pub use create_table::{CreateForeignTable, CreateTable, Like, PartitionBy};
pub use misc::{
    CreateAggregate, CreateExtension, CreateRule, CreateStatistics, Deferral, SetConstraints,
};
pub use object::{AlterObject, Comment, Drop, NamedKind, ObjectAction, ObjectRef};
pub use other::{CreateOther, OtherName};
pub use routine::{
    Argument, ArgumentMode, CreateRoutine, OF_COLUMN, Returns, RoutineKind, RoutineOption,
    Volatility,
};
pub use schema::CreateSchema;
pub use sequence::{AlterSequence, CreateSequence, OwnedBy, SequenceAction, SequenceSettings};
pub use trigger::{CreateTrigger, TriggerEvent, TriggerTiming};
pub use types::{AlterDomain, AlterType, CreateDomain, DomainAction, TypeAction};
pub use whole::Whole;
pub(super) use whole::fallback;

use super::reader::{Read, Reader};
use crate::kind::ObjectKind;

/// A statement that our grammar reads.
#[derive(Debug, Clone, PartialEq)]
pub enum Extra {
    /// `CREATE TABLE`, with or without `AS`.
    CreateTable(CreateTable),
    /// `CREATE [UNIQUE] INDEX`.
    CreateIndex(CreateIndex),
    /// `CREATE [MATERIALIZED] VIEW`.
    CreateView(CreateView),
    /// `CREATE SEQUENCE`.
    CreateSequence(CreateSequence),
    /// `CREATE FUNCTION`, `CREATE PROCEDURE`.
    CreateRoutine(CreateRoutine),
    /// `CREATE [CONSTRAINT] TRIGGER`.
    CreateTrigger(CreateTrigger),
    /// `CREATE EXTENSION`.
    CreateExtension(CreateExtension),
    /// `CREATE DOMAIN`.
    CreateDomain(CreateDomain),
    /// `CREATE SCHEMA`.
    CreateSchema(CreateSchema),
    /// `CREATE STATISTICS`.
    CreateStatistics(CreateStatistics),
    /// `CREATE RULE`.
    CreateRule(CreateRule),
    /// `CREATE AGGREGATE`.
    CreateAggregate(CreateAggregate),
    /// `ALTER TABLE`, `ALTER [MATERIALIZED] VIEW`, `ALTER FOREIGN TABLE`.
    AlterTable(AlterTable),
    /// `ALTER INDEX`.
    AlterIndex(AlterIndex),
    /// `ALTER SEQUENCE`.
    AlterSequence(AlterSequence),
    /// `ALTER DOMAIN`, where it is not a rename, a move or an owner.
    AlterDomain(AlterDomain),
    /// `ALTER TYPE`, where it is not a rename, a move or an owner.
    AlterType(AlterType),
    /// Every other `ALTER`: renames, moves, owners.
    AlterObject(AlterObject),
    /// `CREATE FOREIGN TABLE`: its name alone.
    CreateForeignTable(CreateForeignTable),
    /// `CREATE` of casts, operators, languages, publications ...
    CreateOther(CreateOther),
    /// `DROP`.
    Drop(Drop),
    /// `COMMENT ON`.
    Comment(Comment),
    /// `SET CONSTRAINTS`.
    SetConstraints(SetConstraints),
    /// A statement of PostgreSQL that is recognised by its leading words only.
    Whole(Whole),
}

/// Reads a statement that belongs to our grammar; none where it is sqlparser's.
///
/// # Errors
///
/// It begins like ours, and does not go on like it.
pub(super) fn read(r: &mut Reader<'_>) -> Read<Option<Extra>> {
    if let Some(read) = other::create(r) {
        return Ok(Some(Extra::CreateOther(read)));
    }
    if let Some(whole) = whole::always(r) {
        return Ok(Some(Extra::Whole(whole)));
    }
    let extra = if r.take("DROP") {
        object::drop(r)?.map(Extra::Drop)
    } else if r.take("COMMENT ON") {
        Some(Extra::Comment(object::comment(r)?))
    } else if r.take("SET CONSTRAINTS") {
        Some(Extra::SetConstraints(misc::set_constraints(r)?))
    } else if r.sees("ALTER") {
        alter(r)?
    } else if r.sees("CREATE") {
        create(r)?
    } else {
        None
    };
    if extra.is_some() {
        r.expect_end()?;
    }
    Ok(extra)
}

fn create(r: &mut Reader<'_>) -> Read<Option<Extra>> {
    let first = r.index();
    r.expect("CREATE")?;
    let or_replace = r.take("OR REPLACE");
    r.take_one_of(&["LOCAL", "GLOBAL"]);
    let persistence = r.index();
    r.take_one_of(&["TEMPORARY", "TEMP", "UNLOGGED", "UNIQUE"]);
    r.take("RECURSIVE");
    if r.take("FOREIGN TABLE") {
        let read = create_table::foreign(r)?;
        return Ok(Some(Extra::CreateForeignTable(read)));
    }
    let view = r.sees("VIEW") || r.sees("MATERIALIZED VIEW");
    if r.sees("TABLE") || r.sees("INDEX") || view {
        let table = r.sees("TABLE");
        r.back(first);
        return Ok(Some(if table {
            Extra::CreateTable(create_table::read(r)?)
        } else if view {
            Extra::CreateView(create::view(r)?)
        } else {
            Extra::CreateIndex(create::index(r)?)
        }));
    }
    if r.sees("SEQUENCE") {
        r.back(persistence);
        return Ok(Some(Extra::CreateSequence(sequence::create(r)?)));
    }
    Ok(Some(if r.sees("FUNCTION") || r.sees("PROCEDURE") {
        Extra::CreateRoutine(routine::create(r, or_replace)?)
    } else if r.sees("TRIGGER") || r.sees("CONSTRAINT TRIGGER") {
        Extra::CreateTrigger(trigger::create(r, or_replace)?)
    } else if r.take("EXTENSION") {
        Extra::CreateExtension(misc::create_extension(r)?)
    } else if r.take("STATISTICS") {
        Extra::CreateStatistics(misc::create_statistics(r)?)
    } else if r.take("RULE") {
        Extra::CreateRule(misc::create_rule(r, or_replace)?)
    } else if r.take("AGGREGATE") {
        Extra::CreateAggregate(misc::create_aggregate(r, or_replace)?)
    } else if r.take("SCHEMA") {
        Extra::CreateSchema(schema::create(r)?)
    } else if r.take("DOMAIN") {
        Extra::CreateDomain(types::create_domain(r)?)
    } else {
        return Ok(None);
    }))
}

fn alter(r: &mut Reader<'_>) -> Read<Option<Extra>> {
    r.expect("ALTER")?;
    let Some(named) = NamedKind::read(r) else {
        return Ok(None);
    };
    let table = |r: &mut Reader<'_>, kind| alter_table::read(r, kind).map(Extra::AlterTable);
    if named == NamedKind::ForeignTable {
        return table(r, RelationKind::ForeignTable).map(Some);
    }
    Ok(Some(match named.object() {
        Some(ObjectKind::Table) => table(r, RelationKind::Table)?,
        Some(ObjectKind::View) => table(r, RelationKind::View)?,
        Some(ObjectKind::MaterializedView) => table(r, RelationKind::MaterializedView)?,
        Some(ObjectKind::Index) => Extra::AlterIndex(alter_index::read(r)?),
        Some(ObjectKind::Sequence) => Extra::AlterSequence(sequence::alter(r)?),
        Some(kind @ (ObjectKind::Domain | ObjectKind::Type)) => alter_type(r, kind)?,
        Some(ObjectKind::Policy) => return Ok(None),
        _ => Extra::AlterObject(object::alter(r, named)?),
    }))
}

/// Renames, moves and owners are as for any object; the rest is of its own.
fn alter_type(r: &mut Reader<'_>, kind: ObjectKind) -> Read<Extra> {
    let first = r.index();
    let name = r.name()?;
    let common = ["RENAME TO", "SET SCHEMA", "OWNER TO"];
    if common.iter().any(|words| r.sees(words)) {
        r.back(first);
        return object::alter(r, NamedKind::Object(kind)).map(Extra::AlterObject);
    }
    if kind == ObjectKind::Domain {
        return types::alter_domain(r, name).map(Extra::AlterDomain);
    }
    types::alter_type(r, name).map(Extra::AlterType)
}
