//! Addresses of the actions on a duty, names of their forms and of the fields in them: what
//! the page writes is what the actions read.

/// Address of the decision.
pub(super) const ASSESS: &str = "decision";
/// Address of the record of a submission, and the name of its form.
pub(super) const SUBMIT: &str = "envoi";
/// Address of the end of a duty, and the name of its form.
pub(super) const CLOSE: &str = "cloture";
/// Field of the decision.
pub(super) const VERDICT: &str = "verdict";
/// The decision that it is owed, and the name of its form.
pub(super) const DUE: &str = "yes";
/// The decision that it is not owed, and the name of its form.
pub(super) const NOT_DUE: &str = "no";
/// Field of a reason.
pub(super) const REASON: &str = "reason";
/// Field of the reasons for a delay.
pub(super) const DELAY: &str = "delay_reason";
