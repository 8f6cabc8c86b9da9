//! What a story comes down to, and what to do.

use super::question::Complaint;
use super::story::{
    Act, Answer, Code, Deed, Facts, Known, Measured, Newer, Story, Subject, live, owner,
};
use crate::report::escape::shell_word;
use crate::report::finding::{Command, Finding, MigrationKey, Object};
use crate::report::migration::Migration;
use crate::report::model::Report;
use crate::report::vocabulary::{Caution, Engine, Kind, Verdict};
use crate::report::words::{list, minute};

/// Tells the story of what is known.
#[must_use]
pub fn story<'a>(known: &Known, facts: Facts<'a>) -> Story<'a> {
    let owner = owner(known);
    let maker = owner.as_ref().and_then(|key| judgement(&facts, key));
    let run = facts
        .report
        .and_then(|report| measured(report, facts.newer));
    let mut case = Case {
        known,
        facts,
        maker,
    };
    let (mut code, by) = case.conclude();
    if code == Code::NotRecorded
        && let Some(finding) = by.and_then(|deed| case.without_record(&deed.migration))
    {
        case.facts.findings = vec![finding];
        code = Code::Unrecorded;
    }
    let answer = Answer {
        code,
        text: case.words(code, by, run.as_ref()),
    };
    let commands = case.commands(code, by);
    let cautions = cautions(&case.behind(code));
    Story {
        report: case.facts.report,
        about: known.subject.clone(),
        complaint: case.facts.complaint,
        answer,
        run,
        verdict: maker.map(|maker| maker.verdict),
        migration: owner,
        ledger: known.deeds.clone(),
        runs: case.facts.runs,
        cautions,
        findings: case.facts.findings,
        commands,
    }
}

fn judgement<'a>(facts: &Facts<'a>, key: &MigrationKey) -> Option<&'a Migration> {
    let mut all = facts.report?.migrations.iter();
    all.find(|one| one.key() == *key && one.schema.as_deref() == facts.schema)
}

fn measured(report: &Report, newer: Option<&Report>) -> Option<Measured> {
    Some(Measured {
        id: report.run.id?,
        started_at: report.run.started_at,
        engine: report.target.engine,
        database: report.target.database.clone(),
        schema: report.target.schema.clone(),
        newer: newer.and_then(|newer| {
            Some(Newer {
                id: newer.run.id?,
                apps: newer.scope.apps.clone(),
            })
        }),
    })
}

/// One story.
struct Case<'k, 'a> {
    known: &'k Known,
    facts: Facts<'a>,
    /// The migration that it is, or that made it last.
    maker: Option<&'a Migration>,
}

impl<'k, 'a> Case<'k, 'a> {
    /// What it comes down to, and the deed by which.
    fn conclude(&self) -> (Code, Option<&'k Deed>) {
        if !self.known.stood_for_by.is_empty() {
            return (Code::StoodForBy, None);
        }
        if self.facts.report.is_none() {
            return (Code::NoRun, None);
        }
        if !self.facts.findings.is_empty() {
            return (Code::Wrong, None);
        }
        match &self.known.subject {
            Subject::Migration(_) => self.of_migration(),
            Subject::Object(asked) => self.of_object(asked),
        }
    }

    /// What the verdict says where no finding does.
    fn judged(&self) -> Code {
        match self.maker.map(|maker| maker.verdict) {
            None | Some(Verdict::NoLedger) => Code::NotJudged,
            Some(verdict) if verdict.is_bad() => match self.known.subject {
                Subject::Migration(_) => Code::Wrong,
                Subject::Object(_) => Code::MakerWrong,
            },
            Some(_) => Code::Fine,
        }
    }

    fn of_migration(&self) -> (Code, Option<&'k Deed>) {
        let recorded = self.maker.map(Migration::is_recorded);
        let mut deeds = self.known.deeds.iter();
        let waits = deeds.find(|deed| deed.recorded == Some(false));
        match (recorded, waits) {
            (Some(false), _) | (None, Some(_)) => (Code::NotRecorded, waits),
            _ => (self.judged(), None),
        }
    }

    fn of_object(&self, asked: &Object) -> (Code, Option<&'k Deed>) {
        match live(self.known) {
            Ok(Some(called)) if called == asked => (self.judged(), None),
            Ok(Some(_)) => match self.taken_away(asked) {
                Some(deed) => (Code::Renamed, Some(deed)),
                None => (Code::NotRecorded, self.waits(Act::Renames)),
            },
            Ok(None) => (Code::NotRecorded, self.waits(Act::Makes)),
            Err(dropped) => match self.waits(Act::Makes) {
                Some(deed) => (Code::NotRecorded, Some(deed)),
                None => (Code::Dropped, Some(dropped)),
            },
        }
    }

