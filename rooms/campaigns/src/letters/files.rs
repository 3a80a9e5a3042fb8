//! Print files on disk: sealed, whole or absent.

use std::{
    fs::{self, File},
    io::{BufWriter, Read, Write},
    path::{Path, PathBuf},
};

use kernel::{BatchId, Env, Id as _};
use vault::{DataKey, SealedReader, SealedWriter};

use crate::CampaignError;

/// Where the file of a batch lies.
pub(crate) fn path_of(folder: &Path, id: BatchId) -> PathBuf {
    folder.join(format!("{id}.sealed"))
}

/// Seals a print file, syncs it and moves it into place.
pub(crate) fn write(
    env: &Env,
    key: &DataKey,
    folder: &Path,
    id: BatchId,
    pdf: &[u8],
) -> Result<(), CampaignError> {
    fs::create_dir_all(folder)?;
    // Two workers that make the same file must not write into one draft.
    let mark: [u8; 4] = env.bytes();
    let draft = folder.join(format!("{id}.{}.part", hex::encode(mark)));
    let written = seal(env, key, id, &draft, pdf);
    if let Err(error) = written {
        // A draft is never read; removing it is tidiness.
        let _ = fs::remove_file(&draft);
        return Err(error.into());
    }
    fs::rename(&draft, path_of(folder, id))?;
    File::open(folder)?.sync_all()?;
    Ok(())
}

fn seal(env: &Env, key: &DataKey, id: BatchId, to: &Path, pdf: &[u8]) -> std::io::Result<()> {
    let file = BufWriter::with_capacity(1 << 17, File::create(to)?);
    let mut writer = SealedWriter::new(env, key, id.uuid().as_bytes(), file)?;
    writer.write_all(pdf)?;
    let file = writer.finish()?.into_inner().map_err(std::io::IntoInnerError::into_error)?;
    file.sync_all()
}

/// Opens a print file.
pub(crate) fn open(
    key: &DataKey,
    folder: &Path,
    id: BatchId,
) -> Result<Box<dyn Read + Send>, CampaignError> {
    let file = std::io::BufReader::with_capacity(1 << 17, File::open(path_of(folder, id))?);
    match SealedReader::new(key, id.uuid().as_bytes(), file) {
        Ok(reader) => Ok(Box::new(reader)),
        Err(vault::VaultError::Io(error)) => Err(error.into()),
        Err(vault::VaultError::Altered) => Err(CampaignError::FileGone),
        Err(other) => Err(other.into()),
    }
}
