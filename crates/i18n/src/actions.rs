//! What a person can do, with the bodies that answer in France.
//!
//! Bodies and numbers change: each action says from which day and until which day
//! it is advised. Bloctel ended on 11 August 2026 and is advised on no day. The
//! remote complaint form (A05b) exists only when the investigators open one, so it
//! is listed only with a confirmed link.

use chrono::NaiveDate;

use crate::{Lang, classes, t};

/// When an action is best done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Horizon {
    /// The same day.
    Today,
    /// Within a week.
    ThisWeek,
    /// Over a year, or when something happens.
    ThisYear,
}

impl Horizon {
    /// All horizons, the nearest first.
    pub const ALL: [Self; 3] = [Self::Today, Self::ThisWeek, Self::ThisYear];

    /// Its heading on the plan.
    pub fn title(self, lang: Lang) -> &'static str {
        t(
            lang,
            match self {
                Self::Today => "actions.horizon.today",
                Self::ThisWeek => "actions.horizon.this_week",
                Self::ThisYear => "actions.horizon.this_year",
            },
        )
    }
}

/// Whether investigators opened a remote complaint form for this case.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum RemoteComplaint {
    /// No form is known, or its link is not confirmed.
    #[default]
    None,
    /// The link was confirmed and is shown on the page.
    Confirmed,
}

/// One action of the catalogue.
#[derive(Debug, PartialEq, Eq)]
pub struct Action {
    /// The stable id, `A01` to `A25`.
    pub id: &'static str,
    /// When it is best done.
    pub horizon: Horizon,
    /// First day on which it is advised.
    pub valid_from: Option<NaiveDate>,
    /// Last day on which it is advised.
    pub valid_to: Option<NaiveDate>,
    /// Minutes that it takes; none where it waits for an event.
    pub minutes: Option<u16>,
    /// The number to call, as it is printed.
    pub phone: Option<&'static str>,
    /// The address to type.
    pub site: Option<&'static str>,
}

impl Action {
    /// What to do, as an order.
    pub fn title(&self, lang: Lang) -> &'static str {
        self.text(lang, "title")
    }

    /// Why it helps.
    pub fn why(&self, lang: Lang) -> &'static str {
        self.text(lang, "why")
    }

    /// The steps.
    pub fn how(&self, lang: Lang) -> &'static str {
        self.text(lang, "how")
    }

    /// How long it takes, in words.
    pub fn time(&self, lang: Lang) -> &'static str {
        self.text(lang, "time")
    }

    /// Who answers.
    pub fn body(&self, lang: Lang) -> &'static str {
        self.text(lang, "body")
    }

    /// Whether the action is advised on a day.
    pub fn is_valid_on(&self, day: NaiveDate) -> bool {
        self.valid_from.is_none_or(|from| from <= day) && self.valid_to.is_none_or(|to| day <= to)
    }

    fn text(&self, lang: Lang, part: &str) -> &'static str {
        t(lang, &format!("actions.{}.{part}", self.id))
    }
}

