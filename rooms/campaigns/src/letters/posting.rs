//! Batches for the printer: list, download, manifest, posting.

use std::{collections::BTreeMap, io::Read};

use accounts::Verb;
use audit::{Event, record};
use chrono::{DateTime, Duration, NaiveDate, NaiveTime, TimeZone as _, Utc};
use documents::{Document, Manifest, ManifestFile};
use i18n::{PARIS, date_time, tr};
use kernel::{Actor, BatchId, CampaignId, CaseLabId};
use tokio::task::spawn_blocking;

use crate::{
    Campaign, CampaignError, Campaigns, DeliveryState,
    actions::minute,
    letters::files,
    model::{Batch, BatchWord},
    notice::{Snapshot, printed},
    room::Result,
    store::{
        self,
        counts::{Cell, Moves},
    },
};

/// Where a batch of letters stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BatchState {
    /// Its file is being made.
    Rendering,
    /// Its file waits for the printer.
    Ready,
    /// The printer has the file.
    Downloaded,
    /// Given to the post.
    Posted,
    /// Given up before it was posted.
    Cancelled,
}

impl BatchState {
    /// The stable word, for catalogue and style.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Rendering => "rendering",
            Self::Ready => "ready",
            Self::Downloaded => "downloaded",
            Self::Posted => "posted",
            Self::Cancelled => "cancelled",
        }
    }
}

/// A batch of letters, without a name or an address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LetterBatch {
    /// Its id.
    pub id: BatchId,
    /// Its campaign.
    pub campaign: CampaignId,
    /// The lab's part of the case.
    pub case_lab: CaseLabId,
    /// Name of the file: `K7Q2M-0001.pdf`.
    pub name: String,
    /// Its number in the campaign, from 1.
    pub n: i64,
    /// Where it stands.
    pub state: BatchState,
    /// Letters.
    pub letters: i64,
    /// Pages.
    pub pages: i64,
    /// Sheets of paper, printed on both sides.
    pub sheets: i64,
    /// Size of the PDF file.
    pub bytes: i64,
    /// SHA-256 of the PDF file, 64 hexadecimal digits; empty while it is made.
    pub sha256: String,
    /// When it was chosen.
    pub created_at: DateTime<Utc>,
    /// When its file was made.
    pub rendered_at: Option<DateTime<Utc>>,
    /// How often it was downloaded.
    pub downloads: i64,
    /// When it was first downloaded.
    pub downloaded_at: Option<DateTime<Utc>>,
    /// The day it was posted.
    pub posted_on: Option<NaiveDate>,
    /// Who recorded the posting, as in the journal.
    pub posted_by: Option<String>,
}

/// A file to be handed out.
#[derive(Clone, PartialEq, Eq)]
pub struct BatchFile {
    /// Its name.
    pub name: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

impl std::fmt::Debug for BatchFile {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("BatchFile").field("name", &self.name).finish_non_exhaustive()
    }
}

/// A print file, opened: reads as the PDF. Reading blocks.
pub struct PrintFile {
    /// Its name.
    pub name: String,
    /// Its size.
    pub bytes: i64,
    /// SHA-256 of the PDF, 64 hexadecimal digits.
    pub sha256: String,
    /// The PDF. A damaged file ends in an error, never in wrong bytes.
    pub reader: Box<dyn Read + Send>,
}

impl std::fmt::Debug for PrintFile {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("PrintFile").field("name", &self.name).finish_non_exhaustive()
    }
}

fn view(campaign: &Campaign, batch: Batch) -> LetterBatch {
    LetterBatch {
        id: batch.id,
        campaign: batch.campaign,
        case_lab: campaign.case_lab,
        name: format!("{}-{:04}.pdf", campaign.reference, batch.n),
        n: batch.n,
        state: match batch.state {
            BatchWord::Rendering => BatchState::Rendering,
            BatchWord::Ready if batch.downloads > 0 => BatchState::Downloaded,
            BatchWord::Ready => BatchState::Ready,
            BatchWord::Posted => BatchState::Posted,
            BatchWord::Cancelled => BatchState::Cancelled,
        },
        letters: batch.letters,
        pages: batch.pages,
        sheets: batch.sheets,
        bytes: batch.bytes,
        sha256: batch.sha256.map(hex::encode).unwrap_or_default(),
        created_at: batch.created_at,
        rendered_at: batch.rendered_at,
        downloads: batch.downloads,
        downloaded_at: batch.downloaded_at,
        posted_on: batch.posted_on,
        posted_by: batch.posted_by,
    }
}

impl Campaigns {
    /// The batches of a campaign, for whoever follows it.
    ///
    /// # Errors
    /// Refusals of the scope.
    pub async fn batches(&self, actor: &Actor, id: CampaignId) -> Result<Vec<LetterBatch>> {
        let (_, campaign) = self.admit(actor, Verb::ViewCampaigns, id).await?;
        self.batches_of(&campaign).await
    }

