//! What only Django does.
//!
//! *What `sqlmigrate` could not see of other apps.* `migrate` has one running state of the whole plan;
//! `sqlmigrate` loads the migration's own ancestors. Where another app has renamed a model or its key by
//! then, and the migration does not depend on that, the printed foreign key still names what stood there
//! before. PostgreSQL would refuse it: `migrate` has executed it with the name of that moment.
//!
//! *Names that it generates for foreign keys* (`BaseDatabaseSchemaEditor._create_index_name`).
//! `RenameModel` makes the foreign keys around the model anew, under new names. Of several in one
//! migration `sqlmigrate` prints only the first: for the others it looks the constraints up under names
//! that their tables do not have yet. A later migration then drops them under the names that `migrate`
//! gave them, which no stored output has made.

use super::Replay;
use crate::effect::Reference;
use crate::effect::vocabulary::{NewConstraint, NewConstraintBody, NewForeignKey};
use crate::name::{Name, QualifiedName};
use crate::schema::{ConstraintBody, ObjectKey, ObjectKind};

/// A chain of renames longer than this is a circle.
const RENAMES: usize = 32;

impl Replay {
    /// The constraint as `migrate` has executed it, where that is not as it was printed: a foreign
    /// key of Django's naming whose target another app has renamed since.
    pub(super) fn with_renames_unseen(&self, new: &NewConstraint) -> Option<NewConstraint> {
        let NewConstraintBody::ForeignKey(printed) = &new.body else {
            return None;
        };
        new.name.as_ref().filter(|name| is_foreign_key(name))?;
        let foreign = self.target_renamed(printed)?;
        Some(NewConstraint {
            body: NewConstraintBody::ForeignKey(foreign),
            ..new.clone()
        })
    }

    fn target_renamed(&self, printed: &NewForeignKey) -> Option<NewForeignKey> {
        let known = self.find_table(&printed.table);
        let table = known
            .clone()
            .or_else(|| self.table_renamed(&printed.table))?;
        let referenced: Option<Vec<Name>> = printed
            .referenced
            .iter()
            .map(|column| self.column_renamed(&table, column))
            .collect();
        let referenced = referenced?;
        let same = known.is_some() && referenced == printed.referenced;
        (!same).then(|| NewForeignKey {
            table: Reference {
                schema: Some(table.schema),
                name: table.name,
            },
            referenced,
            ..printed.clone()
        })
    }

    fn table_renamed(&self, written: &Reference) -> Option<QualifiedName> {
        self.candidates(written).find_map(|former| {
            let key = self.follow_renames_unseen(ObjectKey::table(&former))?;
            let name = key.table_name()?;
            self.table(&name).is_ok().then_some(name)
        })
    }

    /// The name that the column has now; its own, where it is there.
    fn column_renamed(&self, table: &QualifiedName, column: &Name) -> Option<Name> {
        if self.column(table, column).is_ok() {
            return Some(column.clone());
        }
        let former = Self::part(table, ObjectKind::Column, column);
        let key = self.follow_renames_unseen(former)?;
        self.column(table, &key.name).is_ok().then_some(key.name)
    }

    /// What an object is called now that other apps have renamed.
    fn follow_renames_unseen(&self, former: ObjectKey) -> Option<ObjectKey> {
        let origins = &self.expected.origins;
        let mut key = former;
        for _ in 0..RENAMES {
            let Some(mut tombstone) = self.expected.tombstones.get(&key).cloned() else {
                return Some(key);
            };
            self.renames.follow(&mut tombstone);
            let renamed_by = &origins.at(tombstone.location).migration;
            if renamed_by.app == origins.at(self.location).migration.app {
                return None;
            }
            key = tombstone.renamed_to?;
        }
        None
    }
}

impl Replay {
    /// The foreign key of the table that a name stands for which no statement gave it: the one over
    /// the column that the name tells, whose own name tells another table or column.
    pub(super) fn unprinted_rename(&self, table: &QualifiedName, name: &Name) -> Option<Name> {
        let constraints = &self.table(table).ok()?.constraints;
        let mut found = constraints.iter().filter(|(own, constraint)| {
            let ConstraintBody::ForeignKey(foreign) = &constraint.body else {
                return false;
            };
            match foreign.columns.as_slice() {
                [column] => is_over(name, &table.name, column) && hash_at(own.as_str()).is_some(),
                _ => false,
            }
        });
        let (own, _) = found.next()?;
        found.next().is_none().then(|| own.clone())
    }
}

/// Whether Django gives such a name to a foreign key.
pub(super) fn is_foreign_key(name: &Name) -> bool {
    hash_at(name.as_str()).is_some()
}

/// Whether Django gives this name to a foreign key over the column: `table_column_hash_fk_...`, both
/// cut to one length where the whole is too long.
fn is_over(name: &Name, table: &Name, column: &Name) -> bool {
    let Some(stem) = hash_at(name.as_str()).and_then(|at| name.as_str().get(..at)) else {
        return false;
    };
    let cut = |text: &str, length: usize| text.chars().take(length).collect::<String>();
    (1..=stem.len()).any(|length| {
        stem == format!(
            "{}_{}",
            cut(table.as_str(), length),
            cut(column.as_str(), length)
        )
    })
}

