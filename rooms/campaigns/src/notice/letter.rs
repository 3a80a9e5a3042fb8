//! Letters: the words of the snapshot put where a letter has them.

use documents::{ActionText, Letter, Note, NoteWidth, RichText};
use i18n::{
    Lang, actions_for, date_long,
    notice::{Part, Role},
    t, tr,
};
use kernel::exposure::ClassSet;

use crate::notice::{CODE, DATE, Said, Snapshot, snapshot::Texts};

/// Actions of page 2: the first ones; the site has them all.
const ACTIONS: usize = 4;

/// What differs from letter to letter.
pub(crate) struct Personal<'a> {
    /// The address block.
    pub(crate) address: Vec<String>,
    /// The claim code as printed; none in a letter to representatives.
    pub(crate) code: Option<&'a str>,
    /// The mark, printed as verification number too.
    pub(crate) mark: String,
    /// The person's classes; private ones are left out here.
    pub(crate) classes: ClassSet,
}

/// A letter but for what differs: made once for a campaign, a language and a kind.
#[derive(Clone)]
pub(crate) struct LetterForm {
    base: Letter,
    lang: Lang,
    with_actions: bool,
    keep: Option<ActionText>,
    day: chrono::NaiveDate,
}

impl LetterForm {
    /// The letter to the person.
    pub(crate) fn person(
        snapshot: &Snapshot,
        language: Option<&str>,
        day: chrono::NaiveDate,
    ) -> Option<Self> {
        let texts = snapshot.texts_for(language)?;
        let mut form = Self::base(snapshot, texts, &texts.letter, day);
        let said = |part, role| first(&texts.letter, part, role);
        let access: Vec<&str> = texts
            .letter
            .iter()
            .filter(|said| said.is(Part::Access, Role::Paragraph))
            .map(|said| said.text.as_str())
            .collect();
        for said in &texts.letter {
            let here =
                [Part::Greeting, Part::Nature, Part::Measures, Part::Consequences, Part::Unknown];
            if here.into_iter().any(|part| said.is(part, Role::Paragraph)) {
                form.base.paragraphs.push(RichText::from(said.text.as_str()));
            } else if said.is(Part::Regret, Role::Paragraph) {
                form.base.paragraphs.push(RichText::default().strong(said.text.as_str()));
            }
        }
        // The first sentence on access leads to the box; the box has its own fixed words.
        form.base.paragraphs.extend(access.first().map(|text| RichText::from(*text)));
        form.base.phone_note =
            access.last().map(|text| after_hours(text, &form.base.hours)).unwrap_or_default();
        let advice: Vec<&str> = texts
            .letter
            .iter()
            .filter(|said| said.is(Part::Advice, Role::Paragraph))
            .map(|said| said.text.as_str())
            .collect();
        form.base.actions_intro = advice.first().map(|text| (*text).to_owned()).unwrap_or_default();
        form.keep = advice.get(1).map(|text| action_of(text));
        form.with_actions = true;
        for (part, width) in [
            (Part::Never, NoteWidth::Full),
            (Part::Help, NoteWidth::Half),
            (Part::Rights, NoteWidth::Half),
            (Part::OtherLanguage, NoteWidth::Half),
        ] {
            let (Some(title), Some(body)) =
                (said(part, Role::Heading), said(part, Role::Paragraph))
            else {
                continue;
            };
            let lang = if part == Part::OtherLanguage { other(form.lang) } else { form.lang };
            form.base.notes.push(note(lang, title, body, width));
        }
        if let Some(next) = snapshot.inputs.next_update_on {
            let title = t(form.lang, "notices.letter.next_title");
            let day = date_long(form.lang, next);
            let body = tr(form.lang, "notices.letter.next", &[("date", &day)]);
            form.base.notes.push(note(form.lang, title, &body, NoteWidth::Half));
        }
        Some(form)
    }

