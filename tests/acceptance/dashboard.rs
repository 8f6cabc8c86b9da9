//! The dashboard from outside: several histories of real runs on one page, in a folder that others use, too.

use std::collections::BTreeSet;
use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;

use tempfile::TempDir;

use crate::support::browser::look_and_filter;
use crate::support::cli::{Outcome, Tool};
use crate::support::cluster::{Cluster, Database};
use crate::support::forge::tamper;
use crate::support::incident::{ledger, state_a, state_c};

const HOSTILE: &str = "<img src=x onerror=alert(1)>";

/// A database with these tenants of a shop, and its ledger.
pub(crate) fn shop(schemas: &[&str]) -> (Database, TempDir) {
    let database = Database::create();
    let ledger = TempDir::new().expect("a temporary folder");
    fs::create_dir(ledger.path().join("shop")).expect("a folder");
    let sql = "CREATE TABLE \"shop_item\" (\"id\" bigint NOT NULL PRIMARY KEY, \"name\" text);";
    fs::write(ledger.path().join("shop/0001_initial.sql"), sql).expect("a stored output");
    for schema in schemas {
        database.execute(&format!(
            "CREATE SCHEMA \"{schema}\"; SET search_path = \"{schema}\";
             CREATE TABLE django_migrations (id serial PRIMARY KEY, app varchar(255) NOT NULL,
                 name varchar(255) NOT NULL, applied timestamptz NOT NULL DEFAULT now());
             INSERT INTO django_migrations (app, name) VALUES ('shop', '0001_initial'); {sql}"
        ));
    }
    (database, ledger)
}

/// Writes the dashboard of these histories into `www`.
fn dashboard(tool: &Tool, histories: &[&Path], exit: i32) -> Outcome {
    let histories = histories.iter().flat_map(|path| ["--history", text(path)]);
    let args: Vec<&str> = ["dashboard", "-o", "www"]
        .into_iter()
        .chain(histories)
        .collect();
    let done = tool.run_plain(&args);
    assert_eq!(done.status, Some(exit), "{done:#?}");
    done
}

fn text(path: &Path) -> &str {
    path.to_str().expect("a plain path")
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).expect("a page")
}

/// The names of the files in `www`, sorted.
fn files(tool: &Tool) -> Vec<String> {
    let entries = fs::read_dir(tool.dir().join("www")).expect("the folder");
    let names = entries.flatten().map(|it| it.file_name().into_string());
    let mut names: Vec<String> = names.map(|name| name.expect("a plain name")).collect();
    names.sort();
    names
}

/// What the page leads to, each once.
fn links(page: &str) -> Vec<String> {
    let links = page.split("<a href=\"").skip(1);
    let links = links.filter_map(|link| link.split('"').next());
    let links: BTreeSet<String> = links.map(str::to_owned).collect();
    links.into_iter().collect()
}

#[test]
fn every_database_tenant_and_history_is_on_one_page() {
    let (tenants, stored) = shop(&["ta", "tb", HOSTILE]);
    tenants.execute("DROP TABLE ta.shop_item; DROP TABLE tb.django_migrations");
    let (wrong, right) = (state_a(), state_c());
    let [many, incident, agreed] = [
        (&tenants, stored.path().to_owned()),
        (&wrong, ledger()),
        (&right, ledger()),
    ]
    .map(|(database, ledger)| Tool::new(&database.url(), &ledger));
    many.report(&["--all-schemas"], 1);
    incident.report(&[], 1);
    agreed.report(&[], 0);
    let histories = [&many, &incident, &agreed].map(Tool::history);
    let gone = many.dir().join("gone.sqlite3");
    let all: Vec<&Path> = histories.iter().chain([&gone]).map(AsRef::as_ref).collect();
    dashboard(&agreed, &all, 2);

    let folder = agreed.dir().join("www");
    let page = read(&folder.join("index.html"));
    assert!(
        page.contains("2 databases with errors, 1 missing history and 1 database as it should be")
    );
    assert!(page.contains("gone.sqlite3 does not exist yet"), "{page}");
    let place = |words: &str| {
        page.find(words)
            .unwrap_or_else(|| panic!("{words}: {page}"))
    };
    assert!(place("DOES NOT AGREE") < place("AGREES"));
    assert!(place(".ta<") < place("&lt;img src=x"), "errors come first");
    assert!(
        !page.contains(HOSTILE) && !page.contains("postgres"),
        "{page}"
    );
    // Three pages of runs and three reports, each there and led to.
    let mut due = links(&page);
    assert_eq!(due.len(), 6, "{due:?}");
    due.push("index.html".to_owned());
    due.sort();
    assert_eq!(files(&agreed), due);
    look_and_filter(&folder.join("index.html"), "AGREES with");
    dashboard(&agreed, &[&histories[2]], 0);
    let page = read(&folder.join("index.html"));
    assert!(
        page.contains("good-text\">1 database as it should be"),
        "{page}"
    );
    let mut due = links(&page);
    due.extend(["index.html".to_owned(), "index.png".to_owned()]);
    due.sort();
    assert_eq!(files(&agreed), due, "what nothing leads to is gone");
}

