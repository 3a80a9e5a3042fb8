//! A session: one campaign's due e-mails, as many at a time as the transport has
//! connections.

use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

use audit::Event;
use chrono::TimeDelta;
use i18n::PARIS;
use incidents::Scope;
use kernel::{CampaignId, DeliveryId};
use mail::{Address, Mailbox, Message, Outcome, Outgoing, Sender};
use people::{ClaimKeys, Person, identity::State};
use tokio::{
    sync::{Mutex as AsyncMutex, mpsc, oneshot},
    task::JoinSet,
};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;
use vault::Owner;

use crate::{
    Campaign, CampaignError, Campaigns, DeliveryState,
    ledger::{Fate, fate_of},
    mailing::{
        References,
        breaker::Breaker,
        limiter::Limiter,
        writer::{Entry, Item, Writer},
    },
    model::number_of,
    notice::{EmailForm, Snapshot},
    prepare::{email_of, letter_possible, stop_reason},
    room::Result,
    store::{self, ledger::Claimed},
};

/// What a session did, in deliveries.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SessionReport {
    /// Taken by the server.
    pub accepted: i64,
    /// To be tried again.
    pub deferred: i64,
    /// Refused for good.
    pub failed: i64,
    /// In doubt.
    pub in_doubt: i64,
    /// Put back, the server not having seen them.
    pub postponed: i64,
    /// Not written to after all.
    pub excluded: i64,
}

impl SessionReport {
    /// All deliveries that it settled or moved.
    pub const fn total(&self) -> i64 {
        self.accepted + self.deferred + self.failed + self.in_doubt + self.postponed + self.excluded
    }

    pub(crate) fn add(&mut self, other: &Self) {
        self.accepted += other.accepted;
        self.deferred += other.deferred;
        self.failed += other.failed;
        self.in_doubt += other.in_doubt;
        self.postponed += other.postponed;
        self.excluded += other.excluded;
    }

    pub(crate) fn note(&mut self, state: DeliveryState) {
        let place = match state {
            DeliveryState::Accepted => &mut self.accepted,
            DeliveryState::Deferred => &mut self.deferred,
            DeliveryState::Failed => &mut self.failed,
            DeliveryState::InDoubt => &mut self.in_doubt,
            DeliveryState::Excluded => &mut self.excluded,
            _ => &mut self.postponed,
        };
        *place += 1;
    }

    pub(crate) fn event(&self, campaign: CampaignId) -> Event {
        Event::new("campaigns.emails_handed_over")
            .id("campaign", campaign)
            .count("accepted", self.accepted)
            .count("deferred", self.deferred)
            .count("failed", self.failed)
            .count("in_doubt", self.in_doubt)
            .count("postponed", self.postponed)
            .count("excluded", self.excluded)
    }
}

/// What all parts of a session share.
struct Shared {
    room: Campaigns,
    scope: Scope,
    campaign: Campaign,
    worker: Uuid,
    snapshot: Snapshot,
    sender: Sender,
    claims: ClaimKeys,
    references: References,
    forms: Mutex<HashMap<Option<String>, Arc<EmailForm>>>,
    launched: chrono::NaiveDate,
    breaker: Arc<Mutex<Breaker>>,
    limiter: Option<Mutex<Limiter>>,
    /// Nothing new begins.
    halt: AtomicBool,
    /// Claims that nobody used.
    unused: Mutex<Vec<DeliveryId>>,
    stop: CancellationToken,
}

type Mail = (Arc<Item>, Address, Option<String>);

