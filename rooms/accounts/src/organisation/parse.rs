//! Checks of what is typed about an organisation.

use chrono_tz::Tz;

use crate::{
    error::{AccountError, FieldCode, FieldError, Result},
    organisation::OrganisationProfile,
};

/// The zone of an organisation that names none.
pub(super) const PARIS: Tz = Tz::Europe__Paris;
const MAX_LINES: usize = 6;
/// Length of an address line on an envelope (NF Z 10-011).
const MAX_POSTAL: usize = 38;

/// Trims every field and checks its form.
pub(super) fn profile(raw: OrganisationProfile) -> Result<OrganisationProfile> {
    let mut check = Check::default();
    let checked = OrganisationProfile {
        name: check.text("name", &raw.name, 120),
        city: check.text("city", &raw.city, 80),
        department: check.text("department", &raw.department, 60),
        finess: check.formed("finess", &raw.finess, is_finess),
        siren: check.formed("siren", &raw.siren, is_siren),
        phone: check.text("phone", &raw.phone, 40),
        hours: check.text("hours", &raw.hours, 160),
        dpo_name: check.text("dpo_name", &raw.dpo_name, 120),
        dpo_email: check.text("dpo_email", &raw.dpo_email, 254),
        dpo_address: check.lines("dpo_address", &raw.dpo_address, 80),
        sender_lines: check.lines("sender_lines", &raw.sender_lines, MAX_POSTAL),
        language: check.text("language", &raw.language, 12),
        zone: check.text("zone", &raw.zone, 40),
    };
    if checked.name.is_empty() {
        check.refuse("name", FieldCode::Missing);
    }
    if !checked.phone.chars().all(|c| c.is_ascii_digit() || " +.-()".contains(c)) {
        check.refuse("phone", FieldCode::Malformed);
    }
    if !checked.dpo_email.is_empty() && crate::email::Email::parse(&checked.dpo_email).is_none() {
        check.refuse("dpo_email", FieldCode::Malformed);
    }
    if !checked.language.chars().all(|c| c.is_ascii_alphanumeric() || c == '-') {
        check.refuse("language", FieldCode::Malformed);
    }
    if !checked.zone.is_empty() && checked.zone.parse::<Tz>().is_err() {
        check.refuse("zone", FieldCode::Malformed);
    }
    if !check.0.is_empty() {
        return Err(AccountError::Invalid(check.0));
    }
    let language = if checked.language.is_empty() { "fr".to_owned() } else { checked.language };
    let zone = if checked.zone.is_empty() { PARIS.name().to_owned() } else { checked.zone };
    Ok(OrganisationProfile { language, zone, ..checked })
}

#[derive(Default)]
struct Check(Vec<FieldError>);

impl Check {
    fn refuse(&mut self, field: &'static str, code: FieldCode) {
        self.0.push(FieldError { field, code });
    }

    /// One line of text.
    fn text(&mut self, field: &'static str, raw: &str, max: usize) -> String {
        let text = raw.trim();
        if text.chars().count() > max {
            self.refuse(field, FieldCode::TooLong);
        }
        if text.chars().any(char::is_control) {
            self.refuse(field, FieldCode::Malformed);
        }
        text.to_owned()
    }

    /// A number of a known form, spaces dropped, letters in upper case.
    fn formed(&mut self, field: &'static str, raw: &str, fits: fn(&str) -> bool) -> String {
        let value: String = raw.split_whitespace().collect::<String>().to_ascii_uppercase();
        if !value.is_empty() && !fits(&value) {
            self.refuse(field, FieldCode::Malformed);
        }
        value
    }

    /// Lines of an address, empty ones dropped.
    fn lines(&mut self, field: &'static str, raw: &[String], max: usize) -> Vec<String> {
        let lines: Vec<String> = raw
            .iter()
            .map(|line| self.text(field, line, max))
            .filter(|line| !line.is_empty())
            .collect();
        if lines.len() > MAX_LINES {
            self.refuse(field, FieldCode::TooLong);
        }
        lines
    }
}

/// Nine characters, the first two a department (2A and 2B for Corsica), the others digits.
fn is_finess(value: &str) -> bool {
    let (Some(department), Some(rest)) = (value.get(..2), value.get(2..)) else { return false };
    let digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    value.len() == 9 && digits(rest) && (digits(department) || matches!(department, "2A" | "2B"))
}

/// Nine digits whose last is the key of Luhn.
fn is_siren(value: &str) -> bool {
    if value.len() != 9 || !value.bytes().all(|b| b.is_ascii_digit()) {
        return false;
    }
    let sum: u32 = value
        .bytes()
        .rev()
        .enumerate()
        .map(|(place, byte)| {
            let digit = u32::from(byte - b'0');
            let doubled = if place % 2 == 1 { digit * 2 } else { digit };
            if doubled > 9 { doubled - 9 } else { doubled }
        })
        .sum();
    sum.is_multiple_of(10)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(profile: OrganisationProfile) -> Vec<(&'static str, FieldCode)> {
        match super::profile(profile) {
            Err(AccountError::Invalid(fields)) => {
                fields.into_iter().map(|f| (f.field, f.code)).collect()
            }
            _ => Vec::new(),
        }
    }

    fn named() -> OrganisationProfile {
        OrganisationProfile { name: "Laboratoire du Port".to_owned(), ..Default::default() }
    }

    #[test]
    fn finess_and_siren_are_checked_by_their_form() {
        for good in ["220000020", "2A0000014", "971234567"] {
            assert!(is_finess(good), "{good}");
        }
        for bad in ["22000002", "2C0000014", "2200000201", "22000A020", "é20000020"] {
            assert!(!is_finess(bad), "{bad}");
        }
        assert!(is_siren("732829320"));
        assert!(!is_siren("732829321"));
        assert!(!is_siren("73282932"));
        let spaced = OrganisationProfile { siren: "732 829 320".to_owned(), ..named() };
        assert_eq!(super::profile(spaced).unwrap().siren, "732829320");
    }

    #[test]
    fn every_wrong_field_is_named() {
        let wrong = OrganisationProfile {
            name: "  ".to_owned(),
            phone: "call us".to_owned(),
            dpo_email: "dpo".to_owned(),
            siren: "1".to_owned(),
            sender_lines: vec!["x".repeat(39)],
            dpo_address: vec!["line".to_owned(); 7],
            ..Default::default()
        };
        let fields: Vec<_> = refused(wrong).into_iter().map(|(field, _)| field).collect();
        for field in ["name", "phone", "dpo_email", "siren", "sender_lines", "dpo_address"] {
            assert!(fields.contains(&field), "{field}");
        }
    }

    #[test]
    fn a_name_alone_is_enough_and_french_is_the_default() {
        let profile = super::profile(named()).unwrap();
        assert_eq!((profile.language.as_str(), profile.zone.as_str()), ("fr", "Europe/Paris"));
        let nowhere = OrganisationProfile { zone: "La Réunion".to_owned(), ..named() };
        assert_eq!(refused(nowhere), [("zone", FieldCode::Malformed)]);
        let control = OrganisationProfile { city: "a\nb".to_owned(), ..named() };
        assert_eq!(refused(control), [("city", FieldCode::Malformed)]);
    }
}
