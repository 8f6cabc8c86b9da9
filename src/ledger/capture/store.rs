//! Writes what was captured: each file whole or not at all, and the manifest last.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use super::{Captured, Change, Comparison, Fate, Kept};
use crate::io_error;
use crate::ledger::{Counts, Ledger, Manifest, ManifestMigration, digest};
use crate::migration::MigrationKey;

/// A file of the ledger that could not be written. Those before it were.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("cannot write {path}: {cause}")]
pub struct StoreError {
    /// The file or folder.
    pub path: PathBuf,
    /// What the system says.
    pub cause: String,
}

/// What was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Stored {
    /// Stored outputs that are new or were replaced.
    pub files: usize,
    /// Whether the manifest is another one.
    pub manifest: bool,
}

/// Writes what is new, and with `accept` what was edited, is gone, or stood though it is printed
/// otherwise. Of what is gone the file stays: a database may have it on record.
///
/// # Errors
///
/// A file cannot be written, or an app's folder is a link out of the ledger.
pub fn store(
    captured: &Captured,
    found: &Comparison,
    ledger: &Ledger,
    accept: bool,
) -> Result<Stored, StoreError> {
    let mut stored = Stored::default();
    for change in &found.changes {
        if replaces(&change.fate, accept) {
            write_output(&ledger.root, change)?;
            stored.files += usize::from(change.printed.sql.is_some());
        }
    }
    let manifest = manifest(captured, found, ledger, accept);
    if ledger.manifest.as_ref() != Some(&manifest) {
        write_manifest(&ledger.root, &manifest)?;
        stored.manifest = true;
    }
    Ok(stored)
}

/// Whether what is stored gives way to the print.
fn replaces(fate: &Fate, accept: bool) -> bool {
    match fate {
        Fate::New => true,
        Fate::Same | Fate::Facts | Fate::Kept(Kept::Unprintable) => false,
        Fate::Kept(_) | Fate::Edited { .. } => accept,
    }
}

fn write_output(root: &Path, change: &Change) -> Result<(), StoreError> {
    let entry = &change.printed.entry;
    let folder = root.join(&entry.app);
    make_folder(root, &folder)?;
    let path = folder.join(format!("{}.sql", entry.name));
    let Some(sql) = &change.printed.sql else {
        return match fs::remove_file(&path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(failed(&path, &error)),
            _ => Ok(()),
        };
    };
    write(&path, sql.as_bytes(), false)
}

/// Makes an app's folder, and refuses one that lies elsewhere.
fn make_folder(root: &Path, folder: &Path) -> Result<(), StoreError> {
    fs::create_dir_all(folder).map_err(|error| failed(folder, &error))?;
    let real = |path: &Path| fs::canonicalize(path).map_err(|error| failed(path, &error));
    if real(folder)?.starts_with(real(root)?) {
        return Ok(());
    }
    Err(StoreError {
        path: folder.to_owned(),
        cause: "it is a link out of the ledger".to_owned(),
    })
}

fn write_manifest(root: &Path, manifest: &Manifest) -> Result<(), StoreError> {
    let path = root.join("manifest.json");
    let mut text = serde_json::to_vec_pretty(manifest).map_err(|error| StoreError {
        path: path.clone(),
        cause: error.to_string(),
    })?;
    text.push(b'\n');
    fs::create_dir_all(root).map_err(|error| failed(root, &error))?;
    write(&path, &text, true)
}

/// Beside the old file first, then in its place.
fn write(path: &Path, bytes: &[u8], lasting: bool) -> Result<(), StoreError> {
    let folder = path.parent().unwrap_or(Path::new("."));
    let mut builder = tempfile::Builder::new();
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    let written = builder
        .prefix(".reconcile-")
        .tempfile_in(folder)
        .and_then(|mut file| {
            file.write_all(bytes)?;
            if lasting {
                file.as_file().sync_all()?;
            }
            file.persist(path).map_err(|error| error.error)?;
            Ok(())
        });
    written.map_err(|error| failed(path, &error))
}

fn failed(path: &Path, error: &io::Error) -> StoreError {
    StoreError {
        path: path.to_owned(),
        cause: io_error::reason(error),
    }
}

