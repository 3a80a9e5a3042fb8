//! The check of the text, case by case; the address block; both languages.

use chrono::NaiveDate;
use i18n::notice::Part;
use kernel::exposure::ClassSet;
use people::{
    Person, Reach, Record,
    identity::{Civility, PostalAddress, StateSet, Traits},
};

use super::*;
use crate::Channels;

fn inputs() -> Inputs {
    let texts = |fr: &str, en: &str| {
        vec![("fr".to_owned(), fr.to_owned()), ("en".to_owned(), en.to_owned())]
    };
    let day = |d| NaiveDate::from_ymd_opt(2026, 2, d);
    Inputs {
        lab: "Armorbio".to_owned(),
        city: "Vannes".to_owned(),
        phone: "02 61 91 00 00".to_owned(),
        hours: "du lundi au vendredi".to_owned(),
        dpo_name: "Solenn Trévidic".to_owned(),
        dpo_email: "dpo@armorbio.example.org".to_owned(),
        dpo_address: "BP 4021, 56040 Vannes Cedex".to_owned(),
        sender_lines: vec!["Armorbio".to_owned()],
        main: "fr".to_owned(),
        case_reference: "MO-2026-01".to_owned(),
        breach: "leak".to_owned(),
        started_on: day(14),
        ended_on: day(24),
        going_on: false,
        known_on: day(24),
        measures: texts("Nous avons fermé l'accès.", "We closed the access."),
        unknown: texts("Nous ne savons pas qui l'a fait.", "We do not know who did it."),
        next_update_on: day(28),
        portal: "armorbio.example.org".to_owned(),
        from: "information@armorbio.example.org".to_owned(),
        channels: Channels::EmailWhereValid.as_str().to_owned(),
    }
}

fn with_measures(text: &str) -> Inputs {
    let mut inputs = inputs();
    inputs.measures[0].1 = text.to_owned();
    inputs
}

fn keys(inputs: Inputs) -> Vec<(&'static str, Severity)> {
    lint(inputs).1.into_iter().map(|f| (f.key, f.severity)).collect()
}

#[test]
fn the_built_in_notice_has_nothing_to_put_right() {
    for breach in i18n::notice::Breach::ALL {
        let found = keys(Inputs { breach: breach.as_str().to_owned(), ..inputs() });
        assert_eq!(found, [], "{breach:?}");
    }
}

#[test]
fn each_part_of_article_34_is_asked_for_and_its_absence_names_the_article() {
    let full = Snapshot::write(inputs()).unwrap();
    for part in [Part::Nature, Part::Contact, Part::Consequences, Part::Measures, Part::Advice] {
        for message in 0..3 {
            let mut cut = full.clone();
            let texts = &mut cut.texts[0];
            let message = match message {
                0 => &mut texts.email,
                1 => &mut texts.letter,
                _ => &mut texts.guardian,
            };
            message.retain(|said| !said.does(part));
            let found = lint::required(&cut.texts[0], true);
            assert_eq!(found.len(), 1, "{part:?}");
            assert!(found[0].article.unwrap().starts_with("GDPR 34(2)"));
            assert!(i18n::has(found[0].key));
        }
    }
}

#[test]
fn what_says_too_much_is_refused() {
    for (text, key) in [
        ("Vos résultats ont été retirés.", "campaigns.lint.health_word"),
        ("La grossesse n'était pas indiquée.", "campaigns.lint.health_word"),
        ("Voyez https://armorbio.example.org/x.", "campaigns.lint.link"),
        ("Voyez www.armorbio.example.org.", "campaigns.lint.link"),
        ("Voyez armorbio-infos.example.net pour savoir.", "campaigns.lint.foreign_host"),
        ("Le fichier avait votre numéro de sécurité sociale.", "campaigns.lint.class_named"),
        ("Exemple : 2 85 05 99 123 456 78.", "campaigns.lint.class_named"),
    ] {
        let found = keys(with_measures(text));
        assert!(found.contains(&(key, Severity::Refusal)), "{text}: {found:?}");
        assert!(i18n::has(key));
    }
    let own =
        keys(with_measures("Écrivez à dpo@armorbio.example.org ou tapez armorbio.example.org."));
    assert_eq!(own, []);
    // Only mailboxes are read by others: a letter may say more.
    let mut paper = with_measures("Vos résultats ont été retirés.");
    paper.channels = Channels::LetterOnly.as_str().to_owned();
    assert_eq!(keys(paper), []);
}

#[test]
fn the_labs_own_name_may_be_what_it_is() {
    let lab = Inputs { lab: "Laboratoire d'analyses médicales du Port".to_owned(), ..inputs() };
    assert_eq!(keys(lab), []);
}

