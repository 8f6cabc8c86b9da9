//! What is typed: bash takes it apart, runs none of it, and notes each command with its arguments.

use std::ffi::OsString;
use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::Command;

use reconcile::cli::readers;
use tempfile::TempDir;

use super::{blocks, pages, parts, root};
use crate::documents;

/// No program is found, so that bash calls `command_not_found_handle` for each.
const NOTE: &str = r#"
note() { printf '%s\0' "$#" "$@" >>"$NOTES"; }
command_not_found_handle() { note "$@"; }
cd() { note cd "$@"; }
source() { note source "$@"; }
.() { note . "$@"; }
"#;

/// What a script of this repository is replaced by.
const SCRIPT: &str = "#!/bin/bash\nprintf '%s\\0' $(($# + 1)) \"$0\" \"$@\" >>\"$NOTES\"\n";

/// Programs that are not of this repository. Who writes about another one adds it here, and sees that it is spelled well.
const OTHERS: [&str; 22] = [
    ".",
    "apt-get",
    "brew",
    "cargo",
    "cd",
    "cp",
    "curl",
    "docker",
    "gh",
    "git",
    "id",
    "jq",
    "just",
    "pip",
    "pipx",
    "psql",
    "pytest",
    "python",
    "sha256sum",
    "sudo",
    "tar",
    "uv",
];

/// Programs that start another one.
const STARTERS: [&str; 3] = ["pipx", "uv", "uvx"];

/// The container of this program.
const IMAGE: &str = "ghcr.io/OWNER/REPOSITORY:latest";

/// Words of a page in place of what a person has, each with something that a person may have.
const PLACEHOLDERS: [(&str, &str); 6] = [
    ("ID", "6385a873"),
    ("JOB", "runs"),
    ("SHELL", "bash"),
    ("RUN", "17"),
    ("OLD", "16"),
    ("NEW", "17"),
];

/// Options on the pages that are not of this program.
const OTHER_OPTIONS: &[&str] = &[
    "--deploy",        // Django
    "--reuse-db",      // pytest-django
    "--no-migrations", // pytest-django
    "--reconcile",     // the plugin of pytest
    "--fake",          // Django
    "--fake-initial",  // Django
    "--faults",        // tests/accuracy/run
    "--network",       // docker
    "--quick",         // tests/frozen/run
    "--sequences",     // tests/accuracy/run
    "--using",         // manage.py reconcile
];

/// The commands of a script, each with its arguments, as bash reads them.
fn commands(at: &str, script: &str) -> Vec<Vec<String>> {
    let dir = TempDir::new().expect("a temporary folder");
    let notes = dir.path().join("notes");
    fs::write(&notes, "").expect("the notes");
    for word in script.split_whitespace() {
        prepare(dir.path(), word);
    }
    let done = Command::new("/bin/bash")
        .env_clear()
        .env("HOME", dir.path())
        .env("NOTES", &notes)
        .env("PATH", "/nonexistent")
        .current_dir(dir.path())
        .args(["--noprofile", "--norc", "-c", &format!("{NOTE}\n{script}")])
        .output()
        .expect("bash");
    let said = String::from_utf8_lossy(&done.stderr);
    assert_eq!(said, "", "{at}: bash does not take this:\n{script}");
    let notes = fs::read_to_string(&notes).expect("the notes");
    let mut words = notes.split_terminator('\0').map(str::to_owned);
    let mut found = Vec::new();
    while let Some(count) = words.next() {
        let count = count.parse().expect("how many words");
        found.push(words.by_ref().take(count).collect());
    }
    found
}

/// A script of this repository can be called, and a file below the home folder can be written.
fn prepare(dir: &Path, word: &str) {
    if let Some(file) = word.strip_prefix("~/") {
        let folder = dir.join(file);
        fs::create_dir_all(folder.parent().expect("a folder")).expect("a folder");
    }
    let here = root().join(word);
    let is_script = word.contains('/') && here.is_file() && !word.starts_with('/');
    if is_script && here.metadata().expect("a file").permissions().mode() & 0o100 != 0 {
        let stub = dir.join(word);
        fs::create_dir_all(stub.parent().expect("a folder")).expect("a folder");
        fs::write(&stub, SCRIPT).expect("a script");
        fs::set_permissions(&stub, fs::Permissions::from_mode(0o755)).expect("a script");
    }
}

