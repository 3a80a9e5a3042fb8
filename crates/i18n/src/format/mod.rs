//! Numbers, days, hours, spans and lists, as each language writes them.
//!
//! The shapes are texts of the catalogue (`common.format`, `common.month`, ...), so
//! that a new language brings its own. No function reads the clock.

mod dates;
mod numbers;
mod sizes;
mod spans;
mod zones;

pub use dates::{
    PARIS, capitalised, date_long, date_numeric, date_short, date_time, date_time_in,
    date_time_short, date_time_short_in, date_time_text, date_weekday, day_month, month_year, time,
    time_in, weekday_time,
};
pub use numbers::{decimal, list, number, percent};
pub use sizes::file_size;
pub use spans::{duration, duration_left, relative};
pub use zones::{ZONES, date_time_of, zone_name};
