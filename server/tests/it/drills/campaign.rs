//! A campaign whose worker is killed again and again writes to everybody once, or the
//! ledger shows the doubt.

use std::time::{Duration, Instant};

use campaigns::CampaignState;
use db::Engine;
use mail::testing::SmtpServer;

use super::{
    Dice, Sizes,
    launch::launched,
    ledger::Ledger,
    place::{Place, Process},
    say, smtp,
};

/// A worker that sends nothing for so long has nothing to send.
const IDLE: Duration = Duration::from_secs(5);
/// The same where leases run out in real time.
const IDLE_REAL: Duration = Duration::from_secs(90);
/// A worker is up after about this long.
const UP: Duration = Duration::from_millis(800);
/// No campaign of a drill takes longer to end.
const LONG: Duration = Duration::from_mins(20);
/// A few messages long.
const A_MESSAGE: Duration = Duration::from_millis(40);

struct Drill {
    place: Place,
    ledger: Ledger,
    server: SmtpServer,
    sizes: Sizes,
    dice: Dice,
    /// Kills in addition to those asked for.
    extra: u64,
    /// Kills of workers that waited for the leases of the dead.
    idle: u64,
}

impl Drill {
    fn people(&self) -> i64 {
        i64::try_from(self.sizes.people).unwrap()
    }

    fn worker(&self) -> Process {
        self.place.start(&["worker"])
    }

    /// Between two workers: half of the time somebody looks, and time passes.
    async fn pause(&mut self) {
        let look = self.dice.roll(2) == 0;
        if self.sizes.real_time && !look {
            return;
        }
        let services = self.place.services().await;
        if look {
            self.ledger.is_in_balance(&services, self.people()).await;
        }
        if !self.sizes.real_time {
            self.ledger.a_minute_passes(&services).await;
        }
        services.close().await;
    }

    /// A worker that starts while the leases of the dead still hold, and dies soon.
    async fn kill_early(&mut self) {
        let mut worker = self.worker();
        let moment = self.dice.moment(UP * 2);
        assert!(worker.ended_within(moment).await.is_none(), "{}", self.place.log());
        self.extra += u64::from(worker.kill());
    }

    /// A worker that dies once so many messages were taken, in the middle of some other.
    async fn kill_at(&mut self, target: u64) {
        let mut worker = self.worker();
        // Reached before: the kill falls into the start.
        let mut moment =
            self.dice.moment(if self.server.count() >= target { UP } else { A_MESSAGE });
        let idle = if self.sizes.real_time { IDLE_REAL } else { IDLE };
        let (mut count, mut since) = (self.server.count(), Instant::now());
        while self.server.count() < target {
            let lives = worker.ended_within(Duration::from_millis(1)).await.is_none();
            assert!(lives, "{}", self.place.log());
            if self.server.count() > count {
                (count, since) = (self.server.count(), Instant::now());
            } else if since.elapsed() > idle {
                self.idle += 1;
                moment = Duration::ZERO;
                break;
            }
        }
        assert!(worker.ended_within(moment).await.is_none(), "{}", self.place.log());
        assert!(worker.kill(), "a worker does not end by itself");
    }

    /// Sends the rest; gives how long that took.
    async fn end(&mut self) -> Duration {
        let begun = Instant::now();
        let mut worker = self.worker();
        loop {
            let second = Duration::from_millis(500);
            assert!(worker.ended_within(second).await.is_none(), "{}", self.place.log());
            let services = self.place.services().await;
            let rests = self.ledger.rests(&services).await;
            services.close().await;
            if rests {
                break;
            }
            assert!(begun.elapsed() < LONG, "{}", self.place.log());
        }
        worker.terminate();
        begun.elapsed()
    }

    async fn run(mut self) {
        let begun = Instant::now();
        let in_reach = self.sizes.people * 8 / 10;
        let mut targets: Vec<u64> =
            (0..self.sizes.kills).map(|_| self.dice.roll(in_reach)).collect();
        targets.sort_unstable();
        for target in targets {
            if self.dice.roll(3) == 0 {
                self.kill_early().await;
            }
            self.pause().await;
            self.kill_at(target).await;
        }
        self.pause().await;
        let end = self.end().await;
        let (kills, extra, idle) = (self.sizes.kills, self.extra, self.idle);
        say(format_args!(
            "  {kills} kills and {extra} early ones, {idle} while waiting for leases"
        ));
        say(format_args!("  the last worker took {end:.1?}, in all {:.0?}", begun.elapsed()));
        self.check().await;
    }

    async fn check(self) {
        let services = self.place.services().await;
        let people = self.people();
        let progress = self.ledger.is_in_balance(&services, people).await;
        let mailboxes = smtp::mailboxes(&self.server);
        let (doubts, arrived) = self.ledger.tells_the_truth(&services, &mailboxes).await;
        say(format_args!(
            "  {people} persons: {} accepted, {doubts} in doubt ({arrived} of them arrived); \
             {} messages in {} mailboxes",
            progress.informed,
            self.server.count(),
            mailboxes.len()
        ));
        let campaign = services.campaigns.campaign(&self.ledger.dpo, self.ledger.campaign).await;
        let state = campaign.unwrap().state;
        let expected = if doubts == 0 { CampaignState::Finished } else { CampaignState::Running };
        assert_eq!(state, expected, "{doubts} in doubt");
        self.ledger.settle_all(&services).await;
        let settled = self.ledger.is_in_balance(&services, people).await;
        assert_eq!((settled.state, settled.informed), (CampaignState::Finished, people));
        services.close().await;
        self.place.journal_is_sound();
        let log = self.place.log();
        assert!(!log.contains(r#""level":"ERROR""#), "{log}");
    }
}

async fn drill(engine: Engine) {
    let sizes = Sizes::of_environment();
    let mut place = Place::new(engine).await;
    say(format_args!("campaign, {engine:?}: {sizes:?}"));
    let server = smtp::start(sizes.seed).await;
    place.set("CONCERNE_SMTP_URL", &server.url());
    place.set("CONCERNE_MAIL_DOMAIN", "example.org");
    let ledger = launched(&place, sizes.people).await;
    let dice = Dice(sizes.seed);
    Drill { place, ledger, server, sizes, dice, extra: 0, idle: 0 }.run().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 3)]
async fn sqlite() {
    Box::pin(drill(Engine::Sqlite)).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 3)]
async fn postgres() {
    Box::pin(drill(Engine::Postgres)).await;
}
