//! One batch: its file, its manifest, its posting, and making its file again.

use axum::{Form, extract::Path, http::StatusCode, response::Response};
use campaigns::{BatchState, CampaignError};
use chrono::NaiveDate;
use i18n::{Lang, number, t, tr};
use leptos::prelude::*;

use super::{
    batch_view::{facts, files, posting, recall, remaking},
    parts::{self, Said},
    print::{self, BatchPath, Listed, PrintRequest, own, prints, prints_only, recalled},
    queue,
};
use ui::{Crumb, Crumbs, ErrorSummary, NoticeKind, PageHead, Panel};
use web::{CaseRequest, Pairs, Problem, Refused, Typed, time, whole};

/// `GET …/lettres/{batch}`
pub(super) async fn page(
    PrintRequest(at): PrintRequest,
    Path(path): Path<BatchPath>,
) -> Result<Response, Problem> {
    let listed = own(&at, &path).await?;
    let said = parts::said(&at.staff).await?;
    let reply = BatchReply { status: StatusCode::OK, typed: Typed::default(), said };
    show(at, listed, reply).await
}

/// `POST …/lettres/{batch}/poster`: the letters were given to the post.
pub(super) async fn post(
    PrintRequest(at): PrintRequest,
    Path(path): Path<BatchPath>,
    Form(pairs): Form<Pairs>,
) -> Result<Response, Problem> {
    let listed = own(&at, &path).await?;
    let lang = at.ctx.lang;
    let mut typed = Typed::of(pairs);
    let mut status = StatusCode::UNPROCESSABLE_ENTITY;
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
                status = StatusCode::CONFLICT;
                said = Some(Said::new("campaigns.batches.not_open", NoticeKind::Warn));
            }
            Err(error) => return Err(error.into()),
        }
    }
    // The batch may have moved since it was read above.
    let listed = own(&at, &path).await?;
    let reply = BatchReply { status, typed, said };
    show(at, listed, reply).await
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
    Path(path): Path<BatchPath>,
) -> Result<Response, Problem> {
    let listed = own(&at, &path).await?;
    let key = match at.state.campaigns.restore_file(&at.staff.actor, listed.batch.id).await {
        Ok(()) => "campaigns.batches.remade",
        Err(CampaignError::FileGone) => "campaigns.batches.remake_refused",
        Err(CampaignError::DiskFull) => "campaigns.batches.disk_full",
        Err(error) => return Err(error.into()),
    };
    print::back(&at, listed.batch.id, key).await
}

/// How the page comes.
struct BatchReply {
    status: StatusCode,
    typed: Typed,
    said: Option<Said>,
}

async fn show(at: CaseRequest, listed: Listed, reply: BatchReply) -> Result<Response, Problem> {
    let frame = at.frame().await?;
    let prints = prints(&at.staff, &at.here);
    let from_queue = prints_only(&at.staff, &at.here);
    let zone = at.here.organisation.zone;
    let today = at.state.env.now().with_timezone(&zone).date_naive();
    let (lang, here) = (at.ctx.lang, at.here);
    let title = t(lang, "campaigns.batches.title");
    let BatchReply { status, typed, said } = reply;
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
