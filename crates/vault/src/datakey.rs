//! A data key, and what is derived from it.

use chacha20poly1305::{
    XChaCha20Poly1305, XNonce,
    aead::{Aead as _, KeyInit as _, Payload},
};
use hkdf::Hkdf;
use hmac::{Hmac, Mac as _};
use kernel::Env;
use sha2::Sha256;
use zeroize::Zeroizing;

use crate::VaultError;

const NONCE_LEN: usize = 24;
const TAG_LEN: usize = 16;
/// Key version (two bytes) and nonce stand before the ciphertext.
const HEAD_LEN: usize = 2 + NONCE_LEN;

/// The place of a sealed value: it opens there and nowhere else.
#[derive(Clone, Copy, Debug)]
pub struct Row<'a> {
    /// Table, or kind of file.
    pub table: &'static str,
    /// Primary key, as bytes.
    pub id: &'a [u8],
}

/// An open data key. Wiped when dropped.
pub struct DataKey {
    version: u16,
    secret: Zeroizing<[u8; 32]>,
    cipher: XChaCha20Poly1305,
    index: IndexKey,
}

impl DataKey {
    pub(crate) fn new(version: u16, secret: Zeroizing<[u8; 32]>) -> Self {
        let cipher = XChaCha20Poly1305::new((&*derive(&secret, "seal")).into());
        let index = IndexKey::new(&derive(&secret, "index"));
        Self { version, secret, cipher, index }
    }

    /// The version of the key, from 1.
    pub fn version(&self) -> u16 {
        self.version
    }

    /// A key of its own for one named use.
    pub fn derive(&self, name: &str) -> Zeroizing<[u8; 32]> {
        derive(&self.secret, name)
    }

    /// A blind-index key of its own for one named use.
    pub fn derive_index(&self, name: &str) -> IndexKey {
        IndexKey::new(&self.derive(name))
    }

    /// The key of the blind indexes.
    pub fn index(&self) -> &IndexKey {
        &self.index
    }

    /// Seals `plain` for one row. The result is 42 bytes longer.
    pub fn seal(&self, env: &Env, row: Row<'_>, plain: &[u8]) -> Vec<u8> {
        let nonce: [u8; NONCE_LEN] = env.bytes();
        let aad = associated(row, self.version);
        let sealed = self
            .cipher
            .encrypt(&XNonce::from(nonce), Payload { msg: plain, aad: &aad })
            .unwrap_or_default();
        let mut out = Vec::with_capacity(HEAD_LEN + sealed.len());
        out.extend_from_slice(&self.version.to_be_bytes());
        out.extend_from_slice(&nonce);
        out.extend_from_slice(&sealed);
        out
    }

    /// Opens what was sealed for this row.
    ///
    /// # Errors
    /// [`VaultError::Altered`] for anything else.
    pub fn open(&self, row: Row<'_>, sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, VaultError> {
        if sealed.len() < HEAD_LEN + TAG_LEN {
            return Err(VaultError::Altered);
        }
        let (head, body) = sealed.split_at(HEAD_LEN);
        let (version, nonce) = head.split_at(2);
        if version != self.version.to_be_bytes() {
            return Err(VaultError::Altered);
        }
        let nonce: [u8; NONCE_LEN] = nonce.try_into().map_err(|_| VaultError::Altered)?;
        let aad = associated(row, self.version);
        self.cipher
            .decrypt(&XNonce::from(nonce), Payload { msg: body, aad: &aad })
            .map(Zeroizing::new)
            .map_err(|_| VaultError::Altered)
    }
}

impl std::fmt::Debug for DataKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "DataKey(version {})", self.version)
    }
}

/// Table, id and version, each with its length before it, so that no two places
/// give the same bytes.
fn associated(row: Row<'_>, version: u16) -> Vec<u8> {
    let mut aad = Vec::with_capacity(row.table.len() + row.id.len() + 10);
    for part in [row.table.as_bytes(), row.id] {
        aad.extend_from_slice(&u32::try_from(part.len()).unwrap_or(u32::MAX).to_be_bytes());
        aad.extend_from_slice(part);
    }
    aad.extend_from_slice(&version.to_be_bytes());
    aad
}

pub(crate) fn derive(secret: &[u8; 32], name: &str) -> Zeroizing<[u8; 32]> {
    let mut out = Zeroizing::new([0; 32]);
    // 32 bytes are far below the 8,160 that HKDF-SHA-256 can give.
    let _ = Hkdf::<Sha256>::new(Some(b"concerne/v1"), secret).expand(name.as_bytes(), &mut *out);
    out
}

/// Makes blind indexes: equal values give equal tokens, and nobody without the key
/// can tell which value a token stands for.
#[derive(Clone)]
pub struct IndexKey(Hmac<Sha256>);

impl IndexKey {
    pub(crate) fn new(secret: &[u8; 32]) -> Self {
        use hmac::KeyInit as _;
        #[expect(clippy::expect_used, reason = "HMAC takes a key of any length")]
        let mac = Hmac::<Sha256>::new_from_slice(secret).expect("any length");
        Self(mac)
    }

    /// The token of a value in one domain (`surname`, `email`, …): 128 bits of
    /// HMAC-SHA-256 over domain and value.
    pub fn token(&self, domain: &str, value: &[u8]) -> [u8; 16] {
        let full = self.full(domain, value);
        let mut token = [0; 16];
        token.copy_from_slice(&full[..16]);
        token
    }

    /// The whole 256 bits.
    pub fn full(&self, domain: &str, value: &[u8]) -> [u8; 32] {
        let mut mac = self.0.clone();
        mac.update(domain.as_bytes());
        mac.update(&[0]);
        mac.update(value);
        mac.finalize().into_bytes().into()
    }
}

impl std::fmt::Debug for IndexKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("IndexKey")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn key(version: u16) -> DataKey {
        DataKey::new(version, Zeroizing::new([7; 32]))
    }

    fn env() -> Env {
        Env::test(chrono::DateTime::from_timestamp(0, 0).unwrap(), 1).0
    }

    proptest! {
        #[test]
        fn opens_in_its_own_place_only(plain: Vec<u8>, id: [u8; 16], other: [u8; 16]) {
            let row = Row { table: "person", id: &id };
            let sealed = key(1).seal(&env(), row, &plain);
            prop_assert_eq!(&**key(1).open(row, &sealed).unwrap(), &plain[..]);
            let elsewhere = key(1).open(Row { table: "people", id: &id }, &sealed);
            prop_assert!(elsewhere.is_err());
            prop_assert!(key(2).open(row, &sealed).is_err());
            if other != id {
                let elsewhere = key(1).open(Row { table: "person", id: &other }, &sealed);
                prop_assert!(elsewhere.is_err());
            }
        }

        #[test]
        fn any_changed_byte_is_found(plain in prop::collection::vec(any::<u8>(), 1..64), at: prop::sample::Index) {
            let row = Row { table: "person", id: b"1" };
            let mut sealed = key(1).seal(&env(), row, &plain);
            let at = at.index(sealed.len());
            sealed[at] ^= 1;
            prop_assert!(key(1).open(row, &sealed).is_err());
        }
    }

    #[test]
    fn a_token_depends_on_domain_and_value() {
        let index = key(1);
        let token = index.index().token("surname", b"MARTIN");
        assert_eq!(token, index.index().token("surname", b"MARTIN"));
        assert_ne!(token, index.index().token("email", b"MARTIN"));
        assert_ne!(token, index.index().token("surname", b"MARTINE"));
        assert_ne!(token, index.derive_index("claim").token("surname", b"MARTIN"));
    }
}
