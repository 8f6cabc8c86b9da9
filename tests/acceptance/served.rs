//! The dashboard as a browser, and somebody who means harm, finds it at its address.

use std::fs;
use std::io::{BufRead as _, BufReader, ErrorKind, Read as _, Write as _};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use crate::dashboard::shop;
use crate::support::browser::look_at;
use crate::support::cli::Tool;
use crate::support::forge::tamper;

/// A dashboard that is served, until it is told to end.
struct Served {
    child: Child,
    address: String,
}

impl Served {
    fn begin(tool: &Tool, args: &[&str]) -> Self {
        let args = [&["dashboard", "--serve", "0"], args].concat();
        let mut command = tool.plain(&args);
        let mut child = command.stdout(Stdio::piped()).spawn().expect("the binary");
        let mut line = String::new();
        let out = child.stdout.take().expect("standard output");
        BufReader::new(out).read_line(&mut line).expect("a URL");
        let address = line.strip_prefix("http://").expect(&line);
        let address = address.trim_end().trim_end_matches('/').to_owned();
        Self { child, address }
    }

    fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(&self.address).expect("a connection");
        let patience = Some(Duration::from_secs(120));
        stream.set_read_timeout(patience).expect("a connection");
        stream
    }

    /// What is answered to these bytes.
    fn say(&self, bytes: &str) -> String {
        let mut stream = self.connect();
        stream.write_all(bytes.as_bytes()).expect("a request");
        answer(&mut stream)
    }

    fn get(&self, path: &str) -> String {
        self.say(&format!(
            "GET {path} HTTP/1.1\r\nHost: {}\r\n\r\n",
            self.address
        ))
    }

    /// Ends it as a supervisor does, or a person.
    fn end(mut self, signal: &str) {
        let pid = self.child.id().to_string();
        let told = Command::new("kill").args([signal, &pid]).status();
        assert!(told.expect("kill").success());
        let ended = self.child.wait().expect("its end");
        assert_eq!(ended.code(), Some(0), "{signal}");
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        // One that has ended already is none to be ended.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn answer(stream: &mut TcpStream) -> String {
    let mut bytes = Vec::new();
    match stream.read_to_end(&mut bytes) {
        Ok(_) => {}
        // It hangs up on who says too much.
        Err(error) if error.kind() == ErrorKind::ConnectionReset => {}
        Err(error) => panic!("{error}"),
    }
    String::from_utf8(bytes).expect("text")
}

#[test]
fn a_browser_sees_how_things_are_whenever_it_asks() {
    let (database, ledger) = shop(&["public_shop"]);
    let tool = Tool::new(&database.url(), ledger.path());
    let served = Served::begin(&tool, &[]);
    let none = served.get("/");
    assert!(none.contains("1 missing history"), "{none}");
    tool.report(&["--schema", "public_shop"], 0);
    let good = served.get("/");
    assert!(good.starts_with("HTTP/1.1 200 OK\r\n"), "{good}");
    assert!(
        good.contains("good-text\">1 database as it should be"),
        "{good}"
    );
    assert!(good.contains("content=\"60\""), "{good}");
    database.execute("DROP TABLE public_shop.shop_item");
    tool.report(&["--schema", "public_shop"], 1);
    let page = served.get("/index.html");
    assert!(page.contains("1 database with errors"), "{page}");
    let links: Vec<&str> = page.split("<a href=\"").skip(1).collect();
    assert_eq!(links.len(), 2);
    for link in links {
        let (name, _) = link.split_once('"').expect("a link");
        let linked = served.get(&format!("/{name}"));
        assert!(linked.starts_with("HTTP/1.1 200 OK\r\n"), "{linked}");
        assert!(linked.contains("shop_item"), "{linked}");
    }
    look_at(
        &format!("http://{}/", served.address),
        &tool.dir().join("served.png"),
    );
    tamper(&tool, "UPDATE run SET errors = 0");
    let altered = served.get("/");
    assert!(altered.starts_with("HTTP/1.1 200 OK\r\n"), "{altered}");
    assert!(altered.contains("1 history not as written"), "{altered}");
    assert!(!altered.contains("AGREE"), "{altered}");
    served.end("-TERM");
    Served::begin(&tool, &[]).end("-INT");
}

