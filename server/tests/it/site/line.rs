//! What the table says of one route.

use accounts::{Verb, holds};
use kernel::Role;

use super::{
    client::Asked,
    places::{Place, words},
};

/// Who may use a route.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum May {
    /// Whoever asks, signed in or not.
    Everybody,
    /// Whoever has signed in.
    Staff,
    /// Who holds one of the verbs in some organisation.
    Holds(&'static [Verb]),
    /// Who may see the case and holds one of the verbs in the lab.
    Case(&'static [Verb]),
    /// Who holds one of the verbs in the lab, without having to see the case: its printer.
    Letters(&'static [Verb]),
    /// Who runs the platform.
    Platform,
    /// Who may open a case in a lab of theirs.
    Opens,
}

impl May {
    /// Whether a role may. None is somebody who has not signed in.
    pub(super) fn lets(self, role: Option<Role>) -> bool {
        let Some(role) = role else { return self == Self::Everybody };
        let any = |verbs: &[Verb]| verbs.iter().any(|verb| holds(role, *verb));
        match self {
            Self::Everybody | Self::Staff => true,
            Self::Holds(verbs) | Self::Letters(verbs) => any(verbs),
            Self::Case(verbs) => holds(role, Verb::ViewCase) && any(verbs),
            Self::Platform => role == Role::PlatformAdmin,
            Self::Opens => holds(role, Verb::OpenCase),
        }
    }
}

/// The fields of a form, with what is typed; values in braces are ids.
pub(super) type Form = &'static [(&'static str, &'static str)];

/// What a form sends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sends {
    /// It is a visit.
    Nothing,
    /// Fields.
    Form(Form),
    /// A file in the field [`FILE`].
    File,
}

/// Name of the field of a file.
pub(super) const FILE: &str = "fichier";

/// Who else may send the form than a page of the site.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sender {
    /// Nobody.
    Own,
    /// Anybody: a form of the portal, which changes nothing and shows another site nothing.
    Any,
}

/// Words of a pattern that stand for nothing inside a lab's part of a case: its address,
/// the law's rules, names of files, rows by their number, the name of a case to come.
const NO_THINGS: [&str; 6] = ["reference", "lab", "rule", "name", "row", "fresh"];

/// One route.
#[derive(Clone, Copy, Debug)]
pub(super) struct Line {
    pub(super) method: &'static str,
    /// The pattern, as the router has it.
    pub(super) path: &'static str,
    pub(super) may: May,
    pub(super) sends: Sends,
    /// What is asked for instead of the bare pattern: a query, or other words for its ids.
    pub(super) ask: &'static str,
    pub(super) sender: Sender,
    /// A status beside the usual ones that is right for whoever may.
    pub(super) also: u16,
}

impl Line {
    pub(super) const fn new(
        method: &'static str,
        path: &'static str,
        may: May,
        sends: Sends,
    ) -> Self {
        Self { method, path, may, sends, ask: path, sender: Sender::Own, also: 0 }
    }

    pub(super) const fn ask(mut self, ask: &'static str) -> Self {
        self.ask = ask;
        self
    }

    pub(super) const fn also(mut self, status: u16) -> Self {
        self.also = status;
        self
    }

    pub(super) const fn sent_by_anybody(mut self) -> Self {
        self.sender = Sender::Any;
        self
    }

    /// Names of the fields that the form sends.
    pub(super) fn names(&self) -> Vec<&'static str> {
        match self.sends {
            Sends::Nothing => Vec::new(),
            Sends::Form(fields) => fields.iter().map(|(name, _)| *name).collect(),
            Sends::File => vec![FILE],
        }
    }

    /// The fields, about some ids.
    pub(super) fn fields(&self, place: &Place) -> Vec<(String, String)> {
        let Sends::Form(fields) = self.sends else { return Vec::new() };
        fields.iter().map(|(name, value)| ((*name).to_owned(), place.fill(value))).collect()
    }

    /// The request that the line stands for, about some ids.
    pub(super) fn asked(&self, place: &Place) -> Asked {
        let path = place.fill(self.ask);
        match self.sends {
            Sends::Nothing => Asked::get(&path),
            Sends::Form(_) => Asked::form(&path, &self.fields(place)),
            Sends::File => {
                let lines = "NOM DE NAISSANCE;PRENOM\nKERMARREC;ANNE\n";
                Asked::upload(&path, FILE, "liste.csv", lines)
            }
        }
    }

    /// The words of the line that stand for something of one lab.
    pub(super) fn inner(&self) -> Vec<&'static str> {
        let mut found = words(self.ask);
        if let Sends::Form(fields) = self.sends {
            found.extend(fields.iter().flat_map(|(_, value)| words(value)));
        }
        found.retain(|word| !NO_THINGS.contains(word));
        found.sort_unstable();
        found.dedup();
        found
    }

    /// Whether it is about a lab's part of a case.
    pub(super) fn of_a_case(&self) -> bool {
        matches!(self.may, May::Case(_) | May::Letters(_))
    }
}

/// A page.
pub(super) const fn get(path: &'static str, may: May) -> Line {
    Line::new("GET", path, may, Sends::Nothing)
}

/// A form.
pub(super) const fn post(path: &'static str, may: May, form: Form) -> Line {
    Line::new("POST", path, may, Sends::Form(form))
}
