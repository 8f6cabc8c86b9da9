//! `CREATE FUNCTION`, `CREATE PROCEDURE`, and how functions are named by their arguments.

use sqlparser::ast::{DataType, Expr, Ident, ObjectName};
use sqlparser::tokenizer::Token;

use crate::sql::reader::{Read, Reader, is_word};

/// `CREATE [OR REPLACE] { FUNCTION | PROCEDURE } name (arguments) ...`.
#[derive(Debug, Clone, PartialEq)]
pub struct CreateRoutine {
    /// Function or procedure.
    pub kind: RoutineKind,
    /// `OR REPLACE`.
    pub or_replace: bool,
    /// Its name.
    pub name: ObjectName,
    /// Its arguments.
    pub arguments: Vec<Argument>,
    /// `RETURNS`.
    pub returns: Option<Returns>,
    /// What follows, in any order.
    pub options: Vec<RoutineOption>,
}

/// Function or procedure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RoutineKind {
    /// `FUNCTION`.
    Function,
    /// `PROCEDURE`.
    Procedure,
}

/// One argument of a function.
#[derive(Debug, Clone, PartialEq)]
pub struct Argument {
    /// `IN` where nothing is said.
    pub mode: ArgumentMode,
    /// Its name.
    pub name: Option<Ident>,
    /// Its type.
    pub data_type: DataType,
    /// `SETOF` before the type, and `%TYPE` after it, are only in this text.
    pub text: String,
    /// `DEFAULT expression`, `= expression`.
    pub default: Option<Expr>,
}

/// How an argument is passed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ArgumentMode {
    /// `IN`, or nothing.
    In,
    /// `OUT`.
    Out,
    /// `INOUT`, `IN OUT`.
    InOut,
    /// `VARIADIC`.
    Variadic,
}

/// What a function returns.
#[derive(Debug, Clone, PartialEq)]
pub enum Returns {
    /// `RETURNS [SETOF] type`.
    Type {
        /// `SETOF`.
        set_of: bool,
        /// The type; `trigger` is one.
        data_type: DataType,
    },
    /// `RETURNS TABLE (columns)`.
    Table(Vec<Argument>),
}

/// One option of a function.
#[derive(Debug, Clone, PartialEq)]
pub enum RoutineOption {
    /// `LANGUAGE name`, in lower case.
    Language(String),
    /// `IMMUTABLE`, `STABLE`, `VOLATILE`.
    Volatility(Volatility),
    /// `STRICT`, `RETURNS NULL ON NULL INPUT`; `CALLED ON NULL INPUT` is false.
    Strict(bool),
    /// `SECURITY DEFINER`; `INVOKER` is false.
    SecurityDefiner(bool),
    /// `LEAKPROOF`; `NOT LEAKPROOF` is false.
    Leakproof(bool),
    /// `PARALLEL { UNSAFE | RESTRICTED | SAFE }`, in lower case.
    Parallel(String),
    /// `WINDOW`.
    Window,
    /// `COST n`: the number as written.
    Cost(String),
    /// `ROWS n`: the number as written.
    Rows(String),
    /// `SUPPORT function`.
    Support(ObjectName),
    /// `TRANSFORM FOR TYPE ...`: the text after `TRANSFORM`.
    Transform(String),
    /// `SET parameter ...`, `RESET parameter`: the whole text.
    Parameter(String),
    /// `AS 'body'`, or `AS 'object file', 'symbol'`.
    As {
        /// The body, or the object file.
        body: String,
        /// The symbol in the object file.
        symbol: Option<String>,
    },
    /// `RETURN expression` or `BEGIN ATOMIC ... END`: the text.
    SqlBody(String),
}

/// `pg_proc.provolatile`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Volatility {
    /// `IMMUTABLE`.
    Immutable,
    /// `STABLE`.
    Stable,
    /// `VOLATILE`.
    Volatile,
}

