//! Breakages of a real Django project, each with the whole screen that a person sees, what is typed, and the run
//! after it. `docs/gallery.md` is what came out.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::sync::LazyLock;

use serde_json::Value;
use tempfile::TempDir;

use crate::pictures;
use crate::support::cli::Tool;
use crate::support::cluster::{Cluster, Database};
use crate::support::django::{manage_of, print_ledger, try_manage};

/// Set to write the page instead of holding it against what came out.
const WRITE: &str = "RECONCILE_WRITE_DOCS";

/// One thing that goes wrong.
struct Breakage {
    what: &'static str,
    /// The last migration that ran before it.
    migrated: &'static str,
    breaks: fn(&Database),
    /// The exit status of the run that finds it.
    status: i32,
    /// Whether what is suggested mends it.
    mends: bool,
}

const BREAKAGES: [Breakage; 9] = [
    Breakage {
        what: "A table was dropped by hand",
        migrated: "0006_note",
        breaks: |shop| shop.execute("DROP TABLE store_ink"),
        status: 1,
        mends: true,
    },
    Breakage {
        what: "The last migration was faked",
        migrated: "0005_label",
        breaks: |shop| manage(shop, &["migrate", "--fake"]),
        status: 1,
        mends: true,
    },
    Breakage {
        what: "A table is in another schema",
        migrated: "0006_note",
        breaks: |shop| shop.execute("CREATE SCHEMA attic; ALTER TABLE store_ink SET SCHEMA attic"),
        status: 1,
        mends: true,
    },
    Breakage {
        what: "The process was killed before the record",
        migrated: "0005_label",
        breaks: |shop| {
            try_manage(&project(), shop, "", &["--killed", "migrate"]);
        },
        status: 1,
        mends: true,
    },
    Breakage {
        what: "A migration is not applied here",
        migrated: "0005_label",
        breaks: |_| {},
        status: 0,
        mends: false,
    },
    Breakage {
        what: "An index and a foreign key were dropped",
        migrated: "0006_note",
        breaks: |shop| {
            shop.execute(
                "DROP INDEX book_price;
                 DO $$ DECLARE k text; BEGIN
                   SELECT conname INTO k FROM pg_constraint WHERE conrelid = 'store_pen'::regclass AND contype = 'f';
                   EXECUTE format('ALTER TABLE store_pen DROP CONSTRAINT %I', k);
                 END $$",
            );
        },
        status: 1,
        mends: true,
    },
    Breakage {
        what: "A column was altered by hand",
        migrated: "0006_note",
        breaks: |shop| {
            shop.execute(
                "ALTER TABLE store_pen ALTER COLUMN color TYPE text, ALTER COLUMN color DROP NOT NULL",
            );
        },
        status: 1,
        mends: true,
    },
    Breakage {
        what: "A column is gone",
        migrated: "0006_note",
        breaks: |shop| shop.execute("ALTER TABLE store_pen DROP COLUMN shelf_id"),
        status: 1,
        mends: true,
    },
    Breakage {
        what: "All tables were dropped",
        migrated: "0006_note",
        breaks: |shop| {
            shop.execute(
                "DROP TABLE store_note, store_stamp, store_label, store_ink, store_pen, store_book, store_shelf",
            );
        },
        status: 1,
        mends: true,
    },
];

fn project() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/causes")
}

fn manage(database: &Database, args: &[&str]) {
    manage_of(&project(), database, "", args);
}

/// A server of its own, as each database is called `shop`.
static CLUSTER: LazyLock<&'static Cluster> =
    LazyLock::new(|| Box::leak(Box::new(Cluster::start())));

