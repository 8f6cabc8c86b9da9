//! What a person writes: `postgres://` URLs and `key=value` strings, by libpq's rules
//! (`conninfo_uri_parse` and `conninfo_parse` of `fe-connect.c`), and the server's switches in the option `options`
//! (`pg_split_opts` of `postinit.c` and `process_postgres_switches` of `postgres.c`). Nothing of the text is repeated in
//! an error, because any piece of it may belong to a password.

use super::error::ConnectError;
use super::options::Options;

/// The schemes of dj-database-url beside libpq's own two.
const SCHEMES: [&str; 5] = ["postgresql", "postgres", "postgis", "pgsql", "psql"];

/// Settings of Django that django-environ takes in a URL; they are not for the server.
const DJANGO: [&str; 5] = [
    "conn_max_age",
    "conn_health_checks",
    "atomic_requests",
    "autocommit",
    "disable_server_side_cursors",
];

/// Reads a URL or a `key=value` string.
///
/// # Errors
/// When the text is neither, or holds an option that is unknown or unsupported.
pub(super) fn parse(text: &str) -> Result<Options, ConnectError> {
    let text = text.trim();
    match text.split_once("://") {
        Some((scheme, rest)) if SCHEMES.contains(&scheme) => url(rest),
        Some((scheme, _)) if !scheme.contains(['=', ' ']) => Err(malformed(
            "the URL does not begin with postgres:// or postgresql://",
        )),
        _ => pairs(text),
    }
}

fn malformed(reason: &str) -> ConnectError {
    ConnectError::setting("connection settings", reason)
}

fn url(rest: &str) -> Result<Options, ConnectError> {
    let mut options = Options::default();
    // Credentials end at the first `@`, unless a `/` comes first: they may hold a `?`.
    let end = rest.find(['@', '/']).unwrap_or(rest.len());
    let rest = match rest[end..].strip_prefix('@') {
        Some(after) => {
            credentials(&rest[..end], &mut options)?;
            after
        }
        None => rest,
    };
    let (location, query) = rest.split_once('?').unwrap_or((rest, ""));
    let (authority, database) = location.split_once('/').unwrap_or((location, ""));
    if location.contains('@') {
        return Err(malformed(
            "a user or password holds `@` or `/`: write %40 for `@` and %2F for `/`",
        ));
    }
    hosts(authority, &mut options)?;
    if !database.is_empty() {
        options.set("dbname", decode(database)?)?;
    }
    for pair in query.split('&').filter(|pair| !pair.is_empty()) {
        let (key, value) = pair
            .split_once('=')
            .ok_or_else(|| malformed("a parameter after `?` has no `=`"))?;
        parameter(&decode(key)?, decode(value)?, &mut options)?;
    }
    Ok(options)
}

/// What stands in a URL after `?`: options of libpq, and what dj-database-url and django-environ take there.
fn parameter(key: &str, value: String, options: &mut Options) -> Result<(), ConnectError> {
    if DJANGO.iter().any(|known| key.eq_ignore_ascii_case(known)) {
        return Ok(());
    }
    if key == "currentSchema" {
        let path = value.replace('\\', r"\\").replace(' ', r"\ ");
        return options.set("options", format!("-c search_path={path}"));
    }
    options.set(key, value)
}

fn credentials(text: &str, options: &mut Options) -> Result<(), ConnectError> {
    let (user, password) = text.split_once(':').unwrap_or((text, ""));
    options.set("user", decode(user)?)?;
    options.set("password", decode(password)?)
}

/// `host1:port1,[v6]:port2,%2Frun%2Fpostgresql` as the two lists that libpq makes of it.
fn hosts(authority: &str, options: &mut Options) -> Result<(), ConnectError> {
    if authority.is_empty() {
        return Ok(());
    }
    let (mut hosts, mut ports) = (Vec::new(), Vec::new());
    for one in authority.split(',') {
        let (host, port) = host_and_port(one)?;
        hosts.push(decode(host)?);
        ports.push(port);
    }
    options.set("host", hosts.join(","))?;
    if ports.iter().any(|port| !port.is_empty()) {
        options.set("port", ports.join(","))?;
    }
    Ok(())
}

