//! Two labs in one case, each with something of every kind, and two cases more.
//!
//! | Case | Labs |
//! | --- | --- |
//! | `SITE-1` | Armorbio and Loirelab, with persons, campaigns, letters, mail |
//! | `SITE-2` | Armorbio alone, empty; the vendor is named in it |
//! | `SITE-3` | Loirelab alone, empty |

use std::path::Path;

use accounts::{
    DemoAccount, DemoCredentials, NewInvitation, NewOrganisation, OrganisationKind,
    OrganisationProfile,
};
use chrono::{Days, FixedOffset};
use db::testing::TestDb;
use incidents::{Kind, NewCase, NewSignal, PublicFacts, Reference, Source};
use kernel::{Actor, CaseLabId, Grant, OrganisationId, Role, StaffActor, Text};
use server::Services;

use super::{
    client::TestApp,
    places::{Place, part},
};

/// The labs, as addresses name them.
pub(super) const LABS: [(&str, &str); 2] = [("Armorbio", "armorbio"), ("Loirelab", "loirelab")];

/// An account that can sign in, and the same as rooms know it.
pub(super) struct Member {
    pub(super) role: Role,
    pub(super) credentials: DemoCredentials,
    pub(super) actor: Actor,
}

/// A lab and its people.
pub(super) struct Lab {
    pub(super) id: OrganisationId,
    pub(super) staff: Vec<Member>,
}

impl Lab {
    /// Its member of a role.
    pub(super) fn of(&self, role: Role) -> &Member {
        self.staff.iter().find(|member| member.role == role).unwrap()
    }
}

/// Everything, and the site over it.
pub(super) struct World {
    pub(super) app: TestApp,
    /// Armorbio, Loirelab.
    pub(super) labs: [Lab; 2],
    /// One member of each role: those of Armorbio, the vendor, the authority, the platform.
    pub(super) everybody: Vec<Member>,
    /// DPO of both labs.
    pub(super) both: Member,
    /// DPO of Armorbio, at the help desk of Loirelab: the role is that in Loirelab.
    pub(super) mixed: Member,
    /// What `SITE-1` holds of each lab.
    pub(super) places: [Place; 2],
    // Its folder is removed when it is dropped.
    test: TestDb,
}

impl World {
    /// The member of a role, of Armorbio where labs have it.
    pub(super) fn member(&self, role: Role) -> &Member {
        self.everybody.iter().find(|member| member.role == role).unwrap()
    }

    /// A folder for files.
    pub(super) fn folder(&self) -> &Path {
        self.test.dir.path()
    }
}

pub(super) fn text<const N: usize>(words: &str) -> Text<N> {
    Text::parse(words).unwrap()
}

fn profile(name: &str) -> OrganisationProfile {
    OrganisationProfile {
        name: name.to_owned(),
        city: "Vannes".to_owned(),
        phone: "02 61 91 00 00".to_owned(),
        hours: "du lundi au vendredi, 8 h à 19 h".to_owned(),
        dpo_name: "Solenn Trévidic".to_owned(),
        dpo_email: "dpo@example.org".to_owned(),
        dpo_address: vec!["BP 12 VANNES".to_owned()],
        sender_lines: vec!["Protection des données".to_owned(), "BP 12 Vannes".to_owned()],
        ..OrganisationProfile::default()
    }
}

async fn organisation(services: &Services, kind: OrganisationKind, name: &str) -> OrganisationId {
    let new = NewOrganisation { kind, profile: profile(name) };
    services.accounts.create_organisation(&Actor::Operator, new).await.unwrap()
}

/// An account with one role.
pub(super) async fn member(
    services: &Services,
    organisation: OrganisationId,
    role: Role,
    word: &str,
) -> Member {
    with_roles(services, vec![Grant { organisation, role }], word).await
}

/// An account with several roles; it is known by the last.
async fn with_roles(services: &Services, grants: Vec<Grant>, word: &str) -> Member {
    let role = grants.last().unwrap().role;
    let demo = DemoAccount {
        email: format!("{}.{word}@example.org", role.as_str()),
        name: format!("Membre {}", role.as_str()),
        grants: grants.clone(),
    };
    let credentials = services.accounts.demo_account(&Actor::Operator, demo).await.unwrap();
    let actor = Actor::Staff(StaffActor { account: credentials.account, session: None, grants });
    Member { role, credentials, actor }
}

/// An open invitation; gives its id.
pub(super) async fn invitation(services: &Services, lab: OrganisationId, word: &str) -> String {
    let new = NewInvitation {
        email: format!("invite.{word}@example.org"),
        grants: vec![Grant { organisation: lab, role: Role::HelpDesk }],
        language: "fr".to_owned(),
    };
    services.accounts.invite(&Actor::Operator, new).await.unwrap().id.to_string()
}

/// Opens a case of some labs.
pub(super) async fn case(services: &Services, reference: &str, labs: &[OrganisationId]) {
    case_of(services, reference, labs, None).await;
}

