//! What a model may ask for.

use std::collections::{BTreeMap, BTreeSet};

use crate::text::{Piece, pieces};

macro_rules! placeholders {
    ($($(#[$doc:meta])* $name:ident = $text:literal,)*) => {
        /// A value that a message takes from the case, the lab or the person.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Placeholder {
            $($(#[$doc])* $name,)*
        }

        impl Placeholder {
            /// All placeholders.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];

            /// The name between braces.
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$name => $text,)*
                }
            }
        }
    };
}

placeholders! {
    /// The name of the laboratory.
    Lab = "lab",
    /// When it was and since when it is known, in whole sentences ([`super::When`]).
    When = "when",
    /// What the lab did, in two sentences.
    Measures = "measures",
    /// What is not known yet, in one or two sentences.
    Unknown = "unknown",
    /// The short address of the portal, to type.
    Portal = "portal",
    /// The person's claim code.
    Code = "code",
    /// The phone line.
    Phone = "phone",
    /// Its days and hours.
    Hours = "hours",
    /// The data protection officer's name.
    DpoName = "dpo_name",
    /// The data protection officer's e-mail address.
    DpoEmail = "dpo_email",
    /// The data protection officer's postal address.
    DpoAddress = "dpo_address",
    /// The reference of the case, for the person to quote.
    Reference = "reference",
    /// The day of the message, in words.
    Date = "date",
}

impl Placeholder {
    /// Reads a name back.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|known| known.as_str() == name)
    }

    /// The placeholders of a text, and the names that are none.
    pub fn in_text(text: &str) -> (BTreeSet<Self>, Vec<&str>) {
        let (mut known, mut unknown) = (BTreeSet::new(), Vec::new());
        for piece in pieces(text) {
            if let Piece::Argument(name) = piece {
                match Self::parse(name) {
                    Some(placeholder) => drop(known.insert(placeholder)),
                    None => unknown.push(name),
                }
            }
        }
        (known, unknown)
    }
}

/// The values of one message.
pub type Values = BTreeMap<Placeholder, String>;