    /// What is said of a migration that ran, and has no record.
    fn without_record(&self, key: &MigrationKey) -> Option<&'a Finding> {
        let mut findings = self.facts.report?.findings.iter();
        findings.find(|one| {
            one.kind == Kind::Unrecorded
                && one.migration.as_ref() == Some(key)
                && one.schema.as_deref() == self.facts.schema
        })
    }

    /// The first that is not recorded and would do this.
    fn waits(&self, act: Act) -> Option<&'k Deed> {
        let mut all = self.known.deeds.iter();
        all.find(|deed| deed.recorded == Some(false) && deed.act == act)
    }

    /// The recorded deed by which it is not called any more as it is asked for.
    fn taken_away(&self, asked: &Object) -> Option<&'k Deed> {
        let deeds = &self.known.deeds;
        let mut pairs = deeds.iter().zip(deeds.iter().skip(1));
        let found = pairs.find(|(before, after)| {
            after.act == Act::Renames
                && after.recorded == Some(true)
                && before.object.as_ref() == Some(asked)
        });
        found.map(|(_, after)| after)
    }
}

const ELSEWHERE: &str = "If the error is newer, run `reconcile` again. If it is not, the application is connected to \
                         another database, or its search_path leads elsewhere: `reconcile --as-role ROLE` looks at that.";

const ELSEWHERE_OF_SQLITE: &str = "If the error is newer, run `reconcile` again. If it is not, the application has another file \
                                   open: DATABASES of its settings names it.";

const AGAIN: &str = "What makes it ran, and is recorded: something makes it a second time.";

/// The sentences.
impl Case<'_, '_> {
    fn words(&self, code: Code, by: Option<&Deed>, run: Option<&Measured>) -> String {
        let newer = run.and_then(|run| run.newer.as_ref());
        let newer = newer.map_or_else(String::new, |newer| format!(" {}", newer.words()));
        let run = run.map_or_else(|| "the run".to_owned(), Measured::words);
        format!("{}{newer}", self.told(code, by, &run))
    }

    fn told(&self, code: Code, by: Option<&Deed>, run: &str) -> String {
        let what = self.what();
        let deed = by.map_or_else(String::new, |deed| self.deed(deed));
        match code {
            Code::NoRun => "Which migrations are recorded is not known, as the history holds no run: `reconcile` makes one."
                .to_owned(),
            Code::NotRecorded if by.is_none() => {
                format!("No migration that is recorded makes {what}, says {run}.")
            }
            Code::NotRecorded => format!("{deed} is not recorded: it was not applied, says {run}."),
            Code::Unrecorded => {
                let migration = by.and_then(|deed| judgement(&self.facts, &deed.migration));
                let told = migration.map_or_else(String::new, |one| format!(": {}", one.told()));
                format!("{deed} is unrecorded{told}, says {run}. `migrate` would do all of it again.")
            }
            Code::Dropped => format!(
                "{deed} is recorded, says {run}. Code that asks for it is older than the database."
            ),
            Code::Renamed => format!(
                "{deed} is recorded, says {run}. Code that asks for the old name is older than the database."
            ),
            Code::Wrong => format!("{}, says {run}.", self.wrong(&what)),
            Code::MakerWrong => {
                let maker = self.maker.map_or_else(String::new, verdict);
                format!("No finding names {what}, but what makes it has some: {maker}, says {run}.")
            }
            Code::Fine => self.fine(&what, run),
            Code::NotJudged => format!(
                "{what} was not judged, says {run}: what makes it is not in its scope, or has no stored output."
            ),
            Code::StoodForBy => {
                let those: Vec<String> = self.known.stood_for_by.iter().map(ToString::to_string).collect();
                format!("{what} is not replayed: {} stands for it. Ask for that.", list(&those))
            }
        }
    }

    fn what(&self) -> String {
        match &self.known.subject {
            Subject::Object(object) => object.to_string(),
            Subject::Migration(key) => key.to_string(),
        }
    }

    fn deed(&self, deed: &Deed) -> String {
        match &self.known.subject {
            Subject::Object(_) => format!("{}, which {},", deed.migration, deed.does),
            Subject::Migration(key) => key.to_string(),
        }
    }

