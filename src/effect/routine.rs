//! `CREATE`, `ALTER` and `DROP` of functions, procedures and aggregates.

use super::action::Action;
use super::named_kind::NamedKind;
use super::object::Common;
use super::routine_options::Said;
use super::setting::SettingChange;
use super::vocabulary::Effect;
use super::{Reference, names, parameter};
use crate::name::Name;
use crate::schema::{
    DataType, Expression, ParallelSafety, ParameterMode, RoutineBody, RoutineKind, TypeName,
    Volatility,
};
use crate::sql;
use crate::sql::reader::{Read, Reader};

/// What is done to a function, procedure or aggregate.
#[derive(Debug, Clone, PartialEq)]
pub enum RoutineEffect {
    /// `CREATE`.
    Create {
        /// Its name.
        name: Reference,
        /// `OR REPLACE`.
        or_replace: bool,
        /// What it is.
        routine: NewRoutine,
    },
    /// `ALTER`.
    Alter {
        /// Which one.
        target: RoutineTarget,
        /// How.
        change: RoutineChange,
    },
    /// `DROP`.
    Drop {
        /// Which one.
        target: RoutineTarget,
        /// `IF EXISTS`.
        if_exists: bool,
        /// `CASCADE`.
        cascade: bool,
    },
}

/// A function as a statement names it.
#[derive(Debug, Clone, PartialEq)]
pub struct RoutineTarget {
    /// Its name.
    pub name: Reference,
    /// The types of its arguments and how they are passed, where they are given.
    pub arguments: Option<Vec<(ParameterMode, NewType)>>,
}

/// What `ALTER` does.
#[derive(Debug, Clone, PartialEq)]
pub enum RoutineChange {
    /// `RENAME TO`.
    Rename(Name),
    /// `SET SCHEMA`.
    Move(Name),
    /// Options.
    Options(RoutineOptions),
}

/// A function as `CREATE` makes it.
#[derive(Debug, Clone, PartialEq)]
pub struct NewRoutine {
    /// Function, procedure, aggregate, window function.
    pub kind: RoutineKind,
    /// Its arguments, the columns of `RETURNS TABLE` last.
    pub parameters: Vec<NewParameter>,
    /// `RETURNS`; what it does not say, its output arguments tell.
    pub returns: Option<NewReturned>,
    /// `LANGUAGE`; `sql` where the body is SQL itself.
    pub language: Name,
    /// The other options.
    pub options: RoutineOptions,
    /// What it does.
    pub body: RoutineBody,
}

/// `RETURNS [SETOF] type`.
#[derive(Debug, Clone, PartialEq)]
pub struct NewReturned {
    /// `SETOF`.
    pub set: bool,
    /// The type.
    pub data_type: NewType,
}

/// One argument.
#[derive(Debug, Clone, PartialEq)]
pub struct NewParameter {
    /// How it is passed.
    pub mode: ParameterMode,
    /// Its name.
    pub name: Option<Name>,
    /// Its type.
    pub data_type: NewType,
    /// Its default.
    pub default: Option<Expression>,
}

/// A type as a function names it.
#[derive(Debug, Clone, PartialEq)]
pub enum NewType {
    /// By its name.
    Named(DataType),
    /// `table.column%TYPE`.
    OfColumn(Reference, Name),
}

/// Options of a function; what a statement does not say is `None`.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct RoutineOptions {
    /// `IMMUTABLE`, `STABLE`, `VOLATILE`.
    pub volatility: Option<Volatility>,
    /// `STRICT`.
    pub strict: Option<bool>,
    /// `SECURITY DEFINER`.
    pub security_definer: Option<bool>,
    /// `LEAKPROOF`.
    pub leakproof: Option<bool>,
    /// `PARALLEL`.
    pub parallel: Option<ParallelSafety>,
    /// `COST`.
    pub cost: Option<String>,
    /// `ROWS`.
    pub rows: Option<String>,
    /// `SUPPORT`.
    pub support: Option<TypeName>,
    /// `SET`, `RESET`, in order.
    pub settings: Vec<SettingChange>,
}

pub(super) fn effect(effect: RoutineEffect) -> Action {
    Action::Effect(Effect::Routine(Box::new(effect)))
}

/// `CREATE ... FUNCTION`, `CREATE ... PROCEDURE`, after `CREATE [OR REPLACE]`.
pub(super) fn create(r: &mut Reader<'_>, or_replace: bool) -> Read<Vec<Action>> {
    let procedure = r.take("PROCEDURE");
    if !procedure {
        r.expect("FUNCTION")?;
    }
    let name = names::take_reference(r)?;
    let mut parameters = NewParameter::take_list(r)?;
    let returns = r.after("RETURNS", |r| parameter::take_returned(r, &mut parameters))?;
    let said = Said::take(r)?;
    let kind = match (procedure, said.window) {
        (true, _) => RoutineKind::Procedure,
        (false, true) => RoutineKind::Window,
        (false, false) => RoutineKind::Function,
    };
    let create = effect(RoutineEffect::Create {
        or_replace,
        routine: NewRoutine {
            kind,
            parameters,
            returns,
            language: said.language(),
            body: said.body(&name.name),
            options: said.options,
        },
        name,
    });
    Ok(std::iter::once(create).chain(said.opaque).collect())
}

/// What `ALTER FUNCTION` and its like mean, after the name and what is common to all kinds.
pub(super) fn alter(
    r: &mut Reader<'_>,
    named: NamedKind,
    target: RoutineTarget,
    common: Option<Common>,
) -> Read<Vec<Action>> {
    let change = match common {
        Some(Common::Rename(to)) => RoutineChange::Rename(to),
        Some(Common::Move(to)) => RoutineChange::Move(to),
        Some(Common::Nothing) => return Ok(Vec::new()),
        None if named == NamedKind::Aggregate => {
            r.rest();
            return Ok(vec![Action::opaque(
                "this change of a function is not modelled",
            )]);
        }
        None => {
            let said = Said::take(r)?;
            r.take("RESTRICT");
            let mut actions = said.opaque;
            if said.options != RoutineOptions::default() {
                let change = RoutineChange::Options(said.options);
                actions.push(effect(RoutineEffect::Alter { target, change }));
            }
            return Ok(actions);
        }
    };
    Ok(vec![effect(RoutineEffect::Alter { target, change })])
}

/// What of a body in SQL or PL/pgSQL means something: the text without comments, each stretch of white space as one space; strings and quoted names
/// stay as they are.
#[must_use]
pub fn squeezed(text: &str) -> String {
    sql::without_comments(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_and_white_space_go_and_strings_stay() {
        let body = "BEGIN\r\n  -- why\n  x := 'a  -- b';/* c */ y := $$ d  e $$; \nEND";
        assert_eq!(squeezed(body), "BEGIN x := 'a  -- b'; y := $$ d  e $$; END");
    }
}
