//! A ledger that was printed for one sort of database, held against another one by stand-ins.

use std::borrow::Cow;
use std::collections::BTreeSet;

use super::{PipelineError, Purpose, Request};
use crate::engine::Engine;
use crate::migration::MigrationKey;
use crate::name::Name;
use crate::replay::Expected;
use crate::report::AcrossVendors;
use crate::schema::Schema;
use crate::stand_ins::{self, StandIns, Together};

/// What a ledger is held against.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum CompareAs {
    /// A database of the vendor that it was printed for, as it is; one of another by stand-ins.
    #[default]
    Auto,
    /// A database of another vendor, by stand-ins.
    StandIns,
    /// A database of the vendor that it was printed for, and no other.
    SameVendor,
}

/// By what the two are held together.
#[derive(Debug)]
pub(super) struct Across {
    ledger: Engine,
    stand_ins: StandIns,
}

/// What is told of that.
#[derive(Debug)]
pub(super) struct Told {
    pub(super) coverage: AcrossVendors,
    /// The migrations of which something was held against nothing.
    pub(super) migrations: BTreeSet<MigrationKey>,
}

impl Across {
    /// None where both are of one vendor.
    ///
    /// # Errors
    /// Where that is not what was asked for.
    pub(super) fn of(
        request: &Request,
        ledger: Engine,
        database: Engine,
    ) -> Result<Option<Self>, PipelineError> {
        let repairs = request.purpose == Purpose::Repair || request.proposed.is_some();
        match request.compare_as {
            CompareAs::Auto | CompareAs::SameVendor if ledger == database => Ok(None),
            CompareAs::StandIns if ledger == database => {
                Err(PipelineError::NothingStandsIn { engine: database })
            }
            CompareAs::SameVendor => Err(PipelineError::OtherEngine { ledger, database }),
            _ if repairs => Err(PipelineError::RepairAcross { ledger, database }),
            CompareAs::Auto | CompareAs::StandIns => Ok(Some(Self {
                ledger,
                stand_ins: StandIns::with(&request.stand_ins),
            })),
        }
    }

    /// For which sort of database a ledger was printed that does not tell.
    pub(super) fn untold(request: &Request) -> Engine {
        let database = request.connection.source.engine();
        match (request.compare_as, database) {
            (CompareAs::StandIns, Engine::PostgreSql) => Engine::Sqlite,
            (CompareAs::StandIns, Engine::Sqlite) => Engine::PostgreSql,
            (CompareAs::Auto | CompareAs::SameVendor, database) => database,
        }
    }

    /// Both sides in words that both have, and what is told of that. `home` is the schema of the run.
    pub(super) fn together<'a>(
        &self,
        expected: Expected,
        live: &Schema,
        home: &Name,
    ) -> (Expected, Cow<'a, Schema>, Told) {
        let live = live.clone();
        let together =
            stand_ins::bring_together(expected, live, self.ledger, home, &self.stand_ins);
        let Together {
            expected,
            live,
            not_applicable,
            stood_in,
            migrations,
        } = together;
        let not_applicable = not_applicable.into_iter();
        let coverage = AcrossVendors {
            ledger: super::inputs::engine(self.ledger),
            columns: stood_in,
            not_applicable: not_applicable
                .map(|(word, number)| (word.to_owned(), number))
                .collect(),
        };
        (
            expected,
            Cow::Owned(live),
            Told {
                coverage,
                migrations,
            },
        )
    }
}
