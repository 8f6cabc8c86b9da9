//! The wide oracle: what PostgreSQL took of a sequence is the ledger of one migration, and the program
//! that reads it has nothing to say of the database.

use std::fs;
use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{LazyLock, Mutex, PoisonError};

use postgres::Client;
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::{TestCaseError, TestError};
use serde_json::{Value, json};
use tempfile::TempDir;

use super::{KNOWABLE, grammar, runner};
use crate::support::cli::Tool;
use crate::support::cluster::Database;
use crate::support::figures;
use crate::support::report::Report;

const RECORDS: &str = "CREATE SCHEMA public;
    CREATE TABLE public.django_migrations (id serial PRIMARY KEY, app varchar(255) NOT NULL,
    name varchar(255) NOT NULL, applied timestamptz NOT NULL DEFAULT now());
    INSERT INTO public.django_migrations (app, name) VALUES ('app', '0001_all')";

const SCHEMAS: &str = "SELECT quote_ident(nspname) FROM pg_namespace
    WHERE nspname !~ '^pg_' AND nspname <> 'information_schema'";

const PUBLICATIONS: &str = "SELECT quote_ident(pubname) FROM pg_publication";

static BENCH: LazyLock<Mutex<Bench>> = LazyLock::new(|| Mutex::new(Bench::new()));

/// How many sequences are tried where nothing else is asked for: about a minute of them.
const SEQUENCES_RUN: u32 = 80;

/// How many sequences and statements were tried, told at the end.
static SEQUENCES: AtomicUsize = AtomicUsize::new(0);
static TAKEN: AtomicUsize = AtomicUsize::new(0);
static REFUSED: AtomicUsize = AtomicUsize::new(0);

/// One database, and the ledger that is held against it.
struct Bench {
    database: Database,
    ledger: TempDir,
}

impl Bench {
    fn new() -> Self {
        let ledger = TempDir::new().expect("a temporary folder");
        fs::create_dir(ledger.path().join("app")).expect("a folder");
        let database = Database::create();
        Self { database, ledger }
    }

    fn fresh(&self) -> Client {
        for schema in self.database.texts(SCHEMAS) {
            self.database
                .execute(&format!("DROP SCHEMA {schema} CASCADE"));
        }
        for publication in self.database.texts(PUBLICATIONS) {
            self.database
                .execute(&format!("DROP PUBLICATION {publication}"));
        }
        self.database.execute(RECORDS);
        self.database.connect()
    }

    /// What the server takes of the statements, and what it refuses for a reason that replay can know.
    fn taken(&self, statements: &[String]) -> (Vec<String>, Vec<String>) {
        let mut client = self.fresh();
        let (mut taken, mut refused) = (Vec::new(), Vec::new());
        let side = "CREATE SCHEMA side".to_owned();
        for statement in std::iter::once(&side).chain(statements) {
            match client.batch_execute(statement) {
                Ok(()) => taken.push(statement.clone()),
                Err(error) => {
                    REFUSED.fetch_add(1, Ordering::Relaxed);
                    let code = error.code().map(postgres::error::SqlState::code);
                    if code.is_some_and(|code| KNOWABLE.contains(&code)) {
                        refused.push(statement.clone());
                    }
                }
            }
        }
        TAKEN.fetch_add(taken.len(), Ordering::Relaxed);
        (taken, refused)
    }

    fn file(&self) -> PathBuf {
        self.ledger.path().join("app/0001_all.sql")
    }

    fn report(&self, statements: &[String]) -> Report {
        let text = format!("{};\n", statements.join(";\n"));
        fs::write(self.file(), text).expect("a stored output");
        let tool = Tool::new(&self.database.url(), self.ledger.path());
        tool.report(&["--no-history", "--fail-on", "never"], 0)
    }

    /// Every finding, but that of the table of records.
    fn findings(&self, statements: &[String]) -> Vec<String> {
        let report = self.report(statements);
        let told = report
            .findings()
            .filter(|finding| finding["object"]["name"] != "django_migrations");
        told.map(|finding| finding["message"].to_string()).collect()
    }
}

fn check(statements: &[String]) -> Result<(), String> {
    let bench = BENCH.lock().unwrap_or_else(PoisonError::into_inner);
    SEQUENCES.fetch_add(1, Ordering::Relaxed);
    let (taken, _) = bench.taken(statements);
    let findings = bench.findings(&taken);
    if findings.is_empty() {
        return Ok(());
    }
    Err(findings.join("\n"))
}

#[test]
fn whatever_the_server_took_leaves_the_program_silent() {
    if figures::folder().is_some() {
        return count();
    }
    let outcome = runner(SEQUENCES_RUN).run(&grammar::sequence(), |statements| {
        check(&statements).map_err(TestCaseError::fail)
    });
    if let Err(TestError::Fail(reason, statements)) = &outcome {
        panic!("{reason}\nafter\n{};", statements.join(";\n"));
    }
    let [sequences, taken, refused] = counts();
    let told = format!("{sequences} sequences, {taken} statements taken, {refused} refused");
    assert!(taken > 3 * sequences, "{told}");
    eprintln!("{told}");
    outcome.expect("the generator");
}

fn counts() -> [usize; 3] {
    [&SEQUENCES, &TAKEN, &REFUSED].map(|count| count.load(Ordering::Relaxed))
}

/// Where figures are wanted, a sequence that differs is counted and the next one tried.
fn count() {
    let mut runner = runner(SEQUENCES_RUN);
    let mut differing = Vec::new();
    for _ in 0..runner.config().cases {
        let tree = grammar::sequence().new_tree(&mut runner);
        let statements = tree.expect("the generator").current();
        if let Err(reason) = check(&statements) {
            differing.push(format!("{reason}\nafter\n{};", statements.join(";\n")));
        }
    }
    let [sequences, taken, refused] = counts();
    let server = Database::create().texts("SHOW server_version");
    let told = json!({
        "server_version": server[0],
        "sequences": sequences,
        "taken": taken,
        "refused": refused,
        "differ": differing.len(),
    });
    figures::keep("oracle", &server[0], &told);
    assert!(differing.is_empty(), "{}", differing.join("\n\n"));
}

/// A statement that the server refuses as the ledger's last one: the program says where it stands.
#[test]
fn a_refused_statement_that_stays_in_the_ledger_is_told() {
    for paragraph in include_str!("refused.sql").split("\n\n") {
        let statements = super::statements(paragraph);
        let bench = BENCH.lock().unwrap_or_else(PoisonError::into_inner);
        let (mut taken, refused) = bench.taken(&statements);
        assert_eq!(refused.len(), 1, "{paragraph}\n{taken:?}");
        taken.extend(refused);
        let report = bench.report(&taken);
        let lines = report.findings().filter(|it| it["kind"] == "unreadable");
        let lines: Vec<&Value> = lines.map(|it| &it["line"]).collect();
        assert_eq!(lines.len(), 1, "{paragraph}\n{:?}", report.alarms());
    }
}

/// What once failed stays: one sequence a paragraph.
#[test]
fn what_once_alarmed_is_silent() {
    for paragraph in include_str!("silent.sql").split("\n\n") {
        if let Err(reason) = check(&super::statements(paragraph)) {
            panic!("{reason}\nafter\n{paragraph}");
        }
    }
}
