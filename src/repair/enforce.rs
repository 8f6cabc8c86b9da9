//! What puts in force what is there and does nothing.

use super::{Phase, Piece, Risk, Statement, constraint};
use crate::report::NotInForce;
use crate::schema::{Attribute, ObjectKey, ObjectKind};

pub(super) fn statement(
    key: &ObjectKey,
    attribute: Attribute,
    why: Option<NotInForce>,
) -> Option<Statement> {
    let on = key.table_name()?;
    let (table, own) = (on.quoted(), key.name.quoted());
    let alter = |action: String| Statement::from(format!("ALTER TABLE {table} {action}"));
    Some(match (key.kind, attribute) {
        (ObjectKind::Index, _) => {
            let schema = on.schema.quoted();
            let text = format!("REINDEX INDEX CONCURRENTLY {schema}.{own}");
            let piece = Piece::new(Phase::Apart, Risk::Scan, text.clone());
            Statement::from(text).always(piece)
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::name::{Name, QualifiedName};

    #[test]
    fn each_invalid_object_has_the_statement_that_puts_it_in_force() {
        let table = QualifiedName::new(Name::exact("public"), Name::exact("t"));
        let text = |kind| {
            let key = ObjectKey::part(&table, kind, Name::exact("x"));
            statement(&key, Attribute::Valid, None).map(|it| it.text)
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
    }
}
