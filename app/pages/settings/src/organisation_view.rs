//! The form of an organisation.

use accounts::{Organisation, OrganisationKind};
use i18n::{Lang, ZONES, capitalised, t, tr, zone_name};
use leptos::prelude::*;

use ui::{
    Button, ButtonKind, Choice, Crumb, Crumbs, Density, ErrorSummary, Fact, Facts, InputKind,
    InputSize, LinkButton, Live, Notice, NoticeKind, PageHead, Panel, RadioGroup, SelectField,
    Slot, TextArea, TextField,
};
use web::{Typed, languages, organisation_picker::Chosen};

/// What the form is about.
pub(super) enum About {
    /// One that is there.
    Known(Box<Chosen>),
    /// One to create.
    New,
}

/// What the page shows.
pub(super) struct Shown {
    pub(super) about: About,
    pub(super) typed: Typed,
    /// What was done a moment ago: the key of a sentence.
    pub(super) done: Option<&'static str>,
    /// Whether a colleague changed it in the meantime.
    pub(super) conflict: bool,
}

/// The page.
pub(super) fn page(lang: Lang, title: &'static str, platform: bool, shown: &Shown) -> AnyView {
    let typed = &shown.typed;
    let (action, note, version) = match &shown.about {
        About::Known(chosen) => {
            let organisation = &chosen.organisation;
            let action = format!("/console/reglages/organisation?organisation={}", organisation.id);
            let note = tr(lang, "console.settings.lead", &[("organisation", &organisation.name)]);
            // After a conflict the present version lets what was typed be sent again.
            let version = if shown.conflict {
                organisation.version.to_string()
            } else {
                typed.value("version")
            };
            (action, Some(note), Some(version))
        }
        About::New => ("/console/reglages/creer".to_owned(), None, None),
    };
    let crumbs = (platform || matches!(&shown.about, About::Known(chosen) if chosen.all.len() > 1))
        .then(|| {
            view! {
                <Crumbs
                    label=t(lang, "common.page.breadcrumb")
                    items=vec![
                        Crumb::new("/console/reglages", t(lang, "console.settings.title")),
                    ]
                />
            }
        });
    let done = shown.done.map(|key| {
        view! { <Notice kind=NoticeKind::Ok title=t(lang, key) live=Live::Status/> }
    });
    let conflict = shown.conflict.then(|| {
        view! {
            <Notice
                kind=NoticeKind::Danger
                title=t(lang, "errors.http_409.title")
                live=Live::Alert
            >
                <p>{t(lang, "console.settings.conflict")}</p>
            </Notice>
        }
    });
    let submit = match shown.about {
        About::Known(_) => t(lang, "common.button.save"),
        About::New => t(lang, "accounts.organisation.create"),
    };
    view! {
        <PageHead title=title note=note crumbs=Slot::maybe(crumbs)/>
        {done}
        {conflict}
        <ErrorSummary title=typed.summary_title(lang) errors=typed.summary()/>
        <form class="stack stack--section" method="post" action=action>
            {version.map(|version| view! { <input type="hidden" name="version" value=version/> })}
            {identity(lang, platform, shown)}
            {patients(lang, typed)}
            {officer(lang, typed)}
            {letters(lang, typed)}
            <div class="row">
                <Button kind=ButtonKind::Main>{submit}</Button>
                <LinkButton href="/console">{t(lang, "common.button.cancel")}</LinkButton>
            </div>
        </form>
    }
    .into_any()
}

fn field(
    lang: Lang,
    typed: &Typed,
    name: &'static str,
    kind: InputKind,
    size: InputSize,
) -> AnyView {
    view! {
        <TextField
            label=t(lang, &format!("accounts.organisation.{name}"))
            name=name
            kind=kind
            size=size
            autocomplete="off"
            value=typed.value(name)
            error=typed.error(name)
        />
    }
    .into_any()
}

