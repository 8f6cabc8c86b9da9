//! Servers that let nobody in, or go away: one clear sentence, exit status 2, and no password.

use std::io::{Read, Write};
use std::net::TcpListener;
use std::process::Stdio;
use std::thread;
use std::time::Duration;

use super::server::{Server, Way};
use crate::bad_input::assert_refused;
use crate::support::cli::{Outcome, Tool};
use crate::support::incident::{ledger, state_c};
use crate::support::stall::Stall;

fn to(user: &str) -> Way {
    Way::by(&format!(
        "postgres://{user}:right-horse@127.0.0.1:{{port}}/{{db}}?sslmode=disable"
    ))
}

#[test]
fn who_is_not_let_in_is_told_why_and_what_to_do() {
    to("unlisted").assert_refused(&["no pg_hba.conf entry", "unlisted", "encryption"]);
    to("expired").assert_refused(&["password", "rolvaliduntil"]);
    to("crowded").assert_refused(&["too many connections", "run it again later"]);
    to("keyed").assert_leads_to("keyed plain");
    let unknown = Way::by("host={socket} port={port} user=nobody_at_all dbname={db}");
    unknown.assert_refused(&["nobody_at_all", "does not exist"]);
}

#[test]
fn who_may_not_connect_is_told_what_to_grant() {
    let closed = Server::get().database.beside();
    closed.execute(&format!(
        "REVOKE ALL ON DATABASE {} FROM PUBLIC",
        closed.name()
    ));
    let way = Way::by(&format!(
        "host={{socket}} port={{port}} user=only_tls dbname={}",
        closed.name()
    ));
    way.assert_refused(&["CONNECT", closed.name(), "GRANT CONNECT"]);
}

/// A server that says of itself that it starts.
fn starting() -> u16 {
    let fields = b"SFATAL\0VFATAL\0C57P03\0Mthe database system is starting up\0\0";
    let length = u32::try_from(fields.len() + 4).expect("a short message");
    let message = [&b"E"[..], &length.to_be_bytes(), fields].concat();
    listen(message)
}

/// Answers every client with the same bytes, and then says nothing more.
fn listen(answer: Vec<u8>) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = listener.local_addr().expect("a port").port();
    thread::spawn(move || {
        let mut open = Vec::new();
        for mut stream in listener.incoming().flatten() {
            let _ = stream.read(&mut [0; 256]);
            let _ = stream.write_all(&answer);
            open.push(stream);
        }
    });
    port
}

#[test]
fn a_server_that_starts_is_to_be_waited_for_and_the_next_host_does_meanwhile() {
    let port = starting();
    let rest = "user=postgres dbname={db} sslmode=disable";
    Way::by(&format!("host=127.0.0.1 port={port} {rest}"))
        .assert_refused(&["starting up", "run it again"]);
    let list = Way::by(&format!(
        "host=127.0.0.1,{{socket}} port={port},{{port}} {rest}"
    ));
    if super::server::psql_major().is_none_or(|major| major >= 14) {
        list.assert_leads_to("postgres plain");
    }
}

#[test]
fn a_server_that_never_answers_is_not_waited_for() {
    let port = listen(Vec::new());
    let address =
        format!("host=127.0.0.1 port={port} user=postgres sslmode=disable connect_timeout=1");
    Way::by(&address).assert_refused_here(&["within 1 s", "connect_timeout"]);
}

#[test]
fn a_session_that_is_ended_in_the_middle_measures_nothing() {
    let database = state_c();
    let stall = Stall::before(database.socket().join(".s.PGSQL.5432"), 20_000);
    let address = format!(
        "host=127.0.0.1 port={} user=postgres dbname={} sslmode=disable password=right-horse",
        stall.port(),
        database.name()
    );
    let tool = Tool::new(&address, &ledger());
    let mut command = tool.command(&[]);
    let child = command
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn();
    let child = child.expect("the binary");
    stall.wait();
    let ended = "SELECT pg_terminate_backend(pid)::text FROM pg_stat_activity
                 WHERE datname = current_database() AND application_name = 'reconcile'";
    // It takes the server a moment; asked again, it names the session no more.
    while !database.texts(ended).is_empty() {
        thread::sleep(Duration::from_millis(10));
    }
    stall.go_on();
    let outcome = Outcome::from(child.wait_with_output().expect("the binary"));
    assert_refused(&outcome, &["terminating connection", "run it again"]);
    assert!(!outcome.stderr.contains("-horse"), "{}", outcome.stderr);
    assert_eq!(tool.run_plain(&["runs"]).stdout.matches('\n').count(), 0);
}
