//! Functions, procedures and aggregates.

use super::lookup::{Lookup, named, object_id, qualified};
use crate::catalog::rows::{CatalogRows, FunctionDefinition, FunctionRow, ParameterRow};
use crate::effect::expression;
use crate::effect::routine::sql_body;
use crate::name::Name;
use crate::schema::{
    DataType, ObjectKey, ObjectKind, Parameter, Returned, Routine, RoutineBody, RoutineKind,
    Schema, TypeName, list_elements, setting_name,
};

pub(super) fn add(rows: &CatalogRows, lookup: &Lookup<'_>, schema: &mut Schema) {
    for row in &rows.functions {
        let name = qualified(&row.schema, &row.name);
        let routine = row
            .definition
            .as_ref()
            .and_then(|definition| routine(row, definition, lookup));
        let arguments = match &routine {
            Some(routine) => routine.arguments(),
            None => row.arguments.clone(),
        };
        let key = ObjectKey::routine(&name, arguments);
        let id = object_id(ObjectKind::Function, row.oid, 0);
        schema.named.entry(key.clone()).or_insert(id);
        if let Some(routine) = routine {
            schema.routines.entry(key).or_insert(routine);
        }
    }
}

fn routine(
    row: &FunctionRow,
    definition: &FunctionDefinition,
    lookup: &Lookup<'_>,
) -> Option<Routine> {
    let parameters = definition.parameters.iter();
    Some(Routine {
        kind: row.kind,
        parameters: parameters
            .map(|row| parameter(row, lookup))
            .collect::<Option<_>>()?,
        returns: match row.kind {
            RoutineKind::Function | RoutineKind::Window => Some(Returned {
                set: definition.returns_set,
                data_type: data_type(definition.returns, lookup)?,
            }),
            RoutineKind::Procedure | RoutineKind::Aggregate => None,
        },
        language: Name::exact(&row.language),
        volatility: definition.volatility,
        strict: definition.strict,
        security_definer: definition.security_definer,
        leakproof: definition.leakproof,
        parallel: definition.parallel,
        cost: definition.cost.clone(),
        rows: definition.rows.clone(),
        support: named(definition.support.as_ref()),
        settings: definition
            .settings
            .iter()
            .filter_map(|setting| setting.split_once('='))
            .map(|(name, value)| (setting_name(name), value))
            .map(|(name, value)| {
                let elements = list_elements(&name, value);
                (name, Some(elements))
            })
            .collect(),
        body: body(row, definition),
    })
}

fn parameter(row: &ParameterRow, lookup: &Lookup<'_>) -> Option<Parameter> {
    Some(Parameter {
        mode: row.mode,
        name: (!row.name.is_empty()).then(|| Name::exact(&row.name)),
        data_type: data_type(row.type_oid, lookup)?,
        default: row.default.as_deref().map(expression::read),
    })
}

/// `format_type` has a word of its own for a type of characters or bits whose length is not known.
fn data_type(oid: u32, lookup: &Lookup<'_>) -> Option<DataType> {
    let mut data_type = lookup.data_type(oid, -1)?;
    if data_type.base.is_builtin() {
        let name = match data_type.base.name.as_str() {
            "bpchar" => "character",
            "\"bit\"" => "bit",
            // A keyword too, which the name of a type is not.
            "\"any\"" => "any",
            other => other,
        };
        data_type.base = TypeName::builtin(name);
    }
    Some(data_type)
}

fn body(row: &FunctionRow, definition: &FunctionDefinition) -> RoutineBody {
    if row.kind == RoutineKind::Aggregate {
        let pairs = definition.aggregate.iter();
        let pairs = pairs.filter_map(|pair| pair.split_once('='));
        let owned = pairs.map(|(word, value)| (word.to_owned(), value.to_owned()));
        return RoutineBody::Aggregate(owned.collect());
    }
    match (&definition.sql, &definition.binary) {
        (Some(text), _) => sql_body(text),
        (None, Some(file)) => RoutineBody::Linked {
            file: file.clone(),
            symbol: definition.source.clone(),
        },
        (None, None) => RoutineBody::Source(definition.source.clone()),
    }
}
