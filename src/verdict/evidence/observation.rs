//! What was seen, and how it is said.

use std::collections::BTreeSet;

use jiff::Timestamp;

use crate::compare::{OtherDatabase, Whereabouts};
use crate::migration::MigrationKey;
use crate::name::{Name, QualifiedName};
use crate::report::{Evidence, EvidenceCode};
use crate::schema::ObjectKey;
use crate::verdict::effect_check::{EffectCheck, Status};

/// One thing that was seen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::verdict) enum Observation {
    /// Every row of `django_migrations` was written by one transaction; `lacks` tells whether a table
    /// is missing, as one is that a dump did not hold, and other objects are as a dump leaves them.
    Restored { rows: usize, lacks: bool },
    /// Another `django_migrations`, where the objects were found, holds the migration too.
    RecordedBeside { place: Whereabouts },
    /// No table of the app is in this database, and all of them are in the other one.
    AppAbroad {
        app: String,
        database: OtherDatabase,
    },
    /// The other database where the objects were found has most other tables too.
    Copy { database: OtherDatabase },
    /// Objects were written later than any migration that touches them was recorded; `moved` tells
    /// whether no more than their place or name was.
    WrittenAfter {
        migration: MigrationKey,
        objects: BTreeSet<String>,
        moved: bool,
    },
    /// Objects were made by the transaction of the record, or the one before.
    MadeByItsRun { objects: BTreeSet<String> },
    /// Objects were there before the row of an earlier migration was written.
    MadeBefore { objects: BTreeSet<String> },
    /// The transaction before the record was rolled back.
    Aborted,
    /// Nothing of it is there, and its transactions wrote this table; `touched` tells whether it does so by what its
    /// stored output says.
    LeftTrace { table: QualifiedName, touched: bool },
    /// Nothing of it is there, and no row of the catalog is of its transactions.
    NoTrace,
    /// A table has lost columns that no migration dropped; `missing` are those that it should have and has not.
    LostColumns {
        table: ObjectKey,
        lost: u16,
        missing: u16,
    },
    /// A later migration, whose run made `made`, could not have run without what is missing.
    NeededBy {
        migration: MigrationKey,
        made: String,
        needed: ObjectKey,
    },
    /// `django_migrations` is in `home`, and all these tables are in another schema.
    ApartFrom {
        home: Name,
        tables: usize,
        place: Name,
    },
    /// `django_migrations` was made, and its rows were written, after so many tables.
    YoungerThan { tables: usize },
    /// Between the oids of what was made before and after it there is no room for its tables.
    NoRoom { needed: u32, free: u32 },
    /// Between these oids there is as much room as its tables need. Every database of the cluster takes oids from the
    /// same counter, so that it shows nothing by itself.
    Room { needed: u32, free: u32 },
    /// Rows were written within milliseconds.
    RecordedTogether { rows: usize },
    /// A row is younger than this one, and was written earlier, as `applied` has it.
    OutOfOrder { before: MigrationKey },
    /// The row was committed at another time than `applied` says.
    CommittedAt {
        applied: Timestamp,
        committed: Timestamp,
    },
    /// All objects of a migration without a row were made by one transaction.
    OneTransaction,
    /// What the migration was to change is as earlier ones left it; `whole` tells whether nothing else of it
    /// is there.
    AsBefore {
        objects: BTreeSet<String>,
        left_by: MigrationKey,
        whole: bool,
    },
    /// The objects of a migration without a row were made by several transactions.
    SeveralTransactions { several: usize },
}

impl Observation {
    /// Whether it shows that what is missing was there.
    pub(in crate::verdict) fn shows_that_it_was(&self) -> bool {
        match self {
            Self::LostColumns { lost, missing, .. } => lost >= missing,
            Self::LeftTrace { touched, .. } => *touched,
            Self::NeededBy { .. } => true,
            _ => false,
        }
    }

