//! What is held back: too many tries, an outage, a visit that is left, private classes.

use std::sync::Arc;

use axum::{
    body::Body,
    http::{Request, StatusCode, header},
};
use chrono::{DateTime, Duration};
use kernel::Env;
use tower::ServiceExt as _;

use super::world::{typed, world};
use crate::router;
use site::WebConfig;

#[tokio::test]
async fn too_many_tries_from_one_place_wait_and_others_do_not() {
    let w = world().await;
    for n in 0..50 {
        w.post("/c/DEMO-1", typed(&format!("wrong{n}"), ["1", "1", "2001"]), [198, 51, 100, 9])
            .await;
    }
    let right = typed(&w.code(1).await, ["14", "06", "1984"]);
    let shown = w.post("/c/DEMO-1", right.clone(), [198, 51, 100, 10]).await;
    assert_eq!(shown.status, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(shown.header(header::RETRY_AFTER), "3600");
    let shown = w.post("/c/DEMO-1", right, [198, 51, 101, 10]).await;
    assert_eq!(shown.status, StatusCode::OK);
    assert!(shown.html.contains("Oui, cette fuite vous concerne."));
}

#[tokio::test]
async fn a_dead_database_is_cannot_say_and_leaving_still_works() {
    let w = world().await;
    let cookie = w.open().await.cookie();
    let known = typed(&w.code(1).await, ["14", "06", "1984"]);
    w.db.db.close().await;
    let mut shown = vec![
        w.post("/c/DEMO-1", known, [198, 51, 100, 3]).await,
        w.post("/c/DEMO-1", typed("x", ["1", "1", "2001"]), [198, 51, 100, 3]).await,
        w.get_with("/c/DEMO-1/mes-donnees", &[(header::COOKIE, &cookie)]).await,
    ];
    w.clock.advance(Duration::seconds(20));
    shown.push(w.get("/c/DEMO-1").await);
    shown.push(w.get("/").await);
    for page in &shown {
        assert_eq!(page.status, StatusCode::SERVICE_UNAVAILABLE);
        assert!(page.html.contains("Nous ne pouvons pas répondre maintenant."));
        assert!(page.html.contains("02\u{a0}61") || page.html.contains("02 61 91 00 00"));
        assert!(!page.html.contains("Nous n’avons pas trouvé"));
        assert!(!page.headers.contains_key(header::SET_COOKIE));
    }
    assert_eq!(w.get("/quitter?c=DEMO-1").await.status, StatusCode::OK);
}

#[tokio::test]
async fn leaving_forgets_the_visit_and_shows_something_unrelated() {
    let w = world().await;
    let shown = w.get("/quitter?c=DEMO-1").await;
    assert_eq!(shown.status, StatusCode::OK);
    assert!(shown.header(header::SET_COOKIE).starts_with("v=; Path=/c/DEMO-1; Max-Age=0;"));
    for told in ["Concern", "laboratoire", "donn", "fuite", "Armorbio"] {
        assert!(!shown.html.contains(told), "{told}");
    }
    let evil = w.get("/quitter?c=DEMO-1%0d%0aX:%20y").await;
    assert_eq!(evil.header(header::SET_COOKIE), "");
    let config =
        WebConfig { leave_to: "https://www.example.org/".to_owned(), ..WebConfig::default() };
    let env = Env::test(DateTime::from_timestamp(0, 0).unwrap(), 1).0;
    let elsewhere = router(w.room.clone(), env, Arc::new(config)).into_router();
    let request = Request::get("/quitter").body(Body::empty()).unwrap();
    let response = elsewhere.oneshot(request).await.unwrap();
    assert_eq!(response.status(), StatusCode::SEE_OTHER);
    assert_eq!(response.headers()[header::LOCATION], "https://www.example.org/");
}

#[tokio::test]
async fn no_page_shows_a_private_class_a_name_or_a_code() {
    let w = world().await;
    let code = w.code(1).await;
    for (name, shown) in w.pages().await {
        let html = shown.html.to_lowercase();
        for secret in ["vih", "grossesse", "kervazo", "maëlle", &code.to_lowercase(), "sida"] {
            assert!(!html.contains(secret), "{name} shows {secret}");
        }
    }
}
