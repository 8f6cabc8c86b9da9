//! The closed lists of words in a report: each word written once, with all that hangs on it.

mod evidence;
mod glossary;
mod kind;
mod verdict;

use std::borrow::Cow;
use std::fmt;

use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

pub use crate::kind::ObjectKind;

pub(super) use evidence::LookBack;
pub use evidence::{CauseCode, EvidenceCode};
pub(super) use glossary::GLOSSARY;
pub use kind::Kind;
pub(super) use kind::{Next, Sum, ToldBy};
pub(super) use verdict::Meaning;
pub use verdict::Verdict;

/// Declares an enum whose values are words of the JSON report, each spelled once for all uses. Where a type
/// stands behind its name, each value has a row of that type, in which all stands that depends on the value: so
/// that a new one breaks no list.
macro_rules! vocabulary {
    ($(#[$about:meta])* $name:ident { $($(#[$meaning:meta])* $value:ident = $word:literal,)+ }) => {
        $(#[$about])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
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

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.pad(self.as_str())
            }
        }
    };
    (
        $(#[$about:meta])* $name:ident: $row:ty {
            $($(#[$meaning:meta])* $value:ident = $word:literal => $known:expr,)+
        }
    ) => {
        vocabulary! { $(#[$about])* $name { $($(#[$meaning])* $value = $word,)+ } }

        impl $name {
            /// All that depends on the value.
            pub(in crate::report) const fn row(self) -> &'static $row {
                match self { $(Self::$value => const { &$known },)+ }
            }
        }
    };
}
use vocabulary;

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

/// What a word means. Backquotes mark what is typed or read as it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Text {
    /// What it means, and when it is said.
    pub means: &'static str,
    /// What most often brings it about; none where that depends on the findings, or where it says
    /// nothing is wrong.
    pub usually: Option<&'static str>,
    /// How it is checked by hand: lines for psql, unless they are of another program. `S`, `T` and
    /// `I` stand for a schema, a table and what hangs on it.
    pub check: &'static [&'static str],
    /// What to do about it.
    #[serde(rename = "do")]
    pub act: &'static str,
}

impl Text {
    const fn brief(means: &'static str, act: &'static str) -> Self {
        Self {
            means,
            usually: None,
            check: &[],
            act,
        }
    }
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
    /// What a person looks at or decides before what is suggested is run.
    Caution: &'static str {
        /// A column without a default takes no NULL.
        RowsNeedValue = "rows_need_value"
            => "fails where the table holds rows: give the column a default, or fill it, and set NOT NULL last",
        /// A column is to take no NULL.
        NullsFirst = "nulls_first" => "fails while a row holds NULL: give these rows a value first",
        /// A column becomes of another type.
        Rewrites = "rewrites"
            => "may rewrite the table while nobody can use it; what does not fit fails, or is rounded: try it on a copy",
        /// A column becomes an identity column.
        SequenceBegins = "sequence_begins"
            => "a new sequence begins at its start: set it past the highest value with setval before anybody inserts",
        /// A constraint is added.
        RowsMustHold = "rows_must_hold" => "fails while a row breaks the rule, and locks the table while it looks",
        /// An index is built.
        LocksWrites = "locks_writes" => "nobody can write to the table while it runs: CREATE INDEX CONCURRENTLY takes longer, and lets them",
        /// What is there is dropped first.
        MadeAnew = "made_anew" => "drops what is there and makes it anew: run it in one transaction, at a quiet time",
        /// What others may build on is dropped first.
        RefusedWhileUsed = "refused_while_used"
            => "drops what is there and makes it anew, without its owner, its privileges and what no migration gave it: note these \
                first; the server refuses that while something depends on it, and names what: run it in one transaction",
        /// Views read what is altered.
        ViewsAnew = "views_anew"
            => "may rewrite the table, and makes the views that read it anew, without their owner, their privileges and what no migration \
                gave them: note these first, and run it in one transaction; what does not fit fails, or is rounded: try it on a copy",
        /// A policy, trigger, rule or generated column reads what is altered.
        RefusedBelow = "refused_below"
            => "the server refuses it while a policy, trigger, rule or generated column reads the column: take that away first, and make \
                it again behind it, in one transaction; may rewrite the table",
        /// A published table tells its rows by nothing then.
        UpdatesFail = "updates_fail"
            => "UPDATE and DELETE fail then where the table is published: nothing tells its rows apart",
        /// An identity column becomes an ordinary one.
        IdentityGoes = "identity_goes"
            => "drops its sequence, and with it where that stands: an INSERT that names no value stores NULL then, or fails",
        /// It may hold data.
        HoldsData = "holds_data"
            => "may hold data that somebody needs: look first, then drop it, or take the migration back",
        /// What is there elsewhere is not the same.
        OtherDefinition = "other_definition" => "is not the same there: look at both, and decide which one is right",
        /// It may be another one of that name, or in use.
        LookFirst = "look_first" => "something may use it by now, or it is another one of that name: look at it first",
        /// Something of another sort has the name.
        NameTaken = "name_taken"
            => "fails while something else has this name: look at that first, and rename it or take it away",
        /// It is called otherwise now.
        NameInUse = "name_in_use" => "something may use the name that it has now: look first",
        /// Where it was made, it holds rows.
        RowsElsewhere = "rows_elsewhere" => "makes it empty here: its rows are where it was found",
        /// `migrate --fake` writes more rows than one.
        FakesMore = "fakes_more"
            => "also writes the rows of what it depends on: look at `python manage.py showmigrations` first",
        /// Some of its statements would fail.
        SomeIsThere = "some_is_there" => "prints all of it: run only the statements whose objects are not there",
    }
}

