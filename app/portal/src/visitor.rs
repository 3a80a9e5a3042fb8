//! What the portal takes from a request: language, address, the open visit.

use std::{convert::Infallible, net::IpAddr};

use axum::{
    extract::FromRequestParts,
    http::{header, request::Parts},
};
use i18n::Lang;

use super::cookies;
use site::Ctx;

/// Whether the language was chosen by this very request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Choice {
    /// A link of the language menu was followed: to be remembered.
    Now,
    /// From the cookie or the browser.
    Before,
}

/// A patient's request.
#[derive(Debug)]
pub(super) struct Visitor {
    pub(super) lang: Lang,
    pub(super) choice: Choice,
    pub(super) address: IpAddr,
    /// The sealed cookie of a visit, unopened.
    pub(super) visit: Option<String>,
    /// Whether the browser takes gzip.
    pub(super) gzip: bool,
}

impl<S: Send + Sync> FromRequestParts<S> for Visitor {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        let ctx = Ctx::of(parts);
        let asked = parts
            .uri
            .query()
            .is_some_and(|query| query.split('&').any(|pair| pair.starts_with("lang=")));
        let accepts = parts.headers.get(header::ACCEPT_ENCODING);
        let gzip = accepts.and_then(|value| value.to_str().ok()).is_some_and(takes_gzip);
        Ok(Self {
            lang: ctx.lang,
            choice: if asked { Choice::Now } else { Choice::Before },
            address: ctx.address,
            visit: cookies::visit(&parts.headers).map(str::to_owned),
            gzip,
        })
    }
}

/// RFC 9110, 12.5.3, as far as browsers use it: a coding with a weight of 0 is refused.
fn takes_gzip(header: &str) -> bool {
    header.split(',').any(|part| {
        let mut words = part.split(';').map(str::trim);
        let named = words.next().is_some_and(|coding| coding.eq_ignore_ascii_case("gzip"));
        named && !words.any(|word| matches!(word, "q=0" | "q=0.0" | "q=0.00" | "q=0.000"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gzip_is_sent_to_those_who_take_it() {
        assert!(takes_gzip("gzip, deflate, br"));
        assert!(takes_gzip("br, GZIP;q=0.5"));
        assert!(!takes_gzip("br, deflate"));
        assert!(!takes_gzip("gzip;q=0, br"));
    }
}
