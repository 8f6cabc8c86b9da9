//! The audit report as one HTML file. Every word goes through `maud`, which escapes it.

use maud::{Markup, html};

use super::chart;
use super::model::{Audit, AuditRun, Changes, Entry, Resolved, Section};
use crate::report::html::finding::{cell, class, migration, place};
use crate::report::html::layout::{Script, document};
use crate::report::html::{coverage, minute, plain};
use crate::report::words::{count, list};

/// The page, ending in a line feed.
#[must_use]
pub fn render(audit: &Audit) -> String {
    let (since, until) = (day(audit.period.since), day(audit.period.until));
    let main = html! {
        h1 { "Does the database hold what django_migrations says?" }
        p.conclusion { (plain(&audit.conclusion)) }
        p.dim {
            "From " (minute(audit.period.since)) " to " (minute(audit.period.until)) ", written "
            (minute(audit.written_at)) " by " (audit.tool.name) " " (audit.tool.version) "."
        }
        @for section in &audit.sections { (target(section)) }
        (seal(audit))
        (reproduce(audit))
    };
    let title = format!("reconcile: audit report, {since} to {until}");
    document(&title, Script::Tables, &main)
}

fn target(section: &Section) -> Markup {
    let at = section
        .target
        .address
        .as_deref()
        .map(|at| format!(" at {at}"));
    html! {
        section {
            h2 { (plain(&section.target.database)) ", schema " (plain(&section.target.schema)) }
            dl {
                dt { "Database" }
                dd {
                    (section.target.engine) " " (plain(&section.target.server_version)) (plain(&at.unwrap_or_default()))
                    ", identity " code { (plain(&section.target.identity)) }
                }
                dt { "Scope" }
                dd {
                    @if section.scope.apps.is_empty() { "all apps" } @else { (plain(&list(&section.scope.apps))) }
                }
                dt { "Ledger" }
                dd {
                    (plain(&section.ledger.path)) ", " (count(section.ledger.migrations, "stored output")) ", "
                    code.digest { (plain(&section.ledger.digest)) }
                }
            }
            h3 { "Runs" }
            (rhythm(section))
            @if !section.runs.is_empty() { (chart::verdicts(&section.runs)) }
            (runs(section))
            h3 { "Open findings" }
            (open(&section.open))
            h3 { "Told no more" }
            (resolved(&section.resolved))
            h3 { "Waivers" }
            (waivers(section))
            h3 { "The ledger's own changes" }
            (ledger(&section.ledger_changes))
            h3 { "Coverage of the newest run" }
            (coverage(&section.coverage))
        }
    }
}

fn rhythm(section: &Section) -> Markup {
    let Some(rhythm) = &section.rhythm else {
        return html! {
            p.dim { "No rhythm is set ([report] every), so that no run can be called missed." }
        };
    };
    let every = hours(rhythm.every_seconds);
    html! {
        @if rhythm.gaps.is_empty() {
            p { "A run was expected every " (every) ", and none was missed." }
        } @else {
            p.bad-text { "A run was expected every " (every) "; " (count(rhythm.missed(), "run")) " missed:" }
            ul {
                @for gap in &rhythm.gaps {
                    li { (count(gap.missed, "run")) " between " (minute(gap.from)) " and " (minute(gap.to)) }
                }
            }
        }
        @if rhythm.pruned > 0 {
            p.dim { "Runs were pruned, so that it is not known whether some were missed: " (count(rhythm.pruned, "time")) "." }
        }
    }
}

fn runs(section: &Section) -> Markup {
    let rows = section.baseline.iter().chain(&section.runs);
    html! {
        div.scroll { table {
            thead { tr { th { "Run" } th { "When" } th { "By" } th { "Verdicts" } th { "Findings" } th { "Exit" } } }
            tbody {
                @for (at, run) in rows.enumerate() {
                    tr {
                        td data-label="Run" { (run.id) @if at == 0 && section.baseline.is_some() { " " span.dim { "(before)" } } }
                        td data-label="When" { (minute(run.started_at)) }
                        td data-label="By" { (plain(&by(run))) }
                        td data-label="Verdicts" { (verdicts(run)) }
                        td data-label="Findings" {
                            (count(run.findings.error, "error")) ", " (count(run.findings.warning, "warning")) ", "
                            (run.findings.info) " info"
                        }
                        td data-label="Exit" { (run.exit_status) @if !run.measured { ", measured nothing" } }
                    }
                }
            }
        } }
    }
}

fn verdicts(run: &AuditRun) -> String {
    let parts = run
        .verdicts
        .iter()
        .map(|(verdict, number)| format!("{number} {verdict}"));
    parts.collect::<Vec<_>>().join(", ")
}

pub(super) fn by(run: &AuditRun) -> String {
    let Some(by) = &run.by else {
        return "not kept".to_owned();
    };
    let user = by.user.as_deref().unwrap_or("somebody");
    let host = by
        .host
        .as_ref()
        .map(|host| format!("@{host}"))
        .unwrap_or_default();
    let ci = by
        .ci
        .as_ref()
        .map(|ci| format!(", {ci}"))
        .unwrap_or_default();
    format!("{user}{host}{ci}")
}

