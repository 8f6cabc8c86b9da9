//! What a person decides about an SQLite database.

use super::{ddl, is_unfit};
use crate::name::Name;
use crate::repair::question::Question;
use crate::report::{Command, Finding, Kind, look_of_sqlite};
use crate::schema::ObjectKind;

/// Asks about a finding.
pub(super) fn ask(finding: &Finding, why: &'static str) -> Question {
    let side = |word: &str, text: &Option<String>| {
        let text = text.as_ref()?;
        Some(format!("{word}: {text}"))
    };
    // Of what is missing it says only where it was expected.
    let sides = match finding.kind {
        Kind::Missing => [None, None],
        _ => [
            side("expected", &finding.expected),
            side("there is", &finding.actual),
        ],
    };
    Question {
        finding: finding.id.clone(),
        message: finding.message.clone(),
        why,
        sides: sides.into_iter().flatten().collect(),
        looks: finding
            .object
            .as_ref()
            .and_then(look_of_sqlite)
            .into_iter()
            .collect(),
        alternatives: renamed_back(finding).into_iter().collect(),
    }
}

/// What gives a table or column its name back, where another one seems to be it.
fn renamed_back(finding: &Finding) -> Option<Command> {
    let (object, there) = (finding.object.as_ref()?, finding.alike.as_deref()?);
    let [there, name] = [there, &object.name].map(|it| ddl::quoted(&Name::whole(it)));
    let text = match object.object_type {
        ObjectKind::Table => format!("ALTER TABLE {there} RENAME TO {name};"),
        ObjectKind::Column => {
            let table = ddl::quoted(&Name::whole(object.table.as_deref()?));
            format!("ALTER TABLE {table} RENAME COLUMN {there} TO {name};")
        }
        _ => return None,
    };
    (!is_unfit(&text)).then(|| Command::sql(text))
}
