//! The answer as a message for a chat, as its webhook takes it: Slack's blocks and Teams' cards.
//!
//! All text goes into elements that know no markup (Slack's `rich_text` and `plain_text`, a card's `TextRun`), so that no
//! name mentions a person, links anywhere or becomes a picture.
//! <https://docs.slack.dev/reference/block-kit/blocks>, <https://adaptivecards.io/explorer>

use serde_json::{Value, json};

use super::escape::escape;
use super::facts::{Answer, answer, database};
use super::finding::Finding;
use super::groups::Following;
use super::mistake::mistake;
use super::model::Report;
use super::overview::{Problem, problems};
use super::words::count;

/// So many problems are told, and so many commands of each; more are counted.
const TOLD: usize = 5;
const COMMANDS: usize = 2;
/// So many characters of a text are told: far from what either takes.
const LONG: usize = 400;
/// Slack takes a heading of so many characters.
const HEADING: usize = 150;

/// What is said, before any chat.
struct Message {
    answer: String,
    place: String,
    told: Vec<Told>,
    /// What is left out, and where all of it is.
    more: String,
}

/// A problem.
struct Told {
    line: String,
    likely: Option<String>,
    typed: Vec<String>,
}

/// The body of a request to a webhook of Slack, ending in a line feed.
#[must_use]
pub fn slack(report: &Report) -> String {
    let message = Message::of(report);
    let mut blocks = vec![
        json!({"type": "header", "text": plain(&cut(&message.answer, HEADING))}),
        json!({"type": "context", "elements": [plain(&message.place)]}),
    ];
    for one in &message.told {
        let likely = one.likely.as_ref().map(|it| format!("\nlikely {it}"));
        let line = format!("{}{}", one.line, likely.unwrap_or_default());
        let mut elements = vec![json!({
            "type": "rich_text_section",
            "elements": [{"type": "text", "text": line}],
        })];
        if !one.typed.is_empty() {
            elements.push(json!({
                "type": "rich_text_preformatted",
                "elements": [{"type": "text", "text": one.typed.join("\n")}],
            }));
        }
        blocks.push(json!({"type": "rich_text", "elements": elements}));
    }
    blocks.push(json!({"type": "context", "elements": [plain(&message.more)]}));
    // What a notification shows: here Slack would read markup.
    let text = message.answer.replace('&', "&amp;").replace('<', "&lt;");
    printed(&json!({"text": text.replace('>', "&gt;"), "blocks": blocks}))
}

/// The body of a request to a webhook of Teams' workflows, ending in a line feed.
#[must_use]
pub fn teams(report: &Report) -> String {
    let message = Message::of(report);
    let block = |text: &str, looks: Value| {
        let mut run = json!({"type": "TextRun", "text": text});
        if let (Some(run), Value::Object(looks)) = (run.as_object_mut(), looks) {
            run.extend(looks);
        }
        json!({"type": "RichTextBlock", "inlines": [run]})
    };
    let mut body = vec![
        block(
            &message.answer,
            json!({"weight": "Bolder", "size": "Medium"}),
        ),
        block(&message.place, json!({"isSubtle": true})),
    ];
    for one in &message.told {
        body.push(block(&one.line, json!({})));
        let likely = one.likely.iter();
        body.extend(likely.map(|it| block(&format!("likely {it}"), json!({"isSubtle": true}))));
        let typed = one.typed.iter();
        body.extend(typed.map(|it| block(it, json!({"fontType": "Monospace"}))));
    }
    body.push(block(&message.more, json!({"isSubtle": true})));
    printed(&json!({
        "type": "message",
        "attachments": [{
            "contentType": "application/vnd.microsoft.card.adaptive",
            "content": {
                "type": "AdaptiveCard",
                "version": "1.4",
                "msteams": {"width": "Full"},
                "body": body,
            },
        }],
    }))
}

fn printed(message: &Value) -> String {
    format!("{message:#}\n")
}

fn plain(text: &str) -> Value {
    json!({"type": "plain_text", "text": text, "emoji": false})
}

/// Made harmless, and not longer than `most` characters.
fn cut(text: &str, most: usize) -> String {
    let text = escape(text);
    if text.chars().count() <= most {
        return text.into_owned();
    }
    let kept: String = text.chars().take(most - 1).collect();
    kept + "\u{2026}"
}

impl Message {
    fn of(report: &Report) -> Self {
        let Answer { verdict, rest, .. } = answer(report);
        let answer = format!("{}: {verdict} {rest}", report.target.database);
        let following = Following::of(report);
        let problems = problems(report, &following);
        let mistake = mistake(report).map(|it| Told {
            line: cut(&it.says, LONG),
            likely: None,
            typed: typed(it.tries.iter().map(|it| &*it.text), None),
        });
        let told = problems
            .iter()
            .take(TOLD)
            .map(|problem| Told::of(report, problem));
        let left = problems.iter().skip(TOLD);
        let left: usize = left.map(|problem| problem.findings.len()).sum();
        let left = match left {
            0 => String::new(),
            left => format!("and {}. ", count(left as u64, "more finding")),
        };
        let all = match report.run.id {
            Some(run) => format!("All of it: reconcile show {run}"),
            None => "The run was not kept.".to_owned(),
        };
        Self {
            answer: cut(&answer, LONG),
            place: cut(&database(report).words(), LONG),
            told: mistake.into_iter().chain(told).collect(),
            more: left + &all,
        }
    }
}

