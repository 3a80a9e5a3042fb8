//! A duty of one lab in one case: its life, and what was sent under it.

use chrono::{DateTime, FixedOffset, NaiveDate, TimeDelta, Utc};
use kernel::{CaseLabId, SubmissionId, Text};

use crate::assess::{Due, State};
use crate::rules::{Bilingual, Force, Named};

/// Where a duty stands in its life.
///
/// `NotAssessed` is a duty that nobody touched; it has no row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Stage {
    /// Nobody has decided; the facts speak for themselves.
    NotAssessed,
    /// Decided: nothing is owed, and why.
    NotTriggered,
    /// Decided: owed.
    Triggered,
    /// A first submission was made.
    SubmittedInitial,
    /// More was sent afterwards.
    SubmittedComplementary,
    /// Nothing more will be sent.
    Closed,
}

impl Stage {
    /// All stages, in the order of life.
    pub const ALL: [Self; 6] = [
        Self::NotAssessed,
        Self::NotTriggered,
        Self::Triggered,
        Self::SubmittedInitial,
        Self::SubmittedComplementary,
        Self::Closed,
    ];

    /// The stable name, kept in columns.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::NotAssessed => "not_assessed",
            Self::NotTriggered => "not_triggered",
            Self::Triggered => "triggered",
            Self::SubmittedInitial => "submitted_initial",
            Self::SubmittedComplementary => "submitted_complementary",
            Self::Closed => "closed",
        }
    }

    /// Reads a stable name.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|stage| stage.as_str() == word)
    }

    /// The stage after a decision. A duty under which something was sent, or that is
    /// closed, is not decided again: what was sent stays sent.
    pub(crate) fn decided(self, owed: Owed) -> Option<Self> {
        match (self, owed) {
            (Self::NotAssessed | Self::NotTriggered | Self::Triggered, Owed::Yes) => {
                Some(Self::Triggered)
            }
            (Self::NotAssessed | Self::NotTriggered | Self::Triggered, Owed::No) => {
                Some(Self::NotTriggered)
            }
            (Self::SubmittedInitial | Self::SubmittedComplementary | Self::Closed, _) => None,
        }
    }

    /// The stage after a submission. Something may be sent without a decision, never
    /// against one.
    pub(crate) fn submitted(self) -> Option<Self> {
        match self {
            Self::NotAssessed | Self::Triggered => Some(Self::SubmittedInitial),
            Self::SubmittedInitial | Self::SubmittedComplementary => {
                Some(Self::SubmittedComplementary)
            }
            Self::NotTriggered | Self::Closed => None,
        }
    }

    /// The stage after closing. A duty under which nothing was sent is closed with a
    /// reason only (a register that is kept elsewhere, for instance).
    pub(crate) fn closed(self) -> Option<Self> {
        match self {
            Self::Triggered | Self::SubmittedInitial | Self::SubmittedComplementary => {
                Some(Self::Closed)
            }
            Self::NotAssessed | Self::NotTriggered | Self::Closed => None,
        }
    }
}

/// The outcome of an assessment by a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Owed {
    /// The duty is owed.
    Yes,
    /// It is not; a reason is required.
    No,
}

/// What somebody decides on a duty.
#[derive(Clone, Debug)]
pub enum Verdict {
    /// Owed; a reason may be given.
    Owed(Option<Text<2000>>),
    /// Not owed, because.
    NotOwed(Text<2000>),
}

impl Verdict {
    pub(crate) const fn owed(&self) -> Owed {
        match self {
            Self::Owed(_) => Owed::Yes,
            Self::NotOwed(_) => Owed::No,
        }
    }

    pub(crate) fn reason(&self) -> Option<&str> {
        match self {
            Self::Owed(reason) => reason.as_ref().map(Text::as_str),
            Self::NotOwed(reason) => Some(reason.as_str()),
        }
    }
}

/// Something sent to the recipient of a duty.
#[derive(Clone, Debug)]
pub struct NewSubmission {
    /// When it was sent, with the offset it was told in.
    pub at: DateTime<FixedOffset>,
    /// The number that the authority gave.
    pub number: Option<Text<80>>,
    /// Who sent it, in words.
    pub sender: Text<160>,
    /// SHA-256 of the receipt, kept elsewhere.
    pub receipt: Option<[u8; 32]>,
    /// Why it is late; required when it is the first one and after the target.
    pub delay_reason: Option<Text<2000>>,
}

/// Something that was sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Submission {
    /// Its id.
    pub id: SubmissionId,
    /// 1 for the initial one.
    pub n: i64,
    /// When it was sent, in the offset it was told in.
    pub at: DateTime<FixedOffset>,
    /// The number that the authority gave.
    pub number: Option<String>,
    /// Who sent it; none once the key of the evidence is destroyed.
    pub sender: Option<String>,
    /// SHA-256 of the receipt.
    pub receipt: Option<Vec<u8>>,
    /// Why it was late.
    pub delay_reason: Option<String>,
    /// The target as it stood when this was recorded.
    pub target_at: Option<DateTime<Utc>>,
    /// The legal limit as it stood when this was recorded.
    pub limit_at: Option<DateTime<Utc>>,
    /// Who recorded it, as in the journal.
    pub recorded_by: String,
    /// When it was recorded.
    pub recorded_at: DateTime<Utc>,
}

/// One step of a duty's life.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// From 1.
    pub n: i64,
    /// The stage it led to.
    pub stage: Stage,
    /// The rule pack it was decided with.
    pub pack_version: String,
    /// Why; none where no reason was given, or once the key is destroyed.
    pub reason: Option<String>,
    /// Who decided, as in the journal.
    pub decided_by: String,
    /// When.
    pub decided_at: DateTime<Utc>,
}

