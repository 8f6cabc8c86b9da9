//! One temporary PostgreSQL cluster for the test process, and a database for each test.

use std::io::{BufRead, BufReader, Read};
use std::net::TcpListener;
use std::os::unix::fs::{PermissionsExt, chown};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::LazyLock;
use std::sync::atomic::{AtomicU32, Ordering};
use std::{env, fs};

use postgres::{Client, Config, NoTls};

/// The role that the cluster asks for a password (cluster.sh), and its password.
const KEYED: &str = "CREATE ROLE keyed LOGIN PASSWORD 'right-horse'";

static CLUSTER: LazyLock<Cluster> = LazyLock::new(Cluster::start);
/// Of every cluster that has no need to listen elsewhere than at its own socket.
const PORT: u16 = 5432;

static CREATED: AtomicU32 = AtomicU32::new(0);

/// A server that listens on a socket in a temporary folder, and ends with this process.
pub(crate) struct Cluster {
    dir: PathBuf,
    port: u16,
    /// Never waited for: its standard input closes when this process ends, and that ends it.
    keeper: Child,
}

impl Cluster {
    /// The cluster of this process, started by the first call.
    pub(crate) fn get() -> &'static Self {
        &CLUSTER
    }

    /// Starts a cluster of its own, for a test that breaks it.
    pub(crate) fn start() -> Self {
        Self::start_with("")
    }

    /// The same, with one more line of `postgresql.conf`.
    pub(crate) fn start_with(setting: &str) -> Self {
        let cluster = Self::begin(setting, PORT, None);
        cluster
            .connect("postgres")
            .batch_execute(KEYED)
            .expect(KEYED);
        cluster
    }

    /// The same on a port of the loopback address too.
    pub(crate) fn start_listening(setting: &str) -> Self {
        let (port, setting) = listening(setting);
        let cluster = Self::begin(&setting, port, None);
        cluster
            .connect("postgres")
            .batch_execute(KEYED)
            .expect(KEYED);
        cluster
    }

    /// A standby that streams from this one; none where the programs for that are not installed.
    pub(crate) fn start_standby(&self, setting: &str) -> Option<Self> {
        Self::program("pg_basebackup")?;
        let (port, setting) = listening(setting);
        Some(Self::begin(&setting, port, Some(self)))
    }

    fn begin(setting: &str, port: u16, primary: Option<&Self>) -> Self {
        let dir = make_dir();
        let mut keeper = Command::new("sh")
            .arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/acceptance/support/cluster.sh"))
            .arg(server_programs())
            .arg(&dir)
            .args(unprivileged(&dir))
            .env("RECONCILE_TEST_SETTING", setting)
            .env(
                "RECONCILE_TEST_PRIMARY",
                primary.map_or_else(String::new, Self::address),
            )
            .current_dir("/")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("a shell to run the server");
        wait_until_ready(&mut keeper);
        Self { dir, port, keeper }
    }

    /// A program of the server's version; none where it is not installed.
    pub(crate) fn program(name: &str) -> Option<PathBuf> {
        Some(server_programs().join(name)).filter(|path| path.exists())
    }

    /// Its socket, as libpq wants it.
    fn address(&self) -> String {
        let socket = self.socket();
        format!("host={} port={} user=postgres", socket.display(), self.port)
    }

    /// The address of a database of it, as `role` or `role:password`.
    pub(crate) fn url(&self, role: &str, database: &str) -> String {
        let socket = self.socket();
        let host = socket.to_str().expect("a plain path").replace('/', "%2F");
        let port = match self.port {
            PORT => String::new(),
            port => format!("&port={port}"),
        };
        format!("postgres://{role}@/{database}?host={host}{port}")
    }

    /// Where it listens.
    pub(crate) fn port(&self) -> u16 {
        self.port
    }

    /// Puts a file of the server's own among its data.
    pub(crate) fn put(&self, name: &str, text: &[u8]) {
        let path = self.dir.join("data").join(name);
        fs::write(&path, text).expect(name);
        fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).expect("a closed file");
        hand_over(&path);
    }

    /// What the server has logged, each database in its own encoding.
    pub(crate) fn log(&self) -> String {
        let log = fs::read(self.dir.join("data/server.log")).expect("the server's log");
        String::from_utf8_lossy(&log).into_owned()
    }

    /// A connection to one of its databases, as the superuser.
    pub(crate) fn connect(&self, database: &str) -> Client {
        self.try_connect(database)
            .expect("a connection to the test cluster")
    }

    fn try_connect(&self, database: &str) -> Result<Client, postgres::Error> {
        Config::new()
            .host_path(self.socket())
            .port(self.port)
            .user("postgres")
            .dbname(database)
            .connect(NoTls)
    }

    /// A folder that is removed with the cluster.
    pub(crate) fn dir(&self) -> &Path {
        &self.dir
    }

    /// The folder of the socket.
    pub(crate) fn socket(&self) -> PathBuf {
        self.dir.join("socket")
    }

    /// Makes a database, empty or a copy of `template`.
    pub(crate) fn create(&'static self, template: &str) -> Database {
        let number = CREATED.fetch_add(1, Ordering::Relaxed);
        self.create_named(&format!("test_{number}"), template)
    }

    /// The same, with a name of the caller's choice.
    pub(crate) fn create_named(&'static self, name: &str, template: &str) -> Database {
        let create = format!("CREATE DATABASE {name} TEMPLATE {template}");
        self.connect("postgres")
            .batch_execute(&create)
            .expect(&create);
        Database {
            cluster: self,
            name: name.into(),
        }
    }

    /// Closes the pipe and waits until server and folder are gone.
    pub(crate) fn stop(mut self) {
        drop(self.keeper.stdin.take());
        self.keeper.wait().expect("the keeper of the server");
    }
}

