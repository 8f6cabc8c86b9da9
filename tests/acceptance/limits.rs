//! Nothing that the program waits for, and nothing that it reads, is without an end: it stops by itself, with a
//! sentence, and leaves nothing half written.

use std::fs::{self, File};
use std::io::{Read, Write};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::mpsc::channel;
use std::thread;
use std::time::Duration;

use tempfile::TempDir;

use crate::support::cli::{Outcome, Tool};
use crate::support::folder::copy_of;
use crate::support::incident;
use crate::support::stall::Stall;

/// Far more than any run here needs: who is still there then would be there for ever.
const FOR_EVER: Duration = Duration::from_secs(90);

/// The end of a command that must come by itself.
fn ended(command: &mut Command) -> Outcome {
    let child = command
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the binary");
    let number = child.id().to_string();
    let (sender, receiver) = channel();
    thread::spawn(move || sender.send(child.wait_with_output()));
    if let Ok(output) = receiver.recv_timeout(FOR_EVER) {
        return Outcome::from(output.expect("an end"));
    }
    let _ = Command::new("kill").args(["-9", &number]).status();
    panic!("it did not end by itself");
}

fn assert_out_of_time(outcome: &Outcome, words: &[&str]) {
    assert_eq!(outcome.status, Some(2), "{outcome:#?}");
    assert_eq!(outcome.stdout, "");
    for word in ["the time of --timeout", "more time with --timeout"]
        .iter()
        .chain(words)
    {
        assert!(outcome.stderr.contains(word), "{word} in {outcome:#?}");
    }
}

/// No file but a history without a run, and nothing beside that.
fn assert_nothing_left(tool: &Tool) {
    let names = |folder: &Path| -> Vec<String> {
        let all = fs::read_dir(folder).into_iter().flatten().flatten();
        let mut names: Vec<String> = all
            .map(|found| found.file_name().to_string_lossy().into_owned())
            .collect();
        names.sort();
        names
    };
    let mut here = names(tool.dir());
    here.retain(|name| name != ".reconcile" && name != "reconcile.toml");
    assert_eq!(here, Vec::<String>::new());
    let mut kept = names(&tool.dir().join(".reconcile"));
    kept.retain(|name| name != ".gitignore");
    assert!(
        kept.iter().all(|name| name.starts_with("history.sqlite3")),
        "{kept:?}"
    );
    if !kept.is_empty() {
        let listed = tool.run_plain(&["runs", "--format", "json"]);
        assert!(!listed.stdout.contains("started_at"), "{listed:#?}");
    }
}

/// Where a server says so much, and then no more.
fn silent_after(said: &'static [u8]) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = listener.local_addr().expect("a port").port();
    thread::spawn(move || {
        let mut held = Vec::new();
        for mut stream in listener.incoming().flatten() {
            let _ = stream.read(&mut [0; 1024]);
            let _ = stream.write_all(said);
            held.push(stream);
        }
    });
    port
}

/// What libpq waits for without an end, too.
fn patient(port: u16, database: &str, sslmode: &str) -> String {
    format!("postgres://postgres@127.0.0.1:{port}/{database}?sslmode={sslmode}&connect_timeout=0")
}

#[test]
fn a_server_that_never_answers_ends_the_run_at_its_time() {
    // Nothing at all; half a message of the login; TLS that begins and goes no further.
    for (said, sslmode) in [
        (&b""[..], "disable"),
        (b"R\0\0\0\x08\0", "disable"),
        (b"S", "require"),
    ] {
        let port = silent_after(said);
        let tool = Tool::new(&patient(port, "shop", sslmode), &incident::ledger());
        let outcome = ended(&mut tool.command(&["--timeout", "1s", "-o", "report.txt"]));
        assert_out_of_time(
            &outcome,
            &["reading the catalog of", &format!("127.0.0.1:{port}")],
        );
        assert_nothing_left(&tool);
    }
}

#[test]
fn a_server_that_stalls_in_mid_answer_ends_the_run_at_its_time() {
    let database = incident::state_c();
    for bytes in [10, 500, 3_000, 20_000] {
        for job in [&[][..], &["snapshot", "-o", "s.json"]] {
            let stall = Stall::before(database.socket().join(".s.PGSQL.5432"), bytes);
            let address = patient(stall.port(), database.name(), "disable");
            let tool = Tool::new(&address, &incident::ledger());
            let mut command = tool.plain(job);
            command.args(["--timeout", "1s", "--database-url", &address]);
            if job.is_empty() {
                command.arg("--ledger").arg(incident::ledger());
            }
            let outcome = ended(&mut command);
            assert_out_of_time(&outcome, &[&format!("127.0.0.1:{}", stall.port())]);
            assert_nothing_left(&tool);
        }
    }
}

