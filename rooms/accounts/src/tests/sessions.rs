//! Sessions: limits, revocation, and nothing that comes back to life.

use super::*;
use crate::{Agent, Which};

db::each_engine! {
    async fn a_session_ends_after_half_an_hour_without_a_request(t: TestDb) {
        let room = room(&t).await;
        let who = room.staff("ana@example.org", room.lab, Role::Dpo).await;
        let cookie = room.browser(&who).await;
        for _ in 0..3 {
            room.advance(Duration::minutes(29));
            assert!(room.request(cookie).await.0.is_some(), "used in time");
        }
        room.advance(Duration::minutes(30));
        assert!(room.request(cookie).await.0.is_none());
    }

    async fn a_session_ends_after_twelve_hours_whatever_happens(t: TestDb) {
        let room = room(&t).await;
        let who = room.staff("ana@example.org", room.lab, Role::Dpo).await;
        let mut cookie = room.browser(&who).await;
        for step in 0..35 {
            room.advance(Duration::minutes(20));
            if step == 20 {
                let change = room.accounts.change_grants(&Actor::Operator, who.account, room.lab, &[Role::Auditor]);
                change.await.unwrap();
            }
            let (actor, renewed) = room.request(cookie).await;
            assert!(actor.is_some(), "{step}");
            cookie = renewed.unwrap();
        }
        room.advance(Duration::minutes(20));
        assert!(room.request(cookie).await.0.is_none(), "a new identifier gives no new time");
    }

    async fn last_use_is_written_once_a_minute(t: TestDb) {
        let room = room(&t).await;
        let who = room.staff("ana@example.org", room.lab, Role::Dpo).await;
        let cookie = room.browser(&who).await;
        let me = room.actor(cookie).await;
        let seen = async || room.accounts.list_sessions(&me).await.unwrap()[0].last_seen_at;
        let start = seen().await;
        room.advance(Duration::seconds(59));
        room.request(cookie).await;
        assert_eq!(seen().await, start);
        room.advance(Duration::seconds(1));
        room.request(cookie).await;
        assert_eq!(seen().await, start + Duration::seconds(60));
    }

    async fn ones_own_sessions_are_listed_and_revoked(t: TestDb) {
        let room = room(&t).await;
        let accounts = &room.accounts;
        let who = room.staff("ana@example.org", room.lab, Role::Dpo).await;
        let eve = room.staff("eve@example.org", room.lab, Role::Dpo).await;
        let (here, there, third) = (room.browser(&who).await, room.browser(&who).await, room.browser(&who).await);
        let me = room.actor(here).await;
        let listed = accounts.list_sessions(&me).await.unwrap();
        assert_eq!(listed.len(), 3);
        assert!(listed.iter().all(|session| session.agent == Agent::Firefox));
        assert_eq!(listed.iter().filter(|session| session.which == Which::Current).count(), 1);
        let there_id = room.request(there).await.0.unwrap().session.unwrap();
        let eve = room.actor(room.browser(&eve).await).await;
        assert!(matches!(accounts.revoke_session(&eve, there_id).await, Err(AccountError::NotFound)));
        accounts.revoke_session(&me, there_id).await.unwrap();
        assert!(room.request(there).await.0.is_none());
        assert_eq!(accounts.revoke_other_sessions(&me).await.unwrap(), 1);
        assert!(room.request(third).await.0.is_none());
        assert!(room.request(here).await.0.is_some());
        assert!(matches!(accounts.list_sessions(&Actor::Visitor).await, Err(AccountError::NotFound)));
        let events = room.events().await;
        assert!(events.iter().any(|name| name == "accounts.session_revoked"));
        assert!(events.iter().any(|name| name == "accounts.sessions_revoked"));
    }

    async fn a_request_under_way_does_not_revive_a_revoked_session(t: TestDb) {
        let room = room(&t).await;
        let who = room.staff("ana@example.org", room.lab, Role::Dpo).await;
        let cookie = room.browser(&who).await;
        let me = room.actor(cookie).await;
        let id = room.request(cookie).await.0.unwrap().session.unwrap();
        let (saving, renaming) = (room.session(Some(cookie)), room.session(Some(cookie)));
        saving.insert("draft", "x").await.unwrap();
        renaming.insert("draft", "y").await.unwrap();
        room.accounts.revoke_session(&me, id).await.unwrap();
        saving.save().await.unwrap();
        assert!(room.request(cookie).await.0.is_none());
        renaming.cycle_id().await.unwrap();
        renaming.save().await.unwrap();
        assert!(room.request(renaming.id().unwrap()).await.0.is_none());
    }

    async fn a_session_planted_before_the_sign_in_is_worth_nothing(t: TestDb) {
        let room = room(&t).await;
        let who = room.staff("ana@example.org", room.lab, Role::Dpo).await;
        let planted = room.session(None);
        planted.insert("return_to", "/cases").await.unwrap();
        let planted_id = end_of_request(&planted).await.unwrap();
        let signed_in = room.sign_in(&who).await;
        let victim = room.session(Some(planted_id));
        assert_eq!(victim.get::<String>("return_to").await.unwrap().as_deref(), Some("/cases"));
        room.accounts.open_session(&victim, &signed_in, FIREFOX).await.unwrap();
        let cookie = end_of_request(&victim).await.unwrap();
        assert_ne!(cookie, planted_id);
        assert!(room.request(planted_id).await.0.is_none());
        assert!(room.request(cookie).await.0.is_some());
        let fresh = room.session(Some(cookie));
        assert_eq!(fresh.get::<String>("return_to").await.unwrap(), None, "nothing is carried over");
    }

    async fn signing_out_or_in_as_somebody_else_ends_the_session(t: TestDb) {
        let room = room(&t).await;
        let who = room.staff("ana@example.org", room.lab, Role::Dpo).await;
        let other = room.staff("bea@example.org", room.lab, Role::Printer).await;
        let cookie = room.browser(&who).await;
        let signed_in = room.sign_in(&other).await;
        let session = room.session(Some(cookie));
        room.accounts.open_session(&session, &signed_in, FIREFOX).await.unwrap();
        let second = end_of_request(&session).await.unwrap();
        assert!(room.request(cookie).await.0.is_none());
        let me = room.actor(second).await;
        assert_eq!(me.account(), Some(other.account));
        let session = room.session(Some(second));
        room.accounts.sign_out(&me, &session).await.unwrap();
        assert_eq!(end_of_request(&session).await, None);
        assert!(room.request(second).await.0.is_none());
        assert!(room.accounts.list_sessions(&me).await.unwrap().is_empty());
        let outs = room.events().await.into_iter().filter(|name| name == "accounts.signed_out");
        assert_eq!(outs.count(), 2);
    }

    async fn a_purge_takes_what_is_over_and_nothing_else(t: TestDb) {
        let room = room(&t).await;
        let accounts = &room.accounts;
        let who = room.staff("ana@example.org", room.lab, Role::Dpo).await;
        room.browser(&who).await;
        let anonymous = room.session(None);
        anonymous.insert("x", 1).await.unwrap();
        anonymous.save().await.unwrap();
        accounts.start_sign_in(&who.email, who.password.expose(), home()).await.unwrap();
        accounts.start_sign_in(&who.email, "wrong password", home()).await.unwrap_err();
        let grants = [Grant { organisation: room.lab, role: Role::Dpo }];
        room.invite(&Actor::Operator, "x@example.org", &grants).await;
        assert!(matches!(accounts.purge(&Actor::Visitor).await, Err(AccountError::Denied(_))));
        let system = Actor::System("accounts.purge");
        assert_eq!(accounts.purge(&system).await.unwrap(), crate::PurgeCounts::default());
        room.advance(Duration::hours(1));
        let counts = accounts.purge(&system).await.unwrap();
        assert_eq!((counts.sessions, counts.tickets, counts.delays, counts.invitations), (1, 1, 2, 0));
        room.advance(Duration::hours(11));
        assert_eq!(accounts.purge(&system).await.unwrap().sessions, 1);
        room.advance(Duration::days(37));
        assert_eq!(accounts.purge(&system).await.unwrap().invitations, 1);
        assert!(room.events().await.iter().any(|name| name == "accounts.purged"));
    }
}
