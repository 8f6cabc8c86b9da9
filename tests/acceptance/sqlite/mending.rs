//! What `reconcile repair` prints for each fault of the matrix: SQLite takes it, it leaves what was foretold and no row less, and a
//! second run does no harm.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::sync::Mutex;

use rusqlite::Connection;
use rusqlite::types::Value as Cell;
use serde_json::Value;
use tempfile::TempDir;

use super::built::{project, report, tool, usual};
use super::matrix::{Fault, faults};
use crate::support::django::python_on_file;

fn open(database: &Path) -> Connection {
    Connection::open(database).expect("a database")
}

/// Every table's rows, each with what stands in its columns.
type Rows = BTreeMap<String, Vec<BTreeMap<String, String>>>;

fn rows(database: &Path) -> Rows {
    let connection = open(database);
    let query = "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND name <> 'sqlite_schema'";
    let mut names = connection.prepare(query).expect("a list");
    let names = names.query_map([], |row| row.get::<_, String>(0));
    let names = names.expect("names").map(|name| name.expect("a name"));
    names
        .map(|name| (name.to_lowercase(), of_table(&connection, &name)))
        .collect()
}

fn of_table(connection: &Connection, name: &str) -> Vec<BTreeMap<String, String>> {
    let name = name.replace('"', "\"\"");
    let query = format!("SELECT * FROM \"{name}\"");
    let mut statement = connection.prepare(&query).expect("a table");
    let columns: Vec<String> = statement.column_names().map(str::to_lowercase).collect();
    let rows = statement.query_map([], |row| {
        let cells = columns.iter().enumerate();
        let cells = cells
            .map(|(at, column)| Ok((column.clone(), format!("{:?}", row.get::<_, Cell>(at)?))));
        cells.collect()
    });
    rows.expect("rows").map(|row| row.expect("a row")).collect()
}

/// Whether every row that was there is there, with all that stood in the columns that are left.
fn are_kept(before: &Rows, after: &Rows) -> bool {
    before.iter().all(|(table, rows)| {
        let Some(now) = after.get(table) else {
            return false;
        };
        let columns: BTreeSet<&String> = now.iter().flat_map(BTreeMap::keys).collect();
        let of = |row: &BTreeMap<String, String>| -> Vec<(String, String)> {
            let kept = row.iter().filter(|(column, _)| columns.contains(column));
            kept.map(|(column, cell)| (column.clone(), cell.clone()))
                .collect()
        };
        let known: BTreeSet<&String> = rows.iter().flat_map(BTreeMap::keys).collect();
        let then = |row: &BTreeMap<String, String>| -> Vec<(String, String)> {
            of(row)
                .into_iter()
                .filter(|(column, _)| known.contains(column))
                .collect()
        };
        let [mut one, mut other]: [Vec<_>; 2] = [
            rows.iter().map(of).collect(),
            now.iter().map(then).collect(),
        ];
        one.sort();
        other.sort();
        table == "sqlite_sequence" || one == other
    })
}

fn told(database: &Path) -> BTreeSet<String> {
    let report = report(database, &usual().ledger(), &[]);
    let findings = report.findings().filter(|it| it["severity"] != "info");
    findings
        .map(|it| it["id"].as_str().expect("an id").to_owned())
        .collect()
}

fn ids(value: &Value) -> BTreeSet<String> {
    let all = value.as_array().expect("a list").iter();
    all.map(|it| it.as_str().expect("an id").to_owned())
        .collect()
}

/// Runs a plan; why it did no good, if so.
fn run(database: &Path, plan: &str) -> Result<(), String> {
    let file = database.with_extension("plan.sql");
    fs::write(&file, plan).expect("a plan");
    let mut command = python_on_file(usual().release, database).expect("the usual Python");
    let out = command
        .arg(project().join("mend.py"))
        .args([database, &file])
        .output();
    let out = out.expect("Python of target/test-env: run tests/run");
    let said = [out.stdout, out.stderr]
        .map(|it| String::from_utf8_lossy(&it).into_owned())
        .concat();
    if out.status.success() && said.is_empty() {
        Ok(())
    } else {
        Err(format!("{said}\n{plan}"))
    }
}

/// What a question offers closes what it asks about; whether it offers something.
fn decided(database: &Path, plan: &Value) -> Result<bool, String> {
    let plans = plan["plans"].as_array().into_iter().flatten();
    let questions = plans.flat_map(|it| it["questions"].as_array().expect("questions"));
    let mut offered = false;
    for question in questions {
        let all = question["alternatives"].as_array().expect("a list").iter();
        let texts: Vec<&str> = all.filter_map(|it| it["run"].as_str()).collect();
        if texts.is_empty() {
            continue;
        }
        offered = true;
        run(database, &texts.join("\n"))?;
        if told(database).contains(question["finding"].as_str().expect("an id")) {
            return Err(format!("it is still told after {texts:?}"));
        }
    }
    Ok(offered)
}

/// Whether something was run.
fn mended(database: &Path) -> Result<bool, String> {
    let before = told(database);
    let repair = |format: &str| {
        let wanted = before.iter().map(String::as_str);
        let args: Vec<&str> = ["repair", "--format", format]
            .into_iter()
            .chain(wanted)
            .collect();
        let outcome = tool(database, &usual().ledger()).run(&args);
        outcome.stdout
    };
    let plan: Value = serde_json::from_str(&repair("json")).map_err(|it| it.to_string())?;
    let steps = plan["plans"].as_array().into_iter().flatten();
    let steps = steps
        .flat_map(|it| it["steps"].as_array().expect("steps"))
        .count();
    if steps == 0 {
        return decided(database, &plan);
    }
    let (text, proof, kept) = (repair("sql"), &plan["proof"], rows(database));
    let doubtful = proof["doubts"].as_array().is_none_or(|it| !it.is_empty());
    if doubtful || proof["new"] != serde_json::json!([]) {
        return Err(format!("it is not foretold: {proof}\n{text}"));
    }
    let closed = ids(&proof["closed"]);
    let foretold: BTreeSet<String> = before.difference(&closed).cloned().collect();
    run(database, &text)?;
    // A second time it may be refused, as a whole.
    for again in [Ok(()), run(database, &text)] {
        let after = told(database);
        if after != foretold {
            return Err(format!(
                "foretold {foretold:?}, left {after:?}, {again:?}\n{text}"
            ));
        }
        if !are_kept(&kept, &rows(database)) {
            return Err(format!("a row is gone\n{text}"));
        }
    }
    Ok(true)
}

#[test]
fn what_is_printed_closes_what_is_found() {
    let copies = TempDir::new().expect("a temporary folder");
    let faults = faults(copies.path());
    let next = Mutex::new(faults.iter().filter(|fault| !fault.refused));
    let told = Mutex::new((0, 0, Vec::new()));
    let judge = |fault: &Fault| {
        let outcome = mended(&copies.path().join(&fault.file));
        let mut told = told.lock().expect("figures");
        match outcome {
            Ok(true) => told.0 += 1,
            Ok(false) => told.1 += 1,
            Err(reason) => told
                .2
                .push(format!("{}: {}\n{reason}", fault.sort, fault.damage)),
        }
    };
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                while let Some(fault) = { next.lock().expect("a queue").next() } {
                    judge(fault);
                }
            });
        }
    });
    let (mended, asked, wrong) = told.into_inner().expect("figures");
    println!(
        "{mended} mended, {asked} asked about or left, {} wrong",
        wrong.len()
    );
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
    assert!(mended > 40, "{mended}");
}
