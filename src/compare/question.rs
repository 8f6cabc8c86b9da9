//! What comparing leaves open and a server could decide: as questions, whose answers are written back.

use std::collections::{BTreeMap, BTreeSet};

use super::Comparison;
use super::answer::{Answer, AspectAnswer, ObjectComparison, Presence};
use super::memory::Memory;
use crate::effect::explain::{self, Among, Refusal, mentions};
use crate::name::QualifiedName;
use crate::replay::Expected;
use crate::schema::{
    Aspect, Column, Constraint, ConstraintBody, DataType, Domain, DomainCheck, Expression, Index,
    KeyItem, ObjectId, ObjectKind, Policy, Schema, Table, Trigger, View,
};

/// Why two sides that the server plans alike are equivalent.
pub const BY_SERVER: &str = "the server plans both sides alike";

/// Why two sides are equivalent that the server planned alike in an earlier run.
pub const BY_MEMORY: &str = "the server planned both sides alike in an earlier run";

/// Why the query of a view with other columns is not told once more.
const TOLD: &str = "its columns are others already";

/// An open answer, and what would decide it.
#[derive(Debug, Clone)]
pub struct Question {
    /// The position in [`Comparison::objects`].
    object: usize,
    aspect: Aspect,
    /// What is put to the server, or why it is not.
    pub asked: Result<explain::Question, Refusal>,
    /// The columns that the texts stand among, with their types, where an answer depends on nothing else
    /// but the texts and what is no table: then it may be remembered.
    pub columns: Option<Vec<String>>,
}

/// What is said to a question.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ruling {
    /// Both sides are planned alike.
    Same,
    /// They were, in an earlier run that asked the same.
    Remembered,
    /// They are not: that proves nothing.
    Apart,
    /// No answer; why.
    Unanswered(&'static str),
}

/// The questions that `comparison` leaves open, in the order of its objects. `live` is the schema as the
/// server has it.
#[must_use]
pub fn questions(expected: &Expected, live: &Schema, comparison: &Comparison) -> Vec<Question> {
    let open = |object: &ObjectComparison| object.aspects.iter().any(|one| is_open(object, one));
    if !comparison.objects.iter().any(open) {
        return Vec::new();
    }
    let (gone, memory) = (Gone::of(comparison), Memory::of(live));
    let (ours, theirs) = (parts(&expected.schema), parts(live));
    let mut questions = Vec::new();
    for (position, object) in comparison.objects.iter().enumerate() {
        let there = object.live.and_then(|id| theirs.get(&id));
        let (Some(ours), Some(theirs)) = (ours.get(&object.id), there) else {
            continue;
        };
        for answer in object.aspects.iter().filter(|one| is_open(object, one)) {
            let aspect = answer.aspect;
            if let Some(asked) = ask(ours, theirs, aspect, &gone) {
                let lasting = asked.as_ref().is_ok_and(|asked| asked.lasting);
                let columns = || {
                    let texts = [texts(ours, aspect)?, texts(theirs, aspect)?].concat();
                    memory.grounds(theirs, aspect, &texts)
                };
                questions.push(Question {
                    object: position,
                    aspect,
                    asked,
                    columns: lasting.then(columns).flatten(),
                });
            }
        }
    }
    questions
}

impl Comparison {
    /// Writes back what was said to a question.
    pub fn settle(&mut self, question: &Question, ruling: Ruling) {
        let told = self.is_told(question);
        for one in self.open(question) {
            let settled = match (&one.answer, ruling) {
                (Answer::Unmeasured(_), Ruling::Apart) if told => Answer::Unmeasured(TOLD),
                (Answer::Undecided(_) | Answer::Unmeasured(_), Ruling::Same) => {
                    Answer::Equivalent(BY_SERVER)
                }
                (Answer::Undecided(_) | Answer::Unmeasured(_), Ruling::Remembered) => {
                    Answer::Equivalent(BY_MEMORY)
                }
                (Answer::Undecided(_) | Answer::Unmeasured(_), Ruling::Apart) => {
                    Answer::Undecided("the server does not plan both sides alike")
                }
                (Answer::Undecided(_), Ruling::Unanswered(reason)) => Answer::Undecided(reason),
                (Answer::Unmeasured(_), Ruling::Unanswered(reason)) => Answer::Unmeasured(reason),
                _ => continue,
            };
            one.answer = settled;
        }
    }

