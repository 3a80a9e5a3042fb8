//! The headers of a returned message.

use mail_parser::Message;

/// The headers of the returned message itself, names in lower case.
pub(super) struct Incoming {
    headers: Vec<(String, String)>,
    /// The subject, in lower case.
    pub(super) subject: String,
}

impl Incoming {
    /// Reads the headers of a message.
    pub(super) fn of(message: &Message<'_>) -> Self {
        let headers = message
            .headers_raw()
            .map(|(name, value)| (name.to_ascii_lowercase(), unfold(value)))
            .collect();
        Self { headers, subject: message.subject().unwrap_or_default().to_lowercase() }
    }

    /// All values of a header.
    pub(super) fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.headers.iter().filter(move |(n, _)| n == name).map(|(_, value)| value.as_str())
    }

    /// The first value of a header; blank where there is none.
    pub(super) fn first<'a>(&'a self, name: &'a str) -> &'a str {
        self.all(name).next().unwrap_or_default()
    }

    /// The first value in lower case, without its parameters.
    pub(super) fn token(&self, name: &str) -> String {
        let value = self.first(name);
        value.split(';').next().unwrap_or_default().trim().to_lowercase()
    }
}

fn unfold(value: &str) -> String {
    value.split(['\r', '\n']).map(str::trim).filter(|s| !s.is_empty()).collect::<Vec<_>>().join(" ")
}
