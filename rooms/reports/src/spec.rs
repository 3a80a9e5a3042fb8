//! The fields of the two documents, in order: key, kind, whether the form needs it, where
//! it is filled in. The one list that pages, checks, JSON and PDF are made from.

use crate::words::{
    AvailEffect, CASE_KIND, CAUSE_STATUS, CauseWord, Civility, ConfEffect, DataType, Harm,
    INCIDENT_SEVERITY, Informed, IntegEffect, List, Means, Nature, NotifType, Origin, PeopleType,
    RISK, Sector, Sensitive, SeverityWord, StaffBand, WhyNot,
};

/// The rule of the notification to the authority.
pub const AUTHORITY_RULE: &str = "eu-gdpr-33-1";
/// The rule of the communication to persons.
pub const PERSONS_RULE: &str = "eu-gdpr-34-1";
/// The rule of the register.
pub const REGISTER_RULE: &str = "eu-gdpr-33-5";

/// What a field holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// One line, 200 characters at most.
    Text,
    /// Several lines, 4,000 characters at most.
    Long,
    /// An e-mail address.
    Email,
    /// A day.
    Day,
    /// An instant.
    Instant,
    /// A number of things.
    Count,
    /// Yes or no.
    YesNo,
    /// One word of a list.
    One(List),
    /// Words of a list.
    Many(List),
    /// Rows that other rooms keep; never typed.
    Rows,
}

/// Whether the form can be sent without it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Need {
    /// Asked for; missing while empty.
    Required,
    /// May stay empty.
    Optional,
}

/// Where a field is filled in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Place {
    /// Typed for the form itself ([`crate::Reports::set_answers`]).
    Answers,
    /// The lab's settings.
    Organisation,
    /// The words of the case for the public.
    PublicFacts,
    /// The awareness ledger.
    Awareness,
    /// The facts that decide on duties.
    DutyFacts,
    /// The page of one duty, by rule.
    Duty(&'static str),
    /// The deliveries of extracts.
    Imports,
    /// The timeline.
    Timeline,
    /// The case as such.
    Case,
}

impl Place {
    /// The stable word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Answers => "answers",
            Self::Organisation => "organisation",
            Self::PublicFacts => "public_facts",
            Self::Awareness => "awareness",
            Self::DutyFacts => "duty_facts",
            Self::Duty(_) => "duty",
            Self::Imports => "imports",
            Self::Timeline => "timeline",
            Self::Case => "case",
        }
    }
}

/// Whether an answer may be typed for the field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Typing {
    /// An answer wins over what was gathered.
    Open,
    /// Only other rooms say it.
    Closed,
}

/// One field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Spec {
    /// `section.code`, stable and unique.
    pub key: &'static str,
    /// What it holds.
    pub kind: Kind,
    /// Whether the form needs it.
    pub need: Need,
    /// Where it is filled in.
    pub place: Place,
    /// Whether an answer may be typed.
    pub typing: Typing,
}

impl Spec {
    /// The code, which names the field inside its section and in the catalogue.
    pub fn code(&self) -> &'static str {
        self.key.split_once('.').map_or(self.key, |(_, code)| code)
    }

    /// The closed list, if the field has one.
    pub const fn list(&self) -> Option<List> {
        match self.kind {
            Kind::One(list) | Kind::Many(list) => Some(list),
            _ => None,
        }
    }
}

/// One section.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SectionSpec {
    /// The stable code, which names the section in the catalogue.
    pub code: &'static str,
    /// Its fields, in order.
    pub fields: &'static [Spec],
}

const fn need(key: &'static str, kind: Kind, place: Place) -> Spec {
    Spec { key, kind, need: Need::Required, place, typing: Typing::Closed }
}

const fn may(key: &'static str, kind: Kind, place: Place) -> Spec {
    Spec { need: Need::Optional, ..need(key, kind, place) }
}

impl Spec {
    /// With a field of the form, whatever other rooms say.
    const fn open(self) -> Self {
        Self { typing: Typing::Open, ..self }
    }
}

/// Asked for, and typed for the form alone.
const fn asked(key: &'static str, kind: Kind) -> Spec {
    need(key, kind, Place::Answers).open()
}

/// Typed for the form alone, may stay empty.
const fn asked_maybe(key: &'static str, kind: Kind) -> Spec {
    may(key, kind, Place::Answers).open()
}

