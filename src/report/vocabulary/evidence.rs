//! What was seen beside a difference, and what it suggests: each word with what it means, and how to look at it
//! by hand. `docs/causes.md` has the same tables.

use super::{Text, vocabulary};

/// What hangs on a sort of evidence.
pub(in crate::report) struct EvidenceRow {
    means: &'static str,
    /// Lines for psql, as [`Text::check`] has them.
    check: &'static [&'static str],
    /// The query that looks there again; none where other queries of a finding tell, or nothing can.
    pub(in crate::report) look_back: Option<LookBack>,
}

/// Where evidence was looked for.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::report) enum LookBack {
    /// Transactions of the table and its columns.
    Transactions,
    /// The rows around the record.
    Records,
    /// What its transactions wrote.
    Writers,
    /// Columns that were there.
    Dropped,
    /// Oids.
    Oids,
}

vocabulary! {
    /// What was seen beside a difference.
    EvidenceCode: EvidenceRow {
        /// Every row of `django_migrations` was written by one transaction.
        RestoredFromDump = "restored_from_dump" => EvidenceRow {
            means: "every row of `django_migrations` was written by one transaction; nothing else is concluded from \
                    transactions then",
            check: &["SELECT xmin, pg_catalog.count(*) FROM S.django_migrations GROUP BY xmin;"],
            look_back: Some(LookBack::Records),
        },
        /// Another `django_migrations` records the migration too.
        RecordedElsewhere = "recorded_elsewhere" => EvidenceRow {
            means: "another `django_migrations`, where the objects were found, records the migration too",
            check: &[
                "SELECT * FROM OTHER.django_migrations WHERE app OPERATOR(pg_catalog.=) 'APP' AND name \
                 OPERATOR(pg_catalog.=) 'MIGRATION';",
            ],
            look_back: None,
        },
        /// No table of the app is here, and all are in another database.
        AppInOtherDatabase = "app_in_other_database" => EvidenceRow {
            means: "no table of the app is in this database, and all of them are in one that the settings name",
            check: BOTH_DATABASES,
            look_back: None,
        },
        /// The other database is a copy of this one.
        CopyOfThisDatabase = "copy_of_this_database" => EvidenceRow {
            means: "the other database where the objects were found holds more than half of the tables that are here as well: \
                    nothing is concluded from their being there",
            check: BOTH_DATABASES,
            look_back: None,
        },
        /// Written later than any migration that touches it was recorded.
        WrittenAfterRecord = "written_after_record" => EvidenceRow {
            means: "an object was written by a later transaction (`xmin`) than the records of all migrations that touch it",
            check: TRANSACTIONS,
            look_back: Some(LookBack::Transactions),
        },
        /// Made by the transaction of the record, or the one before.
        MadeByItsRun = "made_by_its_run" => EvidenceRow {
            means: "an object was made in the transaction that wrote the record, or right before it and after the record \
                    before: Django writes the row with the DDL, or in the next transaction",
            check: TRANSACTIONS,
            look_back: Some(LookBack::Transactions),
        },
        /// Made before the row of an earlier migration was written.
        MadeBeforeRecord = "made_before_record" => EvidenceRow {
            means: "an object was there before the row of the migration before it was written",
            check: TRANSACTIONS,
            look_back: Some(LookBack::Transactions),
        },
        /// The transaction before the record was rolled back.
        AbortedBeforeRecord = "aborted_before_record" => EvidenceRow {
            means: "the transaction before that of the record was rolled back",
            check: &[
                RECORDS,
                "SELECT pg_catalog.pg_xact_status('XMIN BEFORE'::pg_catalog.xid8);",
            ],
            look_back: Some(LookBack::Records),
        },
        /// Nothing of it is there, and its transactions wrote a table's row.
        LeftTrace = "left_trace" => EvidenceRow {
            means: "nothing of the migration is there, and a table was written by its transactions",
            check: WRITERS,
            look_back: Some(LookBack::Writers),
        },
        /// Nothing of it is there, and its transactions wrote no table's row.
        NoTrace = "no_trace" => EvidenceRow {
            means: "nothing of the migration is there, and no table was written by its transactions",
            check: WRITERS,
            look_back: Some(LookBack::Writers),
        },
        /// An earlier run of this history saw it.
        SeenInRun = "seen_in_run" => EvidenceRow {
            means: "an earlier run of this history, of the same database and schema and with the same stored output, found \
                    of the migration what is not there, or not so, any more",
            check: &[],
            look_back: None,
        },
        /// A later migration ran, which could not have without it.
        NeededByLater = "needed_by_later" => EvidenceRow {
            means: "a migration that was recorded later ran, as what its run made is there, and could not have run without \
                    what is missing",
            check: TRANSACTIONS,
            look_back: Some(LookBack::Transactions),
        },
        /// The records stand apart from all tables.
        RecordsAlone = "records_alone" => EvidenceRow {
            means: "`django_migrations` stands apart from the tables: all of them are in one other schema, or it was made, and \
                    all its rows written, after all of them",
            check: &["\\dt *.*", RECORDS],
            look_back: Some(LookBack::Records),
        },
        /// A table has lost columns that no migration dropped.
        LostColumns = "lost_columns" => EvidenceRow {
            means: "a table once had more columns than it has and migrations dropped. It tells what became of a column only \
                    where so many were lost as are missing",
            check: &[
                "SELECT attnum, attname, attisdropped FROM pg_catalog.pg_attribute WHERE attrelid \
                 OPERATOR(pg_catalog.=) 'S.T'::pg_catalog.regclass AND attnum OPERATOR(pg_catalog.>) 0;",
            ],
            look_back: Some(LookBack::Dropped),
        },
        /// Too few oids are free for its tables.
        NoRoomForTables = "no_room_for_tables" => EvidenceRow {
            means: "oids grow: between those of what was made before and after it there are too few for its tables",
            check: OIDS,
            look_back: Some(LookBack::Oids),
        },
        /// As many oids are free as its tables need.
        RoomForTables = "room_for_tables" => EvidenceRow {
            means: "between these oids there are as many as its tables need. It fits that they were there, and suggests nothing by \
                    itself: every database of the server takes oids from the same counter",
            check: OIDS,
            look_back: Some(LookBack::Oids),
        },
        /// Rows were written within milliseconds.
        RecordedTogether = "recorded_together" => EvidenceRow {
            means: "several rows were written within milliseconds: `migrate --fake` is as fast, and so are small tables on a fast \
                    server",
            check: &["SELECT id, app, name, applied FROM S.django_migrations ORDER BY applied;"],
            look_back: Some(LookBack::Records),
        },
        /// The row is younger than another one, and its time is earlier.
        AppliedOutOfOrder = "applied_out_of_order" => EvidenceRow {
            means: "the row is younger than another one, and its `applied` is earlier by more than an hour",
            check: &[RECORDS],
            look_back: Some(LookBack::Records),
        },
        /// The row was committed at another time than it says.
        CommittedAtAnotherTime = "committed_at_another_time" => EvidenceRow {
            means: "where the server keeps commit timestamps (`track_commit_timestamp`): the row was committed more than an \
                    hour from its `applied`",
            check: &[
                "SELECT app, name, applied, pg_catalog.pg_xact_commit_timestamp(xmin) FROM S.django_migrations ORDER \
                 BY id;",
            ],
            look_back: Some(LookBack::Records),
        },
        /// All objects of a migration without a row were made by one transaction.
        OneTransaction = "one_transaction" => EvidenceRow {
            means: "all objects of a migration without a row were made by one transaction",
            check: TRANSACTIONS,
            look_back: Some(LookBack::Transactions),
        },
        /// They were made by several transactions.
        SeveralTransactions = "several_transactions" => EvidenceRow {
            means: "they were made by several, as by hand, or by a migration that is not atomic: it suggests nothing",
            check: TRANSACTIONS,
            look_back: Some(LookBack::Transactions),
        },
        /// Some statements of a migration without a row leave no trace in a catalog.
        LeavesNoTrace = "leaves_no_trace" => EvidenceRow {
            means: "a migration without a row holds more than DDL (`RunPython`, data): whether that ran cannot be seen in the \
                    catalog",
            check: &[],
            look_back: None,
        },
        /// What the migration was to change is as an earlier one left it.
        AsBefore = "as_before" => EvidenceRow {
            means: "what the migration was to change, drop or rename is as an earlier migration left it",
            check: TRANSACTIONS,
            look_back: Some(LookBack::Transactions),
        },
        /// A later `DROP ... IF EXISTS` named nothing that was there.
        DroppedNothing = "dropped_nothing" => EvidenceRow {
            means: "a migration says `DROP ... IF EXISTS` of its name, and nothing of that name existed when it ran: most often \
                    its table had been renamed",
            check: &[],
            look_back: None,
        },
    }
}

