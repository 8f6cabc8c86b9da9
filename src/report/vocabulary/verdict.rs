//! The one word for a migration. The table of `docs/findings.md` says the same.

use super::{Text, vocabulary};

/// What hangs on a verdict.
pub(in crate::report) struct VerdictRow {
    pub(in crate::report) meaning: Meaning,
    /// What it means, in half a sentence behind the migration's name.
    pub(in crate::report) told: &'static str,
    pub(in crate::report) text: Text,
}

/// What a verdict means for who has to act.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(in crate::report) enum Meaning {
    Good,
    Unproved,
    Bad,
    /// It is due one day.
    Waiting,
}

vocabulary! {
    /// The one word for a migration.
    Verdict: VerdictRow {
        /// At least one effect is misplaced.
        Misrouted = "misrouted" => VerdictRow {
            meaning: Meaning::Bad,
            told: "it ran, but its objects are not where they are expected",
            text: Text::brief("at least one effect is misplaced", "move the objects: `misplaced`"),
        },
        /// Every effect is missing, and something shows that it was there.
        Removed = "removed" => VerdictRow {
            meaning: Meaning::Bad,
            told: "it was in the database, and nothing of it is there any more",
            text: Text::brief(
                "every effect is missing, and something shows that it was there: an earlier run, a trace in the \
                 catalog, or a later migration that could not have run without it",
                "ask who removed it and why before it is made again: `missing`",
            ),
        },
        /// Every effect is missing, and nothing shows that it ever was there.
        Faked = "faked" => VerdictRow {
            meaning: Meaning::Bad,
            told: "recorded, and nothing of it is in the database",
            text: Text::brief(
                "every effect is missing, and nothing shows that it ever was there. Unless `likely` says more, it was \
                 faked, or removed since: from here it cannot be told",
                "run its SQL: `missing`",
            ),
        },
        /// At least one effect is missing.
        Partial = "partial" => VerdictRow {
            meaning: Meaning::Bad,
            told: "recorded, but only a part of it is in the database",
            text: Text::brief("at least one effect is missing", "run what is missing of its SQL: `missing`"),
        },
        /// At least one effect is different, surviving or invalid.
        Drifted = "drifted" => VerdictRow {
            meaning: Meaning::Bad,
            told: "recorded, but some of what it sets is otherwise in the database",
            text: Text::brief("at least one effect is different, surviving or invalid", "see the findings"),
        },
        /// Nothing worse, but at least one effect is undecided, in doubt or unreadable, or could not be measured.
        Undecided = "undecided" => VerdictRow {
            meaning: Meaning::Unproved,
            told: "nothing is proved wrong, but not everything could be decided",
            text: Text::brief(
                "nothing worse, and at least one effect is undecided, in doubt or unreadable, or could not be \
                 measured",
                "look at it once",
            ),
        },
        /// Recorded, and no stored output.
        NoLedger = "no_ledger" => VerdictRow {
            meaning: Meaning::Unproved,
            told: "nothing of it could be checked, as it has no stored output",
            text: Text::brief("it has no stored output", "capture it"),
        },
        /// It holds only what leaves no trace in a catalog.
        Opaque = "opaque" => VerdictRow {
            meaning: Meaning::Unproved,
            told: "it holds only what leaves no trace in a catalog",
            text: Text::brief(
                "it holds only what leaves no trace in a catalog (RunPython, data changes)",
                "nothing; that it ran cannot be seen",
            ),
        },
        /// The stored output holds no statement.
        StateOnly = "state_only" => VerdictRow {
            meaning: Meaning::Good,
            told: "its stored output holds no statement",
            text: Text::brief("its stored output holds no statement", "nothing"),
        },
        /// Later recorded migrations replaced all its effects.
        Superseded = "superseded" => VerdictRow {
            meaning: Meaning::Good,
            told: "later recorded migrations replaced all its effects",
            text: Text::brief("later recorded migrations replaced all its effects", "nothing"),
        },
        /// Everything that should be there is there.
        Verified = "verified" => VerdictRow {
            meaning: Meaning::Good,
            told: "everything that should be there is there",
            text: Text::brief("everything that should be there is there", "nothing"),
        },
        /// Not recorded, and its effects are present.
        Unrecorded = "unrecorded" => VerdictRow {
            meaning: Meaning::Bad,
            told: "its effects are there, but it is not recorded",
            text: Text::brief(
                "effects are there that nothing else accounts for",
                "finish it, or write its row: `unrecorded`",
            ),
        },
        /// Not recorded, and its effects are absent, as they should be.
        Pending = "pending" => VerdictRow {
            meaning: Meaning::Waiting,
            told: "neither recorded nor there",
            text: Text::brief(
                "its effects are not there; this is no finding",
                "`python manage.py migrate`, when it is due",
            ),
        },
    }
}

impl Verdict {
    /// Whether it is one of a migration that `django_migrations` holds.
    pub(in crate::report) const fn is_recorded(self) -> bool {
        !matches!(self, Self::Unrecorded | Self::Pending)
    }

    /// How people call it: of what waits to be run, what Django says.
    #[must_use]
    pub const fn called(self) -> &'static str {
        match self {
            Self::Pending => "not applied",
            verdict => verdict.as_str(),
        }
    }

    /// Whether it says that something is not as it should be.
    #[must_use]
    pub fn is_bad(self) -> bool {
        self.row().meaning == Meaning::Bad
    }

    /// Whether it says that something is not as it should be, or could not be decided.
    pub(in crate::report) fn needs_a_person(self) -> bool {
        self.is_bad() || self == Self::Undecided
    }
}
