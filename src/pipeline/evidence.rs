//! The transactions of records and objects.

use crate::catalog::assemble::Catalog;
use crate::record::Plan;
use crate::verdict::Clock;

/// What `xmin` tells of rows and objects.
pub(super) fn clock(plan: &Plan, catalog: &Catalog) -> Clock {
    let records = plan.recorded();
    Clock {
        records: records
            .filter_map(|record| Some((record.migration.clone(), record.xmin?)))
            .collect(),
        objects: catalog.written.clone(),
    }
}
