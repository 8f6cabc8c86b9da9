//! Functions, procedures and aggregates.

use std::collections::BTreeMap;

use super::described::{Value, in_brackets, object, words};
use super::{DataType, Expression, TypeName};
use crate::name::Name;

object! {
    /// A function, procedure or aggregate. Which one it is, its key tells: schema, name and the types of
    /// its input arguments.
    #[derive(Debug, Clone, PartialEq)]
    pub struct Routine {
        /// Function, procedure, aggregate, window function.
        kind: RoutineKind => Kind "" = |it| Value::word(it.kind.as_str());
        /// Its arguments, the columns of `RETURNS TABLE` last.
        parameters: Vec<Parameter> => Arguments "" = |it| Value::text(in_brackets(it.parameters.iter().map(Parameter::words)));
        /// What it returns; nothing for a procedure.
        returns: Option<Returned> as KeyType => Returns "" = |it| Value::Word(it.returns.as_ref().map(|it| it.words().into()), "nothing");
        /// Its language.
        language: Name as Plain => Language "";
        /// `IMMUTABLE`, `STABLE`, `VOLATILE`.
        volatility: Volatility => Volatility "" = |it| Value::word(it.volatility.as_str());
        /// `STRICT`.
        strict: bool => Strict "" = |it| Value::either(it.strict, ["STRICT", "CALLED ON NULL INPUT"]);
        /// `SECURITY DEFINER`.
        security_definer: bool => Security "" = |it| Value::either(it.security_definer, ["SECURITY DEFINER", "SECURITY INVOKER"]);
        /// `LEAKPROOF`.
        leakproof: bool => Leakproof "" = |it| Value::either(it.leakproof, ["LEAKPROOF", "NOT LEAKPROOF"]);
        /// `PARALLEL`.
        parallel: ParallelSafety => Parallel "" = |it| Value::word(it.parallel.as_str());
        /// `COST`, as `pg_proc.procost` prints it.
        cost: String => Cost "";
        /// `ROWS`, as `pg_proc.prorows` prints it.
        rows: String => Rows "";
        /// `SUPPORT`: the function that knows more of calls of it than their cost.
        support: Option<TypeName> as Support => Support "";
        /// `SET` clauses, by [`setting_name`]; a value that the ledger does not tell (`FROM CURRENT`) is none.
        settings: BTreeMap<String, Option<Vec<String>>> => Options "" = |it| Value::Word(it.setting_words().map(Into::into), "no settings");
        /// What it does.
        body: RoutineBody => Body "" = |it| Value::text(it.body.words());
    }
}

words! {
    /// `pg_proc.prokind`.
    #[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
    pub enum RoutineKind {
        /// `f`
        #[default]
        Function = "function",
        /// `p`
        Procedure = "procedure",
        /// `a`
        Aggregate = "aggregate",
        /// `w`
        Window = "window function",
    }
}

/// One argument.
#[derive(Debug, Clone, PartialEq)]
pub struct Parameter {
    /// How it is passed.
    pub mode: ParameterMode,
    /// Its name.
    pub name: Option<Name>,
    /// Its type, without modifiers: PostgreSQL keeps none.
    pub data_type: DataType,
    /// Its default.
    pub default: Option<Expression>,
}

/// `pg_proc.proargmodes`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ParameterMode {
    /// `i`
    In,
    /// `o`
    Out,
    /// `b`
    InOut,
    /// `v`
    Variadic,
    /// `t`: a column of `RETURNS TABLE`.
    Table,
}

/// What a function returns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Returned {
    /// `SETOF`, `TABLE`.
    pub set: bool,
    /// The type.
    pub data_type: DataType,
}

words! {
    /// `pg_proc.provolatile`.
    #[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
    pub enum Volatility {
        /// `i`
        Immutable = "IMMUTABLE",
        /// `s`
        Stable = "STABLE",
        /// `v`
        #[default]
        Volatile = "VOLATILE",
    }
}

words! {
    /// `pg_proc.proparallel`.
    #[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
    pub enum ParallelSafety {
        /// `u`
        #[default]
        Unsafe = "PARALLEL UNSAFE",
        /// `r`
        Restricted = "PARALLEL RESTRICTED",
        /// `s`
        Safe = "PARALLEL SAFE",
    }
}

/// What a function does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RoutineBody {
    /// `AS 'body'`: `pg_proc.prosrc`.
    Source(String),
    /// `AS 'object file', 'symbol'`.
    Linked {
        /// `pg_proc.probin`.
        file: String,
        /// `pg_proc.prosrc`.
        symbol: String,
    },
    /// `RETURN expression`, `BEGIN ATOMIC ... END`: the ledger's text, or the server's print of it.
    Sql(String),
    /// The support functions of an aggregate, by the words of `CREATE AGGREGATE`.
    Aggregate(BTreeMap<String, String>),
}

impl RoutineBody {
    /// The body for people, the beginning of a long one.
    #[must_use]
    pub fn words(&self) -> String {
        match self {
            Self::Source(text) | Self::Sql(text) => beginning(text.trim()),
            Self::Linked { file, symbol } => format!("{symbol} in {file}"),
            Self::Aggregate(pairs) => in_brackets(
                pairs
                    .iter()
                    .map(|(word, value)| format!("{word} = {value}")),
            ),
        }
    }

