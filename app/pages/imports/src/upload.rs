//! Receiving a file: streamed to disk, sealed on the way, never whole in memory.

use accounts::Verb;
use axum::{
    extract::{Multipart, multipart::MultipartError},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use i18n::{date_time, file_size, t, tr};
use imports::ImportError;
use kernel::ImportId;
use leptos::prelude::*;

use ui::{
    Button, ButtonKind, FileField, Icon, LinkButton, Live, Notice, NoticeKind, PageHead, Panel,
    Steps,
};
use web::{CaseRequest, Problem};

/// Why the form comes back.
enum Back {
    /// A sentence beside the field.
    Field(String),
    /// The same content is there already.
    Delivered(ImportId, String),
}

/// `GET …/imports/nouveau`
pub(super) async fn page(at: CaseRequest) -> Result<Response, Problem> {
    at.must(Verb::RunImport)?;
    form(at, StatusCode::OK, None).await
}

/// `POST …/imports/nouveau`
pub(super) async fn receive(at: CaseRequest, mut parts: Multipart) -> Result<Response, Problem> {
    at.must(Verb::RunImport)?;
    let lang = at.ctx.lang;
    let refused = StatusCode::UNPROCESSABLE_ENTITY;
    while let Some(part) = parts.next_field().await.map_err(broken)? {
        if part.name() != Some("fichier") {
            continue;
        }
        let received = match store(&at, part).await {
            Ok(received) => received,
            Err(Failure::Upload(problem)) => return Err(problem),
            Err(Failure::Room(error)) => Err(error),
        };
        return match received {
            Ok(None) => {
                let text = t(lang, "common.invalid.file").to_owned();
                form(at, refused, Some(Back::Field(text))).await
            }
            Ok(Some(id)) => {
                Ok(Redirect::to(&at.here.href(&format!("imports/{id}/colonnes"))).into_response())
            }
            Err(ImportError::Delivered { earlier }) => {
                let known = at.state.imports.import(&at.staff.actor, earlier).await?;
                let when = date_time(lang, known.created_at);
                let text = tr(lang, "imports.upload.same_finished", &[("at", &when), ("name", "")]);
                let back = Some(Back::Delivered(earlier, text));
                form(at, StatusCode::CONFLICT, back).await
            }
            Err(ImportError::TooLarge { .. }) => {
                let text = t(lang, "imports.refusal.file_too_large").to_owned();
                form(at, refused, Some(Back::Field(text))).await
            }
            Err(error) => Err(error.into()),
        };
    }
    let text = t(lang, "common.invalid.file").to_owned();
    form(at, refused, Some(Back::Field(text))).await
}

enum Failure {
    Upload(Problem),
    Room(ImportError),
}

/// Streams one part into a delivery; none for an empty file.
async fn store(
    at: &CaseRequest,
    mut part: axum::extract::multipart::Field<'_>,
) -> Result<Result<Option<ImportId>, ImportError>, Failure> {
    let upload = at.state.imports.begin_upload(&at.staff.actor, at.here.id()).await;
    let mut upload = upload.map_err(Failure::Room)?;
    let mut any = false;
    while let Some(bytes) = part.chunk().await.map_err(|e| Failure::Upload(broken(e)))? {
        any |= !bytes.is_empty();
        // Sealing 64 KiB takes well under a millisecond.
        upload.write(&bytes).map_err(Failure::Room)?;
    }
    if !any {
        return Ok(Ok(None));
    }
    Ok(upload.finish().await.map(Some))
}

fn broken(error: MultipartError) -> Problem {
    match error.status() {
        StatusCode::PAYLOAD_TOO_LARGE => Problem::TooLarge,
        _ => Problem::Bad,
    }
}

async fn form(
    at: CaseRequest,
    status: StatusCode,
    back: Option<Back>,
) -> Result<Response, Problem> {
    let frame = at.frame().await?;
    let (lang, here) = (at.ctx.lang, at.here);
    let title = t(lang, "imports.upload.title");
    let size = file_size(lang, at.state.config.upload_bytes);
    Ok(frame.page_with(status, title, move || {
        let (error, known) = match back {
            Some(Back::Field(text)) => (Some(text), None),
            Some(Back::Delivered(id, text)) => (None, Some((id, text))),
            None => (None, None),
        };
        let notice = known.map(|(id, text)| {
            let href = here.href(&format!("imports/{id}"));
            view! {
                <Notice kind=NoticeKind::Warn title=text live=Live::Alert>
                    <p>
                        <a href=href>{t(lang, "imports.upload.same_finished_link")}</a>
                    </p>
                </Notice>
            }
        });
        view! {
            <PageHead title=title note=t(lang, "imports.upload.lead")/>
            <Steps
                names=super::words::step_names(lang)
                current=0
                done=t(lang, "imports.step.done")
                label=t(lang, "imports.list.title")
            />
            {notice}
            <Panel>
                <form
                    class="stack"
                    method="post"
                    enctype="multipart/form-data"
                    action=here.href("imports/nouveau")
                >
                    <FileField
                        label=t(lang, "imports.upload.file")
                        name="fichier"
                        hint=tr(lang, "imports.upload.file_hint", &[("size", &size)])
                        error=error
                        accept=".csv,.txt,.tsv,text/csv,text/plain"
                    />
                    <p class="faint">{t(lang, "imports.upload.no_script")}</p>
                    <div class="row">
                        <Button kind=ButtonKind::Main icon=Icon::Upload>
                            {t(lang, "imports.upload.submit")}
                        </Button>
                        <LinkButton href=here.href("imports")>
                            {t(lang, "common.button.cancel")}
                        </LinkButton>
                    </div>
                </form>
            </Panel>
        }
    }))
}
