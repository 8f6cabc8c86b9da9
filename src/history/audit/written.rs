//! The report of what was found, with the seals, and how each figure is found again.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::{AuditRequest, Named};
use crate::history::shared;
use crate::history::verify::Verification;
use crate::report::audit::{Audit, Period, Reproduction, Seal, Section};
use crate::report::{FORMAT, shell_word};

/// The report of these sections.
pub(super) fn written(
    request: &AuditRequest,
    found: &Verification,
    sections: Vec<Section>,
) -> Audit {
    let seal = seal(request, found, &sections);
    Audit {
        format: FORMAT,
        tool: request.tool.clone(),
        document: request.document.clone(),
        number: number(request, found, &sections),
        written_at: request.written_at,
        period: request.period,
        conclusion: Audit::conclude(&sections, &seal),
        reproduce: reproduce(&sections, &request.named),
        sections,
        seal,
    }
}

/// The report where an anchor holds the seal of a run, and there is no history, or none with a run.
pub(super) fn gone(request: &AuditRequest, path: &Path, is_empty: bool) -> Audit {
    let path = path.display();
    let none = if is_empty {
        format!("the history at {path} holds no run")
    } else {
        format!("no history is at {path}")
    };
    let words = format!(
        "{none}, and the anchor proves that there were runs: it was put away or replaced, or --history \
         should name another file"
    );
    let mut audit = written(request, &Verification::default(), Vec::new());
    audit.seal.gone = Some(words);
    audit.conclusion = Audit::conclude(&audit.sections, &audit.seal);
    audit
}

/// The day on which the period ends, and the beginning of a digest of the days of the period and of the seals of its runs:
/// whoever prints it again on that day, in whatever format, gets the same.
fn number(request: &AuditRequest, found: &Verification, sections: &[Section]) -> String {
    let Period { since, until } = request.period;
    let runs = runs(sections);
    let seals = found.seals.iter();
    let seals = seals.filter(|(run, _)| run.is_some_and(|run| runs.contains(&run)));
    let seals = seals.map(|(_, seal)| seal);
    let period = [since, until].map(|at| at.strftime("%Y-%m-%d").to_string());
    let parts: Vec<&str> = period.iter().chain(seals).map(String::as_str).collect();
    let digest = shared::of_parts(&parts);
    let digest = digest.trim_start_matches("sha256:");
    format!("{}-{}", until.strftime("%Y-%m-%d"), &digest[..NUMBER])
}

/// So many digits of the digest tell reports of one day apart.
const NUMBER: usize = 8;

fn runs(sections: &[Section]) -> BTreeSet<u64> {
    let runs = sections.iter().flat_map(|section| &section.runs);
    runs.map(|run| run.id).collect()
}

fn seal(request: &AuditRequest, found: &Verification, sections: &[Section]) -> Seal {
    let kept = request.anchors.as_ref();
    let runs = runs(sections);
    let mut sealed = found
        .seals
        .iter()
        .filter_map(|(run, seal)| Some(((*run)?, seal.clone())))
        .filter(|(run, _)| runs.contains(run));
    let first = sealed.next();
    Seal {
        runs: found.runs,
        unsealed: 0,
        pruned: found.pruned,
        fault: found.fault.as_ref().map(ToString::to_string),
        gone: None,
        anchors: kept.and_then(|it| Some(it.as_ref().ok()?.len() as u64)),
        not_anchored: kept.and_then(|it| it.as_ref().err().cloned()),
        last: sealed.next_back().or_else(|| first.clone()),
        first,
    }
}

/// ` --history FILE`; where a shell would take the name for something else, FILE stands for it.
fn option(option: &str, named: Option<&PathBuf>) -> String {
    let Some(path) = named else {
        return String::new();
    };
    let word = path.to_str().and_then(shell_word).unwrap_or("FILE");
    format!(" --{option} {word}")
}

fn reproduce(sections: &[Section], named: &Named) -> Vec<Reproduction> {
    let history = option("history", named.history.as_ref());
    let anchor = option("anchor", named.anchor.as_ref());
    let one = |figure: &str, command: String| Reproduction {
        figure: figure.to_owned(),
        command,
    };
    let mut all = vec![
        one(
            "the runs, their verdicts and findings",
            format!("reconcile runs{history}"),
        ),
        one("the seals", format!("reconcile verify{history}{anchor}")),
    ];
    for run in sections.iter().filter_map(|section| section.runs.last()) {
        let what = format!("the open findings and the coverage of run {}", run.id);
        all.push(one(
            &what,
            format!("reconcile show {}{history} --format json", run.id),
        ));
    }
    all
}
