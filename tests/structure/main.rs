//! What the compiler does not hold: which room sees which, which crate stays behind which fence, and
//! how long a file may be, and where links lead.

#![expect(
    clippy::expect_used,
    reason = "a test that cannot read the sources fails"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

mod book;
mod functions;
mod rings;

/// The rooms, each with the rooms that it may see. It stands below all that it sees: so there is no
/// ring.
const ROOMS: [(&str, &[&str]); 26] = [
    ("steps", &[]),
    ("kind", &[]),
    ("recent", &[]),
    ("engine", &[]),
    ("name", &["recent"]),
    ("migration", &[]),
    ("io_error", &[]),
    ("regular_file", &[]),
    ("redact", &[]),
    ("schema", &["kind", "name"]),
    ("definition", &["engine", "kind", "name", "schema"]),
    ("sql", &["recent"]),
    ("threads", &["sql", "steps"]),
    (
        "ledger",
        &["engine", "migration", "io_error", "regular_file"],
    ),
    (
        "effect",
        &["kind", "migration", "name", "recent", "schema", "sql"],
    ),
    ("record", &["migration", "name", "io_error"]),
    (
        "replay",
        &["effect", "kind", "migration", "name", "schema", "steps"],
    ),
    (
        "stand_ins",
        &["engine", "migration", "name", "replay", "schema"],
    ),
    (
        "catalog",
        &[
            "definition",
            "effect",
            "engine",
            "kind",
            "name",
            "record",
            "io_error",
            "regular_file",
            "schema",
            "threads",
        ],
    ),
    (
        "compare",
        &[
            "effect", "engine", "name", "replay", "schema", "steps", "threads",
        ],
    ),
    ("report", &["kind", "migration"]),
    (
        "repair",
        &["definition", "engine", "kind", "name", "report", "schema"],
    ),
    (
        "verdict",
        &[
            "compare",
            "effect",
            "engine",
            "kind",
            "migration",
            "name",
            "record",
            "repair",
            "replay",
            "report",
            "schema",
            "steps",
            "threads",
        ],
    ),
    ("history", &["io_error", "regular_file", "report"]),
    (
        "pipeline",
        &[
            "catalog",
            "compare",
            "definition",
            "effect",
            "engine",
            "history",
            "ledger",
            "migration",
            "name",
            "record",
            "redact",
            "repair",
            "replay",
            "report",
            "schema",
            "stand_ins",
            "steps",
            "threads",
            "verdict",
        ],
    ),
    (
        "cli",
        &[
            "history",
            "ledger",
            "migration",
            "pipeline",
            "redact",
            "io_error",
            "regular_file",
            "repair",
            "report",
        ],
    ),
];

/// What may stand only in some rooms.
const FENCES: [(&[&str], &[&str]); 9] = [
    (&["sqlparser::"], &["effect", "sql"]),
    (
        &[
            "use postgres::",
            " postgres::Error",
            "rustls::",
            "tokio_postgres",
        ],
        &["catalog", "record"],
    ),
    (&["rusqlite::"], &["catalog", "history"]),
    (
        &[
            "File::open(",
            "fs::read(",
            "fs::read_to_string(",
            "pem_file",
        ],
        &["regular_file"],
    ),
    (&["clap::", "clap_complete::", "clap_mangen::"], &["cli"]),
    (&["httparse::", "signal_hook::"], &["cli"]),
    (&["similar::"], &["report"]),
    (
        &[
            "std::env",
            "println!(",
            "eprint!(",
            "print!(",
            "Timestamp::now",
        ],
        &["cli", "main"],
    ),
    (
        &["Serialize", "Deserialize", "serde::", "serde("],
        &[
            "catalog", "cli", "engine", "history", "ledger", "record", "repair", "report",
        ],
    ),
];

const MAX_LINES: usize = 400;

/// One file below `src`: its room, and its text.
struct Source {
    path: PathBuf,
    room: String,
    text: String,
}

impl Source {
    /// The code without its comments and its inline tests.
    fn code(&self) -> impl Iterator<Item = &str> {
        let lines = self.text.lines();
        lines
            .take_while(|line| *line != "#[cfg(test)]")
            .filter(|line| !line.trim_start().starts_with("//"))
    }

    fn is_test(&self) -> bool {
        let stem = self.path.file_stem().and_then(|stem| stem.to_str());
        stem == Some("tests")
            || stem.is_some_and(|stem| TEST_ONLY.contains(&stem))
            || self
                .path
                .components()
                .any(|part| part.as_os_str() == "tests")
    }

    /// The rooms that its code names.
    fn sees(&self) -> BTreeSet<String> {
        self.code().flat_map(rooms_named).collect()
    }
}

/// Files that are compiled for tests only, and not called so.
const TEST_ONLY: [&str; 2] = ["sample", "servers"];

fn rooms_named(line: &str) -> Vec<String> {
    let named = line.split("crate::").skip(1);
    named
        .map(|rest| {
            let end = rest.find(|c: char| !c.is_ascii_lowercase() && c != '_');
            rest[..end.unwrap_or(rest.len())].to_owned()
        })
        .collect()
}

fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let mut folders = vec![folder.to_owned()];
    let mut found = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("the folder is listed") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|ending| ending == "rs") {
                found.push(path);
            }
        }
    }
    found
}

fn sources() -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let files = rust_files(&root).into_iter();
    let found: Vec<Source> = files.map(|path| source(&root, path)).collect();
    assert!(found.len() > 100, "the walk found the sources");
    found
}

