//! E-mails: outcomes, letters instead, doubt, limits, pauses.

use std::sync::{Arc, Mutex};

use chrono::Duration;
use mail::{Fault, NotSent, Reply};
use people::identity::State;

use super::world::{World, reason, world};
use crate::{
    Alert, CampaignError, CampaignState, Channel, Channels, DeliveryState, Failures, NextStep,
    SendEmails, Settlement,
};

fn in_state(state: DeliveryState) -> Failures {
    Failures { state, reason: None, after: None, limit: 100 }
}

db::each_engine! {
    async fn everybody_gets_one_message_with_their_own_code(t: TestDb) {
        let w = world(&t).await;
        w.emails(60).await;
        // Launched and sent within one minute, which does not begin with it.
        w.clock.advance(Duration::seconds(17));
        let id = w.by_email().await;
        let report = SendEmails::new(&w.room).run_due().await.unwrap();
        assert_eq!((report.accepted, report.total()), (60, 60));
        let days = w.room.by_day(&w.dpo, id).await.unwrap();
        assert_eq!((days.len(), days[0].emails), (1, 60));
        let informed = w.room.informed_so_far(&w.dpo, w.scope.case_lab()).await.unwrap();
        assert_eq!((informed.persons, informed.emails, informed.letters), (60, 60, 0));
        assert_eq!(informed.first_on, Some(days[0].day));
        let text = informed.text.unwrap();
        assert!(text.contains("XXXX-XXXX-XXXXX") && !text.contains("Kermarrec"), "{text}");
        let campaign = w.room.campaign(&w.dpo, id).await.unwrap();
        assert_eq!(campaign.state, CampaignState::Finished);
        w.in_balance(id).await;
        let sent = w.mail.accepted();
        let mut recipients: Vec<_> = sent.iter().map(|o| o.envelope.recipient.as_str().to_owned()).collect();
        recipients.sort_unstable();
        recipients.dedup();
        assert_eq!(recipients.len(), 60);
        let keys = w.people.claim_keys(&w.scope).await.unwrap();
        let persons = w.people.open_all(&w.scope, &w.ids().await).await.unwrap();
        for person in &persons {
            let code = keys.code(person.id, campaign.issue).printed();
            let email = person.record.email.as_ref().unwrap().as_str();
            let own = sent.iter().find(|o| o.envelope.recipient.as_str() == email).unwrap();
            let raw = String::from_utf8_lossy(own.message.raw());
            assert!(raw.contains(&*code));
            assert!(!raw.contains("Kermarrec"), "no name in the message");
            let found = w.people.find_claim(w.scope.incident(), &people::ClaimCode::parse(&code).unwrap()).await.unwrap();
            assert_eq!(found.map(|f| f.person), Some(person.id));
        }
        assert!(audit::verify_db(&w.db).await.unwrap().iter().all(audit::ChainReport::is_sound));
    }

    async fn the_row_says_sending_before_the_server_sees_a_byte(t: TestDb) {
        let w = world(&t).await;
        w.emails(20).await;
        let id = w.by_email().await;
        let unmarked = Arc::new(Mutex::new(Vec::new()));
        let (db, seen) = (w.db.clone(), unmarked.clone());
        w.mail.before_data(move |outgoing| {
            let (db, seen) = (db.clone(), seen.clone());
            let reference = outgoing.message.reference();
            // Another connection sees what is committed, nothing else.
            tokio::task::block_in_place(|| {
                tokio::runtime::Handle::current().block_on(async {
                    let mut tx = db.read().await.unwrap();
                    let sql = "select count(*) from delivery d join attempt a on a.delivery_id = d.delivery_id \
                        and a.n = d.attempts where d.state = 'sending' and a.ended_at is null";
                    let marked: i64 = db::fetch_scalar!(&mut tx, sqlx::query_scalar(sql)).unwrap();
                    if marked == 0 {
                        seen.lock().unwrap().push(reference);
                    }
                });
            });
        });
        SendEmails::new(&w.room).run_due().await.unwrap();
        assert_eq!(*unmarked.lock().unwrap(), []);
        assert_eq!(w.count(id, DeliveryState::Accepted).await, 20);
    }

    async fn a_refusal_for_good_becomes_a_letter_and_the_reply_is_kept(t: TestDb) {
        let w = world(&t).await;
        w.emails(5).await;
        let id = w.by_email().await;
        w.mail.fail_next(Fault::RefuseRecipient(Reply::new(550, "5.1.1 <secret@example.org> unknown")));
        w.mail.fail_next(Fault::RefuseMessage(Reply::new(554, "5.7.1 refused by policy")));
        SendEmails::new(&w.room).run_due().await.unwrap();
        w.in_balance(id).await;
        let page = w.room.failures(&w.dpo, id, &in_state(DeliveryState::Failed)).await.unwrap();
        assert_eq!(page.items.len(), 2);
        for view in &page.items {
            assert_eq!(view.next, NextStep::Letter);
            assert!(i18n::has(view.reason_key.as_ref().unwrap()));
            let rows = w.room.of_person(&w.dpo, w.scope.case_lab(), view.person).await.unwrap();
            let letter = rows.iter().find(|row| row.channel == Channel::Letter).unwrap();
            assert_eq!(letter.state, DeliveryState::Queued);
            let (again, attempts) = w.room.attempts(&w.dpo, view.id).await.unwrap();
            assert_eq!(&again, view);
            assert_eq!(attempts.len(), 1);
            assert_eq!(attempts[0].outcome.as_deref(), Some("refused"));
            assert!(matches!(attempts[0].reply.as_deref(), Some(r) if r.contains("5.1.1") || r.contains("5.7.1")));
        }
        let mut tx = w.db.read().await.unwrap();
        let replies: Vec<(Option<Vec<u8>>,)> = db::fetch_all!(&mut tx, sqlx::query_as("select reply from attempt")).unwrap();
        assert!(replies.iter().flat_map(|(r,)| r).all(|sealed| !sealed.windows(6).any(|w| w == b"secret")));
        drop(tx);
        assert_eq!(w.room.campaign(&w.dpo, id).await.unwrap().state, CampaignState::Running);
        let domains = w.room.domains(&w.dpo, id).await.unwrap();
        assert_eq!(domains.len(), 1);
        assert_eq!((domains[0].domain.as_str(), domains[0].emails, domains[0].refused), ("example.org", 5, 2));
    }

    async fn a_refusal_for_now_is_tried_again_for_two_days_then_becomes_a_letter(t: TestDb) {
        let w = world(&t).await;
        w.emails(3).await;
        let id = w.by_email().await;
        w.mail.script(|_| Some(Fault::RefuseRecipient(Reply::new(450, "4.2.1 later"))));
        let worker = SendEmails::new(&w.room);
        worker.run_due().await.unwrap();
        assert_eq!(w.count(id, DeliveryState::Deferred).await, 3);
        let page = w.room.failures(&w.dpo, id, &in_state(DeliveryState::Deferred)).await.unwrap();
        assert_eq!(page.items[0].next_at, Some(w.env.now() + Duration::minutes(5)));
        assert_eq!(worker.run_due().await.unwrap().total(), 0, "not before its time");
        w.clock.advance(Duration::hours(1));
        w.mail.script(|outgoing| {
            let first = outgoing.envelope.recipient.local_part().ends_with('a');
            (!first).then(|| Fault::RefuseRecipient(Reply::new(450, "4.2.1 later")))
        });
        w.send_all(&worker, 50).await;
        assert_eq!(w.count(id, DeliveryState::Accepted).await, 1);
        assert_eq!(w.count(id, DeliveryState::Failed).await, 2);
        let reasons = w.room.reasons(&w.dpo, id).await.unwrap();
        assert_eq!((reasons[0].reason.as_str(), reasons[0].deliveries), ("expired", 2));
        assert_eq!(w.count(id, DeliveryState::Queued).await, 2, "two letters");
        w.in_balance(id).await;
    }

    async fn doubt_is_never_resent_by_the_machine_and_a_person_settles_it(t: TestDb) {
        let w = world(&t).await;
        w.emails(4).await;
        let id = w.by_email().await;
        w.mail.fail_next(Fault::DoubtKept);
        w.mail.fail_next(Fault::DoubtLost);
        w.mail.fail_next(Fault::DoubtLost);
        let worker = SendEmails::new(&w.room);
        w.send_all(&worker, 5).await;
        assert_eq!(w.count(id, DeliveryState::InDoubt).await, 3);
        assert_eq!(w.mail.accepted().len(), 2);
        assert_eq!(w.room.campaign(&w.dpo, id).await.unwrap().state, CampaignState::Running);
        let doubts = w.room.failures(&w.dpo, id, &in_state(DeliveryState::InDoubt)).await.unwrap();
        let ids: Vec<_> = doubts.items.iter().map(|v| v.id).collect();
        assert_eq!(doubts.items[0].next, NextStep::Settle);
        let by = reason();
        w.room.settle(&w.dpo, id, &ids[..1], Settlement::Sent, &by).await.unwrap();
        w.room.settle(&w.dpo, id, &ids[1..2], Settlement::Again, &by).await.unwrap();
        w.room.settle(&w.dpo, id, &ids[2..], Settlement::Letter, &by).await.unwrap();
        let again = w.room.settle(&w.dpo, id, &ids[..1], Settlement::Again, &by).await;
        assert!(matches!(again, Err(CampaignError::Conflict)));
        w.in_balance(id).await;
        worker.run_due().await.unwrap();
        assert_eq!(w.count(id, DeliveryState::Accepted).await, 3);
        assert_eq!(w.room.attempts(&w.dpo, ids[1]).await.unwrap().1.len(), 2);
        w.in_balance(id).await;
    }

    async fn a_pause_stops_at_once_and_a_resume_writes_to_nobody_twice(t: TestDb) {
        let w = world(&t).await;
        w.emails(200).await;
        let id = w.by_email().await;
        let (room, dpo) = (w.room.clone(), w.dpo.clone());
        let paused = Arc::new(Mutex::new(None));
        let (mark, mail) = (paused.clone(), w.mail.clone());
        w.mail.before_data(move |_| {
            let first = || {
                let mut mark = mark.lock().unwrap();
                let first = mark.is_none();
                mark.get_or_insert(0);
                first
            };
            if mail.accepted().len() >= 30 && first() {
                tokio::task::block_in_place(|| {
                    tokio::runtime::Handle::current().block_on(async {
                        room.pause(&dpo, id).await.unwrap();
                    });
                });
                *mark.lock().unwrap() = Some(mail.accepted().len());
            }
        });
        let worker = SendEmails::new(&w.room);
        worker.run_due().await.unwrap();
        let sent = w.mail.accepted().len();
        let at_pause = paused.lock().unwrap().unwrap();
        // The pause is committed: only the eight on their way may still end.
        assert!(at_pause >= 30 && sent <= at_pause + 8, "{at_pause} at the pause, then {sent}");
        w.in_balance(id).await;
        assert_eq!(worker.run_due().await.unwrap().total(), 0);
        assert!(matches!(w.room.pause(&w.dpo, id).await, Err(CampaignError::Conflict)));
        w.room.resume(&w.dpo, id).await.unwrap();
        worker.run_due().await.unwrap();
        let mut recipients: Vec<_> = w.mail.accepted().iter().map(|o| o.envelope.recipient.as_str().to_owned()).collect();
        assert_eq!(recipients.len(), 200);
        recipients.sort_unstable();
        recipients.dedup();
        assert_eq!(recipients.len(), 200);
        assert_eq!(w.room.campaign(&w.dpo, id).await.unwrap().state, CampaignState::Finished);
    }

    async fn two_workers_never_send_one_delivery_twice(t: TestDb) {
        let w = world(&t).await;
        w.emails(300).await;
        let id = w.by_email().await;
        let workers: Vec<_> = (0..3)
            .map(|_| {
                let worker = SendEmails::new(&w.room);
                tokio::spawn(async move {
                    let mut sent = 0;
                    loop {
                        match worker.run_due().await {
                            Ok(report) if report.total() == 0 => return sent,
                            Ok(report) => sent += report.accepted,
                            // Two writers of PostgreSQL may collide: the loop tries again.
                            Err(error) => assert!(matches!(error, CampaignError::Db(_)), "{error:?}"),
                        }
                    }
                })
            })
            .collect();
        let mut total = 0;
        for worker in workers {
            total += worker.await.unwrap();
        }
        let mut recipients: Vec<_> = w.mail.accepted().iter().map(|o| o.envelope.recipient.as_str().to_owned()).collect();
        assert_eq!((total, recipients.len()), (300, 300));
        recipients.sort_unstable();
        recipients.dedup();
        assert_eq!(recipients.len(), 300);
        w.in_balance(id).await;
        assert_eq!(w.room.campaign(&w.dpo, id).await.unwrap().state, CampaignState::Finished);
    }

    async fn a_server_in_trouble_burns_no_attempt_and_raises_an_alert(t: TestDb) {
        let w = world(&t).await;
        w.emails(50).await;
        let id = w.by_email().await;
        w.mail.script(|_| Some(Fault::NotSent(NotSent::Unreachable)));
        let worker = SendEmails::new(&w.room);
        worker.run_due().await.unwrap();
        let campaign = w.room.campaign(&w.dpo, id).await.unwrap();
        assert_eq!(campaign.alert, Some(Alert::Server));
        let mut tx = w.db.read().await.unwrap();
        let tries: i64 = db::fetch_scalar!(&mut tx, sqlx::query_scalar("select count(*) from attempt")).unwrap();
        let touched: i64 = db::fetch_scalar!(&mut tx, sqlx::query_scalar("select count(*) from delivery where tries > 0")).unwrap();
        drop(tx);
        assert_eq!(tries, 0);
        assert!(touched <= 16, "only those on their way: {touched}");
        assert_eq!(worker.run_due().await.unwrap().total(), 0, "the breaker is open");
        w.in_balance(id).await;
        w.mail.script(|_| None);
        w.send_all(&worker, 4).await;
        assert_eq!(w.count(id, DeliveryState::Accepted).await, 50);
        let campaign = w.room.campaign(&w.dpo, id).await.unwrap();
        assert_eq!((campaign.alert, campaign.state), (None, CampaignState::Finished));
    }

    async fn a_campaign_that_servers_refuse_stops_by_itself(t: TestDb) {
        let w = world(&t).await;
        w.emails(600).await;
        let id = w.by_email().await;
        w.mail.script(|_| Some(Fault::RefuseMessage(Reply::new(554, "5.7.1 blocked"))));
        let worker = SendEmails::new(&w.room);
        worker.run_due().await.unwrap();
        let campaign = w.room.campaign(&w.dpo, id).await.unwrap();
        assert_eq!((campaign.state, campaign.alert), (CampaignState::Paused, Some(Alert::Refusals)));
        let failed = w.count(id, DeliveryState::Failed).await;
        assert!((200..300).contains(&failed), "{failed}");
        w.in_balance(id).await;
        // A person looked, and resumes: the next 200 refusals count anew.
        w.mail.script(|_| None);
        w.room.resume(&w.dpo, id).await.unwrap();
        worker.run_due().await.unwrap();
        assert_eq!(w.count(id, DeliveryState::Accepted).await, 600 - failed);
        w.in_balance(id).await;
    }

    async fn whoever_was_marked_after_the_launch_receives_nothing(t: TestDb) {
        let w = world(&t).await;
        w.emails(4).await;
        let id = w.by_email().await;
        let ids = w.ids().await;
        w.mark(ids[0], &[State::AtRisk]).await;
        w.mark(ids[1], &[State::DoNotContact]).await;
        SendEmails::new(&w.room).run_due().await.unwrap();
        assert_eq!(w.mail.accepted().len(), 2);
        assert_eq!(w.count(id, DeliveryState::Excluded).await, 1);
        let rows = w.room.of_person(&w.dpo, w.scope.case_lab(), ids[1]).await.unwrap();
        assert!(rows.iter().any(|row| row.channel == Channel::Letter && row.state == DeliveryState::Queued));
        w.in_balance(id).await;
    }

    async fn never_more_than_the_limit_in_any_second(t: TestDb) {
        let w = world(&t).await;
        w.emails(25).await;
        let mut new = World::new_campaign(Channels::EmailWhereValid);
        new.rate_limit = 4;
        let id = w.launched(new).await;
        let left = Arc::new(Mutex::new(Vec::new()));
        let (seen, env) = (left.clone(), w.env.clone());
        w.mail.before_data(move |_| seen.lock().unwrap().push(env.now()));
        let worker = SendEmails::new(&w.room);
        let clock = w.clock.clone();
        let ticking = tokio::spawn(async move {
            loop {
                clock.advance(Duration::milliseconds(5));
                tokio::time::sleep(std::time::Duration::from_millis(1)).await;
            }
        });
        while w.count(id, DeliveryState::Accepted).await < 25 {
            worker.run_due().await.unwrap();
        }
        ticking.abort();
        let mut left = left.lock().unwrap().clone();
        left.sort_unstable();
        assert_eq!(left.len(), 25);
        for (place, first) in left.iter().enumerate() {
            // The clock may tick between the permit and the probe, which comes later.
            let second = Duration::milliseconds(750);
            let within = left[place..].iter().take_while(|at| **at - *first <= second).count();
            assert!(within <= 4, "{within} at {place}");
        }
    }

    async fn a_bounce_becomes_a_letter(t: TestDb) {
        let w = world(&t).await;
        w.emails(3).await;
        let id = w.by_email().await;
        // One is still open, so that the campaign runs when the bounce comes.
        w.mail.fail_next(Fault::DoubtLost);
        SendEmails::new(&w.room).run_due().await.unwrap();
        let back = w.mail.accepted().pop().unwrap();
        let dsn = format!(
            "From: MAILER-DAEMON@mx.example.net\r\nTo: information@armorbio.example.org\r\n\
             Subject: Undelivered Mail Returned to Sender\r\nMIME-Version: 1.0\r\n\
             Content-Type: multipart/report; report-type=delivery-status; boundary=\"b\"\r\n\r\n\
             --b\r\nContent-Type: text/plain\r\n\r\nNot delivered.\r\n\
             --b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example.net\r\n\r\n\
             Final-Recipient: rfc822; {}\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n\
             --b\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: <{}>\r\n\r\n--b--\r\n",
            back.envelope.recipient.as_str(),
            back.message.id(),
        );
        assert!(w.room.receive_bounce(&w.dpo, dsn.as_bytes()).await.unwrap());
        assert!(!w.room.receive_bounce(&w.dpo, dsn.as_bytes()).await.unwrap(), "once");
        assert_eq!(w.count(id, DeliveryState::Failed).await, 1);
        assert_eq!(w.count(id, DeliveryState::Queued).await, 1);
        w.in_balance(id).await;
    }

    async fn a_cancellation_says_what_cannot_be_called_back(t: TestDb) {
        let w = world(&t).await;
        w.emails(60).await;
        let id = w.by_email().await;
        let (room, dpo, mail) = (w.room.clone(), w.dpo.clone(), w.mail.clone());
        let stopped = Arc::new(Mutex::new(false));
        w.mail.before_data(move |_| {
            if mail.accepted().len() >= 10
                && !std::mem::replace(&mut *stopped.lock().unwrap(), true)
            {
                tokio::task::block_in_place(|| {
                    tokio::runtime::Handle::current().block_on(async {
                        room.pause(&dpo, id).await.unwrap();
                    });
                });
            }
        });
        SendEmails::new(&w.room).run_due().await.unwrap();
        let done = w.room.cancel(&w.dpo, id, &reason()).await.unwrap();
        let sent = i64::try_from(w.mail.accepted().len()).unwrap();
        assert_eq!((done.accepted, done.withdrawn), (sent, 60 - sent));
        w.in_balance(id).await;
        assert!(matches!(w.room.cancel(&w.dpo, id, &reason()).await, Err(CampaignError::Conflict)));
        assert!(matches!(w.room.resume(&w.dpo, id).await, Err(CampaignError::Conflict)));
        assert_eq!(SendEmails::new(&w.room).run_due().await.unwrap().total(), 0);
    }
}
