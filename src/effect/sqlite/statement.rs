//! One statement to what it means. "Means nothing for the schema" and "not understood" never mix.

use super::names::Place;
use super::{Head, Made, alter, create};
use crate::effect::vocabulary::{Meaning, Reach, SqliteChange};
use crate::schema::ObjectKind;
use crate::sql::sqlite::{Kind, Read, Reader};

/// What is done to rows, and to what the planner knows.
const DATA: [&str; 11] = [
    "INSERT", "UPDATE", "DELETE", "REPLACE", "SELECT", "WITH", "VALUES", "ANALYZE", "REINDEX",
    "VACUUM", "EXPLAIN",
];

/// What can bring, take or change more than the statement says.
const FAR: [(&str, &str); 3] = [
    ("ATTACH", "ATTACH brings other databases"),
    ("DETACH", "DETACH takes other databases away"),
    ("ROLLBACK", "a ROLLBACK may undo what stands before it"),
];

/// What a statement means.
pub(super) fn read(text: &str) -> Read<Meaning> {
    let mut r = Reader::new(text)?;
    if r.take("CREATE") {
        return create(&mut r).map(Made::meaning);
    }
    if r.take("ALTER TABLE") {
        return alter::table(&mut r).map(Made::meaning);
    }
    if r.take("DROP") {
        return drop(&mut r).map(Made::meaning);
    }
    if r.take("PRAGMA") {
        return pragma(&mut r);
    }
    if ["BEGIN", "COMMIT", "END"].iter().any(|word| r.sees(word)) {
        return Ok(Meaning::Transaction);
    }
    if r.sees("SAVEPOINT") || r.sees("RELEASE") {
        return Ok(Meaning::Data);
    }
    if let Some((_, reason)) = FAR.iter().find(|(word, _)| r.sees(word)) {
        return Ok(opaque(reason));
    }
    if DATA.iter().any(|word| r.sees(word)) {
        return Ok(data(&r));
    }
    r.refuse("a statement")
}

fn opaque(reason: &str) -> Meaning {
    Meaning::Opaque {
        reason: reason.to_owned(),
        steps: Vec::new(),
        reach: Reach::Schema,
    }
}

/// `DROP`, behind this word.
fn drop(r: &mut Reader<'_>) -> Read<Made> {
    const KINDS: [(&str, ObjectKind); 4] = [
        ("TABLE", ObjectKind::Table),
        ("INDEX", ObjectKind::Index),
        ("VIEW", ObjectKind::View),
        ("TRIGGER", ObjectKind::Trigger),
    ];
    let Some((_, kind)) = KINDS.into_iter().find(|(word, _)| r.take(word)) else {
        return r.refuse("what to drop");
    };
    let if_exists = r.take("IF EXISTS");
    let head = Head {
        place: Place::take(r)?,
        temporary: false,
        if_not_exists: false,
    };
    r.expect_end()?;
    Ok(Made::of(head, Vec::new(), |name, _| SqliteChange::Drop {
        kind,
        name,
        if_exists,
    }))
}

/// `PRAGMA`, behind this word.
fn pragma(r: &mut Reader<'_>) -> Read<Meaning> {
    let Place { name, .. } = Place::take(r)?;
    let opens = r.take_sign("=") || r.take_sign("(");
    let value = if opens { r.written(r.index()) } else { "" };
    let value = value.trim_matches(['\'', '"']).to_ascii_lowercase();
    Ok(match name.as_str() {
        "legacy_alter_table" if opens => {
            let change = SqliteChange::LegacyAlterTable(is_on(&value));
            let made = Made {
                change: Some(change),
                unmodelled: Vec::new(),
            };
            made.meaning()
        }
        "writable_schema" if opens => opaque("PRAGMA writable_schema lets rows change the schema"),
        _ => Meaning::Data,
    })
}

/// What a pragma takes for a yes (`sqlite3GetBoolean`).
fn is_on(value: &str) -> bool {
    ["on", "yes", "true"].contains(&value) || value.parse::<i64>().is_ok_and(|number| number != 0)
}

/// Rows. Those of the schema itself are more than rows, and an extension does what it likes.
fn data(r: &Reader<'_>) -> Meaning {
    const CATALOGS: [&str; 4] = [
        "sqlite_schema",
        "sqlite_master",
        "sqlite_temp_schema",
        "sqlite_temp_master",
    ];
    let writes = !["SELECT", "VALUES", "EXPLAIN"]
        .iter()
        .any(|word| r.sees(word));
    for index in r.index()..r.end() {
        let is_name = matches!(
            r.token(index).map(|token| token.kind),
            Some(Kind::Word | Kind::Quoted(_))
        );
        if !is_name {
            continue;
        }
        let is_text = r
            .token(index)
            .is_some_and(|it| it.kind == Kind::Quoted(b'\''));
        if is_text && !stands_for_a_table(r, index) {
            continue;
        }
        let name = r.unquoted(index).to_ascii_lowercase();
        if writes && CATALOGS.contains(&name.as_str()) {
            return opaque("it may write rows of the schema itself");
        }
        if name == "load_extension" && r.sees_sign_at(index + 1, "(") {
            return opaque("an extension may do anything");
        }
    }
    Meaning::Data
}

/// Whether a table must stand here, which a string may name too.
fn stands_for_a_table(r: &Reader<'_>, index: usize) -> bool {
    let Some(before) = index.checked_sub(1) else {
        return false;
    };
    let words = [
        "INTO", "UPDATE", "FROM", "ABORT", "FAIL", "IGNORE", "REPLACE", "ROLLBACK",
    ];
    r.sees_sign_at(before, ".") || words.iter().any(|word| r.sees_at(before, word))
}
