//! What of a body in SQL or PL/pgSQL means something.

use crate::sql;

/// The text without comments, each stretch of white space as one space; strings and quoted names
/// stay as they are.
#[must_use]
pub fn squeezed(text: &str) -> String {
    sql::without_comments(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_and_white_space_go_and_strings_stay() {
        let body = "BEGIN\r\n  -- why\n  x := 'a  -- b';/* c */ y := $$ d  e $$; \nEND";
        assert_eq!(squeezed(body), "BEGIN x := 'a  -- b'; y := $$ d  e $$; END");
    }
}