/// The manifest as it is after the capture.
fn manifest(captured: &Captured, found: &Comparison, ledger: &Ledger, accept: bool) -> Manifest {
    let old = ledger.manifest.clone().unwrap_or_default();
    let project = &captured.project;
    let known: BTreeMap<MigrationKey, &ManifestMigration> = old
        .migrations
        .iter()
        .rev()
        .map(|entry| (entry.key(), entry))
        .collect();
    let entries = found.changes.iter().map(|change| {
        let known = known.get(&change.printed.entry.key()).copied();
        entry(change, known, &project.django, ledger, accept)
    });
    let (migrations, gone) = listed(entries.collect(), &old, &found.gone, accept);
    Manifest {
        django: Some(project.django.clone()),
        vendor: Some(project.vendor.clone()),
        server_version: project.server_version.clone(),
        driver: Some(project.driver.clone()),
        alias: Some(project.alias.clone()),
        apps: project.apps.clone(),
        settings: project.settings.clone(),
        counts: Some(counts(&migrations)),
        migrations,
        gone,
    }
}

fn counts(migrations: &[ManifestMigration]) -> Counts {
    Counts {
        migrations: migrations.len(),
        stored: migrations
            .iter()
            .filter(|entry| entry.sql_digest.is_some())
            .count(),
        failed: migrations
            .iter()
            .filter(|entry| entry.error.is_some())
            .count(),
    }
}

/// The entries of what was captured, in their order, then those of other apps and of what is gone. What
/// is gone and accepted is listed apart: a squash does not replace what the manifest knows.
fn listed(
    captured: Vec<ManifestMigration>,
    old: &Manifest,
    gone: &[MigrationKey],
    accept: bool,
) -> (Vec<ManifestMigration>, Vec<ManifestMigration>) {
    let there: BTreeSet<MigrationKey> = captured.iter().map(ManifestMigration::key).collect();
    let gone: BTreeSet<&MigrationKey> = gone.iter().collect();
    let rest = old
        .migrations
        .iter()
        .filter(|entry| !there.contains(&entry.key()));
    let (left, rest): (Vec<_>, Vec<_>) = rest
        .cloned()
        .partition(|entry| accept && gone.contains(&entry.key()));
    let before = old
        .gone
        .iter()
        .filter(|entry| !there.contains(&entry.key()));
    let mut left: Vec<_> = before.cloned().chain(left).collect();
    let named: BTreeSet<MigrationKey> = left.iter().map(ManifestMigration::key).collect();
    // A stored output that the manifest never listed.
    let unlisted = gone.iter().filter(|key| accept && !named.contains(key));
    left.extend(unlisted.map(|key| bare(key)));
    (captured.into_iter().chain(rest).collect(), left)
}

fn bare(key: &MigrationKey) -> ManifestMigration {
    ManifestMigration {
        app: key.app.clone(),
        name: key.name.clone(),
        atomic: true,
        ..ManifestMigration::default()
    }
}

/// What the manifest says of a migration: of its graph what is true now, of its stored output what was
/// true when that was printed.
fn entry(
    change: &Change,
    known: Option<&ManifestMigration>,
    django: &str,
    ledger: &Ledger,
    accept: bool,
) -> ManifestMigration {
    let printed = &change.printed;
    let sql_digest = printed.sql.as_ref().map(|sql| digest(sql.as_bytes()));
    let now = ManifestMigration {
        django: Some(django.to_owned()),
        sql_digest: sql_digest.clone(),
        ..printed.entry.clone()
    };
    if replaces(&change.fate, accept) {
        return now;
    }
    let stored = ledger.get(&printed.entry.key());
    let is_stored =
        stored.is_some_and(|stored| stored.digest == sql_digest) || sql_digest.is_none();
    match (&change.fate, known) {
        (Fate::Kept(_), Some(known)) => stored_before(now, known),
        (Fate::Same | Fate::Facts, Some(known)) if !is_stored => stored_before(now, known),
        (Fate::Edited { .. }, Some(known)) => known.clone(),
        (Fate::Edited { .. }, None) => bare_facts(now),
        // Printed the same before: when that was decides.
        (Fate::Same | Fate::Facts, Some(known)) => ManifestMigration {
            captured_after: known.captured_after.or(now.captured_after),
            ..now
        },
        (Fate::New | Fate::Same | Fate::Facts | Fate::Kept(_), _) => now,
    }
}

/// What is true now, but for what belongs to a stored output that stays.
fn stored_before(now: ManifestMigration, known: &ManifestMigration) -> ManifestMigration {
    ManifestMigration {
        source: known.source.clone(),
        django: known.django.clone(),
        sql_digest: known.sql_digest.clone(),
        volatile: known.volatile.clone(),
        error: known.error.clone(),
        captured_after: known.captured_after,
        ..now
    }
}

/// The graph alone: from which file a stored output came that the manifest did not list, nobody knows.
fn bare_facts(now: ManifestMigration) -> ManifestMigration {
    ManifestMigration {
        source: None,
        django: None,
        path_digest: None,
        sql_digest: None,
        volatile: Vec::new(),
        error: None,
        captured_after: None,
        ..now
    }
}

#[cfg(test)]
mod tests;
