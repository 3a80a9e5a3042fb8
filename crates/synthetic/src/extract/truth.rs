//! What a perfect import of an extract would count.

use crate::extract::bad_cause::BadCause;
use crate::extract::fields::{Field, layout};
use crate::extract::options::{ExtractOptions, Mess};
use crate::extract::visit::{Seen, Visit};

/// A row that cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BadRow {
    /// The line that a spreadsheet shows for the row: the note and the header
    /// count, a line break inside a cell does not.
    pub row: u64,
    /// Why.
    pub cause: BadCause,
}

/// What the rows that can be used hold as social security numbers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct NirCount {
    /// Nothing, or a blank marker.
    pub absent: u64,
    /// 13 characters, or 15 with the right key.
    pub valid: u64,
    /// A wrong key, or a number ruined by a spreadsheet.
    pub invalid: u64,
}

/// Special people among [`Truth::persons`], whether or not a column says so.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Specials {
    /// Under 18 on the reference day.
    pub minors: u64,
    /// Deceased.
    pub deceased: u64,
    /// Under tutelle or curatelle.
    pub protected: u64,
    /// Handled by a named person only.
    pub restricted: u64,
    /// Living abroad.
    pub abroad: u64,
    /// With an e-mail address.
    pub with_email: u64,
}

/// What a perfect import of an extract would count.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Truth {
    /// The line of the header, from 1.
    pub header_row: u64,
    /// Columns.
    pub columns: usize,
    /// Rows after the header, bad ones included.
    pub rows: u64,
    /// Different people among the rows that can be used.
    pub persons: u64,
    /// The rows that cannot be used, in the order of the file.
    pub bad_rows: Vec<BadRow>,
    /// Social security numbers, of the rows that can be used.
    pub nir: NirCount,
    /// Special people.
    pub specials: Specials,
    filled: [u64; Field::COUNT],
    classes: Vec<(&'static str, u64)>,
    layout: &'static [(Field, &'static str)],
}

impl Truth {
    pub(super) fn new(options: &ExtractOptions) -> Self {
        let layout = layout(options.lab);
        let mut classes: Vec<(&'static str, u64)> = Vec::new();
        for class in layout.iter().filter_map(|(field, _)| field.class()) {
            if classes.iter().all(|(known, _)| *known != class) {
                classes.push((class, 0));
            }
        }
        Self {
            header_row: if options.mess == Mess::Realistic { 2 } else { 1 },
            columns: layout.len(),
            rows: 0,
            persons: 0,
            bad_rows: Vec::new(),
            nir: NirCount::default(),
            specials: Specials::default(),
            filled: [0; Field::COUNT],
            classes,
            layout,
        }
    }

    /// Rows that can be used.
    pub fn accepted(&self) -> u64 {
        self.rows - u64::try_from(self.bad_rows.len()).unwrap_or(self.rows)
    }

    /// Rows that cannot be used, for that cause.
    pub fn bad(&self, cause: BadCause) -> u64 {
        let found = self.bad_rows.iter().filter(|bad| bad.cause == cause).count();
        u64::try_from(found).unwrap_or(u64::MAX)
    }

    /// Among the rows that can be used, those that expose the class of data of
    /// that code (`NIR`, `COMMENT`, ...).
    pub fn exposed(&self, class: &str) -> u64 {
        self.classes.iter().find(|(code, _)| *code == class).map_or(0, |(_, rows)| *rows)
    }

    /// Each column's header with the number of filled cells among the rows that
    /// can be used; a blank marker such as `NC` does not fill a cell.
    pub fn filled(&self) -> impl Iterator<Item = (&'static str, u64)> + '_ {
        self.layout.iter().map(|(field, header)| {
            (*header, self.filled.get(*field as usize).copied().unwrap_or(0))
        })
    }

    pub(super) fn count(&mut self, visit: &Visit<'_>, seen: &Seen, first: bool) {
        self.rows += 1;
        if let Some(cause) = visit.bad {
            self.bad_rows.push(BadRow { row: self.header_row + self.rows, cause });
            return;
        }
        for (count, filled) in self.filled.iter_mut().zip(seen.filled) {
            *count += u64::from(filled);
        }
        for (class, count) in &mut self.classes {
            let exposed = self
                .layout
                .iter()
                .any(|(field, _)| field.class() == Some(class) && seen.has(*field));
            *count += u64::from(exposed);
        }
        match seen.nir_valid {
            None => self.nir.absent += 1,
            Some(true) => self.nir.valid += 1,
            Some(false) => self.nir.invalid += 1,
        }
        if first {
            self.count_person(visit);
        }
    }

    fn count_person(&mut self, visit: &Visit<'_>) {
        let person = visit.person;
        self.persons += 1;
        self.specials.minors += u64::from(person.minor);
        self.specials.deceased += u64::from(person.deceased.is_some());
        self.specials.protected += u64::from(person.protection.is_some());
        self.specials.restricted += u64::from(person.restricted);
        self.specials.abroad += u64::from(person.is_abroad());
        self.specials.with_email += u64::from(person.contact.email.is_some());
    }
}