/// All actions; inside a horizon, the most useful first.
static ACTIONS: [Action; 26] = [
    // Today.
    act("A01", Horizon::Today).minutes(1),
    act("A14", Horizon::Today).phone("3114"),
    act("A15", Horizon::Today).phone("3919"),
    act("A08", Horizon::Today).minutes(10),
    act("A11", Horizon::Today).minutes(15),
    act("A09", Horizon::Today).minutes(5).phone("36 46").site("ameli.fr"),
    act("A17", Horizon::Today).minutes(5),
    // This week.
    act("A10", Horizon::ThisWeek).minutes(5).phone("34 22").site("monespacesante.fr"),
    // Since 6 January 2025 the request no longer goes through the CNIL.
    act("A06", Horizon::ThisWeek).minutes(10).site("impots.gouv.fr").from(2025, 1, 6),
    act("A07", Horizon::ThisWeek).minutes(15).site("banque-france.fr"),
    act("A21", Horizon::ThisWeek).minutes(5),
    act("A04", Horizon::ThisWeek).minutes(10).site("17cyber.gouv.fr").from(2024, 12, 17),
    act("A24", Horizon::ThisWeek).minutes(5),
    act("A13", Horizon::ThisWeek).phone("116 006"),
    act("A22", Horizon::ThisWeek).phone("0 800 840 800"),
    act("A23", Horizon::ThisWeek).phone("0 800 08 11 11"),
    // For a year, or when something happens.
    act("A02", Horizon::ThisYear).minutes(2).phone("33700"),
    act("A03", Horizon::ThisYear).minutes(5).site("signal-spam.fr"),
    // The law of 30 June 2025 forbids unasked sales calls from this day on.
    act("A18", Horizon::ThisYear).minutes(5).site("signal.conso.gouv.fr").from(2026, 8, 11),
    act("A19", Horizon::ThisYear),
    act("A16", Horizon::ThisYear).site("17cyber.gouv.fr").from(2024, 12, 17),
    act("A20", Horizon::ThisYear).phone("3928").site("cnil.fr"),
    act("A05", Horizon::ThisYear),
    act(REMOTE_COMPLAINT, Horizon::ThisYear).minutes(15),
    act("A12", Horizon::ThisYear).minutes(15).phone("01 53 73 22 22").site("cnil.fr"),
    // Group action for all data damage, since the reform of 30 April 2025.
    act("A25", Horizon::ThisYear).from(2025, 5, 2),
];

const REMOTE_COMPLAINT: &str = "A05b";

/// Ids of the actions that defend a person's rights, offered to everyone.
const RIGHTS: [&str; 3] = ["A24", "A12", "A25"];

/// Ids of the lines where a person can talk, offered to everyone.
const HELP: [&str; 3] = ["A13", "A04", "A14"];

/// The actions for the classes of one person, by horizon, each once, those not
/// advised on that day left out.
///
/// Some actions tell the class that they answer (a line about HIV, for instance):
/// give private codes only after the second proof of identity.
pub fn actions_for(codes: &[&str], today: NaiveDate) -> Vec<&'static Action> {
    actions_for_case(codes, today, RemoteComplaint::None)
}

/// Like [`actions_for`], with the remote complaint form where one is confirmed.
pub fn actions_for_case(
    codes: &[&str],
    today: NaiveDate,
    remote: RemoteComplaint,
) -> Vec<&'static Action> {
    let wanted: Vec<&str> =
        codes.iter().flat_map(|code| classes::actions_of(code)).copied().collect();
    let listed = |action: &&Action| {
        let asked = if action.id == REMOTE_COMPLAINT { "A05" } else { action.id };
        let hidden = action.id == REMOTE_COMPLAINT && remote == RemoteComplaint::None;
        !hidden && wanted.contains(&asked) && action.is_valid_on(today)
    };
    all().filter(listed).collect()
}

/// The actions that defend a person's rights, the same for everyone.
pub fn rights(today: NaiveDate) -> Vec<&'static Action> {
    RIGHTS.iter().filter_map(|id| find(id)).filter(|a| a.is_valid_on(today)).collect()
}

/// Where to talk to somebody, the same for everyone.
pub fn help(today: NaiveDate) -> Vec<&'static Action> {
    HELP.iter().filter_map(|id| find(id)).filter(|a| a.is_valid_on(today)).collect()
}

/// The action of an id.
pub fn find(id: &str) -> Option<&'static Action> {
    all().find(|action| action.id == id)
}

/// All actions, by horizon.
pub fn all() -> impl Iterator<Item = &'static Action> {
    ACTIONS.iter()
}

const fn act(id: &'static str, horizon: Horizon) -> Action {
    Action { id, horizon, valid_from: None, valid_to: None, minutes: None, phone: None, site: None }
}

impl Action {
    const fn minutes(mut self, minutes: u16) -> Self {
        self.minutes = Some(minutes);
        self
    }

