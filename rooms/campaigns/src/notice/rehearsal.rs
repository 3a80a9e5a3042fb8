//! The rehearsal: what would leave is made once, before anybody approves it.
//!
//! A sign that the letters' faces lack, or words that no message can hold, would be found
//! at the first batch otherwise, after the launch, and for every person at once. So each
//! text that somebody typed is looked at where it was typed, and then the real letter and
//! the real e-mail are made from the frozen content, in every language and form.

use chrono::{DateTime, NaiveDate, Utc};
use documents::{DocumentError, Engine, Letter, LetterFault, LetterField, LetterLayout};
use kernel::exposure::{Class, ClassSet};
use mail::{Message, Reference};

use crate::{
    CampaignsConfig,
    mailing::sender,
    notice::{EmailForm, Finding, Inputs, LetterForm, Personal, Severity, Snapshot, printed},
    preview::{SAMPLE_CODE, SAMPLE_MARK},
};

/// Words of the text that are quoted before a sign, so that it is found.
const QUOTED: usize = 24;

/// What is typed and can be printed nowhere, by the field where it is typed.
pub(crate) fn unprintable(inputs: &Inputs, engine: &Engine) -> Vec<Finding> {
    typed(inputs)
        .into_iter()
        .filter_map(|(field, lang, text)| {
            let (place, sign) = engine.first_unprintable(text)?;
            let mut finding = Finding::new("campaigns.lint.unprintable", Severity::Refusal)
                .field(Some(field))
                .word(&name_of(sign));
            finding.count = i64::try_from(place).ok();
            finding.lang = lang.map(str::to_owned);
            finding.quote = Some(before(text, place));
            Some(finding)
        })
        .collect()
}

/// Everything that somebody typed and letters or e-mails show.
fn typed(inputs: &Inputs) -> Vec<(&'static str, Option<&str>, &str)> {
    let mut all: Vec<(&'static str, Option<&str>, &str)> = vec![
        ("organisation.name", None, &inputs.lab),
        ("organisation.city", None, &inputs.city),
        ("organisation.phone", None, &inputs.phone),
        ("organisation.hours", None, &inputs.hours),
        ("organisation.dpo_name", None, &inputs.dpo_name),
        ("organisation.dpo_email", None, &inputs.dpo_email),
        ("organisation.dpo_address", None, &inputs.dpo_address),
        ("case.reference", None, &inputs.case_reference),
        ("settings.portal", None, &inputs.portal),
    ];
    let lines = inputs.sender_lines.iter();
    all.extend(lines.map(|line| ("organisation.sender_lines", None, line.as_str())));
    for (field, texts) in [
        (["facts.measures_fr", "facts.measures_en"], &inputs.measures),
        (["facts.unknown_fr", "facts.unknown_en"], &inputs.unknown),
    ] {
        for (lang, text) in texts {
            let [french, other] = field;
            let field = if lang == "fr" { french } else { other };
            all.push((field, Some(lang.as_str()), text));
        }
    }
    all
}

/// A sign by its number, and as it looks where it looks like anything.
fn name_of(sign: char) -> String {
    let number = format!("U+{:04X}", u32::from(sign));
    let unseen = sign.is_control()
        || sign.is_whitespace()
        || matches!(sign, '\u{00AD}' | '\u{180E}' | '\u{FEFF}' | '\u{E000}'..='\u{F8FF}')
        || matches!(sign, '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{206F}')
        || matches!(sign, '\u{FE00}'..='\u{FE0F}' | '\u{E0000}'..='\u{E0FFF}');
    if unseen { number } else { format!("{sign} ({number})") }
}

/// The end of the text before a sign.
fn before(text: &str, place: usize) -> String {
    let start = place.saturating_sub(1 + QUOTED);
    let quoted: String = text.chars().skip(start).take(place.saturating_sub(1 + start)).collect();
    quoted.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// How far a rehearsal goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Rehearsal {
    /// Every text is looked at and every e-mail is built: for a page.
    Check,
    /// The letters are typeset too, as a batch would be: before a preparation.
    Print,
}

