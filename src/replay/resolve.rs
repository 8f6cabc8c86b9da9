//! What a name that is written without its schema means: as the `search_path` finds it.

use super::directory::Relation;
use super::readers::unread;
use super::{Problem, Replay};
use crate::effect::Reference;
use crate::name::{Name, QualifiedName};
use crate::schema::{
    Bound, DataType, Expr, Expression, Inheritance, ObjectKey, ObjectKind, Table, TypeName,
    UserType,
};

impl Replay {
    /// Where an object of this name is made: in its own schema, else in the first of the path.
    pub(super) fn creation(&self, name: &Reference) -> QualifiedName {
        // A schema that was dropped is passed over (`recomputeNamespacePath` of `namespace.c`).
        let dropped = |schema: &&Name| {
            let key = ObjectKey::namespace(schema);
            self.expected.tombstones.contains_key(&key)
        };
        let first = || self.search_path.iter().find(|it| !dropped(it)).cloned();
        let schema = name.schema.clone().or_else(first);
        QualifiedName::new(
            schema.unwrap_or_else(|| Name::exact("public")),
            name.name.clone(),
        )
    }

    /// The relation that a written name means.
    pub(super) fn find(&self, name: &Reference) -> Option<(QualifiedName, Relation)> {
        self.candidates(name).find_map(|candidate| {
            let relation = self.directory.get(&candidate)?.clone();
            Some((candidate, relation))
        })
    }

    /// The same where it has to be there, but for `IF EXISTS`.
    pub(super) fn find_or_skip(
        &self,
        name: &Reference,
        if_exists: bool,
    ) -> Result<Option<(QualifiedName, Relation)>, Problem> {
        match self.find(name) {
            None if !if_exists => Err(Problem::no_relation(name)),
            found => Ok(found),
        }
    }

    pub(super) fn candidates<'a>(
        &'a self,
        name: &'a Reference,
    ) -> impl Iterator<Item = QualifiedName> + 'a {
        let written = name.schema.iter();
        let path = self.search_path.iter().filter(|_| name.schema.is_none());
        written
            .chain(path)
            .map(|schema| QualifiedName::new(schema.clone(), name.name.clone()))
    }

    /// The object that a statement names. What takes a type takes a domain too.
    pub(super) fn must_find(
        &self,
        kind: ObjectKind,
        name: &Reference,
    ) -> Result<ObjectKey, Problem> {
        if kind.is_relation() {
            let found = self.find(name).and_then(|(name, it)| it.key(&name));
            return found.ok_or_else(|| Problem::no_relation(name));
        }
        let there = |key: &ObjectKey| self.schema.id_of(key).is_some();
        let mut candidates = self.candidates(name);
        let found = match kind {
            ObjectKind::Schema => Some(ObjectKey::namespace(&name.name)).filter(there),
            ObjectKind::Extension => Some(ObjectKey::extension(&name.name)).filter(there),
            ObjectKind::Type | ObjectKind::Domain => candidates.find_map(|name| {
                let own = self.schema.types.get(&name)?.kind();
                let fits = kind == ObjectKind::Type || kind == own;
                fits.then(|| ObjectKey::standalone(&name, own))
            }),
            _ => candidates
                .map(|name| ObjectKey::standalone(&name, kind))
                .find(there),
        };
        found.ok_or_else(|| Problem::NoObject(format!("the {} {name}", kind.words())))
    }

    pub(super) fn find_table(&self, name: &Reference) -> Option<QualifiedName> {
        match self.find(name)? {
            (found, Relation::Table) => Some(found),
            _ => None,
        }
    }

    pub(super) fn must_find_table(&self, name: &Reference) -> Result<QualifiedName, Problem> {
        self.find_table(name)
            .ok_or_else(|| Problem::no_relation(name))
    }

    /// The table or view that a trigger, rule or index is of.
    pub(super) fn must_find_relation(&self, name: &Reference) -> Result<QualifiedName, Problem> {
        match self.find(name) {
            Some((found, Relation::Table | Relation::View(_))) => Ok(found),
            _ => Err(Problem::no_relation(name)),
        }
    }

    /// The table, which `find_table` or the directory has just named; of a view, what hangs on it.
    pub(super) fn table(&self, name: &QualifiedName) -> Result<&Table, Problem> {
        let missing = || Problem::no_table(name);
        let table = self.schema.tables.get(name);
        let view = || self.schema.view(&self.view_key(name)?);
        table
            .or_else(|| view().map(|view| &view.parts))
            .ok_or_else(missing)
    }

    pub(super) fn view_key(&self, name: &QualifiedName) -> Option<ObjectKey> {
        let found = self.directory.get(name)?;
        matches!(found, Relation::View(_)).then(|| found.key(name))?
    }

    pub(super) fn table_mut(&mut self, name: &QualifiedName) -> Result<&mut Table, Problem> {
        let parts = match self.view_key(name) {
            Some(key) => self.schema.view_mut(&key).map(|view| &mut view.parts),
            None => self.schema.table_mut(name),
        };
        parts.ok_or_else(|| Problem::no_table(name))
    }
}

