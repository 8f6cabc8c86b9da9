//! The databases that are damaged: that of the matrix, and those that `tests/corpus` made of real projects. Each without rows, and
//! with some.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use crate::matrix::fault::{self, Fault};
use crate::repair::{psql, run_file};
use crate::support::cli::Tool;
use crate::support::cluster::Database;
use crate::support::django::project;
use crate::support::dump::schema_of;

/// A folder of `tests/corpus/run`: of each project a ledger and a dump of what `migrate` made.
const CORPUS: &str = "RECONCILE_REPAIR_CORPUS";

/// A database, and the ledger that made it.
pub(super) struct Ground {
    pub(super) name: String,
    pub(super) faults: Vec<Fault>,
    /// Without rows, and with some.
    databases: [Database; 2],
    ledger: PathBuf,
    schema: Option<Vec<String>>,
    /// What is told of it undamaged.
    told: BTreeSet<String>,
}

impl Ground {
    /// That of the matrix, and those of a corpus where there is one.
    pub(super) fn all() -> Vec<Self> {
        let own = Self::new("matrix", project().database(), project().ledger());
        let projects = std::env::var_os(CORPUS).map_or_else(Vec::new, |folder| {
            let all = fs::read_dir(&folder).expect(CORPUS);
            let mut all: Vec<PathBuf> = all.map(|it| it.expect(CORPUS).path()).collect();
            all.sort();
            all
        });
        let projects = projects.iter().map(|project| {
            let database = Database::create();
            let done = run_file(&database, &project.join("database.sql"));
            assert_eq!(done.status, Some(0), "{}", done.stderr);
            let name = project.file_name().and_then(|it| it.to_str());
            Self::new(name.expect("a name"), database, &project.join("ledger"))
        });
        [own].into_iter().chain(projects).collect()
    }

    /// What its own migrations left behind is repaired first, so that it is whole.
    fn new(name: &str, database: Database, ledger: &Path) -> Self {
        let tool = Tool::new(&database.url(), ledger);
        let plan = tool.run(&["repair"]);
        assert_ne!(plan.status, Some(2), "{name}: {}", plan.stderr);
        let done = psql(&database, &plan.stdout);
        assert_eq!(done.status, Some(0), "{name}: {}", done.stderr);
        let filled = Database::from_template(&database);
        filled.execute(include_str!("rows.sql"));
        Self {
            name: name.to_owned(),
            faults: fault::of(&database, ledger),
            schema: schema_of(&database),
            told: told(&tool).into_keys().collect(),
            databases: [database, filled],
            ledger: ledger.to_owned(),
        }
    }

    /// A copy.
    pub(super) fn database(&self, with_rows: bool) -> Database {
        Database::from_template(&self.databases[usize::from(with_rows)])
    }

    pub(super) fn tool(&self, database: &Database) -> Tool {
        Tool::new(&database.url(), &self.ledger)
    }

    /// Whether it was told before any damage.
    pub(super) fn knows(&self, id: &str) -> bool {
        self.told.iter().any(|it| it.starts_with(id))
    }

    /// What a database has more or less than the undamaged one, as `pg_dump` writes it.
    pub(super) fn unlike(&self, database: &Database) -> Option<String> {
        let (was, now) = (self.schema.as_ref()?, schema_of(database)?);
        if *was == now {
            return None;
        }
        let lost: Vec<&String> = was.iter().filter(|it| !now.contains(it)).collect();
        let added: Vec<&String> = now.iter().filter(|it| !was.contains(it)).collect();
        Some(format!("lost {lost:#?}, added {added:#?}"))
    }
}

/// What is told that somebody has to act on: messages by ids.
pub(super) fn told(tool: &Tool) -> BTreeMap<String, String> {
    let report = tool.report(&["--no-history", "--fail-on", "never"], 0);
    let told = report.findings().filter(|it| it["severity"] != "info");
    let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
    told.map(|it| {
        let message = format!("{}: {}", text(&it["kind"]), text(&it["message"]));
        (text(&it["id"]), message.trim_end().to_owned())
    })
    .collect()
}

/// Of each column of each table, by numbers that a rename leaves alone, how many rows there are and what they hold.
pub(super) fn rows(database: &Database) -> BTreeMap<String, String> {
    let queries = database.texts(
        "SELECT format('SELECT %L, count(*)::text || md5(coalesce(string_agg(%I::text, chr(1) ORDER BY %I::text COLLATE \"C\"), '''')) FROM ONLY %s',
                       c.oid || '.' || a.attnum || ' ' || c.oid::regclass || '.' || a.attname, a.attname, a.attname, c.oid::regclass)
         FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_attribute a ON a.attrelid = c.oid
         WHERE c.relkind = 'r' AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
           AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''",
    );
    let rows = database.connect().query(&queries.join(" UNION ALL "), &[]);
    let rows = rows.expect("the rows");
    rows.iter().map(|row| (row.get(0), row.get(1))).collect()
}
