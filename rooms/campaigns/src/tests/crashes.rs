//! Workers that die at any moment, servers that do anything: nobody is written to twice,
//! nobody is forgotten, and the counts hold at each step.

use std::{collections::HashMap, sync::Arc, time::Duration};

use mail::{Fault, NotSent, Outgoing, Reply, Stage};
use people::identity::StateSet;

use super::world::{World, person, with_email, world};
use crate::{CampaignState, Channel, DeliveryState, Failures, SendEmails, store};

/// A small generator of one's own: the same seed gives the same story.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % sides
    }
}

fn of(outgoing: &Outgoing, seed: u64) -> u64 {
    let address = outgoing.envelope.recipient.as_str();
    address
        .bytes()
        .fold(seed, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3))
        >> 7
}

impl World {
    fn copies(&self) -> HashMap<String, usize> {
        let mut copies = HashMap::new();
        for outgoing in self.mail.accepted() {
            *copies.entry(outgoing.envelope.recipient.as_str().to_owned()).or_default() += 1;
        }
        copies
    }

    /// What the ledger says of each address, against what the server holds.
    async fn ledger_tells_the_truth(&self, id: kernel::CampaignId) {
        let copies = self.copies();
        for person in self.people.open_all(&self.scope, &self.ids().await).await.unwrap() {
            let Some(email) = &person.record.email else { continue };
            let held = copies.get(email.as_str()).copied().unwrap_or(0);
            let rows =
                self.room.of_person(&self.dpo, self.scope.case_lab(), person.id).await.unwrap();
            let row = rows
                .iter()
                .find(|row| row.campaign == id && row.channel == Channel::Email)
                .unwrap();
            match row.state {
                DeliveryState::Accepted => assert_eq!(held, 1),
                DeliveryState::InDoubt | DeliveryState::Sending => assert!(held <= 1, "{held}"),
                _ => assert_eq!(held, 0, "{:?}", row.state),
            }
        }
    }

    /// Runs a worker and kills it after a while; the tasks it had die with it.
    async fn run_and_kill(&self, after: Duration) {
        let worker = SendEmails::new(&self.room);
        let _ = tokio::time::timeout(after, worker.run_due()).await;
        // A commit that was on its way to the database when its task died still lands.
        tokio::time::sleep(Duration::from_millis(25)).await;
    }
}