/// `CREATE ... FUNCTION`, `CREATE ... PROCEDURE`, after `CREATE [OR REPLACE]`.
pub(super) fn create(r: &mut Reader<'_>, or_replace: bool) -> Read<CreateRoutine> {
    let kind = if r.take("PROCEDURE") {
        RoutineKind::Procedure
    } else {
        r.expect("FUNCTION")?;
        RoutineKind::Function
    };
    let name = r.name()?;
    let arguments = Argument::list(r)?;
    let returns = r.take("RETURNS").then(|| Returns::read(r)).transpose()?;
    Ok(CreateRoutine {
        kind,
        or_replace,
        name,
        arguments,
        returns,
        options: RoutineOption::all(r)?,
    })
}

impl Argument {
    /// `( argument, ... )`; `(*)` and `(a ORDER BY b)` of aggregates are read too.
    pub(super) fn list(r: &mut Reader<'_>) -> Read<Vec<Self>> {
        Ok(Self::ordered(r)?.0)
    }

    /// The same, and how many arguments stand before `ORDER BY`; none where there is no such.
    pub(super) fn ordered(r: &mut Reader<'_>) -> Read<(Vec<Self>, Option<usize>)> {
        r.parenthesized(|r| {
            let mut all = Vec::new();
            let mut direct = None;
            r.take_token(&Token::Mul);
            while *r.peek() != Token::RParen {
                if r.take("ORDER BY") {
                    direct = Some(all.len());
                }
                all.push(Self::read(r)?);
                if !r.take_token(&Token::Comma) && !r.sees("ORDER BY") {
                    break;
                }
            }
            Ok((all, direct))
        })
    }

    /// `[mode] [name] [mode] type [DEFAULT expression]` (`func_arg` of gram.y).
    fn read(r: &mut Reader<'_>) -> Read<Self> {
        let first = r.index();
        let mut mode = ArgumentMode::read(r);
        let name = Self::is_named(r).then(|| r.ident()).transpose()?;
        if mode.is_none() {
            mode = ArgumentMode::read(r);
        }
        let data_type = data_type(r)?.1;
        let text = r.text_from(first);
        let default =
            r.take("DEFAULT") || r.take_token(&Token::Eq) || r.take_token(&Token::Assignment);
        Ok(Self {
            mode: mode.unwrap_or(ArgumentMode::In),
            name,
            data_type,
            text,
            default: default.then(|| r.expr()).transpose()?,
        })
    }

    /// Whether a name stands before the type: a second word that cannot belong to the first.
    fn is_named(r: &Reader<'_>) -> bool {
        let Token::Word(_) = r.peek() else {
            return false;
        };
        let types_of_words = [
            "DOUBLE",
            "CHARACTER",
            "CHAR",
            "BIT",
            "NATIONAL",
            "TIMESTAMP",
            "TIME",
            "INTERVAL",
        ];
        let may_be_type = types_of_words.iter().any(|word| r.sees(word));
        let goes_on = [
            "PRECISION",
            "VARYING",
            "WITH",
            "WITHOUT",
            "CHARACTER",
            "CHAR",
            "DEFAULT",
            "YEAR",
            "MONTH",
            "DAY",
            "HOUR",
            "MINUTE",
            "SECOND",
            "ARRAY",
            "ORDER",
        ];
        let second = r.peek_nth(1);
        match second {
            Token::Word(_) if is_word(second, "DEFAULT") || is_word(second, "ORDER") => false,
            Token::Word(_) if may_be_type => !goes_on.iter().any(|word| is_word(second, word)),
            Token::Word(_) => !is_word(second, "ARRAY"),
            _ => false,
        }
    }
}

impl ArgumentMode {
    fn read(r: &mut Reader<'_>) -> Option<Self> {
        let modes = ["IN OUT", "INOUT", "IN", "OUT", "VARIADIC"];
        r.take_one_of(&modes).map(|words| match words {
            "IN" => Self::In,
            "OUT" => Self::Out,
            "VARIADIC" => Self::Variadic,
            _ => Self::InOut,
        })
    }
}

/// The modifier that stands for `%TYPE`; no type has a modifier like it.
pub const OF_COLUMN: &str = "%TYPE";

