//! The files of the capture folder. Everything here blocks.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::error::CaptureError;
use super::file::{self, CapturedMail};
use super::page::Page;
use super::place::Place;
use crate::{Outgoing, Reference, Seal};

/// Why a message was not captured for sure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum WriteError {
    /// Nothing is there under the message's name.
    Before(io::ErrorKind),
    /// It may be there.
    After,
    /// It could not be sealed.
    Seal,
}

pub(super) struct Store {
    messages: PathBuf,
    order: PathBuf,
    seal: Arc<dyn Seal>,
}

impl Store {
    pub(super) fn open(folder: &Path, seal: Arc<dyn Seal>) -> io::Result<Self> {
        let store = Self { messages: folder.join("messages"), order: folder.join("order"), seal };
        fs::create_dir_all(&store.messages)?;
        fs::create_dir_all(&store.order)?;
        store.repair()?;
        Ok(store)
    }

    /// Gives a place in the list to messages whose process died between the
    /// two writes, and removes unfinished files older than an hour.
    fn repair(&self) -> io::Result<()> {
        let placed: std::collections::HashSet<Reference> =
            self.places()?.into_iter().map(|place| place.reference).collect();
        for entry in fs::read_dir(&self.messages)? {
            let entry = entry?;
            let Some(reference) = name_of(&entry).and_then(|name| name.parse().ok()) else {
                let age = entry.metadata()?.modified()?.elapsed().unwrap_or_default();
                if age > std::time::Duration::from_hours(1) {
                    fs::remove_file(entry.path())?;
                }
                continue;
            };
            if !placed.contains(&reference)
                && let Some(at) = file::instant(&fs::read(entry.path())?)
            {
                self.mark(Place { at, reference })?;
            }
        }
        Ok(())
    }

    pub(super) fn write(&self, now: DateTime<Utc>, outgoing: &Outgoing) -> Result<(), WriteError> {
        let reference = outgoing.message.reference();
        let target = self.message_path(reference);
        let before = |error: io::Error| WriteError::Before(error.kind());
        match target.try_exists() {
            Ok(false) => {}
            Ok(true) => return self.complete(reference).map_err(|_| WriteError::After),
            Err(error) => return Err(before(error)),
        }
        let at = DateTime::from_timestamp_millis(now.timestamp_millis()).unwrap_or(now);
        let place = Place { at, reference };
        let bytes = file::encode(place, outgoing, &*self.seal).map_err(|_| WriteError::Seal)?;
        // The process id keeps two processes from writing into the same unfinished file.
        let unfinished = self.messages.join(format!("{reference}.{}.new", std::process::id()));
        let written = write_flushed(&unfinished, &bytes);
        if let Err(error) = written {
            // Best effort: an unfinished file is never read, and removed later.
            let _ = fs::remove_file(&unfinished);
            return Err(before(error));
        }
        fs::rename(&unfinished, &target).map_err(before)?;
        self.mark(place).and_then(|()| flush_folder(&self.messages)).map_err(|_| WriteError::After)
    }

    /// Makes sure that a message captured earlier has its place.
    fn complete(&self, reference: Reference) -> io::Result<()> {
        let bytes = fs::read(self.message_path(reference))?;
        match file::instant(&bytes) {
            Some(at) => self.mark(Place { at, reference }),
            None => Err(io::ErrorKind::InvalidData.into()),
        }
    }

    fn mark(&self, place: Place) -> io::Result<()> {
        let name = format!("{:013}-{}", place.at.timestamp_millis(), place.reference);
        File::create(self.order.join(name))?;
        flush_folder(&self.order)
    }

    fn places(&self) -> io::Result<Vec<Place>> {
        let mut places = Vec::new();
        for entry in fs::read_dir(&self.order)? {
            if let Some(place) = name_of(&entry?).and_then(|name| place_of(&name)) {
                places.push(place);
            }
        }
        Ok(places)
    }

    pub(super) fn list(&self, after: Option<Place>, limit: usize) -> Result<Page, CaptureError> {
        let mut places = self.places()?;
        let total = places.len();
        if let Some(after) = after {
            places.retain(|place| *place < after);
        }
        places.sort_unstable_by(|a, b| b.cmp(a));
        let more = places.len() > limit;
        places.truncate(limit);
        let next = if more { places.last().copied() } else { None };
        let mut items = Vec::with_capacity(places.len());
        for place in places {
            match self.read(place.reference) {
                Ok(Some(mail)) => items.push((place, Ok(mail))),
                Ok(None) => {} // Removed since.
                Err(error) => items.push((place, Err(error))),
            }
        }
        Ok(Page { items, next, total })
    }

    pub(super) fn read(&self, reference: Reference) -> Result<Option<CapturedMail>, CaptureError> {
        match fs::read(self.message_path(reference)) {
            Ok(bytes) => file::decode(reference, &bytes, &*self.seal).map(Some),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    pub(super) fn remove_before(&self, instant: DateTime<Utc>) -> Result<usize, CaptureError> {
        let mut removed = 0;
        for place in self.places()?.into_iter().filter(|place| place.at < instant) {
            // The message first: a place without message is skipped in lists.
            remove_if_there(&self.message_path(place.reference))?;
            let name = format!("{:013}-{}", place.at.timestamp_millis(), place.reference);
            remove_if_there(&self.order.join(name))?;
            removed += 1;
        }
        flush_folder(&self.messages)?;
        flush_folder(&self.order)?;
        Ok(removed)
    }

    /// Writes and removes a file, and counts the messages.
    pub(super) fn check(&self) -> io::Result<usize> {
        let probe = self.messages.join(format!("check.{}.new", std::process::id()));
        write_flushed(&probe, b"check")?;
        fs::remove_file(&probe)?;
        Ok(self.places()?.len())
    }

    fn message_path(&self, reference: Reference) -> PathBuf {
        self.messages.join(reference.to_string())
    }
}

fn name_of(entry: &fs::DirEntry) -> Option<String> {
    entry.file_name().into_string().ok()
}

fn place_of(name: &str) -> Option<Place> {
    let (millis, reference) = name.split_once('-')?;
    let at = DateTime::from_timestamp_millis(millis.parse().ok()?)?;
    Some(Place { at, reference: reference.parse().ok()? })
}

fn write_flushed(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.mode(0o600);
    }
    let mut file = options.open(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

/// A rename survives a power cut only once its folder is flushed.
fn flush_folder(folder: &Path) -> io::Result<()> {
    #[cfg(unix)]
    File::open(folder)?.sync_all()?;
    #[cfg(not(unix))]
    let _ = folder;
    Ok(())
}

fn remove_if_there(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}
