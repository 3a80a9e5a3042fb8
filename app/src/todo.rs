//! What waits for the reader, over all their cases: the first thing they see.

use accounts::Verb;
use i18n::{Lang, plural, t, tr};
use imports::ImportState;
use incidents::Decision;
use leptos::prelude::*;

use crate::{
    here::{case_href, with_organisations},
    layout::may,
    state::AppState,
    ui::{Empty, LinkButton, Panel, PanelBody, Todo, TodoItem},
    web::{Ctx, Problem, Staff},
};

/// One thing to do.
pub(crate) struct Waiting {
    /// When it is due, or how many wait.
    pub(crate) when: String,
    /// The line under it.
    pub(crate) when_note: String,
    /// What to do.
    pub(crate) title: String,
    /// What happens if nobody acts.
    pub(crate) effect: String,
    /// Where.
    pub(crate) href: String,
    /// The words of the button.
    pub(crate) button: &'static str,
    /// Smaller comes first: minutes left, or a large number.
    pub(crate) rank: i64,
}

/// Everything that waits.
pub(crate) struct List(Vec<Waiting>);

impl List {
    /// How many.
    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    /// The panel.
    pub(crate) fn view(self, lang: Lang) -> AnyView {
        if self.0.is_empty() {
            return view! {
                <Panel>
                    <Empty
                        title=t(lang, "console.dashboard.todo_empty_title")
                        text=t(lang, "console.dashboard.todo_empty")
                    />
                </Panel>
            }
            .into_any();
        }
        let items = self
            .0
            .into_iter()
            .map(|item| {
                let action = view! { <LinkButton href=item.href>{item.button}</LinkButton> };
                TodoItem::new(item.when, item.title)
                    .unit(item.when_note)
                    .consequence(item.effect)
                    .action(action)
            })
            .collect();
        view! {
            <Panel title=t(lang, "console.dashboard.todo") body=PanelBody::Flush>
                <Todo items=items/>
            </Panel>
        }
        .into_any()
    }
}

/// The rank of what has no hour.
pub(crate) const NO_HOUR: i64 = 1_000_000;

/// Reads what waits for the actor.
///
/// # Errors
/// The rooms'.
pub(crate) async fn panel(state: &AppState, ctx: &Ctx, staff: &Staff) -> Result<List, Problem> {
    let lang = ctx.lang;
    let mut found = Vec::new();
    let cases = state.incidents.cases(&staff.actor).await?;
    for (case, parts) in cases.iter().zip(with_organisations(state, &cases).await?) {
        for (part, organisation) in parts {
            let base = case_href(&case.incident, &organisation);
            let may = |verb| may(staff, verb, part.organisation);
            let where_ = format!("{}, {}", case.incident.title, organisation.name);
            found.extend(crate::duties::todo(state, ctx, staff, part.id, &base, &where_).await?);
            let place = &organisation.name;
            found.extend(crate::campaigns::todo(state, ctx, staff, &part, &base, place).await?);
            if may(Verb::ApproveAwareness) {
                let ledger = state.incidents.ledger(&staff.actor, part.id).await?;
                if ledger.iter().any(|row| row.decision == Decision::Proposed) {
                    found.push(Waiting {
                        when: String::new(),
                        when_note: String::new(),
                        title: t(lang, "console.todo.approve_awareness").to_owned(),
                        effect: t(lang, "console.todo.approve_awareness_effect").to_owned(),
                        href: format!("{base}/connaissance"),
                        button: t(lang, "incidents.awareness.approve"),
                        rank: NO_HOUR,
                    });
                }
            }
            if may(Verb::ViewImports) {
                for import in state.imports.imports(&staff.actor, part.id).await? {
                    let href = format!("{base}/imports/{}", import.id);
                    if import.state == ImportState::Active && import.quarantined > 0 {
                        let waiting = state.imports.waiting(&staff.actor, import.id).await?;
                        if waiting > 0 {
                            found.push(Waiting {
                                when: i18n::number(lang, waiting),
                                when_note: organisation.name.clone(),
                                title: plural(lang, "console.todo.quarantine", waiting, &[]),
                                effect: t(lang, "console.todo.quarantine_effect").to_owned(),
                                href: format!("{href}/attente"),
                                button: t(lang, "common.button.open"),
                                rank: NO_HOUR + 1,
                            });
                        }
                    }
                    if import.state == ImportState::Mapped && import.done_bytes > 0 {
                        found.push(Waiting {
                            when: String::new(),
                            when_note: organisation.name.clone(),
                            title: tr(
                                lang,
                                "console.todo.import_failed",
                                &[("file", &i18n::date_time_short(lang, import.created_at))],
                            ),
                            effect: t(lang, "console.todo.import_failed_effect").to_owned(),
                            href,
                            button: t(lang, "common.button.open"),
                            rank: NO_HOUR,
                        });
                    }
                }
            }
        }
    }
    found.sort_by_key(|item| item.rank);
    Ok(List(found))
}
