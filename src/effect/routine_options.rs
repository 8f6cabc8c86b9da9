//! The options of `CREATE FUNCTION` and `ALTER FUNCTION`.

use sqlparser::tokenizer::Token;

use super::action::Action;
use super::routine::RoutineOptions;
use super::{names, setting};
use crate::name::Name;
use crate::schema::{ParallelSafety, RoutineBody, Volatility};
use crate::sql::reader::{Read, Reader};

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
            Some(Body::Sql(text)) => RoutineBody::Sql(text.clone()),
            None => RoutineBody::Source(String::new()),
        }
    }

    fn take_option(&mut self, r: &mut Reader<'_>) -> Read<()> {
        let first = r.index();
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
        } else if r.take_one_of(&["SET", "RESET"]).is_some() {
            let text = parameter(r, first)?;
            match setting::read(&text) {
                Some(change) => self.options.settings.push(change),
                None => self
                    .opaque
                    .push(Action::Opaque(format!("{text} is not read"))),
            }
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

/// `SET name { TO | = } value, ...`, `SET name FROM CURRENT`, `RESET name`, after the first word: all of it.
fn parameter(r: &mut Reader<'_>, first: usize) -> Read<String> {
    if r.take("TIME ZONE") {
        r.skip()?;
        return Ok(r.text_from(first));
    }
    r.name()?;
    if r.take("TO") || r.take_token(&Token::Eq) {
        r.separated(Reader::skip)?;
    } else {
        r.take("FROM CURRENT");
    }
    Ok(r.text_from(first))
}
