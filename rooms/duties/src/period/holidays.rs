//! Public holidays, computed for any year: no table to keep up to date.

use chrono::{Datelike, Days, NaiveDate, Weekday};

/// The public holidays of the place where an act must be done
/// (Regulation 1182/71, article 2(1)).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Calendar {
    /// France: Code du travail, L.3133-1.
    France,
    /// Alsace-Moselle: also Good Friday and 26 December (L.3134-13).
    AlsaceMoselle,
    /// Guadeloupe: also 27 May (L.3422-2, as for the four below).
    Guadeloupe,
    /// Martinique: also 22 May.
    Martinique,
    /// French Guiana: also 10 June.
    FrenchGuiana,
    /// Réunion: also 20 December.
    Reunion,
    /// Mayotte: also 27 April.
    Mayotte,
    /// Germany, the nine days common to all Länder.
    Germany,
    /// Belgium, the ten legal days.
    Belgium,
    /// United States, federal: 5 U.S.C. 6103, with the observed days.
    UsFederal,
    /// California, days on which state offices are closed: Government Code 19853.
    UsCalifornia,
}

impl Calendar {
    /// All calendars.
    pub const ALL: [Self; 11] = [
        Self::France,
        Self::AlsaceMoselle,
        Self::Guadeloupe,
        Self::Martinique,
        Self::FrenchGuiana,
        Self::Reunion,
        Self::Mayotte,
        Self::Germany,
        Self::Belgium,
        Self::UsFederal,
        Self::UsCalifornia,
    ];

    /// The stable name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::France => "FR",
            Self::AlsaceMoselle => "FR-AM",
            Self::Guadeloupe => "FR-971",
            Self::Martinique => "FR-972",
            Self::FrenchGuiana => "FR-973",
            Self::Reunion => "FR-974",
            Self::Mayotte => "FR-976",
            Self::Germany => "DE",
            Self::Belgium => "BE",
            Self::UsFederal => "US",
            Self::UsCalifornia => "US-CA",
        }
    }

    /// Whether it is a calendar of the United States.
    pub const fn is_american(self) -> bool {
        matches!(self, Self::UsFederal | Self::UsCalifornia)
    }

    /// Whether the day is a public holiday.
    pub fn is_holiday(self, day: NaiveDate) -> bool {
        match self {
            Self::UsFederal => us_federal(day),
            Self::UsCalifornia => california(day),
            Self::Germany => {
                movable(day, &[-2, 1, 39, 50])
                    || fixed(day, &[(1, 1), (5, 1), (10, 3), (12, 25), (12, 26)])
            }
            Self::Belgium => {
                movable(day, &[1, 39, 50])
                    || fixed(day, &[(1, 1), (5, 1), (7, 21), (8, 15), (11, 1), (11, 11), (12, 25)])
            }
            Self::France => france(day),
            Self::AlsaceMoselle => france(day) || movable(day, &[-2]) || fixed(day, &[(12, 26)]),
            Self::Guadeloupe => france(day) || fixed(day, &[(5, 27)]),
            Self::Martinique => france(day) || fixed(day, &[(5, 22)]),
            Self::FrenchGuiana => france(day) || fixed(day, &[(6, 10)]),
            Self::Reunion => france(day) || fixed(day, &[(12, 20)]),
            Self::Mayotte => france(day) || fixed(day, &[(4, 27)]),
        }
    }

    /// Neither Saturday, Sunday nor holiday (Regulation 1182/71, article 2(2)).
    pub fn is_working_day(self, day: NaiveDate) -> bool {
        !matches!(day.weekday(), Weekday::Sat | Weekday::Sun) && !self.is_holiday(day)
    }

    /// The `n`th working day after `day`, which is not counted itself.
    /// `None` past the year 9999, or for more days than any period needs.
    pub(super) fn nth_working_day_after(self, day: NaiveDate, n: u32) -> Option<NaiveDate> {
        // 250 working days a year at most: more than this leaves the known years.
        if n > 60_000 {
            return None;
        }
        let (mut day, mut seen) = (day, 0);
        while seen < n {
            day = day.succ_opt()?;
            if self.is_working_day(day) {
                seen += 1;
            }
        }
        Some(day)
    }
}

