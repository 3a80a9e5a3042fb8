//! Counts of a sent campaign by channel and by domain.

use campaigns::{CampaignProgress, Channel, DeliveryState, DomainCount, MOST_DOMAINS};
use i18n::{Lang, number, percent, plural, t, tr};
use leptos::prelude::*;

use super::words::drawn;
use ui::{
    BarHeight, Cell, Column, Density, Fact, Facts, Panel, PanelBody, PartState, Row, ShareBar,
    Slot, Table, TableStyle,
};

/// Domains shown one by one.
const DOMAINS_SHOWN: usize = 8;

/// Deliveries of some channels in some states.
pub(super) fn count(
    progress: &CampaignProgress,
    channels: &[Channel],
    states: &[DeliveryState],
) -> i64 {
    progress
        .counts
        .iter()
        .filter(|count| channels.contains(&count.channel) && states.contains(&count.state))
        .map(|count| count.deliveries)
        .sum()
}

/// Both kinds of letters.
pub(super) const LETTERS: [Channel; 2] = [Channel::Letter, Channel::GuardianLetter];
/// E-mails that may still leave.
pub(super) const WAITING: [DeliveryState; 3] =
    [DeliveryState::Queued, DeliveryState::Sending, DeliveryState::Deferred];

/// A term and its count; nothing for none.
fn some(lang: Lang, key: &str, n: i64) -> Option<Fact> {
    (n > 0).then(|| Fact::new(t(lang, &format!("campaigns.live.{key}")), number(lang, n)))
}

fn always(lang: Lang, key: &str, n: i64) -> Fact {
    Fact::new(t(lang, &format!("campaigns.live.{key}")), number(lang, n))
}

/// The e-mails; nothing for a campaign of letters.
pub(super) fn emails(lang: Lang, progress: &CampaignProgress) -> Option<AnyView> {
    use DeliveryState as S;
    let of = |states: &[S]| count(progress, &[Channel::Email], states);
    let all = of(S::ALL);
    if all == 0 {
        return None;
    }
    let (sent, waiting, doubt) = (of(&[S::Accepted]), of(&WAITING), of(&[S::InDoubt]));
    // A refused e-mail that no longer holds its person's place was followed by a letter.
    let refused = of(&[S::Failed]);
    let kept: i64 = progress
        .counts
        .iter()
        .filter(|c| c.channel == Channel::Email && c.state == S::Failed)
        .map(|c| c.persons)
        .sum();
    let label = tr(
        lang,
        "campaigns.live.emails_label",
        &[
            ("sent", &number(lang, sent)),
            ("waiting", &number(lang, waiting + doubt)),
            ("refused", &number(lang, refused)),
        ],
    );
    let parts = vec![
        (PartState::Done, drawn(sent)),
        (PartState::Doing, drawn(waiting + doubt)),
        (PartState::Stuck, drawn(refused)),
        (PartState::Out, drawn(all - sent - waiting - doubt - refused)),
    ];
    let facts = [
        Some(always(lang, "handed_over", sent)),
        some(lang, "in_queue", of(&[S::Queued, S::Sending])),
        some(lang, "retrying", of(&[S::Deferred])),
        some(lang, "in_doubt", doubt),
        some(lang, "refused_to_letter", refused - kept),
        some(lang, "refused", kept),
        some(lang, "withdrawn", of(&[S::Cancelled])),
    ];
    let title = plural(lang, "campaigns.live.emails", all, &[]);
    Some(channel(title, parts, label, facts, Slot::default()))
}

/// The letters; nothing where all goes by e-mail. `foot` holds their acts.
pub(super) fn letters(lang: Lang, progress: &CampaignProgress, foot: Slot) -> Option<AnyView> {
    use DeliveryState as S;
    let of = |states: &[S]| count(progress, &LETTERS, states);
    let all = of(S::ALL);
    if all == 0 {
        return None;
    }
    let (posted, returned) = (of(&[S::Posted]), of(&[S::Returned]));
    let to_come = of(&[S::Queued, S::Rendered, S::Sending, S::Deferred]);
    let label = tr(
        lang,
        "campaigns.live.letters_label",
        &[
            ("posted", &number(lang, posted)),
            ("waiting", &number(lang, to_come)),
            ("returned", &number(lang, returned)),
        ],
    );
    let parts = vec![
        (PartState::Done, drawn(posted)),
        (PartState::Doing, drawn(to_come)),
        (PartState::Stuck, drawn(returned)),
        (PartState::Out, drawn(all - posted - to_come - returned)),
    ];
    let facts = [
        Some(always(lang, "posted", posted)),
        some(lang, "printed_waiting", of(&[S::Rendered])),
        some(lang, "to_print", to_come - of(&[S::Rendered])),
        some(lang, "returned", returned),
        some(lang, "withdrawn", of(&[S::Cancelled])),
    ];
    let title = plural(lang, "campaigns.live.letters", all, &[]);
    Some(channel(title, parts, label, facts, foot))
}

