//! Work on several cores. A thread that panics has whoever waits for it panic.

use std::cell::Cell;
use std::num::NonZero;
use std::panic::resume_unwind;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread::{self, Builder, ScopedJoinHandle};

use crate::sql::STACK;
#[cfg(test)]
use crate::steps;

thread_local! {
    /// Whether this thread is one of several that share the cores: more of them would wait for each other.
    static SHARES: Cell<bool> = const { Cell::new(false) };
}

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

/// Does two things at the same time; one after the other where the cores are shared already, or the system gives no
/// second thread.
pub(crate) fn beside<A: Send, B>(
    one: impl FnOnce() -> A + Send,
    other: impl FnOnce() -> B,
) -> (A, B) {
    if SHARES.get() {
        let other = other();
        return (one(), other);
    }
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
    if SHARES.get() || all.len() < 2 {
        let all = all.iter().enumerate();
        return all.map(|(at, one)| make(at, one)).collect();
    }
    let next = AtomicUsize::new(0);
    let some = || {
        SHARES.set(true);
        let mut own = Vec::new();
        loop {
            let at = next.fetch_add(1, Ordering::Relaxed);
            let Some(one) = all.get(at) else {
                SHARES.set(false);
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
    fn threads_that_share_the_cores_start_no_others() {
        let own = || thread::current().id();
        let made = each(&[0; 64], |_, _| {
            let (one, other) = beside(own, own);
            let within = each(&[0; 8], |_, _| own());
            one == own() && other == own() && within.iter().all(|it| *it == own())
        });
        assert_eq!(made, [true; 64]);
        let (one, other) = beside(own, own);
        assert_ne!(one, other);
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
