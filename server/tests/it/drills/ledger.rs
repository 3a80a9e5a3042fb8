//! What the ledger of a campaign says, against what stands in the mailboxes.

use std::collections::{HashMap, HashSet};

use accounts::Verb;
use campaigns::{CampaignProgress, DeliveryState, Failures, Settlement};
use kernel::{Actor, CampaignId, CaseLabId, Id as _, PersonId, Text};
use server::Services;
use uuid::Uuid;

/// A campaign, seen from outside of the program.
#[derive(Clone)]
pub(super) struct Ledger {
    pub(super) campaign: CampaignId,
    pub(super) part: CaseLabId,
    pub(super) dpo: Actor,
}

/// A row of the ledger.
#[derive(db::sqlx::FromRow)]
struct Row {
    person_id: Uuid,
    channel: String,
    state: String,
    counted: bool,
}

impl Ledger {
    /// The claims and leases of dead workers run out: as if a minute had passed.
    pub(super) async fn a_minute_passes(&self, services: &Services) {
        const SQL: &str = "update delivery set claimed_until = $2 \
            where campaign_id = $1 and claimed_until is not null";
        let past = services.env.now() - chrono::Duration::seconds(1);
        let mut tx = services.db.write().await.unwrap();
        let id = self.campaign.uuid();
        db::exec!(&mut tx, db::sqlx::query(SQL).bind(id).bind(past)).unwrap();
        tx.commit().await.unwrap();
    }

    /// Everybody has one place, and the counts are those of the rows.
    pub(super) async fn is_in_balance(&self, services: &Services, people: i64) -> CampaignProgress {
        let room = &services.campaigns;
        let progress = room.progress(&self.dpo, self.campaign).await.unwrap();
        let parts =
            progress.informed + progress.in_progress + progress.not_reached + progress.excluded;
        assert_eq!((progress.persons, parts, progress.gap), (people, people, 0), "{progress:?}");
        let counted = room.conservation(&self.dpo, self.campaign).await.unwrap();
        assert_eq!((counted.gap, counted.drift), (0, 0), "{counted:?}");
        progress
    }

    /// Whether only persons can settle what is left.
    pub(super) async fn rests(&self, services: &Services) -> bool {
        let progress = services.campaigns.progress(&self.dpo, self.campaign).await.unwrap();
        progress
            .counts
            .iter()
            .filter(|count| !count.state.is_terminal() && count.state != DeliveryState::InDoubt)
            .all(|count| count.deliveries == 0)
    }

    /// One counted row for each person; one message in each mailbox, or none and a doubt.
    /// Gives how many rows are in doubt, and how many of these messages arrived.
    pub(super) async fn tells_the_truth(
        &self,
        services: &Services,
        mailboxes: &HashMap<String, u64>,
    ) -> (u64, u64) {
        let addresses = self.addresses(services).await;
        let rows = self.rows(services).await;
        assert_eq!(rows.len(), addresses.len());
        let (mut persons, mut known) = (HashSet::new(), HashSet::new());
        let (mut doubts, mut arrived) = (0, 0);
        for row in rows {
            assert!(persons.insert(row.person_id) && row.counted, "one counted row each");
            assert_eq!(row.channel, "email");
            let address = &addresses[&PersonId::from_uuid(row.person_id)];
            assert!(known.insert(address), "one mailbox each");
            let copies = mailboxes.get(address).copied().unwrap_or(0);
            assert!(copies <= 1, "{copies} messages in one mailbox, {}", row.state);
            match DeliveryState::parse(&row.state).unwrap() {
                DeliveryState::Accepted => assert_eq!(copies, 1, "accepted, and not there"),
                DeliveryState::InDoubt => {
                    doubts += 1;
                    arrived += copies;
                }
                other => panic!("{other:?} with {copies} messages"),
            }
        }
        assert!(mailboxes.keys().all(|address| known.contains(address)), "a mailbox of nobody");
        (doubts, arrived)
    }

    async fn rows(&self, services: &Services) -> Vec<Row> {
        const SQL: &str = "select person_id, channel, state, counted from delivery \
            where campaign_id = $1";
        let mut tx = services.db.read().await.unwrap();
        let id = self.campaign.uuid();
        db::fetch_all!(&mut tx, db::sqlx::query_as(SQL).bind(id)).unwrap()
    }

    async fn addresses(&self, services: &Services) -> HashMap<PersonId, String> {
        let verb = Verb::ViewImports;
        let scope = services.incidents.scope(&self.dpo, verb, self.part).await.unwrap();
        let people = services.people.persons_after(&scope, None, 10_000_000).await.unwrap();
        let address =
            |person: &people::Person| person.record.email.as_ref().unwrap().as_str().to_lowercase();
        people.iter().map(|person| (person.id, address(person))).collect()
    }

    /// A person settles all that is in doubt.
    pub(super) async fn settle_all(&self, services: &Services) {
        let room = &services.campaigns;
        let which =
            Failures { state: DeliveryState::InDoubt, reason: None, after: None, limit: 200 };
        let reason = Text::parse("contrôlé dans le journal du serveur de messagerie").unwrap();
        loop {
            let page = room.failures(&self.dpo, self.campaign, &which).await.unwrap();
            let ids: Vec<_> = page.items.iter().map(|item| item.id).collect();
            if ids.is_empty() {
                return;
            }
            let sent = Settlement::Sent;
            room.settle(&self.dpo, self.campaign, &ids, sent, &reason).await.unwrap();
        }
    }
}
