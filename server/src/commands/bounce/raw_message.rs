//! Raw messages, from files or from standard input.

use std::{
    fs::File,
    io::{self, Read},
    path::Path,
};

use mail::bounce::SIZE_MAX;

use crate::{Failure, Outcome};

/// At most what the classifier looks at, and a byte more so that it knows.
pub(super) fn read(path: &Path) -> io::Result<Vec<u8>> {
    read_from(File::open(path)?)
}

/// The same from an open file, or from what is piped in.
pub(super) fn read_from(input: impl Read) -> io::Result<Vec<u8>> {
    let most = u64::try_from(SIZE_MAX).unwrap_or(u64::MAX).saturating_add(1);
    let mut raw = Vec::new();
    input.take(most).read_to_end(&mut raw)?;
    Ok(raw)
}

/// Says which files could not be read.
pub(super) fn all_read(unread: &[String]) -> Outcome {
    match unread {
        [] => Ok(()),
        [one] => Err(Failure::refused(format_args!("{one} cannot be read"))),
        [first, rest @ ..] => Err(Failure::refused(format_args!(
            "{first} and {} more files cannot be read",
            rest.len()
        ))),
    }
}
