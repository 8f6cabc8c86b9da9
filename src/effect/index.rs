//! `CREATE INDEX`, `ALTER INDEX`.

use std::collections::BTreeMap;

use sqlparser::ast::{self, Expr, IndexType, OrderBySort};
use sqlparser::tokenizer::{Token, TokenWithSpan};

use super::action::Action;
use super::property::{PropertyChange, take_tablespace};
use super::vocabulary::{Altered, Effect, NewIndex, Target};
use super::{action, expression, names, property};
use crate::kind::ObjectKind;
use crate::name::Name;
use crate::schema::{Index, IndexKey, KeyItem, ObjectId, Opclass, TypeName};
use crate::sql::reader::{Read, Reader, is_word};

/// Operator class parameters, by the number of the key, counted from 0.
type OpclassParameters = Vec<(usize, BTreeMap<String, String>)>;

/// `CREATE [UNIQUE] INDEX`, from `CREATE`.
pub(super) fn create(r: &mut Reader<'_>) -> Read<Vec<Action>> {
    let mut tokens = head(r)?;
    let only = r.take("ONLY");
    let mut opclass_parameters = Vec::new();
    let (mut options, mut tablespace) = (BTreeMap::new(), None);
    while *r.peek() != Token::EOF {
        if r.sees("WITH") && *r.peek_nth(1) == Token::LParen {
            r.expect("WITH")?;
            options = property::take_parameters(r)?;
        } else if r.take("TABLESPACE") {
            tablespace = Some(names::take(r)?);
        } else if *r.peek() == Token::LParen && opclass_parameters.is_empty() {
            tokens.append(&mut take_keys(r, &mut opclass_parameters)?);
        } else if r.sees("WHERE") {
            tokens.append(&mut r.tokens(r.index(), r.end()));
            break;
        } else {
            r.skip_into(&mut tokens)?;
        }
    }
    r.rest();
    let ast::Statement::CreateIndex(ast) = action::sqlparsers(r, tokens)? else {
        return r.refuse("CREATE INDEX");
    };
    let mut keys: Vec<IndexKey> = ast.columns.iter().map(key).collect();
    for (position, parameters) in opclass_parameters {
        if let Some(opclass) = keys.get_mut(position).and_then(|key| key.opclass.as_mut()) {
            opclass.parameters = parameters;
        }
    }
    let new = NewIndex {
        name: ast.name.as_ref().map(|name| names::reference(name).name),
        table: names::reference(&ast.table_name),
        if_not_exists: ast.if_not_exists,
        concurrently: ast.concurrently,
        index: Index {
            id: ObjectId::default(),
            unique: ast.unique,
            method: ast.using.as_ref().map_or_else(default_method, method),
            keys,
            include: names::list(&ast.include),
            nulls_not_distinct: ast.nulls_distinct == Some(false),
            options,
            predicate: ast.predicate.as_ref().map(expression::expression),
            valid: !only,
        },
        tablespace,
    };
    Ok(vec![Action::Effect(Effect::CreateIndex(Box::new(new)))])
}

/// Everything up to `ON`, with it.
fn head(r: &mut Reader<'_>) -> Read<Vec<TokenWithSpan>> {
    let first = r.index();
    while !r.sees("ON") {
        r.skip()?;
    }
    r.expect("ON")?;
    Ok(r.tokens(first, r.index()))
}

