//! Every name of something else in the definition of an object, to be changed: how renames are
//! followed, and how it is told what depends on what.

use super::{
    ConstraintBody, Expression, Facet, Index, KeyItem, Mention, ObjectKey, ObjectKind, Other,
    Routine, RowType, Schema, Sequence, Statistics, Table, TypeBody, TypeName, UserType, View,
    Visit,
};

impl Schema {
    /// Visits every mention in every object.
    pub fn walk(&mut self, visit: &mut Visit<'_>) {
        self.tables.values_mut().for_each(|it| it.walk(visit));
        self.sequences.values_mut().for_each(|it| it.walk(visit));
        self.types.values_mut().for_each(|it| it.walk(visit));
        self.views.values_mut().for_each(|it| it.walk(visit));
        self.statistics.values_mut().for_each(|it| it.walk(visit));
        self.routines.values_mut().for_each(|it| it.walk(visit));
        self.others.values_mut().for_each(|it| it.walk(visit));
    }

    /// Visits every mention in one object.
    pub fn walk_object(&mut self, key: &ObjectKey, visit: &mut Visit<'_>) {
        let name = key.qualified();
        match key.kind {
            ObjectKind::Table => with(self.tables.get_mut(&name), |it| it.walk(visit)),
            ObjectKind::Sequence => with(self.sequences.get_mut(&name), |it| it.walk(visit)),
            ObjectKind::Type | ObjectKind::Domain => {
                with(self.types.get_mut(&name), |it| it.walk(visit));
            }
            ObjectKind::View | ObjectKind::MaterializedView => {
                with(self.views.get_mut(key), |it| it.walk(visit));
            }
            ObjectKind::Function => with(self.routines.get_mut(key), |it| it.walk(visit)),
            ObjectKind::Statistics => with(self.statistics.get_mut(key), |it| it.walk(visit)),
            _ => with(self.others.get_mut(key), |it| it.walk(visit)),
        }
    }

    /// Visits every expression, defaults of arguments too.
    pub fn for_each_expression(&mut self, visit: &mut dyn FnMut(&mut Expression)) {
        self.walk(&mut |mention| mention.expression(visit));
    }

    /// Visits the name of every type that a column, attribute, domain or range is made of, and of
    /// every type that an expression casts to. The types of functions are part of their keys: they are
    /// left to [`Schema::follow_type_of_routines`].
    pub fn for_each_type_name(&mut self, visit: &mut dyn FnMut(&mut TypeName)) {
        self.walk(&mut |mention| mention.type_name(visit));
    }

    /// The types of functions, operators, casts ... follow a type that is renamed; so do their keys.
    pub fn follow_type_of_routines(&mut self, from: &TypeName, to: &TypeName) {
        let mut moved = Vec::new();
        for (key, routine) in &mut self.routines {
            let mut followed = false;
            routine.walk(&mut |mention| followed |= mention.follow_key_type(from, to));
            moved.extend(followed.then(|| key.clone()));
        }
        for (key, other) in &mut self.others {
            let mut followed = false;
            other.walk(&mut |mention| followed |= mention.follow_key_type(from, to));
            moved.extend(followed.then(|| key.clone()));
        }
        for key in moved {
            self.rekey(&key);
        }
    }

    /// The types in the key of a function, operator, cast ... changed. Tells the key that it has now.
    pub fn rekey(&mut self, key: &ObjectKey) -> ObjectKey {
        let mut target = key.clone();
        if let Some(routine) = self.routines.remove(key) {
            target.arguments = Some(routine.arguments());
            self.routines.insert(target.clone(), routine);
        } else if let Some(other) = self.others.remove(key) {
            target.name = other.name(key.kind);
            self.others.insert(target.clone(), other);
        }
        if let Some(id) = self.named.remove(key) {
            self.named.insert(target.clone(), id);
        }
        target
    }

    /// Visits the name of every collation in use.
    pub fn for_each_collation_name(&mut self, visit: &mut dyn FnMut(&mut TypeName)) {
        self.walk(&mut |mention| mention.collation(visit));
    }
}

impl Table {
    /// Visits every mention in the table and in what hangs on it.
    pub fn walk(&mut self, visit: &mut Visit<'_>) {
        for column in &mut self.columns {
            visit(Mention::Type(&mut column.data_type.base));
            each(&mut column.collation, Mention::Collation, visit);
            each(&mut column.default, Mention::Expression, visit);
            let generated = column.generated.as_mut().map(|it| &mut it.expression);
            each(generated, Mention::Expression, visit);
        }
        if let RowType::Of(name) = &mut self.inheritance.of_type {
            visit(Mention::Type(name));
        }
        each(&mut self.inheritance.parents, Mention::Relation, visit);
        self.walk_constraints(visit);
        self.walk_actions(visit);
        let inheritance = &mut self.inheritance;
        inheritance.for_each_expression(&mut |it| visit(Mention::Expression(it)));
        inheritance.for_each_collation(&mut |it| visit(Mention::Collation(it)));
        self.indexes.values_mut().for_each(|it| it.walk(visit));
    }

    fn walk_constraints(&mut self, visit: &mut Visit<'_>) {
        for constraint in self.constraints.values_mut() {
            match &mut constraint.body {
                ConstraintBody::Check(check) => visit(Mention::Expression(&mut check.expression)),
                ConstraintBody::ForeignKey(foreign) => visit(Mention::Relation(&mut foreign.table)),
                ConstraintBody::Exclude(exclusion) => exclusion.index.walk(visit),
                ConstraintBody::PrimaryKey(_) | ConstraintBody::Unique(_) => {}
            }
        }
    }

