//! What a project prints now against what is stored of it.
//!
//! Not every print that differs is an edit. What decides is the migration's own file: where it is the
//! one that was captured, its stored output stands, as it may tell better than a new print what was run.

use std::collections::{BTreeMap, BTreeSet};

use super::{Captured, Printed, Way};
use crate::ledger::{Entry, Ledger, ManifestMigration, digest};
use crate::migration::MigrationKey;

/// What became of the migrations of a ledger.
#[derive(Debug, Clone, PartialEq)]
pub struct Comparison {
    /// One for each printed migration, in the order of `migrate`.
    pub changes: Vec<Change>,
    /// What is stored, and the project has no longer.
    pub gone: Vec<MigrationKey>,
}

/// What became of one migration.
#[derive(Debug, Clone, PartialEq)]
pub struct Change {
    /// What the project printed.
    pub printed: Printed,
    /// What that means for the ledger.
    pub fate: Fate,
}

/// What a print means for the ledger.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fate {
    /// Nothing was known of it.
    New,
    /// It is stored as it is printed now.
    Same,
    /// It is stored as it is printed now, but what the manifest says of it is not so any more.
    Facts,
    /// It is printed otherwise now, and the stored output stands.
    Kept(Kept),
    /// It is printed otherwise now, because it was edited, or something else was.
    Edited {
        /// How that is known.
        edit: Edit,
        /// What is stored.
        stored: String,
    },
}

/// Why a stored output stands, though it is printed otherwise now. The file of the migration is the one
/// that was captured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kept {
    /// Another `--source` printed it.
    Source,
    /// Another release of Django printed it.
    Release,
    /// `sqlmigrate` prints what the database of the moment lets it.
    Database,
    /// It cannot be printed now.
    Unprintable,
}

/// How it is known that a migration was edited.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Edit {
    /// Its file is another one.
    File,
    /// Its file is the same, and still it is printed otherwise: a setting, an earlier migration, or what
    /// it imports is another.
    Otherwise,
    /// The stored output is not the one that was captured.
    Stored,
    /// The manifest does not say from which file the stored output came.
    Unknown,
}

impl Comparison {
    /// The changes of one sort.
    pub fn of(&self, wanted: impl Fn(&Fate) -> bool) -> impl Iterator<Item = &Change> {
        self.changes
            .iter()
            .filter(move |change| wanted(&change.fate))
    }
}

/// Holds what was printed against a ledger. `apps` is what the capture was limited to: of other apps
/// nothing is gone.
#[must_use]
pub fn compare(captured: &Captured, ledger: &Ledger, apps: &[String]) -> Comparison {
    let known = known(ledger);
    let change = |printed: &Printed| {
        let key = printed.entry.key();
        let fate = Held {
            printed,
            way: captured.way,
            django: &captured.project.django,
            known: known.get(&key).copied(),
            stored: ledger.get(&key),
        }
        .fate();
        Change {
            printed: printed.clone(),
            fate,
        }
    };
    Comparison {
        changes: captured.migrations.iter().map(change).collect(),
        gone: gone(captured, ledger, apps),
    }
}

/// The entries of the manifest; of a migration that it lists twice the first one.
fn known(ledger: &Ledger) -> BTreeMap<MigrationKey, &ManifestMigration> {
    let manifest = ledger.manifest.iter();
    let entries = manifest.flat_map(|manifest| manifest.migrations.iter().rev());
    entries.map(|entry| (entry.key(), entry)).collect()
}

fn gone(captured: &Captured, ledger: &Ledger, apps: &[String]) -> Vec<MigrationKey> {
    let manifest = ledger.manifest.as_ref();
    let migrations = captured.migrations.iter();
    let settled = manifest.map_or(&[][..], |manifest| &manifest.gone);
    let there: BTreeSet<MigrationKey> = migrations
        .map(|printed| printed.entry.key())
        .chain(settled.iter().map(ManifestMigration::key))
        .collect();
    let listed = manifest.map_or(&[][..], |manifest| &manifest.migrations);
    let had: BTreeSet<MigrationKey> = listed
        .iter()
        .map(ManifestMigration::key)
        .chain(ledger.entries.keys().cloned())
        .collect();
    let of_scope = |key: &MigrationKey| apps.is_empty() || apps.contains(&key.app);
    had.difference(&there)
        .filter(|key| of_scope(key))
        .cloned()
        .collect()
}

/// One migration on both sides.
struct Held<'a> {
    printed: &'a Printed,
    way: Way,
    django: &'a str,
    known: Option<&'a ManifestMigration>,
    stored: Option<&'a Entry>,
}

