//! Types that users make, enums, composites, ranges, domains, and collations. A table's row type is none of its own.

use std::collections::{BTreeMap, BTreeSet};

use super::described::{Value, object, words};
use super::{DataType, Expr, Expression, Literal, ObjectId, ObjectKind, Schema, Table, TypeName};
use crate::name::{Name, QualifiedName};

/// A row of `pg_type` that a user made.
#[derive(Debug, Clone, PartialEq)]
pub struct UserType {
    /// Its identity on this side.
    pub id: ObjectId,
    /// What it is made of.
    pub body: TypeBody,
}

impl UserType {
    /// What a finding calls it.
    #[must_use]
    pub fn kind(&self) -> ObjectKind {
        match self.body {
            TypeBody::Domain(_) => ObjectKind::Domain,
            TypeBody::Enum(_) | TypeBody::Composite(_) | TypeBody::Range(_) | TypeBody::Base => {
                ObjectKind::Type
            }
        }
    }

    /// Its multirange type, if it is a range that has one.
    #[must_use]
    pub fn multirange(&self) -> Option<&TypeName> {
        match &self.body {
            TypeBody::Range(range) => range.multirange.as_ref(),
            _ => None,
        }
    }

    /// The domain, if it is one.
    #[must_use]
    pub fn domain(&self) -> Option<&Domain> {
        match &self.body {
            TypeBody::Domain(domain) => Some(domain),
            _ => None,
        }
    }
}

/// What a type is made of.
#[derive(Debug, Clone, PartialEq)]
pub enum TypeBody {
    /// Labels, in order.
    Enum(Vec<Label>),
    /// Attributes, in order.
    Composite(Vec<CompositeAttribute>),
    /// A range over another type.
    Range(RangeType),
    /// Another type with conditions.
    Domain(Domain),
    /// A base type: of it only the existence is modelled.
    Base,
}

impl TypeBody {
    /// The kind in words.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Enum(_) => "an enum type",
            Self::Composite(_) => "a composite type",
            Self::Range(_) => "a range type",
            Self::Domain(_) => "a domain",
            Self::Base => "a base type",
        }
    }
}

/// A label of an enum. It has an identity of its own, so that the place that added it answers for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Label {
    /// Its identity on this side.
    pub id: ObjectId,
    /// The label.
    pub text: String,
}

object! {
    /// An attribute of a composite type.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct CompositeAttribute {
        /// Its identity on this side.
        id: ObjectId => _ "identities are never compared";
        /// Its name.
        name: Name => _ "it is found by its name";
        /// Its type.
        data_type: DataType as Type => Type "{}";
        /// Its collation, where that is not its type's own.
        collation: Option<TypeName> as Collation => Collation " COLLATE {}" = |it| Value::Collation(it.collation.as_ref());
    }
}

object! {
    /// What a range type is made of (`pg_range`).
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct RangeType {
        /// The type of its bounds.
        subtype: DataType as Type => Type "RANGE OF {}";
        /// The collation, where that is not the subtype's own.
        collation: Option<TypeName> as Collation => Collation " COLLATE {}" = |it| Value::Collation(it.collation.as_ref());
        /// The operator class that orders them; `None` in a ledger that does not name one.
        opclass: Option<RangeOpclass> => Opclass "\nSUBTYPE_OPCLASS {}" = |it| Value::RangeOpclass(it.opclass.as_ref());
        /// The function that brings values to one form.
        canonical: Option<TypeName> as Support => Canonical "\nCANONICAL {}";
        /// The function that tells how far two bounds are apart.
        diff: Option<TypeName> as Support => SubtypeDiff "\nSUBTYPE_DIFF {}";
        /// Its multirange type (PostgreSQL 14).
        multirange: Option<TypeName> as Type => Multirange "\nMULTIRANGE_TYPE_NAME {}";
    }
}

/// The operator class of a range.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RangeOpclass {
    /// Its name.
    pub name: TypeName,
    /// Whether it is what is taken for the subtype when none is named.
    pub default: bool,
}

