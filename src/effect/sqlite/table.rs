//! `CREATE TABLE`, `CREATE VIRTUAL TABLE`.

use std::collections::BTreeSet;

use super::column::{self, Defined};
use super::constraint::Constraints;
use super::expression::settle;
use super::{Head, Made, names};
use crate::effect::vocabulary::{New, SqliteChange};
use crate::name::Name;
use crate::schema::{Column, PartMap, Table};
use crate::sql::sqlite::{Read, Reader};

/// `CREATE TABLE`, behind its name.
pub(super) fn create(r: &mut Reader<'_>, head: Head) -> Read<Made> {
    if r.take("AS") {
        let unmodelled = vec!["a table that is made of a query".to_owned()];
        return Ok(Made::of(head, unmodelled, |name, _| {
            SqliteChange::CreateUntoldTable(name)
        }));
    }
    let mut constraints = Constraints::default();
    let mut columns = Vec::new();
    r.expect_sign("(")?;
    loop {
        columns.push(column::take(r, &head.place.name, &mut constraints)?);
        if !r.take_sign(",") {
            break;
        }
        if begins_constraint(r) {
            table_constraints(r, &head.place.name, &mut constraints)?;
            break;
        }
    }
    r.expect_sign(")")?;
    let (mut table, unmodelled) = table(r, columns, constraints)?;
    let columns = table.columns.iter().map(|it| it.name.clone()).collect();
    settle(&mut table, &columns);
    Ok(Made::of(head, unmodelled, |name, if_not_exists| {
        SqliteChange::CreateTable(New {
            name,
            if_not_exists,
            object: table,
        })
    }))
}

fn begins_constraint(r: &Reader<'_>) -> bool {
    const WORDS: [&str; 5] = ["CONSTRAINT", "PRIMARY", "UNIQUE", "CHECK", "FOREIGN"];
    WORDS.iter().any(|word| r.sees(word))
}

/// The comma between two may be left out.
fn table_constraints(r: &mut Reader<'_>, table: &Name, constraints: &mut Constraints) -> Read<()> {
    while !r.sees_sign(")") {
        let mut given = None;
        while r.take("CONSTRAINT") {
            given = Some(names::take(r)?);
        }
        if !r.sees_sign(",") && !r.sees_sign(")") {
            constraints.take(r, given, table)?;
        }
        if r.take_sign(",") && r.sees_sign(")") {
            return r.refuse("a constraint");
        }
    }
    Ok(())
}

/// What stands behind the columns, and the table that all of it makes, with what of it is not modelled.
fn table(
    r: &mut Reader<'_>,
    columns: Vec<Defined>,
    mut constraints: Constraints,
) -> Read<(Table, Vec<String>)> {
    let mut table = Table::default();
    while !r.is_at_end() {
        if r.take("WITHOUT ROWID") {
            table.without_rowid = true;
        } else if r.take("STRICT") {
            table.strict = true;
        } else {
            return r.refuse("WITHOUT ROWID or STRICT");
        }
        if !r.is_at_end() {
            r.expect_sign(",")?;
        }
    }
    let keys = constraints.all.iter();
    let mut keys = keys.filter_map(|(_, it)| it.primary_key());
    let key: BTreeSet<Name> = keys.next().unwrap_or_default().iter().cloned().collect();
    if keys.next().is_some() {
        return Err("the table has more than one primary key".to_owned());
    }
    let mut seen = BTreeSet::new();
    for Defined {
        mut column,
        descending_key,
    } in columns
    {
        if !seen.insert(column.name.clone()) {
            return Err(format!("the table has two columns called {}", column.name));
        }
        let in_key = key.contains(&column.name);
        let is_rowid = is_integer(&column) && key.len() == 1 && !descending_key;
        let refuses_null = table.without_rowid || table.strict && !is_rowid;
        column.not_null |= in_key && refuses_null;
        table.columns.push(column);
    }
    // What is called by its columns, too.
    for (_, constraint) in &mut constraints.all {
        settle(constraint, &seen);
    }
    let (named, unmodelled) = constraints.named();
    let boxed = named.into_iter().map(|(name, it)| (name, Box::new(it)));
    table.constraints = boxed.collect::<PartMap<_>>();
    Ok((table, unmodelled))
}

/// Whether a column is the number of its row where it is the primary key (`sqlite3AddPrimaryKey`).
fn is_integer(column: &Column) -> bool {
    let data_type = &column.data_type;
    data_type.base.name.as_str() == "integer" && data_type.modifiers.is_empty()
}

/// `CREATE VIRTUAL TABLE`, behind its name.
pub(super) fn create_virtual(r: &mut Reader<'_>, head: Head) -> Read<Made> {
    r.expect("USING")?;
    let first = r.index();
    let module = names::take(r)?;
    let mut text = module.to_string();
    if r.sees_sign("(") {
        let close = r.closing(r.index());
        text.push_str(&r.text_between(first + 1, close + 1));
        r.go(close + 1);
    }
    r.expect_end()?;
    let table = Table {
        module: Some(text),
        ..Table::default()
    };
    Ok(Made::of(head, Vec::new(), |name, if_not_exists| {
        SqliteChange::CreateTable(New {
            name,
            if_not_exists,
            object: table,
        })
    }))
}
