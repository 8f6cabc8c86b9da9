//! Texts without their secrets: URLs and DSNs lose what could be a password, wherever in a text they stand.
//!
//! Where a password ends is not always certain (it may hold `@`, `/` or a blank unescaped), so that more may
//! be hidden than a parser would hide, never less.

/// What stands for a secret.
const HIDDEN: &str = "***";

/// How a keyword ends whose value is a password: `password`, `sslpassword`, `PGPASSWORD`, `pass` ...
const PASSWORDS: [&str; 5] = ["password", "passwd", "passphrase", "pass", "pwd"];

/// A text of any length as it may be printed: an error of ours, of a server's, or of a program's.
#[must_use]
pub fn redact(text: &str) -> String {
    text.split_inclusive('\n').map(line).collect()
}

/// The same for a text that is one URL or DSN from its first to its last character: a password in it may
/// hold blanks and line breaks too.
#[must_use]
pub fn redact_url(url: &str) -> String {
    let (scheme, rest) = match url.split_once("://") {
        Some((scheme, rest)) => (format!("{scheme}://"), rest),
        None => (String::new(), url),
    };
    let shown = scheme + &credentials(rest).unwrap_or_else(|| rest.to_owned());
    match password_key(&shown) {
        Some(Key { value, .. }) => format!("{}{HIDDEN}", &shown[..value]),
        None => redact(&shown),
    }
}

/// Whether a text certainly holds a password, where a text may also hold `a:b@c` and mean something else.
#[must_use]
pub fn holds_password(text: &str) -> bool {
    let has_scheme = text.contains("://") || password_key(text).is_some();
    has_scheme && redact_url(text) != text
}

fn line(line: &str) -> String {
    let Some(key) = password_key(line) else {
        return words(line);
    };
    let (before, value) = line.split_at(key.value);
    let rest = match closing(value) {
        Some(end) => self::line(&value[end..]),
        None if line.ends_with('\n') => "\n".to_owned(),
        None => String::new(),
    };
    format!("{}{HIDDEN}{rest}", words(before))
}

/// Where the value of a password's keyword begins.
struct Key {
    value: usize,
}

/// The first keyword of a password that is followed by a value: `password=x`, `'PASSWORD': 'x'`,
/// `PASSWORD 'x'`.
fn password_key(text: &str) -> Option<Key> {
    let (lower, places) = unescaped(text);
    let starts = ["pass", "pwd"].into_iter();
    let mut starts: Vec<usize> = starts
        .flat_map(|start| lower.match_indices(start).map(|(at, _)| at))
        .collect();
    starts.sort_unstable();
    starts.into_iter().find_map(|at| {
        let word: &str = &lower[at..];
        let end = word.find(|c: char| !c.is_ascii_alphanumeric() && c != '_');
        let word = &word[..end.unwrap_or(word.len())];
        let named = PASSWORDS.iter().any(|password| word.ends_with(password));
        let in_sql = word.ends_with("password");
        let value = value_after(&lower, at + word.len(), in_sql).filter(|_| named)?;
        let value = *places.get(value)?;
        Some(Key { value })
    })
}

/// In lower case, with `%64` for what it stands for, as libpq reads keys of a URI (`conninfo_uri_decode` of
/// `fe-connect.c`); and where each byte of that begins in the text. Letters alone are decoded, so that
/// what ends a value ends it in both.
fn unescaped(text: &str) -> (String, Vec<usize>) {
    let (mut shown, mut places) = (String::with_capacity(text.len()), Vec::new());
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let (letter, length) = match escaped_letter(rest) {
            Some(letter) => (letter, 3),
            None => (first, first.len_utf8()),
        };
        let at = text.len() - rest.len();
        places.extend((0..letter.len_utf8()).map(|byte| at + byte));
        shown.push(letter.to_ascii_lowercase());
        rest = &rest[length..];
    }
    (shown, places)
}

fn escaped_letter(text: &str) -> Option<char> {
    let digits = text.strip_prefix('%')?.get(..2)?;
    let letter = char::from(u8::from_str_radix(digits, 16).ok()?);
    letter.is_ascii_alphabetic().then_some(letter)
}

