//! Sizes of files.

use super::{decimal, number};
use crate::{Lang, plural, tr};

/// A size in bytes by powers of ten: "84 ko", "18,4 Mo", "2 Go".
pub fn file_size(lang: Lang, bytes: u64) -> String {
    let units = ["b", "kb", "mb", "gb", "tb"];
    let mut unit = 0;
    let mut scale: u64 = 1;
    // A size that would round to 1000 of a unit is shown as 1 of the next.
    while unit + 1 < units.len() && bytes >= scale * 1000 - scale / 2 {
        scale *= 1000;
        unit += 1;
    }
    if unit == 0 {
        return plural(lang, "common.size.b", i64::try_from(bytes).unwrap_or(i64::MAX), &[]);
    }
    let tenths = (u128::from(bytes) * 10 + u128::from(scale / 2)) / u128::from(scale);
    let tenths = i64::try_from(tenths).unwrap_or(i64::MAX);
    let shown = if tenths % 10 == 0 || tenths >= 1000 {
        number(lang, (tenths + 5) / 10)
    } else {
        decimal(lang, tenths)
    };
    let key = format!("common.size.{}", units.get(unit).copied().unwrap_or("b"));
    tr(lang, &key, &[("n", &shown)])
}

#[cfg(test)]
mod tests {
    use super::*;

    const FR: Lang = Lang::FR;
    const EN: Lang = Lang::EN;

    #[test]
    fn sizes_use_the_unit_a_person_reads() {
        assert_eq!(file_size(FR, 0), "0\u{a0}octet");
        assert_eq!(file_size(FR, 84_000), "84\u{a0}ko");
        assert_eq!(file_size(FR, 18_400_000), "18,4\u{a0}Mo");
        assert_eq!(file_size(FR, 2_000_000_000), "2\u{a0}Go");
        assert_eq!(file_size(EN, 999_999), "1 MB");
        assert_eq!(file_size(EN, 512), "512 bytes");
        assert_eq!(file_size(EN, 210_400), "210 kB");
    }
}
