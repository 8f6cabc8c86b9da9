//! The site is made of the pages of docs/, and docs/SUMMARY.md says which and in what order.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).to_owned()
}

/// Where the links of a page lead, without their anchors: files of this repository.
fn linked(page: &Path) -> Vec<PathBuf> {
    let text = fs::read_to_string(page).expect("a page");
    let targets = text.split("](").skip(1);
    let targets = targets.filter_map(|rest| rest.split_once(')').map(|(target, _)| target));
    let files = targets.filter(|target| !target.contains("://") && !target.starts_with('#'));
    let folder = page.parent().expect("a folder");
    let files = files.map(|target| target.split('#').next().expect("a file"));
    files
        .map(|file| folder.join(file).canonicalize().expect(file))
        .collect()
}

/// The pages of the site.
fn chapters() -> BTreeSet<PathBuf> {
    let found = linked(&root().join("docs/SUMMARY.md"));
    let all: BTreeSet<PathBuf> = found.iter().cloned().collect();
    assert_eq!(all.len(), found.len(), "docs/SUMMARY.md names a page twice");
    all
}

#[test]
fn every_page_of_docs_is_in_the_contents_of_the_site() {
    let chapters = chapters();
    let mut pages = 0;
    for folder in ["docs", "docs/examples"] {
        for entry in fs::read_dir(root().join(folder)).expect(folder) {
            let path = entry.expect("an entry").path();
            let is_page = path.extension().is_some_and(|ending| ending == "md");
            if !is_page || path.ends_with("SUMMARY.md") {
                continue;
            }
            assert!(
                chapters.contains(&path),
                "{} is not in docs/SUMMARY.md: give it a line there, where a reader would look for it",
                path.display()
            );
            pages += 1;
        }
    }
    assert!(pages > 20, "only {pages} pages were found");
}

#[test]
fn a_link_on_the_site_stays_on_the_site() {
    let (root, chapters) = (root(), chapters());
    let mut links = 0;
    for page in &chapters {
        for target in linked(page) {
            let name = target.strip_prefix(&root).expect("in the repository");
            let is_copied =
                name.starts_with("docs") || name.to_string_lossy().starts_with("LICENSE-");
            let is_page = target.extension().is_some_and(|ending| ending == "md");
            let is_there = if is_page {
                chapters.contains(&target)
            } else {
                is_copied
            };
            assert!(
                is_there,
                "{} links to {}, which is not on the site: docs/SUMMARY.md names the pages, and of the other files \
                 tests/site/run copies docs/ and LICENSE-*",
                page.display(),
                name.display()
            );
            links += 1;
        }
    }
    assert!(links > 100, "only {links} links were found");
}

/// Whoever looks for a file to copy looks on that page.
#[test]
fn every_example_is_listed() {
    let examples = root().join("docs/examples");
    let listed = linked(&examples.join("README.md"));
    for entry in fs::read_dir(&examples).expect("the examples") {
        let path = entry.expect("an entry").path();
        assert!(
            path.ends_with("README.md") || listed.contains(&path),
            "docs/examples/README.md does not list {}",
            path.display()
        );
    }
}
