//! What a step does, why, and what to look at first, in words.

use super::{How, Part, Piece, Risk, Step};
use crate::report::Caution;
use crate::report::words::{count_as, list};
use crate::schema::{Attribute, ObjectKind};

/// What a step does.
#[must_use]
pub(super) fn told(step: &Step) -> String {
    let key = &step.key;
    let index = match key.kind {
        ObjectKind::Index => key.to_string(),
        _ => format!("the index of {key}"),
    };
    match step.part {
        Part::Whole => told_whole(step),
        Part::ForeignKeys => format!("add the foreign keys of {key}"),
        Part::Clear => format!("take away {index} if an earlier run left it broken"),
        Part::Build => format!("build {index}"),
        Part::Finish => format!("finish {key} by what was built"),
        Part::Validate if key.kind == ObjectKind::Constraint => format!("validate {key}"),
        Part::Validate => format!("validate the constraints of {key}"),
    }
}

fn told_whole(step: &Step) -> String {
    let key = &step.key;
    match &step.how {
        How::Make => match key.kind {
            ObjectKind::Table => format!("make {key}, empty"),
            ObjectKind::MaterializedView => format!("make {key}, filled by its query"),
            _ => format!("make {key}"),
        },
        How::Return(from) if from.schema == key.schema => {
            format!("rename {from} to {}", key.name)
        }
        How::Return(from) => {
            let home = key.schema.as_ref();
            format!("move {from} to {}", home.map_or("", |it| it.as_str()))
        }
        How::Alter(Attribute::Definition) if key.is_table() => {
            format!("make {key} anew, with its rows")
        }
        How::Alter(Attribute::Definition) => format!("make {key} anew"),
        How::Alter(Attribute::Nullable) => {
            let forbids = |it: &Piece| it.sql.ends_with(" SET NOT NULL");
            let word = if step.pieces.iter().any(forbids) {
                "forbid"
            } else {
                "allow"
            };
            format!("{word} NULL in {key}")
        }
        How::Alter(attribute) => {
            format!("set {} of {key}", attribute.as_str().replace('_', " "))
        }
        How::Enforce => format!("put {key} in force"),
        How::Drop => format!("drop {key}"),
    }
}

/// For which findings and migrations a step is.
#[must_use]
pub(super) fn because(step: &Step) -> String {
    let short = |id: &String| id.get(..8).unwrap_or(id).to_owned();
    let ids: Vec<String> = step.findings.iter().map(short).collect();
    let mut migrations: Vec<String> = step.migrations.iter().map(ToString::to_string).collect();
    migrations.dedup();
    let word = count_as(ids.len() as u64, "finding", "findings");
    let word = word.split_once(' ').map_or("finding", |(_, word)| word);
    match migrations.as_slice() {
        [] => format!("{word} {}", list(&ids)),
        all => format!("{word} {} ({})", list(&ids), list(all)),
    }
}

/// What to look at before a step.
#[must_use]
pub(super) fn first(step: &Step) -> Option<String> {
    let words = match step.caution? {
        // Only done at once it locks the table.
        Caution::RowsMustHold
            if step.risk() == Risk::Scan || step.how == How::Alter(Attribute::Definition) =>
        {
            "fails while a row breaks the rule"
        }
        caution => caution.words(),
    };
    Some(format!("first: {words}"))
}
