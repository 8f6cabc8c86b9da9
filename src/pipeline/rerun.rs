//! Django's own way: the last recorded migrations of an app of which nothing is there are taken out of the records, and run.
//!
//! Which they are is told by the verdicts and the manifest's graph; that nothing stands in their way is told by the
//! catalog: the records without them have to explain it.

use std::collections::{BTreeMap, BTreeSet};

use super::Readings;
use crate::effect::vocabulary::Meaning;
use crate::migration::MigrationKey;
use crate::record::{Node, Record};
use crate::repair::Rerun;
use crate::report::{
    Command, Finding, Kind, Migration, Outcome, Reach, Severity, Verdict, shell_word,
};

/// What the manifest knows of what depends on what, and which of it is recorded.
struct Graph<'a> {
    nodes: BTreeMap<&'a MigrationKey, &'a Node>,
    dependents: BTreeMap<&'a MigrationKey, BTreeSet<&'a MigrationKey>>,
    recorded: BTreeSet<&'a MigrationKey>,
}

impl<'a> Graph<'a> {
    fn of(nodes: &'a [Node], records: &'a [Record]) -> Self {
        let recorded = records.iter().map(|it| &it.migration).collect();
        let by_key: BTreeMap<_, _> = nodes.iter().map(|it| (&it.key, it)).collect();
        let mut dependents: BTreeMap<_, BTreeSet<_>> = BTreeMap::new();
        for node in nodes {
            for on in &node.dependencies {
                // `__first__` and `__latest__` may be any of an app.
                let is_any = on.name.starts_with("__");
                let of_app = nodes.iter().filter(|it| is_any && it.key.app == on.app);
                for on in of_app.map(|it| &it.key).chain([on]) {
                    dependents.entry(on).or_default().insert(&node.key);
                }
            }
            for after in &node.run_before {
                dependents.entry(&node.key).or_default().insert(after);
            }
        }
        Self {
            nodes: by_key,
            dependents,
            recorded,
        }
    }

    fn dependents(&self, of: &MigrationKey) -> impl Iterator<Item = &'a MigrationKey> {
        self.dependents.get(of).into_iter().flatten().copied()
    }

    /// A migration with all recorded ones that depend on it, at whatever distance.
    fn with_dependents(&self, key: &MigrationKey) -> BTreeSet<MigrationKey> {
        let mut all = BTreeSet::from([key.clone()]);
        let mut open = vec![key.clone()];
        while let Some(on) = open.pop() {
            let recorded = self.dependents(&on).filter(|it| self.recorded.contains(it));
            for key in recorded {
                if all.insert(key.clone()) {
                    open.push(key.clone());
                }
            }
        }
        all
    }

    fn is_squashed(&self, keys: &BTreeSet<MigrationKey>) -> bool {
        let mut nodes = self.nodes.values();
        nodes.any(|node| {
            let replaces = !node.replaces.is_empty();
            replaces && keys.contains(&node.key) || node.replaces.iter().any(|it| keys.contains(it))
        })
    }

    /// What is recorded of an app before those of which nothing is there: a name, or `zero`. None where they are not one behind the
    /// other, or something else of the app follows it: `migrate` would take that back too.
    fn before(&self, app: &str, absent: &BTreeSet<MigrationKey>) -> Option<&'a str> {
        let mut before = None;
        for key in absent.iter().filter(|it| it.app == app) {
            let node = self.nodes.get(key)?;
            let earlier = node.dependencies.iter().filter(|it| it.app == app);
            match earlier.collect::<Vec<_>>().as_slice() {
                [only] if absent.contains(*only) => {}
                [only] if before.is_none() => before = Some(only.name.as_str()),
                [] if before.is_none() => before = Some("zero"),
                _ => return None,
            }
        }
        let before = before?;
        let key = MigrationKey::new(app, before);
        let is_zero = before == "zero";
        let mut others = self
            .recorded
            .iter()
            .filter(|it| it.app == app && !absent.contains(**it));
        let is_known = is_zero || self.recorded.contains(&key);
        let follows =
            |it: &&&MigrationKey| is_zero || self.dependents(&key).any(|after| after == **it);
        (is_known && !others.any(|it| follows(&it))).then_some(before)
    }

    /// In the order in which they would run.
    fn in_order(&self, keys: &BTreeSet<MigrationKey>) -> Vec<MigrationKey> {
        let mut left: BTreeSet<&MigrationKey> = keys.iter().collect();
        let mut ordered = Vec::new();
        while let Some(first) = left.first().copied() {
            let waiting = left.iter().flat_map(|on| self.dependents(on));
            let waiting: BTreeSet<&MigrationKey> = waiting.collect();
            let next = left.iter().find(|it| !waiting.contains(**it)).copied();
            let next = next.unwrap_or(first);
            left.remove(next);
            ordered.push(next.clone());
        }
        ordered
    }

    /// Taken back from the last app on, and run from the first one on.
    fn commands(&self, absent: &[MigrationKey], reach: &Reach) -> Option<Vec<Command>> {
        let all: BTreeSet<MigrationKey> = absent.iter().cloned().collect();
        let mut apps: Vec<&str> = Vec::new();
        for key in absent.iter().filter(|it| shell_word(&it.app).is_some()) {
            if !apps.contains(&key.app.as_str()) {
                apps.push(&key.app);
            }
        }
        let mut commands = Vec::new();
        for app in apps.iter().rev() {
            let before = shell_word(self.before(app, &all)?)?;
            commands.push(reach.migrate(&format!("--fake {app} {before}"))?);
        }
        for app in &apps {
            let last = absent.iter().rfind(|it| it.app == **app)?;
            let mut of_app = self.nodes.keys().filter(|it| it.app == **app);
            // What was still to run is not run along.
            commands.push(if of_app.any(|it| !self.recorded.contains(*it)) {
                reach.migrate(&format!("{app} {}", shell_word(&last.name)?))?
            } else {
                reach.migrate(app)?
            });
        }
        absent
            .iter()
            .all(|it| apps.contains(&it.app.as_str()))
            .then_some(commands)
    }
}

