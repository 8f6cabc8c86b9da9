//! What is printed for a program, read as programs read it.

use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

/// What a reader of the format finds in a file.
pub(crate) fn read(format: &str, file: &Path) -> Value {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let packages = root.join("target/test-env/formats");
    assert!(packages.is_dir(), "no validators: run tests/run");
    let out = Command::new(root.join("target/test-env/venv/bin/python"))
        .arg(root.join("tests/formats/validate.py"))
        .arg(format)
        .arg(file)
        .env("PYTHONPATH", packages)
        .env("PYTHONDONTWRITEBYTECODE", "1")
        .output()
        .expect("Python of target/test-env: run tests/run");
    let text = fs::read_to_string(file).unwrap_or_default();
    let wrong = String::from_utf8_lossy(&out.stderr);
    assert!(out.status.success(), "{format}: {wrong}\n{text}");
    serde_json::from_slice(&out.stdout).expect("what validate.py prints")
}
