//! `CREATE TABLE`.

use sqlparser::ast::{self, DataType, Ident, ObjectName};
use sqlparser::tokenizer::{Span, Token, TokenWithSpan};

use super::clause::{self, Clause, ClauseOwner, NotNull, Parameter, folded};
use super::{alter_table, create};
use crate::sql::reader::{Read, Reader};

/// Stands in for the type that the columns of a partition do not have; sqlparser wants one.
const NO_TYPE: &str = "reconcile_no_type";

/// `CREATE TABLE`.
#[derive(Debug, Clone, PartialEq)]
pub struct CreateTable {
    /// What sqlparser reads, after everything below was taken out. The columns of a partition, of a
    /// table `OF type` and of `CREATE TABLE ... AS` have no data type (`DataType::Unspecified`).
    pub ast: Box<ast::CreateTable>,
    /// Clauses of columns and constraints that sqlparser does not know.
    pub clauses: Vec<Clause>,
    /// `LIKE source [INCLUDING ...]` elements.
    pub likes: Vec<Like>,
    /// `[CONSTRAINT name] NOT NULL column` elements (18).
    pub not_nulls: Vec<NotNull>,
    /// `OF type`.
    pub of_type: Option<ObjectName>,
    /// `USING method`.
    pub access_method: Option<Ident>,
    /// `TABLESPACE tablespace`.
    pub tablespace: Option<Ident>,
    /// `WITH (parameter = value, ...)`.
    pub parameters: Vec<Parameter>,
    /// `PARTITION BY strategy (keys)`; never in sqlparser's own field.
    pub partition_by: Option<PartitionBy>,
    /// `AS EXECUTE`: the query is a prepared statement's.
    pub execute: bool,
}

/// `PARTITION BY { RANGE | LIST | HASH } (keys)`.
#[derive(Debug, Clone, PartialEq)]
pub struct PartitionBy {
    /// `range`, `list` or `hash`.
    pub strategy: String,
    /// The keys, each with its collation and operator class.
    pub keys: Vec<ast::IndexColumn>,
}

/// `LIKE source [{ INCLUDING | EXCLUDING } option ...]` in a `CREATE TABLE`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Like {
    /// The table that is copied.
    pub source: ObjectName,
    /// How many columns of `CreateTable::ast` stand before it.
    pub position: usize,
    /// In order: `INCLUDING` is true; the option in lower case (`all`, `defaults`, `indexes` ...).
    pub options: Vec<(bool, String)>,
}

/// `CREATE FOREIGN TABLE`: of what follows nothing is read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CreateForeignTable {
    /// Its name.
    pub name: ObjectName,
    /// `IF NOT EXISTS`.
    pub if_not_exists: bool,
}

/// `CREATE FOREIGN TABLE`, after these words.
pub(super) fn foreign(r: &mut Reader<'_>) -> Read<CreateForeignTable> {
    let if_not_exists = r.take("IF NOT EXISTS");
    let name = r.name()?;
    r.rest();
    Ok(CreateForeignTable {
        name,
        if_not_exists,
    })
}

/// `CREATE ... TABLE`, from `CREATE`.
pub(super) fn read(r: &mut Reader<'_>) -> Read<CreateTable> {
    let mut building = Building::default();
    building.head(r)?;
    if *r.peek() == Token::LParen {
        building.elements(r)?;
    }
    building.tail(r)?;
    let tokens = std::mem::take(&mut building.tokens);
    let ast::Statement::CreateTable(ast) = create::statement(r, tokens)? else {
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
    likes: Vec<Like>,
    not_nulls: Vec<NotNull>,
    of_type: Option<ObjectName>,
    access_method: Option<Ident>,
    tablespace: Option<Ident>,
    parameters: Vec<Parameter>,
    partition_by: Option<PartitionBy>,
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
            self.of_type = Some(r.name()?);
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
            let like = self.like(r)?;
            self.likes.push(like);
            return Ok(());
        }
        if let Some(found) = clause::not_null(r)? {
            self.not_nulls.push(found);
            return Ok(());
        }
        let constraint = alter_table::starts_constraint(r);
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
        self.clauses
            .extend(cut.kinds.into_iter().map(|kind| Clause {
                owner: owner.clone(),
                kind,
            }));
        Ok(())
    }

    fn owner(&mut self, r: &Reader<'_>, constraint: bool) -> ClauseOwner {
        match r.peek() {
            Token::Word(word) if !constraint => {
                self.columns += 1;
                ClauseOwner::Column(word.to_ident(Span::empty()))
            }
            _ => {
                self.constraints += 1;
                ClauseOwner::Constraint(self.constraints - 1)
            }
        }
    }

    fn like(&self, r: &mut Reader<'_>) -> Read<Like> {
        let source = r.name()?;
        let mut options = Vec::new();
        while let Some(word) = r.take_one_of(&["INCLUDING", "EXCLUDING"]) {
            options.push((word == "INCLUDING", folded(&r.ident()?)));
        }
        Ok(Like {
            source,
            position: self.columns,
            options,
        })
    }

    /// What follows the elements, up to the query or the end.
    fn tail(&mut self, r: &mut Reader<'_>) -> Read<()> {
        while *r.peek() != Token::EOF && !r.sees("AS") {
            if r.take("TABLESPACE") {
                self.tablespace = Some(r.ident()?);
            } else if r.take("USING") {
                self.access_method = Some(r.ident()?);
            } else if r.take("PARTITION BY") {
                self.partition_by = Some(PartitionBy::read(r)?);
            } else if r.take("FOR VALUES WITH") {
                self.tokens.extend(r.tokens(r.index() - 3, r.index()));
                self.keep(r)?;
            } else if r.take("WITHOUT OIDS") {
                // Means nothing since 12.
            } else if r.take("WITH") {
                self.parameters = Parameter::list(r)?;
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
            ast: Box::new(ast),
            clauses: self.clauses,
            likes: self.likes,
            not_nulls: self.not_nulls,
            of_type: self.of_type,
            access_method: self.access_method,
            tablespace: self.tablespace,
            parameters: self.parameters,
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

impl PartitionBy {
    fn read(r: &mut Reader<'_>) -> Read<Self> {
        let strategy = folded(&r.ident()?);
        let keys = r.parenthesized(|r| r.separated(|r| r.parser.parse_create_index_expr()))?;
        Ok(Self { strategy, keys })
    }
}