#[test]
fn another_database_that_never_answers_ends_the_run_at_the_time_of_the_settings() {
    let database = incident::state_a();
    let tool = Tool::new(&database.url(), &incident::ledger());
    let settings = format!(
        "timeout = \"3s\"\n[databases.far]\nurl = \"{}\"\n",
        patient(silent_after(b""), "far", "disable")
    );
    fs::write(tool.dir().join("reconcile.toml"), settings).expect("settings");
    let outcome = ended(&mut tool.command(&[]));
    assert_out_of_time(
        &outcome,
        &["after 3s", "looking for what is missing in far"],
    );
    assert_nothing_left(&tool);
    // What is typed counts more.
    let outcome = ended(&mut tool.command(&["--timeout", "1500ms"]));
    assert_out_of_time(&outcome, &["after 1500ms"]);
}

#[test]
fn a_time_that_is_none_is_refused_where_it_stands() {
    let tool = Tool::bare();
    for wrong in ["0", "soon", "1h"] {
        fs::write(
            tool.dir().join("reconcile.toml"),
            format!("schema = \"x\"\ntimeout = \"{wrong}\"\n"),
        )
        .expect("settings");
        let outcome = tool.run_plain(&["runs"]);
        assert_eq!(outcome.status, Some(2), "{outcome:#?}");
        assert!(outcome.stderr.contains("reconcile.toml:2:"), "{outcome:#?}");
        let outcome = tool.run_plain(&["--timeout", wrong]);
        assert_eq!(outcome.status, Some(2), "{outcome:#?}");
    }
}

#[test]
fn a_project_that_hangs_is_ended_where_a_time_is_given() {
    for command in ["exec sleep 300", "exec >/dev/null 2>&1; exec sleep 300"] {
        let tool = Tool::bare();
        let outcome =
            ended(&mut tool.plain(&["capture", "--timeout", "1s", "--", "sh", "-c", command]));
        assert_out_of_time(&outcome, &["printed no migration"]);
        assert!(!tool.dir().join("ledgers").exists());
    }
}

fn pipe(path: &Path) -> PathBuf {
    let made = Command::new("mkfifo").arg(path).status().expect("mkfifo");
    assert!(made.success());
    path.to_owned()
}

fn assert_refused(outcome: &Outcome, words: &[&str]) {
    assert_eq!(outcome.status, Some(2), "{outcome:#?}");
    assert_eq!(outcome.stdout, "");
    for word in words {
        assert!(outcome.stderr.contains(word), "{word} in {outcome:#?}");
    }
}

const PIPE: &str = "it is a pipe, and only a regular file is read";

#[test]
fn settings_that_are_no_regular_file_are_refused() {
    let tool = Tool::bare();
    let settings = pipe(&tool.dir().join("reconcile.toml"));
    for job in [&["runs"][..], &[], &["snapshot"], &["verify"]] {
        assert_refused(&ended(&mut tool.plain(job)), &["reconcile.toml", PIPE]);
    }
    fs::remove_file(&settings).expect("to remove it");
    std::os::unix::fs::symlink("/dev/zero", &settings).expect("a link");
    let words = ["reconcile.toml", "it is a device"];
    assert_refused(&ended(&mut tool.plain(&["runs"])), &words);
    fs::remove_file(&settings).expect("to remove it");
    large(&settings, (1 << 20) + 1);
    let words = [
        "reconcile.toml",
        "1048577 bytes are more than the limit of 1048576",
    ];
    assert_refused(&ended(&mut tool.plain(&["runs"])), &words);
}

/// A file of that many bytes which take no room.
fn large(path: &Path, bytes: u64) {
    let file = File::create(path).expect("a file");
    file.set_len(bytes).expect("its size");
}

#[test]
fn a_ledger_is_read_from_regular_files_alone() {
    let database = incident::state_c();
    let ledger = copy_of(&incident::ledger());
    let manifest = ledger.path().join("manifest.json");
    fs::remove_file(&manifest).expect("a manifest");
    pipe(&manifest);
    let tool = Tool::new(&database.url(), ledger.path());
    assert_refused(&ended(&mut tool.command(&[])), &["manifest.json", PIPE]);
    fs::remove_file(&manifest).expect("to remove it");
    large(&manifest, (64 << 20) + 1);
    let words = ["manifest.json", "more than the limit"];
    assert_refused(&ended(&mut tool.command(&[])), &words);
    fs::remove_file(&manifest).expect("to remove it");

    let stored = ledger.path().join("teams/0001_initial.sql");
    fs::remove_file(&stored).expect("a stored output");
    pipe(&stored);
    let outcome = ended(&mut tool.command(&["--format", "json"]));
    assert!(
        outcome.stdout.contains("it is not a regular file"),
        "{outcome:#?}"
    );
}