    /// One batch, for whoever follows its campaign or prints its letters.
    ///
    /// # Errors
    /// Refusals of the scope.
    pub async fn batch(&self, actor: &Actor, id: BatchId) -> Result<LetterBatch> {
        let (_, campaign, batch) = match self.admit_batch(actor, Verb::PrintLetters, id).await {
            Err(CampaignError::Denied(_) | CampaignError::NotFound) => {
                self.admit_batch(actor, Verb::ViewCampaigns, id).await?
            }
            found => found?,
        };
        Ok(view(&campaign, batch))
    }

    /// The batches of a lab that concern its printer: those to come, those to print and
    /// post, those done; and those given up after their file was fetched, which must not
    /// be posted.
    ///
    /// # Errors
    /// Refusals of the scope.
    pub async fn print_queue(
        &self,
        actor: &Actor,
        case_lab: CaseLabId,
    ) -> Result<Vec<LetterBatch>> {
        self.scope(actor, Verb::PrintLetters, case_lab).await?;
        let concerns =
            |batch: &LetterBatch| batch.state != BatchState::Cancelled || batch.downloads > 0;
        let batches = self.batches_of_lab(case_lab).await?;
        Ok(batches.into_iter().map(|(_, batch)| batch).filter(concerns).collect())
    }

    /// The batches of all campaigns of a lab, newest campaign first, for whoever follows
    /// them: with the name of the campaign.
    ///
    /// # Errors
    /// Refusals of the scope.
    pub async fn all_batches(
        &self,
        actor: &Actor,
        case_lab: CaseLabId,
    ) -> Result<Vec<(String, LetterBatch)>> {
        self.scope(actor, Verb::ViewCampaigns, case_lab).await?;
        self.batches_of_lab(case_lab).await
    }

    async fn batches_of_lab(&self, case_lab: CaseLabId) -> Result<Vec<(String, LetterBatch)>> {
        let mut tx = self.db.read().await?;
        let campaigns = store::campaign::of_lab(&mut tx, case_lab).await?;
        let batches = store::batch::of_lab(&mut tx, case_lab).await?;
        drop(tx);
        let mut by_campaign: BTreeMap<CampaignId, Vec<Batch>> = BTreeMap::new();
        for batch in batches {
            by_campaign.entry(batch.campaign).or_default().push(batch);
        }
        Ok(campaigns
            .iter()
            .flat_map(|campaign| {
                let own = by_campaign.remove(&campaign.id).unwrap_or_default();
                own.into_iter().map(|batch| (campaign.title.clone(), view(campaign, batch)))
            })
            .collect())
    }

    async fn batches_of(&self, campaign: &Campaign) -> Result<Vec<LetterBatch>> {
        let mut tx = self.db.read().await?;
        let batches = store::batch::of_campaign(&mut tx, campaign.id).await?;
        Ok(batches.into_iter().map(|batch| view(campaign, batch)).collect())
    }

    /// Opens a print file. The download is recorded; the same bytes each time.
    ///
    /// # Errors
    /// [`CampaignError::Conflict`] for a batch that is not made or was given up;
    /// [`CampaignError::FileGone`].
    pub async fn download(&self, actor: &Actor, id: BatchId) -> Result<PrintFile> {
        let (scope, campaign, batch) = self.admit_batch(actor, Verb::PrintLetters, id).await?;
        if !matches!(batch.state, BatchWord::Ready | BatchWord::Posted) {
            return Err(CampaignError::Conflict);
        }
        let key = self.key(scope.case_lab()).await?;
        let folder = self.config.folder.clone();
        let reader = spawn_blocking(move || files::open(&key, &folder, id))
            .await
            .map_err(|_| CampaignError::Broken)??;
        let mut tx = self.db.write().await?;
        store::batch::count_download(&mut tx, id, self.env.now()).await?;
        let event = Event::new("campaigns.batch_downloaded")
            .id("campaign", campaign.id)
            .id("batch", id)
            .count("letters", batch.letters);
        record(&mut tx, &self.env, actor, scope.chain(), &event).await?;
        tx.commit().await?;
        let view = view(&campaign, batch);
        Ok(PrintFile { name: view.name, bytes: view.bytes, sha256: view.sha256, reader })
    }

    /// The sheet that travels with a batch: counts, pages and hash, no name.
    ///
    /// # Errors
    /// [`CampaignError::Conflict`] before the file is made.
    pub async fn manifest_pdf(&self, actor: &Actor, id: BatchId) -> Result<Document> {
        let (scope, campaign, batch) = self.admit_batch(actor, Verb::PrintLetters, id).await?;
        if !matches!(batch.state, BatchWord::Ready | BatchWord::Posted) {
            return Err(CampaignError::Conflict);
        }
        let snapshot = Snapshot::decode(&campaign.content)
            .ok_or(db::DbError::Inconsistent { table: "campaign", column: "content" })?;
        let lang = snapshot.inputs.main_lang();
        let created = batch.rendered_at.unwrap_or(batch.created_at);
        let (incident, _) = self.incidents.of_scope(&scope).await?;
        let batch = view(&campaign, batch);
        let count = |n: i64| u64::try_from(n).unwrap_or(0);
        let manifest = Manifest {
            lang: printed(lang),
            reference: format!("{}-{}", campaign.reference, batch.n),
            case_reference: incident.reference,
            sender: snapshot.inputs.lab.clone(),
            printer: self.config.printer.clone(),
            details: Vec::new(),
            files: vec![ManifestFile {
                name: batch.name.clone(),
                letters: count(batch.letters),
                pages: count(batch.pages),
                sheets: count(batch.sheets),
                sha256: batch.sha256.clone(),
            }],
            instructions: vec![
                i18n::t(lang, "campaigns.batches.download_once").to_owned(),
                tr(lang, "campaigns.batches.hash", &[("hash", &batch.sha256)]),
            ],
            generated: date_time(lang, created),
            created,
        };
        let engine = self.engine.clone();
        let set = spawn_blocking(move || engine.manifest(&manifest));
        Ok(set.await.map_err(|_| CampaignError::Broken)??)
    }

