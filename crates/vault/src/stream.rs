//! Sealed files: a stream of chunks, each authenticated with its number and with
//! whether it is the last, so that a cut, a swap or a repeat is found. The file is
//! never whole in memory.
//!
//! Layout: `CNS1`, key version (2 bytes), nonce prefix (19 bytes), then chunks of
//! 64 KiB of plain text, each 16 bytes longer when sealed. The nonce of a chunk is
//! prefix, number (4 bytes), last (1 byte): STREAM, as `aead_stream` has it (StreamBE32).

use std::io::{self, Read, Write};

use aead_stream::{DecryptorBE32, EncryptorBE32};
use chacha20poly1305::{XChaCha20Poly1305, aead::Payload};
use kernel::Env;

use crate::{VaultError, datakey::DataKey};

const MAGIC: &[u8; 4] = b"CNS1";
const CHUNK: usize = 64 * 1024;
const TAG: usize = 16;
const PREFIX: usize = 19;

/// Seals what is written to it. [`SealedWriter::finish`] must be called: a file
/// without its last chunk does not open.
pub struct SealedWriter<W: Write> {
    out: W,
    stream: EncryptorBE32<XChaCha20Poly1305>,
    name: Vec<u8>,
    buffer: Vec<u8>,
}

impl<W: Write> SealedWriter<W> {
    /// Begins a sealed file; `name` is authenticated and must be given again to read.
    ///
    /// # Errors
    /// The writer's.
    pub fn new(env: &Env, key: &DataKey, name: &[u8], mut out: W) -> io::Result<Self> {
        let prefix: [u8; PREFIX] = env.bytes();
        out.write_all(MAGIC)?;
        out.write_all(&key.version().to_be_bytes())?;
        out.write_all(&prefix)?;
        let stream = EncryptorBE32::new((&*key.derive("file")).into(), &prefix.into());
        Ok(Self { out, stream, name: name.to_vec(), buffer: Vec::with_capacity(CHUNK) })
    }

    fn flush_chunk(&mut self) -> io::Result<()> {
        let payload = Payload { msg: &self.buffer, aad: &self.name };
        // A chunk is never too long for the cipher: what is refused is one number too many.
        let sealed = self
            .stream
            .encrypt_next(payload)
            .map_err(|_| io::Error::other("a sealed file holds at most 256 TiB"))?;
        self.out.write_all(&sealed)?;
        self.buffer.clear();
        Ok(())
    }

    /// Writes the last chunk and gives the inner writer back.
    ///
    /// # Errors
    /// The writer's.
    pub fn finish(mut self) -> io::Result<W> {
        let payload = Payload { msg: &self.buffer, aad: &self.name };
        let sealed =
            self.stream.encrypt_last(payload).map_err(|_| io::Error::other("sealing failed"))?;
        self.out.write_all(&sealed)?;
        self.out.flush()?;
        Ok(self.out)
    }
}

