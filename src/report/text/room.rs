//! Which findings a page has room for: a wall of them is read by nobody.

use std::collections::{BTreeMap, BTreeSet};

use super::Detail;
use super::writer::{Page, Span};
use crate::report::finding::Finding;
use crate::report::overview::Problem;
use crate::report::words::count_as;

/// So many findings are told at length, and so many of one sort where there are more than that.
const ALL: usize = 24;
const OF_ONE_SORT: usize = 6;
/// So many apps are named with what is left of them.
const APPS: usize = 8;

/// The findings that are told at length; the others are counted.
pub(super) struct Room<'a> {
    told: Option<BTreeSet<&'a str>>,
    left: Vec<&'a Finding>,
}

impl<'a> Room<'a> {
    /// `few` is said where none of them is worth a look before something else.
    pub(super) fn of(problems: &[Problem<'a>], detail: Detail, few: bool) -> Self {
        if detail == Detail::Verbose {
            return Self {
                told: None,
                left: Vec::new(),
            };
        }
        let told = problems.iter().filter(|one| !one.is_told_by_its_sentence());
        let told: Vec<&Problem<'a>> = told.collect();
        let number: usize = told.iter().map(|one| one.findings.len()).sum();
        let room = |of: usize| match (few, number > ALL) {
            (true, _) => usize::from(of == 1),
            (false, true) => OF_ONE_SORT,
            (false, false) => ALL,
        };
        let (mut shown, mut left) = (Vec::new(), Vec::new());
        for problem in told {
            let room = room(problem.findings.len()).min(ALL - shown.len());
            let (first, rest) = problem.findings.split_at(room.min(problem.findings.len()));
            shown.extend(first.iter().map(|one| one.id.as_str()));
            left.extend(rest.iter().copied());
        }
        Self {
            told: Some(shown.into_iter().collect()),
            left,
        }
    }

    /// Whether it is told at length.
    pub(super) fn holds(&self, finding: &Finding) -> bool {
        let told = self.told.as_ref();
        told.is_none_or(|told| told.contains(finding.id.as_str()))
    }

    /// How many there are more, by app.
    pub(super) fn left(&self, page: &mut Page) {
        if self.left.is_empty() {
            return;
        }
        let mut apps: BTreeMap<&str, usize> = BTreeMap::new();
        for finding in &self.left {
            let app = finding.migration.as_ref();
            *apps
                .entry(app.map_or("of no migration", |it| &it.app))
                .or_default() += 1;
        }
        let more = apps.len().saturating_sub(APPS);
        let named = apps.iter().take(APPS);
        let mut named: Vec<String> = named
            .map(|(app, number)| format!("{app} {number}"))
            .collect();
        named.extend((more > 0).then(|| count_as(more as u64, "more app", "more apps")));
        let number = count_as(self.left.len() as u64, "more finding", "more findings");
        page.gap();
        page.item(
            0,
            &[Span::plain(format!(
                "{number} of these sorts: {} (-v lists all, with what mends each)",
                named.join(", ")
            ))],
        );
    }
}