    /// The manifest of all batches of a campaign as CSV, for the printer's own system.
    ///
    /// # Errors
    /// Refusals of the scope.
    pub async fn manifest_csv(&self, actor: &Actor, id: CampaignId) -> Result<BatchFile> {
        let (_, campaign) = self.admit(actor, Verb::PrintLetters, id).await?;
        let batches = self.batches_of(&campaign).await?;
        let mut csv = csv::Writer::from_writer(Vec::new());
        let head = ["batch", "file", "state", "letters", "pages", "sheets", "bytes", "sha256"];
        let broken = |_| CampaignError::Broken;
        csv.write_record(head).map_err(broken)?;
        for b in &batches {
            let numbers = [b.letters, b.pages, b.sheets, b.bytes].map(|n| n.to_string());
            let [letters, pages, sheets, bytes] = numbers;
            let n = b.n.to_string();
            let row = [&n, &b.name, b.state.as_str(), &letters, &pages, &sheets, &bytes, &b.sha256];
            csv.write_record(row).map_err(broken)?;
        }
        let bytes = csv.into_inner().map_err(|_| CampaignError::Broken)?;
        Ok(BatchFile { name: format!("{}.csv", campaign.reference), bytes })
    }

    /// Records that all letters of a batch were given to the post.
    ///
    /// # Errors
    /// [`CampaignError::CountDiffers`] when the number is not that of the batch: a letter
    /// is missing, or one too many; [`CampaignError::Invalid`] for a day to come.
    pub async fn mark_posted(
        &self,
        actor: &Actor,
        id: BatchId,
        on: NaiveDate,
        given: i64,
    ) -> Result<()> {
        let (scope, campaign, batch) = self.admit_batch(actor, Verb::PrintLetters, id).await?;
        if batch.state != BatchWord::Ready {
            return Err(CampaignError::Conflict);
        }
        let now = self.env.now();
        // The day is that of the laboratory's own calendar.
        let mut tx = self.db.read().await?;
        let zone = accounts::zone_of(&mut tx, scope.organisation()).await?;
        drop(tx);
        if on > now.with_timezone(&zone).date_naive() {
            return Err(CampaignError::field("posted_on", "future"));
        }
        if on < batch.created_at.with_timezone(&zone).date_naive() {
            return Err(CampaignError::field("posted_on", "before_printing"));
        }
        if given != batch.letters {
            return Err(CampaignError::CountDiffers { expected: batch.letters, given });
        }
        let mut tx = self.db.write().await?;
        if store::batch::set_posted(&mut tx, id, on, &actor.journal_name()).await? == 0 {
            return Err(CampaignError::Conflict);
        }
        let posted = store::batch::move_letters(&mut tx, id, "posted", now).await?;
        let mut moves = Moves::default();
        for (word, counted) in &posted {
            let cell = |state| {
                let channel = store::delivery::channel(word)?;
                Ok::<_, db::DbError>(Cell { channel, state, counted: *counted })
            };
            moves.shift(cell(DeliveryState::Rendered)?, cell(DeliveryState::Posted)?);
        }
        let count = i64::try_from(posted.len()).unwrap_or(i64::MAX);
        let left = minute(left_at(on, batch.created_at, now));
        store::counts::pace(&mut tx, campaign.id, left, crate::Channel::Letter, count).await?;
        self.apply(&mut tx, campaign.id, &moves).await?;
        let event = Event::new("campaigns.batch_posted")
            .id("campaign", campaign.id)
            .id("batch", id)
            .count("letters", count);
        record(&mut tx, &self.env, actor, scope.chain(), &event).await?;
        self.finish_if_settled(&mut tx, campaign.id).await?;
        tx.commit().await?;
        Ok(())
    }
}

/// When letters of a posting day are counted as having left: its noon in Paris, so that
/// reports and the count by day name the day of the post, not that of the record. Never
/// before the batch was made, never after now.
fn left_at(on: NaiveDate, made: DateTime<Utc>, now: DateTime<Utc>) -> DateTime<Utc> {
    let noon = on.and_time(NaiveTime::MIN) + Duration::hours(12);
    let noon = PARIS.from_local_datetime(&noon).earliest().map_or(now, |noon| noon.to_utc());
    noon.min(now).max(made)
}
