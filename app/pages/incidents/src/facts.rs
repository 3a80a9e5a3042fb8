//! The words that go into letters, e-mails and the portal.

use accounts::Verb;
use axum::{
    Form,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use i18n::{Lang, t};
use incidents::{CaseError, CaseLab, PublicFacts};
use leptos::prelude::*;

use super::{
    period,
    public_page::{self, Said},
};
use ui::{InputSize, Panel, TextArea, TextField};
use web::{CaseForm, CaseRequest, Pairs, Problem, Refused, Typed, VERSION};

/// Longest text, in characters, as the room has it.
const LONGEST: usize = 2_000;
/// The same for browsers.
const LENGTH: u32 = 2_000;
/// The field of the day by which more will be said.
const NEXT: &str = "next";

/// The words of a lab as the form shows them.
pub(super) fn shown(lab: &CaseLab) -> Typed {
    let facts = &lab.facts;
    let mut typed = Typed::default();
    typed.put(VERSION, lab.version.to_string());
    for (field, text) in [
        ("what_fr", &facts.what_fr),
        ("what_en", &facts.what_en),
        ("measures_fr", &facts.measures_fr),
        ("measures_en", &facts.measures_en),
        ("unknown_fr", &facts.unknown_fr),
        ("unknown_en", &facts.unknown_en),
    ] {
        typed.put(field, text.clone());
    }
    typed.put(NEXT, facts.next_update_on.map_or(String::new(), |day| day.to_string()));
    typed
}

/// Reads what was typed; says at each field what cannot be kept.
fn read(lang: Lang, typed: &mut Typed) -> Result<PublicFacts, Refused> {
    let mut text = |field: &'static str| -> Result<String, Refused> {
        let text = typed.optional_text::<LONGEST>(lang, field)?;
        Ok(text.map_or(String::new(), |text| text.as_str().to_owned()))
    };
    let (what_fr, what_en) = (text("what_fr"), text("what_en"));
    let (measures_fr, measures_en) = (text("measures_fr"), text("measures_en"));
    let (unknown_fr, unknown_en) = (text("unknown_fr"), text("unknown_en"));
    let next = period::day(lang, typed, NEXT);
    Ok(PublicFacts {
        what_fr: what_fr?,
        what_en: what_en?,
        measures_fr: measures_fr?,
        measures_en: measures_en?,
        unknown_fr: unknown_fr?,
        unknown_en: unknown_en?,
        next_update_on: next?,
    })
}

/// `GET …/faits`
pub(super) async fn page(at: CaseRequest) -> Result<Response, Problem> {
    at.must(Verb::EditCase)?;
    let typed = shown(&at.here.lab);
    form(at, StatusCode::OK, typed, Said::Nothing).await
}

/// `POST …/faits`
pub(super) async fn save(at: CaseRequest, Form(pairs): Form<Pairs>) -> Result<Response, Problem> {
    let (room, actor, lab) = (&at.state.incidents, &at.staff.actor, at.here.id());
    room.scope(actor, Verb::EditCase, lab).await?;
    let (lang, refused) = (at.ctx.lang, StatusCode::UNPROCESSABLE_ENTITY);
    let mut typed = Typed::of(pairs);
    let Ok(facts) = read(lang, &mut typed) else {
        return form(at, refused, typed, Said::Nothing).await;
    };
    match room.set_facts(actor, lab, typed.version(), &facts).await {
        Ok(()) => Ok(Redirect::to(&at.here.href("")).into_response()),
        Err(CaseError::Conflict) => {
            // What was typed stays; the present version lets it be sent again.
            typed.set(VERSION, at.here.lab.version.to_string());
            form(at, StatusCode::CONFLICT, typed, Said::Conflict).await
        }
        Err(CaseError::Invalid(fields)) => {
            for field in fields {
                typed.refuse(field.field, t(lang, &format!("incidents.invalid.{}", field.code)));
            }
            form(at, refused, typed, Said::Nothing).await
        }
        Err(error) => Err(error.into()),
    }
}

