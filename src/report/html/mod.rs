//! The report as one HTML file, for a page that a CI keeps or a mail that is passed on. Every word goes
//! through `maud`, which escapes it.
//!
//! The answer comes first, then what is likely to have happened, then the findings with causes before what
//! follows from them, then every migration, then what was measured and what was not.

pub(super) mod finding;
pub(super) mod layout;

use maud::{Markup, html};

use self::layout::{Script, document};
use super::coverage::Coverage;
use super::escape::escape;
use super::finding::Finding;
use super::migration::Migration;
use super::model::Report;
use super::text::follow::Following;
use super::text::pending::pending;
use super::text::{Detail, groups, parts, pattern, summary};
use super::vocabulary::{Meaning, Verdict};
use super::words::{count, list};

/// The report as a page, light or dark as the reader has it, ending in a line feed.
#[must_use]
pub fn render(report: &Report) -> String {
    let (verdict, rest) = summary::answer(report);
    let database = plain(&report.target.database);
    let main = html! {
        h1 { (database) ": " span class=(class(report)) { (verdict) } " " (plain(&rest)) }
        (facts(report))
        @if !report.parts.is_empty() { (schemas(report)) }
        @if !report.findings.is_empty() {
            h2 { "Findings (" (report.findings.len()) ")" }
            (findings(report))
        }
        h2 { "Migrations (" (report.migrations.len()) ")" }
        (migrations(report))
        h2 { "What was measured" }
        (coverage(&report.summary.coverage))
    };
    document(&format!("{database}: {verdict}"), Script::Tables, &main)
}

fn class(report: &Report) -> &'static str {
    let open = report.open();
    match (report.is_measured() && open.error == 0, open.warning) {
        (false, _) => "bad-text",
        (true, 0) => "good-text",
        (true, _) => "doubtful-text",
    }
}

fn facts(report: &Report) -> Markup {
    let target = &report.target;
    html! {
        dl {
            dt { "Database" }
            dd {
                (plain(&target.database))
                @if let Some(at) = &target.address { " at " (plain(at)) }
                ", " (plain(&summary::schemas(report))) ", " (target.engine) " " (plain(&target.server_version))
            }
            @if let Some(lag) = target.lag() {
                dt { "Standby" } dd { (plain(&lag)) }
            }
            @if !report.scope.apps.is_empty() {
                dt { "Apps" } dd { (plain(&list(&report.scope.apps))) }
            }
            dt { "Ledger" }
            dd { (plain(&report.ledger.path)) ", " (count(report.ledger.migrations, "stored output")) }
            dt { "Recorded" } dd { (summary::verdicts(report)) }
            @if let Some(waiting) = pending(report, Detail::Verbose) {
                dt { "Pending" } dd { (plain(&waiting)) }
            }
            @if !report.scope.elsewhere.is_empty() {
                dt { "Left out" }
                dd { (plain(&list(&report.scope.elsewhere))) " live in another schema, and are not judged here" }
            }
            dt { "Run" } dd { (summary::run(report)) }
            @for pattern in pattern::all(report, &Following::of(report)) {
                dt { "Pattern" } dd { b { (plain(&pattern)) } }
            }
            @for problem in report.waiver_problems() {
                dt { "Warning" } dd.doubtful-text { (plain(&problem)) }
            }
        }
    }
}

/// Which schemas are alike, and which could not be measured.
fn schemas(report: &Report) -> Markup {
    let blind = report.parts.iter();
    let blind = blind.filter_map(|part| Some((&part.schema, part.not_measured.as_ref()?)));
    html! {
        h2 { "Schemas (" (report.parts.len()) ")" }
        ul {
            @for (schema, reason) in blind {
                li { (plain(schema)) ": " b { "not measured" } ": " (plain(reason)) }
            }
            @for group in &report.groups {
                li {
                    (plain(&list(&group.schemas))) ": "
                    @if group.findings.is_empty() { "agree" } @else { (count(group.findings.len() as u64, "finding")) }
                }
            }
        }
    }
}

