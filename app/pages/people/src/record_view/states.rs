//! What to mind with the person, and the form that changes it.

use i18n::{Lang, t};
use leptos::prelude::*;
use people::identity::State;

use crate::record_page::RecordPage;
use ui::{Button, ButtonKind, CheckGroup, Choice, Density, Fact, Facts, Panel, Slot, TextArea};
use web::CaseHere;

/// The states of the person, with what each changes.
pub(super) fn panel(lang: Lang, page: &RecordPage) -> AnyView {
    let word = move |key: &str| t(lang, &format!("people.record.{key}"));
    let states = page.person.states;
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
    if let Some(guardian) = page.person.record.guardian.clone() {
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

/// The form of the states, for who may change them.
pub(super) fn form(lang: Lang, here: &CaseHere, page: &RecordPage) -> Option<AnyView> {
    if !page.changes {
        return None;
    }
    let word = move |key: &str| t(lang, &format!("people.record.{key}"));
    let states = page.person.states;
    let options = State::ALL
        .into_iter()
        .map(|state| {
            let code = state.code();
            Choice::new(code, t(lang, &format!("people.state.{code}")))
                .hint(t(lang, &format!("people.state_effect.{code}")))
        })
        .collect();
    let ticked = if page.typed.is_refused() {
        page.typed.all("state").into_iter().map(|code| code.to_owned().into()).collect()
    } else {
        states.iter().map(|state| state.code().into()).collect()
    };
    let before = states
        .iter()
        .map(|state| view! { <input type="hidden" name="before" value=state.code()/> })
        .collect_view();
    let form = view! {
        <form class="stack" method="post" action=here.href("personnes/fiche/precautions")>
            <input type="hidden" name="person" value=page.person.id.to_string()/>
            {before}
            <CheckGroup
                legend=word("precautions")
                name="state"
                options=options
                selected=ticked
                error=page.typed.error("state").or_else(|| page.typed.error("before"))
            />
            <TextArea
                label=t(lang, "common.page.reason")
                name="why"
                rows=2
                hint=t(lang, "common.page.reason_hint")
                maxlength=300_u32
                value=page.typed.value("why")
                error=page.typed.error("why")
            />
            <div class="row">
                <Button kind=ButtonKind::Main>{word("change_states")}</Button>
            </div>
        </form>
    }
    .into_any();
    Some(view! { <Panel title=word("change_states")>{form}</Panel> }.into_any())
}
