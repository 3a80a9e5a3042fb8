//! What is shown of a person, by role: enough to recognise a contact that somebody tells,
//! too little to take it away.

use kernel::{
    Role,
    exposure::{Class, ClassSet},
};
use people::identity::{BirthDate, Email, Phone};

/// How much of the exposed classes a reader sees.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sight {
    /// The DPO: all of them.
    All,
    /// Those that a first code shows; of the others not even whether there are any.
    Public,
    /// None: who answers calls never confirms anything.
    Nothing,
}

impl Sight {
    /// The widest that the roles give.
    pub(super) fn of(roles: impl Iterator<Item = Role>) -> Self {
        roles.fold(Self::Nothing, |sight, role| match (sight, role) {
            (_, Role::Dpo) | (Self::All, _) => Self::All,
            (_, Role::Assistant) | (Self::Public, _) => Self::Public,
            (Self::Nothing, _) => Self::Nothing,
        })
    }

    /// The codes of the classes to show, in the order of the portal.
    pub(super) fn codes(self, classes: ClassSet) -> Vec<&'static str> {
        let shown = match self {
            Self::All => classes,
            Self::Public => classes.public(),
            Self::Nothing => ClassSet::EMPTY,
        };
        i18n::classes::codes()
            .filter(|code| Class::parse(code).is_some_and(|class| shown.has(class)))
            .collect()
    }
}

/// `06 39 98 •• 42`, or `+44 •••• 46`: the country, and the last two digits.
pub(super) fn phone(phone: &Phone) -> String {
    let text = phone.as_str();
    if let Some(national) = text.strip_prefix("+33").filter(|rest| rest.len() == 9) {
        let digits = format!("0{national}");
        let pair = |at: usize| digits.get(at..at + 2).unwrap_or_default();
        return format!("{} {} {} •• {}", pair(0), pair(2), pair(4), pair(8));
    }
    let start = text.get(..3).unwrap_or_default();
    let end = text.len().checked_sub(2).and_then(|at| text.get(at..)).unwrap_or_default();
    format!("{start} •••• {end}")
}

/// `m•••@example.org`
pub(super) fn email(email: &Email) -> String {
    let first = email.as_str().chars().next().unwrap_or('•');
    format!("{first}•••@{}", email.domain())
}

/// A birth date, as far as it is known.
pub(super) fn born(lang: i18n::Lang, date: BirthDate) -> String {
    match date {
        BirthDate::Day(day) => i18n::date_long(lang, day),
        BirthDate::Month(year, month) => chrono::NaiveDate::from_ymd_opt(year, month, 1)
            .map_or_else(|| year.to_string(), |day| i18n::month_year(lang, day)),
        BirthDate::Year(year) => year.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sight(roles: &[Role]) -> Sight {
        Sight::of(roles.iter().copied())
    }

    #[test]
    fn only_the_dpo_sees_private_classes_and_who_answers_calls_sees_none() {
        let all: ClassSet = Class::ALL.into_iter().collect();
        for role in Role::ALL {
            let codes = sight(&[role]).codes(all);
            let private = codes.iter().any(|code| Class::parse(code).unwrap().is_private());
            assert_eq!(private, role == Role::Dpo, "{role:?}");
        }
        assert!(sight(&[Role::HelpDesk]).codes(all).is_empty());
        assert!(sight(&[]).codes(all).is_empty());
        assert_eq!(sight(&[Role::HelpDesk, Role::Assistant]), Sight::Public);
        assert_eq!(sight(&[Role::Assistant, Role::Dpo, Role::HelpDesk]), Sight::All);
        assert_eq!(Sight::All.codes(all).len(), Class::ALL.len());
    }

    #[test]
    fn a_contact_is_recognised_but_not_given_away() {
        let french = Phone::parse("06 39 98 12 42").unwrap().0;
        assert_eq!(phone(&french), "06 39 98 •• 42");
        let foreign = Phone::parse("+44 20 7946 0046").unwrap().0;
        assert_eq!(phone(&foreign), "+44 •••• 46");
        let address = Email::parse("maelle.k@example.org").unwrap();
        assert_eq!(email(&address), "m•••@example.org");
    }
}
