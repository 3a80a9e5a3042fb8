//! Which roles go together.

use db::Tx;
use kernel::{Grant, Role};

use crate::{
    error::{AccountError, FieldCode, Result},
    organisation::{self, OrganisationKind},
    rules::{Verb, holds},
};

/// Whether a kind of organisation knows a role.
pub(crate) const fn fits(kind: OrganisationKind, role: Role) -> bool {
    match kind {
        OrganisationKind::Lab => {
            !matches!(role, Role::PlatformAdmin | Role::Vendor | Role::Regulator)
        }
        OrganisationKind::Vendor => matches!(role, Role::Vendor),
        OrganisationKind::Authority => matches!(role, Role::Regulator),
        OrganisationKind::Platform => matches!(role, Role::PlatformAdmin | Role::Auditor),
    }
}

/// Whether one person may hold all of these: who runs the platform reads no person.
pub(crate) fn go_together(grants: &[Grant]) -> bool {
    let reads_persons =
        |role: Role| Verb::ALL.into_iter().any(|verb| verb.touches_persons() && holds(role, verb));
    !(grants.iter().any(|grant| grant.role == Role::PlatformAdmin)
        && grants.iter().any(|grant| reads_persons(grant.role)))
}

/// Refuses roles that their organisation does not know or that do not go together, and
/// organisations that do not exist.
pub(crate) async fn check(tx: &mut Tx, grants: &[Grant]) -> Result<()> {
    for grant in grants {
        let organisation =
            organisation::by_id(tx, grant.organisation).await?.ok_or(AccountError::NotFound)?;
        if !fits(organisation.kind, grant.role) {
            return Err(AccountError::field("role", FieldCode::NotAllowed));
        }
    }
    if go_together(grants) {
        Ok(())
    } else {
        Err(AccountError::field("role", FieldCode::NotAllowed))
    }
}

/// The roles as one word of the journal, in a fixed order.
pub(crate) fn words(roles: impl Iterator<Item = Role>) -> String {
    let mut roles: Vec<Role> = roles.collect();
    roles.sort_unstable();
    roles.dedup();
    roles.into_iter().map(Role::as_str).collect::<Vec<_>>().join(",")
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::Env;

    #[test]
    fn every_role_has_a_kind_of_organisation_and_every_kind_a_role() {
        for role in Role::ALL {
            assert!(OrganisationKind::ALL.into_iter().any(|kind| fits(kind, role)), "{role:?}");
        }
        for kind in OrganisationKind::ALL {
            assert!(Role::ALL.into_iter().any(|role| fits(kind, role)), "{kind:?}");
        }
        assert!(!fits(OrganisationKind::Lab, Role::PlatformAdmin));
    }

    #[test]
    fn who_runs_the_platform_reads_no_person() {
        let env = Env::system();
        let grant = |role| Grant { organisation: env.new_id(), role };
        let with_admin = |role| go_together(&[grant(Role::PlatformAdmin), grant(role)]);
        for role in [Role::Dpo, Role::Assistant, Role::HelpDesk, Role::Importer, Role::Printer] {
            assert!(!with_admin(role), "{role:?}");
            assert!(go_together(&[grant(role), grant(Role::Auditor)]));
        }
        assert!(with_admin(Role::Auditor));
    }
}
