//! The page of a record: why it is open, what was exposed, how to reach, what to mind.

use chrono::{DateTime, Utc};
use i18n::{Lang, class_text, date_long, t, time, tr};
use kernel::{PersonId, exposure::Class};
use leptos::prelude::*;
use people::{
    IssuedClaim, Person, Reach, Record,
    identity::{Phone, State},
};

use super::{
    mask::{self, Sight},
    reason::{self, Reason},
    search_view::birth_name,
};
use crate::{
    accounts::typed::Typed,
    here::CaseHere,
    ui::{
        Badge, BadgeKind, Button, ButtonKind, CheckGroup, Choice, Column, Crumb, Crumbs, Density,
        ErrorSummary, Fact, Facts, Icon, LinkButton, Live, Notice, NoticeKind, PageHead, Panel,
        PanelBody, Row, Slot, Table, TextArea,
    },
};

/// What the page shows.
pub(super) struct Shown {
    pub(super) person: Person,
    pub(super) claims: Vec<IssuedClaim>,
    pub(super) reason: Reason,
    /// The form of the precautions, when it comes back.
    pub(super) typed: Typed,
    /// What was done a moment ago: the key of a sentence.
    pub(super) done: Option<&'static str>,
    pub(super) sight: Sight,
    /// Whether the reader may change the person.
    pub(super) changes: bool,
    pub(super) now: DateTime<Utc>,
}

/// Asks for the reason, before anything is shown.
pub(super) fn gate(lang: Lang, here: &CaseHere, person: PersonId, typed: &Typed) -> AnyView {
    let word = move |key: &str| t(lang, &format!("people.gate.{key}"));
    let form = view! {
        <form class="stack" method="post" action=here.href("personnes/fiche")>
            <input type="hidden" name="person" value=person.to_string()/>
            {reason::fields(lang, t(lang, "common.page.reason"), typed)}
            <div class="row">
                <Button kind=ButtonKind::Main icon=Icon::Eye>{word("submit")}</Button>
                <LinkButton href=here.href("personnes")>{t(lang, "common.button.cancel")}</LinkButton>
            </div>
        </form>
    }
    .into_any();
    view! {
        <PageHead title=word("title") note=word("lead")/>
        <ErrorSummary title=typed.summary_title(lang) errors=typed.summary()/>
        <Panel>{form}</Panel>
    }
    .into_any()
}

/// The record.
pub(super) fn page(lang: Lang, here: &CaseHere, shown: &Shown) -> AnyView {
    let word = move |key: &str| t(lang, &format!("people.record.{key}"));
    let person = &shown.person;
    let traits = &person.record.traits;
    let crumbs = view! {
        <Crumbs
            label=t(lang, "common.page.breadcrumb")
            items=vec![Crumb::new(here.href("personnes"), t(lang, "people.search.title"))]
        />
    };
    let born = traits
        .birth_date
        .map(|date| tr(lang, "people.record.born", &[("date", &mask::born(lang, date))]));
    let lab = tr(lang, "people.record.labs", &[("labs", &here.organisation.name)]);
    let note: Vec<String> = born.into_iter().chain(birth_name(lang, person)).chain([lab]).collect();
    let opened = tr(
        lang,
        "people.record.opened",
        &[("time", &time(lang, shown.now)), ("reason", &shown.reason.said(lang))],
    );
    let done = shown.done.map(|key| {
        view! { <Notice kind=NoticeKind::Ok title=t(lang, key) live=Live::Status/> }
    });
    view! {
        <PageHead title=traits.display_name() note=note.join(" ") crumbs=crumbs/>
        {done}
        <ErrorSummary title=shown.typed.summary_title(lang) errors=shown.typed.summary()/>
        <Notice kind=NoticeKind::Info icon=Icon::Eye title=opened>
            <p>{word("never_tell")}</p>
        </Notice>
        <div class="grid grid--side">
            <div class="stack stack--section">
                {exposure(lang, shown)} {change(lang, here, shown)}
            </div>
            <div class="stack stack--section">
                {contact(lang, shown)} {precautions(lang, shown)} {codes(lang, here, shown)}
            </div>
        </div>
    }
    .into_any()
}

