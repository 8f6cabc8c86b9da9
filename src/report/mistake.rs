//! What looks like a mistake in what was compared: another project's ledger, another database, another schema. Each
//! brings about findings without number, of which none is worth a look before the mistake is ruled out.

mod schemas;

use std::collections::BTreeMap;

use super::finding::{Command, Finding};
use super::migration::EffectCounts;
use super::model::Report;
use super::overview::is_of_schema;
use super::suggestions;
use super::vocabulary::{Kind, ObjectKind, Verdict};
use super::words::count;

/// What looks like a mistake.
pub(super) struct Mistake {
    /// What was seen, and the question that it raises.
    pub(super) says: String,
    /// What answers it.
    pub(super) tries: Vec<Command>,
}

/// Fewer migrations or tables than that are looked at one by one.
const WALL: usize = 6;

/// The likeliest mistake; none where nothing looks like one. A run over several schemas holds them side by side, which
/// tells more than each of them.
pub(super) fn mistake(report: &Report) -> Option<Mistake> {
    if !report.parts.is_empty() {
        return schemas::mistake(report);
    }
    let stored = ledger(report);
    stored
        .or_else(|| records_alone(report))
        .or_else(|| nothing_there(report))
        .or_else(|| schema(report))
}

/// Most of what is recorded is not in the ledger.
fn ledger(report: &Report) -> Option<Mistake> {
    let recorded = report.migrations.iter().filter(|it| it.is_recorded());
    let (without, with): (Vec<_>, Vec<_>) =
        recorded.partition(|it| it.verdict == Verdict::NoLedger);
    let all = with.len() + without.len();
    if without.len() < WALL || with.len() * 2 >= all {
        return None;
    }
    let path = &report.ledger.path;
    let foreign = with.len() * 5 < all && report.ledger.migrations > 0;
    let says = if foreign {
        let others = report.ledger.migrations.saturating_sub(with.len() as u64);
        let others = match others {
            0 => String::new(),
            number => format!(
                ", and {} in it {} not recorded",
                count(number, "stored output"),
                if number == 1 { "is" } else { "are" }
            ),
        };
        format!(
            "Only {} of {} recorded migrations have their output in the ledger {path}{others}. Is it the ledger of this \
             project, and this the project's database? (--ledger, --database-url)",
            with.len(),
            all
        )
    } else {
        format!(
            "{} of {} recorded migrations have no stored output in {path}: nothing of them was checked. `reconcile capture` \
             stores it.",
            without.len(),
            all
        )
    };
    let tries = suggestions::capture_all(report).filter(|_| !foreign);
    Some(Mistake {
        says,
        tries: tries.into_iter().collect(),
    })
}

/// All tables are in another schema than the records, and the application finds them there.
fn records_alone(report: &Report) -> Option<Mistake> {
    let finding =
        root_findings(report).find(|it| it.kind == Kind::Misplaced && is_of_schema(it))?;
    let there = finding.found_in.first()?;
    let schema = &report.target.schema;
    Some(Mistake {
        says: format!(
            "django_migrations stands alone in {schema}: the tables are in {there}. Was it restored, moved or made there by \
             itself, or does the search_path have {schema} first by mistake? Once it is in {there}, --schema {there} reads it."
        ),
        tries: Vec::new(),
    })
}

/// Next to nothing of what the ledger makes is there.
fn nothing_there(report: &Report) -> Option<Mistake> {
    let missing = root_findings(report).filter(|it| it.kind == Kind::Missing && is_table(it));
    let tables = missing.count();
    let effects = effects(report);
    if tables < WALL || effects.missing * 10 < effects.total * 9 {
        return None;
    }
    let target = &report.target;
    Some(Mistake {
        says: format!(
            "{} of the ledger are missing, and next to nothing of it is in {}, schema {}, though django_migrations records \
             {}. Is it the right database and schema (--database-url, --schema)? Or was django_migrations restored or copied \
             alone?",
            count(tables as u64, "table"),
            target.database,
            target.schema,
            count(report.summary.recorded, "migration"),
        ),
        tries: Vec::new(),
    })
}

/// Most of what is expected here is in one other place.
fn schema(report: &Report) -> Option<Mistake> {
    let mut places: BTreeMap<&str, Vec<&Finding>> = BTreeMap::new();
    for finding in root_findings(report).filter(|it| it.kind == Kind::Misplaced && is_table(it)) {
        if let [only] = finding.found_in.as_slice() {
            places.entry(only).or_default().push(finding);
        }
    }
    let (place, tables) = places.into_iter().max_by_key(|(_, tables)| tables.len())?;
    let effects = effects(report);
    if tables.len() < WALL || effects.misplaced * 10 < effects.total * 8 {
        return None;
    }
    let number = count(tables.len() as u64, "table");
    let schema = &report.target.schema;
    let found = tables[0].matches.first();
    let abroad = found.is_some_and(|it| it.database.is_some());
    let ledgers = &report.summary.coverage.ledgers;
    let question = if abroad {
        "Is it the right database (--database-url, --database)?".to_owned()
    } else if ledgers.iter().any(|it| it.schema == place) {
        format!(
            "Is {schema} the right schema? There is a django_migrations in {place} too: try --schema {place}."
        )
    } else {
        "Was django_migrations, or were the tables, moved or restored alone? Which schema does the application use (SHOW \
         search_path)?"
            .to_owned()
    };
    Some(Mistake {
        says: format!(
            "django_migrations is in {schema}, and {number} that are expected beside it are in {place}: next to nothing is in \
             {schema}. {question} Move nothing before that is known."
        ),
        tries: Vec::new(),
    })
}

