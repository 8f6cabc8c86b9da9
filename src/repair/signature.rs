//! How a routine is called in a statement that is run under any search path: the types of its arguments with their
//! schemas.

use crate::definition::statement;
use crate::name::QualifiedName;
use crate::schema::{DataType, ObjectKey, Schema};

/// Of a routine of one side; as its key has it where that side does not know it whole.
pub(super) fn of(side: &Schema, key: &ObjectKey) -> Option<String> {
    let types = types(side, key);
    types
        .and_then(|it| written(&it))
        .or_else(|| key.arguments.as_deref().map(str::to_owned))
}

/// Of one that is to come back from another schema, where types that were moved as well come back before it; none where
/// one of them is not sure to be where it is expected: the row type of a table comes back later. Of the two sides, first
/// what is expected, then what is there.
pub(super) fn of_moved([expected, live]: [&Schema; 2], to: &ObjectKey) -> Option<String> {
    let types = types(expected, to)?;
    let is_away =
        |name: &QualifiedName| expected.relation(name).is_some() && live.relation(name).is_none();
    if types.iter().filter_map(|it| own(it)).any(|it| is_away(&it)) {
        return None;
    }
    written(&types)
}

fn types<'a>(side: &'a Schema, key: &ObjectKey) -> Option<Vec<&'a DataType>> {
    let parameters = side.routine(key)?.parameters.iter();
    let inputs = parameters.filter(|it| it.mode.is_input());
    Some(inputs.map(|it| &it.data_type).collect())
}

/// The name of a type that is not the system's.
fn own(of: &DataType) -> Option<QualifiedName> {
    let base = &of.base;
    let schema = base.schema.clone().filter(|_| !base.is_builtin())?;
    Some(QualifiedName::new(schema, base.name.clone()))
}

/// None where one of them is of no known schema.
fn written(types: &[&DataType]) -> Option<String> {
    let all = types.iter().map(|it| {
        it.base.schema.as_ref()?;
        Some(statement::data_type(it))
    });
    Some(all.collect::<Option<Vec<String>>>()?.join(", "))
}
