//! The statements of objects that are known by a name and a few words: a name and clauses, each begun by words of
//! its own.

use std::collections::BTreeMap;

use sqlparser::tokenizer::Token;

use super::{NewOther, OtherTarget};
use crate::effect::names::NamedKind;
use crate::effect::{Reference, data_type, names, setting};
use crate::kind::ObjectKind;
use crate::name::Name;
use crate::schema::{Attribute, AttributeValue, DataType};
use crate::sql::reader::{Read, Reader};

/// The words that begin each clause of a statement, and the text after them; a parenthesis at its end has no words.
#[derive(Debug, Default)]
pub(super) struct Clauses(pub(super) Vec<(&'static str, String)>);

impl Clauses {
    /// The text of a clause.
    pub(super) fn get(&self, word: &str) -> Option<&str> {
        let found = self.0.iter().find(|(it, _)| *it == word);
        found.map(|(_, text)| text.as_str())
    }

    /// Whether a clause is there.
    pub(super) fn has(&self, word: &str) -> bool {
        self.get(word).is_some()
    }

    /// The `word = value` pairs of the parenthesis.
    pub(super) fn definition(&self) -> Option<BTreeMap<String, String>> {
        setting::pairs(inside(self.get("")?)?)
    }

    /// The clauses by their words in lower case.
    pub(super) fn in_lower_case(&self) -> BTreeMap<String, String> {
        let lower = |(word, text): &(&str, String)| (word.to_ascii_lowercase(), text.clone());
        self.0.iter().map(lower).collect()
    }
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
pub(super) const WRAPPER: [&str; 5] = [
    "NO HANDLER",
    "HANDLER",
    "NO VALIDATOR",
    "VALIDATOR",
    "OPTIONS",
];

/// The clauses of a server.
pub(super) const SERVER: [&str; 4] = ["TYPE", "VERSION", "FOREIGN DATA WRAPPER", "OPTIONS"];

/// A `CREATE` of one of these kinds, where it reads as one, and its clauses; the reader stays where it is otherwise.
pub(super) fn take(r: &mut Reader<'_>) -> Option<(NewOther, Clauses)> {
    let first = r.index();
    let read = statement(r);
    let read = read.ok().flatten().filter(|_| *r.peek() == Token::EOF);
    if read.is_none() {
        r.back(first);
    }
    read
}

fn statement(r: &mut Reader<'_>) -> Read<Option<(NewOther, Clauses)>> {
    if !r.take("CREATE") {
        return Ok(None);
    }
    let or_replace = r.take("OR REPLACE");
    let mut clauses = Clauses::default();
    for word in ["DEFAULT", "TRUSTED"] {
        if r.take(word) {
            clauses.0.push((word, String::new()));
        }
    }
    r.take("PROCEDURAL");
    let Some(NamedKind::Object(kind)) = NamedKind::take(r) else {
        return Ok(None);
    };
    let Some(words) = clauses_of(kind) else {
        return Ok(None);
    };
    let new = NewOther {
        or_replace,
        if_not_exists: r.take("IF NOT EXISTS"),
        target: OtherTarget::take(r, kind)?,
        attributes: BTreeMap::new(),
        copied: None,
        tables: Vec::new(),
    };
    clauses.0.extend(each(r, words)?);
    Ok(Some((new, clauses)))
}

/// The clauses of a text, where it is made of such clauses and nothing else.
#[must_use]
pub(super) fn clauses(text: &str, words: &[&'static str]) -> Option<Clauses> {
    let mut r = Reader::new(text).ok()?;
    each(&mut r, words).ok().map(Clauses)
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

/// `(...)` without the parentheses.
pub(super) fn inside(text: &str) -> Option<&str> {
    text.trim().strip_prefix('(')?.strip_suffix(')')
}

/// What is known of an object.
pub(super) type Attributes = BTreeMap<Attribute, AttributeValue>;

impl NewOther {
    pub(super) fn text(&mut self, attribute: Attribute, text: impl Into<String>) {
        self.attributes
            .insert(attribute, AttributeValue::Text(text.into()));
    }

    pub(super) fn name(
        &mut self,
        attribute: Attribute,
        kind: ObjectKind,
        text: &str,
    ) -> Option<()> {
        self.attributes
            .insert(attribute, AttributeValue::Name(kind, called(text)?));
        Some(())
    }

    pub(super) fn function(&mut self, text: &str) -> Option<()> {
        self.name(Attribute::Function, ObjectKind::Function, text)
    }

    pub(super) fn functions(
        &mut self,
        said: &BTreeMap<String, String>,
        uses: &[&str],
    ) -> Option<()> {
        self.attributes
            .insert(Attribute::Functions, functions(said, uses)?);
        Some(())
    }
}

/// The functions for these uses, where they are said.
pub(super) fn functions(said: &BTreeMap<String, String>, uses: &[&str]) -> Option<AttributeValue> {
    let mut functions = BTreeMap::new();
    for of in uses {
        if let Some(text) = said.get(*of) {
            functions.insert((*of).to_owned(), called(text)?.to_string());
        }
    }
    Some(AttributeValue::Pairs(functions))
}

/// A name, perhaps with arguments after it.
pub(super) fn reference(text: &str) -> Option<Reference> {
    names::take_reference(&mut Reader::new(text).ok()?).ok()
}

/// The plain name, without schema and arguments.
pub(super) fn called(text: &str) -> Option<Name> {
    reference(text).map(|reference| reference.name)
}

/// The whole text, as one reading takes it.
fn whole<T>(text: &str, take: impl FnOnce(&mut Reader<'_>) -> Read<T>) -> Option<T> {
    let mut r = Reader::new(text).ok()?;
    let read = take(&mut r).ok()?;
    r.expect_end().ok()?;
    Some(read)
}

/// The names of a list.
pub(super) fn list(text: &str) -> Option<Vec<Reference>> {
    whole(text, |r| r.separated(names::take_reference))
}

/// One type.
pub(super) fn type_of(text: &str) -> Option<DataType> {
    whole(text, data_type::take)
}

impl OtherTarget {
    /// The name of an object of this kind, by the text that `DROP` and `ALTER` have.
    pub(in crate::effect) fn parse(text: &str, kind: ObjectKind) -> Option<Self> {
        whole(text, |r| {
            let mut target = Self::take(r, kind)?;
            if kind == ObjectKind::Operator {
                target.types = operands(r)?;
            }
            Ok(target)
        })
    }

    fn take(r: &mut Reader<'_>, kind: ObjectKind) -> Read<Self> {
        let mut target = Self::named(kind, Reference::unqualified(&Name::exact("")));
        match kind {
            ObjectKind::Cast => {
                target.types = r.parenthesized(|r| {
                    let source = data_type::take(r)?;
                    r.expect("AS")?;
                    Ok(vec![Some(source), Some(data_type::take(r)?)])
                })?;
            }
            ObjectKind::Transform => {
                r.expect("FOR")?;
                target.types = vec![Some(data_type::take(r)?)];
                r.expect("LANGUAGE")?;
                target.name.name = names::take(r)?;
            }
            ObjectKind::Operator => target.name = operator(r)?,
            _ => {
                target.name = names::take_reference(r)?;
                let by_method =
                    matches!(kind, ObjectKind::OperatorClass | ObjectKind::OperatorFamily);
                if by_method {
                    target.method = r.after("USING", names::take)?;
                }
            }
        }
        Ok(target)
    }
}

/// `[schema.]sign`.
fn operator(r: &mut Reader<'_>) -> Read<Reference> {
    let schema = if *r.peek_nth(1) == Token::Period {
        let schema = names::take(r)?;
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
    Ok(Reference {
        schema,
        name: Name::exact(&sign),
    })
}

/// `(left, right)` of an operator.
fn operands(r: &mut Reader<'_>) -> Read<Vec<Option<DataType>>> {
    r.parenthesized(|r| {
        r.separated(|r| {
            Ok(if r.take("NONE") {
                None
            } else {
                Some(data_type::take(r)?)
            })
        })
    })
}

/// `[ADD | SET | DROP] key ['value'], ...` of an `OPTIONS` clause: a key that is dropped has no value.
pub(super) fn options(text: &str) -> Option<Vec<(String, Option<String>)>> {
    let one = |r: &mut Reader<'_>| {
        // A key may be called like the word before it.
        let word = if matches!(r.peek_nth(1), Token::Word(_)) {
            r.take_one_of(&["ADD", "SET", "DROP"])
        } else {
            None
        };
        let key = names::as_stored(&r.ident()?);
        let value = (word != Some("DROP")).then(|| r.string()).transpose()?;
        Ok((key, value))
    };
    whole(text, |r| r.separated(one))
}
