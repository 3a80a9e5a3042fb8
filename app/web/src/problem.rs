//! From a room's refusal to a status and a page: the one table.
//!
//! What the actor may not know exists is "not found". A person sees a calm sentence
//! and, for a failure of ours, a reference; the log holds the chain of causes under
//! the same reference. Nothing of a request's content is logged.

use std::error::Error as _;

use axum::{
    extract::Request,
    http::{StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use i18n::t;
use leptos::prelude::*;

use site::Ctx;
use site::without_script;
use ui::{Document, PlainShell, page_with};

/// Why a page is not shown.
#[derive(Debug)]
pub enum Problem {
    /// The request cannot be understood.
    Bad,
    /// The role does not allow it.
    Denied,
    /// Nothing there, or nothing the actor may know of.
    NotFound,
    /// Somebody changed it in the meantime.
    Conflict,
    /// Larger than the limit.
    TooLarge,
    /// Too many tries.
    TooMany,
    /// Another site caused the request.
    ForeignOrigin,
    /// A dependency does not answer.
    Unavailable,
    /// A defect of ours.
    Internal(Box<dyn std::error::Error + Send + Sync>),
}

impl Problem {
    /// A failure of ours, or an outage, from any error.
    pub fn internal(error: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self::Internal(error.into())
    }

    fn status(&self) -> StatusCode {
        match self {
            Self::Bad => StatusCode::BAD_REQUEST,
            Self::Denied | Self::ForeignOrigin => StatusCode::FORBIDDEN,
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::Conflict => StatusCode::CONFLICT,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::TooMany => StatusCode::TOO_MANY_REQUESTS,
            Self::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
            Self::Internal(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }
}

impl From<db::DbError> for Problem {
    fn from(error: db::DbError) -> Self {
        if error.is_outage() { Self::Unavailable } else { Self::internal(error) }
    }
}

impl From<vault::VaultError> for Problem {
    fn from(error: vault::VaultError) -> Self {
        match error {
            vault::VaultError::Db(error) => error.into(),
            vault::VaultError::Destroyed => Self::NotFound,
            other => Self::internal(other),
        }
    }
}

impl From<accounts::Denied> for Problem {
    fn from(_: accounts::Denied) -> Self {
        Self::Denied
    }
}

impl From<accounts::AccountError> for Problem {
    fn from(error: accounts::AccountError) -> Self {
        use accounts::AccountError as E;
        match error {
            E::Denied(_) => Self::Denied,
            E::NotFound => Self::NotFound,
            E::Conflict => Self::Conflict,
            E::Invalid(_) => Self::Bad,
            E::WrongCredentials { .. } => Self::TooMany,
            E::Busy => Self::Unavailable,
            other => {
                let outage = other
                    .source()
                    .and_then(|cause| cause.downcast_ref::<db::DbError>())
                    .is_some_and(db::DbError::is_outage);
                if outage { Self::Unavailable } else { Self::internal(other) }
            }
        }
    }
}

impl From<incidents::CaseError> for Problem {
    fn from(error: incidents::CaseError) -> Self {
        use incidents::CaseError as E;
        match error {
            E::Denied(denied) => denied.into(),
            E::NotFound => Self::NotFound,
            E::Conflict | E::SamePerson => Self::Conflict,
            E::Invalid(_) => Self::Bad,
            E::Db(error) => error.into(),
            E::Vault(error) => error.into(),
        }
    }
}

impl From<people::PeopleError> for Problem {
    fn from(error: people::PeopleError) -> Self {
        use people::PeopleError as E;
        match error {
            E::Denied(denied) => denied.into(),
            E::NotFound => Self::NotFound,
            E::Conflict => Self::Conflict,
            E::Required { .. } | E::TooMany { .. } => Self::Bad,
            other @ E::Broken => Self::internal(other),
            E::Db(error) => error.into(),
            E::Vault(error) => error.into(),
            E::Case(error) => error.into(),
        }
    }
}

impl From<imports::ImportError> for Problem {
    fn from(error: imports::ImportError) -> Self {
        use imports::ImportError as E;
        match error {
            E::Denied(denied) => denied.into(),
            E::NotFound | E::FileGone => Self::NotFound,
            E::Conflict | E::Delivered { .. } | E::Stopped => Self::Conflict,
            E::Refused(_) | E::Mapping(_) => Self::Bad,
            E::TooLarge { .. } => Self::TooLarge,
            E::DiskFull => Self::Unavailable,
            E::People(error) => error.into(),
            E::Case(error) => error.into(),
            E::Db(error) => error.into(),
            E::Vault(error) => error.into(),
            other @ (E::Io(_) | E::Broken) => Self::internal(other),
        }
    }
}

impl From<duties::DutyError> for Problem {
    fn from(error: duties::DutyError) -> Self {
        use duties::DutyError as E;
        match error {
            E::Denied(denied) => denied.into(),
            E::NotFound => Self::NotFound,
            E::Conflict | E::WrongState | E::NotInForce => Self::Conflict,
            E::Invalid(_) | E::DelayReasonRequired { .. } => Self::Bad,
            E::Case(error) => error.into(),
            E::Db(error) => error.into(),
            E::Vault(error) => error.into(),
            other @ (E::Facts(_) | E::Packs(_)) => Self::internal(other),
        }
    }
}

impl From<reports::ReportError> for Problem {
    fn from(error: reports::ReportError) -> Self {
        use reports::ReportError as E;
        match error {
            E::Denied(denied) => denied.into(),
            E::NotFound => Self::NotFound,
            E::Conflict => Self::Conflict,
            E::Invalid(_) => Self::Bad,
            E::Case(error) => error.into(),
            E::Account(error) => error.into(),
            E::People(error) => error.into(),
            E::Import(error) => error.into(),
            E::Duty(error) => error.into(),
            E::Db(error) => error.into(),
            E::Vault(error) => error.into(),
            other @ (E::Document(_) | E::Broken) => Self::internal(other),
        }
    }
}

impl From<campaigns::CampaignError> for Problem {
    fn from(error: campaigns::CampaignError) -> Self {
        use campaigns::CampaignError as E;
        match error {
            E::Denied(denied) => denied.into(),
            E::NotFound | E::UnknownMark | E::FileGone | E::NotCaptured => Self::NotFound,
            E::Conflict
            | E::SamePerson
            | E::ContentChanged(_)
            | E::AudienceChanged
            | E::Faults { .. }
            | E::Suspicious { .. }
            | E::PageClosed
            | E::CodeSilent
            | E::Nobody
            | E::Gap { .. }
            | E::AlreadyReturned => Self::Conflict,
            E::Invalid(_) | E::Text(_) | E::CountDiffers { .. } => Self::Bad,
            E::DiskFull => Self::Unavailable,
            E::People(error) => error.into(),
            E::Case(error) => error.into(),
            E::Account(error) => error.into(),
            E::Db(error) => error.into(),
            E::Vault(error) => error.into(),
            other @ (E::Document(_) | E::Message(_) | E::Capture(_) | E::Io(_) | E::Broken) => {
                Self::internal(other)
            }
        }
    }
}

/// The problem travels in the response's extensions to [`problem_pages`], which knows
/// the language of the request.
#[derive(Clone)]
struct Carried(&'static str);

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = self.status();
        let key = match &self {
            Self::Bad => "400",
            Self::Denied | Self::ForeignOrigin => "403",
            Self::NotFound => "404",
            Self::Conflict => "409",
            Self::TooLarge => "413",
            Self::TooMany => "429",
            Self::Unavailable => "503",
            Self::Internal(error) => {
                log(error.as_ref());
                "500"
            }
        };
        let mut response = status.into_response();
        response.extensions_mut().insert(Carried(key));
        response
    }
}

fn log(error: &(dyn std::error::Error + 'static)) {
    let mut chain = vec![error.to_string()];
    let mut at = error.source();
    while let Some(cause) = at {
        chain.push(cause.to_string());
        at = cause.source();
    }
    tracing::error!(error.chain = chain.join(": "), "a request failed");
}

/// Gives every refusal its page, also those of the router (404, 405) and of the body
/// limit (413).
pub async fn problem_pages(request: Request, next: Next) -> Response {
    let (parts, body) = request.into_parts();
    let ctx = Ctx::of(&parts);
    let response = next.run(Request::from_parts(parts, body)).await;
    let key = match response.extensions().get::<Carried>() {
        Some(Carried(key)) => key,
        None => match response.status() {
            StatusCode::METHOD_NOT_ALLOWED => "405",
            StatusCode::PAYLOAD_TOO_LARGE => "413",
            StatusCode::BAD_REQUEST | StatusCode::UNPROCESSABLE_ENTITY
                if response
                    .headers()
                    .get("content-type")
                    .is_some_and(|kind| kind.as_bytes().starts_with(b"text/plain")) =>
            {
                // The extractors' own words name fields and types: not for people.
                "400"
            }
            _ => return response,
        },
    };
    let status = response.status();
    let console = ctx.path.starts_with("/console");
    let page = page_with(status, None, move || problem_page(&ctx, key));
    // What the layers below said of the answer still holds: cookies, when to come back.
    // Content headers are those of the page.
    let mut headers = response.into_parts().0.headers;
    for name in [header::CONTENT_LENGTH, header::CONTENT_TYPE, header::CONTENT_ENCODING] {
        headers.remove(name);
    }
    let (mut parts, body) = page.into_parts();
    headers.extend(std::mem::take(&mut parts.headers));
    parts.headers = headers;
    without_script(&mut parts.headers, console);
    Response::from_parts(parts, body)
}

fn problem_page(ctx: &Ctx, key: &str) -> AnyView {
    let lang = ctx.lang;
    let title = t(lang, &format!("errors.http_{key}.title"));
    let text = t(lang, &format!("errors.http_{key}.text"));
    let (home, back) = if ctx.path.starts_with("/console") {
        ("/console", t(lang, "errors.page.dashboard"))
    } else {
        ("/", t(lang, "errors.page.home"))
    };
    view! {
        <PlainShell
            document=Document::new(lang, title)
            skip=t(lang, "common.page.skip")
            name=t(lang, "common.app.name")
            home=home
        >
            <div class="stack stack--tight">
                <h1 class="title">{title}</h1>
                <p>{text}</p>
                <p>
                    <a href=home>{back}</a>
                </p>
            </div>
        </PlainShell>
    }
    .into_any()
}
