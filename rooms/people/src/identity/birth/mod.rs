//! Birth dates in every form met in French extracts.
//!
//! Day first by default; two-digit years turn on the present day (a date to come
//! belongs to the century before); zeros keep what is known (`00/05/1950` is
//! "May 1950"); spreadsheet serials of both systems are read.

use chrono::{Datelike, Days, NaiveDate};

use crate::identity::blank::{is_blank, trim};
use crate::identity::day::{Lexed, Part, lex};

/// A birth date, as far as it is known.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum BirthDate {
    /// Year alone.
    Year(i32),
    /// Year and month (1 to 12).
    Month(i32, u32),
    /// The full date.
    Day(NaiveDate),
}

crate::identity::redact::redacted_debug!(BirthDate);

impl BirthDate {
    /// The full date, if known.
    pub const fn day(self) -> Option<NaiveDate> {
        match self {
            Self::Day(day) => Some(day),
            Self::Month(..) | Self::Year(_) => None,
        }
    }

    /// The year.
    pub fn year(self) -> i32 {
        match self {
            Self::Day(day) => day.year(),
            Self::Month(year, _) | Self::Year(year) => year,
        }
    }

    /// The date that identifies a person without doubt: full, and not the
    /// first day of 1900 that software writes for "unknown".
    pub fn exact(self) -> Option<NaiveDate> {
        self.day().filter(|day| !is_filler(*day))
    }

    /// Eight digits, `YYYYMMDD`, with zeros for what is unknown.
    pub fn canonical(self) -> String {
        match self {
            Self::Day(day) => format!("{:04}{:02}{:02}", day.year(), day.month(), day.day()),
            Self::Month(year, month) => format!("{year:04}{month:02}00"),
            Self::Year(year) => format!("{year:04}0000"),
        }
    }

    /// Reads [`BirthDate::canonical`] back.
    pub fn from_canonical(text: &str) -> Option<Self> {
        if text.len() != 8 || !text.bytes().all(|b| b.is_ascii_digit()) {
            return None;
        }
        let year = text.get(..4)?.parse().ok()?;
        match (text.get(4..6)?.parse().ok()?, text.get(6..)?.parse().ok()?) {
            (0, 0) => Some(Self::Year(year)),
            (month @ 1..=12, 0) => Some(Self::Month(year, month)),
            (month, day) => NaiveDate::from_ymd_opt(year, month, day).map(Self::Day),
        }
    }

    /// Whole years on `today`, or the least possible number of them when the date is partial.
    pub fn age_at_least(self, today: NaiveDate) -> i32 {
        let (month, day) = match self {
            Self::Day(date) => (date.month(), date.day()),
            Self::Month(_, month) => (month, 31),
            Self::Year(_) => (12, 31),
        };
        let before_birthday = (today.month(), today.day()) < (month, day);
        today.year() - self.year() - i32::from(before_birthday)
    }
}

/// Which of two numbers is the day.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DateOrder {
    /// 31/12/1950, as in France.
    #[default]
    DayFirst,
    /// 12/31/1950, as in the United States.
    MonthFirst,
}

/// Where a spreadsheet's day numbers start.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub enum DateSystem {
    /// Day 1 is 1 January 1900, with a 29 February 1900 that never was.
    #[default]
    #[serde(rename = "1900")]
    From1900,
    /// Day 0 is 1 January 1904.
    #[serde(rename = "1904")]
    From1904,
}

/// Why a date cell is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DateError {
    /// Not a date.
    #[error("not a date")]
    Unreadable,
    /// A day that never was, or more than 130 years ago.
    #[error("a day that never was")]
    Impossible,
    /// A day to come.
    #[error("a day to come")]
    Future,
}

/// What a reader should know about how a date was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DateNote {
    /// Day or month unknown.
    Partial,
    /// More than one reading is plausible.
    Ambiguous,
    /// A date that software writes for "unknown" (1 January 1900, 31 December).
    Placeholder,
    /// A spreadsheet day number.
    Serial,
    /// A zero lost by a spreadsheet was put back.
    ZeroRestored,
}

/// A set of [`DateNote`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DateNotes(u8);

impl DateNotes {
    /// Whether the note is in the set.
    pub const fn has(self, note: DateNote) -> bool {
        self.0 & (1 << note as u8) != 0
    }

    /// Whether there is no note.
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    fn add(&mut self, note: DateNote) {
        self.0 |= 1 << note as u8;
    }
}

/// A birth date and how it was read.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct ReadBirth {
    /// The date.
    pub date: BirthDate,
    /// Doubts to show.
    pub notes: DateNotes,
}

