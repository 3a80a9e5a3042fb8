//! Table tests of the date forms of French extracts.

use proptest::prelude::*;

use super::*;

fn reader() -> DateReader {
    DateReader::new(NaiveDate::from_ymd_opt(2021, 2, 25).unwrap())
}

fn canonical(cell: &str) -> Result<Option<String>, DateError> {
    reader().birth(cell).map(|read| read.map(|read| read.date.canonical()))
}

fn notes(cell: &str) -> DateNotes {
    reader().birth(cell).unwrap().unwrap().notes
}

#[test]
fn every_form_gives_the_same_day() {
    for cell in [
        "31/03/1985",
        "31/3/1985",
        "31-03-1985",
        "31.03.1985",
        "31 03 1985",
        "31/03/85",
        "19850331",
        "31031985",
        "1985-03-31",
        "1985/03/31",
        "1985-03-31T00:00:00",
        "1985-03-31 00:00:00.000",
        "31/03/1985 12:00",
        "31 mars 1985",
        "31-MAR-85",
        "March 31, 1985",
        "310385",
        "31137",
        "31137.0",
        " 31/03/1985 ",
        "'31/03/1985",
        "19850331120000",
    ] {
        assert_eq!(canonical(cell), Ok(Some("19850331".to_owned())), "{cell}");
    }
}

#[test]
fn partial_dates_keep_what_is_known() {
    for (cell, expected) in [
        ("00/00/1950", "19500000"),
        ("00/05/1950", "19500500"),
        ("1950-05-00", "19500500"),
        ("19500000", "19500000"),
        ("05/1950", "19500500"),
        ("mai 1950", "19500500"),
        ("1950", "19500000"),
        ("12/00/1950", "19500000"),
    ] {
        assert_eq!(canonical(cell), Ok(Some(expected.to_owned())), "{cell}");
        assert!(notes(cell).has(DateNote::Partial), "{cell}");
    }
}

#[test]
fn impossible_future_and_unreadable_dates_are_told_apart() {
    for (cell, error) in [
        ("29/02/2019", DateError::Impossible),
        ("31/02/1984", DateError::Impossible),
        ("31/04/1984", DateError::Impossible),
        ("02/13/1980", DateError::Impossible),
        ("32/01/1980", DateError::Impossible),
        ("1980-13-01", DateError::Impossible),
        ("01/01/1800", DateError::Impossible),
        ("19841399", DateError::Impossible),
        ("60", DateError::Unreadable),
        ("26/02/2021", DateError::Future),
        ("01/01/2045", DateError::Future),
        ("2021-12-01", DateError::Future),
        ("99999", DateError::Future),
        ("Vannes", DateError::Unreadable),
        ("12/03/1984 Vannes", DateError::Unreadable),
        ("1,98E+07", DateError::Unreadable),
        ("12/03/198", DateError::Unreadable),
        ("1/2/3/4", DateError::Unreadable),
        ("é", DateError::Unreadable),
    ] {
        assert_eq!(canonical(cell), Err(error), "{cell}");
    }
    assert_eq!(canonical("29/02/2020"), Ok(Some("20200229".to_owned())));
    assert_eq!(canonical("25/02/2021"), Ok(Some("20210225".to_owned())));
}

#[test]
fn blank_and_zero_dates_say_nothing() {
    for cell in ["", "NC", "-", "00/00/0000", "0000-00-00", "00000000", "0001-01-01", "00/00/00"] {
        assert_eq!(canonical(cell), Ok(None), "{cell}");
    }
}

#[test]
fn two_digit_years_turn_on_the_present_day() {
    for (cell, expected) in [
        ("25/02/21", "20210225"),
        ("26/02/21", "19210226"),
        ("01/01/22", "19220101"),
        ("15/06/05", "20050615"),
        ("29/02/00", "20000229"),
    ] {
        assert_eq!(canonical(cell), Ok(Some(expected.to_owned())), "{cell}");
    }
    assert!(notes("01/02/03").has(DateNote::Ambiguous));
    assert!(notes("25/02/19").has(DateNote::Ambiguous), "1919 or 2019");
    assert!(!notes("31/03/85").has(DateNote::Ambiguous));
    assert!(!notes("01/02/1903").has(DateNote::Ambiguous));
    assert!(!notes("31/03/1985").has(DateNote::Ambiguous));
}