fn exposure(lang: Lang, shown: &Shown) -> AnyView {
    let word = move |key: &str| t(lang, &format!("people.record.{key}"));
    if shown.sight == Sight::Nothing {
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
    let mut rows: Vec<Row> = shown
        .sight
        .codes(shown.person.classes)
        .into_iter()
        .filter_map(|code| Some((Class::parse(code)?, class_text(lang, code)?)))
        .map(|(class, text)| {
            let row = Row::new(text.label);
            if class.is_private() { row.cell(second()) } else { row.cell(first()) }
        })
        .collect();
    if shown.sight == Sight::Public {
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

fn contact(lang: Lang, shown: &Shown) -> AnyView {
    let word = move |key: &str| t(lang, &format!("people.record.{key}"));
    let none = t(lang, "common.field.none");
    let record = &shown.person.record;
    let number = |phone: Option<&Phone>| phone.map_or_else(|| none.to_owned(), mask::phone);
    let mail = record.email.as_ref().map_or_else(|| none.to_owned(), mask::email);
    let mut items = vec![Fact::new(word("address"), lines(address(record), none))];
    for extra in &shown.person.extras {
        let other = address(extra);
        if !other.is_empty() && other != address(record) {
            items.push(Fact::new(word("other_address"), lines(other, none)));
        }
    }
    items.push(Fact::new(word("mobile"), number(record.phone_mobile.as_ref())));
    if record.phone_home.is_some() {
        items.push(Fact::new(word("phone"), number(record.phone_home.as_ref())));
    }
    items.push(Fact::new(word("email"), mail));
    let language = record.language.as_deref().and_then(Lang::parse);
    items.push(Fact::new(
        word("language"),
        language.map_or_else(|| t(lang, "common.field.unknown"), Lang::name),
    ));
    let badge = if shown.person.reach.has(Reach::POSTAL) {
        view! { <Badge kind=BadgeKind::Ok text=word("address_valid")/> }
    } else {
        view! { <Badge kind=BadgeKind::Warn text=word("address_invalid")/> }
    };
    view! {
        <Panel title=word("contact") aside=badge foot=word("contact_masked")>
            <Facts items=items density=Density::Dense/>
        </Panel>
    }
    .into_any()
}

/// The lines of an address as the file gives them, empty ones left out.
fn address(record: &Record) -> Vec<String> {
    let a = &record.address;
    let town = format!("{} {}", a.postcode, a.city).trim().to_owned();
    [a.complement.clone(), a.street.clone(), a.place.clone(), town, a.country.clone()]
        .into_iter()
        .filter(|line| !line.trim().is_empty())
        .collect()
}

fn lines(lines: Vec<String>, none: &'static str) -> AnyView {
    if lines.is_empty() {
        return none.into_any();
    }
    lines
        .into_iter()
        .enumerate()
        .map(|(at, line)| view! { {(at > 0).then(|| view! { <br/> })} {line} })
        .collect_view()
        .into_any()
}

fn precautions(lang: Lang, shown: &Shown) -> AnyView {
    let word = move |key: &str| t(lang, &format!("people.record.{key}"));
    let states = shown.person.states;
    let yes_no = move |yes: bool| t(lang, if yes { "common.field.yes" } else { "common.field.no" });
    let name = move |state: State| t(lang, &format!("people.state.{}", state.code()));
    let one_of = move |wanted: &[State]| {
        let found: Vec<&str> =
            wanted.iter().filter(|state| states.has(**state)).map(|state| name(*state)).collect();
        if found.is_empty() { t(lang, "common.field.none").to_owned() } else { found.join(", ") }
    };
    let minor = if states.has(State::UnderSixteen) {
        name(State::UnderSixteen)
    } else {
        yes_no(states.has(State::Minor))
    };
    let mut items = vec![
        Fact::new(word("minor"), minor),
        Fact::new(
            word("protection"),
            one_of(&[State::Guardianship, State::Curatorship, State::Protected]),
        ),
        Fact::new(
            word("discreet"),
            one_of(&[State::AtRisk, State::DoNotContact, State::Restricted]),
        ),
        Fact::new(word("death"), yes_no(states.has(State::Deceased))),
    ];
    if let Some(guardian) = shown.person.record.guardian.clone() {
        items.push(Fact::new(word("guardian"), guardian));
    }
    let effects = states
        .iter()
        .map(|state| view! { <li>{t(lang, &format!("people.state_effect.{}", state.code()))}</li> })
        .collect_view();
    let effects = (!states.is_empty()).then(|| view! { <ul class="plain-list">{effects}</ul> });
    view! {
        <Panel title=word("precautions") foot=Slot::maybe(effects)>
            <Facts items=items density=Density::Dense/>
        </Panel>
    }
    .into_any()
}

fn change(lang: Lang, here: &CaseHere, shown: &Shown) -> Option<AnyView> {
    if !shown.changes {
        return None;
    }
    let word = move |key: &str| t(lang, &format!("people.record.{key}"));
    let states = shown.person.states;
    let options = State::ALL
        .into_iter()
        .map(|state| {
            let code = state.code();
            Choice::new(code, t(lang, &format!("people.state.{code}")))
                .hint(t(lang, &format!("people.state_effect.{code}")))
        })
        .collect();
    let ticked = if shown.typed.is_refused() {
        shown.typed.all("state").into_iter().map(|code| code.to_owned().into()).collect()
    } else {
        states.iter().map(|state| state.code().into()).collect()
    };
    let before = states
        .iter()
        .map(|state| view! { <input type="hidden" name="before" value=state.code()/> })
        .collect_view();
    let form = view! {
        <form class="stack" method="post" action=here.href("personnes/fiche/precautions")>
            <input type="hidden" name="person" value=shown.person.id.to_string()/>
            {before}
            <CheckGroup
                legend=word("precautions")
                name="state"
                options=options
                selected=ticked
            />
            <TextArea
                label=t(lang, "common.page.reason")
                name="why"
                rows=2
                hint=t(lang, "common.page.reason_hint")
                maxlength=300_u32
                value=shown.typed.value("why")
                error=shown.typed.error("why")
            />
            <div class="row">
                <Button kind=ButtonKind::Main>{word("change_states")}</Button>
            </div>
        </form>
    }
    .into_any();
    Some(view! { <Panel title=word("change_states")>{form}</Panel> }.into_any())
}

fn codes(lang: Lang, here: &CaseHere, shown: &Shown) -> AnyView {
    let word = move |key: &str| t(lang, &format!("people.record.{key}"));
    let items: Vec<Fact> = shown
        .claims
        .iter()
        .map(|claim| {
            let on = |at: DateTime<Utc>| date_long(lang, at.date_naive());
            let state = match claim.revoked_at {
                Some(at) => tr(lang, "people.record.code_revoked_on", &[("date", &on(at))]),
                None if claim.expires_at <= shown.now => {
                    tr(lang, "people.record.code_expired", &[("date", &on(claim.expires_at))])
                }
                None => tr(lang, "people.record.code_until", &[("date", &on(claim.expires_at))]),
            };
            let issue = i18n::number(lang, claim.issue);
            Fact::new(tr(lang, "people.record.code_issue", &[("n", &issue)]), state)
        })
        .collect();
    let living = shown.claims.iter().any(|claim| claim.revoked_at.is_none());
    let revoke = (living && shown.changes).then(|| {
        view! {
            <form method="post" action=here.href("personnes/fiche/revoquer")>
                <input type="hidden" name="person" value=shown.person.id.to_string()/>
                <Button kind=ButtonKind::Warn>{word("codes_revoke")}</Button>
            </form>
        }
    });
    let content = if items.is_empty() {
        view! { <p class="muted">{word("code_none")}</p> }.into_any()
    } else {
        view! { <Facts items=items density=Density::Dense/> }.into_any()
    };
    view! { <Panel title=word("codes") foot=Slot::maybe(revoke)>{content}</Panel> }.into_any()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::render;
    use kernel::{Env, exposure::ClassSet};
    use people::identity::{Email, StateSet};

    fn shown(sight: Sight, classes: &[Class]) -> Shown {
        let mut record = Record::default();
        record.traits.birth_name = Some("KERDORET".to_owned());
        record.email = Email::parse("maelle@example.org").ok();
        record.phone_mobile = Phone::parse("06 39 98 12 42").ok().map(|(phone, _)| phone);
        let env = Env::system();
        let person = Person {
            id: env.new_id(),
            record,
            extras: Vec::new(),
            classes: classes.iter().copied().collect::<ClassSet>(),
            states: StateSet::EMPTY,
            reach: Reach::EMAIL,
            rows: 1,
            visits: None,
        };
        let reason = Reason::parse("call").unwrap();
        let typed = Typed::default();
        Shown {
            person,
            claims: Vec::new(),
            reason,
            typed,
            done: None,
            sight,
            changes: false,
            now: env.now(),
        }
    }

    #[test]
    fn a_masked_page_is_the_same_with_and_without_private_classes() {
        for sight in [Sight::Public, Sight::Nothing] {
            let with = shown(sight, &[Class::Nir, Class::Hiv, Class::Result]);
            let without = shown(sight, &[Class::Nir]);
            let html = |shown: &Shown| render(|| exposure(Lang::FR, shown));
            assert_eq!(html(&with), html(&without), "{sight:?}");
        }
        let dpo = render(|| exposure(Lang::FR, &shown(Sight::All, &[Class::Hiv])));
        let label = class_text(Lang::FR, "HIV").unwrap().label;
        assert!(dpo.contains(label), "{dpo}");
        let desk = render(|| exposure(Lang::FR, &shown(Sight::Nothing, &[Class::Nir])));
        assert!(!desk.contains(class_text(Lang::FR, "NIR").unwrap().label));
    }

    #[test]
    fn contacts_are_shown_masked() {
        let html = render(|| contact(Lang::FR, &shown(Sight::All, &[])));
        assert!(html.contains("06 39 98 •• 42") && html.contains("m•••@example.org"), "{html}");
        assert!(!html.contains("maelle") && !html.contains("12 42"));
    }
}
