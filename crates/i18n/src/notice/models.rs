//! The models, block by block.

use super::Placeholder;
use crate::{Lang, t};

/// A message that the product can send, print or publish.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// The first notice by e-mail.
    Email,
    /// The first notice by post, both pages; the actions of the person come after
    /// the block of [`Part::Advice`] that opens page 2.
    Letter,
    /// The letter to the legal representatives of a person under 16.
    GuardianLetter,
    /// The text message that announces a letter.
    Sms,
    /// The public notice of GDPR 34(3)(c).
    PublicNotice,
}

impl Kind {
    /// All kinds.
    pub const ALL: [Self; 5] =
        [Self::Email, Self::Letter, Self::GuardianLetter, Self::Sms, Self::PublicNotice];
}

/// What happened, in the words of the case: it changes what is said of the nature and
/// of the consequences.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Breach {
    /// Copied or published by somebody outside.
    Leak,
    /// Reachable by anybody on the internet.
    Indexed,
    /// Made unavailable.
    Ransomware,
    /// Sent to the wrong recipient.
    WrongRecipient,
    /// On a device that was lost or stolen.
    LostDevice,
    /// Changed without permission.
    Altered,
}

impl Breach {
    /// All kinds, in display order.
    pub const ALL: [Self; 6] = [
        Self::Leak,
        Self::Indexed,
        Self::Ransomware,
        Self::WrongRecipient,
        Self::LostDevice,
        Self::Altered,
    ];

    /// The stable name, the same as the kind of the case.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Leak => "leak",
            Self::Indexed => "indexed",
            Self::Ransomware => "ransomware",
            Self::WrongRecipient => "wrong_recipient",
            Self::LostDevice => "lost_device",
            Self::Altered => "altered",
        }
    }

    /// Reads a stable name back.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|breach| breach.as_str() == name)
    }
}

/// What a block does for the person. The four parts of GDPR 34(2) are `Nature`,
/// `Contact`, `Consequences` and `Measures`; what the person can do is `Advice`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Part {
    /// How the person is addressed.
    Greeting,
    /// What happened, when, and since when it is known.
    Nature,
    /// The apology.
    Regret,
    /// What the controller did.
    Measures,
    /// What may happen.
    Consequences,
    /// What is not known yet.
    Unknown,
    /// How to see one's own data.
    Access,
    /// The claim code, alone.
    Code,
    /// What the person can do.
    Advice,
    /// What is never asked for.
    Never,
    /// Where to talk to somebody.
    Help,
    /// The rights of the person.
    Rights,
    /// The data protection officer.
    Contact,
    /// When more will be said.
    Next,
    /// Reference and date.
    Reference,
    /// The short text in another language.
    OtherLanguage,
}

/// How a block is set.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// The title of the message.
    Title,
    /// A heading inside it.
    Heading,
    /// A paragraph.
    Paragraph,
    /// The claim code, in large type.
    Code,
    /// The title of a second page.
    PageTitle,
}

/// One block of a model.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Block {
    /// What it does.
    pub part: Part,
    /// How it is set.
    pub role: Role,
    /// The text, with placeholders.
    pub text: &'static str,
}

/// A model in one language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Model {
    /// The language.
    pub lang: Lang,
    /// The subject of an e-mail.
    pub subject: Option<&'static str>,
    /// The blocks, in order.
    pub blocks: Vec<Block>,
}

impl Model {
    /// The placeholders that the model needs.
    pub fn placeholders(&self) -> std::collections::BTreeSet<Placeholder> {
        let texts = self.blocks.iter().map(|block| block.text).chain(self.subject);
        texts.flat_map(|text| Placeholder::in_text(text).0).collect()
    }
}

use Part::{
    Access, Advice, Consequences, Contact, Greeting, Help, Measures, Nature, Never, Next,
    OtherLanguage, Reference, Regret, Rights, Unknown,
};
use Role::{Heading, PageTitle, Paragraph, Title};

