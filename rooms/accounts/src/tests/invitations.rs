//! From a one-time code to an account.

use super::*;

db::each_engine! {
    async fn an_invited_person_signs_in_with_what_they_chose(t: TestDb) {
        let room = room(&t).await;
        let grants = [
            Grant { organisation: room.lab, role: Role::Dpo },
            Grant { organisation: room.other_lab, role: Role::Assistant },
        ];
        let code = room.invite(&Actor::Operator, " Noe@Example.org ", &grants).await;
        let opened = room.accounts.open_invitation(&code.expose().to_lowercase(), home()).await.unwrap();
        assert_eq!(opened.email, "noe@example.org");
        assert_eq!(opened.grants.len(), 2);
        assert!(opened.grants.iter().any(|g| g.name == "Laboratoire du Port" && g.role == Role::Dpo));
        let (who, recovery) = room.accept("noe@example.org", &code).await;
        assert_eq!(recovery.len(), 10);
        let signed_in = room.sign_in(&who).await;
        assert_eq!((signed_in.account, signed_in.recovery_codes_left), (who.account, 10));
        assert_eq!(signed_in.last_sign_in_at, None);
        let me = room.actor(room.browser(&who).await).await;
        let view = room.accounts.own_account(&me).await.unwrap();
        assert_eq!((view.name.as_str(), view.email.as_str()), ("Noé Modèle", "noe@example.org"));
        assert_eq!(view.grants.len(), 2);
        let events = room.events().await;
        for name in ["accounts.invited", "accounts.acceptance_begun", "accounts.invitation_accepted", "accounts.signed_in"] {
            assert!(events.iter().any(|event| event == name), "{name}");
        }
    }

    async fn a_code_works_once_and_for_a_week(t: TestDb) {
        let room = room(&t).await;
        let grants = [Grant { organisation: room.lab, role: Role::Dpo }];
        let code = room.invite(&Actor::Operator, "a@example.org", &grants).await;
        let early = room.invite(&Actor::Operator, "b@example.org", &grants).await;
        room.accept("a@example.org", &code).await;
        let again = room.accounts.open_invitation(code.expose(), home()).await;
        assert!(matches!(again, Err(AccountError::CodeUnusable { .. })));
        room.advance(Duration::days(7) - Duration::seconds(1));
        assert!(room.accounts.open_invitation(early.expose(), home()).await.is_ok());
        room.advance(Duration::seconds(1));
        let late = room.accounts.open_invitation(early.expose(), home()).await;
        assert!(matches!(late, Err(AccountError::CodeUnusable { .. })));
    }

    async fn a_new_invitation_or_a_withdrawal_ends_the_old_code(t: TestDb) {
        let room = room(&t).await;
        let grants = [Grant { organisation: room.lab, role: Role::Dpo }];
        let first = room.invite(&Actor::Operator, "a@example.org", &grants).await;
        let second = room.invite(&Actor::Operator, "a@example.org", &grants).await;
        assert!(room.accounts.open_invitation(first.expose(), home()).await.is_err());
        assert!(room.accounts.open_invitation(second.expose(), home()).await.is_ok());
        let listed = room.accounts.list_invitations(&Actor::Operator, room.lab).await.unwrap();
        assert_eq!(listed.len(), 1);
        assert_eq!((listed[0].email.as_str(), listed[0].roles.as_slice()), ("a@example.org", [Role::Dpo].as_slice()));
        assert!(room.accounts.list_invitations(&Actor::Operator, room.other_lab).await.unwrap().is_empty());
        room.accounts.revoke_invitation(&Actor::Operator, listed[0].id).await.unwrap();
        assert!(room.accounts.open_invitation(second.expose(), home()).await.is_err());
        let twice = room.accounts.revoke_invitation(&Actor::Operator, listed[0].id).await;
        assert!(matches!(twice, Err(AccountError::NotFound)));
    }

    async fn guessing_codes_slows_the_guessers_address_only(t: TestDb) {
        let room = room(&t).await;
        let grants = [Grant { organisation: room.lab, role: Role::Dpo }];
        let code = room.invite(&Actor::Operator, "a@example.org", &grants).await;
        let stranger = from("198.51.100.1");
        let mut last = 0;
        for _ in 0..40 {
            let refused = room.accounts.open_invitation("0000-0000-00000", stranger).await.unwrap_err();
            last = retry_after(&refused);
            room.advance(Duration::seconds(i64::try_from(last).unwrap()));
        }
        assert_eq!(last, 60);
        room.accounts.open_invitation("0000-0000-00000", stranger).await.unwrap_err();
        let waits = room.accounts.open_invitation(code.expose(), stranger).await.unwrap_err();
        assert_eq!(retry_after(&waits), 60, "even the right code waits there");
        assert!(room.accounts.open_invitation(code.expose(), home()).await.is_ok());
    }

    async fn what_is_typed_is_checked_field_by_field(t: TestDb) {
        let room = room(&t).await;
        let accounts = &room.accounts;
        let grants = [Grant { organisation: room.lab, role: Role::Dpo }];
        let code = room.invite(&Actor::Operator, "ana.roche@example.org", &grants).await;
        for (name, password, expected) in [
            ("", PASSWORD, ("name", FieldCode::Missing)),
            ("Ana", "short", ("password", FieldCode::TooShort)),
            ("Ana", "motdepasse2026", ("password", FieldCode::Common)),
            ("Ana", "ana.roche.2026", ("password", FieldCode::Common)),
        ] {
            let typed = Acceptance { name, password };
            let refused = accounts.begin_acceptance(code.expose(), home(), typed).await.unwrap_err();
            assert_eq!(field(&refused), Some(expected));
        }
        let before = accounts.confirm_acceptance(code.expose(), home(), "000000").await;
        assert!(matches!(before, Err(AccountError::Conflict)), "nothing was chosen yet");
        let typed = Acceptance { name: "Ana", password: PASSWORD };
        let enrolment = accounts.begin_acceptance(code.expose(), home(), typed).await.unwrap();
        let wrong = room.wrong_code(&enrolment.secret);
        let refused = accounts.confirm_acceptance(code.expose(), home(), &wrong).await.unwrap_err();
        assert_eq!(field(&refused), Some(("totp", FieldCode::Wrong)));
        assert!(enrolment.url.expose().starts_with("otpauth://totp/"));
        for (email, roles, expected) in [
            ("no address", vec![grants[0]], ("email", FieldCode::Malformed)),
            ("x@example.org", vec![], ("role", FieldCode::Missing)),
            ("x@example.org", vec![Grant { organisation: room.lab, role: Role::Vendor }], ("role", FieldCode::NotAllowed)),
        ] {
            let new = NewInvitation { email: email.to_owned(), grants: roles, language: String::new() };
            let refused = accounts.invite(&Actor::Operator, new).await.unwrap_err();
            assert_eq!(field(&refused), Some(expected));
        }
    }

    async fn an_existing_account_claims_its_invitation_and_nobody_elses(t: TestDb) {
        let room = room(&t).await;
        let accounts = &room.accounts;
        let ana = room.staff("ana@example.org", room.lab, Role::Dpo).await;
        let eve = room.staff("eve@example.org", room.lab, Role::Printer).await;
        let grants = [Grant { organisation: room.other_lab, role: Role::Approver }];
        let code = room.invite(&Actor::Operator, "ana@example.org", &grants).await;
        let typed = Acceptance { name: "Ana", password: PASSWORD };
        let exists = accounts.begin_acceptance(code.expose(), home(), typed).await;
        assert!(matches!(exists, Err(AccountError::AccountExists)));
        let eve = room.actor(room.browser(&eve).await).await;
        let stolen = accounts.claim_invitation(&eve, code.expose(), home()).await;
        assert!(matches!(stolen, Err(AccountError::CodeUnusable { .. })));
        let cookie = room.browser(&ana).await;
        let before = room.actor(cookie).await;
        accounts.claim_invitation(&before, code.expose(), home()).await.unwrap();
        let (after, _) = room.request(cookie).await;
        assert_eq!(after.unwrap().grants.len(), 2);
    }

    async fn an_administrator_is_made_at_the_command_line_only(t: TestDb) {
        let room = room(&t).await;
        let admin = room.staff("admin@example.org", room.platform, Role::PlatformAdmin).await;
        let admin = room.actor(room.browser(&admin).await).await;
        for actor in [&admin, &Actor::Visitor, &Actor::System("jobs")] {
            let refused = room.accounts.create_admin(actor, "x@example.org").await;
            assert!(matches!(refused, Err(AccountError::Denied(_))));
        }
        let made = room.accounts.create_admin(&Actor::Operator, "x@example.org").await.unwrap();
        assert!(!made.code.expose().contains("http"));
        let (who, _) = room.accept("x@example.org", &made.code).await;
        let actor = room.actor(room.browser(&who).await).await;
        assert_eq!(actor.roles_in(room.platform).collect::<Vec<_>>(), [Role::PlatformAdmin]);
    }
}
