//! A node in normal form with its type, and how it becomes one of another type
//! (`coerce_type` of `parse_coerce.c`).

use super::literal;
use super::types::{self, named};
use crate::name::{Name, QualifiedName};
use crate::schema::{DataType, Expr, Literal};

/// A node in normal form, and its type where that is known. A literal that no context has typed yet
/// is of type `unknown`.
#[derive(Debug, Clone)]
pub(super) struct Typed {
    pub(super) node: Expr,
    pub(super) data_type: Option<DataType>,
    /// It is to be read again, from its print: a cast between strings, which is none, stands there too,
    /// and one between integers, which no operator needs, does not.
    pub(super) printed: bool,
}

impl Typed {
    /// A node, and its type where that is known.
    pub(super) fn new(node: Expr, data_type: Option<DataType>) -> Self {
        Self {
            node,
            data_type,
            printed: false,
        }
    }

    /// A node of a built-in type.
    pub(super) fn of(node: Expr, name: &str) -> Self {
        Self::new(node, Some(named(name)))
    }

    /// Whether it is a string literal or NULL without a type.
    pub(super) fn is_unknown(&self) -> bool {
        self.data_type.as_ref() == Some(&types::unknown())
    }

    /// The node as a value of `target`, by the cast that the server would insert; itself where it
    /// would insert none, or where that is not known.
    pub(super) fn coerced(self, target: &DataType) -> Expr {
        let target = types::plain(target);
        let Some(data_type) = self.data_type else {
            return self.node;
        };
        if target == types::unknown() {
            return self.node;
        }
        if let Expr::Array(elements) = self.node {
            let (from, to) = (types::element(&data_type), types::element(&target));
            let each = elements
                .into_iter()
                .map(|node| Self::new(node, Some(from.clone())).coerced(&to));
            return Expr::Array(each.collect());
        }
        match constant(&self.node) {
            Some(value) if data_type == types::unknown() => typed(value, &target),
            Some(value) if widens_number(&data_type, &target) => literal::typed(value, &target),
            _ if types::widens(&data_type, &target) => cast_node(self.node, target),
            _ if self.printed && types::is_varying(&data_type) && types::is_text(&target) => {
                cast_node(self.node, target)
            }
            _ => self.node,
        }
    }

    /// The same, as something to be read again.
    pub(super) fn for_print(self, printed: bool) -> Self {
        Self { printed, ..self }
    }
}

/// Whether a literal of one type is the same text of another. A literal of `real` has lost digits.
fn widens_number(from: &DataType, to: &DataType) -> bool {
    types::number_rank(from).is_some() && !from.is_builtin("real") && types::widens(from, to)
}

/// A cast that stays.
pub(super) fn cast_node(node: Expr, target: DataType) -> Expr {
    Expr::Cast(Box::new(node), target)
}

/// The literal below at most one cast.
fn constant(node: &Expr) -> Option<&Literal> {
    match node {
        Expr::Literal(value) => Some(value),
        Expr::Cast(inner, _) => match inner.as_ref() {
            Expr::Literal(value) => Some(value),
            _ => None,
        },
        _ => None,
    }
}

/// A literal without a type, given one.
fn typed(value: &Literal, target: &DataType) -> Expr {
    match value {
        Literal::Text(text) if target.is_builtin("regclass") => relation(text),
        _ => literal::typed(value, target),
    }
}

/// `'schema.name'` as a relation; an empty schema where none is written.
fn relation(text: &str) -> Expr {
    let part = |text: &str| match text.strip_prefix('"').and_then(|t| t.strip_suffix('"')) {
        Some(quoted) => Name::exact(&quoted.replace("\"\"", "\"")),
        None => Name::folded(text),
    };
    let mut inside = false;
    let dot = text.find(|c| {
        inside ^= c == '"';
        c == '.' && !inside
    });
    let (schema, name) = match dot.and_then(|at| text.split_at_checked(at)) {
        Some((schema, name)) => (part(schema), part(name.trim_start_matches('.'))),
        None => (Name::exact(""), part(text)),
    };
    Expr::Relation(QualifiedName::new(schema, name))
}

/// A literal before any context has typed it.
pub(super) fn bare(value: &Literal) -> Typed {
    match value {
        Literal::Null | Literal::Text(_) => {
            Typed::new(Expr::Literal(value.clone()), Some(types::unknown()))
        }
        Literal::Bool(_) => Typed::of(Expr::Literal(value.clone()), "boolean"),
        Literal::Number(text) => {
            let data_type = literal::number_type(text);
            Typed::new(literal::typed(value, &data_type), Some(data_type))
        }
    }
}

/// The node of an explicit cast to `target`; the operand itself where the cast changes nothing.
pub(super) fn explicit(inner: Typed, target: &DataType) -> Expr {
    let Some(from) = &inner.data_type else {
        return cast_node(inner.node, target.clone());
    };
    let plain = types::plain(target);
    let nothing = types::is_string(from) && types::is_string(target) && from.array == target.array;
    if target.modifiers.is_empty() && (nothing || types::plain(from) == plain) {
        return inner.node;
    }
    if from == target {
        return inner.node;
    }
    let literal = constant(&inner.node).is_some();
    if literal && (inner.is_unknown() || widens_number(from, &plain)) {
        let value = inner.coerced(&plain);
        return if target.modifiers.is_empty() {
            value
        } else {
            cast_node(value, target.clone())
        };
    }
    cast_node(inner.node, target.clone())
}

/// The node; a literal without a type becomes text, where nothing else asks for it.
pub(super) fn text_if_unknown(node: Typed) -> Expr {
    if node.is_unknown() {
        node.coerced(&named("text"))
    } else {
        node.node
    }
}
