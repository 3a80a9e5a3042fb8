//! What is left of a destroyed key, and where.

use std::{
    fs::File,
    io::{self, Read as _},
    path::{Path, PathBuf},
};

use db::{Db, Engine};

/// Every stretch of this length of a wrapped key is looked for: a page that kept a part of
/// one would be found too.
const PIECE: usize = 16;
/// A file is read in parts of this size.
const PART: usize = 1 << 16;

/// What was made sure of when a key was destroyed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Remains {
    /// The files of the store, searched for the bytes of the key: none is there.
    Searched(Vec<PathBuf>),
    /// The table was written anew, on a server whose files cannot be read from here: its
    /// write-ahead log, replicas and archives hold the wrapped bytes until they are recycled.
    Rewritten,
}

/// Looks for wrapped keys in the files of the store; the first file that holds a piece of
/// one is the error.
pub(crate) fn search(store: &Db, wrapped: &[Vec<u8>]) -> io::Result<Result<Remains, PathBuf>> {
    if store.engine() == Engine::Postgres {
        return Ok(Ok(Remains::Rewritten));
    }
    let pieces: Vec<&[u8]> = wrapped.iter().flat_map(|key| key.rchunks_exact(PIECE)).collect();
    let files = store.files();
    for file in &files {
        if holds(file, &pieces)? {
            return Ok(Err(file.clone()));
        }
    }
    Ok(Ok(Remains::Searched(files)))
}

fn holds(path: &Path, pieces: &[&[u8]]) -> io::Result<bool> {
    let mut file = match File::open(path) {
        Ok(file) => file,
        // A journal that another process has just finished with.
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(false),
        Err(error) => return Err(error),
    };
    let mut kept = Vec::new();
    let mut part = vec![0; PART];
    loop {
        let read = file.read(&mut part)?;
        if read == 0 {
            return Ok(false);
        }
        kept.extend(part.iter().take(read));
        if kept.windows(PIECE).any(|window| pieces.contains(&window)) {
            return Ok(true);
        }
        // What may begin at the end of this part goes on in the next.
        kept.drain(..kept.len().saturating_sub(PIECE - 1));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_a_piece_wherever_it_lies_and_nothing_else() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("file");
        let key: Vec<u8> = (100..174).collect();
        let pieces: Vec<&[u8]> = key.rchunks_exact(PIECE).collect();
        for at in [0, 1, PART - 20, PART - 1, PART, 3 * PART - 7] {
            let mut bytes = vec![0; 4 * PART];
            std::fs::write(&path, &bytes).unwrap();
            assert!(!holds(&path, &pieces).unwrap());
            bytes[at..at + PIECE].copy_from_slice(&key[key.len() - PIECE..]);
            std::fs::write(&path, &bytes).unwrap();
            assert!(holds(&path, &pieces).unwrap(), "at {at}");
        }
        assert!(!holds(&dir.path().join("none"), &pieces).unwrap());
    }
}
