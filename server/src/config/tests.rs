//! Settings: where they come from, and how each wrong one is named.

use std::{collections::HashMap, ffi::OsString, io::Write as _, time::Duration};

use super::{ALL, Config, ConfigErrors, Metrics, SettingArgs};

fn load(args: &SettingArgs, given: &[(&str, &str)]) -> Result<Config, ConfigErrors> {
    let given: HashMap<&str, &str> = given.iter().copied().collect();
    Config::gather(args, &|name| given.get(name).map(OsString::from))
}

fn refusal(given: &[(&str, &str)]) -> String {
    load(&SettingArgs::default(), given).unwrap_err().to_string()
}

fn file(content: &str) -> (tempfile::NamedTempFile, SettingArgs) {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(content.as_bytes()).unwrap();
    let args =
        SettingArgs { file: Some(file.path().display().to_string()), ..SettingArgs::default() };
    (file, args)
}

#[test]
fn without_settings_everything_is_in_one_folder_of_one_machine() {
    let config = load(&SettingArgs::default(), &[]).unwrap();
    assert_eq!(config.database.url.expose(), "sqlite:data/concerne.sqlite");
    assert_eq!(config.keys.url.expose(), "sqlite:data/keys.sqlite");
    assert_eq!(config.http.public_url, "http://127.0.0.1:3000");
    assert_eq!(config.metrics, Metrics::Local);
    assert_eq!(config.imports, imports::Limits::default());
}

#[test]
fn the_documented_defaults_are_those_of_the_program() {
    let config = load(&SettingArgs::default(), &[]).unwrap();
    let shown = |variable: &str| {
        ALL.iter().find(|setting| setting.variable == variable).unwrap().default.to_owned()
    };
    assert_eq!(shown("CONCERNE_IMPORT_FILE_BYTES"), config.imports.file_bytes.to_string());
    assert_eq!(shown("CONCERNE_IMPORT_ROWS"), config.imports.rows.to_string());
    assert_eq!(shown("CONCERNE_IMPORT_COLUMNS"), config.imports.columns.to_string());
    assert_eq!(shown("CONCERNE_IMPORT_CELL_CHARS"), config.imports.cell_chars.to_string());
    assert_eq!(shown("CONCERNE_HTTP_REQUEST_BYTES"), config.http.request_bytes.to_string());
    assert_eq!(shown("CONCERNE_HTTP_CONNECTIONS"), config.http.connections.to_string());
    assert_eq!(shown("CONCERNE_WORKER_AT_ONCE"), config.worker.at_once.to_string());
    assert_eq!(shown("CONCERNE_LISTEN"), config.http.listen.to_string());
    let whole = config.http.request_time.as_secs().to_string();
    assert_eq!(shown("CONCERNE_HTTP_REQUEST_SECONDS"), whole);
    assert_eq!(shown("CONCERNE_HTTP_STOP_SECONDS"), config.http.stop_time.as_secs().to_string());
}

#[test]
fn a_flag_wins_over_a_variable_and_a_variable_over_the_file() {
    let (_kept, mut args) =
        file("[http]\nlisten = '127.0.0.1:1'\nbody_seconds = 7\n[data]\ndir = 'x'");
    let config = load(&args, &[]).unwrap();
    assert_eq!(config.http.listen.port(), 1);
    assert_eq!(config.http.body_time, Duration::from_secs(7));
    assert_eq!(config.database.url.expose(), "sqlite:x/concerne.sqlite");
    let config = load(&args, &[("CONCERNE_LISTEN", "127.0.0.1:2")]).unwrap();
    assert_eq!(config.http.listen.port(), 2);
    args.values.insert("CONCERNE_LISTEN", "127.0.0.1:3".to_owned());
    let config = load(&args, &[("CONCERNE_LISTEN", "127.0.0.1:2")]).unwrap();
    assert_eq!(config.http.listen.port(), 3);
}

