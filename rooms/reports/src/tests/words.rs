//! The lists: stable, complete, with their texts.

use std::collections::BTreeSet;

use i18n::Lang;

use super::owned;
use crate::spec::{self, Kind, Need, Typing};
use crate::{Answers, FieldError, Room};

#[test]
fn every_section_field_word_and_place_has_its_text() {
    let mut keys = BTreeSet::new();
    for section in spec::PREPARATION.iter().chain(spec::REGISTER) {
        keys.insert(format!("reports.section.{}", section.code));
        for field in section.fields {
            keys.insert(format!("reports.field.{}", field.code()));
            keys.insert(format!("reports.place.{}", field.place.as_str()));
            if let Some(list) = field.list() {
                keys.extend(list.words.iter().map(|word| format!("{}{word}", list.key)));
            }
        }
    }
    keys.extend(Room::ALL.iter().map(|room| format!("reports.room.{}", room.as_str())));
    keys.extend(duties::Stage::ALL.iter().map(|s| format!("reports.stage.{}", s.as_str())));
    let missing: Vec<_> = keys.iter().filter(|key| !i18n::has(key)).collect();
    assert!(missing.is_empty(), "{missing:?}");
    assert!(keys.iter().all(|key| !i18n::t(Lang::EN, key).starts_with('⟦')));
}

#[test]
fn keys_are_unique_and_the_sheet_has_fourteen_sections() {
    let fields: Vec<_> = spec::PREPARATION
        .iter()
        .flat_map(|section| section.fields)
        .map(|field| field.key)
        .collect();
    assert_eq!(fields.iter().collect::<BTreeSet<_>>().len(), fields.len());
    assert_eq!(spec::PREPARATION.len(), 14);
    for section in spec::PREPARATION {
        assert!(section.fields.iter().all(|field| field.key.starts_with(section.code)));
    }
    for (_, field) in spec::typed() {
        assert!(!matches!(field.kind, Kind::Instant | Kind::Rows), "{}", field.key);
        assert_eq!(field.typing, Typing::Open);
    }
    let asked =
        spec::PREPARATION.iter().flat_map(|s| s.fields).filter(|f| f.need == Need::Required);
    assert!(asked.count() > 30);
}

#[test]
fn an_answer_is_a_value_of_its_field_or_is_refused() {
    let refused = |name: &str, value: &str| {
        Answers::parse(&owned(&[(name, value)])).map_err(|errors| errors[0].code)
    };
    assert_eq!(refused("harm.severity", "terrible"), Err("choice"));
    assert_eq!(refused("violation.origin", "Piratage"), Err("choice"));
    assert_eq!(refused("legal_head.email", "nobody"), Err("email"));
    assert_eq!(refused("dates.start", "01/02/2026"), Err("date"));
    assert_eq!(refused("data.people_approx", "-1"), Err("number"));
    assert_eq!(refused("data.people_approx", "beaucoup"), Err("number"));
    assert_eq!(refused("cross_border.xborder", "peut-être"), Err("choice"));
    assert_eq!(refused("organisation.vat", &"9".repeat(201)), Err("too_long"));
    assert_eq!(refused("organisation.vat", "FR\u{0}12"), Err("control"));
    let wrong = Answers::parse(&owned(&[("dates.start", "x"), ("harm.severity", "y")]));
    let field = |field, code| FieldError { field, code };
    assert_eq!(wrong, Err(vec![field("dates.start", "date"), field("harm.severity", "choice")]));
    let kept = Answers::parse(&owned(&[
        ("data.people_approx", "60 000"),
        ("organisation.vat", "   "),
        ("violation.nature", "integrity_loss"),
        ("nothing.known", "x"),
    ]))
    .unwrap();
    assert_eq!((kept.len(), kept.raw("data.people_approx")), (1, &["60 000".to_owned()][..]));
}
