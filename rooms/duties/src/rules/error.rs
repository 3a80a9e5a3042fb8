//! Why packs do not load.

/// A pack that does not load.
#[derive(Debug, thiserror::Error)]
pub enum PackError {
    /// Not TOML of the right shape: an unknown field, an unknown word.
    #[error("pack {pack}: {source}")]
    Shape {
        /// The file.
        pack: String,
        /// Why.
        source: toml::de::Error,
    },
    /// The right shape, and wrong.
    #[error("pack {pack}, {at}: {why}")]
    Invalid {
        /// The file.
        pack: String,
        /// The rule, or "pack".
        at: String,
        /// Why.
        why: String,
    },
    /// Nothing to switch on.
    #[error("no dormant rule or pack is called {0:?}")]
    NothingDormant(String),
}
