//! What holds an expression, and what the expression stands among.

use std::collections::BTreeMap;

use super::answer::AttributeAnswer;
use super::view;
use crate::effect::explain::Scope;
use crate::name::{Name, QualifiedName};
use crate::schema::described::{Object, Value};
use crate::schema::{
    Attribute, Bound, ConstraintBody, DataType, Definition, Expression, IndexKey, KeyItem, Limit,
    ObjectId, PartitionKey, Routine, RoutineBody, Schema, Standalone, Table, View,
};

/// What holds an expression.
pub(super) enum Part<'a> {
    /// What is described by its attributes, what the live one's expressions stand among, and what they are
    /// assigned to.
    Object(&'a dyn Object, Scope, Option<&'a DataType>),
    /// A table that is partitioned.
    Partitioned(QualifiedName, &'a PartitionKey),
    /// A table that is a partition, and the key of the table that it is one of.
    Partition(QualifiedName, &'a Bound, Option<&'a PartitionKey>),
    Routine(&'a Routine),
    View(&'a View),
}

/// Expressions of both sides that an answer is about.
pub(super) struct Inquiry {
    pub(super) scope: Scope,
    /// What the live ones are assigned to.
    pub(super) result: Option<DataType>,
    pub(super) expected: Vec<String>,
    pub(super) live: Vec<String>,
}

impl Inquiry {
    /// About one expression on each side.
    fn single(scope: Scope, result: Option<DataType>, expected: &str, live: &str) -> Self {
        Self {
            scope,
            result,
            expected: vec![expected.to_owned()],
            live: vec![live.to_owned()],
        }
    }
}

/// All that may hold one, by identity. A table that is a partition and partitioned is held as both.
pub(super) fn parts(schema: &Schema) -> BTreeMap<ObjectId, Vec<Part<'_>>> {
    let mut parts = Parts::default();
    for (name, table) in &schema.tables {
        parts.of_table(name, table);
        parts.of_inheritance(name, table, schema);
    }
    for user_type in schema.types.values() {
        if let Some(domain) = user_type.domain() {
            let result = Some(&domain.base);
            parts.add_object(user_type.id, domain, Scope::Nothing, result);
            for check in domain.checks.values() {
                let value = Scope::Value(domain.base.clone());
                parts.add_object(check.id, check, value, None);
            }
        }
    }
    for (key, Standalone { id, definition }) in &schema.named {
        match definition {
            Definition::View(view) => {
                parts.add(*id, Part::View(view));
                parts.of_table(&key.qualified(), &view.parts);
            }
            Definition::Routine(routine) => parts.add(*id, Part::Routine(routine)),
            Definition::Statistics(statistics) => {
                let scope = Scope::Row(statistics.table.clone());
                parts.add_object(*id, statistics.as_ref(), scope, None);
            }
            Definition::Other(_) | Definition::Unread => {}
        }
    }
    parts.0
}

#[derive(Default)]
struct Parts<'a>(BTreeMap<ObjectId, Vec<Part<'a>>>);

impl<'a> Parts<'a> {
    fn add(&mut self, id: ObjectId, part: Part<'a>) {
        self.0.entry(id).or_default().push(part);
    }

    fn add_object(
        &mut self,
        id: ObjectId,
        object: &'a dyn Object,
        scope: Scope,
        result: Option<&'a DataType>,
    ) {
        self.add(id, Part::Object(object, scope, result));
    }

