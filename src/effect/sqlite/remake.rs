//! The rows of a table that is made anew under its own name, as Django does it (`_remake_table` of its SQLite schema editor):
//! `CREATE TABLE "new__t"`, the copy, `DROP TABLE "t"`, `ALTER TABLE "new__t" RENAME TO "t"`.

use super::names::{self, Place};
use crate::effect::vocabulary::{Effect, SqliteChange, SqliteTableChange};
use crate::name::Name;
use crate::schema::ObjectKind;
use crate::sql::sqlite::{Kind, Read, Reader};

/// A statement that fills a table with all rows of another one.
pub struct Copied {
    from: Name,
    to: Name,
}

impl Copied {
    /// Reads a statement. One that says more than which columns stay, and what the others hold, is none.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        copied(&mut Reader::new(text).ok()?).ok()
    }

    /// Whether it is a part of making the table anew, by what stands before and behind it.
    pub fn is_remake<'a>(
        &self,
        before: impl IntoIterator<Item = &'a Effect>,
        behind: impl IntoIterator<Item = &'a Effect>,
    ) -> bool {
        let change = |effect: &'a Effect| match effect {
            Effect::Sqlite(change) => Some(&**change),
            _ => None,
        };
        let is_made =
            |it: &SqliteChange| matches!(it, SqliteChange::CreateTable(new) if new.name == self.to);
        let is_dropped = |it: &SqliteChange| matches!(it, SqliteChange::Drop { kind: ObjectKind::Table, name, .. } if *name == self.from);
        let is_renamed = |it: &SqliteChange| {
            matches!(it, SqliteChange::AlterTable(table, SqliteTableChange::Rename(to))
                if *table == self.to && *to == self.from)
        };
        let mut behind = behind.into_iter().filter_map(change);
        before.into_iter().filter_map(change).any(is_made)
            && behind.any(is_dropped)
            && behind.any(is_renamed)
    }
}

fn copied(r: &mut Reader<'_>) -> Read<Copied> {
    r.expect("INSERT INTO")?;
    let Place {
        name: to,
        elsewhere: None,
    } = Place::take(r)?
    else {
        return r.refuse("a table of this file");
    };
    names::list(r)?;
    r.expect("SELECT")?;
    kept(r)?;
    while r.take_sign(",") {
        kept(r)?;
    }
    r.expect("FROM")?;
    let from = names::take(r)?;
    r.expect_end()?;
    Ok(Copied { from, to })
}

/// A column as it is, a value, or the value where the column holds NULL.
fn kept(r: &mut Reader<'_>) -> Read<()> {
    if !r.take("coalesce") {
        return plain(r);
    }
    r.expect_sign("(")?;
    names::take(r)?;
    r.expect_sign(",")?;
    plain(r)?;
    r.expect_sign(")")
}

fn plain(r: &mut Reader<'_>) -> Read<()> {
    r.take_sign("-");
    match r.kind() {
        Some(Kind::Word | Kind::Quoted(_) | Kind::Number | Kind::Blob) => {
            r.advance();
            Ok(())
        }
        _ => r.refuse("a column or a value"),
    }
}
