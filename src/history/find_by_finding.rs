//! Which runs hold a finding.

use std::collections::BTreeMap;

use super::History;
use super::body::{FindingTold, Told};
use super::error::{HistoryError, Problem};
use super::rows::{self, natural};
use super::selector::RunSelector;
use super::standing::standing;

/// A finding in the newest run that holds it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Held {
    /// The run.
    pub run: u64,
    /// The finding's id.
    pub id: String,
    /// What it is about, as one asks for it: `shop_book.title`; none of a migration.
    pub object: Option<String>,
    /// What it is, for a list: `missing column shop_book.title (shop.0001_initial)`.
    pub what: String,
}

impl History {
    /// The findings whose id begins with `prefix`, in the order of their ids; `within` looks into
    /// one run alone.
    ///
    /// # Errors
    ///
    /// Where the file cannot be read, or there is no such run.
    pub fn holding(
        &self,
        prefix: &str,
        within: Option<RunSelector>,
    ) -> Result<Vec<Held>, HistoryError> {
        self.attempt(|history| {
            let run = within.map(|wanted| history.existing(wanted)).transpose()?;
            // Most runs found what the run before them found.
            let sql = "SELECT max(id), body FROM run WHERE ?1 IS NULL OR id = ?1
                 GROUP BY body ORDER BY max(id) DESC";
            let mut newest = BTreeMap::new();
            for (run, body) in rows::all::<(i64, String)>(&history.connection, sql, [run])? {
                for finding in Told::of(&history.connection, &body)?.findings {
                    if finding.id.starts_with(prefix) && !newest.contains_key(&finding.id) {
                        newest.insert(finding.id.clone(), held(natural(run), finding));
                    }
                }
            }
            Ok(newest.into_values().collect())
        })
    }

    /// The findings of the newest run of each database, schema and scope, the newest run first; those of runs that a later
    /// one makes up for are left out.
    ///
    /// # Errors
    ///
    /// Where the file cannot be read.
    pub fn open_findings(&self) -> Result<Vec<Held>, HistoryError> {
        self.attempt(|history| {
            let sql = "SELECT max(id), body FROM run GROUP BY identity, schema_name, scope";
            let mut newest = BTreeMap::new();
            for (run, body) in rows::all::<(i64, String)>(&history.connection, sql, [])? {
                newest.insert(natural(run), Told::of(&history.connection, &body)?);
            }
            let mut runs = history.summaries(None)?;
            runs.retain(|run| newest.contains_key(&run.id));
            for run in &mut runs {
                if let Some(told) = newest.get(&run.id) {
                    (run.measured, run.not_measured) = told.schemas();
                }
            }
            let mut all = Vec::new();
            for run in standing(runs) {
                let told = newest.remove(&run.id).into_iter();
                let findings = told.flat_map(|told| told.findings);
                all.extend(findings.map(|finding| held(run.id, finding)));
            }
            Ok(all)
        })
    }

    /// That no finding's id begins so.
    #[must_use]
    pub fn no_such_finding(&self, prefix: &str, within: Option<RunSelector>) -> HistoryError {
        Problem::NoSuchFinding {
            prefix: prefix.to_owned(),
            within,
        }
        .at(&self.path)
    }
}

fn held(run: u64, finding: FindingTold) -> Held {
    let object = finding.object.map(|object| {
        let sort = object.object_type.replace('_', " ");
        let name = match object.table {
            Some(table) if table != object.name => format!("{table}.{}", object.name),
            _ => object.name,
        };
        (sort, name)
    });
    let told = object.as_ref().map(|(sort, name)| format!("{sort} {name}"));
    let migration = finding.migration.map(|migration| format!("({migration})"));
    let parts = [Some(finding.kind), told, migration];
    let what = parts.into_iter().flatten().collect::<Vec<_>>().join(" ");
    Held {
        run,
        id: finding.id,
        object: object.map(|(_, name)| name),
        what,
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::history::{Inputs, Mode};
    use crate::report::sample;

    /// Two runs; the second holds one finding less.
    fn history(folder: &tempfile::TempDir) -> History {
        let path = folder.path().join("h.sqlite3");
        let mut history = History::open(&path, Mode::Write, Duration::ZERO).unwrap();
        let mut report = sample::incident();
        report.findings[0].id = "abcd000000000001".into();
        report.findings[1].id = "abcd000000000002".into();
        history.store(&mut report, &Inputs::default(), 1).unwrap();
        report.findings.remove(1);
        history.store(&mut report, &Inputs::default(), 1).unwrap();
        history
    }

    fn runs(found: &[Held]) -> Vec<(u64, &str)> {
        found.iter().map(|one| (one.run, &one.id[12..])).collect()
    }

    #[test]
    fn each_finding_is_told_with_the_newest_run_that_holds_it() {
        let folder = tempfile::tempdir().unwrap();
        let history = history(&folder);
        let found = history.holding("abcd", None).unwrap();
        assert_eq!(runs(&found), [(2, "0001"), (1, "0002")]);
        let what = "misplaced table user_profile_stream_config (user_profile.0034_p0_media_models)";
        assert!(found.iter().any(|one| one.what == what), "{found:?}");
        let found = history.holding("abcd", Some(RunSelector::Id(1))).unwrap();
        assert_eq!(runs(&found), [(1, "0001"), (1, "0002")]);
        let found = history.holding("abcd000000000002", Some(RunSelector::Latest));
        assert_eq!(found.unwrap(), []);
    }

    #[test]
    fn open_is_what_the_newest_run_holds() {
        let folder = tempfile::tempdir().unwrap();
        let open = history(&folder).open_findings().unwrap();
        assert!(open.iter().all(|one| one.run == 2), "{open:?}");
        let is_there = |id: &str| open.iter().any(|one| one.id == id);
        assert!(is_there("abcd000000000001") && !is_there("abcd000000000002"));
        let objects: Vec<_> = open
            .iter()
            .filter_map(|one| one.object.as_deref())
            .collect();
        assert!(
            objects.contains(&"teams_teammembership.left_at"),
            "{objects:?}"
        );
    }

    #[test]
    fn what_a_run_of_some_apps_holds_is_closed_by_a_later_one_of_all() {
        let folder = tempfile::tempdir().unwrap();
        let mut history = history(&folder);
        let mut report = sample::incident();
        report.scope.apps = vec!["teams".into()];
        history.store(&mut report, &Inputs::default(), 1).unwrap();
        assert!(
            history
                .open_findings()
                .unwrap()
                .iter()
                .any(|one| one.run == 3)
        );
        report.scope.apps.clear();
        report.findings.truncate(1);
        history.store(&mut report, &Inputs::default(), 1).unwrap();
        let open = history.open_findings().unwrap();
        assert_eq!(open.iter().map(|one| one.run).collect::<Vec<_>>(), [4]);
    }

    #[test]
    fn a_run_that_is_not_there_is_said() {
        let folder = tempfile::tempdir().unwrap();
        let error = history(&folder).holding("abcd", Some(RunSelector::Id(9)));
        let said = error.unwrap_err().to_string();
        assert!(
            said.ends_with("holds no run 9; its newest is run 2"),
            "{said}"
        );
    }
}
