//! Whether apps live in some of the schemas alone, which nobody said: then every one of their tables is missing in the
//! others, and nothing is wrong there.

use std::collections::{BTreeMap, BTreeSet};

use super::Mistake;
use crate::report::model::Report;
use crate::report::vocabulary::Verdict;
use crate::report::words::list;

/// In which schemas an app is, and in which it is recorded and nothing of it is there.
#[derive(Default)]
struct Places<'a> {
    there: BTreeSet<&'a str>,
    gone: BTreeSet<&'a str>,
}

/// The apps of which nothing is in most schemas that record them.
pub(super) fn mistake(report: &Report) -> Option<Mistake> {
    let said = report.parts.iter().any(|part| !part.elsewhere.is_empty());
    if said || !report.scope.elsewhere.is_empty() {
        return None;
    }
    let apart = places(report)
        .into_iter()
        .filter(|(_, it)| it.gone.len() > it.there.len().max(1));
    let apps: Vec<&str> = apart.map(|(app, _)| app).collect();
    if apps.is_empty() {
        return None;
    }
    let says = format!(
        "Nothing of {} is in most of these schemas. Which app lives where? Write it to [apps] of reconcile.toml \
         (docs/tenants.md): until then every app is expected in every schema that records it.",
        list(&apps),
    );
    Some(Mistake {
        says,
        tries: Vec::new(),
    })
}

fn places(report: &Report) -> BTreeMap<&str, Places<'_>> {
    let mut apps: BTreeMap<&str, Places<'_>> = BTreeMap::new();
    for migration in &report.migrations {
        let Some(schema) = migration.schema.as_deref() else {
            continue;
        };
        let places = apps.entry(&migration.app).or_default();
        match migration.verdict {
            Verdict::Faked | Verdict::Removed => places.gone.insert(schema),
            _ if migration.effects.present > 0 => places.there.insert(schema),
            _ => false,
        };
    }
    for places in apps.values_mut() {
        places.gone = &places.gone - &places.there;
    }
    apps
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::sample;

    fn report(verdicts: &[Verdict]) -> Report {
        let mut report = sample::clean();
        let first = report.migrations[0].clone();
        let of = verdicts.iter().enumerate().map(|(at, verdict)| {
            let mut migration = first.clone();
            migration.schema = Some(format!("tenant_{at}"));
            migration.verdict = *verdict;
            migration.effects.present = u64::from(*verdict == Verdict::Verified);
            migration
        });
        report.migrations = of.collect();
        report
    }

    #[test]
    fn an_app_that_most_schemas_lack_wholly_is_asked_about() {
        use Verdict::{Faked, Verified};
        let asked = |verdicts: &[Verdict]| mistake(&report(verdicts)).map(|it| it.says);
        let said = asked(&[Verified, Faked, Faked]).unwrap_or_default();
        assert!(said.contains("Which app lives where?"), "{said}");
        assert!(asked(&[Faked, Faked]).is_some());
        assert_eq!(asked(&[Verified, Verified, Faked]), None);
        assert_eq!(asked(&[Faked]), None);
    }
}
