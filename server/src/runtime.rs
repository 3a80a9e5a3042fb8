//! The asynchronous runtime, started by the commands that need one and by no other.

use crate::{Failure, Outcome};

/// Runs a command that opens databases or connections.
pub(crate) fn block_on<T>(work: impl Future<Output = Outcome<T>>) -> Outcome<T> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|error| Failure::because("the program cannot start its threads", &error))?;
    runtime.block_on(work)
}
