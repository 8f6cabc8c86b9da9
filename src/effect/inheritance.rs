//! What a table has from other tables, types and queries; partition keys and bounds.

use sqlparser::ast::{ForValues, PartitionBoundValue};

use super::vocabulary::{CopiedParts, InheritanceChange, NewInheritance, NewLike};
use super::{expression, index, names, query};
use crate::schema::{Bound, Limit, PartitionKey, Strategy, TypeName};
use crate::sql::grammar::{AlterAction, CreateTable, Like, PartitionBy};
use crate::sql::{self, Extra, Syntax};

/// Where a new table has its columns from. The error is the reason why that is not modelled.
pub(super) fn of(parsed: &CreateTable) -> Result<NewInheritance, String> {
    let ast = &parsed.ast;
    let partition_of = ast.partition_of.as_ref().map(|parent| {
        let bound = ast.for_values.as_ref().map_or(Bound::Default, bound);
        (names::reference(parent), bound)
    });
    let inherits = ast.inherits.iter().flatten();
    Ok(NewInheritance {
        key: parsed.partition_by.as_ref().map(key).transpose()?,
        partition_of,
        inherits: inherits.map(names::reference).collect(),
        likes: parsed.likes.iter().map(like).collect(),
        of_type: parsed.of_type.as_ref().map(type_name),
        query: query::of_table(parsed),
    })
}

/// What an action of `ALTER TABLE` changes in what a table inherits from; none where it does not.
pub(super) fn change(action: &AlterAction) -> Option<InheritanceChange> {
    Some(match action {
        AlterAction::AttachPartition {
            partition,
            bound: of,
        } => InheritanceChange::Attach(names::reference(partition), bound(of)),
        AlterAction::DetachPartition {
            partition,
            concurrently,
            finalize: _,
        } => InheritanceChange::Detach {
            partition: names::reference(partition),
            concurrently: *concurrently,
        },
        AlterAction::Inherit(parent) => InheritanceChange::Inherit(names::reference(parent)),
        AlterAction::NoInherit(parent) => InheritanceChange::NoInherit(names::reference(parent)),
        AlterAction::OfType(of) => InheritanceChange::OfType(Some(type_name(of))),
        AlterAction::NotOf => InheritanceChange::OfType(None),
        _ => return None,
    })
}

fn type_name(name: &sqlparser::ast::ObjectName) -> TypeName {
    let reference = names::reference(name);
    TypeName {
        schema: reference.schema,
        name: reference.name,
    }
}

fn key(parsed: &PartitionBy) -> Result<PartitionKey, String> {
    Ok(PartitionKey {
        strategy: match parsed.strategy.as_str() {
            "range" => Strategy::Range,
            "list" => Strategy::List,
            "hash" => Strategy::Hash,
            other => return Err(format!("partitions by {other} are not PostgreSQL's")),
        },
        keys: parsed.keys.iter().map(index::key).collect(),
    })
}

fn bound(parsed: &ForValues) -> Bound {
    let limits = |values: &[PartitionBoundValue]| values.iter().map(limit).collect();
    match parsed {
        ForValues::Default => Bound::Default,
        ForValues::In(values) => Bound::List(values.iter().map(expression::expression).collect()),
        ForValues::From { from, to } => Bound::Range(limits(from), limits(to)),
        ForValues::With { modulus, remainder } => Bound::Hash(*modulus, *remainder),
    }
}

fn limit(parsed: &PartitionBoundValue) -> Limit {
    match parsed {
        PartitionBoundValue::MinValue => Limit::Min,
        PartitionBoundValue::MaxValue => Limit::Max,
        PartitionBoundValue::Expr(value) => Limit::Value(expression::expression(value)),
    }
}

fn like(parsed: &Like) -> NewLike {
    let mut parts = CopiedParts::default();
    for (including, option) in &parsed.options {
        include(&mut parts, option, *including);
    }
    NewLike {
        source: names::reference(&parsed.source),
        position: parsed.position,
        parts,
    }
}

fn include(parts: &mut CopiedParts, option: &str, including: bool) {
    match option {
        "comments" => parts.comments = including,
        "compression" => parts.compression = including,
        "constraints" => parts.constraints = including,
        "defaults" => parts.defaults = including,
        "generated" => parts.generated = including,
        "identity" => parts.identity = including,
        "indexes" => parts.indexes = including,
        "statistics" => parts.statistics = including,
        "storage" => parts.storage = including,
        _ => {
            *parts = CopiedParts {
                comments: including,
                compression: including,
                constraints: including,
                defaults: including,
                generated: including,
                identity: including,
                indexes: including,
                statistics: including,
                storage: including,
            }
        }
    }
}

/// Reads a partition key as `pg_get_partkeydef` prints it; none where it cannot be read.
#[must_use]
pub fn read_key(text: &str) -> Option<PartitionKey> {
    let read = create_table(&format!("CREATE TABLE t (c integer) PARTITION BY {text}"))?;
    key(&read.partition_by?).ok()
}

/// Reads a bound as the server prints it.
#[must_use]
pub fn read_bound(text: &str) -> Bound {
    let read = create_table(&format!("CREATE TABLE t PARTITION OF p {text}"));
    let values = read.and_then(|read| read.ast.for_values);
    values.map_or_else(|| Bound::Unread(text.to_owned()), |values| bound(&values))
}

fn create_table(text: &str) -> Option<CreateTable> {
    let mut statements = sql::read(text).statements.into_iter();
    let (only, None) = (statements.next()?, statements.next()) else {
        return None;
    };
    match only.syntax {
        Syntax::Extra(extra) => match *extra {
            Extra::CreateTable(read) => Some(read),
            _ => None,
        },
        Syntax::Parsed(_) | Syntax::Do(_) | Syntax::Unreadable { .. } => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_read_as_the_server_prints_it() {
        let key = read_key("RANGE (a, lower(b) COLLATE \"C\" text_pattern_ops)").expect("a key");
        assert_eq!(key.strategy, Strategy::Range);
        assert_eq!(key.keys.len(), 2);
        assert!(key.keys[1].opclass.is_some() && key.keys[1].collation.is_some());
    }

    #[test]
    fn a_bound_is_read_as_the_server_prints_it() {
        assert_eq!(read_bound("DEFAULT"), Bound::Default);
        assert_eq!(
            read_bound("FOR VALUES WITH (modulus 4, remainder 3)"),
            Bound::Hash(4, 3)
        );
        let Bound::Range(from, to) = read_bound("FOR VALUES FROM (MINVALUE) TO ('2024-01-01')")
        else {
            panic!("a range");
        };
        assert_eq!(from, [Limit::Min]);
        assert!(matches!(to.as_slice(), [Limit::Value(_)]));
        assert!(
            matches!(read_bound("FOR VALUES IN ('a', NULL)"), Bound::List(values) if values.len() == 2)
        );
        assert!(matches!(read_bound("; DROP TABLE x"), Bound::Unread(_)));
    }
}