    /// Writes back that a question could not be asked. Two sides that are told apart before anything is
    /// asked are as undecided as if the server had done so; else what was known stays.
    pub fn refuse(&mut self, question: &Question, refusal: Refusal) {
        let told = self.is_told(question);
        for one in self.open(question) {
            if let Answer::Unmeasured(_) = one.answer {
                one.answer = match refusal {
                    Refusal::Names | Refusal::Shape if told => Answer::Unmeasured(TOLD),
                    Refusal::Names | Refusal::Shape => Answer::Undecided(refusal.reason()),
                    Refusal::Unread | Refusal::Hidden => Answer::Unmeasured(refusal.reason()),
                };
            }
        }
    }
}

impl Comparison {
    fn open(&mut self, question: &Question) -> impl Iterator<Item = &mut AspectAnswer> {
        let object = self.objects.get_mut(question.object);
        let aspects = object.into_iter().flat_map(|object| &mut object.aspects);
        aspects.filter(|one| one.aspect == question.aspect)
    }

    /// Whether the query of a view is asked whose columns are other ones already: its body could not be
    /// the same.
    fn is_told(&self, question: &Question) -> bool {
        let object = self.objects.get(question.object);
        let mut aspects = object.into_iter().flat_map(|object| &object.aspects);
        let other =
            |one: &AspectAnswer| one.aspect == Aspect::Columns && one.answer == Answer::Different;
        question.aspect == Aspect::Body && aspects.any(other)
    }
}

fn is_open(object: &ObjectComparison, one: &AspectAnswer) -> bool {
    use ObjectKind as K;
    let kind = object.key.kind;
    match one.answer {
        Answer::Undecided(_) => true,
        Answer::Unmeasured(_) => match one.aspect {
            Aspect::Body => matches!(kind, K::View | K::MaterializedView),
            Aspect::Condition => kind == K::Trigger,
            Aspect::Using | Aspect::Check => kind == K::Policy,
            _ => false,
        },
        _ => false,
    }
}

