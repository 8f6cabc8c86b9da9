//! What a migration without a row does, effect by effect.

use serde::{Deserialize, Serialize};

use super::finding::Object;
use super::text::style;
use super::vocabulary::EffectState;
use super::words::list;

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
            EffectState::Present
            | EffectState::Replaced
            | EffectState::Undecided
            | EffectState::Invalid => true,
            EffectState::Different | EffectState::Misplaced => self.aspect.is_none(),
            EffectState::Surviving | EffectState::Missing => false,
        }
    }

    /// `table cms_faq`, `type of column a.b`, `drop of table c`.
    fn named(&self) -> String {
        let object = style::object(&self.object);
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
        super::ObjectKind::Index => "INVALID",
        super::ObjectKind::Constraint => "NOT VALID",
        _ => "not in force",
    }
}
