//! Whether two prints are the same, quotes that the server need not write aside.

/// Stands before a name whose schema the model does not hold: the server may write one.
pub(super) const ANY_SCHEMA: char = '\u{1}';

/// Stands before an operator whose schema the model does not hold: the server may write
/// `OPERATOR(schema.operator)`.
pub(super) const ANY_OPERATOR_SCHEMA: char = '\u{2}';

/// A definition for a person, without the marks of what the model does not hold.
pub(super) fn unmarked(mut text: String) -> String {
    let marks = [ANY_SCHEMA, ANY_OPERATOR_SCHEMA];
    if marks.iter().any(|mark| text.contains(*mark)) {
        text.retain(|c| !marks.contains(&c));
    }
    text
}

/// Whether the model's print is the server's.
pub(super) fn alike(printed: &str, server: &str) -> bool {
    let normal = |text: &str| -> Vec<char> {
        let text = plain(text.trim_end());
        sorted_parameters(&text).unwrap_or(text).chars().collect()
    };
    matches(&normal(printed), &normal(server))
}

/// Storage parameters in the order of their names: the model does not keep the order in which they
/// were written.
fn sorted_parameters(text: &str) -> Option<String> {
    let (before, list) = text.split_once(" with (")?;
    let (list, after) = list.split_once(')')?;
    let mut parameters: Vec<&str> = list.split(", ").collect();
    parameters.sort_unstable();
    Some(format!("{before} with ({}){after}", parameters.join(", ")))
}

fn matches(mut printed: &[char], mut server: &[char]) -> bool {
    while let Some((first, rest)) = printed.split_first() {
        match *first {
            ANY_SCHEMA => {
                let past = past_schema(server);
                return matches(rest, server) || past.is_some_and(|past| matches(rest, past));
            }
            ANY_OPERATOR_SCHEMA => return operator(rest, server),
            letter => match server.split_first() {
                Some((same, left)) if *same == letter => (printed, server) = (rest, left),
                _ => return false,
            },
        }
    }
    server.is_empty()
}

/// An operator ends at the first letter that none can have (`scan.l`, `op_chars`).
fn operator(printed: &[char], server: &[char]) -> bool {
    let is_part = |letter: &char| "~!@#^&|`?+-*/%<>=".contains(*letter);
    let end = printed.iter().position(|letter| !is_part(letter));
    let (operator, rest) = printed.split_at(end.unwrap_or(printed.len()));
    if let Some(left) = server.strip_prefix(operator) {
        return matches(rest, left);
    }
    let call: Vec<char> = "operator(".chars().collect();
    let left = server.strip_prefix(call.as_slice()).and_then(past_schema);
    let left = left.and_then(|left| left.strip_prefix(operator));
    let left = left.and_then(|left| left.strip_prefix(&[')']));
    left.is_some_and(|left| matches(rest, left))
}

/// What stands behind `schema.`, if that comes first.
fn past_schema(text: &[char]) -> Option<&[char]> {
    let end = match text.first()? {
        '"' => closing(text, '"')?,
        _ => text
            .iter()
            .position(|letter| !(letter.is_alphanumeric() || matches!(letter, '_' | '$')))?,
    };
    text.get(end..)?.strip_prefix(&['.'])
}

/// The position behind a quoted stretch; a doubled quote does not end it.
fn closing(text: &[char], quote: char) -> Option<usize> {
    let mut at = 1;
    loop {
        let end = at + text.get(at..)?.iter().position(|letter| *letter == quote)? + 1;
        if text.get(end) != Some(&quote) {
            return Some(end);
        }
        at = end + 1;
    }
}

/// Takes off the quotes of names that read the same without: the server leaves them away where the
/// name is no keyword. Letters outside quotes lose their case, which tells nothing there.
fn plain(text: &str) -> String {
    let letters: Vec<char> = text.chars().collect();
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    while let Some(letter) = letters.get(at) {
        let rest = letters.get(at..).unwrap_or_default();
        let end = match letter {
            '\'' | '"' => closing(rest, *letter).unwrap_or(rest.len()),
            _ => 1,
        };
        let piece = rest.get(..end).unwrap_or(rest);
        match piece {
            ['"', name @ .., '"'] if is_simple(name) => out.extend(name),
            ['\'' | '"', ..] => out.extend(piece),
            piece => out.extend(piece.iter().map(char::to_ascii_lowercase)),
        }
        at += end;
    }
    out
}

/// `quote_identifier`: letters, digits and underscores, the first no digit.
fn is_simple(name: &[char]) -> bool {
    let lower = |letter: &char| letter.is_ascii_lowercase() || *letter == '_';
    name.first().is_some_and(lower)
        && name
            .iter()
            .all(|letter| lower(letter) || letter.is_ascii_digit())
}