crate::identity::redact::redacted_debug!(ReadBirth);

/// Reads the date cells of one file.
#[derive(Clone, Copy, Debug)]
pub struct DateReader {
    /// The present day, in the lab's zone.
    pub today: NaiveDate,
    /// Day or month first.
    pub order: DateOrder,
    /// Spreadsheet day numbers.
    pub system: DateSystem,
}

/// Nobody is older; a date before is a typing error.
const OLDEST_YEARS: i32 = 130;
/// Beyond this age the earlier century of a two-digit year is not plausible.
const CENTURY_DOUBT_YEARS: i32 = 105;

impl DateReader {
    /// A French reader.
    pub const fn new(today: NaiveDate) -> Self {
        Self { today, order: DateOrder::DayFirst, system: DateSystem::From1900 }
    }

    /// Reads a birth date. `None` for a blank cell or a date made of zeros.
    ///
    /// # Errors
    /// What is no date, never was, or is to come.
    pub fn birth(self, cell: &str) -> Result<Option<ReadBirth>, DateError> {
        if is_blank(cell) {
            return Ok(None);
        }
        let mut notes = DateNotes::default();
        let Some(date) = self.read(trim(cell), &mut notes)? else { return Ok(None) };
        if date.year() < self.today.year() - OLDEST_YEARS {
            return Err(DateError::Impossible);
        }
        self.refuse_future(date)?;
        match date {
            BirthDate::Day(day) if is_filler(day) || (day.day() == 31 && day.month() == 12) => {
                notes.add(DateNote::Placeholder);
            }
            BirthDate::Day(_) => {}
            BirthDate::Month(..) | BirthDate::Year(_) => notes.add(DateNote::Partial),
        }
        Ok(Some(ReadBirth { date, notes }))
    }

    /// Reads the day of an event that has happened, such as a sample. `None` when blank.
    ///
    /// # Errors
    /// What is no full date, never was, or is to come.
    pub fn past_day(self, cell: &str) -> Result<Option<NaiveDate>, DateError> {
        if is_blank(cell) {
            return Ok(None);
        }
        let mut notes = DateNotes::default();
        let Some(date) = self.read(trim(cell), &mut notes)? else { return Ok(None) };
        self.refuse_future(date)?;
        date.day().map(Some).ok_or(DateError::Unreadable)
    }

    fn refuse_future(self, date: BirthDate) -> Result<(), DateError> {
        let future = match date {
            BirthDate::Day(day) => day > self.today,
            BirthDate::Month(year, month) => {
                (year, month) > (self.today.year(), self.today.month())
            }
            BirthDate::Year(year) => year > self.today.year(),
        };
        if future { Err(DateError::Future) } else { Ok(()) }
    }

    fn read(self, cell: &str, notes: &mut DateNotes) -> Result<Option<BirthDate>, DateError> {
        match lex(cell) {
            Lexed::Three([a, b, c]) => self.three(a, b, c, notes),
            Lexed::Two([a, b]) => match (a, b) {
                (_, b) if b.digits == 4 => Self::partial(a, b),
                (a, _) if a.digits == 4 => Self::partial(b, a),
                _ => Err(DateError::Unreadable),
            },
            Lexed::Run(run) => self.run(run, notes),
            Lexed::Other => Err(DateError::Unreadable),
        }
    }

    fn partial(month: Part, year: Part) -> Result<Option<BirthDate>, DateError> {
        if month.digits > 2 {
            return Err(DateError::Unreadable);
        }
        known(0, month.value, signed(year.value))
    }

    fn three(
        self,
        a: Part,
        b: Part,
        c: Part,
        notes: &mut DateNotes,
    ) -> Result<Option<BirthDate>, DateError> {
        if c.digits == 0 || [a, b].iter().filter(|part| part.is_word()).count() > 1 {
            return Err(DateError::Unreadable);
        }
        if a.digits == 4 {
            if c.digits > 2 || b.digits > 2 {
                return Err(DateError::Unreadable);
            }
            return known(c.value, b.value, signed(a.value));
        }
        if a.digits > 2 || b.digits > 2 || !matches!(c.digits, 2 | 4) {
            return Err(DateError::Unreadable);
        }
        let (day, month) = match self.order {
            _ if a.is_word() => (b.value, a.value),
            _ if b.is_word() => (a.value, b.value),
            DateOrder::DayFirst => (a.value, b.value),
            DateOrder::MonthFirst => (b.value, a.value),
        };
        if c.digits == 4 {
            return known(day, month, signed(c.value));
        }
        let worded = a.is_word() || b.is_word();
        self.two_digit_year(day, month, c.value, notes, (!worded).then_some((a, b)))
    }

