//! What a message must and must not say.

use std::collections::BTreeSet;

use super::*;
use crate::{Lang, class_text, classes};

const LANGS: [Lang; 2] = [Lang::FR, Lang::EN];

/// The models of a kind, for every kind of breach.
fn models(lang: Lang, kind: Kind) -> Vec<Model> {
    Breach::ALL.into_iter().map(|breach| model(lang, kind, breach)).collect()
}

fn values() -> Values {
    Placeholder::ALL.iter().map(|p| (*p, format!("[{}]", p.as_str()))).collect()
}

#[test]
fn every_model_fills_and_knows_its_placeholders() {
    for lang in LANGS {
        for kind in Kind::ALL {
            for model in models(lang, kind) {
                for block in &model.blocks {
                    assert!(!block.text.contains('⟦'), "{kind:?} {}", block.text);
                    assert!(Placeholder::in_text(block.text).1.is_empty(), "{}", block.text);
                }
                let filled = fill(&model.blocks, &values()).unwrap();
                assert_eq!(filled.len(), model.blocks.len());
            }
        }
    }
}

#[test]
fn both_languages_ask_for_the_same_values() {
    for kind in Kind::ALL {
        for (fr, en) in models(Lang::FR, kind).iter().zip(models(Lang::EN, kind)) {
            assert_eq!(fr.placeholders(), en.placeholders());
        }
    }
}

#[test]
fn the_first_notices_hold_every_part_of_article_34() {
    for kind in [Kind::Email, Kind::Letter, Kind::GuardianLetter, Kind::PublicNotice] {
        let parts: BTreeSet<Part> =
            model(Lang::FR, kind, Breach::Leak).blocks.iter().map(|b| b.part).collect();
        for part in [Part::Nature, Part::Contact, Part::Consequences, Part::Measures, Part::Advice]
        {
            assert!(parts.contains(&part), "{kind:?} {part:?}");
        }
    }
}

#[test]
fn no_message_names_a_class_or_an_illness_or_holds_a_link() {
    let health = [
        "vih",
        "hiv",
        "grossesse",
        "pregnan",
        "analyse",
        "résultat",
        "result",
        "sang",
        "blood",
        "maladie",
        "illness",
        "santé",
        "health",
        "médecin",
        "doctor",
        "http",
        "www.",
    ];
    for lang in LANGS {
        for kind in Kind::ALL {
            let all = models(lang, kind);
            for text in all.iter().flat_map(|m| m.blocks.iter().map(|b| b.text).chain(m.subject)) {
                let text = text.to_lowercase();
                for word in health {
                    assert!(!text.contains(word), "{kind:?}: {word} in {text}");
                }
                for code in classes::codes().filter(|code| *code != "IDENTITY") {
                    let label = class_text(lang, code).unwrap().label.to_lowercase();
                    // The birth date is named as a key to enter, the address as a way to write.
                    if !["BIRTH_DATE", "EMAIL", "PHONE"].contains(&code) {
                        assert!(!text.contains(&label), "{kind:?}: {label} in {text}");
                    }
                }
            }
        }
    }
}

#[test]
fn the_code_stands_alone() {
    for lang in LANGS {
        for kind in [Kind::Email, Kind::Letter] {
            let model = model(lang, kind, Breach::Leak);
            let with: Vec<&Block> =
                model.blocks.iter().filter(|b| b.text.contains("{code}")).collect();
            assert_eq!(with.len(), 1);
            assert!(with.iter().all(|b| b.text == "{code}" && b.role == Role::Code));
        }
        let guardian = model(lang, Kind::GuardianLetter, Breach::Leak);
        assert!(!guardian.placeholders().contains(&Placeholder::Code));
    }
}

#[test]
fn text_messages_fit_the_gsm_alphabet_and_one_message() {
    let gsm = |c: char| c.is_ascii() && c != '`' || "éèàùìòÉÇäöñüÄÖÑÜ".contains(c);
    for lang in LANGS {
        for block in &model(lang, Kind::Sms, Breach::Leak).blocks {
            let mut values = values();
            values.insert(Placeholder::Phone, "02 61 91 00 00".to_owned());
            let text = fill_text(block.text, &values).unwrap();
            let plain = crate::notice::for_sms(&text);
            assert!(plain.chars().all(gsm), "{plain}");
            assert!(plain.chars().count() <= 160, "{}", plain.chars().count());
        }
    }
}

#[test]
fn a_missing_or_blank_value_stops_the_message() {
    let mut values = values();
    values.insert(Placeholder::Unknown, "  ".to_owned());
    let model = model(Lang::FR, Kind::Email, Breach::Leak);
    assert_eq!(fill(&model.blocks, &values), Err(Missing::Value(Placeholder::Unknown)));
    assert_eq!(fill_text("{nir}", &values), Err(Missing::Placeholder("nir".to_owned())));
}

#[test]
fn text_and_html_hold_the_same_words_and_html_is_escaped() {
    let mut values = values();
    values.insert(Placeholder::Lab, "<b>Labo & Fils</b> {code}".to_owned());
    let filled = fill(&model(Lang::FR, Kind::Email, Breach::Leak).blocks, &values).unwrap();
    let (text, html) = (to_text(&filled), to_html(&filled));
    assert!(html.contains("&lt;b&gt;Labo &amp; Fils&lt;/b&gt; {code}"));
    let unescaped = html
        .replace("<strong>", "")
        .replace("</strong>", "")
        .replace("<p>", "")
        .replace("</p>", "\n")
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&amp;", "&");
    let lines =
        |s: &str| s.lines().filter(|l| !l.is_empty()).map(str::to_owned).collect::<Vec<_>>();
    assert_eq!(lines(&text), lines(&unescaped));
}
