//! `DROP` and `RENAME` of what should be gone or is called otherwise.

use super::{Statement, guard, signature};
use crate::kind::Within;
use crate::report::{Command, is_hostile};
use crate::schema::{ObjectKey, ObjectKind, Schema};

/// What holds no row that could be lost.
pub(super) fn object(key: &ObjectKey) -> Option<Vec<Statement>> {
    use ObjectKind as K;
    let own = key.name.quoted();
    let called = match key.kind {
        K::Index | K::View | K::MaterializedView | K::Statistics | K::Type | K::Domain => {
            qualified(key)?
        }
        K::Function => format!("{}({})", qualified(key)?, key.arguments.as_ref()?),
        K::Trigger | K::Policy | K::Rule => format!("{own} ON {}", table(key)?),
        K::Constraint => {
            let drop = format!("ALTER TABLE {} DROP CONSTRAINT", table(key)?);
            return Some(vec![Statement::with(&drop, "IF EXISTS", &own)]);
        }
        _ => return None,
    };
    // A procedure is a function here.
    let word = match key.kind {
        K::Function => "ROUTINE",
        kind => kind.sql(),
    };
    Some(vec![Statement::with(
        &format!("DROP {word}"),
        "IF EXISTS",
        &called,
    )])
}

/// Of one sort, on one table or in one schema.
pub(super) fn rename(from: &ObjectKey, to: &ObjectKey) -> Option<Vec<Statement>> {
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
    let there = guard::instead(from, to);
    Some(vec![Statement::from(statement).when(there.as_deref())])
}

/// Into the schema of the other key.
pub(super) fn carry(
    sides: [&Schema; 2],
    from: &ObjectKey,
    to: &ObjectKey,
) -> Option<Vec<Statement>> {
    let home = to.schema.as_ref()?.quoted();
    let called = match from.kind {
        // A procedure is a function here.
        ObjectKind::Function => {
            let arguments = signature::of_moved(sides, to)?;
            format!("ROUTINE {}({arguments})", qualified(from)?)
        }
        kind if kind.is_movable() => format!("{} {}", kind.sql(), qualified(from)?),
        _ => return None,
    };
    if from.kind != to.kind {
        return None;
    }
    let statement = format!("ALTER {called} SET SCHEMA {home}");
    let there = guard::instead(from, to);
    Some(vec![Statement::from(statement).when(there.as_deref())])
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

/// What takes it away with the data that it holds: for a person to decide.
pub(super) fn with_data(key: &ObjectKey) -> Option<Vec<Command>> {
    use ObjectKind as K;
    let own = key.name.quoted();
    let statement = match key.kind {
        K::Column => format!("ALTER TABLE {} DROP COLUMN {own};", table(key)?),
        K::Table | K::Sequence => format!("DROP {} {};", key.kind.sql(), qualified(key)?),
        _ => {
            let mend = super::Mend::new(object(key)?, None)?;
            return Some(mend.commands());
        }
    };
    is_plain(&statement).then(|| vec![Command::sql(statement)])
}

/// What shows how much would be lost.
pub(super) fn look(key: &ObjectKey) -> Option<Command> {
    let statement = match key.kind {
        ObjectKind::Table => format!("SELECT count(*) FROM {};", qualified(key)?),
        ObjectKind::Column => {
            let (own, table) = (key.name.quoted(), table(key)?);
            format!("SELECT count({own}) FROM {table};")
        }
        ObjectKind::Sequence => format!("SELECT last_value FROM {};", qualified(key)?),
        _ => return None,
    };
    is_plain(&statement).then(|| Command::sql(statement))
}

fn is_plain(text: &str) -> bool {
    !text.chars().any(is_hostile)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::name::{Name, QualifiedName};

    fn table(schema: &str, name: &str) -> ObjectKey {
        ObjectKey::table(&QualifiedName::new(Name::exact(schema), Name::exact(name)))
    }

    #[test]
    fn what_is_misplaced_is_moved_under_its_own_name() {
        let (from, to) = (table("test_schema", "a\"b"), table("public", "a\"b"));
        let nothing = Schema::default();
        let moved = carry([&nothing, &nothing], &from, &to).unwrap();
        assert_eq!(
            moved[0].text,
            "ALTER TABLE \"test_schema\".\"a\"\"b\" SET SCHEMA \"public\""
        );
    }

    #[test]
    fn a_name_that_a_terminal_would_obey_is_not_dropped() {
        assert!(with_data(&table("public", "t")).is_some());
        assert_eq!(with_data(&table("public", "t\u{1b}[2J")), None);
        assert_eq!(look(&table("public", "t\u{1b}[2J")), None);
    }
}
