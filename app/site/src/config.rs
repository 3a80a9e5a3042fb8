//! Settings of the pages.

/// Settings of the web part.
#[derive(Clone, Debug, Default)]
pub struct WebConfig {
    /// Cookies are sent over TLS only. Off on a developer's loopback.
    pub secure_cookies: bool,
    /// Hosts of the portal; empty when portal and console share one host by paths.
    pub portal_hosts: Vec<String>,
    /// Address patients type, as printed in letters.
    pub portal_address: String,
    /// Where the portal's quick exit leads; empty for the portal's own neutral page.
    pub leave_to: String,
    /// Whether `/styleguide` is served.
    pub styleguide: bool,
    /// Largest upload in bytes.
    pub upload_bytes: u64,
}
