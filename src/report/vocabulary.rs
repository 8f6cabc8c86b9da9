//! The closed lists of words in a report, each word written once.

use std::borrow::Cow;
use std::fmt;

use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

pub use crate::kind::ObjectKind;

/// Declares an enum whose values are words of the JSON report, each spelled once for all uses.
macro_rules! vocabulary {
    ($(#[$about:meta])* $name:ident { $($(#[$meaning:meta])* $value:ident = $word:literal,)+ }) => {
        $(#[$about])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum $name {
            $($(#[$meaning])* #[serde(rename = $word)] $value,)+
        }

        impl $name {
            /// Every value, in the order of the declaration.
            pub const ALL: &'static [Self] = &[$(Self::$value,)+];

            /// The word as it stands in the JSON report.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$value => $word,)+ }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(self.as_str())
            }
        }
    };
}

vocabulary! {
    /// How much a finding matters; a greater value matters more.
    Severity {
        /// Worth knowing, needs nothing done.
        Info = "info",
        /// Something could not be checked, or is there without a reason.
        Warning = "warning",
        /// The database does not hold what its records say.
        Error = "error",
    }
}

vocabulary! {
    /// What a finding says of its object.
    Kind {
        /// Expected, and found nowhere.
        Missing = "missing",
        /// Not where it is expected, but in another schema or database.
        Misplaced = "misplaced",
        /// There, but one aspect of it differs.
        Different = "different",
        /// A recorded migration dropped or renamed it, and it is still there.
        Surviving = "surviving",
        /// There, but not in force.
        Invalid = "invalid",
        /// In the ledger and in the catalog, but not in `django_migrations`.
        Unrecorded = "unrecorded",
        /// There, and hidden from the application: behind another one, off its path, or not its to read.
        Shadowed = "shadowed",
        /// Recorded, and no stored output: nothing of it could be checked.
        NoLedger = "no_ledger",
        /// A stored output, or a statement of one, could not be read.
        Unreadable = "unreadable",
        /// Two expressions could be proved neither equal nor different.
        Undecided = "undecided",
        /// On a table of the ledger, and no recorded migration accounts for it.
        Unexpected = "unexpected",
        /// A difference that a known blind spot of `sqlmigrate` explains.
        CaptureGap = "capture_gap",
        /// A stored file had another digest when its migration was last checked.
        Edited = "edited",
        /// The same thing as another Django release writes it.
        VersionSkew = "version_skew",
        /// A table that no migration in the ledger accounts for.
        Unmanaged = "unmanaged",
    }
}

impl fmt::Display for ObjectKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl Serialize for ObjectKind {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for ObjectKind {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let word = Cow::<str>::deserialize(deserializer)?;
        Self::from_word(&word).ok_or_else(|| D::Error::unknown_variant(&word, Self::WORDS))
    }
}

impl Kind {
    /// The severity of this kind where nothing lowers it. A doubt lowers `missing` to a warning;
    /// who builds the finding decides that and stores the outcome in it.
    #[must_use]
    pub const fn severity(self) -> Severity {
        match self {
            Self::Missing
            | Self::Misplaced
            | Self::Different
            | Self::Surviving
            | Self::Invalid
            | Self::Unrecorded => Severity::Error,
            Self::Shadowed
            | Self::NoLedger
            | Self::Unreadable
            | Self::Undecided
            | Self::Unexpected
            | Self::Edited => Severity::Warning,
            Self::CaptureGap | Self::VersionSkew | Self::Unmanaged => Severity::Info,
        }
    }
}

vocabulary! {
    /// The one word for a migration.
    Verdict {
        /// At least one effect is misplaced.
        Misrouted = "misrouted",
        /// Every effect is missing.
        Faked = "faked",
        /// At least one effect is missing.
        Partial = "partial",
        /// At least one effect is different, surviving or invalid.
        Drifted = "drifted",
        /// Nothing worse, but at least one effect is undecided, in doubt or unreadable, or could not be measured.
        Undecided = "undecided",
        /// Recorded, and no stored output.
        NoLedger = "no_ledger",
        /// It holds only what leaves no trace in a catalog.
        Opaque = "opaque",
        /// The stored output holds no statement.
        StateOnly = "state_only",
        /// Later recorded migrations replaced all its effects.
        Superseded = "superseded",
        /// Everything that should be there is there.
        Verified = "verified",
        /// Not recorded, and its effects are present.
        Unrecorded = "unrecorded",
        /// Not recorded, and its effects are absent, as they should be.
        Pending = "pending",
    }
}

vocabulary! {
    /// What became of a waiver in a run.
    WaiverState {
        /// It waives at least one finding.
        InForce = "in_force",
        /// Its last day is over.
        Expired = "expired",
        /// It waives nothing that the run found.
        Unused = "unused",
        /// It waives nothing, and the run did not look at all that it may be about.
        OutOfScope = "out_of_scope",
    }
}

vocabulary! {
    /// By which name another database goes.
    SearchedKind {
        /// The settings name it.
        Alias = "alias",
        /// The server has it.
        Database = "database",
    }
}

vocabulary! {
    /// What most likely happened to a migration.
    CauseCode {
        /// Recorded without being run.
        Faked = "faked",
        /// It ran where its objects do not belong.
        RanElsewhere = "ran-elsewhere",
        /// A database router denied it here.
        RouterDenied = "router-denied",
        /// Its transaction was rolled back.
        RolledBack = "rolled-back",
        /// A dump brought the records without the objects.
        RestoredFromDump = "restored-from-dump",
        /// It ran, and its objects were removed since.
        RemovedLater = "removed-later",
        /// Its objects were made, moved or altered after it had been recorded.
        MadeByHandLater = "made-by-hand-later",
        /// It ran, and was not recorded.
        CrashedBeforeRecording = "crashed-before-recording",
    }
}

vocabulary! {
    /// What was seen beside a difference.
    EvidenceCode {
        /// Every row of `django_migrations` was written by one transaction.
        RestoredFromDump = "restored_from_dump",
        /// Another `django_migrations` records the migration too.
        RecordedElsewhere = "recorded_elsewhere",
        /// No table of the app is here, and all are in another database.
        AppInOtherDatabase = "app_in_other_database",
        /// The other database is a copy of this one.
        CopyOfThisDatabase = "copy_of_this_database",
        /// Written later than any migration that touches it was recorded.
        WrittenAfterRecord = "written_after_record",
        /// Made by the transaction of the record, or the one before.
        MadeByItsRun = "made_by_its_run",
        /// Made before the row of an earlier migration was written.
        MadeBeforeRecord = "made_before_record",
        /// The transaction before the record was rolled back.
        AbortedBeforeRecord = "aborted_before_record",
        /// Nothing of it is there, and its transactions wrote a table's row.
        LeftTrace = "left_trace",
        /// Nothing of it is there, and its transactions wrote no table's row.
        NoTrace = "no_trace",
        /// A table has lost columns that no migration dropped.
        LostColumns = "lost_columns",
        /// Too few oids are free for its tables.
        NoRoomForTables = "no_room_for_tables",
        /// As many oids are free as its tables need.
        RoomForTables = "room_for_tables",
        /// Rows were written within milliseconds.
        RecordedTogether = "recorded_together",
        /// The row is younger than another one, and its time is earlier.
        AppliedOutOfOrder = "applied_out_of_order",
        /// The row was committed at another time than it says.
        CommittedAtAnotherTime = "committed_at_another_time",
        /// All objects of a migration without a row were made by one transaction.
        OneTransaction = "one_transaction",
        /// They were made by several transactions.
        SeveralTransactions = "several_transactions",
        /// Some statements of a migration without a row leave no trace in a catalog.
        LeavesNoTrace = "leaves_no_trace",
        /// What the migration was to change is as an earlier one left it.
        AsBefore = "as_before",
        /// A later `DROP ... IF EXISTS` named nothing that was there.
        DroppedNothing = "dropped_nothing",
    }
}

vocabulary! {
    /// What there is of an effect of a migration that is not recorded.
    EffectState {
        /// There, exact or equivalent.
        Present = "present",
        /// Set anew or dropped by a later migration that ran without a row too.
        Replaced = "replaced",
        /// There, without an answer.
        Undecided = "undecided",
        /// There, and not in force.
        Invalid = "invalid",
        /// What it drops or renames is still there.
        Surviving = "surviving",
        /// There, and different.
        Different = "different",
        /// In another schema or database.
        Misplaced = "misplaced",
        /// Nowhere.
        Missing = "missing",
    }
}

vocabulary! {
    /// Which sort of database was measured.
    Engine {
        /// PostgreSQL.
        Postgresql = "postgresql",
        /// SQLite.
        Sqlite = "sqlite",
    }
}

vocabulary! {
    /// Why an absence may be lawful.
    DoubtReason {
        /// A later recorded migration of the same app has no readable stored output.
        LaterNoLedger = "later_no_ledger",
        /// A later operation of the same app cannot be written as SQL.
        LaterOpaque = "later_opaque",
        /// A later operation that names the object was printed after it had run, and so without what it did.
        PrintedLate = "printed_late",
        /// The table is of a sort that no stored output made it, beside an operation that is not SQL.
        MadeAnew = "made_anew",
        /// Another recorded migration makes the same table: one may be a squash of the other.
        MaybeSquash = "maybe_squash",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_is_printed_in_json_as_it_is_named() {
        for kind in Kind::ALL {
            assert_eq!(serde_json::to_string(kind).unwrap(), format!("\"{kind}\""));
        }
        for verdict in Verdict::ALL {
            let read: Verdict = serde_json::from_str(&format!("\"{verdict}\"")).unwrap();
            assert_eq!(read, *verdict);
        }
    }

    #[test]
    fn every_kind_and_every_verdict_has_its_place_in_the_documents() {
        let page = include_str!("../../docs/findings.md");
        for kind in Kind::ALL {
            let heading = format!("\n### {kind}\n\n*{:?}.", kind.severity());
            assert!(page.contains(&heading), "{heading}");
        }
        for verdict in Verdict::ALL {
            assert!(page.contains(&format!("\n| `{verdict}` | ")), "{verdict}");
        }
    }

    #[test]
    fn the_lists_are_as_long_as_the_contract() {
        assert_eq!(Kind::ALL.len(), 15);
        assert_eq!(Verdict::ALL.len(), 12);
        assert_eq!(ObjectKind::ALL.len(), 33);
    }

    #[test]
    fn an_error_outranks_a_warning_and_a_warning_an_info() {
        assert!(Severity::Error > Severity::Warning);
        assert!(Severity::Warning > Severity::Info);
    }

    #[test]
    fn six_kinds_are_errors_and_three_only_inform() {
        let of = |wanted: Severity| move |kind: &&Kind| kind.severity() == wanted;
        let count = |wanted| Kind::ALL.iter().filter(of(wanted)).count();
        assert_eq!(count(Severity::Error), 6);
        assert_eq!(count(Severity::Warning), 6);
        assert_eq!(count(Severity::Info), 3);
    }
}
