//! The team of an organisation: who has access, who is invited.

use accounts::{AccountScope, AccountState, AccountView, Factors, InvitationView, Verb};
use axum::{extract::Query, response::Response};
use i18n::{Lang, date_time_short, date_time_text, plural, t};
use leptos::prelude::*;

use super::words;
use ui::{
    Badge, BadgeKind, Button, ButtonKind, Cell, Column, Empty, FilterForm, Icon, LinkButton, Live,
    Notice, NoticeKind, PageHead, Panel, PanelBody, Row, SelectField, Slot, Table,
};
use web::organisation_picker::{Asked, Chosen};
use web::{Done, Problem, StaffRequest, may};

/// What is said of an act, by its word in the address.
const DONE: [(&str, &str); 3] = [
    ("roles", "accounts.team.roles_changed"),
    ("ferme", "accounts.team.closed"),
    ("retire", "accounts.team.withdrawn"),
];

/// `GET /console/equipe`
pub(super) async fn page(
    at: StaffRequest,
    Query(asked): Query<Asked>,
    Query(done): Query<Done>,
) -> Result<Response, Problem> {
    let chosen = Chosen::find(&at, Verb::ViewAccounts, &asked).await?;
    let id = chosen.organisation.id;
    let (room, actor) = (&at.state.accounts, &at.staff.actor);
    let accounts = room.list_accounts(actor, AccountScope::Organisation(id)).await?;
    let invitations = room.list_invitations(actor, id).await?;
    let frame = at.frame().await?;
    let manages = may(&at.staff, Verb::ManageAccounts, id);
    let me = at.staff.staff.account;
    let lang = at.ctx.lang;
    let title = t(lang, "accounts.team.title");
    Ok(frame.page(title, move || {
        let active = accounts.iter().filter(|one| one.state == AccountState::Active).count();
        let lead = plural(lang, "accounts.team.lead", i64::try_from(active).unwrap_or(0), &[]);
        let lead = format!("{}. {lead}", chosen.organisation.name);
        let invite = manages.then(|| {
            view! {
                <LinkButton
                    href=chosen.href("/console/equipe/inviter")
                    kind=ButtonKind::Main
                    icon=Icon::Plus
                >
                    {t(lang, "accounts.team.invite")}
                </LinkButton>
            }
        });
        let matrix = view! {
            <LinkButton href="/console/equipe/droits">{t(lang, "accounts.team.matrix")}</LinkButton>
        };
        let actions = view! { {invite} {matrix} };
        let done = done.among(DONE).map(|key| {
            view! { <Notice kind=NoticeKind::Ok title=t(lang, key) live=Live::Status/> }
        });
        let alone = !accounts.iter().any(|one| one.id != me && one.state == AccountState::Active);
        let empty = alone.then(|| {
            view! {
                <Panel>
                    <Empty
                        title=t(lang, "accounts.team.empty_title")
                        text=t(lang, "accounts.team.empty")
                    />
                </Panel>
            }
        });
        view! {
            <PageHead title=title note=lead actions=actions/>
            {done}
            {choose(lang, &chosen)}
            {people(lang, &chosen, &accounts)}
            {empty}
            {open_invitations(lang, &chosen, &invitations, manages)}
        }
    }))
}

/// A list of organisations to choose from; nothing when there is one.
fn choose(lang: Lang, chosen: &Chosen) -> Option<AnyView> {
    if chosen.all.len() < 2 {
        return None;
    }
    let (options, word) = (chosen.choices(), chosen.word.clone());
    let field = view! {
        <SelectField
            label=t(lang, "accounts.team.organisation")
            name="organisation"
            options=options
            selected=word
        />
    }
    .into_any();
    Some(
        view! {
            <FilterForm
                action="/console/equipe"
                submit=t(lang, "common.button.open")
                label=t(lang, "accounts.team.organisation")
            >
                {field}
            </FilterForm>
        }
        .into_any(),
    )
}

/// The shape and the word of an account's state.
pub(super) fn state_badge(lang: Lang, account: &AccountView) -> AnyView {
    let (kind, key) = match (account.state, account.factors) {
        (AccountState::Closed, _) => (BadgeKind::Plain, "accounts.team.state_closed"),
        (AccountState::Active, Factors::Both) => (BadgeKind::Ok, "accounts.team.state_active"),
        (AccountState::Active, Factors::PasswordMissing) => {
            (BadgeKind::Doing, "accounts.team.state_password")
        }
        (AccountState::Active, Factors::SecondMissing | Factors::None) => {
            (BadgeKind::Doing, "accounts.team.state_app")
        }
    };
    view! { <Badge kind=kind text=t(lang, key)/> }.into_any()
}

fn people(lang: Lang, chosen: &Chosen, accounts: &[AccountView]) -> AnyView {
    let word = move |key: &str| t(lang, &format!("accounts.team.{key}"));
    let columns = vec![
        Column::new(word("name")),
        Column::new(word("roles")),
        Column::new(word("last_seen")),
        Column::new(t(lang, "common.page.state")),
        Column::actions(t(lang, "common.page.actions")),
    ];
    let rows = accounts
        .iter()
        .map(|account| {
            let href = chosen.href(&format!("/console/equipe/compte/{}", account.id));
            let here = chosen.organisation.id;
            let roles = account.grants.iter().filter(|grant| grant.organisation == here);
            let roles = words::roles(lang, roles.map(|grant| grant.role));
            let seen = match account.last_sign_in_at {
                Some(at) => date_time_short(lang, at),
                None => word("never").to_owned(),
            };
            let label = format!("{}, {}", t(lang, "common.button.open"), account.name);
            Row::new(Cell::with_sub(account.name.clone(), account.email.clone()))
                .cell(roles)
                .cell(seen)
                .cell(state_badge(lang, account))
                .cell(view! {
                    <LinkButton href=href label=label>{t(lang, "common.button.open")}</LinkButton>
                })
        })
        .collect();
    let caption = chosen.organisation.name.clone();
    view! {
        <Panel body=PanelBody::Flush>
            <Table caption=caption columns=columns rows=rows/>
        </Panel>
    }
    .into_any()
}

fn open_invitations(
    lang: Lang,
    chosen: &Chosen,
    invitations: &[InvitationView],
    manages: bool,
) -> Option<AnyView> {
    if invitations.is_empty() {
        return None;
    }
    let word = move |key: &str| t(lang, &format!("accounts.team.{key}"));
    let columns = vec![
        Column::new(word("email")),
        Column::new(word("roles")),
        Column::new(word("invitation_until")),
        Column::actions(t(lang, "common.page.actions")),
    ];
    let rows = invitations
        .iter()
        .map(|one| {
            let kind = t(lang, &format!("accounts.invitation_kind.{}", one.kind.as_str()));
            let row = Row::new(Cell::with_sub(one.email.clone(), kind))
                .cell(words::roles(lang, one.roles.iter().copied()))
                .cell(date_time_text(lang, one.expires_at));
            let withdraw = manages.then(|| {
                view! {
                    <form method="post" action=chosen.href("/console/equipe/retirer")>
                        <input type="hidden" name="invitation" value=one.id.to_string()/>
                        <Button>{word("withdraw")}</Button>
                    </form>
                }
            });
            match withdraw {
                Some(form) => row.cell(form),
                None => row.cell(Cell::empty()),
            }
        })
        .collect();
    Some(
        view! {
            <Panel title=word("invitations") body=PanelBody::Flush foot=Slot::default()>
                <Table caption=word("invitations") columns=columns rows=rows/>
            </Panel>
        }
        .into_any(),
    )
}