/// `[SETOF] type`, or `table.column%TYPE`, which is kept as a type of that name, modified by
/// [`OF_COLUMN`].
fn data_type(r: &mut Reader<'_>) -> Read<(bool, DataType)> {
    let set_of = r.take("SETOF");
    let data_type = r.data_type()?;
    if !r.take_token(&Token::Mod) {
        return Ok((set_of, data_type));
    }
    r.expect("TYPE")?;
    Ok(match data_type {
        DataType::Custom(name, _) => (set_of, DataType::Custom(name, vec![OF_COLUMN.to_owned()])),
        other => (set_of, other),
    })
}

impl Returns {
    fn read(r: &mut Reader<'_>) -> Read<Self> {
        if r.sees("TABLE") && *r.peek_nth(1) == Token::LParen {
            r.expect("TABLE")?;
            return Ok(Self::Table(Argument::list(r)?));
        }
        let (set_of, data_type) = data_type(r)?;
        Ok(Self::Type { set_of, data_type })
    }
}

impl RoutineOption {
    /// All that follow, in any order.
    pub(super) fn all(r: &mut Reader<'_>) -> Read<Vec<Self>> {
        let mut all = Vec::new();
        while !matches!(r.peek(), Token::EOF) && !r.sees("RESTRICT") {
            all.push(Self::read(r)?);
        }
        Ok(all)
    }

    fn read(r: &mut Reader<'_>) -> Read<Self> {
        if let Some(option) = Self::keyword(r) {
            return Ok(option);
        }
        let first = r.index();
        Ok(if r.take("LANGUAGE") {
            let name = match r.string() {
                Ok(name) => name,
                Err(_) => r.ident()?.value,
            };
            Self::Language(name.to_lowercase())
        } else if r.take("AS") {
            let body = r.string()?;
            let symbol = r
                .take_token(&Token::Comma)
                .then(|| r.string())
                .transpose()?;
            Self::As { body, symbol }
        } else if r.take("PARALLEL") {
            Self::Parallel(r.ident()?.value.to_lowercase())
        } else if r.take("COST") {
            Self::Cost(Self::number(r)?)
        } else if r.take("ROWS") {
            Self::Rows(Self::number(r)?)
        } else if r.take("SUPPORT") {
            Self::Support(r.name()?)
        } else if r.take_one_of(&["SET", "RESET"]).is_some() {
            Self::parameter(r, first)?
        } else if r.take("TRANSFORM") {
            Self::transform(r)?
        } else if r.sees("RETURN") || r.sees("BEGIN ATOMIC") {
            Self::SqlBody(r.rest())
        } else {
            return r.refuse("an option of a function");
        })
    }

    fn keyword(r: &mut Reader<'_>) -> Option<Self> {
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
        ])?;
        Some(match words {
            "IMMUTABLE" => Self::Volatility(Volatility::Immutable),
            "STABLE" => Self::Volatility(Volatility::Stable),
            "VOLATILE" => Self::Volatility(Volatility::Volatile),
            "STRICT" | "RETURNS NULL ON NULL INPUT" => Self::Strict(true),
            "CALLED ON NULL INPUT" => Self::Strict(false),
            "NOT LEAKPROOF" => Self::Leakproof(false),
            "LEAKPROOF" => Self::Leakproof(true),
            "WINDOW" => Self::Window,
            other => Self::SecurityDefiner(other.ends_with("DEFINER")),
        })
    }

    fn number(r: &mut Reader<'_>) -> Read<String> {
        let first = r.index();
        r.skip()?;
        Ok(r.text_from(first))
    }

    /// `SET name { TO | = } value, ...`, `SET name FROM CURRENT`, `RESET name`.
    fn parameter(r: &mut Reader<'_>, first: usize) -> Read<Self> {
        if r.take("TIME ZONE") {
            r.skip()?;
            return Ok(Self::Parameter(r.text_from(first)));
        }
        r.name()?;
        if r.take("TO") || r.take_token(&Token::Eq) {
            r.separated(Reader::skip)?;
        } else {
            r.take("FROM CURRENT");
        }
        Ok(Self::Parameter(r.text_from(first)))
    }

    fn transform(r: &mut Reader<'_>) -> Read<Self> {
        let first = r.index();
        r.separated(|r| {
            r.expect("FOR TYPE")?;
            r.data_type()
        })?;
        Ok(Self::Transform(r.text_from(first)))
    }
}
