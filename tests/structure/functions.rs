//! How long a function may be.

use crate::{Source, production};

const MAX_LINES: usize = 80;

/// The functions of a file with their lines, without blanks and comments. The code is formatted: a function ends at the
/// first brace that stands as deep as its first line.
fn functions(source: &Source) -> Vec<(String, usize)> {
    let lines: Vec<&str> = source.code().collect();
    let mut found = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        let bare = line.trim_start();
        let depth = &line[..line.len() - bare.len()];
        let is_function =
            bare.starts_with("fn ") || bare.contains(" fn ") && bare.starts_with("pub");
        let mut header = lines[at..].iter().map(|line| line.trim_end());
        let opens = header.find(|line| line.ends_with(['{', '}', ';']));
        if !is_function || !opens.is_some_and(|line| line.ends_with('{')) {
            continue;
        }
        let end = format!("{depth}}}");
        let body = lines[at..].iter().take_while(|line| **line != end);
        found.push((
            bare.to_owned(),
            1 + body.filter(|line| !line.trim().is_empty()).count(),
        ));
    }
    found
}

#[test]
fn no_function_is_longer_than_a_screen() {
    let mut count = 0;
    let mut wrong = Vec::new();
    for source in production() {
        for (name, lines) in functions(&source) {
            count += 1;
            if lines > MAX_LINES {
                wrong.push(format!("{}: {lines} lines: {name}", source.path.display()));
            }
        }
    }
    assert!(count > 2000, "only {count} functions were found");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
