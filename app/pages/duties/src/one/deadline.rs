//! By when: both instants, and the deadline under each awareness.

use duties::{Due, DutyDetail, PastDeadline};
use i18n::{date_time_short, t};
use leptos::prelude::*;
use reports::spec::AUTHORITY_RULE;

use crate::{
    page::DutyPage,
    words::{at, due, instants},
};
use ui::{Badge, BadgeKind, Column, Fact, Facts, LinkButton, Panel, PanelBody, Row, Slot, Table};
use web::{CaseHere, pick};

impl DutyPage {
    /// When it is due, from when, to whom.
    pub(super) fn deadline(&self, here: &CaseHere, detail: &DutyDetail) -> AnyView {
        let word = self.words();
        let (lang, view) = (self.lang, &detail.view);
        let words = due(lang, view, self.now);
        let list = |key: &str| t(lang, &format!("duties.list.{key}"));
        let target = view! {
            <div class="stack stack--tight">
                <b>{words.target}</b>
                {words.note.map(|note| view! { <span class="muted">{note}</span> })}
            </div>
        };
        let mut items =
            vec![Fact::new(list("target"), target), Fact::new(list("limit"), words.limit)];
        if let Due::At(instant) = &view.due {
            items.push(Fact::new(word("start"), at(lang, instant.start)));
            if let Some(contested) = instant.contested_limit {
                items.push(Fact::new(word("contested"), at(lang, contested)));
            }
        }
        items.push(Fact::new(word("owed_by"), pick(lang, &view.owed_by).to_owned()));
        items.push(Fact::new(word("recipient"), pick(lang, &view.recipient.label).to_owned()));
        let sheet = (view.rule == AUTHORITY_RULE).then(|| {
            view! {
                <LinkButton href=here.href("rapports")>{word("sheet_link")}</LinkButton>
            }
        });
        view! {
            <Panel title=word("deadline") aside=Slot::maybe(sheet)>
                <Facts items=items/>
            </Panel>
            {self.past(&detail.deadlines)}
        }
        .into_any()
    }

    /// The deadline under each awareness that was ever in force; shown once there were two.
    fn past(&self, deadlines: &[PastDeadline]) -> Option<AnyView> {
        let word = self.words();
        if deadlines.len() < 2 {
            return None;
        }
        let lang = self.lang;
        let columns = vec![
            Column::new(word("past_aware")),
            Column::new(word("past_decided")),
            Column::new(t(lang, "duties.list.target")),
            Column::new(t(lang, "duties.list.limit")),
            Column::new(t(lang, "duties.list.state")),
        ];
        let rows = deadlines
            .iter()
            .map(|past| {
                let words = instants(lang, &past.due);
                let (kind, key) = if past.in_force {
                    (BadgeKind::Ok, "past_in_force")
                } else {
                    (BadgeKind::Plain, "past_replaced")
                };
                Row::new(date_time_short(lang, past.aware_at))
                    .cell(date_time_short(lang, past.decided_at))
                    .cell(words.target)
                    .cell(words.limit)
                    .cell(view! { <Badge kind=kind text=word(key)/> })
            })
            .collect();
        Some(
            view! {
                <Panel
                    title=word("past_title")
                    note=word("past_lead")
                    body=PanelBody::Flush
                >
                    <Table caption=word("past_title") columns=columns rows=rows/>
                </Panel>
            }
            .into_any(),
        )
    }
}