const START: Spec = asked("dates.start", Kind::Day);
const END: Spec = asked("dates.end", Kind::Day);
const ONGOING: Spec = need("dates.ongoing", Kind::YesNo, Place::DutyFacts);
const AWARENESS: Spec = need("dates.awareness", Kind::Instant, Place::Awareness);
const NATURE: Spec = need("violation.nature", Kind::Many(Nature::LIST), Place::DutyFacts);
const ORIGIN: Spec = asked("violation.origin", Kind::Many(Origin::LIST));
const CAUSE: Spec = asked("violation.cause", Kind::Many(CauseWord::LIST));
const DESCRIPTION: Spec = need("violation.description", Kind::Long, Place::PublicFacts);
const DATA_TYPES: Spec = need("data.data_types", Kind::Many(DataType::LIST), Place::Imports).open();
const NOT_KNOWN: Spec = may("data.classes_not_known", Kind::Rows, Place::Imports);
const SENSITIVE: Spec = need("data.sensitive", Kind::Many(Sensitive::LIST), Place::Imports).open();
const RECORDS: Spec = need("data.records_approx", Kind::Count, Place::Imports).open();
const PEOPLE_TYPES: Spec =
    need("data.people_types", Kind::Many(PeopleType::LIST), Place::Imports).open();
const PEOPLE: Spec = need("data.people_approx", Kind::Count, Place::Imports).open();
const CONF: Spec = asked("consequences.conf_effects", Kind::Many(ConfEffect::LIST));
const INTEG: Spec = asked("consequences.integ_effects", Kind::Many(IntegEffect::LIST));
const AVAIL: Spec = asked("consequences.avail_effects", Kind::Many(AvailEffect::LIST));
const HARMS: Spec = asked("harm.harms", Kind::Many(Harm::LIST));
const SEVERITY: Spec = asked("harm.severity", Kind::One(SeverityWord::LIST));
const MEASURES: Spec = need("measures_after.measures_after", Kind::Long, Place::PublicFacts);
const PLANNED: Spec = asked_maybe("measures_after.measures_planned", Kind::Long);
const INFORMED: Spec =
    need("persons_told.informed", Kind::One(Informed::LIST), Place::Duty(PERSONS_RULE)).open();
const INFORMED_DATE: Spec = asked("persons_told.informed_date", Kind::Day);
const INFORMED_NUMBER: Spec = asked("persons_told.informed_number", Kind::Count);
const INFORMED_MEANS: Spec = asked("persons_told.informed_means", Kind::Many(Means::LIST));
const BODIES: Spec = may("other_bodies.bodies", Kind::Rows, Place::Case);

/// The 14 sections of the preparation sheet, in the order of the CNIL's form.
pub const PREPARATION: &[SectionSpec] = &[
    SectionSpec {
        code: "type",
        fields: &[
            need("type.notif_type", Kind::One(NotifType::LIST), Place::Duty(AUTHORITY_RULE)),
            need("type.previous_ref", Kind::Text, Place::Duty(AUTHORITY_RULE)),
        ],
    },
    SectionSpec {
        code: "organisation",
        fields: &[
            need("organisation.siren", Kind::Text, Place::Organisation),
            need("organisation.name", Kind::Text, Place::Organisation),
            asked_maybe("organisation.vat", Kind::Text),
            asked("organisation.sector", Kind::One(Sector::LIST)),
            asked_maybe("organisation.staff_band", Kind::One(StaffBand::LIST)),
            asked("organisation.address", Kind::Text),
            asked("organisation.postcode", Kind::Text),
            asked("organisation.city", Kind::Text),
            asked("organisation.country", Kind::Text),
        ],
    },
    SectionSpec {
        code: "legal_head",
        fields: &[
            asked_maybe("legal_head.civility", Kind::One(Civility::LIST)),
            asked("legal_head.surname", Kind::Text),
            asked("legal_head.first_name", Kind::Text),
            asked("legal_head.email", Kind::Email),
        ],
    },
    SectionSpec {
        code: "contact",
        fields: &[
            asked_maybe("contact.civility", Kind::One(Civility::LIST)),
            need("contact.surname", Kind::Text, Place::Organisation).open(),
            asked_maybe("contact.first_name", Kind::Text),
            asked_maybe("contact.role", Kind::Text),
            need("contact.email", Kind::Email, Place::Organisation).open(),
            need("contact.phone", Kind::Text, Place::Organisation).open(),
            need("contact.is_dpo", Kind::YesNo, Place::Organisation).open(),
            asked_maybe("contact.dpo_number", Kind::Text),
        ],
    },
    SectionSpec { code: "other_bodies", fields: &[BODIES] },
    SectionSpec {
        code: "dates",
        fields: &[
            need("dates.period_known", Kind::YesNo, Place::Answers),
            START,
            END,
            ONGOING,
            AWARENESS,
            asked_maybe("dates.dates_comment", Kind::Long),
            need("dates.discovery_circumstances", Kind::Long, Place::Awareness).open(),
            need("dates.delay_reason", Kind::Long, Place::Duty(AUTHORITY_RULE)).open(),
        ],
    },
    SectionSpec { code: "violation", fields: &[NATURE, ORIGIN, CAUSE, DESCRIPTION] },
    SectionSpec {
        code: "data",
        fields: &[DATA_TYPES, SENSITIVE, NOT_KNOWN, RECORDS, PEOPLE_TYPES, PEOPLE],
    },
    SectionSpec {
        code: "prior_measures",
        fields: &[asked("prior_measures.security_before", Kind::Long)],
    },
    SectionSpec { code: "consequences", fields: &[CONF, INTEG, AVAIL] },
    SectionSpec { code: "harm", fields: &[HARMS, SEVERITY] },
    SectionSpec { code: "measures_after", fields: &[MEASURES, PLANNED] },
    SectionSpec {
        code: "persons_told",
        fields: &[
            INFORMED,
            INFORMED_DATE,
            asked("persons_told.planned_date", Kind::Day),
            INFORMED_NUMBER,
            INFORMED_MEANS,
            asked("persons_told.informed_text", Kind::Long),
            asked("persons_told.informed_why_not", Kind::One(WhyNot::LIST)),
        ],
    },
    SectionSpec {
        code: "cross_border",
        fields: &[
            need("cross_border.xborder", Kind::YesNo, Place::DutyFacts).open(),
            need("cross_border.places", Kind::Rows, Place::DutyFacts),
            need("cross_border.other_dpa_notified", Kind::YesNo, Place::Answers).open(),
            may("cross_border.other_authorities", Kind::Rows, Place::Duty(AUTHORITY_RULE)),
        ],
    },
];

