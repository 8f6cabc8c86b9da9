//! What one of the two vendors cannot have, left out of both sides and counted.

use std::collections::{BTreeMap, BTreeSet};

use super::LeftOut;
use crate::name::{Name, QualifiedName};
use crate::schema::{
    Attribute, ConstraintBody, Definition, Inheritance, ObjectId, ObjectKey, ObjectKind,
    Properties, Schema, Standalone, Table,
};

/// Everything that a schema holds.
pub(super) fn ids(schema: &Schema) -> BTreeSet<ObjectId> {
    let tables = schema.tables.values();
    let parts = tables.clone().flat_map(Table::parts).map(|(_, _, id)| id);
    let all = tables.map(|it| it.id).chain(parts);
    let all = all.chain(schema.sequences.values().map(|it| it.id));
    let all = all.chain(schema.types.values().map(|it| it.id));
    let all = all.chain(schema.collations.values().map(|it| it.id));
    let all = all.chain(schema.extensions.values().map(|it| it.id));
    let all = all.chain(schema.named.values().map(|it| it.id));
    all.chain(schema.namespaces.values().copied()).collect()
}

/// Leaves out of both sides what is no table, column, key or index.
pub(super) fn of_schemas(expected: &mut Schema, live: &mut Schema, left_out: &mut LeftOut) {
    let tables = expected.tables.iter();
    let absent = tables.filter(|(name, _)| !live.tables.contains_key(*name));
    let absent = absent.filter_map(|(name, table)| {
        let partition = table
            .inheritance
            .bound
            .as_ref()
            .map(|_| Attribute::Partition);
        let module = table.module.as_ref().map(|_| Attribute::Module);
        Some((name.clone(), partition.or(module)?))
    });
    for (name, attribute) in absent.collect::<Vec<_>>() {
        left_out.attribute(attribute, &name, &name.name);
        expected.tables.remove(&name);
    }
    for side in [&mut *expected, &mut *live] {
        for (name, table) in &mut side.tables {
            of_table(table, left_out, name);
        }
        standalone(side, left_out);
    }
    settle_views(expected, live, left_out);
}

/// What hangs on a table, and what of it is each vendor's own.
fn of_table(table: &mut Table, left_out: &mut LeftOut, name: &QualifiedName) {
    table.constraints.retain(|part, it| {
        let attribute = match it.body {
            ConstraintBody::Check(_) => Attribute::Check,
            ConstraintBody::Exclude(_) => Attribute::Method,
            _ => return true,
        };
        left_out.attribute(attribute, name, part);
        false
    });
    for part in std::mem::take(&mut table.triggers).keys() {
        left_out.object(ObjectKind::Trigger, name, part);
    }
    for part in std::mem::take(&mut table.policies).keys() {
        left_out.object(ObjectKind::Policy, name, part);
    }
    for part in std::mem::take(&mut table.rules).keys() {
        left_out.object(ObjectKind::Rule, name, part);
    }
    for column in &mut table.columns {
        let mut note = |attribute, is: bool| {
            if is {
                left_out.attribute(attribute, name, &column.name);
            }
        };
        note(Attribute::Default, column.default.take().is_some());
        note(Attribute::Identity, column.identity.take().is_some());
        note(Attribute::Collation, column.collation.take().is_some());
    }
    let own = &name.name;
    let mut note = |attribute, is: bool| {
        if is {
            left_out.attribute(attribute, name, own);
        }
    };
    note(Attribute::Persistence, table.unlogged);
    note(Attribute::RowSecurity, table.row_security);
    note(Attribute::WithoutRowid, table.without_rowid);
    note(Attribute::StrictTypes, table.strict);
    note(Attribute::Module, table.module.is_some());
    note(Attribute::PartitionKey, table.inheritance.key.is_some());
    note(Attribute::Inherits, !table.inheritance.parents.is_empty());
    (table.unlogged, table.row_security) = (false, false);
    (table.force_row_security, table.without_rowid) = (false, false);
    (table.strict, table.module) = (false, None);
    table.inheritance = Inheritance {
        unknown_columns: table.inheritance.unknown_columns,
        ..Inheritance::default()
    };
}

/// What stands by itself, but views.
fn standalone(side: &mut Schema, left_out: &mut LeftOut) {
    for (name, sequence) in std::mem::take(&mut side.sequences) {
        // That of an identity column goes with it.
        if sequence.owner.is_none_or(|owner| !owner.identity) {
            left_out.object(ObjectKind::Sequence, &name, &name.name);
        }
    }
    for (name, of) in std::mem::take(&mut side.types) {
        left_out.object(of.kind(), &name, &name.name);
    }
    for name in std::mem::take(&mut side.collations).keys() {
        left_out.object(ObjectKind::Collation, name, &name.name);
    }
    let nowhere = |name: &Name| QualifiedName::new(Name::exact(""), name.clone());
    for name in std::mem::take(&mut side.extensions).keys() {
        left_out.object(ObjectKind::Extension, &nowhere(name), name);
    }
    side.namespaces.clear();
    side.properties = Properties::default();
    side.named.retain(|key, _| {
        let view = key.kind == ObjectKind::View;
        if !view {
            left_out.object(key.kind, &key.qualified(), &key.name);
        }
        view
    });
}

/// Views are there or not; what they say is in the functions of each vendor.
fn settle_views(expected: &mut Schema, live: &mut Schema, left_out: &mut LeftOut) {
    let spelled = |key: &ObjectKey| key.name.as_str().to_ascii_lowercase();
    let there = std::mem::take(&mut live.named).into_iter();
    let there: BTreeMap<String, Standalone> = there.map(|(key, it)| (spelled(&key), it)).collect();
    for (key, view) in &mut expected.named {
        if let Definition::View(view) = &mut view.definition {
            view.parts = Table {
                id: view.parts.id,
                ..Table::default()
            };
            view.defaults.clear();
            view.columns = Some(Vec::new());
        }
        if let Some(found) = there.get(&spelled(key)) {
            left_out.attribute(Attribute::Body, &key.qualified(), &key.name);
            let definition = view.definition.clone();
            let same = Standalone {
                id: found.id,
                definition,
            };
            live.named.insert(key.clone(), same);
        }
    }
}
