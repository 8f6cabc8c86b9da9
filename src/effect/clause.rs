//! Clauses of columns and table constraints that sqlparser does not know: they are taken out of the
//! tokens, and kept beside what sqlparser reads of the rest.

use std::collections::BTreeMap;

use sqlparser::tokenizer::{Token, TokenWithSpan};

use super::property::{ColumnProperty, NewNotNull, take_word};
use super::vocabulary::SequenceChange;
use super::{names, property};
use crate::name::Name;
use crate::sql::reader::{Read, Reader, is_word};

/// A clause, and what it belongs to.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Clause {
    /// What it belongs to.
    pub(super) owner: ClauseOwner,
    /// What it says.
    pub(super) kind: ClauseKind,
}

/// What a [`Clause`] belongs to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum ClauseOwner {
    /// This column, or a constraint that stands in its definition.
    Column(Name),
    /// The table constraint with this index in `CreateTable::constraints`; in `ALTER TABLE` always 0.
    Constraint(usize),
}

/// What a [`Clause`] says.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum ClauseKind {
    /// `USING INDEX TABLESPACE tablespace` of a key or exclusion constraint.
    IndexTablespace(Name),
    /// `WITH (parameter = value, ...)` of a key or exclusion constraint.
    IndexParameters(BTreeMap<String, String>),
    /// `ON DELETE SET NULL (columns)`, `ON DELETE SET DEFAULT (columns)`: the columns.
    OnDeleteColumns(Vec<Name>),
    /// `UNIQUE NULLS [NOT] DISTINCT` in a column definition: whether they are distinct.
    NullsDistinct(bool),
    /// `STORAGE`, `COMPRESSION`.
    Property(ColumnProperty),
    /// `GENERATED ... AS IDENTITY (options)`: the options, which are never in sqlparser's own field.
    Identity(Box<SequenceChange>),
    /// `WITHOUT OVERLAPS` on the last column of a key (18).
    WithoutOverlaps,
    /// `PERIOD` before the last column of a foreign key, on both sides (18).
    Period,
    /// `GENERATED ALWAYS AS (expression)` without `STORED` (18). sqlparser's field says `STORED`.
    Virtual,
    /// `AUTOINCREMENT` of SQLite: it gives out no key twice.
    AutoIncrement,
    /// `NO INHERIT` after `NOT NULL` in a column definition (18).
    NotNullNoInherit,
}

impl ClauseOwner {
    /// Clauses of this owner.
    pub(super) fn of(self, kinds: Vec<ClauseKind>) -> impl Iterator<Item = Clause> {
        kinds.into_iter().map(move |kind| Clause {
            owner: self.clone(),
            kind,
        })
    }
}

/// Whether a table constraint comes next, not a column.
pub(super) fn starts_constraint(r: &Reader<'_>) -> bool {
    let exclude = r.sees("EXCLUDE USING") || (r.sees("EXCLUDE") && *r.peek_nth(1) == Token::LParen);
    let first = [
        "CONSTRAINT",
        "UNIQUE",
        "PRIMARY KEY",
        "FOREIGN KEY",
        "CHECK",
    ];
    exclude || first.iter().any(|words| r.sees(words))
}

/// The tokens of a column or table constraint, without the clauses that sqlparser does not know.
pub(super) struct Cut {
    /// What is left.
    pub(super) tokens: Vec<TokenWithSpan>,
    /// What was taken out.
    pub(super) kinds: Vec<ClauseKind>,
    /// `NOT VALID`, which sqlparser wants at the end.
    pub(super) not_valid: bool,
}

/// Takes the clauses out of one element of a `CREATE TABLE`, or of what follows `ADD` in an
/// `ALTER TABLE`. The reader goes on to the next comma or the closing parenthesis.
pub(super) fn cut(r: &mut Reader<'_>, column: bool) -> Read<Cut> {
    let mut cut = Cut {
        tokens: Vec::new(),
        kinds: Vec::new(),
        not_valid: false,
    };
    while !matches!(r.peek(), Token::EOF | Token::Comma | Token::RParen) {
        if cut.tokens.len() < 2 && column || !take_clause(r, column, &mut cut)? {
            keep(r, &mut cut)?;
        }
    }
    Ok(cut)
}

fn keep(r: &mut Reader<'_>, cut: &mut Cut) -> Read<()> {
    let first = r.index();
    let generated = *r.peek() == Token::LParen && ends_with(&cut.tokens, &["ALWAYS", "AS"]);
    r.skip()?;
    let mut tokens = r.tokens(first, r.index());
    if generated {
        tokens.push(TokenWithSpan::wrap(Token::make_keyword("STORED")));
        if !r.take("STORED") {
            r.take("VIRTUAL");
            cut.kinds.push(ClauseKind::Virtual);
        }
    } else if tokens.len() > 2 {
        take_temporal(&mut tokens, &mut cut.kinds);
    }
    cut.tokens.append(&mut tokens);
    Ok(())
}