/// How a country applies a rule: another recipient, a form, a remark.
#[derive(Clone, Debug)]
pub struct Refinement {
    /// The rule.
    pub rule: String,
    /// Its name.
    pub title: Bilingual,
    /// Its article.
    pub article: String,
    /// The recipient in that country.
    pub recipient: Named,
    /// What to read beside it.
    pub note: Option<Bilingual>,
}

/// On whom a duty falls, seen from one lab.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Debtor {
    /// On the lab.
    Lab,
    /// On another organisation in the case: the processor, the host, the vendor.
    Another,
}

/// A duty as a list shows it.
#[derive(Clone, Debug)]
pub struct DutyView {
    /// The rule.
    pub rule: String,
    /// Its name.
    pub title: Bilingual,
    /// Its article.
    pub article: String,
    /// In which quality it is owed.
    pub owed_by: Bilingual,
    /// On whom it falls.
    pub debtor: Debtor,
    /// To whom, as the country's own rule says where there is one.
    pub recipient: Named,
    /// Duty or option.
    pub force: Force,
    /// Where it stands.
    pub stage: Stage,
    /// What the facts say of it now.
    pub assessed: State,
    /// Why, in words.
    pub reason: Bilingual,
    /// By when.
    pub due: Due,
    /// Number of submissions.
    pub submissions: i64,
    /// When the first one was sent.
    pub first_sent: Option<DateTime<Utc>>,
    /// The rules of countries that say how it is done.
    pub refinements: Vec<Refinement>,
    /// Remark of the rule.
    pub note: Option<Bilingual>,
    /// The version to give back with a change; 0 while it has no row.
    pub version: i64,
}

impl DutyView {
    /// Whether something is still to be sent for the first time.
    pub fn is_open(&self) -> bool {
        match self.stage {
            Stage::NotAssessed => self.assessed == State::Triggered,
            Stage::Triggered => true,
            _ => false,
        }
    }

    /// Whether the decision taken and the present facts disagree.
    pub fn disagrees(&self) -> bool {
        matches!(
            (self.stage, self.assessed),
            (Stage::Triggered, State::NotTriggered) | (Stage::NotTriggered, State::Triggered)
        )
    }

    /// The instant that commands alarms.
    pub fn target(&self) -> Option<DateTime<FixedOffset>> {
        match &self.due {
            Due::At(at) => at.target,
            _ => None,
        }
    }

    /// Whether the target has passed with nothing sent. Computed, never stored.
    pub fn is_overdue(&self, now: DateTime<Utc>) -> bool {
        self.is_open() && self.target().is_some_and(|target| now > target)
    }

    /// Time left before the target; negative once it has passed.
    pub fn remaining(&self, now: DateTime<Utc>) -> Option<TimeDelta> {
        self.target().filter(|_| self.is_open()).map(|target| target.to_utc() - now)
    }
}

/// A duty with its history.
#[derive(Clone, Debug)]
pub struct DutyDetail {
    /// As in the list.
    pub view: DutyView,
    /// What was sent, oldest first.
    pub submissions: Vec<Submission>,
    /// Every step of its life, oldest first.
    pub steps: Vec<Step>,
    /// The deadline under each awareness that was ever in force, the present one last.
    pub deadlines: Vec<PastDeadline>,
}

/// The deadline as it followed from one decision on awareness.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PastDeadline {
    /// The awareness.
    pub aware_at: DateTime<Utc>,
    /// When that was decided.
    pub decided_at: DateTime<Utc>,
    /// Whether it is in force now.
    pub in_force: bool,
    /// The deadline that follows from it.
    pub due: Due,
}

/// The deadline that the header of the console shows.
#[derive(Clone, Debug)]
pub struct NearestDeadline {
    /// The lab's part of the case.
    pub case_lab: CaseLabId,
    /// The rule.
    pub rule: String,
    /// Its name, as the country's own rule says where there is one.
    pub title: Bilingual,
    /// Its article.
    pub article: String,
    /// From when the time runs.
    pub start: DateTime<FixedOffset>,
    /// The instant that commands alarms.
    pub target: DateTime<FixedOffset>,
    /// The last instant in law, where the law has a number.
    pub legal_limit: Option<DateTime<FixedOffset>>,
    /// Time left; negative once the target has passed.
    pub remaining: TimeDelta,
}

/// A dormant rule or pack that was switched in force.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Switch {
    /// Id of the rule or pack.
    pub name: String,
    /// First day in force.
    pub from: NaiveDate,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_sent_is_never_decided_away() {
        for stage in [Stage::SubmittedInitial, Stage::SubmittedComplementary, Stage::Closed] {
            assert_eq!(stage.decided(Owed::No), None);
            assert_eq!(stage.decided(Owed::Yes), None);
        }
        assert_eq!(Stage::NotTriggered.decided(Owed::Yes), Some(Stage::Triggered));
    }

    #[test]
    fn nothing_is_sent_under_a_duty_that_is_not_owed_or_closed() {
        assert_eq!(Stage::NotTriggered.submitted(), None);
        assert_eq!(Stage::Closed.submitted(), None);
        assert_eq!(Stage::NotAssessed.submitted(), Some(Stage::SubmittedInitial));
        assert_eq!(Stage::SubmittedInitial.submitted(), Some(Stage::SubmittedComplementary));
    }

    #[test]
    fn names_read_back() {
        for stage in Stage::ALL {
            assert_eq!(Stage::parse(stage.as_str()), Some(stage));
        }
    }
}