fn host_and_port(text: &str) -> Result<(&str, &str), ConnectError> {
    let Some(bracketed) = text.strip_prefix('[') else {
        return Ok(text.split_once(':').unwrap_or((text, "")));
    };
    let (host, after) = bracketed
        .split_once(']')
        .ok_or_else(|| malformed("an IPv6 address lacks its `]`"))?;
    match after.strip_prefix(':') {
        Some(port) => Ok((host, port)),
        None if after.is_empty() => Ok((host, "")),
        None => Err(malformed("something follows the `]` of an IPv6 address")),
    }
}

/// Undoes percent-encoding; `+` stays itself, as in libpq.
fn decode(text: &str) -> Result<String, ConnectError> {
    let bad = || malformed("a `%` is not followed by two hexadecimal digits: write %25 for `%`");
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        if byte != b'%' {
            bytes.push(byte);
            continue;
        }
        let mut digit = || rest.next().and_then(|b| char::from(b).to_digit(16));
        let (Some(high), Some(low)) = (digit(), digit()) else {
            return Err(bad());
        };
        bytes.push(u8::try_from(high * 16 + low).map_err(|_| bad())?);
    }
    match String::from_utf8(bytes) {
        Ok(text) if !text.contains('\0') => Ok(text),
        _ => Err(malformed("a percent-encoded part is no UTF-8 text")),
    }
}

fn pairs(text: &str) -> Result<Options, ConnectError> {
    let mut options = Options::default();
    let mut rest = text.trim_start();
    while !rest.is_empty() {
        let (key, after) = rest.split_once('=').ok_or_else(|| {
            malformed("expected postgres://user@host/database or key=value pairs such as host=db dbname=shop")
        })?;
        let (value, after) = value(after.trim_start())?;
        options.set(key.trim(), value)?;
        rest = after.trim_start();
    }
    Ok(options)
}

/// One value: bare up to the next space, or in single quotes; `\` takes the next character as it is.
fn value(text: &str) -> Result<(String, &str), ConnectError> {
    let quoted = text.strip_prefix('\'');
    let body = quoted.unwrap_or(text);
    let mut value = String::new();
    let mut chars = body.char_indices();
    while let Some((at, c)) = chars.next() {
        match c {
            '\\' => value.extend(chars.next().map(|(_, escaped)| escaped)),
            '\'' if quoted.is_some() => return Ok((value, &body[at + 1..])),
            c if quoted.is_none() && c.is_ascii_whitespace() => return Ok((value, &body[at..])),
            c => value.push(c),
        }
    }
    if quoted.is_some() {
        return Err(malformed("a quoted value lacks its closing quote"));
    }
    Ok((value, ""))
}

/// The `search_path` that the switches set; the last one counts.
pub(super) fn search_path(options: &str) -> Option<String> {
    let words = words(options);
    let mut rest = words.iter();
    let mut found = None;
    while let Some(word) = rest.next() {
        let setting = match word.strip_prefix("--") {
            Some(setting) => Some(setting),
            None if word == "-c" => rest.next().map(String::as_str),
            None => word.strip_prefix("-c"),
        };
        let Some((name, value)) = setting.and_then(|setting| setting.split_once('=')) else {
            continue;
        };
        if name.replace('-', "_").eq_ignore_ascii_case("search_path") {
            found = Some(value.to_owned());
        }
    }
    found
}

