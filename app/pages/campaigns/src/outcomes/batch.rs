//! One batch: its file, its manifest, its posting, and making its file again.

use axum::{Form, extract::Path, http::StatusCode, response::Response};
use campaigns::{BatchState, CampaignError, LetterBatch};
use chrono::NaiveDate;
use chrono_tz::Tz;
use i18n::{Lang, date_long, date_time, file_size, number, plural, t, tr};
use leptos::prelude::*;

use super::{
    parts::{self, Said},
    print::{self, Listed, PrintRequest, Which, own, prints, prints_only, recalled},
    queue,
    words::{batch_badge, batch_word},
};
use ui::{
    Badge, Button, ButtonKind, Crumb, Crumbs, ErrorSummary, Fact, Facts, Fold, Hash, Icon,
    InputKind, InputSize, LinkButton, Need, Notice, NoticeKind, PageHead, Panel, TextField,
};
use web::{CaseRequest, Pairs, Problem, Refused, Typed, time, whole};

/// `GET …/lettres/{batch}`
pub(super) async fn page(
    PrintRequest(at): PrintRequest,
    Path(which): Path<Which>,
) -> Result<Response, Problem> {
    let listed = own(&at, &which).await?;
    let said = parts::said(&at.staff).await?;
    let back = Back { status: StatusCode::OK, typed: Typed::default(), said };
    show(at, listed, back).await
}

/// `POST …/lettres/{batch}/poster`: the letters were given to the post.
pub(super) async fn post(
    PrintRequest(at): PrintRequest,
    Path(which): Path<Which>,
    Form(pairs): Form<Pairs>,
) -> Result<Response, Problem> {
    let listed = own(&at, &which).await?;
    let lang = at.ctx.lang;
    let mut typed = Typed::of(pairs);
    let mut back_with = StatusCode::UNPROCESSABLE_ENTITY;
    let mut said = None;
    if let Ok((on, given)) = read(lang, &mut typed) {
        match at.state.campaigns.mark_posted(&at.staff.actor, listed.batch.id, on, given).await {
            Ok(()) => {
                return print::back(&at, listed.batch.id, "campaigns.batches.recorded").await;
            }
            Err(CampaignError::CountDiffers { expected, given }) => {
                let (expected, given) = (number(lang, expected), number(lang, given));
                let args = [("expected", expected.as_str()), ("given", given.as_str())];
                let sentence = tr(lang, "campaigns.batches.count_differs", &args);
                typed.refuse("posted_count", sentence);
            }
            Err(CampaignError::Invalid(fields)) => {
                for field in fields {
                    let key = match field.code {
                        "future" => "common.invalid.date_future",
                        "before_printing" => "campaigns.batches.before_printing",
                        _ => "common.invalid.date",
                    };
                    typed.refuse("posted_on", t(lang, key));
                }
            }
            Err(CampaignError::Conflict) => {
                back_with = StatusCode::CONFLICT;
                said = Some(Said::new("campaigns.batches.not_open", NoticeKind::Warn));
            }
            Err(error) => return Err(error.into()),
        }
    }
    // The batch may have moved since it was read above.
    let listed = own(&at, &which).await?;
    let back = Back { status: back_with, typed, said };
    show(at, listed, back).await
}

/// Reads the day and the number; says at each what must be put right.
fn read(lang: Lang, typed: &mut Typed) -> Result<(NaiveDate, i64), Refused> {
    typed.require(lang, "posted_on");
    typed.require(lang, "posted_count");
    let on = time::day(typed.get("posted_on")).ok_or(t(lang, "common.invalid.date"));
    let on = typed.read("posted_on", on);
    let given = whole(typed.get("posted_count")).ok_or(t(lang, "common.invalid.number"));
    let given = typed.read("posted_count", given);
    Ok((on?, given?))
}

/// `POST …/lettres/{batch}/refaire`: the same file, from the ledger.
pub(super) async fn remake(
    PrintRequest(at): PrintRequest,
    Path(which): Path<Which>,
) -> Result<Response, Problem> {
    let listed = own(&at, &which).await?;
    let key = match at.state.campaigns.restore_file(&at.staff.actor, listed.batch.id).await {
        Ok(()) => "campaigns.batches.remade",
        Err(CampaignError::FileGone) => "campaigns.batches.remake_refused",
        Err(CampaignError::DiskFull) => "campaigns.batches.disk_full",
        Err(error) => return Err(error.into()),
    };
    print::back(&at, listed.batch.id, key).await
}

/// How the page comes.
struct Back {
    status: StatusCode,
    typed: Typed,
    said: Option<Said>,
}

async fn show(at: CaseRequest, listed: Listed, back: Back) -> Result<Response, Problem> {
    let frame = at.frame().await?;
    let prints = prints(&at.staff, &at.here);
    let from_queue = prints_only(&at.staff, &at.here);
    let zone = at.here.organisation.zone;
    let today = at.state.env.now().with_timezone(&zone).date_naive();
    let (lang, here) = (at.ctx.lang, at.here);
    let title = t(lang, "campaigns.batches.title");
    let Back { status, typed, said } = back;
    Ok(frame.page_with(status, title, move || {
        let batch = &listed.batch;
        let crumbs = if from_queue {
            queue::crumbs(lang, Some(&here))
        } else {
            let items = vec![Crumb::new(here.href("lettres"), title)];
            view! { <Crumbs label=t(lang, "common.page.breadcrumb") items=items/> }.into_any()
        };
        let base = here.href(&format!("lettres/{}", batch.id));
        let made =
            matches!(batch.state, BatchState::Ready | BatchState::Downloaded | BatchState::Posted);
        let waits = matches!(batch.state, BatchState::Ready | BatchState::Downloaded);
        let facts = facts(lang, &listed);
        view! {
            <PageHead
                title=batch.name.clone()
                over=t(lang, "campaigns.batches.batch")
                note=listed.campaign.clone()
                crumbs=crumbs
            />
            {said.map(|said| said.view(lang))}
            {recalled(batch).then(|| recall(lang))}
            <ErrorSummary title=typed.summary_title(lang) errors=typed.summary()/>
            <Panel>{facts}</Panel>
            {(prints && made).then(|| files(lang, &base))}
            {(prints && waits).then(|| posting(lang, &base, batch, (zone, today), &typed))}
            {(prints && made).then(|| remaking(lang, &base))}
        }
    }))
}

