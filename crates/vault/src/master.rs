//! The master key: where it comes from, and how it wraps data keys.

use std::{fs, io::Write as _, path::PathBuf};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use kernel::Env;
use zeroize::Zeroizing;

use crate::{
    VaultError,
    datakey::{DataKey, Row, derive},
};

const FILE_PREFIX: &str = "concerne-master-v1 ";

/// Where the master key is. `Debug` names the place, never the key.
#[derive(Clone)]
pub enum MasterSource {
    /// A file of one line, mode 0600.
    File(PathBuf),
    /// The value of an environment variable, in the same one-line form.
    Value(Zeroizing<String>),
}

impl std::fmt::Debug for MasterSource {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("MasterSource").field(&self.place()).finish()
    }
}

impl MasterSource {
    fn place(&self) -> String {
        match self {
            Self::File(path) => path.display().to_string(),
            Self::Value(_) => "CONCERNE_MASTER_KEY".to_owned(),
        }
    }
}

/// An open master key.
pub struct MasterKey {
    id: String,
    wrap: DataKey,
}

impl MasterKey {
    /// A key from 32 secret bytes.
    pub fn from_bytes(secret: Zeroizing<[u8; 32]>) -> Self {
        let id = hex::encode(&derive(&secret, "id")[..8]);
        Self { id, wrap: DataKey::new(0, derive(&secret, "wrap")) }
    }

    /// A name for the key that tells nothing of it: 16 hexadecimal characters.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Reads the key.
    ///
    /// # Errors
    /// [`VaultError::MasterMissing`] when there is none, [`VaultError::MasterUnfit`]
    /// when others may read the file or its content is no key.
    pub fn load(source: &MasterSource) -> Result<Self, VaultError> {
        let line = match source {
            MasterSource::Value(value) => value.clone(),
            MasterSource::File(path) => {
                if !path.exists() {
                    return Err(VaultError::MasterMissing { place: source.place() });
                }
                refuse_open_file(path)?;
                Zeroizing::new(fs::read_to_string(path)?)
            }
        };
        parse(&line).map(Self::from_bytes)
    }

    /// Makes a new key file, mode 0600; refuses to replace one.
    ///
    /// # Errors
    /// A file that exists or cannot be written.
    pub fn create(env: &Env, path: &std::path::Path) -> Result<Self, VaultError> {
        use std::os::unix::fs::OpenOptionsExt as _;
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent)?;
        }
        let secret = Zeroizing::new(env.bytes::<32>());
        let line = Zeroizing::new(format!("{FILE_PREFIX}{}\n", STANDARD.encode(&secret[..])));
        let mut file =
            fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)?;
        file.write_all(line.as_bytes())?;
        file.sync_all()?;
        Ok(Self::from_bytes(secret))
    }

    pub(crate) fn wrap(&self, env: &Env, owner: &str, secret: &[u8; 32]) -> Vec<u8> {
        self.wrap.seal(env, Row { table: "data_key", id: owner.as_bytes() }, secret)
    }

    pub(crate) fn unwrap(
        &self,
        owner: &str,
        wrapped: &[u8],
    ) -> Result<Zeroizing<[u8; 32]>, VaultError> {
        let plain = self.wrap.open(Row { table: "data_key", id: owner.as_bytes() }, wrapped)?;
        let bytes: [u8; 32] = plain.as_slice().try_into().map_err(|_| VaultError::Altered)?;
        Ok(Zeroizing::new(bytes))
    }
}

fn parse(line: &str) -> Result<Zeroizing<[u8; 32]>, VaultError> {
    let unfit = || VaultError::MasterUnfit("its content is not a key of this product".to_owned());
    let encoded = line.trim().strip_prefix(FILE_PREFIX.trim_end()).ok_or_else(unfit)?;
    let bytes = Zeroizing::new(STANDARD.decode(encoded.trim()).map_err(|_| unfit())?);
    let bytes: [u8; 32] = bytes.as_slice().try_into().map_err(|_| unfit())?;
    Ok(Zeroizing::new(bytes))
}

fn refuse_open_file(path: &std::path::Path) -> Result<(), VaultError> {
    use std::os::unix::fs::PermissionsExt as _;
    let mode = fs::metadata(path)?.permissions().mode() & 0o777;
    let open_to_others = mode & 0o077;
    if open_to_others == 0 {
        return Ok(());
    }
    Err(VaultError::MasterUnfit(format!(
        "{} may be read by other users (mode {mode:o}); run: chmod 600 {}",
        path.display(),
        path.display()
    )))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_created_key_reads_back_and_is_never_replaced() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("keys/master.key");
        let env = Env::system();
        let made = MasterKey::create(&env, &path).unwrap();
        let read = MasterKey::load(&MasterSource::File(path.clone())).unwrap();
        assert_eq!(made.id(), read.id());
        assert!(MasterKey::create(&env, &path).is_err());
    }

    #[test]
    fn debug_names_the_place_and_never_the_key() {
        let source = MasterSource::Value("concerne-master-v1 hush".to_owned().into());
        assert_eq!(format!("{source:?}"), "MasterSource(\"CONCERNE_MASTER_KEY\")");
    }

    #[test]
    fn refuses_a_file_others_may_read_and_a_text_that_is_no_key() {
        use std::os::unix::fs::PermissionsExt as _;
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("master.key");
        MasterKey::create(&Env::system(), &path).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
        let loaded = MasterKey::load(&MasterSource::File(path));
        assert!(matches!(loaded, Err(VaultError::MasterUnfit(_))));
        let value = MasterSource::Value(Zeroizing::new("password".to_owned()));
        assert!(matches!(MasterKey::load(&value), Err(VaultError::MasterUnfit(_))));
    }
}
