//! What holds an expression, and what the expression stands among.

use std::collections::BTreeMap;

use super::answer::AspectAnswer;
use super::routine::returned;
use super::view;
use crate::effect::explain::Among;
use crate::name::{Name, QualifiedName};
use crate::schema::{
    Aspect, Bound, Column, Constraint, ConstraintBody, DataType, Domain, DomainCheck, Expression,
    Index, IndexKey, KeyItem, Limit, ObjectId, PartitionKey, Policy, Routine, RoutineBody, Rule,
    Schema, Statistics, Table, Trigger, View,
};

/// What holds an expression.
pub(super) enum Part<'a> {
    Column(QualifiedName, &'a Column),
    Constraint(QualifiedName, &'a Constraint),
    Index(QualifiedName, &'a Index),
    Trigger(QualifiedName, &'a Trigger),
    Policy(QualifiedName, &'a Policy),
    Rule(QualifiedName, &'a Rule),
    /// A table that is partitioned.
    Partitioned(QualifiedName, &'a PartitionKey),
    /// A table that is a partition, and the key of the table that it is one of.
    Partition(QualifiedName, &'a Bound, Option<&'a PartitionKey>),
    Domain(&'a Domain),
    DomainCheck(&'a Domain, &'a DomainCheck),
    Statistics(&'a Statistics),
    Routine(&'a Routine),
    View(&'a View),
}

/// Expressions of both sides that an answer is about.
pub(super) struct Inquiry {
    pub(super) among: Among,
    /// What the live ones are assigned to.
    pub(super) result: Option<DataType>,
    pub(super) expected: Vec<String>,
    pub(super) live: Vec<String>,
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
            parts.add(user_type.id, Part::Domain(domain));
            for check in domain.checks.values() {
                parts.add(check.id, Part::DomainCheck(domain, check));
            }
        }
    }
    for (key, id) in &schema.named {
        if let Some(view) = schema.views.get(key) {
            parts.add(*id, Part::View(view));
            parts.of_table(&view::name(key), &view.parts);
        } else if let Some(routine) = schema.routines.get(key) {
            parts.add(*id, Part::Routine(routine));
        } else if let Some(statistics) = schema.statistics.get(key) {
            parts.add(*id, Part::Statistics(statistics));
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

    fn of_table(&mut self, name: &QualifiedName, table: &'a Table) {
        for part in &table.columns {
            self.add(part.id, Part::Column(name.clone(), part));
        }
        for part in table.constraints.values() {
            self.add(part.id, Part::Constraint(name.clone(), part));
        }
        for part in table.indexes.values() {
            self.add(part.id, Part::Index(name.clone(), part));
        }
        for part in table.triggers.values() {
            self.add(part.id, Part::Trigger(name.clone(), part));
        }
        for part in table.policies.values() {
            self.add(part.id, Part::Policy(name.clone(), part));
        }
        for part in table.rules.values() {
            self.add(part.id, Part::Rule(name.clone(), part));
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
    open: &AspectAnswer,
) -> Option<Inquiry> {
    let mut pairs = ours
        .iter()
        .flat_map(|one| theirs.iter().map(move |other| (one, other)));
    pairs.find_map(|(ours, theirs)| of_pair(ours, theirs, open))
}

fn of_pair(ours: &Part<'_>, theirs: &Part<'_>, open: &AspectAnswer) -> Option<Inquiry> {
    match (ours, theirs, open.aspect) {
        (Part::Routine(ours), Part::Routine(theirs), Aspect::Default) => {
            of_parameters(ours, theirs, open)
        }
        (Part::Routine(ours), Part::Routine(theirs), Aspect::Body) => of_body(ours, theirs),
        (Part::View(ours), Part::View(theirs), Aspect::Default) => {
            of_view_default(ours, theirs, open)
        }
        (
            Part::Partition(_, ours, _),
            Part::Partition(parent, theirs, Some(key)),
            Aspect::Bound,
        ) => of_bound(ours, theirs, parent, key),
        (ours, theirs, aspect) => {
            let owned = |texts: Vec<&str>| texts.into_iter().map(str::to_owned).collect();
            let (among, result) = surroundings(theirs, aspect)?;
            Some(Inquiry {
                among,
                result: result.cloned(),
                expected: owned(texts(ours, aspect)?),
                live: owned(texts(theirs, aspect)?),
            })
        }
    }
}

/// The expressions of an aspect.
fn texts<'a>(part: &Part<'a>, aspect: Aspect) -> Option<Vec<&'a str>> {
    let one = |expression: &'a Expression| Some(vec![expression.text.as_str()]);
    match (part, aspect) {
        (Part::Column(_, column), Aspect::Default) => one(column.default.as_ref()?),
        (Part::Column(_, column), Aspect::Generated) => one(&column.generated.as_ref()?.expression),
        (Part::Constraint(_, constraint), aspect) => match &constraint.body {
            ConstraintBody::Check { expression, .. } if aspect == Aspect::Expression => {
                one(expression)
            }
            ConstraintBody::Exclude(exclusion) => of_index(&exclusion.index, aspect),
            _ => None,
        },
        (Part::Index(_, index), aspect) => of_index(index, aspect),
        (Part::Trigger(_, trigger), Aspect::Condition) => {
            one(trigger.definition.as_ref()?.condition.as_ref()?)
        }
        (Part::Rule(_, rule), Aspect::Condition) => {
            one(rule.definition.as_ref()?.condition.as_ref()?)
        }
        (Part::Policy(_, policy), Aspect::Using) => one(policy.using.as_ref()?),
        (Part::Policy(_, policy), Aspect::Check) => one(policy.check.as_ref()?),
        (Part::Partitioned(_, key), Aspect::PartitionKey) => Some(of_keys(&key.keys)),
        (Part::Statistics(statistics), Aspect::Expression) => {
            let expressions = statistics.expressions.iter();
            Some(expressions.map(|one| one.text.as_str()).collect())
        }
        (Part::Domain(domain), Aspect::Default) => one(domain.default.as_ref()?),
        (Part::DomainCheck(_, check), Aspect::Expression) => one(&check.expression),
        _ => None,
    }
}

fn of_index(index: &Index, aspect: Aspect) -> Option<Vec<&str>> {
    match aspect {
        Aspect::Predicate => Some(vec![index.predicate.as_ref()?.text.as_str()]),
        Aspect::Expression => Some(of_keys(&index.keys)),
        _ => None,
    }
}

fn of_keys(keys: &[IndexKey]) -> Vec<&str> {
    let keys = keys.iter().filter_map(|key| match &key.item {
        KeyItem::Column(_) => None,
        KeyItem::Expression(expression) => Some(expression.text.as_str()),
    });
    keys.collect()
}

/// What the live expression stands among, and what it is assigned to.
fn surroundings<'a>(part: &Part<'a>, aspect: Aspect) -> Option<(Among, Option<&'a DataType>)> {
    Some(match part {
        Part::Column(_, column) if aspect == Aspect::Default => {
            (Among::Nothing, Some(&column.data_type))
        }
        Part::Column(table, column) => (Among::Row(table.clone()), Some(&column.data_type)),
        Part::Constraint(table, _)
        | Part::Index(table, _)
        | Part::Policy(table, _)
        | Part::Partitioned(table, _) => (Among::Row(table.clone()), None),
        Part::Statistics(statistics) => (Among::Row(statistics.table.clone()), None),
        Part::Trigger(table, _) | Part::Rule(table, _) => (Among::Rows(table.clone()), None),
        Part::Domain(domain) => (Among::Nothing, Some(&domain.base)),
        Part::DomainCheck(domain, _) => (Among::Value(domain.base.clone()), None),
        Part::View(_) | Part::Routine(_) | Part::Partition(..) => return None,
    })
}

/// The default of the argument that the answer is about: it is known by both texts. Where they stand at
/// arguments of two types, one of the two could be another value.
fn of_parameters(ours: &Routine, theirs: &Routine, open: &AspectAnswer) -> Option<Inquiry> {
    let pairs = ours.parameters.iter().zip(&theirs.parameters);
    let mut types = pairs.filter_map(|(ours, theirs)| {
        let (expected, live) = (ours.default.as_ref()?, theirs.default.as_ref()?);
        let meant = expected.text == open.expected && live.text == open.actual;
        meant.then_some(&theirs.data_type)
    });
    let result = types.next()?;
    types
        .all(|other| other == result)
        .then(|| told(Among::Nothing, Some(result.clone()), open))
}

/// The very texts of the answer.
fn told(among: Among, result: Option<DataType>, open: &AspectAnswer) -> Inquiry {
    Inquiry {
        among,
        result,
        expected: vec![open.expected.clone()],
        live: vec![open.actual.clone()],
    }
}

/// `RETURN expression`. Arguments without a name are written as parameters, which nothing is put for.
fn of_body(ours: &Routine, theirs: &Routine) -> Option<Inquiry> {
    let (RoutineBody::Sql(expected), RoutineBody::Sql(live)) = (&ours.body, &theirs.body) else {
        return None;
    };
    let inputs = theirs.parameters.iter().filter(|it| it.mode.is_input());
    let arguments: Vec<(Name, DataType)> = inputs
        .filter_map(|it| Some((it.name.clone()?, it.data_type.clone())))
        .collect();
    Some(Inquiry {
        among: if arguments.is_empty() {
            Among::Nothing
        } else {
            Among::Arguments(arguments)
        },
        result: theirs.returns.as_ref().map(|it| it.data_type.clone()),
        expected: vec![returned(expected)?.text],
        live: vec![returned(live)?.text],
    })
}

/// The default of the column that the answer is about.
fn of_view_default(ours: &View, theirs: &View, open: &AspectAnswer) -> Option<Inquiry> {
    let mut defaults = ours.defaults.iter();
    let (name, expected) = defaults
        .find(|(name, default)| view::default_words(name, Some(default)) == open.expected)?;
    let live = theirs
        .defaults
        .iter()
        .find(|(_, default)| view::default_words(name, Some(default)) == open.actual)?;
    Some(Inquiry {
        among: Among::Nothing,
        result: Some(theirs.parts.column(live.0)?.data_type.clone()),
        expected: vec![expected.text.clone()],
        live: vec![live.1.text.clone()],
    })
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
        among: Among::Row(parent.clone()),
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
