//! Runs the rules over the records of one file.

use chrono::NaiveDate;
use kernel::exposure::ClassSet;
use people::identity::blank::{is_blank, trim};
use people::identity::name::normalise_name;
use people::identity::nir::{NirReason, check_with_key};
use people::identity::{DateReader, State, StateSet};

use super::states::{self, Said};
use super::text::{clean, number, unwrap};
use super::{AcceptedRow, Checked, Code, Issue, NirState, QuarantinedRow, contact, identity};
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
    sites: Vec<String>,
    limits: Limits,
    regular: bool,
}

/// The cells of stored columns of one record.
pub(super) struct Slots<'a> {
    record: &'a Record,
    columns: &'a [Option<usize>],
}

impl<'a> Slots<'a> {
    /// Column and text of a stored field whose cell is not blank.
    pub(super) fn get(&self, field: Field) -> Option<(usize, &'a str)> {
        let column = self.column(field)?;
        let cell = trim(self.record.get(column)?);
        (!is_blank(cell)).then_some((column, cell))
    }

    /// The same for a yes-or-no field, where an `X` is a tick rather than "nothing".
    pub(super) fn tick(&self, field: Field) -> Option<(usize, &'a str)> {
        let column = self.column(field)?;
        let cell = trim(self.record.get(column)?);
        (!is_blank(cell) || cell.eq_ignore_ascii_case("x")).then_some((column, cell))
    }

    /// Column of a stored field.
    pub(super) fn column(&self, field: Field) -> Option<usize> {
        self.columns.get(field as usize).copied().flatten()
    }

    /// The column to name when the surname is missing.
    pub(super) fn name_column(&self) -> Option<usize> {
        [Field::BirthName, Field::UsedName, Field::FullName]
            .into_iter()
            .find_map(|field| self.column(field))
    }
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
            sites: options
                .sites
                .iter()
                .map(|site| site_key(site))
                .filter(|s| !s.is_empty())
                .collect(),
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
        let nir = self.nir(record, &mut issues);
        self.row_notes(record, &mut issues);
        let slots = Slots { record, columns: &self.columns };
        let (traits, matching, states) = identity::read(&slots, self.dates, &mut issues);
        let site = slots.get(Field::Site).map(|(column, cell)| {
            if !self.is_own_site(cell) {
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
        contacts(&slots, &mut row, &mut issues);
        numbers(&slots, self.dates, &mut row, &mut issues);
        row.states = row.states.union(self.states(&slots, &mut issues));
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

    fn nir(&self, record: &Record, issues: &mut Vec<Issue>) -> NirState {
        let Some((column, cell)) = self.nir.and_then(|column| Some((column, record.get(column)?)))
        else {
            return NirState::Absent;
        };
        let key = self.nir_key.and_then(|column| record.get(column)).unwrap_or_default();
        match check_with_key(unwrap(trim(cell)), unwrap(trim(key))) {
            Ok(()) => NirState::Valid,
            Err(NirReason::Blank) => NirState::Absent,
            Err(reason) => {
                let code = if reason == NirReason::SpreadsheetDamage {
                    Code::NirDamaged
                } else {
                    Code::NirInvalid
                };
                issues.push(Issue::at(code, column));
                NirState::Invalid
            }
        }
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

    fn is_own_site(&self, cell: &str) -> bool {
        if self.sites.is_empty() {
            return true;
        }
        let key = site_key(cell);
        // `Armorbio Vannes` is a site of `Armorbio`; both directions, on whole words.
        let within = |long: &str, short: &str| {
            long.strip_prefix(short).is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
        };
        self.sites.iter().any(|site| within(&key, site) || within(site, &key))
    }

    fn states(&self, slots: &Slots<'_>, issues: &mut Vec<Issue>) -> StateSet {
        let mut states = StateSet::EMPTY;
        for field in [
            Field::Deceased,
            Field::Protected,
            Field::Restricted,
            Field::AtRisk,
            Field::DoNotContact,
        ] {
            let Some((column, cell)) = slots.tick(field) else { continue };
            let said = match field {
                Field::Deceased => states::deceased(cell, self.dates),
                Field::Protected => states::protected(cell, self.measure),
                Field::Restricted => states::yes_or_no(cell, State::Restricted),
                Field::AtRisk => states::yes_or_no(cell, State::AtRisk),
                _ => states::yes_or_no(cell, State::DoNotContact),
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

fn contacts(slots: &Slots<'_>, row: &mut AcceptedRow, issues: &mut Vec<Issue>) {
    row.address = contact::address(slots, issues);
    if let Some(address) = &row.address {
        contact::check_address(address, slots, issues);
    }
    row.phone_home = contact::phone(slots, Field::PhoneHome, issues);
    row.phone_mobile = contact::phone(slots, Field::PhoneMobile, issues);
    row.email = contact::email(slots, issues);
    let reachable = row.address.is_some()
        || row.phone_home.is_some()
        || row.phone_mobile.is_some()
        || row.email.is_some();
    if !reachable {
        issues.push(Issue::of_row(Code::NoContact));
    }
}

fn numbers(slots: &Slots<'_>, dates: DateReader, row: &mut AcceptedRow, issues: &mut Vec<Issue>) {
    let mut read = |field| {
        let (column, cell) = slots.get(field)?;
        let value = number(cell);
        if value.is_none() {
            issues.push(Issue::at(Code::NumberDamaged, column));
        }
        value
    };
    row.ipp = read(Field::Ipp);
    row.visit_no = read(Field::VisitNo);
    if let Some((column, cell)) = slots.get(Field::VisitDate) {
        match dates.past_day(cell) {
            Ok(day) => row.visit_day = day,
            Err(_) => issues.push(Issue::at(Code::VisitDateInvalid, column)),
        }
    }
    if let Some((column, cell)) = slots.get(Field::Language) {
        row.language = states::language(cell);
        if row.language.is_none() {
            issues.push(Issue::at(Code::LanguageUnknown, column));
        }
    }
}

/// A site in the form in which two spellings are equal; a FINESS number gets its zero back.
fn site_key(site: &str) -> String {
    let site = number(site).unwrap_or_default();
    if site.len() == 8 && site.bytes().all(|b| b.is_ascii_digit()) {
        return format!("0{site}");
    }
    normalise_name(&site)
}