#[test]
fn a_snapshot_without_an_end_is_refused() {
    let folder = TempDir::new().expect("a temporary folder");
    let fifo = pipe(&folder.path().join("fifo"));
    let huge = folder.path().join("huge");
    large(&huge, (1 << 30) + 1);
    for (path, word) in [
        (Path::new("/dev/zero"), "it is a device"),
        (Path::new("/dev/tty"), "/dev/tty"),
        (&fifo, PIPE),
        (folder.path(), "it is a folder"),
        (&huge, "more than the limit of 1073741824"),
    ] {
        let tool = Tool::new(&format!("snapshot:{}", path.display()), &incident::ledger());
        let name = path.to_str().expect("a plain path");
        assert_refused(&ended(&mut tool.command(&[])), &[name, word]);
    }
}

#[test]
fn a_history_and_its_seals_are_regular_files() {
    let database = incident::state_c();
    let tool = Tool::new(&database.url(), &incident::ledger());
    let fifo = pipe(&tool.dir().join("fifo"));
    let name = fifo.to_str().expect("a plain path");
    assert_refused(
        &ended(&mut tool.command(&["--history", name])),
        &[name, PIPE],
    );
    for job in ["runs", "show", "verify", "prune", "report"] {
        let outcome = ended(&mut tool.plain(&[job, "--history", name]));
        assert_eq!(outcome.status, Some(2), "{job} {outcome:#?}");
        assert_eq!(outcome.stdout, "");
    }
    assert_eq!(tool.run(&[]).status, Some(0));
    let outcome = ended(&mut tool.plain(&["verify", "--anchor", name]));
    assert_refused(&outcome, &[name, PIPE]);
    // Nobody reads what would be written there.
    let outcome = ended(&mut tool.command(&["--anchor", name]));
    assert_eq!(outcome.status, Some(2), "{outcome:#?}");
    for ending in ["-wal", "-journal"] {
        let beside = tool
            .dir()
            .join(format!(".reconcile/history.sqlite3{ending}"));
        let _ = fs::remove_file(&beside);
        pipe(&beside);
        let outcome = ended(&mut tool.plain(&["runs"]));
        assert_refused(&outcome, &[ending, PIPE]);
        fs::remove_file(&beside).expect("to remove it");
    }
}

#[test]
fn what_a_connection_needs_is_read_from_regular_files_alone() {
    let folder = TempDir::new().expect("a temporary folder");
    let fifo = pipe(&folder.path().join("fifo"));
    let name = fifo.to_str().expect("a plain path");
    let port = silent_after(b"S");
    for option in ["sslrootcert", "sslcert", "sslcrl"] {
        let root = incident::ledger().join("manifest.json");
        let others = match option {
            "sslcrl" => format!("&sslrootcert={}", root.display()),
            _ => String::new(),
        };
        let address = format!(
            "{}&{option}={name}{others}",
            patient(port, "shop", "verify-ca")
        );
        let tool = Tool::new(&address, &incident::ledger());
        let outcome = ended(&mut tool.command(&["--timeout", "20s"]));
        assert_eq!(outcome.status, Some(2), "{option} {outcome:#?}");
        assert!(
            !outcome.stderr.contains("--timeout"),
            "{option} {outcome:#?}"
        );
    }
    let address = format!(
        "{}&sslrootcert=system",
        patient(port, "shop", "verify-full")
    );
    let tool = Tool::new(&address, &incident::ledger());
    let outcome = ended(
        tool.command(&["--timeout", "20s"])
            .env("SSL_CERT_FILE", &fifo),
    );
    assert_refused(&outcome, &["SSL_CERT_FILE", name, PIPE]);
    let tool = Tool::new("service=shop", &incident::ledger());
    let outcome = ended(tool.command(&[]).env("PGSERVICEFILE", &fifo));
    assert_refused(&outcome, &[name, PIPE]);
    // As libpq does, what is no plain file is passed over.
    let database = incident::state_c();
    let tool = Tool::new(&database.url(), &incident::ledger());
    let outcome = ended(tool.command(&[]).env("PGPASSFILE", &fifo));
    assert_eq!(outcome.status, Some(0), "{outcome:#?}");
}

#[test]
fn an_answer_still_goes_to_what_is_no_regular_file() {
    let database = incident::state_c();
    let tool = Tool::new(&database.url(), &incident::ledger());
    let outcome = ended(&mut tool.command(&["-o", "/dev/stdout"]));
    assert_eq!(outcome.status, Some(0), "{outcome:#?}");
    assert!(outcome.stdout.contains("AGREES"), "{outcome:#?}");
}
