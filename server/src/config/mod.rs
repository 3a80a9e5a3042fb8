//! Every setting of a process: one struct for each section, checked at start.
//!
//! A value comes from a flag, else from a variable, else from a TOML file, else from a
//! default that suits one small machine. An error is one sentence that names the setting
//! as it was given and never repeats its value.

mod args;
mod proxies;
mod sections;
mod setting;
#[cfg(test)]
mod tests;
mod values;

pub use args::SettingArgs;
pub use proxies::{Network, TrustedProxies};
pub use sections::{
    Config, DataFolder, Database, Http, Keys, LogFormat, Logs, Mail, Metrics, Secret, Worker,
};
pub use setting::{ALL, Setting};
pub use values::Variables;

/// One setting that cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{origin}: {reason}")]
pub struct ConfigError {
    /// The name that it was given under.
    pub origin: String,
    /// What is wrong with it.
    pub reason: String,
}

impl ConfigError {
    pub(crate) fn new(origin: &str, reason: &str) -> Self {
        Self { origin: origin.to_owned(), reason: reason.to_owned() }
    }
}

/// Settings that cannot be used; never empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConfigErrors(pub Vec<ConfigError>);

impl std::fmt::Display for ConfigErrors {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if let Some(first) = self.0.first() {
            write!(f, "{first}")?;
        }
        match self.0.len() {
            0 | 1 => Ok(()),
            n => write!(f, " (and {} more: run concerne check-config)", n - 1),
        }
    }
}

impl std::error::Error for ConfigErrors {}

impl Config {
    /// Reads and checks the settings of this process.
    ///
    /// # Errors
    /// Every setting that cannot be used.
    pub fn load(args: &SettingArgs) -> Result<Self, ConfigErrors> {
        Self::gather(args, &|name| std::env::var_os(name))
    }
}
