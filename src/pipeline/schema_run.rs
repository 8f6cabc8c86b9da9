//! One schema's run: what its `django_migrations` records, held against what is there.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex};

use super::across::Across;
use super::ahead::Ahead;
use super::arbiter::{self, Asked};
use super::course::search_path;
use super::hypothesis::{self, Hypothesis};
use super::layout::Layout;
use super::proof::{self, Proof};
use super::repair::Mendings;
use super::role_visibility::RoleView;
use super::siblings::SiblingSearch;
use super::trial::PlanTrial;
use super::view::LiveView;
use super::{Purpose, Readings, evidence, former, self_check};
use crate::catalog::Target;
use crate::catalog::postgres::arbiter::Arbiter;
use crate::compare::Comparison;
use crate::definition::SelfCheck;
use crate::engine::Engine;
use crate::history::Answers;
use crate::migration::MigrationKey;
use crate::name::Name;
use crate::record::Plan;
use crate::repair::sqlite::Sides;
use crate::replay::Expected;
use crate::report::Outcome;
use crate::schema::ObjectId;
use crate::verdict::{self, Capture, Case, Mends, Past};

/// What every schema run of a run rests on.
pub(super) struct Facts<'a> {
    /// The stored outputs, read.
    pub(super) readings: &'a Readings,
    /// How the stored outputs came about, where there is a manifest.
    pub(super) captures: BTreeMap<MigrationKey, Capture>,
    /// The app labels that are judged; empty means all.
    pub(super) apps: BTreeSet<String>,
    /// Which app lives where, if that is known.
    pub(super) layout: Option<&'a Layout>,
    /// As which role the tables are looked at, if a role is named.
    pub(super) role_view: Option<RoleView<'a>>,
    /// What is planned for the shared schema, if it has records.
    pub(super) shared: Option<Plan>,
    /// By what a ledger of another vendor is held against the database.
    pub(super) across: Option<Across>,
    /// What was replayed while the catalog was read.
    pub(super) ahead: Option<Ahead>,
    /// The live side.
    pub(super) live_view: &'a LiveView,
    pub(super) inherited: BTreeSet<ObjectId>,
    pub(super) past: Arc<Past>,
    /// What of live objects is not modelled.
    pub(super) unmeasured: BTreeMap<ObjectId, String>,
    /// How the model's prints compare with the server's, where that was asked for.
    pub(super) self_check: Option<SelfCheck>,
    /// Statements that somebody means to run.
    pub(super) proposed: Option<&'a str>,
    /// What for.
    pub(super) purpose: Purpose,
}

/// What became of one schema.
pub(super) struct Judged {
    pub(super) outcome: Outcome,
    pub(super) asked: Asked,
    /// What mends its findings, where that is wanted.
    pub(super) mendings: Mendings,
    /// What it was judged by.
    pub(super) made: Option<(Expected, Comparison)>,
    /// What it would be told after the proposed statements.
    pub(super) proof: Option<Proof>,
}

/// By what one schema is judged, beside the facts.
struct Bench<'a, 'b> {
    trial: &'a PlanTrial<'b>,
    arbiter: Option<&'a Mutex<Arbiter>>,
    known: &'a Answers,
    sibling_search: &'a SiblingSearch<'a>,
}

