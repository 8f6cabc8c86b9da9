//! The whole story of an object or a migration: which stored statements make and change it, whether they are
//! recorded, what runs said of it, what is wrong with it now, and what to do.

use jiff::Timestamp;
use serde::Serialize;

use super::question::{Complaint, Question};
use crate::report::finding::{Command, Finding, MigrationKey, Object, SourceLocation};
use crate::report::model::Report;
use crate::report::vocabulary::{Caution, Engine, Kind, Verdict};

/// What a statement of the ledger does to an object.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Deed {
    /// The migration.
    pub migration: MigrationKey,
    /// Whether it is recorded in the database of the run; none where no run is stored.
    pub recorded: Option<bool>,
    /// Where the statement stands.
    pub place: SourceLocation,
    /// What it does, in a word.
    pub act: Act,
    /// What the object is called after it; before it, where it is dropped.
    pub object: Option<Object>,
    /// What it does, behind the migration's name: `adds column note and index note_idx`.
    pub does: String,
}

/// What a statement does to an object, in a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Act {
    /// It is there from here on.
    Makes,
    /// It is otherwise.
    Changes,
    /// It is called otherwise, or in another schema.
    Renames,
    /// It is not there any more.
    Drops,
}

/// What the ledger knows of one thing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Known {
    /// What it is.
    pub subject: Subject,
    /// What the ledger does to it, in order.
    pub deeds: Vec<Deed>,
    /// Of a migration that is not replayed: those that stand for it.
    pub stood_for_by: Vec<MigrationKey>,
}

/// What a story is about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Subject {
    /// An object, by the name that was asked for.
    Object(Object),
    /// A migration.
    Migration(MigrationKey),
}

/// Which run it was taken from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Measured {
    /// Its number.
    pub id: u64,
    /// When it began.
    #[serde(serialize_with = "crate::report::json::seconds")]
    pub started_at: Timestamp,
    /// Which sort of database.
    #[serde(skip)]
    pub engine: Engine,
    /// The database.
    pub database: String,
    /// The schema.
    pub schema: String,
    /// A newer run, which did not judge what the story is about; none where there is none.
    pub newer: Option<Newer>,
}

/// A run that looked at some apps alone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Newer {
    /// Its number.
    pub id: u64,
    /// The apps; empty where it looked at all.
    pub apps: Vec<String>,
}

/// What a run says of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// There are findings about it.
    Wrong,
    /// There are none.
    Fine,
    /// It was dropped.
    Dropped,
    /// What makes it was not recorded.
    NotRecorded,
    /// The run did not judge what makes it.
    NotJudged,
}

/// Runs one after the other that say the same.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Stretch {
    /// The first of them.
    pub from: u64,
    /// When it began.
    #[serde(serialize_with = "crate::report::json::seconds")]
    pub since: Timestamp,
    /// The last of them.
    pub to: u64,
    /// When that began.
    #[serde(serialize_with = "crate::report::json::seconds")]
    pub until: Timestamp,
    /// What they say.
    pub state: State,
}

/// The whole story of one thing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Story<'a> {
    /// What it is about.
    pub about: Subject,
    /// What the error says of it, where the message of one was given.
    pub complaint: Option<Complaint>,
    /// The report of the run.
    #[serde(skip)]
    pub report: Option<&'a Report>,
    /// What it comes down to.
    pub answer: Answer,
    /// The run by which the answer goes; none where none is stored.
    pub run: Option<Measured>,
    /// The migration that it is, or that made it last, and the verdict on it.
    pub migration: Option<MigrationKey>,
    /// The verdict.
    pub verdict: Option<Verdict>,
    /// What the ledger does to it, in order.
    pub ledger: Vec<Deed>,
    /// What the runs of that database, schema and scope said, the oldest first.
    pub runs: Vec<Stretch>,
    /// What is wrong with it in that run; with the code `unrecorded`, what is with the migration.
    pub findings: Vec<&'a Finding>,
    /// What to look at or decide before that is run.
    pub cautions: Vec<Caution>,
    /// What to run next.
    #[serde(rename = "do")]
    pub commands: Vec<Command>,
}

/// What it comes down to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Answer {
    /// A stable word.
    pub code: Code,
    /// A sentence or two.
    pub text: String,
}

