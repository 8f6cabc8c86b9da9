//! As much of HTTP as pages need that are only read: what is asked for, and what is answered. No request is believed
//! before all of its head is there, and none has a second one behind it.

use std::collections::BTreeSet;
use std::net::IpAddr;

use crate::report::dashboard::PAGE;
use crate::report::escape;

/// A head is no longer than this.
pub(super) const MOST: usize = 8 * 1024;

/// A head has so many lines at most.
const LINES: usize = 64;

/// The names by which a page may be asked for.
///
/// A browser that was led here by somebody's name for this machine says that name: it is refused, so that no page of theirs
/// reads ours. An address cannot be made to lead elsewhere.
pub(super) struct Names(BTreeSet<String>);

/// What a client wants.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Request {
    /// The name of a page.
    pub(super) page: String,
    /// Whether only the head of the answer is wanted.
    pub(super) head: bool,
}

/// What becomes of what has come so far.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Read {
    /// More must come.
    Part,
    Whole(Request),
    Refused(Status),
}

/// How a request ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Status {
    Ok,
    BadRequest,
    NotFound,
    NotAllowed,
    TooSlow,
    Misdirected,
    TooLarge,
    Unavailable,
}

impl Names {
    pub(super) fn of(named: &[String]) -> Self {
        let own = std::iter::once("localhost").chain(named.iter().map(String::as_str));
        Self(own.map(str::to_ascii_lowercase).collect())
    }

    /// Whether a `Host` is one of them, or an address, each with a port or without.
    fn holds(&self, host: &str) -> bool {
        let name = match host.rsplit_once(':') {
            Some((name, port)) if port.bytes().all(|it| it.is_ascii_digit()) => name,
            _ => host,
        };
        let inner = name.strip_prefix('[').and_then(|it| it.strip_suffix(']'));
        let is_address = inner.unwrap_or(name).parse::<IpAddr>().is_ok();
        is_address || self.0.contains(&name.to_ascii_lowercase())
    }
}

/// What the beginning of a connection says.
pub(super) fn read(bytes: &[u8], names: &Names) -> Read {
    let mut lines = [httparse::EMPTY_HEADER; LINES];
    let mut request = httparse::Request::new(&mut lines);
    match request.parse(bytes) {
        Ok(httparse::Status::Complete(_)) => {}
        Ok(httparse::Status::Partial) if bytes.len() < MOST => return Read::Part,
        Ok(httparse::Status::Partial) | Err(httparse::Error::TooManyHeaders) => {
            return Read::Refused(Status::TooLarge);
        }
        Err(_) => return Read::Refused(Status::BadRequest),
    }
    let hosts = request.headers.iter();
    let mut hosts = hosts.filter(|line| line.name.eq_ignore_ascii_case("host"));
    let host = hosts.next().map(|line| str::from_utf8(line.value));
    let (Some(Ok(host)), None) = (host, hosts.next()) else {
        return Read::Refused(Status::BadRequest);
    };
    if !names.holds(host.trim()) {
        return Read::Refused(Status::Misdirected);
    }
    let head = match request.method {
        Some("GET") => false,
        Some("HEAD") => true,
        _ => return Read::Refused(Status::NotAllowed),
    };
    let path = request.path.unwrap_or_default();
    let path = path.split_once('?').map_or(path, |(path, _)| path);
    match path.strip_prefix('/') {
        Some("") => Read::Whole(Request {
            page: PAGE.to_owned(),
            head,
        }),
        // It is looked up in a list as it stands, and leads to no file.
        Some(page) => Read::Whole(Request {
            page: page.to_owned(),
            head,
        }),
        None => Read::Refused(Status::BadRequest),
    }
}

impl Status {
    const fn line(self) -> &'static str {
        match self {
            Self::Ok => "200 OK",
            Self::BadRequest => "400 Bad Request",
            Self::NotFound => "404 Not Found",
            Self::NotAllowed => "405 Method Not Allowed",
            Self::TooSlow => "408 Request Timeout",
            Self::Misdirected => "421 Misdirected Request",
            Self::TooLarge => "431 Request Header Fields Too Large",
            Self::Unavailable => "503 Service Unavailable",
        }
    }

    const fn says(self) -> &'static str {
        match self {
            Self::Ok | Self::Unavailable => "this cannot be told now",
            Self::BadRequest => "this is no request that is understood here",
            Self::NotFound => "there is no such page; the dashboard is at /",
            Self::NotAllowed => "pages are only read here: GET or HEAD",
            Self::TooSlow => "the request did not come in time",
            Self::Misdirected => {
                "this machine is not asked for by that name here; --host NAME of `reconcile dashboard` adds it"
            }
            Self::TooLarge => "the request is too long",
        }
    }
}

/// An answer that is a page.
pub(super) fn page(text: &str, head: bool) -> Vec<u8> {
    answer(Status::Ok, "text/html", text, head)
}

