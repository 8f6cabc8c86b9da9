//! The plan as a migration, run by older releases of Django.

use std::fs;
use std::path::Path;

use tempfile::TempDir;

use crate::support::cli::Tool;
use crate::support::cluster::Database;
use crate::support::django::{manage_by, print_ledger_by};
use crate::support::dump::schema_of;
use crate::support::folder::copy_of;

/// One that is made, one that is altered, one that is built outside of a transaction, and one that is validated.
const DAMAGE: &str = "DROP TABLE shelf_book_readers;
    ALTER TABLE shelf_label ALTER COLUMN word TYPE varchar(10);
    DO $$ DECLARE name text; BEGIN
      FOR name IN SELECT indexrelid::regclass FROM pg_index WHERE indrelid = 'shelf_simple'::regclass AND NOT indisprimary LOOP
        EXECUTE 'DROP INDEX ' || name;
      END LOOP;
      FOR name IN SELECT conname FROM pg_constraint WHERE conrelid = 'shelf_book'::regclass AND contype IN ('c', 'f') LOOP
        EXECUTE format('ALTER TABLE shelf_book DROP CONSTRAINT %I', name);
      END LOOP;
    END $$";

#[test]
fn older_releases_run_the_migration_on_the_broken_and_on_the_whole() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    for release in ["3.2", "4.2"] {
        let project = copy_of(&root.join("tests/releases"));
        for file in ["manage.py", "servers.py"] {
            let from = root.join("tests/django").join(file);
            fs::copy(from, project.path().join(file)).expect(file);
        }
        let ledger = TempDir::new().expect("a temporary folder");
        let [broken, whole] = [Database::create(), Database::create()];
        print_ledger_by(release, &broken, project.path(), ledger.path());
        let migrate = |database: &Database| {
            let args = ["migrate", "--skip-checks", "--verbosity=0"];
            manage_by(release, project.path(), database, &args);
        };
        migrate(&whole);
        let before = schema_of(&whole);
        broken.execute(DAMAGE);
        let file = project.path().join("shelf/migrations/0005_repair.py");
        let path = file.to_str().expect("a plain path");
        let tool = Tool::new(&broken.url(), ledger.path());
        let outcome = tool.run(&["repair", "--format", "django", "-o", path]);
        assert_eq!(outcome.status, Some(1), "{outcome:#?}");
        let text = fs::read_to_string(&file).expect("a migration");
        assert!(text.contains("    atomic = False\n"), "{text}");
        for database in [&broken, &whole] {
            migrate(database);
            assert_eq!(schema_of(database), before, "Django {release}\n{text}");
        }
    }
}
