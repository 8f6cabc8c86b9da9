//! Work on several cores.

use std::num::NonZero;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread::{self, Builder};

use super::PipelineError;
use crate::effect::STACK;

/// Each thread holds what it works on: more of them would need more memory than they save time.
const MOST: usize = 8;

fn builder() -> Builder {
    Builder::new().stack_size(STACK)
}

/// Does two things at the same time; one after the other where the system gives no second thread.
///
/// # Errors
/// The thread of `one` panicked.
pub(super) fn beside<A: Send, B>(
    one: impl Fn() -> A + Sync,
    other: impl FnOnce() -> B,
) -> Result<(A, B), PipelineError> {
    thread::scope(|scope| {
        let thread = builder().spawn_scoped(scope, &one);
        let other = other();
        let one = match thread {
            Ok(thread) => thread.join().map_err(|_| PipelineError::ReaderStopped)?,
            Err(_) => one(),
        };
        Ok((one, other))
    })
}

/// What `make` makes of each, in order; it is told the place of each, too.
///
/// # Errors
/// One of the threads panicked.
pub(super) fn each<T: Sync, R: Send>(
    all: &[T],
    make: impl Fn(usize, &T) -> R + Sync,
) -> Result<Vec<R>, PipelineError> {
    let next = AtomicUsize::new(0);
    let some = || {
        let mut own = Vec::new();
        loop {
            let at = next.fetch_add(1, Ordering::Relaxed);
            let Some(one) = all.get(at) else {
                return own;
            };
            own.push((at, make(at, one)));
        }
    };
    let cores = thread::available_parallelism().map_or(1, NonZero::get);
    thread::scope(|scope| {
        let others = 1..cores.min(MOST).min(all.len());
        let others = others.filter_map(|_| builder().spawn_scoped(scope, some).ok());
        let others: Vec<_> = others.collect();
        let mut all = some();
        for other in others {
            all.extend(other.join().map_err(|_| PipelineError::ReaderStopped)?);
        }
        all.sort_unstable_by_key(|(at, _)| *at);
        Ok(all.into_iter().map(|(_, one)| one).collect())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_made_on_several_threads_is_in_order() {
        let all: Vec<usize> = (0..1_000).collect();
        let made = each(&all, |at, one| (at, one * 2)).unwrap();
        assert!(
            made.iter()
                .enumerate()
                .all(|(at, made)| *made == (at, at * 2))
        );
        assert_eq!(each(&[0; 0], |at, _| at).unwrap(), [0; 0]);
        assert_eq!(beside(|| 1, || 2).unwrap(), (1, 2));
    }

    #[test]
    fn a_thread_that_fails_is_an_error() {
        let failed = beside(|| -> u8 { panic!("on purpose") }, || ());
        assert!(matches!(failed, Err(PipelineError::ReaderStopped)));
    }
}
