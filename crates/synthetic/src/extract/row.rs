//! One visit to one line of the file.

use std::io;

use crate::day::{EXPORT_DAY, push_french};
use crate::extract::bad_cause::BadCause;
use crate::extract::fields::{Field, birth_name_only_if_other, layout, used_name_only_if_other};
use crate::extract::mess::{self, Apostrophe};
use crate::extract::options::{Encoding, ExtractOptions, Mess};
use crate::extract::sink::Sink;
use crate::extract::visit::{Seen, Visit};
use crate::person::{Country, Protection, SyntheticPerson};
use crate::random::Draws;
use crate::sex::Sex;
use crate::text::push_padded;

/// Writes the lines of one extract; keeps its buffers from row to row.
pub(super) struct RowWriter<'a> {
    options: &'a ExtractOptions,
    layout: &'static [(Field, &'static str)],
    delimiter: char,
    apostrophe: Apostrophe,
    cells: [String; Field::COUNT],
}

impl<'a> RowWriter<'a> {
    pub(super) fn new(options: &'a ExtractOptions) -> Self {
        // ISO-8859-15 alone has no curly apostrophe.
        let apostrophe = if options.encoding == Encoding::Iso8859_15 {
            Apostrophe::Straight
        } else {
            Apostrophe::StraightOrCurly
        };
        Self {
            options,
            layout: layout(options.lab),
            delimiter: options.delimiter.as_char(),
            apostrophe,
            cells: [const { String::new() }; Field::COUNT],
        }
    }

    /// The note that the vendor's software puts first, then the header.
    pub(super) fn header(&mut self, sink: &mut Sink<'_>) -> io::Result<()> {
        if self.messy() {
            sink.text.push_str("Export Mégaflux 4 - laboratoire ");
            sink.text.push_str(self.options.lab.name());
            sink.text.push_str(" - édité le ");
            push_french(&mut sink.text, EXPORT_DAY);
            sink.end_line()?;
        }
        for (place, (_, header)) in self.layout.iter().enumerate() {
            if place > 0 {
                sink.text.push(self.delimiter);
            }
            sink.text.push_str(header);
        }
        sink.end_line()
    }

    /// Writes the row of a visit.
    pub(super) fn row(
        &mut self,
        sink: &mut Sink<'_>,
        visit: &Visit<'_>,
        draws: &mut Draws,
    ) -> io::Result<Seen> {
        for cell in &mut self.cells {
            cell.clear();
        }
        self.identity(visit, draws);
        self.address(visit.person, draws);
        self.reach(visit.person, draws);
        let nir_valid = self.clinical(visit.person, draws);
        self.visit(visit, draws);

        let mut filled = [false; Field::COUNT];
        for (filled, cell) in filled.iter_mut().zip(&self.cells) {
            *filled = !cell.is_empty();
        }
        if self.messy() {
            for (field, _) in self.layout {
                if may_be_marked(*field) && self.cell(*field).is_empty() {
                    let marker = mess::blank(draws);
                    self.cell(*field).push_str(marker);
                }
            }
        }
        if let Some(cause) = visit.bad {
            self.spoil(cause, visit.person, draws);
        }
        self.line(sink, visit.bad, draws);
        sink.end_line()?;
        Ok(Seen { filled, nir_valid })
    }

    fn messy(&self) -> bool {
        self.options.mess == Mess::Realistic
    }

    fn cell(&mut self, field: Field) -> &mut String {
        // `Field::COUNT` cells, one a field: the index exists.
        let index = (field as usize).min(Field::COUNT - 1);
        #[expect(clippy::indexing_slicing, reason = "bounded on the line above")]
        &mut self.cells[index]
    }

    fn name(&mut self, field: Field, name: &str, draws: &mut Draws) {
        let (messy, apostrophe) = (self.messy(), self.apostrophe);
        let cell = self.cell(field);
        if messy {
            mess::push_name(cell, name, apostrophe, draws);
        } else {
            cell.push_str(name);
        }
    }

