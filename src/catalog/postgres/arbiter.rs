//! The server as arbiter: two plans for each question, and nothing is executed.
//!
//! The session that read the catalog stays open for it. All questions are asked in one `READ ONLY`
//! transaction, each under a savepoint, each statement by the extended protocol, which takes one
//! statement at a time (`exec_parse_message` of `postgres.c`). Planning runs functions, though, and with the
//! rights of the role that asks: what may reach one that neither a superuser nor this role made is not asked
//! ([`Distrust`]).

use std::time::{Duration, Instant};

use postgres::error::SqlState;
use postgres::{Client, Transaction};

use super::moment::{Moment, Since};
use super::query::SETTINGS;
use super::query::{DecodeError, RowReader};
use super::{query, session};
use crate::catalog::CatalogError;
use crate::effect::explain::{Explain, Question, Reach};
use crate::name::Name;

/// How long one question may take, and all of them.
const EACH: Duration = Duration::from_secs(5);
const ALL: Duration = Duration::from_secs(30);

/// More questions than that are not asked.
const MOST: usize = 2_000;

/// What must show in a plan, though an index or an earlier sort could stand in for it: each ORDER BY as a
/// sort. The path of the reading transaction is empty; the ledger's names mean what they mean there.
const PLANNER: &str = include_str!("queries/planner.sql");

/// One row: a digest.
const ENVIRONMENT: &str = include_str!("queries/environment.sql");

/// What the server says to a question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reply {
    /// Both sides have one plan.
    Same,
    /// They have two.
    Apart,
    /// It said nothing; why.
    Nothing(NoReply),
    /// It was not asked: what planning would run, for people.
    Withheld(String),
}

/// Why there is no reply.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoReply {
    /// The role may not read something that the question names.
    NoRight,
    /// The time for one question was over, or something was locked.
    TooLong,
    /// Something that the question names is not there.
    Unknown,
    /// The server refused it for another reason.
    Refused,
    /// The plan does not show what was asked.
    Hidden,
    /// The time or the number of all questions was used up.
    Enough,
    /// The schema is not what it was when it was read.
    Moved,
}

impl NoReply {
    /// Why, for people.
    #[must_use]
    pub fn reason(self) -> &'static str {
        match self {
            Self::NoRight => {
                "the server could decide it, but the role may not read what it names (SELECT)"
            }
            Self::TooLong => "the server did not decide it in time",
            Self::Unknown => "the server does not know something that one side names",
            Self::Refused => "the server refused to plan it",
            Self::Hidden => "the server's plan does not show all of it",
            Self::Moved => "the schema was changed while the server was asked",
            Self::Enough => "it was not put to the server: there were too many questions",
        }
    }
}

/// An open session that answers questions.
pub struct Arbiter {
    client: Client,
    /// The server's `server_version_num`.
    version: i32,
    search_path: Vec<Name>,
    statement_timeout: Duration,
    moment: Moment,
}

impl Arbiter {
    /// Over the session that read the catalog.
    pub(super) fn new(
        client: Client,
        version: i32,
        statement_timeout: Duration,
        moment: Moment,
    ) -> Self {
        Self {
            client,
            version,
            search_path: Vec::new(),
            statement_timeout: statement_timeout.min(EACH),
            moment,
        }
    }

    /// Where the names of the questions that follow are looked for.
    pub fn search(&mut self, path: Vec<Name>) {
        self.search_path = path;
    }

    /// Asks in order; a reply for each question.
    pub fn ask(&mut self, questions: &[&Question]) -> Vec<Reply> {
        let end = Instant::now() + ALL;
        let Some((mut tx, distrust)) = self.begin() else {
            return vec![Reply::Nothing(NoReply::Refused); questions.len()];
        };
        let numbered = questions.iter().enumerate();
        numbered
            .map(|(number, question)| {
                if let Some(because) = distrust.of(&question.reach) {
                    return Reply::Withheld(because);
                }
                if number >= MOST || Instant::now() >= end {
                    return Reply::Nothing(NoReply::Enough);
                }
                reply(&mut tx, question)
            })
            .collect()
    }

    /// Whether all that was answered until now is of the moment of which the catalog was read.
    pub fn holds(&mut self) -> bool {
        let since = self.moment.since(&mut self.client, self.statement_timeout);
        matches!(since, Ok(Since::Same))
    }

    /// A digest of everything in the database and the session, tables apart, by which the server reads an
    /// expression: as long as it stays, so do the answers. None where the server does not give it.
    pub fn environment(&mut self) -> Option<String> {
        let planner = self.planner();
        let mut tx = self.closed()?;
        let row = tx.query_typed_opt(ENVIRONMENT, &[]).ok()??;
        let digest: String = row.try_get(0).ok()?;
        Some([digest.as_str(), SETTINGS, &planner].join("\n"))
    }

    /// A transaction in which no name means what somebody else made.
    fn closed(&mut self) -> Option<Transaction<'_>> {
        let mut tx = session::begin(&mut self.client, self.statement_timeout).ok()?;
        tx.batch_execute(SETTINGS).ok()?;
        Some(tx)
    }

    /// The same, opened for the names of questions, and what those may not reach.
    fn begin(&mut self) -> Option<(Transaction<'_>, Distrust)> {
        let (version, planner) = (self.version, self.planner());
        let mut tx = self.closed()?;
        let distrust = Distrust::read(&mut tx, version).ok()?;
        tx.batch_execute(&planner).ok()?;
        Some((tx, distrust))
    }

    fn planner(&self) -> String {
        let path = self.search_path.iter();
        let path: String = path.map(|schema| schema.quoted() + ", ").collect();
        PLANNER.replace("{search_path}", &path)
    }
}

