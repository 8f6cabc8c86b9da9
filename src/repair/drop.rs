//! `DROP` and `RENAME` of what should be gone or is called otherwise.

use crate::kind::Within;
use crate::schema::{ObjectKey, ObjectKind};

/// What holds no row that could be lost.
pub(super) fn object(key: &ObjectKey) -> Option<Vec<String>> {
    use ObjectKind as K;
    let own = key.name.quoted();
    let called = match key.kind {
        K::Index | K::View | K::MaterializedView | K::Statistics | K::Type | K::Domain => {
            qualified(key)?
        }
        K::Function => format!("{}({})", qualified(key)?, key.arguments.as_ref()?),
        K::Trigger | K::Policy | K::Rule => format!("{own} ON {}", table(key)?),
        K::Constraint => {
            return Some(vec![format!(
                "ALTER TABLE {} DROP CONSTRAINT {own}",
                table(key)?
            )]);
        }
        _ => return None,
    };
    // A procedure is a function here.
    let word = match key.kind {
        K::Function => "ROUTINE",
        kind => kind.sql(),
    };
    Some(vec![format!("DROP {word} {called}")])
}

/// Of one sort, on one table or in one schema.
pub(super) fn rename(from: &ObjectKey, to: &ObjectKey) -> Option<Vec<String>> {
    use ObjectKind as K;
    if from.kind != to.kind || from.schema != to.schema {
        return None;
    }
    let (old, new) = (from.name.quoted(), to.name.quoted());
    let statement = match from.kind {
        K::Column | K::Constraint if from.table == to.table => {
            let word = from.kind.sql();
            format!("ALTER TABLE {} RENAME {word} {old} TO {new}", table(from)?)
        }
        K::Trigger | K::Policy | K::Rule if from.table == to.table => {
            let word = from.kind.sql();
            format!("ALTER {word} {old} ON {} RENAME TO {new}", table(from)?)
        }
        K::Index => format!("ALTER INDEX {} RENAME TO {new}", qualified(from)?),
        K::Function => return None,
        kind if kind.within() == Within::Schema => {
            format!("ALTER {} {} RENAME TO {new}", kind.sql(), qualified(from)?)
        }
        _ => return None,
    };
    Some(vec![statement])
}

fn qualified(key: &ObjectKey) -> Option<String> {
    Some(format!(
        "{}.{}",
        key.schema.as_ref()?.quoted(),
        key.name.quoted()
    ))
}

fn table(key: &ObjectKey) -> Option<String> {
    key.table_name().map(|it| it.quoted())
}
