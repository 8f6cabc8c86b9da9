//! What comparing leaves open and a server could decide: as questions, whose answers are written back.

use std::collections::{BTreeMap, BTreeSet};

use super::Comparison;
use super::answer::{Answer, AttributeAnswer, ObjectComparison};
use super::part::{self, Inquiry, Part, parts};
use crate::effect::explain::{self, Refusal, Scope, mentions};
use crate::name::{Name, QualifiedName};
use crate::replay::Expected;
use crate::schema::{Attribute, Column, ObjectKind, Schema};

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
    /// The position in [`ObjectComparison::attributes`].
    answer: usize,
    /// What is put to the server, or why it is not.
    pub asked: Result<explain::Question, Refusal>,
    /// The columns that the texts stand among, with their types, where an answer depends on nothing else
    /// but the texts and what is no table: then it may be remembered.
    pub columns: Option<Vec<String>>,
}

/// What is said to a question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ruling {
    /// Both sides are planned alike.
    Same,
    /// They were, in an earlier run that asked the same.
    Remembered,
    /// They are not: that proves nothing.
    Apart,
    /// No answer; why.
    Unanswered(&'static str),
    /// Not asked: what planning would run, for people.
    Withheld(String),
}

/// Why it is not asked what planning would run.
const WITHHELD: &str =
    "the server was not asked, because planning would run what another role made";