/// Where `_hash_fk_` begins: eight hexadecimal digits before `_fk`.
fn hash_at(name: &str) -> Option<usize> {
    let end = name.rfind("_fk")?;
    let start = end.checked_sub(9)?;
    let hash = name.get(start..end)?.strip_prefix('_')?;
    let digits = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
    hash.bytes().all(digits).then_some(start)
}

#[cfg(test)]
mod rename_tests {
    use super::*;
    use crate::effect::Reading;
    use crate::migration::MigrationKey;
    use crate::replay::Expected;

    /// Replays one migration for each pair of an app and a text.
    fn replay(migrations: &[(&str, &str)]) -> Expected {
        let mut replay = Replay::new(vec![Name::from("public")]);
        for (number, (app, sql)) in migrations.iter().enumerate() {
            let key = MigrationKey::new(*app, format!("{number:04}"));
            let reading = Reading::of(&key, "app/file.sql", sql);
            replay.begin_migration();
            for statement in &reading.statements {
                replay.apply(&statement.location, statement.steps());
            }
        }
        replay.finish()
    }

    const TABLES: (&str, &str) = (
        "aid",
        "CREATE TABLE aid_pen (id bigint PRIMARY KEY); CREATE TABLE off_page (pen_id bigint);",
    );
    const RENAMED: &str = "ALTER TABLE aid_pen RENAME COLUMN id TO code; \
         ALTER TABLE aid_pen RENAME TO aid_quill; ALTER TABLE aid_quill RENAME COLUMN code TO key;";
    const PRINTED: &str = "ALTER TABLE off_page ADD CONSTRAINT off_page_pen_id_0a1b2c3d_fk_aid_pen_id \
         FOREIGN KEY (pen_id) REFERENCES aid_pen (id) DEFERRABLE INITIALLY DEFERRED;";

    fn targets(expected: &Expected) -> Vec<String> {
        let tables = expected.schema.tables.values();
        let bodies = tables.flat_map(|table| table.constraints.values());
        bodies
            .filter_map(|constraint| match &constraint.body {
                crate::schema::ConstraintBody::ForeignKey(foreign) => {
                    Some(format!("{} {:?}", foreign.table.name, foreign.referenced))
                }
                _ => None,
            })
            .collect()
    }

    #[test]
    fn a_foreign_key_follows_what_another_app_renamed() {
        let expected = replay(&[TABLES, ("aid", RENAMED), ("off", PRINTED)]);
        assert!(expected.complaints.is_empty(), "{:?}", expected.complaints);
        let found = targets(&expected);
        assert_eq!(found.len(), 1);
        assert!(
            found[0].starts_with("aid_quill") && found[0].contains("key"),
            "{found:?}"
        );
    }

    #[test]
    fn what_the_own_app_renamed_or_nobody_did_is_a_complaint() {
        let hand = PRINTED.replace("off_page_pen_id_0a1b2c3d_fk_aid_pen_id", "page_pen");
        for migrations in [
            [TABLES, ("off", RENAMED), ("off", PRINTED)],
            [TABLES, ("aid", "DROP TABLE aid_pen;"), ("off", PRINTED)],
            [TABLES, ("aid", RENAMED), ("off", &hand)],
        ] {
            let expected = replay(&migrations);
            assert_eq!(expected.complaints.len(), 1, "{migrations:?}");
            assert_eq!(targets(&expected), [""; 0], "{migrations:?}");
        }
    }

    #[test]
    fn a_name_that_stands_is_taken_as_it_is_written() {
        let anew = format!("{RENAMED} CREATE TABLE aid_pen (id bigint PRIMARY KEY);");
        let expected = replay(&[TABLES, ("aid", &anew), ("off", PRINTED)]);
        assert!(expected.complaints.is_empty());
        assert!(targets(&expected)[0].starts_with("aid_pen"));
    }
}

#[cfg(test)]
mod name_tests {
    use super::*;

    #[test]
    fn a_name_tells_its_table_and_column() {
        let over = |name: &str, table: &str, column: &str| {
            is_over(&Name::from(name), &Name::from(table), &Name::from(column))
        };
        let name = "lib_writer_best_id_fbdd4a1e_fk_lib_novel_id";
        assert!(over(name, "lib_writer", "best_id"));
        assert!(!over(name, "lib_writer", "best"));
        assert!(!over(name, "lib_author", "best_id"));
        let cut = "lib_a_very_long_table_n_a_very_long_column_name_2f476e4b_fk_x";
        assert!(over(
            cut,
            "lib_a_very_long_table_name",
            "a_very_long_column_name_id"
        ));
        assert!(!over("lib_writer_best_id_fk", "lib_writer", "best_id"));
    }
}
