//! What every frame promises: one document, its language, its style sheet, no script.

use super::*;
use crate::{BarHeight, PartState, ShareBar, render};
use i18n::Lang;

fn portal(lang: Lang) -> String {
    render(move || {
        let texts = PortalTexts {
            name: "Concerné".into(),
            skip: "Aller au contenu".into(),
            languages: "Langue".into(),
            leave: "Quitter".into(),
            leave_more: " vite".into(),
        };
        let foot = PortalFoot {
            help: "Besoin d’aide ?".into(),
            help_more: "Une personne vous répond.".into(),
            phone: "02 61 91 00 00".into(),
            hours: "Du lundi au vendredi.".into(),
            links: vec![("/p/print".into(), "Imprimer".into())],
            legal: "Aucun traceur.".into(),
        };
        view! {
            <PortalShell
                document=Document::new(lang, "Vos données")
                texts=texts
                home="/"
                leave_href="/leave"
                other_languages=vec![LanguageLink::new(Lang::EN, "?lang=en")]
                foot=foot
            >
                <p>"La page."</p>
            </PortalShell>
        }
    })
}

fn console() -> String {
    render(|| {
        let texts = ConsoleTexts {
            name: "Concerné".into(),
            skip: "Aller au contenu".into(),
            menu: "Menu".into(),
            navigation: "Principale".into(),
            languages: "Langue".into(),
            sign_out: "Se déconnecter".into(),
        };
        let nav = ConsoleNav { home: "/console".into(), case: None, groups: Vec::new() };
        let account = Account {
            name: "S. T.".into(),
            role: "DPO".into(),
            href: "/console/account".into(),
            sign_out: "/sign-out".into(),
        };
        let shares = vec![(PartState::Doing, 1), (PartState::Stuck, 2)];
        view! {
            <ConsoleShell document=Document::new(Lang::FR, "Cas") texts=texts nav=nav account=account>
                <ShareBar parts=shares label="1 et 2" height=BarHeight::Thin/>
            </ConsoleShell>
        }
    })
}

#[test]
fn a_portal_page_is_one_document_in_its_language_without_any_script() {
    let html = portal(Lang::FR);
    assert!(html.starts_with(r#"<!DOCTYPE html><html lang="fr" dir="ltr">"#), "{html}");
    assert!(html.ends_with("</body></html>"), "{html}");
    for forbidden in ["<script", " style=", "<style", "on:", " onclick", "leptos"] {
        assert!(!html.contains(forbidden), "{forbidden}");
    }
    assert_eq!(html.matches("<main").count(), 1);
    assert!(html.contains(r#"href="tel:+33261910000""#));
    assert!(portal(Lang::EN).contains(r#"<html lang="en""#));
}

#[test]
fn the_other_language_is_two_letters_on_a_phone_and_a_whole_name_to_the_ear() {
    let html = portal(Lang::FR);
    assert!(html.contains(r#"class="lang__name">English</span>"#), "{html}");
    assert!(html.contains(r#"class="lang__short">EN</span>"#), "{html}");
    assert_eq!(html.matches(r#"aria-hidden="true" class="lang__short""#).count(), 1, "{html}");
    // Elsewhere there is room for the name.
    assert!(!console().contains("lang__"));
}

#[test]
fn the_tab_of_a_portal_page_says_nothing_but_its_own_title() {
    assert!(portal(Lang::FR).contains("<title>Vos données</title>"));
    assert!(console().contains("<title>Cas, Concerné</title>"));
}

#[test]
fn the_patterns_that_bars_use_are_on_the_page() {
    let html = console();
    for id in ["p-doing", "p-stuck"] {
        assert!(html.contains(&format!("url(#{id})")), "{id} is not used");
        assert!(html.contains(&format!(r#"<pattern id="{id}""#)), "{id} is not defined");
    }
}

#[test]
fn signing_out_changes_something_so_it_is_posted() {
    assert!(console().contains(r#"<form method="post" action="/sign-out">"#), "{}", console());
}

#[test]
fn the_frame_of_a_portal_page_is_light() {
    let bytes = portal(Lang::FR).len();
    assert!(bytes < 3_000, "{bytes} bytes before any content");
}
