//! Organisations and staff of the demonstration.

use accounts::{DemoAccount, DemoCredentials, NewOrganisation, OrganisationKind};
use kernel::{Actor, Grant, OrganisationId, Role, StaffActor};

use crate::{Failure, Outcome, Services};

/// A lab, its town, department and telephone.
pub(super) struct LabPlan {
    pub(super) lab: synthetic::Lab,
    city: &'static str,
    phone: &'static str,
    dpo: &'static str,
}

/// The three labs of the case.
pub(super) const LABS: [LabPlan; 3] = [
    LabPlan {
        lab: synthetic::Lab::Armorbio,
        city: "Vannes",
        phone: "02 61 91 00 00",
        dpo: "Solenn Trévidic",
    },
    LabPlan {
        lab: synthetic::Lab::Loirelab,
        city: "Orléans",
        phone: "02 61 91 00 01",
        dpo: "Maud Fauvet",
    },
    LabPlan {
        lab: synthetic::Lab::Eurebio,
        city: "Évreux",
        phone: "02 61 91 00 02",
        dpo: "Irène Vauquelin",
    },
];

fn failed(error: accounts::AccountError) -> Failure {
    Failure::because("the demonstration's organisations cannot be made", &error)
}

/// Makes the vendor and the labs, or finds them by name.
pub(super) async fn organisations(
    services: &Services,
) -> Outcome<(OrganisationId, Vec<OrganisationId>)> {
    let known = services.accounts.organisations(&Actor::Operator).await.map_err(failed)?;
    let find = |name: &str| known.iter().find(|o| o.name == name).map(|o| o.id);
    let vendor = match find("Médilog Ouest") {
        Some(id) => id,
        None => {
            let new = NewOrganisation::named(OrganisationKind::Vendor, "Médilog Ouest");
            services.accounts.create_organisation(&Actor::Operator, new).await.map_err(failed)?
        }
    };
    let mut labs = Vec::new();
    for plan in &LABS {
        let name = plan.lab.name();
        if let Some(id) = find(name) {
            labs.push(id);
            continue;
        }
        let mut new = NewOrganisation::named(OrganisationKind::Lab, name);
        let slug = name.to_lowercase();
        new.profile.city = plan.city.to_owned();
        plan.lab.department().clone_into(&mut new.profile.department);
        new.profile.phone = plan.phone.to_owned();
        "du lundi au vendredi, 8 h à 19 h".clone_into(&mut new.profile.hours);
        new.profile.dpo_name = plan.dpo.to_owned();
        new.profile.dpo_email = format!("dpo.{slug}@example.org");
        new.profile.dpo_address = vec![format!("BP 12 {}", plan.city.to_uppercase())];
        new.profile.sender_lines =
            vec!["Protection des données".to_owned(), format!("BP 12 {}", plan.city)];
        labs.push(
            services.accounts.create_organisation(&Actor::Operator, new).await.map_err(failed)?,
        );
    }
    Ok((vendor, labs))
}

/// Staff of the demonstration, as they sign in.
pub(super) struct Staff {
    pub(super) credentials: Vec<DemoCredentials>,
    /// The DPO of all three labs.
    pub(super) dpo: Actor,
    /// The second person.
    pub(super) approver: Actor,
}

/// Makes the accounts, with new credentials.
pub(super) async fn staff(
    services: &Services,
    vendor: OrganisationId,
    labs: &[OrganisationId],
) -> Outcome<Staff> {
    let everywhere = |role: Role| -> Vec<Grant> {
        labs.iter().map(|organisation| Grant { organisation: *organisation, role }).collect()
    };
    let platform = services.accounts.platform(&Actor::Operator).await.map_err(failed)?;
    let accounts = [
        ("dpo@example.org", "Solenn Trévidic", everywhere(Role::Dpo)),
        ("approbation@example.org", "Alix Fauvet", everywhere(Role::Approver)),
        ("accueil@example.org", "Noé Guerlan", everywhere(Role::HelpDesk)),
        ("imprimeur@example.org", "Imprimerie du Golfe", everywhere(Role::Printer)),
        (
            "admin@example.org",
            "Administration",
            vec![Grant { organisation: platform, role: Role::PlatformAdmin }],
        ),
        (
            "editeur@example.org",
            "Médilog Ouest",
            vec![Grant { organisation: vendor, role: Role::Vendor }],
        ),
    ];
    let mut credentials = Vec::new();
    let mut actors = Vec::new();
    for (email, name, grants) in accounts {
        let demo =
            DemoAccount { email: email.to_owned(), name: name.to_owned(), grants: grants.clone() };
        let made = services.accounts.demo_account(&Actor::Operator, demo).await.map_err(failed)?;
        actors.push(Actor::Staff(StaffActor { account: made.account, session: None, grants }));
        credentials.push(made);
    }
    let mut actors = actors.into_iter();
    let (Some(dpo), Some(approver)) = (actors.next(), actors.next()) else {
        return Err(Failure::refused("the demonstration has no staff"));
    };
    Ok(Staff { credentials, dpo, approver })
}
