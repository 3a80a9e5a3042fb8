//! A refusal of the room, in sentences.

use campaigns::{CampaignError, Severity};
use i18n::{Lang, list, plural, t, tr};
use leptos::prelude::*;

use super::findings;
use ui::{Live, Notice, NoticeKind};
use web::{CaseHere, Problem};

/// What was asked of the room; a conflict means something else for some.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Act {
    /// The preparation: two of one purpose wait for each other.
    Prepare,
    /// Anything else.
    Other,
}

/// What the reader is told.
#[derive(Debug, Default)]
pub(super) struct Refusal {
    /// A title that says more than "refused".
    title: Option<&'static str>,
    /// Why; none where nothing was refused.
    pub(super) sentences: Vec<String>,
    /// The page of the case that puts it right, and the words of the link to it.
    pub(super) way: Option<(&'static str, &'static str)>,
}

impl From<Vec<String>> for Refusal {
    fn from(sentences: Vec<String>) -> Self {
        Self { sentences, ..Self::default() }
    }
}

impl Refusal {
    /// The refusal of the room in words; a page of its own where no sentence fits.
    ///
    /// # Errors
    /// What is no refusal: denied, not found, a failure of ours.
    pub(super) fn of(lang: Lang, error: CampaignError, act: Act) -> Result<Self, Problem> {
        let closed = matches!(error, CampaignError::PageClosed);
        let refusal = Self::from(sentences(lang, error, act)?);
        Ok(if closed {
            let title = Some(t(lang, "campaigns.launch.page_closed_title"));
            let way = Some(("faits", t(lang, "incidents.summary.publish")));
            Self { title, way, ..refusal }
        } else {
            refusal
        })
    }

    /// Whether anything was refused.
    pub(super) fn any(&self) -> bool {
        !self.sentences.is_empty()
    }

    /// The notice; nothing where nothing was refused. `title` stands where the refusal has
    /// none of its own.
    pub(super) fn notice(&self, title: &'static str, here: &CaseHere) -> Option<AnyView> {
        let lines = match self.sentences.as_slice() {
            [] => return None,
            [one] => view! { <p>{one.clone()}</p> }.into_any(),
            many => {
                let items = many.iter().map(|line| view! { <li>{line.clone()}</li> });
                view! { <ul class="plain-list">{items.collect_view()}</ul> }.into_any()
            }
        };
        let way = self.way.map(|(page, words)| {
            view! {
                <p>
                    <a href=here.href(page)>{words}</a>
                </p>
            }
        });
        Some(
            view! {
                <Notice kind=NoticeKind::Danger title=self.title.unwrap_or(title) live=Live::Alert>
                    {lines}
                    {way}
                </Notice>
            }
            .into_any(),
        )
    }
}

fn sentences(lang: Lang, error: CampaignError, act: Act) -> Result<Vec<String>, Problem> {
    use CampaignError as E;
    let one = |key: &str| vec![t(lang, key).to_owned()];
    Ok(match error {
        E::Conflict if act == Act::Prepare => one("campaigns.act.conflict_preparing"),
        E::Conflict => one("campaigns.act.conflict"),
        E::SamePerson => one("campaigns.approve.own_work"),
        E::Text(found) => {
            let refused: Vec<_> =
                found.iter().filter(|f| f.severity == Severity::Refusal).collect();
            let count = i64::try_from(refused.len()).unwrap_or(i64::MAX);
            let head = plural(lang, "campaigns.launch.blocked_lint", count, &[]);
            std::iter::once(head)
                .chain(refused.into_iter().map(|finding| findings::text(lang, finding)))
                .collect()
        }
        // Prepared anew since the page was shown: it is enough to read it again.
        E::ContentChanged(parts) if parts == ["hash"] => one("campaigns.approve.changed"),
        E::ContentChanged(parts) => {
            let parts: Vec<&str> = parts.iter().map(|part| changed(lang, part)).collect();
            let what = list(lang, &parts);
            vec![
                t(lang, "campaigns.approve.changed").to_owned(),
                tr(lang, "campaigns.approve.changed_parts", &[("what", &what)]),
            ]
        }
        E::AudienceChanged => one("campaigns.approve.audience_changed"),
        E::Faults { count } => {
            vec![plural(lang, "campaigns.launch.blocked_render", count, &[])]
        }
        E::Suspicious { code } => vec![warning(lang, &code).to_owned()],
        E::PageClosed => one("campaigns.launch.page_closed"),
        E::CodeSilent => one("campaigns.launch.blocked_code"),
        E::Nobody => one("campaigns.launch.blocked_nobody"),
        E::Gap { .. } => one("campaigns.launch.blocked_gap"),
        E::DiskFull => one("campaigns.act.disk_full"),
        other => return Err(other.into()),
    })
}

/// A suspicion on the data, in words.
pub(super) fn warning(lang: Lang, code: &str) -> &'static str {
    let key = format!("campaigns.warning.{code}");
    if i18n::has(&key) { t(lang, &key) } else { t(lang, "campaigns.launch.blocked_shift") }
}

fn changed(lang: Lang, part: &str) -> &'static str {
    let key = format!("campaigns.changed.{part}");
    if i18n::has(&key) { t(lang, &key) } else { t(lang, "campaigns.changed.texts") }
}
