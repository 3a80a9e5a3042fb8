//! Making print files.
//!
//! First the letters of a batch are chosen and committed, with the instant that the file
//! will bear; then the file is made and sealed; then one transaction says so. A crash in
//! between leads to the same file again: nothing in it depends on when it was made.

use accounts::Verb;
use audit::{Event, record};
use chrono::TimeDelta;
use documents::{DocumentError, Envelope, Letter, LetterLayout, RenderedLetters, Sides};
use i18n::PARIS;
use incidents::Scope;
use kernel::{Actor, BatchId, CampaignId, PersonId};
use people::{ClaimKeys, Person};
use tokio::task::spawn_blocking;

use crate::{
    Alert, Campaign, CampaignError, CampaignState, Campaigns, Channel, DeliveryState, jobs,
    letters::{files, mark_of},
    model::{Batch, number_of},
    notice::{Addressee, LetterForm, Personal, Snapshot, block, printed},
    prepare::stop_reason,
    room::{Result, SYSTEM},
    store::{
        self,
        batch::{LetterRow, Made},
        counts::{Cell, Moves},
    },
};

impl Campaigns {
    /// Prints what waits now, a part of a batch included.
    ///
    /// # Errors
    /// [`CampaignError::Conflict`] when the campaign does not run.
    pub async fn print_now(&self, actor: &Actor, id: CampaignId) -> Result<()> {
        let (scope, campaign) = self.admit(actor, Verb::RunCampaign, id).await?;
        if campaign.state != CampaignState::Running {
            return Err(CampaignError::Conflict);
        }
        let mut tx = self.db.write().await?;
        jobs::enqueue(&mut tx, &self.env, jobs::LETTERS_JOB, id).await?;
        let event = Event::new("campaigns.printing_asked").id("campaign", id);
        record(&mut tx, &self.env, actor, scope.chain(), &event).await?;
        tx.commit().await?;
        Ok(())
    }

    /// Whether waiting letters make a batch worth printing: a full one, the last ones, or
    /// some that have waited long enough.
    pub(crate) async fn letters_are_due(
        &self,
        tx: &mut db::Tx,
        campaign: &Campaign,
    ) -> Result<bool> {
        if store::batch::unfinished(tx, campaign.id).await?.is_some() {
            return Ok(true);
        }
        let (waiting, since) = store::batch::waiting(tx, campaign.id).await?;
        if waiting == 0 || waiting >= campaign.batch_size {
            return Ok(waiting > 0);
        }
        let patience = TimeDelta::from_std(self.config.letters_wait).unwrap_or(TimeDelta::MAX);
        let no_more = store::ledger::next_due(tx, campaign.id).await?.is_none();
        Ok(no_more || since.is_some_and(|since| since + patience <= self.env.now()))
    }

    /// Makes the next print file of a running campaign; false when nothing waits.
    ///
    /// # Errors
    /// The database's; a disk that is full; a letter that cannot be set.
    pub(crate) async fn print_one(&self, id: CampaignId) -> Result<bool> {
        let (scope, campaign) = self.admit(&SYSTEM, Verb::PrintLetters, id).await?;
        if campaign.state != CampaignState::Running {
            return Ok(false);
        }
        let Some(batch) = self.choose(&scope, &campaign).await? else { return Ok(false) };
        let made = self.make(&scope, &campaign, &batch).await;
        if let Err(CampaignError::Document(_)) = &made {
            self.raise(&campaign, Some(Alert::Printing)).await?;
        }
        made.map(|()| true)
    }

    /// The batch to make: one that a crash left, or the next letters that wait.
    async fn choose(&self, scope: &Scope, campaign: &Campaign) -> Result<Option<Batch>> {
        let mut tx = self.db.write().await?;
        if let Some(batch) = store::batch::unfinished(&mut tx, campaign.id).await? {
            return Ok(Some(batch));
        }
        let id: BatchId = self.env.new_id();
        let now = self.env.now();
        let filled = store::batch::fill(&mut tx, campaign.id, id, campaign.batch_size).await?;
        if filled == 0 {
            return Ok(None);
        }
        let n = store::batch::last_number(&mut tx, campaign.id).await? + 1;
        match store::batch::insert(&mut tx, id, campaign.id, n, now).await {
            Ok(()) => {}
            // Another worker took this number: its batch is the next to be made.
            Err(db::DbError::Unique(_)) => return Ok(None),
            Err(error) => return Err(error.into()),
        }
        let event = Event::new("campaigns.batch_chosen")
            .id("campaign", campaign.id)
            .id("batch", id)
            .count("letters", i64::try_from(filled).unwrap_or(i64::MAX));
        record(&mut tx, &self.env, &SYSTEM, scope.chain(), &event).await?;
        tx.commit().await?;
        let mut tx = self.db.read().await?;
        Ok(store::batch::by_id(&mut tx, id).await?)
    }

