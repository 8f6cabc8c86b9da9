//! How many rows a step reads, writes or locks: what the server last counted, as no table is opened for it.

use std::collections::BTreeMap;

use super::{How, Risk, Step};
use crate::name::QualifiedName;
use crate::report::words::{about, list, size};
use crate::schema::ObjectKind;

/// What the server last counted of a table; nothing where it never did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Size {
    /// Its rows.
    pub rows: Option<u64>,
    /// Its own file.
    pub bytes: Option<u64>,
}

impl Size {
    /// `about 1.2 million rows, 310 MB`
    #[must_use]
    pub fn words(self) -> String {
        match (self.rows, self.bytes) {
            (None, _) => "never analyzed".to_owned(),
            (Some(rows), None) => about(rows, "row"),
            (Some(rows), Some(bytes)) => format!("{}, {}", about(rows, "row"), size(bytes)),
        }
    }
}

/// The tables that there are.
pub type Sizes = BTreeMap<QualifiedName, Size>;

/// Notes of each step how large its table is, by the name that it has now.
pub(super) fn note(steps: &mut [Step], sizes: &Sizes) {
    let returned = steps.iter().filter_map(|step| match &step.how {
        How::Return(from) if from.kind == ObjectKind::Table => {
            Some((step.key.qualified(), from.qualified()))
        }
        _ => None,
    });
    let returned: BTreeMap<QualifiedName, QualifiedName> = returned.collect();
    for step in steps {
        let name = step
            .key
            .table_name()
            .unwrap_or_else(|| step.key.qualified());
        let name = returned.get(&name).unwrap_or(&name);
        step.size = sizes.get(name).copied();
    }
}

/// The largest table that is not only changed in the catalog, and those that were never counted.
#[must_use]
pub fn total(steps: &[Step]) -> Vec<String> {
    let costly = steps.iter().filter(|it| it.risk() > Risk::Instant);
    let sized = costly.filter_map(|it| Some((it.size?, it.key.table_name()?)));
    let (counted, never): (Vec<_>, Vec<_>) = sized.partition(|(size, _)| size.rows.is_some());
    let mut lines = Vec::new();
    let weight = |size: &Size| (size.bytes, size.rows);
    if let Some((size, name)) = counted.iter().max_by_key(|(size, _)| weight(size)) {
        lines.push(format!("largest of these: table {name}, {}", size.words()));
    }
    let mut never: Vec<String> = never
        .into_iter()
        .map(|(_, name)| name.to_string())
        .collect();
    never.sort();
    never.dedup();
    if !never.is_empty() {
        lines.push(format!("never analyzed: {}", list(&never)));
    }
    lines
}
