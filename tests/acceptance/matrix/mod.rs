//! Each fault that SQL can do to each object of the Django project: found, as one finding, at the
//! migration that a real server saw set it.
//!
//! The faults come from the catalog (`faults/*.sql`), and who set what from a look at the catalog after
//! each migration (`tests/django/owners.py`). By default one fault of each sort is tried;
//! `RECONCILE_MATRIX_FAULTS` is how many of each, or `all`. Several are done to one database: where
//! they are not told exactly, each is judged alone.

mod fault;
mod figures;
mod judge;
mod mended;
mod owners;
mod planned;

use std::sync::Mutex;

use crate::support::django::project;
use crate::support::frozen;
use fault::Fault;
use figures::Figures;
use owners::Owners;

fn figures_of(faults: &[Fault], owners: &Owners) -> Figures {
    let figures = Mutex::new(Figures::default());
    let batches = fault::batches(faults);
    let next = Mutex::new(batches.iter().enumerate());
    std::thread::scope(|scope| {
        for _ in 0..frozen::at_once(2) {
            scope.spawn(|| {
                while let Some((number, batch)) = { next.lock().expect("a queue").next() } {
                    let name = format!("matrix::batch_{number:03}");
                    for (fault, outcome) in frozen::scene(&name, || judge::judge(batch, owners)) {
                        figures.lock().expect("figures").add(fault, outcome);
                    }
                }
            });
        }
    });
    figures.into_inner().expect("figures")
}

/// What is wrong after each of these sets of faults, of two at a time.
fn complaints_of<T: Send>(
    sets: Vec<T>,
    complaints: impl Fn(T) -> Vec<String> + Sync,
) -> Vec<String> {
    let sets = Mutex::new(sets.into_iter());
    let all = Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                while let Some(set) = { sets.lock().expect("a queue").next() } {
                    let found = complaints(set);
                    all.lock().expect("complaints").extend(found);
                }
            });
        }
    });
    all.into_inner().expect("complaints")
}

#[test]
fn each_fault_is_one_finding_at_its_migration() {
    let faults = fault::sample();
    let figures = figures_of(&faults, &Owners::read());
    println!("{figures}");
    let version = project()
        .database()
        .texts("SELECT current_setting('server_version')");
    figures.keep(&version[0], fault::wanted());
    assert!(figures.judged() * 2 > faults.len(), "{figures}");
    assert!(figures.is_perfect(), "{figures}");
}