/// The page: the words, then the public page that shows them.
pub(super) async fn form(
    at: CaseRequest,
    status: StatusCode,
    typed: Typed,
    said: Said,
) -> Result<Response, Problem> {
    let frame = at.frame().await?;
    let (lang, here) = (at.ctx.lang, at.here);
    let word = move |key: &str| t(lang, &format!("incidents.summary.{key}"));
    let title = word("facts");
    Ok(frame.page_with(status, title, move || {
        let mut errors = typed.summary();
        errors.extend(public_page::error(lang, said));
        let page = CaseForm {
            title,
            lead: word("facts_lead"),
            above: word("title"),
            above_at: "",
            sent_to: "faits",
            version: typed.value(VERSION),
            errors,
            conflict: (said == Said::Conflict).then(|| word("conflict")),
        };
        let notice = public_page::notice(lang, &here, said);
        view! {
            {page.view(lang, &here, notice, fields(lang, &typed))}
            {public_page::panel(lang, &here, said)}
        }
    }))
}

fn fields(lang: Lang, typed: &Typed) -> AnyView {
    let word = move |key: &str| t(lang, &format!("incidents.summary.{key}"));
    let area = |name: &'static str, key: &str, tongue: &str, hint: Option<&'static str>| {
        let label = format!("{} ({tongue})", word(key));
        view! {
            <TextArea label=label name=name rows=3 hint=hint maxlength=LENGTH
                value=typed.value(name) error=typed.error(name)/>
        }
    };
    let measures = Some(word("fact_measures_hint"));
    let unknown = Some(word("fact_unknown_hint"));
    let french = view! {
        <div class="stack">
            {area("what_fr", "fact_what", "fr", None)}
            {area("measures_fr", "fact_measures", "fr", measures)}
            {area("unknown_fr", "fact_unknown", "fr", unknown)}
        </div>
    };
    let english = view! {
        <div class="stack">
            {area("what_en", "fact_what", "en", None)}
            {area("measures_en", "fact_measures", "en", measures)}
            {area("unknown_en", "fact_unknown", "en", unknown)}
        </div>
    };
    let next = typed.value(NEXT);
    let next = view! {
        <TextField label=word("fact_next") name=NEXT kind=period::kind(&next)
            size=InputSize::Small value=next error=typed.error(NEXT)/>
    };
    view! {
        <Panel title="Français">{french}</Panel>
        <Panel title="English">{english}</Panel>
        <Panel>{next}</Panel>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_text_that_cannot_be_kept_has_its_own_sentence_at_its_field() {
        let long = "a".repeat(LONGEST + 1);
        let mut typed = Typed::starting(&[
            ("what_fr", "Un fichier a été copié.\u{7}"),
            ("measures_fr", long.as_str()),
            ("unknown_fr", "Nous ne savons pas\r\nqui l’a fait."),
            (NEXT, "demain"),
        ]);
        assert!(read(Lang::FR, &mut typed).is_err());
        let said = |field: &str| typed.error(field);
        let control = t(Lang::FR, "common.invalid.control");
        assert_eq!(said("what_fr").as_deref(), Some(control));
        let max = i18n::plural(Lang::FR, "common.invalid.too_long", 2_000, &[]);
        assert_eq!(said("measures_fr").as_deref(), Some(max.as_str()));
        assert_eq!(said(NEXT).as_deref(), Some(t(Lang::FR, "common.invalid.date")));
        assert!(typed.error("unknown_fr").is_none() && typed.error("what_en").is_none());
        assert_eq!(typed.summary().len(), 3);
    }

    #[test]
    fn what_is_typed_is_what_is_told() {
        let mut typed = Typed::starting(&[
            ("what_fr", " Un fichier a été copié. "),
            ("unknown_en", "We do not know\r\nwho did it."),
            (NEXT, "2026-03-16"),
        ]);
        let facts = read(Lang::FR, &mut typed).unwrap();
        assert_eq!(facts.what_fr, "Un fichier a été copié.");
        assert_eq!(facts.unknown_en, "We do not know\nwho did it.");
        assert_eq!(facts.next_update_on, chrono::NaiveDate::from_ymd_opt(2026, 3, 16));
        assert_eq!(facts.measures_fr, "");
    }
}
