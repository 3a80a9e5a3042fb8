//! Phone numbers of the fiction ranges, and example e-mail addresses.

use crate::person::{Contact, SyntheticPerson};
use crate::random::Draws;
use crate::text::{push_handle, push_padded};
use crate::{names, places};

/// Prefixes that the regulator reserves for fiction, land lines.
const HOME: [&str; 5] = ["019900", "026191", "035301", "046571", "053649"];
/// The same, mobile phones.
const MOBILE: &str = "063998";

/// Draws the ways to reach a person: mobile 55 %, e-mail 12 %, nothing but an
/// address 30 %, no usable address 3 %, an address abroad 2 %.
pub(crate) fn draw(draws: &mut Draws, department: &'static str) -> Contact {
    let address = match draws.below(10_000) {
        0..300 => None,
        300..500 => Some(places::address_abroad(draws)),
        _ => Some(places::address(draws, department)),
    };
    let mut contact = Contact { address, home_phone: None, mobile: None, email: None };
    // 30 % of all have an address and nothing else, so 30/97 leave nothing.
    if draws.chance(3_093) {
        return contact;
    }
    // Shares among the 69.07 % who left something.
    contact.mobile = draws.chance(7_963).then(|| number(draws, MOBILE));
    contact.email = draws.chance(1_737).then(String::new);
    let reachable = contact.mobile.is_some() || contact.email.is_some();
    if !reachable || draws.chance(4_500) {
        let prefix = draws.pick(&HOME);
        contact.home_phone = Some(number(draws, prefix));
    }
    contact
}

/// Writes the e-mail address of a person who has one: the name and the number,
/// so that nobody shares it.
pub(crate) fn name_mailbox(person: &mut SyntheticPerson) {
    if person.contact.email.is_none() {
        return;
    }
    let mut address = String::with_capacity(48);
    push_handle(&mut address, &person.first_name);
    address.push('.');
    push_handle(&mut address, person.surname());
    push_padded(&mut address, person.number, 1);
    address.push_str(if person.number.is_multiple_of(3) { "@example.net" } else { "@example.org" });
    person.contact.email = Some(address);
}

/// The name of a parent, who has the given surname, or of a guardian.
pub(crate) fn representative(draws: &mut Draws, surname: Option<&str>) -> String {
    let mut name = String::from(draws.pick(&["Mme ", "M. "]));
    match surname {
        Some(surname) => name.push_str(surname),
        None => name.push_str(&names::surname(draws)),
    }
    name
}

fn number(draws: &mut Draws, prefix: &str) -> String {
    let mut number = String::with_capacity(10);
    number.push_str(prefix);
    push_padded(&mut number, u64::from(draws.below(10_000)), 4);
    number
}
