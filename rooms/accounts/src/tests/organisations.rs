//! Organisations: who may see and change them, and what is refused.

use super::*;
use crate::OrganisationProfile;

fn full() -> OrganisationProfile {
    OrganisationProfile {
        name: "Laboratoire du Phare".to_owned(),
        city: "Port-Exemple".to_owned(),
        department: "Finistère".to_owned(),
        finess: "290000017".to_owned(),
        siren: "732 829 320".to_owned(),
        phone: "01 99 00 12 34".to_owned(),
        hours: "du lundi au vendredi, 9 h à 17 h".to_owned(),
        dpo_name: "Délégué à la protection des données".to_owned(),
        dpo_email: "dpo@example.org".to_owned(),
        dpo_address: vec!["1 rue du Phare".to_owned(), "29000 Port-Exemple".to_owned()],
        sender_lines: vec!["CS 12345".to_owned(), "29000 PORT-EXEMPLE".to_owned()],
        language: "en".to_owned(),
        zone: "Indian/Reunion".to_owned(),
    }
}

db::each_engine! {
    async fn what_is_written_reads_back(t: TestDb) {
        let room = room(&t).await;
        let new = NewOrganisation { kind: OrganisationKind::Lab, profile: full() };
        let id = room.accounts.create_organisation(&Actor::Operator, new).await.unwrap();
        let read = room.accounts.organisation(&Actor::System("portal"), id).await.unwrap();
        let expected = OrganisationProfile { siren: "732829320".to_owned(), ..full() };
        assert_eq!(read.profile(), expected);
        let mut tx = t.db.read().await.unwrap();
        assert_eq!(crate::zone_of(&mut tx, id).await.unwrap().name(), "Indian/Reunion");
        assert_eq!(crate::zone_of(&mut tx, room.lab).await.unwrap().name(), "Europe/Paris");
        drop(tx);
        assert_eq!((read.kind, read.version), (OrganisationKind::Lab, 1));
        let names: Vec<String> = room.accounts.organisations(&Actor::Operator).await.unwrap()
            .into_iter().map(|o| o.name).collect();
        assert_eq!(names, ["Laboratoire des Landes", "Laboratoire du Phare", "Laboratoire du Port", "Plateforme"]);
    }

    async fn staff_see_their_own_organisation_and_nobody_elses(t: TestDb) {
        let room = room(&t).await;
        let dpo = room.staff("dpo@example.org", room.lab, Role::Dpo).await;
        let admin = room.staff("admin@example.org", room.platform, Role::PlatformAdmin).await;
        let dpo = room.actor(room.browser(&dpo).await).await;
        let admin = room.actor(room.browser(&admin).await).await;
        let accounts = &room.accounts;
        assert_eq!(accounts.organisations(&dpo).await.unwrap().len(), 1);
        assert_eq!(accounts.organisations(&admin).await.unwrap().len(), 3);
        assert!(accounts.organisations(&Actor::Visitor).await.unwrap().is_empty());
        assert!(accounts.organisation(&dpo, room.lab).await.is_ok());
        for (actor, id) in [(&dpo, room.other_lab), (&dpo, room.platform), (&Actor::Visitor, room.lab)] {
            let hidden = accounts.organisation(actor, id).await;
            assert!(matches!(hidden, Err(AccountError::NotFound)));
        }
        let new = NewOrganisation::named(OrganisationKind::Lab, "Un laboratoire de plus");
        assert!(matches!(accounts.create_organisation(&dpo, new.clone()).await, Err(AccountError::Denied(_))));
        assert!(accounts.create_organisation(&admin, new).await.is_ok());
    }

    async fn a_dpo_changes_what_patients_see_but_not_the_name(t: TestDb) {
        let room = room(&t).await;
        let dpo = room.staff("dpo@example.org", room.lab, Role::Dpo).await;
        let dpo = room.actor(room.browser(&dpo).await).await;
        let accounts = &room.accounts;
        let mut profile = accounts.organisation(&dpo, room.lab).await.unwrap().profile();
        profile.phone = "02 61 91 00 00".to_owned();
        accounts.update_organisation(&dpo, room.lab, 1, profile.clone()).await.unwrap();
        let stale = accounts.update_organisation(&dpo, room.lab, 1, profile.clone()).await;
        assert!(matches!(stale, Err(AccountError::Conflict)));
        profile.name = "Un autre nom".to_owned();
        let renamed = accounts.update_organisation(&dpo, room.lab, 2, profile.clone()).await;
        assert!(matches!(renamed, Err(AccountError::Denied(_))));
        accounts.update_organisation(&Actor::Operator, room.lab, 2, profile).await.unwrap();
        let read = accounts.organisation(&dpo, room.lab).await.unwrap();
        assert_eq!((read.phone.as_str(), read.name.as_str(), read.version), ("02 61 91 00 00", "Un autre nom", 3));
        let elsewhere = accounts.update_organisation(&dpo, room.other_lab, 1, full()).await;
        assert!(matches!(elsewhere, Err(AccountError::NotFound)));
        let events = room.events().await;
        assert_eq!(events.iter().filter(|name| *name == "accounts.organisation_changed").count(), 2);
    }

    async fn a_finess_number_belongs_to_one_establishment(t: TestDb) {
        let room = room(&t).await;
        let new = NewOrganisation { kind: OrganisationKind::Lab, profile: full() };
        let id = room.accounts.create_organisation(&Actor::Operator, new.clone()).await.unwrap();
        let twice = room.accounts.create_organisation(&Actor::Operator, new).await.unwrap_err();
        assert_eq!(field(&twice), Some(("finess", FieldCode::Taken)));
        let same = room.accounts.update_organisation(&Actor::Operator, id, 1, full()).await;
        assert!(same.is_ok(), "its own number is not taken");
    }
}