impl Told {
    fn of(report: &Report, problem: &Problem<'_>) -> Self {
        let new = problem.news().map(|new| format!("{new} "));
        let severity = problem.first().severity_words();
        let line = problem.headline().words();
        let line = format!("{}{severity}: {line}", new.unwrap_or_default());
        Self {
            line: cut(&line, LONG),
            likely: problem.likely().map(|it| cut(&it, LONG)),
            typed: typed(
                problem.commands(report).iter().map(|it| &*it.text),
                Some(problem.first()),
            ),
        }
    }
}

/// What is typed, line by line. What is longer than a message takes could not be pasted: then the plan is.
fn typed<'a>(commands: impl Iterator<Item = &'a str>, finding: Option<&Finding>) -> Vec<String> {
    let commands: Vec<&str> = commands.collect();
    let told = commands.iter().take(COMMANDS);
    let is_whole = told.clone().all(|it| it.chars().count() <= LONG);
    match finding {
        Some(finding) if !is_whole || commands.len() > COMMANDS => {
            let id = finding.id.get(..8).unwrap_or(&finding.id);
            vec![format!("reconcile repair {}", escape(id))]
        }
        _ => told.map(|it| lines(it)).collect(),
    }
}

fn lines(text: &str) -> String {
    let lines = text.lines().map(|line| cut(line, LONG));
    lines.collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::sample;

    /// Every string of a value.
    fn texts<'a>(value: &'a Value, all: &mut Vec<&'a str>) {
        match value {
            Value::String(text) => all.push(text),
            Value::Array(values) => values.iter().for_each(|one| texts(one, all)),
            Value::Object(fields) => fields.values().for_each(|one| texts(one, all)),
            _ => {}
        }
    }

    fn all_texts(printed: &str) -> Vec<String> {
        let value: Value = serde_json::from_str(printed).unwrap();
        let mut all = Vec::new();
        texts(&value, &mut all);
        all.into_iter().map(str::to_owned).collect()
    }

    #[test]
    fn the_answer_what_is_wrong_and_what_to_type_are_told() {
        let report = sample::incident();
        for printed in [slack(&report), teams(&report)] {
            let all = all_texts(&printed).join("\n");
            for told in [
                "shop: DOES NOT AGREE with django_migrations",
                "table user_profile_stream_config",
                "ALTER TABLE \"test_schema\".\"user_profile_stream_config\" SET SCHEMA \"public\";",
            ] {
                assert!(all.contains(told), "{told}\n{all}");
            }
        }
    }

    #[test]
    fn what_is_typed_can_be_pasted_as_it_stands() {
        let mut report = sample::incident();
        let two = "CREATE TABLE t (\n    id bigint\n);";
        for finding in &mut report.findings {
            finding.next = vec![crate::report::Command::sql(two.into())];
        }
        let told = all_texts(&slack(&report)).join("\n");
        assert!(told.contains(two), "{told}");
        let long = format!("SELECT '{}'", "x".repeat(LONG));
        for finding in &mut report.findings {
            finding.next = vec![crate::report::Command::sql(long.clone())];
        }
        let told = all_texts(&slack(&report)).join("\n");
        assert!(told.contains("reconcile repair 68576d0f"), "{told}");
        assert!(!told.contains("SELECT 'x"), "{told}");
    }

    #[test]
    fn a_name_mentions_nobody_and_links_nowhere() {
        let mut report = sample::contract();
        report.target.database = "<!channel> @ann :x: \u{1b}[2J".into();
        let printed = slack(&report);
        let value: Value = serde_json::from_str(&printed).unwrap();
        assert!(
            value["text"]
                .as_str()
                .unwrap()
                .starts_with("&lt;!channel&gt; @ann")
        );
        for text in all_texts(&printed)
            .iter()
            .chain(&all_texts(&teams(&report)))
        {
            assert!(!text.contains('\u{1b}'), "{text}");
        }
        for block in value["blocks"].as_array().unwrap() {
            let kind = block["type"].as_str().unwrap();
            assert!(["header", "context", "rich_text"].contains(&kind), "{kind}");
        }
        assert!(!printed.contains("mrkdwn"));
        assert!(
            !teams(&report).contains("\"TextBlock\""),
            "a TextBlock reads markup"
        );
    }

    #[test]
    fn what_is_long_is_cut_to_what_is_taken() {
        let mut report = sample::every_kind();
        report.target.database = "d".repeat(5000);
        for finding in &mut report.findings {
            finding.message = "m".repeat(5000);
        }
        let value: Value = serde_json::from_str(&slack(&report)).unwrap();
        let blocks = value["blocks"].as_array().unwrap();
        assert!(blocks.len() <= 50);
        let heading = blocks[0]["text"]["text"].as_str().unwrap();
        assert_eq!(heading.chars().count(), HEADING);
        for text in all_texts(&slack(&report)) {
            assert!(text.chars().count() <= 3000, "{text}");
        }
        assert!(teams(&report).len() < 28_000);
    }
}
