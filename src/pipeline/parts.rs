//! A run over several schemas: each answers for its own records.

use crate::catalog::{Reading, Target};
use crate::record::read::RecordRow;
use crate::report::words::matches;

use super::PipelineError;

/// Which schemas are reconciled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Schemas {
    /// The one in which the connection's search path finds `django_migrations` first, else `public`.
    Found,
    /// The one of this name.
    Named(String),
    /// Each that a pattern with `*` and `?` matches.
    Matching(String),
    /// Each that has a `django_migrations`.
    All,
}

impl Schemas {
    /// What the user wrote: a name, or a pattern.
    #[must_use]
    pub fn written(text: String) -> Self {
        if text == "*" {
            Self::All
        } else if text.contains(['*', '?']) {
            Self::Matching(text)
        } else {
            Self::Named(text)
        }
    }

    /// The pattern, where there may be several.
    pub(super) fn pattern(&self) -> Option<&str> {
        match self {
            Self::Found | Self::Named(_) => None,
            Self::Matching(pattern) => Some(pattern),
            Self::All => Some("*"),
        }
    }

    pub(super) fn name(&self) -> Option<&str> {
        match self {
            Self::Named(name) => Some(name),
            Self::Found | Self::Matching(_) | Self::All => None,
        }
    }
}

/// A schema of the run.
pub(super) struct Chosen<'a> {
    pub(super) target: Target,
    /// Its rows, or why there are none.
    pub(super) rows: Result<&'a [RecordRow], &'static str>,
}

/// The schemas that are asked for, by name.
///
/// # Errors
/// Where none of them has records, or a snapshot does not hold those of all.
pub(super) fn choose<'a>(
    schemas: &Schemas,
    reading: &'a Reading,
    namespaces: impl Iterator<Item = String>,
) -> Result<Vec<Chosen<'a>>, PipelineError> {
    let records = &reading.records;
    if records.elsewhere_left_out > 0 {
        return Err(PipelineError::RecordsLeftOut {
            number: records.elsewhere_left_out,
        });
    }
    let pattern = schemas.pattern().unwrap_or("*");
    let mut recorded: Vec<&str> = records.elsewhere.iter().map(|it| &*it.schema).collect();
    recorded.push(&records.schema);
    recorded.sort_unstable();
    let found: Vec<&str> = recorded
        .iter()
        .copied()
        .filter(|name| matches(pattern, name))
        .collect();
    if found.is_empty() {
        return Err(PipelineError::NoSchemaMatches {
            pattern: pattern.to_owned(),
            found_in: recorded.into_iter().map(str::to_owned).collect(),
        });
    }
    let chosen = |schema: &str, rows| Chosen {
        target: Target {
            schema: schema.to_owned(),
            ..reading.target.clone()
        },
        rows,
    };
    let with = found.iter().map(|schema| {
        let rows = records.of(schema);
        let mut refused = records
            .elsewhere
            .iter()
            .filter(|one| one.obstacle.is_some());
        let reason = if refused.any(|one| one.schema == *schema) {
            "its django_migrations is no ordinary table, and so not read"
        } else {
            "its django_migrations could not be read"
        };
        chosen(schema, rows.ok_or(reason))
    });
    // Whoever writes a pattern expects records in all that it matches.
    let asked =
        namespaces.filter(|name| matches!(schemas, Schemas::Matching(_)) && matches(pattern, name));
    let without = asked.filter(|name| !found.contains(&name.as_str()));
    let without = without.map(|schema| chosen(&schema, Err("it has no django_migrations")));
    let mut all: Vec<Chosen<'a>> = with.chain(without).collect();
    all.sort_by(|a, b| a.target.schema.cmp(&b.target.schema));
    Ok(all)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_without_a_star_is_a_name() {
        assert_eq!(Schemas::written("a".into()), Schemas::Named("a".into()));
        assert_eq!(Schemas::written("*".into()), Schemas::All);
        assert_eq!(
            Schemas::written("a*".into()),
            Schemas::Matching("a*".into())
        );
    }
}
