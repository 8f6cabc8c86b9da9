//! `CREATE INDEX`, `CREATE VIEW`, and how a partition is bound.

use sqlparser::ast::{self, ForValues, Ident, PartitionBoundValue};
use sqlparser::tokenizer::{Token, TokenWithSpan};

use super::Parameter;
use crate::sql::guard;
use crate::sql::reader::{Read, Reader, is_word};

/// `CREATE [UNIQUE] INDEX`.
#[derive(Debug, Clone, PartialEq)]
pub struct CreateIndex {
    /// What sqlparser reads, after everything below was taken out (`WITH` too).
    pub ast: Box<ast::CreateIndex>,
    /// `ON ONLY`: no index on the partitions.
    pub only: bool,
    /// `TABLESPACE tablespace`.
    pub tablespace: Option<Ident>,
    /// `WITH (parameter = value, ...)`.
    pub parameters: Vec<Parameter>,
    /// Operator class parameters, by the number of the key column, counted from 0.
    pub opclass_parameters: Vec<(usize, Vec<Parameter>)>,
}

/// `CREATE [OR REPLACE] [RECURSIVE] [MATERIALIZED] VIEW`.
#[derive(Debug, Clone, PartialEq)]
pub struct CreateView {
    /// What sqlparser reads, after everything below was taken out.
    pub ast: Box<ast::CreateView>,
    /// `RECURSIVE`.
    pub recursive: bool,
    /// `WITH (parameter = value, ...)`.
    pub parameters: Vec<Parameter>,
    /// `WITH [LOCAL | CASCADED] CHECK OPTION`: `local` or `cascaded`.
    pub check_option: Option<String>,
    /// `USING method`.
    pub access_method: Option<Ident>,
    /// `TABLESPACE tablespace`.
    pub tablespace: Option<Ident>,
    /// `WITH NO DATA`.
    pub no_data: bool,
}

/// `FOR VALUES ...` or `DEFAULT`.
pub(super) fn bound(r: &mut Reader<'_>) -> Read<ForValues> {
    if r.take("DEFAULT") {
        return Ok(ForValues::Default);
    }
    r.expect("FOR VALUES")?;
    if r.take("IN") {
        let values = r.parenthesized(|r| r.separated(Reader::expr))?;
        return Ok(ForValues::In(values));
    }
    if r.take("FROM") {
        let from = r.parenthesized(|r| r.separated(bound_value))?;
        r.expect("TO")?;
        let to = r.parenthesized(|r| r.separated(bound_value))?;
        return Ok(ForValues::From { from, to });
    }
    r.expect("WITH")?;
    r.parenthesized(|r| {
        r.expect("MODULUS")?;
        let modulus = r.parser.parse_literal_uint()?;
        r.take_token(&Token::Comma);
        r.expect("REMAINDER")?;
        let remainder = r.parser.parse_literal_uint()?;
        Ok(ForValues::With { modulus, remainder })
    })
}

fn bound_value(r: &mut Reader<'_>) -> Read<PartitionBoundValue> {
    Ok(if r.take("MINVALUE") {
        PartitionBoundValue::MinValue
    } else if r.take("MAXVALUE") {
        PartitionBoundValue::MaxValue
    } else {
        PartitionBoundValue::Expr(r.expr()?)
    })
}

/// `CREATE [UNIQUE] INDEX`, from `CREATE`.
pub(super) fn index(r: &mut Reader<'_>) -> Read<CreateIndex> {
    let mut tokens = head_of_index(r)?;
    let only = r.take("ONLY");
    let mut opclass_parameters = Vec::new();
    let (mut parameters, mut tablespace) = (Vec::new(), None);
    while *r.peek() != Token::EOF {
        if r.sees("WITH") && *r.peek_nth(1) == Token::LParen {
            r.expect("WITH")?;
            parameters = Parameter::list(r)?;
        } else if r.take("TABLESPACE") {
            tablespace = Some(r.ident()?);
        } else if *r.peek() == Token::LParen && opclass_parameters.is_empty() {
            tokens.append(&mut index_keys(r, &mut opclass_parameters)?);
        } else if r.sees("WHERE") {
            tokens.append(&mut r.tokens(r.index(), r.end()));
            break;
        } else {
            let first = r.index();
            r.skip()?;
            tokens.append(&mut r.tokens(first, r.index()));
        }
    }
    r.rest();
    match statement(r, tokens)? {
        ast::Statement::CreateIndex(ast) => Ok(CreateIndex {
            ast: Box::new(ast),
            only,
            tablespace,
            parameters,
            opclass_parameters,
        }),
        _ => r.refuse("CREATE INDEX"),
    }
}