    /// A two-digit year: this century unless that lies ahead.
    fn two_digit_year(
        self,
        day: u32,
        month: u32,
        year: u32,
        notes: &mut DateNotes,
        written: Option<(Part, Part)>,
    ) -> Result<Option<BirthDate>, DateError> {
        if (day, month, year) == (0, 0, 0) {
            return Ok(None);
        }
        let late = known(day, month, 2000 + signed(year));
        let early = known(day, month, 1900 + signed(year));
        let past = |date: &BirthDate| self.refuse_future(*date).is_ok();
        let date = match late {
            Ok(Some(date)) if past(&date) => {
                if self.today.year() - 1900 - signed(year) <= CENTURY_DOUBT_YEARS {
                    notes.add(DateNote::Ambiguous);
                }
                date
            }
            _ => early?.ok_or(DateError::Impossible)?,
        };
        // `01/02/03` also reads as year, month, day.
        if let Some((a, b)) = written {
            let other = known(year, b.value, 2000 + signed(a.value));
            if matches!(other, Ok(Some(BirthDate::Day(day))) if day <= self.today) {
                notes.add(DateNote::Ambiguous);
            }
        }
        Ok(Some(date))
    }

    /// Digits without separators.
    fn run(self, run: Part, notes: &mut DateNotes) -> Result<Option<BirthDate>, DateError> {
        let n = run.value;
        match run.digits {
            8 => {
                let (year, month, day) = (n / 10_000, n / 100 % 100, n % 100);
                if (1800..2200).contains(&year) && month <= 12 && day <= 31 {
                    known(day, month, signed(year))
                } else {
                    known(n / 1_000_000, n / 10_000 % 100, signed(n % 10_000))
                }
            }
            7 => {
                notes.add(DateNote::ZeroRestored);
                known(n / 1_000_000, n / 10_000 % 100, signed(n % 10_000))
            }
            6 => self.two_digit_year(
                n / 10_000,
                n / 100 % 100,
                n % 100,
                notes,
                Some((
                    Part { value: n / 10_000, digits: 2 },
                    Part { value: n / 100 % 100, digits: 2 },
                )),
            ),
            4 if (self.today.year() - OLDEST_YEARS..=self.today.year()).contains(&signed(n)) => {
                Ok(Some(BirthDate::Year(signed(n))))
            }
            4 | 5 => {
                notes.add(DateNote::Serial);
                serial(n, self.system).map(BirthDate::Day).map(Some)
            }
            _ => Err(DateError::Unreadable),
        }
    }
}

/// The day that a spreadsheet's number stands for.
fn serial(n: u32, system: DateSystem) -> Result<NaiveDate, DateError> {
    let (start, days) = match system {
        DateSystem::From1904 => (NaiveDate::from_ymd_opt(1904, 1, 1), n),
        // Day 60 is the 29 February 1900 that never was.
        DateSystem::From1900 if n == 60 => return Err(DateError::Impossible),
        DateSystem::From1900 if n < 60 => (NaiveDate::from_ymd_opt(1899, 12, 31), n),
        DateSystem::From1900 => (NaiveDate::from_ymd_opt(1899, 12, 30), n),
    };
    start
        .and_then(|start| start.checked_add_days(Days::new(u64::from(days))))
        .ok_or(DateError::Impossible)
}

/// Keeps what the numbers say: zeros for day or month give a partial date.
fn known(day: u32, month: u32, year: i32) -> Result<Option<BirthDate>, DateError> {
    match (day, month, year) {
        // All zeros, or the zero date of some software: nothing is known.
        (0, 0, 0) | (1, 1, 1) => Ok(None),
        (_, _, 0) => Err(DateError::Impossible),
        (0, 0, year) => Ok(Some(BirthDate::Year(year))),
        (0, month @ 1..=12, year) => Ok(Some(BirthDate::Month(year, month))),
        (1..=31, 0, year) => Ok(Some(BirthDate::Year(year))),
        (day, month, year) => NaiveDate::from_ymd_opt(year, month, day)
            .map(|day| Some(BirthDate::Day(day)))
            .ok_or(DateError::Impossible),
    }
}

/// First days of the calendars of common software.
fn is_filler(day: NaiveDate) -> bool {
    matches!((day.year(), day.month(), day.day()), (1900, 1, 1) | (1899, 12, 30 | 31))
}

fn signed(n: u32) -> i32 {
    i32::try_from(n).unwrap_or(i32::MAX)
}

#[cfg(test)]
mod tests;
