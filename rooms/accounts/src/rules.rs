//! Who may do what: the matrix of roles and verbs, and the one function that asks it.
//!
//! Every public verb of every room names its [`Verb`] and calls [`authorise`] on its
//! first line. The vendor (processor) and the platform administrator hold no verb on
//! persons; an authority reads aggregates, texts and proofs.

use kernel::{Actor, OrganisationId, Role};

/// Something the product can be asked to do. Append-only; the names appear in the
/// journal and in the matrix test.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Verb {
    /// Create and change labs, vendors and authorities.
    ManageOrganisations,
    /// Invite, change and close staff accounts of an organisation.
    ManageAccounts,
    /// Read the list of staff of an organisation.
    ViewAccounts,
    /// Change settings of an organisation (texts, senders, limits).
    ManageSettings,
    /// Destroy a data key.
    DestroyKeys,
    /// Open a case and add labs to it.
    OpenCase,
    /// Read a case: facts, timeline, awareness ledger.
    ViewCase,
    /// Change the facts of a case.
    EditCase,
    /// Add a row to the awareness ledger.
    RecordAwareness,
    /// Decide from which instant the controller was aware.
    DecideAwareness,
    /// Second signature where awareness is later than the first signal.
    ApproveAwareness,
    /// Read deliveries of extracts, their counts and errors.
    ViewImports,
    /// Upload, map, check, store an extract.
    RunImport,
    /// Make a wave visible, or withdraw it.
    ActivateImport,
    /// Correct or drop quarantined rows.
    ResolveQuarantine,
    /// Search persons by trait, with a reason.
    SearchPersons,
    /// Read one person's record, with a reason.
    ReadPerson,
    /// Exclude, protect, correct a person.
    ChangePerson,
    /// Read the duties and their deadlines.
    ViewDuties,
    /// Assess a duty: triggered or not, and why.
    AssessDuty,
    /// Record a submission to an authority.
    SubmitDuty,
    /// Read campaigns and their counts.
    ViewCampaigns,
    /// Write and prepare a campaign.
    PrepareCampaign,
    /// Second person: approve the content of a campaign.
    ApproveCampaign,
    /// Launch, pause, resume, cancel.
    RunCampaign,
    /// Download batches of letters and record that they were posted.
    PrintLetters,
    /// Record returned mail and settle deliveries in doubt.
    SettleDeliveries,
    /// Read messages captured instead of sent.
    ReadCapturedMail,
    /// Read the register entry and the preparation sheets.
    ViewReports,
    /// Read the journal and verify it.
    ReadJournal,
    /// Counts of one's own clients (processor).
    ViewClientCounts,
    /// The file of a case as an authority sees it.
    ViewAuthorityFile,
}

impl Verb {
    /// All verbs, in order.
    pub const ALL: [Self; 32] = [
        Self::ManageOrganisations,
        Self::ManageAccounts,
        Self::ViewAccounts,
        Self::ManageSettings,
        Self::DestroyKeys,
        Self::OpenCase,
        Self::ViewCase,
        Self::EditCase,
        Self::RecordAwareness,
        Self::DecideAwareness,
        Self::ApproveAwareness,
        Self::ViewImports,
        Self::RunImport,
        Self::ActivateImport,
        Self::ResolveQuarantine,
        Self::SearchPersons,
        Self::ReadPerson,
        Self::ChangePerson,
        Self::ViewDuties,
        Self::AssessDuty,
        Self::SubmitDuty,
        Self::ViewCampaigns,
        Self::PrepareCampaign,
        Self::ApproveCampaign,
        Self::RunCampaign,
        Self::PrintLetters,
        Self::SettleDeliveries,
        Self::ReadCapturedMail,
        Self::ViewReports,
        Self::ReadJournal,
        Self::ViewClientCounts,
        Self::ViewAuthorityFile,
    ];

    /// Whether the verb reads or changes an identified person.
    pub const fn touches_persons(self) -> bool {
        matches!(
            self,
            Self::SearchPersons
                | Self::ReadPerson
                | Self::ChangePerson
                | Self::ResolveQuarantine
                | Self::ReadCapturedMail
                | Self::PrintLetters
        )
    }
}

/// Where a verb is to act.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    /// The platform as such.
    Platform,
    /// One organisation: a lab (and its part of a case), a vendor, an authority.
    Organisation(OrganisationId),
}

/// A refusal. It names no object: what the actor may not know exists is "not found"
/// to them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the role does not allow {verb:?}")]
pub struct Denied {
    /// What was asked.
    pub verb: Verb,
}

