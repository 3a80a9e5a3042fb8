//! The words of the room: states, channels, purposes.

macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $word:literal,)* }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name { $($(#[$vdoc])* $variant,)* }

        impl $name {
            /// All values, in display order.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// The stable word kept in columns, forms and catalogues.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word,)* }
            }

            /// Reads a stable word back.
            pub fn parse(word: &str) -> Option<Self> {
                match word { $($word => Some(Self::$variant),)* _ => None }
            }
        }
    };
}

words! {
    /// Where a campaign stands.
    CampaignState {
        /// Being written; nobody is counted yet.
        Draft = "draft",
        /// The persons are being walked.
        Preparing = "preparing",
        /// Every person has a place; waits for a second person.
        Prepared = "prepared",
        /// A second person approved exactly this content.
        Approved = "approved",
        /// Mails leave, letters are printed.
        Running = "running",
        /// Nothing leaves, nothing is lost.
        Paused = "paused",
        /// Every delivery is settled.
        Finished = "finished",
        /// Given up; what had left stays recorded.
        Cancelled = "cancelled",
    }
}

impl CampaignState {
    /// Whether deliveries may still be waiting to leave.
    pub const fn is_live(self) -> bool {
        matches!(self, Self::Running | Self::Paused)
    }
}

words! {
    /// Why persons are written to.
    Purpose {
        /// The first notice (GDPR 34).
        First = "first",
        /// News on a case that was notified.
        Update = "update",
        /// Something said before was wrong.
        Correction = "correction",
    }
}

words! {
    /// The DPO's choice of channels.
    Channels {
        /// Letters to everybody.
        LetterOnly = "letter_only",
        /// E-mail where there is a valid address, letters to all others.
        EmailWhereValid = "email_where_valid",
    }
}

words! {
    /// The channel of a delivery.
    Channel {
        /// Nothing is sent.
        None = "none",
        /// E-mail.
        Email = "email",
        /// A letter to the person.
        Letter = "letter",
        /// A letter to a legal representative or guardian.
        GuardianLetter = "guardian_letter",
    }
}

impl Channel {
    /// Whether paper is printed.
    pub const fn is_letter(self) -> bool {
        matches!(self, Self::Letter | Self::GuardianLetter)
    }
}

words! {
    /// Where a delivery stands.
    DeliveryState {
        /// Waits for its turn.
        Queued = "queued",
        /// Recorded before the content is transmitted.
        Sending = "sending",
        /// The server asked to wait.
        Deferred = "deferred",
        /// In a print file, not posted yet.
        Rendered = "rendered",
        /// Nobody knows whether the server took it; a person decides.
        InDoubt = "in_doubt",
        /// The server took responsibility.
        Accepted = "accepted",
        /// Given to the post.
        Posted = "posted",
        /// Refused for good.
        Failed = "failed",
        /// Came back.
        Returned = "returned",
        /// Not written to, with a reason.
        Excluded = "excluded",
        /// No usable address, with a reason.
        Unreachable = "unreachable",
        /// Given up before it left.
        Cancelled = "cancelled",
    }
}

impl DeliveryState {
    /// Whether nothing more will happen by itself.
    pub const fn is_terminal(self) -> bool {
        !matches!(
            self,
            Self::Queued | Self::Sending | Self::Deferred | Self::Rendered | Self::InDoubt
        )
    }

    /// Its share of the bar.
    pub const fn share(self) -> Share {
        match self {
            Self::Accepted | Self::Posted => Share::Informed,
            Self::Queued | Self::Sending | Self::Deferred | Self::Rendered | Self::InDoubt => {
                Share::InProgress
            }
            Self::Failed | Self::Returned | Self::Unreachable => Share::NotReached,
            Self::Excluded | Self::Cancelled => Share::Excluded,
        }
    }
}

words! {
    /// The four parts of the bar. They add up to the persons of the campaign.
    Share {
        /// Handed over or posted.
        Informed = "informed",
        /// Waiting, leaving, printed, or in doubt.
        InProgress = "in_progress",
        /// Refused, returned, or without an address.
        NotReached = "not_reached",
        /// Not written to, with a reason.
        Excluded = "excluded",
    }
}

words! {
    /// What stopped or slows a campaign down.
    Alert {
        /// The mail server cannot be reached or does not serve.
        Server = "server",
        /// The mail server refuses our sign-in or the protection of the connection.
        SignIn = "sign_in",
        /// The mail server refuses our sender address.
        Sender = "sender",
        /// Too many messages are refused for good: the campaign paused itself.
        Refusals = "refusals",
        /// Captured mail cannot be written.
        Capture = "capture",
        /// A letter cannot be printed.
        Printing = "printing",
        /// A print file would lose more letters than a few: the campaign paused itself.
        Losses = "losses",
        /// The words of the lab cannot be written as a message: the campaign paused itself.
        Wording = "wording",
        /// The counts do not add up.
        Gap = "gap",
    }
}

words! {
    /// Why a letter came back.
    ReturnReason {
        /// Does not live at the address.
        Moved = "moved",
        /// The address is incomplete.
        Insufficient = "insufficient",
        /// The address is unknown.
        Unknown = "unknown",
        /// No box, or one that cannot be reached.
        NoBox = "no_box",
        /// Refused.
        Refused = "refused",
        /// Not collected.
        NotCollected = "not_collected",
        /// The person died.
        Deceased = "deceased",
        /// Anything else.
        Other = "other",
    }
}

/// Where a batch of letters stands, as the column says it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum BatchWord {
    /// Its letters are chosen; the file is being made.
    Rendering,
    /// The file may be printed.
    Ready,
    /// Given to the post.
    Posted,
    /// Given up before it was posted.
    Cancelled,
}

impl BatchWord {
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Rendering => "rendering",
            Self::Ready => "ready",
            Self::Posted => "posted",
            Self::Cancelled => "cancelled",
        }
    }

    pub(crate) fn parse(word: &str) -> Option<Self> {
        [Self::Rendering, Self::Ready, Self::Posted, Self::Cancelled]
            .into_iter()
            .find(|known| known.as_str() == word)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_terminal_state_is_never_in_progress() {
        for state in DeliveryState::ALL {
            assert_eq!(state.is_terminal(), state.share() != Share::InProgress, "{state:?}");
            assert_eq!(DeliveryState::parse(state.as_str()), Some(*state));
        }
    }
}
