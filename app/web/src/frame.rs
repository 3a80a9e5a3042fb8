//! The frame of every console page: who is signed in, which case, what is due next.

use axum::response::Response;
use http::StatusCode;
use i18n::{Lang, t};
use leptos::prelude::*;

use crate::{AppState, CaseHere, Problem, Staff, deadline_bar, navigation::navigation};
use site::Ctx;
use ui::{Account, ConsoleNav, ConsoleShell, ConsoleTexts, Document, Slot, page_with};

/// What a console page is framed by. Loaded once, before the page is rendered.
pub struct Frame {
    ctx: Ctx,
    nav: ConsoleNav,
    account: Account,
    deadline: Option<AnyView>,
    renew: Option<&'static str>,
}

impl Frame {
    /// The frame of a page; `here` for a page of a case.
    ///
    /// # Errors
    /// The rooms'.
    pub async fn load(
        state: &AppState,
        ctx: &Ctx,
        staff: &Staff,
        here: Option<&CaseHere>,
    ) -> Result<Self, Problem> {
        let own = state.accounts.own_account(&staff.actor).await?;
        let role = staff.staff.grants.first().map_or("", |grant| grant.role.as_str());
        let role = if role.is_empty() {
            String::new()
        } else {
            t(ctx.lang, &format!("accounts.role.{role}")).to_owned()
        };
        let deadline = match here {
            Some(here) => deadline_bar(state, ctx, staff, here).await?,
            None => None,
        };
        Ok(Self {
            ctx: ctx.clone(),
            nav: navigation(ctx, staff, here),
            account: Account {
                name: own.name.into(),
                role: role.into(),
                href: "/console/mon-acces".into(),
                sign_out: "/console/deconnexion".into(),
            },
            deadline,
            renew: None,
        })
    }

    /// A page of work under way: without a script it asks for itself again after so many
    /// seconds; with one, its regions follow ([`crate::Live`]).
    #[must_use]
    pub fn renewed(mut self, seconds: &'static str) -> Self {
        self.renew = Some(seconds);
        self
    }

    /// The page, with status 200. `title` is the tab's: no name of a person, no health word.
    pub fn page<V: IntoView + 'static>(
        self,
        title: impl Into<ui::Text>,
        content: impl FnOnce() -> V,
    ) -> Response {
        self.page_with(StatusCode::OK, title, content)
    }

    /// The page with another status, for a form that comes back with errors.
    pub fn page_with<V: IntoView + 'static>(
        self,
        status: StatusCode,
        title: impl Into<ui::Text>,
        content: impl FnOnce() -> V,
    ) -> Response {
        let Self { ctx, nav, account, deadline, renew } = self;
        let document = Document::new(ctx.lang, title).renewed(renew);
        let nonce = ctx.nonce.clone();
        page_with(status, nonce.as_ref(), move || {
            let body = content().into_any();
            view! {
                <ConsoleShell
                    document=document
                    texts=texts(ctx.lang)
                    nav=nav
                    account=account
                    other_languages=ctx.other_languages()
                    deadline=Slot::maybe(deadline)
                >
                    {body}
                </ConsoleShell>
            }
        })
    }
}

/// Words of the console's frame.
pub fn texts(lang: Lang) -> ConsoleTexts {
    ConsoleTexts {
        name: t(lang, "common.app.name").into(),
        skip: t(lang, "common.page.skip").into(),
        menu: t(lang, "common.page.menu").into(),
        navigation: t(lang, "common.page.main_nav").into(),
        languages: t(lang, "common.page.language").into(),
        sign_out: t(lang, "common.button.sign_out").into(),
    }
}