/// The sections of the register entry (GDPR 33(5); content list C-REG).
pub const REGISTER: &[SectionSpec] = &[
    SectionSpec {
        code: "reference",
        fields: &[
            need("reference.case_reference", Kind::Text, Place::Case),
            need("reference.title", Kind::Text, Place::Case),
            need("reference.controller", Kind::Text, Place::Organisation),
        ],
    },
    SectionSpec {
        code: "dates",
        fields: &[
            START,
            END,
            ONGOING,
            need("dates.detection", Kind::Instant, Place::Awareness),
            AWARENESS,
        ],
    },
    SectionSpec {
        code: "facts",
        fields: &[
            need("facts.case_kind", Kind::One(CASE_KIND), Place::Case),
            NATURE,
            ORIGIN,
            CAUSE,
            need("facts.cause_status", Kind::One(CAUSE_STATUS), Place::Case),
            DESCRIPTION,
            may("facts.not_known", Kind::Long, Place::PublicFacts),
            may("facts.product", Kind::Text, Place::Case),
            BODIES,
        ],
    },
    SectionSpec {
        code: "classes",
        fields: &[
            need("classes.classes", Kind::Rows, Place::Imports),
            DATA_TYPES,
            SENSITIVE,
            NOT_KNOWN,
        ],
    },
    SectionSpec {
        code: "counts",
        fields: &[
            PEOPLE,
            RECORDS,
            PEOPLE_TYPES,
            may("counts.rows_waiting", Kind::Count, Place::Imports),
            may("counts.list_settled", Kind::YesNo, Place::Imports),
        ],
    },
    SectionSpec { code: "effects", fields: &[CONF, INTEG, AVAIL, HARMS] },
    SectionSpec {
        code: "risk",
        fields: &[
            need("risk.risk", Kind::One(RISK), Place::DutyFacts),
            SEVERITY,
            may("risk.incident_severity", Kind::One(INCIDENT_SEVERITY), Place::DutyFacts),
        ],
    },
    SectionSpec {
        code: "decisions",
        fields: &[
            need("decisions.authority_decision", Kind::Text, Place::Duty(AUTHORITY_RULE)),
            need("decisions.persons_decision", Kind::Text, Place::Duty(PERSONS_RULE)),
            may("decisions.decisions", Kind::Rows, Place::Duty(AUTHORITY_RULE)),
        ],
    },
    SectionSpec {
        code: "notices",
        fields: &[
            may("notices.submissions", Kind::Rows, Place::Duty(AUTHORITY_RULE)),
            INFORMED,
            INFORMED_DATE,
            INFORMED_NUMBER,
            INFORMED_MEANS,
        ],
    },
    SectionSpec {
        code: "measures",
        fields: &[MEASURES, PLANNED, may("measures.measures_log", Kind::Rows, Place::Timeline)],
    },
    SectionSpec {
        code: "closure",
        fields: &[
            may("closure.closed_at", Kind::Instant, Place::Duty(REGISTER_RULE)),
            may("closure.closing_reason", Kind::Long, Place::Duty(REGISTER_RULE)),
        ],
    },
];

/// Every field for which an answer may be typed, in the order of the form.
pub fn typed() -> impl Iterator<Item = (&'static SectionSpec, &'static Spec)> {
    PREPARATION
        .iter()
        .flat_map(|section| section.fields.iter().map(move |spec| (section, spec)))
        .filter(|(_, spec)| spec.typing == Typing::Open)
}