    async fn make(&self, scope: &Scope, campaign: &Campaign, batch: &Batch) -> Result<()> {
        let mut tx = self.db.read().await?;
        let rows = store::batch::letters(&mut tx, batch.id, "queued").await?;
        drop(tx);
        let maker = Maker::new(self, scope, campaign).await?;
        let (mut kept, mut letters) = (Vec::new(), Vec::new());
        for part in rows.chunks(500) {
            for (row, person) in self.addressed(scope, part).await? {
                match maker.letter(&row, person.as_ref()) {
                    Ok(letter) => {
                        kept.push(row);
                        letters.push(letter);
                    }
                    Err((state, reason)) => {
                        self.set_aside(scope, campaign, &row, state, reason).await?;
                    }
                }
            }
        }
        if letters.is_empty() {
            let mut tx = self.db.write().await?;
            let (from, to) =
                (crate::model::BatchWord::Rendering, crate::model::BatchWord::Cancelled);
            store::batch::set_state(&mut tx, batch.id, from, to).await?;
            self.finish_if_settled(&mut tx, campaign.id).await?;
            tx.commit().await?;
            return Ok(());
        }
        let rendered = self.set(layout(campaign, batch, &maker.snapshot), letters).await?;
        let key = self.key(scope.case_lab()).await?;
        let (env, folder, id) = (self.env.clone(), self.config.folder.clone(), batch.id);
        let pdf = rendered.pdf;
        let bytes = i64::try_from(pdf.len()).unwrap_or(i64::MAX);
        spawn_blocking(move || files::write(&env, &key, &folder, id, &pdf))
            .await
            .map_err(|_| CampaignError::Broken)??;
        let places: Vec<_> = kept
            .iter()
            .zip(&rendered.pages)
            .map(|(row, place)| (row.id, int(place.first_page), int(place.pages)))
            .collect();
        self.record_made(scope, campaign, batch, &kept, &places, bytes, &rendered.sha256).await
    }

    /// Makes the file of a batch anew, from the ledger, where its disk was lost. The
    /// bytes are the same, or nothing is written.
    ///
    /// # Errors
    /// [`CampaignError::FileGone`] when a person of the batch changed since: other bytes
    /// than those that were printed would come out.
    pub async fn restore_file(&self, actor: &Actor, id: BatchId) -> Result<()> {
        let (scope, campaign, batch) = self.admit_batch(actor, Verb::PrintLetters, id).await?;
        let rendered = self.remake(&scope, &campaign, &batch).await?;
        let hash = hex::decode(&rendered.sha256).unwrap_or_default();
        if batch.sha256.as_deref() != Some(&*hash) {
            return Err(CampaignError::FileGone);
        }
        let key = self.key(scope.case_lab()).await?;
        let (env, folder) = (self.env.clone(), self.config.folder.clone());
        spawn_blocking(move || files::write(&env, &key, &folder, id, &rendered.pdf))
            .await
            .map_err(|_| CampaignError::Broken)??;
        let mut tx = self.db.write().await?;
        let event = Event::new("campaigns.batch_restored")
            .id("campaign", campaign.id)
            .id("batch", id)
            .digest("file", &hash);
        record(&mut tx, &self.env, actor, scope.chain(), &event).await?;
        tx.commit().await?;
        Ok(())
    }

    async fn remake(
        &self,
        scope: &Scope,
        campaign: &Campaign,
        batch: &Batch,
    ) -> Result<RenderedLetters> {
        let mut tx = self.db.read().await?;
        let rows = store::batch::in_file(&mut tx, batch.id).await?;
        drop(tx);
        let maker = Maker::new(self, scope, campaign).await?;
        let mut letters = Vec::with_capacity(rows.len());
        for part in rows.chunks(500) {
            for (row, person) in self.addressed(scope, part).await? {
                let letter = maker.letter(&row, person.as_ref());
                letters.push(letter.map_err(|_| CampaignError::FileGone)?);
            }
        }
        self.set(layout(campaign, batch, &maker.snapshot), letters).await
    }