/// The effects of what is recorded, all together.
fn effects(report: &Report) -> EffectCounts {
    let recorded = report.migrations.iter().filter(|it| it.is_recorded());
    recorded.fold(EffectCounts::default(), |all, it| EffectCounts {
        total: all.total + it.effects.total,
        missing: all.missing + it.effects.missing,
        misplaced: all.misplaced + it.effects.misplaced,
        ..all
    })
}

fn root_findings(report: &Report) -> impl Iterator<Item = &Finding> {
    let findings = report.findings.iter();
    findings.filter(|it| it.root_cause.is_none() && it.waived.is_none())
}

fn is_table(finding: &Finding) -> bool {
    let object = finding.object.as_ref();
    object.is_some_and(|it| it.object_type == ObjectKind::Table)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::{FoundMatch, Verdict, sample};

    /// So many tables of one migration, each with such a finding.
    fn tables(number: usize, effects: EffectCounts, finding: &Finding) -> Report {
        let mut report = sample::contract();
        report.migrations[0].effects = effects;
        let copy = |at: usize| {
            let mut copy = finding.clone();
            let name = format!("t{at}");
            copy.object = copy.object.map(|mut object| {
                object.name.clone_from(&name);
                object.table = Some(name);
                object
            });
            copy
        };
        report.findings = (0..number).map(copy).collect();
        report
    }

    fn says(report: &Report) -> Option<String> {
        mistake(report).map(|it| it.says)
    }

    fn misplaced() -> (Finding, EffectCounts) {
        let finding = sample::contract().findings[0].clone();
        let effects = EffectCounts {
            total: 100,
            misplaced: 95,
            ..EffectCounts::default()
        };
        (finding, effects)
    }

    #[test]
    fn what_can_be_looked_at_one_by_one_is_no_mistake() {
        let (finding, effects) = misplaced();
        for report in [
            sample::incident(),
            sample::clean(),
            sample::unmeasured(),
            tables(WALL - 1, effects, &finding),
        ] {
            assert_eq!(says(&report), None);
        }
    }

    #[test]
    fn a_ledger_of_which_next_to_nothing_is_recorded_is_questioned() {
        let mut report = sample::clean();
        let mut unknown = report.migrations[0].clone();
        unknown.verdict = Verdict::NoLedger;
        report.migrations.extend(vec![unknown.clone(); 4]);
        assert_eq!(says(&report).as_deref().map(|it| &it[..8]), None);
        report.migrations.extend(vec![unknown.clone(); 2]);
        let said = says(&report).unwrap_or_default();
        assert!(
            said.starts_with("6 of 9 recorded migrations have no stored output"),
            "{said}"
        );
        report.migrations.extend(vec![unknown; 20]);
        let said = says(&report).unwrap_or_default();
        assert!(
            said.starts_with("Only 3 of 29 recorded migrations"),
            "{said}"
        );
        assert!(said.contains("Is it the ledger of this project"), "{said}");
    }

    #[test]
    fn a_database_without_all_of_it_is_questioned() {
        let finding = Finding {
            kind: Kind::Missing,
            ..misplaced().0
        };
        let effects = EffectCounts {
            total: 100,
            missing: 95,
            ..EffectCounts::default()
        };
        let said = says(&tables(WALL, effects, &finding)).unwrap_or_default();
        assert!(
            said.contains("Is it the right database and schema"),
            "{said}"
        );
    }

    #[test]
    fn a_schema_beside_all_tables_is_questioned_and_a_schema_is_named_only_where_it_has_records() {
        let (finding, effects) = misplaced();
        let mut report = tables(WALL, effects, &finding);
        let said = says(&report).unwrap_or_default();
        assert!(
            said.contains("6 tables that are expected beside it are in test_schema"),
            "{said}"
        );
        assert!(!said.contains("--schema"), "{said}");
        report
            .summary
            .coverage
            .ledgers
            .push(crate::report::LedgerSchema {
                schema: "test_schema".into(),
                recorded: Some(1),
                tables: 6,
                of: 6,
            });
        let said = says(&report).unwrap_or_default();
        assert!(said.contains("try --schema test_schema"), "{said}");
        let abroad = FoundMatch {
            database: Some("other".into()),
            ..finding.matches[0].clone()
        };
        for finding in &mut report.findings {
            finding.matches = vec![abroad.clone()];
        }
        let said = says(&report).unwrap_or_default();
        assert!(said.contains("--database-url"), "{said}");
    }
}
