//! A schema that kept records of its own, and does not any more. With them went all by which it was judged, so that only
//! what an earlier run read tells of it.

use jiff::Timestamp;

use crate::report::words::minute;
use crate::report::{Finding, Kind, Object, ObjectKind};

/// What an earlier run read, and is not there any more.
pub struct Lost<'a> {
    /// The schema.
    pub schema: &'a str,
    /// The newest run that read its records, and of which time it tells.
    pub run: (u64, Timestamp),
    /// Whether the schema is there, and only its `django_migrations` is not.
    pub is_there: bool,
    /// A schema that the run did not see, and that holds the same rows now.
    pub renamed: Option<&'a str>,
}

impl Lost<'_> {
    /// The finding that says so.
    #[must_use]
    pub fn finding(&self) -> Finding {
        let object = Object {
            object_type: ObjectKind::Schema,
            schema: Some(self.schema.to_owned()),
            table: None,
            name: self.schema.to_owned(),
            arguments: None,
        };
        let aspect = self.is_there.then_some("records");
        let mut finding = Finding::new(Kind::Missing, Some(object), aspect, None);
        finding.message = self.message(finding.short_id());
        finding.alike = self.renamed.map(str::to_owned);
        finding
    }

    fn message(&self, id: &str) -> String {
        let (schema, (run, at)) = (self.schema, self.run);
        let what = if self.is_there {
            format!("schema {schema} has no django_migrations any more")
        } else {
            format!("schema {schema} is not there any more")
        };
        let renamed = self.renamed.map_or_else(String::new, |other| {
            format!(
                "; {other}, which that run did not see, holds the same rows: it was renamed, or copied and then dropped"
            )
        });
        format!(
            "{what}: run {run} ({}) read its records{renamed}; if that was meant, say so: reconcile waive {id} --reason WHY",
            minute(at)
        )
    }
}
