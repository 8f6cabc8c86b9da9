//! Every expression and every type name of a schema, to be changed: how renames of types, collations
//! and schemas are followed.

use super::{
    Check, ConstraintBody, Expr, Expression, Index, KeyItem, RowType, Schema, Table, TypeBody,
    TypeName, UserType,
};

impl Schema {
    /// Visits every expression, defaults of arguments too.
    pub fn for_each_expression(&mut self, visit: &mut dyn FnMut(&mut Expression)) {
        for table in self.tables.values_mut() {
            table.for_each_expression(visit);
        }
        for domain in self.types.values_mut() {
            if let TypeBody::Domain(domain) = &mut domain.body {
                domain.default.iter_mut().for_each(&mut *visit);
                for check in domain.checks.values_mut() {
                    visit(&mut check.expression);
                }
            }
        }
        for view in self.views.values_mut() {
            view.for_each_expression(visit);
        }
        for statistics in self.statistics.values_mut() {
            statistics.expressions.iter_mut().for_each(&mut *visit);
        }
        for parameter in self.routines.values_mut().flat_map(|it| &mut it.parameters) {
            parameter.default.iter_mut().for_each(&mut *visit);
        }
    }

    /// Visits the name of every type that a column, attribute, domain or range is made of, and of
    /// every type that an expression casts to. The types of functions are part of their keys: they are
    /// left to [`Schema::follow_type_of_routines`].
    pub fn for_each_type_name(&mut self, visit: &mut dyn FnMut(&mut TypeName)) {
        for column in self
            .tables
            .values_mut()
            .flat_map(|table| &mut table.columns)
        {
            visit(&mut column.data_type.base);
        }
        for table in self.tables.values_mut() {
            if let RowType::Of(name) = &mut table.inheritance.of_type {
                visit(name);
            }
        }
        for of in self.types.values_mut() {
            of.for_each_type_name(visit);
        }
        self.for_each_expression(&mut |expression| {
            expression.for_each_type_name(visit);
        });
    }

    /// Visits what functions are made of and what triggers call: all that a renamed schema changes
    /// in them.
    pub(super) fn for_each_function_name(&mut self, visit: &mut dyn FnMut(&mut TypeName)) {
        for routine in self.routines.values_mut() {
            let parameters = routine.parameters.iter_mut().map(|it| &mut it.data_type);
            let returns = routine.returns.iter_mut().map(|it| &mut it.data_type);
            parameters.chain(returns).for_each(|it| visit(&mut it.base));
            routine.body.for_each_name(visit);
        }
        let types = self.others.values_mut().flat_map(|it| &mut it.types);
        types.flatten().for_each(|it| visit(&mut it.base));
        let views = self.views.values_mut().map(|view| &mut view.parts);
        let relations = self.tables.values_mut().chain(views);
        let triggers = relations.flat_map(|it| it.triggers.values_mut());
        for definition in triggers.filter_map(|trigger| trigger.definition.as_mut()) {
            visit(&mut definition.function);
            definition.from.iter_mut().for_each(&mut *visit);
        }
    }

    /// Visits the name of every collation in use.
    pub fn for_each_collation_name(&mut self, visit: &mut dyn FnMut(&mut TypeName)) {
        let views = self.views.values_mut().map(|view| &mut view.parts);
        for table in self.tables.values_mut().chain(views) {
            let columns = table.columns.iter_mut();
            columns
                .filter_map(|c| c.collation.as_mut())
                .for_each(&mut *visit);
            table.inheritance.for_each_collation(&mut *visit);
            for index in table.each_index() {
                let keys = index.keys.iter_mut();
                keys.filter_map(|k| k.collation.as_mut())
                    .for_each(&mut *visit);
            }
        }
        for of in self.types.values_mut() {
            of.collations().into_iter().for_each(&mut *visit);
        }
        self.for_each_expression(&mut |expression| expression.for_each_collation_name(visit));
    }
}

impl Table {
    /// Visits every expression of the table.
    pub fn for_each_expression(&mut self, visit: &mut dyn FnMut(&mut Expression)) {
        for column in &mut self.columns {
            column.default.iter_mut().for_each(&mut *visit);
            let generated = column.generated.iter_mut();
            generated.for_each(|generated| visit(&mut generated.expression));
        }
        for constraint in self.constraints.values_mut() {
            if let ConstraintBody::Check(Check { expression, .. }) = &mut constraint.body {
                visit(expression);
            }
        }
        for trigger in self.triggers.values_mut() {
            let definition = trigger.definition.iter_mut();
            let conditions = definition.filter_map(|it| it.condition.as_mut());
            conditions.for_each(&mut *visit);
        }
        for rule in self.rules.values_mut() {
            rule.expressions_mut().for_each(&mut *visit);
        }
        for policy in self.policies.values_mut() {
            policy.expressions_mut().for_each(&mut *visit);
        }
        self.inheritance.for_each_expression(&mut *visit);
        for index in self.each_index() {
            index.predicate.iter_mut().for_each(&mut *visit);
            for key in &mut index.keys {
                if let KeyItem::Expression(expression) = &mut key.item {
                    visit(expression);
                }
            }
        }
    }

    fn each_index(&mut self) -> impl Iterator<Item = &mut Index> {
        let exclusions = self.constraints.values_mut();
        let exclusions = exclusions.filter_map(|constraint| match &mut constraint.body {
            ConstraintBody::Exclude(exclusion) => Some(&mut exclusion.index),
            _ => None,
        });
        self.indexes.values_mut().chain(exclusions)
    }
}

impl UserType {
    fn for_each_type_name(&mut self, visit: &mut dyn FnMut(&mut TypeName)) {
        match &mut self.body {
            TypeBody::Composite(attributes) => {
                for attribute in attributes {
                    visit(&mut attribute.data_type.base);
                }
            }
            TypeBody::Range(range) => {
                visit(&mut range.subtype.base);
                range.multirange.iter_mut().for_each(visit);
            }
            TypeBody::Domain(domain) => visit(&mut domain.base.base),
            TypeBody::Enum(_) | TypeBody::Base => {}
        }
    }

    fn collations(&mut self) -> Vec<&mut TypeName> {
        match &mut self.body {
            TypeBody::Composite(attributes) => attributes
                .iter_mut()
                .filter_map(|attribute| attribute.collation.as_mut())
                .collect(),
            TypeBody::Range(range) => range.collation.iter_mut().collect(),
            TypeBody::Domain(domain) => domain.collation.iter_mut().collect(),
            TypeBody::Enum(_) | TypeBody::Base => Vec::new(),
        }
    }
}

impl Expression {
    /// Visits the name of every type that it casts to, or that a column of it was of; the text is printed anew where one changed.
    pub fn for_each_type_name(&mut self, visit: &mut dyn FnMut(&mut TypeName)) {
        self.change(&mut |node| {
            if let Expr::Cast(_, data_type) = node {
                visit(&mut data_type.base);
            }
        });
        let before = self.retyped.iter_mut();
        for former in before.flat_map(|it| it.columns.values_mut()) {
            visit(&mut former.data_type.base);
        }
    }

    fn for_each_collation_name(&mut self, visit: &mut dyn FnMut(&mut TypeName)) {
        self.change(&mut |node| {
            if let Expr::Collate(_, name) = node {
                visit(name);
            }
        });
    }

    /// Visits every node; the text is printed anew where one changed.
    pub fn change(&mut self, visit: &mut dyn FnMut(&mut Expr)) {
        let before = self.tree.clone();
        self.tree.for_each_mut(visit);
        if self.tree != before {
            self.text = self.tree.to_string();
        }
    }
}