/// What a breakage came to, as a section of the page.
fn section(breakage: &Breakage, ledger: &Path) -> String {
    let shop = CLUSTER.create_named("shop", "template0");
    manage(&shop, &["migrate", "store", breakage.migrated]);
    let tool = Tool::new(&shop.url(), ledger);
    let before = tool.run(&[]);
    assert_eq!(before.status, Some(0), "{}: {before:#?}", breakage.what);
    (breakage.breaks)(&shop);
    let report = tool.report(&["--no-history"], breakage.status);
    let broken = tool.run(&[]);
    assert_eq!(broken.status, Some(breakage.status), "{broken:#?}");
    let mut page = format!(
        "\n## {}\n\n```text\n{}```\n",
        breakage.what,
        lasting(&broken.stdout, ledger)
    );
    for finding in report.findings() {
        type_in(&shop, finding);
    }
    let after = tool.run(&[]);
    let mended = breakage.status == 0 || after.status == Some(0);
    assert_eq!(mended, breakage.mends || breakage.status == 0, "{after:#?}");
    if breakage.mends {
        let first = after.stdout.lines().next().unwrap_or_default();
        let _ = write!(
            page,
            "\nAfter every command that it suggests (`-v` prints all):\n\n```text\n{first}\n```\n"
        );
    }
    page
}

/// Types what a finding suggests.
fn type_in(shop: &Database, finding: &Value) {
    for command in finding["next"].as_array().into_iter().flatten() {
        let text = command["run"].as_str().expect("a command");
        match command["in"].as_str() {
            Some("sql") => shop.execute(text),
            Some("shell") => {
                let words: Vec<&str> = text.split(' ').collect();
                let args = words.strip_prefix(&["python", "manage.py"][..]);
                manage(shop, args.expect("a command of Django"));
            }
            _ => {}
        }
    }
}

/// The screen without what differs from run to run: the server, the folder, and times.
fn lasting(screen: &str, ledger: &Path) -> String {
    let ledger = ledger.to_str().expect("a plain path");
    // A run before midnight was yesterday's.
    let screen = screen.replace(ledger, "ledgers");
    let screen = screen.replace("(yesterday ", "(today ");
    let mut out = String::new();
    let mut head = false;
    for line in screen.lines() {
        if line.starts_with("  shop at ") {
            head = true;
            out.push_str("  shop at db.internal:5432, schema public, PostgreSQL 15; ledgers holds 6 stored outputs\n");
        }
        head &= line.starts_with("    ") || line.starts_with("  shop at ");
        if !head {
            let words: Vec<String> = line.split(' ').map(timeless).collect();
            out.push_str(&words.join(" "));
            out.push('\n');
        }
    }
    out
}

/// A word, if it is a date or a time of day another one.
fn timeless(word: &str) -> String {
    let shape: String = word
        .chars()
        .map(|letter| if letter.is_ascii_digit() { '9' } else { letter })
        .collect();
    let inner = shape.trim_matches(|letter: char| !letter.is_ascii_digit());
    let other = match inner {
        "9999-99-99" => "2026-01-14",
        "99:99" => "04:13",
        _ => return word.to_owned(),
    };
    shape.replacen(inner, other, 1)
}

#[test]
fn each_breakage_is_told_and_mended_by_what_is_typed() {
    let ledger = TempDir::new().expect("a temporary folder");
    let printed = CLUSTER.create_named("printed", "template0");
    print_ledger(&printed, &project(), ledger.path(), &[]);
    let sections = BREAKAGES.iter().map(|it| section(it, ledger.path()));
    let sections: String = sections.collect();
    let wanted = format!(
        "# Gallery\n\nWhat the screen says of each breakage of a small Django project, on a real server. Made by \
         `{WRITE}=1 tests/run --test acceptance -- gallery`, which also types what is suggested and runs again.\n\
         {sections}\n{}\nThe words are in [glossary.md](glossary.md).\n",
        pictures::section()
    );
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/gallery.md");
    if std::env::var_os(WRITE).is_some() {
        fs::write(&file, wanted).expect("the page");
        return;
    }
    // Lines break elsewhere where names of the server are longer.
    let words = |text: &str| {
        text.split_whitespace()
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    let page = fs::read_to_string(&file).unwrap_or_default();
    assert_eq!(words(&page), words(&wanted), "{WRITE}=1 writes the page");
}
