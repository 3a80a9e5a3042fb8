//! Time-based one-time codes (RFC 6238): SHA-1, six digits, thirty seconds, because
//! authenticators silently ignore anything else.

use chrono::{DateTime, Utc};
use kernel::Env;
use totp_rs::{Algorithm, Builder, Totp};
use zeroize::Zeroizing;

use crate::{
    email::Email,
    error::{AccountError, Result},
    secrets::SecretText,
};

/// One step before and one after are accepted, for clocks that are not exact.
const SKEW: u16 = 1;

/// How long a code is shown.
const STEP_SECONDS: u16 = 30;

/// The secret shared with an authenticator: 160 bits.
pub(crate) struct TotpSecret(Zeroizing<Vec<u8>>);

impl TotpSecret {
    /// A new secret.
    pub(crate) fn generate(env: &Env) -> Self {
        Self(Zeroizing::new(env.bytes::<20>().to_vec()))
    }

    /// A secret that was opened from its column.
    pub(crate) fn from_bytes(bytes: &[u8]) -> Self {
        Self(Zeroizing::new(bytes.to_vec()))
    }

    /// The bytes to seal.
    pub(crate) fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// Base 32 in groups of four, to be typed where no camera is at hand.
    pub(crate) fn shown(&self) -> SecretText {
        let text = Zeroizing::new(data_encoding::BASE32_NOPAD.encode(&self.0));
        let mut grouped = String::with_capacity(text.len() + text.len() / 4);
        for (place, c) in text.chars().enumerate() {
            if place > 0 && place % 4 == 0 {
                grouped.push(' ');
            }
            grouped.push(c);
        }
        SecretText::new(grouped)
    }

    /// The `otpauth:` address that an authenticator reads as a QR code.
    pub(crate) fn url(&self, issuer: &str, email: &Email) -> Result<SecretText> {
        let totp = self.builder().with_issuer(Some(issuer)).with_account_name(email.as_str());
        let url = totp.build().and_then(|totp| totp.to_url()).map_err(AccountError::internal)?;
        Ok(SecretText::new(url))
    }

    /// The step whose code was typed, if it is one of the three that count now.
    pub(crate) fn step_of(&self, typed: &str, now: DateTime<Utc>) -> Result<Option<i64>> {
        let digits: Zeroizing<String> =
            Zeroizing::new(typed.chars().filter(|c| !c.is_whitespace()).collect());
        if digits.len() != 6 || !digits.bytes().all(|b| b.is_ascii_digit()) {
            return Ok(None);
        }
        let time = u64::try_from(now.timestamp()).unwrap_or(0);
        Ok(self.totp()?.check(&digits, time).and_then(|step| i64::try_from(step).ok()))
    }

    fn totp(&self) -> Result<Totp> {
        self.builder().build().map_err(AccountError::internal)
    }

    fn builder(&self) -> Builder {
        Builder::new()
            .with_algorithm(Algorithm::SHA1)
            .with_digits(6)
            .with_skew(SKEW)
            .with_step_duration(STEP_SECONDS.into())
            .with_secret(self.0.to_vec())
    }
}

/// The latest step whose code is accepted at an instant.
pub(crate) fn newest_step(now: DateTime<Utc>) -> i64 {
    now.timestamp() / i64::from(STEP_SECONDS) + i64::from(SKEW)
}

/// The code that an authenticator holding this secret (base 32, spaces allowed) shows at
/// an instant: for rehearsals and tests, which have no telephone.
pub fn totp_code(secret: &str, at: DateTime<Utc>) -> Option<SecretText> {
    let text: Zeroizing<String> =
        Zeroizing::new(secret.chars().filter(|c| !c.is_whitespace()).collect());
    let bytes = data_encoding::BASE32_NOPAD.decode(text.as_bytes()).ok()?;
    let totp = TotpSecret::from_bytes(&bytes).totp().ok()?;
    Some(SecretText::new(totp.generate(u64::try_from(at.timestamp()).ok()?).to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The secret of the test vectors of RFC 6238, appendix B.
    fn rfc() -> TotpSecret {
        TotpSecret::from_bytes(b"12345678901234567890")
    }

    fn at(seconds: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(seconds, 0).unwrap()
    }

    #[test]
    fn the_vectors_of_rfc_6238_hold() {
        for (seconds, code) in [
            (59, "287082"),
            (1_111_111_109, "081804"),
            (1_234_567_890, "005924"),
            (2_000_000_000, "279037"),
        ] {
            assert_eq!(rfc().step_of(code, at(seconds)).unwrap(), Some(seconds / 30), "{seconds}");
            assert_eq!(totp_code(rfc().shown().expose(), at(seconds)).unwrap().expose(), code);
        }
    }

    #[test]
    fn a_code_counts_one_step_early_and_late_and_no_further() {
        let code = totp_code(rfc().shown().expose(), at(3_000)).unwrap();
        let step = |seconds| rfc().step_of(code.expose(), at(seconds)).unwrap();
        assert_eq!(step(2_970), Some(100));
        assert_eq!(step(3_059), Some(100));
        assert_eq!(step(2_969), None);
        assert_eq!(step(3_060), None);
    }

    #[test]
    fn what_is_no_code_is_refused_and_spaces_are_not_minded() {
        for typed in ["", "28708", "2870822", "28708a", "２８７０８２"] {
            assert_eq!(rfc().step_of(typed, at(59)).unwrap(), None, "{typed}");
        }
        assert_eq!(rfc().step_of("287 082", at(59)).unwrap(), Some(1));
    }

    #[test]
    fn the_address_names_the_product_and_the_account() {
        let email = Email::parse("ana.roche@example.org").unwrap();
        let url = rfc().url("Concerné", &email).unwrap();
        assert!(url.expose().starts_with("otpauth://totp/"), "{}", url.expose());
        assert!(url.expose().contains("secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"));
        assert!(url.expose().contains("issuer=Concern%C3%A9"), "{}", url.expose());
    }
}