    #[expect(clippy::too_many_arguments, reason = "what is known of one file, in one place")]
    async fn record_made(
        &self,
        scope: &Scope,
        campaign: &Campaign,
        batch: &Batch,
        kept: &[LetterRow],
        places: &[(kernel::DeliveryId, i64, i64)],
        bytes: i64,
        sha256: &str,
    ) -> Result<()> {
        let pages: i64 = places.iter().map(|(_, _, pages)| pages).sum();
        let sheets: i64 = places
            .iter()
            .map(|(_, _, pages)| int(Sides::Duplex.sheets(usize::try_from(*pages).unwrap_or(0))))
            .sum();
        let hash = hex::decode(sha256).unwrap_or_default();
        let mut tx = self.db.write().await?;
        let made = Made {
            id: batch.id,
            letters: int(kept.len()),
            pages,
            sheets,
            bytes,
            sha256: &hash,
            at: self.env.now(),
        };
        let rendered = store::batch::set_rendered(&mut tx, batch.id, places).await?;
        if rendered != u64::try_from(places.len()).unwrap_or(u64::MAX)
            || store::batch::set_ready(&mut tx, &made).await? == 0
        {
            // Cancelled, or made by another worker in the meantime: the file lies there
            // with the same bytes, the ledger keeps what it says.
            return Ok(());
        }
        let mut moves = Moves::default();
        for row in kept {
            let cell = |state| Cell { channel: row.channel, state, counted: row.counted };
            moves.shift(cell(DeliveryState::Queued), cell(DeliveryState::Rendered));
        }
        self.apply(&mut tx, campaign.id, &moves).await?;
        let event = Event::new("campaigns.batch_printed")
            .id("campaign", campaign.id)
            .id("batch", batch.id)
            .count("letters", int(kept.len()))
            .count("pages", pages)
            .digest("file", &hash);
        record(&mut tx, &self.env, &SYSTEM, scope.chain(), &event).await?;
        tx.commit().await?;
        Ok(())
    }

    /// The letters of a part with their persons; none for one no longer visible.
    async fn addressed(
        &self,
        scope: &Scope,
        rows: &[LetterRow],
    ) -> Result<Vec<(LetterRow, Option<Person>)>> {
        let mut ids: Vec<PersonId> = rows.iter().map(|row| row.person).collect();
        ids.sort_unstable();
        ids.dedup();
        let mut persons = Vec::with_capacity(ids.len());
        match self.people.open_all(scope, &ids).await {
            Ok(found) => persons = found,
            Err(people::PeopleError::NotFound) => {
                for id in ids {
                    match self.people.open_all(scope, &[id]).await {
                        Ok(found) => persons.extend(found),
                        Err(people::PeopleError::NotFound) => {}
                        Err(error) => return Err(error.into()),
                    }
                }
            }
            Err(error) => return Err(error.into()),
        }
        let of = |id: PersonId| persons.iter().position(|person| person.id == id);
        Ok(rows
            .iter()
            .map(|row| (*row, of(row.person).and_then(|at| persons.get(at)).cloned()))
            .collect())
    }

    /// A letter that must not or cannot be printed any more leaves the batch.
    async fn set_aside(
        &self,
        scope: &Scope,
        campaign: &Campaign,
        row: &LetterRow,
        state: DeliveryState,
        reason: &'static str,
    ) -> Result<()> {
        let mut tx = self.db.write().await?;
        let now = self.env.now();
        if store::batch::set_aside(&mut tx, row.id, state.as_str(), reason, now).await? == 1 {
            let mut moves = Moves::default();
            let cell = |state| Cell { channel: row.channel, state, counted: row.counted };
            moves.shift(cell(DeliveryState::Queued), cell(state));
            self.apply(&mut tx, campaign.id, &moves).await?;
            let event = Event::new("campaigns.letter_set_aside")
                .id("delivery", row.id)
                .word("state", state.as_str())
                .word("reason", reason);
            record(&mut tx, &self.env, &SYSTEM, scope.chain(), &event).await?;
            tx.commit().await?;
        }
        Ok(())
    }

    /// Sets letters on another thread than the one that serves.
    pub(crate) async fn set(
        &self,
        layout: LetterLayout,
        letters: Vec<Letter>,
    ) -> Result<RenderedLetters> {
        let engine = self.engine.clone();
        let rendered: Result<RenderedLetters, DocumentError> =
            spawn_blocking(move || engine.letters(&layout, &letters))
                .await
                .map_err(|_| CampaignError::Broken)?;
        Ok(rendered?)
    }
}

