//! The pages as files of a folder: each is whole or not there, and no file of anybody else is touched.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::Path;

use super::pages::Pages;
use crate::cli::deadline;
use crate::cli::error::CliError;
use crate::cli::output;
use crate::regular_file;
use crate::report::dashboard::PAGE;

/// Writes every page, the one that leads to the others last, and takes away those that nothing leads to any more.
pub(super) fn write(folder: &Path, pages: &Pages) -> Result<(), CliError> {
    let fail = |source| CliError::Write {
        path: Some(folder.to_owned()),
        source,
    };
    fs::create_dir_all(folder).map_err(fail)?;
    for name in pages.names() {
        spare(&folder.join(name))?;
    }
    let old = ours(folder).map_err(fail)?;
    deadline::answering();
    let mut written = BTreeSet::new();
    for name in pages.names() {
        match pages.page(name) {
            Some(Ok(text)) => {
                output::publish(Some(&folder.join(name)), &text)?;
                written.insert(name);
            }
            // The dashboard says why nothing is told of that history.
            Some(Err(CliError::History(_))) | None => {}
            Some(Err(error)) => return Err(error),
        }
    }
    for name in old.iter().filter(|name| !written.contains(name.as_str())) {
        fs::remove_file(folder.join(name)).map_err(fail)?;
    }
    Ok(())
}

/// Refuses to write over what is no page of ours.
fn spare(path: &Path) -> Result<(), CliError> {
    if fs::symlink_metadata(path).is_err() || is_ours(path) {
        return Ok(());
    }
    Err(CliError::NoPage {
        path: path.to_owned(),
    })
}

/// The pages of the folder that an earlier dashboard wrote, but for the one that leads to them.
fn ours(folder: &Path) -> io::Result<Vec<String>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name().into_string().unwrap_or_default();
        if name != PAGE && is_called_so(&name) && is_ours(&entry.path()) {
            found.push(name);
        }
    }
    Ok(found)
}

/// Whether a page of a run or a report is called so: `run-0123456789ab-17.html`, `report-0123456789ab.html`.
fn is_called_so(name: &str) -> bool {
    let Some(stem) = name.strip_suffix(".html") else {
        return false;
    };
    let is_key = |key: &str| {
        let digit = |it: u8| it.is_ascii_digit() || (b'a'..=b'f').contains(&it);
        key.len() == super::pages::DIGITS && key.bytes().all(digit)
    };
    let is_number = |run: &str| !run.is_empty() && run.bytes().all(|it| it.is_ascii_digit());
    match stem.split('-').collect::<Vec<_>>().as_slice() {
        ["report", key] => is_key(key),
        ["run", key, run] => is_key(key) && is_number(run),
        _ => false,
    }
}

/// Whether a file is a page of this program, and of the right sort: of one with the name of the dashboard, a dashboard.
fn is_ours(path: &Path) -> bool {
    const MARKS: [&str; 2] = [
        "<meta name=\"generator\" content=\"reconcile\">",
        "<meta name=\"generator\" content=\"reconcile dashboard\">",
    ];
    let is_plain = fs::symlink_metadata(path).is_ok_and(|it| it.is_file());
    let mark = MARKS[usize::from(path.file_name() == Some(PAGE.as_ref()))];
    is_plain && regular_file::begins(path, BEGINNING).is_ok_and(|text| text.contains(mark))
}

/// The mark stands within so many bytes.
const BEGINNING: u64 = 1024;