/// Where a value begins behind the end of a keyword; none where none follows. In SQL it may follow without a sign.
fn value_after(text: &str, end: usize, in_sql: bool) -> Option<usize> {
    let rest = &text[end..];
    let quoted = rest.starts_with(['\'', '"']);
    let after = rest.strip_prefix(['\'', '"']).unwrap_or(rest);
    let blank = after.trim_start();
    let value = match blank.strip_prefix('=') {
        Some(value) => value.trim_start_matches([' ', '\t']),
        None if quoted => blank.strip_prefix(':')?.trim_start(),
        // SQL: PASSWORD 'x'.
        None => blank.strip_prefix('\'').filter(|_| in_sql).map(|_| blank)?,
    };
    (!value.trim().is_empty()).then_some(text.len() - value.len())
}

/// The end of a value in quotes, behind its closing one; none where it has none.
fn closing(value: &str) -> Option<usize> {
    let quote = value.chars().next().filter(|c| matches!(c, '\'' | '"'))?;
    let mut characters = value.char_indices().skip(1);
    while let Some((at, character)) = characters.next() {
        match character {
            '\\' => drop(characters.next()),
            c if c == quote => return Some(at + 1),
            _ => {}
        }
    }
    None
}

/// A line word by word. A password with a blank in it hides the rest of the line.
fn words(line: &str) -> String {
    let mut shown = String::with_capacity(line.len());
    for piece in line.split_inclusive(char::is_whitespace) {
        let word = piece.trim_end();
        let blank = &piece[word.len()..];
        match of_word(word) {
            Word::Plain => shown.push_str(piece),
            Word::Redacted(text) => {
                shown.push_str(&text);
                shown.push_str(blank);
            }
            Word::Open(text) => {
                shown.push_str(&text);
                shown.push_str(if line.ends_with('\n') { "\n" } else { "" });
                return shown;
            }
        }
    }
    shown
}

enum Word {
    Plain,
    Redacted(String),
    /// Without the beginning of a password that goes on behind the blank.
    Open(String),
}

fn of_word(word: &str) -> Word {
    let Some((scheme, rest)) = word.split_once("://") else {
        let is_mail = word
            .trim_start_matches(['<', '(', '\'', '"'])
            .starts_with("mailto:");
        return match credentials(word).filter(|_| !is_mail) {
            Some(text) => Word::Redacted(text),
            None => Word::Plain,
        };
    };
    if let Some(text) = credentials(rest) {
        return Word::Redacted(format!("{scheme}://{text}"));
    }
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    match rest[..end].split_once(':') {
        Some((name, port)) if !rest.contains('@') && !are_ports(name, port) => {
            Word::Open(format!("{scheme}://{name}:{HIDDEN}"))
        }
        _ => Word::Plain,
    }
}

/// Whether what follows the first `:` is a port, or more hosts with theirs.
fn are_ports(name: &str, rest: &str) -> bool {
    let is_mark = |c: char| c.is_ascii_digit() || c.is_ascii_punctuation();
    let mut hosts = rest.split(',').skip(1);
    let first = rest.split(',').next().unwrap_or_default();
    // An IPv6 address stands in brackets.
    name.starts_with('[')
        || (first.chars().all(is_mark) && hosts.all(|one| !one.is_empty() || rest.ends_with(',')))
}