/// Sends what is due of one campaign, until nothing is, the campaign stops, the server
/// is in trouble, or the time is over.
pub(crate) async fn send_due(
    room: &Campaigns,
    campaign: Campaign,
    worker: Uuid,
    breaker: Arc<Mutex<Breaker>>,
    stop: CancellationToken,
    turn: Option<Duration>,
) -> Result<SessionReport> {
    let shared = Arc::new(Shared::open(room, campaign, worker, breaker, stop).await?);
    let probing = lock(&shared.breaker).is_probing();
    let width = if probing { 1 } else { room.mail.transport.width().max(1) };
    let (to_writer, entries) = mpsc::channel(4 * width);
    let (to_connections, mails) = mpsc::channel::<Mail>(2 * width);
    let mails = Arc::new(AsyncMutex::new(mails));
    // Tasks end with the set: a session that is dropped leaves nothing running.
    let mut tasks = JoinSet::new();
    for _ in 0..width {
        let (shared, mails, to_writer) = (shared.clone(), mails.clone(), to_writer.clone());
        tasks.spawn(async move { connection(&shared, &mails, &to_writer).await });
    }
    drop(mails);
    let key = room.key(shared.campaign.case_lab).await?;
    let writer = Writer::new(
        room.clone(),
        shared.scope,
        shared.campaign.id,
        shared.campaign.base,
        worker,
        key,
    );
    let (done, report) = oneshot::channel();
    tasks.spawn(async move {
        let _ = done.send(writer.run(entries).await);
    });
    let fed = feed(&shared, to_connections, to_writer, turn, probing).await;
    let report = report.await.map_err(|_| CampaignError::Broken)?;
    while tasks.join_next().await.is_some() {}
    shared.release().await?;
    fed.map(|()| report)
}

impl Shared {
    async fn open(
        room: &Campaigns,
        campaign: Campaign,
        worker: Uuid,
        breaker: Arc<Mutex<Breaker>>,
        stop: CancellationToken,
    ) -> Result<Self> {
        let scope = room
            .scope(&crate::room::SYSTEM, accounts::Verb::RunCampaign, campaign.case_lab)
            .await?;
        let bad = |column| db::DbError::Inconsistent { table: "campaign", column };
        let snapshot = Snapshot::decode(&campaign.content).ok_or_else(|| bad("content"))?;
        let launched = campaign.launched_at.ok_or_else(|| bad("launched_at"))?;
        let platform = room.vault.key(Owner::Platform).await?;
        let now = room.env.now();
        let most = usize::try_from(campaign.rate_limit).unwrap_or(0);
        Ok(Self {
            sender: sender(room, &snapshot)?,
            claims: room.people.claim_keys(&scope).await?,
            references: References::new(&platform),
            forms: Mutex::default(),
            launched: launched.with_timezone(&PARIS).date_naive(),
            limiter: (most > 0).then(|| Mutex::new(Limiter::new(most, now))),
            halt: AtomicBool::new(false),
            unused: Mutex::default(),
            room: room.clone(),
            scope,
            campaign,
            worker,
            snapshot,
            breaker,
            stop,
        })
    }

    fn is_halted(&self) -> bool {
        self.halt.load(Ordering::Relaxed) || self.stop.is_cancelled()
    }

    fn halt(&self) {
        self.halt.store(true, Ordering::Relaxed);
    }

    fn unused(&self, id: DeliveryId) {
        lock(&self.unused).push(id);
    }

    /// Gives back what was claimed and not used, and the right to send.
    async fn release(&self) -> Result<()> {
        let ids = std::mem::take(&mut *lock(&self.unused));
        if ids.is_empty() && self.limiter.is_none() {
            return Ok(());
        }
        let mut tx = self.room.db.write().await?;
        store::ledger::release(&mut tx, self.worker, &ids).await?;
        if self.limiter.is_some() {
            store::campaign::leave_sender(&mut tx, self.campaign.id, self.worker).await?;
        }
        tx.commit().await?;
        Ok(())
    }

    fn form(&self, language: Option<&String>) -> Option<Arc<EmailForm>> {
        let mut forms = lock(&self.forms);
        if let Some(form) = forms.get(&language.cloned()) {
            return Some(form.clone());
        }
        let tag = language.map(String::as_str);
        let form = Arc::new(EmailForm::new(&self.snapshot, tag, self.launched)?);
        // A file names few languages; one that names many shares the main form.
        if forms.len() < 64 {
            forms.insert(language.cloned(), form.clone());
        }
        Some(form)
    }

    fn build(&self, (item, to, language): &Mail) -> Option<Outgoing> {
        let form = self.form(language.as_ref())?;
        let code = self.claims.code(item.person, self.campaign.issue).printed();
        let reference =
            self.references.make(&self.campaign.reference, number_of(item.id), item.attempts + 1);
        let content = form.content(&code);
        Message::build(reference, self.room.env.now(), &self.sender, to, &content).ok()
    }
}

