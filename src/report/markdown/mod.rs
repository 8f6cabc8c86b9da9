//! The report as Markdown (GitHub's, which is `CommonMark` with tables), for a comment on a change, a
//! step summary or a wiki.
//!
//! The answer comes first, then the findings by migration in ledger order with causes before what
//! follows from them, then what was measured and what was not.

pub(super) mod page;

use super::facts::{Answer, answer, facts, not_applied, schemas, shortened, warnings};
use super::finding::Finding;
use super::groups::{Following, Group, groups, leave_out};
use super::mistake::mistake;
use super::model::Report;
use super::overview::{moves, problems};
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
    let fields = facts(report)
        .into_iter()
        .chain(not_applied(report, Detail::Normal))
        .chain(warnings(report));
    let mut page = vec![
        Block::Heading(2, title.own(" ").text(rest)),
        Block::Fields(fields.collect()),
    ];
    page.extend(mistake(report).map(|it| Block::paragraph(text(it.says))));
    page.extend(overview(report));
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
    page.extend(all_moves(report));
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
            .map(|finding| short_item(report, finding, following.those(finding).len()));
        heading(group)
            .into_iter()
            .chain([Block::List(items.collect())])
    });
    let mut page: Vec<Block> = told.collect();
    if !suffering.is_empty() {
        let names = suffering.iter();
        let names = shortened(
            SHOWN,
            names.map(|it| {
                own("")
                    .name(it.key())
                    .own(format!(" ({})", it.verdict.called()))
            }),
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
            own("")
                .name(key)
                .own(format!(" **{}**: {told}", verdict.called()))
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
pub(super) fn item(report: &Report, finding: &Finding, following: usize) -> Item {
    let mut item = short_item(report, finding, following);
    let cause = summary_line::cause(report, finding);
    item.below.extend(cause.map(summary_line::likely));
    item
}

/// The same without what most likely happened, which its migration's heading says.
fn short_item(report: &Report, finding: &Finding, following: usize) -> Item {
    let message = Some(&finding.message).filter(|message| !message.is_empty());
    let severity = finding.severity_words();
    let new = if finding.is_new(report) { "NEW " } else { "" };
    let line = own(format!("**{new}{severity}: {}**", finding.kind))
        .with_some(finding.object.as_ref(), |line, object| {
            line.own(" ").name(object)
        })
        .with_some(finding.aspect.as_ref(), |line, aspect| {
            line.own(" ").name(aspect)
        })
        .with_some(message, |line, message| line.own(": ").text(message));
    let fields = summary_line::fields(finding).into_iter();
    let fields = fields.chain(summary_line::seen_and_typed(finding));
    let fields = fields.map(|(label, words)| {
        let label = own(format!("{label}: "));
        match words {
            summary_line::Words::Sentence(words) => label.text(words),
            summary_line::Words::Name(words) => label.name(words),
        }
    });
    let those = (following > 0).then(|| own(format!("and {following} that follow from it")));
    Item {
        line,
        below: fields.chain(those).collect(),
    }
}

/// Every move in one transaction, where no mistake is to be ruled out first.
fn all_moves(report: &Report) -> Vec<Block> {
    let moves = moves(&problems(report, &Following::of(report)));
    if moves.is_empty() || mistake(report).is_some() {
        return Vec::new();
    }
    vec![
        Block::Heading(3, own("All moves at once")),
        Block::Script(moves),
    ]
}

/// What is wrong by weight, where that is more than one thing, or in several schemas.
fn overview(report: &Report) -> Vec<Block> {
    let following = Following::of(report);
    let problems = problems(report, &following);
    let few = usize::from(report.parts.is_empty());
    if problems.len() <= few {
        return Vec::new();
    }
    let left = problems.iter().skip(SHOWN);
    let left: usize = left.map(|one| one.findings.len()).sum();
    let left = (left > 0).then(|| own(format!("and {left} more findings in other ways")));
    let items = problems.iter().take(SHOWN).map(|problem| {
        let severity = problem.first().severity_words();
        let new = problem.news().map(|new| format!("{new} "));
        let line = own(format!("**{}{severity}**: ", new.unwrap_or_default()));
        Item {
            line: line.and(problem.headline()),
            below: problem
                .likely()
                .map(|it| own("likely ").text(it))
                .into_iter()
                .collect(),
        }
    });
    let items = items.chain(left.map(Item::from));
    vec![
        Block::Heading(3, own("What is wrong")),
        Block::List(items.collect()),
    ]
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
