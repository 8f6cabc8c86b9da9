//! Texts held side by side word by word, as SQLite reads them.

use crate::sql::sqlite::{Kind, Read, Reader, is_reserved};

/// Whether two texts are the same words. In which quotes a name stands, and what stands between words, means nothing; none where
/// only the case of something in double quotes differs, which is a name or a string.
#[must_use]
pub fn same_words(one: &str, other: &str) -> Option<bool> {
    let (Ok(one), Ok(other)) = (words(one), words(other)) else {
        return Some(one == other);
    };
    if one.len() != other.len() {
        return Some(false);
    }
    let mut same = Some(true);
    for pair in one.iter().zip(&other) {
        match pair {
            (one, other) if one == other => {}
            // What is a name in one of two texts that are the same so far is one in the other.
            (Word::Name(name), Word::Either(text)) | (Word::Either(text), Word::Name(name))
                if text.eq_ignore_ascii_case(name) => {}
            (Word::Either(one), Word::Either(other)) if one.eq_ignore_ascii_case(other) => {
                same = None;
            }
            _ => return Some(false),
        }
    }
    same
}

/// What a token says.
#[derive(Debug, PartialEq, Eq)]
enum Word {
    /// A name, in lower case.
    Name(String),
    /// A name or a string: it stands in double quotes.
    Either(String),
    /// A string.
    Text(String),
    /// A keyword, a sign, a number, in upper case.
    Plain(String),
}

fn words(text: &str) -> Read<Vec<Word>> {
    let r = Reader::new(text)?;
    let word = |index: usize| {
        let (text, written) = (r.unquoted(index), r.written(index));
        match r.token(index).map(|token| token.kind) {
            Some(Kind::Quoted(b'\'')) => Word::Text(text),
            Some(Kind::Quoted(b'"')) => Word::Either(text),
            Some(Kind::Quoted(_)) => Word::Name(text.to_ascii_lowercase()),
            Some(Kind::Word) if !is_reserved(written) && !is_value(written) => {
                Word::Name(text.to_ascii_lowercase())
            }
            _ => Word::Plain(text.to_ascii_uppercase()),
        }
    };
    Ok((0..r.end()).map(word).collect())
}

/// Words that mean something else than a name in quotes would, though they can be one.
fn is_value(word: &str) -> bool {
    const VALUES: [&str; 5] = [
        "TRUE",
        "FALSE",
        "CURRENT_DATE",
        "CURRENT_TIME",
        "CURRENT_TIMESTAMP",
    ];
    VALUES.iter().any(|it| it.eq_ignore_ascii_case(word))
}
