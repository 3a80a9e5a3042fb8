//! Pages that are the same for everybody: rendered once for each version of the board,
//! plain and compressed, and served from memory.

use std::{
    collections::HashMap,
    io::Write as _,
    sync::{Arc, PoisonError, RwLock},
};

use axum::{
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse as _, Response},
};
use bytes::Bytes;
use flate2::{Compression, write::GzEncoder};
use i18n::Lang;

/// A page without a visit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Page {
    /// The list of cases.
    Index,
    /// The code form of a case.
    Case,
    /// The answer to everything that is wrong with a code.
    Neutral,
    /// How to ask for the medical part.
    Medical,
    /// The form for the number of a letter.
    Check,
    /// Without a code.
    NoCode,
    /// The accessibility statement.
    Accessibility,
    /// The privacy notice.
    Privacy,
}

/// Which page, of which case of the board, in which language.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Key {
    pub(super) page: Page,
    /// Place on the board; 0 for pages of no case.
    pub(super) case: usize,
    pub(super) lang: Lang,
}

/// A rendered page.
#[derive(Debug)]
pub(super) struct Stored {
    plain: Bytes,
    gzip: Bytes,
}

impl Stored {
    /// The page in both forms; plain alone where it cannot be compressed.
    fn new(html: String) -> Self {
        let gzip = compress(html.as_bytes()).unwrap_or_default();
        Self { plain: html.into(), gzip: gzip.into() }
    }

    /// The page with a status, in the form that the browser takes.
    pub(super) fn response(&self, status: StatusCode, takes_gzip: bool) -> Response {
        const HTML: HeaderValue = HeaderValue::from_static("text/html; charset=utf-8");
        const VARY: HeaderValue =
            HeaderValue::from_static("accept-encoding, accept-language, cookie");
        let gzip = takes_gzip && !self.gzip.is_empty();
        let body = if gzip { self.gzip.clone() } else { self.plain.clone() };
        let head = [(header::CONTENT_TYPE, HTML), (header::VARY, VARY)];
        let mut response = (status, head, body).into_response();
        if gzip {
            let value = HeaderValue::from_static("gzip");
            response.headers_mut().insert(header::CONTENT_ENCODING, value);
        }
        response
    }
}

/// As small as gzip makes it: it is done once.
fn compress(html: &[u8]) -> std::io::Result<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(html)?;
    encoder.finish()
}

/// The pages of one version of the board.
#[derive(Debug, Default)]
pub(super) struct PageCache(RwLock<(u64, HashMap<Key, Arc<Stored>>)>);

impl PageCache {
    /// The page, rendered by `make` when this version of the board has not shown it yet.
    pub(super) fn page(
        &self,
        version: u64,
        key: Key,
        make: impl FnOnce() -> String,
    ) -> Arc<Stored> {
        let held = self.0.read().unwrap_or_else(PoisonError::into_inner);
        if held.0 == version
            && let Some(stored) = held.1.get(&key)
        {
            return stored.clone();
        }
        drop(held);
        let stored = Arc::new(Stored::new(make()));
        let mut held = self.0.write().unwrap_or_else(PoisonError::into_inner);
        // A slow render of an earlier version must not replace a later one.
        if held.0 < version {
            *held = (version, HashMap::new());
        }
        if held.0 == version {
            held.1.insert(key, stored.clone());
        }
        stored
    }
}