/// Name and numbers: the platform's to change, shown to the others.
fn identity(lang: Lang, platform: bool, shown: &Shown) -> AnyView {
    let word = move |key: &str| t(lang, &format!("accounts.organisation.{key}"));
    let kind_name = move |kind: OrganisationKind| {
        t(lang, &format!("accounts.organisation_kind.{}", kind.as_str()))
    };
    let typed = &shown.typed;
    let kind = match &shown.about {
        About::Known(chosen) => {
            let items = known(lang, platform, &chosen.organisation, kind_name);
            view! { <Facts items=items density=Density::Dense/> }.into_any()
        }
        About::New => {
            // The platform's own organisation is made by the command line.
            let kinds = OrganisationKind::ALL
                .into_iter()
                .filter(|kind| *kind != OrganisationKind::Platform)
                .map(|kind| Choice::new(kind.as_str(), kind_name(kind)))
                .collect();
            view! {
                <RadioGroup
                    legend=word("kind")
                    name="kind"
                    options=kinds
                    selected=typed.value("kind")
                    error=typed.error("kind")
                />
            }
            .into_any()
        }
    };
    let small = InputSize::Small;
    let own = platform.then(|| {
        view! {
            {field(lang, typed, "name", InputKind::Text, InputSize::Normal)}
            {field(lang, typed, "finess", InputKind::Text, small)}
            {field(lang, typed, "siren", InputKind::Text, small)}
        }
    });
    let content = view! {
        <div class="stack">
            {kind} {own}
            {field(lang, typed, "city", InputKind::Text, InputSize::Normal)}
            {field(lang, typed, "department", InputKind::Text, InputSize::Normal)}
            <SelectField
                label=word("language")
                name="language"
                options=languages()
                selected=typed.value("language")
                size=small
                error=typed.error("language")
            />
            <SelectField
                label=word("zone")
                name="zone"
                options=zones(lang, &typed.value("zone"))
                selected=typed.value("zone")
                hint=word("zone_hint")
                error=typed.error("zone")
            />
        </div>
    }
    .into_any();
    view! { <Panel title=t(lang, "console.settings.identity")>{content}</Panel> }.into_any()
}

fn known(
    lang: Lang,
    platform: bool,
    organisation: &Organisation,
    kind_name: impl Fn(OrganisationKind) -> &'static str,
) -> Vec<Fact> {
    let word = move |key: &str| t(lang, &format!("accounts.organisation.{key}"));
    let or_none = |text: Option<&String>| {
        text.cloned().unwrap_or_else(|| t(lang, "common.field.none").to_owned())
    };
    let mut items = vec![Fact::new(word("kind"), kind_name(organisation.kind))];
    if !platform {
        items.push(Fact::new(word("name"), organisation.name.clone()));
        items.push(Fact::new(word("finess"), or_none(organisation.finess.as_ref())));
        items.push(Fact::new(word("siren"), or_none(organisation.siren.as_ref())));
        items.push(Fact::new(word("to_change"), word("to_change_text")));
    }
    items
}

/// The zones offered, and the present one where it is another.
fn zones(lang: Lang, present: &str) -> Vec<Choice> {
    let other = present.parse().ok().filter(|zone| !ZONES.contains(zone));
    let offered = ZONES.into_iter().chain(other);
    offered.map(|zone| Choice::new(zone.name(), capitalised(&zone_name(lang, zone)))).collect()
}

fn patients(lang: Lang, typed: &Typed) -> AnyView {
    let content = view! {
        <div class="stack">
            {field(lang, typed, "phone", InputKind::Phone, InputSize::Normal)}
            {field(lang, typed, "hours", InputKind::Text, InputSize::Full)}
        </div>
    }
    .into_any();
    view! {
        <Panel
            title=t(lang, "accounts.organisation.patients")
            note=t(lang, "accounts.organisation.patients_note")
        >
            {content}
        </Panel>
    }
    .into_any()
}

fn officer(lang: Lang, typed: &Typed) -> AnyView {
    let address = lines(lang, typed, "dpo_address", "accounts.organisation.dpo_address_hint");
    let content = view! {
        <div class="stack">
            {field(lang, typed, "dpo_name", InputKind::Text, InputSize::Normal)}
            {field(lang, typed, "dpo_email", InputKind::Email, InputSize::Normal)}
            {address}
        </div>
    }
    .into_any();
    view! { <Panel title=t(lang, "accounts.organisation.dpo")>{content}</Panel> }.into_any()
}

fn letters(lang: Lang, typed: &Typed) -> AnyView {
    let content = lines(lang, typed, "sender_lines", "accounts.organisation.sender_lines_hint");
    view! { <Panel title=t(lang, "console.settings.letters")>{content}</Panel> }.into_any()
}

fn lines(lang: Lang, typed: &Typed, name: &'static str, hint: &str) -> AnyView {
    view! {
        <TextArea
            label=t(lang, &format!("accounts.organisation.{name}"))
            name=name
            rows=4
            hint=t(lang, hint)
            value=typed.value(name)
            error=typed.error(name)
        />
    }
    .into_any()
}
