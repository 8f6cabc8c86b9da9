//! Modifiers of types that `gram.y` reads as any constant (`opt_type_modifiers`), and sqlparser as a number only.

use sqlparser::tokenizer::{Token, TokenWithSpan};

use super::reader::is_word;

/// The types whose modifiers sqlparser wants as numbers. No function can be called by these words.
const TYPES: [&str; 4] = ["NUMERIC", "DECIMAL", "DEC", "BIT"];

/// Writes numbers that stand in quotes as modifiers of such a type without them: `numeric('10', 2)`.
pub(super) fn respell(tokens: &mut [TokenWithSpan]) {
    let mut rest = tokens;
    while let Some((first, after)) = rest.split_first_mut() {
        if TYPES.iter().any(|word| is_word(&first.token, word)) {
            unquote(after);
        }
        rest = after;
    }
}

/// Takes the quotes of the numbers in the parentheses that come next.
fn unquote(after: &mut [TokenWithSpan]) {
    let varying = usize::from(
        after
            .first()
            .is_some_and(|it| is_word(&it.token, "VARYING")),
    );
    let mut inside = after.iter_mut().skip(varying);
    if inside.next().is_none_or(|it| it.token != Token::LParen) {
        return;
    }
    for token in inside.take_while(|it| it.token != Token::RParen) {
        if let Token::SingleQuotedString(text) = &token.token
            && text.parse::<u32>().is_ok()
        {
            token.token = Token::Number(text.clone(), false);
        }
    }
}
