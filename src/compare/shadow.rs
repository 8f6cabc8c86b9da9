//! Tables that another one of the same name hides from unqualified SQL.

use super::align::Alignment;
use super::answer::Presence;
use super::{Comparison, Surroundings};
use crate::name::{Name, QualifiedName};
use crate::replay::Expected;
use crate::schema::ObjectKey;

/// Finds the expected tables that are there, and behind a namesake on the search path
/// (`RelnameGetRelid` of `namespace.c` takes the first).
pub(super) fn find(
    expected: &Expected,
    alignment: &Alignment<'_>,
    surroundings: &Surroundings,
    comparison: &mut Comparison,
) {
    let path = &surroundings.search_path;
    for name in expected.schema.tables.keys() {
        let here = alignment
            .of(name)
            .is_some_and(|table| table.presence == Presence::Here);
        if let Some(schema) = here.then(|| earlier(path, alignment, name)).flatten() {
            comparison.shadowed.insert(ObjectKey::table(name), schema);
        }
    }
}

fn earlier(path: &[Name], alignment: &Alignment<'_>, name: &QualifiedName) -> Option<Name> {
    let position = path.iter().position(|schema| schema == &name.schema)?;
    let mut before = path[..position].iter();
    let hides = |schema: &&Name| {
        alignment
            .namesakes(&name.name)
            .any(|other| &other.schema == *schema)
    };
    before.find(hides).cloned()
}
