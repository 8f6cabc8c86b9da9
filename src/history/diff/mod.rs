//! Two runs side by side. What is new is what `--fail-on new` calls so.

mod judged;

use std::collections::BTreeMap;

use serde::de::DeserializeOwned;

use self::judged::Ages;
pub(super) use self::judged::Measured;
use super::edited::{digests, times};
use super::error::{HistoryError, Problem};
use super::rows::{self, Found, integer, natural};
use super::selector::RunSelector;
use super::{History, LedgerFile, PreviousRun, RecordRow, shared};
use crate::report::change::{
    ChangedFinding, Difference, FileChange, FindingChanges, NotRechecked, ObjectChange,
    ObjectChanges, Persisting, RecordChange, VerdictChange,
};
use crate::report::words::list;
use crate::report::{Finding, Migration, MigrationKey, Report, Scope, Verdict};

impl History {
    /// The numbers of the two runs that are meant, the one to hold against first. Where nothing is said:
    /// the newest run, and the one before it of the same database, schema and scope. With `old` alone, a
    /// number, the newest run of its database, schema and scope is held against it.
    ///
    /// # Errors
    ///
    /// Where the file cannot be read, there are no such two runs, or both are the same run.
    pub fn pair(
        &self,
        old: Option<RunSelector>,
        new: Option<RunSelector>,
    ) -> Result<(u64, u64), HistoryError> {
        self.attempt(|history| {
            let newest =
                match (old, new) {
                    (Some(wanted @ RunSelector::Id(id)), None) => history
                        .newest_beside(integer(id))?
                        .ok_or_else(|| history.no_such_run(wanted))?,
                    (_, wanted) => history.existing(wanted.unwrap_or(RunSelector::Latest))?,
                };
            let wanted = old.unwrap_or(RunSelector::Previous);
            let held = history.resolve_beside(wanted, newest)?;
            let there = held.map(|id| history.is_there(id)).transpose()?;
            let run = natural(newest);
            match held.filter(|_| there == Some(true)) {
                None if old.is_none() => Err(Problem::FirstRun { run }),
                None => Err(history.no_such_run(wanted)),
                Some(held) if held == newest => Err(Problem::SameRun { run }),
                Some(held) => Ok((natural(held), run)),
            }
        })
    }

    pub(in crate::history) fn newest_beside(&self, run: i64) -> Found<Option<i64>> {
        let sql = "SELECT max(run.id) FROM run JOIN run AS it USING (identity, schema_name, scope)
             WHERE it.id = ?";
        rows::value(&self.connection, sql, [run])
    }

    /// What is different in the run `new`, held against the run `old`.
    ///
    /// # Errors
    ///
    /// Where a run is not there or cannot be read, or where the two are of different databases, schemas or
    /// scopes and `force` is not given.
    pub fn difference(&self, old: u64, new: u64, force: bool) -> Result<Difference, HistoryError> {
        let [then, now] = [
            self.load(RunSelector::Id(old))?,
            self.load(RunSelector::Id(new))?,
        ];
        let apart = apart(&then, &now);
        self.attempt(|history| {
            if !force && !apart.is_empty() {
                return Err(Problem::Apart { old, new, apart });
            }
            history.try_difference(&then, &now, apart)
        })
    }

    fn try_difference(&self, then: &Report, now: &Report, apart: Vec<String>) -> Found<Difference> {
        let mut found = Difference::between(then, now);
        let [old, new] = [&found.old, &found.new].map(|head| head.run.id.unwrap_or(0));
        found.unlike = apart;
        found.unlike.extend(made_otherwise(then, now));
        let known = self.known(integer(old), now)?;
        let ages = self.ages(new, now)?;
        found.findings = findings(then, now, &known, &ages);
        found.verdicts = verdicts(&then.migrations, &now.migrations);
        found.records = self.held("records", [old, new], records)?;
        found.ledger = self.held("files", [old, new], files)?;
        found.objects = self.changed_objects(old, new)?;
        Ok(found)
    }

