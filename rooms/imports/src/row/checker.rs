//! Runs the rules over the records of one file.

use chrono::NaiveDate;
use kernel::exposure::ClassSet;
use people::identity::blank::{is_blank, trim};
use people::identity::{DateReader, State};

use super::checked::{AcceptedRow, Checked, NirState, QuarantinedRow};
use super::issue::{Code, Issue};
use super::sites::Sites;
use super::slots::Slots;
use super::text::clean;
use super::{contact, identity, nir, states, visit};
use crate::Limits;
use crate::mapping::{Action, Field, Mapping};
use crate::read::{Defect, Record, Repair};

/// What the rules need to know beside the mapping.
#[derive(Clone, Debug)]
pub struct RowOptions {
    /// The present day in the lab's zone.
    pub today: NaiveDate,
    /// Names and FINESS numbers of the lab of this import; with none, the site column is not checked.
    pub sites: Vec<String>,
    /// Limits of a cell.
    pub limits: Limits,
    /// Whether rows of this file have as many cells as the header ([`crate::detect::Format`]).
    pub regular: bool,
}

/// What is done with one column.
struct Plan {
    header: String,
    field: Option<Field>,
    action: Action,
    classes: ClassSet,
    /// Whether it is known what the column holds.
    declared: bool,
    not_blank: u64,
}

/// Checks the records of one file. Buffers are used again from row to row.
pub struct Checker {
    plans: Vec<Plan>,
    /// Column of each stored field, by the field's place in [`Field::ALL`].
    columns: Vec<Option<usize>>,
    nir: Option<usize>,
    nir_key: Option<usize>,
    dates: DateReader,
    measure: State,
    sites: Sites,
    limits: Limits,
    regular: bool,
}

impl Checker {
    /// A checker of files with this mapping, whose columns are the file's, in order.
    pub fn new(mapping: &Mapping, options: RowOptions) -> Self {
        let mut columns = vec![None; Field::ALL.len()];
        let place = |wanted: Field| {
            mapping
                .columns
                .iter()
                .position(|column| column.field == Some(wanted) && column.action != Action::Ignored)
        };
        for (index, column) in mapping.columns.iter().enumerate() {
            if let (Some(field), Action::Store) = (column.field, column.action)
                && let Some(slot) = columns.get_mut(field as usize)
            {
                slot.get_or_insert(index);
            }
        }
        let measure = columns
            .get(Field::Protected as usize)
            .copied()
            .flatten()
            .and_then(|index| mapping.columns.get(index))
            .map_or(State::Protected, |column| states::measure_of(&column.header));
        Self {
            plans: mapping
                .columns
                .iter()
                .map(|column| Plan {
                    header: column.header.clone(),
                    field: column.field,
                    action: column.action,
                    classes: column.class_set(),
                    declared: column.is_declared(),
                    not_blank: 0,
                })
                .collect(),
            columns,
            nir: place(Field::Nir),
            nir_key: place(Field::NirKey),
            dates: DateReader {
                today: options.today,
                order: mapping.date_order,
                system: mapping.date_system,
            },
            measure,
            sites: Sites::of(&options.sites),
            limits: options.limits,
            regular: options.regular,
        }
    }

    /// How many cells of each column were not blank, so far.
    pub fn non_empty(&self) -> impl Iterator<Item = u64> {
        self.plans.iter().map(|plan| plan.not_blank)
    }

    /// Places of the columns that held something so far and that nobody declared.
    pub fn undeclared(&self) -> Vec<usize> {
        let columns = self.plans.iter().enumerate();
        columns
            .filter(|(_, plan)| !plan.declared && plan.not_blank > 0)
            .map(|(place, _)| place)
            .collect()
    }

