//! E-mail addresses and mail domains, parsed once at the edge.
//!
//! Accepted: a plain local part (RFC 5322 dot-atom, ASCII) and a domain name,
//! converted to its ASCII form. Refused on purpose: quoted local parts, address
//! literals and non-ASCII local parts (RFC 6531), which most relays refuse too.

use std::fmt;

/// A refused address. The texts never hold the address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AddressError {
    /// Nothing before or after the at sign.
    #[error("the address has no at sign, or nothing on one side of it")]
    MissingParts,
    /// A local part that is not a plain word of ASCII characters.
    #[error("the part before the at sign is not valid")]
    LocalPart,
    /// A domain that is not a name.
    #[error("the domain is not valid")]
    Domain,
    /// More than 64 characters before the at sign or 254 in all (RFC 5321 4.5.3.1).
    #[error("the address is too long")]
    TooLong,
}

/// The domain of an address or a Message-ID, in lower-case ASCII form.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Domain(String);

impl Domain {
    /// Checks a domain name; an internationalised one becomes its ASCII form.
    pub fn parse(raw: &str) -> Result<Self, AddressError> {
        let ascii = match url::Host::parse(raw.trim_end_matches('.')) {
            Ok(url::Host::Domain(name)) => name.to_ascii_lowercase(),
            _ => return Err(AddressError::Domain),
        };
        if ascii.len() > 253 || !ascii.split('.').all(is_label) {
            return Err(AddressError::Domain);
        }
        Ok(Self(ascii))
    }

    /// The domain, lower case, ASCII.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

fn is_label(label: &str) -> bool {
    (1..=63).contains(&label.len())
        && !label.starts_with('-')
        && !label.ends_with('-')
        && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
}

/// An address to which the SMTP dialogue can be held. `Debug` shows nothing.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Address {
    text: String,
    at: usize,
}

impl Address {
    /// Checks an address; surrounding white space is dropped.
    pub fn parse(raw: &str) -> Result<Self, AddressError> {
        let (local, domain) = raw.trim().rsplit_once('@').ok_or(AddressError::MissingParts)?;
        if local.is_empty() || domain.is_empty() {
            return Err(AddressError::MissingParts);
        }
        if local.len() > 64 {
            return Err(AddressError::TooLong);
        }
        if !is_dot_atom(local) {
            return Err(AddressError::LocalPart);
        }
        let domain = Domain::parse(domain)?;
        let text = format!("{local}@{}", domain.as_str());
        if text.len() > 254 {
            return Err(AddressError::TooLong);
        }
        Ok(Self { text, at: local.len() })
    }

    /// The address. For the dialogue and for sealed storage, never for logs.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The part before the at sign.
    pub fn local_part(&self) -> &str {
        self.text.get(..self.at).unwrap_or_default()
    }

    /// The part after the at sign, lower-case ASCII.
    pub fn domain(&self) -> &str {
        self.text.get(self.at + 1..).unwrap_or_default()
    }

    /// Whether mail to both goes to one mailbox, as far as can be known: servers repeat
    /// addresses in letters of another case.
    pub fn is_same(&self, other: &Self) -> bool {
        self.text.eq_ignore_ascii_case(&other.text)
    }

    pub(crate) fn to_lettre(&self) -> Result<lettre::Address, AddressError> {
        lettre::Address::new(self.local_part(), self.domain()).map_err(|_| AddressError::LocalPart)
    }
}

impl fmt::Debug for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Address(..)")
    }
}

fn is_dot_atom(local: &str) -> bool {
    local.split('.').all(|atom| {
        !atom.is_empty()
            && atom
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b"!#$%&'*+-/=?^_`{|}~".contains(&b))
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn reads_plain_addresses_and_internationalised_domains() {
        for (raw, kept) in [
            (" jeanne.martin+x@Example.ORG ", "jeanne.martin+x@example.org"),
            ("o'neil@example.net", "o'neil@example.net"),
            ("a@labo-été.example", "a@xn--labo-t-fvab.example"),
            ("a@localhost", "a@localhost"),
        ] {
            assert_eq!(Address::parse(raw).unwrap().as_str(), kept, "{raw}");
        }
    }

    #[test]
    fn refuses_what_could_break_the_dialogue() {
        for (raw, error) in [
            ("", AddressError::MissingParts),
            ("@example.org", AddressError::MissingParts),
            ("a@", AddressError::MissingParts),
            ("\"a b\"@example.org", AddressError::LocalPart),
            ("a>\r\nRCPT TO:<b@example.org", AddressError::LocalPart),
            ("é@example.org", AddressError::LocalPart),
            ("a..b@example.org", AddressError::LocalPart),
            ("a@exa mple.org", AddressError::Domain),
            ("a@[192.0.2.1]", AddressError::Domain),
            ("a@192.0.2.1", AddressError::Domain),
            ("a@-x.org", AddressError::Domain),
        ] {
            assert_eq!(Address::parse(raw), Err(error), "{raw:?}");
        }
        assert_eq!(
            Address::parse(&format!("{}@example.org", "a".repeat(65))),
            Err(AddressError::TooLong)
        );
    }

    #[test]
    fn debug_output_hides_the_address() {
        let address = Address::parse("jeanne@example.org").unwrap();
        assert!(!format!("{address:?}").contains("jeanne"));
    }

    proptest! {
        #[test]
        fn an_accepted_address_holds_no_control_character_space_or_bracket(raw in "\\PC{0,40}@\\PC{0,40}") {
            if let Ok(address) = Address::parse(&raw) {
                prop_assert!(address.as_str().bytes().all(|b| b.is_ascii_graphic() && b != b'<' && b != b'>'));
                prop_assert!(address.to_lettre().is_ok());
                prop_assert_eq!(Address::parse(address.as_str()), Ok(address.clone()));
            }
        }
    }
}
