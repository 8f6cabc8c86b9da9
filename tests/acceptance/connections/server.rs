//! A server that listens, with and without TLS, and what the tool and libpq's own `psql` get of it.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::PathBuf;
use std::process::Command;
use std::sync::LazyLock;
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread::sleep;
use std::time::Duration;

use tempfile::TempDir;

use crate::bad_input::assert_refused;
use crate::support::certificates::Authority;
use crate::support::cli::{Outcome, Tool};
use crate::support::cluster::{Cluster, Database};

/// Who is let in how, at the loopback address.
const HBA: &str = r#"local    all  keyed                                scram-sha-256
local    all  "a@b/c d%"                           scram-sha-256
local    all  all                                  trust
local    replication all                           trust
hostssl  all  only_tls              127.0.0.1/32   trust
hostnossl all only_plain            127.0.0.1/32   trust
hostssl  all  certified             127.0.0.1/32   cert
host     all  only_tls,only_plain,certified 127.0.0.1/32 reject
host     all  keyed,expired         127.0.0.1/32   scram-sha-256
host     all  postgres,crowded      127.0.0.1/32   trust
"#;

/// One migration, so that a run takes no time.
const CREATE: &str = "--\n-- Create model Shelf\n--\nCREATE TABLE \"shop_shelf\" (\"id\" bigint NOT NULL PRIMARY KEY);\n";

const RECORDED: &str = "CREATE TABLE django_migrations (id bigint, app varchar(255), name varchar(255), applied timestamptz);
INSERT INTO django_migrations VALUES (1, 'shop', '0001_initial', now());";

const ROLES: &str = r#"
CREATE ROLE only_tls LOGIN; CREATE ROLE only_plain LOGIN; CREATE ROLE certified LOGIN; CREATE ROLE unlisted LOGIN;
CREATE ROLE crowded LOGIN CONNECTION LIMIT 0;
CREATE ROLE expired LOGIN PASSWORD 'right-horse' VALID UNTIL '2001-01-01';
CREATE ROLE "a@b/c d%" LOGIN PASSWORD 'p@ss/w?rd#-horse';
GRANT SELECT ON django_migrations TO PUBLIC;
"#;

/// The log tells which session came how.
const SETTINGS: &str = "log_connections = on\nlog_line_prefix = ''";

/// The name that the server's certificate is made for; nobody else has to know it.
pub(super) const NAME: &str = "db.test";

static SERVER: LazyLock<Server> = LazyLock::new(Server::start);
static ATTEMPTS: AtomicU32 = AtomicU32::new(0);

/// The stored output of the one migration.
static LEDGER: LazyLock<TempDir> = LazyLock::new(|| {
    let ledger = TempDir::new().expect("a ledger");
    fs::create_dir(ledger.path().join("shop")).expect("an app's folder");
    fs::write(ledger.path().join("shop/0001_initial.sql"), CREATE).expect("a stored output");
    ledger
});

/// The server, and a sound database on it.
pub(super) struct Server {
    pub(super) cluster: &'static Cluster,
    pub(super) database: Database,
}

/// The authority of the server that all tests share.
pub(super) static AUTHORITY: LazyLock<Authority> = LazyLock::new(Authority::new);

impl Server {
    /// The one that all tests share.
    pub(super) fn get() -> &'static Self {
        &SERVER
    }

    fn start() -> Self {
        let cluster: &'static Cluster = Box::leak(Box::new(Cluster::start_listening(SETTINGS)));
        let database = cluster.create("template0");
        for sql in [CREATE, RECORDED, ROLES] {
            database.execute(sql);
        }
        let server = Self { cluster, database };
        server.secure();
        server
    }

    fn secure(&self) {
        let names = "-addext subjectAltName=DNS:db.test -set_serial 7";
        AUTHORITY.issue("server", NAME, names);
        self.cluster.put("ca.crt", &AUTHORITY.read("ca.crt"));
        self.cluster.put("pg_hba.conf", HBA.as_bytes());
        encrypt(
            &self.database,
            self.cluster,
            &AUTHORITY,
            &["ssl_ca_file = 'ca.crt'"],
        );
    }

    /// The sessions that called themselves so: the user, and whether they were encrypted.
    fn sessions(&self, application: &str) -> Vec<String> {
        let log = self.cluster.log();
        let wanted = format!(" application_name={application}");
        let database = format!(" database={}", self.database.name());
        let mut found: Vec<String> = log
            .lines()
            .filter_map(|line| {
                line.split_once("connection authorized: user=")?
                    .1
                    .split_once(&wanted)
            })
            .filter(|(_, rest)| !rest.starts_with(|c: char| c.is_ascii_digit()))
            .map(|(who, rest)| {
                let tls = if rest.contains("SSL enabled") {
                    "tls"
                } else {
                    "plain"
                };
                format!("{} {tls}", who.replace(&database, ""))
            })
            .collect();
        found.dedup();
        found
    }
}

/// Has a server speak TLS with the certificate `server` of an authority's folder.
pub(super) fn encrypt(
    database: &Database,
    cluster: &Cluster,
    authority: &Authority,
    settings: &[&str],
) {
    for name in ["server.crt", "server.key"] {
        cluster.put(name, &authority.read(name));
    }
    let mut client = database.connect();
    for setting in settings.iter().chain(&["ssl = on"]) {
        let sql = format!("ALTER SYSTEM SET {setting}");
        client.batch_execute(&sql).expect(&sql);
    }
    database.execute("SELECT pg_reload_conf()");
    for _ in 0..500 {
        if database.texts("SHOW ssl") == ["on"] {
            return;
        }
        sleep(Duration::from_millis(10));
    }
    panic!("{}", cluster.log());
}

