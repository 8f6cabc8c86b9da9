//! What is wrong, by what it has in common: findings of one kind, at one place, with one likely cause are one problem;
//! where several schemas have the same one, it is told once. The gravest come first, of these the ones with something
//! new, then the ones with the most behind them.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use super::finding::{Cause, Command, Finding, MigrationKey};
use super::groups::{Following, groups};
use super::model::Report;
use super::page::{Line, own, text};
use super::parts::signature;
use super::suggestions;
use super::vocabulary::{CauseCode, Kind, ObjectKind, Severity, Sum};
use super::words::{count, count_as, list};

/// Findings that are wrong in the same way, in the order of the ledger.
pub(super) struct Problem<'a> {
    /// Those of each schema after one another.
    pub(super) findings: Vec<&'a Finding>,
    pub(super) cause: Option<&'a Cause>,
    /// The schemas that have it, and how many were looked at; none where the run was over one.
    schemas: Vec<&'a str>,
    of: usize,
    /// How many of them are new.
    pub(super) new: usize,
    /// How many findings follow from them.
    following: usize,
}

/// What makes two findings one problem.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Likeness<'a> {
    waived: bool,
    severity: Severity,
    kind: Kind,
    of_schema: bool,
    of_rows: bool,
    place: Option<(Option<&'a str>, &'a [String])>,
    cause: Option<CauseCode>,
}

/// All that is wrong; what follows from something else is counted under that.
pub(super) fn problems<'a>(report: &'a Report, following: &Following<'_>) -> Vec<Problem<'a>> {
    let mut places: BTreeMap<(Likeness<'a>, Option<&'a str>), usize> = BTreeMap::new();
    let mut problems: Vec<(Likeness<'a>, Problem<'a>)> = Vec::new();
    for group in groups(report) {
        let cause = group.migration.and_then(|it| it.causes.first());
        let told = group.findings.into_iter();
        for finding in told.filter(|finding| !following.holds(finding)) {
            let cause = cause.filter(|_| finding.kind.has_cause());
            let likeness = likeness(finding, cause);
            let schema = finding.schema.as_deref();
            let place = *places
                .entry((likeness.clone(), schema))
                .or_insert(problems.len());
            if place == problems.len() {
                problems.push((
                    likeness,
                    Problem {
                        findings: Vec::new(),
                        cause,
                        schemas: schema.into_iter().collect(),
                        of: report.parts.len(),
                        new: 0,
                        following: 0,
                    },
                ));
            }
            let (_, problem) = &mut problems[place];
            problem.findings.push(finding);
            problem.new += usize::from(finding.is_new(report));
            problem.following += following.those(finding).len();
        }
    }
    let mut problems = over_schemas(problems);
    problems.sort_by_key(Problem::rank);
    problems
}

/// One for all schemas that have the same.
fn over_schemas<'a>(problems: Vec<(Likeness<'a>, Problem<'a>)>) -> Vec<Problem<'a>> {
    let mut places = BTreeMap::new();
    let mut all: Vec<Problem<'a>> = Vec::new();
    for (likeness, problem) in problems {
        let findings = problem.findings.iter();
        let same: BTreeSet<String> = findings
            .map(|one| signature(one.schema.as_deref().unwrap_or_default(), one))
            .collect();
        let place = *places.entry((likeness, same)).or_insert(all.len());
        match all.get_mut(place) {
            Some(before) => before.take(problem),
            None => all.push(problem),
        }
    }
    all
}

fn likeness<'a>(finding: &'a Finding, cause: Option<&Cause>) -> Likeness<'a> {
    Likeness {
        waived: finding.waived.is_some(),
        severity: finding.severity,
        kind: finding.kind,
        of_schema: is_of_schema(finding),
        of_rows: is_of_rows(finding),
        place: (finding.kind == Kind::Misplaced).then(|| (belongs_in(finding), &*finding.found_in)),
        cause: cause.map(|it| it.code),
    }
}

/// Whether it is about all that a schema should hold.
pub(super) fn is_of_schema(finding: &Finding) -> bool {
    let object = finding.object.as_ref();
    object.is_some_and(|object| object.object_type == ObjectKind::Schema)
}

/// Whether it is about several rows of one migration.
#[must_use]
pub fn is_of_rows(finding: &Finding) -> bool {
    finding.kind == Kind::Unexpected && finding.aspect.as_deref() == Some("rows")
}

fn sum(finding: &Finding) -> Sum {
    if is_of_rows(finding) {
        return Sum::Migrations(
            "has several rows in django_migrations",
            "have several rows in django_migrations",
        );
    }
    finding.kind.row().sum
}

impl<'a> Problem<'a> {
    fn rank(&self) -> (bool, Reverse<Severity>, bool, Reverse<usize>) {
        let first = self.first();
        (
            first.waived.is_some(),
            Reverse(first.severity),
            self.new == 0,
            Reverse(self.findings.len() + self.following),
        )
    }

