//! The first page of a case: one question, two fields; and the same page for everything
//! that is wrong with a code.

use std::sync::Arc;

use ::portal::{Board, LabWords};
use axum::{
    extract::{Path, State},
    response::Response,
};
use i18n::{month_year, plural, t, tr};
use incidents::PublicFacts;
use leptos::prelude::*;

use super::{
    desk::Desk,
    frame::{Frame, Towns, part, written},
    memory::Page,
    visitor::Visitor,
};
use ui::{
    Aside, Button, ButtonKind, ButtonSize, DayField, DayTexts, Fold, Icon, InputKind, InputSize,
    LetterSketch, LinkButton, LinkItem, LinkList, Need, Notice, NoticeKind, TextField,
};

/// `GET /`
pub(super) async fn first(State(desk): State<Arc<Desk>>, visitor: Visitor) -> Response {
    let shown = desk.of_site(&visitor, Page::Index).await;
    desk.finish(&visitor, None, shown)
}

/// `GET /c/{reference}`
pub(super) async fn page(
    State(desk): State<Arc<Desk>>,
    visitor: Visitor,
    Path(reference): Path<String>,
) -> Response {
    let shown = desk.of_case(&visitor, &reference, Page::Case).await;
    desk.finish(&visitor, Some(&reference), shown)
}

/// What stands over the form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Top {
    /// The question.
    First,
    /// The question, after a visit that is over.
    Ended,
    /// The answer to everything that is wrong with a code.
    Neutral,
}

/// The page of a case.
pub(super) fn view(frame: &Frame, top: Top) -> AnyView {
    let head = match top {
        Top::First | Top::Ended => question(frame, top),
        Top::Neutral => view! {
            <div class="stack">
                <h1 class="title--voice">{frame.t("portal.retry.title")}</h1>
                <p class="lead">{frame.t("portal.retry.lead")}</p>
                <p class="read">{frame.t("portal.retry.again")}</p>
            </div>
        }
        .into_any(),
    };
    let below = match top {
        Top::First | Top::Ended => view! { {without_code(frame)}{happened(frame)} }.into_any(),
        Top::Neutral => {
            let lang = frame.lang;
            let paper = view! {
                <p class="read">{frame.t("portal.retry.paper")}</p>
                <p>
                    <LinkButton href=frame.link("sans-code") size=ButtonSize::Mid icon=Icon::Letter>
                        {t(lang, "portal.retry.paper_button")}
                    </LinkButton>
                </p>
            };
            part(frame.t("portal.retry.paper_title"), paper.into_any())
        }
    };
    let tab = if top == Top::Neutral { "portal.tab.retry" } else { "portal.tab.home" };
    let content = view! {
        <div class="portal-split">
            <div class="stack stack--section">
                <div class="stack stack--loose">{head}{form(frame)}</div>
                {below}
            </div>
            <div class="portal-side">{side(frame)}</div>
        </div>
    };
    frame.page(frame.t(tab), content.into_any())
}

fn question(frame: &Frame, top: Top) -> AnyView {
    let lang = frame.lang;
    let ended = (top == Top::Ended).then(|| {
        view! {
            <Notice kind=NoticeKind::Info title=frame.t("portal.session.ended_title")>
                <p>{t(lang, "portal.session.ended")}</p>
            </Notice>
        }
    });
    view! {
        {ended}
        <div class="stack">
            <p class="over">{over(frame)}</p>
            <h1 class="title--voice">{frame.t(&kind_key(frame, "question"))}</h1>
            <p class="lead">{frame.t("portal.case.lead")}</p>
        </div>
    }
    .into_any()
}

/// A sentence that changes with the kind of case.
fn kind_key(frame: &Frame, name: &str) -> String {
    let kind = frame.public.as_ref().map_or("leak", |public| public.case.incident.kind.as_str());
    format!("portal.kind.{kind}.{name}")
}

/// Who, and when it was.
fn over(frame: &Frame) -> String {
    let names = frame.names(Towns::Without);
    let since = frame.public.as_ref().and_then(|public| public.case.incident.started_on);
    match since {
        Some(since) => {
            let period = month_year(frame.lang, since);
            plural(
                frame.lang,
                "portal.case.over",
                frame.count(),
                &[("labs", &names), ("period", &period)],
            )
        }
        None => plural(frame.lang, "portal.case.over_undated", frame.count(), &[("labs", &names)]),
    }
}

fn form(frame: &Frame) -> AnyView {
    let lang = frame.lang;
    let texts = DayTexts {
        day: frame.t("portal.birth.day").into(),
        month: frame.t("portal.birth.month").into(),
        year: frame.t("portal.birth.year").into(),
    };
    view! {
        <form class="ask" method="post" action=frame.link("") autocomplete="off">
            <TextField
                name="code"
                label=frame.t("portal.home.code_label")
                hint=frame.t("portal.home.code_hint")
                kind=InputKind::ClaimCode
                size=InputSize::Big
                need=Need::Required
                maxlength=40_u32
            />
            <DayField
                name="birth"
                legend=frame.t("portal.birth.title")
                hint=frame.t("portal.birth.hint")
                texts=texts
                need=Need::Required
            />
            <div class="row">
                <Button kind=ButtonKind::Main size=ButtonSize::Big after=Icon::Arrow>
                    {t(lang, "portal.birth.submit")}
                </Button>
            </div>
            <LetterSketch title=frame.t("portal.home.where_title") text=frame.t("portal.home.where")/>
        </form>
    }
    .into_any()
}

