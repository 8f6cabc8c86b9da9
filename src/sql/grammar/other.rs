//! Objects that are known by a name and a few words: `CREATE CAST`, `CREATE OPERATOR`,
//! `CREATE LANGUAGE` ... Their statements are a name and clauses, each begun by words of its own.

use sqlparser::ast::{DataType, Ident, ObjectName};
use sqlparser::tokenizer::Token;

use super::NamedKind;
use crate::kind::ObjectKind;
use crate::sql::reader::{Read, Reader};

/// `CREATE kind name clause ...`.
#[derive(Debug, Clone, PartialEq)]
pub struct CreateOther {
    /// What it makes.
    pub kind: ObjectKind,
    /// `OR REPLACE`.
    pub or_replace: bool,
    /// `IF NOT EXISTS`.
    pub if_not_exists: bool,
    /// What it is called.
    pub name: OtherName,
    /// The words that begin each clause, and the text after them; a parenthesis at the end of the
    /// statement has no words.
    pub clauses: Vec<(&'static str, String)>,
}

/// What an object is called whose name may be more than an identifier.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct OtherName {
    /// Its schema.
    pub schema: Option<Ident>,
    /// Its identifier; a transform's language; none of a cast.
    pub name: Option<Ident>,
    /// The types of a cast, operator or transform; `NONE` is none.
    pub types: Vec<Option<DataType>>,
    /// `USING method`.
    pub method: Option<Ident>,
}

/// The words that begin the clauses of a `CREATE`; none for a kind that is read in another way.
const fn clauses_of(kind: ObjectKind) -> Option<&'static [&'static str]> {
    Some(match kind {
        ObjectKind::AccessMethod => &["TYPE", "HANDLER"],
        ObjectKind::Cast => &[
            "WITH FUNCTION",
            "WITHOUT FUNCTION",
            "WITH INOUT",
            "AS ASSIGNMENT",
            "AS IMPLICIT",
        ],
        ObjectKind::Conversion => &["FOR", "TO", "FROM"],
        ObjectKind::EventTrigger => &["ON", "WHEN", "EXECUTE FUNCTION", "EXECUTE PROCEDURE"],
        ObjectKind::ForeignDataWrapper => &WRAPPER,
        ObjectKind::Language => &["HANDLER", "INLINE", "NO VALIDATOR", "VALIDATOR"],
        ObjectKind::OperatorClass => &["DEFAULT", "FOR TYPE", "USING", "FAMILY", "AS"],
        ObjectKind::OperatorFamily => &["USING"],
        ObjectKind::Publication => &["FOR ALL TABLES", "FOR", "WITH"],
        ObjectKind::Server => &SERVER,
        ObjectKind::Operator
        | ObjectKind::TextSearchConfiguration
        | ObjectKind::TextSearchDictionary
        | ObjectKind::TextSearchParser
        | ObjectKind::TextSearchTemplate
        | ObjectKind::Transform => &[],
        _ => return None,
    })
}

/// The clauses of a foreign data wrapper.
pub const WRAPPER: [&str; 5] = [
    "NO HANDLER",
    "HANDLER",
    "NO VALIDATOR",
    "VALIDATOR",
    "OPTIONS",
];

/// The clauses of a server.
pub const SERVER: [&str; 4] = ["TYPE", "VERSION", "FOREIGN DATA WRAPPER", "OPTIONS"];

/// A `CREATE` of one of these kinds, where it reads as one; the reader stays where it is otherwise.
pub(super) fn create(r: &mut Reader<'_>) -> Option<CreateOther> {
    let first = r.index();
    let read = statement(r);
    let read = read.ok().flatten().filter(|_| *r.peek() == Token::EOF);
    if read.is_none() {
        r.back(first);
    }
    read
}

fn statement(r: &mut Reader<'_>) -> Read<Option<CreateOther>> {
    if !r.take("CREATE") {
        return Ok(None);
    }
    let or_replace = r.take("OR REPLACE");
    let mut clauses = Vec::new();
    for word in ["DEFAULT", "TRUSTED"] {
        if r.take(word) {
            clauses.push((word, String::new()));
        }
    }
    r.take("PROCEDURAL");
    let Some(NamedKind::Object(kind)) = NamedKind::read(r) else {
        return Ok(None);
    };
    let Some(words) = clauses_of(kind) else {
        return Ok(None);
    };
    let if_not_exists = r.take("IF NOT EXISTS");
    let name = OtherName::read(r, kind)?;
    clauses.extend(each(r, words)?);
    Ok(Some(CreateOther {
        kind,
        or_replace,
        if_not_exists,
        name,
        clauses,
    }))
}

