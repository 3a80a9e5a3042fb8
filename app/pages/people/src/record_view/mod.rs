//! The page of a record: why it is open, what was exposed, how to reach, what to mind.

mod codes;
mod contact;
mod exposure;
mod states;

use i18n::{Lang, t, time, tr};
use kernel::PersonId;
use leptos::prelude::*;

use super::{mask, reason, record_page::RecordPage, search_view::birth_name};
use ui::{
    Button, ButtonKind, Crumb, Crumbs, ErrorSummary, Icon, LinkButton, Live, Notice, NoticeKind,
    PageHead, Panel,
};
use web::{CaseHere, Typed};

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
pub(super) fn page(lang: Lang, here: &CaseHere, page: &RecordPage) -> AnyView {
    let word = move |key: &str| t(lang, &format!("people.record.{key}"));
    let person = &page.person;
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
        &[("time", &time(lang, page.now)), ("reason", &page.reason.said(lang))],
    );
    let done = page.done.map(|key| {
        view! { <Notice kind=NoticeKind::Ok title=t(lang, key) live=Live::Status/> }
    });
    view! {
        <PageHead title=traits.display_name() note=note.join(" ") crumbs=crumbs/>
        {done}
        <ErrorSummary title=page.typed.summary_title(lang) errors=page.typed.summary()/>
        <Notice kind=NoticeKind::Info icon=Icon::Eye title=opened>
            <p>{word("never_tell")}</p>
        </Notice>
        <div class="grid grid--side">
            <div class="stack stack--section">
                {exposure::panel(lang, page)} {states::form(lang, here, page)}
            </div>
            <div class="stack stack--section">
                {contact::panel(lang, page)} {states::panel(lang, page)}
                {codes::panel(lang, here, page)}
            </div>
        </div>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{mask::Sight, reason::Reason};
    use i18n::class_text;
    use kernel::{
        Env,
        exposure::{Class, ClassSet},
    };
    use people::{
        Person, Reach, Record,
        identity::{Email, Phone, StateSet},
    };
    use ui::render;

    fn page_for(sight: Sight, classes: &[Class]) -> RecordPage {
        let mut record = Record::default();
        record.traits.birth_name = Some("KERDORET".to_owned());
        record.email = Email::parse("maelle@example.org").ok();
        record.phone_mobile = Phone::parse("06 39 98 12 42").ok().map(|(phone, _)| phone);
        let env = Env::system();
        let person = Person {
            id: env.new_id(),
            record,
            origins: people::Origins::default(),
            extras: Vec::new(),
            classes: classes.iter().copied().collect::<ClassSet>(),
            states: StateSet::EMPTY,
            reach: Reach::EMAIL,
            rows: 1,
            visits: None,
        };
        let reason = Reason::parse("call").unwrap();
        let typed = Typed::default();
        RecordPage {
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
            let with = page_for(sight, &[Class::Nir, Class::Hiv, Class::Result]);
            let without = page_for(sight, &[Class::Nir]);
            let html = |page: &RecordPage| render(|| exposure::panel(Lang::FR, page));
            assert_eq!(html(&with), html(&without), "{sight:?}");
        }
        let dpo = render(|| exposure::panel(Lang::FR, &page_for(Sight::All, &[Class::Hiv])));
        let label = class_text(Lang::FR, "HIV").unwrap().label;
        assert!(dpo.contains(label), "{dpo}");
        let desk = render(|| exposure::panel(Lang::FR, &page_for(Sight::Nothing, &[Class::Nir])));
        assert!(!desk.contains(class_text(Lang::FR, "NIR").unwrap().label));
    }

    #[test]
    fn contacts_are_shown_masked() {
        let html = render(|| contact::panel(Lang::FR, &page_for(Sight::All, &[])));
        assert!(html.contains("06 39 98 •• 42") && html.contains("m•••@example.org"), "{html}");
        assert!(!html.contains("maelle") && !html.contains("12 42"));
    }
}
