//! `ALTER COLUMN`.

use super::{Phase, Piece, Risk, Statement, guard, sequence, widening};
use crate::definition::statement;
use crate::name::QualifiedName;
use crate::schema::{Attribute, Column, Identity, NUMBERS, ObjectKey, ObjectKind, Schema};

/// What gives a column an attribute; none where that takes a decision.
pub(super) fn attribute(
    on: &QualifiedName,
    [column, now]: [&Column; 2],
    attribute: Attribute,
) -> Option<Vec<Statement>> {
    let alter = |action: String, risk: Risk| {
        let own = column.name.quoted();
        let text = format!("ALTER TABLE {} ALTER COLUMN {own} {action}", on.quoted());
        Some(vec![Statement::from(text).risk(risk)])
    };
    match attribute {
        Attribute::Nullable if column.not_null => {
            let set = alter("SET NOT NULL".to_owned(), Risk::LongLock)?.into_iter();
            let last = |it: Statement| {
                let piece = Piece::new(Phase::Checked, Risk::LongLock, it.text.clone());
                it.gently(vec![piece])
            };
            Some(set.map(last).collect())
        }
        Attribute::Nullable => alter("DROP NOT NULL".to_owned(), Risk::Instant),
        Attribute::Default => match &column.default {
            Some(default) => alter(format!("SET DEFAULT {}", default.text), Risk::Instant),
            None => alter("DROP DEFAULT".to_owned(), Risk::Instant),
        },
        Attribute::Type | Attribute::Collation if is_assigned(column, now) => {
            let kept = Column {
                data_type: now.data_type.clone(),
                ..column.clone()
            };
            // Its type is asked about then.
            let cuts = attribute == Attribute::Collation && !widening::widens(column, now);
            let column = if cuts { &kept } else { column };
            let of = statement::column_type(column);
            let risk = if widening::stays(column, now) {
                Risk::Instant
            } else {
                Risk::Rewrite
            };
            alter(format!("TYPE {of}"), risk)
        }
        _ => None,
    }
}

/// One that becomes an identity column goes on behind its highest value.
pub(super) fn identity(
    expected: &Schema,
    on: &QualifiedName,
    [column, now]: [&Column; 2],
) -> Vec<Statement> {
    let (table, own) = (on.quoted(), column.name.quoted());
    let behind = sequence::behind(expected, on, &column.name).map(|(_, sequence)| sequence);
    let kind = column.identity.and_then(|it| match it {
        Identity::Always => Some("ALWAYS"),
        Identity::ByDefault => Some("BY DEFAULT"),
        Identity::Autoincrement => None,
    });
    let action = match (kind, now.identity) {
        (Some(kind), Some(_)) => format!("SET GENERATED {kind}"),
        (Some(kind), None) => {
            let options = sequence::behind_options(expected, on, &column.name);
            format!(
                "ADD GENERATED {kind} AS IDENTITY{}",
                options.unwrap_or_default()
            )
        }
        (None, _) => "DROP IDENTITY".to_owned(),
    };
    let of = ObjectKey::part(on, ObjectKind::Column, column.name.clone());
    let differs = guard::identity(&of, now.identity.is_some());
    let goes_on = (kind.is_some() && now.identity.is_none()).then(|| {
        let [table, column] = [&table, column.name.as_str()].map(statement::literal);
        let text = format!("pg_catalog.pg_get_serial_sequence({table}, {column})");
        sequence::goes_on(&text, on, &now.name, behind)
    });
    let altered = format!("ALTER TABLE {table} ALTER COLUMN {own} {action}");
    let altered = Statement::from(altered).when(differs.as_deref());
    [altered].into_iter().chain(goes_on).collect()
}

/// Whether the server takes the values over by itself (an assignment cast): what does not fit fails, or is rounded. Any
/// other change is for a person: an explicit cast cuts texts, and goes by the time zone of the session.
fn is_assigned(column: &Column, now: &Column) -> bool {
    const TEXTS: [&str; 3] = ["character varying", "text", "character"];
    let all = |names: &[&str]| {
        [column, now].iter().all(|it| {
            let base = &it.data_type.base;
            base.is_builtin() && names.contains(&base.name.as_str())
        })
    };
    column.generated.is_none()
        && column.data_type.array == now.data_type.array
        && (all(&TEXTS) || all(NUMBERS))
}

/// Whether a value that is there may not fit.
pub(super) fn loses(sides: [&Schema; 2], key: &ObjectKey, attribute: Attribute) -> bool {
    let column = |side: &Schema| {
        let table = side.relation(&key.table_name()?)?;
        table.column(&key.name).cloned()
    };
    let retyped = key.kind == ObjectKind::Column && attribute == Attribute::Type;
    match sides.map(column) {
        [Some(expected), Some(now)] if retyped => !widening::widens(&expected, &now),
        _ => false,
    }
}
