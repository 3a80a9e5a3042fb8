//! Every text a person reads, French first, English complete.
//!
//! **Catalogue.** `locales/<language>/<area>.toml`, embedded at build time. A key is
//! `<area>.<page>.<thing>`: the file's name, then the tables of the file. Arguments
//! are written `{name}`; a table with `one` and `other` is a plural, whose number
//! is `{n}`. The files are the index: they are grouped and commented for readers.
//! Write them with ordinary spaces and apostrophes: French no-break spaces and
//! curly apostrophes are set when the files are read (`typography`).
//!
//! **Reading.** [`t`] for a fixed text, [`tr`] with arguments, [`plural`] with a
//! number. A key that nobody wrote shows as `⟦key⟧` and is an error in the log of
//! a debug build; a test scans the source tree, so that it never gets that far.
//!
//! **Formatting.** [`number`], [`date_long`], [`date_time`], [`duration_left`] and
//! the others, driven by the `common.format` texts of each language. Instants are
//! shown in [`PARIS`] unless a zone is named.
//!
//! **Content.** [`classes`] (what each exposed class means), [`actions`] (what to
//! do, and from which day), [`notice`] (model messages and letters).
//!
//! Invariants: French and English hold the same keys with the same arguments; no
//! text holds a middle dot; no text holds a personal datum.
//!
//! Adding a language: copy `locales/en` to `locales/<tag>`, translate, set its name
//! and direction in `language.toml`. A missing key falls back to English, then to
//! French.

pub mod actions;
mod catalogue;
pub mod classes;
mod counted;
mod direction;
mod format;
mod lang;
mod locales;
pub mod notice;
mod plurals;
mod text;
mod typography;

pub use actions::{Action, Horizon, actions_for};
pub use classes::{ClassText, class_text};
pub use counted::plural;
pub use direction::Direction;
pub use format::{
    PARIS, ZONES, capitalised, date_long, date_numeric, date_short, date_time, date_time_in,
    date_time_of, date_time_short, date_time_short_in, date_time_text, date_weekday, day_month,
    decimal, duration, duration_left, file_size, list, month_year, number, percent, relative, time,
    time_in, weekday_time, zone_name,
};
pub use lang::Lang;
pub use text::{has, t, tr};
