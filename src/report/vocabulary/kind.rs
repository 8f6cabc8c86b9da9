//! What a finding says of its object: each kind with all that hangs on it. `docs/findings.md` says the same
//! words, and more of them.

use super::{Severity, Text, vocabulary};

/// What hangs on a kind of finding.
pub(in crate::report) struct KindRow {
    /// Where nothing lowers it.
    severity: Severity,
    doubt: Doubtable,
    pub(in crate::report) told_by: ToldBy,
    pub(in crate::report) next: Next,
    pub(in crate::report) sum: Sum,
    pub(in crate::report) text: Text,
}

/// What is said of one, and of several that are wrong in the same way, behind what they are.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(in crate::report) enum Sum {
    Objects(&'static str, &'static str),
    Migrations(&'static str, &'static str),
}

/// Whether what the ledger does not tell may take the proof away.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Doubtable {
    Yes,
    No,
}

/// What says what is wrong. Nobody reads a thing twice.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(in crate::report) enum ToldBy {
    /// The sentence, as the fields hold no more than it says.
    Sentence,
    /// Both sides, where there are two, as the sentence would only repeat them.
    Sides,
    /// The places where it was found, where there are any.
    Places,
    /// The sentence for the reason, and both sides for what is compared.
    SentenceAndSides,
}

/// What is run next.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(in crate::report) enum Next {
    Nothing,
    /// Looks at the object.
    Look,
    /// Prints the SQL that was not run.
    RunSql,
    Move,
    Enforce,
    Grant,
    WriteRow,
    Capture,
    /// Looks at the history of the stored output.
    LogOfFile,
}