#[test]
fn each_wrong_setting_is_one_sentence_that_names_it_and_hides_its_value() {
    for (variable, value) in [
        ("CONCERNE_DATABASE_URL", "mysql://hush@x/y"),
        ("CONCERNE_DATABASE_URL", "/tmp/hush.db"),
        ("CONCERNE_DATABASE_URL", "sqlite:"),
        ("CONCERNE_KEYS_URL", "sqlit:hush"),
        ("CONCERNE_LISTEN", "hush:3000"),
        ("CONCERNE_PUBLIC_URL", "hush.example.org"),
        ("CONCERNE_PUBLIC_URL", "https://example.org/hush"),
        ("CONCERNE_PUBLIC_URL", "https://hush:hush@example.org"),
        ("CONCERNE_PORTAL_HOSTS", "a.example.org, hush/x"),
        ("CONCERNE_TRUSTED_PROXIES", "10.0.0.0/8,hush"),
        ("CONCERNE_SMTP_URL", "http://hush"),
        ("CONCERNE_MAIL_DOMAIN", "hush hush"),
        ("CONCERNE_HTTP_BODY_SECONDS", "0"),
        ("CONCERNE_HTTP_BODY_SECONDS", "hush"),
        ("CONCERNE_WORKER_AT_ONCE", "257"),
        ("CONCERNE_LOG_FORMAT", "hush"),
        ("CONCERNE_METRICS_LISTEN", "hush"),
    ] {
        let sentence = refusal(&[(variable, value)]);
        assert!(sentence.starts_with(&format!("{variable}: ")), "{sentence}");
        assert!(!sentence.contains("hush"), "{sentence}");
        assert!(!sentence.contains('\n'), "{sentence}");
    }
}

#[test]
fn several_wrong_settings_are_counted() {
    let sentence = refusal(&[("CONCERNE_LISTEN", "x"), ("CONCERNE_LOG_FORMAT", "x")]);
    assert!(sentence.ends_with("(and 1 more: run concerne check-config)"), "{sentence}");
}

#[test]
fn the_file_refuses_what_it_does_not_know_and_shows_no_line_of_it() {
    for (content, expected) in [
        ("[http]\nlisen = 'x'", "there is no setting http.lisen"),
        ("listen = 'x'", "\"listen\" must be a section, such as [http]"),
        ("[database]\nurl = 'hush", "the configuration file is not valid TOML"),
        ("[http]\nlisten = { a = 1 }", "http.listen must be a text or a number"),
    ] {
        let (_kept, args) = file(content);
        let sentence = load(&args, &[]).unwrap_err().to_string();
        assert!(sentence.contains(expected) && !sentence.contains("hush"), "{sentence}");
    }
    let args = SettingArgs { file: Some("/nowhere.toml".to_owned()), ..SettingArgs::default() };
    let sentence = load(&args, &[]).unwrap_err().to_string();
    assert!(sentence.starts_with("/nowhere.toml: the configuration file cannot be read"));
}

#[test]
fn keys_and_the_data_that_they_protect_are_kept_apart() {
    let url = "postgres://u@h/one";
    let sentence = refusal(&[("CONCERNE_DATABASE_URL", url), ("CONCERNE_KEYS_URL", url)]);
    assert!(sentence.contains("must not be in the database"), "{sentence}");
    let sentence = refusal(&[("CONCERNE_MASTER_KEY", "x"), ("CONCERNE_MASTER_KEY_FILE", "y")]);
    assert!(sentence.contains("not both"), "{sentence}");
}

#[test]
fn secrets_are_not_shown_by_debug() {
    let given = [
        ("CONCERNE_DATABASE_URL", "postgres://u:hush@h/one"),
        ("CONCERNE_SMTP_URL", "smtp://u:hush@relay.example.org"),
        ("CONCERNE_MAIL_FROM", "information@example.org"),
        ("CONCERNE_MASTER_KEY", "concerne-master-v1 hush"),
    ];
    let config = load(&SettingArgs::default(), &given).unwrap();
    assert!(!format!("{config:?}").contains("hush"));
}

#[test]
fn metrics_are_not_shown_by_a_server_that_others_reach() {
    let metrics = |given: &[(&str, &str)]| load(&SettingArgs::default(), given).unwrap().metrics;
    assert_eq!(metrics(&[("CONCERNE_PUBLIC_URL", "https://labo.example.org")]), Metrics::Off);
    assert_eq!(metrics(&[("CONCERNE_LISTEN", "0.0.0.0:3000")]), Metrics::Off);
    assert_eq!(metrics(&[("CONCERNE_TRUSTED_PROXIES", "127.0.0.1")]), Metrics::Off);
    assert_eq!(metrics(&[("CONCERNE_LISTEN", "[::1]:3000")]), Metrics::Local);
    let own = metrics(&[("CONCERNE_METRICS_LISTEN", "10.0.0.1:9464")]);
    assert_eq!(own, Metrics::At("10.0.0.1:9464".parse().unwrap()));
}

#[test]
fn a_default_database_path_with_odd_characters_is_read_back_as_it_is() {
    let config = load(&SettingArgs::default(), &[("CONCERNE_DATA_DIR", "/a b/50%?#")]).unwrap();
    assert_eq!(config.database.url.expose(), "sqlite:/a b/50%25%3F%23/concerne.sqlite");
}
