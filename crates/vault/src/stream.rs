//! Sealed files: a stream of chunks, each authenticated with its number and with
//! whether it is the last, so that a cut, a swap or a repeat is found. The file is
//! never whole in memory.
//!
//! Layout: `CNS1`, key version (2 bytes), nonce prefix (19 bytes), then chunks of
//! 64 KiB of plain text, each 16 bytes longer when sealed. The nonce of a chunk is
//! prefix, number (4 bytes), last (1 byte): the STREAM construction.

use std::io::{self, Read, Write};

use chacha20poly1305::{
    XChaCha20Poly1305, XNonce,
    aead::{Aead as _, KeyInit as _, Payload},
};
use kernel::Env;

use crate::{VaultError, datakey::DataKey};

const MAGIC: &[u8; 4] = b"CNS1";
const CHUNK: usize = 64 * 1024;
const TAG: usize = 16;
const PREFIX: usize = 19;

struct Chunks {
    cipher: XChaCha20Poly1305,
    prefix: [u8; PREFIX],
    number: u32,
    name: Vec<u8>,
}

impl Chunks {
    fn new(key: &DataKey, name: &[u8], prefix: [u8; PREFIX]) -> Self {
        let cipher = XChaCha20Poly1305::new((&*key.derive("file")).into());
        Self { cipher, prefix, number: 0, name: name.to_vec() }
    }

    fn nonce(&mut self, last: bool) -> io::Result<XNonce> {
        let mut nonce = [0; 24];
        nonce[..PREFIX].copy_from_slice(&self.prefix);
        nonce[PREFIX..23].copy_from_slice(&self.number.to_be_bytes());
        nonce[23] = u8::from(last);
        self.number = self
            .number
            .checked_add(1)
            .ok_or_else(|| io::Error::other("a sealed file holds at most 256 TiB"))?;
        Ok(XNonce::from(nonce))
    }
}

/// Seals what is written to it. [`SealedWriter::finish`] must be called: a file
/// without its last chunk does not open.
pub struct SealedWriter<W: Write> {
    out: W,
    chunks: Chunks,
    buffer: Vec<u8>,
}

impl<W: Write> SealedWriter<W> {
    /// Begins a sealed file; `name` is authenticated and must be given again to read.
    ///
    /// # Errors
    /// The writer's.
    pub fn new(env: &Env, key: &DataKey, name: &[u8], mut out: W) -> io::Result<Self> {
        let prefix = env.bytes();
        out.write_all(MAGIC)?;
        out.write_all(&key.version().to_be_bytes())?;
        out.write_all(&prefix)?;
        let chunks = Chunks::new(key, name, prefix);
        Ok(Self { out, chunks, buffer: Vec::with_capacity(CHUNK) })
    }

    fn flush_chunk(&mut self, last: bool) -> io::Result<()> {
        let nonce = self.chunks.nonce(last)?;
        let payload = Payload { msg: &self.buffer, aad: &self.chunks.name };
        let sealed = self
            .chunks
            .cipher
            .encrypt(&nonce, payload)
            .map_err(|_| io::Error::other("sealing failed"))?;
        self.out.write_all(&sealed)?;
        self.buffer.clear();
        Ok(())
    }

    /// Writes the last chunk and gives the inner writer back.
    ///
    /// # Errors
    /// The writer's.
    pub fn finish(mut self) -> io::Result<W> {
        self.flush_chunk(true)?;
        self.out.flush()?;
        Ok(self.out)
    }
}

