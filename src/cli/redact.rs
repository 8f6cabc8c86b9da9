//! URLs without their secrets.

/// A URL or DSN as it may be printed: what could be a password is `***`.
///
/// Where the password ends is not always certain (it may hold `@` or `/` unescaped), so that more
/// may be hidden than a parser would hide, never less.
pub(super) fn redact(url: &str) -> String {
    let (scheme, rest) = match url.split_once("://") {
        Some((scheme, rest)) => (format!("{scheme}://"), rest),
        None => (String::new(), url),
    };
    let shown = match rest.rsplit_once('@') {
        Some((user, host)) => match user.split_once(':') {
            Some((name, _)) => format!("{name}:***@{host}"),
            None => format!("{user}@{host}"),
        },
        None => rest.to_owned(),
    };
    scheme + &cut_parameters(&shown)
}

/// Cuts at the first parameter that names a password, in a query or in a DSN.
fn cut_parameters(text: &str) -> String {
    match text.to_ascii_lowercase().find("pass") {
        // Lower case of ASCII keeps every byte's position.
        Some(at) => format!("{}***", &text[..at]),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_never_shown() {
        for url in [
            "postgres://me:s3cret@db/shop",
            "postgres://me:s3@cret:s3cret@db/shop",
            "postgres://me:a/s3cret@db/shop",
            "postgres://db/shop?user=me&password=s3cret",
            "postgres://me@db/shop?sslpassword=s3cret&x=1",
            "host=db password=s3cret user=me",
            "host=db PASSWORD = 's3cret x' user=me",
            "me:s3cret@db",
        ] {
            let shown = redact(url);
            assert!(!shown.contains("cret"), "{shown}");
            assert!(shown.contains("***"), "{shown}");
        }
    }

    #[test]
    fn what_is_no_secret_stays() {
        assert_eq!(
            redact("postgres://me:s3cret@db:5432/shop"),
            "postgres://me:***@db:5432/shop"
        );
        assert_eq!(redact("postgres://me@db/shop"), "postgres://me@db/shop");
        assert_eq!(redact("host=db user=me"), "host=db user=me");
        assert_eq!(redact("mysql://db/shop"), "mysql://db/shop");
    }
}
