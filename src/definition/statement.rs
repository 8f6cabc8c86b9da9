//! Objects of the model as parts of statements that PostgreSQL takes.

use std::collections::BTreeMap;

use super::definition_match::unmarked;
use super::print::{self, Extent, Names};
use super::{index_print, trigger_print};
use crate::name::{Name, QualifiedName};
use crate::schema::described::Object;
use crate::schema::{
    Column, Constraint, ConstraintBody, DataType, Domain, Index, KeyItem, Routine, Sequence,
    SequenceBounds, Statistics, Table, Trigger,
};

pub use super::print::literal;

/// The attributes of an object that stand behind its name in the statement that makes it.
#[must_use]
pub fn of(object: &dyn Object) -> String {
    unmarked(print::print(object, Names::default(), Extent::Server))
}

/// `CREATE INDEX`. What a key computes stands in parentheses, as only a call may do without.
#[must_use]
pub fn index(own: &Name, on: &QualifiedName, index: &Index) -> String {
    let index = in_parentheses(index);
    // Of a partitioned table: with those of its partitions.
    let plain = Table::default();
    unmarked(index_print(own, on, (&plain, &index), Extent::Server))
}

/// `CREATE INDEX` as the server prints it.
#[must_use]
pub fn printed_index(own: &Name, on: &QualifiedName, (of, index): (&Table, &Index)) -> String {
    unmarked(index_print(own, on, (of, index), Extent::Server))
}

fn in_parentheses(index: &Index) -> Index {
    let mut index = index.clone();
    for key in &mut index.keys {
        if let KeyItem::Expression(expression) = &mut key.item {
            expression.text = format!("({})", expression.text);
        }
    }
    index
}

/// A constraint, without its name.
#[must_use]
pub fn constraint(constraint: &Constraint) -> String {
    let mut constraint = constraint.clone();
    if let ConstraintBody::Exclude(exclusion) = &mut constraint.body {
        exclusion.index = in_parentheses(&exclusion.index);
    }
    unmarked(print::constraint(&constraint, Extent::Server))
}

/// `CREATE TRIGGER`.
#[must_use]
pub fn trigger(own: &Name, on: &QualifiedName, trigger: &Trigger) -> String {
    unmarked(trigger_print(own, on, trigger, Extent::Server))
}

/// `CREATE OR REPLACE FUNCTION`; none for an aggregate.
#[must_use]
pub fn routine(name: &QualifiedName, routine: &Routine) -> Option<String> {
    print::routine(name, routine).map(unmarked)
}

/// A type as an argument has it, with its schema.
#[must_use]
pub fn data_type(of: &DataType) -> String {
    unmarked(print::data_type(&of.clone().without_modifiers()))
}

/// `CREATE STATISTICS`.
#[must_use]
pub fn statistics(name: &str, statistics: &Statistics) -> String {
    let columns = statistics.columns.iter().map(Name::quoted);
    let expressions = statistics.expressions.iter();
    let expressions = expressions.map(|it| format!("({})", it.text));
    let over: Vec<String> = columns.chain(expressions).collect();
    let kinds: Vec<&str> = statistics.kinds.iter().map(String::as_str).collect();
    let kinds = match kinds.as_slice() {
        [] => String::new(),
        kinds => format!(" ({})", kinds.join(", ")),
    };
    let (over, table) = (over.join(", "), statistics.table.quoted());
    format!("CREATE STATISTICS {name}{kinds} ON {over} FROM {table}")
}

/// `CREATE SEQUENCE`, without its owner.
#[must_use]
pub fn sequence(name: &QualifiedName, sequence: &Sequence) -> String {
    let (of, bounds) = (&sequence.data_type, sequence.bounds.words());
    format!("CREATE SEQUENCE {} AS {of} {bounds}", name.quoted())
}

/// What of the sequence behind an identity column is not as it is where nothing is said, and its name where that is told.
#[must_use]
pub fn identity_options(named: Option<&QualifiedName>, sequence: &Sequence) -> Option<String> {
    let usual = SequenceBounds::ascending(sequence.data_type.base.name.as_str());
    let name = named.map(|name| format!("SEQUENCE NAME {}", name.quoted()));
    let bounds = (sequence.bounds != usual).then(|| sequence.bounds.words());
    let options: Vec<String> = name.into_iter().chain(bounds).collect();
    (!options.is_empty()).then(|| format!(" ({})", options.join(" ")))
}

/// Names with commas between them.
#[must_use]
pub fn list(names: &[Name]) -> String {
    print::list(names)
}

/// ` WITH (...)`; nothing where there is none.
#[must_use]
pub fn options(options: &BTreeMap<String, String>) -> String {
    if options.is_empty() {
        return String::new();
    }
    format!(" WITH ({})", print::assignments(options))
}

/// A column's type with its collation.
#[must_use]
pub fn column_type(column: &Column) -> String {
    let of = print::data_type(&column.data_type);
    let collation = column.collation.as_ref().map(print::object_name);
    unmarked(match collation {
        Some(collation) => format!("{of} COLLATE {collation}"),
        None => of,
    })
}

/// `CREATE DOMAIN`.
#[must_use]
pub fn domain(name: &QualifiedName, domain: &Domain) -> String {
    let collation = domain.collation.as_ref().map(print::object_name);
    let clauses = [
        collation.map(|it| format!("COLLATE {it}")),
        domain
            .default
            .as_ref()
            .map(|it| format!("DEFAULT {}", it.text)),
        domain.not_null.then(|| match &domain.not_null_name {
            Some(own) => format!("CONSTRAINT {} NOT NULL", own.quoted()),
            None => "NOT NULL".to_owned(),
        }),
    ];
    let checks = domain.checks.iter();
    let checks = checks.map(|(own, it)| format!("CONSTRAINT {} {}", own.quoted(), of(it)));
    let base = print::data_type(&domain.base);
    let all: Vec<String> = [base]
        .into_iter()
        .chain(clauses.into_iter().flatten())
        .chain(checks)
        .collect();
    unmarked(format!(
        "CREATE DOMAIN {} AS {}",
        name.quoted(),
        all.join(" ")
    ))
}
