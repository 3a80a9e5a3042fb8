//! From what the rooms know to the state of each field. Pure.

use duties::facts::Risk;
use duties::{DutyView, Stage};
use incidents::{Cause, CauseStatus, Decision};
use kernel::exposure::{Class, ClassSet};
use people::identity::State as PersonState;

use crate::gather::Known;
use crate::model::{
    Body, Decided, Field, Logged, PreparationSheet, RegisterEntry, Report, Room, Section, Sent,
    Source, State, Value,
};
use crate::presume;
use crate::spec::{
    AUTHORITY_RULE, PERSONS_RULE, PREPARATION, REGISTER, REGISTER_RULE, SectionSpec, Spec, Typing,
};
use crate::words::{
    AvailEffect, BodyRole, CauseWord, ConfEffect, Informed, IntegEffect, Nature, NotifType,
    PeopleType, Sector, WhyNot, ordered,
};

/// What the rooms say of a field.
enum Found {
    Known(Value, Source),
    NotApplicable,
    Nothing,
}

fn from(room: Room, value: &'static str, found: Value) -> Found {
    Found::Known(found, Source { room, value })
}

fn presumed(words: Vec<&'static str>, from_what: &'static str) -> Found {
    some_words(words, Room::Presumed, from_what)
}

fn some_words(words: Vec<&'static str>, room: Room, value: &'static str) -> Found {
    if words.is_empty() { Found::Nothing } else { from(room, value, Value::Words(words)) }
}

fn some_text(text: &str, room: Room, value: &'static str) -> Found {
    let text = text.trim();
    if text.is_empty() { Found::Nothing } else { from(room, value, Value::Text(text.to_owned())) }
}

fn maybe(found: Option<Value>, room: Room, value: &'static str) -> Found {
    found.map_or(Found::Nothing, |found| from(room, value, found))
}

/// The French text, or the English one while there is no French.
fn either<'a>(fr: &'a str, en: &'a str) -> &'a str {
    if fr.trim().is_empty() { en } else { fr }
}

impl Known {
    /// The preparation sheet.
    pub(crate) fn preparation(&self) -> PreparationSheet {
        let mut report = self.report(PREPARATION);
        // A notification that is not sent yet is complete at once when nothing is missing.
        let full = report.missing().is_empty();
        let fields = report.sections.iter_mut().flat_map(|section| &mut section.fields);
        for field in fields.filter(|field| field.spec.key == "type.notif_type") {
            if let State::Known(Value::Word(word), _) = &mut field.state
                && *word == NotifType::Initial.as_str()
                && full
            {
                *word = NotifType::Full.as_str();
            }
        }
        PreparationSheet(report)
    }

    /// The register entry.
    pub(crate) fn register(&self) -> RegisterEntry {
        RegisterEntry(self.report(REGISTER))
    }

    fn report(&self, sections: &'static [SectionSpec]) -> Report {
        let sections = sections
            .iter()
            .map(|section| Section {
                code: section.code,
                fields: section
                    .fields
                    .iter()
                    .map(|spec| Field { spec, state: self.state(spec) })
                    .collect(),
            })
            .collect();
        Report { head: self.head(), sections }
    }

    fn state(&self, spec: &Spec) -> State {
        let found = self.found(spec.key);
        // An answer cannot make a question arise that does not.
        if matches!(found, Found::NotApplicable) {
            return State::NotApplicable;
        }
        if spec.typing == Typing::Open
            && let Some(value) = self.answers.value(spec)
        {
            return State::Known(value, Source { room: Room::Answers, value: spec.key });
        }
        match found {
            Found::Known(value, source) => State::Known(value, source),
            Found::NotApplicable => State::NotApplicable,
            Found::Nothing => State::Missing(spec.place),
        }
    }

    /// The state of a field that others depend on, answers included.
    fn settled(&self, key: &str) -> Option<Value> {
        let mut specs = PREPARATION.iter().flat_map(|section| section.fields);
        match self.state(specs.find(|spec| spec.key == key)?) {
            State::Known(value, _) => Some(value),
            _ => None,
        }
    }