impl Held<'_> {
    fn fate(&self) -> Fate {
        match self.stored {
            None => self.without_file(),
            Some(entry) => match &entry.text {
                Ok(text) => self.with_file(text),
                Err(_) => Fate::Edited {
                    edit: Edit::Stored,
                    stored: String::new(),
                },
            },
        }
    }

    fn without_file(&self) -> Fate {
        match self.known {
            Some(known) if self.printed.sql.is_none() && known.error.is_some() => self.facts(known),
            _ => Fate::New,
        }
    }

    fn with_file(&self, stored: &str) -> Fate {
        let old = Text::new(stored, self.known.map_or(&[], |known| &known.volatile));
        if let Some(sql) = &self.printed.sql {
            let new = Text::new(sql, &self.printed.entry.volatile);
            if old.is(&new) || (self.is_same_file() && same(&old, &new)) {
                return self.known.map_or(Fate::Facts, |known| self.facts(known));
            }
        }
        match self.judge(stored) {
            Ok(kept) => Fate::Kept(kept),
            Err(edit) => Fate::Edited {
                edit,
                stored: stored.to_owned(),
            },
        }
    }

    /// Why a stored output that is printed otherwise stands, or how it is known that it does not.
    fn judge(&self, stored: &str) -> Result<Kept, Edit> {
        let Some(known) = self.known.filter(|known| known.path_digest.is_some()) else {
            return Err(Edit::Unknown);
        };
        if !self.is_same_file() {
            return Err(Edit::File);
        }
        if known.sql_digest.as_deref() != Some(&digest_of_text(stored)) {
            return Err(Edit::Stored);
        }
        if known.source.as_deref() != Some(self.way.word()) {
            return Ok(Kept::Source);
        }
        if known.django.as_deref() != Some(self.django) {
            return Ok(Kept::Release);
        }
        match self.way {
            _ if self.printed.sql.is_none() => Ok(Kept::Unprintable),
            Way::Sqlmigrate => Ok(Kept::Database),
            Way::Plan | Way::Migrate | Way::TestRun => Err(Edit::Otherwise),
        }
    }

    fn is_same_file(&self) -> bool {
        let known = self.known.and_then(|known| known.path_digest.as_ref());
        known.is_some() && known == self.printed.entry.path_digest.as_ref()
    }

    /// Whether the manifest still tells what replay goes by.
    fn facts(&self, known: &ManifestMigration) -> Fate {
        let new = &self.printed.entry;
        let graph = known.dependencies == new.dependencies
            && known.run_before == new.run_before
            && known.replaces == new.replaces;
        let rest = known.atomic == new.atomic
            && known.initial == new.initial
            && known.operations == new.operations;
        if graph && rest {
            Fate::Same
        } else {
            Fate::Facts
        }
    }
}

/// A stored output as it is compared: line feeds alone, and without what differs each time.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Text {
    lines: Vec<String>,
}

impl Text {
    /// Takes the literals out that are others each time that they are printed.
    fn new(sql: &str, volatile: &[String]) -> Self {
        let mut text = plain(sql);
        for literal in volatile.iter().filter(|literal| !literal.is_empty()) {
            text = text.replace(literal.as_str(), "<volatile>");
        }
        Self {
            lines: text
                .lines()
                .filter(|line| !counts_data(line))
                .map(str::to_owned)
                .collect(),
        }
    }

    fn is(&self, other: &Self) -> bool {
        self == other
    }

    /// The lines below each comment of an operation, sorted.
    fn sections(&self) -> Vec<Vec<&str>> {
        let mut sections = vec![Vec::new()];
        let mut lines = self.lines.iter().map(String::as_str).peekable();
        while let Some(line) = lines.next() {
            let headed = line == "--" && lines.peek().is_some_and(|next| next.starts_with("-- "));
            if headed {
                sections.extend([lines.next().into_iter().collect(), Vec::new()]);
            } else if let Some(last) = sections.last_mut() {
                last.push(line);
            }
        }
        for section in &mut sections {
            section.sort_unstable();
        }
        sections
    }
}

/// Whether a line is the number of an operation's data statements, which depends on what is there.
fn counts_data(line: &str) -> bool {
    let words = line.strip_prefix("-- ").unwrap_or_default();
    words.ends_with(" data statement") || words.ends_with(" data statements")
}

/// Whether two prints hold the same lines under each operation, whatever their order. Django walks
/// through sets (`unique_together`, related models), and their order is another in each process.
fn same(old: &Text, new: &Text) -> bool {
    old.sections() == new.sections()
}

/// The digest of a stored output, whatever a version control made of its line ends.
fn digest_of_text(stored: &str) -> String {
    digest(plain(stored).as_bytes())
}

fn plain(text: &str) -> String {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    text.replace("\r\n", "\n")
}

#[cfg(test)]
mod tests;
