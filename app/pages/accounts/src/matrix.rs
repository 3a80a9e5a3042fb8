//! Who may do what: the room's own matrix, as a table.

use accounts::{Verb, holds};
use axum::response::Response;
use i18n::{Lang, t};
use kernel::Role;
use leptos::prelude::*;

use super::words;
use ui::{
    Cell, Column, Crumb, Crumbs, Density, Fact, Facts, Icon, PageHead, Panel, PanelBody, Row,
    Table, TableStyle,
};
use web::{Problem, StaffRequest};

/// `GET /console/equipe/droits`
pub(super) async fn page(at: StaffRequest) -> Result<Response, Problem> {
    let frame = at.frame().await?;
    let lang = at.ctx.lang;
    let title = t(lang, "accounts.team.matrix");
    Ok(frame.page(title, move || {
        let crumbs = view! {
            <Crumbs
                label=t(lang, "common.page.breadcrumb")
                items=vec![Crumb::new("/console/equipe", t(lang, "accounts.team.title"))]
            />
        };
        let roles = Role::ALL
            .into_iter()
            .map(|role| {
                let hint = t(lang, &format!("accounts.role_hint.{}", role.as_str()));
                Fact::new(words::role(lang, role), hint)
            })
            .collect();
        view! {
            <PageHead title=title note=t(lang, "accounts.team.matrix_lead") crumbs=crumbs/>
            <Panel body=PanelBody::Flush>{table(lang, title)}</Panel>
            <Panel title=t(lang, "accounts.team.roles")>
                <Facts items=roles density=Density::Dense/>
            </Panel>
        }
    }))
}

fn table(lang: Lang, title: &'static str) -> AnyView {
    let columns = std::iter::once(Column::new(t(lang, "accounts.team.act")))
        .chain(Role::ALL.into_iter().map(|role| Column::new(words::role(lang, role))))
        .collect();
    let rows = Verb::ALL
        .into_iter()
        .map(|verb| {
            let head = Row::new(t(lang, &format!("accounts.verb.{}", key(verb))));
            Role::ALL.into_iter().fold(head, |row, role| row.cell(cell(lang, holds(role, verb))))
        })
        .collect();
    view! { <Table caption=title columns=columns rows=rows style=TableStyle::Matrix/> }.into_any()
}

/// A tick or a dash, each with its word for those who hear the page.
fn cell(lang: Lang, may: bool) -> Cell {
    if may {
        view! {
            {Icon::Check.view()}
            <span class="visually-hidden">{t(lang, "accounts.team.may")}</span>
        }
        .into()
    } else {
        view! {
            <span class="faint" aria-hidden="true">
                {t(lang, "common.page.dash")}
            </span>
            <span class="visually-hidden">{t(lang, "accounts.team.may_not")}</span>
        }
        .into()
    }
}

/// The name of a verb in the catalogue.
fn key(verb: Verb) -> String {
    let mut key = String::new();
    for c in format!("{verb:?}").chars() {
        if c.is_ascii_uppercase() && !key.is_empty() {
            key.push('_');
        }
        key.push(c.to_ascii_lowercase());
    }
    key
}

#[cfg(test)]
mod tests {
    use super::*;
    use ui::render;

    #[test]
    fn every_verb_has_its_name_in_the_catalogue() {
        for verb in Verb::ALL {
            assert!(i18n::has(&format!("accounts.verb.{}", key(verb))), "{verb:?}");
        }
    }

    #[test]
    fn the_table_ticks_exactly_what_the_rules_allow() {
        let html = render(|| table(Lang::FR, "Qui"));
        let pairs = Role::ALL.into_iter().flat_map(|role| Verb::ALL.map(|verb| (role, verb)));
        let allowed = pairs.filter(|(role, verb)| holds(*role, *verb)).count();
        let said = format!(">{}<", t(Lang::FR, "accounts.team.may"));
        assert_eq!(html.matches(&said).count(), allowed);
        assert_eq!(html.matches(r#"scope="row""#).count(), Verb::ALL.len());
    }
}