    fn identity(&mut self, visit: &Visit<'_>, draws: &mut Draws) {
        let person = visit.person;
        // Some visits were before the wedding: only the birth name is known.
        let maiden = self.messy() && visit.index > 0 && draws.chance(3_000);
        let used = person.used_name.as_deref().filter(|_| !maiden);
        let lab = self.options.lab;
        if used.is_some() || !used_name_only_if_other(lab) {
            self.name(Field::UsedName, used.unwrap_or(&person.birth_name), draws);
        }
        if used.is_some() || !birth_name_only_if_other(lab) {
            self.name(Field::BirthName, &person.birth_name, draws);
        }
        self.name(Field::FirstName, &person.first_name, draws);

        let messy = self.messy();
        let cell = self.cell(Field::BirthDate);
        if messy {
            mess::push_birth_date(cell, person.birth_date, draws);
        } else {
            push_french(cell, person.birth_date);
        }
        let style = if messy { draws.below(100) } else { 0 };
        self.cell(Field::Sex).push_str(match (person.sex, style) {
            (Sex::Female, 0..97) => "F",
            (Sex::Male, 0..97) => "M",
            (Sex::Female, 97) => "f",
            (Sex::Male, 97) => "m",
            (Sex::Female, _) => "Féminin",
            (Sex::Male, _) => "Masculin",
        });
    }

    fn address(&mut self, person: &SyntheticPerson, draws: &mut Draws) {
        let messy = self.messy();
        let Some(address) = &person.contact.address else {
            if messy {
                let note = draws.pick(&["", "NPAI", "SANS DOMICILE FIXE", ""]);
                self.cell(Field::Street).push_str(note);
            }
            return;
        };
        let capitals = messy && draws.chance(6_000);
        let street = self.cell(Field::Street);
        push_cased(street, &address.street, capitals);
        if let Some(complement) = &address.complement {
            street.push_str(", ");
            push_cased(street, complement, capitals);
        }
        // A spreadsheet drops the leading zero of one code in two.
        let lost_zero = messy && address.country == Country::France && draws.chance(5_000);
        let postcode = address.postcode.strip_prefix('0').filter(|_| lost_zero);
        self.cell(Field::Postcode).push_str(postcode.unwrap_or(&address.postcode));
        push_cased(self.cell(Field::City), &address.city, capitals);
        let has_country = self.layout.iter().any(|(field, _)| *field == Field::Country);
        if address.country == Country::France {
            self.cell(Field::Country).push_str(draws.pick(&["", "FRANCE", "FR"]));
        } else if has_country {
            self.cell(Field::Country).push_str(address.country.french_name());
        } else {
            let city = self.cell(Field::City);
            city.push_str(" (");
            city.push_str(address.country.french_name());
            city.push(')');
        }
    }

    fn reach(&mut self, person: &SyntheticPerson, draws: &mut Draws) {
        let messy = self.messy();
        let phones = [
            (Field::HomePhone, &person.contact.home_phone),
            (Field::Mobile, &person.contact.mobile),
        ];
        for (field, number) in phones {
            let Some(number) = number else { continue };
            let cell = self.cell(field);
            if messy {
                mess::push_phone(cell, number, draws);
            } else {
                cell.push_str(number);
            }
        }
        if let Some(email) = &person.contact.email {
            let capitals = messy && draws.chance(400);
            push_cased(self.cell(Field::Email), email, capitals);
        }
    }

    /// Fills the clinical cells; answers whether the social security number is
    /// valid, or `None` when there is none.
    fn clinical(&mut self, person: &SyntheticPerson, draws: &mut Draws) -> Option<bool> {
        let messy = self.messy();
        let clinical = &person.clinical;
        let optional = [
            (Field::Insurer, clinical.insurer),
            (Field::BloodGroup, clinical.blood_group),
            (Field::Comment, clinical.comment.as_deref()),
            (Field::Pregnancy, clinical.pregnancy.as_deref()),
            (Field::Serology, clinical.hiv),
            (Field::Password, clinical.password.as_deref()),
        ];
        for (field, value) in optional {
            self.cell(field).push_str(value.unwrap_or_default());
        }
        if let Some(doctor) = &clinical.doctor {
            let capitals = messy && draws.chance(7_000);
            push_cased(self.cell(Field::Doctor), doctor, capitals);
        }
        let nir = clinical.nir.as_ref()?;
        let cell = self.cell(Field::Nir);
        if messy {
            return Some(mess::push_nir(cell, nir, draws));
        }
        cell.push_str(nir.as_str());
        Some(true)
    }