fn without_code(frame: &Frame) -> AnyView {
    let page = frame.link("sans-code");
    let way = |icon: Icon, place: &str, key: &str| {
        LinkItem::new(icon, format!("{page}#{place}"), frame.t(key))
    };
    let ways = vec![
        way(Icon::Letter, "lettre", "portal.home.lost"),
        way(Icon::Family, "proche", "portal.home.relative"),
        way(Icon::Pin, "adresse", "portal.home.moved"),
    ];
    view! {
        <nav class="stack stack--tight" aria-label=frame.t("portal.home.others_nav")>
            <h2 class="heading--card">{frame.t("portal.home.no_code")}</h2>
            <LinkList items=ways/>
        </nav>
    }
    .into_any()
}

/// The public notice (GDPR 34(3)(c)): what every lab tells, labs that tell the same
/// together.
fn happened(frame: &Frame) -> AnyView {
    let Some(public) = &frame.public else { return ().into_any() };
    let mut told: Vec<(Vec<String>, &PublicFacts)> = Vec::new();
    for (part, lab) in public.case.labs.iter().zip(&public.labs) {
        match told.iter_mut().find(|(_, facts)| **facts == part.facts) {
            Some((names, _)) => names.push(lab.name.clone()),
            None => told.push((vec![lab.name.clone()], &part.facts)),
        }
    }
    let view = match told.as_slice() {
        [(_, facts)] => facts_view(frame, facts),
        several => several
            .iter()
            .map(|(names, facts)| {
                let names = i18n::list(frame.lang, names);
                let title = tr(frame.lang, "portal.case.facts_of", &[("lab", &names)]);
                let body = facts_view(frame, facts);
                view! { <Fold summary=title>{body}</Fold> }
            })
            .collect_view()
            .into_any(),
    };
    let title = frame.t("portal.incident.title");
    view! {
        <section class="stack" id="faits">
            <h2 class="heading--voice">{title}</h2>
            {view}
        </section>
    }
    .into_any()
}

/// What one lab tells.
pub(super) fn facts_view(frame: &Frame, facts: &PublicFacts) -> AnyView {
    let lang = frame.lang;
    let item = |key: &str, french: &str, english: &str| {
        (!french.trim().is_empty()).then(|| {
            view! {
                <h3 class="heading--card">{frame.t(key)}</h3>
                {written(lang, french, english)}
            }
        })
    };
    let next = facts.next_update_on.map(|day| {
        let day = i18n::date_long(lang, day);
        let text = tr(lang, "portal.yes.unknown_when", &[("date", &day)]);
        view! { <p class="read muted">{text}</p> }
    });
    view! {
        <div class="stack">
            {written(lang, &facts.what_fr, &facts.what_en)}
            {item("portal.incident.done_title", &facts.measures_fr, &facts.measures_en)}
            {item("portal.incident.unknown_title", &facts.unknown_fr, &facts.unknown_en)}
            {next}
        </div>
    }
    .into_any()
}

fn side(frame: &Frame) -> AnyView {
    let lang = frame.lang;
    let names = frame.names(Towns::With);
    let check = frame.link("verifier");
    let who = plural(frame.lang, "portal.home.who", frame.count(), &[("labs", &names)]);
    let happened = format!("{}#faits", frame.link(""));
    view! {
        <Aside title=frame.t("portal.home.who_title")>
            <p>{who}</p>
            <p>
                <a href=happened>{t(lang, "portal.incident.title")}</a>
            </p>
        </Aside>
        <Aside title=frame.t("portal.home.genuine_title")>
            <p>{t(lang, "portal.case.check_aside")}</p>
            <p>
                <LinkButton href=check size=ButtonSize::Mid icon=Icon::Shield>
                    {t(lang, "portal.home.genuine_button")}
                </LinkButton>
            </p>
        </Aside>
        {frame.call()}
        {frame.never()}
    }
    .into_any()
}

/// The list of cases, by the names that patients know: those of the laboratories.
pub(super) fn index_view(frame: &Frame, board: &Board) -> AnyView {
    let content = if board.cases.is_empty() {
        view! {
            <h1 class="title--voice">{frame.t("portal.index.none_title")}</h1>
            <p class="lead">{frame.t("portal.index.none")}</p>
        }
        .into_any()
    } else {
        let item = |lab: &LabWords, reference: &str| {
            let name = if lab.city.is_empty() {
                lab.name.clone()
            } else {
                format!("{}, {}", lab.name, lab.city)
            };
            let note = tr(frame.lang, "common.page.reference", &[("reference", reference)]);
            LinkItem::new(Icon::Right, format!("/c/{reference}"), name).note(note)
        };
        let mut items: Vec<(String, LinkItem)> = board
            .cases
            .iter()
            .flat_map(|public| {
                let reference = public.case.incident.reference.as_str();
                public.labs.iter().map(move |lab| (lab.name.clone(), item(lab, reference)))
            })
            .collect();
        items.sort_by(|(a, _), (b, _)| a.cmp(b));
        let items = items.into_iter().map(|(_, item)| item).collect();
        view! {
            <h1 class="title--voice">{frame.t("portal.index.title")}</h1>
            <p class="lead">{frame.t("portal.index.lead")}</p>
            <LinkList items=items/>
        }
        .into_any()
    };
    let (genuine, how) = (frame.t("portal.home.genuine_title"), frame.t("portal.index.check"));
    let check = (!board.cases.is_empty()).then(|| {
        view! {
            <Aside title=genuine>
                <p>{how}</p>
            </Aside>
        }
    });
    let content = view! {
        <div class="portal-split">
            <div class="stack stack--loose">{content}</div>
            <div class="portal-side">{check}{frame.never()}</div>
        </div>
    };
    frame.page(frame.t("portal.index.tab"), content.into_any())
}
