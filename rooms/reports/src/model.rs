//! Reports as plain data, before any language.

use chrono::{DateTime, FixedOffset, NaiveDate, Utc};
use duties::rules::{Bilingual, Named};
use duties::{DueAt, Stage};
use kernel::exposure::Class;

use crate::spec::{Need, Place, Spec};
use crate::words::{BodyRole, Means};

/// A value of a field.
#[derive(Clone, Debug)]
pub enum Value {
    /// A text that the lab wrote.
    Text(String),
    /// A day.
    Day(NaiveDate),
    /// An instant.
    Instant(DateTime<Utc>),
    /// A number of things.
    Count(i64),
    /// Yes or no.
    YesNo(bool),
    /// One word of the field's list.
    Word(&'static str),
    /// Words of the field's list, in its order.
    Words(Vec<&'static str>),
    /// Where a duty stands.
    Stage(Stage),
    /// Other organisations in the case.
    Bodies(Vec<Body>),
    /// Persons by place of residence.
    Places(Vec<(String, u64)>),
    /// Authorities, by code of the rule packs.
    Recipients(Vec<Named>),
    /// Persons by class of exposed data.
    Classes(Vec<(Class, i64)>),
    /// Classes of which nobody knows whether they were exposed.
    NotKnown(Vec<Class>),
    /// Decisions on duties.
    Decisions(Vec<Decided>),
    /// What was sent.
    Submissions(Vec<Sent>),
    /// Measures, as the timeline keeps them.
    Log(Vec<Logged>),
}

/// Another organisation in the case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Body {
    /// Its name.
    pub name: String,
    /// What it is in the case.
    pub role: BodyRole,
}

/// A decision on a duty.
#[derive(Clone, Debug)]
pub struct Decided {
    /// The rule.
    pub rule: String,
    /// Its name.
    pub title: Bilingual,
    /// Where the duty stood afterwards.
    pub stage: Stage,
    /// When.
    pub at: DateTime<Utc>,
    /// Why.
    pub reason: Option<String>,
}

/// Something sent under a duty.
#[derive(Clone, Debug)]
pub struct Sent {
    /// The rule.
    pub rule: String,
    /// To whom.
    pub recipient: Named,
    /// When, in the offset it was told in.
    pub at: DateTime<FixedOffset>,
    /// The number that the authority gave.
    pub number: Option<String>,
    /// Why it was late.
    pub delay_reason: Option<String>,
}

/// A measure of the timeline.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Logged {
    /// When.
    pub at: DateTime<Utc>,
    /// In words.
    pub text: String,
}

/// The room from which a value comes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Room {
    /// The case.
    Incidents,
    /// The awareness ledger and the timeline of the case.
    Ledger,
    /// The facts and the duties.
    Duties,
    /// The persons of the visible waves.
    People,
    /// The deliveries.
    Imports,
    /// The lab's own data.
    Accounts,
    /// The campaigns.
    Campaigns,
    /// Somebody's answer for the form.
    Answers,
    /// The kind of breach alone; to be confirmed.
    Presumed,
}

impl Room {
    /// All rooms.
    pub const ALL: [Self; 9] = [
        Self::Incidents,
        Self::Ledger,
        Self::Duties,
        Self::People,
        Self::Imports,
        Self::Accounts,
        Self::Campaigns,
        Self::Answers,
        Self::Presumed,
    ];

    /// The stable word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Incidents => "incidents",
            Self::Ledger => "ledger",
            Self::Duties => "duties",
            Self::People => "people",
            Self::Imports => "imports",
            Self::Accounts => "accounts",
            Self::Campaigns => "campaigns",
            Self::Answers => "answers",
            Self::Presumed => "presumed",
        }
    }
}

/// Where a value comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Source {
    /// The room.
    pub room: Room,
    /// The value of that room.
    pub value: &'static str,
}

/// What is known of a field.
#[derive(Clone, Debug)]
pub enum State {
    /// A value and where it comes from.
    Known(Value, Source),
    /// The question does not arise.
    NotApplicable,
    /// Nothing yet.
    Missing(Place),
}

/// A field and what is known of it.
#[derive(Clone, Debug)]
pub struct Field {
    /// The field.
    pub spec: &'static Spec,
    /// What is known.
    pub state: State,
}

