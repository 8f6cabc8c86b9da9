//! A plan as a migration of Django. It runs in every environment, those that are whole too: each of its operations looks
//! whether it is needed, and names are looked up as those of every other migration are.

use std::collections::BTreeMap;

use super::lines::whole;
use super::plan::Plan;
use super::sql::{self, Head};
use super::title;
use super::{How, Phase, Step};
use crate::report::{escape, is_hostile};
use crate::schema::ObjectKind;

/// The last migrations of each app: nothing of the same app comes after them.
pub type Leaves = BTreeMap<String, Vec<String>>;

/// Where the migration goes.
pub struct Place {
    /// The label of its app, where that is known.
    pub app: Option<String>,
    /// Its name.
    pub name: String,
}

impl Place {
    /// The next migration of the app that most of the plan is about, or of `app`.
    #[must_use]
    pub fn of(plan: &Plan, leaves: &Leaves, app: Option<&str>) -> Self {
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        for migration in plan.steps.iter().flat_map(|it| &it.migrations) {
            *counts.entry(&migration.app).or_default() += 1;
        }
        let most = counts.into_iter().rev().max_by_key(|(_, count)| *count);
        let app = app.or(most.map(|(app, _)| app)).map(str::to_owned);
        let names = app.as_ref().and_then(|it| leaves.get(it));
        let numbers = names.into_iter().flatten().filter_map(|it| number(it));
        let next = numbers.max().unwrap_or_default() + 1;
        let name = format!("{next:04}_repair");
        Self { app, name }
    }
}

/// `24` of `0024_repair`.
fn number(name: &str) -> Option<u32> {
    name.split('_').next()?.parse().ok()
}

/// Of migrations that ran by half.
const HALF: &str = "left out: what is left of a migration without a row, which `migrate` would run before this one, and fail: \
                    see `--format sql`";

/// The file.
#[must_use]
pub fn render(head: &Head, plan: &Plan, place: &Place, leaves: &Leaves) -> String {
    let mut out = String::new();
    let mut said = head.lines.clone();
    if let Some(app) = &place.app {
        said.push(format!("to be saved as {app}/migrations/{}.py", place.name));
    }
    let (all, plan) = (plan.steps.len(), &plan.of_migrate());
    said.extend(sql::summary(plan));
    if plan.steps.len() < all {
        said.push(HALF.to_owned());
    }
    for line in said.iter().flat_map(|it| it.lines()) {
        comment(&mut out, 0, line);
    }
    out.push_str(
        "\nfrom django.db import migrations\n\n\nclass Migration(migrations.Migration):\n",
    );
    let is_apart = |it: &Step| matches!(it.phase, Phase::Before | Phase::Apart);
    if plan.steps.iter().any(is_apart) {
        let why = "What is built CONCURRENTLY, or added to a type and used, cannot be in one transaction.";
        comment(&mut out, 4, why);
        out.push_str("    atomic = False\n\n");
    }
    out.push_str("    dependencies = [\n");
    for (app, name) in dependencies(plan, place, leaves) {
        let (app, name) = (literal(&app), literal(&name));
        out.extend(["        (", &app, ", ", &name, "),\n"]);
    }
    out.push_str("    ]\n\n    operations = [\n");
    // By itself: a text is read whole before its first statement is run.
    let has_backslash = sql::has_backslash(&plan.steps);
    if has_backslash {
        run(&mut out, &[format!("SET {} = on", sql::STRINGS)]);
    }
    for step in &plan.steps {
        operations(&mut out, step);
    }
    if has_backslash {
        run(&mut out, &[format!("RESET {}", sql::STRINGS)]);
    }
    out.push_str("    ]\n");
    for line in sql::questions(plan).lines() {
        comment(&mut out, 0, line);
    }
    out
}

/// What is said where nothing is to be repaired: a file of Python all the same.
#[must_use]
pub fn nothing(head: &Head) -> String {
    let mut out = String::new();
    for line in head.lines.iter().flat_map(|it| it.lines()) {
        comment(&mut out, 0, line);
    }
    out
}

/// The last migrations of every app that the plan is about, and of the one that it is saved in.
fn dependencies(plan: &Plan, place: &Place, leaves: &Leaves) -> Vec<(String, String)> {
    let apps = plan.steps.iter().flat_map(|it| &it.migrations);
    let apps = apps.map(|it| &it.app).chain(&place.app);
    let mut all: Vec<(String, String)> = apps
        .flat_map(|app| {
            let leaves = leaves.get(app).into_iter().flatten();
            leaves.map(|name| (app.clone(), name.clone()))
        })
        .collect();
    all.sort();
    all.dedup();
    all
}

fn operations(out: &mut String, step: &Step) {
    let blocks = sql::blocks(&step.pieces);
    comment(out, 8, &title::told(step));
    comment(out, 8, &title::because(step));
    comment(out, 8, &format!("risk: {}", step.cost()));
    if let Some(first) = title::first(step) {
        comment(out, 8, &first);
    }
    if matches!(step.phase, Phase::Before | Phase::Apart) {
        for block in blocks {
            run(out, &[block]);
        }
        return;
    }
    let mut all = vec![sql::lock_timeout()];
    if step.how == How::Make && step.key.kind == ObjectKind::Function {
        all.push(sql::unchecked_bodies());
    }
    all.extend(blocks);
    run(out, &all);
}

fn run(out: &mut String, statements: &[String]) {
    out.push_str("        migrations.RunSQL(\n            sql=(\n");
    for statement in statements {
        let text = format!("{};\n", whole(statement));
        for line in text.split_inclusive('\n') {
            out.extend(["                ", &literal(line), "\n"]);
        }
    }
    out.push_str("            ),\n            reverse_sql=migrations.RunSQL.noop,\n        ),\n");
}

/// A string of Python, whatever stands in it.
fn literal(text: &str) -> String {
    let mut out = String::from("\"");
    for letter in text.chars() {
        match letter {
            '"' | '\\' => out.extend(['\\', letter]),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            letter if is_hostile(letter) => {
                let code = format!("\\U{:08x}", u32::from(letter));
                out.push_str(&code);
            }
            letter => out.push(letter),
        }
    }
    out.push('"');
    out
}

/// A line that Python leaves alone.
fn comment(out: &mut String, indent: usize, text: &str) {
    let text = text.strip_prefix("-- ").unwrap_or(text);
    let line = format!("{:indent$}# {}", "", escape(text));
    out.push_str(line.trim_end());
    out.push('\n');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_text_ends_a_string_of_python() {
        assert_eq!(literal("a\"b\\c\n\u{1b}"), "\"a\\\"b\\\\c\\n\\U0000001b\"");
    }

    #[test]
    fn the_next_migration_has_the_next_number() {
        let leaves = Leaves::from([("shop".to_owned(), vec!["0024_x".to_owned()])]);
        let place = Place::of(&Plan::default(), &leaves, Some("shop"));
        assert_eq!(place.name, "0025_repair");
    }
}
