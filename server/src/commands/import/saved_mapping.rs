//! A saved column mapping, read from a file.

use std::path::Path;

use ::imports::mapping::Mapping;

use super::refused::Refused;
use crate::Failure;

/// Reads a mapping file.
pub(super) fn read(path: &Path) -> Result<Mapping, Refused> {
    let text = std::fs::read_to_string(path)
        .map_err(|error| ("mapping", Failure::because(path.display(), &error)))?;
    Mapping::parse(&text).map_err(|error| ("mapping", Failure::refused(error)))
}