/// `name:***@rest` for `name:password@rest`, whatever the password holds; none where there is none.
fn credentials(text: &str) -> Option<String> {
    let (user, host) = text.rsplit_once('@')?;
    let (name, _) = user.split_once(':')?;
    Some(format!("{name}:{HIDDEN}@{host}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Each holds `cret`, as the whole or a part of its password.
    const SECRETS: [&str; 24] = [
        "postgres://me:s3cret@db/shop",
        "postgresql+psycopg://me:s3cret@db/shop",
        "postgis://me:s3cret@db/shop",
        "postgres://me:s3%40cret%2f@db/shop",
        "postgres://me:s3@cret:s3cret@db/shop",
        "postgres://me:a/s3cret@db/shop",
        "postgres://me:a?b#s3cret@db/shop",
        "postgres://me:s3:cret@[::1]:5432/shop",
        "postgres://me:it's\"s3cret@db/shop",
        "postgres://:s3cret@db/shop",
        "postgres://db/shop?user=me&password=s3cret",
        "postgres://me@db/shop?sslpassword=s3cret&x=1",
        "postgres://me@db/shop?x=1&PASSWORD=s3cret",
        "postgres://me@db/shop?x=é&passwor%64=s3cret",
        "postgres://me@db/shop?%70%41ssword=s3cret",
        "host=db password=s3cret user=me",
        "host=db PASSWORD = 's3cret x' user=me",
        "host=db password='it\\'s s3cret' user=me",
        "host=db sslpassword=s3cret",
        "PGPASSWORD=s3cret psql",
        "{'USER': 'me', 'PASSWORD': 's3cret', 'HOST': 'db'}",
        "{\"password\": \"s3cret\"}",
        "ALTER ROLE me PASSWORD 's3cret'",
        "me:s3cret@db",
    ];

    #[test]
    fn a_password_is_never_shown() {
        for url in SECRETS {
            for shown in [
                redact_url(url),
                redact(url),
                redact(&format!(
                    "error: invalid value '{url}' for '[RUN]': no run\nhint: x\n"
                )),
                redact(&format!("it said `{url}`, and ended")),
            ] {
                assert!(!shown.contains("cret"), "{url}: {shown}");
                assert!(shown.contains(HIDDEN), "{url}: {shown}");
            }
        }
    }

    #[test]
    fn a_password_with_blanks_is_never_shown() {
        for url in [
            "postgres://me:12 s3cret@db/shop",
            "postgres://me:two\nlines s3cret@db/shop",
            "host=db password=two s3cret",
            "password='never closed s3cret",
        ] {
            let shown = redact_url(url);
            assert!(!shown.contains("cret"), "{url}: {shown}");
        }
        let said = "invalid value 'postgres://me:two s3cret@db/shop' for '[RUN]'\nmore";
        assert_eq!(redact(said), "invalid value 'postgres://me:***\nmore");
        let said = "bad: host=db password=two s3cret\nmore";
        assert_eq!(redact(said), "bad: host=db password=***\nmore");
        assert_eq!(
            redact("ALTER ROLE a PASSWORD 'x'"),
            "ALTER ROLE a PASSWORD ***"
        );
        let tip = "to pass '-1' as a value, use '-- -1'";
        assert_eq!(redact(tip), tip);
    }

    #[test]
    fn what_is_no_secret_stays() {
        for text in [
            "postgres://me@db/shop",
            "postgres://db:5432/shop is not there",
            "no server at postgres://db:5432, or at postgres://a:1,b:2/shop",
            "postgres://[::1]:5432/shop",
            "use postgres://USER@HOST/DATABASE, a key=value DSN, sqlite:PATH, or snapshot:PATH",
            "host=db user=me",
            "mysql://db/shop",
            "db did not accept the password: FATAL: password authentication failed for user \"me\"",
            "passfile=/home/me/.pgpass is passed over because others may read it",
            "set PGPASSWORD, or add a line to ~/.pgpass",
            "a run is an age in hours, days or weeks (@{12h}, @{7d}, @{2w})",
            "/p/reconcile.toml:2: there is no setting 'x' here",
            "write to mailto:dba@example.org",
        ] {
            assert_eq!(redact(text), text);
        }
        let url = "postgres://me:s3cret@db:5432/shop";
        assert_eq!(redact_url(url), "postgres://me:***@db:5432/shop");
        assert_eq!(
            redact("ALTER ROLE me PASSWORD 's3cret' VALID UNTIL 'x'"),
            "ALTER ROLE me PASSWORD *** VALID UNTIL 'x'"
        );
    }

    #[test]
    fn a_time_or_a_mail_address_is_no_password() {
        assert!(!holds_password("team:db@corp, see ops@corp since 12:00"));
        assert!(!holds_password("https://wiki/page:3"));
        assert!(holds_password("see https://me:s3cret@wiki"));
        assert!(holds_password("host=db password=s3cret"));
    }
}
