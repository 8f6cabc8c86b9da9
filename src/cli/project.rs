//! What a Django project itself has: `manage.py reconcile` tells the program which migrations it would load.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::environment::Environment;
use crate::history::LedgerFile;
use crate::regular_file::{self, SMALL};
use crate::report::words::{count, list};

/// The file that holds them, one `app.name` a line.
const VARIABLE: &str = "RECONCILE_PROJECT_MIGRATIONS";

const UNREAD: &str =
    "the project's own migrations could not be read, and were not compared with the ledger";

/// So many are named.
const NAMED: usize = 6;

/// What of the project's migrations, in scope, is not in the ledger, in a sentence; nothing where all of it is, or where
/// no project told.
pub(super) fn not_stored(
    environment: &Environment,
    stored: &[LedgerFile],
    apps: &[String],
) -> Option<String> {
    let path = environment.variable(VARIABLE)?;
    let Ok(text) = regular_file::read_text(Path::new(&path), SMALL) else {
        return Some(UNREAD.to_owned());
    };
    compare(&text, stored, apps)
}

fn compare(text: &str, stored: &[LedgerFile], apps: &[String]) -> Option<String> {
    let known: BTreeSet<(&str, &str)> = stored
        .iter()
        .map(|file| (&*file.app, &*file.name))
        .collect();
    let with_some: BTreeSet<&str> = stored.iter().map(|file| &*file.app).collect();
    let own = text.lines().filter_map(|line| line.split_once('.'));
    let asked = own.filter(|(app, _)| apps.is_empty() || apps.iter().any(|one| one == app));
    let mut missing: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (app, name) in asked.filter(|key| !known.contains(key)) {
        missing.entry(app).or_default().push(name);
    }
    let number: usize = missing.values().map(Vec::len).sum();
    if number == 0 {
        return None;
    }
    let mut named: Vec<String> = Vec::new();
    for (app, names) in &missing {
        if with_some.contains(app) {
            named.extend(names.iter().map(|name| format!("{app}.{name}")));
        } else {
            named.push(format!("all {} of {app}", names.len()));
        }
    }
    let more = named.len().saturating_sub(NAMED);
    named.truncate(NAMED);
    named.extend((more > 0).then(|| format!("{more} more")));
    let what = count(number as u64, "migration");
    Some(format!(
        "{what} of the project not in the ledger, so that nothing is known of what they make: {}; \
         `reconcile capture -- python manage.py` stores them",
        list(&named)
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_stored_is_named_and_an_app_of_which_nothing_is_counted() {
        let file = |app: &str, name: &str| LedgerFile {
            app: app.to_owned(),
            name: name.to_owned(),
            digest: String::new(),
        };
        let stored = [file("shop", "0001_initial")];
        let text = "auth.0001_initial\nauth.0002_more\nshop.0001_initial\nshop.0002_note\n";
        insta::assert_snapshot!(compare(text, &stored, &[]).unwrap(), @"3 migrations of the project not in the ledger, so that nothing is known of what they make: all 2 of auth and shop.0002_note; `reconcile capture -- python manage.py` stores them");
        let only = |app: &str| compare(text, &stored, &[app.to_owned()]);
        assert!(
            only("shop")
                .unwrap()
                .starts_with("1 migration of the project")
        );
        assert_eq!(only("other"), None);
        assert_eq!(compare("shop.0001_initial\n", &stored, &[]), None);
    }
}
