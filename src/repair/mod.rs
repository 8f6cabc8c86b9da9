//! What mends a finding: expected objects as the SQL that makes them, in their final shape, as all recorded migrations
//! together leave them and not as the first one made them; and what alters, renames or drops what is there.
//!
//! Only what the model holds whole is written. For anything else there is nothing: half a statement helps nobody.

mod alike;
mod alter;
mod blocked;
mod children;
mod column;
mod comment;
mod constraint;
pub mod django;
mod drop;
mod enforce;
mod filling;
mod guard;
mod half;
pub mod json;
mod lines;
mod make;
mod order;
mod path;
pub mod plan;
mod property;
mod question;
mod refusal;
mod sequence;
mod signature;
mod size;
pub mod sql;
pub mod sqlite;
mod standalone;
mod statement;
mod step;
mod title;
mod widening;

use crate::kind::Within;
use crate::name::Name;
use crate::report::{Caution, Command, NotInForce, is_hostile};
use crate::schema::{Attribute, Expression, ObjectKey, ObjectKind, Schema};

pub use alike::gathered;
pub use plan::{Plan, Rerun};
pub use size::{Size, Sizes};
pub use statement::{Phase, Piece, Risk, Statement};
pub use step::{Open, Part, Step};

/// Statements in order, and what to decide before they are run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mend {
    /// The search path that they need, if they leave names to one.
    pub path: Option<String>,
    /// The statements.
    pub statements: Vec<Statement>,
    /// What to look at first.
    pub caution: Option<Caution>,
    /// Whether values that are there may be lost.
    pub loses: bool,
}

impl Mend {
    /// None where a name or text holds what a terminal would act on: it could not be copied as it stands.
    fn new(statements: Vec<Statement>, caution: Option<Caution>) -> Option<Self> {
        let is_line = |letter| matches!(letter, '\n' | '\t');
        let texts = statements.iter().flat_map(Statement::texts);
        let hostile = texts
            .flat_map(str::chars)
            .any(|letter| is_hostile(letter) && !is_line(letter));
        if hostile {
            return None;
        }
        Some(Self {
            path: None,
            statements,
            caution,
            loses: false,
        })
    }

    /// What is typed, in this order.
    #[must_use]
    pub fn commands(&self) -> Vec<Command> {
        let whole = |text: &str| format!("{};", text.trim_end().trim_end_matches(';'));
        let statements = self.statements.iter().map(|it| it.text.as_str());
        let all = self.path.as_deref().into_iter().chain(statements);
        all.map(|it| Command::sql(whole(it))).collect()
    }
}

/// What a mend does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum How {
    /// Makes what is missing.
    Make,
    /// Gives back its name or schema to what is there.
    Return(Box<ObjectKey>),
    /// Gives an attribute its value.
    Alter(Attribute),
    /// Puts it in force.
    Enforce,
    /// Takes away what should be gone.
    Drop,
}

/// What mends a finding, and of which object.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mending {
    /// The object, as it is expected, or as it is to go.
    pub key: ObjectKey,
    /// What is done.
    pub how: How,
    /// The statements.
    pub mend: Mend,
}

impl Mending {
    /// Whether a column is added that gives each row a number.
    fn numbers_rows(&self) -> bool {
        self.mend.statements.iter().any(|it| it.numbers_rows)
    }

    /// Whether it makes anew what is there, whatever that is by now.
    fn replaces(&self) -> bool {
        self.mend.statements.iter().any(|it| it.replaces)
    }
}

/// What makes an object that is missing, with what hangs on it; none where the model does not hold all of it. The rows
/// of its table get `filler` in a column that takes no NULL and has no default. Of the two sides, first what is
/// expected, then what is there.
#[must_use]
pub fn make(sides: [&Schema; 2], key: &ObjectKey, filler: Option<&Expression>) -> Option<Mend> {
    let expected = sides[0];
    if key.kind == ObjectKind::Sequence
        && let Some(owner) = expected.sequences.get(&key.qualified())?.owner.as_ref()
        && let Some(made) = sequence::serial(sides, &owner.table, &owner.column)
    {
        let taken = is_taken(sides[1], key).then_some(Caution::NameTaken);
        return Mend::new(made, taken);
    }
    match (make::caution(expected, key), filler) {
        (Some(Caution::RowsNeedValue), Some(_)) => {
            Mend::new(make::column(expected, key, filler)?, None)
        }
        (caution, _) => {
            let taken = is_taken(sides[1], key).then_some(Caution::NameTaken);
            Mend::new(make::object(expected, key)?, taken.or(caution))
        }
    }
}

