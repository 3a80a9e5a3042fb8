//! The snapshot: every word of a campaign, as it was approved.
//!
//! Two things are left open until a message leaves: the person's claim code and the day
//! of the launch. Everything else is fixed here, in every language of the notice, so that
//! a later change of the case or of the organisation changes no message.

use accounts::Organisation;
use chrono::NaiveDate;
use i18n::{
    Lang,
    notice::{self, Breach, Filled, Kind, Missing, Part, Placeholder, Role, Values, When},
};
use incidents::{CaseLab, Incident};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::{CampaignsConfig, Channels};

/// Stands for the claim code; no text that a person types holds this character.
pub(crate) const CODE: char = '\u{E000}';
/// Stands for the day of the launch.
pub(crate) const DATE: char = '\u{E001}';

/// The values that the words are made of, by where a person would change them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Inputs {
    pub(crate) lab: String,
    pub(crate) city: String,
    pub(crate) phone: String,
    pub(crate) hours: String,
    pub(crate) dpo_name: String,
    pub(crate) dpo_email: String,
    pub(crate) dpo_address: String,
    pub(crate) sender_lines: Vec<String>,
    pub(crate) main: String,
    pub(crate) case_reference: String,
    pub(crate) breach: String,
    pub(crate) started_on: Option<NaiveDate>,
    pub(crate) ended_on: Option<NaiveDate>,
    /// Known to go on; without it and without a last day, the end is not known.
    #[serde(default)]
    pub(crate) going_on: bool,
    pub(crate) known_on: Option<NaiveDate>,
    pub(crate) measures: Vec<(String, String)>,
    pub(crate) unknown: Vec<(String, String)>,
    pub(crate) next_update_on: Option<NaiveDate>,
    pub(crate) portal: String,
    pub(crate) from: String,
    pub(crate) channels: String,
}

impl Inputs {
    /// The present values.
    pub(crate) fn of(
        organisation: &Organisation,
        incident: &Incident,
        lab: &CaseLab,
        config: &CampaignsConfig,
        channels: Channels,
    ) -> Self {
        let facts = &lab.facts;
        let both = |fr: &str, en: &str| {
            vec![("fr".to_owned(), fr.trim().to_owned()), ("en".to_owned(), en.trim().to_owned())]
        };
        let sender_lines = if organisation.sender_lines.is_empty() {
            let lines = [&organisation.name, &organisation.city];
            lines.into_iter().filter(|line| !line.is_empty()).cloned().collect()
        } else {
            organisation.sender_lines.clone()
        };
        Self {
            lab: organisation.name.clone(),
            city: organisation.city.clone(),
            phone: organisation.phone.clone(),
            hours: organisation.hours.clone(),
            dpo_name: organisation.dpo_name.clone(),
            dpo_email: organisation.dpo_email.clone(),
            dpo_address: organisation.dpo_address.join(", "),
            sender_lines,
            main: Lang::parse(&organisation.language).unwrap_or(Lang::FR).tag().to_owned(),
            case_reference: incident.reference.clone(),
            breach: incident.kind.as_str().to_owned(),
            started_on: incident.started_on,
            ended_on: incident.end.day(),
            going_on: incident.end.is_going_on(),
            known_on: lab.aware_at.map(|at| at.with_timezone(&organisation.zone).date_naive()),
            measures: both(&facts.measures_fr, &facts.measures_en),
            unknown: both(&facts.unknown_fr, &facts.unknown_en),
            next_update_on: facts.next_update_on,
            portal: config.portal.clone(),
            from: config.from.as_str().to_owned(),
            channels: channels.as_str().to_owned(),
        }
    }

    pub(crate) fn main_lang(&self) -> Lang {
        Lang::parse(&self.main).unwrap_or(Lang::FR)
    }

    /// The languages in which everything can be said: the main one always.
    pub(crate) fn langs(&self) -> Vec<Lang> {
        let main = self.main_lang();
        let said = |lang: Lang| {
            [&self.measures, &self.unknown].iter().all(|texts| !of(texts, lang).is_empty())
        };
        std::iter::once(main)
            .chain([Lang::FR, Lang::EN].into_iter().filter(|lang| *lang != main && said(*lang)))
            .collect()
    }

