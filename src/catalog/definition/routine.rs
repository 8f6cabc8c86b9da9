//! Functions and procedures as `pg_get_functiondef` prints them.

use super::text::{data_type, literal, object_name, qualified};
use crate::name::{Name, QualifiedName};
use crate::schema::{
    ParallelSafety, Parameter, ParameterMode, Routine, RoutineBody, RoutineKind, Volatility,
};

/// The whole statement; none for an aggregate, which the server does not print.
pub(super) fn print(name: &QualifiedName, routine: &Routine) -> Option<String> {
    let kind = match routine.kind {
        RoutineKind::Function | RoutineKind::Window => "FUNCTION",
        RoutineKind::Procedure => "PROCEDURE",
        RoutineKind::Aggregate => return None,
    };
    let mut text = format!(
        "CREATE OR REPLACE {kind} {}({})\n",
        qualified(name),
        parameters(routine, false)
    );
    text.push_str(&returns(routine));
    text.extend([" LANGUAGE ", routine.language.quoted().as_str(), "\n"]);
    let options = options(routine);
    if !options.is_empty() {
        text.push_str(&options);
        text.push('\n');
    }
    text.push_str(&settings(routine)?);
    text.push_str(&body(routine)?);
    Some(text)
}

/// What an aggregate is made of, one line a word of `CREATE AGGREGATE`.
pub(super) fn of_aggregate(routine: &Routine) -> Vec<String> {
    let RoutineBody::Aggregate(words) = &routine.body else {
        return Vec::new();
    };
    let parallel = std::iter::once(routine.parallel.as_str().to_owned());
    let line = |(word, value): (&String, &String)| {
        let word = word.to_uppercase();
        match value.as_str() {
            "" => word,
            value => format!("{word} = {value}"),
        }
    };
    parallel.chain(words.iter().map(line)).collect()
}

fn parameters(routine: &Routine, columns: bool) -> String {
    let wanted = |one: &&Parameter| (one.mode == ParameterMode::Table) == columns;
    let chosen = routine.parameters.iter().filter(wanted);
    let procedure = routine.kind == RoutineKind::Procedure;
    let texts = chosen.map(|parameter| one(parameter, procedure));
    texts.collect::<Vec<_>>().join(", ")
}

/// `print_function_arguments`: a procedure's `IN` is written from 14 on.
fn one(parameter: &Parameter, procedure: bool) -> String {
    let mode = match parameter.mode {
        ParameterMode::In if procedure => "IN ",
        ParameterMode::In | ParameterMode::Table => "",
        ParameterMode::Out => "OUT ",
        ParameterMode::InOut => "INOUT ",
        ParameterMode::Variadic => "VARIADIC ",
    };
    let name = parameter.name.as_ref().map(|name| name.quoted() + " ");
    let default = parameter.default.as_ref();
    let default = default.map(|default| format!(" DEFAULT {}", default.text));
    format!(
        "{mode}{}{}{}",
        name.unwrap_or_default(),
        data_type(&parameter.data_type),
        default.unwrap_or_default()
    )
}

fn returns(routine: &Routine) -> String {
    let Some(returned) = &routine.returns else {
        return String::new();
    };
    let columns = parameters(routine, true);
    if !columns.is_empty() {
        return format!(" RETURNS TABLE({columns})\n");
    }
    let set = if returned.set { "SETOF " } else { "" };
    format!(" RETURNS {set}{}\n", data_type(&returned.data_type))
}

fn options(routine: &Routine) -> String {
    let mut words = String::new();
    if routine.kind == RoutineKind::Window {
        words.push_str(" WINDOW");
    }
    if routine.volatility != Volatility::Volatile {
        words.push(' ');
        words.push_str(routine.volatility.as_str());
    }
    if routine.parallel != ParallelSafety::Unsafe {
        words.push(' ');
        words.push_str(routine.parallel.as_str());
    }
    for (said, word) in [
        (routine.strict, " STRICT"),
        (routine.security_definer, " SECURITY DEFINER"),
        (routine.leakproof, " LEAKPROOF"),
    ] {
        if said {
            words.push_str(word);
        }
    }
    words.push_str(&estimates(routine));
    words
}

/// `COST` and `ROWS` where they are not what `CREATE FUNCTION` takes when none is said.
fn estimates(routine: &Routine) -> String {
    let internal = ["internal", "c"].contains(&routine.language.as_str());
    let usual = if internal { "1" } else { "100" };
    let mut words = String::new();
    if routine.cost != usual {
        words.extend([" COST ", routine.cost.as_str()]);
    }
    if !["0", "1000"].contains(&routine.rows.as_str()) {
        words.extend([" ROWS ", routine.rows.as_str()]);
    }
    if let Some(support) = &routine.support {
        words.extend([" SUPPORT ", object_name(support).as_str()]);
    }
    words
}

/// `SET` clauses; none where one's value is not known.
fn settings(routine: &Routine) -> Option<String> {
    let clause = |(name, values): (&String, &Option<Vec<String>>)| {
        let values: Vec<String> = values.as_ref()?.iter().map(|one| literal(one)).collect();
        let name = Name::exact(name).quoted();
        Some(format!(" SET {name} TO {}\n", values.join(", ")))
    };
    routine.settings.iter().map(clause).collect()
}

fn body(routine: &Routine) -> Option<String> {
    let mark = match routine.kind {
        RoutineKind::Procedure => "procedure",
        _ => "function",
    };
    match &routine.body {
        RoutineBody::Source(source) => {
            let mut mark = mark.to_owned();
            while source.contains(&format!("${mark}")) {
                mark.push('x');
            }
            Some(format!("AS ${mark}${source}${mark}$\n"))
        }
        RoutineBody::Linked { file, symbol } => Some(format!(
            "AS {}, $function${symbol}$function$\n",
            literal(file)
        )),
        RoutineBody::Sql(text) => Some(format!("{text}\n")),
        RoutineBody::Aggregate(_) => None,
    }
}
