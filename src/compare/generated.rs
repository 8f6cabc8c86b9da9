//! Names that a server or a release of Django generates for an index or constraint that nobody named.
//!
//! PostgreSQL joins table, columns and a label (`ChooseIndexName`, `ChooseConstraintName`). Django adds a
//! hash: of six digits (`Index.set_name_with_model`), of eight (`BaseDatabaseSchemaEditor._create_index_name`;
//! `BaseDatabaseCreation._digest` up to 1.6), or of up to sixteen (`'%x' % abs(hash(..))` in 1.7 and in
//! South). Its first releases and South have names without one too (`sql_indexes_for_field`: `t_c`,
//! `t_c_like`; `create_index_name`: `t_c_uniq`).

use crate::name::Name;
use crate::replay::Expected;
use crate::schema::{Check, Constraint, ConstraintBody, Expression, Index, KeyItem, Table};

/// What a generated name can be made of, beside the name of the table.
pub(super) struct Making {
    /// The words at its end; the empty one where it may have none.
    labels: &'static [&'static str],
    /// The columns as they stand in it; none where it tells none, or in words of the server's own.
    columns: Option<String>,
}

impl Making {
    pub(super) fn of_index(index: &Index) -> Self {
        let columns = index.keys.iter().map(|key| match &key.item {
            KeyItem::Column(name) => Some(name),
            KeyItem::Expression(_) => None,
        });
        let columns: Option<Vec<&Name>> = columns.collect();
        Self {
            labels: &["idx", "like", ""],
            columns: columns.map(joined),
        }
    }

    pub(super) fn of_constraint(constraint: &Constraint) -> Self {
        let (labels, columns): (&[&str], _) = match &constraint.body {
            ConstraintBody::PrimaryKey(_) => (&["pkey"], None),
            ConstraintBody::Unique(key) => (&["key", "uniq"], Some(joined(&key.columns))),
            ConstraintBody::ForeignKey(key) => (&["fkey"], Some(joined(&key.columns))),
            ConstraintBody::Check(Check { expression, .. }) => {
                (&["check"], only_column(expression))
            }
            ConstraintBody::Exclude(_) => (&["excl"], None),
        };
        Self { labels, columns }
    }

    /// The same, whatever stands for the columns.
    pub(super) fn of_any_columns(self) -> Self {
        Self {
            columns: None,
            ..self
        }
    }

    /// Whether something may generate the name, for a table of any name.
    pub(super) fn fits(&self, name: &Name) -> bool {
        is_hashed(name) || self.stems(name).next().is_some()
    }

    /// Whether something may generate the name for a table that is called so.
    pub(super) fn fits_table(&self, name: &Name, tables: &[&Name]) -> bool {
        let of_table = |stem: &str| {
            let mut tables = tables.iter();
            tables.any(|table| stem.starts_with(cut_for_label(table.as_str())))
        };
        is_hashed(name) || self.stems(name).any(of_table)
    }

    /// What stands before a label, and the number of the server's before it, and before the columns.
    fn stems<'a>(&'a self, name: &'a Name) -> impl Iterator<Item = &'a str> {
        let text = name.as_str();
        let unnumbered = text.trim_end_matches(|c: char| c.is_ascii_digit());
        self.labels.iter().filter_map(move |label| {
            let stem = match *label {
                "" => text,
                label => unnumbered.strip_suffix(label)?.strip_suffix('_')?,
            };
            let columns = self.columns.as_deref().filter(|_| !is_cut(text));
            let table = match columns {
                Some(columns) => stem.strip_suffix(columns)?.strip_suffix('_')?,
                None if label.is_empty() => return None,
                None => stem,
            };
            (!table.is_empty()).then_some(table)
        })
    }
}

fn joined<'a>(names: impl IntoIterator<Item = &'a Name>) -> String {
    let names: Vec<&str> = names.into_iter().map(Name::as_str).collect();
    names.join("_")
}

/// A check is called after its column where it has only one.
fn only_column(expression: &Expression) -> Option<String> {
    let columns = expression.columns();
    let mut columns = columns.iter();
    let only = columns.next()?;
    columns.next().is_none().then(|| only.to_string())
}

/// A name that may have lost a part of its table or columns for its length (`makeObjectName`, `truncate_name`).
fn is_cut(text: &str) -> bool {
    const NEARLY_ALL: usize = 58;
    text.len() >= NEARLY_ALL
}

/// What a long name is sure to keep of its table's.
fn cut_for_label(table: &str) -> &str {
    const KEPT: usize = 24;
    table.get(..KEPT).unwrap_or(table)
}

