//! Uploads on disk: sealed while they stream in, hashed, moved into place when whole.

use std::{
    fs::{self, File},
    io::{BufWriter, Read, Write},
    path::{Path, PathBuf},
};

use kernel::{Env, Id as _, ImportId};
use sha2::{Digest as _, Sha256};
use vault::{DataKey, SealedReader, SealedWriter};

use super::error::ImportError;

/// Limits of an upload.
#[derive(Clone, Copy, Debug)]
pub struct UploadLimits {
    /// Largest file, in bytes.
    pub file_bytes: u64,
}

impl Default for UploadLimits {
    fn default() -> Self {
        Self { file_bytes: 2 << 30 }
    }
}

/// The place of a sealed upload: it follows from the delivery's id and the data folder of
/// today, so that no row of a database leads to another file, and a restored copy is found.
pub(crate) fn sealed_place(folder: &Path, id: ImportId) -> PathBuf {
    folder.join(format!("{id}.sealed"))
}

/// An upload being received.
pub(crate) struct Upload {
    draft: PathBuf,
    place: PathBuf,
    writer: Option<SealedWriter<BufWriter<File>>>,
    hasher: Sha256,
    bytes: u64,
    limits: UploadLimits,
}

impl Upload {
    pub(crate) fn begin(
        env: &Env,
        key: &DataKey,
        folder: &Path,
        id: ImportId,
        limits: UploadLimits,
    ) -> Result<Self, ImportError> {
        fs::create_dir_all(folder)?;
        let place = sealed_place(folder, id);
        let draft = folder.join(format!("{id}.part"));
        let file = BufWriter::with_capacity(1 << 17, File::create(&draft)?);
        let writer = SealedWriter::new(env, key, id.uuid().as_bytes(), file)?;
        Ok(Self { draft, place, writer: Some(writer), hasher: Sha256::new(), bytes: 0, limits })
    }

    pub(crate) fn write(&mut self, data: &[u8]) -> Result<(), ImportError> {
        self.bytes += u64::try_from(data.len()).unwrap_or(u64::MAX);
        if self.bytes > self.limits.file_bytes {
            return Err(ImportError::TooLarge { max_bytes: self.limits.file_bytes });
        }
        self.hasher.update(data);
        match &mut self.writer {
            Some(writer) => Ok(writer.write_all(data)?),
            None => Err(ImportError::Broken),
        }
    }

    /// Seals the last chunk, syncs and moves the file into place. Gives size and hash.
    pub(crate) fn finish(mut self) -> Result<(u64, Vec<u8>), ImportError> {
        let writer = self.writer.take().ok_or(ImportError::Broken)?;
        let file = writer.finish()?.into_inner().map_err(std::io::IntoInnerError::into_error)?;
        file.sync_all()?;
        fs::rename(&self.draft, &self.place)?;
        if let Some(folder) = self.place.parent() {
            File::open(folder)?.sync_all()?;
        }
        let hash = std::mem::take(&mut self.hasher).finalize().to_vec();
        Ok((self.bytes, hash))
    }
}

impl Drop for Upload {
    fn drop(&mut self) {
        // An upload that did not finish leaves nothing behind.
        let _ = fs::remove_file(&self.draft);
    }
}

/// Opens a sealed upload.
pub(crate) fn open_sealed(
    key: &DataKey,
    id: ImportId,
    path: &Path,
) -> Result<SealedReader<File>, ImportError> {
    Ok(SealedReader::new(key, id.uuid().as_bytes(), File::open(path)?)?)
}

/// Size and SHA-256 of a file in clear.
pub(crate) fn hash_file(path: &Path, limits: UploadLimits) -> Result<(u64, Vec<u8>), ImportError> {
    let mut file = File::open(path)?;
    let size = file.metadata()?.len();
    if size > limits.file_bytes {
        return Err(ImportError::TooLarge { max_bytes: limits.file_bytes });
    }
    let mut hasher = Sha256::new();
    let mut buffer = vec![0; 1 << 17];
    loop {
        let n = file.read(&mut buffer)?;
        if n == 0 {
            return Ok((size, hasher.finalize().to_vec()));
        }
        hasher.update(buffer.get(..n).unwrap_or_default());
    }
}
