//! What is there, and the application does not see. Where a whole schema is out of sight, it is told
//! once.

use std::collections::BTreeMap;

use super::Findings;
use crate::compare::sight::{Barrier, Looked, Unseen};
use crate::name::Name;
use crate::replay::PlaceId;
use crate::report::{Finding, Kind};
use crate::schema::{ObjectKey, ObjectKind};
use crate::verdict::message;

/// The aspect of what the search path hides.
const PATH: &str = "search_path";
/// The aspect of what may not be read.
const PRIVILEGES: &str = "privileges";

/// The tables in scope of one schema.
#[derive(Default)]
struct Sights<'a> {
    all: u64,
    without_usage: u64,
    off_path: u64,
    unreadable: Vec<(&'a Looked, PlaceId, Barrier)>,
}

impl Findings<'_> {
    /// Tables that are there, and that the role of the application does not find or may not read.
    pub(super) fn out_of_sight(&mut self) {
        let Some(role) = self.case.role else {
            return;
        };
        let comparison = self.case.comparison;
        let mut schemas: BTreeMap<&Name, Sights<'_>> = BTreeMap::new();
        for looked in &comparison.looked {
            let (Some(schema), Some(place)) = (&looked.key.schema, self.place_in_scope(looked))
            else {
                continue;
            };
            let sights = schemas.entry(schema).or_default();
            sights.all += 1;
            for unseen in &looked.unseen {
                match unseen {
                    Unseen::Barred(Barrier::Schema) => sights.without_usage += 1,
                    Unseen::Barred(barrier) => sights.unreadable.push((looked, place, *barrier)),
                    Unseen::OffPath => sights.off_path += 1,
                    Unseen::Behind(other) => self.behind(looked, place, other, role),
                }
            }
        }
        for (schema, sights) in schemas {
            self.of_schema(schema, &sights, role);
        }
    }

    /// Where it was made, if its migration is recorded and in scope.
    fn place_in_scope(&self, looked: &Looked) -> Option<PlaceId> {
        let origins = &self.case.expected.origins;
        let place = origins.of(looked.id)?.named;
        let migration = &origins.at(place).migration;
        (self.case.is_recorded(migration) && self.case.in_scope(migration)).then_some(place)
    }

    fn of_schema(&mut self, schema: &Name, sights: &Sights<'_>, role: &str) {
        if sights.without_usage > 0 {
            let text = format!("{role} has no USAGE on schema {schema}, and sees nothing of it");
            let sides = (
                format!("USAGE for {role}"),
                format!("no USAGE on schema {schema}"),
            );
            self.schema_wide(schema, PRIVILEGES, sights.without_usage, text, sides);
        }
        if sights.off_path > 0 {
            let text = format!(
                "the search_path of {role} leaves schema {schema} out: unqualified names of its tables lead nowhere, \
                 or elsewhere"
            );
            let sides = (
                format!("{schema} on the search_path of {role}"),
                "nothing".to_owned(),
            );
            self.schema_wide(schema, PATH, sights.off_path, text, sides);
        }
        let nothing = |of: &(&Looked, PlaceId, Barrier)| of.2 == Barrier::Table;
        let whole = sights.unreadable.len() as u64 == sights.all && sights.all > 1;
        if whole && sights.unreadable.iter().all(nothing) {
            let text = format!("{role} may read no table of the ledger in schema {schema}");
            let sides = (
                format!("SELECT for {role}"),
                "no SELECT on any of them".to_owned(),
            );
            return self.schema_wide(schema, PRIVILEGES, sights.all, text, sides);
        }
        for (looked, place, barrier) in &sights.unreadable {
            self.unreadable(looked, *place, *barrier, role);
        }
    }

    fn schema_wide(
        &mut self,
        schema: &Name,
        aspect: &str,
        covers: u64,
        message: String,
        (expected, actual): (String, String),
    ) {
        let object = message::object(&ObjectKey {
            kind: ObjectKind::Schema,
            schema: None,
            table: None,
            name: schema.clone(),
            arguments: None,
        });
        let mut finding = Finding::new(Kind::Shadowed, Some(object), Some(aspect), None);
        finding.covers = covers;
        finding.message = message;
        finding.expected = Some(expected);
        finding.actual = Some(actual);
        self.list.push(finding);
    }

    fn behind(&mut self, looked: &Looked, place: PlaceId, other: &Name, role: &str) {
        let key = &looked.key;
        let mut finding = self.finding(Kind::Shadowed, key, Some(PATH), place);
        finding.expected = key.schema.as_ref().map(ToString::to_string);
        finding.actual = Some(other.to_string());
        finding.found_in = vec![other.to_string()];
        finding.message = format!(
            "{key} is there, and something of the same name in {other}, which stands earlier on the search_path of \
             {role}, hides it"
        );
        self.keep(place, finding);
    }

    fn unreadable(&mut self, looked: &Looked, place: PlaceId, barrier: Barrier, role: &str) {
        let key = &looked.key;
        let actual = match barrier {
            Barrier::Schema | Barrier::Table => "no SELECT",
            Barrier::Columns => "SELECT on some columns only",
        };
        let mut finding = self.finding(Kind::Shadowed, key, Some(PRIVILEGES), place);
        finding.expected = Some(format!("SELECT for {role}"));
        finding.actual = Some(actual.to_owned());
        finding.message = format!("{key} is there, and {role} has {actual} on it");
        self.keep(place, finding);
    }
}
