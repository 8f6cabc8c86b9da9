//! The files of docs/examples, taken as they are into a Django project, and run as their hosts would.

use std::fs;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;
use tempfile::TempDir;

use crate::support::cli::Outcome;
use crate::support::cluster::Database;
use crate::support::django::manage_of;

/// What a host keeps for a job.
const SECRETS: [(&str, &str); 1] = [("${{ secrets.RECONCILE_PASSWORD }}", "right-horse")];

/// A project with the examples in it, and its database.
pub(crate) struct Shop {
    dir: TempDir,
    database: Database,
}

impl Shop {
    /// Its ledger is captured; its database is empty.
    fn new() -> Self {
        let dir = TempDir::new().expect("a temporary folder");
        for name in ["manage.py", "settings.py", "store"] {
            symlink(
                root().join("tests/causes").join(name),
                dir.path().join(name),
            )
            .expect("a link");
        }
        let database = Database::create();
        let settings = example("reconcile.toml");
        let url = "postgres://auditor@db.internal/shop";
        assert!(settings.contains(url), "{settings}");
        let settings = settings.replace(url, &database.url_as("keyed"));
        fs::write(dir.path().join("reconcile.toml"), settings).expect("reconcile.toml");
        let shop = Self { dir, database };
        let captured = shop.run("reconcile capture -- python manage.py", &[]);
        assert_eq!(captured.status, Some(0), "{captured:#?}");
        shop
    }

    /// The same, with everything applied.
    pub(crate) fn migrated() -> Self {
        let shop = Self::new();
        let project = root().join("tests/causes");
        manage_of(&project, &shop.database, "", &["migrate"]);
        shop.database
            .execute("GRANT SELECT ON django_migrations TO keyed");
        shop
    }

    /// Runs a script as a job of a CI does, with the program and Django on its path.
    pub(crate) fn run(&self, script: &str, variables: &[(String, String)]) -> Outcome {
        let bin = Path::new(env!("CARGO_BIN_EXE_reconcile"));
        let bin = bin.parent().expect("a folder");
        let venv = root().join("target/test-env/venv/bin");
        let path = format!("{}:{}:/usr/bin:/bin", bin.display(), venv.display());
        let mut command = Command::new("bash");
        command
            .env_clear()
            .env("RECONCILE_TEST_DB_HOST", self.database.socket())
            .env("RECONCILE_TEST_DB_NAME", self.database.name())
            .env("PYTHONDONTWRITEBYTECODE", "1")
            .envs(variables.iter().cloned())
            .env("PATH", path)
            .env("HOME", self.dir.path())
            .env("PYTHONPATH", root().join("tests/django"))
            .current_dir(self.dir.path())
            .args(["--noprofile", "--norc", "-eo", "pipefail", "-c", script]);
        Outcome::of(&mut command)
    }

    fn read(&self, name: &str) -> String {
        fs::read_to_string(self.dir.path().join(name)).unwrap_or_default()
    }

    pub(crate) fn dir(&self) -> &Path {
        self.dir.path()
    }

    /// Its database, as the role that only reads.
    pub(crate) fn url(&self) -> String {
        self.database.url_as("keyed")
    }

    pub(crate) fn damage(&self) {
        self.database
            .execute("ALTER TABLE store_book DROP COLUMN price");
    }
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).to_owned()
}

fn example(name: &str) -> String {
    fs::read_to_string(root().join("docs/examples").join(name)).expect(name)
}

/// A YAML file as its reader has it.
fn yaml(name: &str) -> Value {
    let packages = root().join("target/test-env/formats");
    assert!(packages.is_dir(), "no PyYAML: run tests/run");
    let script =
        "import json, sys, yaml; json.dump(yaml.load(sys.stdin, yaml.BaseLoader), sys.stdout)";
    let out = Command::new(root().join("target/test-env/venv/bin/python"))
        .args(["-c", script])
        .env("PYTHONPATH", packages)
        .stdin(fs::File::open(root().join("docs/examples").join(name)).expect(name))
        .output()
        .expect("Python of target/test-env: run tests/run");
    serde_json::from_slice(&out.stdout).expect(name)
}

