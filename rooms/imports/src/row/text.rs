//! Cells as texts to keep.

use people::identity::blank::trim;

/// A cell as kept: trimmed, on one line, single spaces. Characters that look
/// like a formula are kept: they are data, and are disarmed when exported.
pub(super) fn clean(cell: &str) -> String {
    let cell = unwrap(trim(cell));
    let plain = cell.bytes().all(|b| (b' '..0x7f).contains(&b)) && !cell.contains("  ");
    if plain {
        return cell.to_owned();
    }
    let mut out = String::with_capacity(cell.len());
    for word in cell.split(|c: char| c.is_whitespace() || c.is_control()) {
        if !word.is_empty() {
            if !out.is_empty() {
                out.push(' ');
            }
            out.push_str(word);
        }
    }
    out
}

/// Takes off the formula that keeps a spreadsheet from eating zeros: `="01000"`.
pub(super) fn unwrap(cell: &str) -> &str {
    cell.strip_prefix("=\"").and_then(|rest| rest.strip_suffix('"')).unwrap_or(cell)
}

/// A number that identifies: without a spreadsheet's `.0`, upper case.
/// `None` when a spreadsheet lost its digits.
pub(super) fn number(cell: &str) -> Option<String> {
    let cell = unwrap(trim(cell));
    let cell = cell.strip_prefix('\'').unwrap_or(cell);
    if people::identity::nir::is_scientific(cell) && cell.contains(['.', ',', '+']) {
        return None;
    }
    let cell = match cell.split_once(['.', ',']) {
        Some((whole, "0" | "00")) if whole.bytes().all(|b| b.is_ascii_digit()) => whole,
        _ => cell,
    };
    Some(clean(cell).to_uppercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_put_on_one_line_and_formulas_kept() {
        assert_eq!(clean(" a\r\n b\u{a0}c "), "a b c");
        assert_eq!(clean("=1+1"), "=1+1");
        assert_eq!(clean("=\"01000\""), "01000");
        assert_eq!(clean("+33"), "+33");
    }

    #[test]
    fn numbers_lose_their_decimals_and_damage_is_noticed() {
        assert_eq!(number("12345.0").as_deref(), Some("12345"));
        assert_eq!(number("'0012").as_deref(), Some("0012"));
        assert_eq!(number("1,23E+05"), None);
        assert_eq!(number("12e5").as_deref(), Some("12E5"));
    }
}
