//! The form of the facts that decide: everything may stay unknown.

use std::collections::{BTreeMap, BTreeSet};

use axum::{
    Form,
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use duties::facts::{
    Anchor, Facts, FactsError, Jurisdiction, Kind, Nis2, Party, Question, Risk, Severity,
    Structure, Territory,
};
use duties::{DutyError, Packs};
use i18n::{Lang, capitalised, t};
use leptos::prelude::*;

use super::{
    groups::{GROUPS, Group},
    time::{self, BadTime},
};
use crate::{
    here::CaseHere,
    layout::Frame,
    state::AppState,
    ui::{
        Button, ButtonKind, CheckGroup, Choice, Crumb, Crumbs, ErrorSummary, FieldError, Fold,
        InputKind, InputSize, LinkButton, Live, Notice, NoticeKind, PageHead, Panel, RadioGroup,
        SelectField, Text, TextArea, TextField,
    },
    web::{Ctx, Problem, Staff},
};

/// Groups shown open; the others concern few labs and are folded.
const OPEN: usize = 3;

/// The form as typed, or as the facts stand.
#[derive(Default)]
struct Typed {
    pairs: Vec<(String, String)>,
    errors: Vec<(String, String)>,
    conflict: bool,
}

impl Typed {
    fn get(&self, name: &str) -> &str {
        self.pairs.iter().find(|(n, _)| n == name).map_or("", |(_, value)| value.as_str())
    }

    fn all(&self, name: &str) -> Vec<Text> {
        let mine = self.pairs.iter().filter(|(n, _)| n == name);
        mine.map(|(_, value)| value.clone().into()).collect()
    }

    fn error(&self, name: &str) -> Option<String> {
        self.errors.iter().find(|(n, _)| n == name).map(|(_, text)| text.clone())
    }

    fn put(&mut self, name: &str, value: impl Into<String>) {
        self.pairs.push((name.to_owned(), value.into()));
    }

    /// The facts as the form shows them.
    fn of(facts: &Facts, version: i64) -> Self {
        let mut typed = Self::default();
        typed.put("version", version.to_string());
        for kind in facts.kinds.iter().flatten() {
            typed.put("kinds", kind.as_str());
        }
        for law in &facts.jurisdictions {
            typed.put("jurisdictions", law.as_str());
        }
        for party in &facts.parties {
            typed.put("parties", party.as_str());
        }
        typed.put("structure", facts.structure.map_or("", Structure::as_str));
        typed.put("nis2", facts.nis2_entity.map_or("", Nis2::as_str));
        typed.put("risk", facts.risk.map_or("", Risk::as_str));
        typed.put("severity", facts.severity.map_or("", Severity::as_str));
        typed.put("persons_total", facts.persons_total.map_or(String::new(), |n| n.to_string()));
        let places: Vec<String> =
            facts.persons.iter().map(|(place, n)| format!("{} {n}", place.as_str())).collect();
        typed.put("persons", places.join("\n"));
        let zone = facts.zone.unwrap_or_default().tz();
        for anchor in GROUPS.iter().flat_map(|group| group.moments) {
            let at = facts.moment(*anchor).and_then(|moment| moment.resolve(zone).ok());
            typed.put(anchor.as_str(), at.map_or(String::new(), time::shown));
        }
        for question in Question::ALL {
            let answer = match facts.answer(*question) {
                Some(true) => "yes",
                Some(false) => "no",
                None => "",
            };
            typed.put(question.as_str(), answer);
        }
        typed
    }

    /// Writes what was typed into the facts; what the form does not show stays.
    fn write(&mut self, lang: Lang, facts: &mut Facts, offered: &[String]) {
        let kinds: BTreeSet<Kind> =
            self.all("kinds").iter().filter_map(|word| Kind::parse(word)).collect();
        facts.kinds = (!kinds.is_empty()).then_some(kinds);
        facts.jurisdictions.retain(|law| !offered.iter().any(|code| code == law.as_str()));
        let chosen = self.all("jurisdictions");
        facts
            .jurisdictions
            .extend(chosen.iter().filter_map(|code| Jurisdiction::try_from(code.to_string()).ok()));
        facts.parties = self.all("parties").iter().filter_map(|word| Party::parse(word)).collect();
        facts.structure = Structure::parse(self.get("structure"));
        facts.nis2_entity = Nis2::parse(self.get("nis2"));
        facts.risk = Risk::parse(self.get("risk"));
        facts.severity = Severity::parse(self.get("severity"));
        for question in Question::ALL {
            let answer = match self.get(question.as_str()) {
                "yes" => Some(true),
                "no" => Some(false),
                _ => None,
            };
            facts.set(*question, answer);
        }
        let mut errors = Vec::new();
        let total: String =
            self.get("persons_total").chars().filter(|c| !c.is_whitespace()).collect();
        match total.parse() {
            Ok(n) => facts.persons_total = Some(n),
            Err(_) if total.is_empty() => facts.persons_total = None,
            Err(_) => {
                errors.push(("persons_total".to_owned(), t(lang, "common.invalid.number").into()));
            }
        }
        match places(self.get("persons")) {
            Some(persons) => facts.persons = persons,
            None => errors.push(("persons".to_owned(), t(lang, "duties.facts.persons_bad").into())),
        }
        for anchor in GROUPS.iter().flat_map(|group| group.moments) {
            let name = anchor.as_str();
            let moment = match self.get(name).trim() {
                "" => Ok(None),
                typed => time::moment(typed).map(Some),
            };
            match moment {
                Ok(moment) => *slot(facts, *anchor) = moment,
                Err(bad) => errors.push((name.to_owned(), bad.words(lang).to_owned())),
            }
        }
        self.errors = errors;
    }
}

/// The field of a moment that the form shows.
fn slot(facts: &mut Facts, anchor: Anchor) -> &mut Option<duties::facts::Moment> {
    match anchor {
        Anchor::Determination => &mut facts.determination,
        Anchor::ListKnown => &mut facts.list_known,
        Anchor::Request => &mut facts.request,
        Anchor::FixAvailable => &mut facts.fix_available,
        Anchor::Resolution => &mut facts.resolution,
        Anchor::OrderDue => &mut facts.order_due,
        Anchor::UserNoticeDue => &mut facts.user_notice_due,
        // Awareness has its ledger, the others follow from it and from submissions.
        Anchor::Awareness | Anchor::YearEnd | Anchor::Submission => &mut facts.awareness,
    }
}

/// Lines of a place and a number.
fn places(text: &str) -> Option<BTreeMap<Territory, u64>> {
    text.split(['\n', ';'])
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .map(|line| {
            let (place, count) = line.split_once([' ', '\t', ':'])?;
            let place = Territory::try_from(place.trim().to_uppercase()).ok()?;
            let digits: String = count.chars().filter(|c| !c.is_whitespace()).collect();
            Some((place, digits.parse().ok()?))
        })
        .collect()
}

/// The laws that the rule packs know, the Union's aside: it follows from its states.
fn laws(packs: &Packs) -> Vec<String> {
    let rules = packs.iter().flat_map(|pack| &pack.rules);
    let codes: BTreeSet<&str> = rules.map(|rule| rule.law.as_str()).collect();
    codes.into_iter().filter(|code| *code != "EU").map(str::to_owned).collect()
}

/// `GET …/obligations/faits`
pub(super) async fn page(
    State(state): State<AppState>,
    ctx: Ctx,
    staff: Staff,
    here: CaseHere,
) -> Result<Response, Problem> {
    let (facts, version) = state.duties.facts(&staff.actor, here.id()).await?;
    let typed = Typed::of(&facts, version);
    form(&state, &ctx, &staff, here, StatusCode::OK, typed).await
}

/// `POST …/obligations/faits`
pub(super) async fn save(
    State(state): State<AppState>,
    ctx: Ctx,
    staff: Staff,
    here: CaseHere,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Response, Problem> {
    let (mut facts, present) = state.duties.facts(&staff.actor, here.id()).await?;
    let mut typed = Typed { pairs, ..Typed::default() };
    typed.write(ctx.lang, &mut facts, &laws(state.duties.packs()));
    let refused = StatusCode::UNPROCESSABLE_ENTITY;
    if !typed.errors.is_empty() {
        return form(&state, &ctx, &staff, here, refused, typed).await;
    }
    let version = typed.get("version").parse().unwrap_or(-1);
    match state.duties.set_facts(&staff.actor, here.id(), version, facts).await {
        Ok(()) => Ok(Redirect::to(&here.href("obligations")).into_response()),
        Err(DutyError::Conflict) => {
            // What was typed stays; the present version lets it be sent again.
            for (_, value) in typed.pairs.iter_mut().filter(|(name, _)| name == "version") {
                *value = present.to_string();
            }
            typed.conflict = true;
            form(&state, &ctx, &staff, here, StatusCode::CONFLICT, typed).await
        }
        Err(DutyError::Facts(FactsError::Unclear { field, source })) => {
            let words = BadTime::from(&source).words(ctx.lang).to_owned();
            typed.errors.push((field, words));
            form(&state, &ctx, &staff, here, refused, typed).await
        }
        Err(error) => Err(error.into()),
    }
}

async fn form(
    state: &AppState,
    ctx: &Ctx,
    staff: &Staff,
    here: CaseHere,
    status: StatusCode,
    typed: Typed,
) -> Result<Response, Problem> {
    let laws = laws(state.duties.packs());
    let presumed = here.lab.duty_facts.trim() == "{}";
    let frame = Frame::of_case(state, ctx, staff, &here).await?;
    let lang = ctx.lang;
    let title = t(lang, "duties.facts.title");
    Ok(frame.page_with(status, title, move || {
        let word = move |key: &str| t(lang, &format!("duties.facts.{key}"));
        let errors: Vec<FieldError> = typed
            .errors
            .iter()
            .map(|(name, text)| FieldError::new(name.clone(), text.clone()))
            .collect();
        let count = i64::try_from(errors.len()).unwrap_or(0);
        let summary = i18n::plural(lang, "common.invalid.summary", count, &[]);
        let crumbs = vec![
            Crumb::new(here.href(""), here.incident.title.clone()),
            Crumb::new(here.href("obligations"), t(lang, "duties.list.title")),
        ];
        let conflict = typed.conflict.then(|| {
            view! { <Notice kind=NoticeKind::Danger title=word("conflict") live=Live::Alert/> }
        });
        let presumed =
            presumed.then(|| view! { <Notice kind=NoticeKind::Info title=word("presumed")/> });
        let groups = GROUPS
            .iter()
            .enumerate()
            .map(|(place, group)| group_view(lang, group, &typed, place < OPEN))
            .collect_view();
        view! {
            <PageHead
                title=title
                note=word("lead")
                crumbs=view! { <Crumbs label=t(lang, "common.page.breadcrumb") items=crumbs/> }
            />
            <ErrorSummary title=summary errors=errors/>
            {conflict}
            {presumed}
            <form class="stack" method="post" action=here.href("obligations/faits")>
                <input type="hidden" name="version" value=typed.get("version").to_owned()/>
                {who(lang, &typed, &laws)}
                {groups}
                <div class="row">
                    <Button kind=ButtonKind::Main>{t(lang, "common.button.save")}</Button>
                    <LinkButton href=here.href("obligations")>
                        {t(lang, "common.button.cancel")}
                    </LinkButton>
                </div>
            </form>
        }
    }))
}

/// What is chosen among words: the nature, the risk, who one is; then the counts.
fn who(lang: Lang, typed: &Typed, laws: &[String]) -> AnyView {
    let word = move |key: &str| t(lang, &format!("duties.facts.{key}"));
    let group = move |key: &str| t(lang, &format!("duties.group.{key}"));
    let said =
        |fr: &'static str, en: &'static str| capitalised(if lang == Lang::FR { fr } else { en });
    let unknown = || Choice::new("", word("undecided"));
    let risks = std::iter::once(unknown())
        .chain(Risk::ALL.iter().map(|one| Choice::new(one.as_str(), said(one.fr(), one.en()))))
        .collect();
    let severities = std::iter::once(unknown())
        .chain(Severity::ALL.iter().map(|one| Choice::new(one.as_str(), said(one.fr(), one.en()))))
        .collect();
    let structures = std::iter::once(unknown())
        .chain(Structure::ALL.iter().map(|one| Choice::new(one.as_str(), said(one.fr(), one.en()))))
        .collect();
    let sizes = std::iter::once(unknown())
        .chain(Nis2::ALL.iter().map(|one| Choice::new(one.as_str(), said(one.fr(), one.en()))))
        .collect();
    let kinds =
        Kind::ALL.iter().map(|one| Choice::new(one.as_str(), said(one.fr(), one.en()))).collect();
    let parties =
        Party::ALL.iter().map(|one| Choice::new(one.as_str(), said(one.fr(), one.en()))).collect();
    let laws = laws
        .iter()
        .map(|code| {
            let key = format!("duties.place.{code}");
            let name: Text =
                if i18n::has(&key) { t(lang, &key).into() } else { code.clone().into() };
            Choice::new(code.clone(), name)
        })
        .collect();
    let value = |name: &str| typed.get(name).to_owned();
    let nature = view! {
        <div class="stack">
            <CheckGroup legend=word("kinds") name="kinds" options=kinds
                selected=typed.all("kinds")/>
            <SelectField label=word("risk") name="risk" options=risks
                selected=value("risk") size=InputSize::Small/>
            <SelectField label=word("severity") name="severity" options=severities
                selected=value("severity") size=InputSize::Small/>
        </div>
    };
    let counts = view! {
        <div class="stack">
            <TextField label=word("persons_total") name="persons_total"
                kind=InputKind::Number size=InputSize::Small
                value=value("persons_total") error=typed.error("persons_total")/>
            <TextArea label=word("persons") name="persons" rows=3
                hint=word("persons_hint") value=value("persons")
                error=typed.error("persons")/>
        </div>
    };
    let organisation = view! {
        <div class="stack">
            <SelectField label=word("structure") name="structure" options=structures
                selected=value("structure")/>
            <SelectField label=word("nis2") name="nis2" options=sizes
                selected=value("nis2")/>
            <CheckGroup legend=word("jurisdictions") name="jurisdictions" options=laws
                selected=typed.all("jurisdictions")/>
            <CheckGroup legend=word("parties") name="parties" options=parties
                selected=typed.all("parties")/>
        </div>
    };
    view! {
        <Panel title=group("breach")>{nature}</Panel>
        <Panel title=group("counts")>{counts}</Panel>
        <Panel>
            <Fold summary=group("who")>{organisation}</Fold>
        </Panel>
    }
    .into_any()
}

fn group_view(lang: Lang, group: &Group, typed: &Typed, open: bool) -> AnyView {
    let title = t(lang, &format!("duties.group.{}", group.key));
    let questions = group
        .questions
        .iter()
        .map(|question| {
            let asked = if lang == Lang::FR { question.fr() } else { question.en() };
            let options = vec![
                Choice::new("yes", t(lang, "duties.facts.yes")),
                Choice::new("no", t(lang, "duties.facts.no")),
                Choice::new("", t(lang, "duties.facts.unknown")),
            ];
            let name = question.as_str();
            view! {
                <RadioGroup legend=capitalised(asked) name=name options=options
                    selected=typed.get(name).to_owned()/>
            }
        })
        .collect_view();
    let moments = group
        .moments
        .iter()
        .map(|anchor| {
            let name = anchor.as_str();
            let label = capitalised(t(lang, &format!("duties.anchor.{name}")));
            let error = typed.error(name);
            // A time that happens twice can only be told in words.
            let kind = if error.is_some() { InputKind::Text } else { InputKind::DateTime };
            view! {
                <TextField label=label name=name kind=kind size=InputSize::Small
                    hint=t(lang, "duties.facts.moment_hint")
                    value=typed.get(name).to_owned() error=error/>
            }
        })
        .collect_view();
    let wrong = group.moments.iter().any(|anchor| typed.error(anchor.as_str()).is_some());
    view! {
        <Panel>
            <Fold summary=title open=open || wrong>
                <div class="stack">{questions} {moments}</div>
            </Fold>
        </Panel>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_form_gives_back_the_facts_that_it_shows() {
        let packs = Packs::embedded().unwrap();
        let offered = laws(&packs);
        let mut facts = Facts::parse(
            r#"{"jurisdictions":["FR","JP"],"parties":["controller"],"kinds":["confidentiality"],
                "risk":"high","severity":"serious","structure":"medical_laboratory",
                "nis2_entity":"none","persons":{"FR":489736,"US-CA":12},"persons_total":489748,
                "personal_data":true,"published":false,"list_known":"2026-03-01T10:00+01:00"}"#,
        )
        .unwrap();
        let mut typed = Typed::of(&facts, 3);
        let before = facts.clone();
        typed.write(Lang::FR, &mut facts, &offered);
        assert_eq!(typed.errors, Vec::new());
        let moment = |facts: &Facts| facts.list_known.map(|m| m.resolve(i18n::PARIS).unwrap());
        assert_eq!(moment(&facts), moment(&before));
        facts.list_known = before.list_known;
        assert_eq!(facts, before);
    }

    #[test]
    fn what_cannot_be_read_is_named_and_keeps_what_was_typed() {
        let pairs = [("persons", "France 12"), ("persons_total", "beaucoup"), ("request", "hier")];
        let pairs = pairs.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec();
        let mut typed = Typed { pairs, ..Typed::default() };
        typed.write(Lang::EN, &mut Facts::default(), &[]);
        let named: Vec<&str> = typed.errors.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(named, ["persons_total", "persons", "request"]);
        assert_eq!(typed.get("persons"), "France 12");
        assert_eq!(places("FR 489 736\nus-ca: 12;").unwrap().len(), 2);
    }
}
