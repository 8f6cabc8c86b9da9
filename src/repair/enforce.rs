//! What puts in force what is there and does nothing.

use super::{Phase, Piece, Risk, Statement, comment, constraint, guard};
use crate::name::QualifiedName;
use crate::report::NotInForce;
use crate::schema::{Attribute, ObjectKey, ObjectKind, Schema};

pub(super) fn statement(
    expected: &Schema,
    key: &ObjectKey,
    attribute: Attribute,
    why: Option<NotInForce>,
) -> Option<Statement> {
    if key.kind == ObjectKind::MaterializedView {
        let name = key.qualified();
        let filled = format!("REFRESH MATERIALIZED VIEW {}", name.quoted());
        let needed = guard::is_unpopulated(&name);
        let filled = Statement::from(filled).risk(Risk::Scan);
        return Some(filled.when(Some(&needed)));
    }
    let on = key.table_name()?;
    let (table, own) = (on.quoted(), key.name.quoted());
    let alter = |action: String| Statement::from(format!("ALTER TABLE {table} {action}"));
    Some(match (key.kind, attribute) {
        (ObjectKind::Index, _) => {
            let schema = on.schema.quoted();
            let text = format!("REINDEX INDEX CONCURRENTLY {schema}.{own}");
            let piece = Piece::new(Phase::Apart, Risk::Scan, text.clone());
            let anew = built_anew(expected, &on, key);
            Statement::from(text).always(piece).gently(anew)
        }
        (ObjectKind::Constraint, Attribute::Enabled) => match why? {
            NotInForce::NotEnforced => {
                alter(format!("ALTER CONSTRAINT {own} ENFORCED")).risk(Risk::LongLock)
            }
            NotInForce::TriggersDisabled => alter("ENABLE TRIGGER ALL".to_owned()),
        },
        (ObjectKind::Constraint, _) => {
            let piece = constraint::validation(&on, &key.name);
            Statement::from(piece.sql.clone()).always(piece)
        }
        _ => return None,
    })
}

/// `REINDEX` cannot be told to leave alone what is valid by now: it is taken away where it is not, and built where it is not
/// there. Empty where it cannot be built so.
fn built_anew(expected: &Schema, on: &QualifiedName, key: &ObjectKey) -> Vec<Piece> {
    let Some(table) = expected.relation(on) else {
        return Vec::new();
    };
    let Some(index) = table.indexes.get(&key.name) else {
        return Vec::new();
    };
    let built = constraint::index(on, &key.name, table, index);
    let (true, said) = (built.is_gentle(), comment::of(expected, key, index.id)) else {
        return Vec::new();
    };
    let said = said.map(|it| Piece::new(Phase::Built, Risk::Instant, it.text));
    built.pieces(false).iter().cloned().chain(said).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::name::{Name, QualifiedName};

    #[test]
    fn each_invalid_object_has_the_statement_that_puts_it_in_force() {
        let table = QualifiedName::new(Name::exact("public"), Name::exact("t"));
        let text = |kind| {
            let key = ObjectKey::part(&table, kind, Name::exact("x"));
            statement(&Schema::default(), &key, Attribute::Valid, None).map(|it| it.text)
        };
        assert_eq!(
            text(ObjectKind::Index).as_deref(),
            Some("REINDEX INDEX CONCURRENTLY \"public\".\"x\"")
        );
        assert_eq!(
            text(ObjectKind::Constraint).as_deref(),
            Some("ALTER TABLE \"public\".\"t\" VALIDATE CONSTRAINT \"x\"")
        );
        assert_eq!(text(ObjectKind::Policy), None);
        let view = ObjectKey::standalone(&table, ObjectKind::MaterializedView);
        let filled = statement(&Schema::default(), &view, Attribute::Populated, None);
        assert_eq!(
            filled.map(|it| it.text).as_deref(),
            Some("REFRESH MATERIALIZED VIEW \"public\".\"t\"")
        );
    }
}