/// Opens a case of some labs and a vendor.
async fn case_of(
    services: &Services,
    reference: &str,
    labs: &[OrganisationId],
    vendor: Option<OrganisationId>,
) {
    let today = services.env.now().date_naive();
    let new = NewCase {
        reference: Reference::parse(reference).unwrap(),
        kind: Kind::Leak,
        title: text("Fichier publié"),
        vendor,
        product: None,
        started_on: Some(today - Days::new(30)),
        end: Some(today - Days::new(2)).into(),
        labs: labs.to_vec(),
    };
    services.incidents.open(&Actor::Operator, new).await.unwrap();
}

/// What a case says in public, since when the lab knows, and that its page is open.
async fn told(services: &Services, dpo: &Actor, part: CaseLabId) {
    let room = &services.incidents;
    let (_, lab) = room.case_lab(dpo, part).await.unwrap();
    let facts = PublicFacts {
        what_fr: "Un fichier a été copié.".to_owned(),
        what_en: "A file was copied.".to_owned(),
        measures_fr: "Nous avons fait retirer le fichier.".to_owned(),
        measures_en: "We had the file removed.".to_owned(),
        unknown_fr: "Nous ne savons pas qui a copié le fichier.".to_owned(),
        unknown_en: "We do not know who copied the file.".to_owned(),
        ..PublicFacts::default()
    };
    room.set_facts(dpo, part, lab.version, &facts).await.unwrap();
    let signal = NewSignal {
        at: services.env.now().with_timezone(&FixedOffset::east_opt(0).unwrap()),
        source: Source::Internal,
        note: text("Essai."),
        evidence: None,
        inquiry: false,
    };
    let signal = room.record_signal(dpo, part, signal).await.unwrap();
    room.decide_awareness(dpo, part, signal, text("Certain.")).await.unwrap();
    room.set_public(dpo, part, true).await.unwrap();
}

const ROLES_OF_A_LAB: [Role; 7] = [
    Role::Dpo,
    Role::Assistant,
    Role::Approver,
    Role::Importer,
    Role::HelpDesk,
    Role::Printer,
    Role::Auditor,
];

/// Makes it all, through the verbs that the pages call.
pub(super) async fn world(t: TestDb) -> World {
    let app = TestApp::open(&t).await;
    let services = &app.services;
    let ids = [
        organisation(services, OrganisationKind::Lab, LABS[0].0).await,
        organisation(services, OrganisationKind::Lab, LABS[1].0).await,
    ];
    let vendor = organisation(services, OrganisationKind::Vendor, "Médilog").await;
    let authority = organisation(services, OrganisationKind::Authority, "Autorité").await;
    let platform = services.accounts.platform(&Actor::Operator).await.unwrap();
    let mut everybody = Vec::new();
    for role in ROLES_OF_A_LAB {
        everybody.push(member(services, ids[0], role, "armorbio").await);
    }
    everybody.push(member(services, vendor, Role::Vendor, "editeur").await);
    everybody.push(member(services, authority, Role::Regulator, "autorite").await);
    everybody.push(member(services, platform, Role::PlatformAdmin, "plateforme").await);
    let [both, mixed] = [Role::Dpo, Role::HelpDesk].map(|role| {
        let grant = |at: usize, role| Grant { organisation: ids[at], role };
        vec![grant(0, Role::Dpo), grant(1, role)]
    });
    let both = with_roles(services, both, "deux-labos").await;
    let mixed = with_roles(services, mixed, "deux-roles").await;
    case(services, "SITE-1", &ids).await;
    case_of(services, "SITE-2", &ids[..1], Some(vendor)).await;
    case(services, "SITE-3", &ids[1..]).await;
    let mut labs = Vec::new();
    let mut places = Vec::new();
    for (at, id) in ids.into_iter().enumerate() {
        let (_, word) = LABS[at];
        let mut staff = Vec::new();
        for role in [Role::Dpo, Role::Approver, Role::HelpDesk] {
            staff.push(member(services, id, role, &format!("seconde.{word}")).await);
        }
        let lab = Lab { id, staff };
        let dpo = &lab.of(Role::Dpo).actor;
        let parts = services.incidents.by_reference(dpo, "SITE-1").await.unwrap().labs;
        let case_lab = parts.iter().find(|part| part.organisation == id).unwrap().id;
        told(services, dpo, case_lab).await;
        places.push(Box::pin(part(&app, t.dir.path(), &lab, case_lab, word)).await);
        labs.push(lab);
    }
    let [one, other]: [Lab; 2] = labs.try_into().unwrap_or_else(|_| unreachable!());
    let [here, there]: [Place; 2] = places.try_into().unwrap_or_else(|_| unreachable!());
    let labs = [one, other];
    World { app, labs, everybody, both, mixed, places: [here, there], test: t }
}
