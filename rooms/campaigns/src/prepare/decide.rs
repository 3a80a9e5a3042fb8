//! The place of one person: which channel, or why none. Pure.

use documents::Engine;
use mail::Address;
use people::{
    Person, Reach,
    identity::{State, StateSet},
};

use crate::{
    Channel, Channels, DeliveryState,
    notice::{Addressee, block},
    prepare::minors::{Minor, may_write_home},
};

/// Under this age the letter goes to the legal representatives (domain.md 8.5).
const OWN_NAME_FROM: i32 = 16;

/// The rows of one person. The first is the counted one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Decision {
    pub(crate) rows: Vec<(Channel, DeliveryState, &'static str)>,
    /// Whether the message cannot be written, which somebody has to look at.
    pub(crate) fault: bool,
}

impl Decision {
    fn one(channel: Channel) -> Self {
        Self { rows: vec![(channel, DeliveryState::Queued, "")], fault: false }
    }

    fn none(state: DeliveryState, reason: &'static str) -> Self {
        Self { rows: vec![(Channel::None, state, reason)], fault: false }
    }

    fn fault(reason: &'static str) -> Self {
        Self { fault: true, ..Self::none(DeliveryState::Unreachable, reason) }
    }
}

/// Why a person is not written to at all, whatever the channel. Asked again at each
/// sending and printing.
pub(crate) fn stop_reason(states: StateSet) -> Option<&'static str> {
    // A dead person is nobody's data subject, and secrecy goes on (recital 27, CSP L.1110-4).
    if states.has(State::Deceased) {
        return Some("deceased");
    }
    // A letter may be opened by the person who is the danger.
    if states.has(State::AtRisk) {
        return Some("at_risk");
    }
    if states.has(State::Restricted) {
        return Some("restricted");
    }
    None
}

/// Why nothing goes to the representatives of a minor, where nothing may. Asked again at
/// each printing: a minor may object after the preparation.
pub(crate) fn home_stop(
    person: &Person,
    today: chrono::NaiveDate,
    secret_from: i32,
) -> Result<(), &'static str> {
    let born = person.record.traits.birth_date.filter(|born| born.exact().is_some());
    let minor = Minor {
        age: born.map(|born| born.age_at_least(today)),
        classes: person.classes,
        objects: person.states.has(State::DoNotContact),
    };
    may_write_home(&minor, secret_from)
}

/// Decides the place of a person.
pub(crate) fn decide(
    person: &Person,
    channels: Channels,
    today: chrono::NaiveDate,
    secret_from: i32,
    engine: &Engine,
) -> Decision {
    if let Some(reason) = stop_reason(person.states) {
        return Decision::none(DeliveryState::Excluded, reason);
    }
    if is_child(person, today) {
        if let Err(reason) = home_stop(person, today, secret_from) {
            return Decision::none(DeliveryState::Excluded, reason);
        }
        return on_paper(person, engine, Addressee::Representatives, Channel::GuardianLetter);
    }
    if person.states.has(State::Guardianship) {
        // To the guardian, and a simple letter to the person.
        let mut decision = on_paper(person, engine, Addressee::Guardian, Channel::GuardianLetter);
        if !decision.fault
            && decision.rows.iter().all(|(_, state, _)| *state == DeliveryState::Queued)
            && printable(person, engine, Addressee::Person).is_ok()
        {
            decision.rows.push((Channel::Letter, DeliveryState::Queued, ""));
        }
        return decision;
    }
    let postal = person.reach.has(Reach::POSTAL);
    let email = email_of(person);
    // Whoever objects to contact is still to be told, by the least intrusive channel;
    // a known misspelling of a domain is no valid address.
    let objects = person.states.has(State::DoNotContact);
    let doubtful =
        person.record.email.as_ref().is_some_and(|email| email.likely_domain().is_some());
    let by_email = channels == Channels::EmailWhereValid
        && email.is_some()
        && !(postal && (objects || doubtful));
    if by_email {
        return Decision::one(Channel::Email);
    }
    if !postal && email.is_some() {
        return Decision::none(DeliveryState::Unreachable, "email_only");
    }
    on_paper(person, engine, Addressee::Person, Channel::Letter)
}

/// The address that mail can be handed over for.
pub(crate) fn email_of(person: &Person) -> Option<Address> {
    person.record.email.as_ref().and_then(|email| Address::parse(email.as_str()).ok())
}

/// Whether a letter can take the place of an e-mail.
pub(crate) fn letter_possible(person: &Person, engine: &Engine) -> bool {
    person.reach.has(Reach::POSTAL) && printable(person, engine, Addressee::Person).is_ok()
}

fn on_paper(person: &Person, engine: &Engine, to: Addressee, channel: Channel) -> Decision {
    if !person.reach.has(Reach::POSTAL) {
        return Decision::none(DeliveryState::Unreachable, "no_address");
    }
    match printable(person, engine, to) {
        Ok(()) => Decision::one(channel),
        Err(reason) => Decision::fault(reason),
    }
}

/// Whether block and name can be printed, in every character.
fn printable(person: &Person, engine: &Engine, to: Addressee) -> Result<(), &'static str> {
    let word = || "-".to_owned();
    let probe = documents::Letter {
        address_lines: block(person, to)?,
        sender_lines: vec![word()],
        subject: word(),
        phone: word(),
        portal_address: word(),
        ..documents::Letter::default()
    };
    engine.check_letter(&probe).map_err(|_| "unprintable")
}

/// Whether the letter goes to the representatives: by the birth date where it is known
/// in full, otherwise by what the file said.
fn is_child(person: &Person, today: chrono::NaiveDate) -> bool {
    match person.record.traits.birth_date {
        Some(born) if born.exact().is_some() => born.age_at_least(today) < OWN_NAME_FROM,
        _ => person.states.has(State::UnderSixteen),
    }
}