/// Why an index is there though no stored output makes it, where this is why: the pattern index that
/// `sqlmigrate` does not print beside a new collation.
///
/// Django gives an indexed text column a second index for LIKE. Of a collation it first asks the
/// database whether that is deterministic, and leaves the index out where it is told nothing
/// (`_is_collation_deterministic` of its PostgreSQL schema editor). `migrate` has made the collation
/// by then; `sqlmigrate` has not.
pub(super) fn pattern_index(
    expected: &Expected,
    table: &Table,
    name: &Name,
    index: &Index,
) -> Option<&'static str> {
    let column = table.column(pattern_column(name, index)?)?;
    let collation = column.collation.as_ref()?.qualified()?;
    let collation = expected.schema.collations.get(&collation)?;
    let definition = collation.definition.as_ref();
    let deterministic = definition.is_none_or(|definition| definition.deterministic);
    deterministic.then_some(
        "sqlmigrate leaves out the index for LIKE on a column whose collation is not made yet",
    )
}

/// The column of an index that Django made for LIKE.
fn pattern_column<'a>(name: &Name, index: &'a Index) -> Option<&'a Name> {
    let [key] = index.keys.as_slice() else {
        return None;
    };
    let KeyItem::Column(column) = &key.item else {
        return None;
    };
    let opclass = key.opclass.as_ref()?.name.as_str();
    let plain = !index.unique && index.include.is_empty() && index.predicate.is_none();
    let pattern = ["varchar_pattern_ops", "text_pattern_ops"].contains(&opclass);
    let named = name.as_str().ends_with("_like") && is_hashed(name);
    (plain && pattern && named && index.method.as_str() == "btree").then_some(column)
}

/// Whether a name holds a hash of Django's.
pub(super) fn is_hashed(name: &Name) -> bool {
    name.as_str().split('_').any(is_hash)
}

/// A name up to the end of its hash.
pub(super) fn stem(name: &Name) -> &str {
    let text = name.as_str();
    let mut end = 0;
    for part in text.split('_') {
        end += part.len() + 1;
        if is_hash(part) {
            return text.get(..end - 1).unwrap_or(text);
        }
    }
    text
}

/// Six to sixteen hexadecimal digits; so many letters alone are a word.
fn is_hash(part: &str) -> bool {
    let hexadecimal = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
    let known = part.bytes().all(hexadecimal);
    let numbered = part.bytes().any(|byte| byte.is_ascii_digit());
    known && ((6..=8).contains(&part.len()) || (numbered && (9..=16).contains(&part.len())))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn making(labels: &'static [&'static str], columns: Option<&str>) -> Making {
        let columns = columns.map(str::to_owned);
        Making { labels, columns }
    }

    #[test]
    fn a_hash_of_any_release_of_django_is_recognised() {
        for name in [
            "user_profil_user_pr_c20dce_idx",
            "auth_permission_content_type_id_2f476e4b_fk_django_co",
            "shop_perm_37ef4eb4",
            "kind_id_refs_id_d043b34a",
            "shop_perm_kind_id_1dcd7dd4e2dc9c3f_uniq",
            "shop_perm_kind_id_5f3c0a2b1d4e6_uniq",
        ] {
            assert!(is_hashed(&Name::from(name)), "{name}");
        }
        for name in [
            "unique_endorsement_per_match_endorser",
            "teams_member_left_at_idx",
            "t_deadbeefed_abaca",
            "t_deadbeefdeadbeef_x",
        ] {
            assert!(!is_hashed(&Name::from(name)), "{name}");
        }
    }

    #[test]
    fn a_stem_ends_with_the_hash() {
        assert_eq!(
            stem(&Name::from("t_a_id_cefcf817_fk_other_id")),
            "t_a_id_cefcf817"
        );
        assert_eq!(stem(&Name::from("plain")), "plain");
    }

    #[test]
    fn a_name_without_a_hash_is_made_of_table_columns_and_label() {
        let unique = making(&["key", "uniq"], Some("kind_id_code"));
        for name in [
            "shop_perm_kind_id_code_key",
            "shop_perm_kind_id_code_key1",
            "old_perm_kind_id_code_uniq",
        ] {
            assert!(unique.fits(&Name::from(name)), "{name}");
        }
        for name in ["one_code_a_kind", "shop_perm_code_key", "kind_id_code_key"] {
            assert!(!unique.fits(&Name::from(name)), "{name}");
        }
        let index = making(&["idx", "like", ""], Some("code"));
        for name in [
            "shop_perm_code",
            "shop_perm_code_like",
            "shop_perm_code_idx",
        ] {
            assert!(index.fits(&Name::from(name)), "{name}");
        }
        assert!(!index.fits(&Name::from("shop_perm_by_hand")));
        assert!(making(&["pkey"], None).fits(&Name::from("old_perm_pkey")));
    }

    #[test]
    fn a_name_that_a_migration_chose_is_of_no_table() {
        let table = Name::from("shop_perm");
        let unique = making(&["key", "uniq"], Some("code"));
        assert!(unique.fits_table(&Name::from("shop_perm_code_key"), &[&table]));
        assert!(!unique.fits_table(&Name::from("one_code_key"), &[&table]));
        assert!(!unique.fits_table(&Name::from("unique_code"), &[&table]));
    }
}