    fn wrong(&self, what: &str) -> String {
        if let (Subject::Migration(_), Some(maker)) = (&self.known.subject, self.maker) {
            return verdict(maker);
        }
        let findings = self.facts.findings.iter();
        let mut kinds: Vec<&str> = findings.map(|one| one.kind.as_str()).collect();
        kinds.sort_unstable();
        kinds.dedup();
        let kinds = list(&kinds);
        if self.known.deeds.is_empty() {
            return format!(
                "{what} is in the database, and no stored migration makes it ({kinds})"
            );
        }
        format!("{what} is not as its recorded migrations make it ({kinds})")
    }

    fn elsewhere(&self) -> &'static str {
        let target = self.facts.report.map(|report| &report.target);
        match target.map(|target| target.engine) {
            Some(Engine::Sqlite) => ELSEWHERE_OF_SQLITE,
            Some(Engine::Postgresql) | None => ELSEWHERE,
        }
    }

    fn fine(&self, what: &str, run: &str) -> String {
        let more = match self.facts.complaint {
            Some(Complaint::NotThere | Complaint::Denied) => format!(" {}", self.elsewhere()),
            Some(Complaint::AlreadyThere) => format!(" {AGAIN}"),
            Some(Complaint::Refused) | None => String::new(),
        };
        match (&self.known.subject, self.maker) {
            (Subject::Migration(_), Some(maker)) => format!("{}, says {run}.", verdict(maker)),
            (Subject::Object(_), Some(maker)) if maker.verdict != Verdict::Verified => {
                format!(
                    "Nothing wrong is known of {what}, says {run}; {}.{more}",
                    verdict(maker)
                )
            }
            _ => format!("{what} is as its recorded migrations make it, says {run}.{more}"),
        }
    }
}

/// `shop.0001_initial is verified: everything that should be there is there`.
fn verdict(migration: &Migration) -> String {
    format!(
        "{} is {}: {}",
        migration.key(),
        migration.verdict.called(),
        migration.told()
    )
}

impl Measured {
    /// The database and its schema; SQLite has one.
    #[must_use]
    pub fn place(&self) -> String {
        match self.engine {
            Engine::Sqlite => self.database.clone(),
            Engine::Postgresql => format!("{}, schema {}", self.database, self.schema),
        }
    }

    fn words(&self) -> String {
        let (id, at) = (self.id, minute(self.started_at));
        format!("run {id} ({at}) of {}", self.place())
    }
}

impl Newer {
    fn words(&self) -> String {
        let looked = match self.apps.as_slice() {
            [] => "did not judge it".to_owned(),
            apps => format!("looked at {} alone", list(apps)),
        };
        format!("(Run {}, newer, {looked}.)", self.id)
    }
}

/// What to do.
impl Case<'_, '_> {
    fn commands(&self, code: Code, by: Option<&Deed>) -> Vec<Command> {
        match (code, by) {
            (Code::NotRecorded, Some(deed)) => self.migrate(&deed.migration).into_iter().collect(),
            (Code::NoRun, _) => vec![Command::shell("reconcile".to_owned())],
            _ => next(&self.behind(code)),
        }
    }

    /// What applies a migration in the database of the run; none where a shell could take its name for something else.
    fn migrate(&self, key: &MigrationKey) -> Option<Command> {
        let (app, name) = (shell_word(&key.app)?, shell_word(&key.name)?);
        let reach = self.facts.report.map(|it| it.target.reach.clone());
        let reach = reach.unwrap_or_default();
        reach.migrate(&format!("{app} {name}"))
    }

    /// The findings by which something is to be done.
    fn behind(&self, code: Code) -> Vec<&Finding> {
        match code {
            Code::Wrong | Code::Unrecorded => self.facts.findings.clone(),
            Code::MakerWrong => self.of_maker(),
            _ => Vec::new(),
        }
    }

    /// The findings of the migration that makes it.
    fn of_maker(&self) -> Vec<&Finding> {
        let (Some(report), Some(maker)) = (self.facts.report, self.maker) else {
            return Vec::new();
        };
        let own = |finding: &&Finding| maker.findings.contains(&finding.id);
        report.findings.iter().filter(own).collect()
    }
}

/// What is run next of all of them, each command once.
fn next(findings: &[&Finding]) -> Vec<Command> {
    let mut all: Vec<Command> = Vec::new();
    for command in findings.iter().flat_map(|one| &one.next) {
        if !all.contains(command) {
            all.push(command.clone());
        }
    }
    all
}

/// What is looked at before it, each once.
fn cautions(findings: &[&Finding]) -> Vec<Caution> {
    let mut all: Vec<Caution> = Vec::new();
    for caution in findings.iter().filter_map(|one| one.caution) {
        if !all.contains(&caution) {
            all.push(caution);
        }
    }
    all
}