    fn settled_words(&self, key: &str) -> Vec<&'static str> {
        match self.settled(key) {
            Some(Value::Words(words)) => words,
            Some(Value::Word(word)) => vec![word],
            _ => Vec::new(),
        }
    }

    fn is_informed(&self, wanted: Informed) -> bool {
        self.settled_words("persons_told.informed") == [wanted.as_str()]
    }

    fn lost(&self, nature: Nature) -> bool {
        self.settled_words("violation.nature").contains(&nature.as_str())
    }

    fn found(&self, key: &str) -> Found {
        match key.split_once('.') {
            Some(("type", code)) => self.notification(code),
            Some(("organisation" | "contact", _)) => self.organisation(key),
            Some(("dates", code)) => self.dates(code),
            Some(("violation", code)) => self.violation(code),
            Some(("data" | "counts" | "classes", _)) => self.data(key),
            Some(("consequences" | "harm" | "risk", _)) => self.effects(key),
            Some(("persons_told", code)) => self.told(code),
            Some(("cross_border", code)) => self.borders(code),
            Some(("decisions" | "notices" | "closure", _)) => self.history(key),
            _ => self.case(key),
        }
    }

    fn notification(&self, code: &str) -> Found {
        let detail = self.detail(AUTHORITY_RULE);
        let last = detail.and_then(|detail| detail.submissions.last());
        match code {
            "notif_type" => {
                let kind =
                    if last.is_some() { NotifType::Complementary } else { NotifType::Initial };
                from(Room::Duties, "eu-gdpr-33-1.stage", Value::Word(kind.as_str()))
            }
            "previous_ref" => match last {
                None => Found::NotApplicable,
                Some(_) => {
                    let mut sent =
                        detail.into_iter().flat_map(|detail| detail.submissions.iter().rev());
                    let number = sent.find_map(|sent| sent.number.clone());
                    maybe(number.map(Value::Text), Room::Duties, "submission.number")
                }
            },
            _ => Found::Nothing,
        }
    }

    fn organisation(&self, key: &str) -> Found {
        let lab = &self.organisation;
        let named = !lab.dpo_name.trim().is_empty() || !lab.dpo_email.trim().is_empty();
        match key {
            "organisation.siren" => some_text(
                lab.siren.as_deref().unwrap_or_default(),
                Room::Accounts,
                "organisation.siren",
            ),
            "organisation.name" => some_text(&lab.name, Room::Accounts, "organisation.name"),
            "organisation.city" => some_text(&lab.city, Room::Accounts, "organisation.city"),
            "organisation.sector" => {
                from(Room::Presumed, "organisation.kind", Value::Word(Sector::HumanHealth.as_str()))
            }
            "organisation.country" => {
                from(Room::Presumed, "organisation.kind", Value::Text("FR".to_owned()))
            }
            "contact.surname" => some_text(&lab.dpo_name, Room::Accounts, "organisation.dpo_name"),
            "contact.email" => some_text(&lab.dpo_email, Room::Accounts, "organisation.dpo_email"),
            "contact.phone" => some_text(&lab.phone, Room::Accounts, "organisation.phone"),
            "contact.is_dpo" if named => {
                from(Room::Accounts, "organisation.dpo_name", Value::YesNo(true))
            }
            _ => Found::Nothing,
        }
    }

    fn dates(&self, code: &str) -> Found {
        let incident = &self.incident;
        let aware = self.ledger.iter().find(|row| row.decision == Decision::Aware);
        let over = incident.ended_on.is_some() && self.facts.ongoing != Some(true);
        match code {
            "period_known" => {
                let known = self.settled("dates.start").is_some();
                from(Room::Incidents, "incident.started_on", Value::YesNo(known))
            }
            "start" => {
                maybe(incident.started_on.map(Value::Day), Room::Incidents, "incident.started_on")
            }
            "end" if self.facts.ongoing == Some(true) => Found::NotApplicable,
            "end" => maybe(incident.ended_on.map(Value::Day), Room::Incidents, "incident.ended_on"),
            "ongoing" => match self.facts.ongoing {
                Some(ongoing) => from(Room::Duties, "facts.ongoing", Value::YesNo(ongoing)),
                None if over => from(Room::Incidents, "incident.ended_on", Value::YesNo(false)),
                None => Found::Nothing,
            },
            "detection" => {
                let first = self.ledger.iter().map(|row| row.at).min();
                maybe(first.map(Value::Instant), Room::Ledger, "awareness.first_candidate")
            }
            "awareness" => {
                maybe(self.lab.aware_at.map(Value::Instant), Room::Ledger, "awareness.in_force")
            }
            "discovery_circumstances" => match aware {
                Some(row) => some_text(&row.note, Room::Ledger, "awareness.note"),
                None => Found::Nothing,
            },
            "delay_reason" => self.delay(),
            _ => Found::Nothing,
        }
    }

    /// The reasons for a late notification (GDPR 33(1), second sentence).
    fn delay(&self) -> Found {
        let first = self.detail(AUTHORITY_RULE).and_then(|detail| detail.submissions.first());
        let late = match first {
            Some(sent) => sent.target_at.is_some_and(|target| sent.at > target),
            None => self.due().is_some_and(|due| due.is_late(self.now)),
        };
        if !late {
            return Found::NotApplicable;
        }
        let reason = first.and_then(|sent| sent.delay_reason.clone());
        maybe(reason.map(Value::Text), Room::Duties, "submission.delay_reason")
    }

    fn violation(&self, code: &str) -> Found {
        let facts = &self.lab.facts;
        match code {
            "nature" => {
                let kinds = self.facts.kinds.iter().flatten();
                let lost: Vec<_> = kinds.map(|kind| nature(*kind).as_str()).collect();
                let room = if self.facts_are_presumed() { Room::Presumed } else { Room::Duties };
                some_words(ordered(Nature::LIST, &lost), room, "facts.kinds")
            }
            "origin" => presumed(presume::origin(self), "incident.kind"),
            "cause" => self.cause(),
            "description" => {
                some_text(either(&facts.what_fr, &facts.what_en), Room::Incidents, "facts.what")
            }
            _ => Found::Nothing,
        }
    }

    fn cause(&self) -> Found {
        let incident = &self.incident;
        let word = match incident.cause {
            Cause::ExternalMalicious => CauseWord::ExternalMalicious,
            Cause::ExternalAccidental => CauseWord::ExternalAccidental,
            Cause::InternalMalicious => CauseWord::InternalMalicious,
            Cause::InternalAccidental => CauseWord::InternalAccidental,
            Cause::Unknown => {
                let usual = presume::cause(self);
                if !usual.is_empty() {
                    return presumed(usual, "incident.kind");
                }
                CauseWord::Unknown
            }
        };
        let ruled_out = incident.cause_status == CauseStatus::RuledOut;
        let word = if ruled_out { CauseWord::Unknown } else { word };
        from(Room::Incidents, "incident.cause", Value::Words(vec![word.as_str()]))
    }

    fn data(&self, key: &str) -> Found {
        let classes = self.totals.groups.iter().map(|(_, _, classes, _)| *classes);
        let all = classes.fold(ClassSet::EMPTY, ClassSet::union);
        let counted = self.counted() && !all.is_empty();
        match key {
            "data.data_types" if counted => {
                some_words(presume::types_of(all), Room::People, "person.classes")
            }
            "data.data_types" => presumed(presume::data_types(self), "incident.kind"),
            "data.sensitive" if counted => match presume::sensitive_of(all) {
                none if none.is_empty() => Found::NotApplicable,
                found => some_words(found, Room::People, "person.classes"),
            },
            "data.sensitive" => presumed(presume::sensitive(self), "incident.kind"),
            "data.people_types" => self.people_types(),
            "data.records_approx" if self.counted() => {
                from(Room::People, "person.rows", Value::Count(self.totals.rows))
            }
            "data.people_approx" if self.counted() => {
                from(Room::People, "person.count", Value::Count(self.totals.persons))
            }
            "data.people_approx" => {
                let total = self.facts.persons_total().and_then(|n| i64::try_from(n).ok());
                maybe(total.map(Value::Count), Room::Duties, "facts.persons_total")
            }
            "classes.classes" if counted => {
                let per_class = Class::ALL
                    .into_iter()
                    .map(|class| (class, self.totals.count(|_, _, set| set.has(class))))
                    .filter(|(_, persons)| *persons > 0)
                    .collect();
                from(Room::People, "person.classes", Value::Classes(per_class))
            }
            "counts.rows_waiting" if self.deliveries.active > 0 => {
                from(Room::Imports, "quarantine.waiting", Value::Count(self.deliveries.waiting))
            }
            "counts.list_settled" => {
                from(Room::Imports, "import.state", Value::YesNo(self.deliveries.settled))
            }
            _ => Found::Nothing,
        }
    }

    fn people_types(&self) -> Found {
        if !self.counted() {
            return presumed(presume::people_types(), "incident.kind");
        }
        let minors = self.totals.count(|states, _, _| {
            states.has(PersonState::Minor) || states.has(PersonState::UnderSixteen)
        });
        let mut types = presume::people_types();
        types.retain(|word| *word != PeopleType::Minors.as_str() || minors > 0);
        some_words(types, Room::People, "person.states")
    }

    fn effects(&self, key: &str) -> Found {
        let kind = "incident.kind";
        match key {
            "consequences.conf_effects" if !self.lost(Nature::Confidentiality) => {
                Found::NotApplicable
            }
            "consequences.integ_effects" if !self.lost(Nature::Integrity) => Found::NotApplicable,
            "consequences.avail_effects" if !self.lost(Nature::Availability) => {
                Found::NotApplicable
            }
            "consequences.conf_effects" => {
                presumed(ordered(ConfEffect::LIST, &presume::conf_effects(self)), kind)
            }
            "consequences.integ_effects" => presumed(ordered(IntegEffect::LIST, &[]), kind),
            "consequences.avail_effects" => {
                presumed(ordered(AvailEffect::LIST, &presume::avail_effects(self)), kind)
            }
            "harm.harms" => {
                presumed(presume::harms(self, &self.settled_words("violation.nature")), kind)
            }
            "harm.severity" => {
                maybe(presume::severity(self).map(Value::Word), Room::Presumed, kind)
            }
            "risk.risk" => maybe(
                self.facts.risk.map(|risk| Value::Word(risk.as_str())),
                Room::Duties,
                "facts.risk",
            ),
            "risk.incident_severity" => maybe(
                self.facts.severity.map(|severity| Value::Word(severity.as_str())),
                Room::Duties,
                "facts.severity",
            ),
            _ => Found::Nothing,
        }
    }

    fn told(&self, code: &str) -> Found {
        let told = &self.told;
        let (yes, later, no) = (
            self_or(code, || self.is_informed(Informed::Yes)),
            self_or(code, || self.is_informed(Informed::NotYet)),
            self_or(code, || self.is_informed(Informed::No)),
        );
        match code {
            "informed" => self.informed(),
            "informed_date" if yes => {
                let sent = self.duty(PERSONS_RULE).and_then(|view| view.first_sent);
                let day = sent.map(|at| at.with_timezone(&i18n::PARIS).date_naive());
                match told.first_on {
                    Some(first) => from(Room::Campaigns, "campaign.first_on", Value::Day(first)),
                    None => maybe(day.map(Value::Day), Room::Duties, "submission.at"),
                }
            }
            "planned_date" if later => {
                maybe(told.planned_on.map(Value::Day), Room::Campaigns, "campaign.planned_on")
            }
            "informed_number" if yes => {
                maybe(told.number.map(Value::Count), Room::Campaigns, "campaign.informed")
            }
            "informed_means" if yes => {
                let means: Vec<_> = told.means.iter().map(|means| means.as_str()).collect();
                let list = crate::words::Means::LIST;
                some_words(ordered(list, &means), Room::Campaigns, "campaign.channels")
            }
            "informed_text" if yes => some_text(
                told.text.as_deref().unwrap_or_default(),
                Room::Campaigns,
                "campaign.text",
            ),
            "informed_why_not" if no => {
                let facts = &self.facts;
                let reason = if facts.unintelligible == Some(true) {
                    Some((WhyNot::Encryption, "facts.unintelligible"))
                } else if facts.risk_removed == Some(true) {
                    Some((WhyNot::LaterMeasures, "facts.risk_removed"))
                } else if facts.disproportionate == Some(true) {
                    Some((WhyNot::Effort, "facts.disproportionate"))
                } else {
                    None
                };
                match reason {
                    Some((word, fact)) => from(Room::Duties, fact, Value::Word(word.as_str())),
                    // Without a high risk, 34(1) asks for nothing: there is nothing to excuse.
                    None if matches!(facts.risk, Some(Risk::Unlikely | Risk::Risk)) => {
                        Found::NotApplicable
                    }
                    None => Found::Nothing,
                }
            }
            _ => Found::NotApplicable,
        }
    }

    fn informed(&self) -> Found {
        let told = &self.told;
        if told.first_on.is_some() || told.number.is_some_and(|n| n > 0) {
            return from(Room::Campaigns, "campaign", Value::Word(Informed::Yes.as_str()));
        }
        let Some(view) = self.duty(PERSONS_RULE) else { return Found::Nothing };
        let word = match (view.stage, view.assessed) {
            (Stage::SubmittedInitial | Stage::SubmittedComplementary, _) => Informed::Yes,
            (Stage::Closed, _) if view.submissions > 0 => Informed::Yes,
            (Stage::Closed | Stage::NotTriggered, _) => Informed::No,
            (Stage::Triggered, _) | (Stage::NotAssessed, duties::State::Triggered) => {
                Informed::NotYet
            }
            (Stage::NotAssessed, duties::State::NotTriggered) => Informed::No,
            (Stage::NotAssessed, _) => Informed::Undecided,
        };
        from(Room::Duties, "eu-gdpr-34-1.stage", Value::Word(word.as_str()))
    }

    fn borders(&self, code: &str) -> Found {
        let persons = &self.facts.persons;
        let abroad = persons.iter().any(|(place, n)| place.country() != "FR" && *n > 0);
        let crosses = match self.settled_value_of_xborder(code) {
            Some(answer) => answer,
            None => abroad,
        };
        let sent = || self.duties.iter().filter(|view| view.submissions > 0);
        match code {
            "xborder" if persons.is_empty() => Found::Nothing,
            "xborder" => from(Room::Duties, "facts.persons", Value::YesNo(abroad)),
            "places" if !crosses => Found::NotApplicable,
            "places" if persons.is_empty() => Found::Nothing,
            "places" => {
                let places = persons.iter().map(|(place, n)| (place.as_str().to_owned(), *n));
                from(Room::Duties, "facts.persons", Value::Places(places.collect()))
            }
            "other_dpa_notified" if !crosses => Found::NotApplicable,
            "other_dpa_notified" => {
                let other = sent().any(|view| is_foreign_dpa(&view.recipient.code));
                from(Room::Duties, "submissions", Value::YesNo(other))
            }
            "other_authorities" => {
                let mut found: Vec<_> = sent()
                    .filter(|view| is_other_authority(view))
                    .map(|view| view.recipient.clone())
                    .collect();
                found.dedup_by(|a, b| a.code == b.code);
                if found.is_empty() {
                    return Found::Nothing;
                }
                from(Room::Duties, "submissions", Value::Recipients(found))
            }
            _ => Found::Nothing,
        }
    }

    /// Whether persons of several states are concerned, for the fields that depend on it.
    fn settled_value_of_xborder(&self, asking: &str) -> Option<bool> {
        if asking == "xborder" {
            return None;
        }
        match self.settled("cross_border.xborder") {
            Some(Value::YesNo(answer)) => Some(answer),
            _ => None,
        }
    }

    fn history(&self, key: &str) -> Found {
        let stage = |rule: &str| self.duty(rule).map(|view| view.stage);
        let decided = |rule: &str| stage(rule).filter(|stage| *stage != Stage::NotAssessed);
        match key {
            "decisions.authority_decision" => {
                maybe(decided(AUTHORITY_RULE).map(Value::Stage), Room::Duties, "eu-gdpr-33-1.stage")
            }
            "decisions.persons_decision" => {
                maybe(decided(PERSONS_RULE).map(Value::Stage), Room::Duties, "eu-gdpr-34-1.stage")
            }
            "decisions.decisions" => {
                let decisions = self.decisions();
                if decisions.is_empty() {
                    return Found::Nothing;
                }
                from(Room::Duties, "duty.steps", Value::Decisions(decisions))
            }
            "notices.submissions" => {
                let sent = self.submissions();
                if sent.is_empty() {
                    return Found::Nothing;
                }
                from(Room::Duties, "duty.submissions", Value::Submissions(sent))
            }
            "closure.closed_at" => {
                let at = self.closing().map(|step| Value::Instant(step.decided_at));
                maybe(at, Room::Duties, "eu-gdpr-33-5.stage")
            }
            "closure.closing_reason" => {
                let reason = self.closing().and_then(|step| step.reason.clone());
                maybe(reason.map(Value::Text), Room::Duties, "eu-gdpr-33-5.reason")
            }
            _ => Found::Nothing,
        }
    }

    fn closing(&self) -> Option<&duties::Step> {
        let detail = self.detail(REGISTER_RULE)?;
        detail.steps.iter().rev().find(|step| step.stage == Stage::Closed)
    }

    fn decisions(&self) -> Vec<Decided> {
        let mut found: Vec<Decided> = self
            .details
            .iter()
            .flat_map(|detail| {
                detail.steps.iter().map(|step| Decided {
                    rule: detail.view.rule.clone(),
                    title: detail.view.title.clone(),
                    stage: step.stage,
                    at: step.decided_at,
                    reason: step.reason.clone(),
                })
            })
            .collect();
        found.sort_by_key(|decided| decided.at);
        found
    }

    fn submissions(&self) -> Vec<Sent> {
        let mut found: Vec<Sent> = self
            .details
            .iter()
            .flat_map(|detail| {
                detail.submissions.iter().map(|sent| Sent {
                    rule: detail.view.rule.clone(),
                    recipient: detail.view.recipient.clone(),
                    at: sent.at,
                    number: sent.number.clone(),
                    delay_reason: sent.delay_reason.clone(),
                })
            })
            .collect();
        found.sort_by_key(|sent| sent.at);
        found
    }

    fn case(&self, key: &str) -> Found {
        let (incident, facts) = (&self.incident, &self.lab.facts);
        match key {
            "other_bodies.bodies" => match &self.vendor {
                Some(vendor) => {
                    let name = vendor.name.clone();
                    let body = Body { name, role: BodyRole::Processor };
                    from(Room::Incidents, "incident.vendor", Value::Bodies(vec![body]))
                }
                None => Found::Nothing,
            },
            "measures_after.measures_after" => some_text(
                either(&facts.measures_fr, &facts.measures_en),
                Room::Incidents,
                "facts.measures",
            ),
            "measures.measures_log" => {
                let log: Vec<Logged> = self
                    .measures
                    .iter()
                    .map(|entry| Logged { at: entry.at, text: entry.text.clone() })
                    .collect();
                if log.is_empty() {
                    return Found::Nothing;
                }
                from(Room::Ledger, "timeline.measure", Value::Log(log))
            }
            "reference.case_reference" => {
                some_text(&incident.reference, Room::Incidents, "incident.reference")
            }
            "reference.title" => some_text(&incident.title, Room::Incidents, "incident.title"),
            "reference.controller" => {
                some_text(&self.organisation.name, Room::Accounts, "organisation.name")
            }
            "facts.case_kind" => {
                from(Room::Incidents, "incident.kind", Value::Word(incident.kind.as_str()))
            }
            "facts.cause_status" => from(
                Room::Incidents,
                "incident.cause_status",
                Value::Word(incident.cause_status.as_str()),
            ),
            "facts.not_known" => some_text(
                either(&facts.unknown_fr, &facts.unknown_en),
                Room::Incidents,
                "facts.unknown",
            ),
            "facts.product" => some_text(
                incident.product.as_deref().unwrap_or_default(),
                Room::Incidents,
                "incident.product",
            ),
            _ => Found::Nothing,
        }
    }
}

