//! Where an expression stands: what its names mean there, and what it is assigned to. Whatever holds an
//! expression compares it here, so that one pair of expressions has one answer everywhere.

use super::answer::{Answer, Attributes};
use super::expression::{self, Sameness, Scope};
use super::type_pairs::{below, is_label};
use crate::name::Name;
use crate::schema::{Attribute, DataType, Expression, Parameter, Schema, Table};

/// The columns that an expression stands among, and the types that they are of.
#[derive(Clone, Copy)]
pub(super) struct Columns<'a> {
    pub(super) table: &'a Table,
    pub(super) schema: &'a Schema,
}

/// A place that holds an expression, on the live side.
#[derive(Clone)]
pub(super) struct Site<'a> {
    names: Names<'a>,
    /// The types that users made.
    schema: &'a Schema,
    /// What the value is assigned to, if it is to anything.
    result: Option<DataType>,
    /// Whether a query or a whole row may stand there, which is often not read.
    is_code: bool,
}

/// What the names of an expression mean.
#[derive(Clone, Copy)]
enum Names<'a> {
    /// Nothing: there are none.
    Nothing,
    /// The columns of a row.
    Row(&'a Table),
    /// The columns of the old and the new row, each after `old.` or `new.`.
    Rows(&'a Table),
    /// `VALUE` of a domain over this type.
    Value(&'a DataType),
    /// The arguments of a function.
    Arguments(&'a [Parameter]),
}

impl<'a> Site<'a> {
    fn new(names: Names<'a>, schema: &'a Schema, result: Option<DataType>) -> Self {
        Self {
            names,
            schema,
            result,
            is_code: false,
        }
    }

    /// The default of something of this type; a command, of none.
    pub(super) fn alone(schema: &'a Schema, result: Option<DataType>) -> Self {
        Self::new(Names::Nothing, schema, result)
    }

    /// A value over the columns of a table.
    pub(super) fn row(columns: Columns<'a>, result: Option<DataType>) -> Self {
        Self::new(Names::Row(columns.table), columns.schema, result)
    }

    /// A condition on the rows of a table.
    pub(super) fn condition(columns: Columns<'a>) -> Self {
        Self::row(columns, Some(DataType::builtin("boolean")))
    }

    /// USING or WITH CHECK of a policy.
    pub(super) fn policy(columns: Columns<'a>) -> Self {
        Self {
            is_code: true,
            ..Self::condition(columns)
        }
    }

    /// WHEN of a trigger, or WHERE of a rule.
    pub(super) fn change(columns: Columns<'a>) -> Self {
        Self {
            names: Names::Rows(columns.table),
            ..Self::policy(columns)
        }
    }

    /// A value of a domain over a type, or a condition on it.
    pub(super) fn domain(schema: &'a Schema, base: &'a DataType, result: DataType) -> Self {
        Self::new(Names::Value(base), schema, Some(result))
    }

    /// What a function over arguments returns.
    pub(super) fn body(
        schema: &'a Schema,
        arguments: &'a [Parameter],
        result: Option<DataType>,
    ) -> Self {
        Self {
            is_code: true,
            ..Self::new(Names::Arguments(arguments), schema, result)
        }
    }

    /// Compares two expressions that stand here.
    pub(super) fn compare(&self, expected: &Expression, live: &Expression) -> Sameness {
        let reduced = |data_type: &DataType| below(self.schema, data_type);
        let scope = Scope {
            column_type: &|name| self.type_of(name).map(reduced),
            label: &|data_type, text| is_label(self.schema, data_type, text),
            result: self.result.as_ref().map(reduced),
        };
        expression::compare(expected, live, &scope)
    }

    fn type_of(&self, name: &Name) -> Option<&'a DataType> {
        let column = |table: &'a Table, name| Some(&table.column(name)?.data_type);
        match self.names {
            Names::Nothing => None,
            Names::Row(table) => column(table, name),
            Names::Rows(table) => {
                let (_, name) = name.as_str().split_once('.')?;
                column(table, &Name::exact(name))
            }
            Names::Value(base) => (name.as_str() == "value").then_some(base),
            Names::Arguments(arguments) => {
                let mut arguments = arguments.iter();
                let found = arguments.find(|argument| argument.name.as_ref() == Some(name))?;
                Some(&found.data_type)
            }
        }
    }

    /// Compares what may stand here and notes the answer; `absent` is said of a side that has none.
    pub(super) fn hold(
        &self,
        attributes: &mut Attributes,
        attribute: Attribute,
        [expected, live]: [Option<&Expression>; 2],
        absent: &str,
    ) {
        let answer = match (expected, live) {
            (None, None) => None,
            (Some(expected), Some(live)) => self.answer(expected, live),
            _ => Some(Answer::Different),
        };
        if let Some(answer) = answer {
            let words =
                |it: Option<&Expression>| it.map_or(absent.to_owned(), |it| it.text.clone());
            attributes.push(attribute, answer, words(expected), words(live));
        }
    }

    /// What is noted of two expressions; nothing where they are exactly the same.
    pub(super) fn answer(&self, expected: &Expression, live: &Expression) -> Option<Answer> {
        let sameness = self.compare(expected, live);
        let is_unread = || expected.tree.has_opaque() || live.tree.has_opaque();
        if self.is_code && matches!(sameness, Sameness::Undecided(_)) && is_unread() {
            return Some(Answer::Unmeasured("a part of the expression is not read"));
        }
        noted(sameness)
    }
}

/// What is noted of a comparison; nothing where both sides are exactly the same.
pub(super) fn noted(sameness: Sameness) -> Option<Answer> {
    Some(match sameness {
        Sameness::Exact => return None,
        Sameness::Equivalent(reason) => Answer::Equivalent(reason),
        Sameness::Different => Answer::Different,
        Sameness::Undecided(reason) => Answer::Undecided(reason),
    })
}
