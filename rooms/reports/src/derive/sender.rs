//! Who notifies, and how: the kind of notification, the organisation, its contact.

use super::{Found, from, maybe, some_text};
use crate::gather::Known;
use crate::model::{Room, Value};
use crate::spec::AUTHORITY_RULE;
use crate::words::{NotifType, Sector};

impl Known {
    pub(super) fn notification(&self, code: &str) -> Found {
        let detail = self.detail(AUTHORITY_RULE);
        let last = detail.and_then(|detail| detail.submissions.last());
        match code {
            "notif_type" => {
                let kind =
                    if last.is_some() { NotifType::Complementary } else { NotifType::Initial };
                from(Room::Duties, "eu-gdpr-33-1.stage", Value::Word(kind.as_str()))
            }
            "previous_ref" => match last {
                None => Found::NotApplicable,
                Some(_) => {
                    let mut sent =
                        detail.into_iter().flat_map(|detail| detail.submissions.iter().rev());
                    let number = sent.find_map(|sent| sent.number.clone());
                    maybe(number.map(Value::Text), Room::Duties, "submission.number")
                }
            },
            _ => Found::Nothing,
        }
    }

    pub(super) fn organisation(&self, key: &str) -> Found {
        let lab = &self.organisation;
        let named = !lab.dpo_name.trim().is_empty() || !lab.dpo_email.trim().is_empty();
        match key {
            "organisation.siren" => some_text(
                lab.siren.as_deref().unwrap_or_default(),
                Room::Accounts,
                "organisation.siren",
            ),
            "organisation.name" => some_text(&lab.name, Room::Accounts, "organisation.name"),
            "organisation.city" => some_text(&lab.city, Room::Accounts, "organisation.city"),
            "organisation.sector" => {
                from(Room::Presumed, "organisation.kind", Value::Word(Sector::HumanHealth.as_str()))
            }
            "organisation.country" => {
                from(Room::Presumed, "organisation.kind", Value::Text("FR".to_owned()))
            }
            "contact.surname" => some_text(&lab.dpo_name, Room::Accounts, "organisation.dpo_name"),
            "contact.email" => some_text(&lab.dpo_email, Room::Accounts, "organisation.dpo_email"),
            "contact.phone" => some_text(&lab.phone, Room::Accounts, "organisation.phone"),
            "contact.is_dpo" if named => {
                from(Room::Accounts, "organisation.dpo_name", Value::YesNo(true))
            }
            _ => Found::Nothing,
        }
    }
}
