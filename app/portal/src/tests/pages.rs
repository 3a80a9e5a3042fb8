//! What every page has, and what pages say of cases.

use axum::http::header;
use chrono::{DateTime, Duration};
use incidents::PublicFacts;
use kernel::{Actor, Env, Grant, Role, StaffActor};

use super::world::{lab, open_case, words, world};

#[tokio::test]
async fn every_page_is_one_document_without_script_style_or_other_host() {
    let w = world().await;
    for (name, shown) in w.pages().await {
        let html = &shown.html;
        assert!(html.starts_with("<!DOCTYPE html><html lang="), "{name}");
        for forbidden in
            ["<script", " style=", "<style", " onclick", "http://", "https://", "⟦", "{n}"]
        {
            assert!(!html.contains(forbidden), "{name} has {forbidden}");
        }
        let policy = shown.header(header::CONTENT_SECURITY_POLICY);
        assert!(policy.contains("script-src 'none'") && policy.contains("default-src 'none'"));
        assert_eq!(shown.header(header::CACHE_CONTROL), "no-store", "{name}");
        assert_eq!(shown.header(header::REFERRER_POLICY), "no-referrer", "{name}");
        assert_eq!(html.matches("<h1").count(), 1, "{name}");
        let title = html.split("<title>").nth(1).and_then(|rest| rest.split('<').next()).unwrap();
        for told in ["Armorbio", "fuite", "leak", "santé", "médical", "Concerné"] {
            assert!(!title.contains(told), "{name}: {title}");
        }
    }
}

#[tokio::test]
async fn the_language_is_remembered_and_keeps_the_place() {
    let w = world().await;
    let english = w.get("/c/DEMO-1/medical?lang=en").await;
    assert!(english.html.contains("The medical part of your record"));
    assert!(english.html.contains("href=\"/c/DEMO-1/medical?lang=fr\""));
    assert!(english.header(header::SET_COOKIE).starts_with("lang=en; Path=/;"));
    let later = w.get_with("/c/DEMO-1", &[(header::COOKIE, "lang=en")]).await;
    assert!(later.html.contains("Does this leak concern you?"));
    assert_eq!(later.header(header::SET_COOKIE), "");
    let browser = [(header::ACCEPT_LANGUAGE, "en-GB,en;q=0.9")];
    assert!(w.get_with("/c/DEMO-1", &browser).await.html.contains("<html lang=\"en\""));
}

#[tokio::test]
async fn what_the_lab_changes_is_shown_within_seconds() {
    let w = world().await;
    assert!(w.get("/c/DEMO-1").await.html.contains("puis publié."));
    let part = w.incidents.by_reference(&w.dpo, "DEMO-1").await.unwrap().labs[0].clone();
    let facts = PublicFacts { what_fr: "Le fichier a été retiré.".to_owned(), ..words() };
    w.incidents.set_facts(&w.dpo, part.id, part.version, &facts).await.unwrap();
    w.clock.advance(Duration::seconds(3));
    assert!(w.get("/c/DEMO-1").await.html.contains("Le fichier a été retiré."));
}

#[tokio::test]
async fn the_first_page_is_the_one_case_or_the_list() {
    let w = world().await;
    assert!(w.get("/").await.html.contains("action=\"/c/DEMO-1\""));
    let new = lab("Autrebio", "Rennes");
    let other = w.accounts.create_organisation(&Actor::Operator, new).await.unwrap();
    let dpo = Actor::Staff(StaffActor {
        account: other_account(),
        session: None,
        grants: vec![Grant { organisation: other, role: Role::Dpo }],
    });
    open_case(&w.incidents, &dpo, "DEMO-2", &[other]).await;
    w.clock.advance(Duration::seconds(3));
    let list = w.get("/").await.html;
    for known in ["/c/DEMO-1", "/c/DEMO-2", "Autrebio, Rennes", "Eurebio, Évreux"] {
        assert!(list.contains(known), "{known}");
    }
}

fn other_account() -> kernel::AccountId {
    Env::test(DateTime::from_timestamp(9, 0).unwrap(), 9).0.new_id()
}
