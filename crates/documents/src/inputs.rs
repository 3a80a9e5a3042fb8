//! Building the values that templates read.

use chrono::{DateTime, Datelike, Timelike, Utc};
use typst::foundations::{Array, Datetime, Dict, IntoValue, Value};

/// A dictionary under construction. Every text goes in as a value, never as source.
#[derive(Default)]
pub(crate) struct Fields(Dict);

impl Fields {
    pub(crate) fn with(mut self, key: &str, value: impl IntoValue) -> Self {
        self.0.insert(key.into(), value.into_value());
        self
    }

    pub(crate) fn done(self) -> Dict {
        self.0
    }
}

impl IntoValue for Fields {
    fn into_value(self) -> Value {
        self.0.into_value()
    }
}

/// An array with one value per item.
pub(crate) fn list<T, V: IntoValue>(
    items: impl IntoIterator<Item = T>,
    value: impl Fn(T) -> V,
) -> Array {
    items.into_iter().map(|item| value(item).into_value()).collect()
}

/// An array of texts.
pub(crate) fn texts(items: &[String]) -> Array {
    list(items, String::as_str)
}

/// The instant as the PDF writes it, to the second.
pub(crate) fn datetime(at: DateTime<Utc>) -> Option<Datetime> {
    Datetime::from_ymd_hms(
        at.year(),
        u8::try_from(at.month()).ok()?,
        u8::try_from(at.day()).ok()?,
        u8::try_from(at.hour()).ok()?,
        u8::try_from(at.minute()).ok()?,
        u8::try_from(at.second()).ok()?,
    )
}