impl Caution {
    /// What to look at or decide.
    #[must_use]
    pub const fn words(self) -> &'static str {
        self.row()
    }
}

vocabulary! {
    /// Where a command is typed.
    Prompt {
        /// A shell in the project's folder.
        Shell = "shell",
        /// psql, as a command of its own.
        Psql = "psql",
        /// psql, or whatever else runs SQL.
        Sql = "sql",
    }
}

vocabulary! {
    /// What hides a table from the application's role: the aspect of a finding of it.
    Hidden {
        /// Its search path.
        Path = "search_path",
        /// What it may not do.
        Privileges = "privileges",
    }
}

vocabulary! {
    /// What a role needs in order to see a table: the first word of what such a finding expects.
    Privilege {
        /// On the schema.
        Usage = "USAGE",
        /// On the table.
        Select = "SELECT",
    }
}

vocabulary! {
    /// Why a constraint is there and not in force, as what there is of its aspect `enabled`.
    NotInForce {
        /// PostgreSQL was told so.
        NotEnforced = "NOT ENFORCED",
        /// `DISABLE TRIGGER ALL` on one of its tables.
        TriggersDisabled = "its triggers disabled",
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

impl Kind {
    /// Whether the cause of what is wrong with a migration is that of such a finding.
    pub(super) const fn has_cause(self) -> bool {
        matches!(
            self,
            Self::Missing
                | Self::Misplaced
                | Self::Different
                | Self::Surviving
                | Self::Invalid
                | Self::Unrecorded
        )
    }
}

impl Engine {
    /// Its name as people write it.
    pub(super) const fn called(self) -> &'static str {
        match self {
            Self::Postgresql => "PostgreSQL",
            Self::Sqlite => "SQLite",
        }
    }
}

impl Privilege {
    /// What a finding expects where `role` lacks it.
    #[must_use]
    pub fn needed_by(self, role: &str) -> String {
        format!("{self} for {role}")
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
        let page = include_str!("../../../docs/findings.md");
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
        assert_eq!(Verdict::ALL.len(), 13);
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
