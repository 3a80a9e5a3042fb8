//! A campaign before its approval: the draft with its checks, and the walk of the persons.

use accounts::Verb;
use campaigns::{Campaign, Channels, Finding, Severity};
use i18n::{Lang, number, plural, t};
use leptos::prelude::*;

use super::{findings_view, page::CampaignPage, request::CampaignRequest, words::drawn};
use ui::{
    BlockedButton, Button, ButtonKind, LinkButton, Panel, PanelBody, Progress, Todo, TodoItem,
};
use web::Problem;

/// What a draft lacks, and whom it is for.
pub(super) struct Draft {
    findings: Vec<Finding>,
    persons: i64,
}

impl Draft {
    /// # Errors
    /// The rooms'.
    pub(super) async fn load(at: &CampaignRequest) -> Result<Self, Problem> {
        let findings = at.room().lint(at.actor(), at.id()).await?;
        Ok(Self { findings, persons: persons(at).await? })
    }

    fn count(&self, severity: Severity) -> i64 {
        let found = self.findings.iter().filter(|finding| finding.severity == severity).count();
        i64::try_from(found).unwrap_or(i64::MAX)
    }

    pub(super) fn view(self, page: &CampaignPage) -> AnyView {
        let title = t(page.lang, "campaigns.prepare.title");
        let tasks = self.tasks(page);
        view! {
            <Panel title=title body=PanelBody::Flush>
                <Todo items=tasks/>
            </Panel>
            {findings_view::panel(page, &self.findings)}
            {self.submit(page)}
        }
        .into_any()
    }

    fn tasks(&self, page: &CampaignPage) -> Vec<TodoItem> {
        let (lang, campaign) = (page.lang, &page.campaign);
        let state = move |key: &str| t(lang, &format!("campaigns.prepare.{key}"));
        let refused = self.count(Severity::Refusal);
        let facts = match (refused, self.count(Severity::Advice)) {
            (0, 0) => t(lang, "campaigns.draft.facts_ready").to_owned(),
            (0, advice) => plural(lang, "campaigns.draft.facts_advice", advice, &[]),
            (refused, _) => plural(lang, "campaigns.draft.facts_refused", refused, &[]),
        };
        let open = |href: String, label: &'static str| {
            view! { <LinkButton href=href>{label}</LinkButton> }.into_any()
        };
        let purpose = format!("campaigns.purpose.{}", campaign.purpose.as_str());
        let purpose = TodoItem::new(state("done"), state("purpose")).consequence(t(lang, &purpose));
        let text =
            TodoItem::new(state(if refused == 0 { "done" } else { "to_do" }), state("task_facts"))
                .consequence(facts);
        let text = if page.may(Verb::EditCase) {
            text.action(open(page.here.href("faits"), t(lang, "campaigns.draft.facts_open")))
        } else {
            text
        };
        let audience = if self.persons == 0 {
            TodoItem::new(state("to_do"), t(lang, "campaigns.audience.nobody_title"))
                .consequence(t(lang, "campaigns.audience.nobody"))
                .action(open(page.here.href("imports"), t(lang, "campaigns.draft.audience_open")))
        } else {
            let persons = plural(lang, "campaigns.draft.persons", self.persons, &[]);
            let rule = t(lang, "campaigns.draft.audience");
            TodoItem::new(state("done"), state("task_audience"))
                .consequence(format!("{persons} {rule}"))
        };
        let channels = TodoItem::new(state("done"), state("task_channels"))
            .consequence(channels(lang, campaign));
        let approval = TodoItem::new(state("to_do"), state("task_approval"))
            .consequence(t(lang, "campaigns.draft.approval"));
        vec![purpose, text, audience, channels, approval]
    }

    fn submit(&self, page: &CampaignPage) -> AnyView {
        let lang = page.lang;
        let word = move |key: &str| t(lang, &format!("campaigns.draft.{key}"));
        let content = if !page.may(Verb::PrepareCampaign) {
            view! { <p class="muted">{word("denied")}</p> }.into_any()
        } else if self.count(Severity::Refusal) > 0 || self.persons == 0 {
            let why = if self.persons == 0 {
                t(lang, "campaigns.audience.nobody")
            } else {
                word("blocked")
            };
            view! {
                <BlockedButton id="prepare-why" why=why kind=ButtonKind::Main>
                    {word("submit")}
                </BlockedButton>
            }
            .into_any()
        } else {
            view! {
                <form class="row" method="post" action=page.href("preparer")>
                    <Button kind=ButtonKind::Main>{word("submit")}</Button>
                    <span class="muted">{word("submit_hint")}</span>
                </form>
            }
            .into_any()
        };
        view! { <Panel>{content}</Panel> }.into_any()
    }
}

/// The choice of channels, batches and pace, in sentences.
pub(super) fn channels(lang: Lang, campaign: &Campaign) -> String {
    let ways = t(lang, &format!("campaigns.channels.{}", campaign.channels.as_str()));
    let batches = plural(lang, "campaigns.draft.batches", campaign.batch_size, &[]);
    let rate = match (campaign.channels, campaign.rate_limit) {
        (Channels::LetterOnly, _) => return format!("{ways}. {batches}"),
        (_, 0) => t(lang, "campaigns.draft.rate_free").to_owned(),
        (_, rate) => plural(lang, "campaigns.draft.rate", rate, &[]),
    };
    format!("{ways}. {batches} {rate}")
}

/// Visible persons of the lab's part of the case.
async fn persons(at: &CampaignRequest) -> Result<i64, Problem> {
    let (state, lab) = (&at.at.state, at.at.here.id());
    let scope = state.incidents.scope(at.actor(), Verb::ViewCampaigns, lab).await?;
    Ok(state.people.totals(&scope).await?.persons)
}

/// How many persons are to be walked.
pub(super) struct Preparing {
    persons: i64,
}

impl Preparing {
    /// # Errors
    /// The rooms'.
    pub(super) async fn load(at: &CampaignRequest) -> Result<Self, Problem> {
        Ok(Self { persons: persons(at).await? })
    }

    pub(super) fn view(self, page: &CampaignPage) -> AnyView {
        let (lang, placed) = (page.lang, page.campaign.persons);
        let title = t(lang, "campaigns.state.preparing");
        let total = number(lang, self.persons.max(placed));
        let start = plural(lang, "campaigns.preparing.placed", placed, &[("total", &total)]);
        let codes =
            (placed > 0 && placed >= self.persons).then(|| t(lang, "campaigns.preparing.codes"));
        let whole = drawn(self.persons.max(placed));
        view! {
            <Panel title=title note=t(lang, "campaigns.preparing.leave")>
                <Progress label=title value=(drawn(placed), whole) start=start end=codes/>
            </Panel>
        }
        .into_any()
    }
}
