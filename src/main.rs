//! argv to exit status, nothing else.

use std::process::ExitCode;

/// Reading and replaying make millions of small values: half of the time went to the system's allocator.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    reconcile::cli::main(std::env::args_os())
}