    /// The letter to representatives or a guardian: no code, no class, no action.
    pub(crate) fn guardian(
        snapshot: &Snapshot,
        language: Option<&str>,
        day: chrono::NaiveDate,
    ) -> Option<Self> {
        let texts = snapshot.texts_for(language)?;
        let mut form = Self::base(snapshot, texts, &texts.guardian, day);
        for said in &texts.guardian {
            if said.role != "title" && !said.does(Part::Contact) && !said.does(Part::Reference) {
                form.base.paragraphs.push(RichText::from(said.text.as_str()));
            }
        }
        Some(form)
    }

    fn base(snapshot: &Snapshot, texts: &Texts, said: &[Said], day: chrono::NaiveDate) -> Self {
        let inputs = &snapshot.inputs;
        let lang = Lang::parse(&texts.lang).unwrap_or(Lang::FR);
        let date = date_long(lang, day);
        let date_line = if inputs.city.is_empty() {
            date
        } else {
            tr(lang, "notices.frame.place_date", &[("place", &inputs.city), ("date", &date)])
        };
        let contact = [&inputs.dpo_name, &inputs.dpo_email, &inputs.dpo_address];
        let contact: Vec<&str> =
            contact.into_iter().map(String::as_str).filter(|text| !text.is_empty()).collect();
        let base = Letter {
            lang: printed(lang),
            sender_lines: inputs.sender_lines.clone(),
            date_line,
            reference: inputs.case_reference.clone(),
            subject: first(said, Part::Nature, Role::Title).unwrap_or_default().to_owned(),
            portal_address: inputs.portal.clone(),
            phone: inputs.phone.clone(),
            hours: inputs.hours.clone(),
            closing: vec![inputs.lab.clone()],
            contact: contact.join(", "),
            ..Letter::default()
        };
        Self { base, lang, with_actions: false, keep: None, day }
    }

    /// The letter of one person.
    pub(crate) fn letter(&self, personal: Personal<'_>) -> Letter {
        let mut letter = self.base.clone();
        letter.address_lines = personal.address;
        letter.code = personal.code.map(str::to_owned);
        letter.verification.clone_from(&personal.mark);
        letter.mark = personal.mark;
        if self.with_actions {
            let classes = personal.classes.public();
            let codes: Vec<&str> = classes.iter().map(kernel::exposure::Class::code).collect();
            letter.actions = actions_for(&codes, self.day)
                .into_iter()
                .take(ACTIONS)
                .map(|action| ActionText {
                    title: action.title(self.lang).to_owned(),
                    body: RichText::from(action.how(self.lang)),
                })
                .chain(self.keep.clone())
                .collect();
        }
        letter
    }
}

fn first(said: &[Said], part: Part, role: Role) -> Option<&str> {
    said.iter().find(|said| said.is(part, role)).map(|said| said.text.as_str())
}

fn note(lang: Lang, title: &str, body: &str, width: NoteWidth) -> Note {
    let title = title.to_owned();
    Note { lang: printed(lang), title, body: vec![RichText::from(body)], width }
}

/// The frame prints number and hours itself: what follows them is the note.
fn after_hours(text: &str, hours: &str) -> String {
    let rest = text.split_once(hours).map_or("", |(_, rest)| rest);
    rest.trim_start_matches(['.', ' ', '\u{a0}']).to_owned()
}

/// A sentence as title, what follows as body.
fn action_of(text: &str) -> ActionText {
    let (title, body) = text.split_once(". ").map_or((text, ""), |(title, body)| (title, body));
    let title = if body.is_empty() { title.to_owned() } else { format!("{title}.") };
    ActionText { title, body: RichText::from(body) }
}

fn other(lang: Lang) -> Lang {
    if lang == Lang::FR { Lang::EN } else { Lang::FR }
}

pub(crate) fn printed(lang: Lang) -> documents::Lang {
    if lang == Lang::EN { documents::Lang::En } else { documents::Lang::Fr }
}

/// Whether a text still holds a mark of something left open.
pub(crate) fn is_open(text: &str) -> bool {
    text.contains([CODE, DATE])
}