    fn changed_objects(&self, old: u64, new: u64) -> Found<ObjectChanges> {
        let text = |digest: Option<String>| {
            let text = digest.map(|digest| shared::get(&self.connection, &digest));
            text.transpose()
        };
        let changed = other(self.object_digests(old)?, self.object_digests(new)?).into_iter();
        let changed = changed.map(|(key, old, new)| {
            Ok(ObjectChange {
                key,
                old: text(old)?,
                new: text(new)?,
            })
        });
        Ok(ObjectChanges {
            not_kept: Vec::new(),
            changed: changed.collect::<Found<_>>()?,
        })
    }

    /// What `compare` says of two lists that runs were made from; nothing where both have one.
    fn held<T: DeserializeOwned, C>(
        &self,
        column: &str,
        [old, new]: [u64; 2],
        compare: fn(&[T], &[T]) -> Vec<C>,
    ) -> Found<Vec<C>> {
        let sql = format!("SELECT {column} FROM run WHERE id = ?");
        let digest = |run| rows::value::<String>(&self.connection, &sql, [integer(run)]);
        let (old, new) = (digest(old)?, digest(new)?);
        if old == new {
            return Ok(Vec::new());
        }
        let list = |digest: &str| shared::get_json::<Vec<T>>(&self.connection, digest);
        Ok(compare(&list(&old)?, &list(&new)?))
    }
}

/// Why the runs may not be compared unless a person says so: another database, schema or scope.
fn apart(then: &Report, now: &Report) -> Vec<String> {
    let mut found = Vec::new();
    let (old, new) = (&then.target, &now.target);
    if old.identity != new.identity {
        found.push(if old.database == new.database {
            let (from, to) = (&old.identity, &new.identity);
            format!(
                "the database {} is another one ({from}, {to})",
                new.database
            )
        } else {
            format!("the database is {}, not {}", new.database, old.database)
        });
    }
    if old.schema != new.schema {
        found.push(format!("the schema is {}, not {}", new.schema, old.schema));
    }
    if then.scope != now.scope {
        let [old, new] = [&then.scope, &now.scope].map(words);
        found.push(format!("the scope is {new}, not {old}"));
    }
    found
}

fn words(scope: &Scope) -> String {
    let mut words = match scope.apps.as_slice() {
        [] => "all apps".to_owned(),
        apps => list(apps),
    };
    if let Some(pattern) = &scope.schemas {
        words = format!("{words} of the schemas {pattern}");
    }
    if !scope.elsewhere.is_empty() {
        words = format!("{words} without {}", list(&scope.elsewhere));
    }
    words
}

/// What else may make a difference that is no change of the database.
fn made_otherwise(then: &Report, now: &Report) -> Vec<String> {
    let mut found = Vec::new();
    let (old, new) = (&then.tool, &now.tool);
    if (&old.version, old.canonicaliser) != (&new.version, new.canonicaliser) {
        let words = |version: &str, rules: u32| format!("release {version} with rules {rules}");
        found.push(format!(
            "it was made by {}, not {}, which may say otherwise of the same texts",
            words(&new.version, new.canonicaliser),
            words(&old.version, old.canonicaliser),
        ));
    }
    let [old, new] = [then, now].map(|report| &report.target.server_version);
    if old != new {
        found.push(format!("the server is {new}, not {old}"));
    }
    let [old, new] = [then, now].map(|report| {
        let sight = report.summary.coverage.sight.as_ref();
        sight.map_or("of no role", |sight| sight.role.as_str())
    });
    if old != new {
        found.push(format!("the sight is {new}, not {old}"));
    }
    found
}

fn findings(then: &Report, now: &Report, known: &PreviousRun, ages: &Ages) -> FindingChanges {
    let mut open: BTreeMap<&str, Vec<&Finding>> = BTreeMap::new();
    for finding in &then.findings {
        open.entry(&finding.id).or_default().push(finding);
    }
    let mut found = FindingChanges::default();
    for finding in &now.findings {
        if !known.knows(finding) {
            found.new.push(finding.clone());
            continue;
        }
        let since = ages.of(finding);
        let old = known
            .id_of(finding)
            .and_then(|id| take(&mut open, &id, finding));
        let fields = old.map_or_else(Vec::new, |old| differing(old, finding));
        if old.is_some() && fields.is_empty() {
            let finding = finding.clone();
            found.persisting.push(Persisting { finding, since });
        } else {
            found.changed.push(ChangedFinding {
                old: old.cloned(),
                new: finding.clone(),
                fields,
                since,
            });
        }
    }
    let measured = Measured::new(then, now);
    let left = |finding: &&Finding| {
        let open = open.get(finding.id.as_str());
        open.is_some_and(|open| open.iter().any(|one| std::ptr::eq(*one, *finding)))
    };
    for finding in then.findings.iter().filter(left).cloned() {
        match measured.why_not_resolved(&finding) {
            Some(why) => found.lapsed.push(NotRechecked { finding, why }),
            None => found.resolved.push(finding),
        }
    }
    found
}

