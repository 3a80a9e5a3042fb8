//! Letters: geometry, literal text, paging, reprints.

use chrono::TimeDelta;

use super::{count, holds, pages, samples};
use crate::{
    DocumentError, Engine, Envelope, Lang, Letter, LetterFault, LetterField, LetterLayout,
    LetterPages, PrintSize, RichText, Sides,
};

/// What a DL or C5 window may show, whatever the play of the sheet: millimetres.
const WINDOW_LEFT: f64 = 90.0;
const WINDOW_TOP: f64 = 34.0;
const WINDOW_BOTTOM: f64 = 102.0;

fn engine() -> Engine {
    Engine::new().unwrap()
}

fn text_of(letter: Letter) -> String {
    let engine = engine();
    let (document, found) = engine.lay_out(&samples::layout(), &[letter]).unwrap();
    (0..found[0].pages).map(|page| pages::text(&document, page)).collect::<Vec<_>>().join("|")
}

#[test]
fn a_window_shows_the_address_and_the_mark_and_nothing_else() {
    let engine = engine();
    for letter in [samples::french(), samples::english(), samples::longest()] {
        let address = letter.address_lines.clone();
        for envelope in [Envelope::Dl, Envelope::C5] {
            let layout = LetterLayout { envelope, ..samples::layout() };
            let (document, _) = engine.lay_out(&layout, std::slice::from_ref(&letter)).unwrap();
            let visible: Vec<_> = pages::printed(&document, 0)
                .into_iter()
                .filter(|item| {
                    item.right > WINDOW_LEFT && item.bottom > WINDOW_TOP && item.top < WINDOW_BOTTOM
                })
                .collect();
            let texts: Vec<_> = visible.iter().filter_map(|item| item.text.clone()).collect();
            assert_eq!(texts, address);
            let signs: Vec<_> = visible.iter().filter(|item| item.text.is_none()).collect();
            assert_eq!(signs.len(), 1, "the mark alone: {signs:?}");
            assert!(signs[0].right < 109.0, "the mark stays clear of the address");
        }
    }
}

#[test]
fn the_address_stays_inside_the_window() {
    let (document, _) = engine().lay_out(&samples::layout(), &[samples::longest()]).unwrap();
    let letter = samples::longest();
    let lines: Vec<_> = pages::printed(&document, 0)
        .into_iter()
        .filter(|item| item.text.as_ref().is_some_and(|t| letter.address_lines.contains(t)))
        .collect();
    assert_eq!(lines.len(), 7);
    assert!(lines.iter().all(|line| line.left >= 109.0 && line.right <= 190.0), "{lines:?}");
    assert!(lines.iter().all(|line| line.top >= 52.0), "{lines:?}");
    // Six lines stay above 79 mm, what a window of 35 mm shows in every position.
    assert!(lines[5].bottom <= 80.0, "{lines:?}");
}

#[test]
fn the_code_is_on_the_first_page_far_below_the_window_and_nowhere_else() {
    for letter in [samples::french(), samples::english(), samples::longest()] {
        let code = letter.code.clone().unwrap();
        let (document, found) = engine().lay_out(&samples::layout(), &[letter]).unwrap();
        for page in 0..found[0].pages {
            for item in pages::printed(&document, page) {
                if item.text.as_ref().is_some_and(|text| text.contains(&code)) {
                    assert_eq!(page, 0);
                    assert!(item.top > WINDOW_BOTTOM + 30.0, "{item:?}");
                    assert!(item.right < 150.0, "the code stays on its line: {item:?}");
                }
            }
        }
        assert_eq!(pages::text(&document, 0).matches(&code).count(), 1);
    }
}

#[test]
fn a_name_that_looks_like_source_is_printed_as_typed() {
    let names = [
        "#eval(\"x\")",
        "*x* _y_ `z`",
        "$x^2$ #let a = 1",
        "= Titre",
        "- liste + 1. /",
        "@ref <label>",
        "// commentaire /* x */",
        "\\u{41} \\",
        "https://example.org",
        "#panic()]]}})",
        "O'BRIEN \"JO\" --- ~",
        "{{ code }} ${x} %s",
    ];
    let letters: Vec<Letter> = names
        .iter()
        .map(|name| Letter {
            address_lines: vec![(*name).to_owned(), "56000 VANNES".to_owned()],
            subject: (*name).to_owned(),
            paragraphs: vec![RichText::from(*name).strong((*name).to_owned())],
            ..samples::french()
        })
        .collect();
    let (document, found) = engine().lay_out(&samples::layout(), &letters).unwrap();
    for (name, place) in names.iter().zip(found) {
        let page = pages::text(&document, place.first_page - 1).replace('|', "");
        assert_eq!(page.matches(name).count(), 4, "{name} in {page}");
    }
}