    const fn phone(mut self, phone: &'static str) -> Self {
        self.phone = Some(phone);
        self
    }

    const fn site(mut self, site: &'static str) -> Self {
        self.site = Some(site);
        self
    }

    const fn from(mut self, year: i32, month: u32, day: u32) -> Self {
        self.valid_from = NaiveDate::from_ymd_opt(year, month, day);
        self
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    fn day(y: i32, m: u32, d: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(y, m, d).unwrap()
    }

    fn ids(actions: &[&Action]) -> Vec<&'static str> {
        actions.iter().map(|action| action.id).collect()
    }

    #[test]
    fn actions_come_once_and_the_nearest_first() {
        let plan = actions_for(&["IDENTITY", "NIR", "PHONE", "NIR"], day(2026, 9, 1));
        assert_eq!(ids(&plan), ["A01", "A09", "A10", "A06", "A04", "A02", "A18", "A19", "A05"]);
        assert!(plan.is_sorted_by_key(|action| action.horizon));
    }

    #[test]
    fn an_action_is_advised_only_between_its_days() {
        let phone = |today| ids(&actions_for(&["PHONE"], today)).contains(&"A18");
        assert!(!phone(day(2026, 8, 10)));
        assert!(phone(day(2026, 8, 11)));
        let nir = |today| ids(&actions_for(&["NIR"], today)).contains(&"A06");
        assert!(!nir(day(2025, 1, 5)));
        assert!(nir(day(2025, 1, 6)));
    }

    #[test]
    fn the_remote_form_waits_for_a_confirmed_link() {
        let today = day(2026, 3, 3);
        let every: Vec<&str> = classes::codes().collect();
        assert!(!ids(&actions_for(&every, today)).contains(&"A05b"));
        let with = |codes| ids(&actions_for_case(codes, today, RemoteComplaint::Confirmed));
        assert!(with(&["BANK"]).contains(&"A05b"));
        assert!(!with(&["DOCTOR"]).contains(&"A05b"));
    }

    #[test]
    fn public_classes_give_no_action_that_tells_a_private_one() {
        let private =
            ["APPOINTMENT_ROOM", "RESULT", "COMMENT", "PREGNANCY", "HIV", "TREATMENT", "GENETIC"];
        let public: Vec<&str> = classes::codes().filter(|c| !private.contains(c)).collect();
        let plan = ids(&actions_for(&public, day(2026, 9, 1)));
        for id in ["A15", "A16", "A17", "A20", "A22", "A23"] {
            assert!(!plan.contains(&id), "{id}");
        }
    }

    #[test]
    fn every_action_is_reachable_and_bloctel_is_advised_nowhere() {
        let today = day(2026, 9, 1);
        let every: Vec<&str> = classes::codes().collect();
        let mut reached: BTreeSet<&str> =
            ids(&actions_for_case(&every, today, RemoteComplaint::Confirmed)).into_iter().collect();
        reached.extend(ids(&rights(today)));
        reached.extend(ids(&help(today)));
        assert_eq!(reached, all().map(|action| action.id).collect());
        for lang in [Lang::FR, Lang::EN] {
            for action in all() {
                let text = [action.title(lang), action.why(lang), action.how(lang)].concat();
                assert!(!text.to_lowercase().contains("bloctel"), "{}", action.id);
                assert!(!text.contains('⟦'), "{}", action.id);
            }
        }
    }

    #[test]
    fn the_text_gives_the_number_and_the_site_of_its_action() {
        let plain = |text: &str| text.replace(['\u{a0}', '\u{202f}'], " ");
        for lang in [Lang::FR, Lang::EN] {
            for action in all() {
                let text = plain(&[action.title(lang), action.how(lang)].concat());
                for part in [action.phone, action.site].into_iter().flatten() {
                    assert!(text.contains(part), "{} {part}: {text}", action.id);
                }
            }
        }
    }
}
