//! The manifest, and the settings.

use std::collections::BTreeSet;
use std::sync::OnceLock;

use reconcile::cli;
use reconcile::rooms::ledger::{Ledger, Manifest};
use reconcile::rooms::migration::MigrationKey;
use reconcile::rooms::record::{self, Node, Plan, Record};
use tempfile::TempDir;

/// A folder in memory that this process alone has.
pub fn folder() -> &'static TempDir {
    static FOLDER: OnceLock<TempDir> = OnceLock::new();
    FOLDER.get_or_init(|| {
        let memory = tempfile::Builder::new()
            .prefix("fuzz-")
            .tempdir_in("/dev/shm");
        memory.or_else(|_| tempfile::tempdir()).expect("a folder")
    })
}

/// A manifest that is read is written and read again as it was, and migrations are planned by it, each choice
/// taken back by taking it twice.
pub fn manifest(text: &str) {
    let path = folder().path().join("manifest.json");
    std::fs::write(path, text).expect("a file");
    let Ok(ledger) = Ledger::open_or_empty(folder().path()) else {
        return;
    };
    let Some(manifest) = ledger.manifest else {
        return;
    };
    let again = serde_json::to_string(&manifest).expect("it is written");
    let again: Manifest = serde_json::from_str(&again).expect("it is read again");
    assert_eq!(again, manifest);
    for migration in manifest.migrations.iter().chain(&manifest.gone) {
        let _ = migration.operation_classes();
    }
    planned(&manifest);
}

fn planned(manifest: &Manifest) {
    let keys = |pairs: &[(String, String)]| -> Vec<MigrationKey> {
        let pairs = pairs.iter();
        pairs
            .map(|(app, name)| MigrationKey::new(&**app, &**name))
            .collect()
    };
    let nodes: Vec<Node> = manifest
        .migrations
        .iter()
        .map(|migration| Node {
            key: migration.key(),
            dependencies: keys(&migration.dependencies),
            run_before: keys(&migration.run_before),
            replaces: keys(&migration.replaces),
        })
        .collect();
    let is_stored = |node: &&Node| node.key.name.len() % 5 != 0;
    let stored: BTreeSet<MigrationKey> = nodes
        .iter()
        .filter(is_stored)
        .map(|it| it.key.clone())
        .collect();
    let applied = nodes.iter().filter(|node| node.key.name.len() % 3 != 0);
    let records: Vec<Record> = applied
        .zip(1..)
        .map(|(node, id)| recorded(node, id))
        .collect();
    consistent(&record::plan(&records, &stored, Some(&nodes)));
    consistent(&record::plan(&records, &stored, None));
}

fn recorded(node: &Node, id: i64) -> Record {
    Record {
        id,
        migration: node.key.clone(),
        applied: None,
        xmin: None,
        follows_aborted: false,
        committed: None,
    }
}

fn consistent(plan: &Plan) {
    let mut seen = BTreeSet::new();
    for step in &plan.steps {
        assert!(seen.insert(&step.migration), "twice: {}", step.migration);
    }
    for choice in 0..plan.alternatives.len() {
        let back = plan.with_alternative(choice).with_alternative(choice);
        assert_eq!(&back, plan, "taken back");
    }
}

/// A file of settings is read or refused, and what it is refused with shows no password that stands in it, whatever
/// stands around.
pub fn settings(text: &str) {
    const SECRET: &str = "s3cretPW";
    let _ = cli::readers::settings("reconcile.toml", text);
    if text.contains("s3cret") {
        return;
    }
    let (before, after) = text.split_once("\n--\n").unwrap_or((text, ""));
    let url = format!("url = \"postgres://me:{SECRET}@db/shop\"");
    if let Err(told) = cli::readers::settings("reconcile.toml", &format!("{before}{url}{after}")) {
        assert!(!told.contains(SECRET), "told: {told}");
    }
}
