//! `user_types.sql`, `attributes.sql`, `domain_checks.sql`, `collations.sql`.

use postgres::Row;

use crate::catalog::postgres::cells::{Cells, Unread};
use crate::catalog::rows::{
    AttributeRow, CollationRow, DomainCheckRow, ProviderKind, Qualified, RangeRow, TypeShape,
    UserTypeRow,
};

pub(in crate::catalog::postgres) fn user_type(row: &Row) -> Result<UserTypeRow, Unread> {
    let mut cells = Cells::new(row);
    let (oid, xmin) = (cells.take()?, cells.xid()?);
    let (schema, name) = (cells.take()?, cells.take()?);
    let kind = cells.letter(Some)?;
    let labels = cells.list()?;
    let below = cells.number()?;
    let (modifier, not_null, default) = (cells.take()?, cells.take()?, cells.take()?);
    let collation = qualified(&mut cells)?;
    let shape = match kind {
        'e' => TypeShape::Enum { labels },
        'd' => TypeShape::Domain {
            base: below,
            modifier,
            not_null,
            default,
            collation,
        },
        'r' => TypeShape::Range {
            subtype: below,
            rest: range(&mut cells, collation)?,
        },
        'b' => TypeShape::Base,
        _ => TypeShape::Composite,
    };
    Ok(UserTypeRow {
        oid,
        xmin,
        schema,
        name,
        shape,
    })
}

fn range(cells: &mut Cells<'_>, collation: Option<Qualified>) -> Result<Option<RangeRow>, Unread> {
    let opclass = qualified(cells)?;
    let opclass_default = cells.take::<Option<bool>>()?.unwrap_or_default();
    let (canonical, diff) = (qualified(cells)?, qualified(cells)?);
    let multirange = qualified(cells)?;
    Ok(opclass.map(|opclass| RangeRow {
        opclass,
        opclass_default,
        collation,
        canonical,
        diff,
        multirange,
    }))
}

/// A schema and a name, both NULL for none.
fn qualified(cells: &mut Cells<'_>) -> Result<Option<Qualified>, Unread> {
    let schema: Option<String> = cells.take()?;
    let name: Option<String> = cells.take()?;
    Ok(schema
        .zip(name)
        .map(|(schema, name)| Qualified(schema, name)))
}

pub(in crate::catalog::postgres) fn attribute(row: &Row) -> Result<AttributeRow, Unread> {
    let mut cells = Cells::new(row);
    Ok(AttributeRow {
        of: cells.take()?,
        name: cells.take()?,
        type_oid: cells.take()?,
        modifier: cells.take()?,
        collation: qualified(&mut cells)?,
    })
}

pub(in crate::catalog::postgres) fn domain_check(row: &Row) -> Result<DomainCheckRow, Unread> {
    let mut cells = Cells::new(row);
    Ok(DomainCheckRow {
        of: cells.take()?,
        oid: cells.take()?,
        name: cells.take()?,
        expression: cells.take()?,
        not_valid: cells.take()?,
    })
}

pub(in crate::catalog::postgres) fn collation(row: &Row) -> Result<CollationRow, Unread> {
    let mut cells = Cells::new(row);
    Ok(CollationRow {
        oid: cells.take()?,
        xmin: cells.xid()?,
        schema: cells.take()?,
        name: cells.take()?,
        provider: cells.letter(provider)?,
        collate: cells.take()?,
        ctype: cells.take()?,
        locale: cells.take()?,
        rules: cells.take()?,
        nondeterministic: cells.take()?,
    })
}

fn provider(letter: char) -> Option<ProviderKind> {
    match letter {
        'c' => Some(ProviderKind::Libc),
        'i' => Some(ProviderKind::Icu),
        'b' => Some(ProviderKind::Builtin),
        'd' => Some(ProviderKind::Database),
        _ => None,
    }
}