    fn take(&mut self, other: Self) {
        self.findings.extend(other.findings);
        self.schemas.extend(other.schemas);
        self.new += other.new;
        self.following += other.following;
    }

    /// The first of its findings; there is no problem without one.
    pub(super) fn first(&self) -> &'a Finding {
        self.findings[0]
    }

    /// Whether nobody has to look at each of its findings: they are many, and the sentence says it of all.
    pub(super) fn is_told_by_its_sentence(&self) -> bool {
        let first = self.first();
        let alike = first.severity == Severity::Info || first.kind == Kind::NoLedger;
        alike && self.findings.len() > ALIKE
    }

    /// `6 tables are in test_schema, and belong in public: 4 migrations (user_profile.0032 ... 0037)`. What several
    /// schemas have is told of the first of them.
    pub(super) fn headline(&self) -> Line {
        let schema = &self.first().schema;
        let findings = self.findings.iter().copied();
        let of_first: Vec<&Finding> = findings.filter(|one| one.schema == *schema).collect();
        let line = match of_first.as_slice() {
            [only] => of_one(only),
            several => of_several(several),
        };
        match self.where_it_is() {
            Some(schemas) => schemas.own(": ").and(line),
            None => line,
        }
    }

    /// `tenant_07`, `8 of 15 schemas (tenant_01, tenant_02 and 6 more)`.
    fn where_it_is(&self) -> Option<Line> {
        let name = |name: &&str| own("").name(name);
        match self.schemas.as_slice() {
            [] => None,
            [only] => Some(name(only)),
            several => {
                let left = several.len().saturating_sub(SCHEMAS);
                let left = (left > 1).then(|| own(format!("{left} more")));
                let most = left.as_ref().map_or(several.len(), |_| SCHEMAS);
                let names = several.iter().take(most).map(name).chain(left).collect();
                let all = count(self.of as u64, "schema");
                let line = own(format!("{} of {all} (", several.len()));
                Some(line.and(Line::list(names)).own(")"))
            }
        }
    }

    /// `NEW`, `2 NEW`; nothing where none is.
    pub(super) fn news(&self) -> Option<String> {
        match (self.new, self.findings.len()) {
            (0, _) => None,
            (new, all) if new == all => Some("NEW".to_owned()),
            (new, _) => Some(format!("{new} NEW")),
        }
    }

    /// What most likely happened, in short.
    pub(super) fn likely(&self) -> Option<String> {
        let cause = self.cause?;
        let told = cause.text.split_once(": ");
        let told = told.map_or(&*cause.text, |(told, _)| told);
        Some(format!("{}: {told}", cause.code))
    }

    /// The moves, where all of it can be moved.
    pub(super) fn moves(&self) -> usize {
        let movable = self.findings.iter();
        let movable = movable.filter(|one| suggestions::mover(one).is_some());
        Some(movable.count())
            .filter(|number| *number == self.findings.len())
            .unwrap_or_default()
    }

    /// What is typed, each once.
    pub(super) fn commands(&self, report: &Report) -> Vec<Command> {
        if self.first().kind == Kind::NoLedger && self.findings.len() > 1 {
            return suggestions::capture_all(report).into_iter().collect();
        }
        let mut seen = BTreeSet::new();
        let all = self.findings.iter().flat_map(|one| &one.next);
        all.filter(|one| seen.insert(&*one.text)).cloned().collect()
    }
}

