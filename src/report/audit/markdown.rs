//! The audit report as Markdown, for a wiki or a ticket.

use std::fmt::Write as _;

use super::html::{by, hours};
use super::model::{Audit, AuditRun, Changes, Entry, Resolved, Section};
use crate::report::finding::Finding;
use crate::report::markdown::page::{cell, code, prose};
use crate::report::words::{count, list};

/// The page, ending in a line feed.
#[must_use]
pub fn render(audit: &Audit) -> String {
    let mut page = String::new();
    let at = |time: jiff::Timestamp| time.strftime("%Y-%m-%d %H:%M UTC").to_string();
    line(
        &mut page,
        "# Does the database hold what django_migrations says?\n",
    );
    line(&mut page, &format!("**{}**\n", prose(&audit.conclusion)));
    let (since, until) = (at(audit.period.since), at(audit.period.until));
    let tool = &audit.tool;
    line(
        &mut page,
        &format!(
            "From {since} to {until}, written {} by {} {}.",
            at(audit.written_at),
            tool.name,
            tool.version
        ),
    );
    for one in &audit.sections {
        section(&mut page, one);
    }
    seal(&mut page, audit);
    line(&mut page, "\n## How to find each figure again\n");
    for one in &audit.reproduce {
        line(
            &mut page,
            &format!("- {}: {}", prose(&one.figure), code(&one.command)),
        );
    }
    page
}

/// Writing into a String cannot fail.
fn line(page: &mut String, line: &str) {
    let _ = writeln!(page, "{line}");
}

fn section(page: &mut String, section: &Section) {
    let target = &section.target;
    line(
        page,
        &format!(
            "\n## {}, schema {}\n",
            prose(&target.database),
            prose(&target.schema)
        ),
    );
    let scope = match section.scope.apps.as_slice() {
        [] => "all apps".to_owned(),
        apps => prose(&list(apps)),
    };
    line(
        page,
        &format!(
            "{} {}, identity {}; {scope}; ledger {}, {}.\n",
            target.engine,
            prose(&target.server_version),
            prose(&target.identity),
            prose(&section.ledger.path),
            prose(&section.ledger.digest)
        ),
    );
    runs(page, section);
    open_findings(page, section);
    let resolved = section.resolved.iter().map(resolved);
    items(page, "Told no more", resolved);
    let waivers = section.waivers.iter();
    let waivers = waivers.map(|one| format!("{}: {}", one.state, prose(&one.to_string())));
    items(page, "Waivers", waivers);
    items(
        page,
        "The ledger's own changes",
        changes(&section.ledger_changes),
    );
    coverage(page, section);
}

/// A list under its title, or that there is nothing to list.
fn items(page: &mut String, title: &str, items: impl IntoIterator<Item = String>) {
    line(page, &format!("\n### {title}\n"));
    let mut items = items.into_iter().peekable();
    if items.peek().is_none() {
        line(page, "None.");
    }
    for item in items {
        line(page, &format!("- {item}"));
    }
}

fn open_findings(page: &mut String, section: &Section) {
    line(page, "\n### Open findings\n");
    if section.open.is_empty() {
        return line(page, "None.");
    }
    line(
        page,
        "| severity | finding | since | days | place |\n|---|---|---|---|---|",
    );
    for entry in &section.open {
        line(page, &open(entry));
    }
}

fn resolved(one: &Resolved) -> String {
    let proved = one.not_proved.as_ref();
    let proved = proved.map_or_else(String::new, |reason| {
        format!("; that it is resolved is not proved: {}", prose(reason))
    });
    format!(
        "{}, last seen in run {}, gone in run {}{proved}",
        finding(&one.finding),
        one.last_seen,
        one.gone_in
    )
}

fn changes(changes: &Changes) -> Vec<String> {
    let Changes {
        added,
        removed,
        edited,
    } = changes;
    let sorts = [(added, "added"), (edited, "edited"), (removed, "removed")];
    let each = sorts.into_iter().flat_map(|(changed, what)| {
        let names = changed
            .iter()
            .map(|one| format!("{}.{}", one.app, one.name));
        names.map(move |name| format!("{what}: {}", prose(&name)))
    });
    each.collect()
}