    /// Whether records that stand apart explain what became of these effects.
    pub(super) fn explains(&self, checks: &[EffectCheck<'_>]) -> bool {
        let mut checks = checks.iter();
        match self {
            Self::ApartFrom { .. } => checks.any(|check| check.status == Status::Misplaced),
            _ => true,
        }
    }

    /// The stable word.
    pub(in crate::verdict) fn code(&self) -> EvidenceCode {
        match self {
            Self::Restored { .. } => EvidenceCode::RestoredFromDump,
            Self::RecordedBeside { .. } => EvidenceCode::RecordedElsewhere,
            Self::AppAbroad { .. } => EvidenceCode::AppInOtherDatabase,
            Self::Copy { .. } => EvidenceCode::CopyOfThisDatabase,
            Self::WrittenAfter { .. } => EvidenceCode::WrittenAfterRecord,
            Self::MadeByItsRun { .. } => EvidenceCode::MadeByItsRun,
            Self::MadeBefore { .. } => EvidenceCode::MadeBeforeRecord,
            Self::Aborted => EvidenceCode::AbortedBeforeRecord,
            Self::LeftTrace { .. } => EvidenceCode::LeftTrace,
            Self::NoTrace => EvidenceCode::NoTrace,
            Self::LostColumns { .. } => EvidenceCode::LostColumns,
            Self::NeededBy { .. } => EvidenceCode::NeededByLater,
            Self::ApartFrom { .. } | Self::YoungerThan { .. } => EvidenceCode::RecordsAlone,
            Self::NoRoom { .. } => EvidenceCode::NoRoomForTables,
            Self::Room { .. } => EvidenceCode::RoomForTables,
            Self::RecordedTogether { .. } => EvidenceCode::RecordedTogether,
            Self::OutOfOrder { .. } => EvidenceCode::AppliedOutOfOrder,
            Self::CommittedAt { .. } => EvidenceCode::CommittedAtAnotherTime,
            Self::AsBefore { .. } => EvidenceCode::AsBefore,
            Self::OneTransaction => EvidenceCode::OneTransaction,
            Self::SeveralTransactions { .. } => EvidenceCode::SeveralTransactions,
        }
    }

    fn text(&self) -> String {
        match self {
            Self::Restored { rows, .. } => format!(
                "all {rows} rows of django_migrations were written by one transaction, as by a restored dump, or by an \
                 UPDATE of all of them: transactions tell nothing of what was before"
            ),
            Self::RecordedBeside { place } => format!(
                "django_migrations of {place}, where its objects are, records the migration too"
            ),
            Self::AppAbroad { app, database } => format!(
                "no table of {app} is in this database, and all of them are in {}",
                database.name()
            ),
            Self::Copy { database } => copy(database),
            Self::WrittenAfter {
                migration,
                objects,
                moved,
            } => written_after(migration, objects, *moved),
            Self::MadeByItsRun { objects } => format!(
                "{} made in the transaction that recorded the migration, or right before it",
                were(objects)
            ),
            Self::MadeBefore { objects } => format!(
                "{} made before the migration was recorded, and not by its run",
                were(objects)
            ),
            Self::Aborted => {
                "the transaction before the one that recorded the migration was rolled back"
                    .to_owned()
            }
            Self::LeftTrace { table, .. } => {
                format!("the transactions of its record wrote the catalog's row of {table}")
            }
            Self::NoTrace => {
                "no table of this database was written by the transactions of its record".to_owned()
            }
            Self::LostColumns {
                table,
                lost,
                missing,
            } => lost_columns(table, *lost, *missing),
            Self::NeededBy {
                migration,
                made,
                needed,
            } => needed_by(migration, made, needed),
            Self::ApartFrom {
                home,
                tables,
                place,
            } => apart_from(home, *tables, place),
            Self::YoungerThan { tables } => younger_than(*tables),
            Self::NoRoom { needed, free } => format!(
                "{}at least {needed}: they were never made in its turn",
                room(*free)
            ),
            Self::Room { needed, free } => format!(
                "{}{needed}: that fits tables which were there, and whatever else the server made then",
                room(*free)
            ),
            Self::RecordedTogether { rows } => format!(
                "{rows} migrations were recorded within milliseconds of each other, this one among them"
            ),
            Self::OutOfOrder { before } => out_of_order(before),
            Self::CommittedAt { applied, committed } => committed_at(*applied, *committed),
            Self::AsBefore {
                objects,
                left_by,
                whole,
            } => as_before(objects, left_by, *whole),
            Self::OneTransaction => "all of it was made by one transaction".to_owned(),
            Self::SeveralTransactions { several } => {
                format!("it was made by {several} transactions")
            }
        }
    }
}

impl From<&Observation> for Evidence {
    fn from(observation: &Observation) -> Self {
        Self {
            code: observation.code(),
            text: observation.text(),
        }
    }
}

fn written_after(migration: &MigrationKey, objects: &BTreeSet<String>, moved: bool) -> String {
    let what = if moved {
        "moved, renamed, altered, emptied or granted on"
    } else {
        "made, moved or altered"
    };
    format!(
        "{} written to the catalog by a later transaction than the record of {migration} and of every \
         migration that touches it: it was {what} after the migration had been recorded",
        were(objects)
    )
}

fn needed_by(migration: &MigrationKey, made: &str, needed: &ObjectKey) -> String {
    format!(
        "{migration} was recorded later, and its run made {made}: it could not have run without {needed}"
    )
}

fn apart_from(home: &Name, tables: usize, place: &Name) -> String {
    format!(
        "django_migrations is in {home}, and all {tables} tables that it accounts for are in {place}"
    )
}

fn younger_than(tables: usize) -> String {
    format!(
        "django_migrations was made, and all its rows were written, after all {tables} tables that are there: it was \
                 restored or written alone"
    )
}

fn copy(database: &OtherDatabase) -> String {
    format!(
        "{} holds most of the tables that are here as well: it is a copy of this project, and its having the \
                 objects does not tell where the migration went",
        database.name()
    )
}

fn committed_at(applied: Timestamp, committed: Timestamp) -> String {
    format!(
        "its row says {}, and was committed at {}: it was written or changed by hand",
        minutes(applied),
        minutes(committed)
    )
}

fn out_of_order(before: &MigrationKey) -> String {
    format!(
        "its row was written after that of {before}, and says that it was applied before: Django writes the time \
                 of the run"
    )
}

fn lost_columns(table: &ObjectKey, lost: u16, missing: u16) -> String {
    let lacks = if lost < missing {
        format!(", and lacks {missing}")
    } else {
        String::new()
    };
    format!(
        "{table} once had {lost} more {} than it has and migrations dropped{lacks}",
        columns(lost)
    )
}

fn room(free: u32) -> String {
    format!(
        "between the oids of what was made before and after it {free} are free, and its tables need "
    )
}

fn as_before(objects: &BTreeSet<String>, left_by: &MigrationKey, whole: bool) -> String {
    let rest = if whole {
        "and nothing else of it is there: nothing tells that it ever ran"
    } else {
        "and another part of it is there"
    };
    format!("{} is as {left_by} left it, {rest}", first_of(objects))
}

fn were(objects: &BTreeSet<String>) -> String {
    format!("{} was", first_of(objects))
}

fn first_of(objects: &BTreeSet<String>) -> String {
    let first = objects.first().map_or("", String::as_str);
    match objects.len() {
        0 | 1 => first.to_owned(),
        count => format!("{first} (and {} more)", count - 1),
    }
}

fn minutes(at: Timestamp) -> String {
    at.strftime("%Y-%m-%d %H:%M UTC").to_string()
}

fn columns(count: u16) -> &'static str {
    if count == 1 { "column" } else { "columns" }
}
