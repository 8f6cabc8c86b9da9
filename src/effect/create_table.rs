//! `CREATE TABLE`: what sqlparser does not know is taken out of the tokens, and kept beside what it reads of the rest.

use std::collections::BTreeMap;

use sqlparser::ast::{self, DataType};
use sqlparser::tokenizer::{Span, Token, TokenWithSpan};

use super::clause::{self, Clause, ClauseOwner};
use super::property::{NewNotNull, NewProperties};
use super::vocabulary::NewLike;
use super::{action, inheritance, names, property};
use crate::name::Name;
use crate::schema::{PartitionKey, TypeName};
use crate::sql::reader::{Read, Reader};

/// Stands in for the type that the columns of a partition do not have; sqlparser wants one.
const NO_TYPE: &str = "reconcile_no_type";

/// `CREATE TABLE`.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct CreateTable {
    /// What sqlparser reads, after everything below was taken out. The columns of a partition, of a
    /// table `OF type` and of `CREATE TABLE ... AS` have no data type (`DataType::Unspecified`).
    pub(super) ast: ast::CreateTable,
    /// Clauses of columns and constraints that sqlparser does not know.
    pub(super) clauses: Vec<Clause>,
    /// `LIKE source [INCLUDING ...]` elements.
    pub(super) likes: Vec<NewLike>,
    /// `[CONSTRAINT name] NOT NULL column` elements (18).
    pub(super) not_nulls: Vec<(Name, NewNotNull)>,
    /// `OF type`.
    pub(super) of_type: Option<TypeName>,
    /// `USING method`, `TABLESPACE tablespace`, `WITH (parameter = value, ...)`.
    pub(super) properties: NewProperties,
    /// `PARTITION BY strategy (keys)`, or why that is not modelled; never in sqlparser's own field.
    pub(super) partition_by: Option<Result<PartitionKey, String>>,
    /// `AS EXECUTE`: the query is a prepared statement's.
    pub(super) execute: bool,
}

/// `CREATE ... TABLE`, from `CREATE`.
pub(super) fn take(r: &mut Reader<'_>) -> Read<CreateTable> {
    let mut building = Building::default();
    building.head(r)?;
    if *r.peek() == Token::LParen {
        building.elements(r)?;
    }
    building.tail(r)?;
    let tokens = std::mem::take(&mut building.tokens);
    let ast::Statement::CreateTable(ast) = action::sqlparsers(r, tokens)? else {
        return r.refuse("CREATE TABLE");
    };
    Ok(building.finish(ast))
}

#[derive(Default)]
struct Building {
    tokens: Vec<TokenWithSpan>,
    typeless: bool,
    columns: usize,
    constraints: usize,
    clauses: Vec<Clause>,
    likes: Vec<NewLike>,
    not_nulls: Vec<(Name, NewNotNull)>,
    of_type: Option<TypeName>,
    access_method: Option<Name>,
    tablespace: Option<Name>,
    parameters: BTreeMap<String, String>,
    partition_by: Option<Result<PartitionKey, String>>,
    execute: bool,
}

impl Building {
    fn keep(&mut self, r: &mut Reader<'_>) -> Read<()> {
        let first = r.index();
        r.skip()?;
        self.tokens.append(&mut r.tokens(first, r.index()));
        Ok(())
    }

    /// Up to the elements.
    fn head(&mut self, r: &mut Reader<'_>) -> Read<()> {
        while !r.sees("TABLE") {
            self.keep(r)?;
        }
        self.keep(r)?;
        let first = r.index();
        r.take("IF NOT EXISTS");
        r.name()?;
        if r.sees("PARTITION OF") {
            r.expect("PARTITION OF")?;
            r.name()?;
            self.typeless = true;
        }
        self.tokens.append(&mut r.tokens(first, r.index()));
        if r.take("OF") {
            self.of_type = Some(names::take_type_name(r)?);
            self.typeless = true;
        }
        Ok(())
    }

