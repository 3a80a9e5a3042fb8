//! How far a campaign is: counts that always add up, pace, end in sight.

use accounts::Verb;
use chrono::{DateTime, Duration, NaiveDate, Utc};
use i18n::PARIS;
use kernel::{Actor, CampaignId};

use crate::{
    Alert, Campaign, CampaignState, Campaigns, Channel, DeliveryState, Share,
    actions::minute,
    room::Result,
    store::{self, counts::Cell},
};

/// Minutes over which the pace is measured.
const PACE_MINUTES: i64 = 5;

/// Deliveries of one channel in one state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StateCount {
    /// The channel.
    pub channel: Channel,
    /// The state.
    pub state: DeliveryState,
    /// All deliveries.
    pub deliveries: i64,
    /// Those that are their person's place in the bar.
    pub persons: i64,
}

/// Messages that left on one day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DayCount {
    /// The day, in Paris.
    pub day: NaiveDate,
    /// E-mails handed over.
    pub emails: i64,
    /// Letters posted.
    pub letters: i64,
}

/// How far a campaign is.
#[derive(Clone, Debug, PartialEq)]
pub struct CampaignProgress {
    /// Where it stands.
    pub state: CampaignState,
    /// Persons of the campaign: the sum of the four parts, unless `gap` says otherwise.
    pub persons: i64,
    /// Persons handed over or posted to.
    pub informed: i64,
    /// Persons whose message waits, leaves, is printed or in doubt.
    pub in_progress: i64,
    /// Persons without an address, refused, or whose letter came back.
    pub not_reached: i64,
    /// Persons not written to, with a reason.
    pub excluded: i64,
    /// Persons that no part counts; zero, or something is wrong.
    pub gap: i64,
    /// Deliveries by channel and state.
    pub counts: Vec<StateCount>,
    /// E-mails a second, over the last minutes; none while nothing leaves.
    pub per_second: Option<f64>,
    /// When the last waiting e-mail will have left, at the present pace.
    pub eta: Option<DateTime<Utc>>,
    /// What stopped it or slows it down, and since when.
    pub alert: Option<(Alert, DateTime<Utc>)>,
    /// The instant of these figures.
    pub at: DateTime<Utc>,
}

impl CampaignProgress {
    /// Persons of a part.
    pub const fn share(&self, share: Share) -> i64 {
        match share {
            Share::Informed => self.informed,
            Share::InProgress => self.in_progress,
            Share::NotReached => self.not_reached,
            Share::Excluded => self.excluded,
        }
    }

    /// The parts in per mille, rounded so that they add up to 1,000 (or to 0 for nobody):
    /// what rounding leaves goes to the parts that lost most by it.
    pub fn per_mille(&self) -> [(Share, i64); 4] {
        let whole: i64 = Share::ALL.iter().map(|share| self.share(*share)).sum();
        let mut parts = [Share::Informed, Share::InProgress, Share::NotReached, Share::Excluded]
            .map(|share| (share, self.share(share)));
        if whole <= 0 {
            return parts.map(|(share, _)| (share, 0));
        }
        let rests = parts.map(|(share, n)| (n * 1_000 % whole, share));
        for part in &mut parts {
            part.1 = part.1 * 1_000 / whole;
        }
        let mut order = rests;
        order.sort_unstable_by(|a, b| b.cmp(a));
        let mut left = 1_000 - parts.iter().map(|(_, n)| n).sum::<i64>();
        for (_, share) in order {
            if left == 0 {
                break;
            }
            if let Some(part) = parts.iter_mut().find(|(known, _)| *known == share) {
                part.1 += 1;
                left -= 1;
            }
        }
        parts
    }
}

/// The ledger counted row by row, against what is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Conservation {
    /// Persons of the campaign.
    pub persons: i64,
    /// Counted rows of the ledger.
    pub counted: i64,
    /// Persons with at least one row.
    pub distinct: i64,
    /// Persons missing from the ledger, or counted too often when negative.
    pub gap: i64,
    /// Rows that the shown counts have in another cell than the ledger.
    pub drift: i64,
}

impl Campaigns {
    /// How far a campaign is. Cheap: reads counts, not the ledger.
    ///
    /// # Errors
    /// Refusals of the scope.
    pub async fn progress(&self, actor: &Actor, id: CampaignId) -> Result<CampaignProgress> {
        let (_, campaign) = self.admit(actor, Verb::ViewCampaigns, id).await?;
        let now = self.env.now();
        let since = minute(now) - Duration::minutes(PACE_MINUTES);
        let mut tx = self.db.read().await?;
        let tally = store::counts::tally(&mut tx, id).await?;
        let paces = store::counts::paces(&mut tx, id, since).await?;
        drop(tx);
        Ok(progress_of(&campaign, &tally, &paces, now))
    }

