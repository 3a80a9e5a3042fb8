//! A lab with a case, persons and a mail server that obeys.

use std::sync::{Arc, OnceLock};

use accounts::{
    Accounts, AccountsConfig, NewOrganisation, OrganisationKind, OrganisationProfile, Verb,
};
use chrono::{DateTime, FixedOffset, NaiveDate};
use db::testing::TestDb;
use documents::Engine;
use incidents::{Incidents, Kind, NewCase, NewSignal, PublicFacts, Reference, Scope, Source};
use kernel::{
    Actor, CampaignId, Env, Grant, ImportId, MockClock, PersonId, Role, StaffActor, Text,
    exposure::{Class, ClassSet},
};
use mail::{MemoryTransport, Opened};
use people::{
    Exposure, People, Record,
    identity::{
        BirthDate, Civility, Email, MatchTraits, PostalAddress, State, StateChange, StateSet,
        Traits,
    },
};
use vault::Vault;

use crate::{Campaigns, CampaignsConfig, Channels, DeliveryState, NewCampaign, SendEmails};

pub(crate) struct World {
    pub(crate) room: Campaigns,
    pub(crate) people: People,
    pub(crate) incidents: Incidents,
    pub(crate) accounts: Accounts,
    pub(crate) mail: MemoryTransport,
    pub(crate) env: Env,
    pub(crate) clock: Arc<MockClock>,
    pub(crate) db: db::Db,
    pub(crate) scope: Scope,
    pub(crate) dpo: Actor,
    pub(crate) second_dpo: Actor,
    pub(crate) approver: Actor,
    pub(crate) printer: Actor,
}

/// One engine for the process: it reads its fonts once.
pub(crate) fn engine() -> Arc<Engine> {
    static ENGINE: OnceLock<Arc<Engine>> = OnceLock::new();
    ENGINE.get_or_init(|| Arc::new(Engine::new().unwrap())).clone()
}

pub(crate) fn profile() -> OrganisationProfile {
    OrganisationProfile {
        name: "Armorbio".to_owned(),
        city: "Vannes".to_owned(),
        phone: "02 61 91 00 00".to_owned(),
        hours: "du lundi au vendredi, 8 h – 19 h".to_owned(),
        dpo_name: "Solenn Trévidic".to_owned(),
        dpo_email: "dpo@armorbio.example.org".to_owned(),
        dpo_address: vec!["BP 4021".to_owned(), "56040 Vannes Cedex".to_owned()],
        sender_lines: vec![
            "Armorbio".to_owned(),
            "BP 4021".to_owned(),
            "56040 Vannes Cedex".to_owned(),
        ],
        ..OrganisationProfile::default()
    }
}

pub(crate) fn facts() -> PublicFacts {
    PublicFacts {
        what_fr: "Un fichier a été copié.".to_owned(),
        measures_fr: "Nous avons fait retirer le fichier. Nous avons porté plainte.".to_owned(),
        measures_en: "We had the file removed. We filed a complaint.".to_owned(),
        unknown_fr: "Nous ne savons pas qui a copié le fichier.".to_owned(),
        unknown_en: "We do not know who copied the file.".to_owned(),
        ..PublicFacts::default()
    }
}

