//! Differences to findings: each told once, at the door of the migration that answers for it.

mod follow;
mod mend;
mod surplus;
mod visibility;

use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet};

use super::doubt::{Doubts, lowers};
use super::{Case, Mends, message};
use crate::compare::{Answer, AttributeAnswer, Found, Naming, ObjectComparison, Presence, Variant};
use crate::migration::MigrationKey;
use crate::name::QualifiedName;
use crate::replay::LocationId;
use crate::report::{Doubt, Equivalent, Finding, FoundMatch, Kind, Severity, differing};
use crate::schema::{Attribute, ObjectKey, ObjectKind, RoutineBody, Schema};

/// The findings so far, and what refers to them.
pub(super) struct Findings<'a> {
    case: &'a Case<'a>,
    doubts: &'a Doubts<'a>,
    /// The findings, in the order in which they were found.
    pub(super) list: Vec<Finding>,
    /// What is written differently and the same.
    pub(super) equivalents: Vec<Equivalent>,
    /// Findings that a migration shares without being the one that they name.
    pub(super) shared: BTreeMap<MigrationKey, BTreeSet<String>>,
    /// The findings that say an object is not there, by object.
    absent: BTreeMap<ObjectKey, Vec<usize>>,
    /// The findings that say one attribute differs, by object and attribute.
    differing: BTreeMap<(ObjectKey, Attribute), usize>,
    /// The findings that say an object should not be there, by object.
    surplus: BTreeMap<ObjectKey, usize>,
    /// What mends a finding, by its id.
    pub(super) mends: Mends,
    /// The live tables that the indexes are of, by the names of the indexes; made when first asked.
    indexed: OnceCell<BTreeMap<QualifiedName, &'a QualifiedName>>,
}

impl<'a> Findings<'a> {
    pub(super) fn of(case: &'a Case<'a>, doubts: &'a Doubts<'a>) -> Self {
        let mut findings = Self {
            case,
            doubts,
            list: Vec::new(),
            equivalents: Vec::new(),
            shared: BTreeMap::new(),
            absent: BTreeMap::new(),
            differing: BTreeMap::new(),
            surplus: BTreeMap::new(),
            mends: Mends::new(),
            indexed: OnceCell::new(),
        };
        let objects = &case.comparison.objects;
        for object in objects {
            findings.absence(object);
        }
        for object in objects {
            findings.hanging(object);
        }
        for object in objects {
            findings.attributes(object);
        }
        findings.surviving();
        findings.unexpected();
        findings.shadowed();
        findings.not_visible_to_role();
        findings.futile();
        findings.follow();
        findings.apart();
        findings
    }

    /// Keeps a finding if its migration is recorded and in scope; tells its number.
    fn keep(&mut self, location: LocationId, mut finding: Finding) -> Option<usize> {
        let location = self.case.expected.origins.at(location);
        if !self.case.is_recorded(&location.migration) {
            return None;
        }
        finding.place = Some(message::location(location));
        self.push(&location.migration, finding)
    }

    /// Keeps a finding that says an object is not there.
    fn keep_absent(&mut self, location: LocationId, finding: Finding, key: &ObjectKey) {
        if let Some(index) = self.keep(location, finding) {
            self.absent.entry(key.clone()).or_default().push(index);
        }
    }