const RECORDS: &str = "SELECT id, app, name, applied, xmin FROM S.django_migrations ORDER BY id;";
const TRANSACTIONS: &[&str] = &[
    RECORDS,
    "SELECT oid, xmin FROM pg_catalog.pg_class WHERE oid OPERATOR(pg_catalog.=) 'S.T'::pg_catalog.regclass;",
    "SELECT attname, xmin FROM pg_catalog.pg_attribute WHERE attrelid OPERATOR(pg_catalog.=) \
     'S.T'::pg_catalog.regclass AND attnum OPERATOR(pg_catalog.>) 0;",
];
const WRITERS: &[&str] = &[
    RECORDS,
    "SELECT oid::pg_catalog.regclass, xmin FROM pg_catalog.pg_class WHERE xmin::pg_catalog.text \
     OPERATOR(pg_catalog.=) ANY (ARRAY['XMIN', 'XMIN BEFORE']);",
];
const OIDS: &[&str] = &[
    "SELECT oid, oid::pg_catalog.regclass, relkind FROM pg_catalog.pg_class WHERE oid OPERATOR(pg_catalog.>=) 16384 \
     ORDER BY oid;",
];
const BOTH_DATABASES: &[&str] = &["\\dt *.*", "\\c OTHER", "\\dt *.*"];

