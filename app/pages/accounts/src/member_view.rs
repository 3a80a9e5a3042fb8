//! The page of one member of the team.

use accounts::{AccountView, Origin};
use i18n::{Lang, date_time_text, t};
use kernel::Role;
use leptos::prelude::*;

use super::{team::state_badge, words};
use ui::{
    Button, ButtonKind, CheckGroup, Checkbox, Crumb, Crumbs, Density, ErrorSummary, Fact, Facts,
    Notice, NoticeKind, PageHead, Panel, Text,
};
use web::{Typed, organisation_picker::Chosen};

/// The box that takes somebody out of the organisation.
pub(super) const LEAVES: &str = "leaves";

/// What the reader may do with the account; decides what is shown, never what is allowed.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Hold {
    /// Everything.
    Manages,
    /// It is their own.
    Own,
    /// Only look.
    Looks,
}

/// The page. `typed` is a form that comes back.
pub(super) fn page(
    lang: Lang,
    chosen: &Chosen,
    account: &AccountView,
    hold: Hold,
    typed: Option<Typed>,
) -> AnyView {
    let crumbs = view! {
        <Crumbs
            label=t(lang, "common.page.breadcrumb")
            items=vec![
                Crumb::new(chosen.href("/console/equipe"), t(lang, "accounts.team.title")),
            ]
        />
    };
    let refused = typed.clone().unwrap_or_default();
    let acts = match hold {
        Hold::Manages => view! {
            {roles(lang, chosen, account, typed.as_ref())}
            {reset(lang, chosen, account, &refused)}
            {close(lang, chosen, account, &refused)}
        }
        .into_any(),
        Hold::Own => view! {
            <Notice kind=NoticeKind::Info title=t(lang, "accounts.team.own_roles")>
                <p>
                    <a href="/console/mon-acces">{t(lang, "accounts.profile.title")}</a>
                </p>
            </Notice>
        }
        .into_any(),
        Hold::Looks => ().into_any(),
    };
    view! {
        <PageHead title=account.name.clone() note=account.email.clone() crumbs=crumbs/>
        <ErrorSummary title=refused.summary_title(lang) errors=refused.summary()/>
        <div class="grid grid--side">
            <div class="stack stack--section">{acts}</div>
            <div class="stack stack--section">{facts(lang, chosen, account)}</div>
        </div>
    }
    .into_any()
}

fn facts(lang: Lang, chosen: &Chosen, account: &AccountView) -> AnyView {
    let word = move |key: &str| t(lang, &format!("accounts.team.{key}"));
    let here = chosen.organisation.id;
    let (roles, elsewhere): (Vec<&kernel::Grant>, Vec<&kernel::Grant>) =
        account.grants.iter().partition(|grant| grant.organisation == here);
    let seen = match account.last_sign_in_at {
        Some(at) => date_time_text(lang, at),
        None => word("never").to_owned(),
    };
    let mut items = vec![
        Fact::new(t(lang, "common.page.state"), state_badge(lang, account)),
        Fact::new(word("organisation"), chosen.organisation.name.clone()),
        Fact::new(word("roles"), words::roles(lang, roles.into_iter().map(|grant| grant.role))),
        Fact::new(word("since"), date_time_text(lang, account.created_at)),
        Fact::new(word("last_seen"), seen),
    ];
    if !elsewhere.is_empty() {
        let count = i18n::number(lang, i64::try_from(elsewhere.len()).unwrap_or(0));
        items.push(Fact::new(word("roles_elsewhere"), count));
    }
    if account.origin == Origin::Demonstration {
        items.push(Fact::new(word("origin"), word("origin_demo")));
    }
    view! {
        <Panel>
            <Facts items=items density=Density::Dense/>
        </Panel>
    }
    .into_any()
}

fn action(chosen: &Chosen, account: &AccountView, act: &str) -> String {
    chosen.href(&format!("/console/equipe/compte/{}/{act}", account.id))
}

fn roles(lang: Lang, chosen: &Chosen, account: &AccountView, typed: Option<&Typed>) -> AnyView {
    let here = chosen.organisation.id;
    let held = || {
        let grants = account.grants.iter().filter(|grant| grant.organisation == here);
        grants.map(|grant| grant.role.as_str().to_owned()).collect::<Vec<_>>()
    };
    let error = typed.and_then(|typed| typed.error("role"));
    let known = |word: &&str| Role::parse(word).is_some();
    let sent: Vec<String> = typed
        .filter(|_| error.is_some())
        .map(|typed| typed.all("role").into_iter().filter(known).map(str::to_owned).collect())
        .unwrap_or_default();
    // A refused form without one role that exists comes back as the roles stand.
    let ticked = if sent.is_empty() { held() } else { sent };
    let form = view! {
        <form class="stack" method="post" action=action(chosen, account, "roles")>
            <CheckGroup
                legend=t(lang, "accounts.team.roles")
                name="role"
                options=words::offered(lang, chosen.organisation.kind)
                selected=ticked.into_iter().map(Text::from).collect()
                hint=t(lang, "accounts.team.roles_hint")
                error=error
            />
            <Checkbox label=t(lang, "accounts.team.roles_leave") name=LEAVES/>
            <div class="row">
                <Button kind=ButtonKind::Main>{t(lang, "accounts.team.change_roles")}</Button>
            </div>
        </form>
    }
    .into_any();
    view! { <Panel title=t(lang, "accounts.team.change_roles")>{form}</Panel> }.into_any()
}

fn reset(lang: Lang, chosen: &Chosen, account: &AccountView, refused: &Typed) -> AnyView {
    let error = refused.error("reset").map(|sentence| {
        view! { <p class="field__error" id="reset">{sentence}</p> }
    });
    let form = view! {
        <form class="stack" method="post" action=action(chosen, account, "remise")>
            {error}
            <p class="muted">{t(lang, "accounts.team.reset_hint_one")}</p>
            <div class="row">
                <Button name="factor" value="password">
                    {t(lang, "accounts.team.reset_password")}
                </Button>
                <Button name="factor" value="second_factor">
                    {t(lang, "accounts.team.reset_app")}
                </Button>
            </div>
        </form>
    }
    .into_any();
    view! { <Panel title=t(lang, "accounts.team.reset")>{form}</Panel> }.into_any()
}

fn close(lang: Lang, chosen: &Chosen, account: &AccountView, refused: &Typed) -> AnyView {
    let form = view! {
        <form class="stack" method="post" action=action(chosen, account, "fermer")>
            <p class="muted">{t(lang, "accounts.team.close_hint")}</p>
            <Checkbox
                label=t(lang, "accounts.team.close_sure")
                name="sure"
                error=refused.error("sure")
            />
            <div class="row">
                <Button kind=ButtonKind::Danger>{t(lang, "accounts.team.close")}</Button>
            </div>
        </form>
    }
    .into_any();
    view! { <Panel title=t(lang, "accounts.team.close")>{form}</Panel> }.into_any()
}