/// What holds an expression.
pub(super) enum Part<'a> {
    Column(QualifiedName, &'a Column),
    Constraint(QualifiedName, &'a Constraint),
    Index(QualifiedName, &'a Index),
    Trigger(QualifiedName, &'a Trigger),
    Policy(QualifiedName, &'a Policy),
    Domain(&'a Domain),
    DomainCheck(&'a Domain, &'a DomainCheck),
    View(&'a View),
}

fn parts(schema: &Schema) -> BTreeMap<ObjectId, Part<'_>> {
    let mut parts = BTreeMap::new();
    for (name, table) in &schema.tables {
        of_table(name, table, &mut parts);
    }
    for user_type in schema.types.values() {
        if let Some(domain) = user_type.domain() {
            parts.insert(user_type.id, Part::Domain(domain));
            let checks = domain.checks.values();
            parts.extend(checks.map(|check| (check.id, Part::DomainCheck(domain, check))));
        }
    }
    for (key, view) in &schema.views {
        if let (Some(id), Some(schema)) = (schema.named.get(key), &key.schema) {
            parts.insert(*id, Part::View(view));
            let name = QualifiedName::new(schema.clone(), key.name.clone());
            of_table(&name, &view.parts, &mut parts);
        }
    }
    parts
}

fn of_table<'a>(name: &QualifiedName, table: &'a Table, parts: &mut BTreeMap<ObjectId, Part<'a>>) {
    let columns = table.columns.iter();
    parts.extend(columns.map(|part| (part.id, Part::Column(name.clone(), part))));
    let constraints = table.constraints.values();
    parts.extend(constraints.map(|part| (part.id, Part::Constraint(name.clone(), part))));
    let indexes = table.indexes.values();
    parts.extend(indexes.map(|part| (part.id, Part::Index(name.clone(), part))));
    let triggers = table.triggers.values();
    parts.extend(triggers.map(|part| (part.id, Part::Trigger(name.clone(), part))));
    let policies = table.policies.values();
    parts.extend(policies.map(|part| (part.id, Part::Policy(name.clone(), part))));
}

fn ask(
    ours: &Part<'_>,
    theirs: &Part<'_>,
    aspect: Aspect,
    gone: &Gone,
) -> Option<Result<explain::Question, Refusal>> {
    if let (Part::View(ours), Part::View(theirs)) = (ours, theirs) {
        if ours.adrift {
            return None;
        }
        let missing = gone.is_mentioned(&mentions(&ours.query.text).collect());
        return (!missing).then(|| explain::queries(&ours.query.text, &theirs.query.text));
    }
    let (ours, live) = (texts(ours, aspect)?, texts(theirs, aspect)?);
    let (among, result) = surroundings(theirs, aspect)?;
    Some(explain::expressions(&among, result, &ours, &live))
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
        (Part::Policy(_, policy), Aspect::Using) => one(policy.using.as_ref()?),
        (Part::Policy(_, policy), Aspect::Check) => one(policy.check.as_ref()?),
        (Part::Domain(domain), Aspect::Default) => one(domain.default.as_ref()?),
        (Part::DomainCheck(_, check), Aspect::Expression) => one(&check.expression),
        _ => None,
    }
}

fn of_index(index: &Index, aspect: Aspect) -> Option<Vec<&str>> {
    match aspect {
        Aspect::Predicate => Some(vec![index.predicate.as_ref()?.text.as_str()]),
        Aspect::Expression => {
            let keys = index.keys.iter().filter_map(|key| match &key.item {
                KeyItem::Column(_) => None,
                KeyItem::Expression(expression) => Some(expression.text.as_str()),
            });
            Some(keys.collect())
        }
        _ => None,
    }
}

/// What the live expression stands among, and what it is assigned to.
fn surroundings<'a>(part: &Part<'a>, aspect: Aspect) -> Option<(Among, Option<&'a DataType>)> {
    Some(match part {
        Part::Column(_, column) if aspect == Aspect::Default => {
            (Among::Nothing, Some(&column.data_type))
        }
        Part::Column(table, column) => (Among::Row(table.clone()), Some(&column.data_type)),
        Part::Constraint(table, _) | Part::Index(table, _) | Part::Policy(table, _) => {
            (Among::Row(table.clone()), None)
        }
        Part::Trigger(table, _) => (Among::Rows(table.clone()), None),
        Part::Domain(domain) => (Among::Nothing, Some(&domain.base)),
        Part::DomainCheck(domain, _) => (Among::Value(domain.base.clone()), None),
        Part::View(_) => return None,
    })
}

/// What is not where it is expected. A query that mentions it cannot be asked, and that is no news.
struct Gone {
    names: BTreeSet<String>,
    /// Tables, and columns of theirs.
    columns: BTreeSet<(String, String)>,
}

impl Gone {
    fn of(comparison: &Comparison) -> Self {
        let mut gone = Self {
            names: BTreeSet::new(),
            columns: BTreeSet::new(),
        };
        for object in &comparison.objects {
            if matches!(object.presence, Presence::Here | Presence::Twin(_)) {
                continue;
            }
            let name = object.key.name.as_str().to_lowercase();
            match (object.key.kind, &object.key.table) {
                (ObjectKind::Column, Some(table)) => {
                    let table = table.as_str().to_lowercase();
                    gone.columns.insert((table, name));
                }
                (_, None) | (ObjectKind::Table, _) => {
                    gone.names.insert(name);
                }
                (_, Some(_)) => {}
            }
        }
        gone
    }

    fn is_mentioned(&self, mentions: &BTreeSet<String>) -> bool {
        let both = |(table, column): &(String, String)| {
            mentions.contains(table) && mentions.contains(column)
        };
        self.names.iter().any(|name| mentions.contains(name)) || self.columns.iter().any(both)
    }
}
