//! The guide: every component on one page.

use leptos::prelude::*;

use super::{acts, data, forms, portal, signs};
use ui::guide;

/// The page.
pub fn view() -> AnyView {
    let content = view! {
        <div class="stack stack--tight">
            <h1 class="title title--voice">"Un cercle ouvert, une personne"</h1>
            <p class="lead">
                "« Cerner », c’est tracer un cercle autour. Le cercle de Concerné reste ouvert : il y a une issue."
            </p>
        </div>
        {signs::section()}
        {acts::section()}
        {forms::section()}
        {data::section()}
        {portal::section()}
    }
    .into_any();
    guide("Guide de style", "Aller au contenu", content)
}

#[cfg(test)]
mod tests {
    use std::time::Instant;

    #[test]
    fn the_guide_is_one_document_without_inline_style_or_script() {
        let html = ui::render(super::view);
        assert!(html.starts_with("<!DOCTYPE html><html"), "{}", &html[..60]);
        for forbidden in [" style=", "<style", "<script", "javascript:", "http://"] {
            assert!(!html.contains(forbidden), "{forbidden}");
        }
        assert_eq!(
            html.matches("<h1").count() - html.matches("<h1 class=\"title--voice\"").count(),
            1
        );
    }

    #[test]
    fn every_id_is_unique_and_every_reference_leads_somewhere() {
        let html = ui::render(super::view);
        let values = |name: &str| -> Vec<String> {
            html.split(&format!(" {name}=\""))
                .skip(1)
                .flat_map(|rest| {
                    rest.split('"')
                        .next()
                        .unwrap()
                        .split(' ')
                        .map(str::to_owned)
                        .collect::<Vec<_>>()
                })
                .collect()
        };
        let ids = values("id");
        let mut unique = ids.clone();
        unique.sort();
        unique.dedup();
        assert_eq!(unique.len(), ids.len(), "an id stands twice");
        for name in ["for", "aria-describedby", "aria-labelledby", "popovertarget"] {
            for target in values(name) {
                assert!(ids.contains(&target), "{name}={target} leads nowhere");
            }
        }
    }

    #[test]
    fn says_how_long_a_page_takes_to_render() {
        let started = Instant::now();
        let rounds = 50_u32;
        let mut bytes = 0;
        for _ in 0..rounds {
            bytes = ui::render(super::view).len();
        }
        println!("style guide: {bytes} bytes, {:?} each", started.elapsed() / rounds);
        assert!(bytes > 10_000);
    }
}
