//! `( name = value, ... )`: storage parameters, options of views and of operator classes.

use std::collections::BTreeMap;

use sqlparser::tokenizer::Token;

use super::names;
use super::property::Parameters;
use crate::sql::reader::{Read, Reader};

/// Takes a list of parameters, as the catalog keeps them: a name without value is `true`.
pub(super) fn take(r: &mut Reader<'_>) -> Read<BTreeMap<String, String>> {
    let list = r.parenthesized(|r| r.separated(one))?;
    Ok(list.into_iter().collect())
}

/// Takes `SET ( name = value, ... )` or `RESET ( name, ... )`.
pub(super) fn take_change(r: &mut Reader<'_>) -> Read<Parameters> {
    if r.take("RESET") {
        let list = r.parenthesized(|r| r.separated(label))?;
        return Ok(list.into_iter().map(|name| (name, None)).collect());
    }
    r.expect("SET")?;
    let set = take(r)?.into_iter();
    Ok(set.map(|(name, value)| (name, Some(value))).collect())
}

fn one(r: &mut Reader<'_>) -> Read<(String, String)> {
    let name = label(r)?;
    let value = if r.take_token(&Token::Eq) {
        value(r)?
    } else {
        "true".to_owned()
    };
    Ok((name, value))
}

/// The name, perhaps qualified (`toast.fillfactor`).
fn label(r: &mut Reader<'_>) -> Read<String> {
    let mut parts = vec![names::as_stored(&r.ident()?)];
    while r.take_token(&Token::Period) {
        parts.push(names::as_stored(&r.ident()?));
    }
    Ok(parts.join("."))
}

/// The value as the catalog keeps it, without quotes.
fn value(r: &mut Reader<'_>) -> Read<String> {
    if let Ok(text) = r.string() {
        return Ok(text);
    }
    let first = r.index();
    if !r.take_token(&Token::Minus) {
        r.take_token(&Token::Plus);
    }
    r.skip()?;
    while r.take_token(&Token::Period) {
        r.skip()?;
    }
    // defGetString of define.c: words are folded, numbers lose their plus.
    let text = r.text_from(first).to_ascii_lowercase();
    Ok(text.trim_start_matches('+').trim_start().to_owned())
}
