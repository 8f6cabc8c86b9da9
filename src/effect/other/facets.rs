//! The clauses of a `CREATE` or `ALTER`, as what is known of the object.

use std::collections::{BTreeMap, BTreeSet};

use super::clauses::{self, Create, Said, called, clause, definition, inside};
use super::{OtherChange, publication, search, setting};
use crate::name::Name;
use crate::schema::{Attribute, Facet, ObjectKind};

/// The clauses by their words in lower case.
fn uses(parsed: &Create) -> BTreeMap<String, String> {
    let clauses = parsed.clauses.iter();
    let lower = |(word, text): &(&str, String)| (word.to_ascii_lowercase(), text.clone());
    clauses.map(lower).collect()
}

/// What the clauses say; none where they are not read.
pub(super) fn read(parsed: &Create) -> Option<Said> {
    let mut said = Said::default();
    match parsed.target.kind {
        ObjectKind::AccessMethod => {
            said.text(
                Attribute::Type,
                clause(parsed, "TYPE")?.to_ascii_lowercase(),
            );
            said.name(
                Attribute::Function,
                ObjectKind::Function,
                clause(parsed, "HANDLER")?,
            )?;
        }
        ObjectKind::Cast => cast(parsed, &mut said)?,
        ObjectKind::Conversion => conversion(parsed, &mut said)?,
        ObjectKind::EventTrigger => event_trigger(parsed, &mut said)?,
        ObjectKind::ForeignDataWrapper => {
            said.functions(&uses(parsed), &["handler", "validator"])?;
            options(parsed, &mut said)?;
        }
        ObjectKind::Server => server(parsed, &mut said)?,
        ObjectKind::Language => {
            if clause(parsed, "TRUSTED").is_some() {
                said.text(Attribute::Trusted, "trusted");
            }
            said.functions(&uses(parsed), &["handler", "inline", "validator"])?;
        }
        ObjectKind::Operator => operator(parsed, &mut said)?,
        ObjectKind::OperatorClass => operator_class(parsed, &mut said)?,
        ObjectKind::OperatorFamily => {}
        ObjectKind::Publication => publication::create(parsed, &mut said)?,
        ObjectKind::TextSearchConfiguration => search::configuration(parsed, &mut said)?,
        ObjectKind::TextSearchDictionary => search::dictionary(parsed, &mut said)?,
        ObjectKind::TextSearchParser => {
            let uses = ["start", "gettoken", "end", "lextypes", "headline"];
            said.functions(&definition(parsed)?, &uses)?;
        }
        ObjectKind::TextSearchTemplate => {
            said.functions(&definition(parsed)?, &["init", "lexize"])?;
        }
        ObjectKind::Transform => transform(parsed, &mut said)?,
        _ => return None,
    }
    Some(said)
}

fn cast(parsed: &Create, said: &mut Said) -> Option<()> {
    if let Some(function) = clause(parsed, "WITH FUNCTION") {
        said.text(Attribute::Method, "function");
        said.name(Attribute::Function, ObjectKind::Function, function)?;
    } else {
        let inout = clause(parsed, "WITH INOUT").is_some();
        said.text(Attribute::Method, if inout { "inout" } else { "binary" });
    }
    let implicit = clause(parsed, "AS IMPLICIT").map(|_| "implicit");
    let assignment = clause(parsed, "AS ASSIGNMENT").map(|_| "assignment");
    said.text(
        Attribute::Context,
        implicit.or(assignment).unwrap_or("explicit"),
    );
    Some(())
}

fn conversion(parsed: &Create, said: &mut Said) -> Option<()> {
    if clause(parsed, "DEFAULT").is_some() {
        said.text(Attribute::Default, "default");
    }
    let encoding = |word| Some(encoding(unquoted(clause(parsed, word)?)?));
    let encodings = format!("{} to {}", encoding("FOR")?, encoding("TO")?);
    said.text(Attribute::Encodings, encodings);
    said.name(
        Attribute::Function,
        ObjectKind::Function,
        clause(parsed, "FROM")?,
    )
}

/// The usual names of encodings (`pg_enc2name_tbl` of encnames.c); others are compared as they are
/// written.
fn encoding(name: &str) -> String {
    match name.to_ascii_lowercase().replace(['-', '_'], "").as_str() {
        "utf8" | "unicode" => "UTF8".to_owned(),
        "latin1" | "iso88591" => "LATIN1".to_owned(),
        _ => name.to_uppercase(),
    }
}

