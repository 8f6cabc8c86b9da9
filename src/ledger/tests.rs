use std::fs;
use std::path::Path;

use super::*;

fn put(root: &Path, file: &str, bytes: impl AsRef<[u8]>) {
    let path = root.join(file);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, bytes).unwrap();
}

fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    for (file, text) in files {
        put(dir.path(), file, text);
    }
    dir
}

fn key(app: &str, name: &str) -> MigrationKey {
    MigrationKey::new(app, name)
}

#[test]
fn stored_outputs_are_found_one_level_down() {
    let dir = folder(&[
        ("shop/0001_initial.sql", "BEGIN;\r\nCOMMIT;\r\n"),
        ("shop/deeper/0002_x.sql", "x"),
        ("shop/.0003_hidden.sql", "x"),
        ("shop/notes.txt", "x"),
        (".git/0001_x.sql", "x"),
        ("top.sql", "x"),
    ]);
    let ledger = Ledger::open(dir.path()).unwrap();
    let keys: Vec<String> = ledger.entries.keys().map(ToString::to_string).collect();
    assert_eq!(keys, ["shop.0001_initial"]);
    let entry = ledger.get(&key("shop", "0001_initial")).unwrap();
    assert_eq!(entry.file, "shop/0001_initial.sql");
    assert_eq!(entry.text.as_deref(), Ok("BEGIN;\r\nCOMMIT;\r\n"));
    assert_eq!(ledger.manifest, None);
}

#[test]
fn digests_are_those_of_the_raw_bytes() {
    let dir = folder(&[("a/0001.sql", "abc")]);
    let ledger = Ledger::open(dir.path()).unwrap();
    let abc = "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    assert_eq!(
        ledger.entries[&key("a", "0001")].digest.as_deref(),
        Some(abc)
    );
    let same = Ledger::open(folder(&[("a/0001.sql", "abc")]).path()).unwrap();
    assert_eq!(same.digest, ledger.digest);
    for other in [("a/0002.sql", "abc"), ("a/0001.sql", "abd")] {
        assert_ne!(
            Ledger::open(folder(&[other]).path()).unwrap().digest,
            ledger.digest
        );
    }
}

#[test]
fn a_missing_and_an_empty_ledger_say_what_to_do() {
    let dir = tempfile::tempdir().unwrap();
    let missing = Ledger::open(&dir.path().join("none")).unwrap_err();
    assert!(matches!(missing, LedgerError::Missing { .. }));
    assert!(missing.to_string().contains("--ledger"));
    put(dir.path(), "manifest.json", r#"{"migrations": []}"#);
    let empty = Ledger::open(dir.path()).unwrap_err();
    assert!(matches!(empty, LedgerError::Empty { .. }));
    assert!(empty.to_string().contains("sqlmigrate"));
}

#[test]
fn a_file_that_cannot_be_read_spoils_no_neighbour() {
    let dir = folder(&[("a/0001.sql", "fine"), ("a/0003.sql", "much too long")]);
    put(dir.path(), "a/0002.sql", b"ab\xff");
    fs::create_dir(dir.path().join("a/0004.sql")).unwrap();
    let ledger = Ledger::open_with_limit(dir.path(), 8).unwrap();
    let text = |name| ledger.entries[&key("a", name)].text.clone();
    assert_eq!(text("0001").as_deref(), Ok("fine"));
    assert_eq!(text("0002"), Err(ReadProblem::NotUtf8 { offset: 2 }));
    assert_eq!(
        text("0003"),
        Err(ReadProblem::TooLarge { size: 13, limit: 8 })
    );
    assert_eq!(text("0004"), Err(ReadProblem::NotAFile));
    assert_eq!(ledger.entries[&key("a", "0003")].digest, None);
}

#[cfg(unix)]
#[test]
fn links_that_lead_outside_are_refused() {
    use std::os::unix::fs::symlink;

    let outside = folder(&[("0001.sql", "secret")]);
    let dir = folder(&[("a/0001.sql", "fine")]);
    symlink(
        outside.path().join("0001.sql"),
        dir.path().join("a/0002.sql"),
    )
    .unwrap();
    symlink(dir.path().join("a/0001.sql"), dir.path().join("a/0003.sql")).unwrap();
    let ledger = Ledger::open(dir.path()).unwrap();
    let text = |name| ledger.entries[&key("a", name)].text.clone();
    assert_eq!(text("0002"), Err(ReadProblem::LeadsOutside));
    assert_eq!(text("0003").as_deref(), Ok("fine"));
    symlink(outside.path(), dir.path().join("b")).unwrap();
    let refused = Ledger::open(dir.path()).unwrap_err();
    assert!(matches!(refused, LedgerError::LeadsOutside { .. }));
}

#[test]
fn a_name_from_the_database_never_leads_outside() {
    let dir = folder(&[("ledger/a/0001.sql", "fine"), ("secret.sql", "secret")]);
    let ledger = Ledger::open(&dir.path().join("ledger")).unwrap();
    for (app, name) in [
        ("..", "secret"),
        ("a", "../../secret"),
        ("a/..", "a/0001"),
        ("", ""),
    ] {
        assert_eq!(ledger.get(&key(app, name)), None);
    }
}

#[test]
fn the_manifest_tolerates_what_it_does_not_know() {
    let dir = folder(&[
        ("a/0001.sql", ""),
        (
            "manifest.json",
            r#"{"django": "5.2.19", "engine": "postgresql", "new": {}, "migrations": [
                {"app": "a", "name": "0002_squashed", "dependencies": [["b", "__first__"]],
                 "replaces": [["a", "0001"]], "initial": null, "error": "no", "other": 1}]}"#,
        ),
    ]);
    let manifest = Ledger::open(dir.path()).unwrap().manifest.unwrap();
    assert_eq!(manifest.vendor.as_deref(), Some("postgresql"));
    let migration = &manifest.migrations[0];
    assert_eq!(migration.key(), key("a", "0002_squashed"));
    assert_eq!(
        migration.dependencies,
        [("b".to_owned(), "__first__".to_owned())]
    );
    assert!(migration.atomic);
    assert_eq!(migration.error.as_deref(), Some("no"));
}

#[test]
fn a_broken_manifest_is_named_with_its_place() {
    let dir = folder(&[
        ("a/0001.sql", ""),
        ("manifest.json", "{\n  \"migrations\": 7\n}"),
    ]);
    let error = Ledger::open(dir.path()).unwrap_err();
    assert!(
        matches!(error, LedgerError::BrokenManifest { line: 2, .. }),
        "{error}"
    );
    assert!(error.to_string().contains("line 2"));
}

#[test]
fn an_operation_that_holds_others_is_told_by_what_it_does_to_the_database() {
    let dir = folder(&[
        ("a/0001.sql", ""),
        (
            "manifest.json",
            r#"{"migrations": [{"app": "a", "name": "0001", "captured_after": true, "operations": ["AddField",
                {"SeparateDatabaseAndState": {"state_operations": ["AddField"], "database_operations":
                    ["RunSQL", {"SeparateDatabaseAndState": {"database_operations": ["AddIndex"]}}]}}, 7]}]}"#,
        ),
    ]);
    let manifest = Ledger::open(dir.path()).unwrap().manifest.unwrap();
    let migration = &manifest.migrations[0];
    assert_eq!(migration.captured_after, Some(true));
    let classes = migration.operation_classes();
    assert_eq!(
        classes,
        [vec!["AddField"], vec!["RunSQL", "AddIndex"], vec![]]
    );
}