/// What it comes down to, in a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Code {
    /// Which migrations are recorded is not known: no run is stored.
    NoRun,
    /// What makes it, or gives it the name, is not recorded.
    NotRecorded,
    /// What makes it, or gives it the name, ran in whole or in part, and has no record.
    Unrecorded,
    /// A recorded migration dropped it.
    Dropped,
    /// A recorded migration gave it another name.
    Renamed,
    /// There are findings about it.
    Wrong,
    /// There are none, but what makes it has some.
    MakerWrong,
    /// It was as it should be.
    Fine,
    /// The run did not judge what makes it.
    NotJudged,
    /// Another migration stands for it: a squash, or what a squash replaces.
    StoodForBy,
}

/// What a story is told from.
pub struct Facts<'a> {
    /// What the error says, where the message of one was given.
    pub complaint: Option<Complaint>,
    /// The report of the run; none where none is stored.
    pub report: Option<&'a Report>,
    /// A newer run, where that did not judge it.
    pub newer: Option<&'a Report>,
    /// The schema that is meant, where the run was over several.
    pub schema: Option<&'a str>,
    /// What runs said of it, the oldest first: the last is that run.
    pub runs: Vec<Stretch>,
    /// The findings about it in that run.
    pub findings: Vec<&'a Finding>,
}

/// The migration that it is, or that made it last.
#[must_use]
pub fn owner(known: &Known) -> Option<MigrationKey> {
    match &known.subject {
        Subject::Migration(key) => Some(key.clone()),
        Subject::Object(_) => {
            let made = |deed: &&Deed| deed.act == Act::Makes;
            let recorded = |deed: &&Deed| deed.recorded != Some(false);
            let mut all = known.deeds.iter().rev().filter(made);
            let first = all.clone().next();
            let found = all.find(recorded).or(first);
            found.map(|deed| deed.migration.clone())
        }
    }
}

/// Whether what is said of an object of this kind, table and name is about `object`: it is the object, a part of it,
/// or the table that it is a part of.
#[must_use]
pub fn is_about(kind: &str, table: Option<&str>, name: &str, object: &Object) -> bool {
    let same = || {
        kind == object.object_type.as_str()
            && name == object.name
            && table == object.table.as_deref()
    };
    let of_table = || table.is_some() && table == object.table.as_deref();
    match &object.table {
        Some(table) if *table == object.name => of_table(),
        Some(_) => same() || (kind == "table" && of_table()),
        None => same(),
    }
}

/// The findings of a report about what is known.
#[must_use]
pub fn findings<'a>(report: &'a Report, known: &Known, schema: Option<&str>) -> Vec<&'a Finding> {
    let of_schema = |finding: &&Finding| finding.schema.as_deref() == schema;
    let about = |finding: &&Finding| match &known.subject {
        Subject::Migration(key) => finding.migration.as_ref() == Some(key),
        Subject::Object(_) => {
            let (Some(own), Some(object)) = (&finding.object, called(known)) else {
                return false;
            };
            is_about(
                own.object_type.as_str(),
                own.table.as_deref(),
                &own.name,
                object,
            )
        }
    };
    let all = report.findings.iter();
    all.filter(of_schema).filter(about).collect()
}

/// What no stored migration makes, and findings of the report name: those objects that are meant.
#[must_use]
pub fn seen(report: &Report, question: &Question) -> Vec<Object> {
    let strange = |one: &&Finding| matches!(one.kind, Kind::Unexpected | Kind::Unmanaged);
    let objects = report.findings.iter().filter(strange);
    let objects = objects.filter_map(|one| one.object.as_ref());
    let meant = objects.filter(|object| {
        let table = object.table.as_deref();
        let mut wanted = question.objects.iter();
        wanted.any(|one| {
            let schema = object.schema.as_deref();
            one.means(object.object_type, schema, table, &object.name)
        })
    });
    meant.cloned().collect()
}

/// What it is called after all that is recorded; none where nothing recorded makes it, and the deed that dropped it.
///
/// # Errors
///
/// It was dropped.
pub(super) fn live(known: &Known) -> Result<Option<&Object>, &Deed> {
    let mut recorded = known
        .deeds
        .iter()
        .filter(|deed| deed.recorded == Some(true));
    match recorded.next_back() {
        None => Ok(None),
        Some(last) if last.act == Act::Drops => Err(last),
        Some(last) => Ok(last.object.as_ref()),
    }
}

/// What a story goes by where runs and findings are asked: the name that the object has in the database.
#[must_use]
pub fn called(known: &Known) -> Option<&Object> {
    let Subject::Object(asked) = &known.subject else {
        return None;
    };
    live(known).ok().flatten().or(Some(asked))
}