/// A database of the cluster, removed when it goes out of scope: hundreds of tests would fill a disk.
pub(crate) struct Database {
    cluster: &'static Cluster,
    name: String,
}

impl Database {
    /// An empty database.
    pub(crate) fn create() -> Self {
        Self::create_with("")
    }

    /// The same with options of CREATE DATABASE.
    pub(crate) fn create_with(options: &str) -> Self {
        Cluster::get().create(&format!("template0 {options}"))
    }

    /// A copy of another database, which nobody may be connected to.
    pub(crate) fn from_template(template: &Self) -> Self {
        Cluster::get().create(&template.name)
    }

    /// The folder of its server's socket.
    pub(crate) fn socket(&self) -> PathBuf {
        self.cluster.socket()
    }

    /// Another empty database on its server.
    pub(crate) fn beside(&self) -> Self {
        self.cluster.create("template0")
    }

    /// The same, with a name of the caller's choice.
    pub(crate) fn create_beside(&self, name: &str) -> Self {
        self.cluster.create_named(name, "template0")
    }

    /// Its name, as `PGDATABASE` wants it.
    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// The address for the tool, as the superuser.
    pub(crate) fn url(&self) -> String {
        self.url_as("postgres")
    }

    /// The address for the tool, as `role` or `role:password`.
    pub(crate) fn url_as(&self, role: &str) -> String {
        self.cluster.url(role, &self.name)
    }

    /// A connection as the superuser.
    pub(crate) fn connect(&self) -> Client {
        self.cluster.connect(&self.name)
    }

    /// Runs any number of statements.
    pub(crate) fn execute(&self, sql: &str) {
        if let Err(error) = self.connect().batch_execute(sql) {
            panic!("{error:?}\nin: {sql}");
        }
    }

    /// The first column of every row, as text.
    pub(crate) fn texts(&self, sql: &str) -> Vec<String> {
        let rows = self.connect().query(sql, &[]).expect(sql);
        rows.iter().map(|row| row.get(0)).collect()
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        let remove = format!("DROP DATABASE IF EXISTS {} WITH (FORCE)", self.name);
        // A test may have stopped its server or removed the database; both leave nothing to do.
        if let Ok(mut client) = self.cluster.try_connect("postgres") {
            let _ = client.batch_execute(&remove);
        }
    }
}

/// A port that is free now, and the settings with it.
fn listening(setting: &str) -> (u16, String) {
    let free = TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = free.local_addr().expect("a port").port();
    let setting = format!("listen_addresses = '127.0.0.1'\nport = {port}\n{setting}");
    (port, setting)
}

/// A short path, since a socket's has room for about a hundred bytes.
fn make_dir() -> PathBuf {
    let folder = env::var_os("RECONCILE_TEST_CLUSTERS").unwrap_or_else(|| "/tmp".into());
    let dir = tempfile::Builder::new()
        .prefix("rcl")
        .tempdir_in(folder)
        .expect("a folder for the cluster")
        .keep();
    fs::set_permissions(&dir, fs::Permissions::from_mode(0o755)).expect("an open folder");
    for inner in ["data", "socket"] {
        fs::create_dir(dir.join(inner)).expect("a folder of the cluster");
    }
    fs::set_permissions(dir.join("data"), fs::Permissions::from_mode(0o700))
        .expect("a closed folder");
    dir
}

/// The command that gives up root, and the folders handed over to whom it becomes.
fn unprivileged(dir: &Path) -> Vec<String> {
    for inner in ["data", "socket"] {
        hand_over(&dir.join(inner));
    }
    give_up_root()
}

/// Gives a file or folder to whom the servers run as.
pub(crate) fn hand_over(path: &Path) {
    if let Some((user, group)) = nobody() {
        chown(path, Some(user), Some(group)).expect("to hand a file over");
    }
}

/// Whom root becomes; none where the tests do not run as root.
fn nobody() -> Option<(u32, u32)> {
    let root = number_from("id", &["-u"]) == 0;
    root.then(|| {
        (
            number_from("id", &["-u", "nobody"]),
            number_from("id", &["-g", "nobody"]),
        )
    })
}

/// What goes before a program that refuses to run as root.
pub(crate) fn give_up_root() -> Vec<String> {
    let Some((user, group)) = nobody() else {
        return Vec::new();
    };
    [
        "setpriv".into(),
        format!("--reuid={user}"),
        format!("--regid={group}"),
        "--clear-groups".into(),
    ]
    .into()
}

fn number_from(program: &str, args: &[&str]) -> u32 {
    let out = Command::new(program).args(args).output().expect(program);
    String::from_utf8_lossy(&out.stdout)
        .trim()
        .parse()
        .expect("a number")
}

/// The folder of `initdb`: the one that `tests/run` found, else the newest of Debian's.
fn server_programs() -> PathBuf {
    if let Some(bin) = env::var_os("RECONCILE_TEST_PG_BIN") {
        return bin.into();
    }
    let versions = fs::read_dir("/usr/lib/postgresql").expect("a PostgreSQL server: run tests/run");
    let newest = versions
        .filter_map(|entry| entry.ok()?.file_name().to_str()?.parse::<u32>().ok())
        .max()
        .expect("a PostgreSQL server: run tests/run");
    PathBuf::from(format!("/usr/lib/postgresql/{newest}/bin"))
}

fn wait_until_ready(keeper: &mut Child) {
    let mut out = BufReader::new(keeper.stdout.take().expect("a pipe"));
    let mut said = String::new();
    out.read_line(&mut said).expect("the keeper's word");
    if said.trim() != "ready" {
        out.read_to_string(&mut said).expect("the keeper's word");
        panic!("the server did not start:\n{said}");
    }
}
