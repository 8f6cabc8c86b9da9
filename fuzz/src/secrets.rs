//! Texts without their passwords.

use reconcile::rooms::redact::{redact, redact_url};

const SECRET: &str = "s3cretPW";

/// A password of a URL or of a keyword is hidden wherever it stands.
pub fn secrets(text: &str) {
    let _ = redact_url(text);
    if text.contains("s3cret") {
        return;
    }
    let (before, after) = text.split_once("\n--\n").unwrap_or((text, ""));
    for planted in [
        format!("{before} postgres://me:{SECRET}@db/shop {after}"),
        format!("{before} host=db password={SECRET} {after}"),
    ] {
        let shown = redact(&planted);
        assert!(!shown.contains(SECRET), "shown: {shown:?}");
    }
}
