//! E-mail addresses of staff: the form that is compared, and nothing more.

use zeroize::Zeroizing;

/// An address as it is looked up: trimmed, lower case. No `Display`, and `Debug` hides it.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Email(Zeroizing<String>);

impl Email {
    /// Reads an address: one `@`, a domain with a dot, 254 bytes at most (RFC 5321),
    /// nothing that is blank or invisible.
    pub(crate) fn parse(raw: &str) -> Option<Self> {
        let text = Zeroizing::new(raw.trim().to_lowercase());
        let (local, domain) = text.split_once('@')?;
        let plain = |c: char| !c.is_whitespace() && !c.is_control() && !"<>,;:\"()[]\\".contains(c);
        let domain_fits = domain.contains('.')
            && domain.split('.').all(|label| {
                !label.is_empty()
                    && label.chars().all(|c| c.is_alphanumeric() || c == '-')
                    && !label.starts_with('-')
                    && !label.ends_with('-')
            });
        let fits = text.len() <= 254
            && !local.is_empty()
            && local.len() <= 64
            && local.chars().all(plain)
            && domain_fits;
        fits.then(|| Self(text.clone()))
    }

    /// The address.
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }

    /// What stands before the `@`.
    pub(crate) fn local(&self) -> &str {
        self.0.split_once('@').map_or("", |(local, _)| local)
    }
}

impl std::fmt::Debug for Email {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Email")
    }
}

#[cfg(test)]
mod tests {
    use super::Email;

    #[test]
    fn reads_addresses_and_refuses_what_is_none() {
        let email = Email::parse(" Ana.Roche@Labo.Example.ORG ").unwrap();
        assert_eq!(email.as_str(), "ana.roche@labo.example.org");
        assert_eq!(email.local(), "ana.roche");
        assert!(!format!("{email:?}").contains("roche"));
        for bad in [
            "",
            "ana",
            "@example.org",
            "a b@example.org",
            "a@b",
            "a@-b.org",
            "a@@b.org",
            "a@b..org",
            "a\0@b.org",
        ] {
            assert!(Email::parse(bad).is_none(), "{bad}");
        }
    }
}
