//! The verbs of the room.

use std::sync::Arc;

use accounts::{Accounts, Verb};
use audit::{Event, record};
use db::Db;
use documents::Engine;
use duties::Duties;
use i18n::Lang;
use imports::Imports;
use incidents::{Incidents, Scope};
use kernel::{Actor, CaseLabId, Env, Id as _};
use people::People;
use sha2::{Digest as _, Sha256};
use tokio::task::spawn_blocking;
use vault::{Owner, Row, Vault};

use crate::error::ReportError;
use crate::gather::{Known, Rooms};
use crate::json::{self, Which};
use crate::model::{Export, Media, PreparationSheet, RegisterEntry, Told};
use crate::store::{self, AnswersRow};
use crate::{Answers, print};

type Result<T> = std::result::Result<T, ReportError>;

/// The room. Cheap to clone.
#[derive(Clone)]
pub struct Reports {
    db: Db,
    vault: Vault,
    env: Env,
    rooms: Rooms,
    engine: Arc<Engine>,
}

impl std::fmt::Debug for Reports {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Reports").field("rooms", &self.rooms).finish_non_exhaustive()
    }
}

impl Reports {
    /// The room over one database and the rooms that it reads.
    #[expect(clippy::too_many_arguments, reason = "one argument for each room that it reads")]
    pub fn new(
        db: Db,
        vault: Vault,
        env: Env,
        accounts: Accounts,
        incidents: Incidents,
        people: People,
        imports: Imports,
        duties: Duties,
        engine: Arc<Engine>,
    ) -> Self {
        let rooms = Rooms { accounts, incidents, people, imports, duties };
        Self { db, vault, env, rooms, engine }
    }

    /// The entry of a lab's violation in the register (GDPR 33(5)), as it stands now.
    ///
    /// # Errors
    /// [`ReportError::NotFound`] for a case that the actor may not know of.
    pub async fn register_entry(
        &self,
        actor: &Actor,
        lab: CaseLabId,
        told: Told,
    ) -> Result<RegisterEntry> {
        Ok(self.known(actor, lab, told).await?.1.register())
    }

    /// The preparation of a lab's notification to the CNIL, as it stands now.
    ///
    /// # Errors
    /// [`ReportError::NotFound`] for a case that the actor may not know of.
    pub async fn preparation_sheet(
        &self,
        actor: &Actor,
        lab: CaseLabId,
        told: Told,
    ) -> Result<PreparationSheet> {
        Ok(self.known(actor, lab, told).await?.1.preparation())
    }

    /// Both documents from one gathering, for a page about the two.
    ///
    /// # Errors
    /// [`ReportError::NotFound`] for a case that the actor may not know of.
    pub async fn documents(
        &self,
        actor: &Actor,
        lab: CaseLabId,
        told: Told,
    ) -> Result<(PreparationSheet, RegisterEntry)> {
        let (_, known) = self.known(actor, lab, told).await?;
        Ok((known.preparation(), known.register()))
    }

    /// The register entry as JSON with stable codes. Recorded in the lab's journal.
    ///
    /// # Errors
    /// As [`Reports::register_entry`].
    pub async fn register_entry_json(
        &self,
        actor: &Actor,
        lab: CaseLabId,
        told: Told,
    ) -> Result<Export> {
        self.file(actor, lab, told, Which::Register, Form::Json).await
    }

    /// The register entry as tagged PDF. Recorded in the lab's journal.
    ///
    /// # Errors
    /// As [`Reports::register_entry`], and those of typesetting.
    pub async fn register_entry_pdf(
        &self,
        actor: &Actor,
        lab: CaseLabId,
        told: Told,
        lang: Lang,
    ) -> Result<Export> {
        self.file(actor, lab, told, Which::Register, Form::Pdf(lang)).await
    }

    /// The preparation sheet as JSON with stable codes. Recorded in the lab's journal.
    ///
    /// # Errors
    /// As [`Reports::preparation_sheet`].
    pub async fn preparation_sheet_json(
        &self,
        actor: &Actor,
        lab: CaseLabId,
        told: Told,
    ) -> Result<Export> {
        self.file(actor, lab, told, Which::Preparation, Form::Json).await
    }

    /// The preparation sheet as tagged PDF. Recorded in the lab's journal.
    ///
    /// # Errors
    /// As [`Reports::preparation_sheet`], and those of typesetting.
    pub async fn preparation_sheet_pdf(
        &self,
        actor: &Actor,
        lab: CaseLabId,
        told: Told,
        lang: Lang,
    ) -> Result<Export> {
        self.file(actor, lab, told, Which::Preparation, Form::Pdf(lang)).await
    }