    fn of_table(&mut self, name: &QualifiedName, table: &'a Table) {
        let row = || Scope::Row(name.clone());
        let rows = || Scope::Rows(name.clone());
        for column in &table.columns {
            self.add_object(column.id, column, row(), Some(&column.data_type));
        }
        for constraint in table.constraints.values() {
            match &constraint.body {
                ConstraintBody::Check(check) => self.add_object(constraint.id, check, row(), None),
                ConstraintBody::Exclude(exclusion) => {
                    self.add_object(constraint.id, &exclusion.index, row(), None);
                }
                _ => {}
            }
        }
        for index in table.indexes.values() {
            self.add_object(index.id, &**index, row(), None);
        }
        for trigger in table.triggers.values() {
            self.add_object(trigger.id, &trigger.definition, rows(), None);
        }
        for policy in table.policies.values() {
            self.add_object(policy.id, &**policy, row(), None);
        }
        for rule in table.rules.values() {
            if let Some(definition) = &rule.definition {
                self.add_object(rule.id, definition, rows(), None);
            }
        }
    }

    fn of_inheritance(&mut self, name: &QualifiedName, table: &'a Table, schema: &'a Schema) {
        if let Some(key) = &table.inheritance.key {
            self.add(table.id, Part::Partitioned(name.clone(), key));
        }
        if let (Some(bound), Some(parent)) =
            (&table.inheritance.bound, table.inheritance.partitioned())
        {
            let key = schema.tables.get(parent);
            let key = key.and_then(|parent| parent.inheritance.key.as_ref());
            self.add(table.id, Part::Partition(parent.clone(), bound, key));
        }
    }
}

