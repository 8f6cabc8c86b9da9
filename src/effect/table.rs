//! `CREATE TABLE`: what sqlparser does not know is taken out of the tokens, and kept beside what it reads of the rest.

use std::sync::Arc;

use sqlparser::ast::{self, DataType, Expr, Query, SetExpr};
use sqlparser::tokenizer::{Span, Token, TokenWithSpan};

use super::action::{self, Action};
use super::clause::{self, Clause, ClauseOwner};
use super::property::{NewNotNull, NewProperties};
use super::query::{self, QueryColumns};
use super::vocabulary::{Effect, NewColumn, NewConstraint, NewInheritance, NewTable};
use super::{Reference, column, constraint, inheritance, names, property};
use crate::name::Name;
use crate::schema::{Bound, PartitionKey};
use crate::sql::reader::{Read, Reader};

/// Stands in for the type that the columns of a partition do not have; sqlparser wants one.
const NO_TYPE: &str = "reconcile_no_type";

/// `CREATE ... TABLE`, from `CREATE`. What is temporary ends with its session.
pub(super) fn create(r: &mut Reader<'_>) -> Read<Vec<Action>> {
    let mut taken = Taken::default();
    taken.head(r)?;
    if *r.peek() == Token::LParen {
        taken.elements(r)?;
    }
    taken.tail(r)?;
    let tokens = std::mem::take(&mut taken.tokens);
    let ast::Statement::CreateTable(mut ast) = action::sqlparsers(r, tokens)? else {
        return r.refuse("CREATE TABLE");
    };
    if ast.temporary {
        return Ok(Vec::new());
    }
    if taken.typeless {
        for column in &mut ast.columns {
            column.data_type = DataType::Unspecified;
        }
    }
    Ok(match taken.with(&ast) {
        Ok(new) => {
            let query = ast.query.take().map(Action::Query);
            let effect = Action::Effect(Effect::CreateTable(Box::new(new)));
            std::iter::once(effect).chain(query).collect()
        }
        Err(reason) => vec![
            Action::Opaque(reason),
            Action::Effect(Effect::UnknownColumns {
                name: names::reference(&ast.name),
                foreign: false,
                if_not_exists: ast.if_not_exists,
            }),
        ],
    })
}

/// `CREATE FOREIGN TABLE`, after these words: of what follows the name nothing is read.
pub(super) fn create_foreign(r: &mut Reader<'_>) -> Read<Vec<Action>> {
    let if_not_exists = r.take("IF NOT EXISTS");
    let name = names::take_reference(r)?;
    r.rest();
    Ok(vec![
        Action::opaque("foreign tables are not modelled"),
        Action::Effect(Effect::UnknownColumns {
            name,
            foreign: true,
            if_not_exists,
        }),
    ])
}

/// What a `SELECT ... INTO` means, which makes a table; none for another query.
pub(super) fn select_into(query: &Query) -> Option<Vec<Action>> {
    let SetExpr::Select(select) = query::leftmost(&query.body) else {
        return None;
    };
    let into = select.into.as_ref()?;
    if into.temporary {
        return Some(Vec::new());
    }
    let Some(name) = into.targets.first().and_then(target) else {
        return Some(vec![Action::opaque("SELECT INTO is not modelled")]);
    };
    Some(vec![Action::Effect(Effect::CreateTable(Box::new(
        NewTable {
            name,
            if_not_exists: false,
            unlogged: into.unlogged,
            columns: Vec::new(),
            constraints: Vec::new(),
            properties: NewProperties::default(),
            inheritance: Box::new(NewInheritance {
                query: Some(QueryColumns::of(query, Vec::new())),
                ..NewInheritance::default()
            }),
        },
    )))])
}

/// `schema.table`, which sqlparser reads as an expression.
fn target(written: &Expr) -> Option<Reference> {
    match written {
        Expr::Identifier(ident) => names::of_parts(std::slice::from_ref(ident)),
        Expr::CompoundIdentifier(parts) => names::of_parts(parts),
        _ => None,
    }
}