/// Easter Sunday of a year of the Gregorian calendar (the method of Gauss with
/// the corrections for the 19-year moon cycle).
pub(super) fn easter(year: i32) -> Option<NaiveDate> {
    let golden = year % 19;
    let century = year / 100;
    // Days by which solar and lunar corrections shift the paschal moon.
    let solar = century - century / 4;
    let lunar = (8 * century + 13) / 25;
    let mut moon = (solar - lunar + 19 * golden + 15) % 30;
    // The moon of 19 April is brought back to the 18th, and that of the 18th to
    // the 17th in the second half of the cycle, so that dates do not repeat.
    if moon == 29 || (moon == 28 && golden > 10) {
        moon -= 1;
    }
    let full_moon = NaiveDate::from_ymd_opt(year, 3, 21)?
        .checked_add_days(Days::new(u64::try_from(moon).ok()?))?;
    // Easter is the Sunday strictly after that moon.
    let to_sunday = 7 - full_moon.weekday().num_days_from_sunday();
    full_moon.checked_add_days(Days::new(u64::from(to_sunday)))
}

fn movable(day: NaiveDate, after_easter: &[i64]) -> bool {
    easter(day.year())
        .is_some_and(|easter| after_easter.contains(&day.signed_duration_since(easter).num_days()))
}

fn fixed(day: NaiveDate, dates: &[(u32, u32)]) -> bool {
    dates.contains(&(day.month(), day.day()))
}

/// Easter Monday, Ascension, Whit Monday, and eight fixed dates.
fn france(day: NaiveDate) -> bool {
    const DATES: [(u32, u32); 8] =
        [(1, 1), (5, 1), (5, 8), (7, 14), (8, 15), (11, 1), (11, 11), (12, 25)];
    movable(day, &[1, 39, 50]) || fixed(day, &DATES)
}

/// Whether the day is the `nth` such weekday of the month.
fn nth_weekday(day: NaiveDate, month: u32, weekday: Weekday, nth: u32) -> bool {
    day.month() == month && day.weekday() == weekday && day.day().div_ceil(7) == nth
}

/// Whether the day is the last Monday of May.
fn memorial_day(day: NaiveDate) -> bool {
    day.month() == 5 && day.weekday() == Weekday::Mon && day.day() > 24
}

/// A fixed date, on its own weekday or moved off the weekend: Saturday to the
/// Friday before where `saturday`, Sunday to the Monday after.
fn observed(day: NaiveDate, date: (u32, u32), saturday: Saturday) -> bool {
    let moved_from = match day.weekday() {
        Weekday::Mon => day.pred_opt(),
        Weekday::Fri if saturday == Saturday::FridayBefore => day.succ_opt(),
        _ => None,
    };
    fixed(day, &[date]) || moved_from.is_some_and(|from| fixed(from, &[date]))
}

/// What becomes of a holiday that falls on a Saturday.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Saturday {
    FridayBefore,
    Stays,
}

fn us_federal(day: NaiveDate) -> bool {
    let date = |month, on| observed(day, (month, on), Saturday::FridayBefore);
    date(1, 1)
        || nth_weekday(day, 1, Weekday::Mon, 3)
        || nth_weekday(day, 2, Weekday::Mon, 3)
        || memorial_day(day)
        // Juneteenth: Public Law 117-17, June 2021.
        || (day.year() >= 2021 && date(6, 19))
        || date(7, 4)
        || nth_weekday(day, 9, Weekday::Mon, 1)
        || nth_weekday(day, 10, Weekday::Mon, 2)
        || date(11, 11)
        || nth_weekday(day, 11, Weekday::Thu, 4)
        || date(12, 25)
}

fn california(day: NaiveDate) -> bool {
    let date = |month, on| observed(day, (month, on), Saturday::Stays);
    date(1, 1)
        || nth_weekday(day, 1, Weekday::Mon, 3)
        || nth_weekday(day, 2, Weekday::Mon, 3)
        || date(3, 31)
        || memorial_day(day)
        || date(7, 4)
        || nth_weekday(day, 9, Weekday::Mon, 1)
        || observed(day, (11, 11), Saturday::FridayBefore)
        || nth_weekday(day, 11, Weekday::Thu, 4)
        || day.pred_opt().is_some_and(|eve| nth_weekday(eve, 11, Weekday::Thu, 4))
        || date(12, 25)
}
