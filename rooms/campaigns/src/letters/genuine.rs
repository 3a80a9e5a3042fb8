//! Whether a letter is genuine: asked by anybody, by the number printed on it.

use chrono::NaiveDate;
use db::Db;
use i18n::PARIS;
use kernel::CaseLabId;
use uuid::Uuid;
use vault::{Owner, Vault};

use super::{is_genuine, read_mark};
use crate::{
    Campaign, DeliveryState,
    model::{Delivery, numbered},
    room::Result,
    store,
};

/// What a number says of the letter that bears it, and nothing about whom it was for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Genuine {
    /// The lab's part of the case from which it comes.
    pub case_lab: CaseLabId,
    /// The day that the letter bears.
    pub dated: Option<NaiveDate>,
}

/// Looks numbers up; what the public page needs of this room. Cheap to clone.
#[derive(Clone)]
pub struct Marks {
    db: Db,
    vault: Vault,
}

impl std::fmt::Debug for Marks {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Marks")
    }
}

impl Marks {
    /// Over one database.
    pub const fn new(db: Db, vault: Vault) -> Self {
        Self { db, vault }
    }

    /// Whether a number as typed has the form of ours: a slip of the pen, told without a
    /// look at anything.
    pub fn is_whole(typed: &str) -> bool {
        read_mark(typed).is_some()
    }

    /// The letter that bears this number, when it was printed and not withdrawn. Open to
    /// everybody; an unknown number costs the same reads as a known one, and a caller
    /// hides what is left.
    ///
    /// # Errors
    /// The database's or the vault's: then nobody can say.
    pub async fn check(&self, typed: &str) -> Result<Option<Genuine>> {
        let (reference, number, check) =
            read_mark(typed).unwrap_or_else(|| (String::new(), 0, String::new()));
        let mut tx = self.db.read().await?;
        let campaign = store::campaign::by_reference(&mut tx, &reference).await?;
        let base = campaign.as_ref().map_or_else(Uuid::nil, |campaign| campaign.base);
        let id = numbered(base, i64::from(number));
        let letter = store::delivery::by_id(&mut tx, id).await?;
        drop(tx);
        let Some(campaign) = campaign else { return Ok(None) };
        let key = self.vault.key(Owner::CaseLab(campaign.case_lab)).await?;
        let ours = is_genuine(&key, &campaign, number, &check);
        Ok((ours && letter.as_ref().is_some_and(is_printed)).then(|| genuine(&campaign)))
    }
}

fn is_printed(letter: &Delivery) -> bool {
    let printed = [DeliveryState::Rendered, DeliveryState::Posted, DeliveryState::Returned];
    letter.channel.is_letter() && printed.contains(&letter.state)
}

fn genuine(campaign: &Campaign) -> Genuine {
    let dated = campaign.launched_at.map(|at| at.with_timezone(&PARIS).date_naive());
    Genuine { case_lab: campaign.case_lab, dated }
}
