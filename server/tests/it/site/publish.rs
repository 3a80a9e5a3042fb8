//! The public page of a lab: one click alone never closes it.

use axum::http::StatusCode;
use db::testing::TestDb;
use kernel::Role;

use super::world::world;

#[tokio::test]
async fn closing_the_public_page_asks_for_a_tick() {
    let world = world(TestDb::sqlite().await.unwrap()).await;
    let dpo = world.labs[0].of(Role::Dpo);
    let mut client = world.app.signed_in(&dpo.credentials).await;
    let room = &world.app.services.incidents;
    let lab = async || room.by_reference(&dpo.actor, "SITE-2").await.unwrap().labs.remove(0);
    let at = "/console/cas/SITE-2/armorbio";
    let version = lab().await.version.to_string();
    let words = [
        ("version", version.as_str()),
        ("what_fr", "Un fichier a été copié."),
        ("measures_fr", "Nous avons fait retirer le fichier."),
        ("unknown_fr", "Nous ne savons pas qui a copié le fichier."),
    ];
    assert_eq!(client.post(&format!("{at}/faits"), &words).await.to(), at);
    let publish = format!("{at}/publier");
    assert_eq!(client.post(&publish, &[("open", "1")]).await.to(), at);
    let refused = client.post(&publish, &[("open", "0")]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.text().contains("cochez la case"), "{}", refused.text());
    assert!(lab().await.public_since.is_some());
    assert_eq!(client.post(&publish, &[("open", "0"), ("sure", "yes")]).await.to(), at);
    assert!(lab().await.public_since.is_none());
}