/// The finding of the old run that this one is: of the same schema's account, where several have the id.
fn take<'a>(
    open: &mut BTreeMap<&str, Vec<&'a Finding>>,
    id: &str,
    finding: &Finding,
) -> Option<&'a Finding> {
    let those = open.get_mut(id)?;
    let same = those.iter().position(|one| one.schema == finding.schema);
    let at = same.or(if those.is_empty() { None } else { Some(0) })?;
    Some(those.remove(at))
}

/// The fields that say something else. Wording, place and evidence may change between releases and files
/// without a change of what is found.
fn differing(old: &Finding, new: &Finding) -> Vec<&'static str> {
    let fields = [
        ("kind", old.kind != new.kind),
        ("severity", old.severity != new.severity),
        ("waived", old.waived != new.waived),
        ("expected", old.expected != new.expected),
        ("actual", old.actual != new.actual),
        ("found_in", old.found_in != new.found_in),
        ("matches", old.matches != new.matches),
        ("covers", old.covers != new.covers),
        ("root_cause", old.root_cause != new.root_cause),
        ("doubt", old.doubt != new.doubt),
    ];
    let differing = fields.into_iter().filter(|(_, differs)| *differs);
    differing.map(|(field, _)| field).collect()
}

/// The entries that are not the same on both sides, by key.
pub(in crate::history) fn other<K: Ord, V: PartialEq>(
    then: BTreeMap<K, V>,
    mut now: BTreeMap<K, V>,
) -> Vec<(K, Option<V>, Option<V>)> {
    let mut both: BTreeMap<K, (Option<V>, Option<V>)> = BTreeMap::new();
    for (key, old) in then {
        let new = now.remove(&key);
        if new.as_ref() != Some(&old) {
            both.insert(key, (Some(old), new));
        }
    }
    both.extend(now.into_iter().map(|(key, new)| (key, (None, Some(new)))));
    both.into_iter()
        .map(|(key, (old, new))| (key, old, new))
        .collect()
}

fn records(then: &[RecordRow], now: &[RecordRow]) -> Vec<RecordChange> {
    let changes = other(times(then), times(now)).into_iter();
    changes
        .map(|((schema, key), old, new)| RecordChange {
            schema,
            app: key.app,
            name: key.name,
            old: old.unwrap_or_default(),
            new: new.unwrap_or_default(),
        })
        .collect()
}

fn files(then: &[LedgerFile], now: &[LedgerFile]) -> Vec<FileChange> {
    let changes = other(digests(then), digests(now)).into_iter();
    changes
        .map(|(MigrationKey { app, name }, old, new)| FileChange {
            app,
            name,
            old,
            new,
        })
        .collect()
}

/// In the order of the new run; then those that it does not list.
fn verdicts(then: &[Migration], now: &[Migration]) -> Vec<VerdictChange> {
    let key = |one: &Migration| (one.schema.clone(), one.key());
    let of = |all: &[Migration]| -> BTreeMap<(Option<String>, MigrationKey), Verdict> {
        all.iter().map(|one| (key(one), one.verdict)).collect()
    };
    let (old, new) = (of(then), of(now));
    let gone = then.iter().filter(|one| !new.contains_key(&key(one)));
    let changes = now.iter().chain(gone).map(|one| VerdictChange {
        schema: one.schema.clone(),
        app: one.app.clone(),
        name: one.name.clone(),
        old: old.get(&key(one)).copied(),
        new: new.get(&key(one)).copied(),
    });
    changes.filter(|change| change.old != change.new).collect()
}