fn open(entries: &[Entry]) -> Markup {
    html! {
        @if entries.is_empty() {
            p { "None." }
        } @else {
            div.scroll { table data-filter="findings" {
                thead { tr {
                    th { "Severity" } th { "Finding" } th { "Migration" } th { "Since" } th { "Days" } th { "Place" }
                } }
                tbody {
                    @for entry in entries {
                        tr class=(class(&entry.finding)) {
                            td data-label="Severity" { (entry.finding.severity) @if entry.finding.waived.is_some() { " (waived)" } @if entry.new { " " b { "new" } } }
                            td data-label="Finding" { (cell(&entry.finding)) (story(entry)) }
                            td data-label="Migration" { (plain(&migration(&entry.finding))) }
                            td data-label="Since" { "run " (entry.first_seen) ", " (day(entry.since)) }
                            td data-label="Days" { (entry.days) }
                            td data-label="Place" { (plain(&place(&entry.finding))) }
                        }
                    }
                }
            } }
        }
    }
}

/// What is known of its migration.
fn story(entry: &Entry) -> Markup {
    html! {
        @for one in &entry.evidence { br; span.dim { "seen: " (plain(&one.text)) } }
        @for one in &entry.causes { br; span.dim { "likely " (one.code) ": " (plain(&one.text)) } }
    }
}

fn resolved(resolved: &[Resolved]) -> Markup {
    html! {
        @if resolved.is_empty() {
            p { "None." }
        } @else {
            div.scroll { table {
                thead { tr { th { "Finding" } th { "Migration" } th { "Last seen" } th { "Gone in" } th { "Proved" } } }
                tbody {
                    @for one in resolved {
                        tr {
                            td data-label="Finding" { (cell(&one.finding)) }
                            td data-label="Migration" { (plain(&migration(&one.finding))) }
                            td data-label="Last seen" { "run " (one.last_seen) }
                            td data-label="Gone in" { "run " (one.gone_in) }
                            td data-label="Proved" {
                                @match &one.not_proved {
                                    Some(reason) => { "no: " (plain(reason)) },
                                    None => "yes",
                                }
                            }
                        }
                    }
                }
            } }
        }
    }
}

fn waivers(section: &Section) -> Markup {
    html! {
        @if section.waivers.is_empty() {
            p { "None." }
        } @else {
            ul {
                @for one in &section.waivers {
                    li { b { (one.state) } ": " (plain(&one.to_string())) }
                }
            }
        }
    }
}

fn ledger(changes: &Changes) -> Markup {
    let Changes {
        added,
        removed,
        edited,
    } = changes;
    let parts = [(added, "added"), (edited, "edited"), (removed, "removed")];
    html! {
        @if parts.iter().all(|(list, _)| list.is_empty()) {
            p { "None." }
        } @else {
            ul {
                @for (changed, what) in parts {
                    @for one in changed { li { (what) ": " (plain(&format!("{}.{}", one.app, one.name))) } }
                }
            }
        }
    }
}

fn seal(audit: &Audit) -> Markup {
    let seal = &audit.seal;
    html! {
        section {
            h2 { "Was the record touched?" }
            @match &seal.fault {
                Some(fault) => p.bad-text { "The history is NOT as it was written: " (plain(fault)) "." },
                None if seal.runs + seal.pruned == 0 => p.bad-text { "Nothing is sealed, so nothing was verified." },
                None => p { "Every seal of the history holds: " (count(seal.runs, "run")) " sealed." },
            }
            ul {
                @if seal.pruned > 0 { li { (count(seal.pruned, "run")) " pruned since" } }
                @for (which, link) in [("first", &seal.first), ("last", &seal.last)] {
                    @if let Some((run, digest)) = link {
                        li { (which) " of the period: run " (run) ", " code.digest { (digest) } }
                    }
                }
            }
            p.dim {
                "Seals show that nobody changed, removed or inserted a run without computing them anew. That this was not "
                "done either, only an anchor shows that was kept elsewhere: reconcile verify --anchor FILE."
            }
        }
    }
}

fn reproduce(audit: &Audit) -> Markup {
    html! {
        section {
            h2 { "How to find each figure again" }
            div.scroll { table {
                tbody {
                    @for one in &audit.reproduce {
                        tr { td { (plain(&one.figure)) } td { code { (plain(&one.command)) } } }
                    }
                }
            } }
        }
    }
}

fn day(at: jiff::Timestamp) -> String {
    at.strftime("%Y-%m-%d").to_string()
}

pub(super) fn hours(seconds: i64) -> String {
    match seconds {
        _ if seconds % 86_400 == 0 => count((seconds / 86_400).unsigned_abs(), "day"),
        _ if seconds % 3_600 == 0 => count((seconds / 3_600).unsigned_abs(), "hour"),
        _ => count(seconds.unsigned_abs(), "second"),
    }
}