/// The clauses of a text, where it is made of such clauses and nothing else.
#[must_use]
pub fn clauses(text: &str, words: &[&'static str]) -> Option<Vec<(&'static str, String)>> {
    let mut r = Reader::new(text).ok()?;
    each(&mut r, words).ok()
}

fn each(r: &mut Reader<'_>, words: &[&'static str]) -> Read<Vec<(&'static str, String)>> {
    let mut found = Vec::new();
    while *r.peek() != Token::EOF {
        let (word, bare) = match r.take_one_of(words) {
            Some(word) => (word, false),
            None if *r.peek() == Token::LParen => ("", true),
            None => return r.refuse("a clause of this statement"),
        };
        let first = r.index();
        let whole = matches!(word, "DEFAULT" | "WITH INOUT" | "WITHOUT FUNCTION");
        // The first token belongs to the clause, whatever it looks like.
        let mut inside = !whole && (bare || *r.peek() != Token::EOF);
        let flag = word.starts_with("NO ") || word.starts_with("AS ") || word == "FOR ALL TABLES";
        inside = inside && !flag;
        while inside {
            r.skip()?;
            let next = words.iter().any(|word| r.sees(word));
            let dotted = r.index() > first && *r.parser.token_at(r.index() - 1) == Token::Period;
            inside = *r.peek() != Token::EOF && (!next || dotted || word == "AS");
        }
        found.push((word, r.text_from(first)));
    }
    Ok(found)
}

/// A name, perhaps with arguments after it.
#[must_use]
pub fn called(text: &str) -> Option<ObjectName> {
    Reader::new(text).ok()?.name().ok()
}

/// The names of a list.
#[must_use]
pub fn list(text: &str) -> Option<Vec<ObjectName>> {
    let mut r = Reader::new(text).ok()?;
    let names = r.separated(Reader::name).ok()?;
    r.expect_end().ok()?;
    Some(names)
}

/// One type.
#[must_use]
pub fn data_type(text: &str) -> Option<DataType> {
    let mut r = Reader::new(text).ok()?;
    let read = r.data_type().ok()?;
    r.expect_end().ok()?;
    Some(read)
}

impl OtherName {
    /// The name of an object of this kind, by the text that `DROP` and `ALTER` have.
    #[must_use]
    pub fn parse(text: &str, kind: ObjectKind) -> Option<Self> {
        let mut r = Reader::new(text).ok()?;
        let name = Self::read(&mut r, kind).ok()?;
        if kind == ObjectKind::Operator {
            let types = operands(&mut r).ok()?;
            r.expect_end().ok()?;
            return Some(Self { types, ..name });
        }
        r.expect_end().ok()?;
        Some(name)
    }

    fn read(r: &mut Reader<'_>, kind: ObjectKind) -> Read<Self> {
        match kind {
            ObjectKind::Cast => r.parenthesized(|r| {
                let source = r.data_type()?;
                r.expect("AS")?;
                let types = vec![Some(source), Some(r.data_type()?)];
                Ok(Self {
                    types,
                    ..Self::default()
                })
            }),
            ObjectKind::Transform => {
                r.expect("FOR")?;
                let types = vec![Some(r.data_type()?)];
                r.expect("LANGUAGE")?;
                Ok(Self {
                    types,
                    name: Some(r.ident()?),
                    ..Self::default()
                })
            }
            ObjectKind::Operator => Self::operator(r),
            _ => {
                let mut name = Self::qualified(&r.name()?);
                let by_method =
                    matches!(kind, ObjectKind::OperatorClass | ObjectKind::OperatorFamily);
                if by_method && r.take("USING") {
                    name.method = Some(r.ident()?);
                }
                Ok(name)
            }
        }
    }

    /// `[schema.]name`.
    #[must_use]
    pub fn qualified(name: &ObjectName) -> Self {
        let mut parts = name.0.iter().rev().filter_map(|part| part.as_ident());
        Self {
            name: parts.next().cloned(),
            schema: parts.next().cloned(),
            ..Self::default()
        }
    }

    fn operator(r: &mut Reader<'_>) -> Read<Self> {
        let schema = if *r.peek_nth(1) == Token::Period {
            let schema = r.ident()?;
            r.take_token(&Token::Period);
            Some(schema)
        } else {
            None
        };
        let first = r.index();
        while !matches!(r.peek(), Token::LParen | Token::EOF) {
            r.skip()?;
        }
        let sign = r.text_from(first).replace(' ', "");
        Ok(Self {
            schema,
            name: Some(Ident::with_quote('"', sign)),
            ..Self::default()
        })
    }
}

/// `(left, right)` of an operator.
fn operands(r: &mut Reader<'_>) -> Read<Vec<Option<DataType>>> {
    r.parenthesized(|r| {
        r.separated(|r| {
            Ok(if r.take("NONE") {
                None
            } else {
                Some(r.data_type()?)
            })
        })
    })
}

/// `[ADD | SET | DROP] key ['value'], ...` of an `OPTIONS` clause: a key that is dropped has no value.
#[must_use]
pub fn options(text: &str) -> Option<Vec<(String, Option<String>)>> {
    let mut r = Reader::new(text).ok()?;
    let read = r.separated(|r| {
        // A key may be called like the word before it.
        let word = if matches!(r.peek_nth(1), Token::Word(_)) {
            r.take_one_of(&["ADD", "SET", "DROP"])
        } else {
            None
        };
        let key = super::clause::folded(&r.ident()?);
        let value = (word != Some("DROP")).then(|| r.string()).transpose()?;
        Ok((key, value))
    });
    let read = read.ok()?;
    r.expect_end().ok()?;
    Some(read)
}
