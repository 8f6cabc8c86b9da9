//! `DROP ... IF EXISTS` of what was not there: it did nothing.

use super::{PlaceId, Replay};
use crate::effect::Reference;
use crate::name::Name;
use crate::schema::ObjectKind;

/// A drop that found nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FutileDrop {
    /// The place of its statement.
    pub place: PlaceId,
    /// What was to be dropped.
    pub kind: ObjectKind,
    /// Its name.
    pub name: Name,
    /// The table on which it was looked for, of what hangs on one.
    pub table: Option<Name>,
}

impl Replay {
    /// Notes that a drop found nothing.
    pub(super) fn futile(&mut self, kind: ObjectKind, name: &Name, table: Option<&Reference>) {
        self.expected.futile.push(FutileDrop {
            place: self.place,
            kind,
            name: name.clone(),
            table: table.map(|table| table.name.clone()),
        });
    }
}
