//! Functions, procedures and aggregates.

use std::collections::BTreeMap;

use super::described::{Style, Value, in_brackets, object, words};
use super::{DataType, Expression, TypeName};
use crate::name::Name;

object! {
    /// A function, procedure or aggregate. Which one it is, its key tells: schema, name and the types of
    /// its input arguments.
    #[derive(Debug, Clone, Default, PartialEq)]
    pub struct Routine {
        /// Function, procedure, aggregate, window function.
        kind: RoutineKind => Kind "CREATE OR REPLACE {} {name}" = |it| Value::written("", |style| Some(it.kind.written(style).to_owned()));
        /// Its arguments, the columns of `RETURNS TABLE` last.
        parameters: Vec<Parameter> => Arguments "{}\n" = |it| Value::written("", |style| Some(it.parameters(style)));
        /// What it returns; nothing for a procedure.
        returns: Option<Returned> as KeyType => Returns " RETURNS {}\n" = |it| Value::written("nothing", |style| it.returned(style));
        /// Its language.
        language: Name as Plain => Language " LANGUAGE {}\n" = |it| Value::written("", |style| Some(style.name(&it.language)));
        /// `IMMUTABLE`, `STABLE`, `VOLATILE`.
        volatility: Volatility => Volatility "{}" = |it| Value::written("", |style| Some(it.volatility(style)));
        /// `PARALLEL`.
        parallel: ParallelSafety => Parallel " {}" = |it| it.parallel.value();
        /// `STRICT`.
        strict: bool => Strict " {}" = |it| Value::flag(it.strict, ["STRICT", "CALLED ON NULL INPUT"]);
        /// `SECURITY DEFINER`.
        security_definer: bool => Security " {}" = |it| Value::flag(it.security_definer, ["SECURITY DEFINER", "SECURITY INVOKER"]);
        /// `LEAKPROOF`.
        leakproof: bool => Leakproof " {}" = |it| Value::flag(it.leakproof, ["LEAKPROOF", "NOT LEAKPROOF"]);
        /// `COST`, as `pg_proc.procost` prints it.
        cost: String => Cost " COST {}" = |it| Value::written("", |style| Routine::unusual(style, &it.cost, it.usual_cost()));
        /// `ROWS`, as `pg_proc.prorows` prints it.
        rows: String => Rows " ROWS {}" = |it| Value::written("", |style| Routine::unusual(style, &it.rows, &["0", "1000"]));
        /// `SUPPORT`: the function that knows more of calls of it than their cost.
        support: Option<TypeName> as Support => Support " SUPPORT {}";
        /// `SET` clauses, by the names that PostgreSQL folds them to; a value that the ledger does not tell (`FROM CURRENT`) is none.
        settings: BTreeMap<String, Option<Vec<String>>> => Options "\n{}" = |it| Value::written("no settings", |style| it.setting_words(style));
        /// What it does.
        body: RoutineBody => Body "\n{}" = |it| Value::written("", |style| Some(it.body(style)));
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
pub struct Parameter<T = DataType> {
    /// How it is passed.
    pub mode: ParameterMode,
    /// Its name.
    pub name: Option<Name>,
    /// Its type, without modifiers: PostgreSQL keeps none.
    pub data_type: T,
    /// Its default.
    pub default: Option<Expression>,
}

words! {
    /// `pg_proc.proargmodes`.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    pub enum ParameterMode {
        /// `i`
        In = "IN",
        /// `o`
        Out = "OUT",
        /// `b`
        InOut = "INOUT",
        /// `v`
        Variadic = "VARIADIC",
        /// `t`: a column of `RETURNS TABLE`.
        Table = "TABLE",
    }
}

/// What a function returns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Returned<T = DataType> {
    /// `SETOF`, `TABLE`.
    pub set: bool,
    /// The type.
    pub data_type: T,
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
#[derive(Debug, Clone, PartialEq)]
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
    /// `RETURN expression`.
    Return(Box<Expression>),
    /// `BEGIN ATOMIC ... END`: the ledger's text, or the server's print of it.
    Atomic(String),
    /// The support functions of an aggregate, by the words of `CREATE AGGREGATE`.
    Aggregate(BTreeMap<String, String>),
}

impl Default for RoutineBody {
    fn default() -> Self {
        Self::Source(String::new())
    }
}

