//! Each fault that SQL can do to each object of the Django project: found, as one finding, at the
//! migration that a real server saw set it.
//!
//! The faults come from the catalog (`faults.sql`), and who set what from a look at the catalog after
//! each migration (`tests/django/owners.py`). By default one fault of each sort is tried;
//! `RECONCILE_MATRIX_FAULTS` is how many of each, or `all`.

mod figures;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Mutex;

use serde_json::Value;

use crate::support::cli::Tool;
use crate::support::cluster::Database;
use crate::support::django::project;
use figures::Figures;

const FAULTS: &str = include_str!("faults.sql");

/// How many faults of each sort are tried.
const SAMPLE: &str = "RECONCILE_MATRIX_FAULTS";

/// What a finding names: kind, type, schema, table, name, aspect. Text that is not there is empty.
type Named = [String; 6];

struct Fault {
    sort: String,
    damage: String,
    /// What it does, by the names in the database.
    live: Named,
    /// The finding that it must be, by the names of the ledger.
    named: Named,
}

/// What one fault came to.
enum Outcome {
    /// The server refused the damage.
    Refused,
    Judged(Judged),
}

struct Judged {
    /// Whether the finding that was asked for is there.
    found: bool,
    /// How many others are there.
    others: usize,
    /// Whether it stands at the migration that set it.
    attributed: bool,
    /// What was wrong, for a person.
    complaint: Option<String>,
}

/// Live names of what the ledger calls otherwise (`capture_gap`), by table: what a finding says.
fn twins(database: &Database) -> BTreeMap<(String, String), String> {
    let tool = Tool::new(&database.url(), project().ledger());
    let report = tool.report(&["--no-history"], 0);
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let named = report
        .findings()
        .filter(|finding| finding["aspect"] == "name");
    named
        .map(|finding| {
            let object = &finding["object"];
            let live = (text(&object["table"]), text(&finding["actual"]));
            (live, text(&object["name"]))
        })
        .collect()
}

fn faults() -> Vec<Fault> {
    let database = project().database();
    let twins = twins(&database);
    let mut client = database.connect();
    let rows = client.query(FAULTS, &[]).expect("the faults");
    let text =
        |row: &postgres::Row, at: usize| row.get::<_, Option<String>>(at).unwrap_or_default();
    let fault = |row: &postgres::Row| {
        let live: Named = std::array::from_fn(|at| text(row, at + 2));
        let mut named = live.clone();
        if let Some(name) = twins.get(&(named[3].clone(), named[4].clone())) {
            named[4].clone_from(name);
        }
        Fault {
            sort: text(row, 0),
            damage: text(row, 1),
            live,
            named,
        }
    };
    rows.iter().map(fault).collect()
}

/// The same number of each sort, spread over the objects.
fn sample(faults: Vec<Fault>) -> Vec<Fault> {
    let wanted = std::env::var(SAMPLE).unwrap_or_else(|_| "1".to_owned());
    let Ok(wanted) = wanted.parse::<usize>() else {
        assert_eq!(wanted, "all", "{SAMPLE} is a number or `all`");
        return faults;
    };
    let mut sorts: BTreeMap<String, Vec<Fault>> = BTreeMap::new();
    for fault in faults {
        sorts.entry(fault.sort.clone()).or_default().push(fault);
    }
    let chosen = sorts.into_values().flat_map(|list| {
        let step = (list.len() / wanted).max(1);
        // From the middle of each stretch: the first objects are all of one app.
        list.into_iter().skip(step / 2).step_by(step).take(wanted)
    });
    chosen.collect()
}

/// A row of `owners.py`: type, schema, table, name, aspect, migrations.
type OwnersRow = (
    String,
    Option<String>,
    Option<String>,
    String,
    String,
    BTreeSet<String>,
);

/// The migrations that may have set each aspect of each object.
struct Owners(BTreeMap<[String; 5], BTreeSet<String>>);