/// What of a command line this program is given, if it is called.
fn ours(command: &[String]) -> Option<Vec<String>> {
    let after = |word: &str| {
        let at = command.iter().position(|it| it == word)?;
        Some(command[at + 1..].to_vec())
    };
    let program = command[0].as_str();
    let mut given = match program {
        "reconcile" => command[1..].to_vec(),
        "cargo" if command.get(1)? == "run" => after("--")?,
        "python" if command.get(1)? == "-m" => after("reconcile_django")?,
        "python" if command.get(2)? == "reconcile" => after("reconcile")?,
        "docker" if command.get(1)? == "run" => after(IMAGE)?,
        starter if STARTERS.contains(&starter) => after("reconcile")?,
        _ => return None,
    };
    if let Some(at) = given.iter().position(|it| it == "--using") {
        given.drain(at..at + 2);
    }
    Some(given)
}

/// Holds a command against the program's own reader of command lines. One that is only named may lack what it needs.
fn check(at: &str, command: &[String], is_named: bool) -> bool {
    let Some(given) = ours(command) else {
        let program = command[0].as_str();
        let is_known = OTHERS.contains(&program) || root().join(program).is_file();
        assert!(is_known, "{at}: there is no program {program}: {command:?}");
        return false;
    };
    let filled = given.iter().map(|word| {
        let found = PLACEHOLDERS.iter().find(|(name, _)| name == word);
        found.map_or(word.as_str(), |(_, value)| *value)
    });
    let mut arguments: Vec<&str> = ["reconcile"].into_iter().chain(filled).collect();
    let mut said = read(&arguments);
    if is_named && said.contains("required arguments were not provided") {
        arguments.push("--help");
        said = read(&arguments);
    }
    assert_eq!(said, "", "{at}: the program does not take {command:?}");
    true
}

/// What the program says against a command line.
fn read(arguments: &[&str]) -> String {
    let arguments: Vec<OsString> = arguments.iter().map(OsString::from).collect();
    readers::arguments(&arguments).err().unwrap_or_default()
}

/// What a person types of a console's screen.
fn prompted(screen: &str) -> String {
    let lines = screen.lines().filter_map(|line| line.strip_prefix("$ "));
    lines.collect::<Vec<_>>().join("\n")
}

/// Holds all commands of a script against the program, and says how many were its own.
pub(super) fn check_script(at: &str, script: &str) -> usize {
    let commands = commands(at, script);
    assert!(!commands.is_empty(), "{at}: nothing is typed");
    commands.iter().filter(|it| check(at, it, false)).count()
}

#[test]
fn what_a_page_shows_to_type_is_what_the_program_takes() {
    let mut ours = 0;
    for block in blocks(&["sh", "console"]) {
        let script = match block.language.as_str() {
            "console" => prompted(&block.text),
            _ => block.text.clone(),
        };
        ours += check_script(&block.at(), &script);
    }
    assert!(ours > 35, "only {ours} calls of the program were found");
}

/// What stands between backquotes, without what is optional in it.
fn quoted(prose: &str) -> Vec<String> {
    let mut found = Vec::new();
    for paragraph in prose.split("\n\n") {
        let spans = paragraph.split('`').skip(1).step_by(2);
        found.extend(spans.map(|span| without_optional(&span.replace('\n', " "))));
    }
    found
}

fn without_optional(text: &str) -> String {
    let mut depth = 0_usize;
    let kept = text.chars().filter(|letter| {
        depth += usize::from(*letter == '[');
        let is_kept = depth == 0;
        depth = depth.saturating_sub(usize::from(*letter == ']'));
        is_kept
    });
    kept.collect::<String>().trim().to_owned()
}

#[test]
fn a_command_within_a_line_is_one_that_the_program_takes() {
    let mut ours = 0;
    for (page, text) in pages() {
        let spans = quoted(&parts(&page, &text).1).into_iter();
        let calls: Vec<String> = spans.filter(|it| it.starts_with("reconcile ")).collect();
        if calls.is_empty() {
            continue;
        }
        let commands = commands(&page, &calls.join("\n"));
        assert_eq!(commands.len(), calls.len(), "{page}: {calls:#?}");
        for command in commands {
            check(&page, &command, true);
            ours += 1;
        }
    }
    assert!(ours > 100, "only {ours} calls of the program were found");
}

#[test]
fn an_option_that_a_page_names_is_one_of_the_program() {
    let known = documents::options();
    let mut named = 0;
    for (page, text) in pages() {
        for span in quoted(&parts(&page, &text).1) {
            let end = span.find([' ', '=', ',']).unwrap_or(span.len());
            let option = &span[..end];
            if !option.starts_with("--") || option.len() == 2 {
                continue;
            }
            assert!(
                known.contains(option) || OTHER_OPTIONS.contains(&option),
                "{page}: no job has the option {option}"
            );
            named += 1;
        }
    }
    assert!(named > 150, "only {named} options were found");
}
