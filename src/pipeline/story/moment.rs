//! Statements that are one change of a table. Django alters one of SQLite by making it anew under another name
//! (`_remake_table`): nothing of it is away for anybody, so nobody looks in between.

use crate::effect::ReadStatement;
use crate::effect::vocabulary::{Effect, SqliteChange, SqliteTableChange};
use crate::migration::SourceLocation;
use crate::name::Name;
use crate::replay::Replay;
use crate::schema::{ObjectKey, ObjectKind};

/// A statement; or those that make a table anew, up to its last index.
#[derive(Clone, Copy)]
pub(super) struct Moment<'a>(&'a [ReadStatement]);

/// The moments of a migration, in order.
pub(super) fn moments(statements: &[ReadStatement]) -> impl Iterator<Item = Moment<'_>> {
    let mut rest = statements;
    std::iter::from_fn(move || {
        let (moment, behind) = rest.split_at_checked(length(rest))?;
        rest = behind;
        (!moment.is_empty()).then_some(Moment(moment))
    })
}

impl<'a> Moment<'a> {
    pub(super) fn happen(self, replay: &mut Replay) {
        for statement in self.0 {
            replay.apply(&statement.location, statement.steps());
        }
    }

    /// Where it begins.
    pub(super) fn place(self) -> &'a SourceLocation {
        &self.0[0].location
    }

    /// Where this object is made: an index has a statement of its own.
    pub(super) fn place_of(self, key: &ObjectKey) -> &'a SourceLocation {
        let is_it = |one: &&ReadStatement| {
            key.kind == ObjectKind::Index && new_index(one) == Some(&key.name)
        };
        let own = self.0.iter().find(is_it);
        own.map_or(self.place(), |one| &one.location)
    }

    /// The table that is made anew.
    pub(super) fn remade(self) -> Option<&'a Name> {
        let new = new_table(self.0.first()?)?;
        self.0.iter().find_map(|one| renamed_from(one, new))
    }
}

/// How many statements the first moment is.
fn length(statements: &[ReadStatement]) -> usize {
    let Some(new) = statements.first().and_then(new_table) else {
        return 1;
    };
    let is_end = |one: &ReadStatement| renamed_from(one, new).is_some();
    let Some(end) = statements.iter().position(is_end) else {
        return 1;
    };
    let behind = statements[end + 1..].iter();
    let indexes = behind.take_while(|one| new_index(one).is_some());
    end + 1 + indexes.count()
}

fn changes(statement: &ReadStatement) -> impl Iterator<Item = &SqliteChange> {
    let steps = statement.steps().iter();
    steps.filter_map(|step| match &step.effect {
        Effect::Sqlite(change) => Some(&**change),
        _ => None,
    })
}

/// The table that it makes under a name that is to be another one.
fn new_table(statement: &ReadStatement) -> Option<&Name> {
    changes(statement).find_map(|change| match change {
        SqliteChange::CreateTable(new) => Some(&new.name),
        _ => None,
    })
}

/// What the table `new` is called after it, where that is what it was made for.
fn renamed_from<'a>(statement: &'a ReadStatement, new: &Name) -> Option<&'a Name> {
    let old = new.as_str().strip_prefix("new__")?;
    changes(statement).find_map(|change| match change {
        SqliteChange::AlterTable(table, SqliteTableChange::Rename(to))
            if table == new && to.as_str() == old =>
        {
            Some(to)
        }
        _ => None,
    })
}

fn new_index(statement: &ReadStatement) -> Option<&Name> {
    changes(statement).find_map(|change| match change {
        SqliteChange::CreateIndex(new) => Some(&new.name),
        _ => None,
    })
}