/// On whose behalf: the lab's name, one stable address, answers to the DPO.
pub(crate) fn sender(room: &Campaigns, snapshot: &Snapshot) -> Result<Sender> {
    let name: String = snapshot.inputs.lab.chars().take(100).collect();
    let reply_to = Address::parse(&snapshot.inputs.dpo_email).ok();
    Ok(Sender {
        from: Mailbox::new(Some(&name), room.config.from.clone())?,
        reply_to: reply_to.map(|address| Mailbox::new(None, address)).transpose()?,
        return_path: room.config.return_path.clone(),
        message_id_domain: room.config.message_domain.clone(),
    })
}

/// Claims, opens, decides again, hands to the connections.
async fn feed(
    shared: &Shared,
    connections: mpsc::Sender<Mail>,
    writer: mpsc::Sender<Entry>,
    turn: Option<Duration>,
    probing: bool,
) -> Result<()> {
    let (room, begun) = (&shared.room, Instant::now());
    let most = match (probing, shared.campaign.rate_limit) {
        (true, _) => 1,
        (false, 0) => room.config.claim.max(1),
        // What a few seconds can send: a claim must not outlive its lease unused.
        (false, rate) => (rate * 5).clamp(1, room.config.claim.max(1)),
    };
    loop {
        if shared.is_halted() || turn.is_some_and(|turn| begun.elapsed() > turn) {
            return Ok(());
        }
        let claimed = claim(shared, most).await?;
        if claimed.is_empty() {
            return Ok(());
        }
        for (claimed, person) in persons(shared, claimed).await? {
            if shared.is_halted() {
                shared.unused(claimed.id);
                continue;
            }
            match look_again(room, &claimed, person.as_ref()) {
                Ok(mail) => {
                    let id = mail.0.id;
                    if connections.send(mail).await.is_err() {
                        shared.unused(id);
                    }
                }
                Err(aside) => {
                    let _ = writer.send(aside).await;
                }
            }
        }
        if probing {
            return Ok(());
        }
    }
}

async fn claim(shared: &Shared, most: i64) -> Result<Vec<Claimed>> {
    let room = &shared.room;
    let now = room.env.now();
    let lease = TimeDelta::from_std(room.config.lease).unwrap_or(TimeDelta::MAX);
    let mut tx = room.db.write().await?;
    let id = shared.campaign.id;
    if shared.limiter.is_some()
        && store::campaign::take_sender(&mut tx, id, shared.worker, now, now + lease).await? == 0
    {
        return Ok(Vec::new());
    }
    let claimed = store::ledger::claim(&mut tx, id, shared.worker, now, now + lease, most).await?;
    tx.commit().await?;
    Ok(claimed)
}

/// The claimed deliveries with their persons; none where a person is no longer visible.
async fn persons(shared: &Shared, claimed: Vec<Claimed>) -> Result<Vec<(Claimed, Option<Person>)>> {
    let people = &shared.room.people;
    let ids: Vec<_> = claimed.iter().map(|claimed| claimed.person).collect();
    match people.open_all(&shared.scope, &ids).await {
        Ok(persons) => Ok(claimed.into_iter().zip(persons.into_iter().map(Some)).collect()),
        Err(people::PeopleError::NotFound) => {
            let mut found = Vec::with_capacity(claimed.len());
            for one in claimed {
                match people.open_all(&shared.scope, &[one.person]).await {
                    Ok(mut persons) => found.push((one, persons.pop())),
                    Err(people::PeopleError::NotFound) => found.push((one, None)),
                    Err(error) => return Err(error.into()),
                }
            }
            Ok(found)
        }
        Err(error) => Err(error.into()),
    }
}

/// What was decided at the preparation may have changed since.
fn look_again(room: &Campaigns, claimed: &Claimed, person: Option<&Person>) -> Result<Mail, Entry> {
    let item = Arc::new(Item {
        id: claimed.id,
        person: claimed.person,
        from: claimed.state,
        counted: claimed.counted,
        attempts: claimed.attempts,
        tries: claimed.tries,
        first_at: claimed.first_at,
        letter: person.is_some_and(|person| letter_possible(person, &room.engine)),
    });
    let Some(person) = person else {
        return Err(Entry::Aside(item, DeliveryState::Excluded, "withdrawn"));
    };
    if let Some(reason) = stop_reason(person.states) {
        return Err(Entry::Aside(item, DeliveryState::Excluded, reason));
    }
    if person.states.has(State::DoNotContact) && item.letter {
        return Err(Entry::Aside(item, DeliveryState::Failed, "objects"));
    }
    match email_of(person) {
        Some(address) => Ok((item, address, person.record.language.clone())),
        None => Err(Entry::Aside(item, DeliveryState::Failed, "no_email")),
    }
}

