//! Extended statistics.

use std::collections::BTreeSet;

use sqlparser::ast::Expr;
use sqlparser::tokenizer::Token;

use super::action::Action;
use super::vocabulary::Effect;
use super::{Reference, index, names};
use crate::name::Name;
use crate::schema::{Expression, KeyItem};
use crate::sql::reader::{Read, Reader};

/// `CREATE STATISTICS`.
#[derive(Debug, Clone, PartialEq)]
pub struct NewStatistics {
    /// Its name; PostgreSQL chooses one where none is given.
    pub name: Option<Reference>,
    /// `IF NOT EXISTS`.
    pub if_not_exists: bool,
    /// The table.
    pub table: Reference,
    /// What it collects.
    pub kinds: BTreeSet<String>,
    /// The columns.
    pub columns: BTreeSet<Name>,
    /// The expressions, in order.
    pub expressions: Vec<Expression>,
    /// What each column and expression gives to a generated name, in order.
    pub labels: Vec<Name>,
}

/// `CREATE STATISTICS`, after these words.
pub(super) fn create(r: &mut Reader<'_>) -> Read<Vec<Action>> {
    let if_not_exists = r.take("IF NOT EXISTS");
    let unnamed = r.sees("ON") || *r.peek() == Token::LParen;
    let name = (!unnamed).then(|| names::take_reference(r)).transpose()?;
    let listed = *r.peek() == Token::LParen;
    let kinds = listed.then(|| r.idents()).transpose()?;
    r.expect("ON")?;
    let keys = r.separated(Reader::expr)?;
    r.expect("FROM")?;
    let table = names::take_reference(r)?;
    let mut columns = BTreeSet::new();
    let mut expressions = Vec::new();
    for key in &keys {
        match index::item(key) {
            KeyItem::Column(name) => drop(columns.insert(name)),
            KeyItem::Expression(expression) => expressions.push(expression),
        }
    }
    let new = NewStatistics {
        name,
        if_not_exists,
        table,
        kinds: kinds.map_or_else(
            || all_kinds(columns.len() + expressions.len()),
            |kinds| kinds.iter().map(names::as_stored).collect(),
        ),
        columns,
        expressions,
        labels: keys.iter().map(label).collect(),
    };
    Ok(vec![Action::Effect(Effect::CreateStatistics(Box::new(
        new,
    )))])
}

/// `CreateStatistics` of `statscmds.c`: of a single expression there is nothing to be found between.
fn all_kinds(keys: usize) -> BTreeSet<String> {
    let all = ["ndistinct", "dependencies", "mcv"];
    let kinds = all.iter().filter(|_| keys > 1);
    kinds.map(ToString::to_string).collect()
}

/// `ChooseExtendedStatisticNameAddition`: parentheses make an expression of a column.
fn label(key: &Expr) -> Name {
    match key {
        Expr::Identifier(ident) => names::name(ident),
        _ => Name::exact("expr"),
    }
}
