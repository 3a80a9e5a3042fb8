//! The parts of the page of one batch.

use campaigns::LetterBatch;
use chrono::NaiveDate;
use chrono_tz::Tz;
use i18n::{Lang, date_long, date_time, file_size, number, plural, t};
use leptos::prelude::*;

use super::{
    print::Listed,
    words::{batch_badge, batch_word},
};
use ui::{
    Badge, Button, ButtonKind, Fact, Facts, Fold, Hash, Icon, InputKind, InputSize, LinkButton,
    Need, Notice, NoticeKind, Panel, TextField,
};
use web::Typed;

/// The letters were fetched before their campaign was given up.
pub(super) fn recall(lang: Lang) -> AnyView {
    let word = move |key: &str| t(lang, &format!("campaigns.batches.{key}"));
    view! {
        <Notice kind=NoticeKind::Danger title=word("recalled_title")>{word("recalled")}</Notice>
    }
    .into_any()
}

/// What is known of the batch and of its file.
pub(super) fn facts(lang: Lang, listed: &Listed) -> AnyView {
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

/// The ways to the print file and to its manifest. `base` is the address of the batch.
pub(super) fn files(lang: Lang, base: &str) -> AnyView {
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

/// The form of the posting: the day in the zone of the lab, and the number of letters.
pub(super) fn posting(
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

/// The form that makes the file again.
pub(super) fn remaking(lang: Lang, base: &str) -> AnyView {
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
