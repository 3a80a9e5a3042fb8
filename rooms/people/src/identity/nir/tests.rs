//! Table tests of the NIR check. Commune code 999 does not exist, so no number is a person's.

use proptest::prelude::*;

use super::*;

#[test]
fn known_numbers_have_their_key() {
    for (number, expected) in [
        ("2550814168025", 38),
        ("1840756999001", 62),
        ("2910345999017", 80),
        ("1781227999250", 97),
        ("185022A999004", 56),
        ("299112B999012", 65),
        ("1760697499021", 52),
        ("2880999999311", 26),
        ("7900156999002", 50),
        ("8953356999045", 30),
        ("1842056999009", 68),
    ] {
        assert_eq!(key_of(number), Some(expected), "{number}");
        let full = format!("{number}{expected:02}");
        for value in [number.to_owned(), full.clone(), full.to_lowercase()] {
            let answer = check(&value);
            assert!(answer.valid, "{value} {:?}", answer.reason);
            assert_eq!(answer.reason, None);
            assert_eq!(answer.normalised, Some(value.to_uppercase()));
        }
        assert_eq!(check_with_key(number, &expected.to_string()), Ok(()));
        assert_eq!(
            check_with_key(number, &format!("{:02}", expected % 97 + 1)),
            Err(NirReason::Key)
        );
    }
}

#[test]
fn separators_and_spreadsheet_dress_are_taken_off() {
    for value in [
        "1 84 07 56 999 001 62",
        "1\u{a0}84\u{a0}07\u{a0}56\u{a0}999\u{a0}001\u{a0}62",
        "1.84.07.56.999.001/62",
        "1-84-07-56-999-001-62",
        "'184075699900162",
        "184075699900162.0",
        "184075699900162,00",
    ] {
        assert_eq!(check(value).normalised.as_deref(), Some("184075699900162"), "{value}");
    }
}

#[test]
fn each_damage_has_its_reason() {
    for (value, reason) in [
        ("", NirReason::Blank),
        ("NC", NirReason::Blank),
        ("0000000000000", NirReason::Blank),
        ("1,84E+12", NirReason::SpreadsheetDamage),
        ("1.84076E+14", NirReason::SpreadsheetDamage),
        ("184E12", NirReason::SpreadsheetDamage),
        ("inconnu au fichier", NirReason::Character),
        ("185022C999004", NirReason::Character),
        ("18502A2999004", NirReason::Character),
        ("1A40756999001", NirReason::Character),
        ("184075699900", NirReason::Length),
        ("18407569990016", NirReason::Length),
        ("1840756999001621", NirReason::Length),
        ("5840756999001", NirReason::Sex),
        ("0840756999001", NirReason::Sex),
        ("1841356999001", NirReason::Month),
        ("1840056999001", NirReason::Month),
        ("1844556999001", NirReason::Month),
        ("1840700999001", NirReason::Department),
        ("1840756999000", NirReason::Order),
        ("184075699900100", NirReason::KeyRange),
        ("184075699900198", NirReason::KeyRange),
        ("184075699900199", NirReason::KeyRange),
        ("184075699900161", NirReason::Key),
    ] {
        let answer = check(value);
        assert!(!answer.valid, "{value}");
        assert_eq!(answer.reason, Some(reason), "{value}");
        assert_eq!(answer.normalised, None);
    }
}

#[test]
fn a_key_cell_without_its_zero_is_read() {
    let number = (1..=999)
        .map(|order| format!("1840756999{order:03}"))
        .find(|number| key_of(number).is_some_and(|key| key < 10))
        .unwrap();
    let key = key_of(&number).unwrap().to_string();
    assert_eq!(key.len(), 1);
    assert_eq!(check_with_key(&number, &key), Ok(()));
    assert_eq!(check_with_key(&number, ""), Ok(()));
    assert_eq!(check_with_key(&number, "x9"), Err(NirReason::KeyRange));
}

proptest! {
    #[test]
    fn any_text_has_an_answer(value in any::<String>(), key in any::<String>()) {
        let answer = check(&value);
        prop_assert_eq!(answer.valid, answer.reason.is_none());
        prop_assert_eq!(answer.valid, answer.normalised.is_some());
        let _ = check_with_key(&value, &key);
    }

    #[test]
    fn one_changed_digit_breaks_the_key(order in 1u32..=999, at in 0usize..13, add in 1u8..=9) {
        let number = format!("1840756999{order:03}");
        let full = format!("{number}{:02}", key_of(&number).unwrap());
        let mut bytes = full.into_bytes();
        bytes[at] = (bytes[at] - b'0' + add) % 10 + b'0';
        prop_assert!(!check(&String::from_utf8(bytes).unwrap()).valid);
    }
}