    /// Whether the value of a word of `CREATE AGGREGATE` is the name of a function, operator or type.
    #[must_use]
    pub fn names_in(word: &str) -> bool {
        word.ends_with("func") || word.ends_with("type") || word == "sortop"
    }

    /// Visits the functions, operators and types that an aggregate is made of.
    pub fn for_each_name(&mut self, visit: &mut dyn FnMut(&mut TypeName)) {
        let Self::Aggregate(words) = self else {
            return;
        };
        for (_, value) in words.iter_mut().filter(|(word, _)| Self::names_in(word)) {
            let (schema, name) = match value.split_once('.') {
                Some((schema, name)) => (Some(Name::exact(schema)), name),
                None => (None, &**value),
            };
            let written = TypeName {
                schema,
                name: Name::exact(name),
            };
            let mut visited = written.clone();
            visit(&mut visited);
            if visited != written {
                *value = match visited.schema {
                    Some(schema) => format!("{schema}.{}", visited.name),
                    None => visited.name.to_string(),
                };
            }
        }
    }
}

impl Parameter {
    /// The parameter for people, without its default.
    fn words(&self) -> String {
        let mode = match self.mode {
            ParameterMode::In => String::new(),
            mode => format!("{} ", mode.as_str()),
        };
        let name = self.name.iter().map(|name| format!("{name} "));
        format!("{mode}{}{}", name.collect::<String>(), self.data_type)
    }
}

impl Returned {
    /// The result for people.
    fn words(&self) -> String {
        format!("{}{}", if self.set { "SETOF " } else { "" }, self.data_type)
    }
}

impl ParameterMode {
    /// Whether it is part of the call, and so of the function's identity.
    #[must_use]
    pub fn is_input(self) -> bool {
        match self {
            Self::In | Self::InOut | Self::Variadic => true,
            Self::Out | Self::Table => false,
        }
    }

    /// How it is written.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::In => "IN",
            Self::Out => "OUT",
            Self::InOut => "INOUT",
            Self::Variadic => "VARIADIC",
            Self::Table => "TABLE",
        }
    }
}

/// The beginning of a long text.
#[must_use]
pub fn beginning(text: &str) -> String {
    const ROOM: usize = 80;
    match text.char_indices().nth(ROOM) {
        Some((end, _)) => format!("{} ...", &text[..end]),
        None => text.to_owned(),
    }
}

impl Routine {
    /// The settings for people, if it has any.
    fn setting_words(&self) -> Option<String> {
        let one = |(name, value): (&String, &Option<Vec<String>>)| match value {
            Some(value) => format!("SET {name} = {}", value.join(", ")),
            None => format!("SET {name} FROM CURRENT"),
        };
        let all: Vec<String> = self.settings.iter().map(one).collect();
        (!all.is_empty()).then(|| all.join(" "))
    }

    /// The types of its input arguments, which tell overloads apart.
    #[must_use]
    pub fn arguments(&self) -> String {
        routine_arguments(
            self.parameters
                .iter()
                .filter_map(|parameter| parameter.mode.is_input().then_some(&parameter.data_type)),
        )
    }
}

/// Types as they tell overloads apart: without schemas, which a ledger may leave out.
#[must_use]
pub fn routine_arguments<'a>(types: impl Iterator<Item = &'a DataType>) -> String {
    let words: Vec<String> = types
        .map(|one| format!("{}{}", one.base.name, if one.array { "[]" } else { "" }))
        .collect();
    words.join(", ")
}

/// The name of a setting as it is compared: PostgreSQL folds it (`guc_name_compare`).
#[must_use]
pub fn setting_name(name: &str) -> String {
    name.to_ascii_lowercase()
}

/// The settings whose value is a list of names in quotes (`GUC_LIST_QUOTE` of `guc_tables.c`).
const NAME_LISTS: [&str; 6] = [
    "search_path",
    "temp_tablespaces",
    "session_preload_libraries",
    "shared_preload_libraries",
    "local_preload_libraries",
    "unix_socket_directories",
];

/// A setting's stored value as its elements: a list of names is taken apart
/// (`SplitIdentifierString`), every other value is one.
#[must_use]
pub fn list_elements(name: &str, value: &str) -> Vec<String> {
    if !NAME_LISTS.contains(&name) {
        return vec![value.to_owned()];
    }
    let mut elements = vec![String::new()];
    let mut quoted = false;
    for c in value.chars() {
        match c {
            '"' => quoted = !quoted,
            ',' if !quoted => elements.push(String::new()),
            c if c.is_whitespace() && !quoted => {}
            c => {
                if let Some(last) = elements.last_mut() {
                    last.push(c);
                }
            }
        }
    }
    elements
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_search_path_is_a_list_of_names_and_other_settings_are_not() {
        assert_eq!(
            list_elements("search_path", "public, \"My Schema\",pg_temp"),
            ["public", "My Schema", "pg_temp"]
        );
        assert_eq!(list_elements("search_path", "\"\""), [""]);
        assert_eq!(list_elements("datestyle", "iso, mdy"), ["iso, mdy"]);
    }
}
