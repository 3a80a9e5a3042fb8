//! What a page needs to know of its request.

use std::{
    convert::Infallible,
    net::{IpAddr, Ipv4Addr, SocketAddr},
};

use axum::{
    extract::{ConnectInfo, FromRequestParts},
    http::{HeaderMap, header, request::Parts},
};
use i18n::Lang;

use ui::{LanguageLink, Nonce};

/// Cookie of the chosen language.
pub const LANGUAGE_COOKIE: &str = "lang";

/// Language, address and nonce of a request.
#[derive(Clone, Debug)]
pub struct Ctx {
    /// The language to answer in.
    pub lang: Lang,
    /// Path, without query.
    pub path: String,
    /// The query, without its question mark and without the language.
    pub query: String,
    /// The nonce of the response's content policy; none on the portal.
    pub nonce: Option<Nonce>,
    /// Where the request comes from.
    pub address: IpAddr,
}

impl Ctx {
    /// This page in the other languages.
    pub fn other_languages(&self) -> Vec<LanguageLink> {
        Lang::all()
            .filter(|lang| *lang != self.lang)
            .map(|lang| {
                let mark = if self.query.is_empty() { "" } else { "&" };
                let href = format!("{}?{}{mark}lang={}", self.path, self.query, lang.tag());
                LanguageLink::new(lang, href)
            })
            .collect()
    }

    /// Reads it from the head of a request.
    pub fn of(parts: &Parts) -> Self {
        let (asked, query) = split_language(parts.uri.query().unwrap_or_default());
        let lang = asked
            .or_else(|| cookie(&parts.headers, LANGUAGE_COOKIE).and_then(Lang::parse))
            .unwrap_or_else(|| {
                let header = parts.headers.get(header::ACCEPT_LANGUAGE);
                Lang::from_accept_language(header.and_then(|h| h.to_str().ok()).unwrap_or_default())
            });
        Self {
            lang,
            path: parts.uri.path().to_owned(),
            query,
            nonce: parts.extensions.get::<Nonce>().cloned(),
            address: client_address(parts),
        }
    }
}

impl<S: Sync> FromRequestParts<S> for Ctx {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(Self::of(parts))
    }
}

/// The address a request comes from, as the server that accepted it found out.
fn client_address(parts: &Parts) -> IpAddr {
    parts
        .extensions
        .get::<ConnectInfo<SocketAddr>>()
        .map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |info| info.0.ip())
}

/// Takes `lang=…` out of a query.
fn split_language(query: &str) -> (Option<Lang>, String) {
    let mut lang = None;
    let rest: Vec<&str> = query
        .split('&')
        .filter(|pair| match pair.strip_prefix("lang=") {
            Some(tag) => {
                lang = Lang::parse(tag);
                false
            }
            None => !pair.is_empty(),
        })
        .collect();
    (lang, rest.join("&"))
}

/// The value of a cookie.
pub fn cookie<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .find_map(|pair| pair.trim().strip_prefix(name)?.strip_prefix('='))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_language_leaves_the_query() {
        let (lang, rest) = split_language("a=1&lang=en&b=2");
        assert_eq!((lang, rest.as_str()), (Some(Lang::EN), "a=1&b=2"));
        assert_eq!(split_language(""), (None, String::new()));
    }
}
