//! The exposed classes, as far as the reader may see them.

use i18n::{Lang, class_text, t};
use kernel::exposure::Class;
use leptos::prelude::*;

use crate::{mask::Sight, record_page::RecordPage};
use ui::{Badge, BadgeKind, Column, Panel, PanelBody, Row, Table};

/// What was exposed. Below [`Sight::All`] it is the same with and without private classes.
pub(super) fn panel(lang: Lang, page: &RecordPage) -> AnyView {
    let word = move |key: &str| t(lang, &format!("people.record.{key}"));
    if page.sight == Sight::Nothing {
        return view! {
            <Panel title=word("exposure")>
                <p class="muted">{word("exposure_masked")}</p>
            </Panel>
        }
        .into_any();
    }
    let columns = vec![Column::new(word("class")), Column::new(word("visible"))];
    let first = || view! { <Badge kind=BadgeKind::Ok text=word("first_code")/> };
    let second = || view! { <Badge kind=BadgeKind::Warn text=word("second_code")/> };
    let mut rows: Vec<Row> = page
        .sight
        .codes(page.person.classes)
        .into_iter()
        .filter_map(|code| Some((Class::parse(code)?, class_text(lang, code)?)))
        .map(|(class, text)| {
            let row = Row::new(text.label);
            if class.is_private() { row.cell(second()) } else { row.cell(first()) }
        })
        .collect();
    if page.sight == Sight::Public {
        // Always there: its presence tells nothing.
        let masked = view! { <span class="muted">{word("medical_masked")}</span> };
        rows.push(Row::new(word("medical")).cell(masked));
    }
    if rows.is_empty() {
        return view! {
            <Panel title=word("exposure") note=word("exposure_lead")>
                <p class="muted">{t(lang, "common.field.none")}</p>
            </Panel>
        }
        .into_any();
    }
    view! {
        <Panel title=word("exposure") note=word("exposure_lead") body=PanelBody::Flush>
            <Table caption=word("exposure") columns=columns rows=rows/>
        </Panel>
    }
    .into_any()
}