/// The expressions that an answer is about, from what has one identity on each side.
pub(super) fn inquiry(
    ours: &[Part<'_>],
    theirs: &[Part<'_>],
    open: &AttributeAnswer,
) -> Option<Inquiry> {
    let mut pairs = ours
        .iter()
        .flat_map(|one| theirs.iter().map(move |other| (one, other)));
    pairs.find_map(|(ours, theirs)| of_pair(ours, theirs, open))
}

fn of_pair(ours: &Part<'_>, theirs: &Part<'_>, open: &AttributeAnswer) -> Option<Inquiry> {
    match (ours, theirs, open.attribute) {
        (Part::Routine(ours), Part::Routine(theirs), Attribute::Default) => {
            of_parameters(ours, theirs, open)
        }
        (Part::Routine(ours), Part::Routine(theirs), Attribute::Body) => of_body(ours, theirs),
        (Part::View(ours), Part::View(theirs), Attribute::Default) => {
            of_view_default(ours, theirs, open)
        }
        (
            Part::Partition(_, ours, _),
            Part::Partition(parent, theirs, Some(key)),
            Attribute::Bound,
        ) => of_bound(ours, theirs, parent, key),
        (Part::Object(ours, ..), Part::Object(theirs, scope, result), attribute) => {
            let scope = match attribute {
                Attribute::Default => Scope::Nothing,
                _ => scope.clone(),
            };
            Some(Inquiry {
                scope,
                result: result.cloned(),
                expected: texts(*ours, attribute)?,
                live: texts(*theirs, attribute)?,
            })
        }
        (Part::Partitioned(_, ours), Part::Partitioned(table, theirs), Attribute::PartitionKey) => {
            Some(Inquiry {
                scope: Scope::Row(table.clone()),
                result: None,
                expected: of_keys(&ours.keys),
                live: of_keys(&theirs.keys),
            })
        }
        _ => None,
    }
}

/// The expressions of an attribute; those of an index's keys differ as its expressions.
fn texts(object: &dyn Object, attribute: Attribute) -> Option<Vec<String>> {
    let mut texts = Vec::new();
    object.each_attribute(&mut |one| {
        let meant = match one.value {
            Value::Keys(..) => attribute == Attribute::Expression,
            _ => one.attribute == attribute,
        };
        if meant {
            let expressions = one.value.expressions();
            texts.extend(expressions.into_iter().map(|it| it.text.clone()));
        }
    });
    (!texts.is_empty()).then_some(texts)
}

fn of_keys(keys: &[IndexKey]) -> Vec<String> {
    let expressions = keys.iter().filter_map(IndexKey::expression);
    expressions.map(|it| it.text.clone()).collect()
}

/// The default of the argument that the answer is about: it is known by both texts. Where they stand at
/// arguments of two types, one of the two could be another value.
fn of_parameters(ours: &Routine, theirs: &Routine, open: &AttributeAnswer) -> Option<Inquiry> {
    let pairs = ours.parameters.iter().zip(&theirs.parameters);
    let mut types = pairs.filter_map(|(ours, theirs)| {
        let (expected, live) = (ours.default.as_ref()?, theirs.default.as_ref()?);
        let meant = expected.text == open.expected && live.text == open.actual;
        meant.then_some(&theirs.data_type)
    });
    let result = types.next()?;
    let only = types.all(|other| other == result);
    let (expected, live) = (&open.expected, &open.actual);
    only.then(|| Inquiry::single(Scope::Nothing, Some(result.clone()), expected, live))
}

/// `RETURN expression`. Arguments without a name are written as parameters, which nothing is put for.
fn of_body(ours: &Routine, theirs: &Routine) -> Option<Inquiry> {
    let (RoutineBody::Return(expected), RoutineBody::Return(live)) = (&ours.body, &theirs.body)
    else {
        return None;
    };
    let inputs = theirs.parameters.iter().filter(|it| it.mode.is_input());
    let arguments: Vec<(Name, DataType)> = inputs
        .filter_map(|it| Some((it.name.clone()?, it.data_type.clone())))
        .collect();
    let scope = if arguments.is_empty() {
        Scope::Nothing
    } else {
        Scope::Arguments(arguments)
    };
    let result = theirs.returns.as_ref().map(|it| it.data_type.clone());
    Some(Inquiry::single(scope, result, &expected.text, &live.text))
}

/// The default of the column that the answer is about.
fn of_view_default(ours: &View, theirs: &View, open: &AttributeAnswer) -> Option<Inquiry> {
    let words = |name: &Name, default| view::default_words(name, Some(default));
    let mut defaults = ours.defaults.iter();
    let (name, expected) = defaults.find(|(name, it)| words(name, it) == open.expected)?;
    let mut defaults = theirs.defaults.iter();
    let (live_name, live) = defaults.find(|(_, it)| words(name, it) == open.actual)?;
    let result = theirs.parts.column(live_name)?.data_type.clone();
    let nothing = Scope::Nothing;
    Some(Inquiry::single(
        nothing,
        Some(result),
        &expected.text,
        &live.text,
    ))
}

/// Each value as it is compared with its key: so it takes the key's type, which only the server knows of
/// an expression.
fn of_bound(
    ours: &Bound,
    theirs: &Bound,
    parent: &QualifiedName,
    key: &PartitionKey,
) -> Option<Inquiry> {
    let keys: Vec<String> = key.keys.iter().map(in_words).collect();
    Some(Inquiry {
        scope: Scope::Row(parent.clone()),
        result: None,
        expected: values(ours, &keys)?,
        live: values(theirs, &keys)?,
    })
}

/// The values of a bound in order, each compared with its key.
fn values(bound: &Bound, keys: &[String]) -> Option<Vec<String>> {
    let compared = |key: &String, value: &Expression| format!("({key}) = ({})", value.text);
    match bound {
        Bound::List(values) => {
            let key = keys.first()?;
            Some(values.iter().map(|value| compared(key, value)).collect())
        }
        Bound::Range(from, to) => {
            let ends = [from, to].into_iter().flat_map(|end| keys.iter().zip(end));
            let values = ends.filter_map(|(key, limit)| match limit {
                Limit::Value(value) => Some(compared(key, value)),
                Limit::Min | Limit::Max => None,
            });
            Some(values.collect())
        }
        Bound::Default | Bound::Hash(..) | Bound::Unread(_) => None,
    }
}

fn in_words(key: &IndexKey) -> String {
    match &key.item {
        KeyItem::Column(name) => name.quoted(),
        KeyItem::Expression(expression) => expression.text.clone(),
    }
}
