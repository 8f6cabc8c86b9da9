//! Extended statistics.

use std::collections::BTreeSet;

use sqlparser::ast::Expr;
use sqlparser::tokenizer::Token;

use super::action::Action;
use super::vocabulary::Effect;
use super::{Reference, index, names, property};
use crate::name::Name;
use crate::schema::{Expression, KeyItem};
use crate::sql::reader::{Read, Reader};

/// What is done to extended statistics, beside renames, moves and drops.
#[derive(Debug, Clone, PartialEq)]
pub enum StatisticsEffect {
    /// `CREATE STATISTICS`.
    Create(NewStatistics),
    /// `ALTER STATISTICS ... SET STATISTICS`; `DEFAULT` and -1 are none.
    Target {
        /// The object.
        name: Reference,
        /// `IF EXISTS`.
        if_exists: bool,
        /// The target.
        target: Option<i64>,
    },
}

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
    Ok(vec![effect(StatisticsEffect::Create(NewStatistics {
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
    }))])
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

/// `ALTER STATISTICS name SET STATISTICS`, after these words.
pub(super) fn set_target(r: &mut Reader<'_>, name: Reference, if_exists: bool) -> Read<Action> {
    Ok(effect(StatisticsEffect::Target {
        name,
        if_exists,
        target: property::take_target(r)?,
    }))
}

fn effect(effect: StatisticsEffect) -> Action {
    Action::Effect(Effect::Statistics(Box::new(effect)))
}
