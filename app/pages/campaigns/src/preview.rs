//! The messages as they will leave, for the persons whose message is most likely to go
//! wrong. Each opening is recorded by the room.

use accounts::Verb;
use axum::{
    extract::{Path, Query},
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use campaigns::{AwkwardPerson, CampaignError, Channel, EmailPreview};
use i18n::{plural, t};
use kernel::PersonId;
use leptos::prelude::*;
use serde::Deserialize;

use super::{
    detail::{crumbs, up},
    page::{CampaignPage, RejectedForm},
    request::CampaignRequest,
    words::paragraphs,
};
use ui::{
    Cell, Column, Crumb, Empty, Fact, Facts, LinkButton, Notice, NoticeKind, PageHead, Panel,
    PanelBody, Row, Table,
};
use web::{Problem, may};

/// Who may open messages, as the room has it.
const PREVIEW: Verb = Verb::ReadCapturedMail;

/// `GET …/apercu`
pub(super) async fn page(at: CampaignRequest) -> Result<Response, Problem> {
    list(at, StatusCode::OK, Vec::new()).await
}

/// What is known of the messages.
enum Messages {
    NotYet,
    Denied,
    Some(Vec<AwkwardPerson>),
}

async fn list(
    at: CampaignRequest,
    status: StatusCode,
    refused: Vec<String>,
) -> Result<Response, Problem> {
    let messages = match at.room().awkward(at.actor(), at.id()).await {
        _ if !may(&at.at.staff, PREVIEW, at.at.here.lab.organisation) => Messages::Denied,
        Err(CampaignError::Conflict) => Messages::NotYet,
        found => Messages::Some(found?),
    };
    let frame = at.frame().await?;
    let title = t(at.lang(), "campaigns.preview.title");
    let rejected = RejectedForm { refused: refused.into(), ..RejectedForm::default() };
    let page = CampaignPage::of(at, &[], rejected).await?;
    Ok(frame.page_with(status, title, move || {
        view! {
            <PageHead
                title=title
                note=t(page.lang, "campaigns.preview.lead")
                crumbs=crumbs(&page, vec![up(&page)])
            />
            {page.refusal()}
            {messages_view(&page, messages)}
        }
    }))
}

fn messages_view(page: &CampaignPage, messages: Messages) -> AnyView {
    let lang = page.lang;
    let word = move |key: &str| t(lang, &format!("campaigns.preview.{key}"));
    let empty = |title: &str, text: &str| {
        let empty = view! { <Empty title=word(title) text=word(text)/> };
        view! { <Panel>{empty}</Panel> }.into_any()
    };
    let found = match messages {
        Messages::Denied => {
            return view! { <Notice kind=NoticeKind::Info title=word("denied")/> }.into_any();
        }
        Messages::NotYet => return empty("not_yet_title", "not_yet"),
        Messages::Some(found) if found.is_empty() => return empty("none_title", "none"),
        Messages::Some(found) => found,
    };
    let columns = vec![Column::new(word("case")), Column::new(word("messages"))];
    let rows = found.iter().map(|person| row(page, person)).collect();
    view! {
        <Panel title=word("awkward") note=word("awkward_lead") body=PanelBody::Flush
            foot=view! { <span>{word("logged")}</span> }>
            <Table caption=word("awkward") columns=columns rows=rows/>
        </Panel>
    }
    .into_any()
}

fn row(page: &CampaignPage, person: &AwkwardPerson) -> Row {
    let lang = page.lang;
    let kind = t(lang, &format!("campaigns.preview.awkward_{}", person.kind.as_str()));
    let links = person
        .channels
        .iter()
        .filter_map(|channel| {
            let key = label_key(*channel)?;
            let message = match channel {
                Channel::Email => "courriel".to_owned(),
                letter => format!("lettre?canal={}", letter.as_str()),
            };
            let href = page.href(&format!("apercu/{}/{message}", person.kind.as_str()));
            let text = t(lang, &format!("campaigns.preview.{key}"));
            let label = format!("{kind}, {text}");
            Some(view! { <LinkButton href=href label=label>{text}</LinkButton> })
        })
        .collect_view();
    Row::new(kind).cell(Cell::from(view! { <div class="row">{links}</div> }))
}

/// The words of the link to a message; none where nothing goes out.
pub(super) fn label_key(channel: Channel) -> Option<&'static str> {
    match channel {
        Channel::Email => Some("as_email"),
        Channel::Letter => Some("as_letter"),
        Channel::GuardianLetter => Some("as_guardian_letter"),
        Channel::None => None,
    }
}