impl Field {
    /// Whether the form asks for it and has nothing.
    pub fn is_missing(&self) -> bool {
        self.spec.need == Need::Required && matches!(self.state, State::Missing(_))
    }

    /// Whether the value follows from the kind of breach alone.
    pub fn is_presumed(&self) -> bool {
        matches!(&self.state, State::Known(_, source) if source.room == Room::Presumed)
    }
}

/// A section.
#[derive(Clone, Debug)]
pub struct Section {
    /// Its stable code.
    pub code: &'static str,
    /// Its fields, in order.
    pub fields: Vec<Field>,
}

/// What stands over the sections.
#[derive(Clone, Debug)]
pub struct Head {
    /// The public name of the case.
    pub reference: String,
    /// Its title.
    pub title: String,
    /// The lab's name.
    pub lab: String,
    /// The instant of which the report speaks.
    pub as_of: DateTime<Utc>,
    /// The deadline of the notification to the authority, once it runs.
    pub due: Option<DueAt>,
}

/// Something to fill in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Gap {
    /// Number of the section, from 1.
    pub section: usize,
    /// The field.
    pub spec: &'static Spec,
    /// Where it is filled in.
    pub place: Place,
}

/// A report of one lab's part of a case.
#[derive(Clone, Debug)]
pub struct Report {
    /// What stands over the sections.
    pub head: Head,
    /// The sections, in order.
    pub sections: Vec<Section>,
}

impl Report {
    /// What the form asks for and nobody has given, in order.
    pub fn missing(&self) -> Vec<Gap> {
        self.gaps(Field::is_missing)
    }

    /// What is presumed and waits for somebody to confirm or correct it.
    pub fn presumed(&self) -> Vec<Gap> {
        self.gaps(Field::is_presumed)
    }

    /// How many fields are answered, of how many that the form asks for.
    pub fn answered(&self) -> (usize, usize) {
        let fields = self.sections.iter().flat_map(|section| &section.fields);
        let asked = fields.filter(|field| {
            field.spec.need == Need::Required && !matches!(field.state, State::NotApplicable)
        });
        let (total, missing) =
            asked.fold((0, 0), |(n, m), field| (n + 1, m + usize::from(field.is_missing())));
        (total - missing, total)
    }

    /// The field of a key.
    pub fn field(&self, key: &str) -> Option<&Field> {
        self.sections.iter().flat_map(|section| &section.fields).find(|f| f.spec.key == key)
    }

    fn gaps(&self, wanted: impl Fn(&Field) -> bool) -> Vec<Gap> {
        let sections = self.sections.iter().enumerate();
        sections
            .flat_map(|(place, section)| section.fields.iter().map(move |f| (place + 1, f)))
            .filter(|(_, field)| wanted(field))
            .map(|(section, field)| Gap { section, spec: field.spec, place: field.spec.place })
            .collect()
    }
}

/// The entry of one violation in the register of GDPR 33(5).
#[derive(Clone, Debug)]
pub struct RegisterEntry(pub Report);

/// The preparation of the notification of GDPR 33(1): 14 sections. It is not the
/// notification: only the authority's own teleservice is accepted.
#[derive(Clone, Debug)]
pub struct PreparationSheet(pub Report);

/// What the campaigns say of the persons told. Everything may be unknown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Told {
    /// The day of the first message.
    pub first_on: Option<NaiveDate>,
    /// The day planned for the first message.
    pub planned_on: Option<NaiveDate>,
    /// How many persons were told.
    pub number: Option<i64>,
    /// By what means.
    pub means: Vec<Means>,
    /// The text that they received.
    pub text: Option<String>,
}

/// The form of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Media {
    /// A tagged PDF.
    Pdf,
    /// JSON with stable codes.
    Json,
}

impl Media {
    /// The stable word, also the ending of file names.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Pdf => "pdf",
            Self::Json => "json",
        }
    }

    /// The media type (RFC 6838).
    pub const fn mime(self) -> &'static str {
        match self {
            Self::Pdf => "application/pdf",
            Self::Json => "application/json",
        }
    }
}

/// A file that was made, and recorded in the journal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Export {
    /// The content.
    pub bytes: Vec<u8>,
    /// SHA-256 of the content, hexadecimal.
    pub sha256: String,
    /// Its form.
    pub media: Media,
}
