//! Notices: full width, a title, a sentence, one link; never more than two in a stack.

use super::{Icon, Level, Text};
use leptos::prelude::*;

/// What a notice says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoticeKind {
    /// Something to know.
    Info,
    /// Something was done.
    Ok,
    /// Something needs a person.
    Warn,
    /// Something failed or is refused.
    Danger,
}

impl NoticeKind {
    const fn class(self) -> &'static str {
        match self {
            Self::Info => "notice notice--info",
            Self::Ok => "notice notice--ok",
            Self::Warn => "notice notice--warn",
            Self::Danger => "notice notice--danger",
        }
    }

    const fn icon(self) -> Icon {
        match self {
            Self::Info => Icon::Info,
            Self::Ok => Icon::Check,
            Self::Warn | Self::Danger => Icon::Alert,
        }
    }
}

/// Whether those who hear the page are told at once.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Live {
    /// Read in its turn.
    #[default]
    No,
    /// The outcome of what the person just did.
    Status,
    /// Cannot wait.
    Alert,
}

/// A notice.
#[component]
pub fn Notice(
    /// What it says.
    kind: NoticeKind,
    /// Its title, a sentence.
    #[prop(into)]
    title: Text,
    /// Rank of the title.
    #[prop(optional)]
    level: Level,
    /// Whether it is read at once.
    #[prop(optional)]
    live: Live,
    /// Another drawing than that of the kind.
    #[prop(optional, into)]
    icon: Option<Icon>,
    /// The sentence and its link.
    #[prop(optional)]
    children: Option<Children>,
) -> AnyView {
    let role = match live {
        Live::No => None,
        Live::Status => Some("status"),
        Live::Alert => Some("alert"),
    };
    view! {
        <div class=kind.class() role=role>
            {icon.unwrap_or(kind.icon()).view()}
            <div class="notice__body">
                {level.heading("notice__title", title)}
                {children.map(|children| children())}
            </div>
        </div>
    }
    .into_any()
}
