//! `CREATE INDEX`.

use std::collections::BTreeMap;

use super::expression::{self, Scope};
use super::{Head, Made, names};
use crate::effect::vocabulary::{New, SqliteChange};
use crate::name::Name;
use crate::schema::{Expr, Expression, Index, IndexKey, KeyItem, ObjectId, TypeName};
use crate::sql::sqlite::{Read, Reader};

/// `CREATE [UNIQUE] INDEX`, behind its name.
pub(super) fn create(r: &mut Reader<'_>, unique: bool, head: Head) -> Read<Made> {
    r.expect("ON")?;
    let table = names::take(r)?;
    let scope = Scope {
        table: Some(&table),
        ..Scope::default()
    };
    let close = r.closing(r.index());
    r.expect_sign("(")?;
    let mut keys = Vec::new();
    loop {
        let end = r
            .find(r.index(), |r, at| r.sees_sign_at(at, ","))
            .min(close);
        keys.push(key(r, end, scope)?);
        if !r.take_sign(",") {
            break;
        }
    }
    r.expect_sign(")")?;
    let mut predicate = None;
    if r.take("WHERE") {
        predicate = Some(expression::take(r, r.end(), scope)?);
    }
    r.expect_end()?;
    let index = Index {
        id: ObjectId::default(),
        unique,
        method: Name::exact("btree"),
        keys,
        include: Vec::new(),
        nulls_not_distinct: false,
        options: BTreeMap::new(),
        predicate,
        valid: true,
    };
    Ok(Made::of(head, Vec::new(), |name, if_not_exists| {
        SqliteChange::CreateIndex(New {
            name,
            if_not_exists,
            object: (table, index),
        })
    }))
}

/// One key, which ends before this token.
fn key(r: &mut Reader<'_>, end: usize, scope: Scope<'_>) -> Read<IndexKey> {
    let mut last = end;
    let is = |r: &Reader<'_>, last: usize, word| last > 0 && r.sees_at(last - 1, word);
    if is(r, last, "FIRST") || is(r, last, "LAST") {
        return r.refuse("no NULLS FIRST or NULLS LAST, which SQLite refuses");
    }
    let descending = is(r, last, "DESC");
    if descending || is(r, last, "ASC") {
        last -= 1;
    }
    let (item, collation) = item(&expression::take(r, last, scope)?);
    r.go(end);
    Ok(IndexKey {
        item,
        opclass: None,
        collation,
        descending,
        nulls_first: false,
    })
}

/// The outermost collation is the key's (`sqlite3CreateIndex`).
fn item(read: &Expression) -> (KeyItem, Option<TypeName>) {
    let mut collation = None;
    let mut tree = &read.tree;
    while let Expr::Collate(inner, name) = tree {
        collation.get_or_insert(name);
        tree = inner;
    }
    let collation = collation.cloned();
    let item = match tree {
        Expr::Column(name) => KeyItem::Column(Name::of_sqlite(name.as_str())),
        // A column in single quotes is a column all the same (`sqlite3StringToId`).
        Expr::Literal(crate::schema::Literal::Text(name)) => KeyItem::Column(Name::of_sqlite(name)),
        tree => KeyItem::Expression(Expression::new(read.text.clone(), tree.clone())),
    };
    (item, collation)
}
