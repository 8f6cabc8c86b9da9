//! Stored outputs: to statements, and to a schema.

use reconcile::rooms::compare::{
    Answer, AttributeAnswer, Comparison, Presence, Surroundings, compare, questions,
};
use reconcile::rooms::definition::whole;
use reconcile::rooms::effect::{self, Meaning, Reading};
use reconcile::rooms::engine::Engine;
use reconcile::rooms::migration::MigrationKey;
use reconcile::rooms::name::Name;
use reconcile::rooms::replay::{Expected, Replay};
use reconcile::rooms::sql::{self, Script, Statement};

/// Every statement stands in the text, in order, at its line, and between them stands nothing that says
/// something. Statements that could be read are read the same when they are joined anew.
pub fn reading(text: &str) {
    let script = sql::read(text);
    covered(text, &script);
    joined(&script);
    let _ = understood(text);
}

fn covered(text: &str, script: &Script) {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut end = 0;
    for statement in &script.statements {
        let there = text[end..].match_indices(&statement.text);
        let mut starts = there.map(|(gap, _)| end + gap);
        let on_its_line = |start: &usize| {
            let line = text[..*start].matches('\n').count() + 1;
            line == statement.line as usize && says_nothing(&text[end..*start], true)
        };
        let start = starts.find(on_its_line);
        end = start.unwrap_or_else(|| panic!("not where it says: {statement:?}"))
            + statement.text.len();
    }
    assert!(
        says_nothing(&text[end..], false),
        "left out: {:?}",
        &text[end..]
    );
}

/// Whether a text holds white space, semicolons and comments alone, and whether the last comment is closed where a
/// statement `follows`.
fn says_nothing(gap: &str, follows: bool) -> bool {
    let next = if follows { "x" } else { "" };
    let kept = sql::without_comments(&format!("{gap}{next}"));
    kept.trim_start_matches(|c: char| c.is_whitespace() || c == ';') == next
}

fn joined(script: &Script) {
    let texts: Vec<&str> = script
        .statements
        .iter()
        .map(|it| it.text.as_str())
        .collect();
    let unread = |it: &Statement| matches!(effect::read(it), Meaning::Unreadable { .. });
    // What a backslash in a string means depends on the statements before.
    let switches = texts
        .iter()
        .any(|text| text.to_lowercase().contains("conforming"));
    if switches || script.statements.iter().any(unread) {
        return;
    }
    let again = sql::read(&texts.join("\n;\n"));
    let again: Vec<&str> = again.statements.iter().map(|it| it.text.as_str()).collect();
    assert_eq!(again, texts);
}

/// A body of a `DO` block is one statement, and every line that is told lies in it.
pub fn do_body(text: &str) {
    if text.contains("$fuzz$") {
        return;
    }
    let whole = format!("DO $fuzz${text}$fuzz$;\nCREATE TABLE after (a int);\n");
    let script = sql::read(&whole);
    assert_eq!(script.statements.len(), 2, "a DO block and its neighbour");
    let lines = whole.matches('\n').count() + 1;
    if let Some(Ok(block)) = sql::do_block(&script.statements[0]) {
        let told = block.statements.iter().map(|it| it.statement.line);
        for line in told.chain(block.unread.iter().map(|it| it.line)) {
            assert!(
                (1..=lines).contains(&(line as usize)),
                "line {line} of {lines}"
            );
        }
    }
    agrees_with_itself(&replayed(&whole));
}

/// What a stored output makes is the same as itself, and is printed.
pub fn replay(text: &str) {
    let expected = replayed(text);
    agrees_with_itself(&expected);
    let _ = whole::print(&expected.schema, Engine::PostgreSql);
}

fn understood(text: &str) -> Reading {
    Reading::of(&MigrationKey::new("app", "0001"), "app/0001.sql", text)
}

/// The schema that a stored output makes.
pub fn replayed(text: &str) -> Expected {
    let reading = understood(text);
    let mut replay = Replay::new(vec![Name::exact("public")]);
    replay.begin_migration();
    for statement in &reading.statements {
        replay.apply(&statement.location, statement.steps());
    }
    replay.finish()
}

fn agrees_with_itself(expected: &Expected) {
    let found = compare(expected, &expected.schema, &Surroundings::default());
    for object in &found.objects {
        let key = &object.key;
        assert_eq!(object.presence, Presence::Here, "{key:?}");
        let told = |one: &&AttributeAnswer| !matches!(one.answer, Answer::Unmeasured(_));
        assert_eq!(
            object
                .attributes
                .iter()
                .find(told)
                .map(|it| format!("{it:?}")),
            None,
            "{key:?}"
        );
    }
    nothing_else(&found);
    assert!(questions(expected, &expected.schema, &found).is_empty());
}

fn nothing_else(found: &Comparison) {
    assert!(
        found.surviving.is_empty(),
        "surviving: {:?}",
        found.surviving
    );
    assert!(
        found.unexpected.is_empty(),
        "unexpected: {:?}",
        found.unexpected
    );
    assert!(
        found.explained.is_empty(),
        "explained: {:?}",
        found.explained
    );
    assert!(
        found.unmanaged.is_empty(),
        "unmanaged: {:?}",
        found.unmanaged
    );
    assert!(found.shadowed.is_empty(), "shadowed: {:?}", found.shadowed);
}