/// In the order of a repair, which is the order in which the text report tells them.
fn findings(report: &Report) -> Markup {
    let schemas: Vec<Report> = match report.parts.len() {
        0 => vec![report.clone()],
        _ => parts::told(report, Detail::Verbose)
            .into_iter()
            .map(|(_, one)| one)
            .collect(),
    };
    html! {
        div.scroll { table data-filter="findings" {
            thead { tr { th { "Severity" } th { "Finding" } th { "Migration" } th { "Expected" } th { "There is" } th { "Place" } } }
            tbody {
                @for group in schemas.iter().flat_map(groups) {
                    @for one in &group.findings { (row(one, group.migration)) }
                }
            }
        } }
    }
}

fn row(one: &Finding, migration: Option<&Migration>) -> Markup {
    html! {
        tr id=(one.id) class=(finding::class(one)) {
            td data-label="Severity" { (one.severity) @if one.waived.is_some() { " (waived)" } }
            td data-label="Finding" { (finding::cell(one)) }
            td data-label="Migration" {
                (plain(&finding::migration(one)))
                @if let Some(it) = migration { br; (it.verdict) }
            }
            td data-label="Expected" { (plain(one.expected.as_deref().unwrap_or_default())) }
            td data-label="There is" { (plain(&there(one))) }
            td data-label="Place" { (plain(&finding::place(one))) }
        }
    }
}

/// What was found instead, else where.
fn there(finding: &Finding) -> String {
    if finding.found_in.is_empty() {
        return finding.actual.clone().unwrap_or_default();
    }
    format!("in {}", list(&finding.found_in))
}

fn migrations(report: &Report) -> Markup {
    html! {
        div.scroll { table data-filter="migrations" {
            thead { tr { th { "Verdict" } th { "Migration" } th { "Recorded" } th { "Effects" } th { "What is likely, and what was seen" } } }
            tbody {
                @for one in &report.migrations {
                    tr class=(mark(one.verdict)) {
                        td data-label="Verdict" { (one.verdict) }
                        td data-label="Migration" {
                            @if let Some(schema) = &one.schema { (plain(schema)) ": " }
                            (plain(&one.key().to_string()))
                        }
                        td data-label="Recorded" {
                            @match one.recorded_at {
                                Some(at) => (minute(at)),
                                None => @if one.is_recorded() { "no time" } @else { "no" },
                            }
                        }
                        td data-label="Effects" { (one.effects.present) " of " (one.effects.total) " there" }
                        td data-label="What is likely, and what was seen" { (story(one)) }
                    }
                }
            }
        } }
    }
}

fn story(migration: &Migration) -> Markup {
    html! {
        @for cause in &migration.causes { "likely " b { (cause.code) } ": " (plain(&cause.text)) br; }
        @for one in &migration.evidence { span.dim { "seen: " (plain(&one.text)) } br; }
    }
}

fn mark(verdict: Verdict) -> &'static str {
    match verdict.row().meaning {
        Meaning::Bad => "error",
        // What leaves no trace asks nothing of anybody.
        Meaning::Unproved if verdict != Verdict::Opaque => "warning",
        Meaning::Unproved | Meaning::Good | Meaning::Waiting => "",
    }
}

/// How much was held against the catalog, and what was not, with the reasons.
pub(super) fn coverage(coverage: &Coverage) -> Markup {
    let gaps = coverage.gaps();
    html! {
        p {
            (count(coverage.checked, "effect")) " of " (coverage.effects) " held against the catalog, "
            (coverage.undecided) " of them undecided; " (count(coverage.statements, "statement")) ": "
            (coverage.modelled) " modelled, " (coverage.data) " data only, " (coverage.opaque) " opaque, "
            (coverage.unreadable) " unreadable."
        }
        @if !gaps.is_empty() {
            details open {
                summary { "Not measured (" (gaps.len()) ")" }
                ul { @for (what, reason) in &gaps { li { (plain(what)) ": " (plain(reason)) } } }
            }
        }
    }
}

/// Without characters that turn the direction of text or take no room.
pub(super) fn plain(text: &str) -> String {
    escape(text).into_owned()
}

/// A time, to the minute.
pub(super) fn minute(at: jiff::Timestamp) -> String {
    at.strftime("%Y-%m-%d %H:%M UTC").to_string()
}

#[cfg(test)]
mod tests;