/// An answer that is none, and why.
pub(super) fn refusal(status: Status, why: Option<&str>) -> Vec<u8> {
    let text = escape(why.unwrap_or(status.says())).into_owned() + "\n";
    answer(status, "text/plain", &text, false)
}

fn answer(status: Status, kind: &str, text: &str, head: bool) -> Vec<u8> {
    let allow = match status {
        Status::NotAllowed => "Allow: GET, HEAD\r\n",
        _ => "",
    };
    let mut answer = format!(
        "HTTP/1.1 {}\r\nContent-Type: {kind}; charset=utf-8\r\nContent-Length: {}\r\n{allow}{GUARDS}\r\n",
        status.line(),
        text.len()
    );
    if !head {
        answer.push_str(text);
    }
    answer.into_bytes()
}

/// Nothing is kept, framed, guessed at, or read by a page of somebody else.
const GUARDS: &str = "Connection: close\r\n\
    Cache-Control: no-store\r\n\
    Content-Security-Policy: default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; \
    base-uri 'none'; form-action 'none'; frame-ancestors 'none'\r\n\
    Cross-Origin-Resource-Policy: same-origin\r\n\
    Referrer-Policy: no-referrer\r\n\
    X-Content-Type-Options: nosniff\r\n\
    X-Frame-Options: DENY\r\n";

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(text: &str) -> Read {
        read(text.as_bytes(), &Names::of(&["Audit.internal".to_owned()]))
    }

    fn of_host(host: &str) -> Read {
        asked(&format!("GET / HTTP/1.1\r\nHost: {host}\r\n\r\n"))
    }

    fn whole(page: &str, head: bool) -> Read {
        let page = page.to_owned();
        Read::Whole(Request { page, head })
    }

    #[test]
    fn a_page_is_asked_for_by_its_name() {
        let ask = |line: &str| asked(&format!("{line} HTTP/1.1\r\nHost: localhost:80\r\n\r\n"));
        assert_eq!(ask("GET /"), whole("index.html", false));
        assert_eq!(ask("HEAD /?x=1"), whole("index.html", true));
        assert_eq!(ask("GET /run-1.html?"), whole("run-1.html", false));
        assert_eq!(ask("GET /../a"), whole("../a", false));
        assert_eq!(ask("POST /"), Read::Refused(Status::NotAllowed));
        for wrong in ["GET http://localhost/", "GET *", "\u{16}\u{3}"] {
            assert_eq!(ask(wrong), Read::Refused(Status::BadRequest), "{wrong}");
        }
    }

    #[test]
    fn nobody_elses_name_for_this_machine_leads_here() {
        for host in [
            "localhost",
            "LOCALHOST:8099",
            "127.0.0.1:8099",
            "[::1]:8099",
            "[::1]",
            "10.1.2.3",
            "audit.internal:80",
        ] {
            assert_eq!(of_host(host), whole("index.html", false), "{host}");
        }
        for host in [
            "evil.example",
            "localhost.evil.example",
            "127.0.0.1.evil.example:80",
            "",
            "localhost:x",
            "::1:x",
        ] {
            assert_eq!(of_host(host), Read::Refused(Status::Misdirected), "{host}");
        }
        let refused = Read::Refused(Status::BadRequest);
        assert_eq!(asked("GET / HTTP/1.0\r\n\r\n"), refused);
        let twice = "GET / HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\n\r\n";
        assert_eq!(asked(twice), refused);
    }

    #[test]
    fn what_does_not_end_is_refused_and_what_is_not_there_yet_is_waited_for() {
        assert_eq!(asked("GET / HT"), Read::Part);
        let long = format!("GET /{} HTTP/1.1\r\n", "a".repeat(MOST));
        assert_eq!(asked(&long[..MOST]), Read::Refused(Status::TooLarge));
        let many = "X: y\r\n".repeat(LINES + 1);
        let many = format!("GET / HTTP/1.1\r\n{many}\r\n");
        assert_eq!(asked(&many), Read::Refused(Status::TooLarge));
    }

    #[test]
    fn what_comes_from_outside_cannot_add_to_the_head_of_an_answer() {
        let told = refusal(Status::Unavailable, Some("a\r\nSet-Cookie: x\u{1b}[2J"));
        let told = String::from_utf8(told).unwrap();
        let (head, text) = told.split_once("\r\n\r\n").unwrap();
        assert!(!head.contains("Set-Cookie"), "{head}");
        assert_eq!(text.lines().count(), 1, "{text}");
        assert!(head.contains(&format!("Content-Length: {}", text.len())));
        let only_head = String::from_utf8(page("a page", true)).unwrap();
        assert!(only_head.ends_with("\r\n\r\n") && only_head.contains("Content-Length: 6\r\n"));
    }
}