vocabulary! {
    /// What a finding says of its object.
    Kind: KindRow {
        /// Expected, and found nowhere.
        Missing = "missing" => KindRow {
            severity: Severity::Error,
            doubt: Doubtable::Yes,
            told_by: ToldBy::Sentence,
            next: Next::RunSql,
            sum: Sum::Objects("is missing", "are missing"),
            text: Text {
                means: "The ledger says it should be there, and no schema holds it. Of a schema: an earlier run read records of \
                        its own in it, which are gone.",
                usually: Some(
                    "The migration was recorded with `--fake`, it ran where it is not seen from here, or what it made was dropped \
                     since by hand.",
                ),
                check: &[
                    "SELECT n.nspname, c.relname FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid \
                     OPERATOR(pg_catalog.=) c.relnamespace WHERE c.relname OPERATOR(pg_catalog.=) 'T';",
                    "\\d S.T",
                ],
                act: "Run the SQL under `next`: it makes the object as all recorded migrations together leave it, with what hangs \
                      on it, and `migrate` would not, as the record is there already. Where there is none, `python manage.py \
                      sqlmigrate APP MIGRATION` prints what should have run: take the statements of the finding out of it. Where \
                      others have the same fault, write a repair migration with guarded DDL (`IF NOT EXISTS`). A schema that is \
                      gone comes back from a backup; where it was dropped on purpose, `reconcile waive` says so.",
            },
        },
        /// Not where it is expected, but in another schema or database.
        Misplaced = "misplaced" => KindRow {
            severity: Severity::Error,
            doubt: Doubtable::No,
            told_by: ToldBy::Places,
            next: Next::Move,
            sum: Sum::Objects("is not where it belongs", "are not where they belong"),
            text: Text {
                means: "It is not where it is expected, but in another schema or in another database, and `matches` says how much \
                        of its definition is the same there; the best match comes first.",
                usually: Some(
                    "In another schema, the migration ran on a connection whose `search_path` was another one. In another \
                     database, a database router sent it there, or it ran on a connection to that one.",
                ),
                check: &["SELECT pg_catalog.to_regclass('S.T'), pg_catalog.to_regclass('OTHER.T');"],
                act: "`ALTER TABLE \"OTHER\".\"T\" SET SCHEMA \"S\";` moves the table with its indexes, constraints and owned \
                      sequences, and with its rows. Look first whether rows were written to it, whether something else uses it \
                      there, and whether foreign keys of it point at tables in the other schema.",
            },
        },
        /// There, but one aspect of it differs.
        Different = "different" => KindRow {
            severity: Severity::Error,
            doubt: Doubtable::Yes,
            told_by: ToldBy::Sides,
            next: Next::Look,
            sum: Sum::Objects("differs from the ledger", "differ from the ledger"),
            text: Text {
                means: "It is there, but the named `aspect` is not what the ledger says: type, nullability, default, columns of \
                        an index, actions of a foreign key, and so on.",
                usually: Some(
                    "Someone changed it by hand, or a migration ran in another form than the one that is stored.",
                ),
                check: &["\\d+ S.T"],
                act: "Decide which side is right. If the ledger is, run the SQL under `next`, or alter the object. If the database is, write a migration that \
                      says so.",
            },
        },
        /// A recorded migration dropped or renamed it, and it is still there.
        Surviving = "surviving" => KindRow {
            severity: Severity::Error,
            doubt: Doubtable::Yes,
            told_by: ToldBy::Sentence,
            next: Next::Look,
            sum: Sum::Objects(
                "should be gone, and is still there",
                "should be gone, and are still there",
            ),
            text: Text {
                means: "A recorded migration dropped or renamed it, and it is still there under its old name.",
                usually: Some(
                    "The migration was recorded without being run, or the object was made again since.",
                ),
                check: &["\\d S.T"],
                act: "Look whether anything still uses it, and then run what the migration should have run: `python manage.py \
                      sqlmigrate APP MIGRATION`. Nothing is suggested here that deletes rows.",
            },
        },
        /// There, but not in force.
        Invalid = "invalid" => KindRow {
            severity: Severity::Error,
            doubt: Doubtable::Yes,
            told_by: ToldBy::Sides,
            next: Next::Enforce,
            sum: Sum::Objects("is there, and not in force", "are there, and not in force"),
            text: Text {
                means: "It is there, but not in force: an index that `CREATE INDEX CONCURRENTLY` left INVALID, a constraint that \
                        is NOT VALID though the ledger validates it, a disabled trigger or event trigger, a foreign key whose own \
                        triggers are disabled (`DISABLE TRIGGER ALL` on one of its two tables, as some loads of data leave it), a \
                        materialized view that was not filled, so that each query of it fails.",
                usually: Some(
                    "Something broke off half-way: an index was built concurrently and the build failed, rows that break the rule \
                     stopped a validation, or a load of data did not enable the triggers again. A dump that was restored without \
                     its data leaves materialized views unfilled.",
                ),
                check: &[
                    "SELECT indisvalid FROM pg_catalog.pg_index WHERE indexrelid OPERATOR(pg_catalog.=) \
                     'S.I'::pg_catalog.regclass;",
                    "SELECT convalidated FROM pg_catalog.pg_constraint WHERE conrelid OPERATOR(pg_catalog.=) \
                     'S.T'::pg_catalog.regclass AND conname OPERATOR(pg_catalog.=) 'I';",
                    "SELECT tgenabled FROM pg_catalog.pg_trigger WHERE tgrelid OPERATOR(pg_catalog.=) \
                     'S.T'::pg_catalog.regclass AND tgname OPERATOR(pg_catalog.=) 'I';",
                    "SELECT relispopulated FROM pg_catalog.pg_class WHERE oid OPERATOR(pg_catalog.=) \
                     'S.T'::pg_catalog.regclass;",
                ],
                act: "`REINDEX INDEX CONCURRENTLY \"S\".\"I\";`, `ALTER TABLE \"S\".\"T\" VALIDATE CONSTRAINT \"I\";` or `ALTER \
                      TABLE \"S\".\"T\" ENABLE TRIGGER \"I\";`, with `ALL` for a foreign key; `REFRESH MATERIALIZED VIEW \"S\".\"T\";`. The first two fail if rows break the \
                      rule: repair the rows first.",
            },
        },
        /// In the ledger and in the catalog, but not in `django_migrations`.
        Unrecorded = "unrecorded" => KindRow {
            severity: Severity::Error,
            doubt: Doubtable::No,
            told_by: ToldBy::Sentence,
            next: Next::WriteRow,
            sum: Sum::Migrations(
                "is not recorded, and has effects here",
                "are not recorded, and have effects here",
            ),
            text: Text {
                means: "The migration is in the ledger and its effects are in the catalog, but `django_migrations` has no row of \
                        it. The next `migrate` will try to run it again and fail.",
                usually: Some(
                    "The process ended after the DDL and before the row was written, the row was deleted, or the SQL was run by \
                     hand.",
                ),
                check: &[
                    "SELECT * FROM S.django_migrations WHERE app OPERATOR(pg_catalog.=) 'APP' AND name \
                     OPERATOR(pg_catalog.=) 'MIGRATION';",
                    "python manage.py showmigrations APP",
                ],
                act: "The message says what of it is there and what is not. Only where all of it is there and in force write its row: \
                      `python manage.py migrate --fake APP MIGRATION`, which also writes those of the migrations that it depends on, \
                      so look at `showmigrations` first. Where a part is missing, or an index is INVALID, the row would hide that: \
                      `DROP INDEX CONCURRENTLY` what is INVALID and run `migrate` again, or finish the rest by hand first. Whether \
                      `RunPython` or data statements ran cannot be seen.",
            },
        },
        /// There, and hidden from the application: behind another one, off its path, or not its to read.
        Shadowed = "shadowed" => KindRow {
            severity: Severity::Warning,
            doubt: Doubtable::No,
            told_by: ToldBy::Sentence,
            next: Next::Grant,
            sum: Sum::Objects("is hidden from the application", "are hidden from the application"),
            text: Text {
                means: "It is where it is expected, and the application does not see it: a table of the same name stands earlier \
                        on the `search_path`, so that it may read and write the other one, or, for the role that `--as-role` \
                        names, the path leaves its schema out, or the role may not read it.",
                usually: Some(
                    "A migration ran twice, with two different paths, a copy was made by hand in a schema of the role's own, or \
                     the tables were made by a role whose default privileges grant nothing to the application's.",
                ),
                check: &[
                    "SHOW search_path;",
                    "SELECT 'T'::pg_catalog.regclass OPERATOR(pg_catalog.=) 'S.T'::pg_catalog.regclass;",
                    "SELECT pg_catalog.has_schema_privilege('ROLE', 'S', 'USAGE'), pg_catalog.has_table_privilege('ROLE', \
                     'S.T', 'SELECT');",
                ],
                act: "Drop or rename the other table, correct the `search_path` (`ALTER ROLE ... SET search_path`, `OPTIONS` in \
                      `DATABASES`), or grant what is missing: `GRANT USAGE ON SCHEMA \"S\" TO ROLE;`, `GRANT SELECT ON \"S\".\"T\" \
                      TO ROLE;`.",
            },
        },
        /// Recorded, and no stored output: nothing of it could be checked.
        NoLedger = "no_ledger" => KindRow {
            severity: Severity::Warning,
            doubt: Doubtable::No,
            told_by: ToldBy::Sentence,
            next: Next::Capture,
            sum: Sum::Migrations("has no stored output", "have no stored output"),
            text: Text {
                means: "The migration is recorded, and the ledger holds no stored output of it: nothing of it was checked.",
                usually: Some(
                    "Its output was not stored before it was applied, or its app is not in the ledger.",
                ),
                check: &["python manage.py showmigrations APP"],
                act: "`reconcile capture -- python manage.py`, from the code that was deployed. Where it says that the migration cannot \
                      be printed, `--source migrate` on an empty scratch database can record it.",
            },
        },
        /// A stored output, or a statement of one, could not be read.
        Unreadable = "unreadable" => KindRow {
            severity: Severity::Warning,
            doubt: Doubtable::No,
            told_by: ToldBy::Sentence,
            next: Next::LogOfFile,
            sum: Sum::Migrations("could not be read whole", "could not be read whole"),
            text: Text {
                means: "A stored output, or a statement of one, could not be read. Its neighbours were. What it does to the schema \
                        is not in the expected schema, so that other findings of the same objects may follow from it.",
                usually: Some(
                    "The file is cut off or not UTF-8, or its `RunSQL` holds what only another program understands.",
                ),
                check: &["git log -p -- FILE"],
                act: "Look at the file and line. A file that is not UTF-8 or is cut off must be captured again; a statement that \
                      PostgreSQL takes and this tool does not is worth an issue.",
            },
        },
        /// Two expressions could be proved neither equal nor different.
        Undecided = "undecided" => KindRow {
            severity: Severity::Warning,
            doubt: Doubtable::No,
            told_by: ToldBy::SentenceAndSides,
            next: Next::Look,
            sum: Sum::Objects("could not be decided", "could not be decided"),
            text: Text {
                means: "Two expressions (a check, a default, a predicate), or the queries of a view, are written differently and \
                        could be proved neither equal nor different, not even by the server, which was asked for the plan of both \
                        (`EXPLAIN`, nothing is executed; `--no-server-arbiter` leaves it out, a snapshot has no server). This is \
                        no drift: it is a question for a person. A view that was changed by hand is told this way.",
                usually: Some(
                    "The server prints what it was given in other words, or somebody changed it by hand.",
                ),
                check: &["\\d+ S.T"],
                act: "Nothing, if they mean the same.",
            },
        },
        /// On a table of the ledger, and no recorded migration accounts for it.
        Unexpected = "unexpected" => KindRow {
            severity: Severity::Warning,
            doubt: Doubtable::Yes,
            told_by: ToldBy::Sentence,
            next: Next::Look,
            sum: Sum::Objects("is made by no migration", "are made by no migration"),
            text: Text {
                means: "On a table of the ledger stands a column, index, constraint or trigger that no recorded migration accounts \
                        for.",
                usually: Some("It was made by hand, or by a migration that was taken out of the code since."),
                check: &["\\d+ S.T"],
                act: "If it belongs there, write a migration that creates it with `IF NOT EXISTS`; else remove it.",
            },
        },
        /// A difference that a known blind spot of `sqlmigrate` explains.
        CaptureGap = "capture_gap" => KindRow {
            severity: Severity::Info,
            doubt: Doubtable::No,
            told_by: ToldBy::Sentence,
            next: Next::Nothing,
            sum: Sum::Objects(
                "differs, and sqlmigrate prints less",
                "differ, and sqlmigrate prints less",
            ),
            text: Text {
                means: "A difference that a known blind spot of `sqlmigrate` explains: it prints less than `migrate` executes. A \
                        foreign key column in another app that followed its primary key's new type is the most frequent one; a \
                        foreign key that is printed with the name that its target had before another app renamed it is one too.",
                usually: None,
                check: &["\\d+ S.T"],
                act: "Nothing, or capture the ledger in a way that sees it.",
            },
        },
        /// A stored file had another digest when its migration was last checked.
        Edited = "edited" => KindRow {
            severity: Severity::Warning,
            doubt: Doubtable::No,
            told_by: ToldBy::Sentence,
            next: Next::LogOfFile,
            sum: Sum::Migrations("is not what an earlier run saw", "are not what an earlier run saw"),
            text: Text {
                means: "The stored file had another digest when its migration was last checked, or its row of django_migrations is \
                        not what it was then: gone (`removed`), with another time (`applied`), or there with an old one (`inserted`).",
                usually: Some(
                    "The migration file was edited after it had been applied, and its output was stored again. A row that is gone or \
                     tells another time was most often unapplied, and maybe applied again; one with an old time was written by hand.",
                ),
                check: &[
                    "git log -p -- FILE",
                    "SELECT * FROM S.django_migrations WHERE app OPERATOR(pg_catalog.=) 'APP' ORDER BY id;",
                ],
                act: "Find out why. A ledger that is made to fit the database proves nothing.",
            },
        },
        /// The same thing as another Django release writes it.
        VersionSkew = "version_skew" => KindRow {
            severity: Severity::Info,
            doubt: Doubtable::No,
            told_by: ToldBy::Sentence,
            next: Next::Nothing,
            sum: Sum::Objects(
                "is as another Django release writes it",
                "are as another Django release writes them",
            ),
            text: Text {
                means: "The same thing as another Django release writes it, such as `serial` for an identity column, or an index \
                        whose name has an older hash.",
                usually: Some(
                    "The migration was applied by another Django release than the one whose output is stored.",
                ),
                check: &["\\d+ S.T"],
                act: "Nothing.",
            },
        },
        /// A table that no migration in the ledger accounts for.
        Unmanaged = "unmanaged" => KindRow {
            severity: Severity::Info,
            doubt: Doubtable::No,
            told_by: ToldBy::Sentence,
            next: Next::Nothing,
            sum: Sum::Objects(
                "is of no migration in the ledger",
                "are of no migration in the ledger",
            ),
            text: Text {
                means: "A table that no migration in the ledger accounts for: of another application, of an app without \
                        migrations (`managed = False`), or made by hand.",
                usually: None,
                check: &["\\d+ S.T"],
                act: "Nothing, unless you do not know whose it is.",
            },
        },
    }
}

impl Kind {
    /// The severity of this kind where nothing lowers it. A doubt lowers `missing` to a warning;
    /// who builds the finding decides that and stores the outcome in it.
    #[must_use]
    pub const fn severity(self) -> Severity {
        self.row().severity
    }

    /// Whether a doubt lowers the severity: what the ledger does not tell may explain it.
    #[must_use]
    pub const fn is_doubtable(self) -> bool {
        matches!(self.row().doubt, Doubtable::Yes)
    }
}