    fn breach(&self) -> Breach {
        Breach::parse(&self.breach).unwrap_or(Breach::Leak)
    }

    pub(crate) fn values(&self, lang: Lang) -> Values {
        let when = When {
            start: self.started_on,
            end: self.ended_on,
            going_on: self.going_on,
            known_on: self.known_on,
        };
        [
            (Placeholder::Lab, self.lab.clone()),
            (Placeholder::When, when.sentences_about(lang, self.breach())),
            (Placeholder::Measures, of(&self.measures, lang).to_owned()),
            (Placeholder::Unknown, of(&self.unknown, lang).to_owned()),
            (Placeholder::Portal, self.portal.clone()),
            (Placeholder::Code, CODE.to_string()),
            (Placeholder::Phone, self.phone.clone()),
            (Placeholder::Hours, self.hours.clone()),
            (Placeholder::DpoName, self.dpo_name.clone()),
            (Placeholder::DpoEmail, self.dpo_email.clone()),
            (Placeholder::DpoAddress, self.dpo_address.clone()),
            (Placeholder::Reference, self.case_reference.clone()),
            (Placeholder::Date, DATE.to_string()),
        ]
        .into_iter()
        .collect()
    }

    /// Which parts differ, in words that say where to look.
    pub(crate) fn changed(&self, other: &Self) -> Vec<&'static str> {
        let organisation = |i: &Self| {
            let words = [&i.lab, &i.city, &i.phone, &i.hours, &i.dpo_name, &i.dpo_email];
            (words.map(Clone::clone), i.dpo_address.clone(), i.sender_lines.clone(), i.main.clone())
        };
        let case = |i: &Self| {
            let days = (i.started_on, i.ended_on, i.going_on, i.known_on, i.next_update_on);
            (i.case_reference.clone(), i.breach.clone(), days)
        };
        [
            ("organisation", organisation(self) != organisation(other)),
            ("case", case(self) != case(other)),
            ("facts", (&self.measures, &self.unknown) != (&other.measures, &other.unknown)),
            ("settings", (&self.portal, &self.from) != (&other.portal, &other.from)),
            ("channels", self.channels != other.channels),
        ]
        .into_iter()
        .filter_map(|(part, differs)| differs.then_some(part))
        .collect()
    }
}

fn of(texts: &[(String, String)], lang: Lang) -> &str {
    texts.iter().find(|(tag, _)| tag == lang.tag()).map_or("", |(_, text)| text)
}

/// A block of a message, filled but for code and day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Said {
    /// What it does for the person (a part of GDPR 34(2), or help).
    pub(crate) part: String,
    /// How it is set.
    pub(crate) role: String,
    /// The words.
    pub(crate) text: String,
}

impl Said {
    fn of(filled: &Filled) -> Self {
        Self {
            part: part_word(filled.part).to_owned(),
            role: role_word(filled.role).to_owned(),
            text: filled.text.clone(),
        }
    }
}

/// The words of one language.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Texts {
    pub(crate) lang: String,
    pub(crate) subject: String,
    pub(crate) email: Vec<Said>,
    pub(crate) letter: Vec<Said>,
    pub(crate) guardian: Vec<Said>,
}

/// Everything that an approval is about, but the persons.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Snapshot {
    pub(crate) form: u8,
    pub(crate) inputs: Inputs,
    /// The main language first.
    pub(crate) texts: Vec<Texts>,
}

