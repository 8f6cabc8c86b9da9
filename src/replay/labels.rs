//! The labels of enums.

use super::{Outcome, Problem, Replay};
use crate::effect::new_type::Neighbour;
use crate::name::QualifiedName;
use crate::schema::{Aspect, Label, TypeBody};

impl Replay {
    fn enum_labels(&mut self, name: &QualifiedName) -> Result<&mut Vec<Label>, Problem> {
        match &mut self.type_mut(name)?.body {
            TypeBody::Enum(labels) => Ok(labels),
            _ => Err(Problem::Refused {
                reason: "the type is no enum",
            }),
        }
    }

    /// `AddEnumLabel` of `pg_enum.c`: at the end, or beside its neighbour.
    pub(super) fn add_label(
        &mut self,
        name: &QualifiedName,
        text: &str,
        if_not_exists: bool,
        neighbour: Option<&Neighbour>,
    ) -> Outcome {
        let labels = self.enum_labels(name)?;
        if let Some(id) = labels.iter().find(|l| l.text == text).map(|l| l.id) {
            let what = format!("the label {text} of the type {name}");
            return self.already(id, if_not_exists, || what.clone());
        }
        let at = |other: &String| {
            let at = labels.iter().position(|label| &label.text == other);
            at.ok_or_else(|| absent_label(name, other))
        };
        let position = match neighbour {
            None => labels.len(),
            Some(Neighbour::Before(other)) => at(other)?,
            Some(Neighbour::After(other)) => at(other)? + 1,
        };
        let label = Label {
            id: self.expected.origins.born(self.place, false),
            text: text.to_owned(),
        };
        self.enum_labels(name)?.insert(position, label);
        self.type_answers(name, Aspect::Labels)
    }

    pub(super) fn rename_label(&mut self, name: &QualifiedName, from: &str, to: &str) -> Outcome {
        let labels = self.enum_labels(name)?;
        if labels.iter().any(|label| label.text == to) {
            return Err(Problem::Exists {
                what: format!("the label {to} of the type {name}"),
            });
        }
        let Some(label) = labels.iter_mut().find(|label| label.text == from) else {
            return Err(absent_label(name, from));
        };
        to.clone_into(&mut label.text);
        let id = label.id;
        self.set_by(id, Aspect::Labels);
        self.type_answers(name, Aspect::Labels)?;
        for table in self.schema.tables_naming(name) {
            if let Some(table) = self.schema.table_mut(&table.qualified()) {
                table.follow_label(name, from, to);
            }
        }
        Ok(())
    }
}

fn absent_label(name: &QualifiedName, label: &str) -> Problem {
    Problem::NoObject {
        what: format!("the label {label} of the type {name}"),
    }
}