#[test]
fn weak_sentences_are_advice() {
    for (text, key) in [
        ("Il semblerait que tout soit fermé.", "campaigns.lint.hedge"),
        ("Aucune preuve de diffusion.", "campaigns.lint.no_evidence"),
        (&"mot ".repeat(30), "campaigns.lint.long_sentence"),
    ] {
        let found = keys(with_measures(text));
        assert_eq!(found, [(key, Severity::Advice)], "{text}");
        assert!(i18n::has(key));
    }
}

#[test]
fn a_missing_value_is_named_once_with_its_field() {
    let bare = Inputs { phone: String::new(), dpo_name: String::new(), ..inputs() };
    let (snapshot, findings) = lint(bare);
    assert!(snapshot.is_none());
    let fields: Vec<_> =
        findings.iter().map(|f| (f.field.unwrap(), f.word.clone().unwrap())).collect();
    assert!(fields.contains(&("organisation.phone", "phone".to_owned())));
    assert!(fields.contains(&("organisation.dpo_name", "dpo_name".to_owned())));
}

#[test]
fn no_date_that_the_law_does_not_ask_for_holds_a_notice_back() {
    let started = NaiveDate::from_ymd_opt(2026, 2, 14);
    let neither = "Nous ne connaissons ni la date de début ni la date de fin.";
    for (start, going_on, known_on, said, of_a_device) in [
        (
            started,
            true,
            started,
            "depuis le 14 février 2026, et c’est encore en cours.",
            "Il manque depuis le 14 février 2026.",
        ),
        (
            started,
            false,
            started,
            "La date de fin n’est pas connue.",
            "La date de fin n’est pas connue.",
        ),
        (
            None,
            true,
            started,
            "Nous ne savons pas quand cela a commencé, et ce n’est pas terminé.",
            "Nous ne savons pas quel jour. Il n’a pas été retrouvé.",
        ),
        (None, false, None, neither, neither),
    ] {
        for breach in i18n::notice::Breach::ALL {
            let lost = breach == i18n::notice::Breach::LostDevice;
            let said = if lost { of_a_device } else { said };
            let inputs = Inputs {
                breach: breach.as_str().to_owned(),
                started_on: start,
                ended_on: None,
                going_on,
                known_on,
                ..inputs()
            };
            let (snapshot, findings) = lint(inputs);
            assert!(findings.iter().all(|f| f.severity == Severity::Advice), "{findings:?}");
            assert_eq!(findings.is_empty(), going_on && start.is_some());
            assert!(findings.iter().all(|f| i18n::has(f.key)));
            let texts = &snapshot.unwrap().texts[0];
            for message in [&texts.email, &texts.letter, &texts.guardian] {
                let all: String = message.iter().map(|said| said.text.as_str()).collect();
                assert!(all.contains(said), "{breach:?}: {all}");
                assert!(!all.contains("entre le") && !all.contains('{'), "{all}");
            }
        }
    }
}

#[test]
fn without_english_words_the_notice_is_french_and_whole() {
    let mut inputs = inputs();
    inputs.unknown[1].1.clear();
    let (snapshot, findings) = lint(inputs);
    assert_eq!(findings, []);
    let snapshot = snapshot.unwrap();
    assert_eq!(snapshot.texts.len(), 1);
    let day = NaiveDate::from_ymd_opt(2026, 2, 28).unwrap();
    let content = EmailForm::new(&snapshot, Some("en"), day).unwrap().content("CODE");
    assert_eq!(content.languages, "fr");
}

#[test]
fn text_and_html_say_the_same_and_hold_the_code_once_a_language() {
    let snapshot = Snapshot::write(inputs()).unwrap();
    let day = NaiveDate::from_ymd_opt(2026, 2, 28).unwrap();
    for (language, first) in [(None, "fr, en"), (Some("en"), "en, fr"), (Some("br"), "fr, en")] {
        let content = EmailForm::new(&snapshot, language, day).unwrap().content("AAAA-BBBB-CCCCC");
        assert_eq!(content.languages, first);
        let html = content.html.unwrap();
        assert_eq!(content.text.matches("AAAA-BBBB-CCCCC").count(), 2);
        assert_eq!(html.matches("AAAA-BBBB-CCCCC").count(), 2);
        for text in [&content.text, &html] {
            assert!(!text.contains([CODE, DATE]));
            assert!(!text.contains("http") && !text.contains("href"));
        }
    }
    let content = EmailForm::new(&snapshot, None, day).unwrap().content("AAAA-BBBB-CCCCC");
    assert!(content.text.starts_with("Madame, Monsieur,\n\n"));
    assert!(content.text.contains("\n\nAAAA-BBBB-CCCCC\n\n"), "the code stands alone");
    assert!(content.text.contains("28 février 2026") && content.text.contains("28 February 2026"));
}

