//! The two documents: how complete they are, what is missing and where, the files.

use accounts::Verb;
use axum::response::Response;
use i18n::{Lang, plural, t};
use leptos::prelude::*;
use reports::{Gap, PreparationSheet, RegisterEntry, Report, section_title, spec::Typing};

use super::document::{Document, place_href};
use ui::{
    Badge, BadgeKind, ButtonKind, Crumb, Crumbs, Fold, Icon, LinkButton, PageHead, Panel, Progress,
    Slot,
};
use web::{CaseHere, CaseRequest, Problem, may, told};

/// `GET …/rapports`
pub(super) async fn page(at: CaseRequest) -> Result<Response, Problem> {
    let told = told(&at.state, &at.staff, &at.here).await?;
    let documents = at.state.reports.documents(&at.staff.actor, at.here.id(), told).await?;
    let (PreparationSheet(sheet), RegisterEntry(register)) = documents;
    let may_edit = may(&at.staff, Verb::EditCase, at.here.lab.organisation);
    let frame = at.frame().await?;
    let (lang, here) = (at.ctx.lang, at.here);
    let title = t(lang, "reports.list.title");
    Ok(frame.page(title, move || {
        let crumbs = vec![Crumb::new(here.href(""), here.incident.title.clone())];
        let answers = may_edit.then(|| {
            view! {
                <LinkButton href=here.href("rapports/reponses") kind=ButtonKind::Main>
                    {t(lang, "reports.page.answers")}
                </LinkButton>
            }
        });
        let sheet = Part {
            report: sheet,
            title: t(lang, "reports.list.authority_sheet"),
            note: t(lang, "reports.sheet.lead"),
            document: Document::Sheet,
            read: t(lang, "reports.page.read"),
        };
        let register = Part {
            report: register,
            title: t(lang, "reports.list.register"),
            note: t(lang, "reports.register.lead"),
            document: Document::Register,
            read: t(lang, "reports.page.read_register"),
        };
        view! {
            <PageHead
                title=title
                note=t(lang, "reports.list.lead")
                crumbs=view! { <Crumbs label=t(lang, "common.page.breadcrumb") items=crumbs/> }
                actions=Slot::maybe(answers)
            />
            <div class="grid grid--two">
                {sheet.view(lang, &here, may_edit)}
                {register.view(lang, &here, may_edit)}
            </div>
            <p class="faint">
                {t(lang, "reports.page.recorded")} " " {t(lang, "reports.export.no_person")}
            </p>
        }
    }))
}

/// One document on the page.
struct Part {
    report: Report,
    title: &'static str,
    note: &'static str,
    document: Document,
    read: &'static str,
}

impl Part {
    fn view(&self, lang: Lang, here: &CaseHere, may_edit: bool) -> AnyView {
        let missing = self.report.missing();
        let presumed = self.report.presumed();
        let (answered, asked) = self.report.answered();
        let (kind, word) = if missing.is_empty() {
            (BadgeKind::Ok, t(lang, "console.state.done").to_owned())
        } else {
            let count = i64::try_from(missing.len()).unwrap_or(i64::MAX);
            (BadgeKind::Warn, plural(lang, "reports.page.missing_count", count, &[]))
        };
        let total = asked.to_string();
        let count = i64::try_from(answered).unwrap_or(i64::MAX);
        let share = plural(lang, "reports.sheet.answered", count, &[("total", &total)]);
        let page = self.document.page();
        let file = |ending: &'static str, key: &'static str| {
            let href = here.href(&format!("rapports/{page}.{ending}"));
            let label = t(lang, key);
            view! {
                <LinkButton href=href icon=Icon::Down label=format!("{}, {label}", self.title)>
                    {label}
                </LinkButton>
            }
        };
        let (href, read) = (here.href(&format!("rapports/{page}")), self.read);
        let link = view! { <LinkButton href=href>{read}</LinkButton> };
        let empty = missing.is_empty();
        let presumed = (!presumed.is_empty()).then(|| {
            let summary = format!("{} ({})", t(lang, "reports.page.to_confirm"), presumed.len());
            let list = gaps(lang, here, &self.report, &presumed, may_edit);
            view! {
                <Fold summary=summary>
                    <p class="muted">{t(lang, "reports.page.to_confirm_lead")}</p>
                    {list}
                </Fold>
            }
        });
        let left = if empty {
            view! { <p class="muted">{t(lang, "reports.page.nothing_missing")}</p> }.into_any()
        } else {
            gaps(lang, here, &self.report, &missing, may_edit)
        };
        let value = (as_count(answered), as_count(asked));
        let content = view! {
            <div class="stack">
                <Progress label=share.clone() value=value start=share/>
                <div class="row">
                    {link} {file("pdf", "reports.export.pdf")}
                    {file("json", "reports.export.json")}
                </div>
                {left}
                {presumed}
            </div>
        };
        let badge = view! { <Badge kind=kind text=word/> };
        view! {
            <Panel title=self.title note=self.note aside=badge>
                {content}
            </Panel>
        }
        .into_any()
    }
}

fn as_count(n: usize) -> u64 {
    u64::try_from(n).unwrap_or(u64::MAX)
}

/// Fields under the names of their sections, each with the place where it is filled in.
fn gaps(lang: Lang, here: &CaseHere, report: &Report, gaps: &[Gap], may_edit: bool) -> AnyView {
    let parts = report
        .sections
        .iter()
        .enumerate()
        .filter_map(|(place, section)| {
            let mine: Vec<&Gap> = gaps.iter().filter(|gap| gap.section == place + 1).collect();
            if mine.is_empty() {
                return None;
            }
            let items = mine.into_iter().map(|gap| line(lang, here, gap, may_edit)).collect_view();
            Some(view! {
                <li class="stack stack--tight">
                    <b>{(place + 1).to_string()} ". " {section_title(lang, section.code)}</b>
                    <ul class="plain-list stack stack--tight">{items}</ul>
                </li>
            })
        })
        .collect_view();
    view! { <ol class="plain-list stack">{parts}</ol> }.into_any()
}

fn line(lang: Lang, here: &CaseHere, gap: &Gap, may_edit: bool) -> AnyView {
    let label = t(lang, &format!("reports.field.{}", gap.spec.code()));
    let words = t(lang, &format!("reports.place.{}", gap.place.as_str()));
    let href = place_href(here, gap.place, gap.spec.key);
    // What is presumed is confirmed in the form, wherever it would come from.
    let typed = gap.spec.typing == Typing::Open && gap.place != reports::spec::Place::Answers;
    let also = (typed && may_edit).then(|| {
        let href = place_href(here, reports::spec::Place::Answers, gap.spec.key);
        view! { ", " <a href=href>{t(lang, "reports.place.answers")}</a> }
    });
    view! { <li>{label} ", " <a href=href>{words}</a> {also}</li> }.into_any()
}
