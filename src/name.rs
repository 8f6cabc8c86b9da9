//! Identifiers and qualified names: folding, quoting, the 63-byte cut. Names are compared here only.

use std::cell::RefCell;
use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};

use arcstr::ArcStr;

use crate::recent::Recent;

/// `NAMEDATALEN - 1`: how many bytes of an identifier PostgreSQL keeps (`src/include/pg_config_manual.h`).
const MAX_BYTES: usize = 63;

/// One identifier, as `pg_class.relname` and its like hold it: folded, cut, without quotes. Both schemas are names
/// for the most part, so it takes one word of room and not two.
#[derive(Debug, Clone, Default, Eq)]
pub struct Name(ArcStr);

impl PartialEq for Name {
    fn eq(&self, other: &Self) -> bool {
        // Most names that are compared are copies of one.
        ArcStr::ptr_eq(&self.0, &other.0) || self.0 == other.0
    }
}

impl Hash for Name {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.as_str().hash(state);
    }
}

impl Ord for Name {
    fn cmp(&self, other: &Self) -> Ordering {
        if ArcStr::ptr_eq(&self.0, &other.0) {
            return Ordering::Equal;
        }
        self.0.cmp(&other.0)
    }
}

impl PartialOrd for Name {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

thread_local! {
    /// `id`, `name`, `public` and their like are of nearly every table.
    static RECENT: RefCell<Recent<Name>> = const { RefCell::new(Recent::by(Name::as_str)) };
}

impl Name {
    /// An identifier of SQLite, written with quotes or without: what differs in the case of ASCII letters alone is one name
    /// there (`sqlite3StrICmp` in `util.c`), so it is kept in lower case.
    #[must_use]
    pub fn of_sqlite(text: &str) -> Self {
        Self::whole(&text.to_ascii_lowercase())
    }

    /// A name of any length: SQLite cuts none.
    #[must_use]
    pub fn whole(text: &str) -> Self {
        RECENT.with_borrow_mut(|recent| recent.get(text, || Self(ArcStr::from(text))))
    }

    /// An identifier written without quotes: folded to lower case, then cut
    /// (`downcase_truncate_identifier` in `scansup.c`, which folds ASCII only in a UTF-8 database).
    #[must_use]
    pub fn folded(text: &str) -> Self {
        if text.bytes().any(|byte| byte.is_ascii_uppercase()) {
            return Self::exact(&text.to_ascii_lowercase());
        }
        Self::exact(text)
    }

    /// An identifier written in quotes, or read from a catalog: only cut.
    #[must_use]
    pub fn exact(text: &str) -> Self {
        Self::whole(cut(text, MAX_BYTES))
    }

    /// The identifier itself, without quotes.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The identifier in double quotes, safe to stand in SQL.
    #[must_use]
    pub fn quoted(&self) -> String {
        let mut quoted = String::with_capacity(self.0.len() + 2);
        self.quote(&mut quoted);
        quoted
    }

    /// Writes it so behind a text.
    pub fn quote(&self, text: &mut String) {
        text.push('"');
        for (at, part) in self.0.split('"').enumerate() {
            if at > 0 {
                text.push_str("\"\"");
            }
            text.push_str(part);
        }
        text.push('"');
    }
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<&str> for Name {
    fn from(text: &str) -> Self {
        Self::exact(text)
    }
}

/// A name inside a schema.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct QualifiedName {
    /// The schema (`pg_namespace.nspname`).
    pub schema: Name,
    /// The name in it.
    pub name: Name,
}

impl QualifiedName {
    /// `schema.name`.
    #[must_use]
    pub fn new(schema: Name, name: Name) -> Self {
        Self { schema, name }
    }

    /// The same schema, another name.
    #[must_use]
    pub fn sibling(&self, name: Name) -> Self {
        Self::new(self.schema.clone(), name)
    }

    /// The name with both parts in double quotes, safe to stand in SQL.
    #[must_use]
    pub fn quoted(&self) -> String {
        let mut quoted = self.schema.quoted();
        quoted.push('.');
        self.name.quote(&mut quoted);
        quoted
    }
}

impl fmt::Display for QualifiedName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.schema, self.name)
    }
}