async fn connection(
    shared: &Shared,
    mails: &AsyncMutex<mpsc::Receiver<Mail>>,
    writer: &mpsc::Sender<Entry>,
) {
    loop {
        let next = mails.lock().await.recv().await;
        let Some(mail) = next else { return };
        if shared.is_halted() || !reserve(shared).await {
            shared.unused(mail.0.id);
            continue;
        }
        hand_over(shared, mail, writer).await;
    }
}

/// Waits for a place under the rate limit; false when the session stops meanwhile.
async fn reserve(shared: &Shared) -> bool {
    let Some(limiter) = &shared.limiter else { return true };
    loop {
        if shared.is_halted() {
            return false;
        }
        let now = shared.room.env.now();
        let again = match lock(limiter).reserve(now) {
            Ok(()) => return true,
            Err(again) => again,
        };
        let wait = (again - now).to_std().unwrap_or_default();
        // A short step, so that a stop is heard, and a clock that a test moves is seen.
        let step = wait.clamp(Duration::from_micros(200), Duration::from_millis(20));
        tokio::time::sleep(step).await;
    }
}

fn give_back(shared: &Shared) {
    if let Some(limiter) = &shared.limiter {
        lock(limiter).give_back();
    }
}

/// Prepare, record, transmit, record.
async fn hand_over(shared: &Shared, mail: Mail, writer: &mpsc::Sender<Entry>) {
    let item = mail.0.clone();
    let Some(outgoing) = shared.build(&mail) else {
        give_back(shared);
        let _ = writer.send(Entry::Aside(item, DeliveryState::Failed, "unwritable")).await;
        return;
    };
    match shared.room.mail.transport.prepare(outgoing).await {
        Ok(prepared) => {
            let (go, granted) = oneshot::channel();
            let begun = shared.room.env.now();
            let asked = writer.send(Entry::Start(item.clone(), go)).await.is_ok();
            if !asked || !granted.await.unwrap_or(false) {
                // Paused, cancelled, or claimed by another worker in the meantime.
                prepared.abandon().await;
                give_back(shared);
                shared.unused(item.id);
                shared.halt_if_stopped().await;
                return;
            }
            if let Some(limiter) = &shared.limiter {
                lock(limiter).leave(shared.room.env.now());
            }
            let outcome = prepared.data().await;
            shared.answered(item, Some(begun), outcome, writer).await;
        }
        Err(unprepared) => {
            give_back(shared);
            shared.answered(item, None, unprepared.into(), writer).await;
        }
    }
}

impl Shared {
    async fn answered(
        &self,
        item: Arc<Item>,
        begun: Option<chrono::DateTime<chrono::Utc>>,
        outcome: Outcome,
        writer: &mpsc::Sender<Entry>,
    ) {
        let fate = fate_of(&outcome);
        if let Fate::Trouble(alert) = fate {
            if lock(&self.breaker).trouble(alert, self.room.env.now()) {
                self.halt();
            }
        } else if fate != Fate::NotSent {
            lock(&self.breaker).served();
        }
        let entry = match (begun, fate) {
            (None, Fate::NotSent | Fate::Trouble(_)) => Entry::Postpone(item),
            _ => Entry::End { item, begun, outcome, fate },
        };
        // The writer outlives every connection; were it gone, the lease would put the
        // delivery in doubt.
        let _ = writer.send(entry).await;
    }

    /// A start that was refused: does the campaign still run?
    async fn halt_if_stopped(&self) {
        let running = async {
            let mut tx = self.room.db.read().await.ok()?;
            store::campaign::by_id(&mut tx, self.campaign.id).await.ok()?
        };
        if running.await.is_none_or(|campaign| campaign.state != crate::CampaignState::Running) {
            self.halt();
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
