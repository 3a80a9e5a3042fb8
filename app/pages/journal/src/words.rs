//! Words for what the journal holds: who, what, on what, what is wrong.

use std::collections::BTreeMap;

use audit::DamageKind;
use i18n::{Lang, t, tr};
use kernel::AccountId;
use serde_json::{Map, Value};

/// Ids and digests are longer than this; they are cut to be recognised, not copied.
const SHORT: usize = 12;

/// The account behind the name that the journal keeps, for staff.
pub(super) fn account(actor: &str) -> Option<AccountId> {
    actor.strip_prefix("staff:")?.parse().ok()
}

/// Who acted, in words. The journal holds no name: staff's is looked up.
pub(super) fn actor(lang: Lang, actor: &str, names: &BTreeMap<AccountId, String>) -> String {
    let word = |key: &str| t(lang, &format!("console.journal.{key}")).to_owned();
    if let Some(account) = account(actor) {
        return names.get(&account).cloned().unwrap_or_else(|| word("actor_gone"));
    }
    match actor.split_once(':') {
        Some(("system", name)) => tr(lang, "console.journal.actor_system", &[("name", name)]),
        Some(("staff", _)) => word("actor_staff"),
        _ if actor == "operator" => word("actor_operator"),
        _ if actor == "visitor" => word("actor_visitor"),
        _ => actor.to_owned(),
    }
}

/// What happened; its code where the catalogue is older than the room.
pub(super) fn event(lang: Lang, name: &str) -> String {
    let key = format!("console.event.{name}");
    if i18n::has(&key) { t(lang, &key).to_owned() } else { name.to_owned() }
}

/// What is wrong with a chain.
pub(super) fn damage(lang: Lang, kind: DamageKind) -> &'static str {
    let code = match kind {
        DamageKind::Altered => "altered",
        DamageKind::Missing => "missing",
        DamageKind::OutOfOrder => "out_of_order",
        DamageKind::Cut => "cut",
        DamageKind::Head => "head",
        DamageKind::Orphan => "orphan",
        DamageKind::Anchor => "anchor",
    };
    t(lang, &format!("console.damage.{code}"))
}

/// The ids, words, counts and digests of an act.
pub(super) fn details(data: &str) -> Vec<(String, String)> {
    let object: Map<String, Value> = serde_json::from_str(data).unwrap_or_default();
    object
        .into_iter()
        .map(|(key, value)| {
            let text = match value {
                Value::String(text) => text,
                other => other.to_string(),
            };
            let hex = text.len() >= 32 && text.bytes().all(|b| b.is_ascii_hexdigit());
            let text = if hex { text.chars().take(SHORT).collect() } else { text };
            (key, text)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn staff_is_named_and_the_machine_says_which_part_of_it() {
        let id: AccountId = "0199c2e0a4b57c3d8e9f0a1b2c3d4e5f".parse().unwrap();
        let names = BTreeMap::from([(id, "Solenn Test".to_owned())]);
        let said = |name: &str| actor(Lang::EN, name, &names);
        assert_eq!(said(&format!("staff:{id}")), "Solenn Test");
        assert_eq!(said("system:portal"), "the machine, portal");
        assert_eq!(said("operator"), "the operator, at the command line");
        assert_eq!(said("visitor"), "a person on the portal");
        let other = "staff:0199c2e0a4b57c3d8e9f0a1b2c3d4e60";
        assert_eq!(said(other), "a former member of staff");
    }

    #[test]
    fn details_keep_words_and_counts_and_cut_digests() {
        let data = format!(r#"{{"rule":"eu-gdpr-33-1","n":2,"facts":"{}"}}"#, "ab".repeat(32));
        let found = details(&data);
        assert_eq!(found[0], ("rule".to_owned(), "eu-gdpr-33-1".to_owned()));
        assert_eq!(found[1], ("n".to_owned(), "2".to_owned()));
        assert_eq!(found[2].1, "abababababab");
        assert!(details("not json").is_empty());
    }

    #[test]
    fn a_known_act_has_its_words_and_an_unknown_one_its_code() {
        assert_eq!(event(Lang::EN, "future.thing"), "future.thing");
        assert_ne!(event(Lang::FR, "reports.exported"), "reports.exported");
    }
}