fn unquoted(text: &str) -> Option<&str> {
    text.trim().strip_prefix('\'')?.strip_suffix('\'')
}

fn event_trigger(parsed: &Create, said: &mut Said) -> Option<()> {
    said.text(
        Attribute::Events,
        clause(parsed, "ON")?.to_ascii_lowercase(),
    );
    let function = clause(parsed, "EXECUTE FUNCTION").or(clause(parsed, "EXECUTE PROCEDURE"))?;
    said.name(Attribute::Function, ObjectKind::Function, function)?;
    if let Some(when) = clause(parsed, "WHEN") {
        let mut tags = BTreeSet::new();
        // `TAG IN ('a', 'b') AND TAG IN (...)`: what stands in quotes.
        for tag in when.split('\'').skip(1).step_by(2) {
            tags.insert(tag.to_uppercase());
        }
        let tags: Vec<String> = tags.into_iter().collect();
        said.text(Attribute::Tags, tags.join(", "));
    }
    Some(())
}

fn server(parsed: &Create, said: &mut Said) -> Option<()> {
    let wrapper = clause(parsed, "FOREIGN DATA WRAPPER")?;
    said.name(Attribute::Wrapper, ObjectKind::ForeignDataWrapper, wrapper)?;
    for (word, attribute) in [("TYPE", Attribute::Type), ("VERSION", Attribute::Version)] {
        if let Some(text) = clause(parsed, word).filter(|text| *text != "NULL") {
            said.text(attribute, unquoted(text)?);
        }
    }
    options(parsed, said)
}

fn options(parsed: &Create, said: &mut Said) -> Option<()> {
    let Some(text) = clause(parsed, "OPTIONS") else {
        return Some(());
    };
    let set = generic(inside(text)?)?.into_iter();
    let set = set.filter_map(|(key, value)| Some((key, value?))).collect();
    said.facets.insert(Attribute::Options, Facet::Pairs(set));
    Some(())
}

/// `[ADD | SET | DROP] key 'value', ...`.
fn generic(text: &str) -> Option<BTreeMap<String, Option<String>>> {
    let mut found = BTreeMap::new();
    for option in clauses::options(text)? {
        if !is_secret(option.0.as_str()) {
            found.insert(option.0, option.1);
        }
    }
    Some(found)
}

/// Options that may hold what nobody should read are not compared; the query of the catalog leaves
/// them out as well.
fn is_secret(key: &str) -> bool {
    let key = key.to_ascii_lowercase();
    ["pass", "secret", "token", "key"]
        .iter()
        .any(|word| key.contains(word))
}

/// `OPTIONS (...)`, `VERSION '2'`, `NO HANDLER` ...
pub(super) fn changed_options(kind: ObjectKind, text: &str) -> Option<OtherChange> {
    let server = kind == ObjectKind::Server;
    let words: &[&'static str] = if server {
        &clauses::SERVER
    } else {
        &clauses::WRAPPER
    };
    let clauses = clauses::clauses(text, words)?;
    let [(word, text)] = clauses.as_slice() else {
        return several(&clauses);
    };
    let function = |of: &str, value| {
        OtherChange::Pairs(
            Attribute::Functions,
            BTreeMap::from([(of.to_owned(), value)]),
        )
    };
    Some(match *word {
        "OPTIONS" => OtherChange::Pairs(Attribute::Options, generic(inside(text)?)?),
        "VERSION" => version(text)?,
        "HANDLER" => function("handler", Some(called(text)?.to_string())),
        "VALIDATOR" => function("validator", Some(called(text)?.to_string())),
        "NO HANDLER" => function("handler", None),
        "NO VALIDATOR" => function("validator", None),
        _ => return None,
    })
}

fn version(text: &str) -> Option<OtherChange> {
    let text = if text == "NULL" { "" } else { unquoted(text)? };
    let facet = Facet::Text(text.to_owned());
    Some(OtherChange::Facets(BTreeMap::from([(
        Attribute::Version,
        facet,
    )])))
}

