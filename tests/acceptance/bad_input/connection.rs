//! Addresses, servers and roles that give no measurement.

use std::fs;
use std::io::{self, Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::os::unix::net::UnixStream;
use std::thread;

use tempfile::TempDir;

use super::{assert_refused, tool};
use crate::support::cluster::{Cluster, Database};
use crate::support::incident;

#[test]
fn an_address_that_is_none_is_refused_without_its_password() {
    for address in [
        "postgres://who:hunter2@[half/db",
        "mysql://who:hunter2@localhost/db",
        "host=localhost password=hunter2 nonsense",
        "postgres://who:hunter2@localhost:99999999/db",
    ] {
        let outcome = tool(address).run(&[]);
        assert_refused(&outcome, &[]);
        assert!(!outcome.stderr.contains("hunter2"), "{}", outcome.stderr);
    }
}

#[test]
fn a_server_that_is_not_there_is_named() {
    let nowhere = TempDir::new().expect("a temporary folder");
    let host = nowhere.path().to_str().expect("a plain path");
    let outcome = tool(&format!(
        "postgres://who:hunter2@/db?host={}",
        host.replace('/', "%2F")
    ))
    .run(&[]);
    assert_refused(&outcome, &[host]);
    assert!(!outcome.stderr.contains("hunter2"), "{}", outcome.stderr);
}

#[test]
fn a_wrong_password_is_refused_and_never_shown() {
    let database = incident::state_c();
    database.execute("GRANT SELECT ON django_migrations TO keyed");
    let outcome = tool(&database.url_as("keyed:wrong-horse")).run(&[]);
    assert_refused(&outcome, &["keyed"]);
    assert!(
        !outcome.stderr.contains("wrong-horse"),
        "{}",
        outcome.stderr
    );

    let right = tool(&database.url_as("keyed:right-horse"));
    let outcome = right.run(&["--format", "json"]);
    assert_eq!(outcome.status, Some(0), "{outcome:#?}");
    assert!(!outcome.stdout.contains("right-horse"));
    for entry in fs::read_dir(right.dir().join(".reconcile"))
        .expect("a history")
        .flatten()
    {
        let bytes = fs::read(entry.path()).expect("a file of the history");
        assert!(!bytes.windows(11).any(|window| window == b"right-horse"));
    }
}

#[test]
fn a_database_that_is_not_there_is_named() {
    let address = Database::create().url().replace("/test_", "/no_such_");
    assert_refused(&tool(&address).run(&[]), &["no_such_"]);
}

#[test]
fn a_database_without_django_migrations_is_not_green() {
    let outcome = tool(&Database::create().url()).run(&[]);
    assert_refused(&outcome, &["django_migrations"]);
}

#[test]
fn an_empty_django_migrations_is_not_green_by_accident() {
    let database = Database::create();
    database.execute("CREATE TABLE django_migrations (id bigint, app varchar, name varchar, applied timestamptz)");
    let outcome = tool(&database.url()).run(&[]);
    assert!(matches!(outcome.status, Some(0 | 2)), "{outcome:#?}");
    assert!(
        !outcome.stderr.is_empty() || outcome.stdout.contains('0'),
        "{outcome:#?}"
    );
}

#[test]
fn a_role_that_may_not_read_the_records_is_told_what_to_grant() {
    let database = incident::state_c();
    database.execute("CREATE ROLE stranger LOGIN");
    let outcome = tool(&database.url_as("stranger")).run(&[]);
    assert_refused(
        &outcome,
        &[
            "GRANT USAGE ON SCHEMA \"public\" TO \"stranger\";",
            "GRANT SELECT ON \"public\".\"django_migrations\" TO \"stranger\";",
        ],
    );
}

#[test]
fn a_role_that_may_read_the_records_only_is_enough() {
    let database = incident::state_c();
    database.execute("CREATE ROLE reader LOGIN; GRANT SELECT ON django_migrations TO reader");
    let report = tool(&database.url_as("reader")).report(&[], 0);
    assert_eq!(report.alarms(), Vec::<String>::new());
}

#[test]
fn a_listener_that_is_no_server_is_refused() {
    for answer in ["", "HTTP/1.1 400 Bad Request\r\n\r\n"] {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let port = listener.local_addr().expect("a port").port();
        thread::spawn(move || {
            for mut stream in listener.incoming().flatten() {
                let _ = stream.read(&mut [0; 64]);
                let _ = stream.write_all(answer.as_bytes());
            }
        });
        let address = format!("postgres://postgres@127.0.0.1:{port}/db?sslmode=disable");
        assert_refused(&tool(&address).run(&[]), &["127.0.0.1"]);
    }
}

#[test]
fn a_server_that_stops_in_mid_read_leaves_no_half_measured_run() {
    let database = incident::state_a();
    for bytes in [50, 600, 2_000, 6_000] {
        let port = serve_only(bytes);
        let address = format!(
            "postgres://postgres@127.0.0.1:{port}/{}?sslmode=disable",
            database.name()
        );
        let cut_off = tool(&address);
        assert_refused(&cut_off.run(&[]), &[]);
        let history = cut_off.history();
        let again = tool(&database.url());
        let report = again.report(&["--history", history.to_str().expect("a plain path")], 1);
        assert!(
            report.value()["run"]["previous"].is_null(),
            "after {bytes} bytes"
        );
    }
}

/// Passes a connection on to the cluster, and hangs up after so many bytes of the server's.
fn serve_only(bytes: u64) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = listener.local_addr().expect("a port").port();
    let socket = Cluster::get().socket().join(".s.PGSQL.5432");
    thread::spawn(move || {
        for client in listener.incoming().flatten() {
            let server = UnixStream::connect(&socket).expect("the cluster");
            thread::spawn(move || pass_on(&client, &server, bytes));
        }
    });
    port
}

fn pass_on(client: &TcpStream, server: &UnixStream, bytes: u64) {
    let (mut from_client, mut to_server) = (
        client.try_clone().expect("a socket"),
        server.try_clone().expect("a socket"),
    );
    thread::spawn(move || io::copy(&mut from_client, &mut to_server));
    let _ = io::copy(&mut server.take(bytes), &mut &*client);
    let _ = client.shutdown(Shutdown::Both);
    let _ = server.shutdown(Shutdown::Both);
}

#[test]
fn a_snapshot_that_is_none_is_refused() {
    let folder = TempDir::new().expect("a temporary folder");
    let file = folder.path().join("snapshot.json");
    for text in ["", "{", "[]", "{\"format\": 9999}"] {
        fs::write(&file, text).expect("a file");
        let outcome = tool(&format!("snapshot:{}", file.display())).run(&[]);
        assert_refused(&outcome, &["snapshot.json"]);
    }
    let absent = folder.path().join("absent.json");
    assert_refused(
        &tool(&format!("snapshot:{}", absent.display())).run(&[]),
        &["absent.json"],
    );
}
