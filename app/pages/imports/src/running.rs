//! An import under way: the region of its page that moves.

use std::cmp::Reverse;

use axum::{
    extract::{Path, Query},
    response::Response,
};
use i18n::{Lang, duration, percent, plural, t, tr};
use imports::{Import, ImportProgress, ImportState, row::Code};
use islands::LiveRegion;
use kernel::Actor;
use leptos::prelude::*;
use serde::Deserialize;
use ui::{Button, Panel, Progress};
use web::{CaseHere, CaseRequest, Problem, Reading, Region};

use super::{
    forms::{ImportPath, own},
    words::shown,
};

/// Faults named while the work goes on.
const SHOWN: usize = 3;

/// The reader of what many look at.
const SYSTEM: Actor = Actor::System("pages");

/// What moves: how far, how fast, what was found so far. Texts and drawings alone.
fn region(lang: Lang, import: &Import, progress: &ImportProgress) -> AnyView {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a share between 0 and 1"
    )]
    let done = (progress.share * 1000.0) as u64;
    let share = percent(lang, done, 1000);
    #[expect(clippy::cast_possible_truncation, reason = "a rate is rounded to show it")]
    let rate = progress.rate.map_or(0, |rate| rate.round() as i64);
    let span = progress.left.map(|left| duration(lang, left)).unwrap_or_default();
    let rate = shown(lang, rate);
    let end = tr(lang, "imports.progress.speed", &[("rows", &rate), ("span", &span)]);
    let so_far = plural(lang, "imports.progress.so_far", progress.quarantined, &[]);
    let start = format!("{} · {share}", plural(lang, "common.count.rows", progress.rows, &[]));
    let first = first_causes(lang, import);
    view! {
        <div class="stack">
            <Progress label=t(lang, title(import)) value=(done, 1000) start=start end=end/>
            <p>{so_far}</p>
            {(!first.is_empty()).then(|| view! { <ul class="plain-list stack stack--tight">{first}</ul> })}
        </div>
    }
    .into_any()
}

/// The most frequent faults found so far, with how many rows each has.
fn first_causes(lang: Lang, import: &Import) -> Vec<AnyView> {
    let mut found: Vec<(Code, i64)> = import
        .causes
        .iter()
        .filter_map(|(code, count)| Some((Code::parse(code)?, count.as_i64()?)))
        .filter(|(code, _)| code.is_error())
        .collect();
    found.sort_by_key(|(_, count)| Reverse(*count));
    let line = |(code, count): (Code, i64)| {
        let cause = t(lang, &format!("imports.cause.{}", code.as_str()));
        let rows = plural(lang, "common.count.rows", count, &[]);
        view! { <li>{format!("{cause} · {rows}")}</li> }.into_any()
    };
    found.into_iter().take(SHOWN).map(line).collect()
}

fn title(import: &Import) -> &'static str {
    if import.state == ImportState::Loading {
        "imports.list.persons"
    } else {
        "imports.check.title"
    }
}

/// The region with its stop, while a check or a load runs.
pub(super) fn panel(
    lang: Lang,
    here: &CaseHere,
    import: &Import,
    progress: &ImportProgress,
) -> AnyView {
    let stay = if import.state == ImportState::Loading {
        "imports.progress.may_leave_storing"
    } else {
        "imports.progress.may_leave"
    };
    let moving = region(lang, import, progress);
    let (source, title) = (source(here, import), t(lang, title(import)));
    let stop = here.href(&format!("imports/{}/arreter", import.id));
    view! {
        <Panel title=title note=t(lang, stay)>
            <div class="stack">
                <LiveRegion source=source>{moving}</LiveRegion>
                <form method="post" action=stop>
                    <Button>{t(lang, "imports.check.cancel")}</Button>
                </form>
            </div>
        </Panel>
    }
    .into_any()
}

fn source(here: &CaseHere, import: &Import) -> String {
    here.href(&format!("imports/{}/direct?etat={}", import.id, import.state.as_str()))
}

/// The state that the page showed.
#[derive(Deserialize)]
pub(super) struct Shown {
    #[serde(default)]
    etat: String,
}

/// `GET …/imports/{import}/direct`: the region as it moves, until the import stands
/// otherwise than the page shows it.
pub(super) async fn stream(
    at: CaseRequest,
    Path(path): Path<ImportPath>,
    Query(page): Query<Shown>,
) -> Result<Response, Problem> {
    let id = own(&at, &path).await?.id;
    let (lang, env, room) = (at.ctx.lang, at.state.env.clone(), at.state.imports.clone());
    // Who may look was decided above; the reader is one for all who look.
    let read = move || -> Reading<Import> {
        let room = room.clone();
        Box::pin(async move { room.import(&SYSTEM, id).await.ok() })
    };
    let watched = at.state.live.imports.watch(id, read);
    Ok(at.state.live.stream(watched, move |import: &Import| {
        if import.state.as_str() != page.etat {
            return Region::Over;
        }
        let progress = ImportProgress::at(import, env.now());
        Region::Html(ui::render(|| region(lang, import, &progress)))
    }))
}