fn coverage(page: &mut String, section: &Section) {
    let coverage = &section.coverage;
    let gaps = coverage.gaps();
    line(page, "\n### Coverage of the newest run\n");
    line(
        page,
        &format!(
            "{} of {} held against the catalog, {} undecided; not measured: {}.",
            count(coverage.checked, "effect"),
            coverage.effects,
            coverage.undecided,
            count(gaps.len() as u64, "thing")
        ),
    );
    for (what, reason) in gaps {
        let what = prose(&what);
        line(page, &format!("- not measured: {what}: {}", prose(reason)));
    }
}

fn runs(page: &mut String, section: &Section) {
    match &section.rhythm {
        None => line(
            page,
            "No rhythm is set (`[report] every`), so that no run can be called missed.\n",
        ),
        Some(rhythm) => {
            let every = hours(rhythm.every_seconds);
            line(
                page,
                &format!(
                    "A run was expected every {every}; {} missed.\n",
                    count(rhythm.missed(), "run")
                ),
            );
            for gap in &rhythm.gaps {
                line(
                    page,
                    &format!(
                        "- {} missed between {} and {}",
                        gap.missed,
                        gap.from.strftime("%Y-%m-%d %H:%M UTC"),
                        gap.to.strftime("%Y-%m-%d %H:%M UTC")
                    ),
                );
            }
            if rhythm.pruned > 0 {
                let times = count(rhythm.pruned, "time");
                line(
                    page,
                    &format!(
                        "- whether some were missed is not known {times}, as runs were pruned"
                    ),
                );
            }
        }
    }
    // A table stands apart from what is before it.
    line(
        page,
        "\n| run | when | by | verdicts | errors | warnings | exit |\n|---|---|---|---|---|---|---|",
    );
    for run in section.baseline.iter().chain(&section.runs) {
        line(page, &row(run));
    }
}

fn row(run: &AuditRun) -> String {
    let verdicts = run
        .verdicts
        .iter()
        .map(|(verdict, number)| format!("{number} {verdict}"));
    let verdicts = prose(&verdicts.collect::<Vec<_>>().join(", "));
    let at = run.started_at.strftime("%Y-%m-%d %H:%M UTC");
    let found = run.findings;
    let by = cell(&prose(&by(run)));
    let blind = if run.measured {
        ""
    } else {
        ", measured nothing"
    };
    format!(
        "| {} | {at} | {by} | {verdicts} | {} | {} | {}{blind} |",
        run.id, found.error, found.warning, run.exit_status
    )
}

fn open(entry: &Entry) -> String {
    let one = &entry.finding;
    let waived = if one.waived.is_some() {
        " (waived)"
    } else {
        ""
    };
    let new = if entry.new { " **new**" } else { "" };
    let seen = entry
        .evidence
        .iter()
        .map(|one| format!("; seen: {}", prose(&one.text)));
    let causes = entry.causes.iter();
    let likely = causes.map(|one| format!("; likely {}: {}", one.code, prose(&one.text)));
    let story: String = seen.chain(likely).collect();
    let place = one.place.as_ref().map(ToString::to_string);
    format!(
        "| {}{waived}{new} | {} | run {}, {} | {} | {} |",
        one.severity,
        cell(&(finding(one) + &story)),
        entry.first_seen,
        entry.since.strftime("%Y-%m-%d"),
        entry.days,
        cell(&prose(&place.unwrap_or_default()))
    )
}

fn finding(finding: &Finding) -> String {
    let follows = finding.root_cause.as_ref();
    let follows = follows.map_or_else(String::new, |root| format!(", follows from {root}"));
    let of = finding.migration.as_ref();
    let of = of.map_or_else(String::new, |key| {
        format!(" of {}", prose(&key.to_string()))
    });
    format!(
        "{}{of}: {} ({}{follows})",
        finding.kind,
        prose(&finding.message),
        finding.id
    )
}

fn seal(page: &mut String, audit: &Audit) {
    let seal = &audit.seal;
    line(page, "\n## Was the record touched?\n");
    line(
        page,
        &match &seal.fault {
            Some(fault) => format!(
                "**The history is NOT as it was written: {}.**",
                prose(fault)
            ),
            None if seal.runs + seal.pruned == 0 => {
                "**Nothing is sealed, so nothing was verified.**".to_owned()
            }
            None => format!(
                "Every seal of the history holds: {} sealed.",
                count(seal.runs, "run")
            ),
        },
    );
    for (which, link) in [("First", &seal.first), ("Last", &seal.last)] {
        if let Some((run, digest)) = link {
            line(
                page,
                &format!("- {which} of the period: run {run}, `{digest}`"),
            );
        }
    }
}
