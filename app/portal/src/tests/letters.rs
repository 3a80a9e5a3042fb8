//! The page "is this letter real?": what is typed, what is answered, what is kept back.

use axum::http::{StatusCode, header};

use super::world::{number, world};

const PAGE: &str = "/c/DEMO-1/verifier";

#[tokio::test]
async fn a_number_is_typed_on_a_page_that_is_linked_from_the_first_one() {
    let w = world().await;
    assert!(w.get("/").await.html.contains("href=\"/c/DEMO-1/verifier\""));
    let page = w.get(PAGE).await.html;
    assert!(page.contains("method=\"post\"") && page.contains("name=\"number\""));
    assert!(page.contains("action=\"/c/DEMO-1/verifier\""));
    assert!(!page.contains("aria-invalid=\"true\""));
}

#[tokio::test]
async fn an_unknown_number_is_answered_alike_whatever_is_wrong_with_it() {
    let w = world().await;
    let mut shown = Vec::new();
    for typed in ["K7Q2N-000123-9TXR", "ZZZZZ-999999-0000", "K7Q2M-000123-9TXS"] {
        let answer = w.post(PAGE, number(typed), [198, 51, 100, 7]).await;
        assert_eq!(answer.status, StatusCode::OK);
        assert!(answer.html.contains("Nous ne reconnaissons pas ce numéro."), "{}", answer.html);
        // What was typed is still in the field, to be read again.
        assert!(answer.html.contains(&format!("value=\"{typed}\"")));
        assert_eq!(answer.header(header::SET_COOKIE), "");
        shown.push((answer.html.replace(typed, ""), answer.headers));
    }
    assert!(shown.iter().all(|answer| *answer == shown[0]), "two reasons look different");
}

#[tokio::test]
async fn a_slip_of_the_pen_is_said_beside_the_field_and_keeps_what_was_typed() {
    let w = world().await;
    for typed in ["K7Q2M-0001", "K7Q2M-00012é-9TXR", ""] {
        let answer = w.post(PAGE, number(typed), [198, 51, 100, 8]).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{typed}");
        assert!(answer.html.contains("id=\"number-error\""));
        assert!(answer.html.contains("aria-invalid=\"true\""));
        assert!(answer.html.contains("href=\"#number\""), "the summary leads to the field");
        assert!(answer.html.contains(typed));
    }
    let hostile =
        w.post(PAGE, number("%22%3E%3Cscript%3Ealert(1)%3C%2Fscript%3E"), [198, 51, 100, 8]);
    let hostile = hostile.await;
    assert!(!hostile.html.contains("<script"), "{}", hostile.html);
    let broken = w.post(PAGE, "%%%=%ff".to_owned(), [198, 51, 100, 8]).await;
    assert_eq!(broken.status, StatusCode::UNPROCESSABLE_ENTITY);
    let long = w.post(PAGE, number(&"A".repeat(10_000)), [198, 51, 100, 8]).await;
    assert_eq!(long.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn many_wrong_numbers_wait_and_a_dead_database_cannot_say() {
    let w = world().await;
    for _ in 0..50 {
        w.post(PAGE, number("K7Q2M-000123-9TXR"), [198, 51, 100, 9]).await;
    }
    let held = w.post(PAGE, number("K7Q2M-000123-9TXR"), [198, 51, 100, 9]).await;
    assert_eq!(held.status, StatusCode::TOO_MANY_REQUESTS);
    let elsewhere = w.post("/c/NOTHING-1/verifier", number("K7Q2M"), [198, 51, 101, 9]).await;
    assert_eq!(elsewhere.status, StatusCode::NOT_FOUND);
    w.db.db.close().await;
    let down = w.post(PAGE, number("K7Q2M-000123-9TXR"), [198, 51, 101, 9]).await;
    assert_eq!(down.status, StatusCode::SERVICE_UNAVAILABLE);
    assert!(!down.html.contains("Nous ne reconnaissons pas"));
}
