//! One migration and what became of it; of one without a row, effect by effect.

use jiff::Timestamp;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::finding::{Cause, Evidence, MigrationKey, Object};
use super::json::seconds_or_null;
use super::vocabulary::{EffectState, ObjectKind, Verdict};
use super::words::list;

/// A migration by app label and name, as `django_migrations` names it.
#[derive(Serialize, Deserialize)]
#[serde(remote = "MigrationKey")]
struct Key {
    app: String,
    name: String,
}

impl Serialize for MigrationKey {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Key::serialize(self, serializer)
    }
}

impl<'de> Deserialize<'de> for MigrationKey {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Key::deserialize(deserializer)
    }
}

/// One migration and what became of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Migration {
    /// The schema of whose records it is; none where the run was over one schema.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub schema: Option<String>,
    /// The app label.
    pub app: String,
    /// The migration's name.
    pub name: String,
    /// Its file in the project, where the manifest knows it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
    /// When `django_migrations` says it was applied; none where it is not recorded.
    #[serde(serialize_with = "seconds_or_null")]
    pub recorded_at: Option<Timestamp>,
    /// The one word for it.
    pub verdict: Verdict,
    /// Its surviving effects, counted.
    pub effects: EffectCounts,
    /// What was seen.
    pub evidence: Vec<Evidence>,
    /// The ids of its findings.
    pub findings: Vec<String>,
    /// What most likely happened, the likeliest first; empty where nothing that was seen tells.
    #[serde(default)]
    pub causes: Vec<Cause>,
    /// Of one that is not recorded: what it does, and what there is of that.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unrecorded: Vec<UnrecordedEffect>,
}

impl Migration {
    /// Its app and name.
    #[must_use]
    pub fn key(&self) -> MigrationKey {
        MigrationKey::new(&*self.app, &*self.name)
    }

    /// Whether it is recorded, and its stored output was read.
    #[must_use]
    pub fn is_checked(&self) -> bool {
        self.is_recorded() && self.verdict != Verdict::NoLedger
    }

    /// What its verdict means, in half a sentence. Where nothing tells whether what is missing ever was
    /// there, that is said.
    pub(super) fn told(&self) -> String {
        let told = self.verdict.row().told;
        match self.verdict {
            Verdict::Unrecorded if !self.unrecorded.iter().all(UnrecordedEffect::is_in_force) => {
                "some of its effects are there, but it is not recorded".to_owned()
            }
            Verdict::Faked if self.causes.is_empty() => {
                format!("{told}: faked, or removed since; from here it cannot be told")
            }
            _ => told.to_owned(),
        }
    }

    /// Whether `django_migrations` holds it.
    #[must_use]
    pub const fn is_recorded(&self) -> bool {
        self.verdict.is_recorded()
    }
}

/// The surviving effects of a migration: those that no later recorded migration replaced.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct EffectCounts {
    /// All of them.
    pub total: u64,
    /// There, exact or equivalent.
    pub present: u64,
    /// In another schema or database.
    pub misplaced: u64,
    /// Nowhere.
    pub missing: u64,
    /// There, and different.
    pub different: u64,
    /// Dropped or renamed, and still there.
    pub surviving: u64,
    /// There, and not in force.
    pub invalid: u64,
    /// There, without an answer.
    pub undecided: u64,
    /// There, with an aspect that nothing was held against.
    #[serde(default)]
    pub unmeasured: u64,
}

/// One effect of a migration that is in the ledger and not in `django_migrations`. What hangs on a table that
/// it makes is not listed, nor what would be so without it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnrecordedEffect {
    /// What it makes, changes or drops.
    pub object: Object,
    /// The attribute that it sets, where it makes or drops nothing.
    pub aspect: Option<String>,
    /// Whether it drops the object.
    pub drops: bool,
    /// What there is of it.
    pub state: EffectState,
}

impl UnrecordedEffect {
    /// Whether the database is as the migration leaves it, or a later one that ran too.
    #[must_use]
    pub const fn is_in_force(&self) -> bool {
        matches!(self.state, EffectState::Present | EffectState::Replaced)
    }

    /// Whether it is in the database, in whatever shape.
    #[must_use]
    pub const fn is_there(&self) -> bool {
        match self.state {
            EffectState::Present | EffectState::Replaced | EffectState::Undecided => true,
            EffectState::Invalid | EffectState::Different | EffectState::Misplaced => {
                self.aspect.is_none()
            }
            EffectState::Surviving | EffectState::Missing => false,
        }
    }

    /// `creates` and `table cms_faq`, `sets` and `type of column a.b`.
    pub(super) fn does(&self) -> (&'static str, String) {
        let object = self.object.to_string();
        match &self.aspect {
            _ if self.drops => ("drops", object),
            Some(aspect) => ("sets", format!("{} of {object}", aspect.replace('_', " "))),
            None => ("creates", object),
        }
    }

    /// `table cms_faq`, `type of column a.b`, `drop of table c`.
    fn named(&self) -> String {
        let object = self.object.to_string();
        match &self.aspect {
            _ if self.drops => format!("drop of {object}"),
            Some(aspect) => format!("{} of {object}", aspect.replace('_', " ")),
            None => object,
        }
    }
}

/// `table a, index b (INVALID) and 3 more`: at most so many are named, the others are counted.
#[must_use]
pub fn named<'a>(effects: impl IntoIterator<Item = &'a UnrecordedEffect>, most: usize) -> String {
    let mut all: Vec<String> = effects
        .into_iter()
        .map(|effect| match effect.state {
            EffectState::Invalid => format!("{} ({})", effect.named(), not_in_force(effect)),
            EffectState::Replaced => format!("{} (replaced since)", effect.named()),
            EffectState::Different if effect.aspect.is_none() => {
                format!("{} (with another definition)", effect.named())
            }
            EffectState::Misplaced if effect.aspect.is_none() => {
                format!("{} (in another place)", effect.named())
            }
            _ => effect.named(),
        })
        .collect();
    let more = all.len().saturating_sub(most);
    all.truncate(most);
    all.extend((more > 0).then(|| format!("{more} more")));
    list(&all)
}

const fn not_in_force(effect: &UnrecordedEffect) -> &'static str {
    match effect.object.object_type {
        ObjectKind::Index => "INVALID",
        ObjectKind::Constraint => "NOT VALID",
        _ => "not in force",
    }
}
