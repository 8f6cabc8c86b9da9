//! What is there, and not where the application looks, or not to be seen by its role. What is true of a whole schema is
//! told once.

use std::collections::BTreeMap;

use super::Findings;
use crate::compare::Presence;
use crate::compare::role_visibility::{Barrier, Looked, NotVisible};
use crate::name::Name;
use crate::replay::LocationId;
use crate::report::{Finding, Hidden, Kind, Privilege};
use crate::schema::ObjectKey;
use crate::verdict::message;

/// The tables in scope of one schema.
#[derive(Default)]
struct Counts<'a> {
    all: u64,
    without_usage: u64,
    off_path: u64,
    unreadable: Vec<(&'a Looked, LocationId, Barrier)>,
}

impl Findings<'_> {
    /// Tables that are there, and that the role of the application does not find or may not read.
    pub(super) fn not_visible_to_role(&mut self) {
        let Some(role) = self.case.role else {
            return;
        };
        let comparison = self.case.comparison;
        let mut schemas: BTreeMap<&Name, Counts<'_>> = BTreeMap::new();
        for looked in &comparison.looked {
            let (Some(schema), Some(location)) = (&looked.key.schema, self.place_in_scope(looked))
            else {
                continue;
            };
            let counts = schemas.entry(schema).or_default();
            counts.all += 1;
            for not_visible in &looked.not_visible {
                match not_visible {
                    NotVisible::Barred(Barrier::Schema) => counts.without_usage += 1,
                    NotVisible::Barred(barrier) => {
                        counts.unreadable.push((looked, location, *barrier));
                    }
                    NotVisible::OffPath => counts.off_path += 1,
                    NotVisible::Behind(other) => self.behind(looked, location, other, role),
                }
            }
        }
        for (schema, counts) in schemas {
            self.of_schema(schema, &counts, role);
        }
    }

    /// Where it was made, if its migration is recorded and in scope.
    fn place_in_scope(&self, looked: &Looked) -> Option<LocationId> {
        let origins = &self.case.expected.origins;
        let location = origins.of(looked.id)?.named;
        let migration = &origins.at(location).migration;
        (self.case.is_recorded(migration) && self.case.in_scope(migration)).then_some(location)
    }

    fn of_schema(&mut self, schema: &Name, counts: &Counts<'_>, role: &str) {
        if counts.without_usage > 0 {
            let text = format!("{role} has no USAGE on schema {schema}, and sees nothing of it");
            let sides = (
                Privilege::Usage.needed_by(role),
                format!("no USAGE on schema {schema}"),
            );
            self.schema_wide(
                schema,
                Hidden::Privileges,
                counts.without_usage,
                text,
                sides,
            );
        }
        if counts.off_path > 0 {
            let text = format!(
                "the search_path of {role} leaves schema {schema} out: unqualified names of its tables lead nowhere, \
                 or elsewhere"
            );
            let sides = (
                format!("{schema} on the search_path of {role}"),
                "nothing".to_owned(),
            );
            self.schema_wide(schema, Hidden::Path, counts.off_path, text, sides);
        }
        let nothing = |of: &(&Looked, LocationId, Barrier)| of.2 == Barrier::Table;
        let whole = counts.unreadable.len() as u64 == counts.all && counts.all > 1;
        if whole && counts.unreadable.iter().all(nothing) {
            let text = format!("{role} may read no table of the ledger in schema {schema}");
            let sides = (
                Privilege::Select.needed_by(role),
                "no SELECT on any of them".to_owned(),
            );
            return self.schema_wide(schema, Hidden::Privileges, counts.all, text, sides);
        }
        for (looked, location, barrier) in &counts.unreadable {
            self.unreadable(looked, *location, *barrier, role);
        }
    }

    fn schema_wide(
        &mut self,
        schema: &Name,
        hidden: Hidden,
        covers: u64,
        message: String,
        sides: (String, String),
    ) {
        let mut finding = of_schema(Kind::Shadowed, schema, hidden, sides);
        finding.covers = covers;
        finding.message = message;
        self.list.push(finding);
    }

    fn behind(&mut self, looked: &Looked, location: LocationId, other: &Name, role: &str) {
        let key = &looked.key;
        let mut finding = self.finding(Kind::Shadowed, key, Some(Hidden::Path.as_str()), location);
        finding.expected = key.schema.as_ref().map(ToString::to_string);
        finding.actual = Some(other.to_string());
        finding.found_in = vec![other.to_string()];
        finding.message = format!(
            "{key} is there, and something of the same name in {other}, which stands earlier on the search_path of \
             {role}, hides it"
        );
        self.keep(location, finding);
    }

    fn unreadable(&mut self, looked: &Looked, location: LocationId, barrier: Barrier, role: &str) {
        let key = &looked.key;
        let actual = match barrier {
            Barrier::Schema | Barrier::Table => "no SELECT",
            Barrier::Columns => "SELECT on some columns only",
        };
        let mut finding = self.finding(
            Kind::Shadowed,
            key,
            Some(Hidden::Privileges.as_str()),
            location,
        );
        finding.expected = Some(Privilege::Select.needed_by(role));
        finding.actual = Some(actual.to_owned());
        finding.message = format!("{key} is there, and {role} has {actual} on it");
        self.keep(location, finding);
    }
}

/// So few tables tell nothing of all.
const FEW: usize = 2;

impl Findings<'_> {
    /// Where nearly all tables are in one other schema that the search path leads to, they are where the application
    /// finds them, and it is the place of `django_migrations` that is to be questioned. The moves of the single
    /// objects follow from it.
    pub(super) fn apart(&mut self) {
        let home = self.case.traces.recorder.schema.clone();
        let Some((schema, there, all)) = self.gathered(&home) else {
            return;
        };
        let sides = (home.to_string(), schema.to_string());
        let mut finding = of_schema(Kind::Misplaced, &home, Hidden::Path, sides);
        finding.covers = there as u64;
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

/// A finding about a whole schema.
fn of_schema(kind: Kind, name: &Name, hidden: Hidden, sides: (String, String)) -> Finding {
    let object = message::object(&ObjectKey {
        schema: None,
        ..ObjectKey::namespace(name)
    });
    let mut finding = Finding::new(kind, Some(object), Some(hidden.as_str()), None);
    finding.expected = Some(sides.0);
    finding.actual = Some(sides.1);
    finding
}
