//! What an extension takes along by CASCADE: whatever is of its types, calls its functions, or is built by its operator
//! classes and access methods. `extensions.txt` says what those are of the extensions that come with PostgreSQL and that
//! Django names; a test holds it against the server.

use std::collections::BTreeSet;

use super::Replay;
use super::dependencies::Dependent;
use crate::name::{Name, QualifiedName};
use crate::schema::{
    ConstraintBody, Expr, Expression, Index, IndexKey, KeyItem, Mention, ObjectKey, ObjectKind,
    Part, Table, TypeBody,
};

const MEMBERS: &str = include_str!("extensions.txt");

/// The members of one sort of an extension.
pub(super) fn members(extension: &Name, sort: &str) -> Vec<&'static str> {
    let lines = MEMBERS.lines().filter_map(|line| {
        let (of, rest) = line.split_once(' ')?;
        let (kind, names) = rest.split_once(' ')?;
        (of == extension.as_str() && kind == sort).then_some(names)
    });
    lines.flat_map(|names| names.split(' ')).collect()
}

impl Replay {
    /// Takes away what needs a member of an extension that goes.
    pub(super) fn drop_with_extension(&mut self, extension: &Name, schema: Option<&Name>) {
        let public = Name::from("public");
        let schema = schema.unwrap_or(&public);
        let key = ObjectKey::extension(extension);
        let mut needing = self.built_by(extension);
        let own = |member| QualifiedName::new(schema.clone(), Name::from(member));
        for member in members(extension, "types").into_iter().map(own) {
            needing.extend(self.of_type(&member));
        }
        let functions = members(extension, "functions").into_iter().map(own);
        let is_made = |it: &ObjectKey| it.kind == ObjectKind::Function;
        let functions = functions.filter(|it| !self.schema.called(&it.name).any(is_made));
        let functions: Vec<QualifiedName> = functions.collect();
        for member in &functions {
            needing.extend(self.needing(&ObjectKey::routine(member, String::new())));
        }
        self.forget_dependents(needing, &key);
        for member in functions {
            self.forget_texts_mentioning(&member.name);
        }
        let requires = |it: &&Name| members(it, "requires").contains(&extension.as_str());
        let requiring: Vec<Name> = self
            .schema
            .extensions
            .keys()
            .filter(requires)
            .cloned()
            .collect();
        for other in requiring {
            let gone = self.schema.extensions_mut().remove(&other);
            self.dropped(ObjectKey::extension(&other), Some(key.clone()));
            self.drop_with_extension(&other, gone.and_then(|it| it.schema).as_ref());
        }
    }

    /// What is of a type that no statement made.
    fn of_type(&mut self, member: &QualifiedName) -> BTreeSet<Dependent> {
        let named = |it: &ObjectKey| {
            let kinds = [ObjectKind::Type, ObjectKind::Domain, ObjectKind::Table];
            kinds.contains(&it.kind)
        };
        if self.schema.called(&member.name).any(named) {
            return BTreeSet::new();
        }
        let naming = self.schema.naming(member);
        self.schema.parts(&naming, |mention| match mention {
            Mention::Type(it) | Mention::KeyType(it) | Mention::Support(it) => it.means(member),
            Mention::Expression(it) | Mention::Query(it) => casts_to(it, member),
            _ => false,
        })
    }

    /// The indexes, and what owns one, that its operator classes and access methods build.
    fn built_by(&self, extension: &Name) -> BTreeSet<Dependent> {
        let classes: Vec<(&str, &str)> = members(extension, "classes")
            .into_iter()
            .filter_map(|class| class.split_once('/'))
            .collect();
        let methods = members(extension, "methods");
        let mut found = BTreeSet::new();
        if classes.is_empty() && methods.is_empty() {
            return found;
        }
        let is_built = |table: &Table, index: &Index| {
            let method = index.method.as_str();
            let of_class = |key: &IndexKey| match &key.opclass {
                Some(class) => classes.contains(&(class.name.as_str(), method)),
                None => {
                    matches!(extension.as_str(), "btree_gin" | "btree_gist")
                        && extension.as_str().ends_with(&method)
                        && self.has_no_class(table, key, method)
                }
            };
            methods.contains(&method) || index.keys.iter().any(of_class)
        };
        // Nothing says which tables have such an index without a word.
        for (name, table) in &self.schema.tables {
            let indexes = table.indexes.iter();
            let indexes = indexes.filter(|(_, it)| is_built(table, it));
            let indexes = indexes.map(|(own, _)| Part::Index(own.clone()));
            let constraints = table.constraints.iter().filter(|(_, it)| {
                matches!(&it.body, ConstraintBody::Exclude(it) if is_built(table, &it.index))
            });
            let constraints = constraints.map(|(own, _)| Part::Constraint(own.clone()));
            let of = || ObjectKey::table(name);
            let parts = indexes.chain(constraints);
            found.extend(parts.map(|part| Dependent { part, of: of() }));
        }
        found
    }

    /// Whether the server itself has no operator class for a column by this method, so that it is the extension's.
    fn has_no_class(&self, table: &Table, key: &IndexKey, method: &str) -> bool {
        const GIN: [&str; 2] = ["jsonb", "tsvector"];
        const GIST: [&str; 6] = ["box", "circle", "point", "polygon", "tsquery", "tsvector"];
        let KeyItem::Column(column) = &key.item else {
            return false;
        };
        let Some(column) = table.column(column) else {
            return false;
        };
        let of = &column.data_type;
        let name = of.base.name.as_str();
        let own = match method {
            "gin" => of.array || GIN.contains(&name),
            _ => of.array || GIST.contains(&name) || name.ends_with("range"),
        };
        let label = of.base.qualified();
        let is_enum = label.is_some_and(|it| {
            let of = self.schema.types.get(&it);
            of.is_some_and(|it| matches!(it.body, TypeBody::Enum(_)))
        });
        (of.base.is_builtin() && !own) || (is_enum && !of.array)
    }
}

fn casts_to(expression: &Expression, member: &QualifiedName) -> bool {
    let mut found = false;
    expression.tree.for_each(&mut |node| {
        found |= matches!(node, Expr::Cast(_, of) if of.base.means(member));
    });
    found
}