#[test]
fn each_letter_starts_on_a_fresh_sheet() {
    let engine = engine();
    let short = Letter { actions: vec![], notes: vec![], ..samples::french() };
    let long = Letter { paragraphs: vec!["mot ".repeat(900).into()], ..samples::french() };
    let letters = [short, long, samples::english()];
    let found = |sides| {
        let layout = LetterLayout { sides, ..samples::layout() };
        engine.letters(&layout, &letters).unwrap().pages
    };
    let place = |first_page, pages| LetterPages { first_page, pages };
    assert_eq!(found(Sides::Duplex), [place(1, 2), place(3, 4), place(7, 2)]);
    assert_eq!(found(Sides::Simplex), [place(1, 1), place(2, 3), place(5, 2)]);
}

#[test]
fn page_numbers_stay_true_when_a_text_overflows() {
    let long = Letter { paragraphs: vec!["mot ".repeat(900).into()], ..samples::french() };
    let (document, _) = engine().lay_out(&samples::layout(), &[samples::french(), long]).unwrap();
    let feet: Vec<_> = (0..document.pages().len())
        .map(|page| {
            let text = pages::text(&document, page);
            text.split('|').find(|run| run.contains(" / ")).unwrap_or_default().to_owned()
        })
        .collect();
    assert_eq!(feet, ["1 / 2", "2 / 2", "1 / 3", "2 / 3", "3 / 3", ""]);
}

#[test]
fn letters_with_the_same_advice_share_a_page_and_differ_from_the_others() {
    let other = Letter { actions_intro: "Autre conseil.".into(), ..samples::french() };
    let named = Letter { subject: "Un autre titre".into(), ..samples::french() };
    let letters = [samples::french(), samples::english(), named, other];
    let (document, found) = engine().lay_out(&samples::layout(), &letters).unwrap();
    assert_eq!(document.pages().len(), 8);
    for (letter, place) in letters.iter().zip(found) {
        let back = pages::text(&document, place.first_page).replace('|', "");
        assert!(back.contains(&letter.actions_intro), "{back}");
        let front = pages::text(&document, place.first_page - 1).replace('|', "");
        assert!(front.contains(&letter.subject), "{front}");
    }
}

#[test]
fn every_element_of_a_chunk_has_its_own_place_in_the_structure() {
    let letters = vec![samples::french(); 3];
    let (document, _) = engine().lay_out(&samples::layout(), &letters).unwrap();
    let tags = pages::tags(&document);
    let starts: Vec<_> = tags.iter().filter(|tag| tag.starts).map(|tag| tag.location).collect();
    let ends: Vec<_> = tags.iter().filter(|tag| !tag.starts).map(|tag| tag.location).collect();
    let distinct: std::collections::HashSet<_> = starts.iter().collect();
    assert!(starts.len() > 100, "{}", starts.len());
    assert_eq!(distinct.len(), starts.len());
    assert!(ends.iter().all(|location| distinct.contains(location)));
    // A copied page has the same structure as one laid out in its place.
    let one = engine().letters(&samples::layout(), &letters[..1]).unwrap();
    let three = engine().letters(&samples::layout(), &letters).unwrap();
    let elements = |pdf: &[u8]| count(pdf, "/Type/StructElem");
    assert!(elements(&one.pdf) > 40);
    let per_letter = elements(&three.pdf) - elements(&one.pdf);
    assert_eq!(per_letter % 2, 0);
    assert!(elements(&one.pdf) - per_letter / 2 <= 1, "only the root is not repeated");
}

#[test]
fn large_print_is_larger_and_complete() {
    let large = Letter { print: PrintSize::Large, ..samples::french() };
    let text = text_of(large).replace('|', "");
    assert!(text.contains("Gardez cette lettre."));
    assert!(text.contains("Prochaine information"));
}

#[test]
fn the_same_input_gives_the_same_file_and_another_one_does_not() {
    let letters = [samples::french(), samples::english()];
    let first = engine().letters(&samples::layout(), &letters).unwrap();
    let again = engine().letters(&samples::layout(), &letters).unwrap();
    assert_eq!(first.sha256, again.sha256);
    assert!(first.pdf == again.pdf);
    let later =
        LetterLayout { created: samples::created() + TimeDelta::seconds(1), ..samples::layout() };
    assert_ne!(engine().letters(&later, &letters).unwrap().sha256, first.sha256);
    let other = LetterLayout { reference: "MO-2026-01/lot-12/2".into(), ..samples::layout() };
    assert_ne!(engine().letters(&other, &letters).unwrap().sha256, first.sha256);
}

#[test]
fn threads_share_an_engine_and_agree() {
    let engine = engine();
    let letters = [samples::french()];
    let hashes: Vec<_> = std::thread::scope(|scope| {
        let work = [0, 1, 2].map(|_| scope.spawn(|| engine.letters(&samples::layout(), &letters)));
        work.into_iter().map(|thread| thread.join().unwrap().unwrap().sha256).collect()
    });
    assert_eq!(hashes[0], hashes[1]);
    assert_eq!(hashes[1], hashes[2]);
}