object! {
    /// A domain.
    #[derive(Debug, Clone, PartialEq)]
    pub struct Domain {
        /// The type below it.
        base: DataType as Type => Type "AS {}";
        /// Its collation, where that is not the one of the type below.
        collation: Option<TypeName> as Collation => Collation " COLLATE {}" = |it| Value::Collation(it.collation.as_ref());
        /// Whether it refuses NULL.
        not_null: bool => Nullable "\n{}" = |it| Value::flag(it.not_null, ["NOT NULL", "NULL"]);
        /// The name of its NOT NULL constraint, which servers before 17 do not keep.
        not_null_name: Option<Name> => NotNullName " CONSTRAINT {}" = |it| Value::written("none", |style| Some(style.name(it.not_null_name.as_ref()?)));
        /// Its default.
        default: Option<Expression> as Expression => Default "\nDEFAULT {}" = |it| Value::Expression(it.default.as_ref(), "no default");
        /// Its checks, by name.
        checks: BTreeMap<Name, DomainCheck> => _ "each is a part of its own";
    }
}

object! {
    /// A check of a domain.
    #[derive(Debug, Clone, PartialEq)]
    pub struct DomainCheck {
        /// Its identity on this side.
        id: ObjectId => _ "identities are never compared";
        /// The condition, over a column called `value`.
        expression: Expression as Expression => Expression "CHECK ({})";
        /// Whether every value in use is known to obey it (`convalidated`).
        validated: bool => Validated " NOT VALID" = |it| Value::InForce(it.validated, ["validated", "NOT VALID"]);
    }
}

/// The name of the multirange type where the ledger names none (`makeMultirangeTypeName` of
/// `pg_type.c`): `multi` before the word `range`, else `_multirange` at the end.
#[must_use]
pub fn multirange_name(range: &Name) -> Name {
    let text = range.as_str();
    if let Some(at) = text.find("range") {
        return Name::exact(&format!("{}multi{}", &text[..at], &text[at..]));
    }
    // Name::exact cuts on a character's boundary, as pg_mbcliplen does.
    let room = 63 - "_multirange".len();
    let end = (0..=room.min(text.len()))
        .rev()
        .find(|&end| text.is_char_boundary(end))
        .unwrap_or(0);
    Name::exact(&format!("{}_multirange", &text[..end]))
}

/// A collation that a user made (`pg_collation`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Collation {
    /// Its identity on this side.
    pub id: ObjectId,
    /// What it is; `None` where the ledger copies a collation of the server's, which nothing tells.
    pub definition: Option<CollationDefinition>,
}

object! {
    /// What a collation is. Servers before 15 keep the locale of ICU in `collcollate` and `collctype`;
    /// here it is [`CollationDefinition::locale`] always.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct CollationDefinition {
        /// Who compares.
        provider: CollationProvider => Provider "PROVIDER {}" = |it| Value::word(it.provider.as_str());
        /// Whether only equal bytes are equal.
        deterministic: bool => Deterministic " {}" = |it| Value::either(it.deterministic, ["deterministic", "not deterministic"]);
        /// `LC_COLLATE` of the C library.
        collate: Option<String> => Locale "\nLC_COLLATE {}" = |it| Value::Literal(it.collate.as_deref(), "none");
        /// `LC_CTYPE` of the C library.
        ctype: Option<String> => Locale "\nLC_CTYPE {}" = |it| Value::Literal(it.ctype.as_deref(), "none");
        /// The locale of ICU, or of the server itself.
        locale: Option<String> => Locale "\nLOCALE {}" = |it| Value::Literal(it.locale.as_deref(), "none");
        /// Rules of ICU on top of the locale's (PostgreSQL 16).
        rules: Option<String> => Rules "\nRULES {}" = |it| Value::Literal(it.rules.as_deref(), "no rules");
    }
}

words! {
    /// `pg_collation.collprovider`.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    pub enum CollationProvider {
        /// The C library.
        Libc = "libc",
        /// ICU.
        Icu = "icu",
        /// The server itself (PostgreSQL 17).
        Builtin = "builtin",
        /// The database's default.
        Database = "the database's default",
    }
}

/// Literals that mean a label of an enum: the server keeps labels by their oid, and prints a renamed
/// one by its new text.
impl Schema {
    /// Follows a renamed label of the enum called `name`, in the expressions of all tables.
    pub fn follow_label(&mut self, name: &QualifiedName, from: &str, to: &str) {
        for table in self.tables.values_mut() {
            table.follow_label(name, from, to);
        }
    }
}

