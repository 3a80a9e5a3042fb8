//! Letters without marks, for e-mail addresses and careless typists.

/// Appends a letter without its diacritics: `é` gives `e`, `Œ` gives `OE`.
pub(crate) fn push_plain(out: &mut String, letter: char) {
    match letter {
        'à' | 'â' | 'ä' => out.push('a'),
        'ç' => out.push('c'),
        'é' | 'è' | 'ê' | 'ë' => out.push('e'),
        'î' | 'ï' => out.push('i'),
        'ô' | 'ö' => out.push('o'),
        'ù' | 'û' | 'ü' => out.push('u'),
        'ÿ' => out.push('y'),
        'œ' => out.push_str("oe"),
        'À' | 'Â' | 'Ä' => out.push('A'),
        'Ç' => out.push('C'),
        'É' | 'È' | 'Ê' | 'Ë' => out.push('E'),
        'Î' | 'Ï' => out.push('I'),
        'Ô' | 'Ö' => out.push('O'),
        'Ù' | 'Û' | 'Ü' => out.push('U'),
        'Œ' => out.push_str("OE"),
        other => out.push(other),
    }
}

/// Appends the lower-case letters and digits of a name, without marks.
pub(crate) fn push_handle(out: &mut String, name: &str) {
    let start = out.len();
    for letter in name.chars() {
        push_plain(out, letter);
    }
    let handle: String = out
        .drain(start..)
        .filter(char::is_ascii_alphanumeric)
        .map(|letter| letter.to_ascii_lowercase())
        .collect();
    out.push_str(&handle);
}

/// Appends a number with leading zeros up to that width.
pub(crate) fn push_padded(out: &mut String, number: u64, width: usize) {
    let digits = number.checked_ilog10().map_or(1, |log| log as usize + 1);
    for _ in digits..width {
        out.push('0');
    }
    let mut divisor = 10_u64.pow(u32::try_from(digits - 1).unwrap_or(0));
    while divisor > 0 {
        let digit = (number / divisor % 10) as u8;
        out.push(char::from(b'0' + digit));
        divisor /= 10;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn handles_hold_plain_letters_only() {
        let mut out = String::from("x.");
        push_handle(&mut out, "Maëlle-Rose L'Œuvrïc");
        assert_eq!(out, "x.maelleroseloeuvric");
    }

    #[test]
    fn numbers_are_padded_not_cut() {
        let shown = |number, width| {
            let mut out = String::new();
            push_padded(&mut out, number, width);
            out
        };
        assert_eq!(shown(0, 2), "00");
        assert_eq!(shown(7, 2), "07");
        assert_eq!(shown(1234, 2), "1234");
        assert_eq!(shown(90_210, 8), "00090210");
    }
}