fn reply(tx: &mut Transaction<'_>, question: &Question) -> Reply {
    let mut plan = |side: &Explain| plan(tx, side).map_err(|error| no_reply(&error));
    match (plan(&question.expected), plan(&question.live)) {
        (Ok(expected), Ok(live)) => held(&expected, &live),
        (Err(no_reply), _) | (_, Err(no_reply)) => Reply::Nothing(no_reply),
    }
}

/// The lines of a plan. A savepoint keeps the transaction usable after an error.
fn plan(tx: &mut Transaction<'_>, explain: &Explain) -> Result<Vec<String>, postgres::Error> {
    let mut inner = tx.transaction()?;
    let rows = inner.query_typed(explain.text(), &[])?;
    let lines = rows.iter().map(|row| row.try_get(0));
    let lines = lines.collect::<Result<_, _>>()?;
    inner.rollback()?;
    Ok(lines)
}

fn held(expected: &[String], live: &[String]) -> Reply {
    let (expected, live) = (without_identifier(expected), without_identifier(live));
    if expected != live {
        return Reply::Apart;
    }
    // Below a condition that never holds, the planner plans nothing (`explain.c`, T_Result).
    let never = |line: &String| line.trim_start().starts_with("One-Time Filter: false");
    let output = |line: &String| line.trim_start().starts_with("Output: ");
    if expected.iter().any(never) || !expected.iter().any(output) {
        return Reply::Nothing(NoReply::Hidden);
    }
    Reply::Same
}

/// With `compute_query_id` a plan ends with the number of its statement.
fn without_identifier(plan: &[String]) -> &[String] {
    match plan.split_last() {
        Some((last, rest)) if last.starts_with("Query Identifier: ") => rest,
        _ => plan,
    }
}

fn no_reply(error: &postgres::Error) -> NoReply {
    const UNKNOWN: [SqlState; 6] = [
        SqlState::UNDEFINED_TABLE,
        SqlState::UNDEFINED_COLUMN,
        SqlState::UNDEFINED_FUNCTION,
        SqlState::UNDEFINED_OBJECT,
        SqlState::INVALID_SCHEMA_NAME,
        SqlState::AMBIGUOUS_COLUMN,
    ];
    match error.code() {
        Some(code) if *code == SqlState::INSUFFICIENT_PRIVILEGE => NoReply::NoRight,
        Some(code)
            if *code == SqlState::QUERY_CANCELED || *code == SqlState::LOCK_NOT_AVAILABLE =>
        {
            NoReply::TooLong
        }
        Some(code) if UNKNOWN.contains(code) => NoReply::Unknown,
        _ => NoReply::Refused,
    }
}

/// What no question may reach.
struct Distrust(Vec<Distrusted>);

struct Distrusted {
    found_by: FoundBy,
    schema: String,
    name: String,
    /// The column of the table whose type it is.
    column: String,
    /// What it is, for people.
    because: String,
}

/// How a question reaches it.
enum FoundBy {
    /// By its name: a function, a type.
    Name,
    Operator,
    /// By its name, where there is a query.
    Relation,
    /// By the column of a table.
    Row,
    /// Always.
    Everything,
}

impl Distrust {
    fn read(tx: &mut Transaction<'_>, version: i32) -> Result<Self, CatalogError> {
        let all = query::DISTRUSTED.read(tx, version, &[], distrusted)?;
        Ok(Self(all))
    }

    /// Why a question is not asked, for people; none where it may be.
    fn of(&self, reach: &Reach) -> Option<String> {
        let found = self.0.iter().find(|one| one.is_reached(reach))?;
        Some(found.because.clone())
    }
}

impl Distrusted {
    fn is_reached(&self, reach: &Reach) -> bool {
        match self.found_by {
            FoundBy::Name => reach.has_name(&self.name),
            FoundBy::Operator => reach.has_operator(&self.name),
            FoundBy::Relation => reach.has_relation(&self.name),
            FoundBy::Row => reach.has_row(&self.schema, &self.name, &self.column),
            FoundBy::Everything => true,
        }
    }
}

fn distrusted(row: &RowReader<'_>) -> Result<Distrusted, DecodeError> {
    Ok(Distrusted {
        found_by: match row.take::<&str>()? {
            "name" => FoundBy::Name,
            "operator" => FoundBy::Operator,
            "relation" => FoundBy::Relation,
            "row" => FoundBy::Row,
            _ => FoundBy::Everything,
        },
        schema: row.take()?,
        name: row.take()?,
        column: row.take()?,
        because: row.take()?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plan(lines: &[&str]) -> Vec<String> {
        lines.iter().map(|line| (*line).to_owned()).collect()
    }

    #[test]
    fn equal_plans_are_the_same_whatever_number_the_statement_has() {
        let first = plan(&["Result", "  Output: 1", "Query Identifier: 1"]);
        let second = plan(&["Result", "  Output: 1", "Query Identifier: 2"]);
        assert_eq!(held(&first, &second), Reply::Same);
        let other = plan(&["Result", "  Output: 2", "Query Identifier: 1"]);
        assert_eq!(held(&first, &other), Reply::Apart);
    }

    #[test]
    fn a_plan_that_shows_nothing_proves_nothing() {
        for lines in [
            &["Result"][..],
            &["Result", "  Output: a", "  One-Time Filter: false"],
        ] {
            let plan = plan(lines);
            assert_eq!(held(&plan, &plan), Reply::Nothing(NoReply::Hidden));
        }
    }

    #[test]
    fn a_line_of_a_constant_is_no_number_of_a_statement() {
        let first = plan(&["Result", "  Output: 'a", "Query Identifier: 1", "'"]);
        let second = plan(&["Result", "  Output: 'a", "Query Identifier: 2", "'"]);
        assert_eq!(held(&first, &second), Reply::Apart);
    }
}