/// The variables of a job, with what its host fills in; `database` stands for the server beside the job.
fn variables(of: &Value, database: &Database) -> Vec<(String, String)> {
    let of = of.as_object().into_iter().flatten();
    of.map(|(key, value)| {
        let mut value = value.as_str().expect("a text").to_owned();
        for (name, kept) in SECRETS {
            value = value.replace(name, kept);
        }
        if key == "DATABASE_URL" {
            value = database.url();
        }
        (key.clone(), value)
    })
    .collect()
}

/// The steps of a GitHub job that run something, but for the one that installs: names and scripts.
fn steps(job: &Value) -> Vec<(String, String)> {
    let steps = job["steps"].as_array().expect("steps").iter();
    let steps = steps.filter_map(|step| {
        let name = step["name"].as_str().unwrap_or_default();
        let script = step["run"].as_str()?;
        (name != "Install").then(|| (name.to_owned(), script.to_owned()))
    });
    steps.collect()
}

/// The lines of one part of a GitLab job, as one script.
fn script(job: &Value, part: &str) -> String {
    let lines = job[part].as_array().expect(part).iter();
    let lines = lines.map(|line| line.as_str().expect("a line"));
    lines.collect::<Vec<_>>().join("\n")
}

#[test]
fn the_gate_on_github_passes_what_migrate_made_and_stops_what_is_not_stored() {
    let workflow = yaml("github-actions.yml");
    let gate = &workflow["jobs"]["gate"];
    let shop = Shop::new();
    let variables = variables(&gate["env"], &shop.database);
    let steps = steps(gate);
    let names: Vec<&str> = steps.iter().map(|step| step.0.as_str()).collect();
    assert_eq!(names, ["Check the ledger", "Migrate", "Reconcile"]);
    for (name, script) in &steps {
        let done = shop.run(script, &variables);
        assert_eq!(done.status, Some(0), "{name}: {done:#?}");
    }
    assert!(shop.read("reconcile.sarif").contains("\"2.1.0\""));

    fs::remove_file(shop.dir.path().join("ledgers/store/0006_note.sql")).expect("a stored output");
    let stopped = shop.run(&steps[0].1, &variables);
    assert_eq!(stopped.status, Some(1), "{stopped:#?}");
    assert!(stopped.stdout.contains("store.0006_note"), "{stopped:#?}");
    let stopped = shop.run(&steps[2].1, &variables);
    assert_eq!(stopped.status, Some(1), "{stopped:#?}");
    assert!(stopped.stdout.contains("::warning"), "{stopped:#?}");
    assert!(stopped.stdout.contains("no_ledger"), "{stopped:#?}");
}

#[test]
fn the_night_on_github_fails_on_what_is_new_and_once() {
    let workflow = yaml("github-actions.yml");
    let job = &workflow["jobs"]["production"];
    let shop = Shop::migrated();
    let variables = variables(&job["env"], &shop.database);
    let steps = steps(job);
    let night = || -> Vec<Option<i32>> {
        let done = steps.iter().map(|(_, script)| shop.run(script, &variables));
        done.map(|outcome| outcome.status).collect()
    };
    assert_eq!(night(), [Some(0), Some(0)]);
    shop.damage();
    assert_eq!(night(), [Some(1), Some(0)]);
    assert!(shop.read("run.html").contains("DOES NOT AGREE"));
    assert!(shop.read("week.html").contains("missing column"));
    assert_eq!(night(), [Some(0), Some(0)]);
}

#[test]
fn the_jobs_of_gitlab_do_the_same() {
    let file = yaml("gitlab-ci.yml");
    let gate = &file["reconcile-gate"];
    let shop = Shop::new();
    let variables = variables(&gate["variables"], &shop.database);
    let done = shop.run(&script(gate, "script"), &variables);
    assert_eq!(done.status, Some(0), "{done:#?}");
    assert!(shop.read("reconcile.xml").contains("<testsuites"));

    let job = &file["reconcile-production"];
    let shop = Shop::migrated();
    let variables = [("PGPASSWORD".to_owned(), "right-horse".to_owned())];
    let night = || {
        let status = shop.run(&script(job, "script"), &variables).status;
        (
            status,
            shop.run(&script(job, "after_script"), &variables).status,
        )
    };
    assert_eq!(night(), (Some(0), Some(0)));
    shop.damage();
    assert_eq!(night(), (Some(1), Some(0)));
    assert!(shop.read("week.html").contains("missing column"));
}

