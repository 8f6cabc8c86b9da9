//! Constraints of columns and tables.

use std::collections::{BTreeMap, BTreeSet};

use super::expression::{self, Scope};
use super::names;
use crate::name::Name;
use crate::schema::{
    Check, Constraint, ConstraintBody, Deferral, ForeignKey, Key, MatchType, ReferentialAction,
    numbered,
};
use crate::sql::sqlite::{Read, Reader};

/// The constraints of a table, as they are read.
#[derive(Default)]
pub(super) struct Constraints {
    /// Each with the name that it was given, in the order of the text.
    pub(super) all: Vec<(Option<Name>, Constraint)>,
    /// What of them is not modelled.
    pub(super) unmodelled: Vec<String>,
}

impl Constraints {
    /// Adds one.
    pub(super) fn add(&mut self, name: Option<Name>, body: ConstraintBody) {
        let constraint = Constraint {
            id: crate::schema::ObjectId::default(),
            body,
            deferral: Deferral::NotDeferrable,
            enforced: true,
            validated: true,
        };
        self.all.push((name, constraint));
    }

    /// `DEFERRABLE` and its like are about the foreign key before it (`sqlite3DeferForeignKey`).
    pub(super) fn defer(&mut self, deferral: Deferral) {
        let keys = self.all.iter_mut().rev();
        let mut keys = keys.filter(|(_, it)| matches!(it.body, ConstraintBody::ForeignKey(_)));
        if let Some((_, key)) = keys.next() {
            key.deferral = deferral;
        }
    }

    /// `ON CONFLICT`; `ABORT` is what is done anyway.
    pub(super) fn take_conflict(&mut self, r: &mut Reader<'_>, of: &str) -> Read<()> {
        if r.take("ON CONFLICT") {
            let word = r.name()?.to_ascii_uppercase();
            if word != "ABORT" {
                self.unmodelled.push(format!("ON CONFLICT {word} of {of}"));
            }
        }
        Ok(())
    }

    /// A constraint of the table, behind its name where it has one.
    pub(super) fn take(
        &mut self,
        r: &mut Reader<'_>,
        name: Option<Name>,
        table: &Name,
    ) -> Read<()> {
        if r.take("PRIMARY KEY") {
            let (columns, autoincrement) = self.key_columns(r)?;
            if autoincrement {
                return r.refuse("AUTOINCREMENT at its column");
            }
            self.add(name, ConstraintBody::PrimaryKey(key(columns)));
            self.take_conflict(r, "PRIMARY KEY")
        } else if r.take("UNIQUE") {
            let (columns, _) = self.key_columns(r)?;
            self.add(name, ConstraintBody::Unique(key(columns)));
            self.take_conflict(r, "UNIQUE")
        } else if r.take("CHECK") {
            self.check(r, name, table)?;
            self.take_conflict(r, "CHECK")
        } else if r.take("FOREIGN KEY") {
            let columns = names::list(r)?;
            r.expect("REFERENCES")?;
            let foreign = self.references(r, columns)?;
            self.add(name, ConstraintBody::ForeignKey(foreign));
            if let Some(deferral) = deferral(r) {
                self.defer(deferral);
            }
            Ok(())
        } else {
            r.refuse("a constraint")
        }
    }

    /// `CHECK`, behind this word.
    pub(super) fn check(
        &mut self,
        r: &mut Reader<'_>,
        name: Option<Name>,
        table: &Name,
    ) -> Read<()> {
        let scope = Scope {
            table: Some(table),
            ..Scope::default()
        };
        let expression = expression::in_parentheses(r, scope)?;
        let body = Check {
            expression,
            no_inherit: false,
        };
        self.add(name, ConstraintBody::Check(body));
        Ok(())
    }

    /// The columns of a key, and whether `AUTOINCREMENT` stands behind them.
    fn key_columns(&mut self, r: &mut Reader<'_>) -> Read<(Vec<Name>, bool)> {
        let mut columns = Vec::new();
        r.expect_sign("(")?;
        loop {
            let column = names::take(r)?;
            if r.take("COLLATE") {
                let name = names::take(r)?;
                self.unmodelled
                    .push(format!("COLLATE {name} of {column} in a key"));
            }
            if !r.take("ASC") && r.take("DESC") {
                self.unmodelled.push(format!("DESC of {column} in a key"));
            }
            columns.push(column);
            if !r.take_sign(",") {
                break;
            }
        }
        let autoincrement = r.take("AUTOINCREMENT");
        r.expect_sign(")")?;
        Ok((columns, autoincrement))
    }

