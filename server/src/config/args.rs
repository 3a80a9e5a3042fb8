//! The settings as flags of a command.

use std::collections::BTreeMap;

use clap::{Arg, ArgMatches, Command};

use super::setting::ALL;

/// Settings given on the command line.
#[derive(Clone, Debug, Default)]
pub struct SettingArgs {
    /// The configuration file.
    pub(crate) file: Option<String>,
    /// Values by the name of the variable.
    pub(crate) values: BTreeMap<&'static str, String>,
}

const FILE: &str = "config";

impl clap::FromArgMatches for SettingArgs {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        let mut args = Self::default();
        args.update_from_arg_matches(matches)?;
        Ok(args)
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        self.file = matches.get_one::<String>(FILE).cloned();
        for setting in ALL.iter().filter(|setting| setting.flag.is_some()) {
            if let Some(value) = matches.get_one::<String>(setting.variable) {
                self.values.insert(setting.variable, value.clone());
            }
        }
        Ok(())
    }
}

impl clap::Args for SettingArgs {
    fn augment_args(command: Command) -> Command {
        let file = Arg::new(FILE)
            .long(FILE)
            .value_name("FILE")
            .help("Configuration file (TOML); also CONCERNE_CONFIG")
            .help_heading("Settings");
        ALL.iter().fold(command.arg(file), |command, setting| match setting.flag {
            None => command,
            Some(flag) => command.arg(
                Arg::new(setting.variable)
                    .long(flag)
                    .value_name(setting.value)
                    .help(format!(
                        "{} [{}; default: {}]",
                        setting.help, setting.variable, setting.default
                    ))
                    .help_heading("Settings"),
            ),
        })
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }
}
