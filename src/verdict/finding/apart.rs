//! Where nearly all tables are in one other schema that the search path leads to, they are where the application
//! finds them, and it is the place of `django_migrations` that is to be questioned.

use std::collections::BTreeMap;

use super::Findings;
use crate::compare::Presence;
use crate::name::Name;
use crate::report::{Finding, Hidden, Kind};
use crate::schema::{ObjectKey, ObjectKind};
use crate::verdict::message;

/// So few tables tell nothing of all.
const FEW: usize = 2;

impl Findings<'_> {
    /// Tells it once; the moves of the single objects follow from it.
    pub(super) fn apart(&mut self) {
        let home = self.case.traces.recorder.schema.clone();
        let Some((schema, there, all)) = self.gathered(&home) else {
            return;
        };
        let object = message::object(&ObjectKey {
            kind: ObjectKind::Schema,
            schema: None,
            table: None,
            name: home.clone(),
            arguments: None,
        });
        let mut finding = Finding::new(
            Kind::Misplaced,
            Some(object),
            Some(Hidden::Path.as_str()),
            None,
        );
        finding.covers = there as u64;
        finding.expected = Some(home.to_string());
        finding.actual = Some(schema.to_string());
        finding.found_in = vec![schema.to_string()];
        finding.message = format!(
            "{there} of {all} tables that are expected in {home} are in {schema}, which is on the search_path, so that \
             unqualified names lead to them. They are expected in {home} because django_migrations was read there: look \
             at --schema and at the search_path before anything is moved"
        );
        let (home, schema) = (home.to_string(), schema.to_string());
        for one in self
            .list
            .iter_mut()
            .filter(|one| one.kind == Kind::Misplaced)
        {
            let alone = matches!(one.found_in.as_slice(), [only] if *only == schema);
            if alone && one.root_cause.is_none() && one.expected.as_ref() == Some(&home) {
                one.root_cause = Some(finding.id.clone());
            }
        }
        self.list.push(finding);
    }

    /// The schema on the search path that nine of ten tables are in which are expected in `home`, how many
    /// they are, and of how many.
    fn gathered(&self, home: &Name) -> Option<(Name, usize, usize)> {
        let (mut all, mut elsewhere) = (0, BTreeMap::<&Name, usize>::new());
        for object in &self.case.comparison.objects {
            if !object.key.is_table() || object.key.schema.as_ref() != Some(home) {
                continue;
            }
            all += 1;
            if let Presence::Elsewhere(found) = &object.presence
                && let [only] = found.as_slice()
                && only.place.database.is_none()
            {
                *elsewhere.entry(&only.place.schema).or_default() += 1;
            }
        }
        let (schema, there) = elsewhere.into_iter().max_by_key(|(_, there)| *there)?;
        let on_path = self.case.search_path.iter().any(|it| it == schema.as_str());
        (on_path && there >= FEW && there * 10 >= all * 9).then(|| (schema.clone(), there, all))
    }
}
