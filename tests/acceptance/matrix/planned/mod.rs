//! Faults at once, and the plan that repairs them: what it foretells is what is told once psql has run it, what it does not ask
//! about is gone, where it asks nothing the schema is that of the undamaged database, as `pg_dump` writes it, and rows that were
//! there are there.

mod ground;
mod kept;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{LazyLock, Mutex};

use serde_json::json;

use super::fault::{self, Fault};
use crate::repair::psql;
use crate::support::cluster::Database;
use crate::support::figures;
use ground::Ground;

/// How many sets of faults that were thrown together are tried on each database.
const SETS: &str = "RECONCILE_REPAIR_SETS";

/// What the server says where rows break a rule: a damage may have taken away those that others point at.
const VIOLATED: [&str; 4] = [
    "violates foreign key",
    "is violated by some row",
    "could not create unique index",
    "contains null values",
];

static GROUNDS: LazyLock<Vec<Ground>> = LazyLock::new(Ground::all);

/// Damages that are done to a copy of a database at once.
struct Set<'a> {
    ground: &'a Ground,
    with_rows: bool,
    damages: Vec<&'a str>,
}

/// What a plan came to.
#[derive(Default)]
struct Repaired {
    /// How many findings there were, and how many of them the plan asks about.
    findings: usize,
    asked: usize,
    /// Whether rows break what was to be put in force.
    stopped: bool,
    wrong: Vec<String>,
}

impl Set<'_> {
    fn repaired(&self) -> Repaired {
        let database = self.ground.database(self.with_rows);
        for damage in &self.damages {
            // What the server refuses damages nothing.
            let _ = database.connect().batch_execute(damage);
        }
        let tool = self.ground.tool(&database);
        let mut planned = tool.run(&["repair"]);
        let mut repaired = Repaired::default();
        let rows = ground::rows(&database);
        // What is given back its name may differ too: that is foretold, and another plan repairs it.
        if !Head::of(&planned.stdout).new.is_empty() {
            let first = psql(&database, &planned.stdout);
            if first.status == Some(0) {
                planned = tool.run(&["repair"]);
            }
        }
        let text = &planned.stdout;
        let (head, asked) = (Head::of(text), asked(text));
        (repaired.findings, repaired.asked) = (head.findings, asked.len());
        if planned.status == Some(2) {
            repaired.wrong.push(planned.stderr.clone());
        } else if let Err(told) = run_twice(&database, text) {
            repaired.stopped = self.with_rows && VIOLATED.iter().any(|it| told.contains(it));
            repaired.wrong.extend((!repaired.stopped).then_some(told));
            repaired.wrong.extend(lost(&rows, &ground::rows(&database)));
        } else {
            let after = ground::told(&tool);
            let left = after.keys().filter(|id| !self.ground.knows(id));
            let left = left.filter(|id| !asked.contains(&id[..8]));
            let wrong = left.map(|id| format!("still there: {} ({id})", after[id]));
            repaired.wrong.extend(wrong);
            let told: BTreeSet<&str> = after.values().map(String::as_str).collect();
            repaired.wrong.extend(head.belied(&told, after.len()));
            repaired.wrong.extend(lost(&rows, &ground::rows(&database)));
            if asked.iter().all(|id| self.ground.knows(id)) {
                database.execute(include_str!("left_over.sql"));
                let unlike = self.ground.unlike(&database);
                let unlike = unlike.map(|it| format!("another schema: {it}"));
                repaired.wrong.extend(unlike);
            }
        }
        if let Some(last) = repaired.wrong.last_mut() {
            let (ground, damages) = (&self.ground.name, self.damages.join(";\n  "));
            *last = format!("{last}\n{text}\nafter, on {ground}: {damages}\n");
        }
        repaired
    }
}

fn run_twice(database: &Database, text: &str) -> Result<(), String> {
    for time in ["the first", "the second"] {
        let outcome = psql(database, text);
        if outcome.status != Some(0) {
            return Err(format!("psql, {time} time: {}", outcome.stderr));
        }
    }
    Ok(())
}

/// What the head of a plan foretells.
struct Head<'a> {
    findings: usize,
    left: usize,
    new: Vec<&'a str>,
    unsure: Vec<&'a str>,
}