fn someone(first: &str, surname: &str) -> Person {
    let record = Record {
        traits: Traits {
            birth_name: Some(surname.to_owned()),
            first_names: Some(first.to_owned()),
            civility: Some(Civility::Mrs),
            ..Traits::default()
        },
        address: PostalAddress {
            street: "4 rue du Port".to_owned(),
            postcode: "56000".to_owned(),
            city: "Vannes".to_owned(),
            ..PostalAddress::default()
        },
        guardian: Some("M. Tuteur Exemple".to_owned()),
        ..Record::default()
    };
    let reach = Reach::of(&record);
    Person {
        id: kernel::Id::from_uuid(uuid::Uuid::nil()),
        record,
        origins: people::Origins::default(),
        extras: Vec::new(),
        classes: ClassSet::EMPTY,
        states: StateSet::EMPTY,
        reach,
        rows: 1,
        visits: None,
    }
}

#[test]
fn a_name_is_shortened_by_whole_parts_or_not_at_all() {
    for (first, surname, line) in [
        ("Anne", "Le Goff", Ok("Mme Anne Le Goff")),
        ("Anne Marie Josephe Perrine", "Kermarrec", Ok("Anne Marie Josephe Perrine Kermarrec")),
        (
            "Anne Marie Josephe Perrine",
            "Le Goff de Kermarrec",
            Ok("Mme ANNE MARIE Le Goff de Kermarrec"),
        ),
        ("Anne", "Le Goff de Kermarrec de Kerambellec-Pors", Err("name_too_long")),
        ("", "", Err("no_name")),
    ] {
        let lines = block(&someone(first, surname), Addressee::Person);
        assert_eq!(lines.as_ref().map(|l| l[0].as_str()).map_err(|e| *e), line);
    }
}

#[test]
fn a_block_never_leaves_the_window() {
    let mut full = someone("Anne", "Le Goff");
    full.record.address = PostalAddress {
        street: "4 rue du Port".to_owned(),
        complement: "Bâtiment B".to_owned(),
        place: "Kerlann".to_owned(),
        postcode: "56400".to_owned(),
        city: "Auray".to_owned(),
        country: String::new(),
    };
    for to in [Addressee::Person, Addressee::Representatives, Addressee::Guardian] {
        let lines = block(&full, to).unwrap();
        assert!(
            lines.len() <= 6 && lines.iter().all(|line| line.chars().count() <= 38),
            "{lines:?}"
        );
        assert!(lines.iter().any(|line| line.contains("Le Goff")), "{lines:?}");
    }
}

#[test]
fn every_letter_fits_two_pages_whatever_was_exposed() {
    let engine = documents::Engine::new().unwrap();
    let day = NaiveDate::from_ymd_opt(2026, 9, 1).unwrap();
    let all: ClassSet = kernel::exposure::Class::ALL.into_iter().collect();
    for breach in i18n::notice::Breach::ALL {
        // The longest that can be said of the dates.
        let mut inputs =
            Inputs { breach: breach.as_str().to_owned(), started_on: None, ..inputs() };
        inputs.measures[0].1 = "Nous avons fait retirer le fichier, bloqué les anciens mots de passe, prévenu la CNIL et porté plainte. Tous les accès du fournisseur ont été fermés.".to_owned();
        let snapshot = Snapshot::write(inputs).unwrap();
        for lang in ["fr", "en"] {
            let person = LetterForm::person(&snapshot, Some(lang), day).unwrap();
            let guardian = LetterForm::guardian(&snapshot, Some(lang), day).unwrap();
            let personal = |code| Personal {
                address: vec!["Mme Anne Le Goff".to_owned(), "56000 VANNES".to_owned()],
                code,
                mark: "K7Q2M-000123-9TXR".to_owned(),
                classes: all,
            };
            let letters =
                [person.letter(personal(Some("AAAA-BBBB-CCCCC"))), guardian.letter(personal(None))];
            for letter in &letters {
                assert!(!letter.subject.is_empty() && !letter.paragraphs.is_empty());
                let text = format!("{:?}{:?}{:?}", letter.paragraphs, letter.actions, letter.notes);
                assert!(!letter::is_open(&text), "{text}");
                assert!(!text.contains("VIH") && !text.contains("HIV"), "no private class");
            }
            let layout = documents::LetterLayout {
                title: "Lot 1".to_owned(),
                author: "Armorbio".to_owned(),
                reference: "K7Q2M-1".to_owned(),
                created: chrono::DateTime::from_timestamp(1_772_269_200, 0).unwrap(),
                lang: documents::Lang::Fr,
                sides: documents::Sides::Duplex,
                envelope: documents::Envelope::Dl,
            };
            let rendered = engine.letters(&layout, &letters).unwrap();
            let pages: Vec<usize> = rendered.pages.iter().map(|p| p.pages).collect();
            assert_eq!(pages, [2, 2], "{breach:?} {lang}");
        }
    }
}