impl<W: Write> Write for SealedWriter<W> {
    fn write(&mut self, data: &[u8]) -> io::Result<usize> {
        // A full chunk is sealed only when more follows, so that the last one can be marked.
        if self.buffer.len() == CHUNK {
            self.flush_chunk()?;
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
    /// None after the last chunk, and after one that did not open.
    stream: Option<DecryptorBE32<XChaCha20Poly1305>>,
    name: Vec<u8>,
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
        let prefix: [u8; PREFIX] = prefix.try_into().map_err(|_| VaultError::Altered)?;
        let stream = DecryptorBE32::new((&*key.derive("file")).into(), &prefix.into());
        let mut reader = Self {
            input,
            stream: Some(stream),
            name: name.to_vec(),
            ahead: Vec::new(),
            plain: Vec::new(),
            at: 0,
            done: false,
        };
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
        let payload = Payload { msg: sealed.as_slice(), aad: &self.name };
        self.plain = match self.stream.take() {
            Some(stream) if last => stream.decrypt_last(payload),
            Some(mut stream) => {
                stream.decrypt_next(payload).inspect(|_| self.stream = Some(stream))
            }
            None => Err(aead_stream::aead::Error),
        }
        .map_err(|_| {
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
    use std::sync::Arc;

    use kernel::{Entropy, MockClock};
    use sha2::{Digest as _, Sha256};
    use zeroize::Zeroizing;

    use super::*;

    const HEAD: usize = 4 + 2 + PREFIX;
    const SEALED: usize = CHUNK + TAG;

    /// Gives nines, so that the bytes of a sealed file do not depend on a generator.
    struct Nines;

    impl Entropy for Nines {
        fn fill(&self, buffer: &mut [u8]) {
            buffer.fill(9);
        }
    }

    fn key() -> DataKey {
        DataKey::new(1, Zeroizing::new([3; 32]))
    }

    fn sealed(len: usize) -> (DataKey, Vec<u8>, Vec<u8>) {
        let clock = MockClock::new(chrono::DateTime::from_timestamp(0, 0).unwrap());
        let env = Env::new(Arc::new(clock), Arc::new(Nines));
        let plain: Vec<u8> = (0..len).map(|i| u8::try_from(i % 251).unwrap()).collect();
        let mut writer = SealedWriter::new(&env, &key(), b"upload", Vec::new()).unwrap();
        writer.write_all(&plain).unwrap();
        (key(), plain, writer.finish().unwrap())
    }

    fn read(key: &DataKey, name: &[u8], bytes: &[u8]) -> Result<Vec<u8>, VaultError> {
        let mut out = Vec::new();
        SealedReader::new(key, name, bytes)?.read_to_end(&mut out)?;
        Ok(out)
    }

    #[track_caller]
    fn refused(name: &[u8], bytes: &[u8]) {
        let Err(VaultError::Io(error)) = read(&key(), name, bytes) else { panic!("it opened") };
        assert_eq!(error.kind(), io::ErrorKind::InvalidData);
        assert_eq!(error.to_string(), "the sealed file was cut or altered");
    }

    #[test]
    fn reads_back_at_every_length_around_a_chunk() {
        for len in [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, 3 * CHUNK + 7] {
            let (key, plain, bytes) = sealed(len);
            assert_eq!(read(&key, b"upload", &bytes).unwrap(), plain, "{len}");
        }
    }

    /// The hashes were computed by a program of its own that writes the layout above with
    /// `chacha20poly1305` alone. Files of that layout are on the disks of installations: a
    /// hash that changes here means that they do not open any more.
    #[test]
    fn the_layout_is_that_of_files_already_sealed() {
        for (len, hash) in [
            (0, "dd4e68c6fcbc16546d999fa676ade1089d8a440d4ecc67ee2a476c6dcd2cca70"),
            (CHUNK, "14994e801e520ae3a1a8d5795b65c4a13b486cedad05481d60681466ab4f9810"),
            (3 * CHUNK + 7, "525210916cb811073bd856e1b9e8eb6ccabf4c5ef071f5a14c02f20f59c371a2"),
        ] {
            let (key, plain, bytes) = sealed(len);
            assert_eq!(hex::encode(Sha256::digest(&bytes)), hash, "{len}");
            assert_eq!(read(&key, b"upload", &bytes).unwrap(), plain, "{len}");
        }
    }

    #[test]
    fn finds_a_cut_a_swap_and_another_name() {
        let (_, _, bytes) = sealed(3 * CHUNK + 7);
        for cut in [HEAD, HEAD + 1, HEAD + 2 * SEALED, HEAD + 2 * SEALED + 9, bytes.len() - 1] {
            refused(b"upload", &bytes[..cut]);
        }
        let (head, chunks) = bytes.split_at(HEAD);
        let (first, chunks) = chunks.split_at(SEALED);
        let (second, rest) = chunks.split_at(SEALED);
        refused(b"upload", &[head, second, first, rest].concat());
        refused(b"upload", &[head, first, first, second, rest].concat());
        refused(b"upload", &[&bytes[..], &[0]].concat());
        refused(b"letters", &bytes);
        let (_, _, bytes) = sealed(CHUNK);
        refused(b"upload", &[&bytes[..], &[0]].concat());
        refused(b"upload", &[&bytes[..], &bytes[HEAD..]].concat());
    }

    #[test]
    fn finds_another_head() {
        let (_, _, bytes) = sealed(1);
        let Err(VaultError::Io(error)) = read(&key(), b"upload", &bytes[..HEAD - 1]) else {
            panic!("it opened")
        };
        assert_eq!(error.kind(), io::ErrorKind::UnexpectedEof);
        for at in [0, 5] {
            let mut other = bytes.clone();
            other[at] ^= 1;
            assert!(matches!(read(&key(), b"upload", &other), Err(VaultError::Altered)));
        }
        let mut other = bytes;
        other[HEAD - 1] ^= 1;
        refused(b"upload", &other);
    }

    #[test]
    fn nothing_is_read_past_a_chunk_that_does_not_open() {
        for damaged in [HEAD, HEAD + SEALED, HEAD + 3 * SEALED] {
            let (key, plain, mut bytes) = sealed(3 * CHUNK + 7);
            bytes[damaged] ^= 1;
            let mut reader = SealedReader::new(&key, b"upload", bytes.as_slice()).unwrap();
            let mut out = Vec::new();
            for _ in 0..5 {
                let error = reader.read_to_end(&mut out).unwrap_err();
                assert_eq!(error.kind(), io::ErrorKind::InvalidData);
            }
            assert_eq!(out, plain[..(damaged - HEAD) / SEALED * CHUNK]);
        }
    }

    struct Broken;

    impl Read for Broken {
        fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
            Err(io::Error::from(io::ErrorKind::TimedOut))
        }
    }

    #[test]
    fn an_error_of_the_input_is_handed_on() {
        let (key, plain, bytes) = sealed(3 * CHUNK + 7);
        for (whole, opens) in [(HEAD - 1, false), (HEAD + 9, false), (HEAD + SEALED, true)] {
            let reader = SealedReader::new(&key, b"upload", bytes[..whole].chain(Broken));
            let error = match reader {
                Ok(mut reader) if opens => reader.read(&mut [0]).unwrap_err(),
                Err(VaultError::Io(error)) if !opens => error,
                _ => panic!("{whole}"),
            };
            assert_eq!(error.kind(), io::ErrorKind::TimedOut, "{whole}");
        }
        let input = bytes[..HEAD + 2 * SEALED].chain(Broken);
        let mut out = Vec::new();
        let error =
            SealedReader::new(&key, b"upload", input).unwrap().read_to_end(&mut out).unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::TimedOut);
        assert_eq!(out, plain[..CHUNK]);
    }
}
