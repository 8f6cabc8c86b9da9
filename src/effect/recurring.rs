//! The statements that Django prints for every model: they differ by their names. Those are cut out, and what is left
//! recurs from table to table, so that the grammar reads it once. What reads it, and what it means, the grammar alone says:
//! here is only where names may stand.

use std::cell::RefCell;
use std::sync::Arc;

use super::vocabulary::{
    Altered, Effect, NewColumn, NewConstraint, NewConstraintBody, NewIndex, NewTable, Reference,
    TableChange,
};
use crate::name::Name;
use crate::recent::Recent;
use crate::schema::{IndexKey, KeyItem};
use crate::sql::cut::Cutter;

/// Reads a statement that has one effect.
pub(super) type Grammar = fn(&str) -> Option<Effect>;

/// What a statement does, if it is one of these.
pub(super) fn read(text: &str, grammar: Grammar) -> Option<Effect> {
    let mut cut = Cut {
        text: Cutter::new(text),
        grammar,
    };
    let effect = if cut.text.take("CREATE TABLE") {
        Effect::CreateTable(Box::new(cut.table()?))
    } else if cut.text.take("ALTER TABLE") {
        cut.change()?
    } else {
        let head = INDEXES.iter().find(|head| cut.text.take(head))?;
        Effect::CreateIndex(Box::new(cut.index(head)?))
    };
    cut.text.is_at_end().then_some(effect)
}

/// What begins the statement of an index, the longest first.
const INDEXES: [&str; 4] = [
    "CREATE INDEX CONCURRENTLY",
    "CREATE INDEX",
    "CREATE UNIQUE INDEX CONCURRENTLY",
    "CREATE UNIQUE INDEX",
];

/// What an `ALTER TABLE` does to a part, before the part's name.
const CHANGES: [&str; 4] = [
    "ADD COLUMN",
    "ALTER COLUMN",
    "DROP COLUMN",
    "DROP CONSTRAINT",
];

/// A statement, with names that stand for any, and what it does.
#[derive(Clone)]
struct Sample {
    text: Arc<str>,
    effect: Option<Arc<Effect>>,
}

thread_local! {
    static SAMPLES: RefCell<Recent<Sample>> = const { RefCell::new(Recent::by(|sample| &sample.text)) };
}

/// What is left of a statement, and what reads its samples.
struct Cut<'a> {
    text: Cutter<'a>,
    grammar: Grammar,
}

