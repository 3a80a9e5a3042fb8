//! Settings of the room.

use std::{path::PathBuf, time::Duration};

use mail::{Address, AddressError, Domain, ReturnPath};

/// Settings of the room. The defaults are those of production.
#[derive(Clone, Debug)]
pub struct CampaignsConfig {
    /// Folder of the sealed print files.
    pub folder: PathBuf,
    /// The address of the site as patients type it: host, and path where needed.
    pub portal: String,
    /// Who e-mails come from: an address on the lab's own domain, stable (domain.md 8.1).
    pub from: Address,
    /// Where bounces come back.
    pub return_path: ReturnPath,
    /// The domain of Message-IDs.
    pub message_domain: Domain,
    /// A claim or a sending lasts this long without being renewed.
    pub lease: Duration,
    /// How long e-mails on their way may go on once the process is to stop; what the server
    /// has not answered by then is in doubt.
    pub grace: Duration,
    /// Deliveries claimed at once.
    pub claim: i64,
    /// How often the ledger is looked at while nothing is due.
    pub poll: Duration,
    /// A refused-for-now e-mail is tried again for this long, then becomes a letter.
    pub give_up_after: Duration,
    /// Refusals after which the share of refusals is looked at.
    pub brake_after: i64,
    /// Share of refusals, in per cent, at which a campaign stops by itself.
    pub brake_percent: i64,
    /// Letters that wait for a full batch are printed after this long.
    pub letters_wait: Duration,
    /// The age from which nothing on health goes to the parents of a minor, in whole
    /// years; see `prepare::minors` for the articles and for why it is 15.
    pub minor_secret_from: i32,
    /// Who prints, as the manifest says it.
    pub printer: String,
}

impl CampaignsConfig {
    /// Production settings for a data folder, a site address and a sender address.
    ///
    /// # Errors
    /// A sender address that is none.
    pub fn new(data_dir: &std::path::Path, portal: &str, from: &str) -> Result<Self, AddressError> {
        let from = Address::parse(from)?;
        Ok(Self {
            folder: data_dir.join("letters"),
            portal: portal.trim().trim_end_matches('/').to_owned(),
            return_path: ReturnPath::Fixed(from.clone()),
            message_domain: Domain::parse(from.domain())?,
            from,
            lease: Duration::from_mins(1),
            grace: Duration::from_secs(10),
            claim: 500,
            poll: Duration::from_secs(1),
            give_up_after: Duration::from_hours(48),
            brake_after: 200,
            brake_percent: 30,
            letters_wait: Duration::from_hours(12),
            minor_secret_from: crate::prepare::SECRET_FROM,
            printer: String::new(),
        })
    }
}