impl Table {
    /// Follows a renamed label of the enum called `name`, in the expressions of the table.
    pub fn follow_label(&mut self, name: &QualifiedName, from: &str, to: &str) {
        let columns = self.columns.iter();
        let columns = columns.filter(|column| column.data_type.base.means(name));
        let rename = Relabelling {
            of: name,
            columns: columns.map(|column| column.name.clone()).collect(),
            from,
            to,
        };
        for column in &mut self.columns {
            let typed = column.data_type.base.means(name);
            if let Some(default) = &mut column.default {
                rename.whole(default, typed);
            }
        }
        self.for_each_expression(&mut |expression| rename.whole(expression, false));
    }
}

/// A label that takes another text, and the columns that are of its type.
struct Relabelling<'a> {
    of: &'a QualifiedName,
    columns: BTreeSet<Name>,
    from: &'a str,
    to: &'a str,
}

impl Relabelling<'_> {
    fn whole(&self, expression: &mut Expression, typed: bool) {
        let before = expression.tree.clone();
        self.inside(&mut expression.tree, typed);
        if expression.tree != before {
            expression.text = expression.tree.to_string();
        }
    }

    fn is_of(&self, data_type: &DataType) -> bool {
        data_type.base.means(self.of)
    }

    /// Whether a part is of the enum, or an array of it.
    fn gives(&self, node: &Expr) -> bool {
        match node {
            // A trigger's and a rule's stand after `old.` or `new.`.
            Expr::Column(name) => {
                let bare = name.as_str().rsplit_once('.').map(|(_, bare)| bare);
                self.columns.contains(name)
                    || bare.is_some_and(|bare| self.columns.contains(&Name::exact(bare)))
            }
            Expr::Cast(_, data_type) => self.is_of(data_type),
            _ => false,
        }
    }

    /// `typed` tells whether a literal here is read as the enum.
    fn inside(&self, node: &mut Expr, typed: bool) {
        match node {
            Expr::Literal(Literal::Text(text)) if typed => self.literal(text),
            Expr::Cast(inner, data_type) => self.inside(inner, data_type.base.means(self.of)),
            Expr::Binary(_, left, right) | Expr::Any(left, _, right, _) => {
                let typed = self.gives(left) || self.gives(right);
                self.inside(left, typed);
                self.inside(right, typed);
            }
            Expr::Array(list) => list.iter_mut().for_each(|one| self.inside(one, typed)),
            Expr::Call(name, list) => {
                let alike = ["coalesce", "nullif", "greatest", "least"].contains(&name.as_str());
                let typed = alike && (typed || list.iter().any(|one| self.gives(one)));
                for one in list {
                    self.inside(one, typed);
                }
            }
            Expr::Case(operand, arms, otherwise) => {
                let when = operand
                    .as_deref()
                    .is_some_and(|operand| self.gives(operand));
                for (condition, value) in arms {
                    self.inside(condition, when);
                    self.inside(value, typed);
                }
                if let Some(otherwise) = otherwise {
                    self.inside(otherwise, typed);
                }
            }
            other => {
                for child in other.children_mut() {
                    self.inside(child, false);
                }
            }
        }
    }

    fn literal(&self, text: &mut String) {
        if text == self.from {
            self.to.clone_into(text);
        } else if let Some(list) = text.strip_prefix('{').and_then(|t| t.strip_suffix('}'))
            && !list.contains(['"', '{', '\\'])
        {
            let renamed = list.split(',').map(|one| {
                if one.trim() == self.from {
                    self.to
                } else {
                    one
                }
            });
            *text = format!("{{{}}}", renamed.collect::<Vec<_>>().join(","));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_multirange_is_named_after_its_range() {
        for (range, multirange) in [
            ("float_range", "float_multirange"),
            ("rangeofrange", "multirangeofrange"),
            ("span", "span_multirange"),
        ] {
            assert_eq!(multirange_name(&Name::exact(range)).as_str(), multirange);
        }
        let long = multirange_name(&Name::exact(&"s".repeat(63)));
        assert_eq!(long.as_str(), format!("{}_multirange", "s".repeat(52)));
    }
}
