//! Contact points of a row: each fault is a warning, the row counts.

use people::identity::country::Country;
use people::identity::phone::{PhoneError, PhoneNote};
use people::identity::postal::PostalError;
use people::identity::postcode::Postcode;
use people::identity::{AddressBlock, Email, Phone, PostalAddress};

use super::checked::AcceptedRow;
use super::issue::{Code, Issue};
use super::slots::Slots;
use super::text::{clean, unwrap};
use crate::mapping::Field;

/// Reads the contact points into the row.
pub(super) fn read(slots: &Slots<'_>, row: &mut AcceptedRow, issues: &mut Vec<Issue>) {
    row.address = address(slots, issues);
    if let Some(address) = &row.address {
        check_address(address, slots, issues);
    }
    row.phone_home = phone(slots, Field::PhoneHome, issues);
    row.phone_mobile = phone(slots, Field::PhoneMobile, issues);
    row.email = email(slots, issues);
    let reachable = row.address.is_some()
        || row.phone_home.is_some()
        || row.phone_mobile.is_some()
        || row.email.is_some();
    if !reachable {
        issues.push(Issue::of_row(Code::NoContact));
    }
}

/// The postal address, when any part of it but the country is given.
fn address(slots: &Slots<'_>, issues: &mut Vec<Issue>) -> Option<PostalAddress> {
    let text = |field| slots.get(field).map(|(_, cell)| clean(cell)).unwrap_or_default();
    let mut address = PostalAddress {
        street: text(Field::Address1),
        complement: text(Field::Address2),
        place: text(Field::Address3),
        postcode: String::new(),
        city: text(Field::City),
        country: text(Field::Country),
    };
    let abroad = Country::parse(&address.country) != Country::France;
    let mut code = slots.get(Field::Postcode).map(|(column, cell)| (column, unwrap(cell)));
    if let Some((column, cell)) = slots.get(Field::PostcodeCity) {
        let cell = cell.trim();
        let split = cell.find(|c: char| !c.is_ascii_digit()).unwrap_or(cell.len());
        let (digits, town) = cell.split_at(split);
        if address.city.is_empty() {
            address.city = clean(town);
        }
        if code.is_none() && !digits.is_empty() {
            code = Some((column, digits));
        }
    }
    if let Some((column, cell)) = code {
        address.postcode = if abroad {
            clean(cell)
        } else {
            match Postcode::parse(cell) {
                Postcode::French(code) => code,
                Postcode::ZeroRestored(code) => {
                    issues.push(Issue::at(Code::PostcodeZeroRestored, column));
                    code
                }
                Postcode::Other(code) => {
                    issues.push(Issue::at(Code::PostcodeInvalid, column));
                    code
                }
            }
        };
    }
    let empty =
        [&address.street, &address.complement, &address.place, &address.postcode, &address.city]
            .iter()
            .all(|part| part.is_empty());
    (!empty).then_some(address)
}

/// Whether a letter can be addressed; cheap tests first, the layout only for long lines.
fn check_address(address: &PostalAddress, slots: &Slots<'_>, issues: &mut Vec<Issue>) {
    let column = slots.column(Field::Address1).or(slots.column(Field::Postcode));
    let short =
        [&address.street, &address.complement, &address.place].iter().all(|line| line.len() <= 36)
            && address.city.len() <= 30;
    let routed = !address.city.is_empty()
        && (!address.postcode.is_empty() || !address.country.is_empty())
        && (!address.street.is_empty()
            || !address.place.is_empty()
            || !address.complement.is_empty());
    if short && routed {
        return;
    }
    let code = match AddressBlock::format("A", address) {
        Ok(_) => return,
        Err(PostalError::NoTown | PostalError::NoStreet) => Code::AddressIncomplete,
        Err(PostalError::TooLong { .. }) => Code::AddressTooLong,
    };
    issues.push(Issue { code, column });
}

/// One telephone column.
fn phone(slots: &Slots<'_>, field: Field, issues: &mut Vec<Issue>) -> Option<Phone> {
    let (column, cell) = slots.get(field)?;
    let (phone, code) = match Phone::parse(unwrap(cell)) {
        Ok((phone, PhoneNote::AsWritten)) => return Some(phone),
        Ok((phone, PhoneNote::ZeroRestored)) => (Some(phone), Code::PhoneZeroRestored),
        Ok((phone, PhoneNote::FirstOfTwo)) => (Some(phone), Code::PhoneFirstOfTwo),
        Err(PhoneError::SpreadsheetDamage) => (None, Code::PhoneDamaged),
        Err(PhoneError::Invalid) => (None, Code::PhoneInvalid),
    };
    issues.push(Issue::at(code, column));
    phone
}

/// The e-mail column.
fn email(slots: &Slots<'_>, issues: &mut Vec<Issue>) -> Option<Email> {
    let (column, cell) = slots.get(Field::Email)?;
    let Ok(email) = Email::parse(cell) else {
        issues.push(Issue::at(Code::EmailInvalid, column));
        return None;
    };
    if email.likely_domain().is_some() {
        issues.push(Issue::at(Code::EmailTypo, column));
    }
    Some(email)
}