/// One way of saying where the server is: an address, or none, variables, and files below the home folder.
pub(super) struct Way {
    address: Option<String>,
    variables: Vec<(String, String)>,
    home: TempDir,
}

impl Way {
    /// By an address; what stands in braces is filled in.
    pub(super) fn by(address: &str) -> Self {
        let mut way = Self::by_variables(&[]);
        way.address = Some(fill_in(address));
        way
    }

    /// By variables alone.
    pub(super) fn by_variables(variables: &[(&str, &str)]) -> Self {
        let way = Self {
            address: None,
            variables: Vec::new(),
            home: TempDir::new().expect("a home"),
        };
        way.with(variables)
    }

    /// With more variables.
    pub(super) fn with(mut self, variables: &[(&str, &str)]) -> Self {
        let home = self.home.path().display().to_string();
        let filled = variables.iter().map(|(name, value)| {
            let value = fill_in(value).replace("{home}", &home);
            ((*name).to_owned(), value)
        });
        self.variables.extend(filled);
        self
    }

    /// With a file below the home folder.
    pub(super) fn with_file(self, name: &str, mode: u32, text: &str) -> Self {
        let path = self.path(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(&path, fill_in(text)).expect(name);
        fs::set_permissions(&path, fs::Permissions::from_mode(mode)).expect("permissions");
        self
    }

    /// A file below the home folder.
    pub(super) fn path(&self, name: &str) -> PathBuf {
        self.home.path().join(name)
    }

    /// What the server takes, by both: `user tls`.
    pub(super) fn assert_leads_to(&self, session: &str) {
        let (outcome, sessions) = self.by_tool();
        assert_eq!(outcome.status, Some(0), "{:?}: {outcome:#?}", self.address);
        assert_eq!(sessions, [session], "{:?}", self.address);
        if let Some((said, sessions)) = self.by_psql() {
            assert_eq!(sessions, [session], "psql: {:?}: {said}", self.address);
        }
    }

    /// What neither gets in with; the tool says why.
    pub(super) fn assert_refused(&self, words: &[&str]) {
        self.assert_refused_here(words);
        if let Some((said, _)) = self.by_psql() {
            assert_ne!(said, "in\n", "psql: {:?}", self.address);
        }
    }

    /// What only the tool does not get in with.
    pub(super) fn assert_stricter(&self, words: &[&str]) {
        self.assert_refused_here(words);
        if let Some((said, _)) = self.by_psql() {
            assert_eq!(said, "in\n", "psql: {:?}", self.address);
        }
    }

    /// What the tool does not get in with; an older libpq may read it otherwise.
    pub(super) fn assert_refused_here(&self, words: &[&str]) {
        let (outcome, _) = self.by_tool();
        assert_refused(&outcome, words);
    }

    /// What the tool does with it, and its sessions.
    pub(super) fn by_tool(&self) -> (Outcome, Vec<String>) {
        let tool = Tool::bare();
        let mut command = tool.plain(&["--no-history", "--ledger"]);
        command.arg(LEDGER.path());
        if let Some(address) = &self.address {
            command.args(["--database-url", address]);
        }
        let name = self.prepare(&mut command);
        let outcome = Outcome::of(&mut command);
        for said in [&outcome.stdout, &outcome.stderr] {
            assert!(!said.contains("-horse"), "{said}");
        }
        (outcome, Server::get().sessions(&name))
    }

    /// What `psql` says, and its sessions; none where it is not installed.
    pub(super) fn by_psql(&self) -> Option<(String, Vec<String>)> {
        let mut command = Command::new(Cluster::program("psql")?);
        command
            .env_clear()
            .args(["-X", "-w", "-A", "-t", "-c", "SELECT 'in'"]);
        command.args(&self.address);
        let name = self.prepare(&mut command);
        let out = command.output().expect("psql");
        let said = if out.status.success() {
            out.stdout
        } else {
            out.stderr
        };
        let said = String::from_utf8_lossy(&said).into_owned();
        Some((said, Server::get().sessions(&name)))
    }

    fn prepare(&self, command: &mut Command) -> String {
        let name = format!("attempt{}", ATTEMPTS.fetch_add(1, Ordering::Relaxed));
        command
            .env("HOME", self.home.path())
            .env("PGAPPNAME", &name);
        let variables = self.variables.iter();
        command.envs(variables.map(|(name, value)| (name, value)));
        command.current_dir("/");
        name
    }
}

/// `{db}`, `{port}`, `{socket}`, `{%socket}` and `{ssl}` stand for what the server of the tests has.
fn fill_in(text: &str) -> String {
    let server = Server::get();
    let socket = server.cluster.socket();
    let socket = socket.to_str().expect("a plain path");
    let ssl = AUTHORITY.path("").display().to_string();
    text.replace("{db}", server.database.name())
        .replace("{port}", &server.cluster.port().to_string())
        .replace("{socket}", socket)
        .replace("{%socket}", &socket.replace('/', "%2F"))
        .replace("{ssl}", ssl.trim_end_matches('/'))
}

/// The version of `psql`, where it is installed: what libpq learned late is held against new ones only.
pub(super) fn psql_major() -> Option<u32> {
    let mut command = Command::new(Cluster::program("psql")?);
    let out = command.arg("--version").output().ok()?;
    let text = String::from_utf8(out.stdout).ok()?;
    let version = text.split_ascii_whitespace().nth(2)?;
    version.split('.').next()?.parse().ok()
}
