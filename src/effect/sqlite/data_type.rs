//! Declared types: any words, and perhaps numbers in parentheses.

use crate::name::Name;
use crate::schema::{DataType, TypeName};
use crate::sql::sqlite::{Kind, Read, Reader};

/// Reads what a column is declared as, as the file and its pragmas tell it; none where it is no type.
#[must_use]
pub fn declared(text: &str) -> Option<DataType> {
    let mut r = Reader::new(text).ok()?;
    let found = take(&mut r).ok()?;
    r.is_at_end().then_some(found)
}

/// Takes a type; one of no words where none comes next. `GENERATED ALWAYS` is no part of it, and of a type that begins with
/// a quote only what is in the quotes is kept (`sqlite3AddColumn`).
pub(super) fn take(r: &mut Reader<'_>) -> Read<DataType> {
    let quoted = matches!(r.kind(), Some(Kind::Quoted(_))).then(|| r.unquoted(r.index()));
    let mut words = String::new();
    while r.is_name_at(r.index()) && !r.sees("GENERATED ALWAYS") {
        if !words.is_empty() {
            words.push(' ');
        }
        words.push_str(&r.advance().to_ascii_lowercase());
    }
    let mut modifiers = String::new();
    if !words.is_empty() && r.take_sign("(") {
        modifiers.push('(');
        number(r, &mut modifiers)?;
        if r.take_sign(",") {
            modifiers.push(',');
            number(r, &mut modifiers)?;
        }
        r.expect_sign(")")?;
        modifiers.push(')');
    }
    if let Some(quoted) = quoted {
        words = quoted.to_ascii_lowercase();
        modifiers.clear();
    }
    Ok(DataType {
        base: TypeName {
            schema: None,
            name: Name::whole(&words),
        },
        modifiers,
        array: false,
    })
}

fn number(r: &mut Reader<'_>, modifiers: &mut String) -> Read<()> {
    if r.sees_sign("-") || r.sees_sign("+") {
        modifiers.push_str(r.advance());
    }
    if r.kind() != Some(Kind::Number) {
        return r.refuse("a number");
    }
    modifiers.push_str(r.advance());
    Ok(())
}
