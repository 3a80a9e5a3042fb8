//! The settings: one entry each, from which flags, variables, file keys and the table
//! of `docs/operations.md` follow.

/// One setting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Setting {
    /// Section of the configuration file.
    pub section: &'static str,
    /// Key in that section.
    pub key: &'static str,
    /// Environment variable.
    pub variable: &'static str,
    /// Flag, without dashes; a secret of its own has none, since other users of the
    /// machine see command lines.
    pub flag: Option<&'static str>,
    /// What stands for the value in help texts.
    pub value: &'static str,
    /// What it decides.
    pub help: &'static str,
    /// The value when nobody gives one, in words.
    pub default: &'static str,
}

impl Setting {
    /// Name in the configuration file.
    pub fn name(&self) -> String {
        format!("{}.{}", self.section, self.key)
    }
}

macro_rules! settings {
    ($($id:ident: $section:literal $key:literal $variable:literal $flag:expr, $value:literal, $default:literal, $help:literal;)*) => {
        $(pub(crate) const $id: Setting = Setting {
            section: $section, key: $key, variable: $variable, flag: $flag,
            value: $value, help: $help, default: $default,
        };)*
        /// Every setting, in the order of the documentation.
        pub const ALL: &[Setting] = &[$($id),*];
    };
}

settings! {
    DATA_DIR: "data" "dir" "CONCERNE_DATA_DIR" Some("data-dir"), "DIR", "data",
        "Folder of everything that is not in a database: sealed files, anchors of the journal";
    DATABASE_URL: "database" "url" "CONCERNE_DATABASE_URL" Some("database-url"), "URL",
        "sqlite:DIR/concerne.sqlite",
        "Main database, sqlite:FILE or postgres://USER:PASSWORD@HOST/NAME";
    DATABASE_CONNECTIONS: "database" "connections" "CONCERNE_DATABASE_CONNECTIONS"
        Some("database-connections"), "N", "8",
        "Connections for reading (SQLite) or in all (PostgreSQL), 1 to 500";
    DATABASE_WAIT: "database" "wait_seconds" "CONCERNE_DATABASE_WAIT_SECONDS"
        Some("database-wait-seconds"), "N", "10",
        "How long a request waits for a connection or for the write lock, 1 to 300";
    KEYS_URL: "keys" "url" "CONCERNE_KEYS_URL" Some("keys-url"), "URL", "sqlite:DIR/keys.sqlite",
        "Store of the wrapped data keys, apart from the main database and its backups";
    MASTER_KEY_FILE: "keys" "master_key_file" "CONCERNE_MASTER_KEY_FILE" Some("master-key-file"),
        "FILE", "DIR/master.key",
        "Master key, a file of mode 0600; made at the first start, never replaced";
    MASTER_KEY: "keys" "master_key" "CONCERNE_MASTER_KEY" None, "TEXT", "none",
        "The content of a master key file, instead of a file";
    LISTEN: "http" "listen" "CONCERNE_LISTEN" Some("listen"), "ADDRESS", "127.0.0.1:3000",
        "Address and port of the web server";
    PUBLIC_URL: "http" "public_url" "CONCERNE_PUBLIC_URL" Some("public-url"), "URL",
        "http:// and the listen address",
        "Address of the console as browsers see it, without a path";
    PORTAL_HOSTS: "http" "portal_hosts" "CONCERNE_PORTAL_HOSTS" Some("portal-hosts"), "LIST",
        "none: one origin with paths",
        "Host names that show the patients' portal and nothing else, separated by commas";
    TRUSTED_PROXIES: "http" "trusted_proxies" "CONCERNE_TRUSTED_PROXIES" Some("trusted-proxies"),
        "LIST", "none",
        "Addresses or networks whose X-Forwarded-For is believed, separated by commas";
    HTTP_CONNECTIONS: "http" "connections" "CONCERNE_HTTP_CONNECTIONS" Some("http-connections"),
        "N", "10000", "Connections at once; more wait, 1 to 1000000";
    HTTP_HEADER: "http" "header_seconds" "CONCERNE_HTTP_HEADER_SECONDS"
        Some("http-header-seconds"), "N", "15",
        "How long a browser may take to send a request's head, 1 to 600";
    HTTP_BODY: "http" "body_seconds" "CONCERNE_HTTP_BODY_SECONDS" Some("http-body-seconds"), "N",
        "30", "How long a browser may pause while it sends a body, 1 to 600";
    HTTP_REQUEST: "http" "request_seconds" "CONCERNE_HTTP_REQUEST_SECONDS"
        Some("http-request-seconds"), "N", "120",
        "How long a browser may take to send a whole body, beside a second for each 16 KiB, 1 to 600";
    HTTP_STOP: "http" "stop_seconds" "CONCERNE_HTTP_STOP_SECONDS" Some("http-stop-seconds"), "N",
        "20", "How long open requests may go on once the process is to stop, 1 to 600";
    HTTP_BYTES: "http" "request_bytes" "CONCERNE_HTTP_REQUEST_BYTES" Some("http-request-bytes"),
        "BYTES", "1048576", "Largest body of a request that is not an upload, 1024 or more";
    SMTP_URL: "mail" "url" "CONCERNE_SMTP_URL" Some("smtp-url"), "URL", "capture:",
        "smtp://USER:PASSWORD@HOST:PORT, smtps://... or capture: (nothing leaves the machine)";
    MAIL_DOMAIN: "mail" "domain" "CONCERNE_MAIL_DOMAIN" Some("mail-domain"), "DOMAIN",
        "host of the public URL",
        "Domain of message ids and return paths, by which bounces are recognised";
    MAIL_FROM: "mail" "from" "CONCERNE_MAIL_FROM" Some("mail-from"), "ADDRESS",
        "information@ and the mail domain",
        "Address that notices come from: one the patients' lab is known by, and the same for good";
    IMPORT_BYTES: "imports" "file_bytes" "CONCERNE_IMPORT_FILE_BYTES" Some("import-file-bytes"),
        "BYTES", "8589934592", "Largest lab extract";
    IMPORT_ROWS: "imports" "rows" "CONCERNE_IMPORT_ROWS" Some("import-rows"), "N", "20000000",
        "Most rows of a lab extract";
    IMPORT_COLUMNS: "imports" "columns" "CONCERNE_IMPORT_COLUMNS" Some("import-columns"), "N",
        "1024", "Most columns of a lab extract";
    IMPORT_CELL: "imports" "cell_chars" "CONCERNE_IMPORT_CELL_CHARS" Some("import-cell-chars"),
        "N", "32767", "Most characters of a cell that is kept";
    WORKER_AT_ONCE: "worker" "at_once" "CONCERNE_WORKER_AT_ONCE" Some("worker-at-once"), "N", "4",
        "Background jobs of this process at once, 1 to 256";
    LOG_FORMAT: "log" "format" "CONCERNE_LOG_FORMAT" Some("log-format"), "text|json", "text",
        "Form of the log lines on standard error";
    LOG_LEVEL: "log" "level" "CONCERNE_LOG_LEVEL" Some("log-level"), "FILTER", "info",
        "What is logged: error, warn, info, debug, or a filter by part such as info,sqlx=warn";
    METRICS_LISTEN: "metrics" "listen" "CONCERNE_METRICS_LISTEN" Some("metrics-listen"),
        "ADDRESS", "none: on the web server, to this machine, while the public URL is local",
        "Address and port of /metrics, for a network that only the monitoring reaches";
}