#[test]
fn placeholders_serials_and_lost_zeros_are_noted() {
    assert!(notes("31/12/1950").has(DateNote::Placeholder));
    assert!(notes("01/01/1900").has(DateNote::Placeholder));
    assert!(notes("01/01/1950").is_empty());
    assert!(notes("31137").has(DateNote::Serial));
    assert!(notes("1031985").has(DateNote::ZeroRestored));
    assert_eq!(canonical("1031985"), Ok(Some("19850301".to_owned())));
    let filler = reader().birth("01/01/1900").unwrap().unwrap().date;
    assert_eq!(filler.exact(), None);
    assert!(filler.day().is_some());
}

#[test]
fn both_spreadsheet_systems_and_the_false_leap_day() {
    let day = |n, system| serial(n, system).map(|day| day.to_string());
    assert_eq!(day(1, DateSystem::From1900), Ok("1900-01-01".to_owned()));
    assert_eq!(day(59, DateSystem::From1900), Ok("1900-02-28".to_owned()));
    assert_eq!(day(60, DateSystem::From1900), Err(DateError::Impossible));
    assert_eq!(day(61, DateSystem::From1900), Ok("1900-03-01".to_owned()));
    assert_eq!(day(31137, DateSystem::From1900), Ok("1985-03-31".to_owned()));
    assert_eq!(day(29675, DateSystem::From1904), Ok("1985-03-31".to_owned()));
}

#[test]
fn month_first_files_are_read_month_first() {
    let reader = DateReader { order: DateOrder::MonthFirst, ..reader() };
    let date = reader.birth("03/31/1985").unwrap().unwrap().date;
    assert_eq!(date.canonical(), "19850331");
    assert_eq!(reader.birth("31/03/1985"), Err(DateError::Impossible));
}

#[test]
fn ages_are_the_least_possible() {
    let today = NaiveDate::from_ymd_opt(2021, 2, 25).unwrap();
    let day = |y, m, d| BirthDate::Day(NaiveDate::from_ymd_opt(y, m, d).unwrap());
    assert_eq!(day(2003, 2, 25).age_at_least(today), 18);
    assert_eq!(day(2003, 2, 26).age_at_least(today), 17);
    assert_eq!(BirthDate::Year(2003).age_at_least(today), 17);
    assert_eq!(BirthDate::Month(2003, 1).age_at_least(today), 18);
}

proptest! {
    #[test]
    fn any_text_has_an_answer(cell in any::<String>()) {
        let _ = reader().birth(&cell);
        let _ = reader().past_day(&cell);
    }

    #[test]
    fn digits_and_separators_have_an_answer(cell in "[0-9/. T:-]{0,20}") {
        if let Ok(Some(read)) = reader().birth(&cell) {
            let canonical = read.date.canonical();
            prop_assert_eq!(BirthDate::from_canonical(&canonical), Some(read.date));
            prop_assert!(read.date.year() <= 2021);
        }
    }

    #[test]
    fn every_real_day_reads_back_in_each_form(offset in 0u64..44_000) {
        let day = NaiveDate::from_ymd_opt(1900, 3, 1).unwrap() + Days::new(offset);
        prop_assume!(day <= reader().today);
        let expected = BirthDate::Day(day);
        for form in ["%d/%m/%Y", "%Y-%m-%d", "%Y%m%d", "%d%m%Y", "%d.%m.%Y"] {
            let cell = day.format(form).to_string();
            prop_assert_eq!(reader().birth(&cell).unwrap().unwrap().date, expected);
        }
    }
}