    fn visit(&mut self, visit: &Visit<'_>, draws: &mut Draws) {
        let (person, messy) = (visit.person, self.messy());
        let sampled = person.visits.get(visit.index as usize).or_else(|| person.visits.first());
        if let Some(sampled) = sampled {
            let cell = self.cell(Field::SampleDate);
            push_french(cell, *sampled);
            if messy && draws.chance(200) {
                cell.push_str(" 08:15");
            }
        }
        let number = self.cell(Field::VisitNumber);
        push_padded(number, person.number.wrapping_mul(4) + u64::from(visit.index) + 100_000, 9);
        let patient_number = person.patient_number(self.options.lab);
        self.cell(Field::PatientNumber).push_str(&patient_number);
        if let Some(died) = person.deceased {
            let cell = self.cell(Field::Deceased);
            if messy && draws.chance(5_000) {
                cell.push('O');
            } else {
                push_french(cell, died);
            }
        }
        self.cell(Field::Protection).push_str(match person.protection {
            Some(Protection::Tutelle) => "TUTELLE",
            Some(Protection::Curatelle) => "CURATELLE",
            None => "",
        });
    }

    /// Makes the cells of a row unusable.
    fn spoil(&mut self, cause: BadCause, person: &SyntheticPerson, draws: &mut Draws) {
        match cause {
            BadCause::NoName => {
                self.cell(Field::UsedName).clear();
                self.cell(Field::BirthName).clear();
            }
            BadCause::ImpossibleBirthDate => {
                let cell = self.cell(Field::BirthDate);
                cell.clear();
                cell.push_str(mess::impossible_date(draws));
            }
            BadCause::FutureBirthDate => {
                let cell = self.cell(Field::BirthDate);
                cell.clear();
                mess::push_future_date(cell, person.birth_date, draws);
            }
            // The line itself is damaged: see `line`.
            BadCause::Ragged | BadCause::BrokenQuotes => {}
        }
    }

    fn line(&mut self, sink: &mut Sink<'_>, bad: Option<BadCause>, draws: &mut Draws) {
        let mut columns = self.layout;
        let mut extra = "";
        if bad == Some(BadCause::Ragged) {
            if draws.chance(5_000) {
                // The export was cut: the last third of the cells is missing.
                columns = columns.get(..columns.len() * 2 / 3).unwrap_or(columns);
            } else {
                extra = "12 bis";
            }
        }
        let text = &mut sink.text;
        for (place, (field, _)) in columns.iter().enumerate() {
            if place > 0 {
                text.push(self.delimiter);
            }
            let cell = self.cells.get(*field as usize).map_or("", String::as_str);
            match (bad, field) {
                (Some(BadCause::BrokenQuotes), Field::Street) => {
                    text.push('"');
                    text.push_str("rue du Port");
                }
                (Some(BadCause::BrokenQuotes), Field::Comment) => {
                    text.push_str("\"voir dossier\"");
                }
                (Some(BadCause::BrokenQuotes), _) => {
                    // No other quote: the damage must stay in this row.
                    text.extend(cell.chars().filter(|letter| !"\"\r\n".contains(*letter)));
                }
                (Some(BadCause::Ragged), Field::Street) if !extra.is_empty() => {
                    text.push_str(extra);
                    text.push(self.delimiter);
                    push_cell(text, cell, self.delimiter);
                }
                _ => push_cell(text, cell, self.delimiter),
            }
        }
    }
}

/// Columns where a typist writes a marker for "nothing". Names, dates and marks
/// of death or protection are left empty instead.
const fn may_be_marked(field: Field) -> bool {
    matches!(
        field,
        Field::Nir
            | Field::HomePhone
            | Field::Mobile
            | Field::Email
            | Field::Doctor
            | Field::Insurer
            | Field::BloodGroup
            | Field::Comment
    )
}

fn push_cased(cell: &mut String, text: &str, capitals: bool) {
    if capitals {
        mess::push_capitals(cell, text);
    } else {
        cell.push_str(text);
    }
}

/// Appends a cell, quoted where the format asks for it.
fn push_cell(out: &mut String, cell: &str, delimiter: char) {
    let quoted = cell
        .bytes()
        .any(|byte| matches!(byte, b'"' | b'\n' | b'\r') || char::from(byte) == delimiter);
    if !quoted {
        out.push_str(cell);
        return;
    }
    out.push('"');
    for letter in cell.chars() {
        if letter == '"' {
            out.push('"');
        }
        out.push(letter);
    }
    out.push('"');
}
