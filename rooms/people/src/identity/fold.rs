//! Upper case without diacritics: the alphabet in which texts are compared.

use unicode_normalization::char::{decompose_canonical, is_combining_mark};

/// Appends `text` to `out` in upper case, without diacritics, with ligatures opened
/// (Œ gives OE, Æ gives AE, ß gives SS). Other characters are kept.
pub fn fold_into(text: &str, out: &mut String) {
    for c in text.chars() {
        fold_char(c, out);
    }
}

/// The folded form of `text`.
pub fn fold(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    fold_into(text, &mut out);
    out
}

/// Appends one folded character.
pub fn fold_char(c: char, out: &mut String) {
    if c.is_ascii() {
        out.push(c.to_ascii_uppercase());
        return;
    }
    match c {
        'à' | 'â' | 'ä' | 'á' | 'ã' | 'å' | 'À' | 'Â' | 'Ä' | 'Á' | 'Ã' | 'Å' => {
            out.push('A');
        }
        'é' | 'è' | 'ê' | 'ë' | 'É' | 'È' | 'Ê' | 'Ë' => out.push('E'),
        'î' | 'ï' | 'í' | 'ì' | 'Î' | 'Ï' | 'Í' | 'Ì' | 'ı' | 'İ' => out.push('I'),
        'ô' | 'ö' | 'ó' | 'ò' | 'õ' | 'ø' | 'Ô' | 'Ö' | 'Ó' | 'Ò' | 'Õ' | 'Ø' => {
            out.push('O');
        }
        'ù' | 'û' | 'ü' | 'ú' | 'Ù' | 'Û' | 'Ü' | 'Ú' => out.push('U'),
        'ÿ' | 'ý' | 'Ÿ' | 'Ý' => out.push('Y'),
        'ç' | 'Ç' => out.push('C'),
        'ñ' | 'Ñ' => out.push('N'),
        'œ' | 'Œ' => out.push_str("OE"),
        'æ' | 'Æ' => out.push_str("AE"),
        'ß' | 'ẞ' => out.push_str("SS"),
        'ł' | 'Ł' => out.push('L'),
        'đ' | 'Đ' | 'ð' | 'Ð' => out.push('D'),
        'þ' | 'Þ' => out.push_str("TH"),
        _ => {
            for upper in c.to_uppercase() {
                decompose_canonical(upper, |part| {
                    if !is_combining_mark(part) {
                        out.push(part);
                    }
                });
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_go_and_ligatures_open() {
        assert_eq!(fold("Éloïse Œuvrard ß Ærø"), "ELOISE OEUVRARD SS AERO");
        assert_eq!(fold("Şükrü Ňov e\u{301}"), "SUKRU NOV E");
        assert_eq!(fold("12 bis"), "12 BIS");
    }
}
