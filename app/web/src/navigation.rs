//! The way through the console: the pages of the reader, of the case, of the organisation.

use accounts::Verb;
use i18n::{plural, t};
use site::Ctx;
use ui::{ConsoleNav, Icon, NavCase, NavGroup, NavLink};

use crate::{CaseHere, Staff, may};

/// Address of what a printer prints, whatever the case.
pub const PRINT_HREF: &str = "/console/lettres";

/// Whether a reader needs this page: they print letters of a lab of whose cases they see
/// nothing else.
pub fn prints_elsewhere(staff: &Staff) -> bool {
    let mut grants = staff.staff.grants.iter().map(|grant| grant.organisation);
    grants.any(|lab| may(staff, Verb::PrintLetters, lab) && !may(staff, Verb::ViewCase, lab))
}

pub(crate) fn navigation(ctx: &Ctx, staff: &Staff, here: Option<&CaseHere>) -> ConsoleNav {
    let lang = ctx.lang;
    let link = |icon: Icon, href: String, key: &str| {
        NavLink::new(icon, href, t(lang, key)).under(&ctx.path)
    };
    let home = NavLink::new(Icon::Home, "/console", t(lang, "console.nav.dashboard")).at(&ctx.path);
    let mut first = vec![home];
    // Whoever only prints comes to a lab's page of letters from the list of them all.
    let only_prints = |here: &CaseHere| !may(staff, Verb::ViewCase, here.lab.organisation);
    let here = here.filter(|here| !only_prints(here));
    if prints_elsewhere(staff) {
        let label = t(lang, "campaigns.print.title");
        let print = NavLink::new(Icon::Print, PRINT_HREF, label);
        // Their pages of a case are all about letters.
        let inside = here.is_none() && ctx.path.starts_with("/console/cas/");
        let path = if inside { PRINT_HREF } else { ctx.path.as_str() };
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