#[test]
fn no_file_of_others_is_touched() {
    let (database, ledger) = shop(&["public_shop"]);
    let tool = Tool::new(&database.url(), ledger.path());
    tool.report(&["--schema", "public_shop"], 0);
    let folder = tool.dir().join("www");
    fs::create_dir(&folder).expect("a folder");
    let page = folder.join("index.html");
    fs::write(&page, "<h1>our own</h1>").expect("a page");
    let refused = dashboard(&tool, &[], 2);
    assert!(
        refused
            .stderr
            .contains("index.html is no page of an earlier dashboard"),
        "{refused:#?}"
    );
    assert_eq!(files(&tool), ["index.html"]);
    // Nor is a report of ours that somebody keeps by that name.
    tool.run_plain(&["show", "--format", "html", "-o", text(&page)]);
    dashboard(&tool, &[], 2);
    let elsewhere = tool.dir().join("elsewhere");
    fs::remove_file(&page).expect("a page");
    symlink(&elsewhere, &page).expect("a link");
    dashboard(&tool, &[], 2);
    assert!(!elsewhere.exists());
    fs::remove_file(&page).expect("a link");
    let theirs = ["run-0123456789ab-1.html", "notes.html"];
    for name in theirs {
        fs::write(folder.join(name), "their own").expect("a file");
    }
    dashboard(&tool, &[], 0);
    dashboard(&tool, &[], 0);
    for name in theirs {
        assert_eq!(read(&folder.join(name)), "their own");
    }
    assert_eq!(files(&tool).len(), 5, "{:?}", files(&tool));
    let none = tool.run_plain(&["dashboard"]);
    assert!(
        none.stderr.contains("name a folder with -o DIR"),
        "{none:#?}"
    );
    assert_eq!(none.status, Some(2));
}

#[test]
fn of_an_altered_history_nothing_is_told_but_that() {
    let (database, ledger) = shop(&["public_shop"]);
    let tool = Tool::new(&database.url(), ledger.path());
    tool.report(&["--schema", "public_shop"], 0);
    tamper(&tool, "UPDATE run SET warnings = 7");
    dashboard(&tool, &[], 1);
    let page = read(&tool.dir().join("www/index.html"));
    assert!(
        page.contains("bad-text\">1 history not as written"),
        "{page}"
    );
    assert!(!page.contains("AGREES"), "{page}");
    let report = links(&page);
    assert_eq!(report.len(), 1, "{report:?}");
    let report = read(&tool.dir().join("www").join(&report[0]));
    assert!(report.contains("NOT as it was written"), "{report}");
}

#[test]
fn runs_that_were_missed_and_schemas_that_nobody_measured_are_told() {
    let (database, ledger) = shop(&["ta", "tb"]);
    let tool = Tool::new(&database.url(), ledger.path());
    database.execute("UPDATE tb.django_migrations SET app = 'other'; DROP TABLE tb.shop_item");
    tool.report(&["--all-schemas"], 2);
    let settings = "[report]\nevery = \"1d\"\n";
    fs::write(tool.dir().join("reconcile.toml"), settings).expect("settings");
    dashboard(&tool, &[], 2);
    let page = read(&tool.dir().join("www/index.html"));
    assert!(
        page.contains("bad-text\">1 database not all measured"),
        "{page}"
    );
    assert!(page.contains("nothing in tb"), "{page}");
    assert!(page.contains("6 runs missed in 7 days"), "{page}");
    assert!(
        page.contains("no migration that is recorded there has a stored output"),
        "{page}"
    );
}

#[test]
fn a_tenant_is_told_once_by_its_newest_run() {
    let (database, ledger) = shop(&["ta", "tb"]);
    let tool = Tool::new(&database.url(), ledger.path());
    tool.report(&["--schema", "t*"], 0);
    database.execute("DROP TABLE tb.shop_item");
    tool.report(&["--schema", "tb*"], 1);
    dashboard(&tool, &[], 1);
    let page = read(&tool.dir().join("www/index.html"));
    assert!(
        page.contains("bad-text\">1 database with errors<"),
        "{page}"
    );
    assert!(page.contains("newer runs found errors in tb"), "{page}");
    assert_eq!(page.matches(".tb<").count(), 1, "{page}");
    let green = page.matches("<tr class=\"agrees").count();
    assert_eq!(green, 1, "ta alone: {page}");
}

#[test]
fn a_database_that_was_made_anew_is_told_from_the_one_before() {
    let (database, ledger) = shop(&["public_shop"]);
    let tool = Tool::new(&database.url(), ledger.path());
    tool.report(&["--schema", "public_shop"], 0);
    let name = database.name();
    let mut server = Cluster::get().connect("postgres");
    for sql in [
        format!("ALTER DATABASE {name} RENAME TO {name}_old"),
        format!("CREATE DATABASE {name} TEMPLATE {name}_old"),
        format!("DROP DATABASE {name}_old"),
    ] {
        server.batch_execute(&sql).expect(&sql);
    }
    tool.report(&["--schema", "public_shop"], 0);
    dashboard(&tool, &[], 0);
    let page = read(&tool.dir().join("www/index.html"));
    let answer = "doubtful-text\">1 database replaced by another and 1 database as it should be<";
    assert!(page.contains(answer), "{page}");
    assert_eq!(page.matches("WAS REPLACED").count(), 1, "{page}");
    assert_eq!(page.matches("identity ").count(), 2, "{page}");
}