/// Whether something else has the name: tables, views, sequences and types share theirs, and what hangs on one table.
fn is_taken(live: &Schema, key: &ObjectKey) -> bool {
    use ObjectKind as K;
    let table = key.table_name().filter(|_| !key.is_table());
    if let Some(table) = table.and_then(|name| live.relation(&name)) {
        return match key.kind {
            K::Index | K::Constraint => {
                table.index_or_key(&key.name).is_some() || table.constraints.contains_key(&key.name)
            }
            _ => false,
        };
    }
    let name = key.qualified();
    match key.kind {
        K::Table | K::View | K::MaterializedView | K::Sequence | K::Type | K::Domain => {
            live.relation(&name).is_some()
                || live.sequences.contains_key(&name)
                || live.types.contains_key(&name)
        }
        _ => false,
    }
}

/// What is typed first where the statements of [`make`] and [`alter`] leave names to the search path: the system's own
/// names, then the object's schema, then what else the ledger's statements were looked up in.
#[must_use]
pub fn search_path(expected: &Schema, key: &ObjectKey, path: &[Name]) -> Option<String> {
    if key.kind == ObjectKind::Extension {
        return extension_path(expected, key, path);
    }
    let home = key.schema.as_ref()?;
    if !path::is_needed(expected, key) {
        return None;
    }
    let rest = path.iter().filter(|name| *name != home);
    let names: Vec<String> = [home].into_iter().chain(rest).map(Name::quoted).collect();
    let text = format!("SET search_path = pg_catalog, {}", names.join(", "));
    (!text.chars().any(is_hostile)).then_some(text)
}

/// An extension goes into the first schema of the path where its statement says none.
fn extension_path(expected: &Schema, key: &ObjectKey, path: &[Name]) -> Option<String> {
    let extension = expected.extensions.get(&key.name)?;
    if extension.schema.is_some() || path.is_empty() {
        return None;
    }
    let names: Vec<String> = path.iter().map(Name::quoted).collect();
    let text = format!("SET search_path = {}", names.join(", "));
    (!text.chars().any(is_hostile)).then_some(text)
}

/// What gives an object that is there the attribute that is expected (of the two sides, first what is expected,
/// then what is there); none where that takes a decision, or where
/// the model does not hold it.
#[must_use]
pub fn alter(sides: [&Schema; 2], key: &ObjectKey, attribute: Attribute) -> Option<Mend> {
    let statements = children::attribute(sides, key, attribute)?;
    let sequence = alter::serial_made(sides, key, attribute);
    let taken = sequence.is_some_and(|sequence| is_taken(sides[1], &sequence));
    let taken = taken.then_some(Caution::NameTaken);
    let caution = taken.or_else(|| alter::caution(sides, key, attribute));
    let mend = Mend::new(statements, caution)?;
    let loses = column::loses(sides, key, attribute);
    Some(Mend { loses, ..mend })
}

/// The same where views read it, each behind those that it reads: they are made anew around it, which the server
/// would refuse to alter below them.
#[must_use]
pub fn alter_below(
    sides: [&Schema; 2],
    key: &ObjectKey,
    attribute: Attribute,
    views: &[ObjectKey],
) -> Option<Mend> {
    let mut statements = Vec::new();
    for view in views.iter().rev() {
        let gone = drop::object(view)?.into_iter();
        statements.extend(gone.map(Statement::replacing));
    }
    statements.extend(alter::attribute(sides, key, attribute)?);
    for view in views {
        statements.extend(make::object(sides[0], view)?);
        statements.extend(alter::guarded_again(sides, view));
    }
    let mend = Mend::new(statements, Some(Caution::ViewsAnew))?;
    let loses = column::loses(sides, key, attribute);
    Some(Mend { loses, ..mend })
}

/// What gives an object the name that is expected; none where that is of another sort.
#[must_use]
pub fn rename(from: &ObjectKey, to: &ObjectKey) -> Option<Mend> {
    let in_use = from.kind.within() == Within::Schema || from.kind == ObjectKind::Column;
    let caution = Some(Caution::NameInUse).filter(|_| in_use);
    Mend::new(drop::rename(from, to)?, caution)
}

/// What brings an object from the schema where it was found; of the two sides, first what is expected, then what is there.
#[must_use]
pub fn carry(sides: [&Schema; 2], from: &ObjectKey, to: &ObjectKey) -> Option<Mend> {
    Mend::new(drop::carry(sides, from, to)?, None)
}

/// What puts in force what is there; none for what is no index or constraint of a table.
#[must_use]
pub fn enforce(
    expected: &Schema,
    key: &ObjectKey,
    attribute: Attribute,
    why: Option<NotInForce>,
) -> Option<Mend> {
    Mend::new(
        vec![enforce::statement(expected, key, attribute, why)?],
        None,
    )
}

/// What lets a column take NULL.
#[must_use]
pub fn nullable(column: &ObjectKey) -> Option<Mend> {
    let (table, own) = (column.table_name()?.quoted(), column.name.quoted());
    let statement = format!("ALTER TABLE {table} ALTER COLUMN {own} DROP NOT NULL");
    Mend::new(vec![statement.into()], None)
}

/// What takes away an object that should be gone; none where it may hold data.
#[must_use]
pub fn drop(key: &ObjectKey) -> Option<Mend> {
    Mend::new(drop::object(key)?, Some(Caution::LookFirst))
}
