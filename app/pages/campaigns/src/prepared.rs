//! A campaign whose persons have their places: what is approved, by whom, and the launch.

use accounts::Verb;
use campaigns::{CampaignProgress, CampaignState, Channel, DeliveryState, ReasonCount};
use i18n::{date_time, plural, t, tr};
use leptos::prelude::*;

use super::{
    audience, figures,
    page::{
        ACCEPT, ACCEPT_REASON, APPROVE, CampaignPage, HASH, LAUNCH, NUMBER, REASON, REASON_LENGTH,
        REFUSE, REFUSE_REASON,
    },
    refusal::{self, Act, Refusal},
    request::CampaignRequest,
};
use ui::{
    Button, ButtonKind, Fact, Facts, Fold, Hash, InputKind, InputSize, LinkButton, Notice,
    NoticeKind, Panel, TextArea, TextField,
};
use web::{Problem, may};

/// What a prepared or approved campaign is.
pub(super) struct Prepared {
    progress: CampaignProgress,
    reasons: Vec<ReasonCount>,
    /// Why a launch would be refused now, for who may launch.
    refusal: Refusal,
}

impl Prepared {
    /// # Errors
    /// The room's.
    pub(super) async fn load(at: &CampaignRequest) -> Result<Self, Problem> {
        let (room, actor, id) = (at.room(), at.actor(), at.id());
        // Reads the whole ledger: only for who may launch.
        let may_run = may(&at.at.staff, Verb::RunCampaign, at.at.here.lab.organisation);
        let asked = at.campaign.state == CampaignState::Approved && may_run;
        let refusal = match if asked { room.launch_refusal(actor, id).await? } else { None } {
            Some(error) => Refusal::of(at.lang(), error, Act::Other)?,
            None => Refusal::default(),
        };
        Ok(Self {
            progress: room.progress(actor, id).await?,
            reasons: room.reasons(actor, id).await?,
            refusal,
        })
    }

    /// Whether the launch would be refused now.
    pub(super) fn is_blocked(&self) -> bool {
        self.refusal.any()
    }

    pub(super) fn view(self, page: &CampaignPage) -> AnyView {
        let Self { progress, reasons, refusal } = self;
        let approved = page.campaign.state == CampaignState::Approved;
        let act = if approved { launch(page, &progress, &refusal) } else { approval(page) };
        view! {
            {faults(page)}
            {audience::view(page.lang, &progress, &reasons)}
            {content(page)}
            {act}
            {reopen(page)}
        }
        .into_any()
    }
}

/// What cannot be written, or looks wrong, until somebody sets it aside.
fn faults(page: &CampaignPage) -> Option<AnyView> {
    let (lang, campaign) = (page.lang, &page.campaign);
    if campaign.faults == 0 && campaign.warning.is_empty() {
        return None;
    }
    let mut lines = Vec::new();
    if campaign.faults > 0 {
        lines.push(plural(lang, "campaigns.preview.render_failed", campaign.faults, &[]));
        lines.push(t(lang, "campaigns.accept.faults").to_owned());
    }
    if !campaign.warning.is_empty() {
        lines.push(refusal::warning(lang, &campaign.warning).to_owned());
    }
    let title = lines.remove(0);
    let rest = lines.into_iter().map(|line| view! { <p>{line}</p> }).collect_view();
    if let Some(by) = &campaign.accepted_by {
        let by = tr(lang, "campaigns.accept.done", &[("who", &page.who(by))]);
        return Some(
            view! {
                <Notice kind=NoticeKind::Info title=title>
                    {rest}
                    <p>{by}</p>
                </Notice>
            }
            .into_any(),
        );
    }
    let form = if page.may(Verb::RunCampaign) {
        let (typed, error) = page.typed.field(ACCEPT, REASON);
        let form = view! {
            <form class="stack" method="post" action=page.href(ACCEPT)>
                <TextArea label=t(lang, "campaigns.accept.reason") name=REASON
                    id=ACCEPT_REASON rows=2 maxlength=REASON_LENGTH
                    hint=t(lang, "common.page.reason_hint") value=typed error=error/>
                <div class="row">
                    <Button>{t(lang, "campaigns.accept.submit")}</Button>
                </div>
            </form>
        };
        view! { <Panel title=t(lang, "campaigns.accept.title")>{form}</Panel> }.into_any()
    } else {
        view! { <p class="muted">{t(lang, "campaigns.accept.who")}</p> }.into_any()
    };
    Some(
        view! {
            <Notice kind=NoticeKind::Warn title=title>{rest}</Notice>
            {form}
        }
        .into_any(),
    )
}

