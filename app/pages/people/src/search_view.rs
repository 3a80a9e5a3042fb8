//! The form of the search and what it found.

use i18n::{Lang, plural, t};
use leptos::prelude::*;
use people::{Person, identity::State};

use super::{
    mask,
    reason::{self, Reason},
};
use ui::{
    Badge, BadgeKind, Button, ButtonKind, Cell, Checkbox, Column, DayField, DayTexts, Empty,
    ErrorSummary, Icon, InputKind, InputSize, LinkButton, Notice, NoticeKind, PageHead, Panel,
    PanelBody, Row, Slot, Table, TableStyle, TextField,
};
use web::{CaseHere, Typed};

/// What stands under the form.
pub(super) enum Found {
    /// The lab has no person yet.
    NothingImported,
    /// No search yet, or one that comes back with errors.
    NotAsked,
    /// These, for this reason.
    Persons {
        /// By name.
        persons: Vec<Person>,
        /// Why they were searched for.
        reason: Reason,
    },
}

/// The page.
pub(super) fn page(lang: Lang, here: &CaseHere, typed: &Typed, found: Found) -> AnyView {
    let head = view! {
        <PageHead title=t(lang, "people.search.title") note=t(lang, "people.search.lead")/>
    };
    if matches!(found, Found::NothingImported) {
        let action = view! {
            <LinkButton href=here.href("imports")>{t(lang, "console.nav.imports")}</LinkButton>
        };
        return view! {
            {head}
            <Panel>
                <Empty
                    title=t(lang, "people.search.no_persons_title")
                    text=t(lang, "people.search.no_persons")
                    action=action
                />
            </Panel>
        }
        .into_any();
    }
    // Results first: on a telephone the form is long.
    view! {
        {head}
        <ErrorSummary title=typed.summary_title(lang) errors=typed.summary()/>
        {results(lang, here, found)}
        {form(lang, here, typed)}
    }
    .into_any()
}

fn form(lang: Lang, here: &CaseHere, typed: &Typed) -> AnyView {
    let word = move |key: &str| t(lang, &format!("people.search.{key}"));
    let texts = DayTexts {
        day: word("day").into(),
        month: word("month").into(),
        year: word("year").into(),
    };
    let birth = ["birth_day", "birth_month", "birth_year"].map(|part| typed.value(part).into());
    let form = view! {
        <form class="stack" method="post" action=here.href("personnes")>
            <TextField
                label=word("surname")
                name="surname"
                kind=InputKind::Search
                hint=word("surname_hint")
                value=typed.value("surname")
                error=typed.error("surname")
            />
            <Checkbox
                label=word("sounds_like")
                name="sounds_like"
                checked=typed.has("sounds_like")
            />
            <DayField
                legend=word("birth_date")
                name="birth"
                texts=texts
                values=birth
                error=typed.error("birth")
            />
            <TextField
                label=word("postcode")
                name="postcode"
                kind=InputKind::Postcode
                size=InputSize::Small
                autocomplete="off"
                value=typed.value("postcode")
                error=typed.error("postcode")
            />
            <TextField
                label=word("email")
                name="email"
                kind=InputKind::Search
                value=typed.value("email")
                error=typed.error("email")
            />
            <TextField
                label=word("phone")
                name="phone"
                kind=InputKind::Phone
                autocomplete="off"
                value=typed.value("phone")
                error=typed.error("phone")
            />
            {reason::fields(lang, word("reason"), typed)}
            <div class="row">
                <Button kind=ButtonKind::Main icon=Icon::Search>{word("submit")}</Button>
            </div>
        </form>
    }
    .into_any();
    view! { <Panel title=word("form_title")>{form}</Panel> }.into_any()
}

fn results(lang: Lang, here: &CaseHere, found: Found) -> AnyView {
    let word = move |key: &str| t(lang, &format!("people.search.{key}"));
    let Found::Persons { persons, reason } = found else {
        return view! { <p class="faint">{word("empty")}</p> }.into_any();
    };
    if persons.is_empty() {
        return view! {
            <Panel>
                <Empty title=word("none_title") text=word("none")/>
            </Panel>
        }
        .into_any();
    }
    let count = i64::try_from(persons.len()).unwrap_or(i64::MAX);
    let title = plural(lang, "people.search.results", count, &[]);
    let columns = vec![
        Column::new(word("name")),
        Column::new(word("born")),
        Column::new(word("town")),
        Column::new(word("state")),
        Column::actions(t(lang, "common.page.actions")),
    ];
    let rows = persons.iter().map(|person| row(lang, here, person, &reason)).collect();
    view! {
        <Notice kind=NoticeKind::Info icon=Icon::Eye title=word("never_tell")/>
        <Panel title=title.clone() body=PanelBody::Flush foot=Slot::from(reason.said(lang))>
            <Table caption=title columns=columns rows=rows style=TableStyle::Hover/>
        </Panel>
    }
    .into_any()
}

fn row(lang: Lang, here: &CaseHere, person: &Person, reason: &Reason) -> Row {
    let traits = &person.record.traits;
    let name = traits.display_name();
    let born = traits.birth_date.map(|date| mask::born(lang, date)).unwrap_or_default();
    let address = &person.record.address;
    let town = format!("{} {}", address.postcode, address.city).trim().to_owned();
    let label = format!("{}, {name}", t(lang, "people.search.open"));
    Row::new(Cell::with_sub(name, birth_name(lang, person)))
        .cell(born)
        .cell(town)
        .cell(states(lang, person))
        .cell(view! {
            <form method="post" action=here.href("personnes/fiche")>
                <input type="hidden" name="person" value=person.id.to_string()/>
                {reason.hidden()}
                <Button label=label>{t(lang, "people.search.open")}</Button>
            </form>
        })
}

/// The name at birth, when another one is used.
pub(super) fn birth_name(lang: Lang, person: &Person) -> Option<String> {
    let traits = &person.record.traits;
    let (birth, used) = (traits.birth_name.as_deref()?, traits.used_name.as_deref()?);
    (birth != used).then(|| i18n::tr(lang, "people.record.birth_name", &[("name", birth)]))
}

/// Badges of the states; nothing when there is none.
pub(super) fn states(lang: Lang, person: &Person) -> Cell {
    if person.states.is_empty() {
        return Cell::empty();
    }
    let badges = person
        .states
        .iter()
        .map(|state| {
            let kind = match state {
                State::AtRisk | State::Restricted => BadgeKind::Danger,
                State::Minor | State::UnderSixteen => BadgeKind::Plain,
                _ => BadgeKind::Warn,
            };
            let text = t(lang, &format!("people.state.{}", state.code()));
            view! { <Badge kind=kind text=text/> " " }
        })
        .collect_view();
    badges.into()
}
