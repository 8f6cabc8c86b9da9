//! `CREATE VIEW`.

use std::collections::BTreeMap;

use super::{Head, Made, names};
use crate::effect::vocabulary::{New, SqliteChange};
use crate::schema::{Expr, Expression, Table, View};
use crate::sql::sqlite::{Read, Reader};

/// `CREATE VIEW`, behind its name.
pub(super) fn create(r: &mut Reader<'_>, head: Head) -> Read<Made> {
    let columns = if r.sees_sign("(") {
        Some(names::list(r)?)
    } else {
        None
    };
    r.expect("AS")?;
    let first = r.index();
    if !["SELECT", "VALUES", "WITH"].iter().any(|word| r.sees(word)) {
        return r.refuse("a query");
    }
    let query = opaque(r.text_between(first, r.end()));
    let view = View {
        columns,
        options: BTreeMap::new(),
        query,
        populated: true,
        stale_text: false,
        defaults: BTreeMap::new(),
        parts: Table::default(),
    };
    Ok(Made::of(head, Vec::new(), |name, if_not_exists| {
        SqliteChange::CreateView(New {
            name,
            if_not_exists,
            object: view,
        })
    }))
}

/// A text that is compared as it is.
pub(super) fn opaque(text: String) -> Expression {
    Expression::new(text.clone(), Expr::Opaque(text))
}