impl EvidenceCode {
    /// Whether it says what everybody understands and has to know. Transactions and oids are for who asks.
    pub(in crate::report) const fn is_plain(self) -> bool {
        matches!(
            self,
            Self::RecordedElsewhere
                | Self::AppInOtherDatabase
                | Self::CopyOfThisDatabase
                | Self::LeavesNoTrace
                | Self::AsBefore
                | Self::SeenInRun
                | Self::NeededByLater
                | Self::RecordsAlone
                | Self::DroppedNothing
        )
    }

    pub(in crate::report) const fn text(self) -> Text {
        Text {
            means: self.row().means,
            usually: None,
            check: self.row().check,
            act: "Nothing by itself: it proves nothing alone, and changes no severity. `likely` says what it suggests.",
        }
    }
}

/// What hangs on a cause.
pub(in crate::report) struct CauseRow {
    /// The sentence for a migration.
    told: &'static str,
    pub(in crate::report) text: Text,
}

vocabulary! {
    /// What most likely happened to a migration.
    CauseCode: CauseRow {
        /// `django_migrations` alone was moved, restored or made.
        RecordsAlone = "records-alone" => CauseRow {
            told: "django_migrations was moved, restored or written by itself, and the tables are those of another time, or \
                   are where they always were: look at --schema and at the connection's search_path before anything else",
            text: Text::brief(
                "`django_migrations` alone was moved, restored or written: it tells of another time than the tables, or \
                 stands in another schema than all of them",
                "Where the tables are as they should be, put the records back beside them, or name their schema with \
                 `--schema`. Move no table before that is clear.",
            ),
        },
        /// Recorded without being run.
        Faked = "faked" => CauseRow {
            told: "it was recorded without being run: migrate --fake, --fake-initial over tables that were there, or a row \
                   written by hand",
            text: Text::brief(
                "it was recorded without being run: `migrate --fake`, `--fake-initial` over tables that were there, or a \
                 row written by hand",
                "Look for `--fake` in the scripts of the deployment. Run its SQL now: `python manage.py sqlmigrate APP \
                 MIGRATION` prints it, and `migrate` will not run it, as the row is there.",
            ),
        },
        /// It ran where its objects do not belong.
        RanElsewhere = "ran-elsewhere" => CauseRow {
            told: "it ran on a connection whose search_path had another schema first: look at OPTIONS in DATABASES, \
                   PGOPTIONS, and ALTER ROLE or ALTER DATABASE ... SET search_path",
            text: Text::brief(
                "it ran on a connection whose `search_path` had another schema first (`OPTIONS` in `DATABASES`, \
                 `PGOPTIONS`, `ALTER ROLE` or `ALTER DATABASE ... SET search_path`), or on a connection to another \
                 database (`NAME` in `DATABASES`, `DATABASE_URL`, `PGDATABASE`, `migrate --database`)",
                "Mend the connection first, or it happens again. Then move the objects, for which `reconcile` prints the \
                 statements, or, where they are in another database, run its SQL here.",
            ),
        },
        /// A database router denied it here.
        RouterDenied = "router-denied" => CauseRow {
            told: "a database router (allow_migrate) denied it here, and let it run on another database; migrate records it \
                   all the same",
            text: Text::brief(
                "a database router denied it here and let it run on another database; `migrate` records it all the same",
                "Look at `allow_migrate` of the routers in `DATABASE_ROUTERS`, and reconcile the other database.",
            ),
        },
        /// Its transaction was rolled back.
        RolledBack = "rolled-back" => CauseRow {
            told: "it was tried and rolled back, and recorded all the same: most often --fake after an error",
            text: Text::brief(
                "it was tried and rolled back, and recorded all the same",
                "Look for the error in the log of that day: it is there still. Then run its SQL.",
            ),
        },
        /// A dump brought the records without the objects.
        RestoredFromDump = "restored-from-dump" => CauseRow {
            told: "the database was restored from a dump that did not hold it, or that was not restored in full",
            text: Text::brief(
                "the database was restored from a dump that did not hold it",
                "Look at what the dump left out (`pg_dump -n`, `-t`, a restore that broke off), and restore that.",
            ),
        },
        /// It ran, and its objects were removed since.
        RemovedLater = "removed-later" => CauseRow {
            told: "it ran, and what is missing was removed since",
            text: Text::brief(
                "it ran, and what is missing was removed since",
                "Ask who removed it and why before it is made again; a log with `log_statement = 'ddl'` knows.",
            ),
        },
        /// Its objects were made, moved or altered after it had been recorded.
        MadeByHandLater = "made-by-hand-later" => CauseRow {
            told: "what is there was made, moved or altered after the migration had been recorded",
            text: Text::brief(
                "what is there was made, moved or altered after the migration had been recorded",
                "Nothing, where it is as the ledger says. Else write a migration that says what was done by hand.",
            ),
        },
        /// It ran, and was not recorded.
        CrashedBeforeRecording = "crashed-before-recording" => CauseRow {
            told: "it ran, and the process ended before migrate had written the row, or the row was deleted",
            text: Text::brief(
                "it ran, and the process ended before `migrate` had written the row, or the row was deleted",
                "Where all of it is there, `python manage.py migrate --fake APP MIGRATION` writes the row.",
            ),
        },
    }
}

impl CauseCode {
    /// One sentence that says it of a migration.
    #[must_use]
    pub const fn told(self) -> &'static str {
        self.row().told
    }
}
