//! In what two runs are not of one sort.

use crate::report::words::list;
use crate::report::{Report, Scope};

/// Why the runs may not be compared unless a person says so: another database, schema or scope.
pub(super) fn apart(then: &Report, now: &Report) -> Vec<String> {
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
pub(super) fn made_otherwise(then: &Report, now: &Report) -> Vec<String> {
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
