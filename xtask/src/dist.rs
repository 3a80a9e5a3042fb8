//! The folder of built files and its manifest.
//!
//! The manifest is replaced in one move after the files it names are written, so that a
//! build that is stopped half-way leaves the previous assets usable.

use anyhow::{Context, Result};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// `manifest.json`: what each part was built from, and the files it made.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Manifest {
    /// Part to hash of its inputs.
    #[serde(default)]
    inputs: BTreeMap<String, String>,
    /// Part to its files: plain name to hashed name.
    #[serde(default)]
    files: BTreeMap<String, BTreeMap<String, String>>,
}

/// One file to publish: plain stem, extension and content.
#[derive(Debug)]
pub(crate) struct Built {
    pub(crate) stem: &'static str,
    pub(crate) extension: &'static str,
    pub(crate) content: Vec<u8>,
}

impl Built {
    /// `portal.css`
    pub(crate) fn plain(&self) -> String {
        format!("{}.{}", self.stem, self.extension)
    }

    /// `portal.4f0c2b9a11.css`
    pub(crate) fn hashed(&self) -> String {
        let digest = hex::encode(Sha256::digest(&self.content));
        format!("{}.{}.{}", self.stem, digest.get(..10).unwrap_or(&digest), self.extension)
    }
}

/// The folder that `app` embeds.
#[derive(Debug)]
pub(crate) struct Dist {
    folder: PathBuf,
}

impl Dist {
    /// Opens the folder, creating it when missing.
    pub(crate) fn open(folder: &Path) -> Result<Self> {
        fs::create_dir_all(folder)
            .with_context(|| format!("cannot create {}", folder.display()))?;
        Ok(Self { folder: folder.to_path_buf() })
    }

    /// True when `part` was built from exactly these inputs and all its files are there.
    pub(crate) fn is_current(&self, part: &str, inputs: &str) -> bool {
        let manifest = self.manifest();
        let Some(files) = manifest.files.get(part) else { return false };
        manifest.inputs.get(part).is_some_and(|known| known == inputs)
            && files.values().all(|name| self.folder.join(name).is_file())
    }

    /// Writes the files of a part, publishes them, then removes those it replaces.
    pub(crate) fn publish(&self, part: &str, inputs: &str, built: &[Built]) -> Result<()> {
        let mut manifest = self.manifest();
        let mut files = BTreeMap::new();
        for file in built {
            let name = file.hashed();
            let path = self.folder.join(&name);
            fs::write(&path, &file.content)
                .with_context(|| format!("cannot write {}", path.display()))?;
            files.insert(file.plain(), name);
        }
        let old = manifest.files.insert(part.to_owned(), files.clone()).unwrap_or_default();
        manifest.inputs.insert(part.to_owned(), inputs.to_owned());
        self.replace(&manifest)?;
        for name in old.into_values() {
            if !files.values().any(|kept| *kept == name) {
                // A file that another process still holds open may stay: nothing names it any more.
                let _ = fs::remove_file(self.folder.join(name));
            }
        }
        Ok(())
    }

    /// An unreadable manifest counts as none: everything is built again.
    fn manifest(&self) -> Manifest {
        fs::read(self.folder.join("manifest.json"))
            .ok()
            .and_then(|bytes| serde_json::from_slice(&bytes).ok())
            .unwrap_or_default()
    }

    fn replace(&self, manifest: &Manifest) -> Result<()> {
        let path = self.folder.join("manifest.json");
        let draft = self.folder.join("manifest.json.new");
        fs::write(&draft, serde_json::to_vec_pretty(manifest)?)
            .with_context(|| format!("cannot write {}", draft.display()))?;
        fs::rename(&draft, &path).with_context(|| format!("cannot write {}", path.display()))
    }
}

/// Hash of files and folders (names and contents, in order) and of a few words beside them.
pub(crate) fn hash_inputs(paths: &[PathBuf], words: &[&str]) -> Result<String> {
    let mut files = Vec::new();
    for path in paths {
        collect(path, &mut files)?;
    }
    files.sort();
    let mut hash = Sha256::new();
    for word in words {
        add(&mut hash, word.as_bytes());
    }
    for path in files {
        let content = fs::read(&path).with_context(|| format!("cannot read {}", path.display()))?;
        add(&mut hash, path.to_string_lossy().as_bytes());
        add(&mut hash, &content);
    }
    Ok(hex::encode(hash.finalize()))
}

/// Length first, so that two lists never hash alike by running together.
fn add(hash: &mut Sha256, bytes: &[u8]) {
    hash.update((bytes.len() as u64).to_le_bytes());
    hash.update(bytes);
}

fn collect(path: &Path, into: &mut Vec<PathBuf>) -> Result<()> {
    if path.is_dir() {
        for entry in
            fs::read_dir(path).with_context(|| format!("cannot read {}", path.display()))?
        {
            collect(&entry?.path(), into)?;
        }
    } else if path.is_file() {
        into.push(path.to_path_buf());
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sheet(text: &str) -> Built {
        Built { stem: "portal", extension: "css", content: text.as_bytes().to_vec() }
    }

    #[test]
    fn a_part_is_current_until_its_inputs_change_or_a_file_goes() {
        let folder = tempfile::tempdir().unwrap();
        let dist = Dist::open(folder.path()).unwrap();
        assert!(!dist.is_current("styles", "a"));
        let built = sheet("p{}");
        dist.publish("styles", "a", std::slice::from_ref(&built)).unwrap();
        assert!(dist.is_current("styles", "a"));
        assert!(!dist.is_current("styles", "b"));
        fs::remove_file(folder.path().join(built.hashed())).unwrap();
        assert!(!dist.is_current("styles", "a"));
    }

    #[test]
    fn publishing_removes_what_it_replaces_and_keeps_other_parts() {
        let folder = tempfile::tempdir().unwrap();
        let dist = Dist::open(folder.path()).unwrap();
        let other = Built { stem: "start", extension: "js", content: b"x".to_vec() };
        dist.publish("wasm", "w", std::slice::from_ref(&other)).unwrap();
        dist.publish("styles", "a", &[sheet("p{}")]).unwrap();
        dist.publish("styles", "b", &[sheet("q{}")]).unwrap();
        assert!(!folder.path().join(sheet("p{}").hashed()).exists());
        assert!(folder.path().join(sheet("q{}").hashed()).exists());
        assert!(dist.is_current("wasm", "w") && dist.is_current("styles", "b"));
    }

    #[test]
    fn inputs_hash_sees_names_contents_and_words() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.css");
        fs::write(&path, "p{}").unwrap();
        let inputs = [folder.path().to_path_buf()];
        let first = hash_inputs(&inputs, &["dev"]).unwrap();
        assert_ne!(first, hash_inputs(&inputs, &["release"]).unwrap());
        fs::write(&path, "q{}").unwrap();
        let second = hash_inputs(&inputs, &["dev"]).unwrap();
        assert_ne!(first, second);
        fs::rename(&path, folder.path().join("b.css")).unwrap();
        assert_ne!(second, hash_inputs(&inputs, &["dev"]).unwrap());
    }
}
