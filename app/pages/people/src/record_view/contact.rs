//! How to reach the person, masked.

use i18n::{Lang, t};
use leptos::prelude::*;
use people::{Reach, Record, identity::Phone};

use crate::{mask, record_page::RecordPage};
use ui::{Badge, BadgeKind, Density, Fact, Facts, Panel};

/// Addresses, numbers and language.
pub(super) fn panel(lang: Lang, page: &RecordPage) -> AnyView {
    let word = move |key: &str| t(lang, &format!("people.record.{key}"));
    let none = t(lang, "common.field.none");
    let record = &page.person.record;
    let number = |phone: Option<&Phone>| phone.map_or_else(|| none.to_owned(), mask::phone);
    let mail = record.email.as_ref().map_or_else(|| none.to_owned(), mask::email);
    let mut items = vec![Fact::new(word("address"), lines(address(record), none))];
    for extra in &page.person.extras {
        let other = address(extra);
        if !other.is_empty() && other != address(record) {
            items.push(Fact::new(word("other_address"), lines(other, none)));
        }
    }
    items.push(Fact::new(word("mobile"), number(record.phone_mobile.as_ref())));
    if record.phone_home.is_some() {
        items.push(Fact::new(word("phone"), number(record.phone_home.as_ref())));
    }
    items.push(Fact::new(word("email"), mail));
    let language = record.language.as_deref().and_then(Lang::parse);
    items.push(Fact::new(
        word("language"),
        language.map_or_else(|| t(lang, "common.field.unknown"), Lang::name),
    ));
    let badge = if page.person.reach.has(Reach::POSTAL) {
        view! { <Badge kind=BadgeKind::Ok text=word("address_valid")/> }
    } else {
        view! { <Badge kind=BadgeKind::Warn text=word("address_invalid")/> }
    };
    view! {
        <Panel title=word("contact") aside=badge foot=word("contact_masked")>
            <Facts items=items density=Density::Dense/>
        </Panel>
    }
    .into_any()
}

/// The lines of an address as the file gives them, empty ones left out.
fn address(record: &Record) -> Vec<String> {
    let a = &record.address;
    let town = format!("{} {}", a.postcode, a.city).trim().to_owned();
    [a.complement.clone(), a.street.clone(), a.place.clone(), town, a.country.clone()]
        .into_iter()
        .filter(|line| !line.trim().is_empty())
        .collect()
}

fn lines(lines: Vec<String>, none: &'static str) -> AnyView {
    if lines.is_empty() {
        return none.into_any();
    }
    lines
        .into_iter()
        .enumerate()
        .map(|(at, line)| view! { {(at > 0).then(|| view! { <br/> })} {line} })
        .collect_view()
        .into_any()
}
