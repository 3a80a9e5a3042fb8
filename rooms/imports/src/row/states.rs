//! Cells that decide the channels: death, protection, restriction, objection, language.

use people::identity::fold::fold;
use people::identity::state::{self, Answer};
use people::identity::{DateReader, State, StateSet};

use super::issue::{Code, Issue};
use super::slots::Slots;
use crate::mapping::Field;

/// What a state cell says.
enum Said {
    /// Nothing.
    Nothing,
    /// A state.
    State(State),
    /// A state is assumed, to be on the safe side, and a person must look.
    Assumed(State),
    /// Not understood, nothing is assumed.
    Unclear,
}

/// The states that a row speaks of; `measure` is the measure of protection that the header
/// names.
pub(super) fn read(
    slots: &Slots<'_>,
    dates: DateReader,
    measure: State,
    issues: &mut Vec<Issue>,
) -> StateSet {
    let mut states = StateSet::EMPTY;
    for field in
        [Field::Deceased, Field::Protected, Field::Restricted, Field::AtRisk, Field::DoNotContact]
    {
        let Some((column, cell)) = slots.tick(field) else { continue };
        let said = match field {
            Field::Deceased => deceased(cell, dates),
            Field::Protected => protected(cell, measure),
            Field::Restricted => yes_or_no(cell, State::Restricted),
            Field::AtRisk => yes_or_no(cell, State::AtRisk),
            _ => yes_or_no(cell, State::DoNotContact),
        };
        match said {
            Said::Nothing => {}
            Said::State(state) => states = states.with(state),
            Said::Assumed(state) => {
                states = states.with(state);
                issues.push(Issue::at(Code::StateUnclear, column));
            }
            Said::Unclear => issues.push(Issue::at(Code::StateUnclear, column)),
        }
    }
    states
}

/// A tick may mean yes, or be the marker for "nothing": a person must look.
fn answer(cell: &str) -> Answer {
    if cell.eq_ignore_ascii_case("x") { Answer::Unclear } else { state::answer(cell) }
}

/// A cell of the column "deceased": yes, a date, a word. Not understood is not
/// dead: a person wrongly counted as dead would never be told.
fn deceased(cell: &str, dates: DateReader) -> Said {
    match answer(cell) {
        Answer::Yes => Said::State(State::Deceased),
        Answer::No => Said::Nothing,
        Answer::Unclear if cell.eq_ignore_ascii_case("x") => Said::Unclear,
        Answer::Unclear => match dates.past_day(cell) {
            Ok(Some(_)) => Said::State(State::Deceased),
            Ok(None) => Said::Nothing,
            Err(_) => match fold(cell.trim()).as_str() {
                "DECEDE" | "DECEDEE" | "DCD" | "DECES" | "DECEASED" | "DEAD" | "DIED" => {
                    Said::State(State::Deceased)
                }
                "VIVANT" | "VIVANTE" | "ALIVE" => Said::Nothing,
                _ => Said::Unclear,
            },
        },
    }
}

/// A cell of a column of legal protection; `named` is the measure that the header names.
fn protected(cell: &str, named: State) -> Said {
    match answer(cell) {
        Answer::Yes => Said::State(named),
        Answer::No => Said::Nothing,
        Answer::Unclear => {
            let folded = fold(cell);
            if folded.contains("CURATELLE") {
                Said::State(State::Curatorship)
            } else if folded.contains("TUTELLE") {
                Said::State(State::Guardianship)
            } else if folded.contains("SAUVEGARDE") || folded.contains("HABILITATION") {
                Said::State(State::Protected)
            } else {
                Said::Assumed(named)
            }
        }
    }
}

/// The measure that a header names.
pub(super) fn measure_of(header: &str) -> State {
    let folded = fold(header);
    if folded.contains("CURATELLE") {
        State::Curatorship
    } else if folded.contains("TUTELLE") {
        State::Guardianship
    } else {
        State::Protected
    }
}

/// A cell of a yes-or-no column whose "yes" protects the person.
fn yes_or_no(cell: &str, state: State) -> Said {
    match answer(cell) {
        Answer::Yes => Said::State(state),
        Answer::No => Said::Nothing,
        Answer::Unclear => Said::Assumed(state),
    }
}

/// The ISO 639-1 code of a language cell.
pub(super) fn language(cell: &str) -> Option<String> {
    let folded = fold(cell.trim());
    let code = match folded.as_str() {
        "FRA" | "FRE" | "FRANCAIS" | "FRANCAISE" | "FRENCH" => "fr",
        "ENG" | "ANG" | "ANGLAIS" | "ENGLISH" => "en",
        "ARA" | "ARABE" | "ARABIC" => "ar",
        "SPA" | "ESP" | "ESPAGNOL" | "SPANISH" => "es",
        "POR" | "PORTUGAIS" | "PORTUGUESE" => "pt",
        "DEU" | "GER" | "ALL" | "ALLEMAND" | "GERMAN" => "de",
        "ITA" | "ITALIEN" | "ITALIAN" => "it",
        "TUR" | "TURC" | "TURKISH" => "tr",
        "RUS" | "RUSSE" | "RUSSIAN" => "ru",
        "UKR" | "UKRAINIEN" | "UKRAINIAN" => "uk",
        "POL" | "POLONAIS" | "POLISH" => "pl",
        "RON" | "RUM" | "ROUMAIN" | "ROMANIAN" => "ro",
        "NLD" | "NEERLANDAIS" | "DUTCH" => "nl",
        "ZHO" | "CHI" | "CHINOIS" | "CHINESE" => "zh",
        "VIE" | "VIETNAMIEN" | "VIETNAMESE" => "vi",
        "BRE" | "BRETON" => "br",
        code => {
            let base = code.split(['-', '_']).next().unwrap_or_default();
            let known = base.len() == 2 && base.bytes().all(|b| b.is_ascii_uppercase());
            return known.then(|| base.to_ascii_lowercase());
        }
    };
    Some(code.to_owned())
}
