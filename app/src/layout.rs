//! The frame of every console page: who is signed in, which case, what is due next.

use accounts::{Target, Verb, authorise};
use axum::response::Response;
use http::StatusCode;
use i18n::{Lang, plural, t};
use kernel::OrganisationId;
use leptos::prelude::*;

use crate::{
    campaigns,
    here::CaseHere,
    state::AppState,
    ui::{
        Account, ConsoleNav, ConsoleShell, ConsoleTexts, Document, Icon, NavCase, NavGroup,
        NavLink, Slot, page_with,
    },
    web::{Ctx, Problem, Staff},
};

/// What a console page is framed by. Loaded once, before the page is rendered.
pub(crate) struct Frame {
    ctx: Ctx,
    nav: ConsoleNav,
    account: Account,
    deadline: Option<AnyView>,
}

impl Frame {
    /// The frame of a page; `here` for a page of a case.
    ///
    /// # Errors
    /// The rooms'.
    pub(crate) async fn load(
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
            Some(here) => crate::duties::deadline_bar(state, ctx, staff, here).await?,
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
        })
    }

    /// The page, with status 200. `title` is the tab's: no name of a person, no health word.
    pub(crate) fn page<V: IntoView + 'static>(
        self,
        title: impl Into<crate::ui::Text>,
        content: impl FnOnce() -> V,
    ) -> Response {
        self.page_with(StatusCode::OK, title, content)
    }

    /// The page with another status, for a form that comes back with errors.
    pub(crate) fn page_with<V: IntoView + 'static>(
        self,
        status: StatusCode,
        title: impl Into<crate::ui::Text>,
        content: impl FnOnce() -> V,
    ) -> Response {
        let Self { ctx, nav, account, deadline } = self;
        let document = Document::new(ctx.lang, title);
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
pub(crate) fn texts(lang: Lang) -> ConsoleTexts {
    ConsoleTexts {
        name: t(lang, "common.app.name").into(),
        skip: t(lang, "common.page.skip").into(),
        menu: t(lang, "common.page.menu").into(),
        navigation: t(lang, "common.page.main_nav").into(),
        languages: t(lang, "common.page.language").into(),
        sign_out: t(lang, "common.button.sign_out").into(),
    }
}

fn navigation(ctx: &Ctx, staff: &Staff, here: Option<&CaseHere>) -> ConsoleNav {
    let lang = ctx.lang;
    let link = |icon: Icon, href: String, key: &str| {
        NavLink::new(icon, href, t(lang, key)).under(&ctx.path)
    };
    let home = NavLink::new(Icon::Home, "/console", t(lang, "console.nav.dashboard")).at(&ctx.path);
    let mut first = vec![home];
    // Whoever only prints comes to a lab's page of letters from the list of them all.
    let only_prints = |here: &CaseHere| !may(staff, Verb::ViewCase, here.lab.organisation);
    let here = here.filter(|here| !only_prints(here));
    if campaigns::prints_elsewhere(staff) {
        let label = t(lang, "campaigns.print.title");
        let print = NavLink::new(Icon::Print, campaigns::PRINT_HREF, label);
        // Their pages of a case are all about letters.
        let inside = here.is_none() && ctx.path.starts_with("/console/cas/");
        let path = if inside { campaigns::PRINT_HREF } else { ctx.path.as_str() };
        first.push(print.under(path));
    }
    let mut groups = vec![NavGroup { title: None::<String>.into(), links: first }];
    if let Some(here) = here {
        let may = |verb| may(staff, verb, here.lab.organisation);
        let wanted = [
            (Verb::ViewCase, Icon::List, "", "console.nav.summary"),
            (Verb::ViewCase, Icon::Line, "chronologie", "console.nav.timeline"),
            (Verb::ViewCase, Icon::Clock, "connaissance", "console.nav.awareness"),
            (Verb::ViewDuties, Icon::Scale, "obligations", "console.nav.duties"),
            (Verb::ViewImports, Icon::Upload, "imports", "console.nav.imports"),
            (Verb::SearchPersons, Icon::Users, "personnes", "console.nav.persons"),
            (Verb::ViewCampaigns, Icon::Send, "campagnes", "console.nav.campaigns"),
            (Verb::ViewCampaigns, Icon::Print, "lettres", "console.nav.letters"),
            (Verb::ReadCapturedMail, Icon::Mail, "courrier", "console.nav.captured"),
            (Verb::ViewReports, Icon::Report, "rapports", "console.nav.reports"),
            (Verb::ReadJournal, Icon::Chain, "journal", "console.nav.journal"),
        ];
        let links = wanted
            .into_iter()
            .filter(|(verb, ..)| may(*verb))
            .map(|(_, icon, page, key)| {
                let link = NavLink::new(icon, here.href(page), t(lang, key));
                if page.is_empty() { link.at(&ctx.path) } else { link.under(&ctx.path) }
            })
            .collect();
        groups.push(NavGroup { title: here.incident.title.clone().into(), links });
    }
    let any = |verb| staff.staff.grants.iter().any(|grant| may(staff, verb, grant.organisation));
    let mut rest = Vec::new();
    if any(Verb::ViewAccounts) {
        rest.push(link(Icon::User, "/console/equipe".to_owned(), "console.nav.team"));
    }
    if any(Verb::ManageSettings) {
        rest.push(link(Icon::Gear, "/console/reglages".to_owned(), "console.nav.settings"));
    }
    if !rest.is_empty() {
        let title = t(lang, "console.nav.organisation");
        groups.push(NavGroup { title: title.into(), links: rest });
    }
    ConsoleNav {
        home: "/console".into(),
        case: here.map(|here| NavCase {
            href: "/console/cas".into(),
            name: here.organisation.name.clone().into(),
            note: plural(
                lang,
                "console.nav.labs",
                i64::try_from(here.labs.len()).unwrap_or(0),
                &[],
            )
            .into(),
        }),
        groups,
    }
}

/// Whether the actor holds a verb in an organisation: decides what is shown, never what
/// is allowed. The room decides that.
pub(crate) fn may(staff: &Staff, verb: Verb, organisation: OrganisationId) -> bool {
    authorise(&staff.actor, verb, Target::Organisation(organisation)).is_ok()
}
