//! Extended statistics.

use super::create::joined;
use super::dependencies::On;
use super::directory::{Avoids, Relation};
use super::property::number;
use super::{Outcome, Problem, Replay};
use crate::effect::Reference;
use crate::effect::statistics::NewStatistics;
use crate::name::{Name, QualifiedName};
use crate::schema::{Attribute, ObjectId, ObjectKey, ObjectKind, Property, Statistics};

/// The part of a target that a server before 14 would have kept.
pub(crate) const BEFORE_14: &str = "before 14";

impl Replay {
    pub(super) fn set_target(&mut self, name: &Reference, target: Option<i64>) -> Outcome {
        let key = self.must_find(ObjectKind::Statistics, name)?;
        let id = self.schema.named[&key].id;
        self.set_property(id, Attribute::StatisticsTarget, "", target.map(number));
        self.set_property(id, Attribute::StatisticsTarget, BEFORE_14, None);
        Ok(())
    }

    pub(super) fn create_statistics(&mut self, new: &NewStatistics) -> Outcome {
        let table = self.must_find_stored(&new.table)?;
        let name = match &new.name {
            Some(name) => self.creation(name),
            None => table.sibling(self.choose_name(
                &table,
                Some(&joined(&new.labels)),
                "stat",
                Avoids::Statistics,
            )),
        };
        let key = ObjectKey::standalone(&name, ObjectKind::Statistics);
        if let Some(id) = self.schema.id_of(&key) {
            return self.already(id, new.if_not_exists, &key);
        }
        if self.schema.tables.contains_key(&table) {
            for column in &new.columns {
                self.column(&table, column)?;
            }
        }
        let expressions = new.expressions.iter().cloned();
        let statistics = Statistics {
            kinds: new.kinds.clone(),
            columns: new.columns.clone(),
            expressions: expressions.map(|it| self.resolve_types_in(it)).collect(),
            table,
        };
        self.put_statistics(&key, statistics);
        Ok(())
    }

    fn put_statistics(&mut self, key: &ObjectKey, statistics: Statistics) -> ObjectId {
        let id = self.created(key);
        self.schema.put(key, id, statistics);
        self.directory.add_statistics(key.qualified());
        id
    }

    /// A table, or a materialized view.
    fn must_find_stored(&self, name: &Reference) -> Result<QualifiedName, Problem> {
        match self.find(name) {
            Some((found, Relation::Table | Relation::View(ObjectKind::MaterializedView))) => {
                Ok(found)
            }
            _ => Err(Problem::no_relation(name)),
        }
    }

    /// The statistics about a table, or those that use one column of it.
    pub(super) fn statistics_of(
        &self,
        table: &QualifiedName,
        column: Option<&Name>,
    ) -> Vec<ObjectKey> {
        let on = On::Statistics(table.clone());
        let all = self.schema.on(&on).into_iter();
        let all = all.map(|name| ObjectKey::standalone(&name, ObjectKind::Statistics));
        all.filter(|key| {
            let of = self.schema.statistics(key);
            let of = of.filter(|it| &it.table == table);
            of.is_some_and(|it| column.is_none_or(|column| it.uses(column)))
        })
        .collect()
    }

    /// They go with their table, and with each of their columns.
    pub(super) fn forget_statistics(
        &mut self,
        table: &QualifiedName,
        column: Option<&Name>,
        under: &ObjectKey,
    ) {
        for key in self.statistics_of(table, column) {
            self.forget_named(&key);
            self.dropped_by_cascade(&key, under);
        }
    }

    /// A column under another name.
    pub(super) fn follow_column_in_statistics(
        &mut self,
        table: &QualifiedName,
        from: &Name,
        to: &Name,
    ) {
        for key in self.statistics_of(table, None) {
            if let Some(statistics) = self.schema.statistics_mut(&key) {
                statistics.rename_column(from, to);
            }
        }
    }

    /// `RememberStatisticsForRebuilding`: since 14 what is made anew has lost its target.
    pub(super) fn forget_targets(&mut self, table: &QualifiedName, column: &Name) {
        for key in self.statistics_of(table, Some(column)) {
            let id: ObjectId = self.schema.named[&key].id;
            let properties = &self.schema.properties;
            let target = properties.text(id, Attribute::StatisticsTarget);
            if let Some(kept) = target.map(Property::word) {
                self.set_word(id, Attribute::StatisticsTarget, None);
                self.set_property(id, Attribute::StatisticsTarget, BEFORE_14, Some(kept));
            }
        }
    }

    /// `LIKE ... INCLUDING STATISTICS`: under names of their own, without a target.
    pub(super) fn copy_statistics(
        &mut self,
        from: &QualifiedName,
        to: &QualifiedName,
        comments: bool,
    ) {
        for key in self.statistics_of(from, None) {
            let schema = &self.schema;
            let (Some(of), Some(source)) = (schema.statistics(&key), schema.id_of(&key)) else {
                continue;
            };
            let copy = Statistics {
                table: to.clone(),
                ..of.clone()
            };
            let expressions = copy.expressions.iter().map(|_| Name::exact("expr"));
            let labels: Vec<Name> = self
                .in_table_order(from, &copy)
                .into_iter()
                .chain(expressions)
                .collect();
            let name = to.sibling(self.choose_name(
                to,
                Some(&joined(&labels)),
                "stat",
                Avoids::Statistics,
            ));
            let key = ObjectKey::standalone(&name, ObjectKind::Statistics);
            let id = self.put_statistics(&key, copy);
            if comments {
                self.copy_comment(source, id);
            }
        }
    }

    /// `generateClonedExtStatsStmt` names columns in the order of the source's `stxkeys`.
    fn in_table_order(&self, table: &QualifiedName, of: &Statistics) -> Vec<Name> {
        let columns = self.table(table).map(|table| table.columns.as_slice());
        let columns = columns
            .unwrap_or_default()
            .iter()
            .map(|column| &column.name);
        columns
            .filter(|name| of.columns.contains(name))
            .cloned()
            .collect()
    }
}
