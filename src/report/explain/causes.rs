//! What each cause means, and what to do where it is the likeliest. `docs/causes.md` has the same
//! table.

use super::Text;
use crate::report::vocabulary::CauseCode;

pub(super) fn text(code: CauseCode) -> Text {
    let (means, act) = of(code);
    Text {
        means,
        usually: None,
        check: &[],
        act,
    }
}

const fn of(code: CauseCode) -> (&'static str, &'static str) {
    match code {
        CauseCode::Faked => (
            "it was recorded without being run: `migrate --fake`, `--fake-initial` over tables that were there, or a \
             row written by hand",
            "Look for `--fake` in the scripts of the deployment. Run its SQL now: `python manage.py sqlmigrate APP \
             MIGRATION` prints it, and `migrate` will not run it, as the row is there.",
        ),
        CauseCode::RanElsewhere => (
            "it ran on a connection whose `search_path` had another schema first (`OPTIONS` in `DATABASES`, \
             `PGOPTIONS`, `ALTER ROLE` or `ALTER DATABASE ... SET search_path`), or on a connection to another \
             database (`NAME` in `DATABASES`, `DATABASE_URL`, `PGDATABASE`, `migrate --database`)",
            "Mend the connection first, or it happens again. Then move the objects, for which `reconcile` prints the \
             statements, or, where they are in another database, run its SQL here.",
        ),
        CauseCode::RouterDenied => (
            "a database router denied it here and let it run on another database; `migrate` records it all the same",
            "Look at `allow_migrate` of the routers in `DATABASE_ROUTERS`, and reconcile the other database.",
        ),
        CauseCode::RolledBack => (
            "it was tried and rolled back, and recorded all the same",
            "Look for the error in the log of that day: it is there still. Then run its SQL.",
        ),
        CauseCode::RestoredFromDump => (
            "the database was restored from a dump that did not hold it",
            "Look at what the dump left out (`pg_dump -n`, `-t`, a restore that broke off), and restore that.",
        ),
        CauseCode::RemovedLater => (
            "it ran, and what is missing was removed since",
            "Ask who removed it and why before it is made again; a log with `log_statement = 'ddl'` knows.",
        ),
        CauseCode::MadeByHandLater => (
            "what is there was made, moved or altered after the migration had been recorded",
            "Nothing, where it is as the ledger says. Else write a migration that says what was done by hand.",
        ),
        CauseCode::CrashedBeforeRecording => (
            "it ran, and the process ended before `migrate` had written the row, or the row was deleted",
            "Where all of it is there, `python manage.py migrate --fake APP MIGRATION` writes the row.",
        ),
    }
}
