//! Nothing on a page promises what does not exist; nothing is denied that nobody knows.

use super::world::world;

/// The phrases that wait for their function (`crates/i18n/promises.toml`).
const PROMISES: &str = include_str!("../../../../crates/i18n/promises.toml");

/// What stands between quotes in the lists of phrases.
fn phrases() -> Vec<&'static str> {
    let mut found = Vec::new();
    for entry in PROMISES.split("phrases = [").skip(1) {
        let list = entry.split(']').next().unwrap();
        found.extend(list.split('"').skip(1).step_by(2));
    }
    assert!(found.len() > 30);
    found
}

#[tokio::test]
async fn no_page_promises_what_does_not_exist() {
    let w = world().await;
    for (name, shown) in w.pages().await {
        let text = shown.html.to_lowercase().replace(['’', 'ʼ'], "'").replace("&#x27;", "'");
        let text = text.replace(['\u{a0}', '\u{202f}'], " ");
        for phrase in phrases() {
            assert!(!text.contains(phrase), "{name} says \"{phrase}\"");
        }
    }
}

#[tokio::test]
async fn a_class_that_nobody_declared_is_neither_there_nor_denied() {
    let w = world().await;
    // The persons of this world stand in no delivery that anybody declared.
    for (name, shown) in w.pages().await {
        if !["reponse", "imprimer", "reponse-en"].contains(&name) {
            continue;
        }
        let html = &shown.html;
        for denied in [
            "Aucune donnée bancaire",
            "Aucun mot de passe",
            "Aucune copie de pièce",
            "Ce que le fichier ne contenait pas",
            "No bank data",
            "What the file did not hold",
        ] {
            assert!(!html.contains(denied), "{name} denies: {denied}");
        }
        let open = if name.ends_with("-en") { "Bank" } else { "Données bancaires" };
        assert!(html.contains(open), "{name} says nothing of {open}");
    }
}
