//! Replies of a mail server (RFC 5321 4.2) and enhanced status codes (RFC 3463).

use std::fmt;

use serde::Serialize;

/// An enhanced status code `class.subject.detail` (RFC 3463).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Enhanced {
    /// 2 success, 4 persistent transient failure, 5 permanent failure.
    pub class: u8,
    /// What the failure is about: 1 address, 2 mailbox, 3 system, 4 network, 5 protocol, 6 content, 7 policy.
    pub subject: u16,
    /// The detail within the subject.
    pub detail: u16,
}

impl Enhanced {
    /// Reads `5.1.1`; the whole text must be the code.
    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = text.split('.');
        let class = match parts.next()? {
            "2" => 2,
            "4" => 4,
            "5" => 5,
            _ => return None,
        };
        let subject = short_number(parts.next()?)?;
        let detail = short_number(parts.next()?)?;
        parts.next().is_none().then_some(Self { class, subject, detail })
    }

    /// Whether the code says no more than its class.
    pub const fn is_generic(self) -> bool {
        self.subject == 0 && self.detail == 0
    }
}

fn short_number(text: &str) -> Option<u16> {
    let digits = (1..=3).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
    digits.then(|| text.parse().ok()).flatten()
}

impl fmt::Display for Enhanced {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}.{}", self.class, self.subject, self.detail)
    }
}

impl Serialize for Enhanced {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// One reply of a mail server. Its text may hold an address: `Debug` hides it,
/// and it is to be stored sealed.
#[derive(Clone, PartialEq, Eq)]
pub struct Reply {
    code: u16,
    enhanced: Option<Enhanced>,
    text: String,
}

impl Reply {
    /// A reply with its lines joined by line feeds, without the codes that
    /// start each line. The enhanced code is read from the first line and must
    /// agree with the reply code (RFC 2034 4).
    pub fn new(code: u16, text: impl Into<String>) -> Self {
        let text = text.into();
        let first_word = text.split_ascii_whitespace().next().unwrap_or_default();
        let enhanced =
            Enhanced::parse(first_word).filter(|enhanced| u16::from(enhanced.class) == code / 100);
        Self { code, enhanced, text }
    }

    /// The three-digit code.
    pub const fn code(&self) -> u16 {
        self.code
    }

    /// The enhanced status code, when the server gave one.
    pub const fn enhanced(&self) -> Option<Enhanced> {
        self.enhanced
    }

    /// What the server wrote. May hold an address.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Whether the server says that trying again is useless (5yz).
    pub const fn is_permanent(&self) -> bool {
        self.code / 100 == 5
    }

    /// Whether the server said yes (2yz).
    pub const fn is_positive(&self) -> bool {
        self.code / 100 == 2
    }

    /// Whether the server said no (4yz or 5yz).
    pub const fn is_negative(&self) -> bool {
        matches!(self.code / 100, 4 | 5)
    }
}

impl fmt::Debug for Reply {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Reply({}", self.code)?;
        if let Some(enhanced) = self.enhanced {
            write!(f, " {enhanced}")?;
        }
        f.write_str(")")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_enhanced_codes_that_agree_with_the_reply() {
        assert_eq!(
            Reply::new(550, "5.1.1 <a@example.org>: no").enhanced(),
            Enhanced::parse("5.1.1")
        );
        assert_eq!(Reply::new(550, "4.1.1 contradiction").enhanced(), None);
        assert_eq!(Reply::new(250, "ok").enhanced(), None);
    }

    #[test]
    fn refuses_texts_that_only_look_like_codes() {
        for text in ["5.1", "5.1.1.1", "3.1.1", "5.1.1234", "5..1", "5.1.x", "192.0.2", ""] {
            assert_eq!(Enhanced::parse(text), None, "{text}");
        }
    }

    #[test]
    fn debug_output_hides_the_text() {
        let shown = format!("{:?}", Reply::new(550, "5.1.1 <jeanne@example.org>: no"));
        assert_eq!(shown, "Reply(550 5.1.1)");
    }
}
