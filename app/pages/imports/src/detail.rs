//! One delivery: where it stands, what was found, what to do next.

use axum::{
    extract::Path,
    http::{HeaderValue, header},
    response::Response,
};
use i18n::{Lang, plural, t, tr};
use imports::{Import, ImportProgress, ImportState, row::Code};
use leptos::prelude::*;

use super::{
    forms::{ImportPath, own},
    running, undeclared,
    words::{shown, state_word, step, step_names},
};
use ui::{
    Button, ButtonKind, Cell, Column, Fact, Facts, LinkButton, Live, Notice, NoticeKind, PageHead,
    Panel, PanelBody, Row, Stat, Stats, Steps, Table,
};
use web::{CaseHere, CaseRequest, Problem};

/// `GET …/imports/{import}`. While work is under way a region of the page follows it;
/// without a script, and before the work begins, the page asks for itself again.
pub(super) async fn page(
    at: CaseRequest,
    Path(path): Path<ImportPath>,
) -> Result<Response, Problem> {
    let import = own(&at, &path).await?;
    let now = at.state.env.now();
    let running = matches!(import.state, ImportState::Checking | ImportState::Loading);
    let waiting = !running && at.state.imports.is_at_work(&at.staff.actor, import.id).await?;
    let frame = at.frame().await?;
    let frame = if running { frame.renewed("2") } else { frame };
    let (lang, here) = (at.ctx.lang, at.here);
    let title = t(lang, "imports.list.title");
    let mut response = frame.page(title, move || {
        let (word, _) = state_word(&import);
        let progress = ImportProgress::at(&import, now);
        let hint = t(lang, &format!("imports.state_hint.{word}"));
        view! {
            <PageHead
                title=t(lang, &format!("imports.state.{word}"))
                over=i18n::date_time(lang, import.created_at)
                note=hint
            />
            <Steps
                names=step_names(lang)
                current=step(import.state)
                done=t(lang, "imports.step.done")
                label=t(lang, "imports.list.title")
            />
            {refusal(lang, &import)}
            {running.then(|| running::panel(lang, &here, &import, &progress))}
            {(!running && import.rows > 0).then(|| found(lang, &import))}
            {(import.rows > 0).then(|| causes(lang, &here, &import))}
            {undeclared::notice(lang, &here, &import)}
            {waiting.then(|| waiting_panel(lang, &here, &import))}
            {if waiting { None } else { next(lang, &here, &import) }}
            <Panel title=t(lang, "imports.detected.title")>
                {facts(lang, &import)}
            </Panel>
        }
    });
    // Work that was asked for may end without a change of the import, as when its file is
    // gone: there is nothing to follow, so the page is read again.
    if waiting {
        response.headers_mut().insert(header::REFRESH, HeaderValue::from_static("2"));
    }
    Ok(response)
}

fn refusal(lang: Lang, import: &Import) -> Option<AnyView> {
    if import.state != ImportState::Refused {
        return None;
    }
    let code = import.error.clone().unwrap_or_default();
    let text = t(lang, &format!("imports.refusal.{code}"));
    Some(view! { <Notice kind=NoticeKind::Danger title=text live=Live::Alert/> }.into_any())
}

/// Asked for, and not begun yet.
fn waiting_panel(lang: Lang, here: &CaseHere, import: &Import) -> AnyView {
    let cancel = here.href(&format!("imports/{}/annuler", import.id));
    view! {
        <Notice
            kind=NoticeKind::Info
            title=t(lang, "imports.progress.asked")
            live=Live::Status
        >
            <form method="post" action=cancel>
                <Button>{t(lang, "imports.check.cancel")}</Button>
            </form>
        </Notice>
    }
    .into_any()
}

fn found(lang: Lang, import: &Import) -> AnyView {
    let [rows, persons, waiting] =
        [import.rows, import.persons, import.quarantined].map(|n| shown(lang, n));
    view! {
        <Stats>
            <Stat label=t(lang, "imports.list.rows") value=rows/>
            <Stat label=t(lang, "imports.list.persons") value=persons/>
            <Stat label=t(lang, "imports.list.waiting") value=waiting/>
        </Stats>
    }
    .into_any()
}

