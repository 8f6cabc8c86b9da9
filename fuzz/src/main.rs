//! One program with every target, so that the library is linked once: `FUZZ_TARGET` names the one that runs,
//! and the arguments are libFuzzer's. `fuzz/run` builds and starts it; `fuzz/README.md` says what each target holds.
//!
//! It has a `main` of its own, not libFuzzer's, because Rust's runtime gives the signal of a stack overflow a stack
//! to run on: else libFuzzer could not keep the input.

mod code;
mod files;
mod history;
mod questions;
mod secrets;
mod snapshot;

use std::ffi::{CString, c_char, c_int};
use std::sync::OnceLock;
use std::{panic, process};

/// As in the program itself.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// What a target does with one text; it panics where something does not hold.
type Target = fn(&str);

const TARGETS: [(&str, Target); 9] = [
    ("do_body", code::do_body),
    ("explain", questions::explain),
    ("expression", questions::expression),
    ("manifest", files::manifest),
    ("reading", code::reading),
    ("replay", code::replay),
    ("secrets", secrets::secrets),
    ("settings", files::settings),
    ("snapshot", snapshot::snapshot),
];

/// What `history` does with bytes, which are no text.
const HISTORY: &str = "history";

static CHOSEN: OnceLock<Option<Target>> = OnceLock::new();

// libFuzzer (`FuzzerInterface.h`).
#[link(name = "fuzzer", kind = "static")]
#[link(name = "stdc++")]
unsafe extern "C" {
    fn LLVMFuzzerRunDriver(
        argc: *mut c_int,
        argv: *mut *mut *mut c_char,
        target: unsafe extern "C" fn(*const u8, usize) -> c_int,
    ) -> c_int;
}

/// Whether libFuzzer may keep the input.
const KEEP: c_int = 0;
const REJECT: c_int = -1;

/// One input.
unsafe extern "C" fn one(data: *const u8, size: usize) -> c_int {
    let data = match size {
        0 => &[],
        // SAFETY: libFuzzer hands over so many bytes, and leaves them alone until this returns.
        _ => unsafe { std::slice::from_raw_parts(data, size) },
    };
    match CHOSEN.get().copied().flatten() {
        None => history::history(data),
        Some(target) => match std::str::from_utf8(data) {
            Ok(text) => target(text),
            Err(_) => return REJECT,
        },
    }
    KEEP
}

/// A panic ends the process where it happens, so that libFuzzer keeps the input and nothing catches it.
fn abort_on_panic() {
    let print = panic::take_hook();
    panic::set_hook(Box::new(move |info| {
        print(info);
        process::abort();
    }));
}

fn main() {
    let wanted = std::env::var("FUZZ_TARGET").unwrap_or_default();
    let names = TARGETS.iter().map(|(name, _)| *name).chain([HISTORY]);
    if wanted == "list" {
        names.for_each(|name| println!("{name}"));
        return;
    }
    let found = TARGETS.iter().find(|(name, _)| *name == wanted);
    assert!(
        found.is_some() || wanted == HISTORY,
        "FUZZ_TARGET is none of: {}",
        names.collect::<Vec<_>>().join(", ")
    );
    CHOSEN.get_or_init(|| found.map(|(_, target)| *target));
    let arguments: Vec<CString> = std::env::args()
        .map(|argument| CString::new(argument).expect("an argument holds no NUL"))
        .collect();
    let mut pointers: Vec<*mut c_char> = arguments
        .iter()
        .map(|argument| argument.as_ptr().cast_mut())
        .collect();
    let mut count = c_int::try_from(pointers.len()).expect("a few arguments");
    pointers.push(std::ptr::null_mut());
    let mut argv = pointers.as_mut_ptr();
    abort_on_panic();
    // SAFETY: argc and argv are as C's `main` has them, and outlive the call.
    let status = unsafe { LLVMFuzzerRunDriver(&mut count, &mut argv, one) };
    process::exit(status);
}
