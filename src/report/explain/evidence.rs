//! What each sort of evidence is, and how to look at it by hand. `docs/causes.md` has the same table.

use super::Text;
use crate::report::vocabulary::EvidenceCode;

pub(super) fn text(code: EvidenceCode) -> Text {
    Text {
        means: means(code),
        usually: None,
        check: check(code),
        act: "Nothing by itself: it proves nothing alone, and changes no severity. `likely` says what it suggests.",
    }
}

const fn means(code: EvidenceCode) -> &'static str {
    match code {
        EvidenceCode::RestoredFromDump => {
            "every row of `django_migrations` was written by one transaction; nothing else is concluded from \
             transactions then"
        }
        EvidenceCode::RecordedElsewhere => {
            "another `django_migrations`, where the objects were found, records the migration too"
        }
        EvidenceCode::AppInOtherDatabase => {
            "no table of the app is in this database, and all of them are in one that the settings name"
        }
        EvidenceCode::CopyOfThisDatabase => {
            "the other database where the objects were found holds more than half of the tables that are here as well: \
             nothing is concluded from their being there"
        }
        EvidenceCode::WrittenAfterRecord => {
            "an object was written by a later transaction (`xmin`) than the records of all migrations that touch it"
        }
        EvidenceCode::MadeByItsRun => {
            "an object was made in the transaction that wrote the record, or right before it and after the record \
             before: Django writes the row with the DDL, or in the next transaction"
        }
        EvidenceCode::MadeBeforeRecord => {
            "an object was there before the row of the migration before it was written"
        }
        EvidenceCode::AbortedBeforeRecord => {
            "the transaction before that of the record was rolled back"
        }
        EvidenceCode::LeftTrace => {
            "nothing of the migration is there, and a table was written by its transactions"
        }
        EvidenceCode::NoTrace => {
            "nothing of the migration is there, and no table was written by its transactions"
        }
        EvidenceCode::LostColumns => {
            "a table once had more columns than it has and migrations dropped"
        }
        EvidenceCode::NoRoomForTables => {
            "oids grow: between those of what was made before and after it there are too few for its tables"
        }
        EvidenceCode::RoomForTables => "between these oids there are as many as its tables need",
        EvidenceCode::RecordedTogether => "several rows were written within milliseconds",
        EvidenceCode::AppliedOutOfOrder => {
            "the row is younger than another one, and its `applied` is earlier by more than an hour"
        }
        EvidenceCode::CommittedAtAnotherTime => {
            "where the server keeps commit timestamps (`track_commit_timestamp`): the row was committed more than an \
             hour from its `applied`"
        }
        EvidenceCode::OneTransaction => {
            "all objects of a migration without a row were made by one transaction"
        }
        EvidenceCode::SeveralTransactions => {
            "they were made by several, as by hand, or by a migration that is not atomic: it suggests nothing"
        }
        EvidenceCode::AsBefore => {
            "what the migration was to change, drop or rename is as an earlier migration left it"
        }
        EvidenceCode::DroppedNothing => {
            "a migration says `DROP ... IF EXISTS` of its name, and nothing of that name existed when it ran: most often \
             its table had been renamed"
        }
        EvidenceCode::LeavesNoTrace => {
            "a migration without a row holds more than DDL (`RunPython`, data): whether that ran cannot be seen in the \
             catalog"
        }
    }
}

const fn check(code: EvidenceCode) -> &'static [&'static str] {
    match code {
        EvidenceCode::RestoredFromDump => {
            &["SELECT xmin, pg_catalog.count(*) FROM S.django_migrations GROUP BY xmin;"]
        }
        EvidenceCode::RecordedElsewhere => &[
            "SELECT * FROM OTHER.django_migrations WHERE app OPERATOR(pg_catalog.=) 'APP' AND name \
         OPERATOR(pg_catalog.=) 'MIGRATION';",
        ],
        EvidenceCode::AppInOtherDatabase | EvidenceCode::CopyOfThisDatabase => {
            &["\\dt *.*", "\\c OTHER", "\\dt *.*"]
        }
        EvidenceCode::WrittenAfterRecord
        | EvidenceCode::MadeByItsRun
        | EvidenceCode::MadeBeforeRecord
        | EvidenceCode::AsBefore
        | EvidenceCode::OneTransaction
        | EvidenceCode::SeveralTransactions => &[RECORDS, TABLE_ROW, COLUMN_ROWS],
        EvidenceCode::AbortedBeforeRecord => &[
            RECORDS,
            "SELECT pg_catalog.pg_xact_status('XMIN BEFORE'::pg_catalog.xid8);",
        ],
        EvidenceCode::LeftTrace | EvidenceCode::NoTrace => &[
            RECORDS,
            "SELECT oid::pg_catalog.regclass, xmin FROM pg_catalog.pg_class WHERE xmin::pg_catalog.text \
         OPERATOR(pg_catalog.=) ANY (ARRAY['XMIN', 'XMIN BEFORE']);",
        ],
        EvidenceCode::LostColumns => &[
            "SELECT attnum, attname, attisdropped FROM pg_catalog.pg_attribute WHERE attrelid \
         OPERATOR(pg_catalog.=) 'S.T'::pg_catalog.regclass AND attnum OPERATOR(pg_catalog.>) 0;",
        ],
        EvidenceCode::NoRoomForTables | EvidenceCode::RoomForTables => &[
            "SELECT oid, oid::pg_catalog.regclass, relkind FROM pg_catalog.pg_class WHERE oid \
         OPERATOR(pg_catalog.>=) 16384 ORDER BY oid;",
        ],
        EvidenceCode::AppliedOutOfOrder => &[RECORDS],
        EvidenceCode::CommittedAtAnotherTime => &[
            "SELECT app, name, applied, pg_catalog.pg_xact_commit_timestamp(xmin) FROM S.django_migrations ORDER \
         BY id;",
        ],
        EvidenceCode::LeavesNoTrace | EvidenceCode::DroppedNothing => &[],
        EvidenceCode::RecordedTogether => {
            &["SELECT id, app, name, applied FROM S.django_migrations ORDER BY applied;"]
        }
    }
}

const RECORDS: &str = "SELECT id, app, name, applied, xmin FROM S.django_migrations ORDER BY id;";
const TABLE_ROW: &str = "SELECT oid, xmin FROM pg_catalog.pg_class WHERE oid OPERATOR(pg_catalog.=) \
         'S.T'::pg_catalog.regclass;";
const COLUMN_ROWS: &str = "SELECT attname, xmin FROM pg_catalog.pg_attribute WHERE attrelid OPERATOR(pg_catalog.=) \
         'S.T'::pg_catalog.regclass AND attnum OPERATOR(pg_catalog.>) 0;";
