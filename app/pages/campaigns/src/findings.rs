//! What the check of the text found, and where it is put right.

use accounts::Verb;
use campaigns::{Finding, Severity};
use i18n::{Lang, number, t, tr};
use leptos::prelude::*;

use super::shown::Shown;
use ui::{
    Badge, BadgeKind, Cell, Column, LinkButton, Notice, NoticeKind, Panel, PanelBody, Row, Table,
};
use web::organisation_picker as which;

/// Begins the articles that the room names.
const LAW: &str = "GDPR ";

/// A finding as a sentence.
pub(super) fn text(lang: Lang, finding: &Finding) -> String {
    let word = finding.word.as_deref().unwrap_or_default();
    let label = finding.field.map(|field| place(lang, field));
    let count = number(lang, finding.count.unwrap_or(0));
    let args = [
        ("name", label.unwrap_or(word)),
        ("word", word),
        ("host", word),
        ("n", count.as_str()),
        ("quote", finding.quote.as_deref().unwrap_or_default()),
    ];
    tr(lang, finding.key, &args)
}

/// The name of the field of a finding.
fn place(lang: Lang, field: &str) -> &'static str {
    let key = format!("campaigns.lint_field.{}", field.replace('.', "_"));
    if i18n::has(&key) { t(lang, &key) } else { t(lang, "campaigns.lint_field.settings") }
}

/// The page on which a finding is put right; none where that is not the console's.
fn href(shown: &Shown, field: Option<&str>) -> Option<String> {
    let here = &shown.here;
    let (area, rest) = field.unwrap_or("facts").split_once('.').unwrap_or(("facts", ""));
    match (area, rest) {
        ("organisation", _) => shown.may(Verb::ManageSettings).then(|| {
            which::href("/console/reglages/organisation", &here.organisation.id.to_string())
        }),
        ("settings", _) => None,
        ("case", "aware_at") => Some(here.href("connaissance")),
        ("case", _) => shown.may(Verb::EditCase).then(|| here.href("modifier")),
        _ => shown.may(Verb::EditCase).then(|| here.href("faits")),
    }
}

/// The panel of the findings, refusals first.
pub(super) fn panel(shown: &Shown, found: &[Finding]) -> AnyView {
    let lang = shown.lang;
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
    let rows = found.iter().map(|finding| row(shown, finding)).collect();
    view! {
        <Panel title=title body=PanelBody::Flush>
            <Table caption=title columns=columns rows=rows/>
        </Panel>
    }
    .into_any()
}

fn row(shown: &Shown, finding: &Finding) -> Row {
    let lang = shown.lang;
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
    let go = match href(shown, finding.field) {
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
