//! Names, sex and birth date of a row.

use people::identity::blank::is_blank;
use people::identity::name::{split_full_name, split_married};
use people::identity::{
    Civility, DateError, DateNote, DateReader, MatchTraits, Sex, State, StateSet, Traits,
};

use super::issue::{Code, Issue};
use super::slots::Slots;
use super::text::clean;
use crate::mapping::Field;

/// Reads the traits; errors and warnings are added to `issues`.
pub(super) fn read(
    slots: &Slots<'_>,
    dates: DateReader,
    issues: &mut Vec<Issue>,
) -> (Traits, MatchTraits, StateSet) {
    let mut traits = Traits::default();
    names(slots, &mut traits, issues);
    sex(slots, &mut traits, issues);
    let states = birth(slots, dates, &mut traits, issues);
    if let Some((_, cell)) = slots.get(Field::BirthPlace) {
        traits.birth_place = Some(clean(cell));
    }
    let matching = MatchTraits::of(&traits);
    let lettered = |name: &str| name.chars().any(char::is_alphabetic);
    if !lettered(&matching.birth_name) && !lettered(&matching.used_name) {
        issues.push(Issue { code: Code::NameMissing, column: slots.name_column() });
    } else if matching.first_name.is_empty() {
        let column = slots.column(Field::FirstNames).or(slots.column(Field::UsedFirstName));
        issues.push(Issue { code: Code::FirstNameMissing, column });
    }
    (traits, matching, states)
}

fn names(slots: &Slots<'_>, traits: &mut Traits, issues: &mut Vec<Issue>) {
    let text = |field| slots.get(field).map(|(_, cell)| clean(cell));
    traits.birth_name = text(Field::BirthName);
    traits.used_name = text(Field::UsedName);
    traits.first_names = text(Field::FirstNames);
    traits.used_first_name = text(Field::UsedFirstName);
    if let Some((column, cell)) = slots.get(Field::FullName)
        && traits.birth_name.is_none()
        && traits.used_name.is_none()
    {
        let cell = clean(cell);
        if let Some((surname, firsts)) = split_full_name(&cell) {
            traits.used_name = Some(surname);
            traits.first_names.get_or_insert(firsts);
        } else {
            // With a first name of its own, the cell is the surname.
            if traits.first_names.is_none() {
                issues.push(Issue::at(Code::FullNameUnsplit, column));
            }
            traits.used_name = Some(cell);
        }
    }
    // `MARTIN née DUPONT` in one cell says both names, when the other column is silent.
    let both = match (&traits.birth_name, &traits.used_name) {
        (None, Some(name)) | (Some(name), None) => {
            split_married(name).map(|two| (two.birth.to_owned(), two.used.to_owned()))
        }
        _ => None,
    };
    if let Some((birth, used)) = both {
        traits.birth_name = Some(birth);
        traits.used_name = Some(used);
    }
    for field in [Field::BirthName, Field::UsedName, Field::FirstNames] {
        if let Some((column, cell)) = slots.get(field)
            && cell.bytes().any(|b| b.is_ascii_digit() || b == b'@')
        {
            issues.push(Issue::at(Code::NameUnusual, column));
        }
    }
}

fn sex(slots: &Slots<'_>, traits: &mut Traits, issues: &mut Vec<Issue>) {
    if let Some((column, cell)) = slots.get(Field::Civility) {
        traits.civility = Civility::parse(cell);
        if traits.civility.is_none() {
            issues.push(Issue::at(Code::CivilityUnknown, column));
        }
    }
    if let Some((column, cell)) = slots.get(Field::Sex) {
        // A column of civilities under the name of sex is common.
        traits.sex = Sex::parse(cell).or_else(|| Civility::parse(cell).and_then(Civility::sex));
        if traits.sex.is_none() {
            issues.push(Issue::at(Code::SexUnknown, column));
        }
    }
    let implied = traits.civility.and_then(Civility::sex);
    match (traits.sex, implied) {
        (None, implied) => traits.sex = implied,
        (Some(Sex::Male), Some(Sex::Female)) | (Some(Sex::Female), Some(Sex::Male)) => {
            issues.push(Issue {
                code: Code::SexCivilityDiffer,
                column: slots.column(Field::Civility),
            });
        }
        _ => {}
    }
}

/// Notes on a date and the warnings they give.
const NOTES: [(DateNote, Code); 5] = [
    (DateNote::Partial, Code::BirthDatePartial),
    (DateNote::Ambiguous, Code::BirthDateAmbiguous),
    (DateNote::Placeholder, Code::BirthDatePlaceholder),
    (DateNote::Serial, Code::BirthDateSerial),
    (DateNote::ZeroRestored, Code::BirthDateZeroRestored),
];

fn birth(
    slots: &Slots<'_>,
    dates: DateReader,
    traits: &mut Traits,
    issues: &mut Vec<Issue>,
) -> StateSet {
    let mut states = StateSet::EMPTY;
    let Some(column) = slots.column(Field::BirthDate) else { return states };
    let cell = slots.get(Field::BirthDate).map_or("", |(_, cell)| cell);
    if is_blank(cell) {
        issues.push(Issue::at(Code::BirthDateMissing, column));
        return states;
    }
    match dates.birth(cell) {
        Ok(None) => issues.push(Issue::at(Code::BirthDateMissing, column)),
        Ok(Some(read)) => {
            traits.birth_date = Some(read.date);
            if !read.notes.is_empty() {
                let found = NOTES.iter().filter(|(note, _)| read.notes.has(*note));
                issues.extend(found.map(|(_, code)| Issue::at(*code, column)));
            }
            let age = read.date.age_at_least(dates.today);
            if age < 18 {
                states = states.with(State::Minor);
            }
            if age < 16 {
                states = states.with(State::UnderSixteen);
            }
        }
        Err(error) => {
            let code = match error {
                DateError::Unreadable => Code::BirthDateUnreadable,
                DateError::Impossible => Code::BirthDateImpossible,
                DateError::Future => Code::BirthDateFuture,
            };
            issues.push(Issue::at(code, column));
        }
    }
    states
}