/// The panel of a channel: its shares with their words, its counts, its acts.
fn channel<const N: usize>(
    title: String,
    parts: Vec<(PartState, u64)>,
    label: String,
    facts: [Option<Fact>; N],
    foot: Slot,
) -> AnyView {
    let facts = facts.into_iter().flatten().collect();
    view! {
        <Panel title=title foot=foot>
            <div class="stack">
                <ShareBar parts=parts label=label/>
                <Facts items=facts density=Density::Dense/>
            </div>
        </Panel>
    }
    .into_any()
}

/// One line of the domains.
#[derive(Clone, Copy, Default)]
struct Line {
    emails: i64,
    accepted: i64,
    waiting: i64,
    refused: i64,
    in_doubt: i64,
}

impl From<&DomainCount> for Line {
    fn from(count: &DomainCount) -> Self {
        Self {
            emails: count.emails,
            accepted: count.accepted,
            waiting: count.waiting,
            refused: count.refused,
            in_doubt: count.in_doubt,
        }
    }
}

impl Line {
    fn sum(lines: impl Iterator<Item = Self>) -> Self {
        lines.fold(Self::default(), |a, b| Self {
            emails: a.emails + b.emails,
            accepted: a.accepted + b.accepted,
            waiting: a.waiting + b.waiting,
            refused: a.refused + b.refused,
            in_doubt: a.in_doubt + b.in_doubt,
        })
    }

    fn row(self, lang: Lang, name: impl Into<Cell>) -> Row {
        let share = percent(lang, drawn(self.accepted), drawn(self.emails));
        let parts = vec![
            (PartState::Done, drawn(self.accepted)),
            (PartState::Doing, drawn(self.waiting + self.in_doubt)),
            (PartState::Stuck, drawn(self.refused)),
        ];
        let bar = view! {
            <ShareBar parts=parts label=share.clone() total=drawn(self.emails)
                height=BarHeight::Thin/>
        };
        Row::new(name)
            .cell(number(lang, self.emails))
            .cell(number(lang, self.accepted))
            .cell(number(lang, self.waiting))
            .cell(number(lang, self.refused))
            .cell(number(lang, self.in_doubt))
            .cell(Cell::with_sub(bar, share))
    }
}

/// The domains, largest first, the small ones together; nothing without e-mails.
pub(super) fn domains(lang: Lang, found: &[DomainCount]) -> Option<AnyView> {
    if found.is_empty() {
        return None;
    }
    let word = move |key: &str| t(lang, &format!("campaigns.live.{key}"));
    let columns = vec![
        Column::new(word("domain")),
        Column::number(word("domain_emails")),
        Column::number(word("domain_sent")),
        Column::number(word("domain_retry")),
        Column::number(word("domain_refused")),
        Column::number(word("domain_doubt")),
        Column::new(word("domain_share")),
    ];
    let (shown, rest) = found.split_at(DOMAINS_SHOWN.min(found.len()));
    let mut rows: Vec<Row> =
        shown.iter().map(|count| Line::from(count).row(lang, count.domain.clone())).collect();
    if !rest.is_empty() {
        let others = i64::try_from(rest.len()).unwrap_or(i64::MAX);
        let name = plural(lang, "campaigns.live.domain_others", others, &[]);
        rows.push(Line::sum(rest.iter().map(Line::from)).row(lang, name));
    }
    // Beyond what the room gives, a total would be one of a part.
    let whole = found.len() < MOST_DOMAINS;
    let total = whole
        .then(|| Line::sum(found.iter().map(Line::from)).row(lang, t(lang, "common.page.total")));
    let title = word("domains");
    let table = match total {
        Some(total) => view! {
            <Table caption=title columns=columns rows=rows total=total style=TableStyle::Hover/>
        }
        .into_any(),
        None => view! {
            <Table caption=title columns=columns rows=rows style=TableStyle::Hover/>
        }
        .into_any(),
    };
    Some(
        view! {
            <Panel title=title body=PanelBody::Flush>
                {table}
            </Panel>
        }
        .into_any(),
    )
}
