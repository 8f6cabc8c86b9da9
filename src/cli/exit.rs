//! The exit status, in one place.

use std::process::ExitCode;

use super::options::FailOn;
use crate::history::PreviousRun;
use crate::report::change::Difference;
use crate::report::{Report, Severity};

/// How the program ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Exit {
    /// The ledger and the database agree, or what was asked for was done.
    Agrees,
    /// There are findings at or above the gate.
    Findings,
    /// It could not be measured.
    NotMeasured,
}

impl Exit {
    /// The number, as the contract has it.
    pub(super) const fn status(self) -> u8 {
        match self {
            Self::Agrees => 0,
            Self::Findings => 1,
            Self::NotMeasured => 2,
        }
    }

    /// The worst that runs gave; where there is none, nothing was measured.
    pub(super) fn of_runs(statuses: impl Iterator<Item = u8>) -> Self {
        match statuses.max() {
            Some(0) => Self::Agrees,
            Some(1) => Self::Findings,
            Some(_) | None => Self::NotMeasured,
        }
    }

    /// Judges a report by the gate. Where no stored output was read and nothing was found all the
    /// same, nothing was measured, and that is never green.
    pub(super) fn of(report: &Report, gate: FailOn, previous: Option<&PreviousRun>) -> Self {
        let gated = report.findings.iter().any(|finding| match gate {
            FailOn::Error => finding.gates_at(Severity::Error),
            FailOn::Warning => finding.gates_at(Severity::Warning),
            FailOn::New => {
                let known = |run: &PreviousRun| run.knows(finding) && !run.took_lighter(finding);
                let known = previous.is_some_and(known);
                finding.gates_at(Severity::Info) && !known
            }
            FailOn::Never => false,
        });
        let warned = gate == FailOn::Warning && report.waiver_problems().next().is_some();
        if gated || warned {
            Self::Findings
        } else if report.is_measured() {
            Self::Agrees
        } else {
            Self::NotMeasured
        }
    }
}

impl Exit {
    /// Judges by the gate what is new, and what the gate let pass before and stops now. A run that measured nothing has nothing new, and that is never green.
    pub(super) fn of_difference(found: &Difference, gate: FailOn) -> Self {
        let from = match gate {
            FailOn::Error => Some(Severity::Error),
            FailOn::Warning => Some(Severity::Warning),
            FailOn::New => Some(Severity::Info),
            FailOn::Never => None,
        };
        let stops = |from: Severity| {
            let mut new = found.findings.new.iter();
            let mut changed = found.findings.changed.iter();
            new.any(|finding| finding.gates_at(from)) || changed.any(|one| one.rose_to(from))
        };
        if from.is_some_and(stops) {
            Self::Findings
        } else if found.new.measured {
            Self::Agrees
        } else {
            Self::NotMeasured
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit.status())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::sample;

    fn of(report: &Report, gate: FailOn) -> Exit {
        Exit::of(report, gate, None)
    }

    #[test]
    fn an_error_gates_unless_the_user_says_never() {
        let report = sample::incident();
        assert_eq!(of(&report, FailOn::Error), Exit::Findings);
        assert_eq!(of(&report, FailOn::Warning), Exit::Findings);
        assert_eq!(of(&report, FailOn::Never), Exit::Agrees);
    }

    #[test]
    fn a_warning_gates_only_where_warnings_do() {
        let mut report = sample::incident();
        report
            .findings
            .retain(|finding| finding.severity < Severity::Error);
        assert_eq!(of(&report, FailOn::Error), Exit::Agrees);
        assert_eq!(of(&report, FailOn::Warning), Exit::Findings);
    }

    #[test]
    fn only_what_the_previous_run_did_not_have_is_new() {
        let report = sample::incident();
        let findings = report
            .findings
            .iter()
            .map(|finding| finding.id.clone())
            .collect();
        let mut previous = PreviousRun::new(1, findings);
        assert_eq!(
            Exit::of(&report, FailOn::New, Some(&previous)),
            Exit::Agrees
        );
        previous.findings.pop_first();
        assert_eq!(
            Exit::of(&report, FailOn::New, Some(&previous)),
            Exit::Findings
        );
        assert_eq!(of(&report, FailOn::New), Exit::Findings);
        assert_eq!(of(&sample::clean(), FailOn::New), Exit::Agrees);
    }

    #[test]
    fn what_weighs_more_than_before_is_new_at_the_gate() {
        let report = sample::incident();
        let all = || report.findings.iter().map(|finding| finding.id.clone());
        let judged = |change: fn(&mut PreviousRun)| {
            let mut previous = PreviousRun::new(1, all().collect());
            change(&mut previous);
            Exit::of(&report, FailOn::New, Some(&previous))
        };
        assert_eq!(judged(|_| {}), Exit::Agrees);
        assert_eq!(
            judged(|run| run.waived = run.findings.clone()),
            Exit::Findings
        );
        assert_eq!(judged(|run| run.errors.clear()), Exit::Findings);
    }

    #[test]
    fn two_runs_are_judged_by_what_is_new() {
        let (old, new) = (sample::clean(), sample::incident());
        let mut found = Difference::between(&old, &new);
        assert_eq!(Exit::of_difference(&found, FailOn::New), Exit::Agrees);
        let warning = new
            .findings
            .iter()
            .find(|one| one.severity == Severity::Warning);
        found.findings.new.extend(warning.cloned());
        assert_eq!(Exit::of_difference(&found, FailOn::Error), Exit::Agrees);
        assert_eq!(Exit::of_difference(&found, FailOn::Warning), Exit::Findings);
        assert_eq!(Exit::of_difference(&found, FailOn::New), Exit::Findings);
        assert_eq!(Exit::of_difference(&found, FailOn::Never), Exit::Agrees);
        found.new.measured = false;
        assert_eq!(
            Exit::of_difference(&found, FailOn::Error),
            Exit::NotMeasured
        );
    }

    #[test]
    fn nothing_measured_is_never_green() {
        assert_eq!(of(&sample::unmeasured(), FailOn::Error), Exit::NotMeasured);
        assert_eq!(of(&sample::unmeasured(), FailOn::Never), Exit::NotMeasured);
        assert_eq!(of(&sample::unmeasured(), FailOn::Warning), Exit::Findings);
    }

    #[test]
    fn a_waived_finding_never_gates() {
        let mut report = sample::contract();
        report.findings[0].waived = Some(crate::report::Waiver {
            reason: "known".into(),
            owner: None,
            expires: None,
        });
        assert_eq!(of(&report, FailOn::Error), Exit::Agrees);
    }
}