impl<'a> Head<'a> {
    fn of(text: &'a str) -> Self {
        let with = |word: &'static str| {
            let lines = text.lines().filter_map(|it| it.strip_prefix("-- "));
            lines.filter_map(move |it| it.strip_prefix(word))
        };
        let mut numbers = with("after this: ").map(|line| {
            let words: Vec<&str> = line.split(' ').collect();
            [words[0], words[2]].map(|it| it.parse().expect("a number"))
        });
        let [left, findings] = numbers.next().unwrap_or_default();
        let covered = with("covered by ");
        let covered = covered.filter_map(|it| Some(it.split_once(" till then: ")?.1));
        Self {
            findings,
            left,
            new: with("new: ").chain(covered).collect(),
            unsure: with("not sure").collect(),
        }
    }

    /// Where it is not what is told afterwards.
    fn belied(&self, told: &BTreeSet<&str>, number: usize) -> Vec<String> {
        let mut wrong: Vec<String> = self
            .unsure
            .iter()
            .map(|it| format!("not sure{it}"))
            .collect();
        if self.left + self.new.len() != number {
            let (left, new) = (self.left, self.new.len());
            wrong.push(format!(
                "foretold {left} left and {new} new, told {told:#?}"
            ));
        }
        let new = self.new.iter().filter(|it| !told.contains(it.trim_end()));
        wrong.extend(new.map(|it| format!("foretold and not told: {it}")));
        wrong
    }
}

/// The columns of which the rows are others, or are gone.
fn lost(before: &BTreeMap<String, String>, after: &BTreeMap<String, String>) -> Vec<String> {
    // By the numbers: a column may be called otherwise by now.
    let number = |it: &str| it.split(' ').next().unwrap_or_default().to_owned();
    let after: BTreeMap<String, &String> = after
        .iter()
        .map(|(name, rows)| (number(name), rows))
        .collect();
    let lost = before
        .iter()
        .filter(|(name, rows)| after.get(&number(name)) != Some(rows));
    lost.map(|(name, _)| format!("other rows: {name}"))
        .collect()
}

/// The findings that the plan asks about, or sends elsewhere, by the first digits of their ids.
fn asked(text: &str) -> BTreeSet<&str> {
    let asked = ["-- question: ", "-- elsewhere: "];
    let lines = text
        .lines()
        .filter(|it| asked.iter().any(|word| it.starts_with(word)));
    let ids = lines.filter_map(|it| it.rsplit_once("(finding ")?.1.strip_suffix(')'));
    let with = text
        .lines()
        .filter_map(|it| it.strip_prefix("--    with it: "));
    let with = with.flat_map(|it| it.split([',', ' ']));
    ids.chain(with).collect()
}

/// Runs all, and says of how many sets what came out, by database.
fn assert_all_repaired(sets: Vec<Set<'_>>, keep: bool) {
    let counts = Mutex::new(BTreeMap::<String, [usize; 6]>::new());
    let all = super::complaints_of(sets, |set| {
        let repaired = set.repaired();
        let mut counts = counts.lock().expect("counts");
        let of = counts.entry(set.ground.name.clone()).or_default();
        let wrong = usize::from(!repaired.wrong.is_empty());
        let (faults, stopped) = (set.damages.len(), usize::from(repaired.stopped));
        let ones = [1, faults, repaired.findings, repaired.asked, stopped, wrong];
        of.iter_mut().zip(ones).for_each(|(sum, one)| *sum += one);
        // At once: a long run tells on the way.
        repaired.wrong.iter().for_each(|it| println!("{it}"));
        repaired.wrong
    });
    let counts = counts.into_inner().expect("counts");
    let names = ["sets", "faults", "findings", "asked", "stopped", "wrong"];
    let counts = counts.into_iter().map(|(ground, sums)| {
        let sums = names.into_iter().zip(sums);
        (ground, json!(sums.collect::<BTreeMap<_, _>>()))
    });
    let counts: serde_json::Map<_, _> = counts.collect();
    println!("{counts:#?}");
    if keep {
        let version = GROUNDS[0]
            .database(false)
            .texts("SELECT current_setting('server_version')");
        let value = json!({"format": 1, "server_version": version[0], "grounds": counts});
        figures::keep("repair", &version[0], &value);
    }
    assert!(all.is_empty(), "{}: {}", all.len(), all.join("\n\n"));
}

#[test]
fn what_a_plan_does_not_ask_about_it_repairs() {
    let faults = fault::sample();
    let sets = fault::batches(&faults).into_iter().map(|batch| Set {
        ground: &GROUNDS[0],
        with_rows: false,
        damages: damages(batch),
    });
    assert_all_repaired(sets.collect(), false);
}

fn damages(faults: Vec<&Fault>) -> Vec<&str> {
    faults.into_iter().map(|it| it.damage.as_str()).collect()
}

/// Numbers that are the same each time (xorshift).
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % limit as u64).expect("a small number")
    }
}

#[test]
fn faults_that_were_thrown_together_are_repaired_at_once() {
    let sets = std::env::var(SETS).map_or(4, |it| it.parse().expect(SETS));
    let mut dice = Dice(0x5eed_0017);
    let sets = (0..sets).flat_map(|number| {
        let sets = GROUNDS.iter().map(|ground| {
            let faults = 2 + dice.below(11);
            let faults = (0..faults).map(|_| &ground.faults[dice.below(ground.faults.len())]);
            Set {
                ground,
                with_rows: number % 2 == 0,
                damages: damages(faults.collect()),
            }
        });
        sets.collect::<Vec<_>>()
    });
    assert_all_repaired(sets.collect(), true);
}
