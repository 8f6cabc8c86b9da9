//! The last net: one statement on which the program fails spoils no other.

use std::cell::Cell;
use std::panic::{self, AssertUnwindSafe};
use std::sync::Once;

thread_local! {
    static CONTAINED: Cell<bool> = const { Cell::new(false) };
}

static HOOK: Once = Once::new();

/// What `read` gives; where it panics, the reason in words for people, and nothing is printed. What `read`
/// works on must not be used after that.
///
/// # Errors
///
/// `read` panicked.
pub(crate) fn contain<T>(read: impl FnOnce() -> T) -> Result<T, String> {
    // A fuzzer looks for panics.
    if cfg!(fuzzing) {
        return Ok(read());
    }
    HOOK.call_once(|| {
        let print = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            if !CONTAINED.get() {
                print(info);
            }
        }));
    });
    let surrounded = CONTAINED.replace(true);
    let outcome = panic::catch_unwind(AssertUnwindSafe(read));
    CONTAINED.set(surrounded);
    outcome
        .map_err(|_| "reconcile failed while it read this, which is a bug of reconcile".to_owned())
}

#[cfg(test)]
mod tests {
    use super::contain;

    #[test]
    fn a_panic_is_an_answer_like_any_other() {
        assert_eq!(contain(|| 1), Ok(1));
        let outer = contain(|| {
            let inner = contain(|| assert_eq!(1, 2));
            assert!(inner.is_err());
            2
        });
        assert_eq!(outer, Ok(2));
        assert!(contain(|| panic!("no")).unwrap_err().contains("a bug"));
    }
}