/// `makeObjectName` of `indexcmds.c`: `name1_name2_label`, cut to 63 bytes by shortening the longer
/// of `name1` and `name2` byte by byte; the label is never cut.
#[must_use]
pub fn make_object_name(name1: &str, name2: Option<&str>, label: &str) -> Name {
    let overhead = label.len() + 1 + name2.map_or(0, |_| 1);
    let room = MAX_BYTES.saturating_sub(overhead);
    let (mut first, mut second) = (name1.len(), name2.map_or(0, str::len));
    while first + second > room {
        if first > second {
            first -= 1;
        } else {
            second -= 1;
        }
    }
    let mut text = cut(name1, first).to_owned();
    if let Some(name2) = name2 {
        text.push('_');
        text.push_str(cut(name2, second));
    }
    text.push('_');
    text.push_str(label);
    Name::exact(&text)
}

/// `ChooseRelationName` / `ChooseConstraintName`: the first of `label`, `label1`, `label2` ... whose
/// object name `taken` does not hold.
pub fn choose_object_name(
    name1: &str,
    name2: Option<&str>,
    label: &str,
    taken: impl Fn(&Name) -> bool,
) -> Name {
    let mut number = 0_u32;
    loop {
        let name = numbered_object_name(name1, name2, label, number);
        if !taken(&name) {
            return name;
        }
        number += 1;
    }
}

/// The object name that is tried after `number` others were taken.
#[must_use]
pub fn numbered_object_name(name1: &str, name2: Option<&str>, label: &str, number: u32) -> Name {
    match number {
        0 => make_object_name(name1, name2, label),
        _ => make_object_name(name1, name2, &format!("{label}{number}")),
    }
}

/// Whether a NOT NULL constraint's name looks like one that the server chose. It chooses from the names
/// that table and column have at the time: a dump and restore chooses anew.
#[must_use]
pub fn is_generated_not_null(name: &str) -> bool {
    name.trim_end_matches(|c: char| c.is_ascii_digit())
        .ends_with("_not_null")
}

/// The longest prefix of at most `bytes` bytes that ends on a character boundary (`pg_mbcliplen`).
fn cut(text: &str, bytes: usize) -> &str {
    if text.len() <= bytes {
        return text;
    }
    let end = (0..=bytes)
        .rev()
        .find(|&end| text.is_char_boundary(end))
        .unwrap_or(0);
    &text[..end]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unquoted_identifier_folds_ascii_only() {
        assert_eq!(Name::folded("MyTable").as_str(), "mytable");
        assert_eq!(Name::folded("MÜller").as_str(), "mÜller");
        assert_eq!(Name::exact("MyTable").as_str(), "MyTable");
    }

    #[test]
    fn an_identifier_is_cut_at_63_bytes_and_never_inside_a_character() {
        assert_eq!(Name::exact(&"a".repeat(70)).as_str().len(), 63);
        let text = format!("{}ü", "a".repeat(62));
        assert_eq!(Name::exact(&text).as_str(), "a".repeat(62));
    }

    #[test]
    fn a_generated_name_shortens_the_longer_part_and_keeps_the_label() {
        let name = make_object_name(&"t".repeat(60), Some("column"), "seq");
        assert_eq!(name.as_str(), format!("{}_column_seq", "t".repeat(52)));
        assert_eq!(make_object_name("t", None, "pkey").as_str(), "t_pkey");
    }

    #[test]
    fn a_clash_numbers_the_label() {
        let taken = [Name::from("t_a_key"), Name::from("t_a_key1")];
        let name = choose_object_name("t", Some("a"), "key", |name| taken.contains(name));
        assert_eq!(name.as_str(), "t_a_key2");
    }

    #[test]
    fn quotes_inside_a_name_are_doubled() {
        assert_eq!(Name::from("a\"b").quoted(), "\"a\"\"b\"");
        assert_eq!(Name::from("\"\"").quoted(), "\"".repeat(6));
        assert_eq!(Name::from("").quoted(), "\"\"");
    }
}