/// Who wrote and approved it, its fingerprint, and the way to its messages.
fn content(page: &CampaignPage) -> AnyView {
    let (lang, campaign) = (page.lang, &page.campaign);
    let word = move |key: &str| t(lang, &format!("campaigns.approve.{key}"));
    let purpose = format!("campaigns.purpose.{}", campaign.purpose.as_str());
    let mut items = vec![
        Fact::new(t(lang, "campaigns.prepare.purpose"), t(lang, &purpose)),
        Fact::new(word("author"), page.who(&campaign.author)),
        Fact::new(
            t(lang, "campaigns.prepare.task_channels"),
            super::draft::channels(lang, campaign),
        ),
    ];
    if let Some(at) = campaign.prepared_at {
        items.push(Fact::new(word("prepared_at"), date_time(lang, at)));
    }
    if let (Some(by), Some(at)) = (&campaign.approver, campaign.approved_at) {
        let value = format!("{}, {}", page.who(by), date_time(lang, at));
        items.push(Fact::new(word("approver"), value));
    }
    if let Some(hash) = campaign.hash_text() {
        items.push(Fact::new(word("hash_label"), view! { <Hash text=hash/> }));
    }
    let look = view! { <LinkButton href=page.href("apercu")>{word("look")}</LinkButton> };
    view! {
        <Panel title=word("content") aside=look>
            <Facts items=items/>
        </Panel>
    }
    .into_any()
}

/// The agreement of a second person, bound to the fingerprint that this page shows.
fn approval(page: &CampaignPage) -> AnyView {
    let (lang, campaign) = (page.lang, &page.campaign);
    let word = move |key: &str| t(lang, &format!("campaigns.approve.{key}"));
    if page.is_author() {
        return view! { <Notice kind=NoticeKind::Info title=word("own_work")/> }.into_any();
    }
    if !page.may(Verb::ApproveCampaign) {
        return view! { <Notice kind=NoticeKind::Info title=word("waiting")/> }.into_any();
    }
    let hash = campaign.hash_text().unwrap_or_default();
    let (typed, error) = page.typed.field(REFUSE, REASON);
    let open = error.is_some();
    let author = page.who(&campaign.author);
    let at = date_time(lang, campaign.created_at);
    let lead = tr(lang, "campaigns.approve.lead", &[("author", &author), ("at", &at)]);
    let refuse = view! {
        <form class="stack" method="post" action=page.href(REFUSE)>
            <TextArea label=word("refuse_reason") name=REASON id=REFUSE_REASON rows=2
                maxlength=REASON_LENGTH hint=t(lang, "common.page.reason_hint")
                value=typed error=error/>
            <div class="row">
                <Button>{word("refuse")}</Button>
            </div>
        </form>
    };
    let content = view! {
        <div class="stack">
            <p>{word("bound")}</p>
            <form method="post" action=page.href(APPROVE)>
                <input type="hidden" name=HASH value=hash/>
                <Button kind=ButtonKind::Main>{word("submit")}</Button>
            </form>
            <Fold summary=word("refuse") open=open>
                {refuse}
            </Fold>
        </div>
    };
    view! {
        <Panel title=word("title") note=lead>{content}</Panel>
    }
    .into_any()
}

/// The launch, with the number of persons typed by hand.
fn launch(page: &CampaignPage, progress: &CampaignProgress, refusal: &Refusal) -> AnyView {
    let lang = page.lang;
    let word = move |key: &str| t(lang, &format!("campaigns.launch.{key}"));
    if !page.may(Verb::RunCampaign) {
        return view! { <Notice kind=NoticeKind::Info title=word("denied")/> }.into_any();
    }
    if refusal.any() {
        return refusal.notice(word("refused"), &page.here).into_any();
    }
    let emails = audience::by_channel(progress, Channel::Email);
    // Some persons receive two: their own and that of whoever represents them.
    let letters = figures::count(progress, &figures::LETTERS, &[DeliveryState::Queued]);
    let persons = progress.in_progress;
    let sends = [("submit_emails", emails), ("submit_letters", letters)]
        .into_iter()
        .filter(|(_, n)| *n > 0)
        .map(|(key, n)| plural(lang, &format!("campaigns.launch.{key}"), n, &[]))
        .map(|text| view! { <li>{text}</li> })
        .collect_view();
    let hint = plural(lang, "campaigns.launch.type_number_hint", persons, &[]);
    let (typed, error) = page.typed.field(LAUNCH, NUMBER);
    let content = view! {
        <form class="stack" method="post" action=page.href(LAUNCH)>
            <ul class="plain-list">{sends}</ul>
            <p>{word("no_return")}</p>
            <TextField label=word("type_number") name=NUMBER kind=InputKind::Number
                size=InputSize::Small hint=hint value=typed error=error/>
            <div class="row">
                <Button kind=ButtonKind::Main>{word("title")}</Button>
            </div>
        </form>
    };
    view! {
        <Panel title=word("title") note=word("lead")>{content}</Panel>
    }
    .into_any()
}

/// Back to the draft, for who may prepare.
fn reopen(page: &CampaignPage) -> Option<AnyView> {
    let lang = page.lang;
    page.may(Verb::PrepareCampaign).then(|| {
        let form = view! {
            <form class="row" method="post" action=page.href("rouvrir")>
                <Button>{t(lang, "campaigns.approve.reopen")}</Button>
                <span class="muted">{t(lang, "campaigns.approve.reopen_hint")}</span>
            </form>
        };
        view! { <Panel>{form}</Panel> }.into_any()
    })
}
