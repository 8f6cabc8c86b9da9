//! What is wrong with the facts that a plan is made from.

use std::fmt;

use crate::migration::MigrationKey;

/// A contradiction in the rows or in the manifest. The plan is complete all the same; the
/// problem says what it had to leave aside.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, thiserror::Error)]
pub enum PlanProblem {
    /// The manifest holds two entries for one migration. The first one counts.
    #[error("the manifest lists {migration} twice; the first counts")]
    RepeatedEntry {
        /// The migration.
        migration: MigrationKey,
    },
    /// Migrations that depend on each other in a circle (or stand between two circles). The
    /// dependencies among them are left aside: they are replayed in the order of their rows.
    #[error("the manifest's dependencies run in a circle through {}; these are replayed in \
                 the order of their rows; capture the manifest again", Listed(.members))]
    DependencyCycle {
        /// All of them, sorted.
        members: Vec<MigrationKey>,
    },
    /// An app has so many migrations with the name of a squash that the names are not believed:
    /// only the manifest tells which of them are squashes.
    #[error(
        "{squashes} migrations of {app} have the name of a squash, too many to be believed; \
                 what they replace is taken from the manifest alone"
    )]
    TooManySquashes {
        /// The app.
        app: String,
        /// How many names look like a squash.
        squashes: usize,
    },
    /// Squashes that replace each other in a circle. Each is taken for an ordinary migration.
    #[error("the manifest says that {} replace each other; each is taken for an ordinary \
                 migration; capture the manifest again", Listed(.members))]
    ReplacementCycle {
        /// All of them, sorted.
        members: Vec<MigrationKey>,
    },
    /// Two squashes share some of what they replace, and neither holds all of the other.
    #[error(
        "the squashes {squash} and {other} overlap, and neither holds the other; {squash} \
                 is replayed only where nothing else covers what it replaces"
    )]
    CrossingSquashes {
        /// The one that is used only where the other leaves everything open.
        squash: MigrationKey,
        /// The one that it crosses.
        other: MigrationKey,
    },
    /// A squash is recorded with some, but not all, of the migrations that it replaces. All
    /// of them are taken as applied, because the squash's own row says so; Django would run those
    /// without a row again.
    #[error("the squash {squash} is recorded, but not {}, which it replaces; Django would run \
                 what has no row again", Listed(.unrecorded))]
    PartlyRecorded {
        /// The recorded squash.
        squash: MigrationKey,
        /// What it replaces and `django_migrations` does not hold, sorted.
        unrecorded: Vec<MigrationKey>,
    },
    /// A squash whose numbers are in use again, of which files of what it replaced are kept and rows are
    /// not: what is stored and has no row may be replaced or new. It is replayed in neither case.
    #[error("neither rows nor files tell whether the squash {squash} replaced {}, or they are \
                 newer and not applied; `reconcile capture` writes a manifest, which does", Listed(.migrations))]
    OpenSquash {
        /// The recorded squash.
        squash: MigrationKey,
        /// Of what it stays open, sorted.
        migrations: Vec<MigrationKey>,
    },
}

impl PlanProblem {
    /// Whether nothing is wrong, but something could not be told.
    #[must_use]
    pub fn is_open(&self) -> bool {
        matches!(self, Self::OpenSquash { .. })
    }
}

/// How many names a sentence holds before the rest is only counted.
const NAMED: usize = 5;

/// Migrations as a list within a sentence.
struct Listed<'a>(&'a [MigrationKey]);

impl fmt::Display for Listed<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (position, migration) in self.0.iter().take(NAMED).enumerate() {
            let comma = if position == 0 { "" } else { ", " };
            write!(f, "{comma}{migration}")?;
        }
        match self.0.len().saturating_sub(NAMED) {
            0 => Ok(()),
            more => write!(f, " and {more} more"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::PlanProblem;
    use crate::migration::MigrationKey;

    #[test]
    fn a_long_list_is_cut_and_counted() {
        let members = (1..=7).map(|number| MigrationKey::new("a", number.to_string()));
        let problem = PlanProblem::DependencyCycle {
            members: members.collect(),
        };
        assert_eq!(
            problem.to_string(),
            "the manifest's dependencies run in a circle through a.1, a.2, a.3, a.4, a.5 and 2 \
             more; these are replayed in the order of their rows; capture the manifest again"
        );
    }
}
