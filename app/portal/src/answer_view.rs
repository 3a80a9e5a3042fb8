//! How the answer to a person looks: what was exposed, what was not, what nobody knows.

use ::portal::Exposure;
use i18n::{actions_for, class_text, classes, date_time_text, month_year, plural, t, tr};
use kernel::exposure::Class;
use leptos::prelude::*;

use super::frame::{Frame, part, written};
use site::when;
use ui::{
    Answer, AnswerKind, Aside, ButtonKind, ButtonSize, ExposureCard, Fact, Facts, Icon, LinkButton,
    NeverKind, NeverList, Text,
};

/// Classes whose absence calms: what people fear most first. Public ones alone, because
/// the absence of a private class would tell it to whoever holds the letter.
const FEARED: [Class; 4] = [Class::Bank, Class::Credentials, Class::IdDoc, Class::Nir];

/// A sentence that changes with the kind of case.
fn kind_key(exposure: &Exposure, name: &str) -> String {
    format!("portal.kind.{}.{name}", exposure.kind.as_str())
}

/// "Yes", in a sentence that cannot be read otherwise.
pub(super) fn head(frame: &Frame, exposure: &Exposure) -> AnyView {
    let lang = frame.lang;
    let at = date_time_text(lang, exposure.at);
    let over = tr(lang, "portal.answer.over", &[("at", &at)]);
    let record = tr(lang, &kind_key(exposure, "record"), &[("lab", &exposure.lab.name)]);
    let count = i64::try_from(exposure.classes.iter().count()).unwrap_or(0);
    // On a narrow screen the button stands below everything else.
    let plan = frame.link("plan");
    let count = (count > 0).then(|| plural(lang, "portal.answer.count", count, &[]));
    view! {
        <Answer kind=AnswerKind::Concerned over=over title=frame.t(&kind_key(exposure, "yes"))>
            <p class="lead">{record} " " {count}</p>
            <p>{t(lang, "portal.answer.sorry")}</p>
            <p class="answer__next">
                <a href=plan>{t(lang, "portal.yes.plan_button")}</a>
            </p>
        </Answer>
    }
    .into_any()
}

/// Codes of the public classes of a person, in the order in which a person reads them.
pub(super) fn codes(exposure: &Exposure) -> Vec<&'static str> {
    classes::codes()
        .filter(|code| Class::parse(code).is_some_and(|class| exposure.classes.has(class)))
        .collect()
}

/// One card for each class.
pub(super) fn held(frame: &Frame, exposure: &Exposure) -> AnyView {
    let (allows, denies) = (frame.t("classes.heading.allows"), frame.t("classes.heading.denies"));
    let cards = codes(exposure)
        .into_iter()
        .filter_map(|code| Some((class_text(frame.lang, code)?, icon_of(Class::parse(code)?))))
        .map(|(text, icon)| {
            view! {
                <ExposureCard
                    icon=icon
                    title=text.title
                    note=text.place
                    allows_title=allows
                    allows=text.allows
                    denies_title=denies
                    denies=text.denies
                />
            }
        })
        .collect_view();
    view! {
        <section>
            <div class="stack stack--tight">
                <h2 class="heading--voice">{frame.t(&kind_key(exposure, "held"))}</h2>
                <p class="read muted">{frame.t("portal.yes.what_lead")}</p>
            </div>
            <div class="exposures">{cards}</div>
        </section>
    }
    .into_any()
}

/// The drawing beside a class.
const fn icon_of(class: Class) -> Icon {
    match class {
        Class::Nir | Class::IdDoc => Icon::Id,
        Class::BirthDate | Class::VisitDates => Icon::Calendar,
        Class::Address | Class::BirthPlace => Icon::Pin,
        Class::Phone => Icon::Phone,
        Class::Email => Icon::Mail,
        Class::Doctor | Class::BloodGroup => Icon::Stethoscope,
        Class::InsurerAmc | Class::InsuranceRights => Icon::Shield,
        Class::Credentials => Icon::Key,
        Class::Bank => Icon::Bank,
        Class::Relative => Icon::Family,
        Class::Professional => Icon::Users,
        Class::LabNumbers => Icon::List,
        Class::Integrity | Class::Availability => Icon::File,
        // Never shown here; named so that a new class must choose.
        Class::Identity
        | Class::AppointmentRoom
        | Class::Result
        | Class::Comment
        | Class::Pregnancy
        | Class::Hiv
        | Class::Treatment
        | Class::Genetic => Icon::User,
    }
}

/// Offered to everyone alike, so that the offer tells nothing.
pub(super) fn medical(frame: &Frame) -> AnyView {
    let lang = frame.lang;
    view! {
        <section class="lock">
            <div class="row">
                {Icon::Lock.large()} <h2 class="heading--card">{frame.t("portal.medical.title")}</h2>
            </div>
            <p>{frame.t("portal.medical.lead")}</p>
            <p>
                <LinkButton href=frame.link("medical") size=ButtonSize::Mid>
                    {t(lang, "portal.medical.ask")}
                </LinkButton>
            </p>
        </section>
    }
    .into_any()
}