    fn elements(&mut self, r: &mut Reader<'_>) -> Read<()> {
        let open = r.tokens(r.index(), r.index() + 1);
        self.tokens.extend(open);
        let empty = *r.peek_nth(1) == Token::RParen;
        self.typeless |= matches!(r.peek_nth(2), Token::Comma | Token::RParen);
        let kept = self.tokens.len();
        r.parenthesized(|r| {
            if empty {
                return Ok(());
            }
            self.element(r)?;
            while r.take_token(&Token::Comma) {
                self.element(r)?;
            }
            Ok(())
        })?;
        if self.tokens.len() > kept {
            // Each element that is kept ends in a comma; the last comma goes.
            self.tokens.pop();
        }
        self.tokens.extend(r.tokens(r.index() - 1, r.index()));
        Ok(())
    }

    fn element(&mut self, r: &mut Reader<'_>) -> Read<()> {
        if r.take("LIKE") {
            let like = inheritance::take_like(r, self.columns)?;
            self.likes.push(like);
            return Ok(());
        }
        if let Some(found) = clause::not_null(r)? {
            self.not_nulls.push(found);
            return Ok(());
        }
        let constraint = clause::starts_constraint(r);
        let owner = self.owner(r, constraint);
        if !constraint && self.typeless {
            self.tokens.extend(r.tokens(r.index(), r.index() + 1));
            r.ident()?;
            r.take("WITH OPTIONS");
            self.tokens
                .push(TokenWithSpan::wrap(Token::make_word(NO_TYPE, None)));
        }
        let cut = clause::cut(r, !constraint)?;
        self.tokens.extend(cut.tokens);
        self.tokens.push(TokenWithSpan::wrap(Token::Comma));
        self.clauses.extend(owner.of(cut.kinds));
        Ok(())
    }

    fn owner(&mut self, r: &Reader<'_>, constraint: bool) -> ClauseOwner {
        match r.peek() {
            Token::Word(word) if !constraint => {
                self.columns += 1;
                ClauseOwner::Column(names::name(&word.to_ident(Span::empty())))
            }
            _ => {
                self.constraints += 1;
                ClauseOwner::Constraint(self.constraints - 1)
            }
        }
    }

    /// What follows the elements, up to the query or the end.
    fn tail(&mut self, r: &mut Reader<'_>) -> Read<()> {
        while *r.peek() != Token::EOF && !r.sees("AS") {
            if r.take("TABLESPACE") {
                self.tablespace = Some(names::take(r)?);
            } else if r.take("USING") {
                self.access_method = Some(names::take(r)?);
            } else if r.take("PARTITION BY") {
                self.partition_by = Some(inheritance::take_key(r)?);
            } else if r.take("FOR VALUES WITH") {
                self.tokens.extend(r.tokens(r.index() - 3, r.index()));
                self.keep(r)?;
            } else if r.take("WITHOUT OIDS") {
                // Means nothing since 12.
            } else if r.take("WITH") {
                self.parameters = property::take_parameters(r)?;
            } else {
                self.keep(r)?;
            }
        }
        self.execute = r.sees("AS EXECUTE");
        if !self.execute {
            let end = without_data(r);
            self.tokens.append(&mut r.tokens(r.index(), end));
        }
        r.rest();
        Ok(())
    }

    fn finish(self, mut ast: ast::CreateTable) -> CreateTable {
        if self.typeless {
            for column in &mut ast.columns {
                column.data_type = DataType::Unspecified;
            }
        }
        CreateTable {
            ast,
            clauses: self.clauses,
            likes: self.likes,
            not_nulls: self.not_nulls,
            of_type: self.of_type,
            properties: NewProperties::new(self.parameters, self.tablespace, self.access_method),
            partition_by: self.partition_by,
            execute: self.execute,
        }
    }
}

/// Where the query ends: `WITH [NO] DATA` behind it says nothing of the table.
fn without_data(r: &Reader<'_>) -> usize {
    let end = r.end();
    let tail = ["WITH NO DATA", "WITH DATA"].into_iter().find_map(|words| {
        let start = end.checked_sub(words.split(' ').count())?;
        (start > r.index() && r.sees_at(start, words)).then_some(start)
    });
    tail.unwrap_or(end)
}
