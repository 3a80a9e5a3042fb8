//! Sheets and manifests.

use super::{holds, samples::reports as samples};
use crate::{DocumentError, Engine, Entry, PreparationSheet, RegisterSheet};

fn engine() -> Engine {
    Engine::new().unwrap()
}

#[test]
fn a_register_entry_and_a_preparation_sheet_are_tagged_and_repeatable() {
    let engine = engine();
    let register = engine.register_entry(&samples::register()).unwrap();
    let preparation = engine.preparation_sheet(&samples::preparation()).unwrap();
    assert!(register.pages >= 1);
    assert!(preparation.pages >= 2);
    for document in [&register, &preparation] {
        assert!(holds(&document.pdf, "/Lang(fr)"));
        assert!(holds(&document.pdf, "pdfuaid:part"));
    }
    assert_eq!(engine.register_entry(&samples::register()).unwrap(), register);
    assert_ne!(register.sha256, preparation.sha256);
}

#[test]
fn what_is_missing_is_gathered_with_its_section() {
    let PreparationSheet(sheet) = samples::preparation();
    let found: Vec<_> = sheet.missing().collect();
    assert_eq!(
        found,
        [
            (2, "Numéro SIREN", "à demander à la direction"),
            (9, "Sécurité avant la violation", "réponse de l’éditeur attendue le 26 février"),
        ]
    );
}

#[test]
fn a_sheet_with_a_character_that_cannot_be_drawn_is_refused() {
    let RegisterSheet(mut sheet) = samples::register();
    sheet.sections[0].rows[0].entry = Entry::List(vec!["bien".into(), "中".into()]);
    let refused = engine().register_entry(&RegisterSheet(sheet));
    assert_eq!(refused, Err(DocumentError::Unprintable { codepoint: 0x4E2D }));
}

#[test]
fn a_sheet_with_nothing_in_it_is_still_a_document() {
    let RegisterSheet(mut sheet) = samples::register();
    sheet.sections.clear();
    sheet.meta.clear();
    sheet.subtitle.clear();
    assert_eq!(engine().register_entry(&RegisterSheet(sheet)).unwrap().pages, 1);
}

#[test]
fn a_manifest_of_many_files_takes_more_pages_and_repeats_exactly() {
    let engine = engine();
    let short = engine.manifest(&samples::manifest()).unwrap();
    let mut long = samples::manifest();
    let file = long.files[0].clone();
    long.files.extend(std::iter::repeat_n(file, 60));
    assert!(engine.manifest(&long).unwrap().pages > short.pages);
    assert_eq!(engine.manifest(&samples::manifest()).unwrap(), short);
}