impl Owners {
    fn read() -> Self {
        let rows: Vec<OwnersRow> = serde_json::from_str(&project().owners()).expect("the owners");
        let rows = rows
            .into_iter()
            .map(|(kind, schema, table, name, aspect, owners)| {
                let key = [
                    kind,
                    schema.unwrap_or_default(),
                    table.unwrap_or_default(),
                    name,
                    aspect,
                ];
                (key, owners)
            });
        Self(rows.collect())
    }

    /// Whether the migration set it. What nobody set has no migration.
    fn hold(&self, named: &Named, migration: &str) -> bool {
        let [kind, object, schema, table, name, aspect] = named;
        if kind == "unexpected" {
            return migration.is_empty();
        }
        let of = |aspect: &str| {
            let key = [object, schema, table, name].map(Clone::clone);
            let [object, schema, table, name] = key;
            self.0
                .get(&[object, schema, table, name, aspect.to_owned()])
        };
        let owners = of(aspect).or_else(|| of(""));
        owners.is_some_and(|owners| owners.contains(migration))
    }
}

fn judge(fault: &Fault, owners: &Owners) -> Outcome {
    let database = project().database();
    if database.connect().batch_execute(&fault.damage).is_err() {
        return Outcome::Refused;
    }
    let tool = Tool::new(&database.url(), project().ledger());
    let report = tool.report(&["--no-history", "--fail-on", "never"], 0);
    database.drop();
    let told: Vec<(Named, String)> = report
        .findings()
        .filter(|finding| finding["severity"] != "info" && finding["root_cause"].is_null())
        .map(|finding| (named(finding), migration(finding)))
        .filter(|(named, _)| !is_other_half(fault, named))
        .collect();
    let hit = told.iter().find(|(named, _)| is_meant(&fault.named, named));
    // What the ledger calls otherwise was made by a migration whose print does not tell of it.
    let untold = fault.live != fault.named;
    let attributed =
        hit.is_some_and(|(_, migration)| untold || owners.hold(&fault.live, migration));
    let others = told.len() - usize::from(hit.is_some());
    let exact = hit.is_some() && attributed && others == 0;
    Outcome::Judged(Judged {
        found: hit.is_some(),
        others,
        attributed,
        complaint: (!exact).then(|| {
            format!(
                "{}: {}\n  wanted {:?}\n  told   {told:?}",
                fault.sort, fault.damage, fault.named
            )
        }),
    })
}

/// An expression that cannot be proved different may be undecided: it is told all the same.
fn is_meant(wanted: &Named, told: &Named) -> bool {
    let undecided = wanted[0] == "different" && told[0] == "undecided";
    (wanted[0] == told[0] || undecided) && wanted[1..] == told[1..]
}

/// A rename leaves what is missing under the old name, and what is too much under the new.
fn is_other_half(fault: &Fault, named: &Named) -> bool {
    fault.sort.starts_with("rename") && named[0] == "unexpected" && named[4] == "zz_other"
}

fn named(finding: &Value) -> Named {
    let object = &finding["object"];
    [
        &finding["kind"],
        &object["type"],
        &object["schema"],
        &object["table"],
        &object["name"],
        &finding["aspect"],
    ]
    .map(|value| value.as_str().unwrap_or_default().to_owned())
}

fn migration(finding: &Value) -> String {
    let migration = &finding["migration"];
    match (migration["app"].as_str(), migration["name"].as_str()) {
        (Some(app), Some(name)) => format!("{app}.{name}"),
        _ => String::new(),
    }
}

#[test]
fn each_fault_is_one_finding_at_its_migration() {
    let owners = Owners::read();
    let faults = sample(faults());
    let figures = Mutex::new(Figures::default());
    let next = Mutex::new(faults.iter());
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                while let Some(fault) = { next.lock().expect("a queue").next() } {
                    let outcome = judge(fault, &owners);
                    figures.lock().expect("figures").add(&fault.sort, outcome);
                }
            });
        }
    });
    let figures = figures.into_inner().expect("figures");
    println!("{figures}");
    assert!(figures.judged() * 2 > faults.len(), "{figures}");
    assert!(figures.is_perfect(), "{figures}\n{}", figures.complaints());
}
