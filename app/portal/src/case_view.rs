//! How the first page of a case looks: one question, two fields; and the same page for
//! everything that is wrong with a code.

use i18n::{month_year, plural, t};
use leptos::prelude::*;

use super::{
    frame::{Frame, Towns, part},
    public_notice,
};
use ui::{
    Aside, Button, ButtonKind, ButtonSize, DayField, DayTexts, Icon, InputKind, InputSize,
    LetterSketch, LinkButton, LinkItem, LinkList, Need, Notice, NoticeKind, TextField,
};

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
        Top::First | Top::Ended => {
            view! { {without_code(frame)}{public_notice::view(frame)} }.into_any()
        }
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

/// What the page asks, and that the last visit is over where it is.
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

/// The code and the birth date.
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

/// Ways for those who have no code.
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

/// Who is concerned, how to check a letter, whom to call.
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