/// Whether a role holds a verb.
pub const fn holds(role: Role, verb: Verb) -> bool {
    use Verb as V;
    match role {
        Role::PlatformAdmin => matches!(
            verb,
            V::ManageOrganisations
                | V::ManageAccounts
                | V::ViewAccounts
                | V::ManageSettings
                | V::DestroyKeys
                | V::ReadJournal
        ),
        Role::Dpo => {
            !matches!(verb, V::ManageOrganisations | V::ViewClientCounts | V::ViewAuthorityFile)
        }
        Role::Assistant => matches!(
            verb,
            V::ViewAccounts
                | V::ViewCase
                | V::EditCase
                | V::RecordAwareness
                | V::ViewImports
                | V::RunImport
                | V::ResolveQuarantine
                | V::SearchPersons
                | V::ReadPerson
                | V::ViewDuties
                | V::AssessDuty
                | V::ViewCampaigns
                | V::PrepareCampaign
                | V::SettleDeliveries
                | V::ReadCapturedMail
                | V::ViewReports
        ),
        Role::Approver => matches!(
            verb,
            V::ViewCase
                | V::ApproveAwareness
                | V::ViewImports
                | V::ViewDuties
                | V::ViewCampaigns
                | V::ApproveCampaign
                | V::ReadCapturedMail
                | V::ViewReports
        ),
        Role::Importer => {
            matches!(verb, V::ViewCase | V::ViewImports | V::RunImport | V::ResolveQuarantine)
        }
        Role::HelpDesk => {
            matches!(verb, V::ViewCase | V::SearchPersons | V::ReadPerson | V::ViewCampaigns)
        }
        Role::Printer => matches!(verb, V::PrintLetters),
        Role::Vendor => matches!(verb, V::ViewClientCounts),
        Role::Regulator => matches!(verb, V::ViewAuthorityFile),
        Role::Auditor => matches!(
            verb,
            V::ViewAccounts
                | V::ViewCase
                | V::ViewImports
                | V::ViewDuties
                | V::ViewCampaigns
                | V::ViewReports
                | V::ReadJournal
        ),
    }
}

/// Whether the actor may do this there.
///
/// The product's own parts may do what their room lets them call; the operator at
/// the command line may do everything that touches no identified person.
///
/// # Errors
/// [`Denied`].
pub fn authorise(actor: &Actor, verb: Verb, target: Target) -> Result<(), Denied> {
    let allowed = match actor {
        Actor::System(_) => true,
        Actor::Operator => !verb.touches_persons(),
        Actor::Visitor => false,
        Actor::Staff(staff) => match target {
            Target::Platform => {
                staff.grants.iter().any(|g| g.role == Role::PlatformAdmin && holds(g.role, verb))
            }
            Target::Organisation(organisation) => staff.grants.iter().any(|g| {
                holds(g.role, verb)
                    && (g.organisation == organisation || g.role == Role::PlatformAdmin)
            }),
        },
    };
    if allowed { Ok(()) } else { Err(Denied { verb }) }
}

/// The organisations in which the actor holds a verb; `None` means all of them.
pub fn organisations_with(actor: &Actor, verb: Verb) -> Option<Vec<OrganisationId>> {
    match actor {
        Actor::System(_) => None,
        Actor::Operator if !verb.touches_persons() => None,
        Actor::Operator | Actor::Visitor => Some(Vec::new()),
        Actor::Staff(staff) => Some(
            staff.grants.iter().filter(|g| holds(g.role, verb)).map(|g| g.organisation).collect(),
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::{Env, Grant, StaffActor};

    fn staff(grants: Vec<Grant>) -> Actor {
        let env = Env::system();
        Actor::Staff(StaffActor { account: env.new_id(), session: None, grants })
    }

    #[test]
    fn nobody_but_a_labs_own_people_touches_persons() {
        for verb in Verb::ALL.into_iter().filter(|verb| verb.touches_persons()) {
            for role in [Role::PlatformAdmin, Role::Vendor, Role::Regulator, Role::Auditor] {
                assert!(!holds(role, verb), "{role:?} {verb:?}");
            }
        }
    }

    #[test]
    fn a_role_in_one_lab_is_nothing_in_another() {
        let env = Env::system();
        let (mine, other) = (env.new_id(), env.new_id());
        for role in Role::ALL.into_iter().filter(|role| *role != Role::PlatformAdmin) {
            let actor = staff(vec![Grant { organisation: mine, role }]);
            for verb in Verb::ALL {
                let here = authorise(&actor, verb, Target::Organisation(mine)).is_ok();
                assert_eq!(here, holds(role, verb));
                assert!(authorise(&actor, verb, Target::Organisation(other)).is_err());
                assert!(authorise(&actor, verb, Target::Platform).is_err());
            }
        }
    }

    #[test]
    fn a_visitor_may_do_nothing_and_the_operator_reads_no_person() {
        for verb in Verb::ALL {
            assert!(authorise(&Actor::Visitor, verb, Target::Platform).is_err());
            let operator = authorise(&Actor::Operator, verb, Target::Platform).is_ok();
            assert_eq!(operator, !verb.touches_persons());
        }
    }

    #[test]
    fn every_verb_is_held_by_somebody() {
        for verb in Verb::ALL {
            assert!(Role::ALL.into_iter().any(|role| holds(role, verb)), "{verb:?}");
        }
    }
}
