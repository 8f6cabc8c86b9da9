//! A page as a reader sees it, in headless Chromium.

use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

/// Opens a page in a narrow window: it asks for nothing, says nothing on the console, and fits; it keeps nobody out, by the
/// rules of axe-core, and prints. A picture of it lies beside it.
pub(crate) fn look(page: &Path) {
    run(page, &[]);
}

/// The same of a page that is served; the picture goes where it is told to.
pub(crate) fn look_at(url: &str, picture: &Path) {
    run_on(url.as_ref(), picture, &[]);
}

/// The same, and types a word into the first table's filter: some rows stay and some go, and the table sorts.
pub(crate) fn look_and_filter(page: &Path, word: &str) {
    let seen: Value = serde_json::from_str(&run(page, &[word])).expect("JSON");
    assert_eq!(seen["sorted"], true);
    assert_eq!(seen["before"], seen["again"]);
    assert!(
        seen["after"].as_u64() < seen["before"].as_u64() && seen["after"] != 0,
        "{seen}"
    );
}

fn run(page: &Path, words: &[&str]) -> String {
    run_on(page, &page.with_extension("png"), words)
}

fn run_on(page: &Path, picture: &Path, words: &[&str]) -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let axe = root.join("target/test-env/axe-core/axe.min.js");
    assert!(axe.is_file(), "target/test-env/axe-core: run tests/run");
    let looked = Command::new("python3")
        .arg(root.join("tests/browser.py"))
        .args([&axe, page, picture])
        .args(words)
        .output()
        .expect("python3");
    let said = String::from_utf8_lossy(&looked.stderr);
    assert!(looked.status.success(), "{said}");
    assert!(fs::metadata(picture).expect("a picture").len() > 10_000);
    String::from_utf8(looked.stdout).expect("text")
}