db::each_engine! {
    async fn a_worker_killed_at_any_moment_doubles_and_forgets_nobody(t: TestDb) {
        let w = world(&t).await;
        w.emails(240).await;
        let id = w.by_email().await;
        let mut dice = Dice(7);
        for kill in 0..40 {
            w.run_and_kill(Duration::from_micros(200 + dice.roll(9_000))).await;
            w.in_balance(id).await;
            if kill % 8 == 0 {
                w.ledger_tells_the_truth(id).await;
            }
            // The claims and leases of the dead run out.
            w.clock.advance(chrono::Duration::seconds(61));
        }
        let worker = SendEmails::new(&w.room);
        w.send_all(&worker, 3).await;
        w.in_balance(id).await;
        w.ledger_tells_the_truth(id).await;
        let (accepted, doubt) = (w.count(id, DeliveryState::Accepted).await, w.count(id, DeliveryState::InDoubt).await);
        assert_eq!(accepted + doubt, 240);
        assert_eq!(w.count(id, DeliveryState::Sending).await, 0);
        let state = w.room.campaign(&w.dpo, id).await.unwrap().state;
        let expected = if doubt == 0 { CampaignState::Finished } else { CampaignState::Running };
        assert_eq!(state, expected, "unfinished while {doubt} are in doubt");
        assert!(audit::verify_db(&w.db).await.unwrap().iter().all(audit::ChainReport::is_sound));
    }

    async fn a_worker_that_vanished_after_sending_leaves_doubt_and_not_a_second_message(t: TestDb) {
        let w = world(&t).await;
        w.emails(1).await;
        let id = w.by_email().await;
        let probe = Arc::new(tokio::sync::Notify::new());
        let seen = probe.clone();
        // The server has the message; its answer never comes.
        w.mail.before_data(move |_| {
            seen.notify_one();
            tokio::task::block_in_place(|| std::thread::sleep(Duration::from_millis(200)));
        });
        let worker = SendEmails::new(&w.room);
        let running = tokio::spawn(async move { worker.run_due().await });
        probe.notified().await;
        assert_eq!(w.count(id, DeliveryState::Sending).await, 1);
        running.abort();
        let _ = running.await;
        let other = SendEmails::new(&w.room);
        assert_eq!(other.run_due().await.unwrap().total(), 0, "the lease still holds");
        w.clock.advance(chrono::Duration::seconds(61));
        other.run_due().await.unwrap();
        assert_eq!(w.count(id, DeliveryState::InDoubt).await, 1);
        let which = Failures { state: DeliveryState::InDoubt, reason: None, after: None, limit: 5 };
        let doubt = w.room.failures(&w.dpo, id, &which).await.unwrap();
        assert_eq!(doubt.items[0].reason, "worker_lost");
        w.clock.advance(chrono::Duration::days(3));
        assert_eq!(other.run_due().await.unwrap().total(), 0);
        assert!(w.mail.accepted().len() <= 1);
        w.in_balance(id).await;
    }

    async fn a_stop_cuts_a_server_that_is_silent_after_the_final_dot(t: TestDb) {
        let mut w = world(&t).await;
        w.emails(1).await;
        let id = w.by_email().await;
        let server = mail::testing::SmtpServer::start().await.unwrap();
        let silent = Arc::new(tokio::sync::Notify::new());
        let dot = silent.clone();
        server.on(Stage::EndOfData, move |_| {
            dot.notify_one();
            mail::testing::Act::HangKept
        });
        let smtp = mail::smtp::SmtpConfig::loopback(server.address().port());
        w.room.mail.transport = Arc::new(mail::SmtpTransport::new(smtp).unwrap());
        let grace = Duration::from_millis(50);
        let config = crate::CampaignsConfig { grace, ..(*w.room.config).clone() };
        w.room.config = Arc::new(config);
        let stop = tokio_util::sync::CancellationToken::new();
        let running = tokio::spawn(SendEmails::new(&w.room).run(stop.clone()));
        silent.notified().await;
        stop.cancel();
        // The server would be waited for ten minutes.
        tokio::time::timeout(Duration::from_secs(8), running).await.expect("it ends").unwrap();
        let which = Failures { state: DeliveryState::InDoubt, reason: None, after: None, limit: 5 };
        let doubt = w.room.failures(&w.dpo, id, &which).await.unwrap();
        assert_eq!(doubt.items.len(), 1);
        assert_eq!(doubt.items[0].reason, "stopped");
        w.in_balance(id).await;
    }

    async fn a_claim_from_before_the_clock_was_set_back_holds_nothing(t: TestDb) {
        let w = world(&t).await;
        w.emails(4).await;
        let mut new = World::new_campaign(crate::Channels::EmailWhereValid);
        new.rate_limit = 1_000;
        let id = w.launched(new).await;
        // A worker claims the right to send and three e-mails, begins one, and dies.
        let dead = w.env.random_uuid();
        let (now, lease) = (w.env.now(), chrono::Duration::minutes(1));
        let mut tx = w.db.write().await.unwrap();
        store::campaign::take_sender(&mut tx, id, dead, now, now + lease).await.unwrap();
        let mine = store::ledger::claim(&mut tx, id, dead, now, now + lease, 3).await.unwrap();
        assert_eq!(mine.len(), 3);
        store::ledger::start(&mut tx, id, dead, &[mine[0].id], now, now + lease).await.unwrap();
        // As the writer would count it.
        let mut moves = store::counts::Moves::default();
        let cell = |state| store::counts::Cell { channel: Channel::Email, state, counted: true };
        moves.shift(cell(DeliveryState::Queued), cell(DeliveryState::Sending));
        w.room.apply(&mut tx, id, &moves).await.unwrap();
        tx.commit().await.unwrap();
        w.clock.set(now - chrono::Duration::hours(1));
        w.room.watch().await.unwrap();
        assert_eq!(w.count(id, DeliveryState::InDoubt).await, 1, "nobody can be at it any more");
        // Time passes by itself, for the rate limit.
        let (clock, worker) = (w.clock.clone(), SendEmails::new(&w.room));
        let ticking = tokio::spawn(async move {
            loop {
                clock.advance(chrono::Duration::milliseconds(20));
                tokio::time::sleep(Duration::from_millis(1)).await;
            }
        });
        let sent = tokio::time::timeout(Duration::from_secs(20), worker.run_due()).await;
        ticking.abort();
        assert_eq!(sent.expect("nothing waits for an hour").unwrap().accepted, 3);
        w.in_balance(id).await;
    }

    async fn a_rate_limit_goes_on_when_the_clock_is_set_back(t: TestDb) {
        let w = world(&t).await;
        w.emails(3).await;
        let mut new = World::new_campaign(crate::Channels::EmailWhereValid);
        new.rate_limit = 1;
        w.launched(new).await;
        let (clock, env) = (w.clock.clone(), w.env.clone());
        let once = std::sync::atomic::AtomicBool::new(false);
        // While the first leaves, somebody sets the clock back by an hour.
        w.mail.before_data(move |_| {
            if !once.swap(true, std::sync::atomic::Ordering::SeqCst) {
                clock.set(env.now() - chrono::Duration::hours(1));
            }
        });
        let (clock, worker) = (w.clock.clone(), SendEmails::new(&w.room));
        let ticking = tokio::spawn(async move {
            loop {
                clock.advance(chrono::Duration::milliseconds(20));
                tokio::time::sleep(Duration::from_millis(1)).await;
            }
        });
        let sending = async {
            let mut sent = 0;
            while sent < 3 {
                sent += worker.run_due().await.unwrap().accepted;
                w.room.watch().await.unwrap();
            }
        };
        let done = tokio::time::timeout(Duration::from_secs(20), sending).await;
        ticking.abort();
        done.expect("the rest is not held for an hour");
    }

    async fn the_counts_hold_whatever_servers_and_workers_do(t: TestDb) {
        let w = world(&t).await;
        // Every third has no postal address, so that some refusals have no letter.
        let persons: Vec<_> = (0..90)
            .map(|n| {
                let mut record = if n % 5 == 4 { person(n) } else { with_email(n) };
                if n % 3 == 0 && n % 5 != 4 {
                    record.address = people::identity::PostalAddress::default();
                }
                (record, StateSet::EMPTY)
            })
            .collect();
        w.load(&persons).await;
        let id = w.by_email().await;
        let mut dice = Dice(99);
        for round in 0..40_u64 {
            let seed = dice.roll(u64::from(u32::MAX));
            w.mail.script(move |outgoing| match of(outgoing, seed) % 12 {
                0 => Some(Fault::NotSent(NotSent::Lost(Stage::Hello))),
                1 => Some(Fault::RefuseRecipient(Reply::new(550, "5.1.1 unknown"))),
                2 => Some(Fault::RefuseRecipient(Reply::new(451, "4.3.0 later"))),
                3 => Some(Fault::LoseBody),
                4 => Some(Fault::RefuseMessage(Reply::new(452, "4.2.2 full"))),
                5 => Some(Fault::DoubtKept),
                6 => Some(Fault::DoubtLost),
                7 => Some(Fault::NotSent(NotSent::Unreachable)),
                _ => None,
            });
            if dice.roll(3) == 0 {
                w.run_and_kill(Duration::from_micros(300 + dice.roll(6_000))).await;
            } else {
                SendEmails::new(&w.room).run_due().await.unwrap();
            }
            match dice.roll(8) {
                0 => {
                    let _ = w.room.pause(&w.dpo, id).await;
                }
                1 => {
                    let _ = w.room.print_one(id).await.unwrap();
                }
                _ => {
                    let _ = w.room.resume(&w.dpo, id).await;
                }
            }
            w.in_balance(id).await;
            w.clock.advance(chrono::Duration::minutes(1 + i64::try_from(round * 7 % 90).unwrap()));
        }
        assert!(w.copies().values().all(|copies| *copies == 1));
        w.ledger_tells_the_truth(id).await;
    }

    async fn a_database_that_fails_for_a_moment_loses_no_answer(t: TestDb) {
        let w = world(&t).await;
        w.emails(30).await;
        let id = w.by_email().await;
        // The journal refuses for a while: every transaction of the writer fails.
        let break_it = "alter table audit_event rename to audit_event_gone";
        let mend_it = "alter table audit_event_gone rename to audit_event";
        let db = w.db.clone();
        let worker = SendEmails::new(&w.room);
        let broken = Arc::new(std::sync::atomic::AtomicBool::new(false));
        let (first, again) = (broken.clone(), w.db.clone());
        w.mail.before_data(move |_| {
            if !first.swap(true, std::sync::atomic::Ordering::SeqCst) {
                tokio::task::block_in_place(|| {
                    tokio::runtime::Handle::current().block_on(async {
                        let mut tx = again.write().await.unwrap();
                        db::exec!(&mut tx, sqlx::query(break_it)).unwrap();
                        tx.commit().await.unwrap();
                    });
                });
            }
        });
        let running = tokio::spawn(async move { worker.run_due().await });
        tokio::time::sleep(Duration::from_millis(600)).await;
        assert!(broken.load(std::sync::atomic::Ordering::SeqCst));
        let mut tx = db.write().await.unwrap();
        db::exec!(&mut tx, sqlx::query(mend_it)).unwrap();
        tx.commit().await.unwrap();
        // What it could not claim meanwhile is an error of the database, not a loss.
        let _ = running.await.unwrap();
        let worker = SendEmails::new(&w.room);
        w.clock.advance(chrono::Duration::seconds(61));
        worker.run_due().await.unwrap();
        w.in_balance(id).await;
        w.ledger_tells_the_truth(id).await;
        assert_eq!(w.count(id, DeliveryState::Accepted).await, 30, "every answer was kept");
    }
}
