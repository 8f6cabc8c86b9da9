//! What statements take away and make again by the same name: no finding tells of it, and its rows are gone.

use std::collections::{BTreeMap, BTreeSet};

use crate::effect::beyond::ROWS_GO;
use crate::replay::Expected;
use crate::schema::{ObjectId, ObjectKey, ObjectKind, Schema};

/// The tables and columns, which hold rows.
pub(super) fn holders(schema: &Schema) -> BTreeMap<ObjectKey, ObjectId> {
    let tables = schema.tables.iter().flat_map(|(name, table)| {
        let columns = table.columns.iter().map(|column| {
            let key = ObjectKey::part(name, ObjectKind::Column, column.name.clone());
            (key, column.id)
        });
        std::iter::once((ObjectKey::table(name), table.id)).chain(columns)
    });
    tables.collect()
}

/// Where something is made under the name of what was dropped.
pub(super) fn doubts(
    before: &BTreeMap<ObjectKey, ObjectId>,
    made: &Expected,
) -> BTreeSet<(u32, String)> {
    let after = holders(&made.schema);
    let kept: BTreeSet<ObjectId> = after.values().copied().collect();
    let anew = after.iter().filter(|(key, id)| {
        let old = before.get(*key);
        old.is_some_and(|old| old != *id && !kept.contains(old))
    });
    let origins = anew.filter_map(|(_, id)| made.origins.of(*id));
    let lines = origins.map(|origin| made.origins.at(origin.created).line);
    lines.map(|line| (line, ROWS_GO.to_owned())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::effect::Reading;
    use crate::migration::MigrationKey;
    use crate::name::Name;
    use crate::replay::Replay;

    #[test]
    fn what_is_made_again_by_its_name_is_empty() {
        let path = || vec![Name::exact("public")];
        let reading = |text: &str| Reading::of(&MigrationKey::new("", ""), "", text);
        let told = |text| {
            let made = "CREATE TABLE public.item (id bigint, a integer)";
            let live = Replay::new(path()).then(&reading(made)).schema;
            let before = holders(&live);
            assert_eq!(before.len(), 3);
            let told = doubts(&before, &Replay::on(live, path()).then(&reading(text)));
            told.into_iter().map(|(line, _)| line).collect::<Vec<_>>()
        };
        for (text, expected) in [
            ("DROP TABLE item;\nCREATE TABLE item (id bigint)", vec![2]),
            (
                "ALTER TABLE item DROP a;\nALTER TABLE item ADD a integer",
                vec![2],
            ),
            (
                "ALTER TABLE item RENAME TO more;\nCREATE TABLE item (id bigint)",
                vec![],
            ),
            (
                "ALTER TABLE item ADD b integer;\nALTER TABLE item DROP b;\nALTER TABLE item ADD b integer",
                vec![],
            ),
        ] {
            assert_eq!(told(text), expected, "{text}");
        }
    }
}
