//! The room on both engines, over real rooms.

mod files;
mod sheets;
mod words;

use std::sync::Arc;

use accounts::{Accounts, AccountsConfig, NewOrganisation, OrganisationKind, OrganisationProfile};
use chrono::{DateTime, FixedOffset, NaiveDate};
use db::testing::TestDb;
use documents::Engine;
use duties::facts::{Risk, Territory};
use duties::{Duties, NewSubmission};
use imports::detect::Overrides;
use imports::{Imports, ImportsConfig, Limits, UploadLimits};
use incidents::{
    EntryKind, Incidents, Kind, NewCase, NewEntry, NewSignal, PublicFacts, Reference, Source,
};
use kernel::{Actor, CaseLabId, Env, Grant, MockClock, OrganisationId, Role, StaffActor, Text};
use people::People;
use vault::Vault;

use crate::{Answers, Reports, Told};

struct World {
    room: Reports,
    incidents: Incidents,
    imports: Imports,
    duties: Duties,
    vault: Vault,
    env: Env,
    clock: Arc<MockClock>,
    labs: [OrganisationId; 2],
    vendor: OrganisationId,
    db: db::Db,
    dir: std::path::PathBuf,
}

fn at(text: &str) -> DateTime<FixedOffset> {
    DateTime::parse_from_rfc3339(text).unwrap()
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// The first lab has filled in its settings, the second has a name only.
async fn world(t: &TestDb) -> World {
    let (env, clock) = Env::test(at("2026-02-26T16:40:00+01:00").to_utc(), 51);
    let vault = Vault::ephemeral(t.keys.clone(), env.clone()).await.unwrap();
    let accounts =
        Accounts::new(t.db.clone(), vault.clone(), env.clone(), AccountsConfig::default());
    let armorbio = OrganisationProfile {
        name: "Armorbio".to_owned(),
        city: "Vannes".to_owned(),
        siren: "732829320".to_owned(),
        phone: "02 61 91 00 00".to_owned(),
        dpo_name: "Délégué à la protection des données".to_owned(),
        dpo_email: "dpo@armorbio.example.org".to_owned(),
        ..OrganisationProfile::default()
    };
    let mut ids = Vec::new();
    for new in [
        NewOrganisation { kind: OrganisationKind::Lab, profile: armorbio },
        NewOrganisation::named(OrganisationKind::Lab, "Loirelab"),
        NewOrganisation::named(OrganisationKind::Vendor, "Médilog"),
    ] {
        ids.push(accounts.create_organisation(&Actor::Operator, new).await.unwrap());
    }
    let incidents = Incidents::new(t.db.clone(), vault.clone(), env.clone());
    let people = People::new(t.db.clone(), vault.clone(), env.clone(), incidents.clone());
    let config = ImportsConfig {
        folder: t.dir.path().join("uploads"),
        limits: Limits::default(),
        upload: UploadLimits { file_bytes: 4 << 20 },
    };
    let imports = Imports::new(
        t.db.clone(),
        vault.clone(),
        env.clone(),
        incidents.clone(),
        people.clone(),
        config,
    );
    let duties = Duties::new(t.db.clone(), vault.clone(), env.clone(), incidents.clone()).unwrap();
    let room = Reports::new(
        t.db.clone(),
        vault.clone(),
        env.clone(),
        accounts,
        incidents.clone(),
        people,
        imports.clone(),
        duties.clone(),
        Arc::new(Engine::new().unwrap()),
    );
    World {
        room,
        incidents,
        imports,
        duties,
        vault,
        env,
        clock,
        labs: [ids[0], ids[1]],
        vendor: ids[2],
        db: t.db.clone(),
        dir: t.dir.path().to_path_buf(),
    }
}

impl World {
    fn staff(&self, lab: usize, role: Role) -> Actor {
        Actor::Staff(StaffActor {
            account: self.env.new_id(),
            session: None,
            grants: vec![Grant { organisation: self.labs[lab], role }],
        })
    }

    fn dpo(&self) -> Actor {
        self.staff(0, Role::Dpo)
    }

    /// Opens a case of that kind for both labs; gives their parts.
    async fn case(&self, kind: Kind, known: Known) -> [CaseLabId; 2] {
        let reference = format!("TEST-{}", kind.as_str().to_uppercase().replace('_', "-"));
        let dated = known == Known::Dates;
        let new = NewCase {
            reference: Reference::parse(&reference).unwrap(),
            kind,
            title: Text::parse("Fichiers publiés").unwrap(),
            vendor: dated.then_some(self.vendor),
            product: dated.then(|| Text::parse("Médilog Saisie").unwrap()),
            started_on: dated.then(|| day("2025-11-01")),
            end: dated.then(|| day("2026-02-24")).into(),
            labs: self.labs.to_vec(),
        };
        self.incidents.open(&Actor::Operator, new).await.unwrap();
        let case = self.incidents.by_reference(&Actor::Operator, &reference).await.unwrap();
        self.labs.map(|lab| case.labs.iter().find(|part| part.organisation == lab).unwrap().id)
    }

    async fn aware(&self, lab: CaseLabId, when: &str) {
        let signal = NewSignal {
            at: at(when),
            source: Source::Internal,
            note: Text::parse("Le fichier publié a été vérifié ligne à ligne.").unwrap(),
            evidence: None,
            inquiry: false,
        };
        let dpo = self.dpo();
        let row = self.incidents.record_signal(&dpo, lab, signal).await.unwrap();
        let reason = Text::parse("Certitude raisonnable").unwrap();
        self.incidents.decide_awareness(&dpo, lab, row, reason).await.unwrap();
    }

    /// Fills in everything that the first lab can fill in.
    async fn fill(&self, lab: CaseLabId) {
        let dpo = self.dpo();
        self.aware(lab, "2026-02-24T09:30:00+01:00").await;
        let (_, part) = self.incidents.case_lab(&dpo, lab).await.unwrap();
        let words = PublicFacts {
            what_fr: "Un fichier MARQUE-A a été copié puis publié.".to_owned(),
            measures_fr: "L’accès est fermé, le fichier est retiré.".to_owned(),
            unknown_fr: "Nous ne savons pas qui l’a copié.".to_owned(),
            ..PublicFacts::default()
        };
        self.incidents.set_facts(&dpo, lab, part.version, &words).await.unwrap();
        let (mut facts, version) = self.duties.facts(&dpo, lab).await.unwrap();
        facts.risk = Some(Risk::High);
        facts.published = Some(true);
        facts.ongoing = Some(false);
        let place = |code: &str| Territory::try_from(code).unwrap();
        facts.persons = [(place("FR"), 10), (place("BE"), 1)].into();
        self.duties.set_facts(&dpo, lab, version, facts).await.unwrap();
        let entry = NewEntry {
            at: at("2026-02-24T11:00:00+01:00").to_utc(),
            kind: EntryKind::Measure,
            text: Text::parse("Mots de passe du portail changés.").unwrap(),
        };
        self.incidents.add_entry(&dpo, lab, entry).await.unwrap();
        self.deliver(lab).await;
        self.answer(lab, 0, &full_answers()).await;
    }

    /// Eleven persons in twelve rows, one of them a child; one row waits.
    async fn deliver(&self, lab: CaseLabId) {
        let mut text = String::from("NOM;PRENOM;DDN;N° SS;COMMENTAIRE;CP;VILLE;ADRESSE\r\n");
        for n in 0..12_u8 {
            let letter = char::from(b'A' + n % 11);
            let born = if n == 3 { "12/03/2015" } else { "12/03/1970" };
            let number = n % 10;
            let names = format!("SURNOM{letter};ANNE{letter};{born};185079999900{number}");
            text.extend([names.as_str(), ";VU;56000;VANNES;1 rue X\r\n"]);
        }
        text += ";SEULE;12/03/1970;;;56000;VANNES;1 rue Y\r\n";
        self.deliver_text(lab, &text).await;
    }

    async fn deliver_text(&self, lab: CaseLabId, text: &str) {
        let path = self.dir.join(format!("{lab}.csv"));
        std::fs::write(&path, text).unwrap();
        let dpo = self.dpo();
        let id = self.imports.receive_path(&dpo, lab, &path).await.unwrap();
        self.imports.map(&dpo, id, None, Overrides::default()).await.unwrap();
        self.imports.run(&dpo, id).await.unwrap();
        self.imports.activate(&dpo, id).await.unwrap();
    }

    async fn answer(&self, lab: CaseLabId, version: i64, pairs: &[(&str, &str)]) {
        let answers = Answers::parse(&owned(pairs)).unwrap();
        self.room.set_answers(&self.dpo(), lab, version, &answers).await.unwrap();
    }

    async fn submit(&self, lab: CaseLabId, when: &str, number: Option<&str>, late: Option<&str>) {
        let version = self
            .duties
            .duty(&self.dpo(), lab, crate::spec::AUTHORITY_RULE)
            .await
            .unwrap()
            .view
            .version;
        let new = NewSubmission {
            at: at(when),
            number: number.map(|number| Text::parse(number).unwrap()),
            sender: Text::parse("NOM-DE-L-AGENT").unwrap(),
            receipt: None,
            delay_reason: late.map(|why| Text::parse(why).unwrap()),
        };
        let rule = crate::spec::AUTHORITY_RULE;
        self.duties.submit(&self.dpo(), lab, rule, version, new).await.unwrap();
    }
}

/// How much of a case is known when it is opened.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Known {
    Nothing,
    Dates,
}

fn owned(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

fn full_answers() -> Vec<(&'static str, &'static str)> {
    vec![
        ("organisation.address", "1 place des Essais"),
        ("organisation.postcode", "56000"),
        ("legal_head.surname", "Le Bihan-Test"),
        ("legal_head.first_name", "Anne"),
        ("legal_head.email", "direction@armorbio.example.org"),
        ("prior_measures.security_before", "Accès par mot de passe.\r\nSauvegardes chiffrées."),
        ("harm.severity", "maximal"),
        ("violation.origin", "hacking_malware_phishing"),
        ("violation.origin", "unintended_publication"),
    ]
}

fn planned() -> Told {
    Told { planned_on: Some(day("2026-03-02")), ..Told::default() }
}
