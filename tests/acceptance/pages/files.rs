//! What is written into files, read by who reads them: settings by the program, the rest by readers of their languages.

use std::collections::BTreeSet;
use std::io::Write as _;
use std::process::{Command, Stdio};

use reconcile::cli::readers;
use serde_json::{Value, json};

use super::{Block, blocks, root, typed};

/// Reads from standard input what to read, and prints what it read.
const READER: &str = "
import configparser, json, sys, yaml
def read(language, text):
    if language == 'yaml':
        return yaml.load(text, yaml.BaseLoader)
    if language == 'ini':
        return configparser.ConfigParser().read_string(text)
    compile(text, 'a page', 'exec')
print(json.dumps([read(*one) for one in json.load(sys.stdin)]))
";

/// What each of these texts holds, as YAML has it; of another language nothing but that it can be read.
fn read(texts: &[(&str, &str)]) -> Vec<Value> {
    let mut python = Command::new(root().join("target/test-env/venv/bin/python"))
        .args(["-c", READER])
        .env("PYTHONPATH", root().join("target/test-env/formats"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("Python of target/test-env: run tests/run");
    let mut input = python.stdin.take().expect("its input");
    write!(input, "{}", json!(texts)).expect("its input");
    drop(input);
    let out = python.wait_with_output().expect("Python");
    assert!(out.status.success(), "{texts:#?}");
    serde_json::from_slice(&out.stdout).expect("JSON")
}

fn read_file(name: &str) -> Value {
    let text = std::fs::read_to_string(root().join(name)).expect(name);
    read(&[("yaml", &text)]).remove(0)
}

#[test]
fn settings_on_a_page_are_settings() {
    let all = blocks(&["toml"]);
    for block in &all {
        let is_project = block.text.contains("[tool.");
        let file = if is_project {
            "pyproject.toml"
        } else {
            "reconcile.toml"
        };
        if let Err(said) = readers::settings(file, &block.text) {
            panic!("{}: {said}", block.at());
        }
    }
    assert!(all.len() >= 6, "only {} were found", all.len());
}

#[test]
fn json_python_and_ini_on_a_page_are_that() {
    for block in blocks(&["json"]) {
        let read: Result<Value, _> = serde_json::from_str(&block.text);
        assert!(read.is_ok(), "{}: {read:?}", block.at());
    }
    let all = blocks(&["python", "ini"]);
    for block in &all {
        read(&[(&block.language, &block.text)]);
    }
    assert!(all.len() >= 2, "only {} were found", all.len());
}

/// The parts of a file that have this field.
fn having<'a>(value: &'a Value, field: &str, found: &mut Vec<&'a Value>) {
    if value.get(field).is_some() {
        found.push(value);
    }
    match value {
        Value::Array(all) => all.iter().for_each(|it| having(it, field, found)),
        Value::Object(all) => all.values().for_each(|it| having(it, field, found)),
        _ => {}
    }
}

fn keys(value: &Value) -> BTreeSet<&str> {
    let all = value.as_object().into_iter().flatten();
    all.map(|(key, _)| key.as_str()).collect()
}

/// Holds the parts of this repository that a file of a host names against what they are.
fn check_host(block: &Block, file: &Value) -> usize {
    let (action, hooks) = (read_file("action.yml"), read_file(".pre-commit-hooks.yaml"));
    let mut checked = 0;
    let mut steps = Vec::new();
    having(file, "uses", &mut steps);
    for step in steps {
        if step["uses"]
            .as_str()
            .is_some_and(|it| it.starts_with("OWNER/REPOSITORY@"))
        {
            let strange: Vec<_> = keys(&step["with"])
                .difference(&keys(&action["inputs"]))
                .copied()
                .collect();
            assert!(
                strange.is_empty(),
                "{}: action.yml has no input {strange:?}",
                block.at()
            );
            checked += 1;
        }
    }
    let mut repositories = Vec::new();
    having(file, "hooks", &mut repositories);
    let mut used = Vec::new();
    for repository in repositories {
        having(&repository["hooks"], "id", &mut used);
    }
    for hook in used {
        let is_there = hooks
            .as_array()
            .expect("hooks")
            .iter()
            .any(|it| it["id"] == hook["id"]);
        assert!(
            is_there,
            "{}: .pre-commit-hooks.yaml has no {}",
            block.at(),
            hook["id"]
        );
        checked += 1;
    }
    let mut scripts = Vec::new();
    having(file, "run", &mut scripts);
    for script in scripts.iter().filter_map(|step| step["run"].as_str()) {
        checked += typed::check_script(&block.at(), script);
    }
    checked
}

#[test]
fn a_file_of_a_host_names_what_this_repository_has() {
    let mut checked = 0;
    for block in blocks(&["yaml"]) {
        let file = read(&[("yaml", &block.text)]).remove(0);
        checked += check_host(&block, &file);
    }
    assert!(checked >= 2, "only {checked} were found");
}
