//! Accounts: roles, lost factors, closing, demonstration accounts.

use super::*;
use crate::{AccountScope, AccountState, Factors};

db::each_engine! {
    async fn a_list_shows_one_organisation_and_its_roles_only(t: TestDb) {
        let room = room(&t).await;
        let accounts = &room.accounts;
        let dpo = room.staff("dpo@example.org", room.lab, Role::Dpo).await;
        let both = DemoAccount {
            email: "both@example.org".to_owned(),
            name: "Alix Commune".to_owned(),
            grants: vec![
                Grant { organisation: room.lab, role: Role::Importer },
                Grant { organisation: room.other_lab, role: Role::Importer },
            ],
        };
        accounts.demo_account(&Actor::Operator, both).await.unwrap();
        room.staff("far@example.org", room.other_lab, Role::Dpo).await;
        let actor = room.actor(room.browser(&dpo).await).await;
        let listed = accounts.list_accounts(&actor, AccountScope::Organisation(room.lab)).await.unwrap();
        assert_eq!(listed.iter().map(|a| a.name.as_str()).collect::<Vec<_>>(), ["Alix Commune", "Camille Exemple"]);
        assert_eq!(listed[0].grants, [Grant { organisation: room.lab, role: Role::Importer }]);
        assert!(listed.iter().all(|a| a.factors == Factors::Both && a.state == AccountState::Active));
        for scope in [AccountScope::Organisation(room.other_lab), AccountScope::Platform] {
            assert!(matches!(accounts.list_accounts(&actor, scope).await, Err(AccountError::Denied(_))));
        }
        assert_eq!(accounts.list_accounts(&Actor::Operator, AccountScope::Platform).await.unwrap().len(), 3);
        let ids: Vec<_> = accounts.list_accounts(&Actor::Operator, AccountScope::Platform).await.unwrap().iter().map(|a| a.id).collect();
        assert_eq!(accounts.account_names(&actor, &ids).await.unwrap().len(), 2);
        assert_eq!(accounts.account_names(&Actor::System("journal"), &ids).await.unwrap().len(), 3);
    }

    async fn a_role_change_acts_at_once_and_renames_the_session(t: TestDb) {
        let room = room(&t).await;
        let accounts = &room.accounts;
        let who = room.staff("ana@example.org", room.lab, Role::Assistant).await;
        let cookie = room.browser(&who).await;
        assert_eq!(room.request(cookie).await.0.unwrap().grants[0].role, Role::Assistant);
        accounts.change_grants(&Actor::Operator, who.account, room.lab, &[Role::Approver, Role::Auditor]).await.unwrap();
        let (actor, renewed) = room.request(cookie).await;
        let roles: Vec<Role> = actor.as_ref().unwrap().grants.iter().map(|g| g.role).collect();
        assert_eq!(roles, [Role::Approver, Role::Auditor]);
        let renewed = renewed.unwrap();
        assert_ne!(renewed, cookie);
        assert!(room.request(cookie).await.0.is_none(), "the old identifier is worth nothing");
        let (after, same) = room.request(renewed).await;
        assert_eq!(after.unwrap().session, actor.unwrap().session, "it is still the same session");
        assert_eq!(same, Some(renewed));
        accounts.change_grants(&Actor::Operator, who.account, room.lab, &[]).await.unwrap();
        assert!(room.request(renewed).await.0.unwrap().grants.is_empty());
    }

    async fn nobody_gives_themselves_or_elsewhere_what_they_may_not(t: TestDb) {
        let room = room(&t).await;
        let accounts = &room.accounts;
        let dpo = room.staff("dpo@example.org", room.lab, Role::Dpo).await;
        let far = room.staff("far@example.org", room.other_lab, Role::Assistant).await;
        let admin = room.staff("admin@example.org", room.platform, Role::PlatformAdmin).await;
        let printer = room.staff("print@example.org", room.lab, Role::Printer).await;
        let dpo_actor = room.actor(room.browser(&dpo).await).await;
        let admin_actor = room.actor(room.browser(&admin).await).await;
        let printer_actor = room.actor(room.browser(&printer).await).await;
        let change = async |actor: &Actor, who: &DemoCredentials, organisation, role| {
            accounts.change_grants(actor, who.account, organisation, &[role]).await.map_err(|error| match error {
                AccountError::Denied(_) => "denied",
                AccountError::NotFound => "not found",
                AccountError::Invalid(_) => "invalid",
                _ => "other",
            })
        };
        assert_eq!(change(&dpo_actor, &dpo, room.lab, Role::Auditor).await, Err("denied"));
        assert_eq!(change(&admin_actor, &admin, room.lab, Role::Dpo).await, Err("denied"));
        assert_eq!(change(&dpo_actor, &printer, room.lab, Role::PlatformAdmin).await, Err("invalid"));
        assert_eq!(change(&dpo_actor, &far, room.lab, Role::Dpo).await, Err("not found"));
        assert_eq!(change(&dpo_actor, &far, room.other_lab, Role::Dpo).await, Err("not found"));
        assert_eq!(change(&dpo_actor, &printer, room.platform, Role::PlatformAdmin).await, Err("not found"));
        assert_eq!(change(&printer_actor, &dpo, room.lab, Role::Printer).await, Err("denied"));
        assert_eq!(change(&Actor::Operator, &admin, room.lab, Role::Dpo).await, Err("invalid"), "who runs the platform reads no person");
        assert_eq!(change(&dpo_actor, &printer, room.lab, Role::HelpDesk).await, Ok(()));
        assert_eq!(change(&admin_actor, &far, room.lab, Role::Dpo).await, Ok(()));
        let invitation = NewInvitation {
            email: "x@example.org".to_owned(),
            grants: vec![Grant { organisation: room.platform, role: Role::PlatformAdmin }],
            language: String::new(),
        };
        assert!(matches!(accounts.invite(&dpo_actor, invitation).await, Err(AccountError::Denied(_))));
        let myself = NewInvitation {
            email: "DPO@example.org".to_owned(),
            grants: vec![Grant { organisation: room.lab, role: Role::Approver }],
            language: String::new(),
        };
        assert!(matches!(accounts.invite(&dpo_actor, myself).await, Err(AccountError::Denied(_))), "no second signature by invitation");
    }

    async fn a_closed_account_is_out_at_once_and_its_address_is_free(t: TestDb) {
        let room = room(&t).await;
        let accounts = &room.accounts;
        let dpo = room.staff("dpo@example.org", room.lab, Role::Dpo).await;
        let who = room.staff("ana@example.org", room.lab, Role::Assistant).await;
        let cookie = room.browser(&who).await;
        let dpo = room.actor(room.browser(&dpo).await).await;
        accounts.close_account(&dpo, who.account).await.unwrap();
        assert!(room.request(cookie).await.0.is_none());
        let refused = accounts.start_sign_in("ana@example.org", who.password.expose(), home()).await;
        assert!(matches!(refused, Err(AccountError::WrongCredentials { .. })));
        let again = accounts.close_account(&dpo, who.account).await;
        assert!(matches!(again, Err(AccountError::Conflict)));
        let own = accounts.close_account(&dpo, dpo.account().unwrap()).await;
        assert!(matches!(own, Err(AccountError::Denied(_))));
        let names = accounts.account_names(&dpo, &[who.account]).await.unwrap();
        assert_eq!(names[&who.account], "Camille Exemple", "the journal can still name them");
        let grants = [Grant { organisation: room.lab, role: Role::Assistant }];
        let code = room.invite(&dpo, "ana@example.org", &grants).await;
        let (anew, _) = room.accept("ana@example.org", &code).await;
        assert_ne!(anew.account, who.account);
    }

    async fn an_account_with_roles_elsewhere_is_not_one_labs_to_close(t: TestDb) {
        let room = room(&t).await;
        let accounts = &room.accounts;
        let dpo = room.staff("dpo@example.org", room.lab, Role::Dpo).await;
        let who = room.staff("ana@example.org", room.lab, Role::Assistant).await;
        accounts.change_grants(&Actor::Operator, who.account, room.other_lab, &[Role::Dpo]).await.unwrap();
        let dpo = room.actor(room.browser(&dpo).await).await;
        assert!(matches!(accounts.close_account(&dpo, who.account).await, Err(AccountError::Denied(_))));
        assert!(matches!(accounts.reset_second_factor(&dpo, who.account).await, Err(AccountError::Denied(_))));
        let far = room.staff("far@example.org", room.other_lab, Role::Printer).await;
        assert!(matches!(accounts.close_account(&dpo, far.account).await, Err(AccountError::NotFound)));
    }

    async fn a_lost_second_factor_is_enrolled_again_with_code_and_password(t: TestDb) {
        let room = room(&t).await;
        let accounts = &room.accounts;
        let who = room.staff("ana@example.org", room.lab, Role::Dpo).await;
        let cookie = room.browser(&who).await;
        let reset = accounts.reset_second_factor(&Actor::Operator, who.account).await.unwrap();
        assert!(room.request(cookie).await.0.is_none(), "sessions end");
        let ticket = accounts.start_sign_in(&who.email, who.password.expose(), home()).await.unwrap();
        room.advance(Duration::seconds(30));
        let old = room.code(&who.totp_secret);
        let refused = accounts.finish_sign_in(ticket.expose(), SecondFactor::Totp(&old), home()).await;
        assert!(matches!(refused, Err(AccountError::WrongCredentials { .. })));
        let code = reset.code.expose();
        let wrong = accounts.begin_second_factor(code, home(), "girafe lente verte").await;
        assert!(matches!(wrong, Err(AccountError::WrongCredentials { .. })), "the code alone is not enough");
        let as_account = accounts.begin_acceptance(code, home(), Acceptance { name: "X", password: PASSWORD }).await;
        assert!(matches!(as_account, Err(AccountError::CodeUnusable { .. })));
        let enrolment = accounts.begin_second_factor(code, home(), who.password.expose()).await.unwrap();
        let totp = room.code(&enrolment.secret);
        let recovery = accounts.confirm_second_factor(code, home(), &totp).await.unwrap();
        assert_eq!(recovery.len(), 10);
        let again = accounts.confirm_second_factor(code, home(), &totp).await;
        assert!(matches!(again, Err(AccountError::CodeUnusable { .. })));
        let now = DemoCredentials { totp_secret: enrolment.secret, ..who };
        room.sign_in(&now).await;
    }

    async fn a_forgotten_password_is_chosen_again_with_code_and_second_factor(t: TestDb) {
        let room = room(&t).await;
        let accounts = &room.accounts;
        let who = room.staff("ana@example.org", room.lab, Role::Dpo).await;
        let reset = accounts.reset_password(&Actor::Operator, who.account).await.unwrap();
        let both = accounts.reset_second_factor(&Actor::Operator, who.account).await;
        assert!(matches!(both, Err(AccountError::Conflict)), "one factor must be left");
        let code = reset.code.expose();
        let wrong = room.wrong_code(&who.totp_secret);
        let refused = accounts.recover_password(code, home(), PASSWORD, SecondFactor::Totp(&wrong)).await;
        assert!(matches!(refused, Err(AccountError::WrongCredentials { .. })));
        let totp = room.code(&who.totp_secret);
        let weak = accounts.recover_password(code, home(), "azertyuiop12", SecondFactor::Totp(&totp)).await.unwrap_err();
        assert_eq!(field(&weak), Some(("password", FieldCode::Common)));
        accounts.recover_password(code, home(), PASSWORD, SecondFactor::Totp(&totp)).await.unwrap();
        let now = DemoCredentials { password: SecretText::new(PASSWORD.to_owned()), ..who };
        room.sign_in(&now).await;
    }

    async fn a_changed_password_ends_the_other_sessions(t: TestDb) {
        let room = room(&t).await;
        let accounts = &room.accounts;
        let who = room.staff("ana@example.org", room.lab, Role::Dpo).await;
        let (here, there) = (room.browser(&who).await, room.browser(&who).await);
        let me = room.actor(here).await;
        let wrong = accounts.change_password(&me, "girafe lente verte", PASSWORD).await;
        assert!(matches!(wrong, Err(AccountError::WrongCredentials { .. })));
        let weak = accounts.change_password(&me, who.password.expose(), "ana").await.unwrap_err();
        assert_eq!(field(&weak), Some(("password", FieldCode::TooShort)));
        accounts.change_password(&me, who.password.expose(), PASSWORD).await.unwrap();
        assert!(room.request(there).await.0.is_none());
        let (still, renewed) = room.request(here).await;
        assert!(still.is_some());
        assert_ne!(renewed, Some(here));
        room.advance(Duration::seconds(30));
        let old = accounts.start_sign_in(&who.email, who.password.expose(), home()).await;
        assert!(old.is_err());
        let totp = room.code(&who.totp_secret);
        assert_eq!(accounts.renew_recovery_codes(&me, &totp).await.unwrap().len(), 10);
        let replay = accounts.renew_recovery_codes(&me, &totp).await;
        assert!(matches!(replay, Err(AccountError::WrongCredentials { .. })));
    }

    async fn demonstration_accounts_get_new_credentials_when_reset(t: TestDb) {
        let room = room(&t).await;
        let accounts = &room.accounts;
        let who = room.staff("ana@example.org", room.lab, Role::Dpo).await;
        let cookie = room.browser(&who).await;
        let mut all = accounts.reset_demo_accounts(&Actor::Operator).await.unwrap();
        assert_eq!(all.len(), 1);
        let fresh = all.remove(0);
        assert_eq!((fresh.account, fresh.email.as_str()), (who.account, "ana@example.org"));
        assert_ne!(fresh.password, who.password);
        assert!(room.request(cookie).await.0.is_none());
        room.sign_in(&fresh).await;
        let again = room.staff("ana@example.org", room.other_lab, Role::Printer).await;
        assert_eq!(again.account, who.account, "the same address is the same account");
        let actor = room.actor(room.browser(&again).await).await;
        assert_eq!(actor.roles_in(room.other_lab).count(), 1);
        assert_eq!(actor.roles_in(room.lab).count(), 0);
        assert!(matches!(accounts.reset_demo_accounts(&actor).await, Err(AccountError::Denied(_))));
        let grants = [Grant { organisation: room.lab, role: Role::Dpo }];
        let code = room.invite(&Actor::Operator, "real@example.org", &grants).await;
        room.accept("real@example.org", &code).await;
        let real = DemoAccount { email: "real@example.org".to_owned(), name: "X".to_owned(), grants: vec![] };
        assert!(matches!(accounts.demo_account(&Actor::Operator, real).await, Err(AccountError::Conflict)));
    }
}
