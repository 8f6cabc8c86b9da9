//! One room's words to another's.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use crate::catalog;
use crate::definition::whole;
use crate::history::{Answers, Definition, Inputs, LedgerFile, RecordRow};
use crate::ledger::{Ledger, Manifest, ManifestMigration};
use crate::migration::MigrationKey;
use crate::record::{self, Node, Plan, Record};
use crate::repair::django::Leaves;
use crate::report::{self, Engine, Reach};
use crate::schema::Schema;
use crate::verdict::Capture;

/// What is replayed, and in which order.
pub(super) fn plan(records: &[Record], ledger: &Ledger) -> Plan {
    let stored: BTreeSet<MigrationKey> = ledger.entries.keys().cloned().collect();
    let nodes = ledger.manifest.as_ref().map(nodes);
    record::plan(records, &stored, nodes.as_deref())
}

pub(super) fn nodes(manifest: &Manifest) -> Vec<Node> {
    let keys = |pairs: &[(String, String)]| -> Vec<MigrationKey> {
        pairs
            .iter()
            .map(|(app, name)| MigrationKey::new(&**app, &**name))
            .collect()
    };
    let migrations = manifest.migrations.iter();
    migrations
        .map(|migration| Node {
            key: migration.key(),
            dependencies: keys(&migration.dependencies),
            run_before: keys(&migration.run_before),
            replaces: keys(&migration.replaces),
        })
        .collect()
}

/// What the manifest says of how stored outputs came about, those of migrations that the project has no
/// longer too.
pub(super) fn captures(ledger: &Ledger) -> BTreeMap<MigrationKey, Capture> {
    let manifest = ledger.manifest.iter();
    let entries = manifest.flat_map(|it| it.migrations.iter().chain(&it.gone).rev());
    let capture = |entry: &ManifestMigration| Capture {
        error: entry.error.clone(),
        operations: entry.operation_classes(),
        too_late: entry.captured_after,
    };
    entries.map(|entry| (entry.key(), capture(entry))).collect()
}

/// The migrations of each app after which none of the same app comes; without a manifest, the last by name.
pub(super) fn leaves(ledger: &Ledger) -> Leaves {
    let mut leaves = Leaves::new();
    let Some(manifest) = &ledger.manifest else {
        for key in ledger.entries.keys() {
            // They stand in order.
            leaves.insert(key.app.clone(), vec![key.name.clone()]);
        }
        return leaves;
    };
    let all = || manifest.migrations.iter();
    let own = |it: &ManifestMigration, of: &[(String, String)]| -> Vec<MigrationKey> {
        let of = of.iter().filter(|(app, _)| *app == it.app);
        of.map(|(app, name)| MigrationKey::new(&**app, &**name))
            .collect()
    };
    let passed = all().flat_map(|it| {
        let before = own(it, &it.dependencies).into_iter();
        before.chain(own(it, &it.replaces))
    });
    let passed: BTreeSet<MigrationKey> = passed.collect();
    for migration in all().filter(|it| !passed.contains(&it.key())) {
        let of_app = leaves.entry(migration.app.clone()).or_default();
        of_app.push(migration.name.clone());
    }
    leaves
}

/// The files of migrations that lie in the project: of one that is installed the manifest has a module's name.
pub(super) fn migration_files(ledger: &Ledger) -> BTreeMap<MigrationKey, &str> {
    let migrations = ledger
        .manifest
        .iter()
        .flat_map(|manifest| &manifest.migrations);
    let files = migrations.filter_map(|migration| {
        let path = migration
            .path
            .as_deref()
            .filter(|path| Path::new(path).extension().is_some_and(|end| end == "py"))?;
        Some((migration.key(), path))
    });
    files.collect()
}

/// A sort of database, in the word of the report.
pub(super) fn engine(engine: catalog::Engine) -> Engine {
    match engine {
        catalog::Engine::PostgreSql => Engine::Postgresql,
        catalog::Engine::Sqlite => Engine::Sqlite,
    }
}

pub(super) fn target(target: &catalog::Target) -> report::Target {
    report::Target {
        engine: engine(target.engine),
        server_version: target.server_version.clone(),
        database: target.database.clone(),
        schema: target.schema.clone(),
        address: Some(target.address.clone()),
        identity: target.identity_digest(),
        standby: target.standby.map(|it| report::Standby {
            replayed: it.replayed,
        }),
        taken_at: target.taken_at,
        reach: Reach::Default,
    }
}

/// What the database holds, as a history keeps it, where one does.
pub(super) fn objects(live: &Schema, engine: catalog::Engine, kept: bool) -> Vec<Definition> {
    let objects = kept.then(|| whole::print(live, engine));
    objects
        .into_iter()
        .flatten()
        .map(|(key, text)| Definition::new(key, text))
        .collect()
}

/// Rows as a history keeps them; of `schema`, where the run is over several.
pub(super) fn rows(schema: Option<&str>, records: &[Record]) -> Vec<RecordRow> {
    let rows = records.iter().map(|record| RecordRow {
        schema: schema.map(str::to_owned),
        id: record.id,
        app: record.migration.app.clone(),
        name: record.migration.name.clone(),
        applied: record.applied,
    });
    rows.collect()
}

pub(super) fn of(records: Vec<RecordRow>, ledger: &Ledger) -> Inputs {
    let files = ledger.entries.iter().filter_map(|(key, entry)| {
        Some(LedgerFile {
            app: key.app.clone(),
            name: key.name.clone(),
            digest: entry.digest.clone()?,
        })
    });
    Inputs {
        records,
        files: files.collect(),
        objects: Vec::new(),
        answers: Answers::default(),
    }
}
