//! Who answers for a finding, and by when it is to be mended.

use jiff::ToSpan as _;
use jiff::civil::Date;

use crate::report::finding::Finding;
use crate::report::vocabulary::Severity;
use crate::report::waiver::full_name;
use crate::report::words::matches;

/// Somebody, and what they answer for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Owner {
    /// What it is.
    pub of: Owned,
    /// Who answers for it.
    pub owner: String,
    /// Within how many days an error is to be mended, if that is agreed.
    pub error_days: Option<u16>,
    /// The same of a warning.
    pub warning_days: Option<u16>,
}

/// What somebody answers for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Owned {
    /// The findings of migrations of some apps: a pattern over their labels.
    Apps(String),
    /// The findings about some objects: a pattern over `schema.table` and `schema.table.part`.
    Objects(String),
}

impl Owner {
    /// Who answers for a finding: the first that it belongs to.
    #[must_use]
    pub fn of<'a>(owners: &'a [Self], finding: &Finding) -> Option<&'a Self> {
        owners.iter().find(|owner| owner.of.covers(finding))
    }

    /// The last day on which to mend what is told since a day.
    #[must_use]
    pub fn due(&self, severity: Severity, since: Date) -> Option<Date> {
        let days = match severity {
            Severity::Error => self.error_days,
            Severity::Warning => self.warning_days,
            Severity::Info => None,
        };
        since.checked_add(i64::from(days?).days()).ok()
    }
}

impl Owned {
    fn covers(&self, finding: &Finding) -> bool {
        match self {
            Self::Apps(pattern) => {
                let migration = finding.migration.as_ref();
                migration.is_some_and(|key| matches(pattern, &key.app))
            }
            Self::Objects(pattern) => {
                let object = finding.object.as_ref();
                object.is_some_and(|object| matches(pattern, &full_name(object)))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::sample;

    fn owner(of: Owned) -> Owner {
        Owner {
            of,
            owner: "Ann".into(),
            error_days: Some(7),
            warning_days: None,
        }
    }

    #[test]
    fn the_first_that_a_finding_belongs_to_answers_for_it() {
        let report = sample::incident();
        let owners = [
            owner(Owned::Objects("public.user_profile_stream_config.*".into())),
            owner(Owned::Apps("user_*".into())),
        ];
        let found = report.findings.iter().map(|finding| {
            let owner = Owner::of(&owners, finding)?;
            owners.iter().position(|one| one == owner)
        });
        assert_eq!(
            found.collect::<Vec<_>>(),
            [Some(0), Some(1), None, Some(1), None]
        );
    }

    #[test]
    fn it_is_due_so_many_days_after_it_was_first_told() {
        let one = owner(Owned::Apps("*".into()));
        let since: Date = "2026-02-25".parse().unwrap();
        let due = one.due(Severity::Error, since).unwrap();
        assert_eq!(due.to_string(), "2026-03-04");
        assert_eq!(one.due(Severity::Warning, since), None);
        assert_eq!(one.due(Severity::Error, Date::MAX), None);
    }
}
