use super::*;
use crate::ledger::capture::{Printed, Project, Way, compare};

fn printed(app: &str, name: &str, sql: Option<&str>) -> Printed {
    let error = sql.is_none().then(|| "no".to_owned());
    Printed {
        entry: ManifestMigration {
            source: Some("plan".into()),
            path_digest: Some(format!("sha256:{}", sql.unwrap_or_default())),
            error,
            ..bare(&MigrationKey::new(app, name))
        },
        sql: sql.map(str::to_owned),
    }
}

fn project(migrations: Vec<Printed>) -> Captured {
    Captured {
        project: Project {
            django: "5.2".into(),
            vendor: "postgresql".into(),
            ..Project::default()
        },
        way: Way::Plan,
        migrations,
    }
}

fn run(root: &Path, migrations: Vec<Printed>, apps: &[&str], accept: bool) -> Stored {
    let captured = project(migrations);
    let ledger = Ledger::open_or_empty(root).unwrap();
    let apps: Vec<String> = apps.iter().map(|&app| app.to_owned()).collect();
    let found = compare(&captured, &ledger, &apps);
    store(&captured, &found, &ledger, accept).unwrap()
}

fn text(root: &Path, file: &str) -> Option<String> {
    fs::read_to_string(root.join(file)).ok()
}

fn listed_in(root: &Path) -> (Vec<String>, Vec<String>) {
    let manifest = Ledger::open_or_empty(root).unwrap().manifest.unwrap();
    let names = |all: &[ManifestMigration]| all.iter().map(|one| one.key().to_string()).collect();
    (names(&manifest.migrations), names(&manifest.gone))
}

#[test]
fn a_first_capture_writes_all_and_a_second_one_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join("deep/ledgers");
    let all = || vec![printed("a", "1", Some("x;\n")), printed("a", "2", None)];
    let first = run(&root, all(), &[], false);
    assert_eq!((first.files, first.manifest), (1, true));
    assert_eq!(text(&root, "a/1.sql").as_deref(), Some("x;\n"));
    assert_eq!(text(&root, "a/2.sql"), None);
    let manifest = Ledger::open(&root).unwrap().manifest.unwrap();
    assert_eq!(
        manifest.counts,
        Some(Counts {
            migrations: 2,
            stored: 1,
            failed: 1
        })
    );
    assert_eq!(manifest.migrations[1].error.as_deref(), Some("no"));
    assert_eq!(run(&root, all(), &[], false), Stored::default());
    let left: Vec<_> = fs::read_dir(root.join("a")).unwrap().collect();
    assert_eq!(left.len(), 1, "{left:?}");
}

#[test]
fn an_edited_output_stays_until_it_is_accepted_and_the_others_are_written() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    run(root, vec![printed("a", "1", Some("x;\n"))], &[], false);
    let edited = || {
        vec![
            printed("a", "1", Some("y;\n")),
            printed("a", "2", Some("z;\n")),
        ]
    };
    for _ in 0..2 {
        run(root, edited(), &[], false);
        assert_eq!(text(root, "a/1.sql").as_deref(), Some("x;\n"));
        assert_eq!(text(root, "a/2.sql").as_deref(), Some("z;\n"));
        let manifest = Ledger::open(root).unwrap().manifest.unwrap();
        assert_eq!(
            manifest.migrations[0].path_digest.as_deref(),
            Some("sha256:x;\n")
        );
    }
    run(root, edited(), &[], true);
    assert_eq!(text(root, "a/1.sql").as_deref(), Some("y;\n"));
    assert_eq!(run(root, edited(), &[], false), Stored::default());
}

#[test]
fn what_is_gone_keeps_its_file_and_is_listed_apart_once_accepted() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    run(
        root,
        vec![
            printed("a", "1", Some("x;\n")),
            printed("a", "2", Some("y;\n")),
        ],
        &[],
        false,
    );
    let left = || vec![printed("a", "2", Some("y;\n"))];
    run(root, left(), &[], false);
    assert_eq!(listed_in(root), (vec!["a.2".into(), "a.1".into()], vec![]));
    run(root, left(), &[], true);
    assert_eq!(listed_in(root), (vec!["a.2".into()], vec!["a.1".into()]));
    assert_eq!(text(root, "a/1.sql").as_deref(), Some("x;\n"));
    run(
        root,
        vec![
            printed("a", "1", Some("x;\n")),
            printed("a", "2", Some("y;\n")),
        ],
        &[],
        false,
    );
    assert_eq!(listed_in(root), (vec!["a.1".into(), "a.2".into()], vec![]));
}

#[test]
fn one_app_leaves_the_entries_of_the_others() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    run(
        root,
        vec![
            printed("a", "1", Some("x;\n")),
            printed("b", "1", Some("y;\n")),
        ],
        &[],
        false,
    );
    run(
        root,
        vec![printed("b", "1", Some("y;\n")), printed("b", "2", None)],
        &["b"],
        false,
    );
    assert_eq!(listed_in(root).0, ["b.1", "b.2", "a.1"]);
}

#[cfg(unix)]
#[test]
fn an_app_whose_folder_leads_outside_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let outside = tempfile::tempdir().unwrap();
    let captured = project(vec![printed("a", "1", Some("x;\n"))]);
    let ledger = Ledger::open_or_empty(folder.path()).unwrap();
    let found = compare(&captured, &ledger, &[]);
    std::os::unix::fs::symlink(outside.path(), folder.path().join("a")).unwrap();
    let error = store(&captured, &found, &ledger, false).unwrap_err();
    assert!(
        error.to_string().contains("link out of the ledger"),
        "{error}"
    );
    assert_eq!(fs::read_dir(outside.path()).unwrap().count(), 0);
}

#[test]
fn what_was_printed_in_time_stays_so_until_it_is_printed_otherwise() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    let one = |sql: &str, after: Option<bool>| {
        let mut one = printed("a", "1", Some(sql));
        one.entry.captured_after = after;
        vec![one]
    };
    let told = || {
        let manifest = Ledger::open(root).unwrap().manifest.unwrap();
        manifest.migrations[0].captured_after
    };
    run(root, one("x;\n", None), &[], false);
    assert_eq!(told(), None);
    run(root, one("x;\n", Some(false)), &[], false);
    run(root, one("x;\n", Some(true)), &[], false);
    assert_eq!(told(), Some(false));
    run(root, one("y;\n", Some(true)), &[], false);
    assert_eq!(told(), Some(false));
    run(root, one("y;\n", Some(true)), &[], true);
    assert_eq!(told(), Some(true));
}
