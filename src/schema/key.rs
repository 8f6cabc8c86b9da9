//! What an object is called across both sides.

use std::fmt;

use super::ObjectKind;
use crate::name::{Name, QualifiedName};

/// The identity of an object on its own side; survives renames, is never compared across sides.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct ObjectId(pub u64);

/// The name of an object, comparable across sides.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ObjectKey {
    /// The schema; for a schema itself, its own name; for an extension, nothing.
    pub schema: Option<Name>,
    /// The table that a column, constraint, index or trigger belongs to.
    pub table: Option<Name>,
    /// What it is.
    pub kind: ObjectKind,
    /// Its own name.
    pub name: Name,
    /// The types of a function's input arguments, which tell overloads apart; none for other kinds.
    pub arguments: Option<String>,
}

impl ObjectKey {
    /// A schema.
    #[must_use]
    pub fn namespace(name: &Name) -> Self {
        Self {
            schema: Some(name.clone()),
            table: None,
            kind: ObjectKind::Schema,
            name: name.clone(),
            arguments: None,
        }
    }

    /// An extension.
    #[must_use]
    pub fn extension(name: &Name) -> Self {
        Self {
            schema: None,
            table: None,
            kind: ObjectKind::Extension,
            name: name.clone(),
            arguments: None,
        }
    }

    /// A table.
    #[must_use]
    pub fn table(name: &QualifiedName) -> Self {
        Self::part(name, ObjectKind::Table, name.name.clone())
    }

    /// A column, constraint, index or trigger of `table`.
    #[must_use]
    pub fn part(table: &QualifiedName, kind: ObjectKind, name: Name) -> Self {
        Self {
            schema: Some(table.schema.clone()),
            table: Some(table.name.clone()),
            kind,
            name,
            arguments: None,
        }
    }

    /// An object of its own in a schema: a sequence, view, function, type ...
    #[must_use]
    pub fn standing(name: &QualifiedName, kind: ObjectKind) -> Self {
        Self {
            schema: Some(name.schema.clone()),
            table: None,
            kind,
            name: name.name.clone(),
            arguments: None,
        }
    }

    /// A function, procedure or aggregate, with the types of its input arguments.
    #[must_use]
    pub fn routine(name: &QualifiedName, arguments: String) -> Self {
        Self {
            arguments: Some(arguments),
            ..Self::standing(name, ObjectKind::Function)
        }
    }

    /// The same in another schema.
    #[must_use]
    pub fn in_schema(&self, schema: &Name) -> Self {
        Self {
            schema: Some(schema.clone()),
            ..self.clone()
        }
    }

    /// Its schema and name; what stands in no schema is in one without a name.
    #[must_use]
    pub fn qualified(&self) -> QualifiedName {
        let schema = self.schema.clone().unwrap_or_else(|| Name::exact(""));
        QualifiedName::new(schema, self.name.clone())
    }

    /// The table it belongs to, or is.
    #[must_use]
    pub fn table_name(&self) -> Option<QualifiedName> {
        match (&self.schema, &self.table) {
            (Some(schema), Some(table)) => Some(QualifiedName::new(schema.clone(), table.clone())),
            _ => None,
        }
    }

    /// The key of the same object under another name.
    #[must_use]
    pub fn renamed(&self, to: &Name) -> Self {
        let own = self.table.clone().filter(|_| !self.is_table());
        Self {
            table: own.or_else(|| self.is_table().then(|| to.clone())),
            name: to.clone(),
            ..self.clone()
        }
    }

    /// The key of the same object in another schema.
    #[must_use]
    pub fn moved(&self, to: &Name) -> Self {
        Self {
            schema: Some(to.clone()),
            ..self.clone()
        }
    }

    /// Whether it is a table itself.
    #[must_use]
    pub fn is_table(&self) -> bool {
        self.kind == ObjectKind::Table
    }
}

impl fmt::Display for ObjectKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ", self.kind.words())?;
        if let (Some(schema), Some(arguments)) = (&self.schema, &self.arguments) {
            return write!(f, "{schema}.{}({arguments})", self.name);
        }
        match (&self.schema, &self.table, self.kind) {
            (_, _, ObjectKind::Schema | ObjectKind::Extension) | (None, _, _) => {
                write!(f, "{}", self.name)
            }
            (Some(schema), Some(table), ObjectKind::Column) => {
                write!(f, "{schema}.{table}.{}", self.name)
            }
            (Some(schema), Some(_), ObjectKind::Table | ObjectKind::Index)
            | (Some(schema), None, _) => write!(f, "{schema}.{}", self.name),
            (Some(schema), Some(table), _) => {
                write!(f, "{} of {schema}.{table}", self.name)
            }
        }
    }
}