type Row = (Part, Role, &'static str);

const EMAIL: &[Row] = &[
    (Greeting, Paragraph, "common.salutation"),
    (Nature, Paragraph, "breach.nature"),
    (Regret, Paragraph, "breach.regret"),
    (Measures, Paragraph, "common.measures"),
    (Consequences, Paragraph, "breach.consequences"),
    (Unknown, Paragraph, "common.unknown"),
    (Access, Paragraph, "email.protect"),
    (Access, Paragraph, "email.access"),
    (Part::Code, Role::Code, "email.code"),
    (Access, Paragraph, "email.second"),
    (Access, Paragraph, "email.phone"),
    (Advice, Paragraph, "common.advice"),
    (Never, Paragraph, "common.never"),
    (Contact, Paragraph, "common.contact"),
    (Reference, Paragraph, "common.reference"),
];

const LETTER: &[Row] = &[
    (Nature, Title, "breach.title"),
    (Greeting, Paragraph, "common.salutation"),
    (Nature, Paragraph, "breach.nature"),
    (Regret, Paragraph, "breach.regret"),
    (Measures, Paragraph, "common.measures"),
    (Consequences, Paragraph, "breach.consequences"),
    (Unknown, Paragraph, "common.unknown"),
    (Access, Paragraph, "letter.protect"),
    (Access, Heading, "letter.box_title"),
    (Access, Paragraph, "letter.step_address"),
    (Access, Paragraph, "letter.step_code"),
    (Part::Code, Role::Code, "letter.code"),
    (Access, Paragraph, "letter.second"),
    (Access, Paragraph, "letter.phone"),
    (Contact, Paragraph, "common.contact"),
    (Reference, Paragraph, "common.reference"),
    (Advice, PageTitle, "letter.actions_title"),
    (Advice, Paragraph, "letter.actions_lead"),
    (Advice, Paragraph, "letter.actions_keep"),
    (Never, Heading, "letter.never_title"),
    (Never, Paragraph, "letter.never_list"),
    (Help, Heading, "letter.talk_title"),
    (Help, Paragraph, "letter.talk"),
    (Rights, Heading, "letter.rights_title"),
    (Rights, Paragraph, "letter.rights"),
    (OtherLanguage, Heading, "letter.bilingual_title"),
    (OtherLanguage, Paragraph, "letter.bilingual"),
];

const GUARDIAN_LETTER: &[Row] = &[
    (Nature, Title, "guardian.title"),
    (Greeting, Paragraph, "guardian.salutation"),
    (Nature, Paragraph, "breach.nature_guardian"),
    (Regret, Paragraph, "breach.regret"),
    (Measures, Paragraph, "common.measures"),
    (Consequences, Paragraph, "breach.consequences"),
    (Unknown, Paragraph, "common.unknown"),
    (Access, Paragraph, "guardian.access"),
    (Advice, Paragraph, "common.advice"),
    (Never, Paragraph, "common.never"),
    (Contact, Paragraph, "common.contact"),
    (Reference, Paragraph, "common.reference"),
];

const PUBLIC_NOTICE: &[Row] = &[
    (Nature, Title, "public.title"),
    (Nature, Paragraph, "breach.nature_public"),
    (Regret, Paragraph, "breach.regret"),
    (Measures, Paragraph, "common.measures"),
    (Consequences, Paragraph, "breach.consequences"),
    (Unknown, Paragraph, "common.unknown"),
    (Access, Paragraph, "public.reach"),
    (Access, Paragraph, "public.how"),
    (Advice, Paragraph, "common.advice"),
    (Never, Paragraph, "common.never"),
    (Contact, Paragraph, "common.contact"),
    (Next, Paragraph, "public.next"),
];

const SMS: &[Row] = &[(Nature, Paragraph, "sms.notice")];

/// The model of a kind for a breach of a kind, in a language.
pub fn model(lang: Lang, kind: Kind, breach: Breach) -> Model {
    let (subject, rows) = match kind {
        Kind::Email => (Some("notices.email.subject"), EMAIL),
        Kind::Letter => (None, LETTER),
        Kind::GuardianLetter => (None, GUARDIAN_LETTER),
        Kind::Sms => (None, SMS),
        Kind::PublicNotice => (None, PUBLIC_NOTICE),
    };
    let block = |&(part, role, key): &Row| {
        let key = match key.strip_prefix("breach.") {
            Some(said) => format!("notices.breach.{}.{said}", breach.as_str()),
            None => format!("notices.{key}"),
        };
        Block { part, role, text: t(lang, &key) }
    };
    Model {
        lang,
        subject: subject.map(|key| t(lang, key)),
        blocks: rows.iter().map(block).collect(),
    }
}