fn source(root: &Path, path: PathBuf) -> Source {
    let inside = path.strip_prefix(root).expect("below src");
    let first = inside.components().next().expect("a name");
    let first = first.as_os_str().to_str().expect("UTF-8");
    Source {
        room: first.trim_end_matches(".rs").to_owned(),
        text: fs::read_to_string(&path).expect("a source"),
        path,
    }
}

fn production() -> Vec<Source> {
    let all = sources().into_iter();
    all.filter(|source| !source.is_test()).collect()
}

#[test]
fn a_room_sees_only_the_rooms_below_it() {
    let may: BTreeMap<&str, &[&str]> = ROOMS.into_iter().collect();
    let mut wrong = Vec::new();
    for source in production() {
        let Some(allowed) = may.get(source.room.as_str()) else {
            assert!(
                ["lib", "main"].contains(&source.room.as_str()),
                "{} is in no room of the table",
                source.path.display()
            );
            continue;
        };
        let seen = source.sees();
        let bad = seen
            .iter()
            .filter(|room| **room != source.room && !allowed.contains(&room.as_str()));
        wrong.extend(bad.map(|room| format!("{} sees {room}", source.path.display())));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_table_of_rooms_has_no_ring_and_parts_the_two_sides() {
    let mut below: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for (room, sees) in ROOMS {
        let mut all = BTreeSet::new();
        for other in sees {
            let further = below.get(other);
            assert!(
                further.is_some(),
                "{room} sees {other}, which does not stand below it"
            );
            all.insert(*other);
            all.extend(further.into_iter().flatten());
        }
        below.insert(room, all);
    }
    assert!(!below["replay"].contains("catalog"));
    assert!(!below["catalog"].contains("replay"));
}

#[test]
fn a_room_of_the_table_is_a_module() {
    let modules: BTreeSet<String> = sources().into_iter().map(|source| source.room).collect();
    for (room, _) in ROOMS {
        assert!(modules.contains(room), "there is no room {room}");
    }
}

#[test]
fn a_crate_stays_behind_its_fence() {
    let mut wrong = Vec::new();
    for source in production() {
        for (spellings, rooms) in FENCES {
            if rooms.contains(&source.room.as_str()) {
                continue;
            }
            for line in source.code() {
                if let Some(spelling) = spellings.iter().find(|what| line.contains(**what)) {
                    wrong.push(format!("{} uses {spelling}", source.path.display()));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn nothing_but_tests_unwraps() {
    let mut wrong = Vec::new();
    for source in production() {
        if source.code().any(|line| line.contains(".unwrap()")) {
            wrong.push(source.path.display().to_string());
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn no_file_is_longer_than_a_person_reads() {
    let mut wrong = Vec::new();
    for source in sources() {
        let lines = source.text.lines().count();
        if lines > MAX_LINES {
            wrong.push(format!("{}: {lines} lines", source.path.display()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// README and the pages of docs, each with its folder.
fn pages() -> Vec<(PathBuf, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let docs = fs::read_dir(root.join("docs")).expect("docs");
    let docs = docs.map(|entry| entry.expect("an entry").path());
    let pages = docs.filter(|path| path.extension().is_some_and(|end| end == "md"));
    let pages = pages.chain([root.join("README.md")]);
    pages
        .map(|path| {
            let text = fs::read_to_string(&path).expect("a page");
            (path, text)
        })
        .collect()
}

/// As GitHub makes an anchor of a heading.
fn anchors(text: &str) -> BTreeSet<String> {
    let headings = text.lines().filter(|line| line.starts_with('#'));
    headings
        .map(|line| {
            let words = line.trim_start_matches('#').trim().to_lowercase();
            let kept = words.chars().filter_map(|letter| match letter {
                ' ' => Some('-'),
                '-' | '_' => Some(letter),
                _ => letter.is_alphanumeric().then_some(letter),
            });
            kept.collect()
        })
        .collect()
}

#[test]
fn a_link_between_pages_leads_somewhere() {
    let mut links = 0;
    for (page, text) in pages() {
        let targets = text.split("](").skip(1);
        let targets = targets.filter_map(|rest| rest.split_once(')').map(|(target, _)| target));
        for target in targets.filter(|target| !target.contains("://")) {
            let (file, anchor) = target.split_once('#').unwrap_or((target, ""));
            let file = match file {
                "" => page.clone(),
                _ => page.parent().expect("a folder").join(file),
            };
            assert!(file.exists(), "{}: {target}", page.display());
            let there = anchor.is_empty()
                || anchors(&fs::read_to_string(&file).expect("a page")).contains(anchor);
            assert!(there, "{}: {target}", page.display());
            links += 1;
        }
    }
    assert!(links > 20, "only {links} links were found");
}

#[test]
fn a_source_that_the_docs_name_exists() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let sources = ["src", "tests", "benches", "fuzz"].map(|folder| root.join(folder));
    let sources: Vec<PathBuf> = sources.iter().flat_map(|it| rust_files(it)).collect();
    let mut named = 0;
    for (page, text) in pages() {
        let words = text
            .split('`')
            .filter(|word| word.strip_suffix(".rs").is_some());
        for file in words.filter(|word| !word.contains(char::is_whitespace)) {
            let known = sources.iter().any(|source| source.ends_with(file));
            let there = known || root.join(file).exists();
            assert!(there, "{} names {file}", page.display());
            named += 1;
        }
    }
    assert!(named > 50, "only {named} sources are named");
}
