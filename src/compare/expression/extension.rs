//! Literals of types that extensions make, each in one spelling. Which schema an extension's types
//! are in, a ledger need not tell: they go by their names.

use std::collections::BTreeMap;

/// The one spelling of a value; none for other types, and for text that only the server can read.
pub(super) fn canonical(text: &str, name: &str) -> Option<String> {
    match name {
        "citext" => Some(text.to_owned()),
        "hstore" => hstore(text),
        _ => None,
    }
}

/// Pairs in the order of their keys (`hstore_out`). Of two values of one key only the server knows
/// which one stays.
fn hstore(text: &str) -> Option<String> {
    let mut rest = text.trim_start();
    let mut pairs: BTreeMap<String, String> = BTreeMap::new();
    while !rest.is_empty() {
        let (key, _, after) = word(rest)?;
        let (value, quoted, after) = word(after.trim_start().strip_prefix("=>")?.trim_start())?;
        let null = !quoted && value.eq_ignore_ascii_case("null");
        let value = if null {
            "NULL".to_owned()
        } else {
            spelled(&value)
        };
        if pairs.insert(spelled(&key), value).is_some() {
            return None;
        }
        rest = after.trim_start();
        if let Some(after) = rest.strip_prefix(',') {
            rest = after.trim_start();
        } else if !rest.is_empty() {
            return None;
        }
    }
    let pairs: Vec<String> = pairs.iter().map(|(k, v)| format!("{k}=>{v}")).collect();
    Some(pairs.join(", "))
}

fn spelled(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

/// A key or value, whether it stands in quotes, and what follows it (`get_val` of `hstore_io.c`).
fn word(text: &str) -> Option<(String, bool, &str)> {
    let quoted = text.starts_with('"');
    let mut word = String::new();
    let mut characters = text.char_indices().skip(usize::from(quoted));
    while let Some((at, c)) = characters.next() {
        match c {
            '\\' => word.push(characters.next()?.1),
            '"' if quoted => return Some((word, true, text.get(at + 1..)?)),
            _ if quoted => word.push(c),
            ',' | '=' => return finish(word, text.get(at..)?),
            _ if c.is_ascii_whitespace() => return finish(word, text.get(at..)?),
            _ => word.push(c),
        }
    }
    if quoted { None } else { finish(word, "") }
}

/// A bare word is never empty.
fn finish(word: String, rest: &str) -> Option<(String, bool, &str)> {
    (!word.is_empty()).then_some((word, false, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairs_are_one_value_whatever_their_order_and_quotes() {
        let printed = "\"a\"=>\"1\", \"b\"=>NULL, \"c d\"=>\"x\\\"y\"";
        let written = "b => null,\"c d\"=>x\\\"y, a=>1";
        assert_eq!(canonical(written, "hstore"), canonical(printed, "hstore"));
        assert_eq!(canonical(printed, "hstore").as_deref(), Some(printed));
        assert_eq!(canonical("", "hstore").as_deref(), Some(""));
    }

    #[test]
    fn what_only_the_server_reads_has_no_spelling() {
        for text in ["a=>1, a=>2", "a", "a=>", "a=>\"b", "a=>b=c"] {
            assert_eq!(canonical(text, "hstore"), None, "{text}");
        }
        assert_eq!(canonical("(1,2)", "cube"), None);
    }
}
