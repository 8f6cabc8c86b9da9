//! The report as Markdown (GitHub's, which is `CommonMark` with tables), for a comment on a change, a
//! step summary or a wiki.
//!
//! The answer comes first, then the findings by migration in ledger order with causes before what
//! follows from them, then what was measured and what was not.

pub(super) mod page;

use super::facts::{Answer, answer, facts, schemas, shortened, warnings};
use super::finding::Finding;
use super::groups::{Following, Group, groups, leave_out};
use super::model::Report;
use super::page::{Block, Field, Item, own, text};
use super::parts;
use super::summary_line;
use super::text::Detail;

pub(super) use page::blocks;

/// So many statements are listed, and so many schemas named; more are counted.
const SHOWN: usize = 10;

/// The report, ending in a line feed. No name in it is a link, a mention, an element or a table.
#[must_use]
pub fn render(report: &Report) -> String {
    let Answer { verdict, rest, .. } = answer(report);
    let title = own("").name(&report.target.database).own(": ").own(verdict);
    let fields = facts(report, Detail::Normal)
        .into_iter()
        .chain(warnings(report));
    let mut page = vec![
        Block::Heading(2, title.own(" ").text(rest)),
        Block::Fields(fields.collect()),
    ];
    if report.parts.is_empty() {
        page.extend(findings(report));
    } else {
        page.push(Block::Heading(3, own("Schemas")));
        page.push(schemas(report, SHOWN));
        for (title, one) in parts::told(report, Detail::Verbose) {
            page.push(Block::Heading(3, text(title)));
            page.extend(findings(&one));
        }
    }
    page.extend(coverage(report));
    blocks(&page)
}

/// The report, cut at a line where it is longer than `bytes`, and said so.
#[must_use]
pub fn render_within(report: &Report, bytes: usize) -> String {
    let text = render(report);
    if text.len() <= bytes {
        return text;
    }
    let mut kept = String::new();
    for line in text.split_inclusive('\n') {
        if kept.len() + line.len() > bytes {
            break;
        }
        kept.push_str(line);
    }
    kept + "\n**Cut here: the whole report is longer than this page may be.**\n"
}

fn findings(report: &Report) -> Vec<Block> {
    let following = Following::of(report);
    let mut groups = groups(report);
    let suffering = leave_out(&mut groups, &following);
    let told = groups.iter().flat_map(|group| {
        let items = group
            .findings
            .iter()
            .map(|finding| item(finding, &following));
        heading(group)
            .into_iter()
            .chain([Block::List(items.collect())])
    });
    let mut page: Vec<Block> = told.collect();
    if !suffering.is_empty() {
        let names = suffering.iter();
        let names = shortened(
            SHOWN,
            names.map(|it| own("").name(it.key()).own(format!(" ({})", it.verdict))),
        );
        page.push(Block::paragraph(
            own("Affected by the above, and to be repaired after it: ").and(names),
        ));
    }
    page
}

fn heading(group: &Group<'_>) -> Vec<Block> {
    let title = match (&group.key, group.migration) {
        (None, _) => own("Of no migration"),
        (Some(key), None) => own("").name(key),
        (Some(key), Some(it)) => {
            let (verdict, told) = (it.verdict, it.told());
            own("").name(key).own(format!(" **{verdict}**: {told}"))
        }
    };
    let causes = group
        .migration
        .iter()
        .flat_map(|migration| &migration.causes);
    let causes = causes.map(summary_line::likely);
    let causes = causes.reduce(|all, cause| all.own("; or ").and(cause));
    let causes = causes.map(Block::paragraph);
    std::iter::once(Block::Heading(4, title))
        .chain(causes)
        .collect()
}

/// One finding as an item, and what belongs to it as items under it.
fn item(finding: &Finding, following: &Following<'_>) -> Item {
    let message = Some(&finding.message).filter(|message| !message.is_empty());
    let severity = finding.severity_words();
    let line = own(format!("**{severity}: {}**", finding.kind))
        .with_some(finding.object.as_ref(), |line, object| {
            line.own(" ").name(object)
        })
        .with_some(finding.aspect.as_ref(), |line, aspect| {
            line.own(" ").name(aspect)
        })
        .with_some(message, |line, message| line.own(": ").text(message));
    let fields = summary_line::fields(finding)
        .into_iter()
        .map(|(label, words)| {
            let label = own(format!("{label}: "));
            match words {
                summary_line::Words::Sentence(words) => label.text(words),
                summary_line::Words::Name(words) => label.name(words),
            }
        });
    let those = following.those(finding).len();
    let those = (those > 0).then(|| own(format!("and {those} that follow from it")));
    Item {
        line,
        below: fields.chain(those).collect(),
    }
}

fn coverage(report: &Report) -> Vec<Block> {
    let it = &report.summary.coverage;
    let numbers = [
        ("statements", it.statements),
        ("modelled", it.modelled),
        ("data only", it.data),
        ("opaque", it.opaque),
        ("unreadable", it.unreadable),
        ("effects", it.effects),
        ("checked", it.checked),
        ("undecided", it.undecided),
    ];
    let fields = numbers.map(|(label, number)| Field::new(label, own(number)));
    let mut page = vec![
        Block::Heading(3, own("Coverage")),
        Block::Fields(fields.into()),
    ];
    let gaps = it.gaps();
    if !gaps.is_empty() {
        let left = gaps.len().saturating_sub(SHOWN);
        let left = (left > 0).then(|| own(format!("and {left} more, which the JSON report lists")));
        let shown = gaps.iter().take(SHOWN);
        let shown = shown.map(|(what, reason)| own("").name(what).own(": ").text(reason));
        page.push(Block::Details(
            own("Not measured"),
            shown.chain(left).collect(),
        ));
    }
    page
}

#[cfg(test)]
mod tests;
