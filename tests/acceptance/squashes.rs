//! Every state of a squash that rows and stored outputs can be in: Django records the replaced
//! migrations, the squash, or both, and a project may keep or delete the files of either.

use std::fs;
use std::path::Path;

use tempfile::TempDir;

use crate::support::cli::Tool;
use crate::support::cluster::Database;
use crate::support::report::Report;

const SQUASH: &str = "0001_squashed_0003_c";

/// What the squash replaces: the name and the statement of each.
const PARTS: [(&str, &str); 3] = [
    (
        "0001_a",
        r#"CREATE TABLE "shop_pen" ("id" bigint NOT NULL PRIMARY KEY)"#,
    ),
    (
        "0002_b",
        r#"ALTER TABLE "shop_pen" ADD COLUMN "ink" varchar(20) NULL"#,
    ),
    (
        "0003_c",
        r#"ALTER TABLE "shop_pen" ADD COLUMN "nib" integer NULL"#,
    ),
];

const WHOLE: &str = r#"CREATE TABLE "shop_pen" ("id" bigint NOT NULL PRIMARY KEY, "ink" varchar(20) NULL, "nib" integer NULL)"#;

const MANIFEST: &str = r#"{"migrations": [
    {"app": "shop", "name": "0001_a", "dependencies": []},
    {"app": "shop", "name": "0002_b", "dependencies": [["shop", "0001_a"]]},
    {"app": "shop", "name": "0003_c", "dependencies": [["shop", "0002_b"]]},
    {"app": "shop", "name": "0001_squashed_0003_c", "dependencies": [],
     "replaces": [["shop", "0001_a"], ["shop", "0002_b"], ["shop", "0003_c"]]}]}"#;

/// What Django recorded.
#[derive(Debug, Clone, Copy)]
struct Rows {
    parts: usize,
    squash: bool,
}

impl Rows {
    /// What Django leaves: on the way, before the squash was written, since, and pruned.
    const ALL: [Self; 5] = [
        Self {
            parts: 1,
            squash: false,
        },
        Self {
            parts: 2,
            squash: false,
        },
        Self {
            parts: 3,
            squash: false,
        },
        Self {
            parts: 3,
            squash: true,
        },
        Self {
            parts: 0,
            squash: true,
        },
    ];

    /// How many parts the schema holds.
    fn done(self) -> usize {
        if self.squash { PARTS.len() } else { self.parts }
    }
}

/// Which files there are, and whether a manifest knows what the squash replaces.
#[derive(Debug, Clone, Copy)]
struct Stored {
    parts: [bool; 3],
    squash: bool,
    manifest: bool,
}

impl Stored {
    /// Each set of files but the empty one, which is refused as a ledger.
    fn all(manifest: bool) -> impl Iterator<Item = Self> {
        let bit = |set: u8, at: u8| set & (1 << at) != 0;
        (1..16u8).map(move |set| Self {
            parts: [bit(set, 0), bit(set, 1), bit(set, 2)],
            squash: bit(set, 3),
            manifest,
        })
    }

    fn write(self, ledger: &Path) {
        let app = ledger.join("shop");
        fs::create_dir(&app).expect("a folder");
        let store = |name: &str, statement: &str| {
            fs::write(
                app.join(name).with_extension("sql"),
                format!("{statement};\n"),
            )
            .expect("a stored output");
        };
        for ((name, statement), _) in PARTS.iter().zip(self.parts).filter(|(_, kept)| *kept) {
            store(name, statement);
        }
        if self.squash {
            store(SQUASH, WHOLE);
        }
        if self.manifest {
            fs::write(ledger.join("manifest.json"), MANIFEST).expect("a manifest");
        }
    }

    /// Whether some of these files hold all that the rows say was done.
    fn tells_all(self, rows: Rows) -> bool {
        let done = &self.parts[..rows.done()];
        done.iter().all(|kept| *kept) || self.squash && rows.done() == PARTS.len()
    }
}

/// A database whose rows and schema agree.
fn healthy(rows: Rows) -> Database {
    let database = Database::create();
    database.execute(
        "CREATE TABLE django_migrations (id serial PRIMARY KEY, app varchar(255) NOT NULL,
         name varchar(255) NOT NULL, applied timestamptz NOT NULL)",
    );
    for (_, statement) in &PARTS[..rows.done()] {
        database.execute(statement);
    }
    let parts = PARTS[..rows.parts].iter().map(|(name, _)| *name);
    for name in parts.chain(rows.squash.then_some(SQUASH)) {
        database.execute(&format!(
            "INSERT INTO django_migrations (app, name, applied) VALUES ('shop', '{name}', now())"
        ));
    }
    database
}

/// The alarms; where nothing at all could be measured, there must be some.
fn alarms(database: &Database, stored: Stored) -> Vec<String> {
    let ledger = TempDir::new().expect("a temporary folder");
    stored.write(ledger.path());
    let tool = Tool::new(&database.url(), ledger.path());
    let outcome = tool.run(&["--fail-on", "never", "--format", "json"]);
    assert!(matches!(outcome.status, Some(0 | 2)), "{outcome:#?}");
    let alarms = Report::parse(&outcome.stdout).alarms();
    assert!(
        outcome.status == Some(0) || !alarms.is_empty(),
        "{outcome:#?}"
    );
    alarms
}

#[test]
fn no_state_of_a_squash_is_taken_for_a_fault() {
    for rows in Rows::ALL {
        let database = healthy(rows);
        for stored in Stored::all(false) {
            let alarms = alarms(&database, stored);
            let unmeasured = |alarm: &String| {
                alarm.starts_with("warning no_ledger ") || alarm.starts_with("warning unreadable ")
            };
            assert!(
                alarms.iter().all(unmeasured),
                "{rows:?} {stored:?}: {alarms:#?}"
            );
            assert_eq!(
                alarms.is_empty(),
                stored.tells_all(rows),
                "{rows:?} {stored:?}: {alarms:#?}"
            );
        }
    }
}

#[test]
fn a_column_that_was_dropped_by_hand_is_found_in_every_state_of_a_squash() {
    for rows in Rows::ALL
        .into_iter()
        .filter(|rows| rows.done() == PARTS.len())
    {
        let database = healthy(rows);
        database.execute("ALTER TABLE shop_pen DROP COLUMN nib");
        for stored in Stored::all(true) {
            let alarms = alarms(&database, stored);
            if stored.tells_all(rows) {
                assert_eq!(alarms.len(), 1, "{rows:?} {stored:?}: {alarms:#?}");
                let found = "error missing column shop_pen.nib < shop.000";
                assert!(
                    alarms[0].starts_with(found),
                    "{rows:?} {stored:?}: {alarms:#?}"
                );
            } else {
                assert!(!alarms.is_empty(), "{rows:?} {stored:?}");
            }
        }
    }
}
