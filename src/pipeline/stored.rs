//! The ledger, read: each stored output understood by the rules of the database that it was printed for.

use std::collections::BTreeSet;

use super::across::Across;
use super::{PipelineError, Readings, Request};
use crate::effect::Reading;
use crate::effect::calls::{Functions, Hidden};
use crate::engine::Engine;
use crate::ledger::Ledger;
use crate::migration::MigrationKey;
use crate::name::Name;

/// The ledger, without its texts.
pub(super) struct Stored {
    pub(super) ledger: Ledger,
    /// For which sort of database it was printed.
    pub(super) engine: Engine,
    pub(super) readings: Readings,
}

/// Reads it.
///
/// # Errors
/// Where it cannot be used.
pub(super) fn read_ledger(request: &Request) -> Result<Stored, PipelineError> {
    let mut ledger = Ledger::open(&request.ledger)?;
    // What does not tell is taken for what it is held against.
    let engine = ledger.engine().unwrap_or_else(|| Across::untold(request));
    let readings = readings_of(&ledger, engine);
    ledger.drop_texts();
    Ok(Stored {
        ledger,
        engine,
        readings,
    })
}

/// What each stored output means.
pub(super) fn readings_of(ledger: &Ledger, engine: Engine) -> Readings {
    if engine == Engine::Sqlite {
        return readings(ledger, Reading::of_sqlite);
    }
    let among = |functions: &Functions| {
        readings(ledger, |key, file, text| {
            Reading::among(key, file, text, functions)
        })
    };
    let readings = among(&Functions::default());
    let read = || readings.values().flatten();
    let own: BTreeSet<Name> = read().flat_map(Reading::namesakes).cloned().collect();
    let hidden: BTreeSet<Hidden> = read().flat_map(Reading::hidden).cloned().collect();
    if own.is_empty() && hidden.is_empty() {
        return readings;
    }
    // A bare name does not tell which of the two is called.
    among(&Functions { own, hidden })
}

fn readings(ledger: &Ledger, read: impl Fn(&MigrationKey, &str, &str) -> Reading) -> Readings {
    let readings = ledger.entries.iter().map(|(key, entry)| {
        let reading = match &entry.text {
            Ok(text) => Ok(read(key, &entry.file, text)),
            Err(problem) => Err(problem.to_string()),
        };
        (key.clone(), reading)
    });
    readings.collect()
}
