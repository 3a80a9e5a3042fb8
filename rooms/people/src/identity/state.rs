//! What decides by which channel a person may be written to.

/// A state of a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum State {
    /// Dead: no letter, heirs by the desk (GDPR recital 27; LIL 84 to 86; CSP L.1110-4).
    Deceased,
    /// Tutelle: a letter to the guardian and a simple one to the person.
    Guardianship,
    /// Curatelle: a letter to the person.
    Curatorship,
    /// Another or an unnamed measure of protection.
    Protected,
    /// Handled by a named member of staff, out of bulk views (a known person, an employee).
    Restricted,
    /// A relative may be a danger: no letter, no text message.
    AtRisk,
    /// Under 18 on the day of the check.
    Minor,
    /// Under 16 on the day of the check: the letter goes to the legal representatives.
    UnderSixteen,
    /// Objects to contact: Article 34 GDPR is still due, by the least intrusive channel.
    DoNotContact,
}

impl State {
    /// All states, in bit order. Append only: the bits are a column.
    pub const ALL: [Self; 9] = [
        Self::Deceased,
        Self::Guardianship,
        Self::Curatorship,
        Self::Protected,
        Self::Restricted,
        Self::AtRisk,
        Self::Minor,
        Self::UnderSixteen,
        Self::DoNotContact,
    ];

    /// The stable code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Deceased => "deceased",
            Self::Guardianship => "guardianship",
            Self::Curatorship => "curatorship",
            Self::Protected => "protected",
            Self::Restricted => "restricted",
            Self::AtRisk => "at_risk",
            Self::Minor => "minor",
            Self::UnderSixteen => "under_sixteen",
            Self::DoNotContact => "do_not_contact",
        }
    }
}

/// A set of states, kept as one integer column.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct StateSet(i64);

impl StateSet {
    /// No state.
    pub const EMPTY: Self = Self(0);

    /// Reads the column.
    pub const fn from_bits(bits: i64) -> Self {
        Self(bits)
    }

    /// The column.
    pub const fn bits(self) -> i64 {
        self.0
    }

    /// With one state more.
    pub const fn with(self, state: State) -> Self {
        Self(self.0 | 1 << (state as u8))
    }

    /// All states of both sets.
    pub const fn union(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Whether the state is in the set.
    pub const fn has(self, state: State) -> bool {
        self.0 & (1 << (state as u8)) != 0
    }

    /// Whether no state is in the set.
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The states, in bit order.
    pub fn iter(self) -> impl Iterator<Item = State> {
        State::ALL.into_iter().filter(move |state| self.has(*state))
    }
}

/// What a form changed in a set of states.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StateChange {
    added: i64,
    removed: i64,
}

impl StateChange {
    /// From the states that the form showed to those that it came back with.
    pub const fn between(shown: StateSet, wanted: StateSet) -> Self {
        Self { added: wanted.0 & !shown.0, removed: shown.0 & !wanted.0 }
    }

    /// The set once changed. What the form did not touch stays as it is now.
    pub const fn applied_to(self, now: StateSet) -> StateSet {
        StateSet((now.0 & !self.removed) | self.added)
    }
}

/// What a yes-or-no cell says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// Yes.
    Yes,
    /// No, or nothing.
    No,
    /// Something else.
    Unclear,
}

/// Reads a yes-or-no cell, in French or English.
pub fn answer(cell: &str) -> Answer {
    if super::blank::is_blank(cell) {
        return Answer::No;
    }
    let cell = super::blank::trim(cell);
    if cell.len() > 8 {
        return Answer::Unclear;
    }
    match super::fold::fold(cell).as_str() {
        "O" | "OUI" | "Y" | "YES" | "1" | "V" | "VRAI" | "TRUE" | "T" => Answer::Yes,
        "N" | "NON" | "NO" | "0" | "F" | "FAUX" | "FALSE" => Answer::No,
        _ => Answer::Unclear,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(states: &[State]) -> StateSet {
        states.iter().fold(StateSet::EMPTY, |set, state| set.with(*state))
    }

    #[test]
    fn a_colleagues_change_in_the_meantime_stays() {
        use State::{AtRisk, Deceased, DoNotContact, Minor};
        let shown = set(&[Minor, DoNotContact]);
        // Somebody marked a danger while the form was open.
        let now = set(&[Minor, DoNotContact, AtRisk]);
        let change = StateChange::between(shown, set(&[Minor, Deceased]));
        assert_eq!(change.applied_to(now), set(&[Minor, AtRisk, Deceased]));
        assert_eq!(StateChange::between(shown, StateSet::EMPTY).applied_to(shown), StateSet::EMPTY);
        assert_eq!(StateChange::between(shown, shown).applied_to(now), now);
    }

    #[test]
    fn bits_are_distinct_and_follow_the_order() {
        for (index, state) in State::ALL.into_iter().enumerate() {
            let set = StateSet::EMPTY.with(state);
            assert_eq!(set.bits(), 1 << index);
            assert_eq!(set.iter().collect::<Vec<_>>(), [state]);
        }
    }

    #[test]
    fn answers_are_read() {
        for (cell, expected) in [
            ("O", Answer::Yes),
            ("oui", Answer::Yes),
            ("1", Answer::Yes),
            ("N", Answer::No),
            ("0", Answer::No),
            ("", Answer::No),
            ("12/03/2019", Answer::Unclear),
        ] {
            assert_eq!(answer(cell), expected, "{cell}");
        }
    }
}
