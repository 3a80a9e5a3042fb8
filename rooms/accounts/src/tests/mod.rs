//! The room over real databases, on both engines.

mod invitations;
mod organisations;
mod secrecy;
mod sessions;
mod signing;
mod staff;

use std::sync::Arc;

use chrono::{DateTime, Duration};
use db::testing::TestDb;
use kernel::{Actor, Env, Grant, MockClock, OrganisationId, Role, StaffActor};
use tower_sessions::{Session, session::Id};
use vault::Vault;

use crate::{
    Acceptance, AccountError, Accounts, AccountsConfig, AddressPrefix, DemoAccount,
    DemoCredentials, FieldCode, HashCost, NewInvitation, NewOrganisation, OrganisationKind,
    SecondFactor, SecretText, SignedIn, totp_code,
};

const FIREFOX: &str = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";
const PASSWORD: &str = "girafe lente bleue";

/// The room, its clock, two laboratories and the platform.
struct Room {
    accounts: Accounts,
    clock: Arc<MockClock>,
    lab: OrganisationId,
    other_lab: OrganisationId,
    platform: OrganisationId,
}

fn config() -> AccountsConfig {
    let hash_cost = HashCost { memory_kib: 8, passes: 1, lanes: 1 };
    AccountsConfig { hash_cost, ..AccountsConfig::default() }
}

async fn room(t: &TestDb) -> Room {
    let start = DateTime::from_timestamp(1_700_000_000, 0).unwrap();
    let (env, clock) = Env::test(start, 5);
    let vault = Vault::ephemeral(t.keys.clone(), env.clone()).await.unwrap();
    let accounts = Accounts::new(t.db.clone(), vault, env, config());
    let mut labs = Vec::new();
    for name in ["Laboratoire du Port", "Laboratoire des Landes"] {
        let new = NewOrganisation::named(OrganisationKind::Lab, name);
        labs.push(accounts.create_organisation(&Actor::Operator, new).await.unwrap());
    }
    let platform = accounts.platform(&Actor::Operator).await.unwrap();
    Room { accounts, clock, lab: labs[0], other_lab: labs[1], platform }
}

fn from(address: &str) -> AddressPrefix {
    AddressPrefix::of(address.parse().unwrap())
}

fn home() -> AddressPrefix {
    from("192.0.2.7")
}

fn field(error: &AccountError) -> Option<(&'static str, FieldCode)> {
    match error {
        AccountError::Invalid(fields) => fields.first().map(|f| (f.field, f.code)),
        _ => None,
    }
}

fn retry_after(error: &AccountError) -> u64 {
    match error {
        AccountError::WrongCredentials { retry_after }
        | AccountError::CodeUnusable { retry_after } => retry_after.as_secs(),
        other => panic!("{other:?}"),
    }
}

impl Room {
    fn advance(&self, by: Duration) {
        self.clock.advance(by);
    }

    /// A demonstration account with one role.
    async fn staff(
        &self,
        email: &str,
        organisation: OrganisationId,
        role: Role,
    ) -> DemoCredentials {
        let demo = DemoAccount {
            email: email.to_owned(),
            name: "Camille Exemple".to_owned(),
            grants: vec![Grant { organisation, role }],
        };
        self.accounts.demo_account(&Actor::Operator, demo).await.unwrap()
    }

    /// The code that an authenticator shows now.
    fn code(&self, secret: &SecretText) -> String {
        let now = kernel::Clock::now(&*self.clock);
        totp_code(secret.expose(), now).unwrap().expose().to_owned()
    }

    /// A code that is not right now, whatever the secret is.
    fn wrong_code(&self, secret: &SecretText) -> String {
        let now = kernel::Clock::now(&*self.clock);
        let near: Vec<String> = [-30, 0, 30]
            .into_iter()
            .map(|s| totp_code(secret.expose(), now + Duration::seconds(s)).unwrap())
            .map(|code| code.expose().to_owned())
            .collect();
        (0..4).map(|n| format!("{n:06}")).find(|code| !near.contains(code)).unwrap()
    }

    /// Both steps, from home. Moves the clock by a step first, so that codes are fresh.
    async fn sign_in(&self, who: &DemoCredentials) -> SignedIn {
        self.advance(Duration::seconds(30));
        let accounts = &self.accounts;
        let ticket =
            accounts.start_sign_in(&who.email, who.password.expose(), home()).await.unwrap();
        let code = self.code(&who.totp_secret);
        let factor = SecondFactor::Totp(&code);
        accounts.finish_sign_in(ticket.expose(), factor, home()).await.unwrap()
    }

    /// Signs in and opens a session; gives the browser's cookie.
    async fn browser(&self, who: &DemoCredentials) -> Id {
        let signed_in = self.sign_in(who).await;
        let session = self.session(None);
        self.accounts.open_session(&session, &signed_in, FIREFOX).await.unwrap();
        end_of_request(&session).await.unwrap()
    }

    /// The session of a request that carries this cookie.
    fn session(&self, cookie: Option<Id>) -> Session {
        Session::new(cookie, Arc::new(self.accounts.session_store()), None)
    }

    /// One request: who makes it, and the cookie that the browser holds afterwards.
    async fn request(&self, cookie: Id) -> (Option<StaffActor>, Option<Id>) {
        let session = self.session(Some(cookie));
        let actor = self.accounts.actor_of(&session).await.unwrap();
        let renewed = end_of_request(&session).await;
        (actor, renewed.or(Some(cookie)))
    }

    async fn actor(&self, cookie: Id) -> Actor {
        Actor::Staff(self.request(cookie).await.0.unwrap())
    }

    async fn invite(&self, actor: &Actor, email: &str, grants: &[Grant]) -> SecretText {
        let new = NewInvitation {
            email: email.to_owned(),
            grants: grants.to_vec(),
            language: String::new(),
        };
        self.accounts.invite(actor, new).await.unwrap().code
    }

    /// From an invitation to an account; gives its credentials and recovery codes.
    async fn accept(&self, email: &str, code: &SecretText) -> (DemoCredentials, Vec<SecretText>) {
        let accounts = &self.accounts;
        let typed = Acceptance { name: "Noé Modèle", password: PASSWORD };
        let enrolment = accounts.begin_acceptance(code.expose(), home(), typed).await.unwrap();
        let totp = self.code(&enrolment.secret);
        let accepted = accounts.confirm_acceptance(code.expose(), home(), &totp).await.unwrap();
        let credentials = DemoCredentials {
            account: accepted.account,
            email: email.to_owned(),
            name: "Noé Modèle".to_owned(),
            password: SecretText::new(PASSWORD.to_owned()),
            totp_secret: enrolment.secret,
            totp_url: enrolment.url,
        };
        (credentials, accepted.recovery_codes)
    }

    async fn events(&self) -> Vec<String> {
        let db = &self.accounts.db;
        let page = audit::page(db, audit::Chain::Platform, None, 200).await.unwrap();
        page.events.into_iter().rev().map(|event| event.name).collect()
    }
}

/// What the session layer does once the answer is made: saves what changed.
async fn end_of_request(session: &Session) -> Option<Id> {
    if session.is_modified() && !session.is_empty().await {
        session.save().await.unwrap();
        return session.id();
    }
    None
}
