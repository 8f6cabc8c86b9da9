//! Nothing that a page shows to be typed, or to be written into a file, is out of date: every block and every command
//! within a line is read as it would be where it belongs. What comes of it other tests say.

mod files;
mod run;
mod typed;

use std::fs;
use std::path::{Path, PathBuf};

/// Where the pages are, from the root of the repository.
const FOLDERS: [&str; 5] = ["", "docs", "docs/examples", "fuzz", "tests/frozen"];

/// In which languages a block may be, each with who reads it.
const LANGUAGES: [(&str, &str); 9] = [
    ("sh", "typed"),
    (
        "console",
        "typed: what stands behind `$ `; the rest is what is printed",
    ),
    ("toml", "files"),
    ("yaml", "files"),
    ("json", "files"),
    ("python", "files"),
    ("ini", "files"),
    (
        "sql",
        "connections::least_role and repair::incident, which run it",
    ),
    (
        "text",
        "nobody: a picture, or a screen that gallery and tenants hold against the program",
    ),
];

/// What stands between two fences.
struct Block {
    page: String,
    line: usize,
    language: String,
    text: String,
}

impl Block {
    fn at(&self) -> String {
        format!("{}:{}", self.page, self.line)
    }
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).to_owned()
}

/// The pages, each with its name.
fn pages() -> Vec<(String, String)> {
    let mut found = Vec::new();
    for folder in FOLDERS {
        for entry in fs::read_dir(root().join(folder)).expect(folder) {
            let path = entry.expect("an entry").path();
            if path.extension().is_some_and(|ending| ending == "md") {
                let name = path.strip_prefix(root()).expect("below the root");
                let text = fs::read_to_string(&path).expect("a page");
                found.push((name.display().to_string(), text));
            }
        }
    }
    found.sort();
    assert!(found.len() > 25, "only {} pages were found", found.len());
    found
}

/// A page taken apart: its blocks, and its text without them.
fn parts(page: &str, text: &str) -> (Vec<Block>, String) {
    let mut blocks: Vec<Block> = Vec::new();
    let mut prose = String::new();
    let mut inside = None;
    for (at, line) in text.lines().enumerate() {
        let fence = line.trim_start().strip_prefix("```");
        match (inside, fence) {
            (None, None) => prose.extend([line, "\n"]),
            (None, Some(language)) => {
                inside = Some(line.len() - line.trim_start().len());
                blocks.push(Block {
                    page: page.to_owned(),
                    line: at + 1,
                    language: language.to_owned(),
                    text: String::new(),
                });
            }
            (Some(_), Some(_)) => inside = None,
            (Some(indent), None) => {
                let block = blocks.last_mut().expect("an open block");
                block.text.extend([line.get(indent..).unwrap_or(""), "\n"]);
            }
        }
    }
    assert_eq!(inside, None, "{page}: a block is not closed");
    (blocks, prose)
}

/// All blocks in one of these languages.
fn blocks(languages: &[&str]) -> Vec<Block> {
    let pages = pages().into_iter();
    let all = pages.flat_map(|(page, text)| parts(&page, &text).0);
    all.filter(|block| languages.contains(&block.language.as_str()))
        .collect()
}

#[test]
fn every_block_says_its_language() {
    let known = LANGUAGES.map(|(language, _)| language);
    for (page, text) in pages() {
        for block in parts(&page, &text).0 {
            assert!(
                known.contains(&block.language.as_str()),
                "{}: no test reads '{}': it is one of {known:?}",
                block.at(),
                block.language
            );
        }
    }
}
