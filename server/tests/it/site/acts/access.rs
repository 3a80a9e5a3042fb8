//! The portal, signing in, invitations, one's own access, the team, settings.

use accounts::{NewInvitation, SecretText, totp_code};
use chrono::TimeDelta;
use kernel::{Actor, Grant, Role};

use crate::site::{
    client::{Asked, Client},
    world::Member,
};

use super::journey::{Act, Journey};

/// Browsers in which somebody has signed in.
pub(super) struct Staff {
    pub(super) dpo: Client,
    pub(super) approver: Client,
    desk: Client,
    auditor: Client,
    platform: Client,
}

const ACCESS: &str = "/console/mon-acces";
const TEAM: &str = "/console/equipe?organisation={organisation}";
const MEMBER: &str = "/console/equipe/compte/{account}?organisation={organisation}";

/// How long a code of an authenticator is shown.
fn one_code() -> TimeDelta {
    TimeDelta::seconds(30)
}

/// Whoever holds a message finds their answer; whoever holds a letter learns that it is real.
pub(super) async fn patients(j: &mut Journey<'_>) {
    let w = j.w;
    let services = &w.app.services;
    let dpo = &w.member(Role::Dpo).actor;
    let case = services.incidents.by_reference(dpo, "SITE-1").await.unwrap();
    let part = case.labs.iter().find(|part| part.organisation == w.labs[0].id).unwrap().id;
    let message = j.id("message").parse().unwrap();
    let mail = services.campaigns.captured_mail(dpo, part, message).await.unwrap();
    let code = mail.text.split(|c: char| !c.is_ascii_alphanumeric() && c != '-').find(is_code);
    // As the extract has it: the number in the address, and the day that follows from it.
    let number = mail.recipient.trim_start_matches('p').split('@').next().unwrap();
    let number: u32 = number.parse().unwrap();
    let (day, month) = ((number % 28 + 1).to_string(), (number % 12 + 1).to_string());
    let typed = [
        ("code", code.unwrap_or_default()),
        ("birth_day", day.as_str()),
        ("birth_month", month.as_str()),
        ("birth_year", "1970"),
    ];
    let mut patient = w.app.visitor();
    let portal = "/c/{reference}";
    let opened = j.does(&mut patient, portal, Act::of(portal).typing(&typed)).await;
    if opened.is_some_and(|answer| answer.cookies().is_empty()) {
        j.fault(portal, format_args!("a real code opened nothing ({code:?})"));
    }
    let check = "/c/{reference}/verifier";
    let told = j.does(&mut patient, check, Act::of(check)).await;
    if told.is_some_and(|answer| !answer.text().contains("notice--ok")) {
        j.fault(check, "a letter that was printed is not told to be real");
    }
}

/// Whether a word has the form of a code: groups of four, four and five signs.
fn is_code(word: &&str) -> bool {
    let groups: Vec<usize> = word.split('-').map(str::len).collect();
    groups == [4, 4, 5] && !word.contains(|c: char| c.is_ascii_lowercase())
}

/// Signs in by the two forms, and somebody who was invited for the first time.
pub(super) async fn sign_in(j: &mut Journey<'_>) -> Staff {
    let w = j.w;
    let dpo = by_the_forms(j, w.member(Role::Dpo)).await;
    invited(j).await;
    let [desk, approver] = [w.member(Role::HelpDesk), w.member(Role::Approver)];
    let acts = [
        (desk, "/console/mon-acces/session", "fait=session"),
        (approver, "/console/mon-acces/sessions", "fait=sessions"),
    ];
    let mut browsers = Vec::new();
    for (member, route, done) in acts {
        let mut other = w.app.signed_in(&member.credentials).await;
        let mut own = w.app.signed_in_ahead(&member.credentials, one_code()).await;
        j.does(&mut own, ACCESS, Act::of(route).leading_to(done)).await;
        if !other.ask(Asked::get(ACCESS)).await.asks_to_sign_in() {
            j.fault(route, "the other session lives on");
        }
        browsers.push(own);
    }
    let [desk, approver]: [Client; 2] = browsers.try_into().unwrap_or_else(|_| unreachable!());
    let auditor = w.app.signed_in(&w.member(Role::Auditor).credentials).await;
    let platform = w.app.signed_in(&w.member(Role::PlatformAdmin).credentials).await;
    Staff { dpo, approver, desk, auditor, platform }
}

