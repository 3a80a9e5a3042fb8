//! What the check of the text found, and where it is put right.

use accounts::Verb;
use campaigns::{Finding, Severity};
use i18n::{Lang, t, tr};
use leptos::prelude::*;

use super::{
    findings::{place, text},
    page::CampaignPage,
};
use ui::{
    Badge, BadgeKind, Cell, Column, LinkButton, Notice, NoticeKind, Panel, PanelBody, Row, Table,
};
use web::organisation_picker as which;

/// Begins the articles that the room names.
const LAW: &str = "GDPR ";

/// The page on which a finding is put right; none where that is not the console's.
fn href(page: &CampaignPage, field: Option<&str>) -> Option<String> {
    let here = &page.here;
    let (area, rest) = field.unwrap_or("facts").split_once('.').unwrap_or(("facts", ""));
    match (area, rest) {
        ("organisation", _) => page.may(Verb::ManageSettings).then(|| {
            which::href("/console/reglages/organisation", &here.organisation.id.to_string())
        }),
        ("settings", _) => None,
        ("case", "aware_at") => Some(here.href("connaissance")),
        ("case", _) => page.may(Verb::EditCase).then(|| here.href("modifier")),
        _ => page.may(Verb::EditCase).then(|| here.href("faits")),
    }
}

/// The panel of the findings, refusals first.
pub(super) fn panel(page: &CampaignPage, found: &[Finding]) -> AnyView {
    let lang = page.lang;
    let title = t(lang, "campaigns.lint.title");
    if found.is_empty() {
        let clean = t(lang, "campaigns.lint.clean");
        return view! { <Notice kind=NoticeKind::Ok title=clean/> }.into_any();
    }
    let columns = vec![
        Column::new(t(lang, "campaigns.lint.sentence")),
        Column::new(t(lang, "campaigns.lint.gravity")),
        Column::new(t(lang, "campaigns.lint.where")),
        Column::actions(t(lang, "common.page.actions")),
    ];
    let rows = found.iter().map(|finding| row(page, finding)).collect();
    view! {
        <Panel title=title body=PanelBody::Flush>
            <Table caption=title columns=columns rows=rows/>
        </Panel>
    }
    .into_any()
}

/// One finding, with the link to its field.
fn row(page: &CampaignPage, finding: &Finding) -> Row {
    let lang = page.lang;
    let article = finding
        .article
        .map(|article| article.replace(LAW, ""))
        .map(|article| tr(lang, "campaigns.lint.article", &[("article", &article)]));
    let (kind, word) = match finding.severity {
        Severity::Refusal => (BadgeKind::Danger, t(lang, "campaigns.lint.refusal")),
        Severity::Advice => (BadgeKind::Prepared, t(lang, "campaigns.lint.advice_badge")),
    };
    let place = match (finding.field, finding.lang.as_deref().and_then(Lang::parse)) {
        (Some(field), _) => place(lang, field).into(),
        (None, Some(language)) => {
            tr(lang, "campaigns.lint.in_lang", &[("language", language.name())]).into()
        }
        (None, None) => Cell::empty(),
    };
    let go = match href(page, finding.field) {
        Some(href) => {
            view! { <LinkButton href=href>{t(lang, "campaigns.lint.go")}</LinkButton> }.into()
        }
        None => Cell::empty(),
    };
    Row::new(Cell::with_sub(text(lang, finding), article))
        .cell(view! { <Badge kind=kind text=word/> })
        .cell(place)
        .cell(go)
}
