//! What the campaigns of a lab did, for its reports to authorities (GDPR 33(5), 34).

use accounts::Verb;
use chrono::NaiveDate;
use i18n::{PARIS, notice::Role};
use kernel::{Actor, CaseLabId};

use crate::{
    Campaign, Campaigns, Channel, Purpose, Share,
    actions::minute,
    notice::{CODE, DATE, Snapshot},
    preview::SAMPLE_CODE,
    room::Result,
    store,
};

/// The persons told by first notices, over all campaigns of a lab in a case.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Informed {
    /// The day in Paris on which the first message left; none before.
    pub first_on: Option<NaiveDate>,
    /// Persons handed over or posted to, each once.
    pub persons: i64,
    /// E-mails that left.
    pub emails: i64,
    /// Letters that were posted.
    pub letters: i64,
    /// The letter of the last launched campaign in its main language, without anybody's
    /// name or code.
    pub text: Option<String>,
}

impl Campaigns {
    /// What the campaigns of a lab did so far. Reads counts, not the ledger. Asked with
    /// the right to the reports that it is for.
    ///
    /// # Errors
    /// Refusals of the scope.
    pub async fn informed_so_far(&self, actor: &Actor, case_lab: CaseLabId) -> Result<Informed> {
        self.scope(actor, Verb::ViewReports, case_lab).await?;
        let mut tx = self.db.read().await?;
        let mut all = Informed::default();
        // Newest first. First notices are one series: nobody is counted twice.
        for campaign in store::campaign::of_lab(&mut tx, case_lab).await? {
            let Some(launched) = campaign.launched_at else { continue };
            if campaign.purpose != Purpose::First {
                continue;
            }
            for (cell, n) in store::counts::tally(&mut tx, campaign.id).await? {
                if cell.counted && cell.state.share() == Share::Informed {
                    all.persons += n;
                }
            }
            for (at, channel, n) in
                store::counts::paces(&mut tx, campaign.id, minute(launched)).await?
            {
                let day = at.with_timezone(&PARIS).date_naive();
                all.first_on = Some(all.first_on.map_or(day, |first| first.min(day)));
                match channel {
                    Channel::Email => all.emails += n,
                    _ => all.letters += n,
                }
            }
            if all.text.is_none() {
                all.text = letter_text(&campaign);
            }
        }
        Ok(all)
    }
}

/// The words of the letter, a paragraph a block.
fn letter_text(campaign: &Campaign) -> Option<String> {
    let snapshot = Snapshot::decode(&campaign.content)?;
    let texts = snapshot.texts.first()?;
    let day = campaign.launched_at?.with_timezone(&PARIS).date_naive();
    let day = i18n::date_long(snapshot.inputs.main_lang(), day);
    let blocks: Vec<String> = texts
        .letter
        .iter()
        .filter(|block| block.filled().is_some_and(|filled| filled.role != Role::PageTitle))
        .map(|block| block.text.replace(CODE, SAMPLE_CODE).replace(DATE, &day))
        .collect();
    Some(blocks.join("\n\n"))
}
