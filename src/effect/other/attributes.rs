//! The clauses of a `CREATE` or `ALTER`, as attributes of the object.

use std::collections::{BTreeMap, BTreeSet};

use super::clauses::{self, Attributes, Clauses, called, functions, inside};
use super::{NewOther, OtherChange, members, setting};
use crate::name::Name;
use crate::schema::{Attribute, AttributeValue, ObjectKind};

/// What the clauses say; none where they are not read.
pub(super) fn read(clauses: &Clauses, new: &mut NewOther) -> Option<()> {
    match new.target.kind {
        ObjectKind::AccessMethod => {
            new.text(Attribute::Type, clauses.get("TYPE")?.to_ascii_lowercase());
            new.function(clauses.get("HANDLER")?)?;
        }
        ObjectKind::Cast => cast(clauses, new)?,
        ObjectKind::Conversion => conversion(clauses, new)?,
        ObjectKind::EventTrigger => event_trigger(clauses, new)?,
        ObjectKind::ForeignDataWrapper => {
            new.functions(&clauses.in_lower_case(), &["handler", "validator"])?;
            options(clauses, new)?;
        }
        ObjectKind::Server => server(clauses, new)?,
        ObjectKind::Language => {
            if clauses.has("TRUSTED") {
                new.text(Attribute::Trusted, "trusted");
            }
            new.functions(
                &clauses.in_lower_case(),
                &["handler", "inline", "validator"],
            )?;
        }
        ObjectKind::Operator => operator(clauses, new)?,
        ObjectKind::OperatorClass => operator_class(clauses, new)?,
        ObjectKind::OperatorFamily => {}
        ObjectKind::Publication => members::publication(clauses, new)?,
        ObjectKind::TextSearchConfiguration => members::configuration(clauses, new)?,
        ObjectKind::TextSearchDictionary => members::dictionary(clauses, new)?,
        ObjectKind::TextSearchParser => {
            let uses = ["start", "gettoken", "end", "lextypes", "headline"];
            new.functions(&clauses.definition()?, &uses)?;
        }
        ObjectKind::TextSearchTemplate => {
            new.functions(&clauses.definition()?, &["init", "lexize"])?;
        }
        ObjectKind::Transform => transform(clauses, new)?,
        _ => return None,
    }
    Some(())
}

fn cast(clauses: &Clauses, new: &mut NewOther) -> Option<()> {
    if let Some(function) = clauses.get("WITH FUNCTION") {
        new.text(Attribute::Method, "function");
        new.function(function)?;
    } else {
        let inout = clauses.has("WITH INOUT");
        new.text(Attribute::Method, if inout { "inout" } else { "binary" });
    }
    let implicit = clauses.get("AS IMPLICIT").map(|_| "implicit");
    let assignment = clauses.get("AS ASSIGNMENT").map(|_| "assignment");
    new.text(
        Attribute::Context,
        implicit.or(assignment).unwrap_or("explicit"),
    );
    Some(())
}

