//! What each class of exposed data means for a person.
//!
//! Classes are named here by their stable codes; the texts are in
//! `locales/*/classes.toml`, and say what was in the file, what it lets a crook do
//! and what it does not. Private classes ("P2") are shown only after a second proof
//! of identity: the caller chooses which codes it asks for.

use crate::{Lang, catalogue};

/// The texts and actions of one class, in one language.
#[derive(Clone, Copy, Debug)]
pub struct ClassText {
    /// The stable code.
    pub code: &'static str,
    /// A short name, for tables.
    pub label: &'static str,
    /// What was in the file, said to the person.
    pub title: &'static str,
    /// Where it was, or why it matters; never a value.
    pub place: &'static str,
    /// What it lets a crook do.
    pub allows: &'static str,
    /// What it does not let them do.
    pub denies: &'static str,
    /// The sentence that says that the file did not contain it.
    pub absent: &'static str,
    /// The ids of the actions, the most useful first.
    pub actions: &'static [&'static str],
}

/// The classes with their actions, in display order.
const CLASSES: [(&str, &[&str]); 27] = [
    ("NIR", &["A09", "A10", "A06", "A01", "A05"]),
    ("IDENTITY", &["A01", "A04"]),
    ("BIRTH_DATE", &["A01", "A05", "A06"]),
    ("BIRTH_PLACE", &["A05", "A06"]),
    ("ADDRESS", &["A01", "A03"]),
    ("PHONE", &["A01", "A02", "A18", "A19"]),
    ("EMAIL", &["A01", "A03", "A11"]),
    ("CREDENTIALS", &["A11", "A10"]),
    ("BANK", &["A08", "A06", "A05"]),
    ("ID_DOC", &["A05", "A06", "A07"]),
    ("DOCTOR", &["A01", "A21"]),
    ("BLOOD_GROUP", &["A01"]),
    ("INSURER_AMC", &["A01", "A08", "A09"]),
    ("INSURANCE_RIGHTS", &["A01", "A09", "A10"]),
    ("LAB_NUMBERS", &["A01"]),
    ("VISIT_DATES", &["A01"]),
    ("RELATIVE", &["A01", "A24"]),
    ("PROFESSIONAL", &["A01", "A05", "A24"]),
    ("INTEGRITY", &["A21", "A24"]),
    ("AVAILABILITY", &["A21"]),
    ("APPOINTMENT_ROOM", &["A16", "A20", "A17"]),
    ("RESULT", &["A16", "A20", "A13", "A14"]),
    ("COMMENT", &["A24", "A13", "A16"]),
    ("PREGNANCY", &["A15", "A23", "A20"]),
    ("HIV", &["A22", "A16", "A20", "A13"]),
    ("TREATMENT", &["A01", "A21", "A20"]),
    ("GENETIC", &["A20", "A13", "A24"]),
];

/// All codes, in the order in which a person reads them: what matters most first,
/// private classes last.
pub fn codes() -> impl Iterator<Item = &'static str> {
    CLASSES.iter().map(|(code, _)| *code)
}

/// The ids of the actions that answer a class.
pub fn actions_of(code: &str) -> &'static [&'static str] {
    CLASSES.iter().find(|(known, _)| *known == code).map_or(&[], |(_, actions)| actions)
}

/// The texts of a class; none for a code that the catalogue does not know.
pub fn class_text(lang: Lang, code: &str) -> Option<ClassText> {
    let (code, actions) = CLASSES.iter().find(|(known, _)| *known == code)?;
    let text = |part: &str| catalogue::text(lang, &format!("classes.{code}.{part}"));
    Some(ClassText {
        code,
        label: text("label")?,
        title: text("title")?,
        place: text("where")?,
        allows: text("allows")?,
        denies: text("denies")?,
        absent: text("absent")?,
        actions,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::actions;

    #[test]
    fn every_class_has_its_texts_and_known_actions() {
        for lang in [Lang::FR, Lang::EN] {
            for code in codes() {
                let text = class_text(lang, code).unwrap();
                assert!(!text.actions.is_empty(), "{code}");
                for id in text.actions {
                    assert!(actions::find(id).is_some(), "{code} {id}");
                }
            }
        }
        assert!(class_text(Lang::FR, "SHOE_SIZE").is_none());
    }

    #[test]
    fn the_codes_are_those_of_the_kernel() {
        let kernel = include_str!("../../kernel/src/exposure.rs");
        let mut theirs: Vec<&str> = kernel
            .lines()
            .filter_map(|line| {
                line.trim().strip_prefix("Self::")?.split_once(" => \"")?.1.split('"').next()
            })
            .collect();
        let mut ours: Vec<&str> = codes().collect();
        theirs.sort_unstable();
        ours.sort_unstable();
        assert_eq!(theirs, ours);
    }
}
