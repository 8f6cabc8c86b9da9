//! A pgbouncer of the test's own, in transaction mode, before a test cluster.

use std::fs;
use std::os::unix::net::UnixStream;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::Duration;

use tempfile::TempDir;

use super::cluster::{Database, give_up_root, hand_over};

/// Ends when its standard input closes, however this process ends.
const KEEPER: &str = r#"trap '' INT HUP TERM; "$@" & pid=$!; read -r _ || true; kill -9 "$pid""#;

const PORT: u16 = 6432;

/// Listens on a socket in a temporary folder, and has one session for everybody.
pub(crate) struct Pooler {
    dir: TempDir,
    keeper: Child,
}

impl Pooler {
    /// A pooler before the server of a database, with more lines of its settings.
    pub(crate) fn before(database: &Database, settings: &str) -> Self {
        let dir = tempfile::Builder::new()
            .prefix("rpb")
            .tempdir_in("/tmp")
            .expect("a folder in /tmp");
        hand_over(dir.path());
        let written = format!(
            "[databases]\n* = host={server} port=5432 user=postgres\n[pgbouncer]\nunix_socket_dir = {dir}\n\
             listen_port = {PORT}\nauth_type = any\npool_mode = transaction\ndefault_pool_size = 1\n{settings}\n",
            server = database.socket().display(),
            dir = dir.path().display(),
        );
        let file = dir.path().join("pgbouncer.ini");
        fs::write(&file, written).expect("the pooler's settings");
        let keeper = Command::new("sh")
            .args(["-c", KEEPER, "keeper"])
            .args(give_up_root())
            .args([&program(), &PathBuf::from("-q"), &file])
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("a shell to run the pooler");
        let pooler = Self { dir, keeper };
        pooler.wait();
        pooler
    }

    fn wait(&self) {
        let socket = self.dir.path().join(format!(".s.PGSQL.{PORT}"));
        for _ in 0..500 {
            // It is there before anybody listens.
            if UnixStream::connect(&socket).is_ok() {
                return;
            }
            sleep(Duration::from_millis(10));
        }
        panic!("pgbouncer does not start");
    }

    /// The address of a database behind it.
    pub(crate) fn url(&self, database: &Database) -> String {
        let host = self.dir.path().to_str().expect("a plain path");
        let host = host.replace('/', "%2F");
        format!(
            "postgres://postgres@/{}?host={host}&port={PORT}",
            database.name()
        )
    }
}

impl Drop for Pooler {
    fn drop(&mut self) {
        drop(self.keeper.stdin.take());
        let _ = self.keeper.wait();
    }
}

/// Debian puts it where only root looks.
fn program() -> PathBuf {
    let places = ["/usr/sbin/pgbouncer", "/usr/bin/pgbouncer"].map(PathBuf::from);
    let found = places.into_iter().find(|place| place.exists());
    found.unwrap_or_else(|| PathBuf::from("pgbouncer"))
}