/// The person of an address, by the reason for which they were chosen: no id of a person
/// stands in an address.
#[derive(Deserialize)]
pub(super) struct Chosen {
    reason: String,
}

impl Chosen {
    /// Who that is.
    ///
    /// # Errors
    /// [`CampaignError::NotFound`] where nobody was chosen for it.
    async fn person(&self, at: &CampaignRequest) -> Result<PersonId, CampaignError> {
        let found = at.room().awkward(at.actor(), at.id()).await?;
        let mut found = found.into_iter().filter(|one| one.kind.as_str() == self.reason);
        found.next().map(|one| one.person).ok_or(CampaignError::NotFound)
    }
}

/// The query that says which of a person's letters is meant.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct LetterQuery {
    canal: String,
}

/// `GET …/apercu/{reason}/lettre`
pub(super) async fn letter(
    at: CampaignRequest,
    Path(chosen): Path<Chosen>,
    Query(letter): Query<LetterQuery>,
) -> Result<Response, Problem> {
    let channel = Channel::parse(&letter.canal).unwrap_or(Channel::Letter);
    let made = match chosen.person(&at).await {
        Ok(person) => at.room().preview_letter(at.actor(), at.id(), person, channel).await,
        Err(error) => Err(error),
    };
    let pdf = match made {
        Ok(pdf) => pdf,
        Err(error) => return unwritten(at, error).await,
    };
    let mut response = pdf.into_response();
    let headers = response.headers_mut();
    let set = [
        (header::CONTENT_TYPE, "application/pdf"),
        // A fixed name: that of a person or of the lab would stay in a folder.
        (header::CONTENT_DISPOSITION, "inline; filename=\"apercu.pdf\""),
        (header::CACHE_CONTROL, "no-store"),
    ];
    for (name, value) in set {
        headers.insert(name, HeaderValue::from_static(value));
    }
    Ok(response)
}

/// `GET …/apercu/{reason}/courriel`
pub(super) async fn email(
    at: CampaignRequest,
    Path(chosen): Path<Chosen>,
) -> Result<Response, Problem> {
    let made = match chosen.person(&at).await {
        Ok(person) => at.room().preview_email(at.actor(), at.id(), person).await,
        Err(error) => Err(error),
    };
    let message = match made {
        Ok(message) => message,
        Err(error) => return unwritten(at, error).await,
    };
    let frame = at.frame().await?;
    let title = t(at.lang(), "campaigns.preview.title");
    let page = CampaignPage::of(at, &[], RejectedForm::default()).await?;
    Ok(frame.page(title, move || email_view(&page, title, message)))
}

/// The text part only: the policy of the console runs no style of a message, and its
/// other part says the same.
fn email_view(page: &CampaignPage, title: &'static str, message: EmailPreview) -> AnyView {
    let lang = page.lang;
    let subject = vec![Fact::new(t(lang, "campaigns.template.subject"), message.subject)];
    view! {
        <PageHead
            title=t(lang, "campaigns.preview.as_email")
            note=t(lang, "campaigns.preview.lead")
            crumbs=crumbs(page, vec![up(page), Crumb::new(page.href("apercu"), title)])
        />
        <Panel foot=view! { <span>{t(lang, "campaigns.preview.text_only")}</span> }>
            <div class="stack">
                <Facts items=subject/>
                {paragraphs(&message.text)}
            </div>
        </Panel>
    }
    .into_any()
}

/// The list again, where a message cannot be shown and a sentence says why.
async fn unwritten(at: CampaignRequest, error: CampaignError) -> Result<Response, Problem> {
    let (status, refused) = match error {
        CampaignError::Faults { count } => {
            let sentence = plural(at.lang(), "campaigns.preview.render_failed", count, &[]);
            (StatusCode::CONFLICT, vec![sentence])
        }
        // The list says both by itself.
        CampaignError::Denied(_) => (StatusCode::FORBIDDEN, Vec::new()),
        CampaignError::Conflict => (StatusCode::CONFLICT, Vec::new()),
        other => return Err(other.into()),
    };
    list(at, status, refused).await
}
