//! Signing in: same answer, same work, delays that shut nobody else out.

use super::*;

const WRONG: &str = "girafe lente verte";

/// Wrong passwords for an address until the delay is the longest.
async fn provoke(room: &Room, email: &str, address: AddressPrefix) -> Vec<u64> {
    let mut delays = Vec::new();
    for _ in 0..12 {
        let refused = room.accounts.start_sign_in(email, WRONG, address).await.unwrap_err();
        let delay = retry_after(&refused);
        room.advance(Duration::seconds(i64::try_from(delay).unwrap()));
        delays.push(delay);
    }
    delays
}

db::each_engine! {
    async fn a_known_and_an_unknown_account_get_the_same_answer_for_the_same_work(t: TestDb) {
        let room = room(&t).await;
        let who = room.staff("ana@example.org", room.lab, Role::Dpo).await;
        let closed = room.staff("old@example.org", room.lab, Role::Assistant).await;
        room.accounts.close_account(&Actor::Operator, closed.account).await.unwrap();
        let mut answers = Vec::new();
        for (place, email) in ["ana@example.org", "nobody@example.org", "old@example.org", "no address"].into_iter().enumerate() {
            let address = from(&format!("203.0.{place}.1"));
            let (hashes, events) = (room.accounts.password_hashes(), room.events().await.len());
            let mut delays = Vec::new();
            for _ in 0..3 {
                let refused = room.accounts.start_sign_in(email, WRONG, address).await.unwrap_err();
                delays.push((refused.to_string(), retry_after(&refused)));
            }
            let waiting = room.accounts.start_sign_in(email, WRONG, address).await.unwrap_err();
            delays.push((waiting.to_string(), retry_after(&waiting)));
            let work = room.accounts.password_hashes() - hashes;
            answers.push((delays, work, room.events().await.len() - events));
        }
        assert_eq!(answers[0].1, 3, "a try that must wait costs no hash");
        assert!(answers.iter().all(|answer| *answer == answers[0]), "{answers:?}");
        let right = room.accounts.start_sign_in("ana@example.org", who.password.expose(), home()).await;
        assert!(right.is_ok());
    }

    async fn delays_grow_are_capped_and_belong_to_one_prefix(t: TestDb) {
        let room = room(&t).await;
        let who = room.staff("ana@example.org", room.lab, Role::Dpo).await;
        let stranger = from("198.51.100.1");
        let delays = provoke(&room, "ana@example.org", stranger).await;
        assert_eq!(delays, [0, 0, 1, 2, 4, 8, 16, 32, 60, 60, 60, 60]);
        room.accounts.start_sign_in("ana@example.org", WRONG, stranger).await.unwrap_err();
        let neighbour = from("198.51.100.200");
        let waits = room.accounts.start_sign_in("ana@example.org", who.password.expose(), neighbour).await.unwrap_err();
        assert_eq!(retry_after(&waits), 60, "the same prefix waits");
        room.sign_in(&who).await;
        room.advance(Duration::seconds(60));
        let after = room.accounts.start_sign_in("ana@example.org", who.password.expose(), stranger).await;
        assert!(after.is_ok(), "a delay is no lock");
        let forgiven = room.accounts.start_sign_in("ana@example.org", WRONG, stranger).await.unwrap_err();
        assert_eq!(retry_after(&forgiven), 0, "a right password forgets the failures");
    }

    async fn one_prefix_trying_many_accounts_is_slowed_too(t: TestDb) {
        let room = room(&t).await;
        let stranger = from("198.51.100.1");
        let mut last = 0;
        for n in 0..40 {
            let email = format!("person{n}@example.org");
            let refused = room.accounts.start_sign_in(&email, WRONG, stranger).await.unwrap_err();
            last = retry_after(&refused);
            room.advance(Duration::seconds(i64::try_from(last).unwrap()));
        }
        assert_eq!(last, 60);
        room.advance(Duration::hours(1));
        let refused = room.accounts.start_sign_in("person0@example.org", WRONG, stranger).await.unwrap_err();
        assert_eq!(retry_after(&refused), 0, "an hour of quiet is forgotten");
    }

    async fn many_tries_at_once_are_counted_one_by_one(t: TestDb) {
        let room = room(&t).await;
        room.staff("ana@example.org", room.lab, Role::Dpo).await;
        let before = room.accounts.password_hashes();
        let mut tasks = tokio::task::JoinSet::new();
        for _ in 0..12 {
            let accounts = room.accounts.clone();
            tasks.spawn(async move { accounts.start_sign_in("ana@example.org", WRONG, home()).await });
        }
        while let Some(done) = tasks.join_next().await {
            assert!(matches!(done.unwrap(), Err(AccountError::WrongCredentials { .. })));
        }
        assert_eq!(room.accounts.password_hashes() - before, 3);
    }

    async fn a_code_of_the_authenticator_counts_once(t: TestDb) {
        let room = room(&t).await;
        let who = room.staff("ana@example.org", room.lab, Role::Dpo).await;
        let accounts = &room.accounts;
        let ticket = accounts.start_sign_in(&who.email, who.password.expose(), home()).await.unwrap();
        let code = room.code(&who.totp_secret);
        accounts.finish_sign_in(ticket.expose(), SecondFactor::Totp(&code), home()).await.unwrap();
        let spent = accounts.finish_sign_in(ticket.expose(), SecondFactor::Totp(&code), home()).await;
        assert!(matches!(spent, Err(AccountError::TicketExpired)), "a ticket opens one session");
        let ticket = accounts.start_sign_in(&who.email, who.password.expose(), home()).await.unwrap();
        let replayed = accounts.finish_sign_in(ticket.expose(), SecondFactor::Totp(&code), home()).await;
        assert!(matches!(replayed, Err(AccountError::WrongCredentials { .. })));
        room.advance(Duration::seconds(30));
        let next = room.code(&who.totp_secret);
        accounts.finish_sign_in(ticket.expose(), SecondFactor::Totp(&next), home()).await.unwrap();
        assert!(room.events().await.iter().any(|name| name == "accounts.second_factor_refused"));
    }

    async fn a_clock_that_was_set_back_shuts_nobody_out(t: TestDb) {
        let room = room(&t).await;
        let ana = room.staff("ana@example.org", room.lab, Role::Dpo).await;
        let ben = room.staff("ben@example.org", room.lab, Role::Dpo).await;
        let accounts = &room.accounts;
        // One right sign-in and some wrong ones while the clock is a day ahead.
        room.advance(Duration::days(1));
        let ticket = accounts.start_sign_in(&ana.email, ana.password.expose(), home()).await.unwrap();
        let code = room.code(&ana.totp_secret);
        accounts.finish_sign_in(ticket.expose(), SecondFactor::Totp(&code), home()).await.unwrap();
        provoke(&room, &ben.email, home()).await;
        room.clock.set(DateTime::from_timestamp(1_700_000_000, 0).unwrap());
        for who in [&ana, &ben] {
            let ticket = accounts.start_sign_in(&who.email, who.password.expose(), home()).await.unwrap();
            let code = room.code(&who.totp_secret);
            let factor = SecondFactor::Totp(&code);
            accounts.finish_sign_in(ticket.expose(), factor, home()).await.unwrap();
            let ticket = accounts.start_sign_in(&who.email, who.password.expose(), home()).await.unwrap();
            let replayed = accounts.finish_sign_in(ticket.expose(), factor, home()).await;
            assert!(replayed.is_err(), "the very same code still counts once");
        }
    }

    async fn a_recovery_code_counts_once_and_is_not_slowed_by_guessers(t: TestDb) {
        let room = room(&t).await;
        let grants = [Grant { organisation: room.lab, role: Role::Dpo }];
        let code = room.invite(&Actor::Operator, "a@example.org", &grants).await;
        let (who, recovery) = room.accept("a@example.org", &code).await;
        let accounts = &room.accounts;
        let ticket = accounts.start_sign_in(&who.email, PASSWORD, home()).await.unwrap();
        let mut delays = Vec::new();
        for place in 0..6 {
            let wrong = room.wrong_code(&who.totp_secret);
            let address = from(&format!("203.0.{place}.1"));
            let refused = accounts.finish_sign_in(ticket.expose(), SecondFactor::Totp(&wrong), address).await.unwrap_err();
            delays.push(retry_after(&refused));
            room.advance(Duration::seconds(i64::try_from(delays[place]).unwrap()));
        }
        assert_eq!(delays, [0, 0, 0, 0, 1, 2], "second factors are counted by account");
        let wrong = room.wrong_code(&who.totp_secret);
        accounts.finish_sign_in(ticket.expose(), SecondFactor::Totp(&wrong), home()).await.unwrap_err();
        let factor = SecondFactor::Recovery(recovery[3].expose());
        let signed_in = accounts.finish_sign_in(ticket.expose(), factor, home()).await.unwrap();
        assert_eq!(signed_in.recovery_codes_left, 9);
        let ticket = accounts.start_sign_in(&who.email, PASSWORD, home()).await.unwrap();
        let again = accounts.finish_sign_in(ticket.expose(), factor, home()).await;
        assert!(matches!(again, Err(AccountError::WrongCredentials { .. })));
    }

    async fn a_ticket_lasts_five_minutes_and_ten_tries(t: TestDb) {
        let room = room(&t).await;
        let who = room.staff("ana@example.org", room.lab, Role::Dpo).await;
        let accounts = &room.accounts;
        let late = accounts.start_sign_in(&who.email, who.password.expose(), home()).await.unwrap();
        room.advance(Duration::minutes(5));
        let code = room.code(&who.totp_secret);
        let refused = accounts.finish_sign_in(late.expose(), SecondFactor::Totp(&code), home()).await;
        assert!(matches!(refused, Err(AccountError::TicketExpired)));
        let worn = accounts.start_sign_in(&who.email, who.password.expose(), home()).await.unwrap();
        for _ in 0..10 {
            let factor = SecondFactor::Recovery("0000-0000-00000");
            let refused = accounts.finish_sign_in(worn.expose(), factor, home()).await;
            assert!(matches!(refused, Err(AccountError::WrongCredentials { .. })));
        }
        let refused = accounts.finish_sign_in(worn.expose(), SecondFactor::Totp(&code), home()).await;
        assert!(matches!(refused, Err(AccountError::TicketExpired)));
        let forged = accounts.finish_sign_in("00", SecondFactor::Totp(&code), home()).await;
        assert!(matches!(forged, Err(AccountError::TicketExpired)));
    }

    async fn a_hash_of_an_older_cost_is_renewed_at_the_sign_in(t: TestDb) {
        let mut room = room(&t).await;
        let who = room.staff("ana@example.org", room.lab, Role::Dpo).await;
        let hash_cost = HashCost { memory_kib: 16, passes: 1, lanes: 1 };
        let Accounts { db, vault, env, .. } = room.accounts.clone();
        room.accounts = Accounts::new(db, vault, env, AccountsConfig { hash_cost, ..config() });
        let before = room.accounts.password_hashes();
        room.sign_in(&who).await;
        assert_eq!(room.accounts.password_hashes() - before, 2);
        room.sign_in(&who).await;
        assert_eq!(room.accounts.password_hashes() - before, 3, "once is enough");
    }
}
