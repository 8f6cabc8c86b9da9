//! Texts of views and triggers, as SQLite writes them anew where a table or a column is renamed (`renameTableFunc`,
//! `renameColumnFunc`).

use crate::name::Name;
use crate::sql::sqlite::{Kind, Reader, is_reserved};

/// What is renamed.
#[derive(Debug, Clone, Copy)]
pub enum Renamed<'a> {
    /// A table or view.
    Table,
    /// A column.
    Column {
        /// Of which table.
        table: &'a Name,
        /// Whether the text is of a trigger on that table: `NEW` and `OLD` are its rows.
        rows: bool,
    },
    /// A column, in an expression over the rows of its table.
    OwnColumn,
}

/// The text with the new name where the old one means what is renamed, as far as it can be told without what else is in
/// the database; none where it means that nowhere.
#[must_use]
pub fn renamed(text: &str, from: &Name, to: &Name, what: Renamed<'_>) -> Option<String> {
    let r = Reader::new(text).ok()?;
    let mut changed = String::new();
    let mut last = 0;
    for (first, end) in statements(&r) {
        for index in first..end {
            let token = r.token(index)?;
            if name_at(&r, index).as_ref() == Some(from) && is_meant(&r, index, (first, end), what)
            {
                changed.push_str(text.get(last..token.start)?);
                changed.push_str(&spelled(to));
                last = token.end;
            }
        }
    }
    if last == 0 {
        return None;
    }
    changed.push_str(text.get(last..)?);
    Some(changed)
}

/// The statements of a text: the numbers of their first tokens, and of those behind their last.
fn statements(r: &Reader<'_>) -> Vec<(usize, usize)> {
    let mut all = Vec::new();
    let mut first = 0;
    while first < r.end() {
        let end = r.find(first, |r, index| r.sees_sign_at(index, ";"));
        all.push((first, end));
        first = end + 1;
    }
    all
}

/// The name that stands there, if one does.
fn name_at(r: &Reader<'_>, index: usize) -> Option<Name> {
    let is_name = match r.token(index)?.kind {
        Kind::Word => !is_reserved(r.written(index)),
        Kind::Quoted(quote) => quote != b'\'',
        _ => false,
    };
    is_name.then(|| Name::of_sqlite(&r.unquoted(index)))
}

fn is_meant(r: &Reader<'_>, index: usize, (first, end): (usize, usize), what: Renamed<'_>) -> bool {
    let before = index.checked_sub(1).filter(|it| *it >= first);
    let is_part = before.is_some_and(|it| r.sees_sign_at(it, "."));
    let is_table = before.is_some_and(|it| is_before_table(r, it));
    let is_called = r.sees_sign_at(index + 1, "(");
    let (table, rows) = match what {
        // Else it is a column, or a function.
        Renamed::Table => return is_table || !is_part && !is_called,
        Renamed::OwnColumn => {
            let is_collation = before.is_some_and(|it| r.sees_at(it, "COLLATE"));
            return !is_called && !is_collation && !r.sees_sign_at(index + 1, ".");
        }
        Renamed::Column { table, rows } => (table, rows),
    };
    if is_table || r.sees_sign_at(index + 1, ".") {
        return false;
    }
    let of = |at: usize| name_at(r, at).as_ref() == Some(table);
    let mut aliases = (first..end).filter(|at| of(*at)).filter_map(|at| {
        let alias = if r.sees_at(at + 1, "AS") {
            at + 2
        } else {
            at + 1
        };
        (alias < end).then(|| name_at(r, alias)).flatten()
    });
    match before.filter(|_| is_part).and_then(|it| it.checked_sub(1)) {
        Some(qualifier) if r.sees_at(qualifier, "NEW") || r.sees_at(qualifier, "OLD") => rows,
        Some(qualifier) => {
            of(qualifier)
                || name_at(r, qualifier).is_some_and(|it| aliases.any(|alias| alias == it))
        }
        None => (first..end).any(of),
    }
}

/// Whether a table stands behind this word.
fn is_before_table(r: &Reader<'_>, index: usize) -> bool {
    ["FROM", "JOIN", "INTO", "UPDATE"]
        .iter()
        .any(|word| r.sees_at(index, word))
}

/// The name as nothing but a name: what stands in double quotes may be a string.
fn spelled(name: &Name) -> String {
    let text = name.as_str();
    let is_plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
    let begins = text.starts_with(|c: char| c.is_ascii_lowercase() || c == '_');
    if begins && text.chars().all(is_plain) && !is_reserved(text) {
        text.to_owned()
    } else {
        format!("`{}`", text.replace('`', "``"))
    }
}

#[cfg(test)]
mod tests {
    use super::{Renamed, renamed};
    use crate::name::Name;

    fn column(text: &str, rows: bool) -> Option<String> {
        let [table, from, to] = ["t", "a", "B c"].map(Name::of_sqlite);
        let what = Renamed::Column {
            table: &table,
            rows,
        };
        renamed(text, &from, &to, what)
    }

    #[test]
    fn a_column_is_followed_where_its_table_is_named() {
        for (text, expected) in [
            ("SELECT a FROM t", Some("SELECT `b c` FROM t")),
            (
                "SELECT \"A\", 'a' FROM T AS a",
                Some("SELECT `b c`, 'a' FROM T AS `b c`"),
            ),
            (
                "SELECT u.a, t.a FROM t, u",
                Some("SELECT u.a, t.`b c` FROM t, u"),
            ),
            ("SELECT x.a FROM t AS x", Some("SELECT x.`b c` FROM t AS x")),
            ("SELECT a FROM u", None),
            (
                "DELETE FROM u WHERE a = 1; DELETE FROM t WHERE a = 1;",
                Some("DELETE FROM u WHERE a = 1; DELETE FROM t WHERE `b c` = 1;"),
            ),
            ("SELECT b FROM a", None),
        ] {
            assert_eq!(column(text, false).as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn an_expression_of_a_table_keeps_its_words() {
        let [from, to] = ["a", "b"].map(Name::of_sqlite);
        let text = "\"A\" LIKE 'a%' ESCAPE '\\' AND a(1) > t.a COLLATE a";
        let expected = "b LIKE 'a%' ESCAPE '\\' AND a(1) > t.b COLLATE a";
        assert_eq!(
            renamed(text, &from, &to, Renamed::OwnColumn).as_deref(),
            Some(expected)
        );
    }

    #[test]
    fn the_rows_of_a_trigger_have_its_columns() {
        let text = "UPDATE u SET a = NEW.a;";
        assert_eq!(column(text, false), None);
        assert_eq!(
            column(text, true).as_deref(),
            Some("UPDATE u SET a = NEW.`b c`;")
        );
    }

    #[test]
    fn a_table_is_followed_where_it_is_no_column() {
        let [from, to] = ["t", "new"].map(Name::of_sqlite);
        let text = "INSERT INTO t (a) SELECT t.t, u.t FROM t, u";
        let expected = "INSERT INTO new (a) SELECT new.t, u.t FROM new, u";
        assert_eq!(
            renamed(text, &from, &to, Renamed::Table).as_deref(),
            Some(expected)
        );
    }
}