pub(crate) async fn world(t: &TestDb) -> World {
    let (env, clock) = Env::test(DateTime::from_timestamp(1_772_269_200, 0).unwrap(), 71);
    let vault = Vault::ephemeral(t.keys.clone(), env.clone()).await.unwrap();
    let incidents = Incidents::new(t.db.clone(), vault.clone(), env.clone());
    let accounts =
        Accounts::new(t.db.clone(), vault.clone(), env.clone(), AccountsConfig::default());
    let new = NewOrganisation { kind: OrganisationKind::Lab, profile: profile() };
    let lab = accounts.create_organisation(&Actor::Operator, new).await.unwrap();
    let day = |d| NaiveDate::from_ymd_opt(2026, 2, d);
    let case = NewCase {
        reference: Reference::parse("TEST-1").unwrap(),
        kind: Kind::Leak,
        title: Text::parse("Cas").unwrap(),
        vendor: None,
        product: None,
        started_on: day(14),
        end: day(24).into(),
        labs: vec![lab],
    };
    incidents.open(&Actor::Operator, case).await.unwrap();
    let system = Actor::System("test");
    let part = incidents.by_reference(&system, "TEST-1").await.unwrap().labs[0].clone();
    incidents.set_facts(&system, part.id, part.version, &facts()).await.unwrap();
    incidents.set_public(&system, part.id, true).await.unwrap();
    let signal = NewSignal {
        at: env.now().with_timezone(&FixedOffset::east_opt(3600).unwrap()),
        source: Source::ALL[0],
        note: Text::parse("appel").unwrap(),
        evidence: None,
        inquiry: false,
    };
    let signal = incidents.record_signal(&system, part.id, signal).await.unwrap();
    let reason = Text::parse("certain").unwrap();
    incidents.decide_awareness(&system, part.id, signal, reason).await.unwrap();
    let scope = incidents.scope(&system, Verb::RunImport, part.id).await.unwrap();
    let staff = |role| {
        Actor::Staff(StaffActor {
            account: env.new_id(),
            session: None,
            grants: vec![Grant { organisation: lab, role }],
        })
    };
    let people = People::new(t.db.clone(), vault.clone(), env.clone(), incidents.clone());
    let mail = MemoryTransport::new();
    let mut config = CampaignsConfig::new(
        t.dir.path(),
        "armorbio.example.org",
        "information@armorbio.example.org",
    )
    .unwrap();
    config.claim = 40;
    let room = Campaigns::new(
        t.db.clone(),
        vault,
        env.clone(),
        incidents.clone(),
        people.clone(),
        accounts.clone(),
        engine(),
        Opened { transport: Arc::new(mail.clone()), capture: None },
        config,
    );
    World {
        room,
        people,
        incidents,
        accounts,
        mail,
        clock,
        db: t.db.clone(),
        scope,
        dpo: staff(Role::Dpo),
        second_dpo: staff(Role::Dpo),
        approver: staff(Role::Approver),
        printer: staff(Role::Printer),
        env,
    }
}

/// A person of the fiction, told apart by a number.
pub(crate) fn person(n: usize) -> Record {
    let word = letters(n);
    Record {
        traits: Traits {
            birth_name: Some(format!("Kermarrec{word}")),
            first_names: Some(format!("Anne{word}")),
            civility: Some(Civility::Mrs),
            birth_date: NaiveDate::from_ymd_opt(1970, 1, 1 + u32::try_from(n % 28).unwrap())
                .map(BirthDate::Day),
            ..Traits::default()
        },
        address: PostalAddress {
            street: format!("{} rue des Ajoncs", n + 1),
            postcode: "56000".to_owned(),
            city: "Vannes".to_owned(),
            ..PostalAddress::default()
        },
        ..Record::default()
    }
}

pub(crate) fn with_email(n: usize) -> Record {
    Record {
        email: Email::parse(&format!("anne.kermarrec{}@example.org", letters(n))).ok(),
        ..person(n)
    }
}

fn letters(n: usize) -> String {
    n.to_string().bytes().map(|b| char::from(b - b'0' + b'a')).collect()
}

impl World {
    /// Loads persons as one visible wave.
    pub(crate) async fn load(&self, persons: &[(Record, StateSet)]) -> ImportId {
        self.load_with(persons, ClassSet::EMPTY.with(Class::Identity).with(Class::Nir)).await
    }

    pub(crate) async fn load_with(
        &self,
        persons: &[(Record, StateSet)],
        classes: ClassSet,
    ) -> ImportId {
        let import = self.env.new_id();
        let mut loader = self.people.loader(&self.scope, import).await.unwrap();
        for (row, (record, states)) in (2_u64..).zip(persons) {
            let exposure = Exposure { row, classes, states: *states, ..Exposure::default() };
            loader.absorb(record, &MatchTraits::of(&record.traits), exposure);
        }
        let mut tx = self.db.write().await.unwrap();
        loader.take_chunk().store(&mut tx).await.unwrap();
        tx.commit().await.unwrap();
        self.people.finish_wave(loader).await.unwrap();
        self.people.activate_wave(&self.dpo, &self.scope, import).await.unwrap();
        import
    }