#[test]
fn the_first_run_with_the_settings_warns_of_nothing_and_their_waiver_is_one() {
    let shop = Shop::migrated();
    let look = || {
        let strict = "reconcile --database production --no-history --fail-on warning";
        shop.run(
            strict,
            &[("PGPASSWORD".to_owned(), "right-horse".to_owned())],
        )
    };
    let first = look();
    assert_eq!(first.status, Some(0), "{first:#?}");

    let settings = shop.read("reconcile.toml");
    let (before, waiver) = settings.split_once("\n#[[waivers]]").expect("a waiver");
    let waiver = waiver.replace("\n#", "\n");
    let settings = format!("{before}\n[[waivers]]{waiver}");
    fs::write(shop.dir.path().join("reconcile.toml"), settings).expect("reconcile.toml");
    let idle = look();
    assert_eq!(idle.status, Some(1), "{idle:#?}");
    assert!(idle.stdout.contains("public.legacy_*"), "{idle:#?}");
}

/// The command of a line of the crontab, with the example's folders replaced by those of the test.
fn cron(schedule: &str, shop: &Shop, anchor: &Path) -> String {
    let table = example("crontab");
    let line = table.lines().find(|line| line.starts_with(schedule));
    let line = line.expect("a line of the crontab");
    let command = line
        .splitn(6, char::is_whitespace)
        .nth(5)
        .expect("a command")
        .trim();
    let examples = root().join("docs/examples").display().to_string();
    command
        .replace("/srv/shop/docs/examples", &examples)
        .replace("/srv/www", &format!("{}/www", shop.dir.path().display()))
        .replace("/srv/shop", &shop.dir.path().display().to_string())
        .replace("/mnt/audit/shop.anchor", &anchor.display().to_string())
}

#[test]
fn cron_is_silent_until_something_is_new_and_writes_the_week() {
    let shop = Shop::migrated();
    let audit = TempDir::new().expect("a temporary folder");
    let anchor = audit.path().join("shop.anchor");
    let night = cron("17 4", &shop, &anchor);
    let week = cron("37 5", &shop, &anchor);
    let variables = [("PGPASSWORD".to_owned(), "right-horse".to_owned())];
    let run = |command: &str| {
        let done = shop.run(command, &variables);
        (done.status, done.stdout, done.stderr)
    };
    let silence = (Some(0), String::new(), String::new());
    assert_eq!(run(&night), silence);
    let hour = cron("27 *", &shop, &anchor);
    let page = || {
        assert_eq!(run(&hour), silence);
        shop.read("www/schemas/index.html")
    };
    assert!(page().contains("1 database as it should be"), "{}", page());
    shop.damage();
    let (status, mail, errors) = run(&night);
    assert_eq!((status, errors.as_str()), (Some(1), ""));
    assert!(mail.contains("missing column store_book.price"), "{mail}");
    assert!(page().contains("1 database with errors"), "{}", page());
    assert_eq!(run(&night), silence);

    let (status, mail, errors) = run(&week);
    assert_eq!((status, errors.as_str()), (Some(0), ""), "{mail}");
    let reports = fs::read_dir(shop.dir.path().join("reports")).expect("the reports");
    let pages = reports.filter(|entry| {
        let path = entry.as_ref().expect("an entry").path();
        path.extension().is_some_and(|end| end == "html")
    });
    assert_eq!(pages.count(), 1);

    // A history that was made anew holds none of the seals before it.
    fs::remove_dir_all(shop.dir.path().join(".reconcile")).expect("the history");
    run(&night);
    let (status, mail, _) = run(&week);
    assert_eq!(status, Some(1), "{mail}");
    assert!(mail.contains("no run has the seal of the anchor"), "{mail}");
    let reports = fs::read_dir(shop.dir.path().join("reports")).expect("the reports");
    let page = reports
        .filter_map(|entry| Some(entry.ok()?.path()))
        .find(|path| path.extension().is_some_and(|end| end == "html"));
    let page = fs::read_to_string(page.expect("a page")).expect("the page");
    assert!(
        page.contains("holds no run, and the anchor proves that there were runs"),
        "{page}"
    );
}