    /// The migration of a location.
    fn maker(&self, location: LocationId) -> &'a MigrationKey {
        &self.case.expected.origins.at(location).migration
    }

    fn push(&mut self, migration: &MigrationKey, finding: Finding) -> Option<usize> {
        if !self.case.in_scope(migration) {
            return None;
        }
        self.list.push(finding);
        Some(self.list.len() - 1)
    }

    fn finding(
        &self,
        kind: Kind,
        key: &ObjectKey,
        attribute: Option<&str>,
        location: LocationId,
    ) -> Finding {
        let migration = self.maker(location);
        let object = Some(message::object(key));
        let mut finding = Finding::new(kind, object, attribute, Some(migration.clone()));
        let doubt = self.doubts.about(key, migration, kind == Kind::Missing);
        Self::doubtful(&mut finding, doubt);
        finding
    }

    /// A doubt takes an error's proof away, and a warning's.
    fn doubtful(finding: &mut Finding, doubt: Option<Doubt>) {
        if finding.kind.is_doubtable() {
            Self::doubted(finding, doubt);
        }
    }

    fn doubted(finding: &mut Finding, doubt: Option<Doubt>) {
        if lowers(doubt.as_ref()) {
            finding.severity = match finding.severity {
                Severity::Error => Severity::Warning,
                Severity::Warning | Severity::Info => Severity::Info,
            };
        }
        finding.doubt = doubt;
    }

    /// An expected object that is not there, or not where it should be.
    fn absence(&mut self, object: &ObjectComparison) {
        let (kind, text, found): (Kind, String, &[Found]) = match &object.presence {
            Presence::Nowhere => {
                let (alike, alone) = (object.alike.as_deref(), self.case.traces.is_alone());
                let copies = &self.case.comparison.copies;
                let everywhere = message::everywhere(self.case.engine, alone);
                let searched = self.case.searched;
                let text = message::missing(&object.key, alike, everywhere, searched, copies);
                (Kind::Missing, text, &[])
            }
            Presence::Unrenamed(former) => {
                (Kind::Missing, message::unrenamed(&object.key, former), &[])
            }
            Presence::Elsewhere(found) => {
                let text = message::misplaced(&object.key, found);
                (Kind::Misplaced, text, found)
            }
            Presence::Variant(variant) => return self.variant(object, variant),
            Presence::Here | Presence::Hanging { .. } => return,
        };
        let mut told = Vec::new();
        for location in self.claimants(object) {
            let mut finding = self.finding(kind, &object.key, None, location);
            finding.message.clone_from(&text);
            finding.expected = object.key.schema.as_ref().map(ToString::to_string);
            // What is in another database may lawfully be gone from this one.
            let is_abroad = |best: &Found| best.place.database.is_some();
            if found.first().is_some_and(is_abroad) {
                let doubt = self.doubts.about(&object.key, self.maker(location), true);
                Self::doubted(&mut finding, doubt);
            }
            finding.found_in = found.iter().map(|found| found.place.to_string()).collect();
            finding.actual = finding.found_in.first().cloned();
            finding.alike = object.alike.as_ref().map(|other| other.name.to_string());
            self.former(&mut finding, &object.key, None, location);
            finding.matches = found.iter().map(found_match).collect();
            self.mend_absence(&mut finding, object, found);
            let maker = self.maker(location);
            if self.case.in_scope(maker) && self.case.is_recorded(maker) {
                told.push((location, finding));
            }
        }
        self.tell_once(told, &object.key);
    }

    /// What several migrations ensured is one thing that is not there: it is told at the first of those of which it is
    /// least in doubt, and what is told at the others follows from that.
    fn tell_once(&mut self, told: Vec<(LocationId, Finding)>, key: &ObjectKey) {
        let gravest = told.iter().map(|(_, finding)| finding.severity).max();
        let root = told.iter().find(|(_, it)| Some(it.severity) == gravest);
        let root = root.map(|(_, finding)| finding.id.clone());
        for (location, mut finding) in told {
            if root.as_ref() != Some(&finding.id) {
                (finding.next, finding.caution) = (Vec::new(), None);
                self.mends.remove(&finding.id);
                finding.root_cause.clone_from(&root);
            }
            self.keep_absent(location, finding, key);
        }
    }

    /// The lines in which the two sides of an attribute differ, of a routine those of its body.
    fn diff(&self, key: &ObjectKey, answer: &AttributeAnswer) -> Vec<String> {
        let source = |schema: &'a Schema| match &schema.routine(key)?.body {
            RoutineBody::Source(text) | RoutineBody::Atomic(text) => Some(text.clone()),
            RoutineBody::Return(value) => Some(format!("RETURN {}", value.text)),
            RoutineBody::Linked { .. } | RoutineBody::Aggregate(_) => None,
        };
        let schemas = [&self.case.expected.schema, self.case.live];
        match schemas.map(|schema| source(schema).filter(|_| answer.attribute == Attribute::Body)) {
            [Some(expected), Some(actual)] => differing(&expected, &actual),
            _ => differing(&answer.expected, &answer.actual),
        }
    }

    /// Adds that it is as an earlier migration left it, where it is.
    fn former(
        &self,
        finding: &mut Finding,
        key: &ObjectKey,
        attribute: Option<Attribute>,
        location: LocationId,
    ) {
        let evidence = self
            .case
            .former
            .evidence(self.maker(location), key, attribute);
        finding.evidence.extend(evidence);
    }

    /// The place that gave the object its name, and one of each other migration that ensured it.
    fn claimants(&self, object: &ObjectComparison) -> Vec<LocationId> {
        let Some(origin) = self.case.expected.origins.of(object.id) else {
            return Vec::new();
        };
        let mut places = vec![origin.named];
        for &location in &origin.ensured {
            let mut known = places.iter();
            if !known.any(|other| self.maker(*other) == self.maker(location)) {
                places.push(location);
            }
        }
        places
    }

    fn variant(&mut self, object: &ObjectComparison, variant: &Variant) {
        let Some(origin) = self.case.expected.origins.of(object.id) else {
            return;
        };
        let kind = match variant.naming {
            Naming::Renamed => Kind::CaptureGap,
            Naming::Hashed | Naming::Generated => Kind::VersionSkew,
        };
        let mut finding = self.finding(kind, &object.key, Some("name"), origin.named);
        finding.expected = Some(object.key.name.to_string());
        finding.actual = Some(variant.name.to_string());
        finding.message = message::variant(&object.key, variant);
        self.keep(origin.named, finding);
    }

    /// What hangs on a table that is not there is counted under it. What is not even with the table
    /// where that was found is told, and points at it.
    fn hanging(&mut self, object: &ObjectComparison) {
        let Presence::Hanging { on, there } = &object.presence else {
            return;
        };
        let Some(roots) = self.absent.get(on).cloned() else {
            return self.hanging_out_of_scope(object, on, *there);
        };
        let first = roots.first().map(|&root| &self.list[root]);
        let id = first.map(|finding| finding.id.clone());
        if first.is_some_and(|finding| finding.kind == Kind::Misplaced) && !there {
            return self.not_even_there(object, on, id.as_ref());
        }
        if object.key.kind != ObjectKind::Sequence {
            for &root in &roots {
                self.list[root].covers += 1;
            }
        }
        for location in self.claimants(object) {
            let migration = self.maker(location).clone();
            self.shared.entry(migration).or_default().extend(id.clone());
        }
    }

    fn not_even_there(&mut self, object: &ObjectComparison, on: &ObjectKey, root: Option<&String>) {
        for location in self.claimants(object) {
            let mut finding = self.finding(Kind::Missing, &object.key, None, location);
            finding.message = message::missing_beside(&object.key, on);
            finding.expected = object.key.schema.as_ref().map(ToString::to_string);
            finding.root_cause = root.cloned();
            self.keep_absent(location, finding, &object.key);
        }
    }

    /// The table's own finding belongs to another app or to an unrecorded migration: the part is
    /// told by itself where its own migration is in scope.
    fn hanging_out_of_scope(&mut self, object: &ObjectComparison, on: &ObjectKey, there: bool) {
        if self.hidden(on) {
            return;
        }
        for location in self.claimants(object) {
            let kind = if there {
                Kind::Misplaced
            } else {
                Kind::Missing
            };
            let mut finding = self.finding(kind, &object.key, None, location);
            finding.message = format!("{} is not there, because {on} is not", object.key);
            self.keep(location, finding);
        }
    }

    /// Whether the object that a part hangs on answers to an unrecorded migration only.
    fn hidden(&self, on: &ObjectKey) -> bool {
        let objects = &self.case.comparison.objects;
        let table = objects.iter().find(|object| &object.key == on);
        table.is_some_and(|table| {
            let mut makers = self.claimants(table).into_iter();
            makers.all(|location| !self.case.is_recorded(self.maker(location)))
        })
    }

    fn attributes(&mut self, object: &ObjectComparison) {
        for answer in &object.attributes {
            let origins = &self.case.expected.origins;
            let Some(location) = origins.answering(object.id, answer.attribute) else {
                continue;
            };
            match answer.answer {
                Answer::Unmeasured(_) => continue,
                Answer::Equivalent(reason) => {
                    self.equivalent(object, answer, reason, location);
                    continue;
                }
                _ => {}
            }
            let (kind, word) = (attribute_kind(&answer.answer), answer.attribute.as_str());
            let mut finding = self.finding(kind, &object.key, Some(word), location);
            finding.expected = Some(answer.expected.clone());
            finding.actual = Some(answer.actual.clone());
            finding.message = message::of_answer(&object.key, answer);
            if finding.kind == Kind::Different {
                finding.diff = self.diff(&object.key, answer);
            }
            self.mend_attribute(&mut finding, object, answer.attribute);
            finding.root_cause = self.cause_of_attribute(&object.key, answer);
            self.former(&mut finding, &object.key, Some(answer.attribute), location);
            if let Some(index) = self.keep(location, finding) {
                let differing = (object.key.clone(), answer.attribute);
                self.differing.insert(differing, index);
            }
        }
    }

    fn equivalent(
        &mut self,
        object: &ObjectComparison,
        answer: &AttributeAnswer,
        reason: &str,
        location: LocationId,
    ) {
        let migration = self.maker(location);
        if self.case.in_scope(migration) {
            self.equivalents.push(Equivalent {
                object: message::object(&object.key),
                aspect: Some(answer.attribute.as_str().to_owned()),
                expected: answer.expected.clone(),
                actual: answer.actual.clone(),
                reason: reason.to_owned(),
                migration: Some(migration.clone()),
            });
        }
    }
}

fn found_match(found: &Found) -> FoundMatch {
    let database = found.place.database.as_ref();
    FoundMatch {
        place: found.place.to_string(),
        schema: found.place.schema.to_string(),
        database: database.map(|database| database.name().to_owned()),
        matching: found.matching as u64,
        of: found.total as u64,
    }
}

fn attribute_kind(answer: &Answer) -> Kind {
    match answer {
        Answer::Different => Kind::Different,
        Answer::NotInForce => Kind::Invalid,
        Answer::Undecided(_) => Kind::Undecided,
        Answer::Equivalent(_) | Answer::Skew(_) | Answer::Unmeasured(_) => Kind::VersionSkew,
        Answer::CaptureGap(_) => Kind::CaptureGap,
    }
}