/// Several clauses of one `ALTER`: which options hold afterwards is not followed.
fn several(clauses: &[(&'static str, String)]) -> Option<OtherChange> {
    let reason = "an ALTER with several clauses is not followed";
    let mut facets = BTreeMap::new();
    for (word, _) in clauses {
        let attribute = match *word {
            "OPTIONS" => Attribute::Options,
            "VERSION" => Attribute::Version,
            _ => Attribute::Functions,
        };
        facets.insert(attribute, Facet::Unmeasured(reason));
    }
    (!facets.is_empty()).then_some(OtherChange::Facets(facets))
}

fn operator(parsed: &Create, said: &mut Said) -> Option<()> {
    let definition = definition(parsed)?;
    let operand = |word: &str| match definition.get(word).map(String::as_str) {
        None | Some("none") => Some(None),
        Some(text) => Some(Some(clauses::type_of(text)?)),
    };
    said.types = vec![operand("leftarg")?, operand("rightarg")?];
    let function = definition.get("function").or(definition.get("procedure"))?;
    said.name(Attribute::Function, ObjectKind::Function, function)?;
    operator_words(&definition, said)
}

fn operator_words(definition: &BTreeMap<String, String>, said: &mut Said) -> Option<()> {
    for (word, attribute) in [
        ("commutator", Attribute::Commutator),
        ("negator", Attribute::Negator),
    ] {
        if let Some(text) = definition.get(word) {
            said.text(attribute, sign(text));
        }
    }
    for (word, attribute) in [("hashes", Attribute::Hashes), ("merges", Attribute::Merges)] {
        let on = definition
            .get(word)
            .is_some_and(|value| !["false", "off"].contains(&value.as_str()));
        if on {
            said.text(attribute, word);
        }
    }
    said.functions(definition, &["restrict", "join"])
}

/// The operator without spaces, `OPERATOR()` and schema.
fn sign(text: &str) -> String {
    let text = text.replace(' ', "");
    let inner = text
        .strip_prefix("operator(")
        .and_then(|it| it.strip_suffix(')'));
    let text = inner.unwrap_or(&text);
    let is_name = |c: char| c.is_alphanumeric() || c == '_' || c == '.' || c == '"';
    let sign = text.trim_start_matches(is_name);
    if sign.is_empty() { text } else { sign }.to_owned()
}

/// `SET (RESTRICT = f, JOIN = NONE, HASHES ...)`.
pub(super) fn changed_operator(text: &str) -> Option<OtherChange> {
    let settings = setting::pairs(inside(text.trim().get(3..)?)?)?;
    let estimators = ["restrict", "join"];
    if settings
        .keys()
        .all(|key| estimators.contains(&key.as_str()))
    {
        let mut changed = BTreeMap::new();
        for (key, text) in settings {
            let name = if text == "none" {
                None
            } else {
                Some(called(&text)?.to_string())
            };
            changed.insert(key, name);
        }
        return Some(OtherChange::Pairs(Attribute::Functions, changed));
    }
    let mut said = Said::default();
    operator_words(&settings, &mut said)?;
    said.facets.remove(&Attribute::Functions);
    let only = settings
        .keys()
        .all(|key| !estimators.contains(&key.as_str()));
    only.then_some(OtherChange::Facets(said.facets))
}

fn operator_class(parsed: &Create, said: &mut Said) -> Option<()> {
    let of = |text: &str| {
        let read = clauses::type_of(text)?;
        let array = if read.array { "[]" } else { "" };
        Some(Facet::Name(
            ObjectKind::Type,
            Name::exact(&format!("{}{array}", read.base.name)),
        ))
    };
    said.facets
        .insert(Attribute::Type, of(clause(parsed, "FOR TYPE")?)?);
    said.method = Some(called(clause(parsed, "USING")?)?);
    let own = parsed.target.name.name.clone();
    let family = match clause(parsed, "FAMILY") {
        Some(family) => called(family)?,
        None => own,
    };
    let family = Facet::Name(ObjectKind::OperatorFamily, family);
    said.facets.insert(Attribute::Family, family);
    if clause(parsed, "DEFAULT").is_some() {
        said.text(Attribute::Default, "default");
    }
    let stored = Facet::Unmeasured("the members of an operator class are not compared");
    said.facets.insert(Attribute::Definition, stored);
    Some(())
}

fn transform(parsed: &Create, said: &mut Said) -> Option<()> {
    let mut functions = BTreeMap::new();
    let text = inside(clause(parsed, "")?)?;
    let clauses = clauses::clauses(text, &["FROM SQL WITH FUNCTION", "TO SQL WITH FUNCTION"])?;
    for (word, text) in clauses {
        let of = if word.starts_with("FROM") {
            "from"
        } else {
            "to"
        };
        functions.insert(of.to_owned(), called(&text)?.to_string());
    }
    said.facets
        .insert(Attribute::Functions, Facet::Pairs(functions));
    Some(())
}
