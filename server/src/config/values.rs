//! Where values come from: a flag before a variable before the file.

use std::{collections::BTreeMap, ffi::OsString, path::Path};

use super::{
    ConfigError, SettingArgs,
    setting::{ALL, Setting},
};

/// The process's variables, or those of a test.
pub type Variables<'a> = &'a dyn Fn(&str) -> Option<OsString>;

/// Text values as given, by setting, each with the name it was given under.
#[derive(Debug, Default)]
pub(crate) struct Values {
    given: BTreeMap<&'static str, Given>,
    /// What was wrong so far.
    pub(crate) errors: Vec<ConfigError>,
}

#[derive(Debug)]
struct Given {
    text: String,
    origin: String,
}

impl Values {
    /// Gathers everything that was given. An empty variable counts as not given.
    pub(crate) fn gather(args: &SettingArgs, variables: Variables<'_>) -> Self {
        let mut values = Self::default();
        let from_variable = variables("CONCERNE_CONFIG").and_then(|path| path.into_string().ok());
        if let Some(path) = args.file.clone().or(from_variable.filter(|path| !path.is_empty())) {
            values.read_file(Path::new(&path));
        }
        for setting in ALL {
            if let Some(value) = variables(setting.variable) {
                match value.into_string() {
                    Ok(text) if text.is_empty() => {}
                    Ok(text) => values.give(setting, text, setting.variable.to_owned()),
                    Err(_) => values.errors.push(ConfigError::new(
                        setting.variable,
                        "holds characters that are not UTF-8",
                    )),
                }
            }
            if let (Some(text), Some(flag)) = (args.values.get(setting.variable), setting.flag) {
                values.give(setting, text.clone(), format!("--{flag}"));
            }
        }
        values
    }

    fn give(&mut self, setting: &Setting, text: String, origin: String) {
        self.given.insert(setting.variable, Given { text, origin });
    }

    fn read_file(&mut self, path: &Path) {
        let place = path.display().to_string();
        let text = match std::fs::read_to_string(path) {
            Ok(text) => text,
            Err(error) => {
                let reason = format!("the configuration file cannot be read: {error}");
                return self.errors.push(ConfigError::new(&place, &reason));
            }
        };
        // The parser's own message repeats the line, which may hold a password.
        let Ok(table) = text.parse::<toml::Table>() else {
            let reason = "the configuration file is not valid TOML";
            return self.errors.push(ConfigError::new(&place, reason));
        };
        for (section, content) in &table {
            let Some(keys) = content.as_table() else {
                let reason = format!("{section:?} must be a section, such as [http]");
                self.errors.push(ConfigError::new(&place, &reason));
                continue;
            };
            for (key, value) in keys {
                let known = ALL.iter().find(|s| s.section == section && s.key == key);
                match (known, as_text(value)) {
                    (None, _) => {
                        let reason = format!("there is no setting {section}.{key}");
                        self.errors.push(ConfigError::new(&place, &reason));
                    }
                    (Some(setting), None) => {
                        let reason = format!("{} must be a text or a number", setting.name());
                        self.errors.push(ConfigError::new(&place, &reason));
                    }
                    (Some(setting), Some(text)) => {
                        let origin = format!("{} in {place}", setting.name());
                        self.give(setting, text, origin);
                    }
                }
            }
        }
    }

    /// The text of a setting, if given.
    pub(crate) fn text(&self, setting: &Setting) -> Option<&str> {
        self.given.get(setting.variable).map(|given| given.text.as_str())
    }

    /// A value read by `read`, which says what is wrong without repeating the text; the
    /// default when nothing or something wrong was given.
    pub(crate) fn read<T>(
        &mut self,
        setting: &Setting,
        default: T,
        read: impl FnOnce(&str) -> Result<T, String>,
    ) -> T {
        let Some(given) = self.given.get(setting.variable) else { return default };
        match read(given.text.trim()) {
            Ok(value) => value,
            Err(reason) => {
                self.errors.push(ConfigError::new(&given.origin, &reason));
                default
            }
        }
    }

    /// A whole number within bounds.
    pub(crate) fn number(&mut self, setting: &Setting, default: u64, least: u64, most: u64) -> u64 {
        self.read(setting, default, |text| {
            let number: u64 = text.parse().map_err(|_| "must be a whole number".to_owned())?;
            if (least..=most).contains(&number) {
                return Ok(number);
            }
            Err(match most {
                u64::MAX => format!("must be {least} or more"),
                _ => format!("must be from {least} to {most}"),
            })
        })
    }
}

fn as_text(value: &toml::Value) -> Option<String> {
    match value {
        toml::Value::String(text) => Some(text.clone()),
        toml::Value::Integer(number) => Some(number.to_string()),
        toml::Value::Array(items) => {
            let texts: Option<Vec<String>> =
                items.iter().map(|item| item.as_str().map(str::to_owned)).collect();
            texts.map(|texts| texts.join(","))
        }
        _ => None,
    }
}