    /// What a foreign key points at, behind `REFERENCES`.
    pub(super) fn references(
        &mut self,
        r: &mut Reader<'_>,
        columns: Vec<Name>,
    ) -> Read<ForeignKey> {
        let table = names::in_main(names::take(r)?);
        let referenced = if r.sees_sign("(") {
            names::list(r)?
        } else {
            Vec::new()
        };
        let mut foreign = ForeignKey {
            columns,
            period: false,
            table,
            referenced,
            match_type: MatchType::Simple,
            on_update: ReferentialAction::NoAction,
            on_delete: ReferentialAction::NoAction,
            on_delete_columns: Vec::new(),
            unchecked: false,
            unguarded: false,
        };
        loop {
            if r.take("ON DELETE") {
                foreign.on_delete = action(r)?;
            } else if r.take("ON UPDATE") {
                foreign.on_update = action(r)?;
            } else if r.take("ON INSERT") {
                // It is read, and means nothing.
                action(r)?;
            } else if r.take("MATCH") {
                self.match_type(r, &mut foreign)?;
            } else {
                return Ok(foreign);
            }
        }
    }

    fn match_type(&mut self, r: &mut Reader<'_>, foreign: &mut ForeignKey) -> Read<()> {
        let word = r.name()?.to_ascii_uppercase();
        foreign.match_type = match word.as_str() {
            "FULL" => MatchType::Full,
            _ => MatchType::Simple,
        };
        if !["FULL", "SIMPLE"].contains(&word.as_str()) {
            self.unmodelled.push(format!("MATCH {word}"));
        }
        Ok(())
    }

    /// Each by its name: those that were given one, then the others, in the order of the text.
    pub(super) fn named(mut self) -> (Vec<(Name, Constraint)>, Vec<String>) {
        let mut taken = BTreeSet::new();
        for (given, _) in &mut self.all {
            if let Some(name) = given.take_if(|name| !taken.insert(name.clone())) {
                self.unmodelled
                    .push(format!("a second constraint called {name}"));
            }
        }
        // Which number is the next among those over the same.
        let mut next: BTreeMap<Name, usize> = BTreeMap::new();
        let all = self.all.into_iter().map(|(given, constraint)| {
            let name = given.unwrap_or_else(|| {
                let number = next.entry(numbered(&constraint.body, 1)).or_insert(1);
                loop {
                    let name = numbered(&constraint.body, *number);
                    *number += 1;
                    if !taken.contains(&name) {
                        return name;
                    }
                }
            });
            (name, constraint)
        });
        (all.collect(), self.unmodelled)
    }
}

/// A primary key or unique constraint over columns.
pub(super) fn key(columns: Vec<Name>) -> Key {
    Key {
        nulls_not_distinct: false,
        columns,
        without_overlaps: false,
        include: Vec::new(),
        index_valid: true,
    }
}

fn action(r: &mut Reader<'_>) -> Read<ReferentialAction> {
    const ACTIONS: [(&str, ReferentialAction); 5] = [
        ("SET NULL", ReferentialAction::SetNull),
        ("SET DEFAULT", ReferentialAction::SetDefault),
        ("CASCADE", ReferentialAction::Cascade),
        ("RESTRICT", ReferentialAction::Restrict),
        ("NO ACTION", ReferentialAction::NoAction),
    ];
    match ACTIONS.into_iter().find(|(words, _)| r.take(words)) {
        Some((_, action)) => Ok(action),
        None => r.refuse("what is done then"),
    }
}

/// Takes when a foreign key is checked, if that comes next.
pub(super) fn deferral(r: &mut Reader<'_>) -> Option<Deferral> {
    let never = r.take("NOT DEFERRABLE");
    if !never && !r.take("DEFERRABLE") {
        return None;
    }
    let deferred = r.take("INITIALLY DEFERRED");
    if !deferred {
        r.take("INITIALLY IMMEDIATE");
    }
    Some(match (never, deferred) {
        (true, _) => Deferral::NotDeferrable,
        (false, true) => Deferral::InitiallyDeferred,
        (false, false) => Deferral::InitiallyImmediate,
    })
}
