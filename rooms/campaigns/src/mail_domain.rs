//! A mail domain inside one campaign: its token, and the place of its sealed name.

use kernel::{CampaignId, Id as _};
use vault::{DataKey, Row};

/// The token of a mail domain inside one campaign.
pub(crate) fn domain_token(key: &DataKey, campaign: CampaignId, name: &str) -> [u8; 8] {
    let mut value = campaign.uuid().as_bytes().to_vec();
    value.extend_from_slice(name.as_bytes());
    let full = key.derive_index("campaign-domain").token("domain", &value);
    let mut token = [0; 8];
    token.copy_from_slice(full.get(..8).unwrap_or(&[0; 8]));
    token
}

/// The place of a sealed domain name.
pub(crate) fn domain_place(token: &[u8; 8]) -> Row<'_> {
    Row { table: "campaign_domain", id: token }
}