async fn by_the_forms(j: &mut Journey<'_>, member: &Member) -> Client {
    let (w, given) = (j.w, &member.credentials);
    let mut client = w.app.visitor();
    let [first, second] = ["/console/connexion", "/console/connexion/code"];
    let typed = [("email", given.email.as_str()), ("password", given.password.expose())];
    let act = Act::of(first).typing(&typed).leading_to(second);
    j.does(&mut client, first, act).await;
    let code = totp_code(given.totp_secret.expose(), w.app.services.env.now()).unwrap();
    let typed = [("code", code.expose())];
    let act = Act::of(second).typing(&typed).leading_to("/console");
    j.does(&mut client, second, act).await;
    client
}

/// An access is opened with the code of an invitation.
async fn invited(j: &mut Journey<'_>) {
    let w = j.w;
    let services = &w.app.services;
    let new = NewInvitation {
        email: "invitee@example.org".to_owned(),
        grants: vec![Grant { organisation: w.labs[0].id, role: Role::HelpDesk }],
        language: "fr".to_owned(),
    };
    let invitation = services.accounts.invite(&Actor::Operator, new).await.unwrap();
    let [start, access, app] =
        ["/console/invitation", "/console/invitation/acces", "/console/invitation/application"];
    let mut guest = w.app.visitor();
    let typed = [("code", invitation.code.expose())];
    j.does(&mut guest, start, Act::of(start).typing(&typed).leading_to(access)).await;
    j.does(&mut guest, access, Act::of(access).leading_to(app)).await;
    let page = j.page(&mut guest, app).await;
    let text = page.text();
    // The page shows the key of the authenticator once, to be typed.
    let key = text.split("command--large\">").nth(1).and_then(|rest| rest.split('<').next());
    let code = key.and_then(|key| totp_code(key, services.env.now()));
    let typed = [("totp", code.as_ref().map_or("", SecretText::expose))];
    let act = Act::of(app).typing(&typed).leading_to("/console/invitation/codes");
    j.sends(&mut guest, &page, act).await;
}

/// Password, recovery codes, language.
pub(super) async fn own(j: &mut Journey<'_>, staff: &mut Staff) {
    let w = j.w;
    let typed = [("current", w.member(Role::HelpDesk).credentials.password.expose())];
    let act = Act::of("/console/mon-acces/mot-de-passe").typing(&typed);
    j.does(&mut staff.desk, ACCESS, act.leading_to("fait=mot-de-passe")).await;
    let secret = w.member(Role::Auditor).credentials.totp_secret.expose();
    let code = totp_code(secret, w.app.services.env.now() + one_code()).unwrap();
    let typed = [("totp", code.expose())];
    let act = Act::of("/console/mon-acces/secours").typing(&typed);
    j.does(&mut staff.auditor, ACCESS, act.leading_to("/console/mon-acces/codes")).await;
    let act = Act::of("/console/mon-acces/langue");
    j.does(&mut staff.desk, ACCESS, act.leading_to("fait=langue")).await;
}

/// The team, and what the organisation and the platform say of themselves.
pub(super) async fn team(j: &mut Journey<'_>, staff: &mut Staff) {
    let dpo = &mut staff.dpo;
    let invite = Act::of("/console/equipe/inviter").typing(&[("email", "nouvelle@example.org")]);
    let page = "/console/equipe/inviter?organisation={organisation}";
    j.does(dpo, page, invite.leading_to("/console/equipe/code")).await;
    let withdraw = Act::of("/console/equipe/retirer");
    j.does(dpo, TEAM, withdraw.leading_to("fait=retire")).await;
    for (route, done) in [
        ("/console/equipe/compte/{account}/roles", "fait=roles"),
        ("/console/equipe/compte/{account}/remise", "/console/equipe/code"),
        ("/console/equipe/compte/{account}/fermer", "fait=ferme"),
    ] {
        j.does(dpo, MEMBER, Act::of(route).leading_to(done)).await;
    }
    let save = Act::of("/console/reglages/organisation").leading_to("fait=enregistre");
    j.does(dpo, "/console/reglages/organisation?organisation={organisation}", save).await;
    let create = Act::of("/console/reglages/creer").leading_to("fait=cree");
    j.does(&mut staff.platform, "/console/reglages/creer", create).await;
    let again = Act::of("/console/reglages/travaux/relancer").leading_to("fait=relance");
    j.does(&mut staff.platform, "/console/reglages/travaux", again).await;
}

/// The last form of a day.
pub(super) async fn leave(j: &mut Journey<'_>, staff: &mut Staff) {
    let out = Act::of("/console/deconnexion").leading_to("sortie=1");
    j.does(&mut staff.desk, "/console", out).await;
    if !j.page(&mut staff.desk, "/console").await.asks_to_sign_in() {
        j.fault("/console/deconnexion", "whoever signed out is still let in");
    }
}
