//! Refuses state-changing requests that another site caused.
//!
//! Every request that is not `GET`, `HEAD` or `OPTIONS` must say that it comes from
//! this host: by `Sec-Fetch-Site`, or by `Origin`. A request with neither is refused:
//! every browser in use sends one of them with a form. Together with `SameSite`
//! cookies this is the whole defence against forged requests; there is no token to
//! forget in a form.

use axum::{
    extract::Request,
    http::{HeaderMap, Method, header},
    middleware::Next,
    response::{IntoResponse as _, Response},
};

use super::Problem;

/// The layer.
pub async fn same_origin(request: Request, next: Next) -> Response {
    let safe = matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    if safe || comes_from_here(request.headers()) {
        next.run(request).await
    } else {
        Problem::ForeignOrigin.into_response()
    }
}

fn comes_from_here(headers: &HeaderMap) -> bool {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    if let Some(site) = text("sec-fetch-site") {
        return matches!(site, "same-origin" | "none");
    }
    let Some(origin) = text(header::ORIGIN.as_str()) else { return false };
    let Some(host) = text(header::HOST.as_str()) else { return false };
    origin.split_once("://").is_some_and(|(_, rest)| rest.eq_ignore_ascii_case(host))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        pairs.iter().map(|(n, v)| (n.parse().unwrap(), v.parse().unwrap())).collect()
    }

    #[test]
    fn believes_the_browser_and_nobody_else() {
        assert!(comes_from_here(&headers(&[("sec-fetch-site", "same-origin")])));
        assert!(!comes_from_here(&headers(&[
            ("sec-fetch-site", "cross-site"),
            ("origin", "http://h"),
            ("host", "h")
        ])));
        assert!(!comes_from_here(&headers(&[("sec-fetch-site", "same-site")])));
        assert!(comes_from_here(&headers(&[("origin", "http://h:3000"), ("host", "h:3000")])));
        assert!(!comes_from_here(&headers(&[("origin", "http://evil"), ("host", "h:3000")])));
        assert!(!comes_from_here(&headers(&[("origin", "null"), ("host", "h")])));
        assert!(!comes_from_here(&headers(&[("host", "h")])));
    }
}