/// Every move in one transaction, where there is more than one.
pub(super) fn moves(problems: &[Problem<'_>]) -> Vec<String> {
    let findings = problems.iter().flat_map(|one| &one.findings);
    let moves = findings.filter_map(|finding| Some(suggestions::mover(finding)?.text));
    let moves: Vec<String> = moves.collect();
    if moves.len() < 2 {
        return Vec::new();
    }
    [&["BEGIN;".to_owned()], &*moves, &["COMMIT;".to_owned()]].concat()
}

/// So many schemas are named.
const SCHEMAS: usize = 2;
/// More findings that are alike are told by one sentence.
const ALIKE: usize = 3;

fn of_one(finding: &Finding) -> Line {
    if is_of_schema(finding) {
        return text(&finding.message);
    }
    let owner = finding.migration.as_ref();
    match (sum(finding), &finding.object) {
        (Sum::Objects(..), Some(object)) => {
            let said = own("").text(said_of_one(finding));
            let said = said.with_some(owner, |line, it| line.own(" (").name(it).own(")"));
            match &finding.aspect {
                Some(aspect) if is_compared(finding.kind) => {
                    let aspect = aspect.replace('_', " ");
                    text(aspect).own(" of ").name(object).own(" ").and(said)
                }
                _ => Line::default().name(object).own(" ").and(said),
            }
        }
        _ => text(finding.owner()).own(" ").text(said_of_one(finding)),
    }
}

/// Whether an attribute of such a finding was held against the ledger's.
const fn is_compared(kind: Kind) -> bool {
    matches!(kind, Kind::Different | Kind::Undecided)
}

fn said_of_one(finding: &Finding) -> String {
    let (Sum::Objects(one, _) | Sum::Migrations(one, _)) = sum(finding);
    match places(finding) {
        Some((there, Some(here))) => format!("is in {there}, and belongs in {here}"),
        Some((there, None)) => format!("is in {there}"),
        None => one.to_owned(),
    }
}

fn said_of_several(finding: &Finding) -> String {
    let (Sum::Objects(_, many) | Sum::Migrations(_, many)) = sum(finding);
    match places(finding) {
        Some((there, Some(here))) => format!("are in {there}, and belong in {here}"),
        Some((there, None)) => format!("are in {there}"),
        None => many.to_owned(),
    }
}

/// Where something is, and where it belongs, if that is not the schema in whose account it is told.
fn places(finding: &Finding) -> Option<(String, Option<&str>)> {
    let somewhere = finding.kind == Kind::Misplaced && !finding.found_in.is_empty();
    finding.expected.as_ref().filter(|_| somewhere)?;
    Some((list(&finding.found_in), belongs_in(finding)))
}

fn belongs_in(finding: &Finding) -> Option<&str> {
    let expected = finding.expected.as_deref();
    expected.filter(|_| finding.schema != finding.expected)
}

fn of_several(findings: &[&Finding]) -> Line {
    let first = findings[0];
    let said = said_of_several(first);
    let mut keys: Vec<&MigrationKey> = Vec::new();
    for key in findings.iter().filter_map(|one| one.migration.as_ref()) {
        if !keys.contains(&key) {
            keys.push(key);
        }
    }
    let migrations = count(keys.len() as u64, "migration");
    if let Sum::Migrations(..) = sum(first) {
        let line = own(migrations).own(" ").text(said);
        return line.with_some(span(&keys), |line, span| line.own(": ").text(span));
    }
    let line = own(things(findings)).own(" ").text(said);
    let line = line.with_some(aspects(findings), |line, them| {
        line.own(" (").text(them).own(")")
    });
    match keys.as_slice() {
        [] => line,
        [only] => line.own(": ").name(only),
        _ => line
            .own(": ")
            .own(migrations)
            .with_some(span(&keys), |line, span| line.own(" (").text(span).own(")")),
    }
}

/// `2 columns and 1 index`.
fn things(findings: &[&Finding]) -> String {
    let mut kinds: BTreeMap<ObjectKind, u64> = BTreeMap::new();
    for object in findings.iter().filter_map(|one| one.object.as_ref()) {
        *kinds.entry(object.object_type).or_default() += 1;
    }
    let kinds = kinds.into_iter();
    let kinds: Vec<String> = kinds
        .map(|(kind, number)| count_as(number, &kind.words(), kind.plural()))
        .collect();
    if kinds.is_empty() {
        return count(findings.len() as u64, "finding");
    }
    list(&kinds)
}

fn aspects(findings: &[&Finding]) -> Option<String> {
    let compared = findings.iter().filter(|one| is_compared(one.kind));
    let aspects = compared.filter_map(|one| one.aspect.as_deref());
    let aspects: BTreeSet<String> = aspects.map(|it| it.replace('_', " ")).collect();
    let aspects: Vec<String> = aspects.into_iter().collect();
    (!aspects.is_empty()).then(|| list(&aspects))
}

/// So many apps are named.
const APPS: usize = 4;

/// `user_profile.0032 ... 0037`, `auth, shop and 3 more apps`.
fn span(keys: &[&MigrationKey]) -> Option<String> {
    let (first, last) = (keys.first()?, keys.last()?);
    let mut apps: Vec<&str> = keys.iter().map(|key| &*key.app).collect();
    apps.sort_unstable();
    apps.dedup();
    if apps.len() == 1 {
        let more = if keys.len() > 2 { " ..." } else { " and" };
        return Some(format!(
            "{}.{}{more} {}",
            first.app,
            number(first),
            number(last)
        ));
    }
    let left = apps.len().saturating_sub(APPS);
    let mut apps: Vec<String> = apps.into_iter().take(APPS).map(str::to_owned).collect();
    apps.extend((left > 0).then(|| count_as(left as u64, "more app", "more apps")));
    Some(list(&apps))
}

/// `0032` of `0032_add_profile_about_item`; else the whole name.
fn number(key: &MigrationKey) -> &str {
    let digits = key.name.split('_').next().unwrap_or_default();
    let is_number = !digits.is_empty() && digits.bytes().all(|it| it.is_ascii_digit());
    if is_number { digits } else { &key.name }
}