/// Writes the letters of one campaign.
pub(crate) struct Maker {
    pub(crate) snapshot: Snapshot,
    campaign: Campaign,
    key: std::sync::Arc<vault::DataKey>,
    claims: ClaimKeys,
    engine: std::sync::Arc<documents::Engine>,
    /// By language of the snapshot: to the person, to representatives.
    forms: Vec<(String, LetterForm, LetterForm)>,
}

impl Maker {
    pub(crate) async fn new(room: &Campaigns, scope: &Scope, campaign: &Campaign) -> Result<Self> {
        let snapshot = Snapshot::decode(&campaign.content)
            .ok_or(db::DbError::Inconsistent { table: "campaign", column: "content" })?;
        let day = campaign.launched_at.unwrap_or_else(|| room.env.now());
        let day = day.with_timezone(&PARIS).date_naive();
        let forms = snapshot
            .texts
            .iter()
            .filter_map(|texts| {
                let lang = Some(texts.lang.as_str());
                let person = LetterForm::person(&snapshot, lang, day)?;
                let guardian = LetterForm::guardian(&snapshot, lang, day)?;
                Some((texts.lang.clone(), person, guardian))
            })
            .collect();
        Ok(Self {
            forms,
            key: room.key(scope.case_lab()).await?,
            claims: room.people.claim_keys(scope).await?,
            engine: room.engine.clone(),
            campaign: campaign.clone(),
            snapshot,
        })
    }

    /// The letter of a delivery, or why there is none.
    pub(crate) fn letter(
        &self,
        row: &LetterRow,
        person: Option<&Person>,
    ) -> Result<Letter, (DeliveryState, &'static str)> {
        let person = person.ok_or((DeliveryState::Excluded, "withdrawn"))?;
        if let Some(reason) = stop_reason(person.states) {
            return Err((DeliveryState::Excluded, reason));
        }
        let code = self.claims.code(person.id, self.campaign.issue).printed();
        let mark = mark_of(&self.key, &self.campaign, number_of(row.id));
        self.write(row.channel, person, &code, mark)
            .map_err(|reason| (DeliveryState::Unreachable, reason))
    }

    /// The letter of a person with this code and mark.
    pub(crate) fn write(
        &self,
        channel: Channel,
        person: &Person,
        code: &str,
        mark: String,
    ) -> Result<Letter, &'static str> {
        let guarded = channel == Channel::GuardianLetter;
        let to = match (guarded, person.states.has(people::identity::State::Guardianship)) {
            (false, _) => Addressee::Person,
            (true, true) => Addressee::Guardian,
            (true, false) => Addressee::Representatives,
        };
        let language = person.record.language.as_deref();
        let lang = self.snapshot.texts_for(language).map_or("", |texts| texts.lang.as_str());
        let (_, own, guardian) =
            self.forms.iter().find(|(known, ..)| known == lang).ok_or("unwritable")?;
        let form = if guarded { guardian } else { own };
        let personal = Personal {
            address: block(person, to)?,
            code: (!guarded).then_some(code),
            mark,
            classes: person.classes,
        };
        let letter = form.letter(personal);
        self.engine.check_letter(&letter).map_err(|_| "unprintable")?;
        Ok(letter)
    }
}

/// What a file has in common: all of it known before the file is made.
fn layout(campaign: &Campaign, batch: &Batch, snapshot: &Snapshot) -> LetterLayout {
    let lang = snapshot.inputs.main_lang();
    LetterLayout {
        title: format!("{} {}", i18n::t(lang, "campaigns.batches.batch"), batch.n),
        author: snapshot.inputs.lab.clone(),
        reference: format!("{}-{}", campaign.reference, batch.n),
        created: batch.created_at,
        lang: printed(lang),
        sides: Sides::Duplex,
        envelope: Envelope::Dl,
    }
}

/// The layout of a single letter that is only looked at.
pub(crate) fn preview_layout(campaign: &Campaign, snapshot: &Snapshot) -> LetterLayout {
    let lang = snapshot.inputs.main_lang();
    LetterLayout {
        title: i18n::t(lang, "campaigns.preview.title").to_owned(),
        author: snapshot.inputs.lab.clone(),
        reference: campaign.reference.clone(),
        created: campaign.prepared_at.unwrap_or(campaign.created_at),
        lang: printed(lang),
        sides: Sides::Duplex,
        envelope: Envelope::Dl,
    }
}

fn int(n: usize) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}
