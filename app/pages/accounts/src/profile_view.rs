//! The page of one's own access.

use accounts::{AccountView, SessionView, Which};
use chrono::{DateTime, Utc};
use i18n::{Lang, date_time_text, relative, t, tr};
use kernel::Role;
use leptos::prelude::*;

use super::{once::codes_view, words};
use ui::{
    Badge, BadgeKind, Button, ButtonKind, Cell, Column, Density, ErrorSummary, Fact, Facts,
    InputKind, InputSize, LinkButton, Live, Notice, NoticeKind, PageHead, Panel, PanelBody, Row,
    SelectField, Slot, Table, TextField,
};
use web::Typed;

/// What the page shows.
pub(super) struct Shown {
    pub(super) account: AccountView,
    /// Organisations by name, with the roles held there.
    pub(super) roles: Vec<(String, Vec<Role>)>,
    pub(super) sessions: Vec<SessionView>,
    pub(super) typed: Typed,
    /// What was done a moment ago: the key of a sentence.
    pub(super) done: Option<&'static str>,
    pub(super) now: DateTime<Utc>,
}

/// The page.
pub(super) fn page(lang: Lang, title: &'static str, shown: Shown) -> AnyView {
    let done = shown.done.map(|key| {
        view! { <Notice kind=NoticeKind::Ok title=t(lang, key) live=Live::Status/> }
    });
    view! {
        <PageHead title=title note=shown.account.email.clone()/>
        {done}
        <ErrorSummary title=shown.typed.summary_title(lang) errors=shown.typed.summary()/>
        <div class="grid grid--side">
            <div class="stack stack--section">
                {sessions(lang, &shown)} {password(lang, &shown.typed)}
            </div>
            <div class="stack stack--section">
                {identity(lang, &shown)} {recovery(lang, &shown.typed)} {language(lang)}
            </div>
        </div>
    }
    .into_any()
}

/// New recovery codes, once.
pub(super) fn codes(lang: Lang, title: &'static str, codes: Vec<String>) -> AnyView {
    let list = codes_view(lang, codes);
    view! {
        <PageHead title=title note=t(lang, "accounts.recovery.lead")/>
        <Panel>
            <div class="stack">
                {list}
                <p>
                    <LinkButton href="/console/mon-acces" kind=ButtonKind::Main>
                        {t(lang, "accounts.invitation.recovery_kept")}
                    </LinkButton>
                </p>
            </div>
        </Panel>
    }
    .into_any()
}

fn identity(lang: Lang, shown: &Shown) -> AnyView {
    let account = &shown.account;
    let last = match account.last_sign_in_at {
        Some(at) => date_time_text(lang, at),
        None => t(lang, "accounts.team.never").to_owned(),
    };
    let mut facts = vec![
        Fact::new(t(lang, "accounts.team.name"), account.name.clone()),
        Fact::new(t(lang, "accounts.team.email"), account.email.clone()),
    ];
    for (organisation, roles) in &shown.roles {
        facts.push(Fact::new(organisation.clone(), words::roles(lang, roles.iter().copied())));
    }
    facts.push(Fact::new(t(lang, "accounts.team.last_seen"), last));
    view! {
        <Panel title=t(lang, "accounts.profile.identity")>
            <Facts items=facts density=Density::Dense/>
        </Panel>
    }
    .into_any()
}

fn sessions(lang: Lang, shown: &Shown) -> AnyView {
    let word = move |key: &str| t(lang, &format!("accounts.profile.{key}"));
    let columns = vec![
        Column::new(word("session_browser")),
        Column::new(word("session_seen_head")),
        Column::actions(t(lang, "common.page.actions")),
    ];
    let others = shown.sessions.iter().any(|session| session.which == Which::Other);
    let rows = shown
        .sessions
        .iter()
        .map(|session| {
            let agent = t(lang, &format!("accounts.agent.{}", session.agent.as_str()));
            let started = date_time_text(lang, session.signed_in_at);
            let started = tr(lang, "accounts.profile.session_started", &[("at", &started)]);
            let seen = relative(lang, session.last_seen_at, shown.now);
            let row = Row::new(Cell::with_sub(agent, started)).cell(seen);
            match session.which {
                Which::Current => {
                    row.cell(view! { <Badge kind=BadgeKind::Ok text=word("session_current")/> })
                }
                Which::Other => row.cell(view! {
                    <form method="post" action="/console/mon-acces/session">
                        <input type="hidden" name="session" value=session.id.to_string()/>
                        <Button>{word("session_close")}</Button>
                    </form>
                }),
            }
        })
        .collect();
    let close_all = others.then(|| {
        view! {
            <form method="post" action="/console/mon-acces/sessions">
                <Button kind=ButtonKind::Link>{word("session_close_all")}</Button>
            </form>
        }
    });
    view! {
        <Panel
            title=word("sessions")
            note=word("sessions_lead")
            body=PanelBody::Flush
            foot=Slot::maybe(close_all)
        >
            <Table caption=word("sessions") columns=columns rows=rows/>
        </Panel>
    }
    .into_any()
}

fn password(lang: Lang, typed: &Typed) -> AnyView {
    let word = move |key: &str| t(lang, &format!("accounts.profile.{key}"));
    let form = view! {
        <form class="stack" method="post" action="/console/mon-acces/mot-de-passe">
            <TextField
                label=word("current_password")
                name="current"
                kind=InputKind::Password
                error=typed.error("current")
            />
            <TextField
                label=word("new_password")
                name="password"
                kind=InputKind::NewPassword
                hint=t(lang, "accounts.invitation.password_hint")
                error=typed.error("password")
            />
            <TextField
                label=t(lang, "accounts.invitation.password_again")
                name="password_again"
                kind=InputKind::NewPassword
                error=typed.error("password_again")
            />
            <div class="row">
                <Button kind=ButtonKind::Main>{word("change_password")}</Button>
            </div>
        </form>
    }
    .into_any();
    view! { <Panel title=word("change_password")>{form}</Panel> }.into_any()
}

fn recovery(lang: Lang, typed: &Typed) -> AnyView {
    let word = move |key: &str| t(lang, &format!("accounts.profile.{key}"));
    let form = view! {
        <form class="stack" method="post" action="/console/mon-acces/secours">
            <TextField
                label=t(lang, "accounts.second_factor.title")
                name="totp"
                kind=InputKind::OneTimeCode
                hint=word("new_recovery_hint")
                error=typed.error("totp")
            />
            <div class="row">
                <Button>{word("new_recovery")}</Button>
            </div>
        </form>
    }
    .into_any();
    view! { <Panel title=word("recovery_title")>{form}</Panel> }.into_any()
}

fn language(lang: Lang) -> AnyView {
    let form = view! {
        <form class="stack" method="post" action="/console/mon-acces/langue">
            <SelectField
                label=t(lang, "accounts.profile.language")
                name="lang"
                options=web::languages()
                selected=lang.tag()
                size=InputSize::Small
            />
            <div class="row">
                <Button>{t(lang, "common.button.save")}</Button>
            </div>
        </form>
    }
    .into_any();
    view! { <Panel title=t(lang, "accounts.profile.language")>{form}</Panel> }.into_any()
}
