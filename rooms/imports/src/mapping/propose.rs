//! A mapping from headers and some rows.

use people::identity::{DateOrder, DateSystem, Phone, nir};

use super::words::{Likeness, recognise};
use super::{Action, Column, Field, Mapping, VERSION, squash};

/// Rows that a conclusion from values needs.
const ENOUGH: usize = 3;
/// Confidence of a guess.
const GUESS: f32 = 0.5;

/// Proposes a mapping. A person corrects it; nothing unknown is ever stored.
pub fn propose(headers: &[String], samples: &[Vec<String>]) -> Mapping {
    let mut columns: Vec<Column> = headers.iter().map(|header| by_name(header)).collect();
    pair_surnames(&mut columns);
    by_values(&mut columns, samples);
    settle_duplicates(&mut columns);
    let date_order = date_order(&columns, samples);
    Mapping { version: VERSION, columns, date_order, date_system: DateSystem::default() }
}

fn by_name(header: &str) -> Column {
    match recognise(header) {
        Some((field, likeness)) => Column {
            header: header.to_owned(),
            field: Some(field),
            action: field.action(),
            confidence: match likeness {
                Likeness::Exact => 1.0,
                Likeness::Contained => 0.7,
            },
            classes: None,
        },
        None => Column::unknown(header),
    }
}

/// `nom` beside `nom usuel` or `nom marital` is the name at birth.
fn pair_surnames(columns: &mut [Column]) {
    let is_used = |column: &Column| column.field == Some(Field::UsedName);
    let is_plain = |column: &Column| {
        matches!(
            squash(&column.header).as_str(),
            "nom" | "nompatient" | "name" | "lastname" | "surname"
        )
    };
    let has_birth = columns.iter().any(|column| column.field == Some(Field::BirthName));
    let says_used = columns.iter().any(|column| is_used(column) && !is_plain(column));
    if has_birth || !says_used {
        return;
    }
    if let Some(column) = columns.iter_mut().find(|column| is_used(column) && is_plain(column)) {
        column.field = Some(Field::BirthName);
    }
}

/// What names do not tell, values may: a bare `date`, and columns that hold what must be flagged.
fn by_values(columns: &mut [Column], samples: &[Vec<String>]) {
    let has = |columns: &[Column], field| columns.iter().any(|column| column.field == Some(field));
    for index in 0..columns.len() {
        let Some(column) = columns.get(index) else { continue };
        if column.field.is_some() {
            continue;
        }
        let name = squash(&column.header);
        let cells = cells(samples, index);
        let most = |test: &dyn Fn(&str) -> bool| {
            cells.len() >= ENOUGH
                && cells.iter().filter(|cell| test(cell)).count() * 10 >= cells.len() * 8
        };
        let field = if matches!(name.as_str(), "date" | "dt" | "jour") {
            if !has(columns, Field::BirthDate)
                && most(&|cell| year(cell).is_some_and(|year| year < 2005))
            {
                Some(Field::BirthDate)
            } else if !has(columns, Field::VisitDate) {
                Some(Field::VisitDate)
            } else {
                None
            }
        } else if most(&|cell| nir::check(cell).valid) {
            Some(Field::Nir)
        } else if most(&is_email) {
            Some(Field::Email)
        } else if most(&is_iban) {
            Some(Field::Bank)
        } else if most(&|cell| cell.starts_with('0') && Phone::parse(cell).is_ok()) {
            Some(Field::PhoneHome)
        } else {
            None
        };
        if let (Some(field), Some(column)) = (field, columns.get_mut(index)) {
            column.field = Some(field);
            // Storing what no name announced is a person's decision, but for a plain date.
            column.action = if name == "date" || !field.may_be_stored() {
                field.action()
            } else {
                Action::Flag
            };
            column.confidence = GUESS;
        }
    }
}

fn cells(samples: &[Vec<String>], index: usize) -> Vec<&str> {
    samples
        .iter()
        .filter_map(|row| row.get(index))
        .map(|cell| cell.trim())
        .filter(|cell| !people::identity::blank::is_blank(cell))
        .collect()
}

/// A four-digit year in a cell.
fn year(cell: &str) -> Option<u32> {
    cell.split(|c: char| !c.is_ascii_digit())
        .find(|part| part.len() == 4)
        .and_then(|part| part.parse().ok())
}

fn is_email(cell: &str) -> bool {
    people::identity::Email::parse(cell).is_ok()
}

fn is_iban(cell: &str) -> bool {
    let bytes: Vec<u8> = cell.bytes().filter(|b| *b != b' ').collect();
    (15..=34).contains(&bytes.len())
        && bytes.iter().take(2).all(u8::is_ascii_uppercase)
        && bytes.iter().skip(2).take(2).all(u8::is_ascii_digit)
        && bytes.iter().all(u8::is_ascii_alphanumeric)
}

/// One stored column a field. The surest stays; the others take a free place
/// of the same kind (a second telephone, the next address line) or are flagged.
fn settle_duplicates(columns: &mut [Column]) {
    for field in Field::ALL.iter().copied().filter(|field| field.may_be_stored()) {
        loop {
            let rivals: Vec<usize> = columns
                .iter()
                .enumerate()
                .filter(|(_, column)| column.field == Some(field) && column.action == Action::Store)
                .map(|(index, _)| index)
                .collect();
            let confidence =
                |index: &usize| columns.get(*index).map_or(0.0, |column| column.confidence);
            let Some(first) = rivals.first().copied() else { break };
            let best = rivals.iter().copied().fold(first, |best, index| {
                if confidence(&index) > confidence(&best) { index } else { best }
            });
            let Some(other) = rivals.into_iter().find(|index| *index != best) else { break };
            let free = spare(field).iter().copied().find(|spare| {
                !columns
                    .iter()
                    .any(|column| column.field == Some(*spare) && column.action == Action::Store)
            });
            let Some(column) = columns.get_mut(other) else { break };
            match free {
                Some(free) => column.field = Some(free),
                None => column.action = Action::Flag,
            }
            column.confidence = column.confidence.min(GUESS);
        }
    }
}

/// Fields that can take the overflow of a field.
const fn spare(field: Field) -> &'static [Field] {
    match field {
        Field::Address1 => &[Field::Address2, Field::Address3],
        Field::Address2 => &[Field::Address3],
        Field::PhoneHome => &[Field::PhoneMobile],
        Field::PhoneMobile => &[Field::PhoneHome],
        _ => &[],
    }
}

/// Month first only when the birth dates say so: some second number above 12, no first one.
fn date_order(columns: &[Column], samples: &[Vec<String>]) -> DateOrder {
    let Some(index) = columns.iter().position(|column| column.field == Some(Field::BirthDate))
    else {
        return DateOrder::DayFirst;
    };
    let (mut first_big, mut second_big) = (0, 0);
    for cell in cells(samples, index) {
        let mut parts = cell.split(['/', '-', '.', ' ']).map(str::parse::<u32>);
        if let (Some(Ok(first)), Some(Ok(second))) = (parts.next(), parts.next()) {
            first_big += usize::from(first > 12);
            second_big += usize::from((13..=31).contains(&second));
        }
    }
    if second_big >= ENOUGH && first_big == 0 { DateOrder::MonthFirst } else { DateOrder::DayFirst }
}