impl Cut<'_> {
    fn sample(&self, text: &str) -> Option<Arc<Effect>> {
        let make = || Sample {
            text: text.into(),
            effect: (self.grammar)(text).map(Arc::new),
        };
        SAMPLES.with_borrow_mut(|samples| samples.get(text, make).effect)
    }

    fn name(&mut self) -> Option<Name> {
        self.text.name().map(Name::exact)
    }

    fn reference(&mut self) -> Option<Reference> {
        let first = self.name()?;
        Some(if self.text.take(".") {
            Reference {
                schema: Some(first),
                name: self.name()?,
            }
        } else {
            Reference {
                schema: None,
                name: first,
            }
        })
    }

    /// One or more in parentheses, parted by commas.
    fn listed<T>(&mut self, mut one: impl FnMut(&mut Self) -> Option<T>) -> Option<Vec<T>> {
        let mut all = Vec::new();
        let mut goes_on = self.text.take("(");
        while goes_on {
            all.push(one(self)?);
            goes_on = self.text.take(",");
        }
        // Most are short, and a ledger keeps tens of thousands.
        all.shrink_to_fit();
        self.text.take(")").then_some(all)
    }

    fn names(&mut self) -> Option<Vec<Name>> {
        self.listed(Self::name)
    }

    fn table(&mut self) -> Option<NewTable> {
        let name = self.reference()?;
        let sample = self.sample("CREATE TABLE \"t\" ()")?;
        let Effect::CreateTable(empty) = &*sample else {
            return None;
        };
        let mut new = NewTable::clone(empty);
        new.name = name;
        self.listed(|cut| {
            if cut.text.take("CONSTRAINT") {
                let made = cut.constraint("CREATE TABLE \"t\" (CONSTRAINT", ")")?;
                new.constraints.push(made);
            } else {
                let column = cut.column()?;
                // Of two columns of one name the grammar does not tell which one a clause belongs to.
                let mut others = new.columns.iter();
                others.all(|it| it.name != column.name).then_some(())?;
                new.columns.push(column);
            }
            Some(())
        })?;
        new.columns.shrink_to_fit();
        Some(new)
    }

    fn column(&mut self) -> Option<NewColumn> {
        let name = self.name()?;
        let terms = self.text.stretch().filter(|terms| !terms.is_empty())?;
        let sample = self.sample(&format!("CREATE TABLE \"t\" (\"c\" {terms})"))?;
        let Effect::CreateTable(table) = &*sample else {
            return None;
        };
        let [column] = table.columns.as_slice() else {
            return None;
        };
        let terms = Arc::clone(&column.terms);
        Some(NewColumn { name, terms })
    }

    /// A constraint from its name on; `head` and `tail` are what stands around it.
    fn constraint(&mut self, head: &str, tail: &str) -> Option<NewConstraint> {
        let name = self.name()?;
        let (columns, target) = if self.text.take("FOREIGN KEY") {
            let columns = self.names()?;
            self.text.take("REFERENCES").then_some(())?;
            (Some(columns), Some((self.reference()?, self.names()?)))
        } else if self.text.take("UNIQUE") {
            (Some(self.names()?), None)
        } else {
            (None, None)
        };
        let rest = self.text.stretch()?;
        let rest = match (&columns, &target) {
            (_, Some(_)) => format!("FOREIGN KEY (\"a\") REFERENCES \"b\" (\"a\") {rest}"),
            (Some(_), None) => format!("UNIQUE (\"a\") {rest}"),
            (None, None) => rest.to_owned(),
        };
        let sample = self.sample(&format!("{head} \"c\" {rest}{tail}"))?;
        let mut made = made(&sample)?.clone();
        made.name = Some(name);
        match (&mut made.body, columns, target) {
            (NewConstraintBody::ForeignKey(foreign), Some(columns), Some((table, referenced))) => {
                (foreign.columns, foreign.table, foreign.referenced) = (columns, table, referenced);
            }
            (NewConstraintBody::Unique(key), Some(columns), None) => key.columns = columns,
            (_, None, None) => {}
            _ => return None,
        }
        Some(made)
    }

    fn change(&mut self) -> Option<Effect> {
        let altered = Altered::named(self.reference()?, false);
        let change = if self.text.take("ADD CONSTRAINT") {
            TableChange::AddConstraint(self.constraint("ALTER TABLE \"t\" ADD CONSTRAINT", "")?)
        } else {
            let words = CHANGES.iter().find(|words| self.text.take(words))?;
            let part = self.name()?;
            let rest = self.text.stretch()?;
            let sample = self.sample(&format!("ALTER TABLE \"t\" {words} \"c\" {rest}"))?;
            named(&sample, part)?
        };
        Some(Effect::AlterTable(altered, Box::new(change)))
    }

    fn index(&mut self, head: &str) -> Option<NewIndex> {
        let name = self.name()?;
        self.text.take("ON").then_some(())?;
        let table = self.reference()?;
        let method = if self.text.take("USING") {
            format!("USING {}", self.text.word()?)
        } else {
            String::new()
        };
        let keys = self.listed(Self::key)?;
        let rest = self.text.stretch()?;
        let sample = format!("{head} \"i\" ON \"t\" {method} (\"c\") {rest}");
        let sample = self.sample(&sample)?;
        let Effect::CreateIndex(new) = &*sample else {
            return None;
        };
        let mut new = NewIndex::clone(new);
        (new.name, new.table, new.index.keys) = (Some(name), table, keys);
        Some(new)
    }

    /// A column as a key of an index.
    fn key(&mut self) -> Option<IndexKey> {
        let name = self.name()?;
        let rest = self.text.stretch()?;
        let sample = self.sample(&format!("CREATE INDEX \"i\" ON \"t\" (\"c\" {rest})"))?;
        let Effect::CreateIndex(new) = &*sample else {
            return None;
        };
        let [key] = new.index.keys.as_slice() else {
            return None;
        };
        let mut key = key.clone();
        matches!(key.item, KeyItem::Column(_)).then_some(())?;
        key.item = KeyItem::Column(name);
        Some(key)
    }
}

/// The one constraint that a statement makes.
fn made(sample: &Effect) -> Option<&NewConstraint> {
    match sample {
        Effect::CreateTable(table) => match table.constraints.as_slice() {
            [made] => Some(made),
            _ => None,
        },
        Effect::AlterTable(_, change) => match &**change {
            TableChange::AddConstraint(made) => Some(made),
            _ => None,
        },
        _ => None,
    }
}

/// What a statement does to a part, done to the one of this name.
fn named(sample: &Effect, part: Name) -> Option<TableChange> {
    let Effect::AlterTable(_, change) = sample else {
        return None;
    };
    let mut change = TableChange::clone(change);
    match &mut change {
        TableChange::AddColumn { column, .. } => column.name = part,
        TableChange::Type { column: name, .. }
        | TableChange::SetNotNull(name)
        | TableChange::DropNotNull(name)
        | TableChange::Default(name, _)
        | TableChange::DropColumn { name, .. }
        | TableChange::DropConstraint { name, .. } => *name = part,
        _ => return None,
    }
    Some(change)
}