/// The letters were fetched before their campaign was given up.
fn recall(lang: Lang) -> AnyView {
    let word = move |key: &str| t(lang, &format!("campaigns.batches.{key}"));
    view! {
        <Notice kind=NoticeKind::Danger title=word("recalled_title")>{word("recalled")}</Notice>
    }
    .into_any()
}

fn facts(lang: Lang, listed: &Listed) -> AnyView {
    let word = move |key: &str| t(lang, &format!("campaigns.batches.{key}"));
    let batch = &listed.batch;
    let (kind, text) = (batch_badge(batch.state), batch_word(lang, batch.state));
    let mut items = vec![
        Fact::new(word("state"), view! { <Badge kind=kind text=text/> }),
        Fact::new(word("letters"), number(lang, batch.letters)),
    ];
    if let Some(at) = batch.rendered_at {
        let pages = plural(lang, "campaigns.batches.pages", batch.pages, &[]);
        let sheets = plural(lang, "campaigns.batches.sheets", batch.sheets, &[]);
        let size = file_size(lang, u64::try_from(batch.bytes).unwrap_or(0));
        items.push(Fact::new(word("sheets_column"), format!("{sheets}, {pages}")));
        items.push(Fact::new(word("size"), size));
        items.push(Fact::new(word("made_at"), date_time(lang, at)));
        items.push(Fact::new(word("downloads"), number(lang, batch.downloads)));
    }
    if let Some(at) = batch.downloaded_at {
        items.push(Fact::new(word("first_download"), date_time(lang, at)));
    }
    if let Some(day) = batch.posted_on {
        items.push(Fact::new(word("posted_on"), date_long(lang, day)));
    }
    if !batch.sha256.is_empty() {
        let hash = batch.sha256.clone();
        items.push(Fact::new(word("proof"), view! { <Hash text=hash/> }));
    }
    view! { <Facts items=items/> }.into_any()
}

fn files(lang: Lang, base: &str) -> AnyView {
    let word = move |key: &str| t(lang, &format!("campaigns.batches.{key}"));
    let content = view! {
        <div class="stack">
            <p>{word("damaged")}</p>
            <div class="row">
                <LinkButton href=format!("{base}/fichier") icon=Icon::Print>
                    {word("download")}
                </LinkButton>
                <LinkButton href=format!("{base}/manifeste")>{word("manifest")}</LinkButton>
            </div>
        </div>
    }
    .into_any();
    view! { <Panel title=word("download") note=word("download_once")>{content}</Panel> }.into_any()
}

fn posting(
    lang: Lang,
    base: &str,
    batch: &LetterBatch,
    (zone, today): (Tz, NaiveDate),
    typed: &Typed,
) -> AnyView {
    let word = move |key: &str| t(lang, &format!("campaigns.batches.{key}"));
    let first = batch.created_at.with_timezone(&zone).date_naive();
    let content = view! {
        <form class="stack" method="post" action=format!("{base}/poster")>
            <TextField
                label=word("posted_on")
                name="posted_on"
                kind=InputKind::Date
                size=InputSize::Small
                need=Need::Required
                hint=word("posted_on_hint")
                min=first.to_string()
                max=today.to_string()
                value=typed.value("posted_on")
                error=typed.error("posted_on")
            />
            <TextField
                label=word("posted_count")
                name="posted_count"
                kind=InputKind::Number
                size=InputSize::Small
                need=Need::Required
                hint=word("posted_count_hint")
                value=typed.value("posted_count")
                error=typed.error("posted_count")
            />
            <div class="row">
                <Button kind=ButtonKind::Main>{word("mark_posted")}</Button>
            </div>
        </form>
    }
    .into_any();
    view! { <Panel title=word("mark_posted") note=word("posted_lead")>{content}</Panel> }.into_any()
}

fn remaking(lang: Lang, base: &str) -> AnyView {
    let word = move |key: &str| t(lang, &format!("campaigns.batches.{key}"));
    let action = format!("{base}/refaire");
    view! {
        <Fold summary=word("remake_title")>
            <form class="stack" method="post" action=action>
                <p>{word("remake_hint")}</p>
                <div class="row">
                    <Button>{word("remake")}</Button>
                </div>
            </form>
        </Fold>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_and_a_count_are_read_or_refused_with_their_field() {
        let form =
            |on: &str, count: &str| Typed::starting(&[("posted_on", on), ("posted_count", count)]);
        let day = NaiveDate::from_ymd_opt(2026, 3, 4).unwrap();
        for count in ["1200", "1 200", "1\u{202f}200"] {
            assert_eq!(read(Lang::FR, &mut form("2026-03-04", count)), Ok((day, 1_200)));
        }
        for (on, count, field) in [
            ("", "1", "posted_on"),
            ("04/03/2026", "1", "posted_on"),
            ("2026-03-04", "", "posted_count"),
            ("2026-03-04", "-1", "posted_count"),
            ("2026-03-04", "douze", "posted_count"),
        ] {
            let mut typed = form(on, count);
            assert_eq!(read(Lang::FR, &mut typed), Err(Refused));
            assert!(typed.error(field).is_some(), "{on} {count}");
        }
    }
}
