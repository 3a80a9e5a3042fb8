//! The `concerne` program.

use std::{io::Write as _, process::ExitCode};

use server::Failure;
use tikv_jemallocator::Jemalloc;

#[global_allocator]
static ALLOCATOR: Jemalloc = Jemalloc;

fn main() -> ExitCode {
    let ended = std::panic::catch_unwind(|| server::run(std::env::args_os()));
    // The panic hook has already said where.
    let ended = ended.unwrap_or_else(|_| Err(Failure::refused("the program stopped on a defect")));
    match ended {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            if let Some(sentence) = failure.sentence() {
                let _ = writeln!(std::io::stderr(), "concerne: {sentence}");
            }
            ExitCode::from(failure.status().code())
        }
    }
}