/// Asks only for fields that depend on whether persons were told, not for that itself.
fn self_or(code: &str, ask: impl FnOnce() -> bool) -> bool {
    code != "informed" && ask()
}

const fn nature(kind: duties::facts::Kind) -> Nature {
    match kind {
        duties::facts::Kind::Confidentiality => Nature::Confidentiality,
        duties::facts::Kind::Integrity => Nature::Integrity,
        duties::facts::Kind::Availability => Nature::Availability,
    }
}

/// A data protection authority of another country.
fn is_foreign_dpa(code: &str) -> bool {
    matches!(
        code,
        "lead_authority"
            | "ico"
            | "land_authority"
            | "apd"
            | "pfpdt"
            | "opc_and_persons"
            | "cai_and_persons"
    )
}

/// An authority that is neither the controller's own nor the persons concerned.
fn is_other_authority(view: &DutyView) -> bool {
    let code = view.recipient.code.as_str();
    !is_foreign_dpa(code)
        && !matches!(
            code,
            "cnil"
                | "supervisory_authority"
                | "data_subjects"
                | "public"
                | "requester"
                | "controllers"
                | "own_register"
                | "hosting_client"
                | "product_users"
                | "service_recipients"
                | "covered_entity"
                | "helping_organisation"
                | "media"
                | "nobody"
        )
}