    /// What was typed for the forms of a lab, with the version to give back with a
    /// change; 0 while nothing was.
    ///
    /// # Errors
    /// [`ReportError::NotFound`] for a case that the actor may not know of.
    pub async fn answers(&self, actor: &Actor, lab: CaseLabId) -> Result<(Answers, i64)> {
        let scope = self.rooms.incidents.scope(actor, Verb::ViewReports, lab).await?;
        self.read_answers(&scope).await
    }

    /// Keeps what was typed for the forms of a lab, in place of what was kept before.
    ///
    /// # Errors
    /// [`ReportError::Conflict`] when `version` is not the present one.
    pub async fn set_answers(
        &self,
        actor: &Actor,
        lab: CaseLabId,
        version: i64,
        answers: &Answers,
    ) -> Result<()> {
        let scope = self.rooms.incidents.scope(actor, Verb::EditCase, lab).await?;
        let json = serde_json::to_vec(answers).map_err(|_| ReportError::Broken)?;
        let key = self.vault.key(Owner::Evidence(lab)).await?;
        let sealed = key.seal(&self.env, place(lab.uuid().as_bytes()), &json);
        let (by, now) = (actor.journal_name(), self.env.now());
        let mut tx = self.db.write().await?;
        let kept = if version == 0 {
            store::insert_answers(&mut tx, lab, &sealed, &by, now).await?
        } else {
            let row = AnswersRow { sealed, version };
            store::update_answers(&mut tx, lab, &row, &by, now).await?
        };
        if kept == 0 {
            return Err(ReportError::Conflict);
        }
        let event = Event::new("reports.answers_changed")
            .count("answers", i64::try_from(answers.len()).unwrap_or(i64::MAX))
            .digest_of("content", &json);
        record(&mut tx, &self.env, actor, scope.chain(), &event).await?;
        tx.commit().await?;
        Ok(())
    }

    /// Admits the reader, then gathers what the rooms know of the lab's part.
    async fn known(&self, actor: &Actor, lab: CaseLabId, told: Told) -> Result<(Scope, Known)> {
        let scope = self.rooms.incidents.scope(actor, Verb::ViewReports, lab).await?;
        let (answers, _) = self.read_answers(&scope).await?;
        let known = self.rooms.gather(&scope, self.env.now(), answers, told).await?;
        Ok((scope, known))
    }

    async fn read_answers(&self, scope: &Scope) -> Result<(Answers, i64)> {
        let lab = scope.case_lab();
        let mut tx = self.db.read().await?;
        let Some(row) = store::answers(&mut tx, lab).await? else {
            return Ok((Answers::default(), 0));
        };
        drop(tx);
        let Some(key) = self.vault.key_unless_destroyed(Owner::Evidence(lab)).await? else {
            return Ok((Answers::default(), row.version));
        };
        let json = key.open(place(lab.uuid().as_bytes()), &row.sealed)?;
        let bad = db::DbError::Inconsistent { table: "report_answers", column: "sealed" };
        Ok((serde_json::from_slice(&json).map_err(|_| bad)?, row.version))
    }

    async fn file(
        &self,
        actor: &Actor,
        lab: CaseLabId,
        told: Told,
        which: Which,
        form: Form,
    ) -> Result<Export> {
        let (scope, known) = self.known(actor, lab, told).await?;
        let report = match which {
            Which::Register => known.register().0,
            Which::Preparation => known.preparation().0,
        };
        let missing = i64::try_from(report.missing().len()).unwrap_or(i64::MAX);
        let (bytes, media) = match form {
            Form::Json => {
                let json = json::report(which, &report);
                let bytes = serde_json::to_vec_pretty(&json).map_err(|_| ReportError::Broken)?;
                (bytes, Media::Json)
            }
            Form::Pdf(lang) => {
                let engine = self.engine.clone();
                let set = move || print::pdf(&engine, which, &report, lang);
                let set = spawn_blocking(set).await.map_err(|_| ReportError::Broken)??;
                (set.pdf, Media::Pdf)
            }
        };
        let digest = Sha256::digest(&bytes);
        let event = Event::new("reports.exported")
            .word("report", which.as_str())
            .word("media", media.as_str())
            .count("missing", missing)
            .digest("sha256", &digest);
        let mut tx = self.db.write().await?;
        record(&mut tx, &self.env, actor, scope.chain(), &event).await?;
        tx.commit().await?;
        Ok(Export { bytes, sha256: hex::encode(digest), media })
    }
}

/// The form of a file to make.
#[derive(Clone, Copy)]
enum Form {
    Json,
    Pdf(Lang),
}

/// The place of the sealed answers: the lab's part of the case.
fn place(lab: &[u8]) -> Row<'_> {
    Row { table: "report_answers", id: lab }
}
