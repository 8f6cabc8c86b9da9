//! What there is of kinds that few databases have.

use crate::catalog::rows::{DecodeError, RowReader, cell};

/// Which kinds are worth a query of their own.
#[allow(
    clippy::struct_excessive_bools,
    reason = "each is a column of the query"
)]
pub(super) struct Present {
    pub(super) composites: bool,
    pub(super) types: bool,
    pub(super) unmodelled: bool,
    pub(super) triggers: bool,
    pub(super) policies: bool,
    /// Those of views too.
    pub(super) rules: bool,
    pub(super) statistics: bool,
    pub(super) functions: bool,
    pub(super) collations: bool,
    pub(super) others: bool,
}

impl Present {
    pub(super) fn decode(row: &RowReader<'_>) -> Result<Self, DecodeError> {
        Ok(Self {
            composites: cell(row, "composites")?,
            types: cell(row, "types")?,
            unmodelled: cell(row, "unmodelled")?,
            triggers: cell(row, "triggers")?,
            policies: cell(row, "policies")?,
            rules: cell(row, "rules")?,
            statistics: cell(row, "statistics")?,
            functions: cell(row, "functions")?,
            collations: cell(row, "collations")?,
            others: cell(row, "others")?,
        })
    }
}