/// The parenthesised keys, without the parameters of operator classes.
fn take_keys(r: &mut Reader<'_>, parameters: &mut OpclassParameters) -> Read<Vec<TokenWithSpan>> {
    let mut tokens = r.tokens(r.index(), r.index() + 1);
    r.parenthesized(|r| {
        let (mut key, mut inside) = (0, 0);
        while *r.peek() != Token::RParen {
            let opclass = inside > 1 && follows_opclass(&tokens);
            if *r.peek() == Token::LParen && opclass {
                parameters.push((key, property::take_parameters(r)?));
                continue;
            }
            let comma = *r.peek() == Token::Comma;
            key += usize::from(comma);
            inside = if comma { 0 } else { inside + 1 };
            r.skip_into(&mut tokens)?;
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

/// `ALTER INDEX`, after these words.
pub(super) fn alter(r: &mut Reader<'_>) -> Read<Vec<Action>> {
    let if_exists = r.take("IF EXISTS");
    let name = names::take_reference(r)?;
    if r.take_one_of(&["NO DEPENDS ON EXTENSION", "DEPENDS ON EXTENSION"])
        .is_some()
    {
        r.ident()?;
        return Ok(Vec::new());
    }
    let effect = if r.take("RENAME TO") {
        Effect::Rename {
            target: Target::Named(ObjectKind::Index, name),
            if_exists,
            to: names::take(r)?,
        }
    } else if r.take("ATTACH PARTITION") {
        Effect::AttachIndex {
            index: name,
            partition: names::take_reference(r)?,
        }
    } else if r.sees("SET TABLESPACE") || r.sees("ALTER") {
        Effect::Property(Altered::named(name, if_exists), take_property(r)?)
    } else {
        let options = property::take_parameter_change(r)?;
        Effect::IndexOptions(Altered::named(name, if_exists), options)
    };
    Ok(vec![Action::Effect(effect)])
}

/// `REINDEX INDEX`, after these words.
pub(super) fn rebuild(r: &mut Reader<'_>) -> Read<Vec<Action>> {
    r.take("CONCURRENTLY");
    let name = names::take_reference(r)?;
    Ok(vec![Action::Effect(Effect::RebuildIndex(name))])
}

/// `SET TABLESPACE`, `ALTER [COLUMN] n SET STATISTICS`.
fn take_property(r: &mut Reader<'_>) -> Read<PropertyChange> {
    if r.take("SET TABLESPACE") {
        return Ok(PropertyChange::Tablespace(take_tablespace(r)?));
    }
    r.expect("ALTER")?;
    r.take("COLUMN");
    let column = r.parser.parse_literal_uint()?;
    r.expect("SET STATISTICS")?;
    let target = property::take_target(r)?;
    Ok(PropertyChange::KeyTarget(column, target))
}

/// The access method where none is named.
pub(super) fn default_method() -> Name {
    Name::exact("btree")
}

fn method(parsed: &IndexType) -> Name {
    match parsed {
        IndexType::Custom(ident) => names::name(ident),
        other => Name::folded(&other.to_string()),
    }
}

/// One key. `DESC` alone means `NULLS FIRST` (`ComputeIndexAttrs`).
pub(super) fn key(parsed: &ast::IndexColumn) -> IndexKey {
    let descending = parsed.column.options.sort == Some(OrderBySort::Desc);
    let (bare, collation) = collated(&parsed.column.expr);
    IndexKey {
        item: item(bare),
        opclass: parsed.operator_class.as_ref().map(|name| Opclass {
            name: names::reference(name).name,
            default: false,
            parameters: BTreeMap::new(),
        }),
        collation,
        descending,
        nulls_first: parsed.column.options.nulls_first.unwrap_or(descending),
    }
}

fn collated(parsed: &Expr) -> (&Expr, Option<TypeName>) {
    match parsed {
        Expr::Collate { expr, collation } => (expr, Some(names::type_name(collation))),
        Expr::Nested(inner) if matches!(**inner, Expr::Collate { .. } | Expr::Nested(_)) => {
            collated(inner)
        }
        other => (other, None),
    }
}

/// A bare column, or an expression.
pub(super) fn item(parsed: &Expr) -> KeyItem {
    match parsed {
        Expr::Identifier(ident) => KeyItem::Column(names::name(ident)),
        Expr::Nested(inner) => match &**inner {
            // Parentheses around a bare column change nothing (transformIndexStmt).
            Expr::Identifier(_) | Expr::Nested(_) => item(inner),
            other => KeyItem::Expression(expression::expression(other)),
        },
        other => KeyItem::Expression(expression::expression(other)),
    }
}