/// Types and collations.
impl Replay {
    /// A type whose schema is not written: the first of the path that made it.
    pub(super) fn resolve_type(&self, name: TypeName) -> TypeName {
        if name.schema.is_some() {
            return name;
        }
        let reference = Reference::unqualified(&name.name);
        self.candidates(&reference)
            .find(|candidate| self.is_type(candidate))
            .map_or(name, TypeName::from)
    }

    /// A collation whose schema is not written: the first of the path that made it.
    fn resolve_collation(&self, name: TypeName) -> TypeName {
        if name.schema.is_some() {
            return name;
        }
        let found = self.must_find(ObjectKind::Collation, &name.clone().into());
        found.map_or(name, |key| TypeName::from(key.qualified()))
    }

    fn is_type(&self, name: &QualifiedName) -> bool {
        let row = matches!(
            self.directory.get(name),
            Some(Relation::Table | Relation::View(_))
        );
        row || self.schema.types.contains_key(name) || self.range_of(name).is_some()
    }

    /// The range type of a multirange type.
    pub(super) fn range_of(&self, multirange: &QualifiedName) -> Option<QualifiedName> {
        let mut called = self
            .schema
            .called(&multirange.name)
            .map(ObjectKey::qualified);
        called.find(|range| {
            let of = self.schema.types.get(range).and_then(UserType::multirange);
            of.is_some_and(|it| it.means(multirange))
        })
    }

    /// Tables and views are types too.
    pub(super) fn resolve_row_type(&self, name: TypeName) -> TypeName {
        let name = self.resolve_type(name);
        if name.schema.is_some() {
            return name;
        }
        let reference = Reference::unqualified(&name.name);
        match self.find(&reference) {
            Some((found, Relation::Table | Relation::View(_))) => found.into(),
            _ => name,
        }
    }
}

/// What holds such names.
impl Replay {
    pub(super) fn resolved(&self, data_type: &DataType) -> DataType {
        DataType {
            base: self.resolve_type(data_type.base.clone()),
            ..data_type.clone()
        }
    }

    /// A cast to a type without a schema means what the `search_path` finds.
    pub(super) fn resolve_types_in(&self, mut expression: Expression) -> Expression {
        let is_open = |node: &Expr| match node {
            Expr::Cast(_, data_type) => data_type.base.schema.is_none(),
            Expr::Collate(_, name) => name.schema.is_none(),
            _ => false,
        };
        if !expression.tree.has(&is_open) {
            return expression;
        }
        expression.tree.for_each_mut(&mut |node| match node {
            Expr::Cast(_, data_type) if data_type.base.schema.is_none() => {
                data_type.base = self.resolve_type(data_type.base.clone());
            }
            Expr::Collate(_, name) if name.schema.is_none() => {
                *name = self.resolve_collation(name.clone());
            }
            _ => {}
        });
        expression
    }

    pub(super) fn resolved_collation(&self, name: Option<&TypeName>) -> Option<TypeName> {
        name.map(|name| self.resolve_collation(name.clone()))
    }

    /// Relations and types, as the `search_path` finds them.
    pub(super) fn resolve_names_in(&self, expression: &Expression) -> Expression {
        self.resolve_types_in(self.resolve_relations(expression.clone()))
    }

    /// `'name'::regclass` without a schema means what the `search_path` finds.
    fn resolve_relations(&self, mut expression: Expression) -> Expression {
        for name in expression.relations() {
            if name.schema.as_str().is_empty() {
                let written = Reference::unqualified(&name.name);
                let found = self.find(&written).map(|(found, _)| found);
                expression
                    .rename_relation(&name, &found.unwrap_or_else(|| self.creation(&written)));
            }
        }
        expression
    }

    /// Relations are looked for where the path leads. One that nothing made leaves the query unread.
    pub(super) fn settle_query(&self, query: &Expression) -> Expression {
        let mut settled = query.clone();
        let mut unknown = false;
        settled.tree.for_each_mut(&mut |node| {
            if let Expr::Relation(name) = node
                && name.schema.as_str().is_empty()
            {
                let reference = Reference::unqualified(&name.name);
                match self.find(&reference) {
                    Some((found, _)) => *name = found,
                    None => unknown = true,
                }
            }
        });
        if unknown { unread(query) } else { settled }
    }

    pub(super) fn settled_bound(&self, bound: &Bound) -> Bound {
        let mut inheritance = Inheritance {
            bound: Some(bound.clone()),
            ..Inheritance::default()
        };
        inheritance.for_each_expression(&mut |value| *value = self.resolve_types_in(value.clone()));
        inheritance.bound.unwrap_or_else(|| bound.clone())
    }
}
