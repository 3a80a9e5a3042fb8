//! One duty as the law states it.

use chrono::NaiveDate;
use serde::Serialize;

use super::predicate::Predicate;
use super::words::{Bilingual, Confidence, Force, Phase, Status};
use crate::facts::{Anchor, Jurisdiction, Party};
use crate::period;

/// A recipient, a content list or a proof: a code with its label.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Named {
    /// The stable code.
    pub code: String,
    /// What users read.
    pub label: Bilingual,
}

/// What a notice must contain.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ContentList {
    /// The stable code, as `C-33`.
    pub code: String,
    /// What users read.
    pub label: Bilingual,
    /// The parts, in order.
    pub items: Vec<Bilingual>,
}

/// A ground on which a triggered duty falls away.
#[derive(Clone, Debug)]
pub struct Exemption {
    /// The text.
    pub text: Bilingual,
    /// The facts that prove it; `None` where a person has to judge.
    pub(crate) when: Option<Predicate>,
}

/// How long a duty leaves.
#[derive(Clone, Debug)]
pub enum Term {
    /// A number of units from an event.
    Within(Within),
    /// "Without delay": no number in the law; a target of the product's own, in hours.
    WithoutDelay {
        /// The event.
        start: Anchor,
        /// The rule under which a submission is the event ([`Anchor::Submission`]).
        of: Option<String>,
        /// Hours after which the product reminds.
        soft_hours: Option<u32>,
    },
    /// The date that an authority set.
    SetBy(Anchor),
    /// Kept up to date, with no date.
    Continuous,
    /// Nothing to do in time.
    None,
}

/// A number of units from an event.
#[derive(Clone, Debug)]
pub struct Within {
    /// The event.
    pub start: Anchor,
    /// The rule under which a submission is the event ([`Anchor::Submission`]).
    pub of: Option<String>,
    /// The period, in the zone and calendar of the pack.
    pub period: period::Period,
    /// A longer period, and the facts that allow it (GDPR 12(3), second sentence).
    pub(crate) extension: Option<(Predicate, period::Period)>,
    /// The law also says "without undue delay".
    pub without_delay: Haste,
}

/// Whether the law asks for speed besides its number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Haste {
    /// "Without undue delay and at the latest ...".
    WithoutUndueDelay,
    /// Only the number.
    NumberOnly,
}

/// One rule of a pack.
#[derive(Clone, Debug)]
pub struct DutyRule {
    /// Stable id, as `eu-gdpr-33-1`.
    pub id: String,
    /// The rule that this one tells how to apply in a country.
    pub refines: Option<String>,
    /// Short name for lists.
    pub title: Bilingual,
    /// The article.
    pub article: String,
    /// Texts and pages in which the rule can be read; never empty.
    pub sources: Vec<String>,
    /// Whose law.
    pub law: Jurisdiction,
    /// In which quality it is owed.
    pub owed_by: Party,
    /// To whom.
    pub recipient: Named,
    /// Duty, option or note.
    pub force: Force,
    /// The trigger in words.
    pub when: Bilingual,
    pub(crate) trigger: Predicate,
    /// By when.
    pub term: Term,
    /// Steps in which it may be done.
    pub phases: Vec<Phase>,
    /// What it must contain.
    pub content: Option<ContentList>,
    /// On which grounds it falls away.
    pub exemptions: Vec<Exemption>,
    /// What to keep.
    pub proof: Vec<Named>,
    /// Whether it is law.
    pub status: Status,
    /// First day in force.
    pub from: Option<NaiveDate>,
    /// Last day in force.
    pub to: Option<NaiveDate>,
    /// How sure we are.
    pub confidence: Confidence,
    /// Something the user should read beside it.
    pub note: Option<Bilingual>,
}
