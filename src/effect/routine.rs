//! `CREATE` and `ALTER` of functions and procedures, and their options.

use sqlparser::tokenizer::Token;

use super::action::{Action, Common};
use super::names::NamedKind;
use super::setting::SettingChange;
use super::vocabulary::{
    Effect, NewParameter, NewRoutine, RoutineChange, RoutineEffect, RoutineOptions, RoutineTarget,
};
use super::{expression, names, parameter};
use crate::name::Name;
use crate::schema::{ParallelSafety, RoutineBody, RoutineKind, Volatility};
use crate::sql;
use crate::sql::reader::{Read, Reader};

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

/// A body that is SQL itself.
#[must_use]
pub fn sql_body(text: &str) -> RoutineBody {
    match returned(text.trim()) {
        Some(value) => RoutineBody::Return(Box::new(expression::read(value))),
        None => RoutineBody::Atomic(text.to_owned()),
    }
}

/// The expression of a body that is `RETURN expression`.
fn returned(body: &str) -> Option<&str> {
    let (word, rest) = body.split_at_checked("RETURN".len())?;
    let separate = rest.starts_with(|c: char| c.is_whitespace() || c == '(');
    (word.eq_ignore_ascii_case("RETURN") && separate).then(|| rest.trim().trim_end_matches(';'))
}

/// What the options say, in whatever order. PostgreSQL refuses two of one kind.
#[derive(Debug, Default)]
pub(super) struct Said {
    /// What `ALTER` can set too.
    pub(super) options: RoutineOptions,
    /// `WINDOW`.
    pub(super) window: bool,
    /// `LANGUAGE`, in lower case.
    language: Option<String>,
    body: Option<Body>,
    /// What of them is not modelled.
    pub(super) opaque: Vec<Action>,
}

#[derive(Debug)]
enum Body {
    /// `AS 'body'`, or `AS 'object file', 'symbol'`.
    As(String, Option<String>),
    /// `RETURN expression` or `BEGIN ATOMIC ... END`: the text.
    Sql(String),
}

impl Said {
    /// All that follow.
    pub(super) fn take(r: &mut Reader<'_>) -> Read<Self> {
        let mut said = Self::default();
        while !matches!(r.peek(), Token::EOF) && !r.sees("RESTRICT") {
            if !said.take_keyword(r) {
                said.take_option(r)?;
            }
        }
        Ok(said)
    }

    /// `sql` where the body is SQL itself.
    pub(super) fn language(&self) -> Name {
        Name::exact(self.language.as_deref().unwrap_or("sql"))
    }

    /// A C function without a symbol has its own name for one.
    pub(super) fn body(&self, name: &Name) -> RoutineBody {
        match &self.body {
            Some(Body::As(body, None)) if self.language.as_deref() != Some("c") => {
                RoutineBody::Source(body.clone())
            }
            Some(Body::As(file, symbol)) => RoutineBody::Linked {
                file: file.clone(),
                symbol: symbol.clone().unwrap_or_else(|| name.to_string()),
            },
            Some(Body::Sql(text)) => sql_body(text),
            None => RoutineBody::Source(String::new()),
        }
    }

    fn take_option(&mut self, r: &mut Reader<'_>) -> Read<()> {
        if r.take("LANGUAGE") {
            let name = r.string().or_else(|_| r.ident().map(|ident| ident.value))?;
            self.language = Some(name.to_lowercase());
        } else if r.take("AS") {
            let body = r.string()?;
            let comma = r.take_token(&Token::Comma);
            let symbol = comma.then(|| r.string()).transpose()?;
            self.body.get_or_insert(Body::As(body, symbol));
        } else if r.take("PARALLEL") {
            let word = r.ident()?.value.to_lowercase();
            self.options.parallel = Some(parallel(&word));
        } else if r.take("COST") {
            self.options.cost = Some(float4(r)?);
        } else if r.take("ROWS") {
            self.options.rows = Some(float4(r)?);
        } else if r.take("SUPPORT") {
            self.options.support = Some(names::take_type_name(r)?);
        } else if r.take("TRANSFORM") {
            r.separated(|r| {
                r.expect("FOR TYPE")?;
                r.data_type()
            })?;
            self.opaque
                .push(Action::opaque("transforms are not modelled"));
        } else if r.sees("SET") || r.sees("RESET") {
            self.options.settings.push(SettingChange::take(r)?);
        } else if r.sees("RETURN") || r.sees("BEGIN ATOMIC") {
            let text = r.rest();
            self.body.get_or_insert(Body::Sql(text));
        } else {
            return r.refuse("an option of a function");
        }
        Ok(())
    }

    fn take_keyword(&mut self, r: &mut Reader<'_>) -> bool {
        let words = r.take_one_of(&[
            "IMMUTABLE",
            "STABLE",
            "VOLATILE",
            "STRICT",
            "RETURNS NULL ON NULL INPUT",
            "CALLED ON NULL INPUT",
            "SECURITY DEFINER",
            "SECURITY INVOKER",
            "EXTERNAL SECURITY DEFINER",
            "EXTERNAL SECURITY INVOKER",
            "NOT LEAKPROOF",
            "LEAKPROOF",
            "WINDOW",
        ]);
        let Some(words) = words else {
            return false;
        };
        let options = &mut self.options;
        match words {
            "IMMUTABLE" => options.volatility = Some(Volatility::Immutable),
            "STABLE" => options.volatility = Some(Volatility::Stable),
            "VOLATILE" => options.volatility = Some(Volatility::Volatile),
            "STRICT" | "RETURNS NULL ON NULL INPUT" => options.strict = Some(true),
            "CALLED ON NULL INPUT" => options.strict = Some(false),
            "NOT LEAKPROOF" | "LEAKPROOF" => options.leakproof = Some(words == "LEAKPROOF"),
            "WINDOW" => self.window = true,
            other => options.security_definer = Some(other.ends_with("DEFINER")),
        }
        true
    }
}

/// `PARALLEL`, in lower case.
pub(super) fn parallel(word: &str) -> ParallelSafety {
    match word {
        "safe" => ParallelSafety::Safe,
        "restricted" => ParallelSafety::Restricted,
        _ => ParallelSafety::Unsafe,
    }
}

/// A number as a `float4` column prints it.
fn float4(r: &mut Reader<'_>) -> Read<String> {
    let first = r.index();
    r.skip()?;
    let number = r.text_from(first);
    let value = number.replace('_', "").parse::<f32>();
    Ok(value.map_or(number, |value| value.to_string()))
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
