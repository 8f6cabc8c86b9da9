//! What stands in a text outside of its quotes.

use super::lexer::{Lexeme, Lexer, line_breaks, slice};

/// The words and names of a statement, as the server takes them: without quotes, and folded where they have none.
#[must_use]
pub fn identifiers(text: &str) -> Vec<String> {
    let mut lexer = Lexer::new(text, true);
    let mut found = Vec::new();
    let mut first = lexer.position();
    while let Some(lexeme) = lexer.next_lexeme() {
        let next = lexer.position();
        let part = slice(text, first..next);
        match lexeme {
            Lexeme::Word => found.push(part.to_lowercase()),
            Lexeme::Quoted { quote: b'"', .. } => {
                found.push(part.trim_matches('"').replace("\"\"", "\""));
            }
            _ => {}
        }
        first = next;
    }
    found
}

/// The lines, from 1, on which a command of psql stands: a backslash that is in no quotes. All that follows it on its
/// line is the command's.
#[must_use]
pub fn lines_of_psql(text: &str) -> Vec<u32> {
    let mut lexer = Lexer::new(text, true);
    let mut found = Vec::new();
    let (mut line, mut first) = (1_u32, lexer.position());
    while let Some(lexeme) = lexer.next_lexeme() {
        if lexeme == Lexeme::Backslash {
            found.push(line);
            let rest = slice(text, lexer.position()..);
            let end = rest.find('\n').unwrap_or(rest.len());
            lexer.seek(lexer.position() + end);
        }
        let next = lexer.position();
        line = line.saturating_add(line_breaks(slice(text, first..next)));
        first = next;
    }
    found
}
