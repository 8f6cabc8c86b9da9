//! What a table has from other tables, types and queries; partition keys and bounds.

use sqlparser::tokenizer::Token;

use super::vocabulary::{CopiedParts, InheritanceChange, NewLike};
use super::{action, expression, index, names};
use crate::schema::{Bound, Limit, PartitionKey, Strategy};
use crate::sql::reader::{Read, Reader};

/// Takes `strategy (keys)`, each key with its collation and operator class. The second error is the reason why the
/// key is not modelled.
pub(super) fn take_key(r: &mut Reader<'_>) -> Read<Result<PartitionKey, String>> {
    let strategy = match names::as_stored(&r.ident()?).as_str() {
        "range" => Ok(Strategy::Range),
        "list" => Ok(Strategy::List),
        "hash" => Ok(Strategy::Hash),
        other => Err(format!("partitions by {other} are not PostgreSQL's")),
    };
    let keys = r.parenthesized(|r| r.separated(|r| r.parser.parse_create_index_expr()))?;
    Ok(strategy.map(|strategy| PartitionKey {
        strategy,
        keys: keys.iter().map(index::key).collect(),
    }))
}

/// Takes `FOR VALUES ...` or `DEFAULT`.
pub(super) fn take_bound(r: &mut Reader<'_>) -> Read<Bound> {
    if r.take("DEFAULT") {
        return Ok(Bound::Default);
    }
    r.expect("FOR VALUES")?;
    if r.take("IN") {
        let values = r.parenthesized(|r| r.separated(expression::take))?;
        return Ok(Bound::List(values));
    }
    if r.take("FROM") {
        let from = r.parenthesized(|r| r.separated(take_limit))?;
        r.expect("TO")?;
        let to = r.parenthesized(|r| r.separated(take_limit))?;
        return Ok(Bound::Range(from, to));
    }
    r.expect("WITH")?;
    r.parenthesized(|r| {
        r.expect("MODULUS")?;
        let modulus = r.parser.parse_literal_uint()?;
        r.take_token(&Token::Comma);
        r.expect("REMAINDER")?;
        let remainder = r.parser.parse_literal_uint()?;
        Ok(Bound::Hash(modulus, remainder))
    })
}

fn take_limit(r: &mut Reader<'_>) -> Read<Limit> {
    Ok(if r.take("MINVALUE") {
        Limit::Min
    } else if r.take("MAXVALUE") {
        Limit::Max
    } else {
        Limit::Value(expression::take(r)?)
    })
}

/// What changes in what a table inherits from, if that comes next.
pub(super) fn take_change(r: &mut Reader<'_>) -> Read<Option<InheritanceChange>> {
    Ok(Some(if r.take("ATTACH PARTITION") {
        let partition = names::take_reference(r)?;
        InheritanceChange::Attach(partition, take_bound(r)?)
    } else if r.take("DETACH PARTITION") {
        let partition = names::take_reference(r)?;
        // FINALIZE completes an interrupted one.
        let concurrently = r.take("CONCURRENTLY");
        let finalize = r.take("FINALIZE");
        InheritanceChange::Detach {
            partition,
            concurrently: concurrently || finalize,
        }
    } else if r.take("INHERIT") {
        InheritanceChange::Inherit(names::take_reference(r)?)
    } else if r.take("NO INHERIT") {
        InheritanceChange::NoInherit(names::take_reference(r)?)
    } else if r.take("NOT OF") {
        InheritanceChange::OfType(None)
    } else if r.take("OF") {
        InheritanceChange::OfType(Some(names::take_type_name(r)?))
    } else {
        return Ok(None);
    }))
}

/// Takes `source [{ INCLUDING | EXCLUDING } option ...]`, after `LIKE`; so many columns stand before it.
pub(super) fn take_like(r: &mut Reader<'_>, position: usize) -> Read<NewLike> {
    let source = names::take_reference(r)?;
    let mut parts = CopiedParts::default();
    while let Some(word) = r.take_one_of(&["INCLUDING", "EXCLUDING"]) {
        let option = names::as_stored(&r.ident()?);
        include(&mut parts, &option, word == "INCLUDING");
    }
    Ok(NewLike {
        source,
        position,
        parts,
    })
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
    action::of_print(text, take_key)?.ok()
}

/// Reads a bound as the server prints it.
#[must_use]
pub fn read_bound(text: &str) -> Bound {
    action::of_print(text, take_bound).unwrap_or_else(|| Bound::Unread(text.to_owned()))
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
