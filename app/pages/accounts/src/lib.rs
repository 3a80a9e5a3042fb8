#![recursion_limit = "256"]
//! What the console shows of accounts: signing in and out, invitations, one's own access,
//! the team and its rights.

mod enrol;
mod invitation;
mod invitation_code;
mod invitation_view;
mod invite;
mod matrix;
mod member;
mod member_view;
mod once;
mod profile;
mod profile_view;
mod sign_in;
mod team;
mod words;

use axum::response::Redirect;

use site::{Routes, get, post};
use web::AppState;

/// Routes of the room. An address that answers a form also answers a plain visit: the
/// links to other languages and the browser's own "reload" lead there.
pub fn routes() -> Routes<AppState> {
    let me = || async { Redirect::to("/console/mon-acces") };
    Routes::new()
        .route("/console/connexion", get(sign_in::page).post(sign_in::password))
        .route("/console/connexion/code", get(sign_in::code_page).post(sign_in::code))
        .route("/console/deconnexion", post(sign_in::out))
        .route("/console/invitation", get(invitation::page).post(invitation::code))
        .route("/console/invitation/acces", get(invitation::access_page).post(invitation::access))
        .route("/console/invitation/application", get(enrol::page).post(enrol::confirm))
        .route("/console/invitation/codes", get(enrol::codes))
        .route("/console/mon-acces", get(profile::page))
        .route("/console/mon-acces/session", get(me).post(profile::revoke))
        .route("/console/mon-acces/sessions", get(me).post(profile::revoke_others))
        .route("/console/mon-acces/mot-de-passe", get(me).post(profile::password))
        .route("/console/mon-acces/secours", get(me).post(profile::recovery))
        .route("/console/mon-acces/codes", get(profile::codes))
        .route("/console/mon-acces/langue", get(me).post(profile::language))
        .route("/console/equipe", get(team::page))
        .route("/console/equipe/droits", get(matrix::page))
        .route("/console/equipe/inviter", get(invite::page).post(invite::invite))
        .route("/console/equipe/code", get(invite::code))
        .route("/console/equipe/retirer", post(invite::withdraw))
        .route("/console/equipe/compte/{account}", get(member::page))
        .route("/console/equipe/compte/{account}/roles", get(member::back).post(member::roles))
        .route("/console/equipe/compte/{account}/remise", get(member::back).post(member::reset))
        .route("/console/equipe/compte/{account}/fermer", get(member::back).post(member::close))
}