    /// Checks one record.
    pub fn check(&mut self, record: &Record) -> Checked {
        let mut issues = Vec::new();
        if let Some(code) = self.unreadable(record) {
            issues.push(Issue::of_row(code));
            return quarantined(record.row, issues, ClassSet::EMPTY, NirState::Absent, Vec::new());
        }
        let flags = self.flags(record, &mut issues);
        let nir = nir::read(record, self.nir, self.nir_key, &mut issues);
        self.row_notes(record, &mut issues);
        let slots = Slots { record, columns: &self.columns };
        let (traits, matching, states) = identity::read(&slots, self.dates, &mut issues);
        let site = slots.get(Field::Site).map(|(column, cell)| {
            if !self.sites.has(cell) {
                issues.push(Issue::at(Code::OtherSite, column));
            }
            clean(cell)
        });
        if issues.iter().any(|issue| issue.code.is_error()) {
            let cells = self.stored_cells(record);
            return quarantined(record.row, issues, flags, nir, cells);
        }
        let mut row = AcceptedRow {
            row: record.row,
            traits,
            matching,
            states,
            site,
            flags,
            nir,
            ..AcceptedRow::default()
        };
        contact::read(&slots, &mut row, &mut issues);
        visit::read(&slots, self.dates, &mut row, &mut issues);
        let said = states::read(&slots, self.dates, self.measure, &mut issues);
        row.states = row.states.union(said);
        row.guardian = slots.get(Field::Guardian).map(|(_, cell)| clean(cell));
        row.warnings = issues;
        Checked::Accepted(row)
    }

    /// Why nothing can be concluded from the cells of a record.
    fn unreadable(&self, record: &Record) -> Option<Code> {
        match record.defect {
            Some(Defect::UnterminatedQuote) => Some(Code::QuoteUnterminated),
            Some(Defect::TooLong) => Some(Code::RowTooLong),
            None if self.is_shifted(record) => Some(Code::TooManyCells),
            None if record.len() == 1 && self.plans.len() > 2 => Some(Code::RowUnreadable),
            None if self.regular && record.len() < self.plans.len() => Some(Code::RowCut),
            None if self.is_header(record) => Some(Code::HeaderRepeated),
            None => None,
        }
    }

    /// The header again: extracts of several days put end to end.
    fn is_header(&self, record: &Record) -> bool {
        record.len() == self.plans.len()
            && self.plans.iter().zip(record.cells()).all(|(plan, cell)| {
                trim(cell).len() <= plan.header.len() + 8 && clean(cell) == plan.header
            })
    }

    /// Cells beyond the header: a delimiter inside an unquoted cell. Blank ones count in
    /// a regular file alone, since some software ends each row with a delimiter.
    fn is_shifted(&self, record: &Record) -> bool {
        if self.regular {
            return record.len() > self.plans.len();
        }
        (self.plans.len()..record.len())
            .any(|index| record.get(index).is_some_and(|cell| !trim(cell).is_empty()))
    }

    fn flags(&mut self, record: &Record, issues: &mut Vec<Issue>) -> ClassSet {
        let mut flags = ClassSet::EMPTY;
        for (index, (plan, cell)) in self.plans.iter_mut().zip(record.cells()).enumerate() {
            if is_blank(cell) {
                continue;
            }
            plan.not_blank += 1;
            flags = flags.union(plan.classes);
            if plan.action == Action::Store
                && cell.len() > self.limits.cell_chars
                && cell.chars().count() > self.limits.cell_chars
            {
                issues.push(Issue::at(Code::CellTooLong, index));
            }
        }
        flags
    }

    fn row_notes(&self, record: &Record, issues: &mut Vec<Issue>) {
        if record.len() < self.plans.len() {
            issues.push(Issue::of_row(Code::RowShort));
        }
        if record.repaired(Repair::Nul) {
            issues.push(Issue::of_row(Code::NulRemoved));
        }
        if record.repaired(Repair::Encoding) {
            issues.push(Issue::of_row(Code::EncodingRepaired));
        }
    }

    fn stored_cells(&self, record: &Record) -> Vec<(usize, Field, String)> {
        self.plans
            .iter()
            .zip(record.cells())
            .enumerate()
            .filter(|(_, (plan, cell))| plan.action == Action::Store && !is_blank(cell))
            .filter_map(|(index, (plan, cell))| {
                let kept: String = cell.chars().take(self.limits.cell_chars).collect();
                Some((index, plan.field?, kept))
            })
            .collect()
    }
}

fn quarantined(
    row: u64,
    issues: Vec<Issue>,
    flags: ClassSet,
    nir: NirState,
    cells: Vec<(usize, Field, String)>,
) -> Checked {
    let (errors, warnings) = issues.into_iter().partition(|issue| issue.code.is_error());
    Checked::Quarantined(QuarantinedRow { row, errors, warnings, flags, nir, cells })
}
