//! Signs, colours, type.

use super::layout::{board, part};
use leptos::prelude::*;
use ui::{Badge, BadgeKind, Count, Icon, Mark, MarkKind};

pub(super) fn section() -> AnyView {
    view! {
        {part("Le signe", "La forme dit l’état. La couleur ne fait que répéter.", marks())}
        {part("Couleurs", "", swatches())}
        {part("Textes", "", texts())}
        {part("Dessins", "Au trait, toujours à côté d’un mot.", icons())}
        {part("États", "Cinq formes : cercle vide, demi-plein, losange, carré, plein.", badges())}
    }
    .into_any()
}

fn marks() -> AnyView {
    board(view! {
        <div class="row">
            <Mark kind=MarkKind::Inside/>
            <Mark kind=MarkKind::Outside/>
            <Mark kind=MarkKind::Broken/>
            <span class="muted">"Dedans, dehors, on ne sait pas."</span>
        </div>
    })
}

fn swatches() -> AnyView {
    const COLOURS: [(&str, &str, &str); 20] = [
        ("Papier", "--paper", "swatch--paper"),
        ("Surface", "--surface", "swatch--surface"),
        ("Creux", "--surface-sunk", "swatch--surface-sunk"),
        ("Encre", "--ink", "swatch--ink"),
        ("Encre 2", "--ink-2", "swatch--ink-2"),
        ("Encre 3", "--ink-3", "swatch--ink-3"),
        ("Bord de champ", "--line-strong", "swatch--line-strong"),
        ("Canard", "--brand", "swatch--brand"),
        ("Canard clair", "--brand-tint", "swatch--brand-tint"),
        ("Fait", "--ok", "swatch--ok"),
        ("Fait clair", "--ok-tint", "swatch--ok-tint"),
        ("Attention", "--warn", "swatch--warn"),
        ("Attention clair", "--warn-tint", "swatch--warn-tint"),
        ("Danger", "--danger", "swatch--danger"),
        ("Danger clair", "--danger-tint", "swatch--danger-tint"),
        ("Focus", "--focus", "swatch--focus"),
        ("Informées", "--data-done", "swatch--data-done"),
        ("En cours", "--data-doing", "swatch--data-doing"),
        ("Non joignables", "--data-stuck", "swatch--data-stuck"),
        ("Exclues", "--data-out", "swatch--data-out"),
    ];
    let items = COLOURS
        .map(|(name, token, class)| {
            view! {
                <li class="swatch">
                    <svg viewBox="0 0 10 10" preserveAspectRatio="none" aria-hidden="true">
                        <rect class=class width="10" height="10"></rect>
                    </svg>
                    <b>{name}</b>
                    <code>{token}</code>
                </li>
            }
        })
        .collect_view();
    view! { <ul class="swatches">{items}</ul> }.into_any()
}

fn texts() -> AnyView {
    board(view! {
        <p class="title--voice">"La voix, pour les réponses"</p>
        <p class="title">"Titre de page, console"</p>
        <p class="heading--card">"Titre de carte"</p>
        <p class="lead">"Chapeau, 21 px, trois lignes au plus."</p>
        <p>
            "Texte courant. Les nombres sont alignés : 489 736. "
            <a href="/styleguide">"Un lien se souligne."</a>
        </p>
        <p class="faint">"Légende, aide, unité."</p>
    })
}

fn icons() -> AnyView {
    let items = Icon::ALL
        .map(|icon| view! { <li class="guide-icon">{icon.view()}<span class="faint">{format!("{icon:?}")}</span></li> })
        .collect_view();
    view! { <div class="panel panel--pad"><ul class="guide-icons">{items}</ul></div> }.into_any()
}

fn badges() -> AnyView {
    board(view! {
        <div class="row">
            <Badge text="Préparé"/>
            <Badge kind=BadgeKind::Doing text="En cours"/>
            <Badge kind=BadgeKind::Warn text="À approuver"/>
            <Badge kind=BadgeKind::Danger text="Refusé"/>
            <Badge kind=BadgeKind::Ok text="Posté"/>
            <Badge kind=BadgeKind::Plain text="Import 2"/>
            <Count text="318"/>
        </div>
    })
}