/// Errors first, then warnings, most frequent first.
fn causes(lang: Lang, here: &CaseHere, import: &Import) -> AnyView {
    let mut found: Vec<(Code, i64)> = import
        .causes
        .iter()
        .filter_map(|(code, count)| Some((Code::parse(code)?, count.as_i64()?)))
        .collect();
    found.sort_by_key(|(code, count)| (!code.is_error(), std::cmp::Reverse(*count)));
    let columns = move || {
        vec![
            Column::new(t(lang, "imports.check.cause")),
            Column::number(t(lang, "imports.check.rows")),
        ]
    };
    let rows = |errors: bool| -> Vec<Row> {
        found
            .iter()
            .filter(|(code, _)| code.is_error() == errors)
            .map(|(code, count)| {
                let name = code.as_str();
                let title = t(lang, &format!("imports.cause.{name}"));
                let hint = t(lang, &format!("imports.cause_hint.{name}"));
                Row::new(Cell::with_sub(title, hint)).cell(shown(lang, *count))
            })
            .collect()
    };
    let (errors, warnings) = (rows(true), rows(false));
    let sentence = if import.quarantined == 0 {
        t(lang, "imports.check.all_good").to_owned()
    } else {
        format!(
            "{} {}",
            plural(lang, "imports.check.waiting", import.quarantined, &[]),
            plural(lang, "imports.check.good", import.accepted, &[])
        )
    };
    let stored = matches!(import.state, ImportState::Ready | ImportState::Active);
    let open = (stored && import.quarantined > 0).then(|| {
        let href = here.href(&format!("imports/{}/attente", import.id));
        view! { <LinkButton href=href>{t(lang, "imports.quarantine.title")}</LinkButton> }
    });
    view! {
        <Panel
            title=t(lang, "imports.check.title")
            note=sentence
            aside=ui::Slot::maybe(open)
            body=PanelBody::Flush
        >
            {(!errors.is_empty())
                .then(|| view! { <Table caption=t(lang, "imports.check.title") columns=columns() rows=errors/> })}
            {(!warnings.is_empty())
                .then(|| view! { <Table caption=t(lang, "imports.check.warnings") columns=columns() rows=warnings/> })}
        </Panel>
    }
    .into_any()
}

/// The one next step, and giving up beside it.
fn next(lang: Lang, here: &CaseHere, import: &Import) -> Option<AnyView> {
    let to = |page: &str| here.href(&format!("imports/{}/{page}", import.id));
    let act = |page: &str, label: String| {
        view! {
            <form method="post" action=to(page)>
                <Button kind=ButtonKind::Main>{label}</Button>
            </form>
        }
        .into_any()
    };
    let main = match import.state {
        ImportState::Received => {
            let label = t(lang, "imports.columns.title");
            view! { <LinkButton href=to("colonnes") kind=ButtonKind::Main>{label}</LinkButton> }
                .into_any()
        }
        ImportState::Mapped if import.done_bytes > 0 => {
            act("charger", t(lang, "common.button.continue").to_owned())
        }
        ImportState::Mapped => act("controle", t(lang, "imports.columns.submit").to_owned()),
        ImportState::Checked => {
            act("charger", plural(lang, "imports.check.submit", import.accepted, &[]))
        }
        ImportState::Ready => {
            act("activer", plural(lang, "imports.activate.submit", import.persons, &[]))
        }
        _ => return None,
    };
    let note = (import.state == ImportState::Ready).then(|| {
        let warning = (import.quarantined > 0)
            .then(|| plural(lang, "imports.activate.blocked_quarantine", import.quarantined, &[]));
        view! {
            <p>{t(lang, "imports.activate.lead")}</p>
            {warning.map(|text| view! { <p class="muted">{text}</p> })}
        }
    });
    let content = view! {
        <div class="stack">
            {note}
            <div class="row">
                {main}
                <form method="post" action=to("annuler")>
                    <Button>{t(lang, "imports.check.cancel")}</Button>
                </form>
            </div>
        </div>
    };
    Some(view! { <Panel>{content}</Panel> }.into_any())
}

fn facts(lang: Lang, import: &Import) -> AnyView {
    let size = i18n::file_size(lang, u64::try_from(import.bytes).unwrap_or(0));
    let mut items = vec![Fact::new(t(lang, "imports.detected.size"), size)];
    if let Some(format) = &import.format {
        let delimiter = match format.delimiter {
            b';' => "semicolon",
            b',' => "comma",
            b'\t' => "tab",
            _ => "pipe",
        };
        let line =
            tr(lang, "imports.detected.header_line", &[("n", &format.header_row.to_string())]);
        items.push(Fact::new(t(lang, "imports.detected.encoding"), format.encoding.name()));
        items.push(Fact::new(
            t(lang, "imports.detected.delimiter"),
            t(lang, &format!("imports.delimiter.{delimiter}")),
        ));
        items.push(Fact::new(t(lang, "imports.detected.header_row"), line));
    }
    let hash = hex::encode(&import.content_hash);
    items.push(Fact::new(t(lang, "imports.detected.hash"), view! { <ui::Hash text=hash/> }));
    view! { <Facts items=items/> }.into_any()
}
