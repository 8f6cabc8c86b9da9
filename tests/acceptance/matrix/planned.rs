//! Faults at once, and the plan that repairs them: what it does not ask about is gone once psql has run it, and where it asks
//! nothing the schema is that of the undamaged database, as `pg_dump` writes it.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use super::fault::{self, Fault};
use crate::repair::psql;
use crate::support::cli::Tool;
use crate::support::django::project;
use crate::support::dump::schema_of;

/// How many sets of faults that were thrown together are tried.
const SETS: &str = "RECONCILE_REPAIR_SETS";

static UNDAMAGED: LazyLock<Option<Vec<String>>> =
    LazyLock::new(|| schema_of(&project().database()));

/// What is wrong after the plan has run.
fn complaints(faults: &[&Fault]) -> Vec<String> {
    let database = project().database();
    for fault in faults {
        // What the server refuses damages nothing.
        let _ = database.connect().batch_execute(&fault.damage);
    }
    let tool = Tool::new(&database.url(), project().ledger());
    let planned = tool.run(&["repair"]);
    let text = &planned.stdout;
    let mut wrong = Vec::new();
    let mut complain = |what: String| {
        let damage: Vec<&str> = faults.iter().map(|it| it.damage.as_str()).collect();
        wrong.push(format!("{what}\nafter: {}", damage.join(";\n  ")));
    };
    if planned.status == Some(2) {
        complain(planned.stderr.clone());
        return wrong;
    }
    for time in ["the first", "the second"] {
        let outcome = psql(&database, text);
        if outcome.status != Some(0) {
            complain(format!("psql, {time} time: {}\n{text}", outcome.stderr));
            return wrong;
        }
    }
    let asked = asked(text);
    let after = tool.report(&["--no-history", "--fail-on", "never"], 0);
    let errors = after.findings().filter(|it| it["severity"] == "error");
    for finding in errors {
        let id = finding["id"].as_str().unwrap_or_default();
        if !asked.contains(&id[..8]) {
            let message = finding["message"].as_str().unwrap_or_default();
            complain(format!("still there: {message} ({id})\n{text}"));
        }
    }
    if asked.is_empty() && schema_of(&database) != *UNDAMAGED {
        let now = schema_of(&database).unwrap_or_default();
        let was = UNDAMAGED.clone().unwrap_or_default();
        let lost: Vec<&String> = was.iter().filter(|it| !now.contains(it)).collect();
        let added: Vec<&String> = now.iter().filter(|it| !was.contains(it)).collect();
        complain(format!(
            "another schema: lost {lost:#?}, added {added:#?}\n{text}"
        ));
    }
    wrong
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

fn assert_all_repaired(sets: Vec<Vec<&Fault>>) {
    let all = super::complaints_of(sets, |set| complaints(&set));
    assert!(all.is_empty(), "{}: {}", all.len(), all.join("\n\n"));
}

#[test]
fn what_a_plan_does_not_ask_about_it_repairs() {
    let faults = fault::sample();
    assert_all_repaired(fault::batches(&faults));
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
    let faults = fault::all();
    let sets = std::env::var(SETS).map_or(4, |it| it.parse().expect(SETS));
    let mut dice = Dice(0x5eed_0017);
    let sets = (0..sets).map(|_| {
        let number = 2 + dice.below(11);
        (0..number)
            .map(|_| &faults[dice.below(faults.len())])
            .collect()
    });
    assert_all_repaired(sets.collect());
}