impl Snapshot {
    /// Writes every message out, in every language.
    ///
    /// # Errors
    /// The values that are missing, by language.
    pub(crate) fn write(inputs: Inputs) -> Result<Self, Vec<Missing>> {
        let breach = inputs.breach();
        let (mut texts, mut missing) = (Vec::new(), Vec::new());
        for lang in inputs.langs() {
            let values = inputs.values(lang);
            let mut said = |kind: Kind| -> (String, Vec<Said>) {
                let model = notice::model(lang, kind, breach);
                let subject = model.subject.unwrap_or_default().to_owned();
                let mut blocks = Vec::new();
                for block in &model.blocks {
                    match notice::fill(std::slice::from_ref(block), &values) {
                        Ok(filled) => blocks.extend(filled.iter().map(Said::of)),
                        Err(error) if !missing.contains(&error) => missing.push(error),
                        Err(_) => {}
                    }
                }
                (subject, blocks)
            };
            let (subject, email) = said(Kind::Email);
            let (_, letter) = said(Kind::Letter);
            let (_, guardian) = said(Kind::GuardianLetter);
            let lang = lang.tag().to_owned();
            texts.push(Texts { lang, subject, email, letter, guardian });
        }
        if missing.is_empty() { Ok(Self { form: 1, inputs, texts }) } else { Err(missing) }
    }

    /// The kept form. Fields are written in the order of the struct, so that equal
    /// snapshots give equal bytes.
    pub(crate) fn encode(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }

    pub(crate) fn decode(text: &str) -> Option<Self> {
        serde_json::from_str(text).ok()
    }

    /// What an approval is bound to: the words, and who they go to by which channel.
    pub(crate) fn hash(text: &str, audience: &[u8], batch_size: i64, rate_limit: i64) -> Vec<u8> {
        let mut hasher = Sha256::new();
        let mut put = |bytes: &[u8]| {
            hasher.update(u64::try_from(bytes.len()).unwrap_or(u64::MAX).to_be_bytes());
            hasher.update(bytes);
        };
        put(b"concerne-campaign-v1");
        put(text.as_bytes());
        put(audience);
        put(&batch_size.to_be_bytes());
        put(&rate_limit.to_be_bytes());
        hasher.finalize().to_vec()
    }

    /// The words for a person: in the language asked for where they exist.
    pub(crate) fn texts_for(&self, language: Option<&str>) -> Option<&Texts> {
        let wanted = language.and_then(Lang::parse);
        let exact = wanted.and_then(|lang| self.texts.iter().find(|t| t.lang == lang.tag()));
        exact.or_else(|| self.texts.first())
    }
}

const PARTS: [(Part, &str); 16] = [
    (Part::Greeting, "greeting"),
    (Part::Nature, "nature"),
    (Part::Regret, "regret"),
    (Part::Measures, "measures"),
    (Part::Consequences, "consequences"),
    (Part::Unknown, "unknown"),
    (Part::Access, "access"),
    (Part::Code, "code"),
    (Part::Advice, "advice"),
    (Part::Never, "never"),
    (Part::Help, "help"),
    (Part::Rights, "rights"),
    (Part::Contact, "contact"),
    (Part::Next, "next"),
    (Part::Reference, "reference"),
    (Part::OtherLanguage, "other_language"),
];

const ROLES: [(Role, &str); 5] = [
    (Role::Title, "title"),
    (Role::Heading, "heading"),
    (Role::Paragraph, "paragraph"),
    (Role::Code, "code"),
    (Role::PageTitle, "page_title"),
];

fn part_word(part: Part) -> &'static str {
    PARTS.iter().find(|(known, _)| *known == part).map_or("", |(_, word)| word)
}

fn role_word(role: Role) -> &'static str {
    ROLES.iter().find(|(known, _)| *known == role).map_or("", |(_, word)| word)
}

impl Said {
    /// As the catalogue prints it.
    pub(crate) fn filled(&self) -> Option<Filled> {
        let part = PARTS.iter().find(|(_, word)| *word == self.part)?.0;
        let role = ROLES.iter().find(|(_, word)| *word == self.role)?.0;
        Some(Filled { part, role, text: self.text.clone() })
    }

    pub(crate) fn is(&self, part: Part, role: Role) -> bool {
        self.part == part_word(part) && self.role == role_word(role)
    }

    pub(crate) fn does(&self, part: Part) -> bool {
        self.part == part_word(part)
    }
}
