//! Work on several cores. A thread that panics has whoever waits for it panic.

use std::num::NonZero;
use std::panic::resume_unwind;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread::{self, Builder, ScopedJoinHandle};

use crate::sql::STACK;
#[cfg(test)]
use crate::steps;

/// Each thread holds what it works on: more of them would need more memory than they save time.
const MOST: usize = 8;

fn builder() -> Builder {
    Builder::new().stack_size(STACK)
}

/// What a thread has made.
struct Made<T> {
    thing: T,
    /// The steps that it counted: whoever waits for it counts them too.
    #[cfg(test)]
    steps: usize,
}

impl<T> Made<T> {
    fn by(make: impl FnOnce() -> T) -> Self {
        Self {
            thing: make(),
            #[cfg(test)]
            steps: steps::taken(),
        }
    }

    /// Waits for a thread.
    fn on(thread: ScopedJoinHandle<'_, Self>) -> T {
        let made = thread.join().unwrap_or_else(|panic| resume_unwind(panic));
        #[cfg(test)]
        steps::count(made.steps);
        made.thing
    }
}

/// Does two things at the same time; one after the other where the system gives no second thread.
pub(crate) fn beside<A: Send, B>(
    one: impl FnOnce() -> A + Send,
    other: impl FnOnce() -> B,
) -> (A, B) {
    let waiting = Mutex::new(Some(one));
    let run = || {
        let one = waiting
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take();
        one.map(|one| one())
    };
    thread::scope(|scope| {
        let thread = builder().spawn_scoped(scope, || Made::by(run));
        let other = other();
        let one = match thread {
            Ok(thread) => Made::on(thread),
            Err(_) => run(),
        };
        let never = || resume_unwind(Box::new("what waits is run once"));
        (one.unwrap_or_else(never), other)
    })
}

/// What `make` makes of each, in order; it is told the place of each, too.
pub(crate) fn each<T: Sync, R: Send>(all: &[T], make: impl Fn(usize, &T) -> R + Sync) -> Vec<R> {
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
        let others = others.filter_map(|_| builder().spawn_scoped(scope, || Made::by(some)).ok());
        let others: Vec<_> = others.collect();
        let mut all = some();
        for other in others {
            all.extend(Made::on(other));
        }
        all.sort_unstable_by_key(|(at, _)| *at);
        all.into_iter().map(|(_, one)| one).collect()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_made_on_several_threads_is_in_order() {
        let all: Vec<usize> = (0..1_000).collect();
        let made = each(&all, |at, one| (at, one * 2));
        let mut made = made.iter().enumerate();
        assert!(made.all(|(at, made)| *made == (at, at * 2)));
        assert_eq!(each(&[0; 0], |at, _| at), [0; 0]);
        assert_eq!(beside(|| 1, || 2), (1, 2));
    }

    #[test]
    fn the_steps_of_all_threads_are_counted() {
        steps::taken();
        each(&[1, 2, 3, 4], |_, steps| steps::count(*steps));
        beside(|| steps::count(5), || steps::count(6));
        assert_eq!(steps::taken(), 21);
    }

    #[test]
    #[should_panic(expected = "on purpose")]
    fn a_panic_is_passed_on() {
        beside(|| -> u8 { panic!("on purpose") }, || ());
    }
}
