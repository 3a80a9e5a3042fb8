//! The route of an act: something that a form of a page asks for.

use axum::{extract::OriginalUri, handler::Handler, response::Redirect};

use crate::{Handlers, post};

/// The route of an act, one step below the page with its form. A page that comes back
/// with errors stands at the address of the act: asking for that address again, or for it
/// in another language, leads to the page.
pub fn act<H, T, S>(handler: H) -> Handlers<S>
where
    H: Handler<T, S>,
    T: 'static,
    S: Clone + Send + Sync + 'static,
{
    post(handler).get(back)
}

async fn back(OriginalUri(uri): OriginalUri) -> Redirect {
    Redirect::to(&above(uri.path(), uri.query()))
}

/// The address one step above, with the query.
fn above(path: &str, query: Option<&str>) -> String {
    let page = path.rsplit_once('/').map_or(path, |(page, _)| page);
    match query {
        Some(query) => format!("{page}?{query}"),
        None => page.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use axum::{
        body::Body,
        http::{Request, StatusCode, header},
    };
    use tower::ServiceExt as _;

    use super::act;
    use crate::Routes;

    #[tokio::test]
    async fn asking_again_for_the_address_of_an_act_leads_to_its_page() {
        let site = Routes::new().route("/console/a/envoi", act(async || "done")).into_router();
        for (query, page) in [("", "/console/a"), ("?lang=en", "/console/a?lang=en")] {
            let request = Request::get(format!("/console/a/envoi{query}"));
            let answer = site.clone().oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
            assert_eq!(answer.status(), StatusCode::SEE_OTHER);
            assert_eq!(answer.headers()[header::LOCATION], page);
        }
        let sent = Request::post("/console/a/envoi").body(Body::empty()).unwrap();
        assert_eq!(site.oneshot(sent).await.unwrap().status(), StatusCode::OK);
    }
}
