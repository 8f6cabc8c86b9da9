//! Names that Django generates for foreign keys (`BaseDatabaseSchemaEditor._create_index_name`).
//!
//! `RenameModel` makes the foreign keys around the model anew, under new names. Of several in one
//! migration `sqlmigrate` prints only the first: for the others it looks the constraints up under
//! names that their tables do not have yet. A later migration then drops them under the names that
//! `migrate` gave them, which no stored output has made.

use super::Replay;
use crate::name::{Name, QualifiedName};
use crate::schema::ConstraintBody;

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
mod tests {
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
