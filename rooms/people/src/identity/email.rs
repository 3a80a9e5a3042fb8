//! E-mail addresses: a pragmatic part of RFC 5321, and likely typing errors.

use super::blank::trim;

/// An address that a mail server can be handed.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Email(String);

super::redact::redacted_debug!(Email);

/// Why a cell holds no address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not an e-mail address")]
pub struct EmailError;

impl Email {
    /// Reads a cell: the first address when several are given. The domain is
    /// put in lower case; the local part is kept as typed.
    ///
    /// # Errors
    /// Anything that is not `local@domain.tld` in ASCII, quoted local parts and
    /// address literals included: no patient has one.
    pub fn parse(cell: &str) -> Result<Self, EmailError> {
        let cell = trim(cell);
        let cell = cell.strip_prefix("mailto:").unwrap_or(cell);
        let first = if cell.contains([' ', ',', ';', '/', '<']) {
            cell.split([' ', ',', ';', '/', '<', '>'])
                .find(|part| part.contains('@'))
                .unwrap_or(cell)
        } else {
            cell
        };
        let (local, domain) = first.split_once('@').ok_or(EmailError)?;
        if !is_local(local) || !is_domain(domain) {
            return Err(EmailError);
        }
        let mut address = String::with_capacity(first.len());
        address.push_str(local);
        address.push('@');
        address.extend(domain.chars().map(|c| c.to_ascii_lowercase()));
        Ok(Self(address))
    }

    /// The address, as it is written to.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The address in the form in which two spellings are equal.
    pub fn key(&self) -> String {
        self.0.to_ascii_lowercase()
    }

    /// The domain, in lower case.
    pub fn domain(&self) -> &str {
        self.0.split_once('@').map_or("", |(_, domain)| domain)
    }

    /// The domain that was probably meant, when the one given is a known misspelling.
    pub fn likely_domain(&self) -> Option<&'static str> {
        let domain = self.domain();
        TYPOS.iter().find(|(wrong, _)| *wrong == domain).map(|(_, right)| *right)
    }
}

fn is_local(local: &str) -> bool {
    let bytes = local.as_bytes();
    (1..=64).contains(&bytes.len())
        && bytes.first() != Some(&b'.')
        && bytes.last() != Some(&b'.')
        && !local.contains("..")
        && bytes.iter().all(|b| b.is_ascii_alphanumeric() || b".!#$%&'*+-/=?^_`{|}~".contains(b))
}

fn is_domain(domain: &str) -> bool {
    let label = |label: &str| {
        (1..=63).contains(&label.len())
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
    };
    let Some((_, top)) = domain.rsplit_once('.') else { return false };
    domain.len() <= 253
        && domain.split('.').all(label)
        && top.len() >= 2
        && (top.bytes().all(|b| b.is_ascii_alphabetic()) || top.starts_with("xn--"))
}

/// Misspelt domains met in practice and the domain that was meant.
const TYPOS: [(&str, &str); 40] = [
    ("gmial.com", "gmail.com"),
    ("gmai.com", "gmail.com"),
    ("gmal.com", "gmail.com"),
    ("gamil.com", "gmail.com"),
    ("gmaill.com", "gmail.com"),
    ("gnail.com", "gmail.com"),
    ("gmail.con", "gmail.com"),
    ("gmail.co", "gmail.com"),
    ("gmail.cm", "gmail.com"),
    ("gmail.fr", "gmail.com"),
    ("hotmial.com", "hotmail.com"),
    ("hotmai.com", "hotmail.com"),
    ("hotmal.com", "hotmail.com"),
    ("hotmail.con", "hotmail.com"),
    ("hotmial.fr", "hotmail.fr"),
    ("hotmai.fr", "hotmail.fr"),
    ("hotmal.fr", "hotmail.fr"),
    ("homail.fr", "hotmail.fr"),
    ("hormail.fr", "hotmail.fr"),
    ("yaho.fr", "yahoo.fr"),
    ("yhaoo.fr", "yahoo.fr"),
    ("yahou.fr", "yahoo.fr"),
    ("yahooo.fr", "yahoo.fr"),
    ("yaho.com", "yahoo.com"),
    ("yahoo.con", "yahoo.com"),
    ("orage.fr", "orange.fr"),
    ("ornage.fr", "orange.fr"),
    ("oange.fr", "orange.fr"),
    ("orang.fr", "orange.fr"),
    ("wanado.fr", "wanadoo.fr"),
    ("wandoo.fr", "wanadoo.fr"),
    ("wanadoo.f", "wanadoo.fr"),
    ("laposte.fr", "laposte.net"),
    ("lapost.net", "laposte.net"),
    ("laposte.com", "laposte.net"),
    ("outlok.fr", "outlook.fr"),
    ("outlok.com", "outlook.com"),
    ("icoud.com", "icloud.com"),
    ("iclou.com", "icloud.com"),
    ("fre.fr", "free.fr"),
];

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn addresses_are_read() {
        for (cell, expected) in [
            ("solenn.trevidic@example.org", "solenn.trevidic@example.org"),
            ("Solenn@Example.ORG", "Solenn@example.org"),
            ("a+b@example.net", "a+b@example.net"),
            (" solenn@example.org ", "solenn@example.org"),
            ("mailto:solenn@example.org", "solenn@example.org"),
            ("Solenn T. <solenn@example.org>", "solenn@example.org"),
            ("a@example.org;b@example.org", "a@example.org"),
            ("a@example.org ou b@example.org", "a@example.org"),
            ("o'dourte@mail.example.org", "o'dourte@mail.example.org"),
        ] {
            assert_eq!(Email::parse(cell).unwrap().as_str(), expected, "{cell}");
        }
    }

    #[test]
    fn what_is_no_address_is_refused() {
        for cell in [
            "",
            "solenn",
            "solenn@",
            "@example.org",
            "solenn@example",
            "a@b@example.org",
            ".a@example.org",
            "a.@example.org",
            "a..b@example.org",
            "a@-example.org",
            "a@example-.org",
            "a@example..org",
            "a@example.1",
            "é@example.org",
            "a@exämple.org",
            "a@[127.0.0.1]",
            "\"a b\"@example.org",
        ] {
            assert_eq!(Email::parse(cell), Err(EmailError), "{cell}");
        }
        let long = format!("{}@example.org", "a".repeat(65));
        assert_eq!(Email::parse(&long), Err(EmailError));
        let longest = format!("{}@example.org", "a".repeat(64));
        assert!(Email::parse(&longest).is_ok());
    }

    #[test]
    fn misspelt_domains_are_noticed_and_kept() {
        let email = Email::parse("solenn@Gmial.com").unwrap();
        assert_eq!(email.likely_domain(), Some("gmail.com"));
        assert_eq!(email.as_str(), "solenn@gmial.com");
        assert_eq!(Email::parse("solenn@example.org").unwrap().likely_domain(), None);
    }

    proptest! {
        #[test]
        fn any_text_has_an_answer_and_answers_are_stable(cell in any::<String>()) {
            if let Ok(email) = Email::parse(&cell) {
                prop_assert_eq!(Email::parse(email.as_str()), Ok(email.clone()));
            }
        }
    }
}
