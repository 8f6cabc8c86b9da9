//! Transaction ids, as `xmin` of a row tells them.

/// Whether one transaction came after another; ids wrap at 2^32 (`TransactionIdPrecedes` of
/// `transam.c`). Ids below 3 are not ordinary transactions.
#[must_use]
pub fn is_after(later: u32, earlier: u32) -> bool {
    let distance = later.wrapping_sub(earlier).cast_signed();
    later > 2 && earlier > 2 && distance > 0
}

/// How many transactions of other sessions may come between the DDL of a migration and its row.
const BETWEEN: u32 = 8;

/// Whether a migration whose row was written by `record` may have written something in transaction
/// `other`: Django writes the row in the transaction of the DDL, or right after it
/// (`MigrationExecutor.apply_migration`), and after the row of the migration before, `previous`.
#[must_use]
pub fn is_of_run(other: u32, record: u32, previous: Option<u32>) -> bool {
    let near = other > 2 && record > 2 && record.wrapping_sub(other) <= BETWEEN;
    near && previous.is_none_or(|previous| is_after(other, previous))
}

/// The transactions for which [`is_of_run`] may hold.
pub fn may_be_of_run(record: u32) -> impl Iterator<Item = u32> {
    (0..=BETWEEN).map(move |between| record.wrapping_sub(between))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_order_of_transactions_survives_the_wrap() {
        assert!(is_after(5, 4) && !is_after(4, 5) && !is_after(4, 4));
        assert!(is_after(3, u32::MAX));
        assert!(!is_after(4, 2));
    }

    #[test]
    fn a_run_writes_between_the_record_before_and_its_own() {
        assert!(is_of_run(7, 7, Some(5)) && is_of_run(6, 7, Some(5)));
        assert!(!is_of_run(5, 7, Some(5)) && !is_of_run(8, 7, Some(5)));
        assert!(!is_of_run(70, 100, Some(5)) && is_of_run(95, 100, None));
        let all: Vec<u32> = may_be_of_run(100).collect();
        assert!((3..200).all(|it| all.contains(&it) == is_of_run(it, 100, None)));
    }
}
