//! `ALTER TABLE`.

use super::constraint::Constraints;
use super::expression::{self, Scope};
use super::names::Place;
use super::{Head, Made, column, names};
use crate::effect::vocabulary::{SqliteChange, SqliteTableChange as Change};
use crate::name::Name;
use crate::sql::sqlite::{Read, Reader};

/// `ALTER TABLE`, behind these words.
pub(super) fn table(r: &mut Reader<'_>) -> Read<Made> {
    let place = Place::take(r)?;
    let (change, unmodelled) = change(r, &place.name)?;
    r.expect_end()?;
    let head = Head {
        place,
        temporary: false,
        if_not_exists: false,
    };
    Ok(Made::of(head, unmodelled, |name, _| {
        SqliteChange::AlterTable(name, change)
    }))
}

fn change(r: &mut Reader<'_>, table: &Name) -> Read<(Change, Vec<String>)> {
    let plain = |change| Ok((change, Vec::new()));
    if r.take("RENAME TO") {
        return plain(Change::Rename(names::take(r)?));
    }
    if r.take("RENAME") {
        r.take("COLUMN");
        let from = names::take(r)?;
        r.expect("TO")?;
        let to = names::take(r)?;
        return plain(Change::RenameColumn { from, to });
    }
    if r.take("ADD CONSTRAINT") {
        let name = names::take(r)?;
        r.expect("CHECK")?;
        return add_check(r, name, table);
    }
    if r.take("ADD") {
        r.take("COLUMN");
        return add_column(r, table);
    }
    if r.take("DROP CONSTRAINT") {
        return plain(Change::DropConstraint(names::take(r)?));
    }
    if r.take("DROP") {
        r.take("COLUMN");
        return plain(Change::DropColumn(names::take(r)?));
    }
    r.expect("ALTER")?;
    r.take("COLUMN");
    let column = names::take(r)?;
    let set = r.take_one_of(&["SET NOT NULL", "DROP NOT NULL"]);
    let Some(words) = set else {
        return r.refuse("SET NOT NULL or DROP NOT NULL");
    };
    let mut unmodelled = Constraints::default();
    unmodelled.take_conflict(r, "NOT NULL")?;
    let refuses = words.starts_with("SET");
    Ok((Change::NotNull(column, refuses), unmodelled.unmodelled))
}

fn add_check(r: &mut Reader<'_>, name: Name, table: &Name) -> Read<(Change, Vec<String>)> {
    let scope = Scope {
        table: Some(table),
        ..Scope::default()
    };
    let check = expression::in_parentheses(r, scope)?;
    let mut rest = Constraints::default();
    rest.take_conflict(r, "CHECK")?;
    Ok((Change::AddCheck(name, check), rest.unmodelled))
}

fn add_column(r: &mut Reader<'_>, table: &Name) -> Read<(Change, Vec<String>)> {
    let mut constraints = Constraints::default();
    let defined = column::take(r, table, &mut constraints)?;
    let (named, unmodelled) = constraints.named();
    let added = Change::AddColumn(Box::new((defined.column, named)));
    Ok((added, unmodelled))
}
