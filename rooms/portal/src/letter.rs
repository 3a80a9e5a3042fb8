//! "Is this letter real?": the number printed on a letter, typed by anybody.
//!
//! The number names no person, and the answer says nothing but that the lab printed such
//! a letter. Whatever else is wrong with a number gives one answer, on the beat of
//! [`Limits::beat`](crate::Limits); tries are counted by address prefix, apart from those
//! on codes, so that nobody who mistypes a letter's number is kept from their own answer.

use std::net::IpAddr;

use campaigns::Marks;
use chrono::NaiveDate;
use kernel::IncidentId;
use tokio::time::{Instant, sleep_until};
use vault::Owner;

use crate::{LabWords, Portal, PortalError, limits::Kind, service::prefix, store};

/// The answer to the number of a letter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LetterAnswer {
    /// The lab printed such a letter in this case.
    Genuine {
        /// The lab.
        lab: Box<LabWords>,
        /// The day that the letter bears.
        dated: Option<NaiveDate>,
    },
    /// No such letter of this case is known: unknown, of another case, withdrawn, not
    /// printed yet.
    Unknown,
    /// What was typed cannot be such a number. Said without a look at anything, not counted.
    Unreadable,
    /// Too many tries from this address; the number was not looked at.
    Wait,
}

impl Portal {
    /// Looks a letter's number up.
    ///
    /// # Errors
    /// A dependency that does not answer: the page must then say that it cannot say.
    pub async fn letter(
        &self,
        incident: IncidentId,
        typed: &str,
        from: IpAddr,
    ) -> Result<LetterAnswer, PortalError> {
        let came = Instant::now();
        if !Marks::is_whole(typed) {
            return Ok(LetterAnswer::Unreadable);
        }
        let key = self.vault.key(Owner::Incident(incident)).await?;
        let place = key.derive_index("portal-letter").token("prefix", &prefix(from));
        // Tries without an answer yet count: see `answer`.
        let attempt = self.pending.hold(place);
        let mut tx = self.db.read().await?;
        let [failed, _] = store::counts(&mut tx, [&place, &place]).await?;
        drop(tx);
        let span = self.limits.span(Kind::Prefix);
        let failed = failed.map_or(0, |count| count.live(self.env.now(), span));
        if failed + attempt.count > self.limits.per_prefix {
            return Ok(LetterAnswer::Wait);
        }
        if let Some(letter) = self.marks.check(typed).await?
            && let Some(lab) = self.lab_of(incident, letter.case_lab).await?
        {
            return Ok(LetterAnswer::Genuine { lab: Box::new(lab), dated: letter.dated });
        }
        attempt.fail_here();
        sleep_until(self.limits.leaves(came, Instant::now())).await;
        Ok(LetterAnswer::Unknown)
    }
}
