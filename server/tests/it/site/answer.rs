//! What came back, and what of it may differ between two askings of the same thing.

use std::borrow::Cow;

use axum::{
    body::Bytes,
    http::{HeaderMap, StatusCode, header},
};

/// An answer, read whole.
#[derive(Clone, Debug)]
pub(super) struct Answer {
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
    pub(super) body: Bytes,
}

impl Answer {
    /// The page.
    pub(super) fn text(&self) -> Cow<'_, str> {
        String::from_utf8_lossy(&self.body)
    }

    /// A header, empty when it is not there.
    pub(super) fn header(&self, name: header::HeaderName) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    /// Where a redirect leads.
    pub(super) fn to(&self) -> &str {
        self.header(header::LOCATION)
    }

    /// Cookies that are set; an empty value ends one.
    pub(super) fn cookies(&self) -> Vec<(String, String)> {
        let set = self.headers.get_all(header::SET_COOKIE).iter();
        set.filter_map(|value| {
            let (pair, rest) = value.to_str().ok()?.split_once(';')?;
            let (name, value) = pair.split_once('=')?;
            let value = if rest.contains("Max-Age=0") { "" } else { value };
            Some((name.to_owned(), value.to_owned()))
        })
        .collect()
    }

    /// Whether nobody is signed in, so that the way leads to the sign-in page.
    pub(super) fn asks_to_sign_in(&self) -> bool {
        self.status == StatusCode::SEE_OTHER && self.to() == "/console/connexion"
    }

    /// All that an onlooker could compare: status, headers, body. The nonce, the value of
    /// cookies and the length are left out, and each of `names` stands as its place.
    pub(super) fn likeness(&self, names: &[(String, String)]) -> String {
        let mut lines: Vec<String> = self
            .headers
            .iter()
            .filter(|(name, _)| **name != header::CONTENT_LENGTH && **name != header::DATE)
            .map(|(name, value)| {
                let value = String::from_utf8_lossy(value.as_bytes());
                match (name == header::SET_COOKIE, value.split_once('=')) {
                    (true, Some((cookie, rest))) => {
                        let rest = rest.split_once(';').map_or("", |(_, rest)| rest);
                        format!("{name}: {cookie}=…;{rest}")
                    }
                    _ => format!("{name}: {value}"),
                }
            })
            .collect();
        lines.sort();
        let mut all = format!("{}\n{}\n\n{}", self.status, lines.join("\n"), self.text());
        for (start, end) in [("'nonce-", "'"), ("nonce=\"", "\"")] {
            all = blanked(&all, start, end);
        }
        for (place, value) in names {
            all = all.replace(value.as_str(), &format!("{{{place}}}"));
        }
        all
    }
}

/// The text with what stands between two marks left out.
fn blanked(text: &str, start: &str, end: &str) -> String {
    let mut parts = text.split(start);
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        out.push_str(start);
        out.push_str(part.split_once(end).map_or("", |(_, rest)| rest));
    }
    out
}

#[test]
fn what_is_drawn_for_each_request_is_no_difference() {
    let page = |nonce: &str, id: &str| {
        let mut headers = HeaderMap::new();
        let policy = format!("script-src 'nonce-{nonce}'");
        headers.insert(header::CONTENT_SECURITY_POLICY, policy.parse().unwrap());
        let body = format!("<script nonce=\"{nonce}\"></script><a href=\"/x/{id}\">");
        Answer { status: StatusCode::NOT_FOUND, headers, body: Bytes::from(body) }
            .likeness(&[("id".to_owned(), id.to_owned())])
    };
    assert_eq!(page("AAAA", "1234"), page("BB", "98"));
    assert!(page("AAAA", "1234").ends_with("<a href=\"/x/{id}\">"));
}