    /// Messages that left, by day.
    ///
    /// # Errors
    /// Refusals of the scope.
    pub async fn by_day(&self, actor: &Actor, id: CampaignId) -> Result<Vec<DayCount>> {
        let (_, campaign) = self.admit(actor, Verb::ViewCampaigns, id).await?;
        let mut tx = self.db.read().await?;
        let paces = store::counts::paces(&mut tx, id, minute(campaign.created_at)).await?;
        let mut days: Vec<DayCount> = Vec::new();
        for (at, channel, n) in paces {
            let day = at.with_timezone(&PARIS).date_naive();
            if days.last().is_none_or(|last| last.day != day) {
                days.push(DayCount { day, emails: 0, letters: 0 });
            }
            if let Some(last) = days.last_mut() {
                match channel {
                    Channel::Email => last.emails += n,
                    _ => last.letters += n,
                }
            }
        }
        Ok(days)
    }

    /// Counts the ledger row by row. Reads all of it.
    ///
    /// # Errors
    /// Refusals of the scope.
    pub async fn conservation(&self, actor: &Actor, id: CampaignId) -> Result<Conservation> {
        let (_, campaign) = self.admit(actor, Verb::ViewCampaigns, id).await?;
        self.count_again(&campaign).await
    }

    pub(crate) async fn count_again(&self, campaign: &Campaign) -> Result<Conservation> {
        let mut tx = self.db.read().await?;
        store::counts::one_view(&mut tx).await?;
        let present = store::campaign::by_id(&mut tx, campaign.id).await?;
        let persons = present.map_or(campaign.persons, |campaign| campaign.persons);
        let ledger = store::counts::recount(&mut tx, campaign.id).await?;
        let shown = store::counts::tally(&mut tx, campaign.id).await?;
        let distinct = store::counts::distinct_persons(&mut tx, campaign.id).await?;
        let counted: i64 = ledger.iter().filter(|(cell, _)| cell.counted).map(|(_, n)| n).sum();
        // One person counted twice and another not at all would still add up.
        let gap = if persons == counted { persons - distinct } else { persons - counted };
        Ok(Conservation { persons, counted, distinct, gap, drift: drift(&ledger, &shown) })
    }
}

fn drift(ledger: &[(Cell, i64)], shown: &[(Cell, i64)]) -> i64 {
    let of = |cells: &[(Cell, i64)], cell: &Cell| {
        cells.iter().find(|(known, _)| known == cell).map_or(0, |(_, n)| *n)
    };
    let both = ledger.iter().chain(shown).map(|(cell, _)| *cell);
    let mut cells: Vec<Cell> = both.collect();
    cells.sort_unstable();
    cells.dedup();
    cells.iter().map(|cell| (of(ledger, cell) - of(shown, cell)).abs()).sum()
}

fn progress_of(
    campaign: &Campaign,
    tally: &[(Cell, i64)],
    paces: &[(DateTime<Utc>, Channel, i64)],
    now: DateTime<Utc>,
) -> CampaignProgress {
    let part = |share: Share| -> i64 {
        tally
            .iter()
            .filter(|(cell, _)| cell.counted && cell.state.share() == share)
            .map(|(_, n)| n)
            .sum()
    };
    let parts = [Share::Informed, Share::InProgress, Share::NotReached, Share::Excluded].map(part);
    let [informed, in_progress, not_reached, excluded] = parts;
    let waiting: i64 = tally
        .iter()
        .filter(|(cell, _)| cell.channel == Channel::Email && !cell.state.is_terminal())
        .filter(|(cell, _)| cell.state != DeliveryState::InDoubt)
        .map(|(_, n)| n)
        .sum();
    let per_second = pace(paces, now).filter(|_| campaign.state == CampaignState::Running);
    let eta = per_second.filter(|_| waiting > 0).and_then(|rate| {
        let secs = (waiting as f64 / rate).ceil();
        // Beyond a year a forecast means nothing.
        #[expect(clippy::cast_possible_truncation, reason = "bounded by the filter")]
        (secs < 31_536_000.0).then(|| now + Duration::seconds(secs as i64))
    });
    CampaignProgress {
        state: campaign.state,
        persons: campaign.persons,
        informed,
        in_progress,
        not_reached,
        excluded,
        gap: campaign.persons - parts.iter().sum::<i64>(),
        counts: state_counts(tally),
        per_second,
        eta,
        alert: campaign.alert.zip(campaign.alert_at),
        at: now,
    }
}

fn state_counts(tally: &[(Cell, i64)]) -> Vec<StateCount> {
    let mut counts: Vec<StateCount> = Vec::new();
    for (cell, n) in tally {
        let persons = if cell.counted { *n } else { 0 };
        match counts.iter_mut().find(|c| (c.channel, c.state) == (cell.channel, cell.state)) {
            Some(count) => {
                count.deliveries += n;
                count.persons += persons;
            }
            None => counts.push(StateCount {
                channel: cell.channel,
                state: cell.state,
                deliveries: *n,
                persons,
            }),
        }
    }
    counts
}

/// E-mails a second since the first of the last minutes in which one left.
fn pace(paces: &[(DateTime<Utc>, Channel, i64)], now: DateTime<Utc>) -> Option<f64> {
    let mails: Vec<_> = paces.iter().filter(|(_, channel, _)| *channel == Channel::Email).collect();
    let first = mails.first()?.0;
    let sent: i64 = mails.iter().map(|(_, _, n)| n).sum();
    let secs = (now - first).num_milliseconds().max(1_000) as f64 / 1_000.0;
    (sent > 0).then_some(sent as f64 / secs)
}