impl<W: Write> Write for SealedWriter<W> {
    fn write(&mut self, data: &[u8]) -> io::Result<usize> {
        // A full chunk is sealed only when more follows, so that the last one can be marked.
        if self.buffer.len() == CHUNK {
            self.flush_chunk(false)?;
        }
        let take = data.len().min(CHUNK - self.buffer.len());
        self.buffer.extend_from_slice(&data[..take]);
        Ok(take)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

/// Reads what a [`SealedWriter`] wrote; any damage is an error, never wrong bytes.
pub struct SealedReader<R: Read> {
    input: R,
    chunks: Chunks,
    ahead: Vec<u8>,
    plain: Vec<u8>,
    at: usize,
    done: bool,
}

impl<R: Read> SealedReader<R> {
    /// Opens a sealed file under the name it was made with.
    ///
    /// # Errors
    /// [`VaultError::Altered`] when it was not sealed by this key's version.
    pub fn new(key: &DataKey, name: &[u8], mut input: R) -> Result<Self, VaultError> {
        let mut head = [0; 4 + 2 + PREFIX];
        input.read_exact(&mut head)?;
        let (magic, rest) = head.split_at(4);
        let (version, prefix) = rest.split_at(2);
        if magic != MAGIC || version != key.version().to_be_bytes() {
            return Err(VaultError::Altered);
        }
        let prefix = prefix.try_into().map_err(|_| VaultError::Altered)?;
        let chunks = Chunks::new(key, name, prefix);
        let mut reader =
            Self { input, chunks, ahead: Vec::new(), plain: Vec::new(), at: 0, done: false };
        reader.ahead = reader.read_chunk()?;
        Ok(reader)
    }

    fn read_chunk(&mut self) -> io::Result<Vec<u8>> {
        let mut chunk = Vec::with_capacity(CHUNK + TAG);
        self.input.by_ref().take((CHUNK + TAG) as u64).read_to_end(&mut chunk)?;
        Ok(chunk)
    }

    fn next_chunk(&mut self) -> io::Result<()> {
        let following =
            if self.ahead.len() == CHUNK + TAG { self.read_chunk()? } else { Vec::new() };
        let sealed = std::mem::replace(&mut self.ahead, following);
        let last = self.ahead.is_empty();
        let nonce = self.chunks.nonce(last)?;
        let payload = Payload { msg: sealed.as_slice(), aad: &self.chunks.name };
        self.plain = self.chunks.cipher.decrypt(&nonce, payload).map_err(|_| {
            io::Error::new(io::ErrorKind::InvalidData, "the sealed file was cut or altered")
        })?;
        self.at = 0;
        self.done = last;
        Ok(())
    }
}

impl<R: Read> Read for SealedReader<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        while self.at == self.plain.len() {
            if self.done {
                return Ok(0);
            }
            self.next_chunk()?;
        }
        let take = out.len().min(self.plain.len() - self.at);
        out[..take].copy_from_slice(&self.plain[self.at..self.at + take]);
        self.at += take;
        Ok(take)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use zeroize::Zeroizing;

    fn sealed(len: usize) -> (DataKey, Vec<u8>, Vec<u8>) {
        let (env, _) = Env::test(chrono::DateTime::from_timestamp(0, 0).unwrap(), 5);
        let key = DataKey::new(1, Zeroizing::new([3; 32]));
        let plain: Vec<u8> = (0..len).map(|i| u8::try_from(i % 251).unwrap()).collect();
        let mut writer = SealedWriter::new(&env, &key, b"upload", Vec::new()).unwrap();
        writer.write_all(&plain).unwrap();
        (key, plain, writer.finish().unwrap())
    }

    fn read(key: &DataKey, name: &[u8], bytes: &[u8]) -> Result<Vec<u8>, VaultError> {
        let mut out = Vec::new();
        SealedReader::new(key, name, bytes)?.read_to_end(&mut out)?;
        Ok(out)
    }

    #[test]
    fn reads_back_at_every_length_around_a_chunk() {
        for len in [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, 3 * CHUNK + 7] {
            let (key, plain, bytes) = sealed(len);
            assert_eq!(read(&key, b"upload", &bytes).unwrap(), plain, "{len}");
        }
    }

    #[test]
    fn finds_a_cut_a_swap_and_another_name() {
        let (key, _, bytes) = sealed(3 * CHUNK + 7);
        let head = 4 + 2 + PREFIX;
        let cut = &bytes[..head + 2 * (CHUNK + TAG)];
        assert!(read(&key, b"upload", cut).is_err());
        let mut swapped = bytes.clone();
        let (first, second) =
            (head..head + CHUNK + TAG, head + CHUNK + TAG..head + 2 * (CHUNK + TAG));
        let (a, b) = (bytes[first.clone()].to_vec(), bytes[second.clone()].to_vec());
        swapped[first].copy_from_slice(&b);
        swapped[second].copy_from_slice(&a);
        assert!(read(&key, b"upload", &swapped).is_err());
        assert!(read(&key, b"letters", &bytes).is_err());
    }
}