/// What is typed to run what is not there; `judge` says what would be told of other records.
pub(super) fn look(
    (nodes, records, reach): (&[Node], &[Record], &Reach),
    readings: &Readings,
    told: &Outcome,
    judge: impl FnOnce(&[Record]) -> Outcome,
) -> Option<Rerun> {
    let graph = Graph::of(nodes, records);
    let absent = absent(&graph, readings, told);
    if absent.is_empty() {
        return None;
    }
    let others = records.iter().filter(|it| !absent.contains(&it.migration));
    let others: Vec<Record> = others.cloned().collect();
    offer((&graph, reach), &absent, (told, &judge(&others)))
}

/// The recorded migrations of which nothing is there, and on which nothing else that is recorded depends; empty where
/// there are none, or where `migrate` could not take them back and nothing else.
fn absent(graph: &Graph<'_>, readings: &Readings, outcome: &Outcome) -> BTreeSet<MigrationKey> {
    let verdicts = outcome.migrations.iter().map(|it| (it.key(), it.verdict));
    let seen = verdicts.filter(|(key, _)| leaves_traces_alone(readings, key));
    let verdicts: BTreeMap<MigrationKey, Verdict> = seen.collect();
    let all_of = |wanted: &'static [Verdict]| {
        let all = verdicts.iter().filter(move |(_, it)| wanted.contains(it));
        all.map(|(key, _)| key)
    };
    let may_go = |key: &MigrationKey| {
        let verdict = verdicts.get(key);
        verdict.is_some_and(|it| {
            matches!(
                it,
                Verdict::Faked | Verdict::Removed | Verdict::Superseded | Verdict::StateOnly
            )
        })
    };
    let mut all = BTreeSet::new();
    for key in all_of(&[Verdict::Faked, Verdict::Removed]) {
        let with = graph.with_dependents(key);
        if with.iter().all(may_go) {
            all.extend(with);
        }
    }
    // What only they replaced went with them.
    for key in all_of(&[Verdict::Superseded]) {
        let with = graph.with_dependents(key);
        if with.len() > 1 && with.iter().all(|it| it == key || all.contains(it)) {
            all.insert(key.clone());
        }
    }
    let is_plain = all.iter().all(|it| graph.before(&it.app, &all).is_some());
    if is_plain && !graph.is_squashed(&all) {
        all
    } else {
        BTreeSet::new()
    }
}