/// `WITHOUT OVERLAPS` and `PERIOD` stand inside the parentheses of a key.
fn take_temporal(tokens: &mut Vec<TokenWithSpan>, kinds: &mut Vec<ClauseKind>) {
    let end = tokens.len() - 1;
    let word = |at: usize, word: &str| tokens.get(at).is_some_and(|t| is_word(&t.token, word));
    let is_comma = |at: usize| tokens.get(at).is_some_and(|t| t.token == Token::Comma);
    if end > 3 && word(end - 2, "WITHOUT") && word(end - 1, "OVERLAPS") {
        tokens.drain(end - 2..end);
        kinds.push(ClauseKind::WithoutOverlaps);
    } else if end > 3 && word(end - 2, "PERIOD") && is_comma(end - 3) {
        tokens.remove(end - 2);
        if !kinds.contains(&ClauseKind::Period) {
            kinds.push(ClauseKind::Period);
        }
    }
}

fn take_clause(r: &mut Reader<'_>, column: bool, cut: &mut Cut) -> Read<bool> {
    let kind = if r.take("USING INDEX TABLESPACE") {
        ClauseKind::IndexTablespace(names::take(r)?)
    } else if r.sees("WITH") && *r.peek_nth(1) == Token::LParen {
        r.expect("WITH")?;
        ClauseKind::IndexParameters(property::take_parameters(r)?)
    } else if !column && r.take("NOT VALID") {
        cut.not_valid = true;
        return Ok(true);
    } else if *r.peek() == Token::LParen && ends_with(&cut.tokens, &["ON", "DELETE", "SET"]) {
        ClauseKind::OnDeleteColumns(names::list(&r.idents()?))
    } else if *r.peek() == Token::LParen && ends_with(&cut.tokens, &["AS", "IDENTITY"]) {
        ClauseKind::Identity(Box::new(r.parenthesized(SequenceChange::take)?))
    } else if column {
        return take_column_clause(r, cut);
    } else {
        return Ok(false);
    };
    cut.kinds.push(kind);
    Ok(true)
}

fn take_column_clause(r: &mut Reader<'_>, cut: &mut Cut) -> Read<bool> {
    let names_follow = ["COLLATE", "CONSTRAINT", "REFERENCES", "DEFAULT"];
    let last = cut.tokens.last().map(|token| &token.token);
    if last.is_some_and(|t| *t == Token::Period || names_follow.iter().any(|w| is_word(t, w))) {
        return Ok(false);
    }
    let kind = if r.take("NULLS NOT DISTINCT") {
        ClauseKind::NullsDistinct(false)
    } else if r.take("NULLS DISTINCT") {
        ClauseKind::NullsDistinct(true)
    } else if r.take("STORAGE") {
        ClauseKind::Property(ColumnProperty::Storage(take_word(r)?))
    } else if r.take("COMPRESSION") {
        ClauseKind::Property(ColumnProperty::Compression(take_word(r)?))
    } else if last.is_some_and(|token| is_word(token, "KEY")) && r.take("AUTOINCREMENT") {
        ClauseKind::AutoIncrement
    } else if r.sees("NO INHERIT") && last.is_some_and(|token| is_word(token, "NULL")) {
        r.expect("NO INHERIT")?;
        ClauseKind::NotNullNoInherit
    } else {
        return Ok(false);
    };
    cut.kinds.push(kind);
    Ok(true)
}

/// Whether the tokens end in these words, perhaps with one more after them (`NULL`, `DEFAULT`).
fn ends_with(tokens: &[TokenWithSpan], words: &[&str]) -> bool {
    let at_end = |skipped: usize| {
        let end = tokens.len().saturating_sub(skipped);
        let last = end.checked_sub(words.len());
        last.and_then(|first| tokens.get(first..end))
            .is_some_and(|last| {
                let mut pairs = last.iter().zip(words);
                pairs.all(|(token, word)| is_word(&token.token, word))
            })
    };
    match words.last() {
        Some(&"SET") => at_end(1),
        _ => at_end(0),
    }
}

/// `[CONSTRAINT name] NOT NULL column [NO INHERIT] [NOT VALID]` (18) as an element of a table, if it comes next.
pub(super) fn not_null(r: &mut Reader<'_>) -> Read<Option<(Name, NewNotNull)>> {
    let named = r.sees("CONSTRAINT");
    let at = if named { 2 } else { 0 };
    let is = |n: usize, word: &str| is_word(r.peek_nth(at + n), word);
    if !(is(0, "NOT") && is(1, "NULL")) {
        return Ok(None);
    }
    let name = r.after("CONSTRAINT", names::take)?;
    r.expect("NOT NULL")?;
    let column = names::take(r)?;
    let mut not_null = NewNotNull {
        name,
        ..NewNotNull::default()
    };
    while let Some(word) = r.take_one_of(&["NO INHERIT", "NOT VALID"]) {
        not_null.no_inherit |= word == "NO INHERIT";
        not_null.not_valid |= word == "NOT VALID";
    }
    Ok(Some((column, not_null)))
}