/// Everything up to `ON`, with it.
fn head_of_index(r: &mut Reader<'_>) -> Read<Vec<TokenWithSpan>> {
    let first = r.index();
    while !r.sees("ON") {
        r.skip()?;
    }
    r.expect("ON")?;
    Ok(r.tokens(first, r.index()))
}

/// The parenthesised keys, without the parameters of operator classes.
fn index_keys(
    r: &mut Reader<'_>,
    parameters: &mut Vec<(usize, Vec<Parameter>)>,
) -> Read<Vec<TokenWithSpan>> {
    let mut tokens = r.tokens(r.index(), r.index() + 1);
    r.parenthesized(|r| {
        let (mut key, mut inside) = (0, 0);
        while *r.peek() != Token::RParen {
            let opclass = inside > 1 && follows_opclass(&tokens);
            if *r.peek() == Token::LParen && opclass {
                parameters.push((key, Parameter::list(r)?));
                continue;
            }
            let comma = *r.peek() == Token::Comma;
            key += usize::from(comma);
            inside = if comma { 0 } else { inside + 1 };
            let first = r.index();
            r.skip()?;
            tokens.append(&mut r.tokens(first, r.index()));
        }
        Ok(())
    })?;
    tokens.append(&mut r.tokens(r.index() - 1, r.index()));
    Ok(tokens)
}

/// Whether an operator class ends here: a name after a column, a collation or a parenthesis.
fn follows_opclass(tokens: &[TokenWithSpan]) -> bool {
    let mut rest = tokens;
    while let [earlier @ .., period, _] = rest
        && period.token == Token::Period
    {
        rest = earlier;
    }
    let [.., before, class] = rest else {
        return false;
    };
    matches!(class.token, Token::Word(_))
        && matches!(before.token, Token::Word(_) | Token::RParen)
        && !is_word(&before.token, "COLLATE")
}

/// Lets sqlparser read what is left, and checks that it lost nothing.
pub(super) fn statement(r: &Reader<'_>, tokens: Vec<TokenWithSpan>) -> Read<ast::Statement> {
    let mut inner = Reader::over(r.text, tokens);
    let statement = inner.parser.parse_statement()?;
    inner.expect_end()?;
    let tokens = inner.tokens(0, inner.index());
    guard::check(&tokens, &statement)?;
    Ok(statement)
}

/// `CREATE ... VIEW`, from `CREATE`.
pub(super) fn view(r: &mut Reader<'_>) -> Read<CreateView> {
    let mut head = ViewHead::default();
    let mut tokens = head.read(r)?;
    let first = r.index();
    let mut end = r.end();
    let tail = [
        ("WITH CASCADED CHECK OPTION", Some("cascaded")),
        ("WITH LOCAL CHECK OPTION", Some("local")),
        ("WITH CHECK OPTION", Some("cascaded")),
        ("WITH NO DATA", None),
        ("WITH DATA", None),
    ];
    let mut no_data = false;
    let mut check_option = None;
    for (words, check) in tail {
        let length = words.split(' ').count();
        if end >= first + length && r.sees_at(end - length, words) {
            end -= length;
            no_data = words == "WITH NO DATA";
            check_option = check.map(str::to_owned);
            break;
        }
    }
    tokens.append(&mut r.tokens(first, end));
    r.rest();
    match statement(r, tokens)? {
        ast::Statement::CreateView(ast) => Ok(CreateView {
            ast: Box::new(ast),
            recursive: head.recursive,
            parameters: head.parameters,
            check_option,
            access_method: head.access_method,
            tablespace: head.tablespace,
            no_data,
        }),
        _ => r.refuse("CREATE VIEW"),
    }
}

#[derive(Default)]
struct ViewHead {
    recursive: bool,
    parameters: Vec<Parameter>,
    access_method: Option<Ident>,
    tablespace: Option<Ident>,
}

impl ViewHead {
    /// Everything up to the `AS` before the query, without it.
    fn read(&mut self, r: &mut Reader<'_>) -> Read<Vec<TokenWithSpan>> {
        let mut tokens = Vec::new();
        while !r.sees("AS") {
            if r.take("RECURSIVE") {
                self.recursive = true;
            } else if r.take("USING") {
                self.access_method = Some(r.ident()?);
            } else if r.take("TABLESPACE") {
                self.tablespace = Some(r.ident()?);
            } else if r.take("WITH") {
                self.parameters = Parameter::list(r)?;
            } else {
                let first = r.index();
                r.skip()?;
                tokens.append(&mut r.tokens(first, r.index()));
            }
        }
        Ok(tokens)
    }
}
