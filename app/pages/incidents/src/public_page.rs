//! The public page of a lab as the console shows it: whether it is open, what the last form
//! came to, and the form that changes it.

use i18n::{Lang, date_time, t, tr};
use leptos::prelude::*;

use ui::{Button, ButtonKind, Checkbox, FieldError, Live, Need, Notice, NoticeKind, Panel};
use web::CaseHere;

/// Name and id of the box that closing asks for.
pub(super) const SURE: &str = "sure";

/// What the page says besides the words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Said {
    /// Nothing.
    Nothing,
    /// Somebody else changed the words meanwhile.
    Conflict,
    /// A sentence is missing: the page stays closed.
    Missing,
    /// A campaign is on its way: the page stays open.
    InUse,
    /// The box was not ticked: the page stays open.
    NotSure,
}

/// A text of the page.
fn word(lang: Lang, key: &str) -> &'static str {
    t(lang, &format!("incidents.summary.{key}"))
}

/// The missing tick, for the summary of errors.
pub(super) fn error(lang: Lang, said: Said) -> Option<FieldError> {
    (said == Said::NotSure).then(|| FieldError::new(SURE, word(lang, "page_sure_missing")))
}

/// Why the page stays as it is, and where to go.
pub(super) fn notice(lang: Lang, here: &CaseHere, said: Said) -> Option<AnyView> {
    let (key, way) = match said {
        Said::Missing => ("facts_missing", None),
        Said::InUse => ("page_in_use", Some(("campagnes", "page_in_use_way"))),
        Said::Nothing | Said::Conflict | Said::NotSure => return None,
    };
    let way = way.map(|(page, key)| {
        view! {
            <p>
                <a href=here.href(page)>{word(lang, key)}</a>
            </p>
        }
    });
    let title = word(lang, key);
    Some(
        view! {
            <Notice kind=NoticeKind::Danger title=title live=Live::Alert>
                {way}
            </Notice>
        }
        .into_any(),
    )
}

/// The public page as it stands, and the act that changes it.
pub(super) fn panel(lang: Lang, here: &CaseHere, said: Said) -> AnyView {
    let form = match here.lab.public_since {
        Some(since) => {
            let text = tr(lang, "incidents.summary.page_open", &[("at", &date_time(lang, since))]);
            let missing = (said == Said::NotSure).then(|| word(lang, "page_sure_missing"));
            view! {
                <form class="stack" method="post" action=here.href("publier")>
                    <input type="hidden" name="open" value="0"/>
                    <p>{text}</p>
                    <Checkbox label=word(lang, "page_sure") name=SURE need=Need::Required
                        error=missing/>
                    <div class="row">
                        <Button kind=ButtonKind::Warn>{word(lang, "page_close")}</Button>
                    </div>
                </form>
            }
            .into_any()
        }
        None => view! {
            <form class="stack" method="post" action=here.href("publier")>
                <input type="hidden" name="open" value="1"/>
                <p>{word(lang, "page_closed")}</p>
                <div class="row">
                    <Button>{word(lang, "publish")}</Button>
                </div>
            </form>
        }
        .into_any(),
    };
    view! { <Panel title=word(lang, "page_title")>{form}</Panel> }.into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_missing_tick_stands_in_the_summary_of_errors() {
        assert!(error(Lang::FR, Said::NotSure).is_some() && error(Lang::FR, Said::InUse).is_none());
    }
}
