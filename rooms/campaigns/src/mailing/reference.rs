//! The opaque name of an e-mail, made from its place in the ledger instead of stored.
//!
//! A reference holds campaign, number and try, enciphered: seven bytes of a keyed hash
//! over them, then the nine bytes themselves under a pad made from that hash (the SIV
//! construction). To anybody without the key it is random; with the key, a bounce leads
//! to its delivery without an index of half a million random entries.

use mail::Reference;
use vault::IndexKey;

use crate::approval::ALPHABET;

/// What a reference names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Named {
    /// Reference of the campaign.
    pub(crate) campaign: String,
    /// Number of the delivery in it.
    pub(crate) number: u32,
    /// Which try.
    pub(crate) attempt: u8,
}

/// Makes and reads references. Cheap to clone.
#[derive(Clone, Debug)]
pub(crate) struct References(IndexKey);

impl References {
    pub(crate) fn new(platform: &vault::DataKey) -> Self {
        Self(platform.derive_index("mail-reference"))
    }

    /// The reference of one try.
    pub(crate) fn make(&self, campaign: &str, number: u32, attempt: i64) -> Reference {
        let mut payload = [0; 9];
        for (place, byte) in payload.iter_mut().zip(packed(campaign).to_be_bytes()) {
            *place = byte;
        }
        for (place, byte) in payload.iter_mut().skip(4).zip(number.to_be_bytes()) {
            *place = byte;
        }
        if let Some(last) = payload.last_mut() {
            *last = u8::try_from(attempt).unwrap_or(u8::MAX);
        }
        let tag = self.tag(&payload);
        let mut bytes = [0; 16];
        let sealed = self.masked(tag, payload);
        for (place, byte) in bytes.iter_mut().zip(tag.into_iter().chain(sealed)) {
            *place = byte;
        }
        Reference::from_bytes(bytes)
    }

    /// What a reference names; none for one that was not made here.
    pub(crate) fn read(&self, reference: Reference) -> Option<Named> {
        let (tag, sealed) = reference.as_bytes().split_first_chunk::<7>()?;
        let payload = self.masked(*tag, *sealed.first_chunk::<9>()?);
        if self.tag(&payload) != *tag {
            return None;
        }
        let (campaign, rest) = payload.split_first_chunk::<4>()?;
        let (number, rest) = rest.split_first_chunk::<4>()?;
        Some(Named {
            campaign: unpacked(u32::from_be_bytes(*campaign)),
            number: u32::from_be_bytes(*number),
            attempt: *rest.first()?,
        })
    }

    fn tag(&self, payload: &[u8; 9]) -> [u8; 7] {
        let full = self.0.full("tag", payload);
        let mut tag = [0; 7];
        tag.copy_from_slice(full.get(..7).unwrap_or(&[0; 7]));
        tag
    }

    fn masked(&self, tag: [u8; 7], mut bytes: [u8; 9]) -> [u8; 9] {
        let pad = self.0.full("pad", &tag);
        for (byte, mask) in bytes.iter_mut().zip(pad) {
            *byte ^= mask;
        }
        bytes
    }
}

/// A campaign's reference, five letters of five bits, as a number.
fn packed(reference: &str) -> u32 {
    reference.bytes().take(5).fold(0, |number, letter| {
        let value = ALPHABET.iter().position(|known| *known == letter).unwrap_or(0);
        number << 5 | u32::try_from(value).unwrap_or(0)
    })
}

fn unpacked(number: u32) -> String {
    (0..5)
        .rev()
        .map(|place| {
            let value = usize::try_from(number >> (5 * place) & 31).unwrap_or(0);
            ALPHABET.get(value).copied().map_or('0', char::from)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::Env;
    use proptest::prelude::*;

    async fn references() -> References {
        let t = db::testing::TestDb::sqlite().await.unwrap();
        let (env, _) = Env::test(chrono::DateTime::UNIX_EPOCH, 5);
        let vault = vault::Vault::ephemeral(t.keys.clone(), env).await.unwrap();
        References::new(&vault.key(vault::Owner::Platform).await.unwrap())
    }

    #[tokio::test]
    async fn reads_back_what_it_made_and_nothing_else() {
        let references = references().await;
        let runner = &mut proptest::test_runner::TestRunner::default();
        runner
            .run(
                &("[0-9A-HJKMNP-TV-Z]{5}", any::<u32>(), 1_i64..255, any::<[u8; 16]>()),
                |(c, n, a, other)| {
                    let made = references.make(&c, n, a);
                    let named = Named { campaign: c, number: n, attempt: u8::try_from(a).unwrap() };
                    prop_assert_eq!(references.read(made), Some(named));
                    prop_assert_eq!(references.read(Reference::from_bytes(other)), None);
                    Ok(())
                },
            )
            .unwrap();
    }

    #[tokio::test]
    async fn neighbours_have_nothing_in_common() {
        let references = references().await;
        let (one, two) = (references.make("K7Q2M", 1, 1), references.make("K7Q2M", 2, 1));
        let same = one.as_bytes().iter().zip(two.as_bytes()).filter(|(a, b)| a == b).count();
        assert!(same <= 3, "{same}");
    }
}
