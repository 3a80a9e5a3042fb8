//! What the check allows is what the page shows, at each place.

use std::sync::OnceLock;

use super::{pages, samples};
use crate::{Engine, Letter, LetterFault, LetterField, RichText, fonts::Place};

fn engine() -> &'static Engine {
    static ENGINE: OnceLock<Engine> = OnceLock::new();
    ENGINE.get_or_init(|| Engine::new().unwrap())
}

/// Names with letters of which the face of addresses lacks some.
const VIETNAMESE: [&str; 7] = [
    "Mme NGUYỄN Thị Hồng",
    "M. Trần Đỗ Hiếu",
    "Mme Lê Thị Tuấn",
    "M. Phạm Quỳnh Ỹ",
    "Mme Đặng Ửng Ờ",
    "M. Vũ Ặ Ẫ Ể",
    "Mme Hồ Ngọc Ẩn",
];

#[test]
fn a_name_is_set_in_one_face_as_it_is_written() {
    let mut other = 0;
    for name in VIETNAMESE {
        let mut letter = samples::french();
        letter.address_lines[0] = name.to_owned();
        engine().check_letter(&letter).unwrap();
        let (document, _) = engine().lay_out(&samples::layout(), &[letter.clone()]).unwrap();
        let printed: Vec<String> =
            pages::printed(&document, 0).into_iter().filter_map(|item| item.text).collect();
        // A name put together from two faces is two runs.
        for line in &letter.address_lines {
            assert!(printed.contains(line), "{line} in one run");
        }
        let faces = pages::families(&document, 0, name);
        assert_eq!(faces.len(), 1, "{name}");
        let street = pages::families(&document, 0, &letter.address_lines[1]);
        assert_eq!(street, faces, "one face for the whole address");
        other += usize::from(faces == ["Noto Sans"]);
        engine().letters(&samples::layout(), &[letter]).unwrap();
    }
    assert!(other > 3, "the second face stands in for the first: {other}");
    let usual = samples::french();
    let (document, _) = engine().lay_out(&samples::layout(), std::slice::from_ref(&usual)).unwrap();
    assert_eq!(pages::families(&document, 0, &usual.address_lines[0]), ["DejaVu Sans Mono"]);
}

#[test]
fn an_address_that_no_single_face_sets_is_refused() {
    // The first sign is in the face of codes alone, the second in the other alone.
    let mut letter = samples::french();
    letter.address_lines[0] = "M. ☎ Nguyễn".to_owned();
    let refused = engine().check_letter(&letter);
    assert!(
        matches!(refused, Err(LetterFault::Unprintable { field: LetterField::Address, .. })),
        "{refused:?}"
    );
}

/// Every character that the check allows at a place.
fn allowed(place: Place) -> Vec<char> {
    let all = (0x20..=0x0010_FFFF).filter_map(char::from_u32);
    all.filter(|c| engine().faces.first_gap(place, &c.to_string()).is_none()).collect()
}

#[test]
fn every_character_that_the_check_allows_is_printed() {
    let body: Vec<String> =
        allowed(Place::Body).chunks(120).map(|chars| chars.iter().collect()).collect();
    assert!(body.len() > 15, "{}", body.len());
    let mut letter = samples::french();
    letter.paragraphs = body.iter().map(|text| RichText::from(text.as_str())).collect();
    letter.paragraphs.extend(body.iter().map(|text| RichText::default().strong(text.as_str())));
    engine().letters(&samples::layout(), &[letter]).unwrap();
    for part in allowed(Place::Title).chunks(400) {
        let mut letter = samples::french();
        letter.subject = format!("A{}", part.iter().collect::<String>());
        engine().letters(&samples::layout(), &[letter]).unwrap();
    }
    let addresses = (0x21..=0xFFFF).filter_map(char::from_u32);
    let addresses: Vec<char> =
        addresses.filter(|c| engine().faces.address(&[c.to_string()]).is_ok()).collect();
    let letters: Vec<Letter> = addresses
        .chunks(30)
        .filter_map(|part| {
            let mut letter = samples::french();
            letter.address_lines[0] = format!("M. {}", part.iter().collect::<String>());
            engine().check_letter(&letter).is_ok().then_some(letter)
        })
        .collect();
    assert!(letters.len() > 30, "{}", letters.len());
    engine().letters(&samples::layout(), &letters).unwrap();
}

#[test]
fn signs_that_ended_a_campaign_are_named_with_their_place() {
    for sign in
        ['✅', '😀', '\u{2028}', '\u{2029}', '\u{2060}', '\u{FEFF}', '\u{FF0D}', '\u{202E}', '中']
    {
        let text = format!("Nous avons fait retirer le fichier {sign}.");
        let codepoint = u32::from(sign);
        let mut letter = samples::french();
        letter.paragraphs.push(RichText::from(text.as_str()));
        let fault = LetterFault::Unprintable { field: LetterField::Body, codepoint };
        assert_eq!(engine().check_letter(&letter), Err(fault));
        let mut letter = samples::french();
        letter.subject = text;
        let fault = LetterFault::Unprintable { field: LetterField::Subject, codepoint };
        assert_eq!(engine().check_letter(&letter), Err(fault));
    }
}