    pub(crate) async fn emails(&self, count: usize) {
        let persons: Vec<_> = (0..count).map(|n| (with_email(n), StateSet::EMPTY)).collect();
        self.load(&persons).await;
    }

    pub(crate) async fn letters(&self, count: usize) {
        let persons: Vec<_> = (0..count).map(|n| (person(n), StateSet::EMPTY)).collect();
        self.load(&persons).await;
    }

    pub(crate) fn new_campaign(channels: Channels) -> NewCampaign {
        NewCampaign {
            batch_size: 8,
            ..NewCampaign::first(Text::parse("Information des personnes").unwrap(), channels)
        }
    }

    pub(crate) async fn draft(&self, new: NewCampaign) -> CampaignId {
        self.room.create(&self.dpo, self.scope.case_lab(), new).await.unwrap()
    }

    /// Prepared, approved by a second person and launched.
    pub(crate) async fn launched(&self, new: NewCampaign) -> CampaignId {
        let id = self.draft(new).await;
        let campaign = self.room.prepare(&self.dpo, id).await.unwrap();
        self.room.approve(&self.approver, id, &campaign.hash_text().unwrap()).await.unwrap();
        self.room.launch(&self.dpo, id).await.unwrap();
        id
    }

    pub(crate) async fn by_email(&self) -> CampaignId {
        self.launched(World::new_campaign(Channels::EmailWhereValid)).await
    }

    /// Sends what is due until nothing is, a clock step at a time.
    pub(crate) async fn send_all(&self, worker: &SendEmails, steps: usize) {
        for _ in 0..steps {
            while worker.run_due().await.unwrap().total() > 0 {}
            self.clock.advance(chrono::Duration::minutes(61));
        }
    }

    pub(crate) async fn count(&self, id: CampaignId, state: DeliveryState) -> i64 {
        let progress = self.room.progress(&self.dpo, id).await.unwrap();
        progress.counts.iter().filter(|c| c.state == state).map(|c| c.deliveries).sum()
    }

    /// Every invariant that must hold at any moment.
    pub(crate) async fn in_balance(&self, id: CampaignId) {
        let progress = self.room.progress(&self.dpo, id).await.unwrap();
        let parts =
            progress.informed + progress.in_progress + progress.not_reached + progress.excluded;
        assert_eq!((progress.gap, parts), (0, progress.persons), "{progress:?}");
        let sum: i64 = progress.per_mille().iter().map(|(_, n)| n).sum();
        assert!(sum == 1_000 || progress.persons == 0, "{sum}");
        let conservation = self.room.conservation(&self.dpo, id).await.unwrap();
        assert_eq!((conservation.gap, conservation.drift), (0, 0), "{conservation:?}");
        let campaign = self.room.campaign(&self.dpo, id).await.unwrap();
        let open: i64 =
            progress.counts.iter().filter(|c| !c.state.is_terminal()).map(|c| c.deliveries).sum();
        assert_eq!(campaign.open, open);
    }

    pub(crate) async fn ids(&self) -> Vec<PersonId> {
        let heads = self.people.heads_after(&self.scope, None, 100_000).await.unwrap();
        heads.into_iter().map(|head| head.id).collect()
    }

    pub(crate) async fn mark(&self, person: PersonId, states: &[State]) {
        let states = states.iter().fold(StateSet::EMPTY, |set, state| set.with(*state));
        let change = StateChange::between(StateSet::EMPTY, states);
        let reason = Text::parse("appel").unwrap();
        self.people
            .change_states(&self.dpo, self.scope.case_lab(), person, change, &reason)
            .await
            .unwrap();
    }
}

pub(crate) fn reason() -> Text<300> {
    Text::parse("décidé au téléphone").unwrap()
}
