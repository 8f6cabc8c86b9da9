//! The relations that a query reads, found by its words: in subqueries of whatever place too.

use sqlparser::ast::ObjectName;
use sqlparser::keywords::Keyword;
use sqlparser::tokenizer::{Token, Word};

use super::{Reference, names};
use crate::sql;

/// The relations behind FROM and JOIN, as written. A name that WITH gives is among them: whether a
/// relation is called so too, is for the reader to tell.
pub(super) fn relations(text: &str) -> Vec<Reference> {
    let tokens = sql::tokens(text).unwrap_or_default();
    let tokens: Vec<Token> = tokens
        .into_iter()
        .filter(|token| !matches!(token, Token::Whitespace(_)))
        .collect();
    let mut search = Search::default();
    let mut at = 0;
    while let Some(token) = tokens.get(at) {
        at += search.step(token, tokens.get(at + 1..).unwrap_or_default());
    }
    search.found
}

#[derive(Default)]
struct Search {
    found: Vec<Reference>,
    level: Level,
    outer: Vec<Level>,
    /// The next FROM is that of IS DISTINCT FROM.
    distinct: bool,
}

/// What stands between two parentheses.
#[derive(Default, Clone, Copy)]
struct Level {
    /// A SELECT stands there: a FROM is one of relations, not of an EXTRACT.
    query: bool,
    /// In a list of relations.
    from: bool,
    /// A relation comes next.
    expected: bool,
}

impl Search {
    /// Goes on by one token, or by a name; tells by how many.
    fn step(&mut self, token: &Token, after: &[Token]) -> usize {
        match token {
            Token::LParen => {
                let join = self.level.expected;
                self.level.expected = false;
                self.outer.push(self.level);
                self.level = Level {
                    query: join,
                    from: join,
                    expected: join,
                };
            }
            Token::RParen => self.level = self.outer.pop().unwrap_or_default(),
            Token::Comma => self.level.expected = self.level.from,
            Token::Word(word) if self.level.expected => return self.relation(word, after),
            Token::Word(word) if word.quote_style.is_none() => self.keyword(word.keyword, after),
            _ => {}
        }
        1
    }

    fn keyword(&mut self, keyword: Keyword, after: &[Token]) {
        match keyword {
            Keyword::SELECT => {
                self.level = Level {
                    query: true,
                    ..Level::default()
                };
            }
            // IS DISTINCT FROM is no list of relations.
            Keyword::DISTINCT if is_keyword(after.first(), Keyword::FROM) => {
                self.distinct = true;
            }
            Keyword::FROM if self.distinct => self.distinct = false,
            Keyword::FROM => {
                self.level.from = self.level.query;
                self.level.expected = self.level.query;
            }
            Keyword::JOIN => self.level.expected = true,
            Keyword::WHERE
            | Keyword::GROUP
            | Keyword::HAVING
            | Keyword::ORDER
            | Keyword::WINDOW
            | Keyword::LIMIT
            | Keyword::UNION
            | Keyword::INTERSECT
            | Keyword::EXCEPT => self.level.from = false,
            _ => {}
        }
    }

    /// `[LATERAL | ONLY] name`; a function is none.
    fn relation(&mut self, word: &Word, after: &[Token]) -> usize {
        let skipped = [Keyword::LATERAL, Keyword::ONLY, Keyword::SELECT];
        if word.quote_style.is_none() && skipped.contains(&word.keyword) {
            if word.keyword == Keyword::SELECT {
                self.keyword(Keyword::SELECT, after);
            }
            return 1;
        }
        self.level.expected = false;
        let mut parts = vec![word.clone().into_ident(sqlparser::tokenizer::Span::empty())];
        let mut rest = after;
        while let [Token::Period, Token::Word(next), more @ ..] = rest {
            parts.push(next.clone().into_ident(sqlparser::tokenizer::Span::empty()));
            rest = more;
        }
        let length = 1 + after.len() - rest.len();
        if rest.first() != Some(&Token::LParen) {
            let reference = names::reference(&ObjectName::from(parts));
            if !self.found.contains(&reference) {
                self.found.push(reference);
            }
        }
        length
    }
}

fn is_keyword(token: Option<&Token>, keyword: Keyword) -> bool {
    matches!(token, Some(Token::Word(word)) if word.keyword == keyword)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Vec<String> {
        let name = |it: Reference| match it.schema {
            Some(schema) => format!("{schema}.{}", it.name),
            None => it.name.to_string(),
        };
        relations(text).into_iter().map(name).collect()
    }

    #[test]
    fn every_relation_of_a_query_is_found() {
        for (text, found) in [
            ("SELECT 1", ""),
            ("SELECT a FROM b", "b"),
            (
                "SELECT a FROM s.b x, \"C\" AS y JOIN d ON x.i = d.i, ONLY e",
                "s.b C d e",
            ),
            (
                "SELECT a FROM (SELECT b FROM c) d JOIN (e JOIN f ON true) ON true",
                "c e f",
            ),
            (
                "SELECT EXTRACT(year FROM a), (SELECT max(x) FROM b) FROM c WHERE EXISTS (SELECT 1 FROM d)",
                "b c d",
            ),
            ("SELECT a IS DISTINCT FROM b, c FROM d", "d"),
            (
                "SELECT a FROM generate_series(1, 2) g, b UNION SELECT a FROM c ORDER BY a, z",
                "b c",
            ),
            ("WITH w AS (SELECT a FROM b) SELECT a FROM w", "b w"),
        ] {
            assert_eq!(read(text).join(" "), found, "{text}");
        }
    }
}
