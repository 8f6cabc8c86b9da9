//! What planning a question may reach, by name: more than it does, never less.
//!
//! A function, an operator, a type or a relation is picked by its name, whichever schema it is in, or by the
//! syntax that stands for an operator. So nothing is reached whose name is not here, but through what is.

use std::collections::BTreeSet;

use sqlparser::tokenizer::Token;

use super::Scope;
use super::words::Single;
use crate::effect::names;
use crate::name::{Name, QualifiedName};
use crate::schema::DataType;

/// Operators that SQL has syntax for (`transformAExprOp` and its neighbours of `parse_expr.c`, `gram.y`).
const SYNTAX: [&str; 14] = [
    "=", "<>", "<", "<=", ">", ">=", "~~", "!~~", "~~*", "!~~*", "~", "!~", "+", "-",
];

/// A name as it is held against others: in lower case, and cut on both sides, as a server of another encoding than
/// UTF-8 keeps names that are longer here than one of ours can be.
fn held(name: &str) -> String {
    Name::exact(name).as_str().to_lowercase()
}

/// The names of a question.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reach {
    /// As [`held`] has them.
    names: BTreeSet<String>,
    /// The texts, for their operators.
    texts: String,
    /// The table whose columns expressions stand among, of which the types alone are reached; and whether it
    /// stands there as two rows that have names.
    row: Option<(QualifiedName, bool)>,
    /// Whether there is a query, which reaches relations.
    queries: bool,
}

impl Reach {
    pub(super) fn of<'a>(singles: impl Iterator<Item = &'a Single>) -> Self {
        let mut reach = Self::default();
        for single in singles {
            reach.texts.push_str(&single.text);
            reach.texts.push('\n');
            for token in &single.tokens {
                if let Token::Word(word) = token {
                    reach.name(names::folded(word).as_str());
                }
            }
        }
        let names = &reach.names;
        reach.queries = ["select", "table"].iter().any(|word| names.contains(*word));
        reach
    }

    pub(super) fn within(mut self, scope: &Scope, result: Option<&DataType>) -> Self {
        match scope {
            Scope::Row(table) => self.row = Some((table.clone(), false)),
            Scope::Rows(table) => self.row = Some((table.clone(), true)),
            Scope::Value(base) => self.name(base.base.name.as_str()),
            Scope::Arguments(arguments) => {
                for (_, data_type) in arguments {
                    self.name(data_type.base.name.as_str());
                }
            }
            Scope::Nothing => {}
        }
        if let Some(result) = result {
            self.name(result.base.name.as_str());
        }
        self
    }

    fn name(&mut self, name: &str) {
        self.names.insert(held(name));
    }

    /// Whether a function or a type of this name may be reached.
    #[must_use]
    pub fn has_name(&self, name: &str) -> bool {
        self.names.contains(&held(name))
    }

    /// Whether an operator of this name may be.
    #[must_use]
    pub fn has_operator(&self, name: &str) -> bool {
        SYNTAX.contains(&name) || self.texts.contains(name)
    }

    /// Whether a relation of this name may be planned.
    #[must_use]
    pub fn has_relation(&self, name: &str) -> bool {
        self.queries && self.has_name(name)
    }

    /// Whether the type of a table's column may be reached: the column is named, or a whole row is.
    #[must_use]
    pub fn has_row(&self, schema: &str, name: &str, column: &str) -> bool {
        let row = self.row.as_ref();
        let own = QualifiedName::new(Name::exact(schema), Name::exact(name));
        let among = row.is_some_and(|(row, _)| *row == own);
        let whole = self.texts.contains('*') || row.is_some_and(|(_, twice)| *twice);
        (among && (whole || self.has_name(column))) || self.has_name(name)
    }
}
