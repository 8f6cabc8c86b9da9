//! Extended statistics.

use std::collections::BTreeSet;

use sqlparser::ast::Expr;

use super::alter::Action;
use super::vocabulary::Effect;
use super::{Reference, index, names};
use crate::name::Name;
use crate::schema::{Expression, KeyItem};
use crate::sql::grammar::{AlterObject, CreateStatistics, ObjectAction};

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

/// The effect of a `CREATE STATISTICS`.
pub(super) fn create(parsed: &CreateStatistics) -> Action {
    let mut columns = BTreeSet::new();
    let mut expressions = Vec::new();
    for key in &parsed.keys {
        match index::item(key) {
            KeyItem::Column(name) => drop(columns.insert(name)),
            KeyItem::Expression(expression) => expressions.push(expression),
        }
    }
    let kinds = if parsed.kinds.is_empty() {
        all_kinds(columns.len() + expressions.len())
    } else {
        parsed.kinds.iter().cloned().collect()
    };
    effect(StatisticsEffect::Create(NewStatistics {
        name: parsed.name.as_ref().map(names::reference),
        if_not_exists: parsed.if_not_exists,
        table: names::reference(&parsed.table),
        kinds,
        columns,
        expressions,
        labels: parsed.keys.iter().map(label).collect(),
    }))
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

/// What `ALTER STATISTICS ... SET STATISTICS` means; none where it is another change.
pub(super) fn target(parsed: &AlterObject) -> Option<Action> {
    let ObjectAction::SetStatistics(target) = &parsed.action else {
        return None;
    };
    Some(effect(StatisticsEffect::Target {
        name: names::reference(&parsed.object.name),
        if_exists: parsed.if_exists,
        target: *target,
    }))
}

fn effect(effect: StatisticsEffect) -> Action {
    Action::Effect(Effect::Statistics(Box::new(effect)))
}