fn conversion(clauses: &Clauses, new: &mut NewOther) -> Option<()> {
    if clauses.has("DEFAULT") {
        new.text(Attribute::Default, "default");
    }
    let encoding = |word| Some(encoding(unquoted(clauses.get(word)?)?));
    let encodings = format!("{} to {}", encoding("FOR")?, encoding("TO")?);
    new.text(Attribute::Encodings, encodings);
    new.function(clauses.get("FROM")?)
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

fn event_trigger(clauses: &Clauses, new: &mut NewOther) -> Option<()> {
    new.text(Attribute::Events, clauses.get("ON")?.to_ascii_lowercase());
    let function = clauses
        .get("EXECUTE FUNCTION")
        .or(clauses.get("EXECUTE PROCEDURE"))?;
    new.function(function)?;
    if let Some(when) = clauses.get("WHEN") {
        let mut tags = BTreeSet::new();
        // `TAG IN ('a', 'b') AND TAG IN (...)`: what stands in quotes.
        for tag in when.split('\'').skip(1).step_by(2) {
            tags.insert(tag.to_uppercase());
        }
        let tags: Vec<String> = tags.into_iter().collect();
        new.text(Attribute::Tags, tags.join(", "));
    }
    Some(())
}

fn server(clauses: &Clauses, new: &mut NewOther) -> Option<()> {
    let wrapper = clauses.get("FOREIGN DATA WRAPPER")?;
    new.name(Attribute::Wrapper, ObjectKind::ForeignDataWrapper, wrapper)?;
    for (word, attribute) in [("TYPE", Attribute::Type), ("VERSION", Attribute::Version)] {
        if let Some(text) = clauses.get(word).filter(|text| *text != "NULL") {
            new.text(attribute, unquoted(text)?);
        }
    }
    options(clauses, new)
}

fn options(clauses: &Clauses, new: &mut NewOther) -> Option<()> {
    let Some(text) = clauses.get("OPTIONS") else {
        return Some(());
    };
    let set = generic(inside(text)?)?.into_iter();
    let set = set.filter_map(|(key, value)| Some((key, value?))).collect();
    new.attributes
        .insert(Attribute::Options, AttributeValue::Pairs(set));
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
    let [(word, text)] = clauses.0.as_slice() else {
        return several(&clauses.0);
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
    let value = AttributeValue::Text(text.to_owned());
    Some(OtherChange::Attributes(BTreeMap::from([(
        Attribute::Version,
        value,
    )])))
}

/// Several clauses of one `ALTER`: which options hold afterwards is not followed.
fn several(clauses: &[(&'static str, String)]) -> Option<OtherChange> {
    let reason = "an ALTER with several clauses is not followed";
    let mut attributes = BTreeMap::new();
    for (word, _) in clauses {
        let attribute = match *word {
            "OPTIONS" => Attribute::Options,
            "VERSION" => Attribute::Version,
            _ => Attribute::Functions,
        };
        attributes.insert(attribute, AttributeValue::Unmeasured(reason));
    }
    (!attributes.is_empty()).then_some(OtherChange::Attributes(attributes))
}

fn operator(clauses: &Clauses, new: &mut NewOther) -> Option<()> {
    let definition = clauses.definition()?;
    let operand = |word: &str| match definition.get(word).map(String::as_str) {
        None | Some("none") => Some(None),
        Some(text) => Some(Some(clauses::type_of(text)?)),
    };
    new.target.types = vec![operand("leftarg")?, operand("rightarg")?];
    let function = definition.get("function").or(definition.get("procedure"))?;
    new.function(function)?;
    operator_words(&definition, &mut new.attributes)
}

fn operator_words(
    definition: &BTreeMap<String, String>,
    attributes: &mut Attributes,
) -> Option<()> {
    for (word, attribute) in [
        ("commutator", Attribute::Commutator),
        ("negator", Attribute::Negator),
    ] {
        if let Some(text) = definition.get(word) {
            attributes.insert(attribute, AttributeValue::Text(sign(text)));
        }
    }
    for (word, attribute) in [("hashes", Attribute::Hashes), ("merges", Attribute::Merges)] {
        let on = definition
            .get(word)
            .is_some_and(|value| !["false", "off"].contains(&value.as_str()));
        if on {
            attributes.insert(attribute, AttributeValue::Text(word.to_owned()));
        }
    }
    attributes.insert(
        Attribute::Functions,
        functions(definition, &["restrict", "join"])?,
    );
    Some(())
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
    let mut attributes = Attributes::new();
    operator_words(&settings, &mut attributes)?;
    attributes.remove(&Attribute::Functions);
    let only = settings
        .keys()
        .all(|key| !estimators.contains(&key.as_str()));
    only.then_some(OtherChange::Attributes(attributes))
}

fn operator_class(clauses: &Clauses, new: &mut NewOther) -> Option<()> {
    let of = |text: &str| {
        let read = clauses::type_of(text)?;
        let array = if read.array { "[]" } else { "" };
        Some(AttributeValue::Name(
            ObjectKind::Type,
            Name::exact(&format!("{}{array}", read.base.name)),
        ))
    };
    new.attributes
        .insert(Attribute::Type, of(clauses.get("FOR TYPE")?)?);
    new.target.method = Some(called(clauses.get("USING")?)?);
    let own = new.target.name.name.clone();
    let family = match clauses.get("FAMILY") {
        Some(family) => called(family)?,
        None => own,
    };
    let family = AttributeValue::Name(ObjectKind::OperatorFamily, family);
    new.attributes.insert(Attribute::Family, family);
    if clauses.has("DEFAULT") {
        new.text(Attribute::Default, "default");
    }
    let stored = AttributeValue::Unmeasured("the members of an operator class are not compared");
    new.attributes.insert(Attribute::Definition, stored);
    Some(())
}

fn transform(clauses: &Clauses, new: &mut NewOther) -> Option<()> {
    let mut functions = BTreeMap::new();
    let text = inside(clauses.get("")?)?;
    let parts = clauses::clauses(text, &["FROM SQL WITH FUNCTION", "TO SQL WITH FUNCTION"])?;
    for (word, text) in parts.0 {
        let of = if word.starts_with("FROM") {
            "from"
        } else {
            "to"
        };
        functions.insert(of.to_owned(), called(&text)?.to_string());
    }
    new.attributes
        .insert(Attribute::Functions, AttributeValue::Pairs(functions));
    Some(())
}