/// What people fear most and was absent.
pub(super) fn not_held(frame: &Frame, exposure: &Exposure) -> Option<AnyView> {
    let absent: Vec<Text> = FEARED
        .into_iter()
        .filter(|class| !exposure.classes.has(*class) && !exposure.unknown.has(*class))
        .filter_map(|class| class_text(frame.lang, class.code()))
        .map(|text| text.absent.into())
        .collect();
    (!absent.is_empty()).then(|| {
        let list = view! { <NeverList items=absent kind=NeverKind::NotThere/> };
        part(frame.t(&kind_key(exposure, "not_held")), list.into_any())
    })
}

/// What nobody may say was absent: some column, row or file is not checked yet.
pub(super) fn not_known(frame: &Frame, exposure: &Exposure) -> Option<AnyView> {
    let lang = frame.lang;
    let open = FEARED
        .into_iter()
        .filter(|class| exposure.unknown.has(*class))
        .filter_map(|class| class_text(lang, class.code()))
        .map(|text| view! { <li>{text.label}</li> })
        .collect::<Vec<_>>();
    (!open.is_empty()).then(|| {
        let body = view! {
            <p class="read">{t(lang, "portal.answer.not_known")}</p>
            <ul class="plain-list read">{open}</ul>
            <p class="read">{t(lang, "portal.answer.not_known_next")}</p>
        };
        part(frame.t("portal.answer.not_known_title"), body.into_any())
    })
}

/// What the lab tells: what was done, what is not known yet and when it will be.
pub(super) fn told(frame: &Frame, exposure: &Exposure) -> AnyView {
    let (lang, facts) = (frame.lang, &exposure.facts);
    let next = facts.next_update_on.map(|day| {
        let day = i18n::date_long(lang, day);
        let text = tr(lang, "portal.yes.unknown_when", &[("date", &day)]);
        view! { <p class="read muted">{text}</p> }
    });
    let done = (!facts.measures_fr.trim().is_empty()).then(|| {
        let text = written(lang, &facts.measures_fr, &facts.measures_en);
        part(frame.t("portal.incident.done_title"), text)
    });
    let unknown = (!facts.unknown_fr.trim().is_empty()).then(|| {
        let text = written(lang, &facts.unknown_fr, &facts.unknown_en);
        part(frame.t("portal.incident.unknown_title"), view! { {text}{next} }.into_any())
    });
    view! { {done}{unknown} }.into_any()
}

/// What to do now, from whom the record is, whom to call. `today` is the day in Paris.
pub(super) fn side(frame: &Frame, exposure: &Exposure, today: chrono::NaiveDate) -> AnyView {
    let lang = frame.lang;
    let plan = actions_for(&codes(exposure), today);
    let count = i64::try_from(plan.len()).unwrap_or(0);
    let minutes: u16 = plan.iter().take(2).filter_map(|action| action.minutes).sum();
    let first =
        (minutes > 0).then(|| plural(lang, "portal.yes.now_first", i64::from(minutes), &[]));
    let facts = record(frame, exposure);
    view! {
        <section class="stack">
            <h2 class="heading--card">{frame.t("portal.yes.now_title")}</h2>
            <p>{plural(lang, "portal.yes.now", count, &[])} " " {first}</p>
            <p>
                <LinkButton
                    href=frame.link("plan")
                    kind=ButtonKind::Main
                    size=ButtonSize::Big
                    after=Icon::Arrow
                >
                    {t(lang, "portal.yes.plan_button")}
                </LinkButton>
            </p>
            <p>
                <a href=frame.link("imprimer")>{frame.t("portal.answer.print")}</a>
            </p>
            <p class="muted">{frame.t("portal.answer.open_for")}</p>
        </section>
        <Aside title=frame.t("portal.yes.record_title")>
            <Facts items=facts/>
        </Aside>
        {frame.call()}
        <Aside title=frame.t("portal.answer.look_title")>
            <p class="muted">{t(lang, "portal.answer.look")}</p>
        </Aside>
    }
    .into_any()
}

/// Which lab, which visits, which days.
pub(super) fn record(frame: &Frame, exposure: &Exposure) -> Vec<Fact> {
    let lang = frame.lang;
    let lab = &exposure.lab;
    let name =
        if lab.city.is_empty() { lab.name.clone() } else { format!("{}, {}", lab.name, lab.city) };
    let mut facts = vec![Fact::new(frame.t("portal.yes.record_lab"), name)];
    if let Some((first, last)) = exposure.visits {
        let (first, last) = (month_year(lang, first), month_year(lang, last));
        let range = if first == last {
            first
        } else {
            tr(lang, "portal.yes.record_visits_range", &[("first", &first), ("last", &last)])
        };
        facts.push(Fact::new(frame.t("portal.yes.record_visits"), range));
    }
    let period = when(exposure.period.0, exposure.period.1).phrase(lang);
    facts.push(Fact::new(frame.t("portal.incident.period"), period));
    facts
}