/// Makes the letters and e-mails of a snapshot once, in every language and form.
///
/// A finding names the language and, for a letter, the part that cannot be set.
pub(crate) fn rehearse(
    snapshot: &Snapshot,
    how: Rehearsal,
    engine: &Engine,
    config: &CampaignsConfig,
    now: DateTime<Utc>,
) -> Vec<Finding> {
    let day = now.date_naive();
    let check = |(index, letter): (usize, &Letter)| {
        engine.check_letter(letter).map_err(|fault| DocumentError::Letter { index, fault })
    };
    let mut findings = Vec::new();
    for texts in &snapshot.texts {
        let lang = texts.lang.as_str();
        let refusal = |key: &'static str| Finding::new(key, Severity::Refusal).lang(lang);
        match letters(snapshot, lang, day) {
            Some(letters) => {
                let tried = match how {
                    Rehearsal::Check => letters.iter().enumerate().try_for_each(check),
                    Rehearsal::Print => {
                        engine.letters(&layout(snapshot, now), &letters).map(|_| ())
                    }
                };
                findings.extend(tried.err().map(|error| of_error(&error, lang)));
            }
            None => findings.push(refusal("campaigns.lint.unwritable_letter")),
        }
        if !email(snapshot, lang, day, config, now) {
            findings.push(refusal("campaigns.lint.unwritable_email"));
        }
    }
    findings
}

/// The letter to a person with everything in it, to one with the least, and to
/// representatives.
fn letters(snapshot: &Snapshot, lang: &str, day: NaiveDate) -> Option<Vec<Letter>> {
    let person = LetterForm::person(snapshot, Some(lang), day)?;
    let guardian = LetterForm::guardian(snapshot, Some(lang), day)?;
    let personal = |code, classes| Personal {
        address: vec!["Mme Anne Exemple".to_owned(), "99999 EXEMPLE".to_owned()],
        code,
        mark: SAMPLE_MARK.to_owned(),
        classes,
    };
    let all = Class::ALL.iter().fold(ClassSet::EMPTY, |set, class| set.with(*class));
    Some(vec![
        person.letter(personal(Some(SAMPLE_CODE), all)),
        person.letter(personal(Some(SAMPLE_CODE), ClassSet::EMPTY)),
        guardian.letter(personal(None, ClassSet::EMPTY)),
    ])
}

fn layout(snapshot: &Snapshot, now: DateTime<Utc>) -> LetterLayout {
    LetterLayout {
        title: "-".to_owned(),
        author: snapshot.inputs.lab.clone(),
        reference: "-".to_owned(),
        created: now,
        lang: printed(snapshot.inputs.main_lang()),
        sides: documents::Sides::Duplex,
        envelope: documents::Envelope::Dl,
    }
}

/// Whether the e-mail of a language can be built: to our own address, and never sent.
fn email(
    snapshot: &Snapshot,
    lang: &str,
    day: NaiveDate,
    config: &CampaignsConfig,
    now: DateTime<Utc>,
) -> bool {
    let Some(form) = EmailForm::new(snapshot, Some(lang), day) else { return false };
    let Ok(sender) = sender(config, snapshot) else { return false };
    let reference = Reference::from_bytes([0; 16]);
    let content = form.content(SAMPLE_CODE);
    Message::build(reference, now, &sender, &config.from, &content).is_ok()
}

fn of_error(error: &DocumentError, lang: &str) -> Finding {
    let refusal = |key| Finding::new(key, Severity::Refusal).lang(lang);
    match error {
        DocumentError::Letter { fault: LetterFault::Unprintable { field, codepoint }, .. } => {
            let sign = char::from_u32(*codepoint).map(name_of).unwrap_or_default();
            refusal("campaigns.lint.unprintable_part").word(&sign).field(Some(part_of(*field)))
        }
        DocumentError::Letter { fault: LetterFault::Portal, .. } => {
            refusal("campaigns.lint.link").field(Some("settings.portal"))
        }
        _ => refusal("campaigns.lint.unwritable_letter"),
    }
}

/// Where the words of a part of the letter come from.
const fn part_of(field: LetterField) -> &'static str {
    match field {
        LetterField::Head | LetterField::Address => "organisation.sender_lines",
        LetterField::CodeBox => "settings.portal",
        LetterField::Subject | LetterField::Body | LetterField::Actions => "facts.measures_fr",
    }
}