impl RoutineBody {
    /// The body for people, the beginning of a long one.
    #[must_use]
    pub fn words(&self) -> String {
        match self {
            Self::Source(text) | Self::Atomic(text) => beginning(text.trim()),
            Self::Return(value) => beginning(&format!("RETURN {}", value.text)),
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
    /// As it is written: for people without its default, in a definition as `print_function_arguments` does, which
    /// writes a procedure's `IN` from 14 on.
    fn written(&self, style: &dyn Style, of: RoutineKind) -> String {
        let definition = style.is_definition();
        let mode = match self.mode {
            ParameterMode::In if !definition || of != RoutineKind::Procedure => String::new(),
            ParameterMode::Table if definition => String::new(),
            mode => format!("{} ", mode.as_str()),
        };
        let name = self.name.iter().map(|name| style.name(name) + " ");
        let default = self.default.iter().filter(|_| definition);
        let default = default.map(|default| format!(" DEFAULT {}", default.text));
        format!(
            "{mode}{}{}{}",
            name.collect::<String>(),
            style.data_type(&self.data_type),
            default.collect::<String>()
        )
    }
}

impl RoutineKind {
    fn written(self, style: &dyn Style) -> &'static str {
        match self {
            _ if !style.is_definition() => self.as_str(),
            Self::Function | Self::Window => "FUNCTION",
            Self::Procedure => "PROCEDURE",
            Self::Aggregate => "AGGREGATE",
        }
    }
}

impl ParallelSafety {
    fn value<'a>(self) -> Value<'a> {
        let word = (self != Self::Unsafe).then_some(self.as_str().into());
        Value::Word(word, Self::Unsafe.as_str())
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

/// How its attributes are written; a definition as `pg_get_functiondef` does.
impl Routine {
    fn parameters(&self, style: &dyn Style) -> String {
        let called = |one: &&Parameter| !style.is_definition() || one.mode != ParameterMode::Table;
        self.listed(style, called)
    }

    fn listed(&self, style: &dyn Style, which: impl Fn(&&Parameter) -> bool) -> String {
        let parameters = self.parameters.iter().filter(which);
        in_brackets(parameters.map(|one| one.written(style, self.kind)))
    }

    fn returned(&self, style: &dyn Style) -> Option<String> {
        let Returned { set, data_type } = self.returns.as_ref()?;
        let is_column = |one: &&Parameter| one.mode == ParameterMode::Table;
        if style.is_definition() && self.parameters.iter().any(|one| is_column(&one)) {
            return Some(format!("TABLE{}", self.listed(style, is_column)));
        }
        let set = if *set { "SETOF " } else { "" };
        Some(format!("{set}{}", style.data_type(data_type)))
    }

    /// In a definition with the word of a window function before it.
    fn volatility(&self, style: &dyn Style) -> String {
        let word = self.volatility.as_str();
        if !style.is_definition() {
            return word.to_owned();
        }
        let window = (self.kind == RoutineKind::Window).then_some(" WINDOW");
        let unusual = (self.volatility != Volatility::Volatile).then(|| format!(" {word}"));
        format!(
            "{}{}",
            window.unwrap_or_default(),
            unusual.unwrap_or_default()
        )
    }

    /// What `CREATE FUNCTION` takes when no cost is said.
    fn usual_cost(&self) -> &'static [&'static str] {
        match self.language.as_str() {
            "internal" | "c" => &["1"],
            _ => &["100"],
        }
    }

    /// An estimate, which a definition tells where it is not one of the usual ones.
    fn unusual(style: &dyn Style, estimate: &str, usual: &[&str]) -> Option<String> {
        let told = !style.is_definition() || !usual.contains(&estimate);
        told.then(|| estimate.to_owned())
    }

    /// The settings, if it has any.
    fn setting_words(&self, style: &dyn Style) -> Option<String> {
        let one = |(name, value): (&String, &Option<Vec<String>>)| match value {
            None => format!("SET {name} FROM CURRENT"),
            Some(value) if style.is_definition() => {
                let values: Vec<String> = value.iter().map(|one| style.literal(one)).collect();
                let name = style.name(&Name::exact(name));
                format!(" SET {name} TO {}\n", values.join(", "))
            }
            Some(value) => format!("SET {name} = {}", value.join(", ")),
        };
        let all: Vec<String> = self.settings.iter().map(one).collect();
        let between = if style.is_definition() { "" } else { " " };
        (!all.is_empty()).then(|| all.join(between))
    }

    fn body(&self, style: &dyn Style) -> String {
        match &self.body {
            body if !style.is_definition() => body.words(),
            RoutineBody::Source(source) => {
                let mut mark = self.kind.written(style).to_lowercase();
                while source.contains(&format!("${mark}")) {
                    mark.push('x');
                }
                format!("AS ${mark}${source}${mark}$\n")
            }
            RoutineBody::Linked { file, symbol } => {
                let file = style.literal(file);
                format!("AS {file}, $function${symbol}$function$\n")
            }
            RoutineBody::Return(value) => format!("RETURN {}\n", value.text),
            RoutineBody::Atomic(text) => format!("{text}\n"),
            RoutineBody::Aggregate(_) => String::new(),
        }
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