/// The questions that `comparison` leaves open, in the order of its objects. `live` is the schema as the
/// server has it.
#[must_use]
pub fn questions(expected: &Expected, live: &Schema, comparison: &Comparison) -> Vec<Question> {
    let open = |object: &ObjectComparison| object.attributes.iter().any(|one| is_open(object, one));
    if !comparison.objects.iter().any(open) {
        return Vec::new();
    }
    let (missing_names, memory) = (MissingNames::of(comparison), Memory::of(live));
    let (ours, theirs) = (parts(&expected.schema), parts(live));
    let mut questions = Vec::new();
    for (position, object) in comparison.objects.iter().enumerate() {
        let there = object.live.and_then(|id| theirs.get(&id));
        let (Some(ours), Some(theirs)) = (ours.get(&object.id), there) else {
            continue;
        };
        for (answer, one) in object.attributes.iter().enumerate() {
            if is_open(object, one)
                && let Some((asked, columns)) = ask(ours, theirs, one, &missing_names, &memory)
            {
                questions.push(Question {
                    object: position,
                    answer,
                    asked,
                    columns,
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
        if let Some(one) = self.open(question) {
            let ruling = match ruling {
                Ruling::Withheld(because) => {
                    one.because = Some(because);
                    Ruling::Unanswered(WITHHELD)
                }
                other => other,
            };
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
                _ => return,
            };
            one.answer = settled;
        }
    }

    /// Writes back that a question could not be asked. Two sides that are told apart before anything is
    /// asked are as undecided as if the server had done so; else what was known stays.
    pub fn refuse(&mut self, question: &Question, refusal: Refusal) {
        let told = self.is_told(question);
        if let Some(one) = self.open(question)
            && let Answer::Unmeasured(_) = one.answer
        {
            one.answer = match refusal {
                Refusal::Names | Refusal::Shape if told => Answer::Unmeasured(TOLD),
                Refusal::Names | Refusal::Shape => Answer::Undecided(refusal.reason()),
                Refusal::Unread | Refusal::Hidden => Answer::Unmeasured(refusal.reason()),
            };
        }
    }
}

impl Comparison {
    fn open(&mut self, question: &Question) -> Option<&mut AttributeAnswer> {
        let object = self.objects.get_mut(question.object)?;
        object.attributes.get_mut(question.answer)
    }

    /// Whether the query of a view is asked whose columns are other ones already: its body could not be
    /// the same.
    fn is_told(&self, question: &Question) -> bool {
        let Some(object) = self.objects.get(question.object) else {
            return false;
        };
        let asked = object.attributes.get(question.answer);
        let other = |one: &AttributeAnswer| {
            one.attribute == Attribute::Columns && one.answer == Answer::Different
        };
        asked.is_some_and(|one| one.attribute == Attribute::Body)
            && object.attributes.iter().any(other)
    }
}

fn is_open(object: &ObjectComparison, one: &AttributeAnswer) -> bool {
    use ObjectKind as K;
    let kind = object.key.kind;
    match one.answer {
        Answer::Undecided(_) => true,
        Answer::Unmeasured(_) => match one.attribute {
            Attribute::Body => matches!(kind, K::View | K::MaterializedView | K::Function),
            Attribute::Condition => matches!(kind, K::Trigger | K::Rule),
            Attribute::Using | Attribute::Check => kind == K::Policy,
            _ => false,
        },
        _ => false,
    }
}

/// What is put to the server, and what its answer depends on.
type Asked = (Result<explain::Question, Refusal>, Option<Vec<String>>);

/// The question of one answer.
fn ask(
    ours: &[Part<'_>],
    theirs: &[Part<'_>],
    open: &AttributeAnswer,
    missing_names: &MissingNames,
    memory: &Memory<'_>,
) -> Option<Asked> {
    if let ([Part::View(ours)], [Part::View(theirs)], Attribute::Body) =
        (ours, theirs, open.attribute)
    {
        if ours.stale_text {
            return None;
        }
        let missing = missing_names.is_mentioned(&mentions(&ours.query.text).collect());
        return (!missing).then(|| (explain::queries(&ours.query.text, &theirs.query.text), None));
    }
    let Inquiry {
        scope,
        result,
        expected,
        live,
    } = part::inquiry(ours, theirs, open)?;
    let (expected, live) = (borrowed(&expected), borrowed(&live));
    let asked = explain::expressions(&scope, result.as_ref(), &expected, &live);
    let lasting = asked.as_ref().is_ok_and(|asked| asked.lasting);
    let columns = || memory.grounds(&scope, &[expected, live].concat());
    let columns = lasting.then(columns).flatten();
    Some((asked, columns))
}

fn borrowed(texts: &[String]) -> Vec<&str> {
    texts.iter().map(String::as_str).collect()
}

/// What is not where it is expected. A query that mentions it cannot be asked, and that is no news.
struct MissingNames {
    names: BTreeSet<String>,
    /// Tables, and columns of theirs.
    columns: BTreeSet<(String, String)>,
}

impl MissingNames {
    fn of(comparison: &Comparison) -> Self {
        let mut missing_names = Self {
            names: BTreeSet::new(),
            columns: BTreeSet::new(),
        };
        for object in &comparison.objects {
            if object.presence.is_in_place() {
                continue;
            }
            let name = object.key.name.as_str().to_lowercase();
            match (object.key.kind, &object.key.table) {
                (ObjectKind::Column, Some(table)) => {
                    let table = table.as_str().to_lowercase();
                    missing_names.columns.insert((table, name));
                }
                (_, None) | (ObjectKind::Table, _) => {
                    missing_names.names.insert(name);
                }
                (_, Some(_)) => {}
            }
        }
        missing_names
    }

    fn is_mentioned(&self, mentions: &BTreeSet<String>) -> bool {
        let both = |(table, column): &(String, String)| {
            mentions.contains(table) && mentions.contains(column)
        };
        self.names.iter().any(|name| mentions.contains(name)) || self.columns.iter().any(both)
    }
}

/// The relations of the live side. They tell which answers of a server may be remembered: those that depend on
/// the texts, on the types of the columns that they stand among, and on nothing else that a table has.
struct Memory<'a> {
    /// How many relations have a name that begins with the word.
    named: BTreeMap<String, usize>,
    columns: BTreeMap<QualifiedName, &'a [Column]>,
}

impl<'a> Memory<'a> {
    fn of(live: &'a Schema) -> Self {
        let tables = live.tables.iter();
        let tables = tables.map(|(name, table)| (name.clone(), table.columns.as_slice()));
        let views = live
            .views()
            .map(|(key, view)| (key.qualified(), view.parts.columns.as_slice()));
        let columns: BTreeMap<_, _> = tables.chain(views).collect();
        let mut named = BTreeMap::new();
        for name in columns.keys().chain(live.sequences.keys()) {
            *named.entry(first_word(&name.name)).or_default() += 1;
        }
        Self { named, columns }
    }

    /// The columns that texts stand `among`, with their types; none where an answer must not be
    /// remembered, because a text names another relation. A word is taken for a relation wherever it stands:
    /// the value of a `regclass` is a string.
    fn grounds(&self, scope: &Scope, texts: &[&str]) -> Option<Vec<String>> {
        let own = match scope {
            Scope::Row(table) | Scope::Rows(table) => Some(table),
            Scope::Value(_) | Scope::Arguments(_) | Scope::Nothing => None,
        };
        let own_word = own.map(|table| first_word(&table.name));
        let other = |word: &String| {
            let own = usize::from(own_word.as_ref() == Some(word));
            self.named.get(word).is_some_and(|count| *count > own)
        };
        let mut words = texts.iter().flat_map(|text| mentions(text));
        // A name without a letter could stand anywhere.
        if other(&String::new()) || words.any(|word| other(&word)) {
            return None;
        }
        match own {
            Some(table) => Some(self.columns.get(table)?.iter().map(in_words).collect()),
            None => Some(Vec::new()),
        }
    }
}

fn first_word(name: &Name) -> String {
    mentions(name.as_str()).next().unwrap_or_default()
}

fn in_words(column: &Column) -> String {
    let collation = column.collation.as_ref().map(ToString::to_string);
    format!(
        "{} {} {}",
        column.name.quoted(),
        column.data_type,
        collation.unwrap_or_default()
    )
}