#[test]
fn the_file_is_tagged_titled_and_states_its_language() {
    let rendered = engine().letters(&samples::layout(), &[samples::french()]).unwrap();
    assert!(rendered.pdf.starts_with(b"%PDF-1.7"));
    for needle in ["/MarkInfo", "/Marked true", "/Lang(fr)", "/StructTreeRoot", "pdfuaid:part"] {
        assert!(holds(&rendered.pdf, needle), "{needle}");
    }
    assert!(holds(&rendered.pdf, "/DisplayDocTitle true"));
    assert!(holds(&rendered.pdf, "Lettres, lot 12"));
    assert!(holds(&rendered.pdf, "D:20260228090000"));
    assert_eq!(rendered.sha256.len(), 64);
}

#[test]
fn a_mixed_chunk_states_its_main_language_and_each_letter_its_own() {
    let layout = LetterLayout { lang: Lang::En, ..samples::layout() };
    let letters = [samples::french(), samples::english()];
    let rendered = engine().letters(&layout, &letters).unwrap();
    assert!(holds(&rendered.pdf, "/Type/Catalog"));
    let catalog = String::from_utf8_lossy(&rendered.pdf);
    let catalog = catalog.split("/Type/Catalog").nth(1).unwrap();
    assert!(catalog.starts_with('/') && catalog.contains("/Lang(en)"), "{catalog}");
    assert!(count(&rendered.pdf, "/Lang(fr)") > 0);
}

#[test]
fn a_letter_that_cannot_be_printed_is_refused_with_its_place() {
    let wrong = Letter { address_lines: vec![], ..samples::french() };
    let refused = engine().letters(&samples::layout(), &[samples::french(), wrong]);
    let fault = LetterFault::AddressLines { lines: 0 };
    assert_eq!(refused, Err(DocumentError::Letter { index: 1, fault }));
    assert_eq!(engine().letters(&samples::layout(), &[]), Err(DocumentError::NoLetters));
}

#[test]
fn faults_are_found_before_layout() {
    let engine = engine();
    let fault = |change: fn(&mut Letter)| {
        let mut letter = samples::french();
        change(&mut letter);
        engine.check_letter(&letter)
    };
    assert_eq!(fault(|_| {}), Ok(()));
    assert_eq!(
        fault(|l| l.address_lines.push(" ".into())),
        Err(LetterFault::AddressLines { lines: 5 })
    );
    assert_eq!(
        fault(|l| l.address_lines = vec!["X".into(); 8]),
        Err(LetterFault::AddressLines { lines: 8 })
    );
    assert_eq!(
        fault(|l| l.address_lines[1] = "X".repeat(39)),
        Err(LetterFault::AddressTooWide { line: 2, chars: 39 })
    );
    assert_eq!(fault(|l| l.sender_lines.clear()), Err(LetterFault::SenderLines { lines: 0 }));
    assert_eq!(fault(|l| l.code = Some("X".repeat(25))), Err(LetterFault::Code));
    assert_eq!(fault(|l| l.code = Some(" - ".into())), Err(LetterFault::Code));
    assert_eq!(fault(|l| l.mark = "é".into()), Err(LetterFault::Mark));
    assert_eq!(fault(|l| l.mark = "X".repeat(25)), Err(LetterFault::Mark));
    assert_eq!(fault(|l| l.portal_address = "a.example.org/?c=1".into()), Err(LetterFault::Portal));
    let blank = LetterFault::Blank { field: LetterField::Subject };
    assert_eq!(fault(|l| l.subject = " ".into()), Err(blank));
    let odd = LetterFault::Unprintable { field: LetterField::Address, codepoint: 0x4E2D };
    assert_eq!(fault(|l| l.address_lines[0] = "中".into()), Err(odd));
    let turned = LetterFault::Unprintable { field: LetterField::Body, codepoint: 0x202E };
    assert_eq!(fault(|l| l.paragraphs = vec!["a\u{202E}b".into()]), Err(turned));
}

#[test]
fn a_code_that_would_show_outside_its_box_is_refused() {
    let engine = engine();
    let code = "KH7P-3QWM-9TXR";
    let exposed = |change: fn(&mut Letter, &str)| {
        let mut letter = Letter { code: Some(code.into()), ..samples::french() };
        change(&mut letter, code);
        engine.check_letter(&letter)
    };
    let refused = Err(LetterFault::CodeExposed);
    assert_eq!(exposed(|l, code| l.address_lines[1] = code.into()), refused);
    assert_eq!(exposed(|l, _| l.mark = "kh7p3qwm9txr".into()), refused);
    assert_eq!(exposed(|l, code| l.portal_address = format!("x.example.org/{code}")), refused);
    assert_eq!(exposed(|l, code| l.verification = format!("V {code}")), refused);
}

#[test]
fn debug_output_of_a_letter_is_silent() {
    let shown = format!("{:?}", samples::french());
    assert!(!shown.contains("KERDORET") && !shown.contains("KH7P"), "{shown}");
}