/// A webhook that takes one request: its port, and what comes.
fn webhook() -> (u16, std::thread::JoinHandle<Value>) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = listener.local_addr().expect("a port").port();
    let taken = std::thread::spawn(move || {
        let (stream, _) = listener.accept().expect("a request");
        let mut reader = BufReader::new(stream.try_clone().expect("a connection"));
        let mut length = 0;
        let mut line = String::new();
        while reader.read_line(&mut line).expect("a head") > 2 {
            let told = line.to_ascii_lowercase();
            if let Some(told) = told.strip_prefix("content-length:") {
                length = told.trim().parse().expect("a length");
            }
            line.clear();
        }
        let mut body = vec![0; length];
        reader.read_exact(&mut body).expect("a body");
        let mut stream = stream;
        stream
            .write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
            .expect("to answer");
        serde_json::from_slice(&body).expect("JSON")
    });
    (port, taken)
}

#[test]
fn what_is_new_is_told_in_the_chat() {
    let shop = Shop::migrated();
    let night = cron("17 4", &shop, &shop.dir.path().join("anchor"));
    let told = |password: &str, status| {
        let (port, taken) = webhook();
        let address = format!("http://127.0.0.1:{port}/services/secret");
        let variables = [
            ("PGPASSWORD".to_owned(), password.to_owned()),
            ("RECONCILE_WEBHOOK".to_owned(), address),
        ];
        let done = shop.run(&night, &variables);
        assert_eq!(done.status, Some(status), "{done:#?}");
        let printed = format!("{}{}", done.stdout, done.stderr);
        assert!(!printed.contains("services/secret"), "{done:#?}");
        // So that nobody waits for what never comes.
        let _ = TcpStream::connect(("127.0.0.1", port));
        taken.join().expect("what was told")
    };
    let quiet = [("PGPASSWORD".to_owned(), "right-horse".to_owned())];
    assert_eq!(shop.run(&night, &quiet).status, Some(0));
    shop.damage();
    let message = told("right-horse", 1);
    let text = message["text"].as_str().expect("a text");
    assert!(text.contains("DOES NOT AGREE"), "{message:#}");
    assert!(
        message.to_string().contains("column store_book.price"),
        "{message:#}"
    );
    let message = told("wrong", 2);
    assert!(
        message["text"]
            .as_str()
            .is_some_and(|it| it.contains("could not measure")),
        "{message:#}"
    );
}

#[test]
fn a_night_on_which_nothing_is_measured_is_told_each_time() {
    let shop = Shop::migrated();
    let night = cron("17 4", &shop, &shop.dir.path().join("anchor"));
    let ledger = shop.dir.path().join("ledgers");
    fs::rename(ledger.join("store"), ledger.join("ghost")).expect("stored outputs of nothing");
    let variables = [("PGPASSWORD".to_owned(), "right-horse".to_owned())];
    // The first time that is new.
    for status in [1, 2, 2] {
        let done = shop.run(&night, &variables);
        assert_eq!(done.status, Some(status), "{done:#?}");
        assert!(done.stdout.contains("NOTHING WAS CHECKED"), "{done:#?}");
    }
}

#[test]
fn a_night_without_a_database_is_told() {
    let shop = Shop::migrated();
    let night = cron("17 4", &shop, &shop.dir.path().join("anchor"));
    let done = shop.run(&night, &[]);
    assert_eq!((done.status, done.stdout.as_str()), (Some(2), ""));
    assert!(done.stderr.contains("password"), "{done:#?}");
}