/// Whether all that it does would be seen: no `RunPython`, no data, nothing that was not understood.
fn leaves_traces_alone(readings: &Readings, key: &MigrationKey) -> bool {
    let Some(Ok(reading)) = readings.get(key) else {
        return false;
    };
    let is_seen = |it: &Meaning| matches!(it, Meaning::Schema(_) | Meaning::Transaction);
    let mut statements = reading.statements.iter();
    reading.unwritable.is_empty() && statements.all(|it| it.session || is_seen(&it.meaning))
}

/// What is typed, where the records without these migrations explain what is there: `without` is what would be told then.
fn offer(
    (graph, reach): (&Graph<'_>, &Reach),
    absent: &BTreeSet<MigrationKey>,
    (told, without): (&Outcome, &Outcome),
) -> Option<Rerun> {
    let waiting = without.migrations.iter();
    let waiting = waiting.filter(|it| it.verdict == Verdict::Pending);
    let waiting: BTreeSet<MigrationKey> = waiting.map(Migration::key).collect();
    let is_fault = |it: &&Finding| {
        it.severity == Severity::Error || matches!(it.kind, Kind::Surviving | Kind::Unexpected)
    };
    let faults = |of: &Outcome| -> BTreeSet<String> {
        let all = of.findings.iter().filter(is_fault);
        all.map(|it| it.id.clone()).collect()
    };
    let (told, then) = (faults(told), faults(without));
    let closed: Vec<String> = told.difference(&then).cloned().collect();
    if !absent.is_subset(&waiting) || closed.is_empty() || !then.is_subset(&told) {
        return None;
    }
    let migrations = graph.in_order(absent);
    Some(Rerun {
        findings: closed,
        commands: graph.commands(&migrations, reach)?,
        migrations,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(text: &str) -> MigrationKey {
        let (app, name) = text.split_once('.').unwrap();
        MigrationKey::new(app, name)
    }

    fn node(of: &str, on: &[&str]) -> Node {
        Node {
            key: key(of),
            dependencies: on.iter().map(|it| key(it)).collect(),
            run_before: Vec::new(),
            replaces: Vec::new(),
        }
    }

    fn record((id, of): (i64, &Node)) -> Record {
        Record {
            id,
            migration: of.key.clone(),
            applied: None,
            xmin: None,
            follows_aborted: false,
            committed: None,
        }
    }

    #[test]
    fn what_depends_on_others_is_taken_back_before_them_and_run_after_them() {
        let nodes = [
            node("z.1", &[]),
            node("a.1", &["z.1"]),
            node("z.2", &["z.1"]),
            node("a.2", &["a.1", "z.2"]),
        ];
        let records: Vec<Record> = (1..).zip(&nodes).map(record).collect();
        let graph = Graph::of(&nodes, &records);
        let absent = graph.with_dependents(&key("z.2"));
        let absent = graph.in_order(&absent);
        let commands = graph.commands(&absent, &Reach::Default).unwrap();
        let texts: Vec<&str> = commands.iter().map(|it| it.text.as_str()).collect();
        assert_eq!(
            texts,
            [
                "python manage.py migrate --fake a 1",
                "python manage.py migrate --fake z 1",
                "python manage.py migrate z",
                "python manage.py migrate a",
            ]
        );
    }

    #[test]
    fn where_something_else_follows_nothing_is_taken_back() {
        let nodes = [
            node("z.1", &[]),
            node("z.2", &["z.1"]),
            node("z.3", &["z.1"]),
        ];
        let records: Vec<Record> = (1..).zip(&nodes).map(record).collect();
        let graph = Graph::of(&nodes, &records);
        assert_eq!(graph.before("z", &[key("z.2")].into()), None);
        let both = [key("z.2"), key("z.3")].into();
        assert_eq!(graph.before("z", &both), None);
        let records: Vec<Record> = (1..).zip(&nodes[..2]).map(record).collect();
        let graph = Graph::of(&nodes, &records);
        assert_eq!(graph.before("z", &[key("z.2")].into()), Some("1"));
        assert_eq!(
            graph.before("z", &[key("z.1"), key("z.2")].into()),
            Some("zero")
        );
    }
}