/// Words between white space; `\` takes the next character as it is.
fn words(options: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut chars = options.chars();
    while let Some(c) = chars.next() {
        match c {
            '\\' => words
                .last_mut()
                .into_iter()
                .for_each(|word| word.extend(chars.next())),
            c if c.is_ascii_whitespace() => words.push(String::new()),
            c => words.last_mut().into_iter().for_each(|word| word.push(c)),
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

#[cfg(test)]
mod tests {
    use super::search_path;
    use super::*;

    fn read(text: &str, keyword: &str) -> Option<String> {
        parse(text).unwrap().get(keyword).map(str::to_owned)
    }

    #[test]
    fn a_url_is_taken_apart_and_decoded() {
        let url = "postgres://me%40corp:p%2Fw%25@db.internal:6432/my%20shop?sslmode=verify-full&sslrootcert=/a%20b";
        assert_eq!(read(url, "user").as_deref(), Some("me@corp"));
        assert_eq!(read(url, "password").as_deref(), Some("p/w%"));
        assert_eq!(read(url, "host").as_deref(), Some("db.internal"));
        assert_eq!(read(url, "port").as_deref(), Some("6432"));
        assert_eq!(read(url, "dbname").as_deref(), Some("my shop"));
        assert_eq!(read(url, "sslmode").as_deref(), Some("verify-full"));
        assert_eq!(read(url, "sslrootcert").as_deref(), Some("/a b"));
    }

    #[test]
    fn several_hosts_ipv6_and_sockets_are_read() {
        let url = "postgresql://a:1,[::1]:2,%2Frun%2Fpg/db";
        assert_eq!(read(url, "host").as_deref(), Some("a,::1,/run/pg"));
        assert_eq!(read(url, "port").as_deref(), Some("1,2,"));
        assert_eq!(
            read("postgres:///shop?host=/run/pg&user=a@b", "host").as_deref(),
            Some("/run/pg")
        );
    }

    #[test]
    fn quotes_and_backslashes_of_a_pair_are_undone() {
        let text = r"host = '/run/my pg'  user=a\'b password='it\'s \\' dbname=x";
        assert_eq!(read(text, "host").as_deref(), Some("/run/my pg"));
        assert_eq!(read(text, "user").as_deref(), Some("a'b"));
        assert_eq!(read(text, "password").as_deref(), Some(r"it's \"));
        assert_eq!(read(text, "dbname").as_deref(), Some("x"));
    }

    #[test]
    fn no_piece_of_a_wrong_text_is_repeated() {
        for text in [
            "postgres://me:hun/ter2@db/shop",
            "postgres://me:hun@ter2@db/shop",
            "postgres://me:hunter2%zz@db/shop",
            "postgres://me:h@db/shop?Hunter2=1",
            "mysql://me:hunter2@db/shop",
            "password=hun ter2",
            "password='hunter2",
            "host=db hunter2",
        ] {
            let error = parse(text).unwrap_err();
            let shown = format!("{error} {error:?}");
            assert!(!shown.contains("ter2"), "{text}: {shown}");
        }
    }

    #[test]
    fn an_option_that_cannot_be_kept_is_refused() {
        let error = parse("host=db sslcrldir=/x").unwrap_err();
        assert!(error.to_string().contains("sslcrldir"));
        assert!(parse("host=db gssencmode=require").is_err());
        assert!(parse("host=db gssencmode=prefer").is_ok());
        assert!(parse("host=db schema=x").is_err());
    }

    #[test]
    fn every_spelling_of_the_switch_is_read() {
        for options in [
            "-c search_path=shop",
            "-csearch_path=shop",
            "--search_path=shop",
            "--search-path=shop",
            "-c work_mem=1MB  -c SEARCH_PATH=shop -e",
            "-c search_path=other -c search_path=shop",
        ] {
            assert_eq!(search_path(options).as_deref(), Some("shop"), "{options}");
        }
        assert_eq!(
            search_path(r"-c search_path=a,\ b\\").as_deref(),
            Some(r"a, b\")
        );
    }

    #[test]
    fn other_switches_set_none() {
        for options in ["", "-c", "-c work_mem=1MB", "-c search_path", "--geqo=off"] {
            assert_eq!(search_path(options), None, "{options}");
        }
    }
}