impl Facts<'_> {
    /// Judges one schema, which `target` names.
    pub(super) fn judge(
        &self,
        plan: Plan,
        target: &Target,
        arbiter: Option<&Mutex<Arbiter>>,
        known: &Answers,
        sibling_search: &SiblingSearch<'_>,
    ) -> Judged {
        let schema = Name::exact(&target.schema);
        let path = search_path(&target.schema, &target.search_path, self.layout);
        let view = self.live_view.seen_from(&schema, &path, self.layout);
        let trial = PlanTrial {
            readings: self.readings,
            view: &view,
            inherited: &self.inherited,
            target,
            layout: self.layout,
            shared: self.shared.as_ref(),
            across: self.across.as_ref(),
            ahead: self.ahead.as_ref(),
        };
        let chosen = hypothesis::choose(plan, &trial);
        let bench = Bench {
            trial: &trial,
            arbiter,
            known,
            sibling_search,
        };
        let (chosen, (outcome, mends), asked) = self.outcome(chosen, &bench);
        let mut mendings = self.mendings(mends, &chosen.tried.expected);
        if target.engine == Engine::Sqlite && self.purpose == Purpose::Repair {
            mendings.sqlite = Some(Box::new(Sides {
                expected: chosen.tried.expected.schema.clone(),
                live: Cow::into_owned(chosen.tried.live.clone()),
            }));
        }
        let proof = self
            .proposed
            .map(|text| self.after(text, (&chosen, &asked), &bench));
        Judged {
            outcome,
            asked,
            mendings,
            made: Some((chosen.tried.expected, chosen.tried.comparison)),
            proof,
        }
    }

    /// The outcome of one plan that was tried; gives back what was tried, with all answers in it.
    fn outcome<'b>(
        &self,
        mut chosen: Hypothesis<'b>,
        bench: &Bench<'_, 'b>,
    ) -> (Hypothesis<'b>, (Outcome, Mends), Asked) {
        let Bench { trial, known, .. } = bench;
        let target = trial.target;
        let asked = bench.arbiter.map_or_else(Asked::default, |arbiter| {
            arbiter::settle(&mut chosen.tried, arbiter, trial.path(), known)
        });
        let elsewhere = self.elsewhere(&target.schema);
        let search = bench.sibling_search.look(
            &chosen.tried.expected,
            &mut chosen.tried.comparison,
            |migration| self.wants(&migration.app) && !elsewhere.contains(&migration.app),
        );
        if let Some(role_view) = &self.role_view {
            role_view.look(
                &target.schema,
                &chosen.tried.expected,
                &mut chosen.tried.comparison,
            );
        }
        if let Some(check) = &self.self_check {
            self_check::hold(check, &mut chosen.tried.comparison);
        }
        let unmeasured = |id| self.unmeasured.get(&id).map(String::as_str);
        chosen.tried.comparison.doubt_unmodelled(unmeasured);
        let across = chosen.tried.across.take();
        let effect_checks = chosen.tried.effect_checks();
        let former = former::look(trial, &chosen, &effect_checks, |migration| {
            self.wants(&migration.app) && !elsewhere.contains(&migration.app)
        });
        let traces = evidence::traces(&chosen.plan, &target.schema, &self.past, &search);
        let unheld = across.as_ref().map(|told| &told.migrations);
        let case = Case {
            plan: &chosen.plan,
            readings: self.readings,
            expected: &chosen.tried.expected,
            live: &chosen.tried.live,
            comparison: &chosen.tried.comparison,
            candidates: &chosen.candidates,
            captures: &self.captures,
            role: self.role_view.as_ref().map(|role_view| role_view.role),
            apps: &self.apps,
            elsewhere: &elsewhere,
            search_path: match self.layout {
                None => &target.search_path,
                Some(_) => &[],
            },
            former: &former,
            traces: &traces,
            searched: &search.searched,
            several: self.live_view.keeps_several(),
            engine: self.across.is_none().then_some(target.engine),
            unheld,
        };
        let (mut outcome, mends) = verdict::judge(&case, effect_checks);
        let home = Name::exact(&target.schema);
        outcome.coverage.ledgers = match self.layout {
            None => self.live_view.ledgers(&chosen.tried.expected, &home),
            Some(_) => Vec::new(),
        };
        outcome.coverage.across_vendors = across.map(|told| told.coverage);
        outcome.coverage.unread = search.unread;
        outcome.coverage.searched = search.searched;
        let role_view = self.role_view.as_ref();
        outcome.coverage.sight =
            role_view.map(|role_view| role_view.coverage(&chosen.tried.comparison));
        (chosen, (outcome, mends), asked)
    }

    /// What the schema of `chosen` would be told after the statements of `text`. Rows are not looked at: whether they
    /// hold what a constraint asks for, and which migrations they record afterwards.
    fn after<'b>(
        &self,
        text: &str,
        (chosen, asked): (&Hypothesis<'b>, &Asked),
        bench: &Bench<'_, 'b>,
    ) -> Proof {
        let live = Cow::into_owned(chosen.tried.live.clone());
        let (made, doubts) = proof::replayed(
            text,
            live,
            bench.trial.path(),
            &bench.trial.view.unseen(),
            bench.trial.target.engine,
        );
        let inherited = self.inherited.iter().copied();
        let inherited = inherited.chain(made.inherited.inherited_only).collect();
        let live = Cow::Owned(made.schema);
        let expected = chosen.tried.expected.clone();
        let chosen = Hypothesis {
            plan: chosen.plan.clone(),
            tried: bench.trial.hold(expected, live, inherited),
            candidates: chosen.candidates.clone(),
        };
        let bench = Bench {
            known: &asked.answers,
            ..*bench
        };
        let (_, (outcome, _), _) = self.outcome(chosen, &bench);
        Proof { outcome, doubts }
    }

    fn mendings(&self, mends: Mends, expected: &Expected) -> Mendings {
        match self.purpose {
            Purpose::Repair => Mendings::of(mends, expected),
            Purpose::Report => Mendings::default(),
        }
    }

    /// Whether an app is asked for.
    pub(super) fn wants(&self, app: &str) -> bool {
        self.apps.is_empty() || self.apps.contains(app)
    }

    /// The apps that are judged in another schema than this one.
    pub(super) fn elsewhere(&self, schema: &str) -> BTreeSet<String> {
        let layout = self.layout;
        layout.map_or_else(BTreeSet::new, |layout| layout.elsewhere(schema))
    }
}