#[test]
fn what_is_no_question_of_a_reader_is_refused() {
    let (database, ledger) = shop(&["public_shop"]);
    let tool = Tool::new(&database.url(), ledger.path());
    tool.report(&["--schema", "public_shop"], 0);
    let served = Served::begin(&tool, &["--host", "audit.internal"]);
    let host = |name: &str| served.say(&format!("GET / HTTP/1.1\r\nHost: {name}\r\n\r\n"));
    assert!(host("audit.internal").starts_with("HTTP/1.1 200"));
    for name in [
        "evil.example",
        "localhost.evil.example",
        "127.0.0.1.evil.example",
    ] {
        let refused = host(name);
        assert!(refused.starts_with("HTTP/1.1 421"), "{refused}");
        assert!(!refused.contains("public_shop"), "{refused}");
    }
    for path in [
        "/../../../etc/passwd",
        "/..%2f..%2fetc%2fpasswd",
        "//etc/passwd",
        "/.reconcile/history.sqlite3",
        "/run-0123456789ab-1.html",
        "/\u{e4}",
    ] {
        let refused = served.get(path);
        let status = refused.split(' ').nth(1);
        assert!(matches!(status, Some("404" | "400")), "{path}: {refused}");
        assert!(
            !refused.contains("root:") && !refused.contains("SQLite"),
            "{refused}"
        );
    }
    for method in ["POST", "PUT", "DELETE", "OPTIONS", "TRACE"] {
        let refused = served.say(&format!("{method} / HTTP/1.1\r\nHost: localhost\r\n\r\n"));
        assert!(refused.starts_with("HTTP/1.1 405"), "{refused}");
        assert!(refused.contains("\r\nAllow: GET, HEAD\r\n"), "{refused}");
    }
    let head = served.say("HEAD / HTTP/1.1\r\nHost: localhost\r\n\r\n");
    assert!(
        head.starts_with("HTTP/1.1 200") && head.ends_with("\r\n\r\n"),
        "{head}"
    );
    for guard in [
        "Content-Security-Policy: default-src 'none'",
        "X-Content-Type-Options: nosniff",
        "Cross-Origin-Resource-Policy: same-origin",
        "Cache-Control: no-store",
    ] {
        assert!(head.contains(guard), "{guard}: {head}");
    }
    assert!(
        served
            .say("\u{16}\u{3}\u{1}\r\n\r\n")
            .starts_with("HTTP/1.1 400")
    );
    let endless = format!("GET / HTTP/1.1\r\nX: {}", "a".repeat(9000));
    let refused = served.say(&endless);
    assert!(
        refused.is_empty() || refused.starts_with("HTTP/1.1 431"),
        "{refused}"
    );
    served.end("-TERM");
}

#[test]
fn clients_that_never_end_are_hung_up_on_while_others_are_answered() {
    let (database, ledger) = shop(&["public_shop"]);
    let tool = Tool::new(&database.url(), ledger.path());
    tool.report(&["--schema", "public_shop"], 0);
    let served = Served::begin(&tool, &[]);
    // More than are listened to at once: some say nothing, some begin and never go on.
    let mut slow: Vec<TcpStream> = (0..40).map(|_| served.connect()).collect();
    for stream in slow.iter_mut().step_by(2) {
        stream
            .write_all(b"GET / HTTP/1.1\r\nHost: ")
            .expect("a beginning");
    }
    assert!(served.get("/").contains("1 database as it should be"));
    for stream in &mut slow {
        let told = answer(stream);
        assert!(
            told.is_empty() || told.starts_with("HTTP/1.1 408"),
            "{told}"
        );
    }
    served.end("-TERM");
}

#[test]
fn it_is_served_to_this_machine_unless_somebody_means_more() {
    let tool = Tool::bare();
    let refused = |args: &[&str]| {
        let done = tool.run_plain(&[&["dashboard"], args].concat());
        assert_eq!(
            (done.status, done.stdout.as_str()),
            (Some(2), ""),
            "{done:#?}"
        );
        done.stderr
    };
    for address in ["0.0.0.0:0", "[::]:0", "192.0.2.1:80"] {
        let said = refused(&["--serve", address]);
        assert!(said.contains("say --allow-remote"), "{said}");
    }
    let taken = Served::begin(&tool, &[]);
    let said = refused(&["--serve", &taken.address]);
    assert!(said.contains("--serve 0 takes any that is free"), "{said}");
    let said = refused(&["--serve", "0", "-o", "www"]);
    assert!(said.contains("one of the two"), "{said}");
    assert!(!tool.dir().join("www").exists());
    assert!(refused(&["--allow-remote", "-o", "www"]).contains("--serve"));
    taken.end("-TERM");
    let told = tool.run_plain(&[
        "dashboard",
        "--serve",
        "0.0.0.0:0",
        "--allow-remote",
        "--timeout",
        "2s",
    ]);
    assert_eq!((told.status, told.stderr.as_str()), (Some(0), ""));
    assert!(told.stdout.starts_with("http://0.0.0.0:"), "{told:#?}");
    assert!(
        fs::read_dir(tool.dir())
            .expect("the folder")
            .next()
            .is_none()
    );
}