/// What is taken out of a `CREATE TABLE`, and the tokens of the rest.
#[derive(Default)]
struct Taken {
    tokens: Vec<TokenWithSpan>,
    /// Whether the columns have no data type: those of a partition, of a table `OF type` and of `CREATE TABLE ... AS`.
    typeless: bool,
    columns: usize,
    constraints: usize,
    /// Clauses of columns and constraints.
    clauses: Vec<Clause>,
    /// `[CONSTRAINT name] NOT NULL column` elements (18).
    not_nulls: Vec<(Name, NewNotNull)>,
    inheritance: NewInheritance,
    /// `PARTITION OF`.
    parent: Option<Reference>,
    bound: Option<Bound>,
    properties: NewProperties,
    /// `PARTITION BY strategy (keys)`, or why that is not modelled.
    partition_by: Option<Result<PartitionKey, String>>,
    /// `AS EXECUTE`: the query is a prepared statement's.
    execute: bool,
}

impl Taken {
    /// Up to the elements.
    fn head(&mut self, r: &mut Reader<'_>) -> Read<()> {
        while !r.sees("TABLE") {
            r.skip_into(&mut self.tokens)?;
        }
        r.skip_into(&mut self.tokens)?;
        let first = r.index();
        r.take("IF NOT EXISTS");
        r.name()?;
        self.tokens.append(&mut r.tokens(first, r.index()));
        self.parent = r.after("PARTITION OF", names::take_reference)?;
        self.typeless = self.parent.is_some();
        if r.take("OF") {
            self.inheritance.of_type = Some(names::take_type_name(r)?);
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
            self.inheritance.likes.push(like);
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
                self.properties.tablespace = Some(names::take(r)?);
            } else if r.take("USING") {
                self.properties.method = Some(names::take(r)?);
            } else if r.take("PARTITION BY") {
                self.partition_by = Some(inheritance::take_key(r)?);
            } else if r.sees("FOR VALUES") || r.sees("DEFAULT") {
                self.bound = Some(inheritance::take_bound(r)?);
            } else if r.take("WITHOUT OIDS") {
                // Means nothing since 12.
            } else if r.take("WITH") {
                self.properties.options = property::take_parameters(r)?;
                // Means nothing since 12 (`transformRelOptions` of `reloptions.c`).
                self.properties.options.remove("oids");
            } else {
                r.skip_into(&mut self.tokens)?;
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

    /// The table, with what sqlparser read. The error is the reason why it is not modelled.
    fn with(self, ast: &ast::CreateTable) -> Result<NewTable, String> {
        let columns = ast.columns.iter();
        let columns = columns.map(|definition| column::definition(definition, &self.clauses));
        let mut columns: Vec<NewColumn> = columns.collect::<Result<_, _>>()?;
        for (name, not_null) in &self.not_nulls {
            columns
                .iter_mut()
                .filter(|column| column.name == *name)
                .for_each(|column| named_not_null(column, not_null));
        }
        Ok(NewTable {
            name: names::reference(&ast.name),
            if_not_exists: ast.if_not_exists,
            unlogged: ast.unlogged,
            columns,
            constraints: self.constraints(ast)?,
            inheritance: Box::new(NewInheritance {
                key: self.partition_by.transpose()?,
                partition_of: self.parent.zip(self.bound),
                inherits: ast
                    .inherits
                    .iter()
                    .flatten()
                    .map(names::reference)
                    .collect(),
                query: query_of(ast, self.execute),
                ..self.inheritance
            }),
            properties: self.properties,
        })
    }

    fn constraints(&self, ast: &ast::CreateTable) -> Result<Vec<NewConstraint>, String> {
        let definitions = ast.constraints.iter().enumerate();
        let one = |(position, definition)| {
            let clauses = self.clauses.iter();
            let clauses =
                clauses.filter(move |clause| clause.owner == ClauseOwner::Constraint(position));
            constraint::table(definition, false, clauses.map(|clause| &clause.kind))
        };
        definitions.map(one).collect()
    }
}

/// The query of a `CREATE TABLE ... AS`; none for other tables.
fn query_of(ast: &ast::CreateTable, execute: bool) -> Option<QueryColumns> {
    let given = ast.columns.iter();
    let given = given.map(|column| names::name(&column.name)).collect();
    match &ast.query {
        Some(query) => Some(QueryColumns::of(query, given)),
        None => execute.then(|| QueryColumns {
            given,
            ..QueryColumns::unknown()
        }),
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

/// `[CONSTRAINT name] NOT NULL column` as an element of the table.
fn named_not_null(column: &mut NewColumn, said: &NewNotNull) {
    let terms = Arc::make_mut(&mut column.terms);
    terms.not_null = true;
    let known = &mut terms.not_null_constraint;
    known.name = known.name.take().or_else(|| said.name.clone());
    known.no_inherit |= said.no_inherit;
    known.not_valid |= said.not_valid;
}
