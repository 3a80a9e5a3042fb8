//! Where a delivery stands.

macro_rules! states {
    ($($(#[$doc:meta])* $variant:ident = $word:literal,)*) => {
        /// Where a delivery stands.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum ImportState { $($(#[$doc])* $variant,)* }

        impl ImportState {
            /// All states, in order.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// The stable word.
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

states! {
    /// The file is here; its columns wait to be confirmed.
    Received = "received",
    /// The columns are confirmed.
    Mapped = "mapped",
    /// The dry run is under way.
    Checking = "checking",
    /// The dry run is done; nothing is stored yet.
    Checked = "checked",
    /// Rows are being stored.
    Loading = "loading",
    /// Everything is stored; the wave is invisible.
    Ready = "ready",
    /// The wave is visible.
    Active = "active",
    /// The file was refused as a whole.
    Refused = "refused",
    /// Somebody gave it up; nothing of it is kept.
    Cancelled = "cancelled",
}

impl ImportState {
    /// Whether rows of this delivery may still change what "not in the list" means.
    pub const fn is_unfinished(self) -> bool {
        !matches!(self, Self::Active | Self::Refused | Self::Cancelled)
    }
}
