//! What a code and a birth date are answered.

use axum::http::{StatusCode, header};
use chrono::Duration;

use super::world::{typed, world};

#[tokio::test]
async fn the_right_code_is_answered_at_once_and_opens_a_visit() {
    let w = world().await;
    let opened = w.open().await;
    let set = opened.header(header::SET_COOKIE);
    assert!(
        set.ends_with("; Path=/c/DEMO-1; Max-Age=900; HttpOnly; SameSite=Strict; Secure"),
        "{set}"
    );
    let visit = [(header::COOKIE, opened.cookie())];
    let visit = visit.each_ref().map(|(name, value)| (name.clone(), value.as_str()));
    for page in ["mes-donnees", "plan", "imprimer"] {
        let shown = w.get_with(&format!("/c/DEMO-1/{page}"), &visit).await;
        assert!(!shown.html.contains("name=\"code\""), "{page} asks for the code again");
    }
    w.clock.advance(Duration::minutes(15));
    let shown = w.get_with("/c/DEMO-1/mes-donnees", &visit).await;
    assert!(shown.html.contains("Votre session est fermée."), "{}", shown.html);
    assert!(shown.html.contains("name=\"code\""));
}

#[tokio::test]
async fn the_birth_date_may_be_one_line() {
    let w = world().await;
    let body = format!("code={}&birth=14%2F06%2F1984", w.code(1).await.to_lowercase());
    let shown = w.post("/c/demo-1", body, [198, 51, 100, 1]).await;
    assert!(shown.html.contains("Oui, cette fuite vous concerne."));
}

#[tokio::test]
async fn everything_wrong_with_a_code_gives_the_same_bytes() {
    let w = world().await;
    let right = w.code(1).await;
    let birth = ["14", "06", "1984"];
    let mut bodies = vec![
        ("wrong date", typed(&right, ["15", "06", "1984"])),
        ("no such date", typed(&right, ["31", "02", "1984"])),
        ("unknown", typed(&w.code(7).await, birth)),
        ("malformed", typed("hello", birth)),
        ("empty", String::new()),
        ("no form", "%%%=%ff".to_owned()),
        ("longer than any form", format!("code={}", "A".repeat(10_000))),
    ];
    let mut shown = Vec::new();
    for (n, (what, body)) in (10_u8..).zip(bodies.drain(..)) {
        shown.push((what, w.post("/c/DEMO-1", body, [198, 51, n, 1]).await));
    }
    for n in 0..6 {
        w.post("/c/DEMO-1", typed(&right, ["01", "01", "2001"]), [198, 52, n, 1]).await;
    }
    shown.push(("locked", w.post("/c/DEMO-1", typed(&right, birth), [198, 53, 1, 1]).await));
    w.room.flush().await.unwrap();
    w.clock.advance(Duration::hours(25));
    w.people.revoke_claims(&w.dpo, w.scope.case_lab(), w.person).await.unwrap();
    shown.push(("revoked", w.post("/c/DEMO-1", typed(&right, birth), [198, 53, 2, 1]).await));
    w.people.issue_claims(&w.scope, &[w.person], 2).await.unwrap();
    let second = w.code(2).await;
    w.clock.advance(Duration::days(366));
    shown.push(("expired", w.post("/c/DEMO-1", typed(&second, birth), [198, 53, 3, 1]).await));
    let (_, first) = &shown[0];
    assert!(first.html.contains("Cela ne veut dire ni oui, ni non."));
    assert!(!first.html.contains(&right), "what was typed does not come back");
    for (what, other) in &shown {
        assert_eq!(other.status, StatusCode::OK, "{what}");
        assert!(other.html == first.html, "{what} looks different");
        assert_eq!(other.headers, first.headers, "{what}");
    }
}