    fn walk_actions(&mut self, visit: &mut Visit<'_>) {
        let triggers = self.triggers.values_mut();
        for definition in triggers.map(|trigger| &mut trigger.definition) {
            visit(Mention::TriggerFunction(&mut definition.function));
            each(&mut definition.from, Mention::TriggerTable, visit);
            each(&mut definition.condition, Mention::Expression, visit);
        }
        let rules = self.rules.values_mut();
        for definition in rules.filter_map(|rule| rule.definition.as_mut()) {
            each(&mut definition.condition, Mention::Expression, visit);
            each(&mut definition.actions, Mention::Query, visit);
        }
        for policy in self.policies.values_mut() {
            each(policy.expressions_mut(), Mention::Expression, visit);
        }
    }

    /// Visits every expression of the table.
    pub fn for_each_expression(&mut self, visit: &mut dyn FnMut(&mut Expression)) {
        self.walk(&mut |mention| mention.expression(visit));
    }
}

impl Index {
    fn walk(&mut self, visit: &mut Visit<'_>) {
        each(&mut self.predicate, Mention::Expression, visit);
        for key in &mut self.keys {
            if let KeyItem::Expression(expression) = &mut key.item {
                visit(Mention::Expression(expression));
            }
            each(&mut key.collation, Mention::Collation, visit);
            if let Some(opclass) = &key.opclass {
                visit(Mention::Plain(opclass.name.as_str()));
            }
        }
    }
}

impl Sequence {
    /// Visits every mention in the sequence.
    pub fn walk(&mut self, visit: &mut Visit<'_>) {
        let owner = self.owner.as_mut().map(|owner| &mut owner.table);
        each(owner, Mention::Relation, visit);
    }
}

impl View {
    /// Visits every mention in the view and in what hangs on it.
    pub fn walk(&mut self, visit: &mut Visit<'_>) {
        visit(Mention::Query(&mut self.query));
        each(self.defaults.values_mut(), Mention::Expression, visit);
        self.parts.walk(visit);
    }
}

impl Statistics {
    /// Visits every mention in the statistics.
    pub fn walk(&mut self, visit: &mut Visit<'_>) {
        visit(Mention::Relation(&mut self.table));
        each(&mut self.expressions, Mention::Expression, visit);
    }
}

impl Routine {
    /// Visits every mention in the function but those in its source.
    pub fn walk(&mut self, visit: &mut Visit<'_>) {
        for parameter in &mut self.parameters {
            visit(Mention::KeyType(&mut parameter.data_type.base));
            each(&mut parameter.default, Mention::Expression, visit);
        }
        let returns = self.returns.as_mut().map(|it| &mut it.data_type.base);
        each(returns, Mention::KeyType, visit);
        visit(Mention::Plain(self.language.as_str()));
        self.body
            .for_each_name(&mut |it| visit(Mention::Support(it)));
    }
}

impl Other {
    /// Visits every mention in the definition.
    pub fn walk(&mut self, visit: &mut Visit<'_>) {
        for data_type in self.types.iter_mut().flatten() {
            visit(Mention::KeyType(&mut data_type.base));
        }
        each(&self.method, |it| Mention::Plain(it.as_str()), visit);
        each(&self.plain, |it| Mention::Plain(it.as_str()), visit);
        for facet in self.facets.values() {
            match facet {
                Facet::Name(_, name) => visit(Mention::Plain(name.as_str())),
                Facet::Pairs(pairs) => {
                    let names = pairs.values().flat_map(|list| list.split(", "));
                    each(names, Mention::Plain, visit);
                }
                Facet::Text(_) | Facet::Relations(_) | Facet::Unmeasured(_) => {}
            }
        }
    }
}

impl UserType {
    /// Visits every mention in the type.
    pub fn walk(&mut self, visit: &mut Visit<'_>) {
        match &mut self.body {
            TypeBody::Composite(attributes) => {
                for attribute in attributes {
                    visit(Mention::Type(&mut attribute.data_type.base));
                    each(&mut attribute.collation, Mention::Collation, visit);
                }
            }
            TypeBody::Range(range) => {
                visit(Mention::Type(&mut range.subtype.base));
                each(&mut range.multirange, Mention::Type, visit);
                each(&mut range.collation, Mention::Collation, visit);
            }
            TypeBody::Domain(domain) => {
                visit(Mention::Type(&mut domain.base.base));
                each(&mut domain.collation, Mention::Collation, visit);
                each(&mut domain.default, Mention::Expression, visit);
                let checks = domain.checks.values_mut().map(|it| &mut it.expression);
                each(checks, Mention::Expression, visit);
            }
            TypeBody::Enum(_) | TypeBody::Base => {}
        }
    }
}

fn with<T>(found: Option<&mut T>, change: impl FnOnce(&mut T)) {
    if let Some(found) = found {
        change(found);
    }
}

fn each<'a, T>(
    found: impl IntoIterator<Item = T>,
    mention: impl Fn(T) -> Mention<'a>,
    visit: &mut Visit<'_>,
) {
    for one in found {
        visit(mention(one));
    }
}
