//! What real persons will receive, before anybody does. The claim code is a sample: a
//! preview must not open anything.

use accounts::Verb;
use audit::{Event, record};
use i18n::PARIS;
use kernel::{Actor, CampaignId, PersonId};

use crate::{
    Campaign, CampaignError, CampaignState, Campaigns, Channel,
    letters::printing::{Maker, preview_layout},
    model::Delivery,
    notice::EmailForm,
    prepare::Walk,
    room::Result,
    store,
};

/// Who looks at real messages: those who read captured ones, which are the same.
/// Preparing, approving and running roles hold it; counts-only roles do not.
const PREVIEW: Verb = Verb::ReadCapturedMail;
/// Printed where the code will be, in previews: a pattern that nobody takes for a code.
pub(crate) const SAMPLE_CODE: &str = "XXXX-XXXX-XXXXX";
/// Printed where the mark will be, likewise; as long as real ones.
pub(crate) const SAMPLE_MARK: &str = "XXXXX-000000-XXXX";

/// Why a person was chosen to look at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Awkward {
    /// The longest name on paper.
    LongestName,
    /// The longest address on paper.
    LongestAddress,
    /// An address abroad.
    Foreign,
    /// No first name.
    NoFirstName,
    /// The most classes of data.
    MostClasses,
    /// The fewest classes of data.
    FewestClasses,
    /// A letter to legal representatives.
    Minor,
    /// A letter to a guardian.
    Guardianship,
    /// An e-mail.
    Email,
    /// A person who objects to contact.
    Objects,
}

impl Awkward {
    /// All, in display order.
    pub const ALL: [Self; 10] = [
        Self::LongestName,
        Self::LongestAddress,
        Self::Foreign,
        Self::NoFirstName,
        Self::MostClasses,
        Self::FewestClasses,
        Self::Minor,
        Self::Guardianship,
        Self::Email,
        Self::Objects,
    ];

    /// The stable word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::LongestName => "longest_name",
            Self::LongestAddress => "longest_address",
            Self::Foreign => "foreign",
            Self::NoFirstName => "no_first_name",
            Self::MostClasses => "most_classes",
            Self::FewestClasses => "fewest_classes",
            Self::Minor => "minor",
            Self::Guardianship => "guardianship",
            Self::Email => "email",
            Self::Objects => "objects",
        }
    }
}

/// A person worth a look before approval.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AwkwardPerson {
    /// Why.
    pub kind: Awkward,
    /// Who.
    pub person: PersonId,
    /// What goes out.
    pub channels: Vec<Channel>,
}

/// An e-mail as it will leave.
#[derive(Clone, PartialEq, Eq)]
pub struct EmailPreview {
    /// Subject.
    pub subject: String,
    /// Text part.
    pub text: String,
    /// HTML part, to be shown in a sandboxed frame.
    pub html: String,
}

impl std::fmt::Debug for EmailPreview {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("EmailPreview(..)")
    }
}

impl Campaigns {
    /// The persons whose messages are most likely to go wrong, chosen at the preparation.
    ///
    /// # Errors
    /// [`CampaignError::Conflict`] before the preparation.
    pub async fn awkward(&self, actor: &Actor, id: CampaignId) -> Result<Vec<AwkwardPerson>> {
        let (_, campaign) = self.admit(actor, Verb::ViewCampaigns, id).await?;
        prepared(&campaign)?;
        let walk: Walk = serde_json::from_str(&campaign.walk).unwrap_or_default();
        let mut persons = Vec::new();
        for kind in Awkward::ALL {
            let Some(person) =
                walk.awkward.found().find(|(word, _)| *word == kind.as_str()).map(|(_, id)| id)
            else {
                continue;
            };
            let mut tx = self.db.read().await?;
            let rows = store::delivery::of_person(&mut tx, id, person).await?;
            let channels = rows.iter().map(|row| row.channel).collect();
            persons.push(AwkwardPerson { kind, person, channels });
        }
        Ok(persons)
    }

    /// The letter of a person as PDF, with a sample code. The reading is recorded.
    ///
    /// # Errors
    /// [`CampaignError::NotFound`] for a person who gets no such letter.
    pub async fn preview_letter(
        &self,
        actor: &Actor,
        id: CampaignId,
        person: PersonId,
        channel: Channel,
    ) -> Result<Vec<u8>> {
        let (scope, campaign) = self.admit(actor, PREVIEW, id).await?;
        prepared(&campaign)?;
        self.row_of(&campaign, person, |row| row.channel == channel && channel.is_letter()).await?;
        let maker = Maker::new(self, &scope, &campaign).await?;
        let opened = self.people.open_all(&scope, &[person]).await?;
        let opened = opened.first().ok_or(CampaignError::NotFound)?;
        let letter = maker
            .write(channel, opened, SAMPLE_CODE, SAMPLE_MARK.to_owned())
            .map_err(|_| CampaignError::Faults { count: 1 })?;
        let rendered = self.set(preview_layout(&campaign, &maker.snapshot), vec![letter]).await?;
        self.previewed(actor, &campaign, person).await?;
        Ok(rendered.pdf)
    }

    /// The e-mail of a person, with a sample code. The reading is recorded.
    ///
    /// # Errors
    /// [`CampaignError::NotFound`] for a person who gets none.
    pub async fn preview_email(
        &self,
        actor: &Actor,
        id: CampaignId,
        person: PersonId,
    ) -> Result<EmailPreview> {
        let (scope, campaign) = self.admit(actor, PREVIEW, id).await?;
        prepared(&campaign)?;
        self.row_of(&campaign, person, |row| row.channel == Channel::Email).await?;
        let snapshot = crate::notice::Snapshot::decode(&campaign.content)
            .ok_or(db::DbError::Inconsistent { table: "campaign", column: "content" })?;
        let opened = self.people.open_all(&scope, &[person]).await?;
        let language = opened.first().and_then(|person| person.record.language.clone());
        let day = campaign.launched_at.unwrap_or_else(|| self.env.now());
        let day = day.with_timezone(&PARIS).date_naive();
        let form = EmailForm::new(&snapshot, language.as_deref(), day)
            .ok_or(CampaignError::Faults { count: 1 })?;
        let content = form.content(SAMPLE_CODE);
        self.previewed(actor, &campaign, person).await?;
        Ok(EmailPreview {
            subject: content.subject,
            text: content.text,
            html: content.html.unwrap_or_default(),
        })
    }

    async fn row_of(
        &self,
        campaign: &Campaign,
        person: PersonId,
        fits: impl Fn(&Delivery) -> bool,
    ) -> Result<Delivery> {
        let mut tx = self.db.read().await?;
        let rows = store::delivery::of_person(&mut tx, campaign.id, person).await?;
        rows.into_iter().find(|row| fits(row)).ok_or(CampaignError::NotFound)
    }

    async fn previewed(&self, actor: &Actor, campaign: &Campaign, person: PersonId) -> Result<()> {
        let mut tx = self.db.write().await?;
        let event =
            Event::new("campaigns.previewed").id("campaign", campaign.id).id("person", person);
        let chain = audit::Chain::CaseLab(campaign.case_lab);
        record(&mut tx, &self.env, actor, chain, &event).await?;
        tx.commit().await?;
        Ok(())
    }
}

fn prepared(campaign: &Campaign) -> Result<()> {
    match campaign.state {
        CampaignState::Draft | CampaignState::Preparing => Err(CampaignError::Conflict),
        _ if campaign.content.is_empty() => Err(CampaignError::Conflict),
        _ => Ok(()),
    }
}
